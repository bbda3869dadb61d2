"""Group rows that no answer of a program can tell apart, so that each slow answer is found once."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from redline import program
from redline.catalog import Catalog, CategoryColumn, NumberColumn, PartsColumn, YesNoColumn
from redline.model import Fact
from redline.program import Program

Rows = NDArray[np.intp]


def groups_alike(over: Program, catalog: Catalog, rows: Rows) -> list[Rows]:
    """Return rows in groups: those of one group have equal facts, as far as the program asks for them.

    Of a category or a country only the answers of the program's conditions count: two destinations that
    are in the same groups of countries are alike, and so are two days between the same limits.
    """
    digits = list(_digits(over, catalog, rows))
    if not digits or len(rows) < 2:
        return [rows] if len(rows) else []
    _, inverse = np.unique(np.stack(digits, axis=1), axis=0, return_inverse=True)
    order = np.argsort(inverse, kind="stable")
    cuts = np.flatnonzero(np.diff(inverse[order])) + 1
    return np.split(rows[order], cuts)


def _digits(over: Program, catalog: Catalog, rows: Rows) -> Iterator[NDArray[np.int64]]:
    """Yield numbers that are equal where a column says the same to the program."""
    cuts = _cuts(over)
    for fact in over.facts():
        match catalog.columns.get(fact.name):
            case NumberColumn() as column:
                yield from _numbers(column, rows, cuts.get(fact.name))
            case YesNoColumn(codes):
                yield np.where(codes[rows] >= 0, codes[rows], -1).astype(np.int64)
            case CategoryColumn(codes):
                yield _classes(over, fact)[codes[rows]]
    for collection in over.collections():
        parts = catalog.columns.get(collection.name)
        if isinstance(parts, PartsColumn):
            yield _places([_contents(parts, int(row)) for row in rows])


def _cuts(over: Program) -> dict[str, NDArray[np.float64]]:
    """Return the constants that facts are compared with, of those facts that enter nothing else."""
    readers: dict[int, list[int]] = {}
    for ref, read in enumerate(over.reads):
        for inner in read:
            readers.setdefault(inner, []).append(ref)
    found: dict[str, NDArray[np.float64]] = {}
    for ref, node in enumerate(over.nodes):
        if isinstance(node.operation, program.FactValue) and node.space == program.ITEM:
            cuts = _compared_with(over, ref, readers)
            if cuts is not None:
                found[node.operation.fact.name] = np.array(sorted(cuts))
    return found


def _compared_with(over: Program, ref: int, readers: Mapping[int, list[int]]) -> set[float] | None:
    """Return the constants that a node is compared with; None where it is used for anything else."""
    found: set[float] = set()
    for reader in readers.get(ref, ()):
        operation = over.nodes[reader].operation
        more: set[float] | None = None
        if isinstance(operation, program.Compare):
            (other,) = {operation.left, operation.right} - {ref} or {ref}
            constant = over.nodes[other].operation
            more = {float(constant.value)} if isinstance(constant, program.Constant) else None
        elif isinstance(operation, program.IfStated) and operation.fact == ref:
            more = _compared_with(over, reader, readers)
        if more is None:
            return None
        found |= more
    return found


def _numbers(
    column: NumberColumn, rows: Rows, cuts: NDArray[np.float64] | None
) -> Iterator[NDArray[np.int64]]:
    for values in (column.low, column.high) if column.has_ranges else (column.low,):
        chosen = np.where(np.isnan(values[rows]), np.nan, values[rows] + 0.0)
        if cuts is None:
            yield chosen.view(np.int64)
        else:
            yield np.searchsorted(cuts, chosen, "left") + np.searchsorted(cuts, chosen, "right")
            yield np.isnan(chosen).astype(np.int64)
    if column.exact:
        texts = [column.exact.get(int(row)) for row in rows]
        yield _places(texts)


def _classes(over: Program, fact: Fact) -> NDArray[np.int64]:
    """Return a table from codes to classes of words that all conditions answer alike; the last is for -1."""
    asked = [
        node.operation.categories
        for node in over.nodes
        if isinstance(node.operation, program.Is) and node.operation.fact == fact
    ]
    return _places([tuple(word in words for words in asked) for word in fact.categories] + [None])


def _contents(column: PartsColumn, row: int) -> Hashable:
    """Return what the parts of one row say; a row with numbers that no float holds is like no other."""
    start, stop = int(column.offsets[row]), int(column.offsets[row + 1])
    facts = column.facts.values()
    if any(part in fact.exact for fact in facts for part in range(start, stop)):
        return row
    said = [(fact.low[start:stop].tobytes(), fact.high[start:stop].tobytes()) for fact in facts]
    return (bool(column.stated[row]), stop - start, *said)


def _places(things: Sequence[Hashable]) -> NDArray[np.int64]:
    """Give equal things equal numbers."""
    seen: dict[Hashable, int] = {}
    return np.array([seen.setdefault(thing, len(seen)) for thing in things], np.int64)
