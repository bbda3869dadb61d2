"""Count items over a plane of two numbers of a rule, at and between critical values or on a grid.

Rows in which both quantities are known fall into four worlds (each number below its quantity or above
it); how many rows are in each at every pair of numbers comes from one two-dimensional histogram and its
running sums. The rows that are left are followed along the first number for each of the second.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final, TypeAlias

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from redline.catalog import Catalog
from redline.diagnostics import InputError
from redline.drafting.curves import Curves, Follower, Point, stretches
from redline.drafting.sweep import CODES, codes_before, point_to_dict, vary_to_dict
from redline.drafting.varied import Varied
from redline.drafting.varying import Place, fixed, settled
from redline.program import Program

Counts: TypeAlias = NDArray[np.int64]
Axis: TypeAlias = tuple[tuple[Point, ...], list[Fraction]]
_NEAR: Final = 1e-9
"""So near to a number, in proportion, floats do not tell on which side of it a turn lies."""
_SIDES: Final[tuple[Place, Place]] = ("below", "above")


@frozen(eq=False)
class Plane:
    """How many items are in the controls at pairs of numbers: rows by the first, columns by the second.

    ``across`` and ``down`` are the points of either axis: a number, and whether the stretch right beyond
    it is meant, up to the next point.
    """

    rulebook: str
    varied: tuple[Varied, Varied]
    items: int
    across: tuple[Point, ...]
    down: tuple[Point, ...]
    controlled: Counts = field(repr=False)
    undetermined: Counts = field(repr=False)
    excepted: Counts = field(repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the plane as JSON writes it."""
        return {
            "rulebook": self.rulebook,
            "vary": [vary_to_dict(one) for one in self.varied],
            "items": self.items,
            "points": [[point_to_dict(point) for point in axis] for axis in (self.across, self.down)],
            "controlled": self.controlled.tolist(),
            "undetermined": self.undetermined.tolist(),
            "excepted": self.excepted.tolist(),
        }


