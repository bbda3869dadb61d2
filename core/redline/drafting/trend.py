"""Follow the frontier of a quantity over time: its records, and the growth that is fitted to them.

A record is an item that has more of a quantity than all that were surely there before. The logarithms of the
records are fitted with a straight line by least squares.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

import numpy as np
from attrs import frozen

from redline.values import fields, json_number

YEAR: Final = 365.2425
"""Days of a year on average."""
LEAST: Final = 3
"""Records from which a line can be fitted with an error."""
_MOST_LOG: Final = 1000
"""Beyond two to this no float is sure to follow."""


@frozen
class Entry:
    """What is known of one item: on which of which days it came, and how much it has of a quantity.

    ``high`` is None where nothing bounds it from above. ``sure`` says that the item surely is meant.
    """

    row: int
    item: str
    first: int
    last: int
    sure: bool
    low: Fraction = Fraction(0)
    high: Fraction | None = None


@frozen
class Record:
    """The most that there surely was from a day on, and the items that have it."""

    day: dt.date
    value: Fraction
    items: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return fields(self, "day value items")


@frozen
class Reached:
    """The frontier on a day: at least ``low``, which surely was there, and ``high`` at most."""

    low: Fraction | None
    high: Fraction | None
    items: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        ends = {"low": self.low, "high": self.high}
        written = {name: None if end is None else json_number(end) for name, end in ends.items()}
        return {**written, "items": list(self.items)}


@frozen
class Estimate:
    """A figure of a fit, and one standard error to either side; infinite where it is beyond all measure."""

    value: float
    low: float
    high: float

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        ends = {"value": self.value, "low": self.low, "high": self.high}
        return {name: None if math.isinf(end) else end for name, end in ends.items()}


@frozen
class Trend:
    """A straight line through the logarithms of records: log2 of the quantity against years."""

    records: int
    since: dt.date
    until: dt.date
    slope: float
    """Doublings a year."""
    slope_error: float
    _middle: tuple[float, float]
    """The mean of the years and that of the logarithms, through which the line goes."""
    _spread: float
    """Sum of the squares of the years, as differences from their mean."""
    _scatter: float
    """Standard deviation of a record from the line."""

    @property
    def doubling(self) -> Estimate:
        """Years in which the frontier doubles."""
        slowest = self.slope - self.slope_error
        return Estimate(
            1 / self.slope, 1 / (self.slope + self.slope_error), 1 / slowest if slowest > 0 else math.inf
        )

    def growth(self, years: float) -> Estimate:
        """Return by what the frontier is multiplied in so many years."""
        ends = (self.slope, self.slope - self.slope_error, self.slope + self.slope_error)
        return Estimate(*(_power(each * years) for each in ends))

    def at(self, day: dt.date) -> Estimate:
        """Return the quantity of a record on a day by the line: with the scatter of records, and its own."""
        years, middle = _years(day.toordinal()), self._middle
        log = middle[1] + self.slope * (years - middle[0])
        error = self._scatter * math.sqrt(1 + 1 / self.records + (years - middle[0]) ** 2 / self._spread)
        return Estimate(*(_power(each) for each in (log, log - error, log + error)))

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return {
            **fields(self, "records since until"),
            "doublings_per_year": self.slope,
            "standard_error": self.slope_error,
            "doubling_years": self.doubling.to_dict(),
            "growth_per_year": self.growth(1).to_dict(),
        }


def reached(entries: Sequence[Entry], day: dt.date) -> Reached:
    """Return the frontier on a day; items that nothing bounds do not count as more than they surely have."""
    ordinal = day.toordinal()
    sure = [one for one in entries if one.sure and one.last <= ordinal and one.low > 0]
    low = max((one.low for one in sure), default=None)
    highs = [one.low if one.high is None else one.high for one in entries if one.first <= ordinal]
    high = max((each for each in highs if each > 0), default=None)
    return Reached(low, high, tuple(sorted(one.item for one in sure if one.low == low)))


def records(entries: Sequence[Entry], until: dt.date) -> Iterator[Record]:
    """Yield the records up to a day, each on the last day on which its items may have come."""
    there = [one for one in entries if one.sure and one.low > 0 and one.last <= until.toordinal()]
    there.sort(key=lambda one: one.last)
    most = Fraction(0)
    for day, group in itertools.groupby(there, key=lambda one: one.last):
        come = list(group)
        best = max(one.low for one in come)
        if best > most:
            most = best
            items = tuple(sorted(one.item for one in come if one.low == best))
            yield Record(dt.date.fromordinal(day), best, items)


def fitted(found: Sequence[Record]) -> Trend | None:
    """Fit a line to records by least squares; None where there are fewer than three."""
    if len(found) < LEAST:
        return None
    years = np.array([_years(one.day.toordinal()) for one in found])
    logs = np.array([_log2(one.value) for one in found])
    middle = float(years.mean()), float(logs.mean())
    design = np.column_stack([years - middle[0], np.ones(len(found))])
    (slope, _), *_ = np.linalg.lstsq(design, logs - middle[1])
    left = logs - middle[1] - slope * (years - middle[0])
    scatter = math.sqrt(float(left @ left) / (len(found) - 2))
    spread = float(((years - middle[0]) ** 2).sum())
    error = scatter / math.sqrt(spread)
    return Trend(len(found), found[0].day, found[-1].day, float(slope), error, middle, spread, scatter)


def _years(ordinal: int) -> float:
    return ordinal / YEAR


def _log2(value: Fraction) -> float:
    return math.log2(value.numerator) - math.log2(value.denominator)


def _power(log: float) -> float:
    return 2.0**log if log < _MOST_LOG else math.inf
