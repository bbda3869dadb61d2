"""What no source says stays open for good, each by itself, and only where it can matter."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

import redline
from redline.kernel import Kernel
from redline.program.lower import lower
from redline.values import Status

TEXT = """
rulebook t-2026 "A text with holes"
  effective 2026-03-01

item board "a board"
  fact sealed : yes/no
  fact area_mm2 : mm2 above 0

control A for board
  controlled when any of
    (1) area_mm2 > 100 mm2
    (2) all of
      sealed
      unstated "the limit on links"

control B for board
  controlled when {second}

exclusion "Note 1" from B
  excluded when not sealed

license requirement R for A
  required when unstated "the list of countries"

license statements complete for A, B, board
"""


@cache
def engine() -> redline.Engine:
    """Return the engine; not a fixture, since it serves the columns as well."""
    return redline.load()


def determine(second: str, *, to: str | None = None, **facts: object) -> redline.Determination:
    book = engine().compile(TEXT.format(second=second))
    items = {"name": ["it"], **{name: [value] for name, value in facts.items()}}
    (one,) = engine().check(items, rules=book, to=to).item("it")
    return one


def codes(second: str, sealed: list[float], area: list[float], many: int) -> list[str]:
    book = engine().compile(TEXT.format(second=second))
    program = lower(book.controls[0].kind, [book])
    found = Kernel(program, many=many)({"sealed": np.array(sealed), "area_mm2": np.array(area)})
    return [Status(int(code)).word for code in found["t-2026"]]


OWN = 'unstated "the test"'


def test_an_open_limb_leaves_the_outcome_open_with_its_reason() -> None:
    one = determine("area_mm2 > 900 mm2", sealed=True, area_mm2=50)

    assert ("undetermined", (), ("A.2: the limit on links",)) == (one.status, one.missing, one.unstated)


def test_another_limb_of_the_conjunction_settles_it() -> None:
    one = determine("area_mm2 > 900 mm2", sealed=False, area_mm2=50)

    assert ("not_controlled", ()) == (one.status, one.unstated)


def test_another_limb_of_the_disjunction_settles_it() -> None:
    one = determine(OWN, sealed=True, area_mm2=500)

    assert ("controlled", (), ("B",)) == (one.status, one.unstated, one.possible_controls)


def test_facts_and_reasons_are_told_apart() -> None:
    one = determine("area_mm2 > 900 mm2", area_mm2=50)

    assert (("sealed",), ("A.2: the limit on links",)) == (one.missing, one.unstated)


def test_every_reason_that_could_settle_it_is_named() -> None:
    one = determine(OWN, sealed=True, area_mm2=50)

    assert ("A.2: the limit on links", "B: the test") == one.unstated


@pytest.mark.parametrize(
    ("second", "applies"),
    [
        (f"{OWN} or not {OWN}", True),
        (f"{OWN} and not {OWN}", False),
        (f'{OWN} or not unstated "the other test"', None),
    ],
)
def test_the_same_reason_in_one_place_is_one_question(second: str, applies: bool | None) -> None:
    one = determine(second, sealed=True, area_mm2=500)

    found = None if "B" in one.possible_controls else "B" in one.controls
    assert applies == found


@pytest.mark.parametrize("many", [1, 10**9])  # by the table of cells for all rows, and for open ones only
def test_kernel_says_the_same_of_many_rows(many: int) -> None:
    sealed, area = [1, 0, np.nan, 1, np.nan], [50, 50, 50, 500, np.nan]
    expected = ["undetermined", "not_controlled", "undetermined", "controlled", "undetermined"]

    assert expected == codes(OWN, sealed, area, many)


def test_an_open_requirement_leaves_the_license_open_with_its_reason() -> None:
    license_ = determine("area_mm2 > 900 mm2", sealed=False, area_mm2=500, to="CN").license

    assert license_ is not None
    assert (None, [], ["license requirement R: the list of countries"]) == (
        license_["required"],
        license_["missing"],
        license_["unstated"],
    )


def test_explanation_shows_the_condition_and_the_reason() -> None:
    text = determine("area_mm2 > 900 mm2", sealed=True, area_mm2=50).explain()

    assert ["unknown", 'unstated "the limit on links"'] in [line.split(None, 1) for line in text.split("\n")]
    assert "no source says: A.2: the limit on links" in text
