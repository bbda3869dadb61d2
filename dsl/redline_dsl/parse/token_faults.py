"""Say what is wrong with a token taken by itself: a date that is none, a curved quotation mark."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Final

from lark import Token

from redline.days import meant_by
from redline.values import parse_number

LONGEST_NAME: Final = 100
_LONGEST_UNIT: Final = 200
_LONGEST_NUMBER: Final = 130


def fault_of(token: Token) -> tuple[str, str | None] | None:
    """Say what is wrong with a token taken by itself, with help."""
    word = str(token)
    if (fault := _too_long(token.type, word)) is not None:
        return fault
    match token.type:
        case "NAME" if not word.isascii():
            return _foreign_letter(word)
        case "DATE" if not _is_date(word):
            return f"`{word}` is not a day of the calendar", "write year-month-day, such as 2023-11-17"
        case "OTHER_DATE" | "DECIMAL_COMMA" | "THOUSANDS":
            return _of_another_form(token.type, word)
        case "NUMBER" | "QUANTITY":
            return _number_fault(word.split(maxsplit=1)[0])
        case "RANGE":
            return _range_fault(word.split(maxsplit=1)[0])
        case "STRING" if escape := re.search(r'\\[^"\\]', word):
            return f"`{escape[0]}` has no meaning in a text", 'only `\\"` and `\\\\` do'
        case "OTHER":
            return _stray(word)
    return None


def _too_long(type_: str, word: str) -> tuple[str, str] | None:
    if type_ == "NAME" and len(word) > LONGEST_NAME:
        return f"a name is longer than {LONGEST_NAME} characters", "shorten it"
    if type_ == "QUANTITY" and len(word.split(maxsplit=1)[0]) > _LONGEST_NUMBER:
        return f"a number has more than {_LONGEST_NUMBER} characters", "check its digits; shorten it"
    if type_ in ("TYPE", "QUANTITY") and len(word) > _LONGEST_UNIT:
        return f"a unit is longer than {_LONGEST_UNIT} characters", "name the product as a metric"
    return None


def _is_date(word: str) -> bool:
    try:
        dt.date.fromisoformat(word)
    except ValueError:
        return False
    return True


def _of_another_form(type_: str, word: str) -> tuple[str, str]:
    """Say how the language writes a day or a number that other texts write so."""
    match type_:
        case "OTHER_DATE":
            return f"`{word}` is not how a day is written", _as_date(word)
        case "DECIMAL_COMMA":
            return f"`{word}` has a decimal comma", f"write `{word.replace(',', '.')}`"
    return f"`{word}` has commas within a number", f"write `{word.replace(',', '')}`"


def _as_date(word: str) -> str:
    """Say how a day is written; one whose day and month may change places is not rewritten."""
    meant = meant_by(word)
    return f"write year-month-day: `{meant[0]}`" if meant else "write year-month-day, such as 2023-11-17"


def _number_fault(word: str) -> tuple[str, str | None] | None:
    if parse_number(word) is None:
        shown = word if len(word) <= 40 else word[:40] + "..."
        return f"`{shown}` is beyond any quantity of this field", "check its digits and its exponent"
    return None


def _range_fault(word: str) -> tuple[str, str | None] | None:
    low, _, high = word.partition("..")
    fault = _number_fault(low) or _number_fault(high)
    if fault is None and (parse_number(low) or 0) > (parse_number(high) or 0):
        return f"the range `{word}` ends below its beginning", f"write `{high}..{low}`"
    return fault


_STRAY: Final = {
    "\u201c": ("a curved quotation mark cannot stand here", 'write straight quotes: "'),
    "\u201d": ("a curved quotation mark cannot stand here", 'write straight quotes: "'),
    "\u2019": ("a curved apostrophe cannot stand here", "texts stand in straight double quotes"),
    "'": ("a single quotation mark cannot stand here", 'texts stand in double quotes: "'),
    '"': ("this text in quotes is not closed on its line", 'end it with "'),
    "\u2265": ("`\u2265` is not a sign of the language", "write `>=`"),
    "\u2264": ("`\u2264` is not a sign of the language", "write `<=`"),
    "\u00d7": ("`\u00d7` is not a sign of the language", "write `*`"),
    "\u00b2": ("`\u00b2` is not a sign of the language", "write `mm2` for square millimetres"),
    **{
        dash: (f"`{dash}` is not a sign of the language", "write `-`")
        for dash in "\u2010\u2011\u2012\u2013\u2014\u2212"
    },
    "\u00a0": ("a non-breaking blank stands here", "write an ordinary blank"),
    ".": (
        "a single `.` has no meaning here",
        "numbers begin with a digit: `0.5`; ranges are written `780..860`",
    ),
    "!": ("`!` is not a sign of the language", "write `not`"),
    "&": ("`&` is not a sign of the language", "write `and`"),
    "|": ("`|` is not a sign of the language", "write `or`"),
    "%": ("`%` is not a unit", "write the share as a number, such as 0.25"),
    ";": ("`;` is not a sign of the language", "each clause stands on a line of its own"),
    "{": ("`{` is not a sign of the language", "blocks are made by indentation"),
    "}": ("`}` is not a sign of the language", "blocks are made by indentation"),
    "$": ("`$` is not a sign of the language", "write the amount with the unit USD"),
}


def _stray(char: str) -> tuple[str, str | None]:
    return _STRAY.get(char, (f"`{char}` is not a sign of the language", None))


def _foreign_letter(word: str) -> tuple[str, str | None]:
    char = next(char for char in word if not char.isascii())
    name = unicodedata.name(char, "a letter").lower()
    return (
        f"`{char}` ({name}) cannot stand in a name",
        "names are made of the letters a to z, digits, `_`, `.` and `-`",
    )
