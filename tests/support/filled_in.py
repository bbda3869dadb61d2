"""Add knowledge to items at random: what is blank is stated, and ranges become narrower."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from random import Random

import numpy as np
from attrs import evolve, frozen

from redline import program
from redline.catalog import Catalog, CategoryColumn, Column, Item, NumberColumn, PartsColumn, YesNoColumn
from redline.catalog import shortest as shortest_fraction
from redline.exact.interpreter import Evaluation
from redline.model import Collection, Fact, ItemKind
from redline.program import Program
from redline.values import Value, known


@frozen
class Filling:
    """Fills blanks of items in, with numbers from ``numbers`` and from the ends of ranges."""

    random: Random
    numbers: Sequence[Fraction]

    def some(self, over: Program, item: Item) -> Item:
        """State about half of what is not known, where a statement adds knowledge and claims nothing."""
        barred = set(_claims(over, item))
        names = [name for name in _open_names(item, over.kind) if name not in barred]
        return self.stated(over, item, [name for name in names if self.random.random() < 0.5])

    def all(self, over: Program, item: Item) -> Item:
        """State all that is not known, where a statement adds knowledge and claims nothing."""
        barred = set(_claims(over, item))
        return self.stated(over, item, [name for name in _open_names(item, over.kind) if name not in barred])

    def stated(self, over: Program, item: Item, names: Sequence[str], *, empty: bool = False) -> Item:
        """State what is not known of some facts and collections.

        A blank collection gets parts of which some count wherever some are asked for, unless it may be
        ``empty``; where none such are found, it stays blank.
        """
        facts = {fact.name: fact for fact in over.kind.all_facts()}
        chosen = [facts[name] for name in names if name in facts]
        numbers = {each.name: self.number(each, item) for each in chosen if each.type == "number"}
        words = {each.name: self._word(each) for each in chosen if each.type != "number"}
        filled = evolve(item, numbers={**item.numbers, **numbers}, words={**words, **item.words})
        for collection in over.kind.collections:
            if collection.name in names:
                filled = self._with_parts(over, filled, collection, empty=empty)
        return filled

    def number(self, fact: Fact, item: Item) -> Value:
        """Return a number that a fact of an item may turn out to be."""
        return self._within(fact, item.numbers.get(fact.name))

    def _within(self, fact: Fact, value: Value | None) -> Value:
        if value is None:
            return known(self.random.choice([each for each in self.numbers if each or not fact.positive]))
        if value.is_known or value.high is None:
            return value
        inside = [each for each in self.numbers if value.low < each < value.high]
        return known(self.random.choice([value.low, value.high, (value.low + value.high) / 2, *inside]))

    def _word(self, fact: Fact) -> str | bool:
        return self.random.choice(fact.categories) if fact.type == "category" else self.random.random() < 0.5

    def _with_parts(self, over: Program, item: Item, collection: Collection, *, empty: bool) -> Item:
        for _ in range(8):
            filled = evolve(item, parts={**item.parts, collection.name: self._parts(collection, item)})
            if empty or collection.name in item.parts or not _lacks_parts(over, filled):
                return filled
        return item

    def _parts(self, collection: Collection, item: Item) -> tuple[Mapping[str, Value], ...]:
        given: Sequence[Mapping[str, Value]] = item.parts.get(
            collection.name, [{} for _ in range(self.random.choice((0, 1, 1, 2)))]
        )
        return tuple(
            {fact.name: self._within(fact, part.get(fact.name)) for fact in collection.facts}
            for part in given
        )


def is_open(item: Item, kind: ItemKind) -> bool:
    """Return whether anything of an item is not known."""
    return bool(_open_names(item, kind))


def catalog_of(kind: ItemKind, items: Sequence[Item]) -> Catalog:
    """Return a catalog of items, exactly."""
    return Catalog(kind, [item.name for item in items], dict(_columns(kind, items)))


def _open_names(item: Item, kind: ItemKind) -> list[str]:
    numbers = [fact.name for fact in kind.all_facts() if not _is_said(fact, item)]
    return numbers + [each.name for each in kind.collections if not _is_whole(each, item)]


def _is_said(fact: Fact, item: Item) -> bool:
    if fact.type != "number":
        return fact.name in item.words
    return fact.name in item.numbers and item.numbers[fact.name].is_known


def _is_whole(collection: Collection, item: Item) -> bool:
    parts = item.parts.get(collection.name)
    if parts is None:
        return False
    return all(fact.name in part and part[fact.name].is_known for part in parts for fact in collection.facts)


def _claims(over: Program, item: Item) -> Iterator[str]:
    """Yield blank facts that make a claim where they are stated: the item would be another one."""
    for node in over.nodes:
        match node.operation:
            case program.IfStated(ref, _):
                names = [_name(over, ref)]
            case program.Claimed(_, _, refs):
                names = [_name(over, ref) for ref in refs]
                if not item.numbers.keys() & set(names):
                    continue
            case _:
                continue
        yield from (name for name in names if name not in item.numbers)


def _name(over: Program, ref: int) -> str:
    operation = over.nodes[ref].operation
    assert isinstance(operation, program.FactValue)
    return operation.fact.name


def _lacks_parts(over: Program, item: Item) -> bool:
    """Return whether some aggregate finds no part that counts."""
    evaluation = Evaluation(over, item)
    return any(
        isinstance(node.operation, program.Gather) and evaluation.number(ref).absent != "no"
        for ref, node in enumerate(over.nodes)
        if node.space == program.ITEM
    )


def _columns(kind: ItemKind, items: Sequence[Item]) -> Iterator[tuple[str, Column]]:
    for fact in kind.all_facts():
        if fact.type in ("number", "date"):
            yield fact.name, _number_column([item.numbers.get(fact.name) for item in items])
        elif fact.type == "yes/no":
            words = [item.words.get(fact.name) for item in items]
            yield fact.name, YesNoColumn(np.array([-1 if w is None else int(w) for w in words], np.int8))
        else:
            words = [item.words.get(fact.name) for item in items]
            codes = [-1 if word is None else fact.categories.index(str(word)) for word in words]
            yield fact.name, CategoryColumn(np.array(codes, np.int16))
    for collection in kind.collections:
        yield collection.name, _parts_column(collection, items)


def _parts_column(collection: Collection, items: Sequence[Item]) -> PartsColumn:
    parts = [item.parts.get(collection.name) for item in items]
    flat = [part for each in parts for part in each or ()]
    offsets = np.cumsum([0, *(len(each or ()) for each in parts)]).astype(np.int64)
    facts = {fact.name: _number_column([part.get(fact.name) for part in flat]) for fact in collection.facts}
    return PartsColumn(offsets, np.array([each is not None for each in parts], np.bool_), facts)


def _number_column(values: Sequence[Value | None]) -> NumberColumn:
    ends = [(None, None) if value is None else (value.low, value.high) for value in values]
    low, high = (
        np.array([np.nan if end is None else float(end) for end in plane], np.float64)
        for plane in (zip(*ends, strict=True) if ends else ((), ()))
    )
    exact = {
        row: (value.low, value.high)
        for row, value in enumerate(values)
        if value is not None
        and value.high is not None
        and not (_is_float(value.low) and _is_float(value.high))
    }
    ranged = any(value is not None and not value.is_known for value in values)
    return NumberColumn(low, high if ranged else low, exact)


def _is_float(number: Fraction) -> bool:
    return shortest_fraction(float(number)) == number
