"""List how far a line is behind the frontier, and what came after a text."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from fractions import Fraction
from textwrap import wrap

from redline.cli.listings.margins import percent
from redline.cli.listings.wording import listed, table, to_json
from redline.drafting.arrivals import Arrival, First
from redline.drafting.frontier_over_time import FrontierOverTime, Keep, Moment, Number
from redline.drafting.lag import Lag
from redline.drafting.successors import Successor
from redline.drafting.trend import YEAR, Estimate, Reached, Trend
from redline.values import number_text

_MOST = 20
"""Items that came after a text which are listed; JSON has them all."""


def lag(found: Lag, width: int = 100, *, as_json: bool = False) -> str:
    """List who was first over each line, the frontier with its trend, and what came after the text."""
    if as_json:
        return to_json(found.to_dict())
    return "\n".join(_lag(found, width)) + "\n"


def _lag(found: Lag, width: int) -> Iterator[str]:
    published = f", published {found.published}" if found.published else ""
    yield f"{found.rulebook}@{found.on}{published}: how far it is behind, by {found.by}"
    if found.among:
        yield from _sentence(f"among {', '.join(found.among)}", width)
    yield ""
    yield "first over the line"
    rows = [("line", "surely by", "perhaps from", f"days before {found.on}")]
    rows += [(one.line, *_arrivals(one), _span(one.least, one.most)) for one in found.over]
    yield from ("  " + line for line in table(rows, width - 2, (1, 2), (3,)))
    if found.frontier is not None:
        yield from _frontier(found.frontier, width)
    if found.same:
        yield from _successors(found, width)
    if found.undated:
        yield ""
        yield from _sentence(f"left out, since no day is known: {listed(found.undated)}", width)


def _sentence(text: str, width: int) -> list[str]:
    return wrap(text, width, subsequent_indent="  ")


def _arrivals(one: First) -> tuple[str, str]:
    sure, possible = _arrival(one.sure), _arrival(one.possible)
    return sure, "-" if possible == sure else possible


def _arrival(one: Arrival | None) -> str:
    return "none" if one is None else f"{one.day} {', '.join(one.items)}"


def _span(least: int | None, most: int | None) -> str:
    if most is None:
        return "-"
    if least is None:
        return f"at most {most}"
    return str(least) if least == most else f"{least}..{most}"


# --- the frontier -------------------------------------------------------------------------------


def _frontier(found: FrontierOverTime, width: int) -> Iterator[str]:
    yield ""
    yield f"frontier of {found.metric}, in {found.unit}"
    records = [("since", found.metric, "items")]
    records += [(str(one.day), number_text(one.value, 6), ", ".join(one.items)) for one in found.records]
    yield from ("  " + line for line in table(records, width - 2, (2,), (1,)))
    yield ""
    yield from _sentence(_trend(found.trend), width)
    yield ""
    names = [f"{each.operator} {number_text(each.threshold, 6)}" for each in found.numbers]
    rows: list[tuple[str, ...]] = [
        ("day", "frontier", "trend", *(f"/ {number_text(each.threshold, 6)}" for each in found.numbers))
    ]
    rows += [_moment(one, found.numbers) for one in found.moments]
    yield from ("  " + line for line in table(rows, width - 2, (1,), tuple(range(1, len(rows[0])))))
    yield ""
    days = [one.day for one in found.moments]
    rows = [("years behind", "limbs", "first at it", *map(_day, found.moments))]
    rows += [
        (
            f"{found.metric} {name}",
            ", ".join(each.limbs),
            _arrival(each.first.sure),
            *(_years(each.first, day) for day in days),
        )
        for name, each in zip(names, found.numbers, strict=True)
    ]
    yield from ("  " + line for line in table(rows, width - 2, (1, 2), tuple(range(3, len(rows[0])))))
    if any(one.frontier is None for one in found.moments):
        yield ""
        yield "* extrapolated: the trend goes on, and nobody touches the text"
        yield from _sentence(_caution(found), width)
    if found.keep is not None:
        yield ""
        yield from _sentence(_keep(found.keep), width)
    if found.unknown:
        yield ""
        said = f"of whose {found.metric} nothing says how much it is at most: {listed(found.unknown)}"
        yield from _sentence(said, width)


def _trend(found: Trend | None) -> str:
    if found is None:
        return "no trend: it takes three records"
    return (
        f"trend of {found.records} records from {found.since} to {found.until}: it doubles in"
        f" {_estimate(found.doubling)} years, {_estimate(found.growth(1))} times a year; in brackets one"
        " standard error"
    )


def _caution(found: FrontierOverTime) -> str:
    """Say that the frontier has left its trend, where it has on the last day of the catalog."""
    known = [one for one in found.moments if one.frontier is not None and one.trend is not None]
    if not known or known[-1].frontier is None or known[-1].trend is None:
        return ""
    last, frontier, trend = known[-1].day, known[-1].frontier, known[-1].trend
    if frontier.high is not None and frontier.high < trend.low:
        return f"on {last} the frontier is under its trend, so that what is extrapolated may be too much"
    if frontier.low is not None and frontier.low > trend.high:
        return f"on {last} the frontier is over its trend, so that what is extrapolated may be too little"
    return ""


def _estimate(found: Estimate) -> str:
    return f"{_figure(found.value)} ({_figure(found.low)}..{_figure(found.high)})"


def _figure(number: float) -> str:
    return "no limit" if math.isinf(number) else number_text(Fraction(number), 3)


def _day(one: Moment) -> str:
    return f"{one.day}{'*' if one.frontier is None else ''}"


def _moment(one: Moment, numbers: tuple[Number, ...]) -> tuple[str, ...]:
    frontier = "-" if one.frontier is None else _reached(one.frontier)
    trend = "-" if one.trend is None else _estimate(one.trend)
    return (_day(one), frontier, trend, *(_multiple(one.over(each.threshold)) for each in numbers))


def _multiple(found: Estimate | None) -> str:
    if found is None:
        return "-"
    low, high = _figure(found.low), _figure(found.high)
    return low if low == high else f"{low}..{high}"


def _reached(found: Reached) -> str:
    if found.low is None and found.high is None:
        return "-"
    low, high = ("0" if end is None else number_text(end, 6) for end in (found.low, found.high))
    return low if low == high else f"{low}..{high}"


def _years(one: First, day: dt.date) -> str:
    come = [each if each is not None and each.day <= day else None for each in (one.sure, one.possible)]
    ends = [None if each is None else (day - each.day).days / YEAR for each in come]
    low, high = ("-" if end is None else f"{end:.1f}" for end in ends)
    return low if low == high else f"{low}..{high}" if low != "-" else f"at most {high}"


def _keep(found: Keep) -> str:
    least, most, every = (
        number_text(each, 6) for each in (found.least, found.most, found.most - found.least)
    )
    times = f", {_estimate(found.times)} times the last one*" if found.times else ""
    items = f" ({', '.join(found.now.items)})" if found.now.items else ""
    return (
        f"to stay {least} to {most} years behind: a new number every {every} years{times}; the first one is"
        f" {_reached(found.now)}, the frontier of {found.day}{items}"
    )


# --- what came after ----------------------------------------------------------------------------


def _successors(found: Lag, width: int) -> Iterator[str]:
    yield ""
    same = ", ".join(found.same)
    yield from _sentence(
        f"since {found.published or found.on}, not controlled, of the {same} of items that are", width
    )
    rows: list[tuple[str, ...]] = [("item", "status", "days after", "margin", "as")]
    rows += [_successor(one) for one in found.successors[:_MOST]]
    if len(rows) == 1:
        yield "  none"
        return
    yield from ("  " + line for line in table(rows, width - 2, (4,), (2, 3)))
    if len(found.successors) > _MOST:
        yield f"  and {len(found.successors) - _MOST} more"
    least, most = found.redesign
    yield f"  the first: {_span(least, most) if most is not None else f'{least} or more'} days after"


def _successor(one: Successor) -> tuple[str, ...]:
    near = "-" if one.margin is None else percent(one.margin)
    return one.item, one.status.replace("_", " "), _span(one.least, one.most), near, ", ".join(one.akin)
