"""Sweep one or two numbers of a rule over all that they could be, exactly.

The curve of one number has a step wherever the answer of some item changes; the map of two counts the
items at every pair of numbers asked for, or at and between all critical ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from redline.catalog import Catalog
from redline.curves.status_curves import EXCEPTED, Codes, Curves, Follower
from redline.curves.sweep_range import Varied
from redline.drafting.weights import Weights, weigh
from redline.interval import Cut
from redline.questions.quantities import Quantity
from redline.values import Status, fields, json_number

CODES: Final = {
    "controlled": (Status.CONTROLLED, EXCEPTED),
    "undetermined": (Status.UNDETERMINED,),
    "excepted": (EXCEPTED,),
}
"""What is counted, and the codes of rows that count as such."""


@frozen
class SweepStep:
    """From a number on, or right beyond it, so much is controlled; ``items_in`` have become so there.

    ``counts`` says how many items are ``controlled``, how many of these may use a license exception
    (``excepted``), and how many are ``undetermined``; or their weights, added up.
    """

    start: Fraction
    beyond: bool
    counts: Mapping[str, float]
    items_in: tuple[str, ...] = ()
    items_out: tuple[str, ...] = ()
    items_open: tuple[str, ...] = ()
    """Items that become undetermined here."""

    def to_dict(self) -> dict[str, Any]:
        """Return the step as JSON writes it."""
        return {
            **point_to_dict(Cut(self.start, self.beyond)),
            **self.counts,
            **fields(self, "items_in items_out items_open"),
        }


@frozen(eq=False)
class Sweep:
    """The whole curve of one number of a rule, from its low end to its high one.

    Step ``i`` begins with turn ``firsts[i - 1]`` of the curves, and the first one at the low end; ``counts``
    has an entry for each. ``steps`` says the same with names and exact numbers, made when asked for.
    """

    rulebook: str
    varied: Varied
    weights: Weights = field(repr=False)
    unproven: tuple[str, ...]
    """Items of which it is not shown that they change at the steps only."""
    counts: Mapping[str, NDArray[np.float64] | NDArray[np.int64]]
    _curves: Curves = field(repr=False)
    _names: Sequence[str] = field(repr=False)
    _firsts: NDArray[np.intp] = field(repr=False)

    @property
    def items(self) -> int:
        """How many items the catalog has."""
        return len(self._names)

    def __len__(self) -> int:
        return len(self._firsts) + 1

    @property
    def steps(self) -> Iterator[SweepStep]:
        """Yield the steps, upwards."""
        yield SweepStep(self._curves.low, beyond=False, counts=self._counts_of(0))
        turns = self._curves.turns
        codes = self._curves.start.copy()
        firsts = self._firsts.tolist()
        for index, (first, end) in enumerate(pairwise([*firsts, len(turns)])):
            rows, after = turns.rows[first:end], turns.codes[first:end]
            before = codes[rows]
            codes[rows] = after
            was, now = (np.isin(each, CODES["controlled"]) for each in (before, after))
            start, beyond = self._curves.cut(first)
            yield SweepStep(
                start,
                beyond,
                self._counts_of(index + 1),
                items_in=_named(self._names, rows[now & ~was]),
                items_out=_named(self._names, rows[was & ~now]),
                items_open=_named(self._names, rows[(after == Status.UNDETERMINED) & (before != after)]),
            )

    def _counts_of(self, step: int) -> dict[str, float]:
        return {what: counted[step].item() for what, counted in self.counts.items()}

    def to_dict(self) -> dict[str, Any]:
        """Return the sweep as JSON writes it."""
        return {
            **fields(self, "rulebook"),
            "vary": [vary_to_dict(self.varied)],
            **fields(self, "items"),
            **self.weights.to_dict(),
            **fields(self, "unproven steps"),
        }


def curve(book: str, varied: Varied, follower: Follower, catalog: Catalog, weight: Quantity | None) -> Sweep:
    """Return the curve of one number over a catalog."""
    found, weights = follower.follow(varied.low, varied.high), weigh(catalog, weight)
    firsts = first_turns(found)
    counts = {what: counted(found, meant, weights.low, firsts) for what, meant in CODES.items()}
    if (spread := weights.spread) is not None:
        open_ = counted(found, CODES["undetermined"], weights.high, firsts)
        counts["undetermined"] = open_ + counted(found, CODES["controlled"], spread, firsts)
    unproven = _named(catalog.names, found.unproven)
    return Sweep(book, varied, weights, unproven, counts, found, catalog.names, firsts)


def first_turns(found: Curves) -> NDArray[np.intp]:
    """Return the first turn of each step but the first step, which begins with the low end."""
    return np.flatnonzero(np.diff(found.places * 2 + found.turns.above, prepend=-1))


def counted(
    found: Curves,
    codes: Sequence[int],
    weights: NDArray[np.float64] | NDArray[np.int64],
    firsts: NDArray[np.intp],
) -> NDArray[Any]:
    """Return how much has one of some codes, at each step."""
    turns, meant = found.turns, np.asarray(codes)
    before = codes_before(found)
    change = np.isin(turns.codes, meant).astype(np.int64) - np.isin(before, meant)
    changes = np.add.reduceat(change * weights[turns.rows], firsts) if len(firsts) else np.empty(0, np.int64)
    start = weights[np.isin(found.start, meant)].sum()
    return np.concatenate([[start], start + np.cumsum(changes)])


def codes_before(found: Curves) -> Codes:
    """Return what each turn's row answered before the turn."""
    turns = found.turns
    order = np.argsort(turns.rows, kind="stable")
    rows, codes = turns.rows[order], turns.codes[order]
    first = np.diff(rows, prepend=-1) != 0
    before = np.empty(len(turns), np.uint8)
    before[order] = np.where(first, found.start[rows], np.concatenate([[0], codes[:-1]]).astype(np.uint8))
    return before


def _named(names: Sequence[str], rows: NDArray[np.intp]) -> tuple[str, ...]:
    return tuple(sorted(names[row] for row in rows.tolist()))


def point_to_dict(point: Cut) -> dict[str, Any]:
    """Return a point as JSON writes it; ``exactly`` says the number where decimals do not."""
    number, above = point
    return {"from": json_number(number), "exactly": str(number), "included": not above, "beyond": above}


def vary_to_dict(varied: Varied) -> dict[str, Any]:
    """Return what is varied as JSON writes it."""
    return {
        "parameter": varied.parameter.name,
        "unit": str(varied.parameter.unit),
        "low": json_number(varied.low),
        "high": json_number(varied.high),
        "stands": json_number(varied.parameter.value),
    }
