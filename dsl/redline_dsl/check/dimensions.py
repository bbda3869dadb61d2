"""Prove that quantities agree in dimension, and that no rate of operations is scaled by accident.

A datasheet rate already counts a multiply-accumulate as two operations. So nothing that counts
operations may be multiplied by a bare factor, and nothing may be added to itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Final, Literal

from redline import model
from redline.diagnostics import Span
from redline.units import DATE, ONE, Unit
from redline_dsl.findings import refuse
from redline_dsl.tree.units import words_of

_COUNTED: Final = frozenset({"operation", "mac"})
"""Dimensions that no bare factor may scale."""

_DOUBLING: Final = (
    "a datasheet rate already counts a multiply-accumulate as two operations; a rate in MACS is turned into"
    " operations by `2 operation/mac`"
)

_LARGEST: Final = Fraction(10) ** 60

Place = tuple[Span | None, str]
MetricConstant = Callable[[model.Metric], Fraction | None]
"""Says the constant value of a metric that does not depend on the item."""


def sum_of(left: model.Expression, right: model.Expression, span: Span) -> model.Expression:
    """Add two quantities of one dimension; raises ``Refused``."""
    _refuse_dates(left, right, "added")
    refuse_mismatch(left, right, span, "cannot be added")
    earlier = list(_terms(left))
    for term in _terms(right):
        if term in earlier:
            message = f"`{_text(term)}` is added to itself"
            raise refuse(message, term.span, _DOUBLING, code="unit", because=origin(term))
    return model.Arithmetic("+", left, right, left.unit, span)


def product_of(
    operator: Literal["*", "/"],
    left: model.Expression,
    right: model.Expression,
    span: Span,
    of_metric: MetricConstant,
) -> model.Expression:
    """Multiply or divide two quantities; raises ``Refused`` where that scales a rate of operations."""
    _refuse_dates(left, right, "multiplied or divided")
    if operator == "/" and constant(right, of_metric) == 0:
        help_ = "divide by a number above zero; a quantity that may be absent is `not applicable if ...`"
        raise refuse("this divides by zero", right.span, help_, code="value")
    unit = left.unit * right.unit if operator == "*" else left.unit / right.unit
    result = model.Arithmetic(operator, left, right, unit, span)
    value = constant(result, of_metric)
    if value and not 1 / _LARGEST <= value <= _LARGEST:
        raise refuse(f"`{_text(result)}` is beyond any quantity of this field", span, code="value")
    _Scaling(result, of_metric).refuse()
    return result


def refuse_mismatch(left: model.Expression, right: model.Expression, span: Span, verb: str) -> None:
    """Raise ``Refused`` unless both quantities have the same dimensions."""
    if left.unit.same_dimensions(right.unit):
        return
    message = f"{_sentence(left)} and {_sentence(right)} {verb}"
    help_ = None
    for bare, other in ((left, right), (right, left)):
        if _is_bare(bare) and other.unit.text:
            help_ = f"give the number its unit: `{_text(bare)} {other.unit}`"
    because = origin(right) if isinstance(left, model.Quantity) else origin(left)
    parameters = [side for side in (left, right) if isinstance(side, model.ParameterRef)]
    if len(parameters) == 1:  # the other side is what the item is, so that the number is at fault
        (at_fault,) = parameters
        because = origin(at_fault)
        help_ = _unit_to_give(at_fault, right if left is at_fault else left)
    raise refuse(message, span, help_, code="unit", because=because)


def _unit_to_give(parameter: model.ParameterRef, other: model.Expression) -> str | None:
    """Say in which unit a parameter compares with another quantity; None where that has no unit."""
    if isinstance(other, model.Quantity) or DATE.dimensions in (
        other.unit.dimensions,
        parameter.unit.dimensions,
    ):
        return None
    return f"give `{parameter.parameter.name}` in {words_of(other.unit)}"


def _sentence(expression: model.Expression) -> str:
    if expression.unit.dimensions == DATE.dimensions:
        return f"`{_text(expression)}` (a date)"
    return f"`{_text(expression)}` (in {words_of(expression.unit)})"


def _refuse_dates(left: model.Expression, right: model.Expression, verb: str) -> None:
    for side in (left, right):
        if side.unit.dimensions == DATE.dimensions:
            message = f"the date `{_text(side)}` cannot be {verb}"
            raise refuse(message, side.span, "dates can only be compared", code="unit", because=origin(side))


# --- scaling --------------------------------------------------------------------------------


class _Scaling:
    """The factors of a product, those apart that do not depend on the item."""

    def __init__(self, product: model.Arithmetic, of_metric: MetricConstant) -> None:
        self.factors = list(_factors(product, 1))
        self.values = [constant(factor, of_metric) for factor, _ in self.factors]
        self.others = [each for each, value in zip(self.factors, self.values, strict=True) if value is None]

    def refuse(self) -> None:
        """Raise ``Refused`` where a bare factor scales what it may not."""
        for factor, _ in self.factors:
            rest = _unit([(other, power) for other, power in self.factors if other is not factor])
            if _is_bare(factor) and rest.dimensions:
                raise refuse(
                    f"the bare number `{_text(factor)}` scales a quantity in {words_of(rest)}",
                    factor.span,
                    _DOUBLING
                    if _counts(rest)
                    else "give it its unit, or make it a parameter with a citation",
                    code="unit",
                    because=_origin_of(self.others),
                )
        if not _counts(_unit(self.others)):
            return
        scaling = self._dimensionless()
        if scaling is not None:
            message = f"`{_text(scaling)}` has no unit and scales a count of operations"
            raise refuse(message, scaling.span, _DOUBLING, code="unit", because=_origin_of(self.others))

    def _dimensionless(self) -> model.Expression | None:
        """Return a factor other than one that has no dimension, alone or with the other constants."""
        together, constants = Fraction(1), []
        for (factor, power), value in zip(self.factors, self.values, strict=True):
            attribute = isinstance(factor, model.MemberAttribute)
            if not factor.unit.dimensions and (attribute or value not in (None, 1)):
                return factor
            if value:
                constants.append((factor, power))
                together *= value if power > 0 else 1 / value
        return constants[0][0] if together != 1 and not _unit(constants).dimensions else None


def _is_bare(expression: model.Expression) -> bool:
    """Whether it is a number, or numbers joined, written without any unit."""
    match expression:
        case model.Quantity(_, unit):
            return unit is ONE
        case model.Arithmetic(_, left, right):
            return _is_bare(left) and _is_bare(right)
        case model.Extremum(_, values):
            return all(_is_bare(value) for value in values)
    return False


def constant(expression: model.Expression, of_metric: MetricConstant) -> Fraction | None:
    """Return the value, in base units, of what does not depend on the item; else None."""
    match expression:
        case model.Quantity(value, unit):
            return value * unit.factor
        case model.ParameterRef(parameter):
            return parameter.value * parameter.unit.factor
        case model.MetricRef(metric):
            return of_metric(metric)
        case model.Arithmetic(operator, left, right):
            return _computed(operator, constant(left, of_metric), constant(right, of_metric))
        case model.Extremum(function, values):
            inner = [constant(value, of_metric) for value in values]
            known = [number for number in inner if number is not None]
            if len(known) == len(values):
                return max(known) if function == "largest" else min(known)
    return None


def _computed(operator: str, left: Fraction | None, right: Fraction | None) -> Fraction | None:
    if left is None or right is None or (operator == "/" and right == 0):
        return None
    if operator == "+":
        return left + right
    return left * right if operator == "*" else left / right


def _factors(expression: model.Expression, power: int) -> Iterator[tuple[model.Expression, int]]:
    if isinstance(expression, model.Arithmetic) and expression.operator != "+":
        yield from _factors(expression.left, power)
        yield from _factors(expression.right, power if expression.operator == "*" else -power)
    else:
        yield expression, power


def _terms(expression: model.Expression) -> Iterator[model.Expression]:
    if isinstance(expression, model.Arithmetic) and expression.operator == "+":
        yield from _terms(expression.left)
        yield from _terms(expression.right)
    else:
        yield expression


def _unit(factors: list[tuple[model.Expression, int]]) -> Unit:
    unit = ONE
    for factor, power in factors:
        unit = unit * factor.unit if power > 0 else unit / factor.unit
    return unit


def _counts(unit: Unit) -> bool:
    return any(name in _COUNTED for name, _ in unit.dimensions)


# --- places ---------------------------------------------------------------------------------


def _text(expression: model.Expression) -> str:
    text = expression.span.text if expression.span else ""
    return text if len(text) <= 60 else text[:57] + "..."


def _origin_of(factors: list[tuple[model.Expression, int]]) -> Place | None:
    counted = [factor for factor, _ in factors if _counts(factor.unit)] or [factor for factor, _ in factors]
    return next((place for factor in counted if (place := origin(factor))), None)


def origin(expression: model.Expression) -> Place | None:
    """Return the declaration that gives an expression its unit, with words for it."""
    match expression:
        case model.FactRef(fact):
            return fact.span, f"`{fact.name}` is declared in {words_of(fact.unit)} here"
        case model.MetricRef(metric):
            return metric.span, f"`{metric.name}` is declared in {words_of(metric.unit)} here"
        case model.ParameterRef(parameter):
            return parameter.span, f"`{parameter.name}` is set in {words_of(parameter.unit)} here"
        case model.MemberValue(family):
            return family.span, f"`{family.value}` is declared in {words_of(family.unit)} here"
        case model.MemberAttribute(family, name, unit):
            return family.span, f"`{name}` is declared in {words_of(unit)} here"
        case model.Arithmetic(_, left, right):
            return origin(left) or origin(right)
        case model.Extremum(_, values):
            return next((place for value in values if (place := origin(value))), None)
        case model.Aggregate(_, _, value) if value is not None:
            return origin(value)
    return None
