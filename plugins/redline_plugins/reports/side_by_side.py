"""Put many rulebooks beside each other: a column for each, and notes below on what outcomes wait for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from attrs import frozen

from redline import Determination

MARKS: Final = {"controlled": "yes", "not_controlled": "no", "undetermined": "?", "not_covered": "-"}
"""What stands for a status where the words do not fit."""

_WORDS: Final = {status: status.replace("_", " ") for status in MARKS}
_LEGEND: Final = (
    "yes: controlled. no: not controlled. ?: undetermined; the number is that of the note. "
    "-: not covered, the text as encoded has nothing on such items."
)
_GAP, _ITEM = 2, 16
"""Columns between two others; of the shortest that names of items are cut to."""


@frozen
class SideBySide:
    """Rows with a cell for each rulebook, the heading first, and the notes that cells point to."""

    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]


def side_by_side(
    found: Sequence[Sequence[Determination]], headings: Sequence[str], width: int
) -> SideBySide | None:
    """Return the outcomes in words, in marks where words do not fit, or None where neither does."""
    reasons = _reasons(found)
    names = max((len(several[0].item) for several in found), default=0)
    for said, legend, least in ((_WORDS, (), names), (MARKS, (_LEGEND,), min(names, _ITEM))):
        body = [[_cell(one, said, reasons) for one in several] for several in found]
        widths = [max(map(len, column)) + _GAP for column in zip(headings, *body, strict=True)]
        if least + sum(widths) <= width:
            rows = [(several[0].item, *cells) for several, cells in zip(found, body, strict=True)]
            return SideBySide((("item", *headings), *rows), (*legend, *_notes(reasons)))
    return None


def _reasons(found: Sequence[Sequence[Determination]]) -> dict[str, int]:
    """Return a number for each thing that undetermined outcomes wait for, in the order of the rows."""
    waiting = (_reason(one) for several in found for one in several)
    return {reason: number for number, reason in enumerate(dict.fromkeys(filter(None, waiting)), 1)}


def _reason(one: Determination) -> str:
    if one.status != "undetermined":
        return ""
    unread = [f"not read in a source: {reason}" for reason in one.unstated]
    unproven = [] if one.proven else ["not proven"]
    return "; ".join([f"missing {', '.join(one.missing)}"] * bool(one.missing) + unread + unproven)


def _cell(one: Determination, said: Mapping[str, str], reasons: Mapping[str, int]) -> str:
    reason = _reason(one)
    return f"{said[one.status]} {reasons[reason]}" if reason else said[one.status]


def _notes(reasons: Mapping[str, int]) -> Iterator[str]:
    for reason, number in reasons.items():
        yield f"{number}: {reason}"
