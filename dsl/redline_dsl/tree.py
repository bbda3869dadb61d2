"""The syntax tree: what a rule text says, statement by statement, with names still text.

Every node keeps its span; spans take no part in equality, so that two texts of one meaning have
equal trees.
"""

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
    | Aggregate
    | Comparison
    | IsWord
    | InSet
    | Negation
    | Chain
    | AnyPart
)


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
class Limb:
    """One line or block of a block, with its label and citations where it has some."""

    label: Name | None
    condition: Expression | Block
    cites: tuple[Cite, ...]


@frozen
class Block:
    quantifier: Literal["any", "all"]
    limbs: tuple[Limb, ...]
    cites: tuple[Cite, ...]
    span: Span = field(eq=False, repr=False)


@frozen
class When:
    """A condition with its verb: controlled, excluded, required, available, or applies `when`."""

    verb: str
    condition: Expression | Block
    span: Span = field(eq=False, repr=False)


# --- clauses --------------------------------------------------------------------------------


@frozen
class Dated:
    """A date with the word before it: published, effective, verified, from, until."""

    word: str
    date: Date
    span: Span = field(eq=False, repr=False)


@frozen
class Regime:
    name: Name
    span: Span = field(eq=False, repr=False)


@frozen
class Unverified:
    span: Span = field(eq=False, repr=False)


@frozen
class Yields:
    controls: tuple[Name, ...]
    span: Span = field(eq=False, repr=False)


@frozen
class Obligation:
    action: Text
    before: Number | None
    span: Span = field(eq=False, repr=False)


# --- statements -----------------------------------------------------------------------------


@frozen
class RulebookHeader:
    name: Name
    title: Text | None
    clauses: tuple[Dated | Regime, ...]


@frozen
class Publication:
    name: Name
    title: Text
    published: Date | None


@frozen
class Parameter:
    name: Name
    value: Number | Date
    description: Text | None
    clauses: tuple[Dated | Unverified | Cite, ...]


@frozen
class Fact:
    """``type`` is a unit or type by name, or the words of a category."""

    name: Name
    type: UnitName | tuple[Name, ...]
    above: Number | None
    description: Text | None


@frozen
class Attribute:
    name: Name
    unit: UnitName


@frozen
class Constant:
    name: Name
    value: Number | Date


@frozen
class Member:
    name: Name
    constants: tuple[Constant, ...]


@frozen
class Blanks:
    reading: Name
    choices: tuple[Name, ...]
    span: Span = field(eq=False, repr=False)


@frozen
class Family:
    name: Name
    value: Name
    unit: UnitName
    attributes: tuple[Attribute, ...]
    description: Text | None
    lines: tuple[Blanks | Member, ...]


@frozen
class Collection:
    name: Name
    pattern: Text
    description: Text | None
    facts: tuple[Fact, ...]


@frozen
class Item:
    name: Name
    description: Text | None
    parts: tuple[Fact | Family | Collection, ...]


@frozen
class NotApplicableIf:
    condition: Expression
    span: Span = field(eq=False, repr=False)


@frozen
class AtLeast:
    bound: Expression
    span: Span = field(eq=False, repr=False)


@frozen
class Definition:
    """Alternatives in order of trust."""

    alternatives: tuple[Expression | NotApplicableIf | AtLeast, ...]
    span: Span = field(eq=False, repr=False)


@frozen
class Metric:
    name: Name
    unit: UnitName
    kind: Name
    title: Text | None
    clauses: tuple[Cite | Definition, ...]


@frozen
class Control:
    name: Name
    kind: Name
    title: Text | None
    clauses: tuple[Cite | Yields | When, ...]


@frozen
class Exclusion:
    name: Text
    controls: tuple[Name, ...]
    clauses: tuple[Cite | When, ...]


@frozen
class CountryGroup:
    name: Name
    source: Text | None
    countries: Countries


@frozen
class License:
    """A license requirement, a license exception or a review policy; ``name`` says which one."""

    statement: Literal["requirement", "exception", "policy"]
    name: Name
    controls: tuple[Name, ...]
    clauses: tuple[Cite | When | Obligation, ...]


@frozen
class Stated:
    """A fact with its value, as a scenario gives it; `yes`, `no` and `unknown` are names here."""

    name: Name
    value: Number | Range | Date | Text | Name


@frozen
class Given:
    kind: Name
    facts: tuple[Stated, ...]
    span: Span = field(eq=False, repr=False)


@frozen
class Chosen:
    reading: Name
    choice: Name
    span: Span = field(eq=False, repr=False)


@frozen
class Expect:
    """``because`` are limbs or controls, notes, or missing facts, as the status asks for."""

    status: Literal["controlled", "not_controlled", "undetermined"]
    because: tuple[Name | Text, ...]
    span: Span = field(eq=False, repr=False)


@frozen
class Scenario:
    name: Text
    clauses: tuple[Given | Chosen | Expect, ...]


Statement: TypeAlias = (
    RulebookHeader
    | Publication
    | Parameter
    | Item
    | Metric
    | Control
    | Exclusion
    | CountryGroup
    | License
    | Scenario
)
