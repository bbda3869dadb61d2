"""Binding margins: their moves flip the outcome, and nothing smaller does."""

from __future__ import annotations

import os
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from itertools import pairwise
from random import Random

import pytest
from attrs import evolve
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

import redline
from redline.catalog import Item
from redline.drafting.margin import Margin
from redline.exact.bounds import multiply as times
from redline.values import known
from tests.support.put_back import statuses

CASES = int(os.environ.get("REDLINE_MARGIN_CASES", "60"))
UNITS = {
    "io_bandwidth_gbs": "GB/s",
    "memory_bandwidth_gbs": "GB/s",
    "die_area_mm2": "mm2",
    "process_node_nm": "nm",
}
NUMBERS = ("1.6", "3.2", "4", "5.92", "7", "16", "20", "59.2", "100.9")
NUDGE = Fraction(1, 10**6)
OTHER = {"controlled": "not_controlled", "not_controlled": "controlled"}


@cache
def engine() -> redline.Engine:
    return redline.load()


comparisons = st.builds(
    lambda fact, operator, number: f"{fact} {operator} {number} {UNITS[fact]}",
    st.sampled_from(sorted(UNITS)),
    st.sampled_from((">=", ">", "<=", "<")),
    st.sampled_from(NUMBERS),
)
conditions = st.recursive(
    st.one_of(comparisons, st.just("designed_or_marketed_for_datacenter")),
    lambda inner: st.one_of(
        inner.map(lambda one: f"not ({one})"),
        *(
            st.lists(inner, min_size=2, max_size=3).map(
                lambda found, word=word: word.join(f"({each})" for each in found)  # type: ignore[misc]
            )
            for word in (" and ", " or ")
        ),
    ),
    max_leaves=6,
)
items = st.fixed_dictionaries(
    {},
    optional={
        **{fact: st.sampled_from(NUMBERS) for fact in UNITS},
        "designed_or_marketed_for_datacenter": st.sampled_from(("yes", "no")),
    },
)


def cost(start: Fraction, end: Fraction, cuts: list[Fraction]) -> Fraction:
    """Return the largest share of a number of the rule that lies on the way, or is reached."""
    low, high = sorted((start, end))
    return max((abs(start - cut) / cut for cut in cuts if low <= cut <= high), default=Fraction(0))


def moved(facts: Mapping[str, str], found: Margin) -> dict[str, str]:
    """Return the facts with each move made, right beyond its end where that is meant."""
    changed = dict(facts)
    for move in found.moves:
        away = move.end * NUDGE * (1 if move.upwards else -1) if move.beyond else 0
        changed[move.quantity] = text(move.end + away)
    return changed


def text(number: Fraction) -> str:
    """Write a number of few decimals."""
    return f"{float(number):.9f}"