class PlaneFollower:
    """A rulebook's program in which two parameters are facts, put to a catalog."""

    def __init__(self, over: Program, varied: tuple[Varied, Varied], catalog: Catalog) -> None:
        self._program = over
        self._varied = varied
        self._catalog = catalog
        self._along = tuple(Follower(over, one.fact, catalog) for one in varied)

    def plane(self, grid: tuple[int, int] | None = None) -> Plane:
        """Return the counts at so many evenly spaced numbers, or at and between all critical ones."""
        (across, xs), (down, ys) = self.axes(grid)
        (output,) = self._program.rulebooks
        return Plane(output.id, self._varied, len(self._catalog), across, down, **self.counts(xs, ys))

    def axes(self, grid: tuple[int, int] | None = None) -> tuple[Axis, Axis]:
        """Return the points of both axes, each with a number at which to ask."""
        if grid is None:
            return self._critical(0), self._critical(1)
        first, second = (_even(one, count) for one, count in zip(self._varied, grid, strict=True))
        return first, second

    def counts(self, xs: Sequence[Fraction], ys: Sequence[Fraction]) -> dict[str, Counts]:
        """Return how many items have each outcome at each pair of numbers."""
        counts = {what: np.zeros((len(xs), len(ys)), np.int64) for what in CODES}
        rest = self._known(xs, ys, counts)
        self._one_by_one(rest, xs, ys, counts)
        return counts

    def _critical(self, index: int) -> Axis:
        """Return the points of one axis at which some item's answer changes, whatever the other number is."""
        one, other = self._varied[index], self._varied[1 - index]
        found: set[Fraction] = set()
        follower = self._along[index]
        if follower.line is not None:
            found |= follower.standing(one.low, one.high)
        for number in (other.low, other.high, (other.low + other.high) / 2):
            curves = self._follow(index, number, np.arange(len(self._catalog)))
            found |= {curves.number(turn) for turn in range(len(curves.turns))}
        points = stretches(one.low, one.high, found)
        return tuple(point for point, _ in points), [number for _, number in points]

    def _follow(self, index: int, number: Fraction, rows: NDArray[np.intp]) -> Curves:
        """Follow rows along one number while the other stands at a given one."""
        one, other = self._varied[index], self._varied[1 - index]
        (output,) = self._program.rulebooks
        program = settled(self._program, [fixed(self._program, other.fact, number)])
        program = evolve(program, rulebooks=tuple(evolve(each, id=output.id) for each in program.rulebooks))
        return Follower(program, one.fact, self._catalog.take(rows.tolist())).follow(one.low, one.high)

    # --- rows in which both quantities are known --------------------------------------------

    def _known(
        self, xs: Sequence[Fraction], ys: Sequence[Fraction], counts: dict[str, Counts]
    ) -> NDArray[np.intp]:
        """Count such rows, and return the rows that are left."""
        every = np.arange(len(self._catalog))
        first, second = self._along
        if first.line is None or second.line is None or not (first.one_sided and second.one_sided):
            return every
        known = first.measured.known & second.measured.known
        rows = np.flatnonzero(known)
        worlds = [
            {**first.world(left), **second.world(right)} for left, right in itertools.product(_SIDES, _SIDES)
        ]
        codes = first.codes_in(worlds)
        kinds = sum(
            (code[rows].astype(np.int64) << 2 * place for place, code in enumerate(codes)), np.int64(0)
        )
        distinct = np.flatnonzero(np.bincount(kinds, minlength=256))
        kind = np.searchsorted(distinct, np.arange(256))[kinds]
        ranks = [along.rank(numbers)[rows] for along, numbers in ((first, xs), (second, ys))]
        width, height = len(xs) + 1, len(ys) + 1
        keys = (kind * width + ranks[0]) * height + ranks[1]
        table = np.bincount(keys, minlength=len(distinct) * width * height).reshape(-1, width, height)
        for code_word, histogram in zip(distinct.tolist(), table, strict=True):
            sides = _sides(histogram)
            for place, inside in enumerate(sides):
                code = code_word >> 2 * place & 3
                for what, meant in CODES.items():
                    if code in meant:
                        counts[what] += inside
        return every[~known]

    # --- the rows that are left -------------------------------------------------------------

    def _one_by_one(
        self,
        rows: NDArray[np.intp],
        xs: Sequence[Fraction],
        ys: Sequence[Fraction],
        counts: dict[str, Counts],
    ) -> None:
        for column, number in enumerate(ys if len(rows) else ()):
            curves = self._follow(0, number, rows)
            for what, found in _along(curves, xs).items():
                counts[what][:, column] += found


def _sides(histogram: NDArray[np.int64]) -> list[Counts]:
    """Return for each pair of numbers how many rows lie in each of the four worlds.

    A row of rank ``r`` has ``r`` numbers below its quantity: number ``i`` is below it where ``i < r``.
    """
    total = histogram.cumsum(0).cumsum(1)
    both = total[:-1, :-1]  # rank of the first at most i, of the second at most j: both numbers above
    first, second = total[:-1, -1:], total[-1:, :-1]
    return [total[-1, -1] - first - second + both, second - both, first - both, both]


def _even(varied: Varied, count: int) -> Axis:
    if count < 1 or (count == 1 and varied.low != varied.high):
        raise InputError.of("a grid has two numbers or more on each axis", help="ask for more of them")
    step = (varied.high - varied.low) / max(count - 1, 1)
    numbers = [varied.low + index * step for index in range(count)]
    return tuple((number, False) for number in numbers), numbers


def _along(curves: Curves, xs: Sequence[Fraction]) -> dict[str, Counts]:
    """Count the rows of curves at each of some numbers."""
    turns = curves.turns
    come = [_turns_up_to(curves, number) for number in xs]
    before = codes_before(curves)
    found = {}
    for what, meant in CODES.items():
        change = np.isin(turns.codes, meant).astype(np.int64) - np.isin(before, meant)
        found[what] = np.isin(curves.start, meant).sum() + np.concatenate([[0], np.cumsum(change)])[come]
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
    place = curves.number(turn)
    return place < number or (place == number and not curves.turns.beyond[turn])
