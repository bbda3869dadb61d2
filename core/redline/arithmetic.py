"""Plan the arithmetic of a program: number nodes as NumPy calls on planes of bounds."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from typing import Any

import numpy as np
from attrs import evolve

from redline import program
from redline.plan import BLANK, Form, Kind, Number, Plane, Register, Step, Truth, gather_name
from redline.program import Program, Ref


class NoVectorForm(Exception):  # noqa: N818 - a signal between builders, never seen outside
    """The operation is left to the exact interpreter."""


class Arithmetic(ABC):
    """Collects the steps of number nodes; whoever plans the truths completes it."""

    def __init__(self, over: Program, forms: Mapping[str, Form]) -> None:
        self.nodes = over.nodes
        self.forms = forms
        self.steps: list[Step] = []
        self.inputs: dict[tuple[str, Plane], Register] = {}
        self.kinds: dict[Register, Kind] = {}
        self.numbers: dict[Ref, Number] = {}

    @abstractmethod
    def truth(self, ref: Ref) -> Truth:
        """Return the planes of a truth node."""

    # --- steps ------------------------------------------------------------------------------

    def floats(self, call: Callable[..., Any], *inputs: Register | float) -> Register:
        return self._step("float", call, inputs)

    def bits(self, call: Callable[..., Any], *inputs: Register | float) -> Register:
        return self._step("bit", call, inputs)

    def _step(self, kind: Kind, call: Callable[..., Any], inputs: tuple[Register | float, ...]) -> Register:
        register = len(self.kinds) + 1
        self.kinds[register] = kind
        self.steps.append(Step(call, inputs, register))
        return register

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
            self.numbers[ref] = self._number(ref)
        return self.numbers[ref]

    def _number(self, ref: Ref) -> Number:
        operation = self.nodes[ref].operation
        match operation:
            case program.FactValue(fact):
                return self._fact(fact.name, positive=fact.positive)
            case program.Product(left, right):
                return self._product(left, right)
            case program.Quotient(left, right):
                return self._quotient(self.number(left), self.number(right))
            case program.Sum(args):
                return self._sum([self.number(arg) for arg in args])
            case program.Extremum(function, args):
                return self._extremum(function, args)
            case program.Claimed(function, args, claims):
                return self._claimed(function, args, claims)
            case program.Gather():
                return self._gather(ref, operation)
        return self._alternative(operation)

    def _alternative(self, operation: program.Operation) -> Number:
        match operation:
            case program.IfStated(fact_ref, otherwise):
                return self._if_stated(self.number(fact_ref), self.number(otherwise))
            case program.AtLeast(bound, _):
                return evolve(plain(self.number(bound)), high=None)
            case program.NotApplicableWhen(condition, value):
                return self._not_applicable(self.truth(condition), self.number(value))
        raise NoVectorForm

    def _fact(self, name: str, *, positive: bool) -> Number:
        form = self.forms.get(name)
        if form is None:
            return evolve(BLANK, positive=positive)
        low = self.column(name, "low")
        return Number(low, self.column(name, "high") if form == "ranges" else low, positive=positive)

    def _gather(self, ref: Ref, operation: program.Gather) -> Number:
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

    def _product(self, left: Ref, right: Ref) -> Number:
        for ref, other in ((left, right), (right, left)):
            if (constant := self.constant(ref)) is not None:
                return self._scaled(self.number(other), constant)
        first, second = self.number(left), self.number(right)
        return self._pair(np.multiply, (first.low, second.low), (first.high, second.high), first, second)

    def _quotient(self, top: Number, bottom: Number) -> Number:
        result = self._pair(np.divide, (top.low, bottom.high), (top.high, bottom.low), top, bottom)
        if bottom.positive:
            return result
        if bottom.low is None:
            raise NoVectorForm
        unsure = self.bits(np.invert, self.bits(np.greater, bottom.low, 0.0))
        return evolve(result, unsure=self._either(result.unsure, unsure))

    def _scaled(self, number: Number, factor: Fraction) -> Number:
        """Multiply by a constant; a power of two does not round."""
        low = None if number.low is None else self.floats(np.multiply, number.low, float(factor))
        high = low if number.high == number.low else None
        if number.high is not None and number.high != number.low:
            high = self.floats(np.multiply, number.high, float(factor))
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
        low = None if None in lows else self.floats(call, *(r for r in lows if r is not None))
        if lows == highs:
            high = low
        else:
            high = None if None in highs else self.floats(call, *(r for r in highs if r is not None))
        return Number(
            low,
            high,
            first.roundings + second.roundings + 1,
            self._either(first.absent, second.absent),
            self._either(first.unsure, second.unsure),
            first.positive and second.positive,
        )

    def _either(self, first: Register | None, second: Register | None) -> Register | None:
        if first is None or second is None or first == second:
            return first if second is None else second
        return self.bits(np.bitwise_or, first, second)

    def _sum(self, numbers: list[Number]) -> Number:
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

    def _extremum(self, function: str, args: Sequence[Ref]) -> Number:
        """Take unknown arguments as any value: the largest has no upper bound, the smallest no lower."""
        loose, tight = (np.fmax, np.maximum) if function == "largest" else (np.minimum, np.fmin)
        numbers = [plain(self.number(arg)) for arg in args]
        lows, highs = [n.low for n in numbers], [n.high for n in numbers]
        if function == "largest":
            low, high = self._fold(loose, lows), self._strict(tight, highs)
        else:
            low, high = self._strict(loose, lows), self._fold(tight, highs)
        return Number(low, high, _roundings(numbers), scales=_scales(numbers))

    def _fold(self, call: Callable[..., Any], registers: Iterable[Register | None]) -> Register | None:
        known = [register for register in registers if register is not None]
        return reduce(lambda a, b: self.floats(call, a, b), known) if known else None

    def _strict(self, call: Callable[..., Any], registers: list[Register | None]) -> Register | None:
        return None if None in registers else self._fold(call, registers)

    def _claimed(self, function: str, args: Sequence[Ref], claims: Sequence[Ref]) -> Number:
        """Leave out members that are not stated: NaN in their column is what ``fmax`` skips."""
        if function not in ("largest", "smallest"):
            raise NoVectorForm
        call = np.fmax if function == "largest" else np.fmin
        groups: dict[Fraction, list[Number]] = {}
        for arg, claim in zip(args, claims, strict=True):
            number = self.number(claim)
            if not number.is_blank:
                groups.setdefault(self._weight(arg, claim), []).append(number)
        weighted = [self._weighted(call, numbers, weight) for weight, numbers in sorted(groups.items())]
        if not weighted:
            return BLANK
        low = self._fold(call, (number.low for number in weighted))
        points = all(number.low == number.high for number in weighted)
        high = low if points else self._fold(call, (number.high for number in weighted))
        return Number(low, high, _roundings(weighted), scales=_scales(weighted))

    def _weight(self, arg: Ref, claim: Ref) -> Fraction:
        """Return the constant by which a member's own value is multiplied."""
        operation = self.nodes[arg].operation
        if arg == claim:
            return Fraction(1)
        if isinstance(operation, program.Product):
            constant = self.constant(operation.left if operation.right == claim else operation.right)
            if claim in (operation.left, operation.right) and constant is not None:
                return constant
        raise NoVectorForm

    def _weighted(self, call: Callable[..., Any], numbers: list[Number], weight: Fraction) -> Number:
        low = self._fold(call, (number.low for number in numbers))
        points = all(number.low == number.high for number in numbers)
        high = low if points else self._fold(call, (number.high for number in numbers))
        whole = Number(low, high, _roundings(numbers), scales=_scales(numbers))
        return whole if weight == 1 else self._scaled(whole, weight)

    def _if_stated(self, fact: Number, otherwise: Number) -> Number:
        if fact.is_blank:
            return evolve(otherwise, positive=otherwise.positive and fact.positive)
        assert fact.low is not None
        assert fact.high is not None
        if otherwise.is_blank and otherwise.absent is None:
            return evolve(fact, positive=fact.positive and otherwise.positive)
        blank = self.bits(np.not_equal, fact.low, fact.low)
        low = self._choose(blank, otherwise.low, fact.low)
        same = otherwise.low == otherwise.high and fact.low == fact.high
        high = low if same else self._choose(blank, otherwise.high, fact.high)
        return Number(
            low,
            high,
            _roundings([fact, otherwise]),
            None if otherwise.absent is None else self.bits(np.bitwise_and, blank, otherwise.absent),
            None if otherwise.unsure is None else self.bits(np.bitwise_and, blank, otherwise.unsure),
            fact.positive and otherwise.positive,
            _scales([fact, otherwise]),
        )

    def _choose(self, mask: Register, where: Register | None, otherwise: Register) -> Register:
        """Take ``where`` in the masked rows, in which ``otherwise`` is NaN; no value is negative."""
        if where is None:
            return otherwise
        return self.floats(np.fmax, otherwise, self.floats(np.multiply, where, mask))

    def _not_applicable(self, condition: Truth, number: Number) -> Number:
        return evolve(number, absent=self._either(number.absent, condition.yes))


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
