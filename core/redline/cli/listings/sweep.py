"""List the steps of a sweep along one number, or the counts over a plane of two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Final

from redline.cli.listings.wording import counted, listed, table, to_json
from redline.curves.sweep_range import Varied
from redline.drafting.plane import Plane
from redline.drafting.sweep import Sweep, SweepStep
from redline.interval import Cut
from redline.values import number_text

_MOST_NAMES: Final = 3
"""Names that a line lists; JSON has them all."""
_NARROWEST: Final = 3
"""Columns that a count takes at least, with its gap."""
_MOST_ROWS: Final = 24
"""Rows of a map that is too wide to be listed whole."""


def sweep(found: Sweep | Plane, width: int = 100, *, as_json: bool = False) -> str:
    """List what is controlled from which number on."""
    if as_json:
        return to_json(found.to_dict())
    lines = _plane(found, width) if isinstance(found, Plane) else _steps(found, width)
    return "\n".join(lines) + "\n"


def _steps(found: Sweep, width: int) -> Iterator[str]:
    name, unit = found.varied.parameter.name, found.varied.parameter.unit
    yield from wrap(
        f"{found.rulebook}: {counted(found.items, 'item')} as {name} goes from"
        f" {number_text(found.varied.low)} to {number_text(found.varied.high)} {unit};"
        f" it stands at {number_text(found.varied.parameter.value)}",
        width,
    )
    yield from _counted(found, width)
    yield ""
    rows: list[tuple[str, ...]] = [
        ("from", "controlled", "undetermined", "excepted", "released", "caught", "open")
    ]
    rows += [_row(step) for step in found.steps]
    yield from table(rows, width, (4, 5, 6))
    if found.unproven:
        yield ""
        yield from wrap(
            f"not shown to change at these steps only: {listed(found.unproven)}",
            width,
            subsequent_indent="  ",
        )


def _counted(found: Sweep | Plane, width: int) -> Iterator[str]:
    """Say what is added up in place of items."""
    weights = found.weights
    if weights.name is None:
        return
    said = (
        f"counted: {weights.name}; not known of {counted(len(weights.unweighted), 'item')}, which count as 0"
    )
    if weights.at_least:
        said += f"; known at the least only of {counted(len(weights.at_least), 'item')}"
    if weights.spread is not None:
        said += "; where it is a range, what lies above the least is with the undetermined"
    yield from wrap(said, width)


def _row(step: SweepStep) -> tuple[str, ...]:
    counts = (number_text_of(step.counts[what]) for what in ("controlled", "undetermined", "excepted"))
    released = [item for item in step.items_out if item not in set(step.items_open)]
    names = (_names(items) for items in (released, step.items_in, step.items_open))
    return (point_text(Cut(step.start, step.beyond)), *counts, *names)


def point_text(point: Cut) -> str:
    """Write a number, or that what lies right above it is meant."""
    return f"{'> ' if point.above else ''}{number_text(point.number, 7)}"


def number_text_of(count: float) -> str:
    """Write a count, or a sum of weights."""
    return str(count) if isinstance(count, int) else f"{count:.6g}"


def _names(items: Sequence[str]) -> str:
    shown = ", ".join(items[:_MOST_NAMES])
    more = len(items) - _MOST_NAMES
    return f"{shown} and {more} more" if more > 0 else shown


# --- planes -------------------------------------------------------------------------------------


def _plane(found: Plane, width: int) -> Iterator[str]:
    """Yield the whole map where it fits into the width, and else what can be seen of it from afar."""
    first, second = found.varied
    yield from wrap(
        f"{found.rulebook}: {counted(found.items, 'item')}; {_range(first)} down, {_range(second)} across;"
        " controlled, and how many may be (+)",
        width,
    )
    yield from _counted(found, width)
    yield ""
    most = width // _NARROWEST
    whole = _map(found, range(len(found.across)), range(min(len(found.down), most)))
    if len(found.down) <= most and _width(whole) <= width:
        yield from _laid_out(whole)
    else:
        yield from _from_afar(found, width)
    if found.slanted:
        yield ""
        yield from wrap(
            f"change along slanted lines, and are counted somewhere within each stretch:"
            f" {listed(found.slanted)}",
            width,
            subsequent_indent="  ",
        )


def _from_afar(found: Plane, width: int) -> Iterator[str]:
    """Yield the least and the greatest count, and every so many rows and columns of a map."""
    yield from wrap(
        f"{len(found.across):,} by {len(found.down):,} points, more than fit into {width} columns:"
        " `--output FILE` and `--format json` have all of them, and `--grid MxN` asks for fewer",
        width,
    )
    for word, place in (("least", found.controlled.argmin()), ("most", found.controlled.argmax())):
        row, column = divmod(int(place), len(found.down))
        at = ", ".join(
            f"{one.parameter.name} {point_text(point)}"
            for one, point in zip(found.varied, (found.across[row], found.down[column]), strict=True)
        )
        yield f"{word} controlled: {_cell(found, row, column)}, at {at}"
    yield ""
    rows = _spread(len(found.across), _MOST_ROWS)
    columns = width // _NARROWEST
    while _width(shown := _map(found, rows, _spread(len(found.down), columns))) > width and columns > 1:
        columns -= 1 + columns // 8
    yield from _laid_out(shown)


def _spread(count: int, most: int) -> Sequence[int]:
    """Return so many places of a row at most, evenly spread, the first and the last among them."""
    if count <= most:
        return range(count)
    return sorted({round(index * (count - 1) / max(most - 1, 1)) for index in range(most)})


def _map(found: Plane, rows: Sequence[int], columns: Sequence[int]) -> list[list[str]]:
    heads = ["", *(point_text(found.down[column]) for column in columns)]
    return [
        heads,
        *(
            [point_text(found.across[row]), *(_cell(found, row, column) for column in columns)]
            for row in rows
        ),
    ]


def _cell(found: Plane, row: int, column: int) -> str:
    sure, open_ = (counts[row, column].item() for counts in (found.controlled, found.undetermined))
    return f"{number_text_of(sure)}+{number_text_of(open_)}" if open_ else number_text_of(sure)


def _range(varied: Varied) -> str:
    low, high = number_text(varied.low), number_text(varied.high)
    return f"{varied.parameter.name} {low}..{high} {varied.parameter.unit}"


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    return [max(map(len, column)) + 2 for column in zip(*rows, strict=True)]


def _width(rows: Sequence[Sequence[str]]) -> int:
    return sum(_widths(rows))


def _laid_out(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield rows with their columns side by side."""
    widths = _widths(rows)
    for row in rows:
        yield "".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
