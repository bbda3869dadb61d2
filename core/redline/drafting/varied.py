"""Read what is asked to vary: a parameter of a rulebook, and the numbers from which to which."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from attrs import frozen

from redline.diagnostics import InputError, gather
from redline.model import Parameter, Rulebook
from redline.offered import short
from redline.suggestions import names, nearest
from redline.units import DATE, Unit, UnknownUnitError, parse_unit
from redline.values import number_text, parse_number

_RANGE: Final = re.compile(
    r"\s*([^.\s](?:[^.\s]|\.(?!\.))*)\s*\.\.\s*([^.\s](?:[^.\s]|\.(?!\.))*)\s*(\S.*?)?\s*"
)


@frozen
class Varied:
    """A parameter with the numbers that it takes, in its own unit, both ends included."""

    parameter: Parameter
    low: Fraction
    high: Fraction

    @property
    def fact(self) -> str:
        """The fact that stands for the parameter in a program in which it varies."""
        return f"parameter {self.parameter.name}"

    def __str__(self) -> str:
        return f"{self.parameter.name}={number_text(self.low)}..{number_text(self.high)}"


def varied(book: Rulebook, asked: Any) -> list[Varied]:
    """Return what is to vary: a mapping from parameters to ``"LO..HI"`` or pairs of numbers.

    Raises ``InputError`` for a parameter that does not exist, a range that is none, and another unit.
    """
    if not isinstance(asked, Mapping) or not asked:
        raise InputError.of(
            "nothing is named to vary", help='name a parameter and a range, as in `{"floor": "1000..2000"}`'
        )
    return gather(lambda pair: _varied(book, *pair), list(asked.items()))


def _varied(book: Rulebook, name: str, ends: Any) -> Varied:
    found = [parameter for parameter in book.parameters if parameter.name == name]
    if not found:
        there = [parameter.name for parameter in book.parameters if parameter.unit != DATE]
        near = nearest(name, there)
        meant = f"did you mean `{near}`? " if near else ""
        raise InputError.of(
            f"`{book.id}` has no parameter `{name}`",
            help=f"{meant}there are {names(there)}" if there else None,
        )
    parameter = found[0]
    if parameter.unit == DATE:
        raise InputError.of(f"`{name}` is a date, which does not vary", help="vary a number")
    low, high, unit = _ends(name, ends)
    scale = Fraction(1) if unit is None else _conversion(name, unit, parameter.unit)
    if low > high:
        raise InputError.of(f"the range of `{name}` runs backwards", help="write the lower end first")
    return Varied(parameter, low * scale, high * scale)


def ends(name: str, given: Any) -> tuple[Fraction, Fraction]:
    """Read a range of bare numbers. Raises ``InputError`` for what is none, or runs backwards."""
    low, high, unit = _ends(name, given)
    if unit is not None or low >= high:
        raise InputError.of(f"`{given}` is no range of {name}", help="write two numbers, as in 100..200")
    return low, high


def _ends(name: str, ends: Any) -> tuple[Fraction, Fraction, str | None]:
    unit = None
    if isinstance(ends, str):
        match = _RANGE.fullmatch(ends)
        if match is None:
            raise InputError.of(f"`{name}={ends}` names no range", help=f"write `{name}=LO..HI`")
        *pair, unit = match.groups()
    elif isinstance(ends, Sequence) and len(ends) == 2:
        pair = list(ends)
    else:
        raise InputError.of(f"the range of `{name}` is {short(ends)}", help='give "LO..HI" or two numbers')
    numbers = [_number(end) for end in pair]
    for end, number in zip(pair, numbers, strict=True):
        if number is None:
            raise InputError.of(f"`{end}` is not a number", help=f"write `{name}=LO..HI`, as in 100..200")
    low, high = (number for number in numbers if number is not None)
    return low, high, unit


def _number(end: Any) -> Fraction | None:
    if isinstance(end, Fraction):
        return end if end >= 0 else None
    return None if isinstance(end, bool) else parse_number(str(end))


def _conversion(name: str, text: str, unit: Unit) -> Fraction:
    try:
        return parse_unit(text).conversion_to(unit)
    except UnknownUnitError as error:
        near = f"did you mean `{error.suggestion}`? " if error.suggestion else ""
        raise InputError.of(
            f"there is no unit `{error.name}`", help=f"{near}`{name}` is in {unit}"
        ) from error
    except ValueError as error:
        raise InputError.of(f"`{text}` does not fit `{name}`, which is in {unit}", help=str(error)) from error
