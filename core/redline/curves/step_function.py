"""The course of an outcome along a ray: an exact step function of the parameter.

Between two neighboring critical points (`redline.curves.family`) nothing can change, so one question in
each stretch and one at each point say all there is to say. The caller says who is asked; that is the exact
interpreter.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Generic, TypeVar

from attrs import evolve, frozen

from redline.catalog import Item
from redline.curves.family import Critical, Ray, critical
from redline.curves.polynomial import Root
from redline.interval import START, Cut, End, Interval
from redline.program import Program

Outcome = TypeVar("Outcome")


@frozen
class Stretch(Generic[Outcome]):
    """An interval of the parameter with one outcome.

    The outcome is None in the narrow interval in which a change lies that is not at a fraction.
    """

    interval: Interval
    outcome: Outcome | None


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
        return next((each.outcome for each in self.stretches if parameter in each.interval), None)

    def up_to(self, limit: Fraction) -> Course[Outcome]:
        """Return the course as far as a value of the parameter, that value included."""
        end = Cut(limit, above=True)
        *kept, last = (each for each in self.stretches if each.interval.lower < end)
        if limit in last.interval:
            last = evolve(last, interval=Interval(last.interval.lower, end))
        return evolve(self, stretches=(*kept, last))

    def supremum(self, wanted: Callable[[Outcome], bool]) -> End | None:
        """Return the upper end of where the outcome is a wanted one; None if it is nowhere."""
        return next((each.interval.ends[1] for each in reversed(list(self._having(wanted)))), None)

    def infimum(self, wanted: Callable[[Outcome], bool]) -> End | None:
        """Return the lower end of where the outcome is a wanted one; None if it is nowhere."""
        return next((each.interval.ends[0] for each in self._having(wanted)), None)

    def _having(self, wanted: Callable[[Outcome], bool]) -> Iterator[Stretch[Outcome]]:
        return (each for each in self.stretches if each.outcome is not None and wanted(each.outcome))


def course_along(
    over: Program, ray: Ray, judge: Callable[[Item], Outcome], *, from_zero: bool = False
) -> Course[Outcome]:
    """Return the course of an outcome for values of the parameter above zero, or from zero on.

    On a ray of whole numbers the values are 1, 2, 3 and so on.
    """
    found = critical(over, ray)
    stretches: list[Stretch[Outcome]] = []
    joins = False
    for interval in _constant(ray, found, from_zero=from_zero):
        is_gap = _is_gap(interval, found.points)
        outcome = None if is_gap else judge(ray.at(_inside(interval, whole=ray.whole)))
        # An outcome may be None as well, and is not joined with a gap: it may not hold in all of it.
        same = joins and not is_gap and stretches[-1].outcome == outcome
        lower = stretches.pop().interval.lower if same else interval.lower
        stretches.append(Stretch(Interval(lower, interval.upper), outcome))
        joins = not is_gap
    return Course(tuple(stretches), found.exact)


def supremum(over: Program, ray: Ray, wanted: Callable[[Item], bool]) -> End | None:
    """Return the upper end of where an item is a wanted one; None if it is nowhere.

    It is what the course has for it, and asks from the top down, no further than needed.
    """
    found = critical(over, ray)
    for interval in reversed(_constant(ray, found, from_zero=False)):
        if not _is_gap(interval, found.points) and wanted(ray.at(_inside(interval, whole=ray.whole))):
            return interval.ends[1]
    return None


def _constant(ray: Ray, found: Critical, *, from_zero: bool) -> list[Interval]:
    """Return the intervals of a ray in which nothing changes, upwards."""
    return list(_whole(found.points, ray.most)) if ray.whole else _real(found.points, from_zero=from_zero)


def _real(points: Sequence[Root], *, from_zero: bool) -> list[Interval]:
    """Return the critical points, and the open intervals before, between and behind them."""
    zero = Cut(Fraction(0), above=True)
    cuts = {cut for point in points for cut in (Cut(point.low, above=False), Cut(point.high, above=True))}
    return Interval(START if from_zero else zero).split({zero, *cuts})


def _whole(points: Sequence[Root], most: int | None) -> Iterator[Interval]:
    """Yield the runs of whole numbers from 1 on between critical points, and those that are such points."""
    low = 1
    for point in points:
        if most is not None and point.low > most:
            yield Interval.closed(Fraction(low), Fraction(most))
            return
        before = math.ceil(point.low) - 1
        if before >= low:
            yield Interval.closed(Fraction(low), Fraction(before))
            low = before + 1
        if point.low <= low <= point.high:
            yield Interval.closed(Fraction(low), Fraction(low))
            low += 1
    yield Interval(Cut(Fraction(low), above=False))


def _is_gap(interval: Interval, points: Sequence[Root]) -> bool:
    """Return whether a change lies somewhere in an interval, at a number that is no fraction."""
    ends = (interval.low, interval.high)
    return any(not root.is_exact and (root.low, root.high) == ends for root in points)


def _inside(interval: Interval, *, whole: bool) -> Fraction:
    """Return some value of the parameter inside an interval."""
    return interval.low if whole else interval.sample()
