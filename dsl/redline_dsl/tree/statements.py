"""Statements and their clauses as a text writes them."""

from __future__ import annotations

from typing import Literal, TypeAlias

from attrs import field, frozen

from redline.diagnostics import Span
from redline_dsl.tree.expressions import (
    Cite,
    Countries,
    Date,
    Expression,
    Name,
    Number,
    Range,
    Text,
    UnitName,
    When,
)

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
