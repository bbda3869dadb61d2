"""Show how the value of a metric came about: its definition with the item's own figures in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from redline import model, program
from redline.catalog import Item
from redline.evidence.phrase import condition_text, expression_text, quantity_text, value_text
from redline.exact.interpreter import Evaluation
from redline.program.lower import Builder, Moment
from redline.program.trace import Trace
from redline.units import Unit
from redline.values import Value, number_text

_DIGITS, _MANY_DIGITS = 6, 20
"""Significant digits of a value, and of one that would look rounder than it is."""
_BOUNDS = ("at least ", "at most ")
_MOST = 4
"""Terms that are written out; more than these are told by their number."""


class Workings:
    """Metrics of one rulebook for one item, each as a line of arithmetic."""

    def __init__(self, trace: Trace, item: Item, moment: Moment) -> None:
        self._readings = dict(trace.program.readings)
        self._item = item
        self._ties = ""
        self._builder = Builder(trace.program.kind, self._readings)
        output = self._builder.rulebook(trace.rulebook, moment)
        metrics = trace.metrics()
        self._refs = {metric.name: self._builder.number(model.MetricRef(metric)) for metric in metrics}
        inside = [part for metric in metrics for part in _quantities(metric.expression)]
        self._inside = {id(part): self._builder.number(part) for part in inside}
        self._evaluation = Evaluation(self._builder.finish([output]), item)

    def line(self, metric: model.Metric) -> str:
        """Return the arithmetic behind a metric, and its value."""
        self._ties = ""
        worked = self._write(metric.expression)
        value = _text(self._evaluation.number(self._refs[metric.name]), metric.unit)
        if worked is None:
            return value
        bound = next((words for words in _BOUNDS if worked.startswith(words)), "")
        shown = value.removeprefix(bound)
        text = worked if worked.endswith(f" {shown}") or worked.startswith(value) else f"{worked} = {value}"
        return f"{text}{self._ties}"

    def _value(self, expression: model.Expression) -> Value:
        return self._evaluation.number(self._inside[id(expression)])

    def _write(self, expression: model.Expression) -> str | None:
        """Write what a value is made of; None where there is nothing to write."""
        match expression:
            case model.Quantity() | model.ParameterRef():
                return expression_text(expression)
            case model.FactRef() | model.MetricRef():
                known = _text(self._value(expression), expression.unit)
                return f"{expression_text(expression)} {known}"
            case model.Arithmetic(sign, left, right):
                return f"{self._operand(left)} {sign} {self._operand(right)}"
            case model.Extremum(function, values):
                return f"{function} of {', '.join(map(self._operand, values))}"
            case model.Call(function, values):
                return f"{function.name}({', '.join(map(self._operand, values))})"
            case model.Aggregate(over=model.Family()):
                return self._over_family(expression)
            case model.Aggregate(function, over):
                return f"{function} of {over.name}" if over.name in self._item.parts else None
            case model.FirstStated(alternatives):
                return self._alternative(self._taken(alternatives))
            case model.UnderReading(usual, others):
                chosen = (each for each in others if self._readings.get(each.reading) == each.choice)
                return self._write(next((each.value for each in chosen), usual))
        return None

    def _alternative(self, taken: model.Alternative) -> str | None:
        match taken:
            case model.NotApplicableIf(condition):
                return f"not applicable, since {condition_text(condition)}"
            case model.AtLeast(bound):
                value = self._value(bound)
                return None if value.low == 0 and value.high is None else f"at least {self._write(bound)}"
            case model.AtMost(bound):
                return None if self._value(bound).high is None else f"at most {self._write(bound)}"
        return self._write(taken)

    def _operand(self, expression: model.Expression) -> str:
        written = self._write(expression)
        if written is None:
            return _text(self._value(expression), expression.unit)
        return f"({written})" if isinstance(expression, model.Arithmetic | model.FirstStated) else written

    def _taken(self, alternatives: Sequence[model.Alternative]) -> model.Alternative:
        """Return the first alternative that is stated, or the last."""
        for each in alternatives[:-1]:
            if isinstance(each, model.NotApplicableIf):
                if self._evaluation.truth(self._builder.condition(each.condition)):
                    return each
            elif isinstance(each, model.FactRef) and each.fact.name in self._item.numbers:
                return each
        return alternatives[-1]

    # --- families ---------------------------------------------------------------------------

    def _over_family(self, expression: model.Aggregate) -> str | None:
        """Write the members that make the value; of an extremum those that attain it."""
        total = self._value(expression)
        terms = [(m, v) for m, v in self._members(expression) if m.fact.name in self._item.numbers]
        if expression.function in ("largest", "smallest"):
            terms = [each for each in terms if each[1] == total] or terms
        if not terms or expression.value is None or (len(terms) > _MOST and expression.function == "sum"):
            return None
        written = [self._member(expression.value, member) for member, _ in terms]
        if expression.function == "sum":
            return " + ".join(written)
        if len(terms) > 1 and terms[0][1] != total:
            return None
        self._ties = f", as by {', '.join(each.fact.name for each, _ in terms[1:])}" if terms[1:] else ""
        return written[0]

    def _members(self, expression: model.Aggregate) -> Iterator[tuple[model.Member, Value]]:
        """Yield the members that are meant, each with what it contributes."""
        assert isinstance(expression.over, model.Family)
        operation = self._builder.nodes[self._inside[id(expression)]].operation
        by_name = {member.fact.name: member for member in expression.over.members}
        if isinstance(operation, program.Claimed | program.Extremum | program.Sum):
            for ref in operation.args:
                fact = next(program.facts_under(self._builder.nodes, ref), None)
                if fact is not None and fact.name in by_name:
                    yield by_name[fact.name], self._evaluation.number(ref)

    def _member(self, expression: model.Expression, member: model.Member) -> str:
        """Write what one member contributes."""
        match expression:
            case model.MemberValue():
                value = self._item.number(member.fact.name)
                return f"{member.fact.name} {_text(value, member.fact.unit)}"
            case model.MemberAttribute(_, name, unit):
                return quantity_text(member.attribute(name, self._readings), unit)
            case model.Arithmetic(sign, left, right):
                return f"{self._member(left, member)} {sign} {self._member(right, member)}"
            case model.Call(function, values):
                return f"{function.name}({', '.join(self._member(value, member) for value in values)})"
        return expression_text(expression)


def _text(value: Value, unit: Unit) -> str:
    short = number_text(value.low, _DIGITS)
    looks_round = len(short.replace(".", "").lstrip("0")) < _DIGITS
    rounder = value.is_known and looks_round and Fraction(short) != value.low
    return value_text(value, unit, _MANY_DIGITS if rounder else _DIGITS)


def _quantities(expression: model.Expression) -> Iterator[model.Expression]:
    """Yield a quantity of the item and those it is made of, but none of members or parts."""
    yield expression
    match expression:
        case model.Arithmetic(_, left, right):
            yield from (*_quantities(left), *_quantities(right))
        case model.Extremum(_, values) | model.Call(_, values):
            for value in values:
                yield from _quantities(value)
        case model.UnderReading(usual, others):
            for value in (usual, *(each.value for each in others)):
                yield from _quantities(value)
        case model.FirstStated(alternatives):
            for each in alternatives:
                if isinstance(each, model.AtLeast | model.AtMost):
                    yield from _quantities(each.bound)
                elif not isinstance(each, model.NotApplicableIf):
                    yield from _quantities(each)
