"""Plan the arithmetic of a program: number nodes as NumPy calls on planes of bounds."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from typing import Any, ClassVar, Final

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from redline import program
from redline.functions import TOLERANCE, Function
from redline.kernel.plan import BLANK, Form, Kind, Number, Plane, Register, Step, Truth, gather_name, zone
from redline.program import Program
from redline.program.outputs import Ref


class NoVectorForm(Exception):  # noqa: N818 - a signal between builders, never seen outside
    """The operation is left to the exact interpreter."""


class Arithmetic(ABC):
    """Collects the steps of number nodes; whoever plans the truths completes it."""

    def __init__(self, over: Program, forms: Mapping[str, Form]) -> None:
        self.over = over
        self.nodes = over.nodes
        self.forms = forms
        self.steps: list[Step] = []
        self.inputs: dict[tuple[str, Plane], Register] = {}
        self.kinds: dict[Register, Kind] = {}
        self.numbers: dict[Ref, Number] = {}
        self._known: dict[tuple[object, ...], Register] = {}
        self.never = self._step("bit", _clear, ())
        self.always = self._step("bit", np.invert, (self.never,))

    @abstractmethod
    def truth(self, ref: Ref) -> Truth:
        """Return the planes of a truth node."""

    # --- steps ------------------------------------------------------------------------------

    def floats(self, call: Callable[..., Any], *inputs: Register | float) -> Register:
        return self._step("float", call, inputs)

    def bits(self, call: Callable[..., Any], *inputs: Register | float) -> Register:
        return self._step("bit", call, inputs)

    def both(self, first: Register, second: Register) -> Register:
        return self._logic(np.bitwise_and, {first, second} - {self.always}, self.never, self.always)

    def either(self, first: Register, second: Register) -> Register:
        return self._logic(np.bitwise_or, {first, second} - {self.never}, self.always, self.never)

    def invert(self, plane: Register) -> Register:
        constants = {self.never: self.always, self.always: self.never}
        return constants[plane] if plane in constants else self.bits(np.invert, plane)

    def _logic(self, call: np.ufunc, planes: set[Register], strong: Register, empty: Register) -> Register:
        """Join planes; ``strong`` decides alone, and ``empty`` is what no planes come to."""
        if strong in planes:
            return strong
        return reduce(lambda a, b: self.bits(call, a, b), sorted(planes)) if planes else empty

    def _step(self, kind: Kind, call: Callable[..., Any], inputs: tuple[Register | float, ...]) -> Register:
        """Return the register of a call; the same call on the same inputs is made only once."""
        key = (call, inputs, *map(type, inputs))
        if key not in self._known:
            register = self._known[key] = len(self.kinds) + 1
            self.kinds[register] = kind
            self.steps.append(Step(call, inputs, register))
        return self._known[key]

    def column(self, fact: str, plane: Plane) -> Register:
        """Return the register that a column is bound to; those are negative."""
        return self.inputs.setdefault((fact, plane), -1 - len(self.inputs))

    # --- numbers ----------------------------------------------------------------------------

    def try_number(self, ref: Ref) -> None:
        try:
            self.number(ref)
        except NoVectorForm:
            return

    def number(self, ref: Ref) -> Number:
        if ref not in self.numbers:
            operation = self.nodes[ref].operation
            self.numbers[ref] = self._NUMBERS[type(operation)](self, operation, ref)
        return self.numbers[ref]

    def _no_vector_form(self, _: program.Operation, __: Ref) -> Number:
        raise NoVectorForm

    def _fact(self, operation: program.FactValue, _: Ref) -> Number:
        name, positive = operation.fact.name, operation.fact.positive
        form = self.forms.get(name)
        if form is None:
            return evolve(BLANK, positive=positive)
        low = self.column(name, "low")
        return Number(low, self.column(name, "high") if form == "ranges" else low, positive=positive)

    def _one_sided(self, operation: program.OneSided, _: Ref) -> Number:
        bound = plain(self.number(operation.bound))
        return (
            evolve(bound, high=None) if operation.side == "least" else evolve(bound, low=None, positive=False)
        )

    def _gather(self, operation: program.Gather, ref: Ref) -> Number:
        name = gather_name(ref)
        value = None if operation.value is None else self.nodes[operation.value].operation
        positive = isinstance(value, program.FactValue) and value.fact.positive
        if name not in self.forms:
            return evolve(BLANK, positive=positive)
        low = self.column(name, "low")
        absent = None if operation.function == "count" else self.column(name, "absent")
        return Number(low, low, roundings=20_000, absent=absent, positive=positive)

    def constant(self, ref: Ref) -> Fraction | None:
        operation = self.nodes[ref].operation
        return operation.value if isinstance(operation, program.Constant) else None

    def _product(self, operation: program.Product, _: Ref) -> Number:
        left, right = operation.left, operation.right
        for ref, other in ((left, right), (right, left)):
            if (constant := self.constant(ref)) is not None:
                return self._scaled(self.number(other), constant)
        first, second = self.number(left), self.number(right)
        return self._pair(np.multiply, (first.low, second.low), (first.high, second.high), first, second)

    def _quotient(self, operation: program.Quotient, _: Ref) -> Number:
        top, bottom = self.number(operation.left), self.number(operation.right)
        result = self._pair(np.divide, (top.low, bottom.high), (top.high, bottom.low), top, bottom)
        if bottom.positive:
            return result
        if bottom.low is None:
            raise NoVectorForm
        unsure = self.invert(self.bits(np.greater, bottom.low, 0.0))
        return evolve(result, unsure=self._either(result.unsure, unsure))

    def _scaled(self, number: Number, factor: Fraction) -> Number:
        """Multiply by a constant; a power of two does not round, and 0 is left to the exact search."""
        if not factor:
            raise NoVectorForm
        low, high = (
            None if plane is None else self.floats(np.multiply, plane, float(factor))
            for plane in (number.low, number.high)
        )
        exact = number.roundings == 0 and _is_power_of_two(factor)
        return evolve(
            number,
            low=low,
            high=high,
            roundings=0 if exact else number.roundings + 2,
            scales=frozenset(scale * factor for scale in number.scales) if exact else number.scales,
        )

    def _pair(
        self,
        call: Callable[..., Any],
        lows: tuple[Register | None, Register | None],
        highs: tuple[Register | None, Register | None],
        first: Number,
        second: Number,
    ) -> Number:
        low, high = (
            None if None in planes else self.floats(call, *(r for r in planes if r is not None))
            for planes in (lows, highs)
        )
        return Number(
            low,
            high,
            first.roundings + second.roundings + 1,
            self._either(first.absent, second.absent),
            self._either(first.unsure, second.unsure),
            first.positive and second.positive,
        )

    def _call(self, operation: program.Call, _: Ref) -> Number:
        """Enclose a function's result: its value a little below and a little above the arguments.

        The function may jump, so no number of roundings of an argument bounds that of the result.
        """
        function, args = operation.function, operation.args
        ends = [self._ends(arg) for arg in args]
        low, high = (
            self._called(
                function, [end[rises == upper] for end, rises in zip(ends, function.rises, strict=True)]
            )
            for upper in (False, True)
        )
        numbers = [self.number(arg) for arg in args if self.constant(arg) is None]
        return Number(
            low,
            high,
            _TOLERATED,
            reduce(self._either, (number.absent for number in numbers)),
            reduce(self._either, (number.unsure for number in numbers)),
        )

    def _called(self, function: Function, ends: Sequence[Register | float | None]) -> Register | None:
        stated = [end for end in ends if end is not None]
        return self.floats(function.column, *stated) if len(stated) == len(ends) else None

    def _ends(self, ref: Ref) -> tuple[Register | float | None, Register | float | None]:
        """Return floats surely not above and surely not below a number."""
        if (constant := self.constant(ref)) is not None:
            low, high = zone(constant, 0)
            return max(0.0, low), high
        number = self.number(ref)
        below, above = zone(Fraction(1), number.roundings)
        return (
            None if number.low is None else self.floats(np.multiply, number.low, below),
            None if number.high is None else self.floats(np.multiply, number.high, above),
        )

    def _either(self, first: Register | None, second: Register | None) -> Register | None:
        planes = {first, second} - {None, self.never}
        return reduce(self.either, sorted(plane for plane in planes if plane is not None)) if planes else None

    def _sum(self, operation: program.Sum, _: Ref) -> Number:
        numbers = [self.number(arg) for arg in operation.args]
        lows = [plain(number).low for number in numbers]
        known = [self.floats(np.fmax, low, 0.0) for low in lows if low is not None]
        low = reduce(lambda a, b: self.floats(np.add, a, b), known) if known else None
        highs = [number.high for number in numbers]
        high = None
        if None not in highs:
            high = reduce(lambda a, b: self.floats(np.add, a, b), (h for h in highs if h is not None))
        return Number(
            low, high, _roundings(numbers) + len(numbers), positive=any(n.positive for n in numbers)
        )

    def _extremum(self, operation: program.Extremum, _: Ref) -> Number:
        """Take unknown arguments as any value: the largest has no upper bound, the smallest no lower."""
        calls = (np.fmax, np.maximum) if operation.function == "largest" else (np.minimum, np.fmin)
        return self._fold(calls, self._weighted(calls, [self._weight(arg) for arg in operation.args]))

    def _claimed(self, operation: program.Claimed, _: Ref) -> Number:
        """Leave out members that are not stated: NaN in their column is what ``fmax`` skips."""
        if operation.function not in ("largest", "smallest"):
            raise NoVectorForm
        calls = (np.fmax, np.fmax) if operation.function == "largest" else (np.fmin, np.fmin)
        claims = operation.claims
        weights = [self._weight(arg) for arg in operation.args]
        if any(inner != claim for (_, inner), claim in zip(weights, claims, strict=True)):
            raise NoVectorForm
        stated = [(weight, claim) for weight, claim in weights if not self.number(claim).is_blank]
        found = self._fold(calls, self._weighted(calls, stated)) if stated else BLANK
        return evolve(found, positive=False)

    def _weight(self, ref: Ref) -> tuple[Fraction, Ref]:
        """Return the constant by which a value is multiplied, and the value without it."""
        operation = self.nodes[ref].operation
        if isinstance(operation, program.Product):
            for constant, inner in ((operation.left, operation.right), (operation.right, operation.left)):
                if weight := self.constant(constant):
                    return weight, inner
        return Fraction(1), ref

    def _weighted(
        self, calls: tuple[np.ufunc, np.ufunc], terms: Sequence[tuple[Fraction, Ref]]
    ) -> Iterator[Number]:
        """Yield one number for each weight: the outermost of its values, multiplied once."""
        groups: dict[Fraction, list[Ref]] = {}
        for weight, ref in terms:
            groups.setdefault(weight, []).append(ref)
        for weight, refs in sorted(groups.items()):
            whole = self._fold(calls, (plain(self.number(ref)) for ref in refs))
            yield whole if weight == 1 else self._scaled(whole, weight)

    def _fold(self, calls: tuple[np.ufunc, np.ufunc], numbers: Iterable[Number]) -> Number:
        """Fold lower and upper bounds, each number as it comes, so that few buffers are in use.

        ``fmax`` and ``fmin`` pass over bounds that are missing; the other two miss them.
        """
        return reduce(lambda a, b: self._farther(calls, a, b), numbers)

    def _farther(self, calls: tuple[np.ufunc, np.ufunc], first: Number, second: Number) -> Number:
        low, high = (
            self._outer(call, *planes)
            for call, planes in zip(calls, ((first.low, second.low), (first.high, second.high)), strict=True)
        )
        return Number(low, high, _roundings([first, second]), scales=_scales([first, second]))

    def _outer(self, call: np.ufunc, first: Register | None, second: Register | None) -> Register | None:
        if first is not None and second is not None:
            return self.floats(call, first, second)
        return (first or second) if call in (np.fmax, np.fmin) else None

    def _if_stated(self, operation: program.IfStated, _: Ref) -> Number:
        fact, otherwise = self.number(operation.fact), self.number(operation.otherwise)
        if fact.is_blank:
            return evolve(otherwise, positive=otherwise.positive and fact.positive)
        assert fact.low is not None
        assert fact.high is not None
        if otherwise.is_blank and otherwise.absent is None:
            return evolve(fact, positive=fact.positive and otherwise.positive)
        blank = self.bits(np.not_equal, fact.low, fact.low)
        return Number(
            self._choose(fact.low, otherwise.low),
            self._choose(fact.high, otherwise.high),
            _roundings([fact, otherwise]),
            None if otherwise.absent is None else self.both(blank, otherwise.absent),
            None if otherwise.unsure is None else self.both(blank, otherwise.unsure),
            fact.positive and otherwise.positive,
            _scales([fact, otherwise]),
        )

    def _choose(self, first: Register, second: Register | None) -> Register:
        """Take ``first``, and ``second`` in rows where it is NaN."""
        if second is None:
            return first
        return self.floats(np.fmax, first, self.floats(np.fmin, first, second))

    def _not_applicable(self, operation: program.NotApplicableWhen, _: Ref) -> Number:
        condition, number = self.truth(operation.condition), self.number(operation.value)
        absent = self._either(number.absent, condition.yes)
        if operation.assumed:
            return evolve(number, absent=absent)
        open_ = self.invert(self.either(condition.yes, condition.no))
        return evolve(number, absent=absent, unsure=self._either(number.unsure, open_))

    # --- table ------------------------------------------------------------------------------

    _NUMBERS: ClassVar[Mapping[type[program.Operation], Callable[[Any, Any, Ref], Number]]] = program.table(
        program.OfNumber,
        {
            program.Constant: _no_vector_form,
            program.FactValue: _fact,
            program.Sum: _sum,
            program.Product: _product,
            program.Quotient: _quotient,
            program.Extremum: _extremum,
            program.Call: _call,
            program.Claimed: _claimed,
            program.NotApplicableWhen: _not_applicable,
            program.IfStated: _if_stated,
            program.OneSided: _one_sided,
            program.Gather: _gather,
        },
    )


_TOLERATED: Final = math.ceil(TOLERANCE * 2**52)
"""The tolerance of vector forms, in units of the last place."""


def _clear(out: NDArray[np.bool_]) -> None:
    out[...] = np.False_


def plain(number: Number) -> Number:
    """Return a number that is never absent; the others have no vector form here."""
    if number.absent is not None or number.unsure is not None:
        raise NoVectorForm
    return number


def _roundings(numbers: Sequence[Number]) -> int:
    return max(number.roundings for number in numbers)


def _scales(numbers: Sequence[Number]) -> frozenset[Fraction]:
    return frozenset().union(*(number.scales for number in numbers))


def _is_power_of_two(factor: Fraction) -> bool:
    top, bottom = factor.numerator, factor.denominator
    return top & (top - 1) == 0 and bottom & (bottom - 1) == 0
