"""Put versions of items back through the kernel: a catalog is made of them, and checked anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np

import redline
from redline.catalog import Catalog, CategoryColumn, Column, Item, NumberColumn, PartsColumn, YesNoColumn
from redline.model import Fact, ItemKind
from redline.values import Value


def statuses(engine: redline.Engine, kind: ItemKind, items: Sequence[Item], rules: str) -> list[str]:
    """Return the status of each item, as the kernel finds it."""
    found = engine.check(catalog_of(kind, items), rules=rules).status[:, 0]
    return [redline.Status(int(code)).word for code in found]


def catalog_of(kind: ItemKind, items: Sequence[Item]) -> Catalog:
    """Return a catalog of items."""
    columns: dict[str, Column] = {}
    for fact in kind.all_facts():
        if fact.type in ("number", "date"):
            if any(fact.name in item.numbers for item in items):
                columns[fact.name] = _numbers([item.numbers.get(fact.name) for item in items])
        elif any(fact.name in item.words for item in items):
            columns[fact.name] = _words(fact, [item.words.get(fact.name) for item in items])
    for collection in kind.collections:
        rows = [item.parts.get(collection.name) for item in items]
        if any(row is not None for row in rows):
            columns[collection.name] = _parts(collection.facts, rows)
    return Catalog(kind, [f"{index}: {item.name}" for index, item in enumerate(items)], columns)


def _numbers(values: Sequence[Value | None]) -> NumberColumn:
    ends: dict[int, tuple[Fraction, Fraction]] = {}
    for row, value in enumerate(values):
        if value is not None:
            assert value.high is not None
            ends[row] = value.low, value.high
    low, high = (
        np.array([float(ends[row][end]) if row in ends else np.nan for row in range(len(values))])
        for end in (0, 1)
    )
    return NumberColumn(low, high, ends)


def _words(fact: Fact, words: Sequence[str | bool | None]) -> Column:
    if fact.type == "yes/no":
        return YesNoColumn(np.array([-1 if word is None else int(word) for word in words], np.int8))
    codes = [-1 if word is None else fact.categories.index(str(word)) for word in words]
    return CategoryColumn(np.array(codes, np.int16))


def _parts(facts: Sequence[Fact], rows: Sequence[tuple[Mapping[str, Value], ...] | None]) -> PartsColumn:
    counts = [0 if row is None else len(row) for row in rows]
    members = [part for row in rows for part in row or ()]
    return PartsColumn(
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        np.array([row is not None for row in rows]),
        {fact.name: _numbers([part.get(fact.name) for part in members]) for fact in facts},
    )
