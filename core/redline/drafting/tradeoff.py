"""Show what a number of a rule trades: missed items against over-blocked ones, at every step, exactly.

And say whether some number catches every labelled item and no other, or which two items cannot both be
right: each item is right within an interval, and the two do not meet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from redline.catalog import Catalog
from redline.curves.status_curves import EXCEPTED, Curves, Follower
from redline.curves.sweep_range import Varied
from redline.drafting.plane import Counts, PlaneFollower
from redline.drafting.sweep import counted, first_turns, point_to_dict, vary_to_dict
from redline.drafting.tally import Codes, Range
from redline.interval import Cut, Interval
from redline.program import Program
from redline.values import Status

_FREE: Final = (Status.NOT_CONTROLLED,)
_CAUGHT: Final = (Status.CONTROLLED, EXCEPTED)
_OPEN: Final = (Status.UNDETERMINED,)
_MOST_ALONE: Final = 20


@frozen
class Separation:
    """Whether a number catches every labelled item and no other.

    ``sure`` are the intervals of numbers that do, ``possible`` those that do if what is not known turns out
    well; without an upper end they reach to the end of the range. Without any, ``alone`` are items that are
    wrong at every number of the range, and ``pair`` a labelled and another item that no number gets both
    right, with the intervals in which each is right.
    """

    sure: tuple[Interval, ...]
    possible: tuple[Interval, ...]
    alone: tuple[str, ...] = ()
    pair: tuple[tuple[str, Interval], tuple[str, Interval]] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        pair = None
        if self.pair is not None:
            pair = [{"item": item, "right": _range_to_dict(numbers)} for item, numbers in self.pair]
        return {
            "sure": [_range_to_dict(numbers) for numbers in self.sure],
            "possible": [_range_to_dict(numbers) for numbers in self.possible],
            "alone": list(self.alone),
            "pair": pair,
        }


def _range_to_dict(numbers: Interval) -> dict[str, Any]:
    upper = None if numbers.upper is None else point_to_dict(numbers.upper)
    to = None if upper is None else {**upper, "included": numbers.has_high}
    return {**point_to_dict(numbers.lower), "to": to}


@frozen
class TradeStep:
    """From a cut on so much is missed and so much over-blocked."""

    start: Cut
    missed: Range
    over_blocked: Range

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        found = {"missed": self.missed.to_dict(), "over_blocked": self.over_blocked.to_dict()}
        return {**point_to_dict(self.start), **found}


@frozen(eq=False)
class Tradeoff:
    """Missed and over-blocked items at every number of a parameter; ``steps`` are those that differ."""

    varied: Varied
    separation: Separation
    _curves: Curves = field(repr=False)
    _firsts: NDArray[np.intp] = field(repr=False)
    _figures: NDArray[Any] = field(repr=False)
    """Missed at least and at most, over-blocked at least and at most: a row each, a column for each step."""

    @property
    def steps(self) -> Iterator[TradeStep]:
        """Yield the steps, upwards; each differs from the one before."""
        before: list[float] | None = None
        for step in range(self._figures.shape[1]):
            figures = self._figures[:, step].tolist()
            if figures != before:
                yield _step(start_of(self._curves, self._firsts, step), figures)
            before = figures

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return {
            "vary": [vary_to_dict(self.varied)],
            "steps": [step.to_dict() for step in self.steps],
            "separation": self.separation.to_dict(),
        }


def tradeoff(
    program: Program, varied: Varied, catalog: Catalog, labels: Codes, weights: NDArray[Any] | None
) -> Tradeoff:
    """Return the trade-off along one number; ``weights`` are those of rows, 1 each by default."""
    curves = Follower(program, varied.fact, catalog).follow(varied.low, varied.high)
    firsts = first_turns(curves)
    ones = np.ones(len(catalog), np.int64)
    plain = _figures(curves, firsts, labels, ones)
    figures = plain if weights is None else _figures(curves, firsts, labels, weights)
    return Tradeoff(varied, _separation(curves, firsts, catalog, labels, plain), curves, firsts, figures)


def _figures(curves: Curves, firsts: NDArray[np.intp], labels: Codes, weights: NDArray[Any]) -> NDArray[Any]:
    yes, no = labels == Status.CONTROLLED, labels == Status.NOT_CONTROLLED
    asked = ((_FREE, yes), ((*_FREE, *_OPEN), ~no), (_CAUGHT, no), ((*_CAUGHT, *_OPEN), ~yes))
    return np.stack([counted(curves, codes, weights * rows, firsts) for codes, rows in asked])


def _step(start: Cut, figures: Sequence[float]) -> TradeStep:
    missed_low, missed_high, over_low, over_high = figures
    return TradeStep(start, Range(missed_low, missed_high), Range(over_low, over_high))


def start_of(curves: Curves, firsts: NDArray[np.intp], step: int) -> Cut:
    """Return the point at which a step begins."""
    if step == 0:
        return Cut(curves.low, above=False)
    return curves.cut(int(firsts[step - 1]))


# --- a number that is right for all ------------------------------------------------------------


def _separation(
    curves: Curves, firsts: NDArray[np.intp], catalog: Catalog, labels: Codes, figures: NDArray[Any]
) -> Separation:
    def interval(first: int, last: int) -> Interval:
        upper = None if last == len(firsts) else start_of(curves, firsts, last + 1)
        return Interval(start_of(curves, firsts, first), upper)

    sure, possible = (
        tuple(interval(first, last) for first, last in _runs((figures[most] + figures[2 + most]) == 0))
        for most in (1, 0)
    )
    if possible:
        return Separation(sure, possible)
    first, last, whole = _right(curves, firsts, labels)
    names = np.array(catalog.names, dtype=object)
    alone = sorted(names[first > last])
    pair = None
    if not alone:
        rows = np.flatnonzero(whole)
        one = min(rows.tolist(), key=lambda row: (last[row], names[row]), default=None)
        other = min(rows.tolist(), key=lambda row: (-first[row], names[row]), default=None)
        if one is not None and other is not None and first[other] > last[one]:
            ordered = sorted((one, other), key=lambda row: labels[row] != Status.CONTROLLED)
            named = [(str(names[row]), interval(int(first[row]), int(last[row]))) for row in ordered]
            pair = (named[0], named[1])
    return Separation(sure, possible, tuple(alone[:_MOST_ALONE]), pair)


def _runs(holds: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the first and last place of each run of what holds."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], holds, [False]]).astype(np.int8)))
    return [(int(first), int(end) - 1) for first, end in zip(edges[::2], edges[1::2], strict=True)]


def _right(
    curves: Curves, firsts: NDArray[np.intp], labels: Codes
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """Return for each row the first and last step at which it may be right, and if it is so in between.

    A row that is right nowhere has a first step after its last one.
    """
    turns, rows = curves.turns, len(labels)
    steps = np.searchsorted(firsts, np.arange(len(turns)), "right")
    row = np.concatenate([np.arange(rows), turns.rows])
    start = np.concatenate([np.zeros(rows, np.int64), steps])
    code = np.concatenate([curves.start, turns.codes])
    order = np.lexsort((start, row))
    row, start, code = row[order], start[order], code[order]
    end = np.append(start[1:], 0)
    end[np.append(row[1:] != row[:-1], True)] = len(firsts) + 1
    label = labels[row]
    wrong = (label == Status.CONTROLLED) & (code == Status.NOT_CONTROLLED)
    wrong |= (label == Status.NOT_CONTROLLED) & np.isin(code, _CAUGHT)
    right = ~wrong & (end > start)
    first = np.full(rows, len(firsts) + 1, np.int64)
    last, steps_right = np.full(rows, -1, np.int64), np.zeros(rows, np.int64)
    np.minimum.at(first, row[right], start[right])
    np.maximum.at(last, row[right], end[right] - 1)
    np.add.at(steps_right, row[right], (end - start)[right])
    return first, last, steps_right == last - first + 1


# --- two numbers --------------------------------------------------------------------------------


@frozen
class PlaneStep:
    """A pair of numbers that no other pair beats in both figures, with what it misses and over-blocks."""

    at: tuple[Cut, Cut]
    missed: Range
    over_blocked: Range

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        found = {"missed": self.missed.to_dict(), "over_blocked": self.over_blocked.to_dict()}
        return {"at": [point_to_dict(point) for point in self.at], **found}


@frozen(eq=False)
class PlaneTradeoff:
    """Missed and over-blocked items at pairs of numbers of two parameters.

    ``best`` are the pairs that no other beats, by the greatest values of both figures; of pairs that are
    alike the first. ``separating`` counts the pairs that surely, and that possibly, get every item right.
    """

    varied: tuple[Varied, Varied]
    across: tuple[Cut, ...]
    down: tuple[Cut, ...]
    figures: tuple[Counts, Counts, Counts, Counts] = field(repr=False)
    """Missed at least and at most, over-blocked at least and at most: rows by the first number."""
    best: tuple[PlaneStep, ...]
    separating: tuple[int, int]

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        words = ("missed_low", "missed_high", "over_blocked_low", "over_blocked_high")
        return {
            "vary": [vary_to_dict(one) for one in self.varied],
            "points": [[point_to_dict(point) for point in axis] for axis in (self.across, self.down)],
            **{word: found.tolist() for word, found in zip(words, self.figures, strict=True)},
            "best": [step.to_dict() for step in self.best],
            "separating": dict(zip(("sure", "possible"), self.separating, strict=True)),
        }


def plane_tradeoff(
    program: Program,
    varied: tuple[Varied, Varied],
    catalog: Catalog,
    labels: Codes,
    grid: tuple[int, int] | None,
) -> PlaneTradeoff:
    """Return the trade-off over two numbers, at and between all critical ones, or on a grid."""
    (across, xs), (down, ys) = PlaneFollower(program, varied, catalog).axes(grid)
    low = [np.zeros((len(xs), len(ys)), np.int64) for _ in range(2)]
    high = [np.zeros((len(xs), len(ys)), np.int64) for _ in range(2)]
    for label in Status:
        rows = np.flatnonzero(labels == label)
        if not len(rows):
            continue
        counts = PlaneFollower(program, varied, catalog.take(rows.tolist())).counts(xs, ys)
        caught, open_ = counts["controlled"], counts["undetermined"]
        free = len(rows) - caught - open_
        for sort, surely, meant in ((0, free, Status.CONTROLLED), (1, caught, Status.NOT_CONTROLLED)):
            if label == meant:
                low[sort] += surely
            if label in (meant, Status.UNDETERMINED):
                high[sort] += surely + open_
    figures = (low[0], high[0], low[1], high[1])
    separating = (int(((high[0] + high[1]) == 0).sum()), int(((low[0] + low[1]) == 0).sum()))
    best = tuple(
        PlaneStep(
            (across[x], down[y]), *(Range(int(low[sort][x, y]), int(high[sort][x, y])) for sort in (0, 1))
        )
        for x, y in _unbeaten(high[0], high[1])
    )
    return PlaneTradeoff(varied, across, down, figures, best, separating)


def _unbeaten(missed: Counts, over_blocked: Counts) -> Iterator[tuple[int, int]]:
    """Yield the places that no other beats, those that miss least first; of equal ones the first."""
    flat = np.lexsort((over_blocked.ravel(), missed.ravel()))
    least: int | None = None
    for place in flat.tolist():
        x, y = divmod(place, missed.shape[1])
        if least is None or over_blocked[x, y] < least:
            least = int(over_blocked[x, y])
            yield x, y
