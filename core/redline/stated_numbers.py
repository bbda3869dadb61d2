"""Read numbers as questions state them: with a unit of their own, as a range, as a share."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from redline.diagnostics import InputError, short
from redline.units import ONE, Unit, UnknownUnitError, parse_unit
from redline.values import number_fault, number_remedy, parse_number


def stated_number(what: str, given: Any, unit: Unit) -> Fraction:
    """Read a number, with or without a unit, in that unit. Raises ``InputError``, which says of ``what``."""
    if isinstance(given, Fraction):
        text, own = str(given), ""
        number = given if given >= 0 else None
    else:
        text, _, own = str(given).strip().partition(" ")
        number = None if isinstance(given, bool) else parse_number(text)
    if number is None:
        help_ = number_remedy(str(given).strip(), f"{what} is {_number_in(unit)}")
        raise InputError.of(f"`{text}` {number_fault(text)}", help=help_)
    return number * (_scale(what, own.strip(), unit) if own else 1)


def stated_range(what: str, given: Any, unit: Unit) -> tuple[Fraction, Fraction]:
    """Read a range in a unit: ``"LO..HI"``, or two numbers; a unit at its end is that of both.

    Raises ``InputError`` for what is none, and for one that runs backwards.
    """
    low, high = (stated_number(what, end, unit) for end in _ends(what, given))
    if low > high:
        raise InputError.of(f"the range of {what} runs backwards", help="write the lower end first")
    return low, high


def stated_stretch(what: str, given: Any, unit: Unit) -> tuple[Fraction, Fraction]:
    """Read a range that has a length. Raises ``InputError`` for what is none, and for a single number."""
    low, high = stated_range(what, given, unit)
    if low == high:
        raise InputError.of(
            f"`{given}` is one number, and not a range of {what}", help="write LO..HI, as in 400..800"
        )
    return low, high


def _ends(what: str, given: Any) -> tuple[Any, Any]:
    help_ = f"write the range of {what} as LO..HI, as in 100..200"
    if not isinstance(given, str):
        if isinstance(given, Sequence) and len(given) == 2:
            return given[0], given[1]
        raise InputError.of(f"{short(given)} is no range of {what}", help='give "LO..HI" or two numbers')
    low, dots, high = (part.strip() for part in given.partition(".."))
    if not dots:
        raise InputError.of(f"`{given}` is no range of {what}", help=help_)
    if not low or not high:
        raise InputError.of(f"`{given}`, the range of {what}, lacks an end", help=help_)
    unit = high.partition(" ")[2]
    if " " in low and not unit:
        raise InputError.of(
            f"`{given}`, the range of {what}, has a unit at its lower end alone",
            help="write the unit at the upper end, or at both",
        )
    return (low if " " in low or not unit else f"{low} {unit}"), high


def stated_share(what: str, given: Any) -> Fraction:
    """Read a share such as ``"5%"`` or ``0.05``. Raises ``InputError`` for what is none, or all of it."""
    text = str(given).strip()
    digits = text.removesuffix("percent").removesuffix("%").strip()
    number = parse_number(digits)
    if number is None:
        raise InputError.of(f"`{text}` {number_fault(digits)}", help=f"the {what} is a share, such as `5%`")
    share = number if text == digits else number / 100
    if share >= 1:
        meant = f"; did you mean `{digits}%`?" if text == digits and number < 100 else ""
        raise InputError.of(
            f"`{text}` is all of it or more", help=f"the {what} is a share, such as `5%`{meant}"
        )
    return share


def _scale(what: str, text: str, unit: Unit) -> Fraction:
    try:
        return parse_unit(text).conversion_to(unit)
    except UnknownUnitError as error:
        near = f"did you mean `{error.suggestion}`? " if error.suggestion else ""
        raise InputError.of(
            f"there is no unit `{error.name}`", help=f"{near}{what} is {_number_in(unit)}"
        ) from error
    except ValueError as error:
        raise InputError.of(
            f"`{text}` does not fit {what}, which is {_number_in(unit)}",
            help="leave the unit out, or write one of the same dimension",
        ) from error


def _number_in(unit: Unit) -> str:
    return "a plain number" if unit == ONE else f"in {unit}"
