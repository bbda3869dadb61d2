"""Points of an axis at which answers may change: each number, and the stretch right beyond it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TypeAlias

Point: TypeAlias = tuple[Fraction, bool]
"""A number, and whether what lies right beyond it is meant."""

Points: TypeAlias = list[tuple[Point, Fraction]]
"""Points that rise, each with a number at which to ask."""


def stretches(low: Fraction, high: Fraction, cuts: Iterable[Fraction]) -> Points:
    """Return each point from which on an answer may be another, with a number at which to ask for it."""
    inner = sorted({low, *(cut for cut in cuts if low < cut <= high)})
    return [(point, number) for point, number in _alternate(inner, high) if number <= high]


def _alternate(cuts: Sequence[Fraction], high: Fraction) -> Iterator[tuple[Point, Fraction]]:
    for cut, after in zip(cuts, [*cuts[1:], None], strict=True):
        yield (cut, False), cut
        if cut < high:
            yield (cut, True), _between(cut, high if after is None else after)


def _between(low: Fraction, high: Fraction) -> Fraction:
    """Return a number between two others that is short to write, so that what is made of it stays short."""
    middle, digits = (low + high) / 2, 1
    while not low < (short := middle.limit_denominator(digits)) < high:
        digits *= 8
    return short


def place_of(points: Sequence[tuple[Point, object]], number: Fraction) -> int:
    """Return the place of the last point from which on a number is meant."""
    return bisect_right(points, (number, False), key=lambda point: point[0]) - 1
