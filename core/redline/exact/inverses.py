"""Find the argument of an operation at which its result reaches a number, the other arguments being known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, TypeAlias

from redline import program
from redline.values import LARGEST, SMALLEST, Value

_HALVINGS: Final = 24
"""How often the stretch is halved in which a function of a plugin passes a number."""


def arguments_giving(
    operation: program.Operation, target: Fraction, others: Sequence[Value | None]
) -> Iterator[Fraction]:
    """Yield the argument at which an operation gives ``target``; it is the one that is None.

    A function of a plugin can only be tried: of it, two arguments between which it passes the target.
    """
    known = sum(other is not None and other.is_known for other in others)
    if known == len(others) - 1:
        numbers = [None if other is None else other.low for other in others]
        yield from _INVERSES[type(operation)](operation, target, numbers)


Numbers: TypeAlias = Sequence[Fraction | None]
"""The arguments of an operation; None is the one that is looked for."""


def _itself(_: program.Operation, target: Fraction, __: Numbers) -> Iterator[Fraction]:
    yield target


def _nowhere(_: program.Operation, __: Fraction, ___: Numbers) -> Iterator[Fraction]:
    yield from ()


def _of_sum(_: program.Operation, target: Fraction, numbers: Numbers) -> Iterator[Fraction]:
    yield target - sum(number for number in numbers if number is not None)


def _of_product(_: program.Product, target: Fraction, numbers: Numbers) -> Iterator[Fraction]:
    (factor,) = (number for number in numbers if number is not None)
    if factor:
        yield target / factor


def _of_quotient(_: program.Quotient, target: Fraction, numbers: Numbers) -> Iterator[Fraction]:
    top, bottom = numbers
    if bottom is not None:
        yield target * bottom
    elif top is not None and target:
        yield top / target


def _of_claimed(operation: program.Claimed, target: Fraction, numbers: Numbers) -> Iterator[Fraction]:
    of = {"largest": _itself, "smallest": _itself, "sum": _of_sum, "count": _nowhere}
    return of[operation.function](operation, target, numbers)


def _of_call(operation: program.Call, target: Fraction, numbers: Numbers) -> Iterator[Fraction]:
    """Yield two arguments, close to each other, between which a function passes a number."""
    function, place = operation.function, numbers.index(None)
    rises = place not in operation.falling

    def reached(argument: Fraction) -> bool:
        value = function.value([argument if number is None else number for number in numbers])
        return value >= target if rises else value <= target

    below, above = _bracket(reached)
    if below is not None and above is not None:
        for _ in range(_HALVINGS):
            middle = (below + above) / 2
            below, above = (below, middle) if reached(middle) else (middle, above)
        yield from (below, above)


def _bracket(reached: Callable[[Fraction], bool]) -> tuple[Fraction | None, Fraction | None]:
    """Return powers of two, one twice the other, at which something is not yet and is already reached."""
    low, high = SMALLEST.denominator.bit_length() * -1, LARGEST.numerator.bit_length()
    if reached(Fraction(2) ** low) or not reached(Fraction(2) ** high):
        return None, None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(Fraction(2) ** middle) else (middle, high)
    return Fraction(2) ** low, Fraction(2) ** high


_INVERSES: Final[Mapping[type[program.Operation], Callable[[Any, Fraction, Numbers], Iterator[Fraction]]]] = (
    program.table(
        program.OfNumber,
        {
            program.Constant: _nowhere,
            program.FactValue: _nowhere,
            program.Sum: _of_sum,
            program.Product: _of_product,
            program.Quotient: _of_quotient,
            program.Extremum: _itself,
            program.Call: _of_call,
            program.Claimed: _of_claimed,
            program.NotApplicableWhen: _itself,
            program.IfStated: _itself,
            program.OneSided: _nowhere,
            program.Gather: _nowhere,
        },
    )
)
"""The argument at which a quantity reaches a number; ``_nowhere`` is for those that have none."""
