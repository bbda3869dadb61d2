"""Turn a program into a plan of NumPy calls, for columns that come in given forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from redline import program
from redline.arithmetic import Arithmetic, NoVectorForm
from redline.plan import (
    Axis,
    Cut,
    Form,
    Number,
    Plan,
    Register,
    Truth,
    allocate,
    gather_name,
    is_exact,
    zone,
)
from redline.program import Program, Ref


def build(
    over: Program, forms: Mapping[str, Form], targets: Sequence[Ref], keep_numbers: Iterable[Ref] = ()
) -> Plan:
    """Plan the evaluation of truth nodes, for columns that come in the given forms.

    ``forms`` has every fact that has a column; an aggregate over a collection has one under the name
    that ``gather_name`` gives it. ``keep_numbers`` are number nodes wanted in the end.
    """
    builder = _Builder(over, forms)
    for ref in targets:
        builder.truth(ref)
    for ref in keep_numbers:
        builder.try_number(ref)
    return builder.plan({*targets}, {*keep_numbers})


class _Builder(Arithmetic):
    def __init__(self, over: Program, forms: Mapping[str, Form]) -> None:
        super().__init__(over, forms)
        self.truths: dict[Ref, Truth] = {}
        self.axes: dict[Ref, Axis] = {}
        self.opaque: set[Ref] = set()

    def plan(self, targets: set[Ref], keep_numbers: set[Ref]) -> Plan:
        kept = {register for ref in targets for register in (self.truths[ref].yes, self.truths[ref].no)}
        for axis in self.axes.values():
            kept |= {*axis.above, *axis.below}
        for ref in {*self.axes, *keep_numbers} & self.numbers.keys():
            number = self.numbers[ref]
            kept |= {r for r in (number.low, number.high, number.absent, number.unsure) if r is not None}
        for ref in self.truths:
            if self._is_looked_up(ref):
                kept |= {self.truths[ref].yes, self.truths[ref].no}
        buffers, counts = allocate(self.steps, self.kinds, kept)
        axes = tuple(self.axes.values())
        opaque = frozenset(self.opaque)
        return Plan(tuple(self.steps), self.inputs, buffers, counts, self.truths, axes, self.numbers, opaque)

    def _is_looked_up(self, ref: Ref) -> bool:
        """Return whether a cell table looks at the answer itself: of words, and of pairs of quantities."""
        match self.nodes[ref].operation:
            case program.Is() | program.Holds() | program.AnyPart():
                return True
            case program.Compare(_, left, right):
                return self.constant(left) is None and self.constant(right) is None
        return False

    # --- truths -----------------------------------------------------------------------------

    def truth(self, ref: Ref) -> Truth:
        if ref not in self.truths:
            try:
                self.truths[ref] = self._truth(ref)
            except NoVectorForm:
                self.opaque.add(ref)
                self.truths[ref] = Truth(self._never(), self._never())
        return self.truths[ref]

    def _truth(self, ref: Ref) -> Truth:
        operation = self.nodes[ref].operation
        match operation:
            case program.Compare(operator, left, right):
                return self._compare(operator, left, right)
            case program.Not(arg):
                inner = self.truth(arg)
                return Truth(inner.no, inner.yes)
            case program.All(args):
                return self._join(np.bitwise_and, np.bitwise_or, [self.truth(arg) for arg in args])
            case program.Any(args):
                return self._join(np.bitwise_or, np.bitwise_and, [self.truth(arg) for arg in args])
            case program.Truth(value):
                never = self._never()
                always = self.bits(np.invert, never)
                return Truth(always, never) if value else Truth(never, always)
            case program.Holds(fact):
                return self._word(fact.name, [1], 1)
            case program.Is(fact, categories):
                codes = [fact.categories.index(word) for word in categories]
                return self._word(fact.name, codes, len(fact.categories) - 1)
            case program.AnyPart():
                return self._word(gather_name(ref), [1], 1)
        raise NoVectorForm

    def _join(self, yes: np.ufunc, no: np.ufunc, truths: Sequence[Truth]) -> Truth:
        return Truth(
            reduce(lambda a, b: self.bits(yes, a, b), [truth.yes for truth in truths]),
            reduce(lambda a, b: self.bits(no, a, b), [truth.no for truth in truths]),
        )

    def _never(self) -> Register:
        return self.bits(_clear)

    def _word(self, name: str, codes: Sequence[int], last: int) -> Truth:
        form = self.forms.get(name)
        if form is None:
            never = self._never()
            return Truth(never, never)
        column = self.column(name, "codes")
        if form == "bools":
            return Truth(column, self.bits(np.invert, column))
        others = [code for code in range(last + 1) if code not in codes]
        return Truth(self._one_of(column, codes), self._one_of(column, others))

    def _one_of(self, column: Register, codes: Sequence[int]) -> Register:
        found = [self.bits(np.equal, column, float(code)) for code in codes]
        return reduce(lambda a, b: self.bits(np.bitwise_or, a, b), found) if found else self._never()

    def _compare(self, operator: str, left: Ref, right: Ref) -> Truth:
        if self.constant(left) is not None:
            mirrored = {">=": "<=", ">": "<", "<=": ">=", "<": ">"}[operator]
            return self._compare(mirrored, right, left)
        number, cut = self.number(left), self.constant(right)
        if cut is None:
            other = self.number(right)
            above, below = self._between(number, other)
            numbers = [number, other]
        else:
            above, below = self._at(left, number, (cut, operator in (">", "<=")))
            numbers = [number]
        yes, no = (above, below) if operator in (">=", ">") else (below, above)
        for each in numbers:
            yes, no = self._mask(yes, no, each)
        return Truth(yes, no)

    def _mask(self, yes: Register, no: Register, number: Number) -> tuple[Register, Register]:
        """Answer no where a number is not applicable, and never surely yes where it may be so."""
        for register in (number.absent, number.unsure):
            if register is not None:
                yes = self.bits(np.bitwise_and, yes, self.bits(np.invert, register))
        if number.absent is not None:
            no = self.bits(np.bitwise_or, no, number.absent)
        return yes, no

    def _at(self, ref: Ref, number: Number, cut: Cut) -> tuple[Register, Register]:
        axis = self.axes.setdefault(ref, Axis(ref, number))
        if cut not in axis.cuts:
            constant, strict = cut
            low, high = zone(constant, number.roundings)
            exceeds: np.ufunc = np.greater_equal
            falls_below: np.ufunc = np.less
            if is_exact(constant, number):
                low = high = float(constant)
                if strict:
                    exceeds, falls_below = np.greater, np.less_equal
            axis.cuts.append(cut)
            axis.zones.append((low, high))
            if constant == 0 and (not strict or number.positive):  # no quantity is negative
                axis.above.append(self.bits(np.invert, self._never()))
                axis.below.append(self._never())
            else:
                axis.above.append(
                    self._never() if number.low is None else self.bits(exceeds, number.low, high)
                )
                axis.below.append(
                    self._never() if number.high is None else self.bits(falls_below, number.high, low)
                )
        index = axis.cuts.index(cut)
        return axis.above[index], axis.below[index]

    def _between(self, left: Number, right: Number) -> tuple[Register, Register]:
        low, high = zone(Fraction(1), left.roundings + right.roundings)
        above = below = None
        if left.low is not None and right.high is not None:
            above = self.bits(np.greater, left.low, self.floats(np.multiply, right.high, high))
        if left.high is not None and right.low is not None:
            below = self.bits(np.less, left.high, self.floats(np.multiply, right.low, low))
        return above or self._never(), below or self._never()


def _clear(out: NDArray[np.bool_]) -> None:
    out[...] = np.False_
