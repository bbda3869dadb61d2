"""Lay text out in aligned columns that fit a width."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

GAP: Final = "  "
_NARROWEST: Final = 8


def lay_out(
    rows: Sequence[Sequence[str]], width: int, flexible: Sequence[int], right: Sequence[int] = ()
) -> list[list[str]]:
    """Pad the cells of ``rows``, the first of which is the heading, to at most ``width`` columns.

    Columns in ``flexible`` are cut with an ellipsis, the widest first, until the rest fits; those in
    ``right`` are aligned to the right. Join the cells of a row with ``GAP``.
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    room = width - len(GAP) * (len(widths) - 1)
    while sum(widths) > room:
        widest = max(flexible, key=lambda index: widths[index], default=None)
        if widest is None or widths[widest] <= _NARROWEST:
            break
        widths[widest] -= 1
    return [
        [
            cut(cell, most).rjust(most) if index in right else cut(cell, most).ljust(most)
            for index, (cell, most) in enumerate(zip(row, widths, strict=True))
        ]
        for row in rows
    ]


def cut(text: str, width: int) -> str:
    """Shorten a text to a width, with an ellipsis for what is left out; control characters become blanks."""
    shown = "".join(char if char.isprintable() else " " for char in text[: width + 1])
    return shown if len(shown) <= width else f"{shown[: width - 1]}…"
