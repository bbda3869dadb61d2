"""What a program sees of where a quantity lies: the cells between the places where some answer changes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property, lru_cache

from attrs import frozen

from redline.interval import Cut, Interval
from redline.program.dependencies import atoms
from redline.program.graph import Program
from redline.program.operators import UPWARDS, cut_of
from redline.program.outputs import Ref


@frozen
class Axis:
    """A quantity with the comparisons that are made of it with numbers.

    ``asked`` has each comparison, its sign as the quantity sees it, and the number.
    """

    quantity: Ref
    asked: tuple[tuple[Ref, str, Fraction], ...]

    @cached_property
    def numbers(self) -> tuple[Fraction, ...]:
        """The numbers that the quantity is compared with, each once, upwards."""
        return tuple(sorted({number for _, _, number in self.asked}))

    @cached_property
    def cells(self) -> Sequence[Interval]:
        """The intervals within which no answer changes, upwards."""
        return Interval().split(cut_of(sign, number) for _, sign, number in self.asked)

    @cached_property
    def answers(self) -> Sequence[Mapping[Ref, bool]]:
        """The answers of the comparisons in each cell."""
        asked = [
            (ref, bisect_left(self._lowers, cut_of(sign, number)), sign in UPWARDS)
            for ref, sign, number in self.asked
        ]
        return [
            {ref: (place >= change) == upwards for ref, change, upwards in asked}
            for place in range(len(self.cells))
        ]

    def reached(self, numbers: Interval) -> Sequence[Mapping[Ref, bool]]:
        """Return the answers in those cells that have some numbers of an interval.

        Cells lie in order, so that those between the cells of both ends are all of them.
        """
        first = bisect_right(self._lowers, numbers.lower) - 1
        end = None if numbers.upper is None else bisect_left(self._lowers, numbers.upper)
        return self.answers[first:end]

    @cached_property
    def _lowers(self) -> Sequence[Cut]:
        return [cell.lower for cell in self.cells]


@lru_cache(maxsize=1024)
def axis_of(quantity: Ref, asked: tuple[tuple[Ref, str, Fraction], ...]) -> Axis:
    """Return an axis, the same one for the same comparisons: items ask again and again, and cells stay."""
    return Axis(quantity, asked)


def axes(over: Program) -> Iterator[Axis]:
    """Yield the axes of all quantities that the program compares with constants."""
    grouped: dict[Ref, list[tuple[Ref, str, Fraction]]] = {}
    for ref, (quantity, sign, number) in atoms(over):
        grouped.setdefault(quantity, []).append((ref, sign, number))
    return (axis_of(quantity, tuple(asked)) for quantity, asked in grouped.items())
