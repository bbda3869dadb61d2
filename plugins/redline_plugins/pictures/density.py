"""Draw the plane of two quantities: the regions in which a rule has one answer, and the items in it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import altair as alt
from attrs import frozen

from redline import Answer, Engine, InputError, Measurement, Region, Regions, Rulebook
from redline_plugins.pictures import style
from redline_plugins.pictures.frame import Box, Frame, Scale, text_width
from redline_plugins.pictures.labels import Ground, Line, Point, place
from redline_plugins.pictures.layers import domain, label_layers, whiskers
from redline_plugins.pictures.picture import Picture

WIDTH, HEIGHT = 430.0, 430.0
MOST_POINTS = 5000
_NAME = 12
"""Size of the names of regions."""
_BOLD = 1.08
"""How much wider bold letters are."""


@frozen
class Panel:
    """One plane: its regions in a context, and the items that are in that context."""

    heading: str
    regions: Regions
    items: Sequence[Measurement]


def plane(  # noqa: PLR0913 what is drawn, each by its name
    engine: Engine,
    rules: str,
    across: str = "PD",
    down: str = "TPP",
    *,
    by: str | None = None,
    given: Mapping[str, str] | None = None,
    label: Sequence[str] | None = None,
    **asked: Any,
) -> Picture:
    """Draw the regions of a rulebook over two quantities, and items as points.

    ``by`` names a yes/no fact or one of words: each of its values among the items has a panel of its own.
    ``given`` states other facts. ``label`` names the items to label, by default the twenty nearest to the
    line. ``asked`` are the options of ``Engine.quantities``. Raises ``InputError``.
    """
    book = engine.rulebook(rules, asked.get("on"))
    items = engine.quantities(rules, [across, down], words=[by] if by else [], **asked)
    if len(items) > MOST_POINTS:
        raise InputError.of(
            f"{len(items)} items are too many for a picture", help=f"draw {MOST_POINTS} or fewer"
        )
    question = {name: value for name, value in asked.items() if name not in ("catalog", "mapping", "items")}
    drawn = [each for each in items if _place(each, across, down) is not None]
    names = _labeled(engine, rules, label, drawn, asked)
    panels = [
        Panel(heading, engine.regions(rules, across, down, given=stated, **question), members)
        for heading, stated, members in _parts(drawn, by, given or {})
    ]
    frame = _frame(panels, drawn, across, down)
    charts = [_panel(panel, book, frame, names) for panel in panels]
    width = len(charts) * (WIDTH + 60) - 60
    off = [each.item for each in items if _place(each, across, down) is None]
    apart = [each.item for each in drawn if by and each.words[by] is None]
    notes = [f"{len(drawn) - len(apart)} items are drawn. {_left_out(off, apart, across, down, by)}".strip()]
    chart = style.finished(
        alt.hconcat(*charts, spacing=60),
        f"{book.id}: {down} against {across}",
        _subtitle(panels, given),
        style.notes_of([book], style.kind_of(engine, [rules], asked), notes),
        width,
    )
    return Picture(
        chart, {"": list(_point_rows(items, across, down, by)), "regions": list(_region_rows(panels))}
    )


def _labeled(
    engine: Engine,
    rules: str,
    label: Sequence[str] | None,
    items: Sequence[Measurement],
    asked: Mapping[str, Any],
) -> set[str]:
    there = {each.item for each in items}
    if label is not None:
        if unknown := [name for name in label if name not in there]:
            raise InputError.of(
                f"there is no item `{unknown[0]}` to label", help="name items whose place is known"
            )
        return set(label)
    margins = engine.margin(rules, **{**asked, "items": sorted(there)})
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


def _place(one: Measurement, across: str, down: str) -> tuple[tuple[float, ...], tuple[float, ...]] | None:
    """Return where an item is drawn, with its ends, along both axes."""
    x, y = (style.middle(one.values[name], logarithmic=True) for name in (across, down))
    return None if x is None or y is None else (x, y)


def _frame(panels: Sequence[Panel], items: Sequence[Measurement], across: str, down: str) -> Frame:
    """Return axes that hold all items and all numbers of the rule, the same for all panels."""
    regions = panels[0].regions
    places = [place for each in items if (place := _place(each, across, down)) is not None]
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


def _panel(panel: Panel, book: Rulebook, frame: Frame, labeled: set[str]) -> Any:
    across, down = panel.regions.across, panel.regions.down
    x = alt.X("x:Q", scale=domain(frame.x), axis=_axis(across, frame.x))
    y = alt.Y("y:Q", scale=domain(frame.y), axis=_axis(down, frame.y))
    points = [_point_row(each, across.name, down.name) for each in panel.items]
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
            tooltip=["item:N", "status:N", f"{across.name}:N", f"{down.name}:N"],
            **style.status_marks(40),
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
    """Return the name of each answer with its box, where it covers the fewest points of its regions."""
    grouped: dict[Answer, list[Box]] = {}
    for region in regions.regions:
        grouped.setdefault(region.answer, []).append(_box(region, frame))
    named: list[tuple[str, Box]] = []
    for answer, boxes in grouped.items():
        text = _words(answer)
        found = [
            box for inside in boxes for box in _spots(inside, text_width(text, _NAME) * 1.08, _NAME * 1.3)
        ]
        if found:
            best = min(found, key=lambda box: (sum(box.overlaps(each) for each in marks), -box.top, box.left))
            named.append((text, best))
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


# --- what stands beside it ----------------------------------------------------------------------


def _point_row(one: Measurement, across: str, down: str) -> dict[str, Any]:
    found = _place(one, across, down)
    assert found is not None
    (x, x_low, x_high), (y, y_low, y_high) = found
    return {
        "item": one.item,
        "status": style.STATUSES[one.status][0],
        "across": f"{across} {one.values[across]}",
        "down": f"{down} {one.values[down]}",
        "x": x,
        "x_low": x_low,
        "x_high": x_high,
        "y": y,
        "y_low": y_low,
        "y_high": y_high,
    }


def _point_rows(
    items: Sequence[Measurement], across: str, down: str, by: str | None
) -> Iterator[dict[str, Any]]:
    for one in items:
        place_ = _place(one, across, down)
        drawn = place_ is not None and not (by and one.words[by] is None)
        yield {
            "item": one.item,
            "status": one.status,
            **({by: one.words[by] or ""} if by else {}),
            **{f"{name} ({one.units[name]})": str(one.values[name]) for name in (across, down)},
            "drawn": "yes" if drawn else "no",
        }


def _region_rows(panels: Sequence[Panel]) -> Iterator[dict[str, Any]]:
    for panel in panels:
        found = panel.regions
        for region in found.regions:
            row: dict[str, Any] = {
                "rulebook": found.rulebook,
                "given": "; ".join(f"{name}={value}" for name, value in found.given.items()),
            }
            for axis, interval in ((found.across, region.across), (found.down, region.down)):
                ends = interval.to_dict()
                row |= {f"{axis.name} {name.replace('_', ' ')}": _cell(value) for name, value in ends.items()}
            answer = region.answer
            yield {
                **row,
                "status": answer.status,
                "controls": "; ".join(answer.controls),
                "possible_controls": "; ".join(answer.possible_controls),
                "open": "; ".join(answer.open),
            }


def _cell(value: object) -> object:
    return {True: "yes", False: "no", None: ""}.get(value, value) if isinstance(value, bool | None) else value


def _subtitle(panels: Sequence[Panel], given: Mapping[str, str] | None) -> list[str]:
    lines = [
        "Hatched: controlled, with the name of the control. The axes are marked at the numbers of the rule."
    ]
    stated = ", ".join(f"{name} {value}" for name, value in (given or {}).items())
    if stated:
        lines.append(f"Given: {stated}.")
    hanging = dict.fromkeys(
        name for panel in panels for region in panel.regions.regions for name in region.answer.open
    )
    if hanging:
        lines.append(f"Dotted: the answer hangs on {', '.join(hanging)} as well, which is not given.")
    return lines


def _left_out(off: Sequence[str], apart: Sequence[str], across: str, down: str, by: str | None) -> str:
    parts = []
    if off:
        parts.append(f"{len(off)} have no known {across} or {down} above zero")
    if apart:
        parts.append(f"of {len(apart)} it is not known if they are {(by or '').replace('_', ' ')}")
    return f"Not drawn, and listed in the table beside: {'; '.join(parts)}." if parts else ""
