"""Redesigns and frontiers, put back through the kernel; the parts that were really sold are found again."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import pytest

import redline
from redline.analyses.design import Design, measures_of
from redline.catalog import Item
from redline.drafting.frontier import Frontier
from redline.drafting.levers import scales
from redline.drafting.redesign import Redesign
from redline.model import ItemKind
from redline.program.lower import lower
from tests.support.put_back import statuses

BOOKS = ("us-2022", "us-2023", "us-2024-12")
PARENTS = ("H100 SXM5 80GB", "A100 SXM4 80GB", "L40", "L4", "GeForce RTX 4090", "Instinct MI300X")
NUDGE = Fraction(1, 10**7)


@cache
def engine() -> redline.Engine:
    return redline.load()


@cache
def chip() -> ItemKind:
    return next(kind for kind in engine().vocabulary.kinds if kind.name == "chip")


@cache
def catalog() -> redline.Catalog:
    return engine().check(None, rules="us-2023").catalog


def item(name: str) -> Item:
    return catalog().item(list(catalog().names).index(name))


@cache
def ways(name: str, rules: str) -> Redesign:
    return engine().drafting.redesign(name, rules)


@cache
def drawn(like: str, rules: str, areas: str | None = None) -> Frontier:
    return engine().drafting.frontier(rules, like, areas, items=[like])


def nudged(name: str, rules: str, lever: str, factor: Fraction) -> Item:
    """Return the item with one lever at a factor."""
    program = lower(chip(), [engine().rulebook(rules)], {})
    (scale,) = (each for each in scales(program, item(name)) if each.name == lever)
    return scale.ray.at(factor)


# --- redesigns ------------------------------------------------------------------------------------


@pytest.mark.parametrize("rules", BOOKS)
@pytest.mark.parametrize("name", PARENTS)
def test_every_redesign_is_free_in_the_kernel(name: str, rules: str) -> None:
    changes = ways(name, rules).changes

    assert changes or ways(name, rules).status != "controlled" or name == "Instinct MI300X"
    assert {"not_controlled"} >= set(statuses(engine(), chip(), [each.item for each in changes], rules))


@pytest.mark.parametrize("rules", BOOKS)
@pytest.mark.parametrize("name", PARENTS)
def test_limits_are_free_inside_and_not_right_beyond(name: str, rules: str) -> None:
    alone = [each for each in ways(name, rules).changes if each.corner is None and each.exchange is None]
    plain = [each for each in alone if each.factor is not None]
    inside, beyond = [], []
    for each in plain:
        assert each.factor is not None
        inwards = -1 if each.factor < 1 else 1
        inside.append(nudged(name, rules, each.lever, each.factor * (1 + inwards * NUDGE)))
        away = each.factor * (1 - inwards * NUDGE) if each.attained else each.factor
        beyond.append(nudged(name, rules, each.lever, away))

    assert {"not_controlled"} >= set(statuses(engine(), chip(), inside, rules))
    assert "not_controlled" not in statuses(engine(), chip(), beyond, rules)


def test_no_random_cut_keeps_more_than_the_limit_of_throughput() -> None:
    (limit,) = (
        each.factor
        for each in ways("H100 SXM5 80GB", "us-2023").changes
        if each.lever == "throughput" and each.exchange is None and each.factor is not None
    )
    steps = [Fraction(step, 500) for step in range(1, 500)]
    versions = [nudged("H100 SXM5 80GB", "us-2023", "throughput", step) for step in steps]

    found = statuses(engine(), chip(), versions, "us-2023")

    free = [step for step, status in zip(steps, found, strict=True) if status == "not_controlled"]
    assert Fraction(2400 * 10, 158312) == limit
    assert limit - Fraction(1, 500) <= max(free) < limit


def on_silicon(name: str, area: Fraction, factor: Fraction) -> Item:
    """Return the item with its performance and its area multiplied."""
    design = Design(measures_of(chip(), engine().vocabulary, {}), item(name))
    return design.speeds(area).at(factor)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("A100 SXM4 80GB", {(3000, 4800)}),
        ("H100 SXM5 80GB", {(3000, 4800)}),
        ("L40", {(750, 2400)}),
        ("L4", set()),  # 1600 on up to 500 mm2, from there 3.2 for each, up to 605, which is free as it is
        ("GeForce RTX 4090", set()),  # no area frees more of what is not marketed for datacenters
        ("L40S", {(750, 2400), (3000, 4800)}),
    ],
)
def test_less_performance_on_more_silicon_matches_a_dense_scan(
    name: str, found: set[tuple[int, int]]
) -> None:
    changes = [each for each in ways(name, "us-2023").changes if each.corner is not None]
    design = Design(measures_of(chip(), engine().vocabulary, {}), item(name))
    now = design.measured()
    limits = {
        (each.corner.area, each.factor * now.performance.low)
        for each in changes
        if each.corner is not None and each.factor is not None
    }
    share = Fraction(1, 10**4)
    for area, performance in limits:
        areas = [now.area.low + (area - now.area.low) * step / 40 for step in range(40)]
        same = [(less / now.area.low, performance / now.performance.low * (1 - share)) for less in areas]
        more = [(area / now.area.low, performance / now.performance.low)]
        versions = [on_silicon(name, *each) for each in (*same, *more)]
        assert "not_controlled" not in statuses(engine(), chip(), versions, "us-2023")

    assert {(Fraction(area), Fraction(performance)) for area, performance in found} == limits
    assert all(each.corner is not None and each.corner.area_attained for each in changes)


def test_area_goes_no_further_than_asked_for() -> None:
    (change,) = (
        each
        for each in engine().drafting.redesign("H100 SXM5 80GB", "us-2023", largest_area=2000).changes
        if each.corner is not None
    )
    assert change.factor is not None
    assert change.corner is not None
    assert Fraction(3200) == change.factor * Fraction("15831.2")
    assert Fraction(2000) == change.corner.area
    with pytest.raises(redline.InputError, match="`K`"):
        engine().drafting.redesign("H100 SXM5 80GB", "us-2023", largest_area="20 kg")


def test_unknown_area_is_said_and_nothing_is_tried_with_it() -> None:
    found = ways("TPU v4", "us-2023")

    assert found.untried is not None
    assert "the area of `TPU v4` is not known" in found.untried
    assert not [each for each in found.changes if each.corner is not None]


def test_free_item_needs_no_redesign() -> None:
    assert ((), "not_controlled") == (ways("H20 96GB", "us-2023").changes, ways("H20 96GB", "us-2023").status)


# --- parts that were really sold ------------------------------------------------------------------

SOLD = (
    ("H100 SXM5 80GB", "H20 96GB", "2400", "2368"),
    ("L40", "L20", "1947.2", "1912"),
    ("L4", "L2", "1600", "1544"),
    ("GeForce RTX 4090", "GeForce RTX 4090 D", "4800", "4708"),
    ("GeForce RTX 5090", "GeForce RTX 5090 D", "4800", "4750"),
)


@pytest.mark.parametrize(("parent", "sold", "limit", "performance"), SOLD)
def test_parts_that_were_sold_are_found_from_their_parents(
    parent: str, sold: str, limit: str, performance: str
) -> None:
    found = ways(parent, "us-2023")
    (slower,) = (
        each for each in found.changes if (each.lever, each.exchange) == ("throughput", None) and each.factor
    )
    measure = Design(measures_of(chip(), engine().vocabulary, {}), item(sold))
    real = measure.measured().performance.low

    assert found.use is not None
    assert slower.factor is not None
    assert Fraction(limit) == found.use.low * slower.factor
    assert Fraction(performance) == real
    assert real < Fraction(limit) <= real * Fraction(104, 100)
    assert not slower.attained


# --- frontiers ------------------------------------------------------------------------------------


@cache
def design_of(like: str) -> Design:
    return Design(measures_of(chip(), engine().vocabulary, {}), item(like))


def version(like: str, performance: Fraction, area: Fraction) -> Item:
    """Return the design at a performance on an area."""
    design = design_of(like)
    now = design.measured()
    return design.speeds(area / now.area.low).at(performance / now.performance.low)


@pytest.mark.parametrize("rules", BOOKS)
@pytest.mark.parametrize("like", ["H100 SXM5 80GB", "L40", "GeForce RTX 4090"])
def test_frontier_matches_a_dense_scan(like: str, rules: str) -> None:
    performances = [Fraction(step * 40) for step in range(1, 160)]
    found = drawn(like, rules, "60..2000")
    for area in map(Fraction, ("61", "300", "499", "501", "640.5", "749", "751", "1200", "1499", "1600")):
        (piece,) = {each.at(area) for each in found.pieces if each.low <= area <= each.high}
        versions = [version(like, each, area) for each in performances]
        free = [
            each
            for each, status in zip(performances, statuses(engine(), chip(), versions, rules), strict=True)
            if status == "not_controlled"
        ]
        if piece is None:
            assert performances[-1] == free[-1]
        else:
            assert piece - 40 <= max(free, default=Fraction(0)) <= piece


@pytest.mark.parametrize("rules", BOOKS)
def test_points_of_a_frontier_flip_when_nudged(rules: str) -> None:
    found = drawn("H100 SXM5 80GB", rules)
    inside, beyond = [], []
    for piece in found.pieces:
        for share in (Fraction(1, 3), Fraction(7, 8)):
            area = piece.low + share * (piece.high - piece.low)
            top = piece.at(area)
            if top is not None:
                inside.append(version("H100 SXM5 80GB", top * (1 - NUDGE), area))
                beyond.append(version("H100 SXM5 80GB", top * (1 + NUDGE) if piece.attained else top, area))

    assert ["not_controlled"] * len(inside) == statuses(engine(), chip(), inside, rules)
    assert "not_controlled" not in statuses(engine(), chip(), beyond, rules)


@pytest.mark.parametrize("performance", ["1000", "1600", "1700", "2399", "2400", "2500"])
def test_least_area_for_a_performance_is_the_inverse(performance: str) -> None:
    wanted = Fraction(performance)
    end = drawn("H100 SXM5 80GB", "us-2023", "60..1628").area_for(wanted)

    if end is None:
        assert wanted > Fraction(26048, 10)
        return
    assert end.at is not None
    inside, outside = (version("H100 SXM5 80GB", wanted, end.at * (1 + sign * NUDGE)) for sign in (1, -1))
    expected = ["not_controlled", "controlled" if end.at > 60 else "not_controlled"]
    assert expected == statuses(engine(), chip(), [inside, outside], "us-2023")
