"""Names, literals, expressions and conditions as a text writes them."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Literal, TypeAlias

from attrs import field, frozen

from redline.diagnostics import Span


@frozen
class Name:
    """A name as written; what it means is not known yet."""

    text: str
    span: Span = field(eq=False, repr=False)


@frozen
class Text:
    """A text in quotes, without them."""

    text: str
    span: Span = field(eq=False, repr=False)


@frozen
class UnitName:
    """A unit as written, or the words `yes/no`, `date` and `text` where a fact's type stands."""

    text: str
    span: Span = field(eq=False, repr=False)


@frozen
class Number:
    """A number with its unit; a pure count has none."""

    value: Fraction
    unit: UnitName | None
    span: Span = field(eq=False, repr=False)


@frozen
class Range:
    """A number known to lie between two bounds."""

    low: Fraction
    high: Fraction
    unit: UnitName | None
    span: Span = field(eq=False, repr=False)


@frozen
class Date:
    value: dt.date
    span: Span = field(eq=False, repr=False)


# --- expressions ----------------------------------------------------------------------------


@frozen
class Arithmetic:
    operator: Literal["+", "*", "/"]
    left: Expression
    right: Expression
    span: Span = field(eq=False, repr=False)


@frozen
class Extremum:
    function: Literal["largest", "smallest"]
    values: tuple[Expression, ...]
    span: Span = field(eq=False, repr=False)


@frozen
class Callee:
    """The name of a function, which stands before its parenthesis and means nothing elsewhere."""

    text: str
    span: Span = field(eq=False, repr=False)


@frozen
class Call:
    function: Callee
    arguments: tuple[Expression, ...]
    span: Span = field(eq=False, repr=False)


@frozen
class Aggregate:
    """``value`` is missing in a count."""

    function: Literal["largest", "smallest", "sum", "count"]
    over: Name
    where: Expression | None
    value: Expression | None
    span: Span = field(eq=False, repr=False)


@frozen
class Comparison:
    operator: Literal[">=", ">", "<=", "<"]
    left: Expression
    right: Expression
    span: Span = field(eq=False, repr=False)


@frozen
class IsWord:
    """A category has (or, negated, has not) one of these words."""

    fact: Name
    negated: bool
    words: tuple[Name, ...]
    span: Span = field(eq=False, repr=False)


@frozen
class InSet:
    """A country fact of the transaction lies in a set of countries."""

    fact: Name
    countries: Countries
    span: Span = field(eq=False, repr=False)


@frozen
class Negation:
    operand: Expression
    span: Span = field(eq=False, repr=False)


@frozen
class Chain:
    """Operands joined by `and` or `or`; that both are not mixed is checked later."""

    operands: tuple[Expression, ...]
    connectives: tuple[Name, ...]
    span: Span = field(eq=False, repr=False)


@frozen
class AnyOfKind:
    """`any of chips is 3A090.a`."""

    over: Name
    control: Name
    span: Span = field(eq=False, repr=False)


@frozen
class Unstated:
    """A condition whose truth no source gives, with the reason."""

    reason: Text
    span: Span = field(eq=False, repr=False)


@frozen
class AnyPart:
    over: Name
    where: Expression
    span: Span = field(eq=False, repr=False)


Expression: TypeAlias = (
    Name
    | Number
    | Date
    | Arithmetic
    | Extremum
    | Call
    | Aggregate
    | Comparison
    | IsWord
    | InSet
    | Negation
    | Chain
    | AnyPart
    | AnyOfKind
    | Unstated
)


# --- alternatives of a metric ---------------------------------------------------------------


@frozen
class NotApplicableIf:
    condition: Expression
    assumed: bool
    """Whether the condition is taken for no where nobody states it."""
    span: Span = field(eq=False, repr=False)


@frozen
class AtLeast:
    bound: Expression
    span: Span = field(eq=False, repr=False)


@frozen
class AtMost:
    bound: Expression
    span: Span = field(eq=False, repr=False)


Alternative: TypeAlias = Expression | NotApplicableIf | AtLeast | AtMost


@frozen
class Countries:
    """Country codes and groups, joined by comma, plus or minus."""

    names: tuple[Name, ...]
    signs: tuple[Name, ...]
    span: Span = field(eq=False, repr=False)


# --- conditions over several lines ----------------------------------------------------------


@frozen
class Cite:
    publication: Name
    place: Text | None
    span: Span = field(eq=False, repr=False)


@frozen
class Unverified:
    """`verified no`: nobody has compared this with its source."""

    span: Span = field(eq=False, repr=False)


@frozen
class Limb:
    """One line or block of a block, with its label and what is said of its source."""

    label: Name | None
    condition: Expression | Block
    clauses: tuple[Cite | Unverified, ...]


@frozen
class Block:
    quantifier: Literal["any", "all"]
    limbs: tuple[Limb, ...]
    clauses: tuple[Cite | Unverified, ...]
    span: Span = field(eq=False, repr=False)


@frozen
class When:
    """A condition with its verb: controlled, excluded, required, available, applies, ... `when`."""

    verb: str
    condition: Expression | Block
    span: Span = field(eq=False, repr=False)
