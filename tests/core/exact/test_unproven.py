"""Where a search ends for want of effort, what is settled stands; what is not proven is called so."""

from __future__ import annotations

from functools import cache

import pytest

import redline
from redline.evidence.determination import Determination

HEAD = """rulebook b "B"
  effective 2024-01-01

item gadget
{facts}
  fact size : count

"""
CERTAIN = 'control A for gadget "of any size"\n  controlled when size >= 1 count or size < 1 count\n\n'
ALL = 'control B for gadget "all of it"\n  controlled when all of\n{facts}\n'


@cache
def engine() -> redline.Engine:
    return redline.load()


def determined(count: int, *controls: str) -> Determination:
    """Determine an item of which nothing is known, with so many yes/no facts."""
    names = [f"f{number}" for number in range(count)]
    text = HEAD.format(facts="\n".join(f"  fact {name} : yes/no" for name in names))
    text += "".join(controls).format(facts="\n".join(f"    {name}" for name in names))
    return engine().determine({"name": "x"}, rules=engine().compile(text), kind="gadget")


@pytest.mark.parametrize("controls", [(CERTAIN, ALL), (ALL + "\n", CERTAIN)], ids=["first", "last"])
@pytest.mark.parametrize("count", [9, 11, 14, 18])
def test_control_that_holds_decides_however_many_facts_are_open(
    count: int, controls: tuple[str, ...]
) -> None:
    found = determined(count, *controls)

    assert ("controlled", ("A",), ("B",), ()) == (
        found.status,
        found.controls,
        found.possible_controls,
        found.missing,
    )


def test_what_no_completion_meets_is_not_proven_past_the_bound() -> None:
    never = ALL + "    not f0\n"
    few, many = determined(5, never), determined(16, never)

    assert [("not_controlled", True), ("undetermined", False)] == [
        (found.status, found.proven) for found in (few, many)
    ]
    assert any("proven" in warning for warning in many.warnings)
    assert {f"f{number}" for number in range(16)} == set(many.missing)


NEVER = ALL + "    not f0\n"
"""Nothing meets it, and past the bound the search for all of it at once proves that no more."""


def test_note_that_surely_excludes_decides_however_many_facts_are_open() -> None:
    note = '\nexclusion "Note" from B\n  excluded when size >= 1 count or size < 1 count\n'

    assert ("not_controlled", True) == (
        determined(16, NEVER, note).status,
        determined(16, NEVER, note).proven,
    )


def test_note_that_surely_does_not_exclude_decides_nothing() -> None:
    note = '\nexclusion "Note" from B\n  excluded when size >= 2 count and size < 1 count\n'
    found = determined(16, NEVER, note)

    assert ("undetermined", False, ("B",)) == (found.status, found.proven, found.possible_controls)


def test_control_that_yields_to_one_that_applies_is_none() -> None:
    yielding = NEVER.replace('"all of it"\n', '"all of it"\n  yields to A\n')
    found = determined(16, CERTAIN, yielding)

    assert ("controlled", ("A",), ()) == (found.status, found.controls, found.possible_controls)


def test_limb_that_is_surely_met_decides_nothing_of_what_all_are_needed_for() -> None:
    control = 'control B for gadget "all of it"\n  controlled when all of\n    (1) all of\n'
    control += "      (i) size >= 1 count or size < 1 count\n{facts}\n    not f0\n"

    assert "undetermined" == determined(16, control).status


def test_part_whose_fact_decides_if_it_counts_and_for_how_much_is_not_proven() -> None:
    """A die on 16 nm or more does not count, and one below adds less than 16: no die alone adds up to 16."""
    rule = 'rulebook own "Own"\n  effective 2026-01-01\n\ncontrol C for chip "it"\n  controlled when '
    book = engine().compile(f"{rule}(sum of dies where node_nm < 16 nm : node_nm) >= 16 nm\n")
    found = engine().determine({"dies": "1x100@?"}, book)

    assert ("undetermined", False) == (found.status, found.proven)


def test_of_more_parts_than_can_be_tried_it_is_said_that_the_parts_are_missing() -> None:
    """Each die counts or not for each of three sums: too many ways for one box each."""
    sums = " or ".join(f"(sum of dies where node_nm < {nm} nm : area_mm2) >= 150 mm2" for nm in (16, 14, 7))
    rule = 'rulebook own "Own"\n  effective 2026-01-01\n\ncontrol C for chip "it"\n  controlled when '
    found = engine().determine(
        {"dies": ";".join(f"1x{area}@?" for area in (30, 31, 32, 33, 34))},
        engine().compile(f"{rule}{sums}\n"),
    )

    assert ("undetermined", ("dies",)) == (found.status, found.missing)
