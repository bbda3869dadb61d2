"""Read what is asked to vary: a parameter of a rulebook, and the numbers from which to which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from attrs import frozen

from redline.curves.specialize import readers
from redline.diagnostics import InputError, gather, text_of
from redline.model import Condition, Limb, Parameter, Rulebook
from redline.program import Program
from redline.program.node_builder import parameter_fact
from redline.program.trace import walk
from redline.program.unverified import parameters_in
from redline.stated_numbers import stated_range
from redline.suggestions import names, remedy
from redline.units import DATE
from redline.values import number_text


@frozen
class Varied:
    """A parameter with the numbers that it takes, in its own unit, both ends included."""

    parameter: Parameter
    low: Fraction
    high: Fraction

    @property
    def fact(self) -> str:
        """The fact that stands for the parameter in a program in which it varies."""
        return parameter_fact(self.parameter).name

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


def refuse_idle(over: Program, asked: Iterable[Varied]) -> None:
    """Raise ``InputError`` for a parameter that no answer reads: all would stay as it is."""
    for one in asked:
        if not readers(over, one.fact):
            raise InputError.of(
                f"`{one.parameter.name}` bears on nothing that is asked of a {over.kind.name}",
                help="vary a number that its controls compare, or say where it goes with `--to`",
            )


def _varied(book: Rulebook, name: str, ends: Any) -> Varied:
    text_of("the name of a number to vary", name)
    found = [parameter for parameter in book.parameters if parameter.name == name]
    if not found:
        there = [parameter.name for parameter in book.parameters if parameter.unit != DATE]
        if (limb := _limb(book, name)) is not None:
            raise _no_parameter(book, name, limb)
        every = f"there are {names(there, most=40)}" if there else None
        help_ = remedy(name, there, every, listed=True)
        raise InputError.of(f"`{book.id}` has no parameter `{name}`", help=help_)
    parameter = found[0]
    if parameter.unit == DATE:
        raise InputError.of(f"`{name}` is a date, which does not vary", help="vary a number")
    low, high = stated_range(f"`{name}`", ends, parameter.unit)
    return Varied(parameter, low, high)


def _limb(book: Rulebook, name: str) -> Condition | None:
    """Return the condition of a limb or a control of this name."""
    for control in book.controls:
        if control.id == name:
            return control.condition
        for part in walk(control.condition):
            if isinstance(part, Limb) and part.label == name:
                return part.condition
    return None


def _no_parameter(book: Rulebook, name: str, limb: Condition) -> InputError:
    """Say that a limb is no number, and which numbers with a name it compares."""
    own = {each.name for part in walk(limb) for each in parameters_in(part) if each.unit != DATE}
    help_ = "give the number a name, as in `parameter floor = ...`, compare with that, and vary it"
    if own:
        help_ = f"it compares with {names(own)}: vary that"
    return InputError.of(f"`{name}` is a limb of `{book.id}`, and no number", help=help_)
