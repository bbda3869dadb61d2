"""Points of a range at which answers may change: each number, and the stretch right above it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TypeAlias

from redline.interval import Cut, Interval, around

Points: TypeAlias = list[tuple[Cut, Fraction]]
"""Cuts that rise, each with a number above it, and below the next one, at which to ask."""


def points_between(low: Fraction, high: Fraction, numbers: Iterable[Fraction]) -> Points:
    """Return each cut from which on an answer may be another, if it may change at some numbers only."""
    pieces = Interval.closed(low, high).split(around([low, *numbers]))
    return [(piece.lower, piece.sample()) for piece in pieces]


def place_of(points: Sequence[tuple[Cut, object]], number: Fraction) -> int:
    """Return the place of the last point from which on a number is meant."""
    return bisect_right(points, Cut(number, above=False), key=lambda point: point[0]) - 1
