"""Turn a program into a plan of NumPy calls, for columns that come in given forms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import partial, reduce
from typing import Any, ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from redline import program
from redline.interval import Cut
from redline.kernel.arithmetic import Arithmetic, NoVectorForm
from redline.kernel.plan import (
    AxisRegisters,
    Form,
    Number,
    Plan,
    Register,
    Truth,
    allocate,
    gather_name,
    is_exact,
    live,
    zone,
)
from redline.program import Program
from redline.program.dependencies import is_pair, is_word
from redline.program.operators import MIRRORED, cut_of
from redline.program.outputs import Ref

Join = Callable[[Register, Register], Register]


def build(
    over: Program,
    forms: Mapping[str, Form],
    targets: Sequence[Ref],
    keep_numbers: Iterable[Ref] = (),
    *,
    logic: bool = True,
) -> Plan:
    """Plan the evaluation of truth nodes, for columns that come in the given forms.

    ``forms`` has every fact that has a column; an aggregate over a collection has one under the name
    that ``gather_name`` gives it. ``keep_numbers`` are number nodes wanted in the end. Without
    ``logic`` the plan ends with the answers that the targets hang on, and does not join them.
    """
    builder = _Builder(over, forms)
    for ref in targets:
        builder.truth(ref)
    for ref in keep_numbers:
        builder.try_number(ref)
    return builder.plan({*targets} if logic else set(), {*keep_numbers})


class _Builder(Arithmetic):
    def __init__(self, over: Program, forms: Mapping[str, Form]) -> None:
        super().__init__(over, forms)
        self.truths: dict[Ref, Truth] = {}
        self.axes: dict[Ref, AxisRegisters] = {}
        self.opaque: set[Ref] = set()

    def plan(self, targets: set[Ref], keep_numbers: set[Ref]) -> Plan:
        kept = {register for ref in targets for register in (self.truths[ref].yes, self.truths[ref].no)}
        for axis in self.axes.values():
            kept |= {*axis.above, *axis.below}
        for ref in {*self.axes, *keep_numbers} & self.numbers.keys():
            number = self.numbers[ref]
            kept |= {r for r in (number.low, number.high, number.absent, number.unsure) if r is not None}
        for ref in self.truths:
            # Rows that stay open are told apart by such an answer itself, and by no axis.
            if is_word(self.over, ref) or is_pair(self.over, ref):
                kept |= {self.truths[ref].yes, self.truths[ref].no}
        steps = live(self.steps, kept)
        buffers, counts = allocate(steps, self.kinds, kept)
        axes = tuple(self.axes.values())
        opaque = frozenset(self.opaque)
        return Plan(tuple(steps), self.inputs, buffers, counts, self.truths, axes, self.numbers, opaque)

    # --- truths -----------------------------------------------------------------------------

    def truth(self, ref: Ref) -> Truth:
        if ref not in self.truths:
            operation = self.nodes[ref].operation
            try:
                self.truths[ref] = self._TRUTHS[type(operation)](self, operation, ref)
            except NoVectorForm:
                self.opaque.add(ref)
                self.truths[ref] = Truth(self.never, self.never)
        return self.truths[ref]

    def _constant(self, operation: program.Truth, _: Ref) -> Truth:
        return Truth(self.always, self.never) if operation.value else Truth(self.never, self.always)

    def _not(self, operation: program.Not, _: Ref) -> Truth:
        inner = self.truth(operation.arg)
        return Truth(inner.no, inner.yes)

    def _all(self, operation: program.All, _: Ref) -> Truth:
        return self._join(self.both, self.either, [self.truth(arg) for arg in operation.args])

    def _any(self, operation: program.Any, _: Ref) -> Truth:
        return self._join(self.either, self.both, [self.truth(arg) for arg in operation.args])

    def _holds(self, operation: program.Holds, _: Ref) -> Truth:
        return self._word(operation.fact.name, [1], 1)

    def _is(self, operation: program.Is, _: Ref) -> Truth:
        words = operation.fact.categories
        codes = [words.index(word) for word in operation.categories]
        return self._word(operation.fact.name, codes, len(words) - 1)

    def _unstated(self, _: program.Unstated, __: Ref) -> Truth:
        return Truth(self.never, self.never)

    def _any_part(self, _: program.AnyPart, ref: Ref) -> Truth:
        return self._word(gather_name(ref), [1], 1)

    def _join(self, yes: Join, no: Join, truths: Sequence[Truth]) -> Truth:
        return Truth(reduce(yes, (truth.yes for truth in truths)), reduce(no, (truth.no for truth in truths)))

    def _word(self, name: str, codes: Sequence[int], last: int) -> Truth:
        form = self.forms.get(name)
        if form is None:
            return Truth(self.never, self.never)
        column = self.column(name, "codes")
        if form == "bools":
            return Truth(column, self.invert(column))
        others = [code for code in range(last + 1) if code not in codes]
        return Truth(self._one_of(column, codes, last), self._one_of(column, others, last))

    def _one_of(self, column: Register, codes: Sequence[int], last: int) -> Register:
        if len(codes) > _MOST_COMPARED:
            return self.bits(partial(_look_up, _members(codes, last)), column)
        return reduce(self.either, (self.bits(np.equal, column, float(code)) for code in codes), self.never)

    def _compare(self, operation: program.Compare, _: Ref) -> Truth:
        operator: str = operation.operator
        left, right = operation.left, operation.right
        if self.constant(left) is not None:
            operator, left, right = MIRRORED[operator], right, left
        number, cut = self.number(left), self.constant(right)
        if cut is None:
            other = self.number(right)
            above, below = self._between(number, other, strict=operator in (">", "<="))
            numbers = [number, other]
        else:
            above, below = self._at(left, number, cut_of(operator, cut))
            numbers = [number]
        yes, no = (above, below) if operator in (">=", ">") else (below, above)
        for each in numbers:
            yes, no = self._mask(yes, no, each)
        return Truth(yes, no)

    def _mask(self, yes: Register, no: Register, number: Number) -> tuple[Register, Register]:
        """Answer no where a number is not applicable, and never surely yes where it may be so."""
        for register in (number.absent, number.unsure):
            if register is not None:
                yes = self.both(yes, self.invert(register))
        if number.absent is not None:
            no = self.either(no, number.absent)
        return yes, no

    def _at(self, ref: Ref, number: Number, cut: Cut) -> tuple[Register, Register]:
        axis = self.axes.setdefault(ref, AxisRegisters(ref, number))
        if cut not in axis.positions:
            constant, strict = cut
            low, high = zone(constant, number.roundings)
            exceeds: np.ufunc = np.greater_equal
            falls_below: np.ufunc = np.less
            if is_exact(constant, number):
                low = high = float(constant)
                if strict:
                    exceeds, falls_below = np.greater, np.less_equal
            axis.positions[cut] = len(axis.cuts)
            axis.cuts.append(cut)
            axis.zones.append((low, high))
            # No quantity is negative; but an aggregate over parts that perhaps count may be no quantity.
            surely = number.absent is None and number.unsure is None
            if constant == 0 and surely and (not strict or number.positive):
                axis.above.append(self.always)
                axis.below.append(self.never)
            else:
                axis.above.append(self.never if number.low is None else self.bits(exceeds, number.low, high))
                axis.below.append(
                    self.never if number.high is None else self.bits(falls_below, number.high, low)
                )
        index = axis.positions[cut]
        return axis.above[index], axis.below[index]

    def _between(self, left: Number, right: Number, *, strict: bool) -> tuple[Register, Register]:
        """Compare two quantities; the zone around zero is empty, so that zero and zero must stay open."""
        exceeds = np.greater if strict else np.greater_equal
        low, high = zone(Fraction(1), left.roundings + right.roundings)
        above = below = None
        if left.low is not None and right.high is not None:
            above = self.bits(exceeds, left.low, self.floats(np.multiply, right.high, high))
        if left.high is not None and right.low is not None:
            below = self.bits(np.less, left.high, self.floats(np.multiply, right.low, low))
        return above or self.never, below or self.never

    # --- table ------------------------------------------------------------------------------

    _TRUTHS: ClassVar[Mapping[type[program.Operation], Callable[[Any, Any, Ref], Truth]]] = program.table(
        program.OfTruth,
        {
            program.Compare: _compare,
            program.Is: _is,
            program.Holds: _holds,
            program.Unstated: _unstated,
            program.Truth: _constant,
            program.Not: _not,
            program.All: _all,
            program.Any: _any,
            program.AnyPart: _any_part,
        },
    )


_MOST_COMPARED: Final = 2
"""Codes beyond which looking them up in a table is faster than comparing with each."""


def _members(codes: Sequence[int], last: int) -> NDArray[np.bool_]:
    """Return a table of which codes are meant; its last entry is that of -1, a blank."""
    table = np.zeros(last + 2, np.bool_)
    table[list(codes)] = True
    return table


def _look_up(table: NDArray[np.bool_], codes: NDArray[np.int16], out: NDArray[np.bool_]) -> None:
    np.take(table, codes, out=out, mode="wrap")