@settings(deadline=None, max_examples=CASES, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(conditions, items, st.integers(0, 10**6))
def test_moves_flip_and_nothing_smaller_does(condition: str, facts: dict[str, str], seed: int) -> None:
    try:
        book = engine().compile(
            'rulebook drawn "Drawn"\n  effective 2023-11-17\n\n'
            f'control C for chip "it"\n  controlled when {condition}\n'
        )
    except redline.InputError:
        assume(False)  # what has no effect is refused
    facts = {"transistor_architecture": "finfet", **facts}
    columns = {name: [value] for name, value in {"name": "it", **facts}.items()}
    (found,) = engine().drafting.margin(book, catalog=columns)
    now = engine().determine(facts, rules=book).status
    assert now == found.status
    if now == "undetermined":
        assert () == found.moves
        return

    if found.moves:
        assert OTHER[now] == engine().determine(moved(facts, found), rules=book).status
    cuts = sorted(map(Fraction, NUMBERS))
    inside = [cuts[0] / 2, *cuts, *((a + b) / 2 for a, b in pairwise(cuts)), cuts[-1] + 1]
    random, limit = Random(seed), found.relative  # noqa: S311 - a sample, and no secret
    asked = {
        name: [Fraction(number) for number in NUMBERS if f"{number} {unit}" in condition]
        for name, unit in UNITS.items()
    }
    for _ in range(25):
        there = {name: random.choice(inside) for name in UNITS if name in facts and random.random() < 0.7}
        most = max(
            (cost(Fraction(facts[name]), end, asked[name]) for name, end in there.items()),
            default=Fraction(0),
        )
        if limit is None or most < limit:
            sample = {**facts, **{name: text(end) for name, end in there.items()}}
            assert OTHER[now] != engine().determine(sample, rules=book).status


def test_margins_of_the_parts_made_for_the_line() -> None:
    """2368 of 2400, 1912 of 608.5 * 3.2, 4708 and 4750 of 4800."""
    found = {one.item: one for one in engine().drafting.margin("us-2023", within="5%")}

    for item, quantity, share in (
        ("H20 96GB", "TPP", Fraction(32, 2400)),
        ("L20", "PD", 1 - Fraction(1912) / (Fraction("608.5") * Fraction("3.2"))),
        ("L2", "TPP", Fraction(56, 1600)),
        ("GeForce RTX 4090 D", "TPP", Fraction(92, 4800)),
        ("GeForce RTX 5090 D", "TPP", Fraction(50, 4800)),
    ):
        one = found[item]
        assert ("fall in", quantity, share) == (one.direction, one.moves[0].quantity, one.relative)


def test_within_leaves_out_what_is_farther_and_nothing_that_is_not_known() -> None:
    every = engine().drafting.margin("us-2023")
    near = engine().drafting.margin("us-2023", within="5%")

    assert {one.item for one in near} == {
        one.item
        for one in every
        if (one.nearest <= Fraction(5, 100) if one.nearest is not None else one.is_open)
    }
    assert any(one.status == "undetermined" for one in near)


def test_item_that_may_be_near_is_near() -> None:
    """1536 is 4 % under 1600, which counts if the density, which is not known, is high enough."""
    (found,) = engine().drafting.margin("us-2023", items=["MLU370-S4"])

    assert (Fraction(4, 100), Fraction(3264, 4800)) == (found.nearest, found.relative)


def test_presumption_about_others_does_not_hide_a_margin() -> None:
    """Note 1 of 2025 is about foundries: what would rebut it is nothing that a margin hangs on."""
    before, after = (
        engine().drafting.margin(rules, items=["MLU370-S4"])[0] for rules in ("us-2023", "us-2026-07")
    )

    assert (Fraction(4, 100), Fraction(3264, 4800)) == (after.nearest, after.relative)
    assert ("PD",) == after.open == before.open


def test_move_of_items_with_unknown_facts_flips_them_in_the_kernel() -> None:
    catalog = engine().check(None, rules="us-2026-07").catalog
    found = {
        one.item: one
        for one in engine().drafting.margin("us-2026-07")
        if "PD" in one.open and [move.quantity for move in one.moves] == ["TPP"]
    }
    assert {"MLU370-S4", "Inferentia", "Trainium2", "TPU v5p"} <= found.keys()
    there, stays = [], []
    for row, name in enumerate(catalog.names):
        if name in found:
            (move,) = found[name].moves
            share = move.end / move.start
            away = NUDGE * (1 if move.upwards else -1) if move.beyond else 0
            there.append(faster(catalog.item(row), share * (1 + away)))
            stays.append(faster(catalog.item(row), share * (1 + away) - (share - 1) * NUDGE * 2))
    wanted = [found[name].status for name in catalog.names if name in found]

    assert [OTHER[status] for status in wanted] == statuses(engine(), catalog.kind, there, "us-2026-07")
    assert not any(
        OTHER[status] == short
        for status, short in zip(wanted, statuses(engine(), catalog.kind, stays, "us-2026-07"), strict=True)
    )


def faster(item: Item, share: Fraction) -> Item:
    """Return an item with so many times the rates."""
    numbers = {
        name: times(known(share), value) if name.endswith(("_tflops", "_tops")) else value
        for name, value in item.numbers.items()
    }
    return evolve(item, numbers=numbers)


def test_bunching_counts_what_a_plain_count_counts() -> None:
    """1600, 2400 and 4800 of performance, 10 % below and above."""
    facts = engine().check(None, rules="us-2023")
    performance = [row["metrics"]["TPP"] for row in facts.to_dicts()]
    known = [row["value"] for row in performance if row and row.get("value") is not None]

    found = {
        (one.limb, one.threshold): one
        for one in engine().drafting.bunching("us-2023", within="10%")
        if one.quantity == "TPP" and one.segment is None
    }

    assert {1600, 2400, 4800} == {int(threshold) for _, threshold in found}
    for (_, threshold), one in found.items():
        line = float(threshold)
        assert one.below == sum(0.9 * line <= value < line for value in known)
        assert one.above == sum(line <= value < 1.1 * line for value in known)


@pytest.mark.parametrize(
    ("within", "message"),
    [("-1%", "`-1%` is negative"), ("100%", "is all of it or more"), ("near", "`near` is not a number")],
)
def test_share_that_is_none_is_refused(within: str, message: str) -> None:
    with pytest.raises(redline.InputError, match=message):
        engine().drafting.margin("us-2023", within=within)


def test_nothing_is_within_a_distance_of_0_of_a_number() -> None:
    with pytest.raises(redline.InputError, match="there is nothing"):
        engine().drafting.bunching("us-2023", within="0")
