"""Lay text out in aligned columns that fit a width."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from unicodedata import combining, east_asian_width

_GAP: Final = "  "
_NARROWEST: Final = 8
_LONGEST: Final = 1000
"""Characters beyond which a text is too long for any column."""


def lay_out(
    rows: Sequence[Sequence[str]], width: int, flexible: Sequence[int], right: Sequence[int] = ()
) -> list[list[str]]:
    """Pad the cells of ``rows``, the first of which is the heading, to at most ``width`` columns.

    Columns in ``flexible`` are cut with an ellipsis, the widest first, until the rest fits; those in
    ``right`` are aligned to the right. A cell ends with the gap to the next one.
    """
    widths = [min(width, max(map(columns, cells))) for cells in zip(*rows, strict=True)]
    room = width - len(_GAP) * (len(widths) - 1)
    while sum(widths) > room:
        widest = max(flexible, key=lambda index: widths[index], default=None)
        if widest is None or widths[widest] <= _NARROWEST:
            break
        widths[widest] -= 1
    places = [(most, index in right) for index, most in enumerate(widths)]
    return [[_padded(cell, *place) for cell, place in zip(row, places, strict=True)] for row in rows]


def _padded(cell: str, width: int, to_the_right: bool) -> str:
    shown = cut(cell, width)
    blanks = " " * (width - columns(shown))
    return (blanks + shown if to_the_right else shown + blanks) + _GAP


def cut(text: str, width: int) -> str:
    """Shorten a text to a width, with an ellipsis for what is left out; control characters become blanks."""
    shown = "".join(char if char.isprintable() else " " for char in text[: width + 1])
    if columns(shown) <= width:
        return shown
    while columns(shown) > width - 1:
        shown = shown[:-1]
    return f"{shown}…"


def columns(text: str) -> int:
    """Return how many columns of a terminal a text takes; East Asian characters take two."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(char) in "WF" else not combining(char) for char in text[:_LONGEST])
