"""List the steps of a sweep along one number, or the counts over a plane of two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Final

from redline.drafting.plane import Plane
from redline.drafting.points import Point
from redline.drafting.sweep import Sweep, SweepStep
from redline.drafting.varied import Varied
from redline.listings.wording import listed, table, to_json
from redline.values import number_text

_MOST_NAMES: Final = 3
"""Names that a line lists; JSON has them all."""


def sweep(found: Sweep | Plane, width: int = 100, *, as_json: bool = False) -> str:
    """List what is controlled from which number on."""
    if as_json:
        return to_json(found.to_dict())
    lines = _plane(found, width) if isinstance(found, Plane) else _steps(found, width)
    return "\n".join(lines) + "\n"


def _steps(found: Sweep, width: int) -> Iterator[str]:
    name, unit = found.varied.parameter.name, found.varied.parameter.unit
    yield from wrap(
        f"{found.rulebook}: {found.items} items as {name} goes from {number_text(found.varied.low)} to"
        f" {number_text(found.varied.high)} {unit}; it stands at {number_text(found.varied.parameter.value)}",
        width,
    )
    yield from _counted(found, width)
    yield ""
    rows: list[tuple[str, ...]] = [
        ("from", "controlled", "undetermined", "excepted", "released", "caught", "open")
    ]
    rows += [_row(step) for step in found.steps]
    yield from table(rows, width, (4, 5, 6))


def _counted(found: Sweep | Plane, width: int) -> list[str]:
    """Say what is added up in place of items."""
    if found.weight is None:
        return []
    missing = len(found.unweighted)
    return wrap(f"counted: {found.weight}; not known of {missing} items, which count as 0", width)


def _row(step: SweepStep) -> tuple[str, ...]:
    counts = (number_text_of(step.counts[what]) for what in ("controlled", "undetermined", "excepted"))
    names = (_names(items) for items in (step.items_out, step.items_in, step.items_open))
    return (point_text((step.start, step.beyond)), *counts, *names)


def point_text(point: Point) -> str:
    """Write a number, or that what lies right beyond it is meant."""
    number, beyond = point
    return f"{'> ' if beyond else ''}{number_text(number, 7)}"


def number_text_of(count: float) -> str:
    """Write a count, or a sum of weights."""
    return str(count) if isinstance(count, int) else f"{count:.6g}"


def _names(items: Sequence[str]) -> str:
    shown = ", ".join(items[:_MOST_NAMES])
    more = len(items) - _MOST_NAMES
    return f"{shown} and {more} more" if more > 0 else shown


# --- planes -------------------------------------------------------------------------------------


def _plane(found: Plane, width: int) -> Iterator[str]:
    first, second = found.varied
    yield from wrap(
        f"{found.rulebook}: {found.items} items; {_range(first)} down, {_range(second)} across;"
        " controlled, and how many may be (+)",
        width,
    )
    yield from _counted(found, width)
    yield ""
    heads = ["", *(point_text(point) for point in found.down)]
    rows = [heads]
    for index, point in enumerate(found.across):
        pairs = zip(found.controlled[index].tolist(), found.undetermined[index].tolist(), strict=True)
        rows.append([point_text(point), *(_cell(sure, open_) for sure, open_ in pairs)])
    yield from _fitted(rows, width)
    if found.slanted:
        yield ""
        yield from wrap(
            f"change along slanted lines, and are counted somewhere within each stretch:"
            f" {listed(found.slanted)}",
            width,
            subsequent_indent="  ",
        )


def _cell(sure: float, open_: float) -> str:
    return f"{number_text_of(sure)}+{number_text_of(open_)}" if open_ else number_text_of(sure)


def _range(varied: Varied) -> str:
    low, high = number_text(varied.low), number_text(varied.high)
    return f"{varied.parameter.name} {low}..{high} {varied.parameter.unit}"


def _fitted(rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """Lay columns out side by side, as many as fit, the rest below in further tables."""
    widths = [max(len(row[column]) for row in rows) + 2 for column in range(len(rows[0]))]
    start = 1
    while start < len(widths):
        stop, used = start, widths[0]
        while stop < len(widths) and (stop == start or used + widths[stop] <= width):
            used += widths[stop]
            stop += 1
        if start > 1:
            yield ""
        chosen = [0, *range(start, stop)]
        for row in rows:
            yield "".join(row[column].rjust(widths[column]) for column in chosen).rstrip()
        start = stop
