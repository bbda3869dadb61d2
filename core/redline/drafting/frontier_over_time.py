"""Hold the frontier of a quantity against the numbers of a rule: who was first at each, and what follows.

What lies beyond the last day of the catalog is extrapolated from a fitted trend, and said to be so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from attrs import frozen

from redline.diagnostics import InputError, short
from redline.drafting.arrivals import First, first
from redline.drafting.case import Case
from redline.drafting.margin import limb_comparisons
from redline.drafting.trend import YEAR, Entry, Estimate, Reached, Record, Trend, fitted, reached, records
from redline.program.trace import trace
from redline.questions.quantities import Quantity
from redline.suggestions import names, remedy
from redline.units import Unit
from redline.values import Status, fields, json_number, parse_number

_UPWARDS = (">", ">=")


@frozen
class Number:
    """A number that limbs set as the least of a quantity, and who was first at it or over it."""

    limbs: tuple[str, ...]
    operator: str
    threshold: Fraction
    first: First

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return fields(self, "limbs operator threshold first")


@frozen
class Moment:
    """A day with the frontier of the catalog, None after its last day, and that of the trend, if any."""

    day: dt.date
    frontier: Reached | None
    trend: Estimate | None

    def over(self, threshold: Fraction) -> Estimate | None:
        """Return the frontier as a multiple of a number, that of the trend where the catalog has none."""
        if not threshold or (self.frontier is None and self.trend is None):
            return None
        if self.frontier is None:
            assert self.trend is not None
            ends = (self.trend.value, self.trend.low, self.trend.high)
            return Estimate(*(end / float(threshold) for end in ends))
        low, high = self.frontier.low, self.frontier.high
        if low is None or high is None:
            return None
        return Estimate(*(float(end / threshold) for end in (low, low, high)))

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return {**fields(self, "day frontier trend"), "extrapolated": self.frontier is None}


@frozen
class Keep:
    """What it takes to keep a number between ``least`` and ``most`` years behind the frontier.

    It has to change every ``most - least`` years, ``times`` by itself; ``now`` is the frontier of ``least``
    years before the last day, which it would be set to.
    """

    least: Fraction
    most: Fraction
    day: dt.date
    now: Reached
    times: Estimate | None

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return {
            "least_years": json_number(self.least),
            "most_years": json_number(self.most),
            "every_years": json_number(self.most - self.least),
            "day": self.day.isoformat(),
            "set_to": self.now.to_dict(),
            "times": None if self.times is None else self.times.to_dict(),
        }


@frozen
class FrontierOverTime:
    """The frontier of a quantity beside the numbers of a rule: its records, their trend, and what follows."""

    metric: str
    unit: Unit
    numbers: tuple[Number, ...]
    records: tuple[Record, ...]
    trend: Trend | None
    moments: tuple[Moment, ...]
    keep: Keep | None
    unknown: tuple[str, ...]
    """Items of whose quantity nothing says how much it is at most."""

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        moments = [
            {**moment.to_dict(), "over": [_estimate(moment.over(each.threshold)) for each in self.numbers]}
            for moment in self.moments
        ]
        return {
            **fields(self, "metric unit numbers records trend"),
            "moments": moments,
            **fields(self, "keep unknown"),
        }


def _estimate(found: Estimate | None) -> dict[str, Any] | None:
    return None if found is None else found.to_dict()


def frontier_over_time(  # noqa: PLR0913, PLR0917 all that is asked
    case: Case,
    quantity: Quantity,
    entries: Sequence[Entry],
    since: dt.date | None,
    until: dt.date,
    years: Fraction,
    keep: tuple[Fraction, Fraction] | None,
) -> FrontierOverTime:
    """Hold the frontier of a quantity against the numbers of a rulebook.

    Raises ``InputError`` where the rulebook sets no least number of the quantity.
    """
    numbers = tuple(_numbers(case, quantity, entries))
    found = tuple(records(entries, until))
    trend = fitted([one for one in found if since is None or one.day >= since])
    days = sorted({case.chosen.on, until, later(until, years)})
    moments = tuple(
        Moment(day, reached(entries, day) if day <= until else None, None if trend is None else trend.at(day))
        for day in days
    )
    kept = None
    if keep is not None:
        day = later(until, -keep[0])
        times = None if trend is None else trend.growth(float(keep[1] - keep[0]))
        kept = Keep(*keep, day, reached(entries, day), times)
    unknown = tuple(sorted(one.item for one in entries if one.high is None))
    return FrontierOverTime(quantity.name, quantity.unit, numbers, found, trend, moments, kept, unknown)


def years_of(given: Any) -> Fraction:
    """Read a number of years. Raises ``InputError`` for what is none."""
    number = None if isinstance(given, bool) else parse_number(str(given))
    if number is None or not number:
        raise InputError.of(f"{short(given)} is no number of years above 0", help="write one, such as 2")
    return number


def later(day: dt.date, years: Fraction) -> dt.date:
    """Return the day so many years later. Raises ``InputError`` where no calendar has it."""
    whole, rest = divmod(years, 1)
    if whole and (day.month, day.day) == (2, 29):
        day = day.replace(day=28)  # its anniversaries
    try:
        there = day.replace(year=day.year + whole)
        return there + dt.timedelta(days=round(rest * Fraction(YEAR)))
    except (OverflowError, ValueError) as error:
        raise InputError.of(f"no calendar has a day {float(years):g} years after {day}") from error


def _numbers(case: Case, quantity: Quantity, entries: Sequence[Entry]) -> Iterator[Number]:
    readings, moment = case.query.readings, case.moment
    there = list(limb_comparisons(trace(case.catalog.kind, case.book, readings, moment)))
    limbs: dict[tuple[Fraction, str], list[str]] = {}
    for one in there:
        if one.quantity == quantity.name and one.operator in _UPWARDS:
            limbs.setdefault((one.threshold, one.operator), []).append(one.limb)
    if not limbs:
        upwards = sorted({one.quantity for one in there if one.operator in _UPWARDS})
        set_ = f"it does of {names(upwards)}" if upwards else "it sets no least number of anything"
        raise InputError.of(
            f"`{case.book.id}` sets no least number of `{quantity.name}`",
            help=remedy(quantity.name, upwards, set_, listed=True),
        )
    for (threshold, operator), labels in sorted(limbs.items(), reverse=True):
        line = f"{quantity.name} {operator} {threshold}"
        yield Number(
            tuple(dict.fromkeys(labels)),
            operator,
            threshold,
            first(line, entries, _at_least(operator, threshold), case.chosen.on),
        )


def _at_least(operator: str, threshold: Fraction) -> Callable[[Entry], int]:
    def over(value: Fraction) -> bool:
        return value > threshold or (operator == ">=" and value == threshold)

    def code(one: Entry) -> int:
        if over(one.low):
            return Status.CONTROLLED
        return Status.UNDETERMINED if one.high is None or over(one.high) else Status.NOT_CONTROLLED

    return code
