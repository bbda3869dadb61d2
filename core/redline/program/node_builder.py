"""Collect the nodes of conditions and quantities; equal nodes are one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import singledispatchmethod

from redline import model, program
from redline.model import Family, ItemKind, Rulebook
from redline.program import ITEM, Operation
from redline.program.operators import COMPARISONS
from redline.program.outputs import Ref
from redline.units import ONE, Unit


def parameter_fact(parameter: model.Parameter) -> model.Fact:
    """Return the fact that stands for a parameter whose number is left open."""
    return model.Fact(f"parameter {parameter.name}", "number", unit=parameter.unit)


def reference_fact(book: Rulebook, on: dt.date, condition: model.AnyOfKind) -> model.Fact:
    """Return the yes/no fact that says whether some item contained is in a control of a rulebook on a day.

    Whoever runs the program states it, from what the program over those items answers.
    """
    name = f"any of {condition.over.name} is {book.id} {condition.control} on {on}"
    return model.Fact(name, "yes/no", owner=condition.over.name)


class NodeBuilder:
    """Collects nodes over one kind of item; equal nodes get one position."""

    def __init__(
        self, kind: ItemKind, readings: Mapping[str, str], varied: frozenset[str] = frozenset()
    ) -> None:
        self.kind = kind
        self.readings = readings
        self.varied = varied
        self.nodes: list[program.Node] = []
        self._positions: dict[program.Node, Ref] = {}
        self._space = ITEM
        self._member: model.Member | None = None
        self._metrics: dict[str, Ref] = {}
        self._compared: dict[str, Ref] = {}
        self._book: Rulebook | None = None
        self._on: dt.date | None = None

    def add(self, operation: Operation, unit: Unit | None) -> Ref:
        node = program.Node(operation, unit, self._space)
        if node not in self._positions:
            self._positions[node] = len(self.nodes)
            self.nodes.append(node)
        return self._positions[node]

    def unit(self, ref: Ref) -> Unit:
        unit = self.nodes[ref].unit
        assert unit is not None
        return unit

    # --- conditions -------------------------------------------------------------------------

    @singledispatchmethod
    def condition(self, condition: model.Condition) -> Ref:
        raise TypeError(f"{type(condition).__name__} has no place in a program over items")

    @condition.register
    def _(self, condition: model.Comparison) -> Ref:
        for side in (condition.left, condition.right):
            if isinstance(side, model.MetricRef) and self._space == ITEM:
                self._compared[side.metric.name] = self.number(side)
        left = self.number(condition.left)
        right = self._converted(self.number(condition.right), self.unit(left))
        values = self.nodes[left].operation, self.nodes[right].operation
        if isinstance(values[0], program.Constant) and isinstance(values[1], program.Constant):
            holds = COMPARISONS[condition.operator](values[0].value, values[1].value)
            return self.add(program.Truth(holds), None)
        return self.add(program.Compare(condition.operator, left, right), None)

    @condition.register
    def _(self, condition: model.Is) -> Ref:
        return self.add(program.Is(condition.fact, tuple(sorted(condition.categories))), None)

    @condition.register
    def _(self, condition: model.InGroup) -> Ref:
        return self.add(program.Is(condition.fact, tuple(sorted(condition.countries))), None)

    @condition.register
    def _(self, condition: model.Holds) -> Ref:
        return self.add(program.Holds(condition.fact), None)

    @condition.register
    def _(self, condition: model.Unstated) -> Ref:
        return self.add(program.Unstated(condition.place, condition.reason), None)

    @condition.register
    def _(self, condition: model.AnyOfKind) -> Ref:
        assert self._book is not None
        assert self._on is not None
        return self.add(program.Holds(reference_fact(self._book, self._on, condition)), None)

    @condition.register
    def _(self, condition: model.Not) -> Ref:
        return self._not(self.condition(condition.condition))

    @condition.register
    def _(self, condition: model.All) -> Ref:
        return self._all([self.condition(inner) for inner in condition.conditions])

    @condition.register
    def _(self, condition: model.Any) -> Ref:
        return self._any([self.condition(inner) for inner in condition.conditions])

    @condition.register
    def _(self, condition: model.Limb) -> Ref:
        return self.condition(condition.condition)

    @condition.register
    def _(self, condition: model.AnyPart) -> Ref:
        if isinstance(condition.over, Family):
            members = self._members(condition.over, None)
            inner = []
            for member in members:
                self._member = member
                inner.append(self.condition(condition.where))
            self._member = None
            return self._any(inner)
        where = self._in_space(condition.over.name, condition.where)
        return self.add(program.AnyPart(condition.over, where), None)

    def _in_space(self, space: str, condition: model.Condition) -> Ref:
        outer, self._space = self._space, space
        try:
            return self.condition(condition)
        finally:
            self._space = outer

    def _not(self, ref: Ref) -> Ref:
        operation = self.nodes[ref].operation
        if isinstance(operation, program.Not):
            return operation.arg
        if isinstance(operation, program.Truth):
            return self.add(program.Truth(not operation.value), None)
        return self.add(program.Not(ref), None)

    def _all(self, refs: list[Ref]) -> Ref:
        return self._junction(refs, program.All, neutral=True)

    def _any(self, refs: list[Ref]) -> Ref:
        return self._junction(refs, program.Any, neutral=False)

    def _junction(
        self, refs: list[Ref], type_: type[program.All] | type[program.Any], *, neutral: bool
    ) -> Ref:
        """Join conditions; nested joins of the same kind become one, constants fold."""
        flat: dict[Ref, None] = {}
        for ref in refs:
            operation = self.nodes[ref].operation
            if isinstance(operation, program.Truth):
                if operation.value is not neutral:
                    return ref
            elif isinstance(operation, type_):
                flat.update(dict.fromkeys(operation.args))
            else:
                flat[ref] = None
        if not flat:
            return self.add(program.Truth(neutral), None)
        ordered = tuple(sorted(flat))
        return ordered[0] if len(ordered) == 1 else self.add(type_(ordered), None)

    # --- numbers ----------------------------------------------------------------------------

    @singledispatchmethod
    def number(self, expression: model.Expression) -> Ref:
        raise TypeError(f"{type(expression).__name__} is not a number")

    @number.register
    def _(self, expression: model.Quantity) -> Ref:
        return self.add(program.Constant(expression.value), expression.unit)

    @number.register
    def _(self, expression: model.ParameterRef) -> Ref:
        parameter = expression.parameter
        if parameter.name in self.varied:
            return self.add(program.FactValue(parameter_fact(parameter)), expression.unit)
        return self.add(program.Constant(parameter.value), expression.unit)

    @number.register
    def _(self, expression: model.FactRef) -> Ref:
        ref = self.add(program.FactValue(expression.fact), expression.unit)
        if expression.fact.type != "date" or expression.fact not in self.kind.transaction.facts:
            return ref
        if self._on is None:  # a condition that no text asks: the day is what the row states
            return ref
        asked = self.add(program.Constant(Fraction(self._on.toordinal())), expression.unit)
        return self.add(program.IfStated(ref, asked), expression.unit)

    @number.register
    def _(self, expression: model.UnderReading) -> Ref:
        for case in expression.others:
            if self.readings.get(case.reading) == case.choice:
                return self._converted(self.number(case.value), expression.unit)
        return self._converted(self.number(expression.usual), expression.unit)

    @number.register
    def _(self, expression: model.MetricRef) -> Ref:
        metric = expression.metric
        if metric.name not in self._metrics:
            outer, self._space, self._member = (self._space, self._member), ITEM, None
            self._metrics[metric.name] = self._converted(self.number(metric.expression), metric.unit)
            self._space, self._member = outer
        return self._metrics[metric.name]

    @number.register
    def _(self, expression: model.MemberValue) -> Ref:
        assert self._member is not None
        return self.add(program.FactValue(self._member.fact), expression.unit)

    @number.register
    def _(self, expression: model.MemberAttribute) -> Ref:
        assert self._member is not None
        return self.add(
            program.Constant(self._member.attribute(expression.name, self.readings)), expression.unit
        )

    @number.register
    def _(self, expression: model.Arithmetic) -> Ref:
        left, right = self.number(expression.left), self.number(expression.right)
        if expression.operator == "+":
            unit = self.unit(left)
            return self.add(program.Sum((left, self._converted(right, unit))), unit)
        if expression.operator == "*":
            return self._product(left, right)
        return self._quotient(left, right)

    @number.register
    def _(self, expression: model.Extremum) -> Ref:
        refs = [self.number(value) for value in expression.values]
        unit = self.unit(refs[0])
        args = tuple(sorted({self._converted(ref, unit) for ref in refs}))
        return self.add(program.Extremum(expression.function, args), unit)

    @number.register
    def _(self, expression: model.Call) -> Ref:
        function = expression.function
        pairs = zip(expression.arguments, function.units, strict=True)
        args = tuple(self._converted(self.number(argument), unit) for argument, unit in pairs)
        operations = [self.nodes[ref].operation for ref in args]
        values = [each.value for each in operations if isinstance(each, program.Constant)]
        if len(values) == len(args):
            return self.add(program.Constant(function.measured(values)), function.unit)
        return self.add(program.Call(function, args), function.unit)

    @number.register
    def _(self, expression: model.Aggregate) -> Ref:
        if isinstance(expression.over, Family):
            return self._over_family(expression, expression.over)
        return self._over_parts(expression, "")

    @number.register
    def _(self, expression: model.FirstStated) -> Ref:
        names = next((alt.fact.name for alt in expression.alternatives if isinstance(alt, model.FactRef)), "")
        *earlier, last = expression.alternatives
        ref = self._alternative(last, names, expression.unit)
        for alternative in reversed(earlier):
            if isinstance(alternative, model.NotApplicableIf):
                condition = self.condition(alternative.condition)
                ref = self.add(
                    program.NotApplicableWhen(condition, ref, alternative.assumed), expression.unit
                )
            else:
                assert isinstance(alternative, model.FactRef)
                fact = self.add(program.FactValue(alternative.fact), alternative.unit)
                ref = self.add(
                    program.IfStated(fact, self._converted(ref, alternative.unit)), alternative.unit
                )
                ref = self._converted(ref, expression.unit)
        return ref

    def _alternative(self, last: model.Alternative, names: str, unit: Unit) -> Ref:
        if isinstance(last, model.AtLeast | model.AtMost):
            bound = self._converted(self.number(last.bound), unit)
            is_least = isinstance(last, model.AtLeast)
            return self.add(program.OneSided("least" if is_least else "most", bound, names), unit)
        assert not isinstance(last, model.NotApplicableIf)
        if isinstance(last, model.Aggregate) and not isinstance(last.over, Family):
            return self._converted(self._over_parts(last, names), unit)
        return self._converted(self.number(last), unit)

    def _converted(self, ref: Ref, unit: Unit) -> Ref:
        factor = self.unit(ref).conversion_to(unit)
        if factor == 1:
            return ref
        operation = self.nodes[ref].operation
        if isinstance(operation, program.Constant):
            return self.add(program.Constant(operation.value * factor), unit)
        scale = self.add(program.Constant(factor), ONE)
        return self.add(program.Product(ref, scale), unit)

    def _product(self, left: Ref, right: Ref) -> Ref:
        unit = self.unit(left) * self.unit(right)
        values = [self.nodes[ref].operation for ref in (left, right)]
        if all(isinstance(value, program.Constant) for value in values):
            folded = Fraction(1)
            for value in values:
                assert isinstance(value, program.Constant)
                folded *= value.value
            return self.add(program.Constant(folded), unit)
        return self.add(program.Product(*sorted((left, right))), unit)

    def _quotient(self, left: Ref, right: Ref) -> Ref:
        return self.add(program.Quotient(left, right), self.unit(left) / self.unit(right))

    def _over_family(self, expression: model.Aggregate, family: Family) -> Ref:
        """Write an aggregate over a family out member by member."""
        args: list[Ref] = []
        claims: list[Ref] = []
        for member in self._members(family, expression.where):
            self._member = member
            claims.append(self.add(program.FactValue(member.fact), family.unit))
            if expression.value is None:
                args.append(self.add(program.Constant(Fraction(1)), ONE))
            else:
                args.append(self._converted(self.number(expression.value), expression.unit))
        self._member = None
        if family.blanks is not None and self.readings[family.blanks.name] == "not_claimed":
            return self.add(program.Claimed(expression.function, tuple(args), tuple(claims)), expression.unit)
        match expression.function:
            case "sum" | "count":
                return self.add(program.Sum(tuple(args)), expression.unit)
            case function:
                return self.add(program.Extremum(function, tuple(args)), expression.unit)

    def _members(self, family: Family, where: model.Condition | None) -> list[model.Member]:
        """Choose members by a condition on their constants."""
        if where is None:
            return list(family.members)
        return [member for member in family.members if self._selects(where, member)]

    def _selects(self, where: model.Condition, member: model.Member) -> bool:
        self._member = member
        node = self.nodes[self.condition(where)].operation
        self._member = None
        assert isinstance(node, program.Truth), "the front end admits only conditions on constants"
        return node.value

    def _over_parts(self, expression: model.Aggregate, names: str) -> Ref:
        assert isinstance(expression.over, model.Collection)
        outer, self._space = self._space, expression.over.name
        where = None if expression.where is None else self.condition(expression.where)
        value = None
        if expression.value is not None:
            value = self._converted(self.number(expression.value), expression.unit)
        self._space = outer
        operation = program.Gather(expression.function, expression.over, where, value, names)
        return self.add(operation, expression.unit)


def inner_conditions(condition: model.Condition) -> Sequence[model.Condition]:
    """Return the conditions of the item that a condition joins; none for those of parts."""
    match condition:
        case model.Limb():
            return (condition.condition,)
        case model.Not():
            return (condition.condition,)
        case model.All() | model.Any():
            return condition.conditions
    return ()
