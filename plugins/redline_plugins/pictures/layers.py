"""Draw what pictures have in common: axes, labels with leaders, and what a value can be."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import altair as alt

from redline import InputError
from redline_plugins.pictures import style
from redline_plugins.pictures.frame import Frame, Scale
from redline_plugins.pictures.labels import LINE, SIZE, Label


def whiskers(points: Sequence[Mapping[str, Any]], x: Any, y: Any) -> Iterator[Any]:
    """Yield a line over what the value of a point can be, where it is not one number."""
    for along in ("x", "y"):
        wide = [row for row in points if row[f"{along}_low"] < row[f"{along}_high"]]
        lines = [{**row, along: row[f"{along}_low"], "end": row[f"{along}_high"]} for row in wide]
        if lines:
            end = {f"{along}2": "end:Q"}
            chart = alt.Chart(style.rows(lines)).mark_rule(color=style.GRAY, strokeWidth=0.8)
            yield chart.encode(x=x, y=y, **end)


def label_layers(labels: Sequence[Label], frame: Frame, x: Any, y: Any) -> Iterator[Any]:
    """Yield leaders and texts of labels that are placed."""
    leaders = [
        {
            "x": frame.x.number(label.leader[0][0]),
            "y": frame.y.number(label.leader[0][1]),
            "x2": frame.x.number(label.leader[1][0]),
            "y2": frame.y.number(label.leader[1][1]),
        }
        for label in labels
        if label.leader is not None
    ]
    if leaders:
        chart = alt.Chart(style.rows(leaders))
        yield chart.mark_rule(color="#555555", strokeWidth=0.7).encode(x=x, y=y, x2="x2:Q", y2="y2:Q")
    for align, side in (("left", 1.0), ("right", -1.0)):
        texts = [
            {
                "text": line,
                "x": frame.x.number((label.box.left if align == "left" else label.box.right) + side),
                "y": frame.y.number(label.box.top + LINE * (row + 0.5)),
            }
            for label in labels
            for row, line in enumerate(label.point.lines)
            if (label.box.right < label.point.x) == (align == "right")
        ]
        if texts:
            yield from style.text_layers(style.rows(texts), x, y, fontSize=SIZE, align=align)


def domain(scale: Scale) -> Any:
    """Return an axis of altair that maps numbers to pixels just as a scale does."""
    return alt.Scale(
        type="log" if scale.logarithmic else "linear", domain=[scale.low, scale.high], nice=False, clamp=True
    )


def refuse_unplaced(label: Iterable[str], there: Collection[str]) -> None:
    """Raise ``InputError`` for the first item to label that has no place, with those that may be meant."""
    for name in label:
        if name not in there:
            alike = [item for item in sorted(there) if len(name) > 2 and name.lower() in item.lower()]
            alike = alike or get_close_matches(name, sorted(there), 1)
            meant = " or ".join(f"`{item}`" for item in alike[:5])
            help_ = (
                f"names match exactly; did you mean {meant}?" if meant else "name items whose place is known"
            )
            raise InputError.of(f"there is no item `{name}` to label", help=help_)
