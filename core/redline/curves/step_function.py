"""The course of an outcome along a ray: an exact step function of the parameter.

Between two neighboring critical points (`redline.curves.family`) nothing can change, so one question in
each stretch and one at each point say all there is to say. The caller says who is asked; that is the exact
interpreter.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Generic, TypeAlias, TypeVar

from attrs import evolve, frozen

from redline.catalog import Item
from redline.curves.family import Critical, Ray, critical
from redline.curves.polynomial import Root
from redline.program import Program

Outcome = TypeVar("Outcome")


@frozen
class Stretch(Generic[Outcome]):
    """Values of the parameter with one outcome; an open end is approached and does not belong to it.

    ``high`` is None where there is no end. The outcome is None in the narrow stretch in which a change lies
    that is not at a fraction.
    """

    low: Fraction
    high: Fraction | None
    low_open: bool
    high_open: bool
    outcome: Outcome | None

    def holds(self, parameter: Fraction) -> bool:
        """Return whether a value of the parameter is in the stretch."""
        above = parameter > self.low or (parameter == self.low and not self.low_open)
        below = self.high is None or parameter < self.high or (parameter == self.high and not self.high_open)
        return above and below


@frozen
class End:
    """A least or greatest value; not ``attained`` where it is only approached. ``at`` is None for no end."""

    at: Fraction | None
    attained: bool


@frozen
class Course(Generic[Outcome]):
    """Stretches from the start of the ray on, in order and without gaps; of whole numbers on rays of such.

    They have no end, save on rays of more copies than can be tried.
    ``exact`` is false where the outcome may change at places that were not found.
    """

    stretches: tuple[Stretch[Outcome], ...]
    exact: bool

    def at(self, parameter: Fraction) -> Outcome | None:
        """Return the outcome at a value of the parameter, None where it was not followed so far."""
        return next((each.outcome for each in self.stretches if each.holds(parameter)), None)

    def up_to(self, limit: Fraction) -> Course[Outcome]:
        """Return the course as far as a value of the parameter, that value included."""
        kept = [each for each in self.stretches if each.low < limit or each.holds(limit)]
        last = kept[-1]
        if last.holds(limit):
            kept[-1] = evolve(last, high=limit, high_open=False)
        return evolve(self, stretches=tuple(kept))

    def supremum(self, wanted: Callable[[Outcome], bool]) -> End | None:
        """Return the upper end of where the outcome is a wanted one; None if it is nowhere."""
        found = [each for each in self.stretches if each.outcome is not None and wanted(each.outcome)]
        if not found:
            return None
        last = found[-1]
        return End(last.high, attained=last.high is not None and not last.high_open)

    def infimum(self, wanted: Callable[[Outcome], bool]) -> End | None:
        """Return the lower end of where the outcome is a wanted one; None if it is nowhere."""
        for each in self.stretches:
            if each.outcome is not None and wanted(each.outcome):
                return End(each.low, attained=not each.low_open)
        return None


def follow(
    over: Program, ray: Ray, judge: Callable[[Item], Outcome], *, from_zero: bool = False
) -> Course[Outcome]:
    """Return the course of an outcome for values of the parameter above zero, or from zero on.

    On a ray of whole numbers the values are 1, 2, 3 and so on.
    """
    found = critical(over, ray)
    stretches: list[Stretch[Outcome]] = []
    joins = False
    for piece in _pieces(ray, found, from_zero=from_zero):
        is_gap = _is_gap(piece, found.points)
        each = Stretch(*piece, None if is_gap else judge(ray.at(_inside(piece, whole=ray.whole))))
        # An outcome may be None as well, and is not joined with a gap: it may not hold in all of it.
        if joins and not is_gap and stretches[-1].outcome == each.outcome:
            stretches[-1] = evolve(stretches[-1], high=each.high, high_open=each.high_open)
        else:
            stretches.append(each)
        joins = not is_gap
    return Course(tuple(stretches), found.exact)


def supremum(over: Program, ray: Ray, wanted: Callable[[Item], bool]) -> End | None:
    """Return the upper end of where an item is a wanted one; None if it is nowhere.

    It is what the course has for it, and asks from the top down, no further than needed.
    """
    found = critical(over, ray)
    for piece in reversed(list(_pieces(ray, found, from_zero=False))):
        if not _is_gap(piece, found.points) and wanted(ray.at(_inside(piece, whole=ray.whole))):
            _, high, _, high_open = piece
            return End(high, attained=high is not None and not high_open)
    return None


Piece: TypeAlias = "tuple[Fraction, Fraction | None, bool, bool]"
"""Where a stretch begins and ends, and which of its ends are open."""


def _pieces(ray: Ray, found: Critical, *, from_zero: bool) -> Iterator[Piece]:
    """Yield the pieces of a ray in which nothing changes."""
    return _whole(found.points, ray.most) if ray.whole else _real(found.points, from_zero=from_zero)


def _real(points: Sequence[Root], *, from_zero: bool) -> Iterator[Piece]:
    """Yield the critical points, and the open stretches before, between and behind them."""
    low, low_open = Fraction(0), True
    if from_zero:
        yield low, low, False, False
    for point in points:
        yield low, point.low, low_open, True
        yield point.low, point.high, False, False
        low = point.high
    yield low, None, low_open, False


def _whole(points: Sequence[Root], most: int | None) -> Iterator[Piece]:
    """Yield the runs of whole numbers from 1 on between critical points, and those that are such points."""
    low = 1
    for point in points:
        if most is not None and point.low > most:
            yield Fraction(low), Fraction(most), False, False
            return
        before = math.ceil(point.low) - 1
        if before >= low:
            yield Fraction(low), Fraction(before), False, False
            low = before + 1
        if point.low <= low <= point.high:
            yield Fraction(low), Fraction(low), False, False
            low += 1
    yield Fraction(low), None, False, False


def _is_gap(piece: Piece, points: Sequence[Root]) -> bool:
    return any(not root.is_exact and (root.low, root.high) == piece[:2] for root in points)


def _inside(piece: Piece, *, whole: bool) -> Fraction:
    """Return some value of the parameter inside a piece."""
    low, high, *_ = piece
    if low == high or whole:
        return low
    return low + 1 if high is None else (low + high) / 2
