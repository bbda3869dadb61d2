"""Statements as a text writes them."""

from __future__ import annotations

from typing import Literal, TypeAlias

from attrs import field, frozen

from redline.diagnostics import Span
from redline_dsl.tree.clauses import (
    Amends,
    Because,
    Dated,
    Draft,
    Enforcement,
    Granted,
    Obligation,
    Reasons,
    Regime,
    Retired,
    Suspension,
    Yields,
)
from redline_dsl.tree.expressions import (
    Alternative,
    Cite,
    Countries,
    Date,
    Limb,
    Name,
    Number,
    Range,
    Text,
    UnitName,
    Unverified,
    When,
)

# --- statements -----------------------------------------------------------------------------


@frozen
class RulebookHeader:
    name: Name
    title: Text | None
    clauses: tuple[Dated | Regime | Amends | Draft, ...]


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
class Words:
    """The words of a category; with ``other`` there may be more that no rule names."""

    names: tuple[Name, ...]
    other: Name | None


@frozen
class Bearing:
    """`bears on license`: what is stated has to be read, by the texts of ``regimes`` if some are named."""

    regimes: tuple[Name, ...]
    span: Span = field(eq=False, repr=False)


@frozen
class Spelling:
    """How else a word of a category is written, as in the tables that makers publish."""

    word: Name
    texts: tuple[Text, ...]
    clauses: tuple[Cite | Unverified, ...]


@frozen
class Fact:
    """``type`` is a unit or type by name, or the words of a category."""

    name: Name
    type: UnitName | Words
    above: Number | None
    assumed: Name | Number | None
    bearing: Bearing | None
    description: Text | None
    spellings: tuple[Spelling, ...] = ()


@frozen
class Attribute:
    name: Name
    unit: UnitName


@frozen
class Constant:
    name: Name
    value: Number | Date


@frozen
class Under:
    """Other constants of a member, under one choice of a reading."""

    reading: Name
    choice: Name
    constants: tuple[Constant, ...]


@frozen
class Member:
    name: Name
    constants: tuple[Constant, ...]
    under: tuple[Under, ...] = ()


@frozen
class Reading:
    """A reading that metrics and members ask for, with its choices, the default first."""

    name: Name
    choices: tuple[Name, ...]
    description: Text | None


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
    """``kind`` is that of the items it holds by name; None for parts with facts of their own."""

    name: Name
    kind: Name | None
    pattern: Text
    description: Text | None
    facts: tuple[Fact, ...]


@frozen
class Item:
    name: Name
    description: Text | None
    parts: tuple[Fact | Family | Collection | Reading, ...]


@frozen
class Transaction:
    name: Name
    description: Text | None
    facts: tuple[Fact, ...]


@frozen
class Definition:
    """Alternatives in order of trust; ``reading`` and ``choice`` say when it is the definition."""

    reading: Name | None
    choice: Name | None
    alternatives: tuple[Alternative, ...]
    span: Span = field(eq=False, repr=False)


@frozen
class Metric:
    name: Name
    unit: UnitName
    kind: Name
    title: Text | None
    clauses: tuple[Cite | Unverified | Definition, ...]


@frozen
class Control:
    name: Name
    kind: Name
    title: Text | None
    clauses: tuple[Cite | Unverified | Yields | Suspension | When, ...]


@frozen
class Exclusion:
    name: Text
    controls: tuple[Name, ...]
    clauses: tuple[Cite | Unverified | When, ...]


@frozen
class Presumption:
    name: Text
    controls: tuple[Name, ...]
    clauses: tuple[Cite | Unverified | When, ...]


@frozen
class CountryGroup:
    name: Name
    source: Text | None
    countries: Countries
    clauses: tuple[Cite | Unverified, ...] = ()


@frozen
class License:
    """A license requirement, a license exception or a review policy; ``name`` says which one.

    Or how far these are complete; the name is then `complete`. ``controls`` may name kinds of items.
    """

    statement: Literal["requirement", "exception", "policy", "complete"]
    name: Name
    controls: tuple[Name, ...]
    clauses: tuple[
        Cite | Unverified | When | Obligation | Enforcement | Suspension | Retired | Reasons | Granted, ...
    ]


@frozen
class NotEncoded:
    """An entry of the law that a text leaves out; ``name`` is its place."""

    name: Text
    kinds: tuple[Name, ...]
    title: Text | None
    clauses: tuple[Cite | Unverified | Because | When, ...]


@frozen
class NoControl:
    """Kinds of items of which the text is known to control none."""

    kinds: tuple[Name, ...]
    clauses: tuple[Cite | Unverified, ...]
    span: Span = field(eq=False, repr=False)


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
    """``because`` are limbs or controls, notes, or missing facts, as the status asks for.

    ``unstated`` are reasons why a condition is open for good.
    """

    status: Literal["controlled", "not_controlled", "undetermined", "not_covered"]
    because: tuple[Name | Text, ...]
    span: Span = field(eq=False, repr=False)
    unstated: tuple[Text, ...] = ()


@frozen
class ExpectLicense:
    """What a scenario expects of the license: an answer, a review policy, or exceptions."""

    aspect: Literal["license", "policy", "exceptions"]
    names: tuple[Name, ...]
    span: Span = field(eq=False, repr=False)


@frozen
class Asked:
    """`on` a day, or in a `mode`."""

    on: Date | None
    mode: Name | None
    span: Span = field(eq=False, repr=False)


@frozen
class Scenario:
    name: Text
    clauses: tuple[Given | Chosen | Asked | Expect | ExpectLicense, ...]


# --- amendments -----------------------------------------------------------------------------


@frozen
class Setting:
    """`set a_tpp = ...`; with ``places`` and ``old`` it is `in PLACES strike ... and insert ...`."""

    name: Name | None
    places: tuple[Name | Text, ...]
    old: Number | Date | None
    new: Number | Date
    clauses: tuple[Dated | Unverified | Cite, ...]
    span: Span = field(eq=False, repr=False)


@frozen
class Strike:
    """``sort`` is what is struck; ``controls`` those that a license statement is struck for."""

    sort: str
    name: Name | Text
    controls: tuple[Name, ...]
    clauses: tuple[Cite | Unverified | Enforcement, ...]
    span: Span = field(eq=False, repr=False)


@frozen
class Addition:
    """Limbs that are added to a control, or that replace those with their labels."""

    act: Literal["add", "replace"]
    control: Name
    limbs: tuple[Limb, ...]
    span: Span = field(eq=False, repr=False)


@frozen
class Replacement:
    statement: Parameter | Metric | Control | Exclusion | Presumption | CountryGroup | License | NotEncoded
    span: Span = field(eq=False, repr=False)


Amending: TypeAlias = Setting | Strike | Addition | Replacement
Statement: TypeAlias = (
    RulebookHeader
    | Publication
    | Parameter
    | Item
    | Transaction
    | Metric
    | Control
    | Exclusion
    | Presumption
    | CountryGroup
    | License
    | NotEncoded
    | NoControl
    | Scenario
    | Amending
)
