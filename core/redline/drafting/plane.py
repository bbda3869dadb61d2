"""Count items over a plane of two numbers of a rule, at and between critical values or on a grid.

Rows in which both quantities are known fall into four worlds (each number below its quantity or above
it); how many rows are in each at every pair of numbers comes from one two-dimensional histogram and its
running sums. Where one quantity is missing, or could be anything, a histogram of the other one does. The
rows that are left are followed one by one.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any, Final, TypeAlias

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from redline.catalog import Catalog
from redline.curves.crossings import Meeting, meeting_rows, meetings
from redline.curves.plane_cells import Tiler, Tiles
from redline.curves.positions import points_between
from redline.curves.specialize import World
from redline.curves.status_curves import EXCEPTED, Bits, Codes, Curves, Follower, Rows
from redline.curves.sweep_range import Varied
from redline.diagnostics import InputError
from redline.drafting.sweep import CODES, codes_before, point_to_dict, vary_to_dict
from redline.drafting.weights import Weights, weigh
from redline.interval import Cut
from redline.kernel.equivalent_rows import groups_alike
from redline.program import Program
from redline.questions.quantities import Quantity
from redline.values import fields

Counts: TypeAlias = NDArray[Any]
"""Whole numbers, or sums of weights."""
AxisPoints: TypeAlias = tuple[tuple[Cut, ...], list[Fraction]]
MOST_POINTS: Final = 4_000_000
"""Points of a grid: four tables of numbers of so many fit into some hundred MB."""
_FEW: Final = 12
"""Numbers of an axis for each of which rows are followed; for more of them tiles are sought first."""
_NEAR: Final = 1e-9
"""So near to a number, in proportion, floats do not tell on which side of it a turn lies."""


@frozen(eq=False)
class Plane:
    """How much is in the controls at pairs of numbers: rows by the first, columns by the second.

    Items are counted, or their weights are added up.

    ``across`` and ``down`` are the points of either axis: a number, or the stretch right above one, up
    to the next point. ``slanted`` are items whose outcome may change along slanted lines:
    where a point means a stretch, they are counted somewhere within it.
    """

    rulebook: str
    varied: tuple[Varied, Varied]
    items: int
    across: tuple[Cut, ...]
    down: tuple[Cut, ...]
    controlled: Counts = field(repr=False)
    undetermined: Counts = field(repr=False)
    excepted: Counts = field(repr=False)
    slanted: tuple[str, ...] = ()
    weights: Weights = field(kw_only=True, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the plane as JSON writes it."""
        return {
            **fields(self, "rulebook"),
            "vary": [vary_to_dict(one) for one in self.varied],
            **fields(self, "items"),
            **self.weights.to_dict(),
            "points": [[point_to_dict(point) for point in axis] for axis in (self.across, self.down)],
            "controlled": self.controlled.tolist(),
            "undetermined": self.undetermined.tolist(),
            "excepted": self.excepted.tolist(),
            **fields(self, "slanted"),
        }


def plane(
    over: Program,
    varied: tuple[Varied, Varied],
    catalog: Catalog,
    weight: Quantity | None = None,
    grid: tuple[int, int] | None = None,
) -> Plane:
    """Return the counts at so many evenly spaced numbers, or at and between all critical ones."""
    weights = weigh(catalog, weight)
    follower = PlaneFollower(over, varied, catalog, None if weight is None else weights.low)
    (across, xs), (down, ys) = follower.axes(grid)
    counts = follower.counts(xs, ys)
    if (spread := weights.spread) is not None:
        most, more = (PlaneFollower(over, varied, catalog, each) for each in (weights.high, spread))
        counts["undetermined"] = most.counts(xs, ys)["undetermined"] + more.counts(xs, ys)["controlled"]
    (output,) = over.rulebooks
    return Plane(
        output.id,
        varied,
        len(catalog),
        across,
        down,
        **counts,
        slanted=() if grid else tuple(sorted(catalog.names[row] for row in follower.slanted.tolist())),
        weights=weights,
    )


