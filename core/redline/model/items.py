"""Items and their facts: what a catalog may say of an item of one kind."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, TypeAlias

from attrs import field, frozen

from redline.diagnostics import Span
from redline.units import ONE, Unit

FactType: TypeAlias = Literal["number", "yes/no", "category", "date", "text"]


@frozen
class Fact:
    """A property of an item, named as in catalogs (units in the name).

    ``unit`` is that of numbers; dates carry ``redline.units.DATE``. ``categories`` are a category's
    words. ``owner`` is the collection that the fact belongs to, None for the item itself.
    """

    name: str
    type: FactType
    description: str = ""
    unit: Unit = ONE
    categories: tuple[str, ...] = ()
    positive: bool = False
    """Whether zero is as wrong as a negative number (an area, a wavelength)."""
    owner: str | None = None
    span: Span | None = field(default=None, eq=False)


@frozen
class Member:
    """One fact of a family, with the constants that belong to it (fp16_tflops: 16 bit)."""

    fact: Fact
    attributes: tuple[tuple[str, Fraction], ...]

    def attribute(self, name: str) -> Fraction:
        """Return the constant of that name, in the unit the family declares for it."""
        return dict(self.attributes)[name]


@frozen
class Reading:
    """One disputed or conventional interpretation; the first choice is the default."""

    name: str
    choices: tuple[str, ...]
    description: str = ""


@frozen
class Family:
    """Facts of one kind that differ by constants: throughput by operation format.

    ``value`` names a member's own value in expressions, ``attributes`` its constants with units.
    ``blanks`` is the reading that says what an unstated member means: under ``not_claimed`` it does
    not count once any member is stated, under ``unknown`` it is an unknown value.
    """

    name: str
    value: str
    unit: Unit
    attributes: tuple[tuple[str, Unit], ...]
    members: tuple[Member, ...]
    blanks: Reading | None = None
    description: str = ""
    span: Span | None = field(default=None, eq=False)


@frozen
class Collection:
    """Parts that an item has several of (the dies of a package).

    A catalog writes it in one cell: parts separated by ``;``, each part after ``pattern``, such as
    ``COUNTxarea_mm2@node_nm``; ``?`` stands for an unknown number.
    """

    name: str
    facts: tuple[Fact, ...]
    pattern: str
    description: str = ""
    span: Span | None = field(default=None, eq=False)

    def fact(self, name: str) -> Fact:
        """Return the part's fact of that name; raises ``KeyError``."""
        return {fact.name: fact for fact in self.facts}[name]


@frozen
class ItemKind:
    """A kind of thing that rules speak of (chip, lithography tool), with what is known of it."""

    name: str
    description: str
    facts: tuple[Fact, ...] = ()
    families: tuple[Family, ...] = ()
    collections: tuple[Collection, ...] = ()
    span: Span | None = field(default=None, eq=False)

    def all_facts(self) -> tuple[Fact, ...]:
        """Return plain facts and family members, in declared order."""
        return self.facts + tuple(member.fact for family in self.families for member in family.members)

    def readings(self) -> tuple[Reading, ...]:
        """Return the readings that its families declare."""
        return tuple(family.blanks for family in self.families if family.blanks)
