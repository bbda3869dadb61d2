"""Find the argument of an operation at which its result reaches a number, the other arguments being known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Final

from redline import program
from redline.functions import Function
from redline.values import LARGEST, SMALLEST, Value

_HALVINGS: Final = 24
"""How often the stretch is halved in which a function of a plugin passes a number."""


def arguments_giving(
    operation: program.Operation, target: Fraction, others: Sequence[Value | None]
) -> Iterator[Fraction]:
    """Yield the argument at which an operation gives ``target``; it is the one that is None.

    A function of a plugin can only be tried: of it, two arguments between which it passes the target.
    """
    known = [other.low for other in others if other is not None and other.is_known]
    if len(known) < len(others) - 1:
        return
    if isinstance(operation, program.Call):
        numbers = [None if other is None else other.low for other in others]
        yield from _passing(operation.function, target, numbers)
    elif (found := _undone(operation, target, known, first=others[0] is None)) is not None:
        yield found


def _undone(
    operation: program.Operation, target: Fraction, others: Sequence[Fraction], *, first: bool
) -> Fraction | None:
    match operation:
        case program.IfStated() | program.NotApplicableWhen() | program.Extremum():
            return target
        case program.Claimed("largest" | "smallest"):
            return target
        case program.Sum() | program.Claimed("sum"):
            return target - sum(others)
        case program.Product():
            return target / others[0] if others[0] else None
        case program.Quotient() if first:
            return target * others[0]
        case program.Quotient():
            return others[0] / target if target else None
    return None


def _passing(function: Function, target: Fraction, numbers: Sequence[Fraction | None]) -> Iterator[Fraction]:
    """Yield two arguments, close to each other, between which a function passes a number."""
    rises = function.rises[numbers.index(None)]

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
