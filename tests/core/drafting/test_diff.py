"""Differences of two texts, held against two checks of the same items, completed in every way."""

from __future__ import annotations

import os
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random

from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

import redline
from redline.catalog import Catalog
from redline.cli.listings.diff import diff
from redline.model import ItemKind
from redline.program.lower import lower
from tests.support import generated_texts
from tests.support.completed import completed

CASES = int(os.environ.get("REDLINE_DIFF_CASES", "15"))
NUMBERS = tuple(map(Fraction, (*generated_texts.NUMBERS, "0.001", "100000")))


@cache
def engine() -> redline.Engine:
    return redline.load()


def chip() -> ItemKind:
    return next(kind for kind in engine().vocabulary.kinds if kind.name == "chip")


@settings(deadline=None, max_examples=CASES, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(
    generated_texts.rule_texts(),
    generated_texts.rule_texts(),
    st.deferred(lambda: generated_texts.catalogs(chip(), most_rows=4)),
    st.integers(0, 10**6),
)
def test_no_completion_contradicts_a_difference(first: str, second: str, catalog: Catalog, seed: int) -> None:
    try:
        before = engine().compile(first)
        after = engine().compile(second.replace("rulebook drawn", "rulebook redrawn"))
    except redline.InputError:
        assume(False)  # what is added to itself, or has no effect, is refused
    found = engine().drafting.diff(before, after, catalog=catalog)

    entries = {
        "caught": found.caught,
        "surely caught": found.surely_caught,
        "released": found.released,
        "surely free": found.surely_free,
        "open": found.undetermined,
    }
    sorts = {change.item: sort for sort, changes in entries.items() for change in changes}
    assert len(catalog) == len(sorts) + found.unchanged
    over = lower(chip(), [before, after], {})
    old, new = (output.status for output in over.rulebooks)
    random = Random(seed)  # noqa: S311 - a sample, and no secret
    for row, name in enumerate(catalog.names):
        seen = set()
        for _ in range(6):
            one = completed(over, catalog.item(row), random, NUMBERS)
            seen.add((one.truth(old), one.truth(new)))
        expected = {
            "caught": {(False, True)},
            "surely caught": {(True, True), (False, True)},
            "released": {(True, False)},
            "surely free": {(True, False), (False, False)},
            "unchanged": {(True, True), (False, False)},
        }
        sort = sorts.get(name, "unchanged")
        assert sort == "open" or seen <= expected[sort], name


def test_item_that_loses_an_exception_is_not_unchanged() -> None:
    """A density of 4 moves what lies between 4 and 5.92 from the second row of the table to the first."""
    draft = engine().compile(
        'rulebook denser "Denser"\n  amends us-2026-07\n  effective 2027-03-01\n\nset a_pd = 4 TOPS*bit/mm2\n'
    )
    items = ["L40", "Instinct MI210", "L4", "A100 SXM4 80GB", "GeForce RTX 3060 Ti"]
    found = engine().drafting.diff("us-2026-07", draft, to="CN", items=items)
    checks = [engine().check(None, rules=rules, to="CN") for rules in ("us-2026-07", draft)]
    sides = [{name: check.item(name)[0].license for name in items} for check in checks]

    query = [
        {
            name: (one["required"], one["policy"], [each["code"] for each in one["exceptions"]])
            for name, one in side.items()
            if one is not None
        }
        for side in sides
    ]
    assert [name for name in query[0] if query[0][name] != query[1][name]] == ["L40", "Instinct MI210"]
    assert {"Instinct MI210", "L40"} == {one.item for one in found.relicensed}
    assert {"loses exception NAC; loses control 3A090.b; gains control 3A090.a"} == {
        one.cause for one in found.relicensed
    }
    assert (3, (), (), ()) == (found.unchanged, found.caught, found.released, found.undetermined)
    assert ((), ()) == (found.surely_caught, found.surely_free)
    assert engine().drafting.diff("us-2026-07", draft, items=["L40"]).relicensed == ()


def test_catalog_differs_as_two_checks_do() -> None:
    checked = engine().check(None, rules=["us-2022", "us-2023"])
    pairs = {
        name: (int(before), int(after))
        for name, (before, after) in zip(checked.catalog.names, checked.status, strict=True)
    }

    found = engine().drafting.diff("us-2022", "us-2023")

    assert [name for name, pair in pairs.items() if pair == (0, 1)] == [one.item for one in found.caught]
    assert [name for name, pair in pairs.items() if pair == (1, 0)] == [one.item for one in found.released]
    assert {one.item for one in found.surely_caught} == {
        name for name, pair in pairs.items() if pair == (2, 1)
    }
    assert {one.item for one in found.surely_free} == {name for name, pair in pairs.items() if pair == (2, 0)}
    open_ = {one.item for one in found.undetermined}
    assert open_ <= {name for name, pair in pairs.items() if pair in ((0, 2), (1, 2), (2, 2))}
    changed = (found.caught, found.surely_caught, found.released, found.surely_free, found.undetermined)
    assert found.unchanged == len(pairs) - sum(map(len, changed))


def test_open_item_that_the_draft_surely_catches_is_a_group_of_its_own() -> None:
    """Of the area only is unknown whether it reaches 100; a draft that drops it catches or frees each."""
    text = (
        'rulebook {0}-text "{0}"\n  effective 2023-11-17\n\ncontrol C for chip "it"\n  controlled when {1}\n'
    )
    before = engine().compile(text.format("one", "TPP >= 1600 TOPS*bit and die_area_mm2 >= 100 mm2"))
    after = engine().compile(text.format("two", "TPP >= 2400 TOPS*bit"))
    columns = {"name": ["above", "between", "below"], "fp16_tflops": ["200", "102", "1"]}

    found = engine().drafting.diff(before, after, catalog=columns)
    back = engine().drafting.diff(after, before, catalog=columns)

    assert (["above"], ["between"], 1) == (
        [one.item for one in found.surely_caught],
        [one.item for one in found.surely_free],
        found.unchanged,
    )
    assert ((), (), ()) == (found.caught, found.released, found.undetermined)
    assert ["above", "between"] == [one.item for one in back.undetermined]
    assert ["above"] == [one["item"] for one in found.to_dict()["surely_caught"]]
    listed = diff(found).splitlines()
    assert "surely caught, and open before: 1" in listed
    assert "surely free, and open before: 1" in listed


def test_item_open_under_both_and_never_different_is_unchanged() -> None:
    """The texts differ in a number that an item with unknown area cannot be between."""
    text = (
        'rulebook {0}-text "{0}"\n  effective 2023-11-17\n\ncontrol C for chip "it"\n  controlled when {1}\n'
    )
    before = engine().compile(text.format("one", "TPP >= 1600 TOPS*bit and die_area_mm2 >= 100 mm2"))
    after = engine().compile(text.format("two", "TPP >= 1700 TOPS*bit and die_area_mm2 >= 100 mm2"))
    columns = {"name": ["above", "between"], "fp16_tflops": ["200", "102"]}

    statuses = engine().check(columns, rules=[before, after]).status.tolist()
    found = engine().drafting.diff(before, after, catalog=columns)

    assert [[2, 2], [2, 0]] == statuses
    assert (["between"], (), 1) == (
        [one.item for one in found.surely_free],
        found.undetermined,
        found.unchanged,
    )


def test_same_text_differs_in_nothing() -> None:
    found = engine().drafting.diff("us-2023", "us-2023")

    assert ((), (), (), 377) == (found.caught, found.released, found.undetermined, found.unchanged)


def test_draft_on_disk_against_the_text_of_a_day(tmp_path: Path) -> None:
    draft = tmp_path / "draft.redline"
    draft.write_text(
        'rulebook draft "Draft"\n  effective 2026-09-01\n\n'
        'control C for chip "it"\n  controlled when TPP >= 2400 TOPS*bit\n',
        encoding="utf-8",
    )
    found = engine().drafting.diff("us@2024-01-01", str(draft), items=["L4", "A10", "H100 SXM5 80GB"])

    assert (["L4"], (), (), 2) == (
        [one.item for one in found.released],
        found.caught,
        found.undetermined,
        found.unchanged,
    )


def test_readings_of_either_side_differ() -> None:
    found = engine().drafting.diff("us-2023", "us-2023", after_readings={"accumulate": "wide"})

    statuses = engine().check(None, rules="us-2023", readings={"accumulate": "wide"}).status[:, 0]
    usual = engine().check(None, rules="us-2023").status[:, 0]
    assert len(found.released) == int(((statuses == 0) & (usual == 1)).sum())
    assert found.released
