"""Expressions with a numeric value, and the parameters and metrics that they refer to."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from operator import attrgetter
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from attrs import field, frozen

from redline.diagnostics import Span
from redline.functions import Function
from redline.model.items import Collection, Fact, Family, ItemKind
from redline.model.sources import Citation
from redline.units import Unit

if TYPE_CHECKING:
    from redline.model.conditions import Condition


_NAME: Final = attrgetter("name")
"""Names what is declared elsewhere, so that an expression is printed as an expression."""


@frozen
class Quantity:
    """A number in its unit; a date is its ordinal day in unit ``date``."""

    value: Fraction
    unit: Unit
    span: Span | None = field(default=None, eq=False)


@frozen
class Parameter:
    """A number of the law, with its unit, dates and citation."""

    name: str
    value: Fraction
    unit: Unit
    cites: tuple[Citation, ...] = ()
    effective: dt.date | None = None
    until: dt.date | None = None
    verified: bool = True
    description: str = ""
    span: Span | None = field(default=None, eq=False)


@frozen
class ParameterRef:
    parameter: Parameter
    span: Span | None = field(default=None, eq=False)

    @property
    def unit(self) -> Unit:
        return self.parameter.unit


@frozen
class FactRef:
    """A number or date fact of the item, or of a part inside a ``where`` or a collection's value."""

    fact: Fact = field(repr=_NAME)
    span: Span | None = field(default=None, eq=False)

    @property
    def unit(self) -> Unit:
        return self.fact.unit


@frozen
class MetricRef:
    metric: Metric
    span: Span | None = field(default=None, eq=False)

    @property
    def unit(self) -> Unit:
        return self.metric.unit


@frozen
class MemberValue:
    """A family member's own value, inside an aggregate over the family."""

    family: Family = field(repr=_NAME)
    span: Span | None = field(default=None, eq=False)

    @property
    def unit(self) -> Unit:
        return self.family.unit


@frozen
class MemberAttribute:
    """A family member's constant, inside an aggregate over the family."""

    family: Family = field(repr=_NAME)
    name: str
    unit: Unit
    span: Span | None = field(default=None, eq=False)


@frozen
class Arithmetic:
    """A sum, product or quotient. There is no difference: quantities are never negative."""

    operator: Literal["+", "*", "/"]
    left: Expression
    right: Expression
    unit: Unit
    span: Span | None = field(default=None, eq=False)


@frozen
class Extremum:
    """The largest or smallest of values written one by one."""

    function: Literal["largest", "smallest"]
    values: tuple[Expression, ...]
    unit: Unit
    span: Span | None = field(default=None, eq=False)


@frozen
class Call:
    """A function of a plugin, called with quantities."""

    function: Function
    arguments: tuple[Expression, ...]
    unit: Unit
    span: Span | None = field(default=None, eq=False)


@frozen
class Aggregate:
    """Sum, largest, smallest or count over a family or a collection, ``where`` a condition holds.

    Over no members at all a count is 0 and the others are not applicable.
    """

    function: Literal["sum", "largest", "smallest", "count"]
    over: Family | Collection = field(repr=_NAME)
    value: Expression | None
    where: Condition | None
    unit: Unit
    span: Span | None = field(default=None, eq=False)


@frozen
class NotApplicableIf:
    """An alternative that says: no such quantity, where the condition holds.

    Where that is not known, the quantity perhaps does not apply; or, where ``assumed`` is true, the
    condition is taken for no, and every answer that rests on this says so.
    """

    condition: Condition
    assumed: bool = False
    span: Span | None = field(default=None, eq=False)


@frozen
class AtLeast:
    """An alternative that only bounds: an unknown value, not below this one."""

    bound: Expression
    span: Span | None = field(default=None, eq=False)


@frozen
class AtMost:
    """An alternative that only bounds: an unknown value, not above this one."""

    bound: Expression
    span: Span | None = field(default=None, eq=False)


@frozen
class FirstStated:
    """Sources in order of trust: the first alternative that is stated gives the value.

    A fact is stated unless it is blank; ``NotApplicableIf`` is stated where its condition holds;
    the last alternative is always taken.
    """

    alternatives: tuple[Alternative, ...]
    unit: Unit
    span: Span | None = field(default=None, eq=False)


@frozen
class ReadingCase:
    """The definition of a quantity under one choice of a reading."""

    reading: str
    choice: str
    value: Expression


@frozen
class UnderReading:
    """A quantity that has other definitions under some choices of readings.

    The first of ``others`` whose choice is made counts; ``usual`` holds under all else.
    """

    usual: Expression
    others: tuple[ReadingCase, ...]
    unit: Unit
    span: Span | None = field(default=None, eq=False)


Expression: TypeAlias = (
    Quantity
    | ParameterRef
    | FactRef
    | MetricRef
    | MemberValue
    | MemberAttribute
    | Arithmetic
    | Extremum
    | Call
    | Aggregate
    | FirstStated
    | UnderReading
)

Alternative: TypeAlias = Expression | NotApplicableIf | AtLeast | AtMost


@frozen
class Metric:
    """A quantity derived from facts as a regulation defines it (TPP, performance density)."""

    name: str
    kind: ItemKind
    unit: Unit
    expression: Expression
    title: str = ""
    cites: tuple[Citation, ...] = ()
    span: Span | None = field(default=None, eq=False)
    verified: bool = True
