"""Draw items by their date of release and a quantity, with the line of each rule while it is in force."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import altair as alt
import numpy as np
from attrs import frozen

from redline import Engine, InputError, ItemKind, Rulebook
from redline.drafting import Direction, Measurement, Regions
from redline_plugins.pictures import style
from redline_plugins.pictures.density import MOST_POINTS
from redline_plugins.pictures.frame import Box, Frame, Scale, text_width
from redline_plugins.pictures.labels import SIZE, Ground, Point, place
from redline_plugins.pictures.layers import domain, label_layers, refuse_unplaced, whiskers
from redline_plugins.pictures.picture import Picture
from redline_plugins.pictures.question import Question

WIDTH, HEIGHT = 860.0, 520.0
_REST: Final = "other"
"""What is in no group of its own, or not known to be."""
_LOOKS: Final = {
    "controlled": (style.VERMILION, [1, 0], 2.0),
    "undetermined": (style.INK, [5, 4], 1.3),
    "not_controlled": (style.BLUE, [1, 3], 1.6),
}
"""Color, dashes and width of a line, by what is beyond it."""


@frozen
class Line:
    """A number at which the answer of a rulebook changes, and what it is from there on."""

    rulebook: str
    start: dt.date
    end: dt.date | None
    number: float
    status: str
    controls: tuple[str, ...]
    open: tuple[str, ...]


def timeline(  # noqa: PLR0913 what is drawn, each by its name
    engine: Engine,
    rules: Sequence[str],
    quantity: str | None = None,
    date: str | None = None,
    *,
    by: str | None = None,
    given: Mapping[str, str] | None = None,
    label: Sequence[str] = (),
    **asked: Any,
) -> Picture:
    """Draw items over time, with the lines of rulebooks from the day of each to the next one of its regime.

    A regime among ``rules`` stands for all its texts, save what is pending.
    The status of items is that under the latest of them. ``by`` names a fact whose commonest values have
    shapes of their own. ``given`` states other facts, and ``label`` names the items to label. By default the
    quantity is what all rulebooks compare with the most numbers, and the date the one that such items have.
    ``asked`` are the options of ``Engine.quantities``. Raises ``InputError``.
    """
    named = {book.id: book for name in rules for book in _texts(engine, name)}
    books = sorted(named.values(), key=lambda book: (book.effective, book.id))
    if not books:
        raise InputError.of("no rulebook is named", help="name one or more")
    question = Question.of(engine, books, asked)
    over = {"given": given, "kind": question.kind, **question.terms}
    quantity = quantity or _quantity([engine.drafting.compared(book, **over) for book in books])
    date = _date(question.catalog.kind, date)
    items = engine.drafting.quantities(
        books[-1], [date, quantity], words=[by] if by else [], **question.options
    )
    if len(items) > MOST_POINTS:
        raise InputError.of(
            f"{len(items)} items are too many for a picture", help=f"draw {MOST_POINTS} or fewer"
        )
    planes = [engine.drafting.regions(book, quantity, **over) for book in books]
    lines = list(_lines(books, planes))
    groups = _groups(items, by)
    points = [row for each in items if (row := _row(each, date, quantity, by, groups)) is not None]
    frame = _frame(points, lines, books)
    refuse_unplaced(label, {row["item"] for row in points})
    notes = [
        f"{len(points)} items are drawn, with their status under {books[-1].id}.",
        "A thin gray line shows what a date or a number can be, where it is not one.",
    ]
    if len(points) < len(items):
        missing = len(items) - len(points)
        notes[0] += f" {missing} have no known {date} or {quantity} above zero, and are in the table beside."
    if close := _marked(lines, frame)[1]:
        numbers = ", ".join(map(style.shown, close))
        notes.append(f"Lines too near to another one to be marked at the axis: {numbers}.")
    stated = ", ".join(f"{name} {value}" for name, value in (given or {}).items())
    chart = style.finished(
        alt.layer(*_layers(points, lines, books, frame, planes[-1], label, groups)).properties(
            width=WIDTH, height=HEIGHT
        ),
        f"{quantity} by {date.replace('_', ' ')}, and the line of each rule",
        [
            "Above a solid line: controlled. Above a dashed one: controlled or not, by other facts."
            + (
                " Above a dotted one: free." if any(each.status == "not_controlled" for each in lines) else ""
            ),
            *([f"Shapes: {by.replace('_', ' ')}."] if by else []),
            *([f"Given: {stated}."] if stated else []),
        ],
        style.notes_of(books, question, notes),
        WIDTH,
    )
    return Picture(chart, {"": list(_table(items, date, quantity, by)), "lines": list(_line_rows(lines))})


def _texts(engine: Engine, name: str) -> list[Rulebook]:
    found = [book for book in engine.rulebooks.values() if book.regime == name and book.draft is None]
    return found if found and name not in engine.rulebooks else [engine.rulebook(name)]


def _quantity(compared: Sequence[Sequence[Direction]]) -> str:
    """Return what all rulebooks compare, with the most numbers; of equals what the first text reads first."""
    counts: dict[str, int] = {}
    for one in itertools.chain(*compared):
        counts[one.name] = counts.get(one.name, 0) + len(one.cuts)
    common = [name for name in counts if all(any(one.name == name for one in each) for each in compared)]
    if not common:
        raise InputError.of("there is no quantity that all rulebooks compare", help="name fewer rulebooks")
    return max(common, key=lambda name: counts[name])


def _date(kind: ItemKind, name: str | None) -> str:
    """Return the date of items that is named, or the one that they have. Raises ``InputError``."""
    dates = [fact.name for fact in kind.item_facts() if fact.type == "date"]
    if name is None and len(dates) == 1:
        return dates[0]
    if name is None:
        raise InputError.of(f"a {kind.name} has {len(dates)} dates", help="name a date, or other items")
    if name not in dates:
        there = f"its dates are {', '.join(f'`{each}`' for each in dates)}" if dates else "it has none"
        raise InputError.of(f"`{name}` is no date of a {kind.name}", help=there)
    return name


def _groups(items: Sequence[Measurement], by: str | None) -> list[str]:
    """Return the commonest values of a fact, each of which has a shape, and the rest as one."""
    if by is None:
        return []
    counts = Counter(one.words[by] for one in items)
    known = sorted((word for word in counts if word is not None), key=lambda word: (-counts[word], word))
    shown = known[: len(style.SHAPES) - 1]
    return [*shown, _REST] if len(counts) > len(shown) else shown


def _lines(books: Sequence[Rulebook], planes: Sequence[Regions]) -> Iterator[Line]:
    for index, (book, plane) in enumerate(zip(books, planes, strict=True)):
        end = next((each.effective for each in books[index + 1 :] if each.regime == book.regime), None)
        ordered = sorted(plane.regions, key=lambda region: (region.across.low, not region.across.has_low))
        for region in ordered[1:]:
            answer = region.answer
            controls = answer.controls or answer.possible_controls
            number = float(region.across.low)
            yield Line(book.id, book.effective, end, number, answer.status, controls, answer.open)


def _row(
    one: Measurement, date: str, quantity: str, by: str | None, groups: Sequence[str]
) -> dict[str, Any] | None:
    day, number = style.middle(one.values[date]), style.middle(one.values[quantity], logarithmic=True)
    if day is None or number is None:
        return None
    x, x_low, x_high = (style.year_of(each) for each in day)
    y, y_low, y_high = number
    return {
        "item": one.item,
        "status": style.STATUSES[one.status][0],
        **({"group": word if (word := one.words[by]) in groups else _REST} if by else {}),
        "date": _days(one, date),
        "number": f"{quantity} {one.values[quantity]}",
        "x": x,
        "x_low": x_low,
        "x_high": x_high,
        "y": y,
        "y_low": y_low,
        "y_high": y_high,
    }


def _days(one: Measurement, date: str) -> str:
    value = one.values[date]
    if value.absent != "no" or value.high is None:
        return str(value)
    days = dict.fromkeys(dt.date.fromordinal(int(end)).isoformat() for end in (value.low, value.high))
    return "..".join(days)


def _frame(points: Sequence[Mapping[str, Any]], lines: Sequence[Line], books: Sequence[Rulebook]) -> Frame:
    if not points:
        raise InputError.of("nothing can be drawn", help="name items whose quantities are known")
    years = [row[end] for row in points for end in ("x_low", "x_high")]
    years += [style.year_of(book.effective.toordinal()) for book in books]
    numbers = [row[end] for row in points for end in ("y_low", "y_high")]
    numbers += [line.number for line in lines if line.number > 0]
    return Frame(
        Scale(math.floor(min(years)), math.ceil(max(years) + 0.3), WIDTH, logarithmic=False),
        Scale(min(numbers) / 1.5, max(numbers) * 4, HEIGHT, logarithmic=True, downwards=True),
    )


# --- layers -------------------------------------------------------------------------------------


def _layers(  # noqa: PLR0913, PLR0917 all that is seen
    points: Sequence[Mapping[str, Any]],
    lines: Sequence[Line],
    books: Sequence[Rulebook],
    frame: Frame,
    last: Regions,
    label: Sequence[str],
    groups: Sequence[str],
) -> Iterator[Any]:
    axis = alt.Axis(title=None, format="d", grid=False, tickMinStep=1, tickCount=14)
    x = alt.X("x:Q", scale=domain(frame.x), axis=axis)
    cuts, _ = _marked(lines, frame)
    tens = [10.0**power for power in range(-9, 31) if frame.y.low <= 10.0**power <= frame.y.high]
    clear = [ten for ten in tens if all(abs(frame.y(ten) - frame.y(cut)) > 14 for cut in cuts)]
    values = alt.Axis(
        title=f"{last.across.name} ({last.across.unit})",
        format="~g",
        grid=False,
        values=sorted([*cuts, *clear]),
        labelOverlap=False,
    )
    y = alt.Y("y:Q", scale=domain(frame.y), axis=values)
    dates, names = _dates(books, frame)
    yield (
        alt.Chart(style.rows(dates))
        .mark_rule(color="#777777", strokeWidth=0.8, strokeDash=[2, 2])
        .encode(x=x, y=y, y2="y2:Q")
    )
    yield from _segments(lines, frame, x, y)
    yield from whiskers(points, x, y)
    marks = [Point("", frame.x(row["x"]), frame.y(row["y"])).box for row in points]
    wanted = [
        Point(row["item"], frame.x(row["x"]), frame.y(row["y"])) for row in points if row["item"] in label
    ]
    titles = list(_titles(lines, frame, marks, [box for _, box in names]))
    strips = [_strip(line, frame) for line in lines]
    taken = [*(box for _, box in (*names, *titles)), *strips]
    borders = [((each.left, each.middle), (each.right, each.middle)) for each in strips]
    yield from label_layers(place(wanted, Ground(frame.box, marks, taken, borders)), frame, x, y)
    told = ["item:N", "status:N", "date:N", "number:N", *(["group:N"] if groups else [])]
    yield (
        alt.Chart(style.rows(points))
        .mark_point(strokeWidth=1.2, opacity=1, fillOpacity=1)
        .encode(x=x, y=y, tooltip=told, **style.status_marks({row["status"] for row in points}, 34, groups))
    )
    texts = [
        {"text": text, "x": frame.x.number(box.left), "y": frame.y.number((box.top + box.bottom) / 2)}
        for text, box in (*names, *titles)
    ]
    yield from style.text_layers(style.rows(texts), x, y, fontSize=SIZE, fontWeight="bold")


def _marked(lines: Sequence[Line], frame: Frame) -> tuple[list[float], list[float]]:
    """Return the numbers of lines that the axis has room for, and those too near to one below them."""
    marked: list[float] = []
    close: list[float] = []
    for number in sorted({line.number for line in lines if line.number > 0}):
        room = not marked or abs(frame.y(number) - frame.y(marked[-1])) >= SIZE
        (marked if room else close).append(number)
    return marked, close


def _strip(line: Line, frame: Frame) -> Box:
    """Return what a line takes."""
    start = frame.x(style.year_of(line.start.toordinal()))
    end = frame.x.pixels if line.end is None else frame.x(style.year_of(line.end.toordinal()))
    return Box(start, frame.y(line.number) - 1, end, frame.y(line.number) + 1)


def _dates(books: Sequence[Rulebook], frame: Frame) -> tuple[list[dict[str, float]], list[tuple[str, Box]]]:
    """Return the lines of days, and the ids of rulebooks beside them, in as many rows as they need."""
    lines: list[dict[str, float]] = []
    named: list[tuple[str, Box]] = []
    for book in books:
        year = style.year_of(book.effective.toordinal())
        at, width = frame.x(year) + 3, text_width(book.id, SIZE) * 1.1
        left = min(at, frame.x.pixels - width - 2)
        row = 0
        while any(box.overlaps(_cell(left, width, row)) for _, box in named):
            row += 1
        named.append((book.id, _cell(left, width, row)))
        lines.append({"x": year, "y": frame.y.low, "y2": frame.y.high})
    return lines, named


def _cell(left: float, width: float, row: int) -> Box:
    return Box(left, 4 + 14 * row, left + width, 17 + 14 * row)


def _segments(lines: Sequence[Line], frame: Frame, x: Any, y: Any) -> Iterator[Any]:
    for status, (color, dash, width) in _LOOKS.items():
        rows = [
            {
                "x": style.year_of(line.start.toordinal()),
                "x2": frame.x.high if line.end is None else style.year_of(line.end.toordinal()),
                "y": line.number,
            }
            for line in lines
            if line.status == status
        ]
        if rows:
            mark = alt.Chart(style.rows(rows)).mark_rule(color=color, strokeWidth=width, strokeDash=dash)
            yield mark.encode(x=x, x2="x2:Q", y=y)


def _titles(
    lines: Sequence[Line], frame: Frame, marks: Sequence[Box], taken: Sequence[Box]
) -> Iterator[tuple[str, Box]]:
    """Yield what each line is, along it where it covers the fewest points.

    A line that goes on from rule to rule is one line here.
    """
    spans: dict[tuple[float, tuple[str, ...]], list[Line]] = {}
    for line in lines:
        spans.setdefault((line.number, line.controls), []).append(line)
    kept = list(taken)
    for (number, controls), parts in spans.items():
        text = ", ".join(controls) or parts[0].status.replace("_", " ")
        width, at = text_width(text, SIZE) * 1.1, frame.y(number)
        last = parts[-1].end
        start = frame.x(style.year_of(parts[0].start.toordinal())) + 4
        end = (frame.x.pixels if last is None else frame.x(style.year_of(last.toordinal()))) - width - 4
        spots = [
            Box(left, top, left + width, top + 13)
            for left in (*np.arange(start, end, 6.0).tolist(), max(start, end))
            for top in (at - 15, at + 2)
        ]
        free = [spot for spot in spots if not any(spot.overlaps(each) for each in kept)]
        if free:
            best = min(free, key=lambda spot: (sum(map(spot.overlaps, marks)), -spot.left, spot.top))
            kept.append(best)
            yield text, best


# --- tables -------------------------------------------------------------------------------------


def _table(
    items: Sequence[Measurement], date: str, quantity: str, by: str | None
) -> Iterator[dict[str, str]]:
    for one in items:
        yield {
            "item": one.item,
            "status": one.status,
            **({by: one.words[by] or ""} if by else {}),
            date: _days(one, date),
            f"{quantity} ({one.units[quantity]})": str(one.values[quantity]),
            "drawn": "no" if _row(one, date, quantity, None, ()) is None else "yes",
        }


def _line_rows(lines: Sequence[Line]) -> Iterator[dict[str, object]]:
    for line in lines:
        yield {
            "rulebook": line.rulebook,
            "from": line.start.isoformat(),
            "to": "" if line.end is None else line.end.isoformat(),
            "number": style.shown(line.number),
            "beyond it": line.status,
            "controls": "; ".join(line.controls),
            "hangs on": "; ".join(line.open),
        }
