"""Make text inert: no terminal, renderer or spreadsheet takes what stands in it for a command."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_FORMULA: Final = re.compile(r"'*[=+\-@\t\r]")
"""What a spreadsheet runs, perhaps behind apostrophes that say that it is text."""
_SIGNED: Final = r"[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?"
_NUMBER: Final = re.compile(rf"[+-]|{_SIGNED}(?:\.\.(?:{_SIGNED})?)?\s*%?", re.ASCII)
"""What begins with a sign and is a number, a range of them, or the sign alone."""


def plain(text: str) -> str:
    r"""Return a text whose control and formatting characters are escaped, as in ``\u001b``.

    Blanks, tabs and line ends stay. Inside JSON it means what it meant before.
    """
    return text if text.isprintable() else "".join(map(_plain, text))


def _plain(char: str) -> str:
    if char.isprintable() or char in "\n\t" or unicodedata.category(char) == "Zs":
        return char
    data = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{data[start : start + 4]}" for start in range(0, len(data), 4))


def csv_cell(value: object) -> object:
    """Return what stands in a cell of a CSV file: a text that would run as a formula gets an apostrophe.

    Numbers stay numbers. ``csv_text`` gives the text back, save for control characters, which are escaped
    as by ``plain``.
    """
    if not isinstance(value, str):
        return value
    guarded = _FORMULA.match(value) and not _NUMBER.fullmatch(value)
    return plain(f"'{value}" if guarded else value)


def csv_text(cell: str) -> str:
    """Return the text of a cell without the apostrophe that keeps a spreadsheet from running it."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