class PlaneFollower:
    """A rulebook's program in which two parameters are facts, put to a catalog."""

    def __init__(
        self,
        over: Program,
        varied: tuple[Varied, Varied],
        catalog: Catalog,
        weights: NDArray[Any] | None = None,
    ) -> None:
        """Take what each row weighs, 1 by default."""
        self._program = over
        self._varied = varied
        self._catalog = catalog
        self._weights = weights
        self._along = tuple(Follower(over, one.fact, catalog) for one in varied)
        self._tiler = Tiler(over, varied, catalog)

    def axes(self, grid: tuple[int, int] | None = None) -> tuple[AxisPoints, AxisPoints]:
        """Return the points of both axes, each with a number at which to ask."""
        if grid is None:
            return self._critical(0), self._critical(1)
        if grid[0] * grid[1] > MOST_POINTS:
            raise InputError.of(
                f"a grid of {grid[0]:,} by {grid[1]:,} has more than {MOST_POINTS:,} points",
                help="ask for fewer: 1000x1000 is finer than a screen",
            )
        first, second = (_even(one, count) for one, count in zip(self._varied, grid, strict=True))
        return first, second

    def counts(self, xs: Sequence[Fraction], ys: Sequence[Fraction]) -> dict[str, Counts]:
        """Return how many items have each outcome at each pair of numbers."""
        sort = np.int64 if self._weights is None else np.float64
        counts: dict[str, Counts] = {what: np.zeros((len(xs), len(ys)), sort) for what in CODES}
        met = (list(meetings(each, numbers)) for each, numbers in zip(self._along, (xs, ys), strict=True))
        for first, second in itertools.product(*met):
            rows = first.rows & second.rows & ~self._rest
            if rows.any():
                self._meet(first, second, rows, counts)
        self._follow_rest(xs, ys, counts)
        return counts

    def _critical(self, index: int) -> AxisPoints:
        """Return the points of one axis at which some item's answer changes, whatever the other number is."""
        one, other = self._varied[index], self._varied[1 - index]
        found: set[Fraction] = set()
        follower = self._along[index]
        if follower.line is not None:
            found |= {*follower.standing(one.low, one.high), *follower.cuts}
        for _, tiles in self._tiled:
            found |= {number for (number, _), _ in (tiles.across, tiles.down)[index]}
        for number in (other.low, other.high, (other.low + other.high) / 2):
            curves = self._follow(index, number, self.slanted)
            found |= {curves.number(turn) for turn in range(len(curves.turns))}
        points = points_between(one.low, one.high, found)
        return tuple(point for point, _ in points), [number for _, number in points]

    def _follow(self, index: int, number: Fraction, rows: Rows) -> Curves:
        """Follow rows along one number while the other stands at a given one."""
        follower = self._tiler.follower(index, number, self._catalog.take(rows.tolist()))
        return follower.follow(self._varied[index].low, self._varied[index].high)

    # --- rows that meet both numbers --------------------------------------------------------

    def _meet(self, first: Meeting, second: Meeting, rows: Bits, counts: dict[str, Counts]) -> None:
        worlds = [{**one, **other} for one, other in itertools.product(first.worlds, second.worlds)]
        codes = self._codes(worlds, rows)
        weights = None if self._weights is None else self._weights[rows]
        if first.ranks is not None and second.ranks is not None:
            _meet_ranked(codes, (first.ranks[rows], second.ranks[rows]), weights, counts)
            return
        pairs = itertools.product(range(len(first.worlds)), range(len(second.worlds)))
        for (one, other), code in zip(pairs, codes, strict=True):
            if second.ranks is None:
                within, whole = _in_world(first, one, rows, code, weights), second.places == other
            else:
                within, whole = _in_world(second, other, rows, code, weights), first.places == one
            for what, meant in CODES.items():
                inside = within[list(meant)].sum(0)
                counts[what] += np.outer(inside, whole) if second.ranks is None else np.outer(whole, inside)

    def _codes(self, worlds: Sequence[World], rows: Bits) -> list[Codes]:
        """Return the codes of some rows in each of several worlds."""
        if 2 * np.count_nonzero(rows) < len(rows):
            return self._along[0].codes_in(worlds, np.flatnonzero(rows))
        found = self._along[0].codes_in(worlds)
        return found if rows.all() else [codes[rows] for codes in found]

    # --- rows that are followed one by one --------------------------------------------------

    def _follow_rest(self, xs: Sequence[Fraction], ys: Sequence[Fraction], counts: dict[str, Counts]) -> None:
        """Count the rows that are left, by their tiles, or along one axis for each number of the other."""
        index = int(len(xs) < len(ys))
        along, others = ((xs, ys), (ys, xs))[index]
        rows = np.flatnonzero(self._rest)
        if len(others) > _FEW:
            rows = self.slanted
            for alike, tiles in self._tiled:
                codes = tiles.at(xs, ys)
                share = len(alike) if self._weights is None else self._weights[alike].sum()
                for what, meant in CODES.items():
                    counts[what] += share * np.isin(codes, meant)
        weights = np.ones(len(rows), np.int64) if self._weights is None else self._weights[rows]
        for place, number in enumerate(others if len(rows) else ()):
            for what, found in _along(self._follow(index, number, rows), along, weights).items():
                counts[what][(slice(None), place) if index == 0 else (place, slice(None))] += found

    @cached_property
    def _rest(self) -> Bits:
        """The rows of which one number at least has to be followed."""
        rest = ~(meeting_rows(self._along[0]) & meeting_rows(self._along[1]))
        lines = [each.line for each in self._along]
        if lines[0] is not None and lines[1] is not None and lines[0].quantity == lines[1].quantity:
            rest |= self._along[0].free  # where the numbers lie to each other counts too
        return rest

    @cached_property
    def _followed(self) -> tuple[list[tuple[Rows, Tiles]], Rows]:
        if not all(each.only_compared for each in self._along):
            return [], np.flatnonzero(self._rest)
        tiled: list[tuple[Rows, Tiles]] = []
        slanted = [np.empty(0, np.intp)]
        for alike in groups_alike(self._program, self._catalog, np.flatnonzero(self._rest)):
            tiles = self._tiler.tiles(self._catalog.item(int(alike[0])))
            if tiles is None:
                slanted.append(alike)
            else:
                tiled.append((alike, tiles))
        return tiled, np.concatenate(slanted)

    @property
    def _tiled(self) -> list[tuple[Rows, Tiles]]:
        return self._followed[0]

    @property
    def slanted(self) -> Rows:
        """The rows whose answer may change along slanted lines."""
        return self._followed[1]


