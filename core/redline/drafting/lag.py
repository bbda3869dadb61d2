"""Say how far a line is behind the frontier: who was over it first, and how fast it falls behind.

The lag of a line is the time from the first item that is over it to the day of the rule. What lies beyond the
last day of the catalog is extrapolated from a fitted trend, and said to be so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from redline.catalog import NumberColumn
from redline.diagnostics import InputError, short
from redline.drafting.case import Case
from redline.drafting.margin import compared
from redline.drafting.successors import Successor
from redline.drafting.trend import YEAR, Entry, Estimate, Reached, Record, Trend, fitted, reached, records
from redline.kernel import Kernel
from redline.model import Fact, ItemKind
from redline.outputs import Ref, RulebookOutput
from redline.program import Program
from redline.quantities import Quantity
from redline.suggestions import names, nearest
from redline.trace import trace
from redline.units import Unit
from redline.values import NOT_APPLICABLE, Status, json_number, parse_number

_UPWARDS = (">", ">=")


@frozen
class Arrival:
    """Items that came first, and a day: by then they had come, or from then on they may have."""

    items: tuple[str, ...]
    day: dt.date

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return {"items": list(self.items), "day": self.day.isoformat()}


@frozen
class First:
    """Who was first over a line: by which day one surely was, and from which day on one may have been.

    ``least`` and ``most`` are the days from then to the day of the rule; None where there is no such item.
    They are below 0 where the rule came first.
    """

    line: str
    sure: Arrival | None
    possible: Arrival | None
    least: int | None
    most: int | None

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return {
            "line": self.line,
            "sure": None if self.sure is None else self.sure.to_dict(),
            "possible": None if self.possible is None else self.possible.to_dict(),
            "days": {"low": self.least, "high": self.most},
        }


@frozen
class Number:
    """A number that limbs set as the least of a quantity, and who was first at it or over it."""

    limbs: tuple[str, ...]
    operator: str
    threshold: Fraction
    first: First

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return {
            "limbs": list(self.limbs),
            "operator": self.operator,
            "threshold": json_number(self.threshold),
            "first": self.first.to_dict(),
        }


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
        return {
            "day": self.day.isoformat(),
            "frontier": None if self.frontier is None else self.frontier.to_dict(),
            "trend": None if self.trend is None else self.trend.to_dict(),
            "extrapolated": self.frontier is None,
        }


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
class Frontier:
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
            "metric": self.metric,
            "unit": str(self.unit),
            "numbers": [each.to_dict() for each in self.numbers],
            "records": [each.to_dict() for each in self.records],
            "trend": None if self.trend is None else self.trend.to_dict(),
            "moments": moments,
            "keep": None if self.keep is None else self.keep.to_dict(),
            "unknown": list(self.unknown),
        }


@frozen
class Lag:
    """How far a rulebook is behind: over its controls and limbs, and by one quantity if that is asked.

    ``undated`` are items that are meant, or may be, of which no day is known; they are left out.
    """

    rulebook: str
    on: dt.date
    published: dt.date | None
    by: str
    among: tuple[str, ...]
    over: tuple[First, ...]
    frontier: Frontier | None
    same: tuple[str, ...]
    successors: tuple[Successor, ...]
    undated: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return {
            "rulebook": self.rulebook,
            "on": self.on.isoformat(),
            "published": None if self.published is None else self.published.isoformat(),
            "by": self.by,
            "among": list(self.among),
            "over": [each.to_dict() for each in self.over],
            "frontier": None if self.frontier is None else self.frontier.to_dict(),
            "same": list(self.same),
            "successors": [each.to_dict() for each in self.successors],
            "undated": list(self.undated),
        }


def _estimate(found: Estimate | None) -> dict[str, Any] | None:
    return None if found is None else found.to_dict()


# --- what is known of items ---------------------------------------------------------------------


def date_of(kind: ItemKind, name: str | None) -> Fact:
    """Return the fact that says when items came. Raises ``InputError`` where that is not one of them."""
    dates = {fact.name: fact for fact in kind.item_facts() if fact.type == "date"}
    if name is None and len(dates) == 1:
        (name,) = dates
    if name not in dates:
        said = f"a {kind.name} has no date" if name is None else f"a {kind.name} has no date `{name}`"
        if name is None and dates:
            said = f"a {kind.name} has several dates"
        raise InputError.of(said, help=f"name one of {names(dates)}" if dates else None)
    return dates[name]


def entries_of(
    case: Case, dated: Fact, meant: NDArray[np.uint8], quantity: Quantity | None
) -> tuple[list[Entry], tuple[str, ...]]:
    """Return what is known of the items that are meant, or may be; and those of which no day is known."""
    catalog = case.catalog
    column = catalog.columns.get(dated.name)
    entries, undated = [], []
    for row in np.flatnonzero(meant != Status.NOT_CONTROLLED).tolist():
        name = catalog.names[row]
        day = column.value(row) if isinstance(column, NumberColumn) else None
        if day is None or day.high is None or day.low < 1 or day.high > dt.date.max.toordinal():
            undated.append(name)
            continue
        value = NOT_APPLICABLE if quantity is None else quantity.of(catalog.item(row))
        low = value.low if value.absent == "no" else Fraction(0)
        sure = bool(meant[row] == Status.CONTROLLED)
        entries.append(Entry(row, name, int(day.low), int(day.high), sure, low, value.high))
    return entries, tuple(sorted(undated))


# --- first over the line ------------------------------------------------------------------------


def first_over(case: Case, entries: Sequence[Entry]) -> tuple[First, ...]:
    """Return who was first in a control of a rulebook, and who first met each of its limbs."""
    program = case.program()
    (output,) = program.rulebooks
    lines: dict[str, Ref] = {case.book.id: output.status}
    for control in output.controls:
        lines |= {limb.label: limb.node for limb in control.limbs} or {control.id: control.met}
    outputs = tuple(
        RulebookOutput(line, case.moment.on, ref, controls=(), exclusions=(), metrics=())
        for line, ref in lines.items()
    )
    found = Kernel(Program(program.kind, program.nodes, outputs)).run(case.catalog).status

    def code_of(line: str) -> Callable[[Entry], int]:
        return lambda one: int(found[line][one.row])

    return tuple(first(line, entries, code_of(line), case.chosen.on) for line in lines)


def first(line: str, entries: Sequence[Entry], code: Callable[[Entry], int], on: dt.date) -> First:
    """Return who was first over a line, of which ``code`` says whether an item is over it, as ``Status``."""
    over = [one for one in entries if code(one) != Status.NOT_CONTROLLED]
    surely = [(one.last, one.item) for one in over if one.sure and code(one) == Status.CONTROLLED]
    sure, possible = _earliest(surely), _earliest([(one.first, one.item) for one in over])
    least = None if sure is None else (on - sure.day).days
    most = None if possible is None else (on - possible.day).days
    return First(line, sure, possible, least, most)


def _earliest(come: Sequence[tuple[int, str]]) -> Arrival | None:
    if not come:
        return None
    day = min(each for each, _ in come)
    return Arrival(tuple(sorted(item for each, item in come if each == day)), dt.date.fromordinal(day))


# --- the frontier of a quantity -----------------------------------------------------------------


def frontier(  # noqa: PLR0913, PLR0917 all that is asked
    case: Case,
    quantity: Quantity,
    entries: Sequence[Entry],
    since: dt.date | None,
    until: dt.date,
    years: Fraction,
    keep: tuple[Fraction, Fraction] | None,
) -> Frontier:
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
    return Frontier(quantity.name, quantity.unit, numbers, found, trend, moments, kept, unknown)


def years_of(given: Any) -> Fraction:
    """Read a number of years. Raises ``InputError`` for what is none."""
    number = None if isinstance(given, bool) else parse_number(str(given))
    if number is None or not number:
        raise InputError.of(f"{short(given)} is no number of years above 0", help="write one, such as 2")
    return number


def later(day: dt.date, years: Fraction) -> dt.date:
    """Return the day so many years later. Raises ``InputError`` where no calendar has it."""
    try:
        return day + dt.timedelta(days=round(years * Fraction(YEAR)))
    except OverflowError as error:
        raise InputError.of(f"no calendar has a day {float(years):g} years after {day}") from error


def _numbers(case: Case, quantity: Quantity, entries: Sequence[Entry]) -> Iterator[Number]:
    readings, moment = case.terms.readings, case.moment
    there = list(compared(trace(case.catalog.kind, case.book, readings, moment)))
    limbs: dict[tuple[Fraction, str], list[str]] = {}
    for one in there:
        if one.quantity == quantity.name and one.operator in _UPWARDS:
            limbs.setdefault((one.threshold, one.operator), []).append(one.limb)
    if not limbs:
        upwards = sorted({one.quantity for one in there if one.operator in _UPWARDS})
        near = nearest(quantity.name, upwards)
        meant = f"did you mean `{near}`? " if near else ""
        raise InputError.of(
            f"`{case.book.id}` sets no least number of `{quantity.name}`",
            help=f"{meant}it does of {names(upwards)}" if upwards else "it sets no least number of anything",
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
