"""Turn a program into a straight run of NumPy calls over blocks of columns.

A number is two planes, its lower and its upper bound; NaN in the one stands for zero, in the other for
no bound, so that NaN is an unknown quantity and NumPy's own rules for NaN do the bookkeeping. A point has
one plane for both. A truth is two bit planes: surely yes, surely no; with neither it is open. Around each
threshold lies a zone as wide as rounding can be wrong, in which a comparison stays open: rows that end up
open there are decided exactly elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from typing import Any, Literal, TypeAlias

import numpy as np
from attrs import evolve, field, frozen, mutable

from redline import program
from redline.program import Program, Ref
from redline.values import parse_number

Register: TypeAlias = int
Form: TypeAlias = Literal["points", "ranges", "codes", "bools"]
"""How a column comes: floats; two arrays of floats; -1 or a code; or true and false."""

Plane: TypeAlias = Literal["low", "high", "absent", "codes"]
Kind: TypeAlias = Literal["float", "bit"]

Cut: TypeAlias = tuple[Fraction, bool]


@frozen
class Number:
    """Registers of a number's planes; ``high`` equals ``low`` for points, None means no bound at all.

    ``absent`` marks rows where it is surely not applicable, ``unsure`` those where it may be.
    ``roundings`` bounds the relative error of the planes, in units of the last place; 0 means that
    they are facts as given, perhaps times one of the powers of two in ``scales``.
    """

    low: Register | None
    high: Register | None
    roundings: int = 0
    absent: Register | None = None
    unsure: Register | None = None
    positive: bool = False
    scales: frozenset[Fraction] = frozenset({Fraction(1)})

    @property
    def is_blank(self) -> bool:
        """Whether nothing is known of it in any row."""
        return self.low is None and self.high is None


BLANK = Number(None, None)


@frozen
class Truth:
    """Registers of the planes *surely yes* and *surely no*."""

    yes: Register
    no: Register


@frozen
class Step:
    """One NumPy call, ``call(*inputs, out=output)``; an input is a register or a float."""

    call: Callable[..., Any]
    inputs: tuple[Register | float, ...]
    output: Register


@mutable
class Axis:
    """A number that is compared with constants.

    A cut is a constant and whether it belongs to what lies below it (as for ``>``). ``above[i]``
    marks rows surely above ``cuts[i]``, ``below[i]`` those surely below it, where surely means beyond
    the zone of rounding. ``zones`` are the bounds of those zones, equal where nothing was rounded.
    """

    node: Ref
    number: Number
    cuts: list[Cut] = field(factory=list)
    zones: list[tuple[float, float]] = field(factory=list)
    above: list[Register] = field(factory=list)
    below: list[Register] = field(factory=list)


@frozen
class Plan:
    """What to run for one block, and where the results lie.

    ``inputs`` binds columns (fact, plane) to registers. Registers of one ``kind`` share buffers as
    their lives allow; ``buffers`` says which buffer each register uses.
    """

    steps: tuple[Step, ...]
    inputs: Mapping[tuple[str, Plane], Register]
    buffers: Mapping[Register, tuple[Kind, int]]
    counts: Mapping[Kind, int]
    truths: Mapping[Ref, Truth]
    axes: tuple[Axis, ...]
    numbers: Mapping[Ref, Number]
    opaque: frozenset[Ref]
    """Comparisons that have no vector form: they stay open in every row."""


def build(over: Program, forms: Mapping[str, Form], targets: Sequence[Ref], keep_numbers: Iterable[Ref] = ()) -> Plan:
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


def gather_name(ref: Ref) -> str:
    """Return the name under which the values of an aggregate over parts are bound."""
    return f"%{ref}"


def zone(cut: Fraction, roundings: int) -> tuple[float, float]:
    """Return floats surely below and surely above a threshold, given how often a value was rounded."""
    slack = Fraction(roundings + 4, 2**52)
    low, high = float(cut * (1 - slack)), float(cut * (1 + slack))
    return math.nextafter(low, -math.inf), math.nextafter(high, math.inf)


def is_exact(cut: Fraction, number: Number) -> bool:
    """Return whether comparing floats with a threshold decides as comparing the decimal texts does.

    A float stands for its shortest decimal text, and texts keep the order of their floats; so it does
    if the threshold is itself the shortest text of a float, in the scale of the facts.
    """
    return number.roundings == 0 and all(
        parse_number(repr(float(cut / scale))) == cut / scale for scale in number.scales
    )


class _NoVectorForm(Exception):  # noqa: N818 - a signal inside the builder, never seen outside
    """The operation is left to the exact interpreter."""


class _Builder:
    def __init__(self, over: Program, forms: Mapping[str, Form]) -> None:
        self.nodes = over.nodes
        self.forms = forms
        self.steps: list[Step] = []
        self.inputs: dict[tuple[str, Plane], Register] = {}
        self.kinds: dict[Register, Kind] = {}
        self.numbers: dict[Ref, Number] = {}
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
            if isinstance(self.nodes[ref].operation, program.Is | program.Holds | program.AnyPart):
                kept |= {self.truths[ref].yes, self.truths[ref].no}
        buffers, counts = _allocate(self.steps, self.kinds, kept)
        axes = tuple(self.axes.values())
        opaque = frozenset(self.opaque)
        return Plan(tuple(self.steps), self.inputs, buffers, counts, self.truths, axes, self.numbers, opaque)

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
        except _NoVectorForm:
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
            case program.IfStated(fact_ref, otherwise):
                return self._if_stated(self.number(fact_ref), self.number(otherwise))
            case program.AtLeast(bound, _):
                return evolve(_plain(self.number(bound)), high=None)
            case program.NotApplicableWhen(condition, value):
                return self._not_applicable(self.truth(condition), self.number(value))
            case program.Gather():
                return self._gather(ref, operation)
        raise _NoVectorForm

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

    def _constant(self, ref: Ref) -> Fraction | None:
        operation = self.nodes[ref].operation
        return operation.value if isinstance(operation, program.Constant) else None

    def _product(self, left: Ref, right: Ref) -> Number:
        for ref, other in ((left, right), (right, left)):
            if (constant := self._constant(ref)) is not None:
                return self._scaled(self.number(other), constant)
        first, second = self.number(left), self.number(right)
        return self._pair(np.multiply, (first.low, second.low), (first.high, second.high), first, second)

    def _quotient(self, top: Number, bottom: Number) -> Number:
        result = self._pair(np.divide, (top.low, bottom.high), (top.high, bottom.low), top, bottom)
        if bottom.positive:
            return result
        if bottom.low is None:
            raise _NoVectorForm
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
        lows = [_plain(number).low for number in numbers]
        known = [self.floats(np.fmax, low, 0.0) for low in lows if low is not None]
        low = reduce(lambda a, b: self.floats(np.add, a, b), known) if known else None
        highs = [number.high for number in numbers]
        high = None
        if None not in highs:
            high = reduce(lambda a, b: self.floats(np.add, a, b), (h for h in highs if h is not None))
        return Number(low, high, _roundings(numbers) + len(numbers), positive=any(n.positive for n in numbers))

    def _extremum(self, function: str, args: Sequence[Ref]) -> Number:
        """Take unknown arguments as any value: the largest has no upper bound, the smallest no lower."""
        loose, tight = (np.fmax, np.maximum) if function == "largest" else (np.minimum, np.fmin)
        numbers = [_plain(self.number(arg)) for arg in args]
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
            raise _NoVectorForm
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
            constant = self._constant(operation.left if operation.right == claim else operation.right)
            if claim in (operation.left, operation.right) and constant is not None:
                return constant
        raise _NoVectorForm

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

    # --- truths -----------------------------------------------------------------------------

    def truth(self, ref: Ref) -> Truth:
        if ref not in self.truths:
            try:
                self.truths[ref] = self._truth(ref)
            except _NoVectorForm:
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
                yes, no = np.bitwise_and, np.bitwise_or
            case program.Any(args):
                yes, no = np.bitwise_or, np.bitwise_and
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
            case _:
                raise _NoVectorForm
        inner_truths = [self.truth(arg) for arg in args]
        return Truth(
            reduce(lambda a, b: self.bits(yes, a, b), [truth.yes for truth in inner_truths]),
            reduce(lambda a, b: self.bits(no, a, b), [truth.no for truth in inner_truths]),
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
        if self._constant(left) is not None:
            mirrored = {">=": "<=", ">": "<", "<=": ">=", "<": ">"}[operator]
            return self._compare(mirrored, right, left)
        number, cut = self.number(left), self._constant(right)
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
        """A comparison with what is not applicable is no; with what may be so it is not surely yes."""
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
            exceeds, falls_below = np.greater_equal, np.less
            if is_exact(constant, number):
                low = high = float(constant)
                exceeds, falls_below = (np.greater, np.less_equal) if strict else (exceeds, falls_below)
            axis.cuts.append(cut)
            axis.zones.append((low, high))
            if constant == 0 and (not strict or number.positive):  # no quantity is negative
                axis.above.append(self.bits(np.invert, self._never()))
                axis.below.append(self._never())
            else:
                axis.above.append(self._never() if number.low is None else self.bits(exceeds, number.low, high))
                axis.below.append(self._never() if number.high is None else self.bits(falls_below, number.high, low))
        index = axis.cuts.index(cut)
        return axis.above[index], axis.below[index]

    def _between(self, left: Number, right: Number) -> tuple[Register, Register]:
        low, high = zone(Fraction(1), left.roundings + right.roundings)
        above = below = None
        if left.low is not None and right.high is not None:
            above = self.bits(np.greater_equal, left.low, self.floats(np.multiply, right.high, high))
        if left.high is not None and right.low is not None:
            below = self.bits(np.less, left.high, self.floats(np.multiply, right.low, low))
        return above or self._never(), below or self._never()


def _plain(number: Number) -> Number:
    """Return a number that is never absent; the others have no vector form here."""
    if number.absent is not None or number.unsure is not None:
        raise _NoVectorForm
    return number


def _roundings(numbers: Sequence[Number]) -> int:
    return max(number.roundings for number in numbers)


def _scales(numbers: Sequence[Number]) -> frozenset[Fraction]:
    return frozenset().union(*(number.scales for number in numbers))


def _is_power_of_two(factor: Fraction) -> bool:
    top, bottom = factor.numerator, factor.denominator
    return top & (top - 1) == 0 and bottom & (bottom - 1) == 0


def _clear(out: Any) -> None:
    out.fill(False)


def _allocate(
    steps: Sequence[Step], kinds: Mapping[Register, Kind], kept: set[Register]
) -> tuple[dict[Register, tuple[Kind, int]], dict[Kind, int]]:
    """Give registers buffers; a buffer is used again once its last reader has run."""
    last: dict[Register, int] = {}
    for index, step in enumerate(steps):
        last.update((r, index) for r in (*step.inputs, step.output) if isinstance(r, int) and r > 0)
    free: dict[Kind, list[int]] = {"float": [], "bit": []}
    counts: dict[Kind, int] = {"float": 0, "bit": 0}
    buffers: dict[Register, tuple[Kind, int]] = {}
    for index, step in enumerate(steps):
        kind = kinds[step.output]
        for register in {r for r in step.inputs if isinstance(r, int) and r > 0}:
            if last[register] == index and register not in kept and kinds[register] == kind:
                free[kinds[register]].append(buffers[register][1])
        if not free[kind]:
            free[kind].append(counts[kind])
            counts[kind] += 1
        buffers[step.output] = (kind, free[kind].pop())
        for register in {r for r in step.inputs if isinstance(r, int) and r > 0}:
            if last[register] == index and register not in kept and kinds[register] != kind:
                free[kinds[register]].append(buffers[register][1])
    return buffers, counts
