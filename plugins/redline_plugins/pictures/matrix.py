"""Draw the status of items under several rulebooks side by side, with the limb that does it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import altair as alt

from redline import Engine, InputError
from redline_plugins.pictures import style
from redline_plugins.pictures.frame import text_width
from redline_plugins.pictures.labels import SIZE
from redline_plugins.pictures.picture import Picture
from redline_plugins.pictures.question import Question

_MOST_ITEMS, _MOST_RULEBOOKS = 60, 20
_ROW = 20
_MARK = 20
"""Pixels for the mark of a cell, before its text."""
_TEXT = 108
"""Pixels for the text of a cell, about two limbs of a control; what does not fit is counted."""
_LONG = 24
"""So many items are a long list, below which the rulebooks are named again."""
_TINTS = {
    "controlled": "#FBE3D6",
    "not_controlled": "#FFFFFF",
    "undetermined": "#E4E4E4",
    "not_covered": "#F4F4F4",
}


def matrix(engine: Engine, rules: Sequence[str], **asked: Any) -> Picture:
    """Draw a cell for each item and rulebook. ``asked`` are the options of ``Engine.check``.

    A cell has a thick edge where the status is another one than under the rulebook before it. Raises
    ``InputError``, also for more items than can be read.
    """
    texts = [engine.rulebook(name, asked.get("on")) for name in rules]
    question = Question.of(engine, texts, asked)
    found = engine.check(rules=texts, **question.options).to_dicts()
    items = list(dict.fromkeys(one["item"] for one in found))
    books = list(dict.fromkeys(one["rulebook"] for one in found))
    if not items:
        raise InputError.of("nothing can be drawn", help="name some items")
    if len(items) > _MOST_ITEMS or len(books) > _MOST_RULEBOOKS:
        raise InputError.of(
            f"a matrix of {len(items)} items and {len(books)} rulebooks cannot be read",
            help=f"name {_MOST_ITEMS} items (`--item`) and {_MOST_RULEBOOKS} rulebooks or fewer",
        )
    rows = list(_rows(found, books))
    widths = [text_width(row["text"], SIZE) + _MARK + 10 for row in rows]
    width = max(*widths, *(text_width(name, 11) + 14 for name in books))
    chart = style.finished(
        alt.layer(*_layers(rows, items, books, width)).properties(
            width=width * len(books), height=_ROW * len(items)
        ),
        f"{len(items)} items under {len(books)} rulebooks",
        [
            "In each cell: the limbs that are met, the note that takes an item out, or what is not known.",
            "+1: one more, which is in the table beside. Thick edge: another status than to the left.",
        ],
        style.notes_of(texts, question, []),
        max(width * len(books), 420.0),
    )
    return Picture(chart, {"": [_written(row) for row in rows]})


def _rows(found: Sequence[Mapping[str, Any]], books: Sequence[str]) -> Iterator[dict[str, Any]]:
    statuses = {(one["item"], one["rulebook"]): one["status"] for one in found}
    for one in found:
        place = books.index(one["rulebook"])
        before = statuses.get((one["item"], books[place - 1])) if place else None
        yield {
            "item": one["item"],
            "rulebook": one["rulebook"],
            "on": one["on"],
            "word": one["status"],
            "status": style.STATUSES[one["status"]][0],
            "text": _text(_names(one)),
            "by": "; ".join(_names(one)),
            "changed": before is not None and before != one["status"],
        }


def _names(one: Mapping[str, Any]) -> list[str]:
    """Return what made the status."""
    made = {
        "controlled": one["limbs"] or one["controls"],
        "not_controlled": one["excluded_by"],
        "undetermined": one["missing"],
        "not_covered": one["not_encoded"],
    }
    return list(made[one["status"]])


def _text(names: Sequence[str]) -> str:
    """Return as many names as fit, one at least, and how many there are more."""
    for count in range(len(names), 0, -1):
        more = len(names) - count
        text = ", ".join(names[:count]) + (f" +{more}" if more else "")
        if count == 1 or text_width(text, SIZE) <= _TEXT:
            return text
    return ""


def _written(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "item": row["item"],
        "rulebook": row["rulebook"],
        "on": row["on"],
        "status": row["word"],
        "by": row["by"],
        "changed": "yes" if row["changed"] else "no",
    }


def _layers(
    rows: Sequence[Mapping[str, Any]], items: Sequence[str], books: Sequence[str], width: float
) -> Iterator[Any]:
    axis = alt.Axis(
        title=None, orient="top", labelAngle=0, labelFontSize=11, ticks=False, domain=False, labelLimit=0
    )
    band = alt.Scale(paddingInner=0, paddingOuter=0)
    x = alt.X("rulebook:N", sort=list(books), axis=axis, scale=band)
    names = alt.Axis(title=None, ticks=False, domain=False, labelLimit=0, labelFontSize=11)
    y = alt.Y("item:N", sort=list(items), axis=names, scale=band)
    for status, tint in _TINTS.items():
        cells = [row for row in rows if row["word"] == status]
        if cells:
            filled = alt.Chart(style.rows(cells)).mark_rect(color=tint, stroke="#CCCCCC", strokeWidth=0.7)
            yield filled.encode(x=x, y=y)
    changed = [row for row in rows if row["changed"]]
    if changed:
        yield (
            alt.Chart(style.rows(changed))
            .mark_rect(filled=False, stroke=style.INK, strokeWidth=1.8)
            .encode(x=x, y=y)
        )
    chart = alt.Chart(style.rows(rows))
    at = alt.X("rulebook:N", sort=list(books), axis=axis, scale=band, bandPosition=_MARK / 2 / width)
    yield chart.mark_point(strokeWidth=1.4, opacity=1, fillOpacity=1).encode(
        x=at,
        y=y,
        tooltip=["item:N", "rulebook:N", "status:N", "text:N"],
        **style.status_marks({row["status"] for row in rows}, 50),
    )
    beside = alt.X("rulebook:N", sort=list(books), axis=axis, scale=band, bandPosition=_MARK / width)
    yield chart.mark_text(
        font=style.FONT, fontSize=SIZE, align="left", baseline="middle", color=style.INK
    ).encode(x=beside, y=y, text="text:N")
    if len(items) > _LONG:
        again = alt.Chart(style.rows({"rulebook": name} for name in books))
        yield again.mark_text(font=style.FONT, fontSize=11, baseline="top").encode(
            x=x, y=alt.value(_ROW * len(items) + 6), text="rulebook:N"
        )
