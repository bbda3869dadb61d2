"""Draw what a rule misses against what it over-blocks by a label, as one of its numbers varies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Literal

import altair as alt

from redline import Engine, InputError
from redline_plugins.pictures import style
from redline_plugins.pictures.frame import Frame, Scale
from redline_plugins.pictures.labels import Ground, Label, Point, place
from redline_plugins.pictures.layers import domain, label_layers
from redline_plugins.pictures.picture import Picture
from redline_plugins.pictures.question import Question
from redline_plugins.pictures.steps import HEIGHT, WIDTH, stairs, standing, strips, unweighted

_FIGURES: Final = {"missed": (style.BLUE, 45.0, [1, 0]), "over_blocked": (style.VERMILION, -45.0, [7, 3])}
"""Each figure with its color, the direction of its hatching, and the dashes of its line."""


def tradeoff(  # noqa: PLR0913 what is drawn, each by its name
    engine: Engine,
    rules: str,
    label: str,
    vary: Mapping[str, Any],
    *,
    weight: str | None = None,
    unlisted: Literal["no", "unknown"] = "unknown",
    **asked: Any,
) -> Picture:
    """Draw both figures of ``Engine.errors`` along one number: a line at what is sure, a band to what may be.

    ``label``, ``weight`` and ``unlisted`` are as there, and so are the options that are ``asked``.
    Raises ``InputError``, also where more than one number varies.
    """
    if len(vary) != 1:
        raise InputError.of("a trade-off is drawn along one number", help="vary one parameter")
    book = engine.rulebook(rules, asked.get("on"))
    question = Question.of(engine, [book], asked)
    found = engine.drafting.errors(
        book, label, vary=vary, weight=weight, unlisted=unlisted, **question.options
    ).to_dict()
    (varied,) = found["tradeoff"]["vary"]
    if varied["low"] == varied["high"]:
        raise InputError.of("a curve needs a range", help="write two different numbers")
    steps = found["tradeoff"]["steps"]
    ends = [step["from"] for step in steps[1:]]
    rows = [{**step, "to": end} for step, end in zip(steps, [*ends, varied["high"]], strict=True)]
    top = max(*(row[name]["high"] for row in rows for name in _FIGURES), 1) * 1.15
    frame = Frame(
        Scale(varied["low"], varied["high"], WIDTH, logarithmic=False),
        Scale(0, top, HEIGHT, logarithmic=False, downwards=True),
    )
    told = found["label"]
    version = f" ({told['version']})" if told["version"] else ""
    what = "items" if weight is None else f"{weight} of the items, added up"
    notes = [
        f"Label {told['name']}{version}, {told['title']}: {told['definition']}.",
        *([f"Source of the label: {told['source']}."] if told["source"] else []),
        f"It says yes of {told['yes']} items, no of {told['no']}, and nothing of {told['unknown']}.",
        *unweighted(found),
    ]
    chart = style.finished(
        alt.layer(*_layers(rows, varied, frame, what)).properties(width=WIDTH, height=HEIGHT),
        f"{book.id} against {told['name']}, as {varied['parameter']} varies",
        [
            "Thick lines: surely missed (solid), surely over-blocked (dashed).",
            "Hatched, up to the thin line of the same dashes: what may come to it.",
        ],
        style.notes_of([book], question, notes),
        WIDTH,
    )
    return Picture(chart, {"": [_written(row) for row in rows]})


def _written(row: Mapping[str, Any]) -> dict[str, Any]:
    figures = {f"{name} {end}": row[name][end] for name in _FIGURES for end in ("low", "high")}
    return {"from": row["from"], "beyond": "no" if row["included"] else "yes", "to": row["to"], **figures}


def _layers(
    rows: Sequence[Mapping[str, Any]], varied: Mapping[str, Any], frame: Frame, what: str
) -> Iterator[Any]:
    across = f"{varied['parameter']} ({varied['unit']})"
    numbers = alt.Axis(title=across, grid=False, format="~r", tickCount=10)
    counts = alt.Axis(title=what, grid=True, tickMinStep=1, tickCount=8, format=",~r")
    x = alt.X("x:Q", scale=domain(frame.x), axis=numbers)
    y = alt.Y("y:Q", scale=domain(frame.y), axis=counts)
    for name, (color, angle, dash) in _FIGURES.items():
        bands = [
            {"x": row["from"], "x2": row["to"], "y": row[name]["low"], "y2": row[name]["high"]}
            for row in rows
            if row["to"] > row["from"] and row[name]["high"] > row[name]["low"]
        ]
        hatching = [
            dict(zip(("x", "y", "x2", "y2"), line, strict=True))
            for band in bands
            for line in frame.hatched(frame.box_of(band["x"], band["x2"], band["y"], band["y2"]), angle, 9)
        ]
        if bands:
            tint = alt.Chart(style.rows(bands)).mark_rect(aria=False, color=color, opacity=0.1, stroke=None)
            yield tint.encode(x=x, y=y, x2="x2:Q", y2="y2:Q")
            hatch = alt.Chart(style.rows(hatching)).mark_rule(
                aria=False, color=color, opacity=0.45, strokeWidth=0.8
            )
            yield hatch.encode(x=x, y=y, x2="x2:Q", y2="y2:Q")
        for end, wide in (("high", 0.9), ("low", 2.2)):
            corners = [(row[side], row[name][end]) for row in rows for side in ("from", "to")]
            yield stairs(corners, x, y, color=color, strokeWidth=wide, strokeDash=dash)
    yield from standing(varied["stands"], frame, x, y)
    yield from label_layers(_names(rows, varied["stands"], frame), frame, x, y)


def _names(rows: Sequence[Mapping[str, Any]], stands: float, frame: Frame) -> list[Label]:
    """Place the name of each figure at its line."""
    lines = [(row["from"], row["to"], row[name]["low"]) for row in rows for name in _FIGURES]
    points = []
    for share, name in zip((0.72, 0.88), _FIGURES, strict=True):
        at = frame.x.number(WIDTH * share)
        height = next(row[name]["low"] for row in reversed(rows) if row["from"] <= at)
        points.append(Point(f"surely {name.replace('_', '-')}", frame.x(at), frame.y(height)))
    return place(points, Ground(frame.box, strips(lines, stands, frame)))
