"""List errors against labels, shifts in generations, and quotas in units of items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Final

from redline.course import End
from redline.drafting.equivalents import Equivalent, Equivalents
from redline.drafting.errors import Errors
from redline.drafting.shift import Best, Measure, Shift
from redline.drafting.tally import MISSED, OVER_BLOCKED, Range, Tally
from redline.drafting.tradeoff import PlaneTradeoff, Separation, Stretch, Tradeoff
from redline.grid import lay_out
from redline.listing import to_json
from redline.sweep_listing import point_text
from redline.values import number_text

_MOST_UNSURE: Final = 12
"""Unsure items that are listed; JSON has them all."""
_MOST_BEST: Final = 30
_RATES: Final = {"miss_rate": "misses", "over_block_rate": "over-blocks"}


# --- errors -------------------------------------------------------------------------------------


def errors(found: Errors, width: int = 100, *, as_json: bool = False) -> str:
    """List what is missed and over-blocked, the rates, the segments, and the trade-off."""
    if as_json:
        return to_json(found.to_dict())
    return "\n".join(_errors(found, width)) + "\n"


def _errors(found: Errors, width: int) -> Iterator[str]:
    labels = found.labels
    yield from wrap(f"{found.rulebook} against {labels.name}: {labels.title}", width)
    version = f", of {labels.version}" if labels.version else ""
    said = {"labelled": labels.definition, "source": f"{labels.source}{version}"}
    for word, text in said.items():
        if text:
            yield from wrap(f"{word}: {text}", width, subsequent_indent="  ")
    if labels.unused:
        yield from wrap(f"not in the catalog: {', '.join(labels.unused)}", width, subsequent_indent="  ")
    if found.weight is not None:
        missing = len(found.unweighted)
        yield f"counted: {found.weight}; {missing} items of which it is not known are left out of the figures"
    yield ""
    yield from _tallies(found, width)
    for heading, items in (("missed", found.missed), ("over-blocked", found.over_blocked)):
        yield ""
        yield from wrap(f"{heading}: {', '.join(items) or 'none'}", width, subsequent_indent="  ")
    if found.unsure:
        shown = [f"{one.item} (label {one.label}, {one.status.replace('_', ' ')})" for one in found.unsure]
        yield ""
        yield from wrap(f"not sure, {len(shown)}: {_listed(shown)}", width, subsequent_indent="  ")
    if found.tradeoff is not None:
        yield ""
        yield from _tradeoff(found.tradeoff, width)


def _listed(shown: Sequence[str]) -> str:
    more = len(shown) - _MOST_UNSURE
    return ", ".join(shown[:_MOST_UNSURE]) + (f" and {more} more" if more > 0 else "")


def _tallies(found: Errors, width: int) -> Iterator[str]:
    heads = (
        "labelled",
        "controlled",
        "missed",
        "over-blocked",
        "misses",
        "over-blocks",
        "precision",
        "recall",
    )
    rows: list[tuple[str, ...]] = [(found.by or "", *heads), ("all", *_figures(found.total))]
    rows += [(name, *_figures(tally)) for name, tally in found.segments]
    right = tuple(range(1, len(heads) + 1))
    yield from ("".join(cells).rstrip() for cells in lay_out(rows, width, (0,), right))


def _figures(tally: Tally) -> tuple[str, ...]:
    counts = (tally.labelled, tally.controlled, tally.count(MISSED), tally.count(OVER_BLOCKED))
    rates = (tally.rate(name) for name in ("miss_rate", "over_block_rate", "precision", "recall"))
    return (*map(range_text, counts), *(_percent(rate) for rate in rates))


def range_text(found: Range, digits: int = 6) -> str:
    """Write a figure, or its least and its greatest value."""
    low, high = (f"{end:.{digits}g}" for end in (found.low, found.high))
    return low if low == high else f"{low}..{high}"


def _percent(rate: Range | None) -> str:
    if rate is None:
        return "-"
    low, high = (f"{100 * end:.0f}" for end in (rate.low, rate.high))
    return f"{low}%" if low == high else f"{low}..{high}%"


def _tradeoff(found: Tradeoff | PlaneTradeoff, width: int) -> Iterator[str]:
    if isinstance(found, PlaneTradeoff):
        yield from _plane(found, width)
        return
    parameter = found.varied.parameter
    yield from wrap(
        f"as {parameter.name} goes from {number_text(found.varied.low)} to {number_text(found.varied.high)}"
        f" {parameter.unit}; it stands at {number_text(parameter.value)}",
        width,
    )
    rows: list[tuple[str, ...]] = [("from", "missed", "over-blocked")]
    rows += [
        (point_text(step.start), range_text(step.missed), range_text(step.over_blocked))
        for step in found.steps
    ]
    yield from ("".join(cells).rstrip() for cells in lay_out(rows, width, (), (1, 2)))
    yield ""
    yield from wrap(_separation(found.separation, str(parameter.unit)), width, subsequent_indent="  ")


def _separation(found: Separation, unit: str) -> str:
    question = "a number that catches every labelled item and no other"
    if found.sure:
        return f"{question}: {_stretches(found.sure)} {unit}"
    if found.possible:
        return f"{question}: possibly {_stretches(found.possible)} {unit}; it depends on what is not known"
    if found.alone:
        return f"{question}: none here; wrong at every number are {', '.join(found.alone)}"
    if found.pair is not None:
        sides = [f"{item} is right {_stretch(stretch)}" for item, stretch in found.pair]
        return f"{question}: none; {sides[0]}, and {sides[1]} {unit}"
    return f"{question}: none; some items are right in several stretches of numbers, and these do not meet"


def _stretches(found: Sequence[Stretch]) -> str:
    return ", ".join(_stretch(each) for each in found)


def _stretch(found: Stretch) -> str:
    number, beyond = found.start
    start = f"above {number_text(number, 7)}" if beyond else f"from {number_text(number, 7)}"
    if found.end is None:
        return f"{start} on"
    end, included = found.end
    return f"{start} {'up to' if included else 'to below'} {number_text(end, 7)}"


def _plane(found: PlaneTradeoff, width: int) -> Iterator[str]:
    first, second = (one.parameter for one in found.varied)
    yield from wrap(
        f"pairs of {first.name} and {second.name} that no other pair beats, by the greatest number of either"
        " error",
        width,
    )
    rows: list[tuple[str, ...]] = [(first.name, second.name, "missed", "over-blocked")]
    for step in found.best[:_MOST_BEST]:
        points = (point_text(point) for point in step.at)
        rows.append((*points, range_text(step.missed), range_text(step.over_blocked)))
    yield from ("".join(cells).rstrip() for cells in lay_out(rows, width, (), (2, 3)))
    if len(found.best) > _MOST_BEST:
        yield f"and {len(found.best) - _MOST_BEST} more"
    sure, possible = found.separating
    yield ""
    yield f"pairs that catch every labelled item and no other: {sure}; possibly {possible}"


# --- shift --------------------------------------------------------------------------------------


def shift(found: Shift, width: int = 100, *, as_json: bool = False) -> str:
    """List each measure with the best legal item before and after, and the generations between them."""
    if as_json:
        return to_json(found.to_dict())
    return "\n".join(_shift(found, width)) + "\n"


def _shift(found: Shift, width: int) -> Iterator[str]:
    yield f"{found.before} -> {found.after}: generations by which the best legal item moved down"
    for series in found.series:
        chain = ", ".join(series.items)
        yield from wrap(f"{series.name}: {chain}", width, subsequent_indent="  ")
    for name, where in dict.fromkeys((one.series, one.where) for one in found.measures):
        yield ""
        yield f"on {name}, among {' and '.join(where) or 'all items'}"
        rows: list[tuple[str, ...]] = [("by", "legal", "best before", "best after", "generations", "shift")]
        rows += [_measure(one) for one in found.measures if (one.series, one.where) == (name, where)]
        yield from ("  " + "".join(cells).rstrip() for cells in lay_out(rows, width - 2, (0, 2, 3)))
    yield from _frontiers(found, width)
    yield ""
    if any(one.extrapolated for one in found.measures):
        yield "* beyond the series, by the step at its end"
    unknown = sorted(
        {item for one in found.measures for top in (one.before, one.after) for item in top.unknown}
    )
    if unknown:
        listed = _listed(unknown)
        yield from wrap(f"left out, since nothing bounds the value: {listed}", width, subsequent_indent="  ")


def _frontiers(found: Shift, width: int) -> Iterator[str]:
    if not found.frontiers:
        return
    first = found.frontiers[0]
    yield ""
    yield f"legal frontier by {first.metric} of designs like {first.like}, at its die area, in control"
    rows: list[tuple[str, ...]] = [("series", "before", "after", "generations", "shift")]
    for one in found.frontiers:
        places = [
            "-" if place is None else f"{place:.3g}"
            for place in (one.generation_before, one.generation_after, one.shift)
        ]
        between = one.reason or f"{places[0]} -> {places[1]}"
        rows.append((one.series, _limit(one.before), _limit(one.after), between, places[2]))
    yield from ("  " + "".join(cells).rstrip() for cells in lay_out(rows, width - 2, (0, 3)))


def _limit(end: End) -> str:
    if end.at is None:
        return "no limit"
    return f"{'' if end.attained or not end.at else 'under '}{number_text(end.at, 6)}"


def _measure(one: Measure) -> tuple[str, ...]:
    tops = (_best(one.before), _best(one.after))
    if one.shift is None or one.generation_before is None or one.generation_after is None:
        return (one.metric, one.legal, *tops, one.reason or "", "-")
    places = f"{range_text(one.generation_before, 3)} -> {range_text(one.generation_after, 3)}"
    moved = range_text(one.shift, 3) + ("*" if one.extrapolated else "")
    return (one.metric, one.legal, *tops, places, moved)


def _best(found: Best) -> str:
    tops = [top for top in (found.sure, found.possible) if top is not None]
    shown = [f"{number_text(top.value, 6)} {top.items[0]}" for top in dict.fromkeys(tops)]
    if found.sure is None:
        return f"perhaps {shown[0]}" if shown else "none"
    return " .. ".join(shown)


# --- equivalents --------------------------------------------------------------------------------


def equivalents(found: Equivalents, width: int = 100, *, as_json: bool = False) -> str:
    """List how many units of each item a quota allows, and the totals."""
    if as_json:
        return to_json(found.to_dict())
    of = f", the quota in units of {found.reference}" if found.reference else ""
    lines = [f"{number_text(found.quota)} {found.unit} of {found.quantity} in units of each item{of}", ""]
    heads = [f"{name} ({unit})" for name, unit in found.totals]
    rows: list[tuple[str, ...]] = [("item", found.quantity, "units", *heads)]
    rows += [_equivalent(one) for one in found.items]
    right = tuple(range(1, len(rows[0])))
    lines += ["".join(cells).rstrip() for cells in lay_out(rows, width, (0,), right)]
    return "\n".join(lines) + "\n"


def _equivalent(one: Equivalent) -> tuple[str, ...]:
    totals = ("unknown" if total is None else number_text(total, 9) for total in one.totals)
    return (one.item, str(one.value), _units(one), *totals)


def _units(one: Equivalent) -> str:
    if one.whole is not None:
        return str(one.whole)
    if one.value.absent == "yes":
        return "not applicable"
    if one.value.is_known:
        return "no limit"
    least, most = (None if end is None else str(int(end)) for end in (one.least, one.most))
    if least and most:
        return f"{least}..{most}"
    return f"at most {most}" if most else f"at least {least}" if least else "unknown"
