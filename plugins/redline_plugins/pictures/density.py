"""Draw the plane of two quantities: the regions in which a rule has one answer, and the items in it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import altair as alt

from redline import Engine, InputError, Rulebook
from redline.drafting import Answer, Measurement, Region, Regions
from redline_plugins.pictures import style
from redline_plugins.pictures.frame import Box, Frame, Scale, text_width
from redline_plugins.pictures.labels import Ground, Line, Point, place
from redline_plugins.pictures.layers import domain, label_layers, refuse_unplaced, whiskers
from redline_plugins.pictures.picture import Picture
from redline_plugins.pictures.plane_tables import (
    Panel,
    counted,
    hidden,
    left_out,
    place_of,
    point_row,
    point_rows,
    region_rows,
    subtitle,
)
from redline_plugins.pictures.question import Question

WIDTH, HEIGHT = 430.0, 430.0
MOST_POINTS = 5000
_NAME = 12
"""Size of the names of regions."""
_BOLD = 1.08
"""How much wider bold letters are."""


def plane(  # noqa: PLR0913 what is drawn, each by its name
    engine: Engine,
    rules: str,
    across: str | None = None,
    down: str | None = None,
    *,
    by: str | None = None,
    given: Mapping[str, str] | None = None,
    label: Sequence[str] | None = None,
    **asked: Any,
) -> Picture:
    """Draw the regions of a rulebook over two quantities, and items as points.

    By default the quantities are those that the rulebook compares with the most numbers, the first one down.
    ``by`` names a yes/no fact or one of words: each of its values among the items has a panel of its own.
    ``given`` states other facts. ``label`` names the items to label, by default the twenty nearest to the
    line. ``asked`` are the options of ``Engine.quantities``. Raises ``InputError``.
    """
    book = engine.rulebook(rules, asked.get("on"))
    question = Question.of(engine, [book], asked)
    over = {"given": given, "kind": question.kind, **question.terms}
    across, down = _axes(engine, book, across, down, over)
    items = engine.drafting.quantities(book, [across, down], words=[by] if by else [], **question.options)
    if len(items) > MOST_POINTS:
        raise InputError.of(
            f"{len(items)} items are too many for a picture", help=f"draw {MOST_POINTS} or fewer"
        )
    drawn = [each for each in items if place_of(each, across, down) is not None]
    names = _labeled(engine, book, label, drawn, question)
    panels = [
        Panel(heading, engine.drafting.regions(book, across, down, **{**over, "given": stated}), members)
        for heading, stated, members in _parts(drawn, by, given or {})
    ]
    frame = _frame(panels, drawn, across, down)
    statuses = {style.STATUSES[each.status][0] for panel in panels for each in panel.items}
    charts = [_panel(panel, book, frame, names, statuses) for panel in panels]
    width = len(charts) * (WIDTH + 60) - 60
    off = [each.item for each in items if place_of(each, across, down) is None]
    apart = [each.item for each in drawn if by and each.words[by] is None]
    notes = [
        f"{counted(len(drawn) - len(apart))} drawn. {left_out(off, apart, across, down, by)}".strip(),
        *hidden(panels, frame),
    ]
    chart = style.finished(
        alt.hconcat(*charts, spacing=60),
        f"{book.id}: {down} against {across}",
        subtitle(panels, given),
        style.notes_of([book], question, notes),
        width,
    )
    return Picture(
        chart, {"": list(point_rows(items, across, down, by)), "regions": list(region_rows(panels))}
    )


def _axes(
    engine: Engine, book: Rulebook, across: str | None, down: str | None, over: Mapping[str, Any]
) -> tuple[str, str]:
    """Return the quantities of both axes; those that are not named are what the rulebook compares most."""
    if across is not None and down is not None:
        return across, down
    free = [each.name for each in engine.drafting.compared(book, **over) if each.name not in (across, down)]
    if len(free) < [across, down].count(None):
        raise InputError.of(
            f"`{book.id}` compares too few quantities of a {over['kind']} with numbers to make a plane",
            help="draw a timeline, or another rulebook",
        )
    down = down or free.pop(0)
    return across or free[0], down


def _labeled(
    engine: Engine,
    book: Rulebook,
    label: Sequence[str] | None,
    items: Sequence[Measurement],
    question: Question,
) -> set[str]:
    there = {each.item for each in items}
    if label is not None:
        refuse_unplaced(label, there)
        return set(label)
    margins = engine.drafting.margin(book, **{**question.options, "items": sorted(there)})
    near = [(each.relative, each.item) for each in margins if each.relative is not None]
    return {item for _, item in sorted(near)[:20]}


def _parts(
    items: Sequence[Measurement], by: str | None, given: Mapping[str, str]
) -> Iterator[tuple[str, dict[str, str], list[Measurement]]]:
    """Yield each part of the items that has a panel, with its heading and what is given in it."""
    if by is None:
        yield "", dict(given), list(items)
        return
    there = sorted({word for each in items if (word := each.words[by]) is not None}, reverse=True)
    if not 1 <= len(there) <= 4:
        raise InputError.of(
            f"`{by}` has {len(there)} values among the items, so that it makes no panels",
            help="choose a fact that has one to four",
        )
    for word in there:
        yield (
            f"{by.replace('_', ' ')}: {word}",
            {by: word},
            [each for each in items if each.words[by] == word],
        )


def _frame(panels: Sequence[Panel], items: Sequence[Measurement], across: str, down: str) -> Frame:
    """Return axes that hold all items and all numbers of the rule, the same for all panels."""
    regions = panels[0].regions
    places = [place for each in items if (place := place_of(each, across, down)) is not None]
    ends = []
    for axis, cuts in enumerate((regions.across.cuts, regions.down.cuts)):
        numbers = [float(cut) for cut in cuts if cut > 0] + [
            number for each in places for number in each[axis]
        ]
        if not numbers:
            raise InputError.of("nothing can be drawn", help="name items whose quantities are known")
        ends.append((min(numbers) / 1.5, max(numbers) * 1.5))
    (left, right), (low, high) = ends
    return Frame(
        Scale(left, right, WIDTH, logarithmic=True),
        Scale(low, high, HEIGHT, logarithmic=True, downwards=True),
    )


# --- one panel ----------------------------------------------------------------------------------


def _panel(panel: Panel, book: Rulebook, frame: Frame, labeled: set[str], drawn: set[str]) -> Any:
    across, down = panel.regions.across, panel.regions.down
    x = alt.X("x:Q", scale=domain(frame.x), axis=_axis(across, frame.x))
    y = alt.Y("y:Q", scale=domain(frame.y), axis=_axis(down, frame.y))
    points = [point_row(each, across.name, down.name) for each in sorted(panel.items, key=_weight)]
    at = {row["item"]: (frame.x(row["x"]), frame.y(row["y"])) for row in points}
    marks = [Point("", *place_).box for place_ in at.values()]
    names = _region_names(panel.regions, frame, marks)
    labels = place(
        [Point(item, *at[item]) for item in sorted(labeled & at.keys())],
        Ground(frame.box, marks, [box for _, box in names], _borders(panel.regions, frame)),
    )
    layers = [
        *_region_layers(panel.regions, book, frame, x, y),
        *whiskers(points, x, y),
        *label_layers(labels, frame, x, y),
        alt.Chart(style.rows(points))
        .mark_point(strokeWidth=1.4, opacity=1, fillOpacity=1)
        .encode(
            x=x,
            y=y,
            tooltip=[
                "item:N",
                "status:N",
                alt.Tooltip("across:N", title=f"{across.name} ({across.unit})"),
                alt.Tooltip("down:N", title=f"{down.name} ({down.unit})"),
            ],
            **style.status_marks(drawn, 40),
        ),
        *style.text_layers(
            style.rows(
                {"text": text, "x": frame.x.number(box.left), "y": frame.y.number((box.top + box.bottom) / 2)}
                for text, box in names
            ),
            x,
            y,
            fontSize=_NAME,
            fontWeight="bold",
        ),
    ]
    return alt.layer(*layers).properties(width=WIDTH, height=HEIGHT, title=_heading(panel.heading))


def _weight(one: Measurement) -> int:
    """Return how late an item is drawn: what is controlled lies on top."""
    return ("not_controlled", "undetermined", "controlled").index(one.status)


def _heading(text: str) -> Any:
    return alt.TitleParams(text, fontSize=12, fontWeight="bold", anchor="middle", offset=6)


def _axis(direction: Any, scale: Scale) -> Any:
    """Return an axis marked at the numbers of the rule, and at powers of ten that are clear of them."""
    cuts = [float(cut) for cut in direction.cuts if scale.low <= cut <= scale.high]
    tens = [10.0**power for power in range(math.ceil(math.log10(scale.low)), 31) if 10.0**power <= scale.high]
    clear = [ten for ten in tens if all(abs(scale(ten) - scale(cut)) > 16 for cut in cuts)]
    title = f"{direction.name} ({direction.unit})"
    return alt.Axis(title=title, format="~g", grid=False, values=sorted([*cuts, *clear]), labelOverlap=False)


def _region_layers(regions: Regions, book: Rulebook, frame: Frame, x: Any, y: Any) -> Iterator[Any]:
    """Yield the tints, the hatching and the edges of what is not free."""
    order = [control.id for control in book.controls]
    for region in regions.regions:
        color, angle, dash = _look(region.answer, order)
        if color is None:
            continue
        box = _box(region, frame)
        edges = {
            "x": frame.x.number(box.left),
            "x2": frame.x.number(box.right),
            "y": frame.y.number(box.bottom),
            "y2": frame.y.number(box.top),
        }
        tint = alt.Chart(style.rows([edges]))
        yield tint.mark_rect(color=color, opacity=0.13, stroke=None).encode(x=x, y=y, x2="x2:Q", y2="y2:Q")
        lines = [
            dict(zip(("x", "y", "x2", "y2"), line, strict=True)) for line in frame.hatched(box, angle, 9)
        ]
        hatch = alt.Chart(style.rows(lines))
        yield hatch.mark_rule(aria=False, color=color, opacity=0.38, strokeWidth=0.8, strokeDash=dash).encode(
            x=x, y=y, x2="x2:Q", y2="y2:Q"
        )
        yield tint.mark_rect(filled=False, stroke=color, strokeWidth=1.2).encode(
            x=x, y=y, x2="x2:Q", y2="y2:Q"
        )


def _look(answer: Answer, order: Sequence[str]) -> tuple[str | None, float, list[int]]:
    if answer.status == "undetermined":
        return style.GRAY, 90.0, [2, 3]
    if answer.status == "not_controlled":
        return None, 0.0, []
    index = order.index(answer.controls[0]) if answer.controls else 0
    return style.CONTROLS[index % len(style.CONTROLS)], style.ANGLES[index % len(style.ANGLES)], [1, 0]


def _box(region: Region, frame: Frame) -> Box:
    """Return what is seen of a region."""
    across, down = region.across, region.down
    return frame.box_of(
        max(float(across.low), frame.x.low),
        frame.x.high if across.high is None else float(across.high),
        max(float(down.low), frame.y.low),
        frame.y.high if down.high is None else float(down.high),
    )


def _borders(regions: Regions, frame: Frame) -> list[Line]:
    """Return the edges of all that is not free."""
    boxes = [_box(each, frame) for each in regions.regions if each.answer.status != "not_controlled"]
    return [side for box in boxes for side in box.sides]


def _region_names(regions: Regions, frame: Frame, marks: Sequence[Box]) -> list[tuple[str, Box]]:
    """Return the name of each answer with its box, where it covers the fewest points of its regions.

    A region of its own hatching has the name too where that covers none.
    """
    grouped: dict[Answer, list[Box]] = {}
    for region in regions.regions:
        grouped.setdefault(region.answer, []).append(_box(region, frame))
    named: list[tuple[str, Box]] = []
    for answer, boxes in grouped.items():
        text = _words(answer)
        width = text_width(text, _NAME) * _BOLD
        best = [
            min(spots, key=lambda spot: (sum(map(spot.overlaps, marks)), -spot.top, spot.left))
            for inside in boxes
            if (spots := list(_spots(inside, width, _NAME * 1.3)))
        ]
        best.sort(key=lambda spot: (sum(map(spot.overlaps, marks)), -spot.top, spot.left))
        others = [] if answer.status == "not_controlled" else best[1:]
        clear = [spot for spot in others if not any(map(spot.overlaps, marks))]
        named += [(text, spot) for spot in (*best[:1], *clear)]
    return named


def _spots(inside: Box, width: float, height: float) -> Iterator[Box]:
    """Yield boxes of a size that lie inside another one, with a margin."""
    room_x, room_y = inside.right - inside.left - width - 12, inside.bottom - inside.top - height - 8
    if room_x < 0 or room_y < 0:
        return
    columns, lines = max(1, math.floor(room_x / 12)), max(1, math.floor(room_y / 8))
    for column in range(columns + 1):
        for line in range(lines + 1):
            left = inside.left + 6 + room_x * column / columns
            top = inside.top + 4 + room_y * line / lines
            yield Box(left, top, left + width, top + height)


def _words(answer: Answer) -> str:
    match answer.status:
        case "controlled":
            return ", ".join(answer.controls) or "controlled"
        case "not_controlled":
            return "free"
    return f"{' or '.join(answer.possible_controls) or 'controlled'}, or free"
