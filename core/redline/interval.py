"""Places on the number line, and the numbers between two of them.

A *cut* lies just below a number, or just above it, so that its place says whether the end of an interval
belongs to it: between just below 2 and just below 3 lie the numbers x with 2 <= x < 3, and between the two
cuts around 2 that number alone. Numbers are those of quantities: none is negative.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, Final, NamedTuple

from attrs import frozen

from redline.values import Value, json_number


class Cut(NamedTuple):
    """A place just below a number, or just above it; cuts are ordered as they lie on the line."""

    number: Fraction
    above: bool


START: Final = Cut(Fraction(0), above=False)
"""The cut below all numbers of quantities."""


def around(numbers: Iterable[Fraction]) -> set[Cut]:
    """Return the cuts on both sides of each of some numbers."""
    return {Cut(number, above) for number in numbers for above in (False, True)}


def inclusion(included: bool) -> dict[str, bool]:
    """Return as JSON writes it whether an end belongs to what it ends; "attained" is the former word."""
    return {"included": included, "attained": included}


@frozen
class End:
    """A least or greatest number; not ``included`` where it is only approached. ``at`` is None for no end."""

    at: Fraction | None
    included: bool

    @property
    def attained(self) -> bool:
        """The former name of ``included``."""
        return self.included

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it, with the number as a fraction too, as decimals may not end."""
        value = None if self.at is None else json_number(self.at)
        exact = None if self.at is None else str(self.at)
        return {"value": value, "exact": exact, **inclusion(self.included)}


@frozen
class Interval:
    """The numbers between two cuts, the lower one first; ``upper`` is None where there is no end."""

    lower: Cut = START
    upper: Cut | None = None

    @classmethod
    def closed(cls, low: Fraction, high: Fraction) -> Interval:
        """Return the numbers from one to another, both included."""
        return cls(Cut(low, above=False), Cut(high, above=True))

    def __contains__(self, number: Fraction) -> bool:
        here = Cut(number, above=False)
        return self.lower <= here and (self.upper is None or here < self.upper)

    @property
    def low(self) -> Fraction:
        """The number at the lower end."""
        return self.lower.number

    @property
    def high(self) -> Fraction | None:
        """The number at the upper end; None where there is no end."""
        return None if self.upper is None else self.upper.number

    @property
    def has_low(self) -> bool:
        """Whether the lower end belongs to it."""
        return not self.lower.above

    @property
    def has_high(self) -> bool:
        """Whether there is an upper end that belongs to it."""
        return self.upper is not None and self.upper.above

    @property
    def is_point(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high

    @property
    def ends(self) -> tuple[End, End]:
        """The lower and the upper end."""
        return End(self.low, self.has_low), End(self.high, self.has_high)

    def split(self, cuts: Iterable[Cut]) -> list[Interval]:
        """Return the intervals into which cuts divide it, upwards; those outside of it divide nothing."""
        inside = sorted(
            {cut for cut in cuts if self.lower < cut and (self.upper is None or cut < self.upper)}
        )
        return [Interval(*ends) for ends in zip([self.lower, *inside], [*inside, self.upper], strict=True)]

    def sample(self) -> Fraction:
        """Return a number inside, of short digits so that what is calculated of it stays short.

        Save of a point, it is neither end: nothing is asked right on a line where it need not be.
        """
        low, high = self.low, self.high
        if high is None or low == high:
            return low + (high is None)
        middle, denominator = (low + high) / 2, 1
        while not low < (short := middle.limit_denominator(denominator)) < high:
            denominator *= 8
        return short

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return {
            "from": json_number(self.low),
            "from_included": self.has_low,
            "to": None if self.high is None else json_number(self.high),
            "to_included": self.has_high,
        }


# --- what is known of a quantity --------------------------------------------------------------------


def interval_of(value: Value) -> Interval:
    """Return the numbers that a quantity may be, if it applies."""
    upper = None if value.high is None else Cut(value.high, above=not value.high_open)
    return Interval(Cut(value.low, value.low_open), upper)


def value_in(interval: Interval) -> Value:
    """Return the value of which only this is known, that it lies in an interval."""
    high_open = interval.high is not None and not interval.has_high
    return Value(interval.low, interval.high, low_open=not interval.has_low, high_open=high_open)
