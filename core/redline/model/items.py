"""Items and their facts: what a catalog may say of an item of one kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import Final, Literal, TypeAlias

from attrs import field, frozen

from redline.diagnostics import Span
from redline.units import ONE, Unit

FactType: TypeAlias = Literal["number", "yes/no", "category", "country", "date", "text"]


@frozen(cache_hash=True)
class Fact:
    """A property of an item, named as in catalogs (units in the name).

    ``unit`` is that of numbers; dates carry ``redline.units.DATE``. ``categories`` are a category's
    words, and the codes of a country. ``owner`` is the collection that the fact belongs to, None for
    the item itself.
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
    is_open: bool = False
    """Whether its last word is `other`, for whatever is none of those before it."""
    aliases: tuple[tuple[str, str], ...] = ()
    """Spellings that are in use for words of the category, each with the word that it is."""

    def word(self, text: str) -> str | None:
        """Return the category's word that a text is, in any case or by an alias; None where it is none."""
        return text if text in self.categories else self._folded.get(text.casefold())

    @cached_property
    def _folded(self) -> Mapping[str, str]:
        """The words by their spellings without case; those that differ by case alone are only themselves."""
        words = Counter(word.casefold() for word in self.categories)
        by_case = {word.casefold(): word for word in self.categories if words[word.casefold()] == 1}
        return {**{alias.casefold(): word for alias, word in self.aliases}, **by_case}


@frozen(cache_hash=True)
class Reading:
    """One disputed or conventional interpretation; the first choice is the default."""

    name: str
    choices: tuple[str, ...]
    description: str = ""


@frozen(cache_hash=True)
class MemberReading:
    """Other constants of a member under one choice of a reading."""

    reading: str
    choice: str
    attributes: tuple[tuple[str, Fraction], ...]


@frozen(cache_hash=True)
class Member:
    """One fact of a family, with the constants that belong to it (fp16_tflops: 16 bit)."""

    fact: Fact
    attributes: tuple[tuple[str, Fraction], ...]
    under: tuple[MemberReading, ...] = ()

    def attribute(self, name: str, readings: Mapping[str, str] | None = None) -> Fraction:
        """Return the constant of that name, in the unit the family declares for it."""
        for other in self.under:
            if (readings or {}).get(other.reading) == other.choice and name in dict(other.attributes):
                return dict(other.attributes)[name]
        return dict(self.attributes)[name]


@frozen(cache_hash=True)
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


@frozen(cache_hash=True)
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
    kind: str | None = None
    """The kind of the items it holds by name; None for parts with facts of their own."""

    def fact(self, name: str) -> Fact:
        """Return the part's fact of that name; raises ``KeyError``."""
        return {fact.name: fact for fact in self.facts}[name]


@frozen(cache_hash=True)
class Transaction:
    """What can be said of an export, re-export or transfer, whatever the item is.

    ``assumed`` says what is taken for granted of a fact that is not stated: the name of another fact
    whose value it takes, a word, ``yes`` or ``no``, or a number. A fact that is not in it stays unknown.
    """

    facts: tuple[Fact, ...] = ()
    assumed: tuple[tuple[str, str], ...] = ()
    bearing: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Facts that bear on licenses, each with the regimes whose texts have to read it; none is every one."""

    def fact(self, name: str) -> Fact | None:
        """Return the fact of that name, None where there is none."""
        return next((fact for fact in self.facts if fact.name == name), None)


def as_assumed(fact: str) -> Fact:
    """Return the yes/no fact that says whether a fact of the transaction is as it would be assumed.

    Whoever completes a transaction states it. The name has blanks, so that no vocabulary can declare it.
    """
    return Fact(f"{fact} is as assumed", "yes/no")


NO_TRANSACTION: Final = Transaction()


@frozen(cache_hash=True)
class ItemKind:
    """A kind of thing that rules speak of (chip, lithography tool), with what is known of it."""

    name: str
    description: str
    facts: tuple[Fact, ...] = ()
    families: tuple[Family, ...] = ()
    collections: tuple[Collection, ...] = ()
    span: Span | None = field(default=None, eq=False)
    own_readings: tuple[Reading, ...] = ()
    """Readings that metrics and members of families ask for, beside those of blanks."""
    transaction: Transaction = field(default=NO_TRANSACTION, eq=False, repr=False)
    """What a row may say of the transaction beside the item."""

    def all_facts(self) -> tuple[Fact, ...]:
        """Return plain facts, family members, and facts of the transaction, in declared order."""
        return self.item_facts() + self.transaction.facts

    def item_facts(self) -> tuple[Fact, ...]:
        """Return plain facts and family members of the item itself."""
        return self.facts + tuple(member.fact for family in self.families for member in family.members)

    def readings(self) -> tuple[Reading, ...]:
        """Return the readings that it and its families declare, each once."""
        found = {reading.name: reading for reading in self.own_readings}
        for family in self.families:
            if family.blanks is not None:
                found.setdefault(family.blanks.name, family.blanks)
        return tuple(found.values())
