"""Draw the exact curve of what is controlled as one number of a rule varies, with what is undetermined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np

from redline import Engine, InputError
from redline_plugins.pictures import style
from redline_plugins.pictures.frame import Box, Frame, Scale
from redline_plugins.pictures.labels import Ground, Point, place
from redline_plugins.pictures.layers import domain, label_layers
from redline_plugins.pictures.picture import Picture
from redline_plugins.pictures.question import Question

WIDTH, HEIGHT = 680.0, 380.0


def sweep(
    engine: Engine,
    rules: str,
    vary: Mapping[str, Any],
    *,
    weight: str | None = None,
    label: Sequence[str] = (),
    **asked: Any,
) -> Picture:
    """Draw the curve that ``Engine.sweep`` finds; ``label`` names items to label where their status changes.

    Raises ``InputError``, also where more than one number varies.
    """
    if len(vary) != 1:
        raise InputError.of("a curve is of one number", help="vary one parameter")
    book = engine.rulebook(rules, asked.get("on"))
    question = Question.of(engine, [book], asked)
    found = engine.drafting.sweep(book, vary, weight=weight, **question.options).to_dict()
    (varied,) = found["vary"]
    if varied["low"] == varied["high"]:
        raise InputError.of("a curve needs a range", help="write two different numbers")
    rows = list(_rows(found, varied))
    top = max(*(row["controlled"] + row["undetermined"] for row in rows), 1) * 1.15
    frame = Frame(
        Scale(varied["low"], varied["high"], WIDTH, logarithmic=False),
        Scale(0, top, HEIGHT, logarithmic=False, downwards=True),
    )
    what = "items" if weight is None else f"{weight} of the items, added up"
    notes = [
        f"{found['items']} items. Every step is exact; none is between those drawn.",
        *unweighted(found),
    ]
    chart = style.finished(
        alt.layer(*_layers(rows, varied, frame, what, label)).properties(width=WIDTH, height=HEIGHT),
        f"{book.id}: what is controlled as {varied['parameter']} varies",
        ["Thick line: controlled. Hatched band above it: undetermined. Dashed: the number of the text."],
        style.notes_of([book], question, notes),
        WIDTH,
    )
    return Picture(chart, {"": [_written(row) for row in rows]})


def unweighted(found: Mapping[str, Any]) -> list[str]:
    """Say how many items have no known weight, if any."""
    count = len(found["unweighted"])
    return [f"{count} items have no known {found['weight']}, and count as nothing."] if count else []


def _rows(found: Mapping[str, Any], varied: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    steps = found["steps"]
    ends = [step["from"] for step in steps[1:]]
    for step, end in zip(steps, [*ends, varied["high"]], strict=True):
        yield {**step, "to": end}


def _written(row: Mapping[str, Any]) -> dict[str, Any]:
    lists = {name: "; ".join(row[name]) for name in ("items_in", "items_out", "items_open")}
    counts = {name: row[name] for name in ("controlled", "undetermined", "excepted")}
    return {
        "from": row["from"],
        "beyond": "no" if row["included"] else "yes",
        "to": row["to"],
        **counts,
        **lists,
    }


def _layers(
    rows: Sequence[Mapping[str, Any]],
    varied: Mapping[str, Any],
    frame: Frame,
    what: str,
    label: Sequence[str],
) -> Iterator[Any]:
    across = f"{varied['parameter']} ({varied['unit']})"
    numbers = alt.Axis(title=across, grid=False, format="~r", tickCount=10)
    counts = alt.Axis(title=what, grid=True, tickMinStep=1, tickCount=8, format=",~r")
    x = alt.X("x:Q", scale=domain(frame.x), axis=numbers)
    y = alt.Y("y:Q", scale=domain(frame.y), axis=counts)
    bands = [
        {
            "x": row["from"],
            "x2": row["to"],
            "y": row["controlled"],
            "y2": row["controlled"] + row["undetermined"],
        }
        for row in rows
        if row["undetermined"] and row["to"] > row["from"]
    ]
    if bands:
        yield from _band(bands, frame, x, y)
    corners = [(row[end], row["controlled"]) for row in rows for end in ("from", "to")]
    yield stairs(corners, x, y, color=style.VERMILION, strokeWidth=2.2)
    yield from standing(varied["stands"], frame, x, y)
    points = list(_changes(rows, frame, label))
    if points:
        taken = strips(((row["from"], row["to"], row["controlled"]) for row in rows), varied["stands"], frame)
        ground = Ground(frame.box, taken)
        yield from label_layers(place(points, ground), frame, x, y)
        marks = [{"x": frame.x.number(each.x), "y": frame.y.number(each.y)} for each in points]
        yield (
            alt.Chart(style.rows(marks))
            .mark_point(filled=True, color=style.INK, opacity=1, size=26)
            .encode(x=x, y=y)
        )


def standing(stands: float, frame: Frame, x: Any, y: Any) -> Iterator[Any]:
    """Yield a line where the number stands in the text, if that is in sight."""
    if not frame.x.low <= stands <= frame.x.high:
        return
    line = alt.Chart(style.rows([{"x": stands, "y": 0, "y2": frame.y.high}]))
    yield line.mark_rule(color=style.INK, strokeDash=[5, 4], strokeWidth=1.2).encode(x=x, y=y, y2="y2:Q")
    text = [{"text": f"{style.shown(stands)} in the text", "x": stands, "y": frame.y.high * 0.97}]
    is_right = frame.x(stands) > WIDTH - 110
    align = {"align": "right", "dx": -5} if is_right else {"dx": 5}
    yield from style.text_layers(style.rows(text), x, y, fontWeight="bold", **align)


def strips(stretches: Iterable[tuple[float, float, float]], stands: float, frame: Frame) -> list[Box]:
    """Return what a curve takes, from one number to another at a height, and where the number stands."""
    taken = [Box(frame.x(stands) - 1, 0, frame.x(stands) + 1, HEIGHT)]
    for start, end, height in stretches:
        left, right, at = frame.x(start), frame.x(end), frame.y(height)
        taken += [Box(edge, at - 2, min(edge + 12, right), at + 2) for edge in np.arange(left, right, 12.0)]
    return taken


def _band(bands: Sequence[Mapping[str, Any]], frame: Frame, x: Any, y: Any) -> Iterator[Any]:
    chart = alt.Chart(style.rows(bands))
    yield chart.mark_rect(aria=False, color=style.GRAY, opacity=0.22, stroke=None).encode(
        x=x, y=y, x2="x2:Q", y2="y2:Q"
    )
    lines = [
        dict(zip(("x", "y", "x2", "y2"), line, strict=True))
        for band in bands
        for line in frame.hatched(frame.box_of(band["x"], band["x2"], band["y"], band["y2"]), 45, 8)
    ]
    hatch = alt.Chart(style.rows(lines)).mark_rule(aria=False, color=style.INK, opacity=0.45, strokeWidth=0.7)
    yield hatch.encode(x=x, y=y, x2="x2:Q", y2="y2:Q")
    yield stairs([(band[end], band["y2"]) for band in bands for end in ("x", "x2")], x, y, color="#666666")


def stairs(corners: Iterable[tuple[float, float]], x: Any, y: Any, **line: Any) -> Any:
    """Return a line through corners, in their order."""
    rows = [{"x": at, "y": height, "order": place} for place, (at, height) in enumerate(corners)]
    drawn = alt.Chart(style.rows(rows)).mark_line(**{"strokeWidth": 0.9, "strokeJoin": "miter", **line})
    return drawn.encode(x=x, y=y, order="order:Q")


def _changes(rows: Sequence[Mapping[str, Any]], frame: Frame, label: Sequence[str]) -> Iterator[Point]:
    """Yield where items to label change, on the curve. Raises ``InputError`` for one that never does."""
    for name in dict.fromkeys(label):
        places = [
            row for row in rows if any(name in row[each] for each in ("items_in", "items_out", "items_open"))
        ]
        if not places:
            raise InputError.of(
                f"`{name}` does not change in this range, so that it has no place to label",
                help="name an item of a step, as `redline sweep` lists them",
            )
        for row in places:
            yield Point(name, frame.x(row["from"]), frame.y(row["controlled"]))
