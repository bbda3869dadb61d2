"""List the levers of an item: what of it a rule reads, and a designer could change.

Numbers are scaled together where one family or one list of parts holds them; words are exchanged; members of
a family are dropped, the one that counts most first.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal, TypeAlias

from attrs import evolve, frozen

from redline import program
from redline.catalog import Item
from redline.curves.family import Place, Ray
from redline.evidence.phrase import day_text
from redline.model import Fact, ItemKind
from redline.program import ITEM, Program
from redline.program.axes import axes
from redline.units import DATE
from redline.values import known

Sort: TypeAlias = Literal["number", "word", "date", "formats"]


@frozen
class Scale:
    """Numbers that go up and down together, as a ray on which 1 is the item as it is."""

    name: str
    ray: Ray


@frozen
class Version:
    """Another version of the item: what was exchanged, and how."""

    lever: str
    sort: Sort
    change: str
    item: Item


def scales(over: Program, item: Item) -> list[Scale]:
    """Return the numbers that a program reads of an item and that are stated, in groups."""
    kind = over.kind
    families = {member.fact.name: family.name for family in kind.families for member in family.members}
    own = {fact.name for fact in kind.all_facts()} - {fact.name for fact in kind.transaction.facts}
    groups: dict[str, set[Place]] = {}
    for fact in over.facts():
        stated = item.numbers.get(fact.name)
        if fact.name in own and fact.unit != DATE and stated is not None and stated.high != 0:
            groups.setdefault(families.get(fact.name, fact.name), set()).add(fact.name)
    for place in _of_parts(over, item):
        groups.setdefault(f"{place[0]} {place[2]}", set()).add(place)
    return [Scale(name, Ray(item, frozenset(places))) for name, places in groups.items()]


def _of_parts(over: Program, item: Item) -> Iterator[tuple[str, int, str]]:
    """Yield the numbers of parts that a program reads."""
    seen = set()
    for node in over.nodes:
        operation = node.operation
        if isinstance(operation, program.FactValue) and node.space != ITEM:
            for index, part in enumerate(item.parts.get(node.space, ())):
                place = (node.space, index, operation.fact.name)
                if operation.fact.name in part and place not in seen:
                    seen.add(place)
                    yield place


def versions(over: Program, item: Item) -> Iterator[Version]:
    """Yield the item with one word or date exchanged, or with formats dropped."""
    own = _own(over.kind)
    asked = {
        node.operation.fact for node in over.nodes if isinstance(node.operation, program.Is | program.Holds)
    }
    for fact in sorted((fact for fact in asked if fact.name in own), key=lambda fact: fact.name):
        stated = item.words.get(fact.name)
        for word in (True, False) if fact.type == "yes/no" else fact.categories:
            if stated is not None and word != stated:
                said = word if isinstance(word, str) else ("yes" if word else "no")
                yield Version(fact.name, "word", said, evolve(item, words={**item.words, fact.name: word}))
    yield from _other_dates(over, item)
    yield from _fewer_formats(over, item)


def _own(kind: ItemKind) -> dict[str, Fact]:
    """Return the facts of the item itself; those of a transaction are not a designer's to change."""
    others = {fact.name for fact in kind.transaction.facts}
    return {fact.name: fact for fact in kind.all_facts() if fact.name not in others}


def _other_dates(over: Program, item: Item) -> Iterator[Version]:
    """Yield the item with a date right before, at, or right after one that the rule compares it with."""
    own = _own(over.kind)
    days: dict[str, set[Fraction]] = {}
    for axis in axes(over):
        operation = over.nodes[axis.quantity].operation
        fact = operation.fact if isinstance(operation, program.FactValue) else None
        if fact is not None and fact.name in own and fact.unit == DATE:
            days.setdefault(fact.name, set()).update(
                day + step for day in axis.numbers for step in (-1, 0, 1)
            )
    for name, found in sorted(days.items()):
        stated = item.numbers.get(name)
        for day in sorted(found):
            if stated is not None and not (stated.is_known and stated.low == day):
                changed = evolve(item, numbers={**item.numbers, name: known(day)})
                yield Version(name, "date", day_text(day), changed)


def _fewer_formats(over: Program, item: Item) -> Iterator[Version]:
    """Yield the item with more and more members of a family dropped, the one that counts most first."""
    for family in over.kind.families:
        read = {fact.name for fact in over.facts()}
        stated = [m for m in family.members if m.fact.name in read and m.fact.name in item.numbers]
        weights = {
            member.fact.name: _weight(dict(member.attributes)) * item.numbers[member.fact.name].low
            for member in stated
        }
        order = sorted(weights, key=lambda name: (-weights[name], name))
        for count in range(1, len(order)):
            dropped = order[:count]
            numbers = {
                name: known(Fraction(0)) if name in dropped else value for name, value in item.numbers.items()
            }
            yield Version(
                family.name, "formats", f"without {', '.join(dropped)}", evolve(item, numbers=numbers)
            )


def _weight(attributes: dict[str, Fraction]) -> Fraction:
    """Return the product of a member's constants that are not zero, to say which member counts most."""
    product = Fraction(1)
    for value in attributes.values():
        product *= value or 1
    return product
