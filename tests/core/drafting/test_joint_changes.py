"""Numbers that go down together, held against all points of a grid, and the part that was sold in China."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from fractions import Fraction
from functools import cache
from random import Random

import pytest

import redline
from redline.cli.listings.redesign import redesign as listing
from redline.drafting.redesign import Change

FACTS = ("memory_bandwidth_gbs", "io_bandwidth_gbs", "fp16_tflops")
ITEM = {
    "name": ["it"],
    "memory_bandwidth_gbs": ["1000"],
    "io_bandwidth_gbs": ["1000"],
    "fp16_tflops": ["1000"],
}
CUTS = ("300", "475", "600", "850", "1000")
"""The last is what the item has: it stands on that line."""
STEPS = tuple(Fraction(n, 20) for n in range(1, 21))


@cache
def engine() -> redline.Engine:
    return redline.load()


def rule(condition: str) -> redline.Rulebook:
    return engine().compile(
        'rulebook own "Own"\n  effective 2026-01-01\n\ncontrol C for chip "it"\n  controlled when '
        + condition
    )


def drawn(random: Random) -> str:
    """Return a condition over two of the facts, and at most one of their sum."""
    first, second = random.sample([("memory_bandwidth_gbs", "GB/s"), ("io_bandwidth_gbs", "GB/s")], 2)
    one = [f"{name} >= {random.choice(CUTS)} {unit}" for name, unit in (first, second)]
    both = f"memory_bandwidth_gbs + io_bandwidth_gbs >= {random.choice(CUTS)} GB/s"
    rate = f"fp16_tflops >= {random.choice(CUTS)} TOPS"
    parts = random.sample([*one, both, rate], random.choice((2, 3)))
    words = [random.choice((" and ", " or ")) for _ in parts[1:]]
    joined = f"({parts[0]}{words[0]}{parts[1]})"
    return joined if len(parts) == 2 else f"{joined}{words[1]}{parts[2]}"


def factors(change: Change) -> dict[str, Fraction]:
    """Return what each fact is multiplied by; one that is left alone is not there."""
    assert change.factor is not None
    parts = [(part.lever, part.factor) for part in change.together] or [(change.lever, change.factor)]
    own = {"throughput": "fp16_tflops"}
    return {own.get(lever, lever): factor for lever, factor in parts}


def highest(weights: dict[str, Fraction], points: Iterable[dict[str, Fraction]]) -> Fraction:
    totals = (
        sum(weight * point.get(name, Fraction(1)) for name, weight in weights.items()) for point in points
    )
    return max((Fraction(total) for total in totals), default=Fraction(-1))


@pytest.mark.parametrize("seed", range(12))
def test_no_point_of_a_grid_is_better_than_the_corners(seed: int) -> None:
    """The greatest weighted sum of what is free lies at a corner; the grid is asked of the kernel."""
    random = Random(seed)  # noqa: S311 - a sample, and no secret
    book = rule(drawn(random))
    found = engine().drafting.redesign("it", book, catalog=ITEM)
    points = [
        {**dict.fromkeys(FACTS, Fraction(1)), one: low, other: high}
        for one, other in itertools.combinations(FACTS, 2)
        for low, high in itertools.product(STEPS, repeat=2)
    ]
    columns = {name: [str(float(1000 * point[name])) for point in points] for name in FACTS}
    statuses = engine().kernel([book])({name: list(map(float, column)) for name, column in columns.items()})
    free = [point for point, code in zip(points, statuses["own"], strict=True) if code == 0]
    corners = [factors(change) for change in found.changes if change.sort == "number"]

    assert found.exact
    if found.status == "not_controlled":
        return
    for _ in range(5):
        weights = {name: Fraction(random.randint(1, 9)) for name in FACTS}
        assert highest(weights, free) <= highest(weights, corners)


def test_each_way_is_free_and_nothing_beside_it() -> None:
    """A sum of 850 at most, or 300 and 600 not reached: the corners, and the ends without one of them."""
    book = rule(
        "memory_bandwidth_gbs + io_bandwidth_gbs > 850 GB/s and (io_bandwidth_gbs >= 300 GB/s or "
        "memory_bandwidth_gbs >= 600 GB/s)"
    )
    found = engine().drafting.redesign("it", book, catalog=ITEM)
    together = [
        [(part.lever, part.factor, part.attained) for part in change.together] for change in found.changes
    ]
    io, memory = "io_bandwidth_gbs", "memory_bandwidth_gbs"

    assert [
        [(io, Fraction(0), True), (memory, Fraction("0.85"), True)],
        [(io, Fraction("0.3"), False), (memory, Fraction("0.6"), False)],
        [(io, Fraction("0.85"), True), (memory, Fraction(0), True)],
    ] == sorted(sorted(parts) for parts in together if parts)


def test_a_number_on_its_line_goes_right_below_it() -> None:
    alone = engine().drafting.redesign("it", rule("memory_bandwidth_gbs >= 1000 GB/s"), catalog=ITEM)
    book = rule("memory_bandwidth_gbs >= 1000 GB/s or io_bandwidth_gbs >= 475 GB/s")
    (both,) = engine().drafting.redesign("it", book, catalog=ITEM).changes

    assert [("memory_bandwidth_gbs", Fraction(1), False)] == [
        (change.lever, change.factor, change.attained) for change in alone.changes
    ]
    assert {("memory_bandwidth_gbs", Fraction(1), False), ("io_bandwidth_gbs", Fraction("0.475"), False)} == {
        (part.lever, part.factor, part.attained) for part in both.together
    }


def test_an_exchanged_date_is_a_date() -> None:
    book = rule("release_date >= 2025-01-01 and fp16_tflops >= 100 TOPS")
    item = {**ITEM, "release_date": ["2025-06-01"]}
    found = engine().drafting.redesign("it", book, catalog=item)

    assert "2024-12-31" in [change["exchange"] for change in found.to_dict()["changes"]]
    assert "release_date 2024-12-31" in listing(found)


def test_sum_alone_goes_down_in_proportion_too() -> None:
    found = engine().drafting.redesign(
        "it", rule("memory_bandwidth_gbs + io_bandwidth_gbs >= 850 GB/s"), catalog=ITEM
    )

    assert (Fraction("0.425"), Fraction("0.425")) in {
        tuple(part.factor for part in change.together) for change in found.changes
    }


def test_three_numbers_are_tried_where_no_two_free_it() -> None:
    book = rule("memory_bandwidth_gbs >= 600 GB/s or io_bandwidth_gbs > 300 GB/s or fp16_tflops >= 475 TOPS")
    (change,) = engine().drafting.redesign("it", book, catalog=ITEM).changes

    assert {
        "throughput": (Fraction("0.475"), False),
        "io_bandwidth_gbs": (Fraction("0.3"), True),
        "memory_bandwidth_gbs": (Fraction("0.6"), False),
    } == {part.lever: (part.factor, part.attained) for part in change.together}


def test_memory_and_links_of_an_h100_under_the_letters() -> None:
    """3350 and 900 GB/s: under 672 of memory with all links, or under 1400 with links of 300."""
    found = engine().drafting.redesign("H100 SXM5 80GB", "us-letters-2025")
    (change,) = (each for each in found.changes if each.together)

    assert {"memory_bandwidth_gbs": 1400, "io_bandwidth_gbs": 300} == {
        name: value.low for name, value in change.to
    }
    assert [False, True] == [part.attained for part in change.together]
    assert found.exact
    assert "memory_bandwidth_gbs at under 41.79% (1400) and io_bandwidth_gbs at 29.18% (300)" in " ".join(
        listing(found).split()
    )


def test_it_is_said_what_was_not_tried() -> None:
    """Unknown words leave no way; nothing is said of what was not tried."""
    book = rule("not (memory_type is HBM)")
    found = engine().drafting.redesign("it", book, catalog=ITEM)
    shown = listing(found, 400)

    assert found.changes == ()
    assert "no change that was tried frees it for certain" in shown
    assert "two numbers that go down together" in found.tried
    assert (
        "two numbers that go down together"
        in engine().drafting.redesign("it", book, catalog=ITEM, joint=False).not_tried
    )
    assert f"not tried: {'; '.join(found.not_tried)}" in shown
    assert {"tried", "not_tried"} <= found.to_dict().keys()
