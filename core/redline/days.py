"""Read the days that a text names, as people and programs write them, and say how else it is written."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from typing import Final

Span = tuple[dt.date, dt.date]

_MONTHS: Final = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH_NUMBERS: Final = {
    **{month: number for number, month in enumerate(_MONTHS, start=1)},
    **{month[:3]: number for number, month in enumerate(_MONTHS, start=1)},
    "sept": 9,
}
MONTH: Final = "(?:" + "|".join(sorted(_MONTH_NUMBERS, key=len, reverse=True)) + r")\b\.?"
"""A month's English name, whole or cut short, as a pattern."""

_TIME: Final = r"(?P<time>[T ](?:[01]\d|2[0-3])(?::[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?)?)"
_ZONE: Final = r"(?P<zone> ?(?:Z|UTC|GMT|[+-]\d\d(?::?\d\d)?(?::\d\d)?)(?:\[[\w/]+\])?)"
_BY_NUMBERS: Final = re.compile(
    rf"(?P<year>\d{{4}})(?:\.0+|-(?P<month>\d\d)(?:-(?P<day>\d\d)(?:{_TIME}{_ZONE}?)?)?)?", re.ASCII
)
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_BY_NAME: Final = tuple(
    re.compile(pattern, re.ASCII | re.IGNORECASE)
    for pattern in (
        rf"(?:{_DAY}[ -])?(?P<month>{MONTH}),?[ -](?P<year>\d{{4}})",
        rf"(?P<month>{MONTH}) {_DAY},? (?P<year>\d{{4}})",
        rf"(?P<year>\d{{4}})[ -](?P<month>{MONTH})(?:[ -]{_DAY})?",
    )
)


def span_of(text: str) -> Span | None:
    """Return the first and the last day of the year, the month or the day that a text names.

    A month is a number or an English name; a year may have been through a column of floats (``2022.0``),
    and a time of day without a zone changes no day. None for what is no date, and for a time in a zone:
    which day it is depends on where one stands.
    """
    if (match := _BY_NUMBERS.fullmatch(text)) is not None:
        return None if match["zone"] else _span(match["year"], match["month"], match["day"])
    for pattern in _BY_NAME:
        if (match := pattern.fullmatch(text)) is not None:
            month = _MONTH_NUMBERS[match["month"].lower().rstrip(".")]
            return _span(match["year"], str(month), match["day"])
    return None


def _span(year: str, month: str | None, day: str | None) -> Span | None:
    """Return the first and the last day of a year, of one of its months, or a day; None for no such thing."""
    first, last = (int(month),) * 2 if month else (1, 12)
    if int(year) < dt.MINYEAR or not 1 <= first <= 12:
        return None
    length = monthrange(int(year), last)[1]
    start, end = (int(day),) * 2 if day else (1, length)
    if not 1 <= start <= end <= length:
        return None
    return dt.date(int(year), first, start), dt.date(int(year), last, end)


# --- what is wrong with a text that names no days ---------------------------------------------

_YEAR_FIRST: Final = re.compile(r"(\d{4})([./-]?)(\d{1,2})\2(\d{1,2})", re.ASCII)
_YEAR_LAST: Final = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})", re.ASCII)
_PART: Final = re.compile(r"(?P<part>[QH][1-4])[ -/]?(?P<year>\d{4})", re.ASCII | re.IGNORECASE)
_LONGEST: Final = 60
_DASHES: Final = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))


def fault_of(text: str, otherwise: str, *, one_day: bool = False) -> tuple[str, str]:
    """Say what is wrong with a text that is not read, and how it is written, or what is wanted if unclear."""
    match = _BY_NUMBERS.fullmatch(text)
    if match is not None and match["zone"]:
        return "has a time zone, and so is another day elsewhere", "write the day that counts, without a time"
    meant = meant_by(text)
    clear = meant is not None and (meant[0] == meant[1] or not one_day)
    return "is not a date", f"write `{_iso(meant)}`" if clear and meant else otherwise


def meant_by(text: str) -> Span | None:
    """Return the days that a text in another order or with other signs names; None where that is unclear."""
    text = text.translate(_DASHES) if len(text) <= _LONGEST else ""
    if (found := span_of(text)) is not None:
        return found
    if (match := _PART.fullmatch(text)) is not None:
        return _part_of_year(match["part"].upper(), match["year"])
    days = {found for order in _orders(text) if (found := _span(*order)) is not None}
    return days.pop() if len(days) == 1 else None


def _orders(text: str) -> list[tuple[str, str, str]]:
    """Return year, month and day in each order that numbers may stand in; with points the day is first."""
    if (match := _YEAR_FIRST.fullmatch(text)) is not None and (match[2] or len(text) == len("20240601")):
        return [(match[1], match[3], match[4])]
    if (match := _YEAR_LAST.fullmatch(text)) is not None:
        month_first = [] if match[2] == "." else [(match[4], match[1], match[3])]
        return [(match[4], match[3], match[1]), *month_first]
    return []


def _part_of_year(part: str, year: str) -> Span | None:
    """Return the first and the last day of a quarter or of a half."""
    months, number = 3 if part[0] == "Q" else 6, int(part[1])
    first = _span(year, str(months * (number - 1) + 1), None)
    last = _span(year, str(months * number), None)
    return (first[0], last[1]) if first and last else None


# --- how days are written ---------------------------------------------------------------------


def text_of(day: dt.date) -> str:
    """Write a day or a moment as ``span_of`` reads it; a zone stays, so that it is seen."""
    if isinstance(day, dt.datetime):
        return day.isoformat() if day.tzinfo is not None else day.date().isoformat()
    return day.isoformat()


def _iso(span: Span) -> str:
    first, last = span
    return str(first) if first == last else f"{first}..{last}"
