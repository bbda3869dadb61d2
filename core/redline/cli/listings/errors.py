"""List errors against labels: figures by segment, the items, and what other numbers would do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Final

from redline.cli.listings.sweep import point_text
from redline.cli.listings.wording import listed, range_text, table, to_json
from redline.drafting.errors import Errors
from redline.drafting.tally import MISSED, OVER_BLOCKED, Range, Tally
from redline.drafting.tradeoff import PlaneTradeoff, Separation, Tradeoff
from redline.interval import Interval
from redline.values import number_text

_MOST_BEST: Final = 30


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
        yield from wrap(f"not sure, {len(shown)}: {listed(shown)}", width, subsequent_indent="  ")
    if found.tradeoff is not None:
        yield ""
        yield from _tradeoff(found.tradeoff, width)


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
    yield from table(rows, width, (0,), right)


def _figures(tally: Tally) -> tuple[str, ...]:
    counts = (tally.labelled, tally.controlled, tally.count(MISSED), tally.count(OVER_BLOCKED))
    rates = (tally.rate(name) for name in ("miss_rate", "over_block_rate", "precision", "recall"))
    return (*map(range_text, counts), *(_percent(rate) for rate in rates))


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
    yield from table(rows, width, (), (1, 2))
    yield ""
    yield from wrap(_separation(found.separation, str(parameter.unit)), width, subsequent_indent="  ")


def _separation(found: Separation, unit: str) -> str:
    question = "a number that catches every labelled item and no other"
    if found.sure:
        return f"{question}: {_ranges(found.sure)} {unit}"
    if found.possible:
        return f"{question}: possibly {_ranges(found.possible)} {unit}; it depends on what is not known"
    if found.alone:
        return f"{question}: none here; wrong at every number are {', '.join(found.alone)}"
    if found.pair is not None:
        sides = [f"{item} is right {_range(numbers)}" for item, numbers in found.pair]
        return f"{question}: none; {sides[0]}, and {sides[1]} {unit}"
    return f"{question}: none; some items are right in several stretches of numbers, and these do not meet"


def _ranges(found: Sequence[Interval]) -> str:
    return ", ".join(map(_range, found))


def _range(found: Interval) -> str:
    start = f"{'from' if found.has_low else 'above'} {number_text(found.low, 7)}"
    if found.high is None:
        return f"{start} on"
    return f"{start} {'up to' if found.has_high else 'to below'} {number_text(found.high, 7)}"


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
    yield from table(rows, width, (), (2, 3))
    if len(found.best) > _MOST_BEST:
        yield f"and {len(found.best) - _MOST_BEST} more"
    sure, possible = found.separating
    yield ""
    yield f"pairs that catch every labelled item and no other: {sure}; possibly {possible}"
