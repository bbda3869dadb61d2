"""A limb is met only where all that it stands under is met; an application may be denied by policy."""

from __future__ import annotations

from functools import cache

import pytest

import redline

TEXT = """rulebook t-2026 "A text on boards"
  effective 2026-03-01

item board "a board"
  fact area_mm2 : mm2 above 0
  fact length_nm : nm
  fact printed : yes/no

control A for board
  controlled when any of
    (a) printed
    (b) all of
      area_mm2 > 100 mm2
      (1) length_nm < 5 nm
      any of
        (2) length_nm < 3 nm
    all of
      area_mm2 > 1000 mm2
      any of
        (c) length_nm < 9 nm

license requirement R for A
  required when destination in RU

review policy denial for A
  applies when destination in RU

license statements complete for A

scenario "denied"
  given board
    printed yes
    destination RU
  expect controlled by A.a
  expect license required
  expect review policy denial
"""


@cache
def engine() -> redline.Engine:
    """Return the engine; it is the same for every question."""
    return redline.load()


@pytest.mark.parametrize(
    ("printed", "area", "length", "limbs"),
    [
        ("yes", "100", "1", ("A.a",)),
        ("yes", "101", "4", ("A.a",)),
        ("yes", "101", "2", ("A.a", "A.b", "A.b.1", "A.b.2")),
        ("yes", "100", "8", ("A.a",)),
        ("no", "1001", "8", ("A.c",)),
        ("yes", "1001", "8", ("A.a", "A.c")),
        ("yes", "", "2", ("A.a",)),
    ],
)
def test_a_limb_is_listed_where_all_above_it_holds(
    printed: str, area: str, length: str, limbs: tuple[str, ...]
) -> None:
    item = {"printed": printed, "area_mm2": area, "length_nm": length}

    assert limbs == engine().determine(item, engine().compile(TEXT)).limbs


def test_a_policy_may_be_denial() -> None:
    (one,) = (
        engine().check({"name": ["it"], "printed": ["yes"]}, engine().compile(TEXT), to="RU").determination(0)
    )

    assert one.license is not None
    assert "denial" == one.license["policy"]
    assert "  license: REQUIRED, denial" in one.explain().splitlines()