def _meet_ranked(
    codes: Sequence[Codes], ranks: tuple[Rows, Rows], weights: NDArray[Any] | None, counts: dict[str, Counts]
) -> None:
    """Count rows with ranks on both axes; ``codes`` are those in the four worlds."""
    width, height = (size + 1 for size in counts["controlled"].shape)
    kinds = sum((code.astype(np.int64) << 2 * place for place, code in enumerate(codes)), np.int64(0))
    distinct = np.flatnonzero(np.bincount(kinds, minlength=256))
    kind = np.searchsorted(distinct, np.arange(256))[kinds]
    keys = (kind * width + ranks[0]) * height + ranks[1]
    table = np.bincount(keys, weights, len(distinct) * width * height).reshape(-1, width, height)
    for code_word, histogram in zip(distinct.tolist(), table, strict=True):
        for place, inside in enumerate(_sides(histogram)):
            code = code_word >> 2 * place & 3
            for what, meant in CODES.items():
                if code in meant:
                    counts[what] += inside


def _sides(histogram: Counts) -> list[Counts]:
    """Return for each pair of numbers how many rows lie in each of the four worlds.

    A row of rank ``r`` has ``r`` numbers below its quantity: number ``i`` is below it where ``i < r``.
    """
    total = histogram.cumsum(0).cumsum(1)
    both = total[:-1, :-1]  # rank of the first at most i, of the second at most j: both numbers above
    first, second = total[:-1, -1:], total[-1:, :-1]
    return [total[-1, -1] - first - second + both, second - both, first - both, both]


def _in_world(meeting: Meeting, world: int, rows: Bits, codes: Codes, weights: NDArray[Any] | None) -> Counts:
    """Return for each code and number how many of some rows with that code are in a world at the number."""
    if meeting.ranks is None:
        inside: Counts = np.bincount(codes, weights, EXCEPTED + 1)[:, None] * (meeting.places == world)
        return inside
    width = len(meeting.places) + 1
    keys = codes * np.intp(width) + meeting.ranks[rows]
    above: Counts = np.bincount(keys, weights, (EXCEPTED + 1) * width).reshape(EXCEPTED + 1, width).cumsum(1)
    return above[:, :-1] if world else above[:, -1:] - above[:, :-1]


def _even(varied: Varied, count: int) -> AxisPoints:
    if count < 1 or (count == 1 and varied.low != varied.high):
        raise InputError.of("a grid has two numbers or more on each axis", help="ask for more of them")
    step = (varied.high - varied.low) / max(count - 1, 1)
    numbers = [varied.low + index * step for index in range(count)]
    return tuple(Cut(number, above=False) for number in numbers), numbers


def _along(curves: Curves, xs: Sequence[Fraction], weights: NDArray[Any]) -> dict[str, Counts]:
    """Count the rows of curves at each of some numbers."""
    turns = curves.turns
    come = [_turns_up_to(curves, number) for number in xs]
    before = codes_before(curves)
    found = {}
    for what, meant in CODES.items():
        change = np.isin(turns.codes, meant).astype(np.int64) - np.isin(before, meant)
        changes = np.cumsum(change * weights[turns.rows])
        found[what] = weights[np.isin(curves.start, meant)].sum() + np.concatenate([[0], changes])[come]
    return found


def _turns_up_to(curves: Curves, number: Fraction) -> int:
    """Return how many turns count at a number already; those near it are compared exactly."""
    near = float(number) * (1 - _NEAR)
    turn = int(np.searchsorted(curves.turns.floats, near))
    while turn < len(curves.turns) and _has_come(curves, turn, number):
        turn += 1
    return turn


def _has_come(curves: Curves, turn: int, number: Fraction) -> bool:
    """Return whether a turn counts at a number already."""
    return curves.cut(turn) <= Cut(number, above=False)
