"""Write conditions and quantities of the model in words, for explanations."""

from __future__ import annotations

from fractions import Fraction
from functools import singledispatch

from redline import model
from redline.units import DATE, Unit
from redline.values import Value, number_text


def quantity_text(number: Fraction, unit: Unit, digits: int = 10) -> str:
    """Write a number with its unit; a date as a date, a bare number alone."""
    if unit == DATE:
        return day_text(number)
    written = number_text(number, digits)
    return written if str(unit) in ("1", "count") else f"{written} {unit}"


def day_text(ordinal: Fraction) -> str:
    """Write an ordinal day as a date; days that no calendar has are said to be before or after all others."""
    import datetime as dt

    day = int(ordinal)
    if day < dt.date.min.toordinal():
        return f"before {dt.date.min}"
    return f"after {dt.date.max}" if day > dt.date.max.toordinal() else str(dt.date.fromordinal(day))


def value_text(value: Value, unit: Unit, digits: int = 10) -> str:
    """Write what is known of a quantity, with its unit."""
    if value.is_known:
        return quantity_text(value.low, unit, digits)
    if value.absent == "yes":
        return "not applicable"
    words = _bounds_text(value.low, value.high, unit, digits)
    return f"{words}, or not applicable" if value.absent == "maybe" else words


def _bounds_text(low: Fraction, high: Fraction | None, unit: Unit, digits: int) -> str:
    """Write a range; one end of a date's may be open."""
    if high is None:
        if low == 0:
            return "unknown"
        first = quantity_text(low, unit, digits)
        return f"{first} or later" if unit == DATE else f"at least {first}"
    last = quantity_text(high, unit, digits)
    if unit == DATE and low < 1:
        return f"{last} or earlier"
    if low == 0:
        return f"at most {last}"
    return f"{quantity_text(low, unit, digits).removesuffix(f' {unit}')}..{last}"


@singledispatch
def expression_text(expression: model.Expression) -> str:
    """Write a numeric expression as a rule would."""
    raise TypeError(f"{type(expression).__name__} has no words")


@expression_text.register
def _(expression: model.Quantity) -> str:
    return quantity_text(expression.value, expression.unit)


@expression_text.register
def _(expression: model.ParameterRef) -> str:
    parameter = expression.parameter
    return f"{quantity_text(parameter.value, parameter.unit)} ({parameter.name})"


@expression_text.register
def _(expression: model.FactRef) -> str:
    return expression.fact.name


@expression_text.register
def _(expression: model.MetricRef) -> str:
    return expression.metric.name


@expression_text.register
def _(expression: model.MemberValue) -> str:
    return expression.family.value


@expression_text.register
def _(expression: model.MemberAttribute) -> str:
    return expression.name


@expression_text.register
def _(expression: model.Arithmetic) -> str:
    def operand(side: model.Expression) -> str:
        written = expression_text(side)
        return f"({written})" if isinstance(side, model.Arithmetic | model.FirstStated) else written

    return f"{operand(expression.left)} {expression.operator} {operand(expression.right)}"


@expression_text.register
def _(expression: model.Extremum) -> str:
    return f"{expression.function} of {', '.join(map(expression_text, expression.values))}"


@expression_text.register
def _(expression: model.Call) -> str:
    return f"{expression.function.name}({', '.join(map(expression_text, expression.arguments))})"


@expression_text.register
def _(expression: model.Aggregate) -> str:
    where = "" if expression.where is None else f" where {condition_text(expression.where)}"
    value = "" if expression.value is None else f" : {expression_text(expression.value)}"
    return f"{expression.function} of {expression.over.name}{where}{value}"


@expression_text.register
def _(expression: model.UnderReading) -> str:
    cases = (
        f"under {each.reading} is {each.choice}: {expression_text(each.value)}" for each in expression.others
    )
    return "; ".join([expression_text(expression.usual), *cases])


@expression_text.register
def _(expression: model.FirstStated) -> str:
    return " otherwise ".join(map(_alternative, expression.alternatives))


def _alternative(alternative: model.Alternative) -> str:
    match alternative:
        case model.NotApplicableIf(condition, assumed):
            return f"not applicable if {condition_text(condition)}{' assumed no' if assumed else ''}"
        case model.AtLeast():
            return f"at least {expression_text(alternative.bound)}"
        case model.AtMost():
            return f"at most {expression_text(alternative.bound)}"
    return expression_text(alternative)


@singledispatch
def condition_text(condition: model.Condition) -> str:
    """Write a condition as a rule would, on one line."""
    raise TypeError(f"{type(condition).__name__} has no words")


@condition_text.register
def _(condition: model.Comparison) -> str:
    return f"{expression_text(condition.left)} {condition.operator} {expression_text(condition.right)}"


@condition_text.register
def _(condition: model.Is) -> str:
    return f"{condition.fact.name} is {' or '.join(condition.categories)}"


@condition_text.register
def _(condition: model.Holds) -> str:
    return condition.fact.name


@condition_text.register
def _(condition: model.Unstated) -> str:
    return f'unstated "{condition.reason}"'


@condition_text.register
def _(condition: model.Not) -> str:
    return f"not {_grouped(condition.condition)}"


@condition_text.register
def _(condition: model.All) -> str:
    return " and ".join(map(_grouped, condition.conditions))


@condition_text.register
def _(condition: model.Any) -> str:
    return " or ".join(map(_grouped, condition.conditions))


@condition_text.register
def _(condition: model.AnyPart) -> str:
    return f"any of {condition.over.name} where {condition_text(condition.where)}"


@condition_text.register
def _(condition: model.Limb) -> str:
    return condition_text(condition.condition)


@condition_text.register
def _(condition: model.InGroup) -> str:
    return f"{condition.fact.name} in {condition.group}"


@condition_text.register
def _(condition: model.AnyOfKind) -> str:
    return f"any of {condition.over.name} is {condition.control}"


def _grouped(condition: model.Condition) -> str:
    written = condition_text(condition)
    return f"({written})" if isinstance(condition, model.All | model.Any) else written
