"""Exact values of facts and metrics: known, within bounds, unknown, or not applicable."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from enum import IntEnum
from fractions import Fraction
from typing import Any, Final, Literal

from attrs import frozen

from redline.units import Unit

Absence = Literal["no", "maybe", "yes"]
"""Whether a quantity may be, or is, not applicable."""


class Status(IntEnum):
    """Outcome of a rulebook for an item, as coded in result arrays."""

    NOT_CONTROLLED = 0
    CONTROLLED = 1
    UNDETERMINED = 2
    NOT_COVERED = 3

    @property
    def word(self) -> str:
        """The outcome as reports and JSON write it."""
        return self.name.lower()

    @classmethod
    def of(cls, truth: bool | None) -> Status:
        """Return the outcome that a three-valued answer stands for."""
        return cls.UNDETERMINED if truth is None else cls(int(truth))


@frozen
class Value:
    """What is known of a quantity: it lies between ``low`` and ``high``, or it is not applicable.

    ``high`` is None where there is no upper bound. An open bound is approached but not reached.
    """

    low: Fraction
    high: Fraction | None
    low_open: bool = False
    high_open: bool = False
    absent: Absence = "no"

    @property
    def is_known(self) -> bool:
        """Whether exactly one number is possible."""
        return self.absent == "no" and (self.low is self.high or self.low == self.high)

    def __str__(self) -> str:
        if self.absent == "yes":
            return "not applicable"
        if self == UNKNOWN:
            return "unknown"
        low = number_text(self.low)
        if self.low == self.high:
            return low
        words = f"at least {low}" if self.high is None else f"{low}..{number_text(self.high)}"
        return f"{words}, or not applicable" if self.absent == "maybe" else words


UNKNOWN: Final = Value(Fraction(0), None)
NOT_APPLICABLE: Final = Value(Fraction(0), Fraction(0), absent="yes")


def known(number: Fraction | int) -> Value:
    """Return the value that is exactly this number."""
    exact = number if isinstance(number, Fraction) else Fraction(number)
    return Value(exact, exact)


LARGEST: Final = Fraction(10) ** 30
SMALLEST: Final = Fraction(1, 10**30)
"""Facts lie between these or are zero: beyond them no physical quantity of this field is meant, and
within them no product of facts overflows or loses precision in float64."""

_DECIMAL: Final = re.compile(r"\d{1,60}(?:\.\d{1,60})?(?:[eE][+-]?\d{1,3})?|\.\d{1,60}(?:[eE][+-]?\d{1,3})?")


def parse_number(text: str) -> Fraction | None:
    """Read a decimal number exactly; None when the text is not one, or is beyond all measure."""
    if _DECIMAL.fullmatch(text) is None or not text.isascii():
        return None
    number = Fraction(text)
    return number if number == 0 or SMALLEST <= number <= LARGEST else None


_NUMERAL: Final = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


def number_remedy(text: str, otherwise: str) -> str:
    """Say how a text that is no number is written where that is clear, and else what is wanted."""
    if _NUMERAL.fullmatch(text):
        return otherwise  # it is written as a number, and too large or too small for one
    numeral, unit = numeral_and_unit(text)
    meant = text if numeral is None else f"{numeral} {unit}".rstrip()
    return otherwise if meant == text else f"write `{meant}`; {otherwise}"


def number_fault(text: str) -> str:
    """Say what keeps a text from being a number that ``parse_number`` reads: it is negative, say."""
    if text[:1] in {"-", "\N{MINUS SIGN}"} and _NUMERAL.fullmatch(text[1:].strip()):
        return "is negative"
    if _NUMERAL.fullmatch(text):
        return "is beyond all measure: numbers lie between 1e-30 and 1e30"
    return "is not a number"


_GROUPED: Final = re.compile(r"\d{1,3}(?:([,' \u2019])\d{3})(?:\1\d{3})*(?:\.\d+)?", re.ASCII)


def plain_numeral(text: str) -> str | None:
    """Return a number as it is written here, of one with other digits, thousands apart, a plus or a comma.

    None where the text is no number, or may be two.
    """
    normal = "".join(
        str(unicodedata.digit(char)) if char.isdecimal() else char
        for char in unicodedata.normalize("NFKC", text[:200]).strip()
    ).removeprefix("+")
    if _GROUPED.fullmatch(normal):
        normal = re.sub(r"[,' \u2019]", "", normal)
    elif re.fullmatch(r"\d+,\d+", normal, re.ASCII):
        normal = normal.replace(",", ".")
    elif re.fullmatch(r"\d+(?:_\d+)+", normal, re.ASCII):
        normal = normal.replace("_", "")
    return None if parse_number(normal) is None else normal


_UNITED: Final = re.compile(r"(.*?[\d.])\s*((?:%|\$|[^\W\d_]).*)", re.DOTALL)


def numeral_and_unit(text: str) -> tuple[str | None, str]:
    """Split a text into a number, as it is written here, and the unit that follows it; None for no number."""
    if (numeral := plain_numeral(text)) is not None:
        return numeral, ""
    united = _UNITED.fullmatch(text.strip())
    return (plain_numeral(united[1]), united[2].strip()) if united else (None, "")


def decimal_text(number: Fraction) -> str | None:
    """Write a number exactly in decimals; None where they would not end within 60 places."""
    for places in range(61):
        if 10**places % number.denominator == 0:
            digits = str(number.numerator * (10**places // number.denominator)).rjust(places + 1, "0")
            return digits if places == 0 else f"{digits[:-places]}.{digits[-places:]}"
    return None


def number_text(number: Fraction, digits: int = 10) -> str:
    """Write a number in plain decimals, rounded to so many significant digits."""
    from decimal import Context, Decimal

    if number.denominator == 1 and abs(number) < 10**15:
        return str(number.numerator)
    rounded = Context(prec=digits).divide(Decimal(number.numerator), Decimal(number.denominator))
    if not -8 < rounded.adjusted() < 15:
        return f"{rounded.normalize():E}"
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def fields(thing: object, names: str) -> dict[str, Any]:
    """Return attributes of an answer as JSON writes them; ``names`` are separated by blanks."""
    return {name: json_form(getattr(thing, name)) for name in names.split()}


def json_form(value: Any) -> Any:
    """Return a value as JSON writes it: numbers as such, days and units as text, answers as objects."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case Fraction():
            return json_number(value)
        case dt.date():
            return value.isoformat()
        case Unit():
            return str(value)
        case Mapping():
            return {key: json_form(each) for key, each in value.items()}
    if hasattr(value, "to_dict"):
        return value.to_dict()
    return [json_form(each) for each in value]


def json_number(number: Fraction) -> int | float:
    """Return a number as JSON writes it: whole numbers as integers, others as nearest float."""
    return number.numerator if number.denominator == 1 else float(number)
