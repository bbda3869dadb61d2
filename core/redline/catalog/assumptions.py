"""Complete what is said of transactions: what was asked for all rows, and what is taken for granted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from redline.catalog import Catalog, CategoryColumn, Column, NumberColumn, YesNoColumn
from redline.catalog.input.cell import CellFormat
from redline.catalog.input.columns import cell_format, read_cells
from redline.catalog.input.findings import quote
from redline.diagnostics import Diagnostic, InputError
from redline.model import Fact, Transaction, as_assumed
from redline.suggestions import names, nearest

Mask: TypeAlias = "NDArray[np.bool_] | bool"
"""Rows of a column; a truth value stands for all of them."""


@frozen(eq=False)
class FilledIn:
    """A catalog whose rows say what was asked and what is assumed; ``assumed`` marks the latter, by fact."""

    catalog: Catalog
    assumed: Mapping[str, Mask]

    def assumed_in(self, row: int) -> tuple[str, ...]:
        """Return the facts that are assumed in a row, in the order of their declaration."""
        return tuple(
            name
            for name, mask in self.assumed.items()
            if (mask if isinstance(mask, bool) else bool(mask[row]))
        )


def check_stated(stated: Mapping[str, str], transaction: Transaction) -> None:
    """Raise ``InputError`` with each fact of the transaction that does not exist or has no such value."""
    faults = []
    for name, text in stated.items():
        fact = transaction.fact(name)
        if fact is None:
            known = [fact.name for fact in transaction.facts]
            near = nearest(name, known)
            help_ = f"did you mean `{near}`?" if near else f"there are {names(known)}" if known else None
            faults.append(Diagnostic(f"nothing is known of a transaction's `{name}`", help=help_))
            continue
        format_: CellFormat[Any] = cell_format(fact)
        if format_.read(text.strip()) is None:
            problem = format_.explain(text.strip())
            help_ = _said_elsewhere(text, fact, transaction) or problem.help
            message = problem.message
            if not text.strip():
                message, help_ = "nothing is stated", "leave the fact out where it is not known"
            faults.append(Diagnostic(f"`{name}` of the transaction: {message}", help=help_))
    if faults:
        raise InputError(faults)


def _said_elsewhere(text: str, fact: Fact, transaction: Transaction) -> str | None:
    """Say of which other fact a text is a word: `crimea` is no country, and a word for a region."""
    word = text.strip().casefold()
    others = (each for each in transaction.facts if each != fact and word in each.categories)
    listed = names(f"{each.name}={word}" for each in others)
    return f"that is said by another fact: {listed}" if listed else None


def fill_in(catalog: Catalog, stated: Mapping[str, str]) -> FilledIn:
    """Fill the blanks of a catalog's transaction columns.

    A cell counts before ``stated``, which is said of every row, and that before what is assumed. The warnings
    of the catalog then say of which rows something else is stated.
    """
    columns = dict(catalog.columns)
    warnings = list(catalog.warnings)
    assumed: dict[str, Mask] = {}
    assumptions = dict(catalog.kind.transaction.assumed)
    for fact in _in_order(catalog.kind.transaction):
        column = columns.get(fact.name)
        if fact.name in stated:
            said = _constant(fact, stated[fact.name], len(catalog))
            warnings += _stated_otherwise(catalog.names, fact, column, said, stated[fact.name])
            column = _filled(column, said)
        elif fact.name in assumptions:
            blank = _blank(column)
            value = assumptions[fact.name]
            source = columns.get(value) if catalog.kind.transaction.fact(value) else None
            if source is None and catalog.kind.transaction.fact(value) is None:
                source = _constant(fact, value, len(catalog))
            if source is not None:
                filled = _and(blank, _not(_blank(source)))
                if filled is not False:
                    assumed[fact.name] = filled
                column = _filled(column, source)
        if column is not None:
            columns[fact.name] = column
    for name, _ in catalog.kind.transaction.bearing:
        columns[as_assumed(name).name] = _as_assumed(catalog, columns, name)
    return FilledIn(evolve(catalog, columns=columns, warnings=tuple(warnings)), assumed)


def says_otherwise(catalog: Catalog, name: str) -> bool:
    """Return whether some row says something else of a fact than would be assumed."""
    stated = _blank(catalog.columns.get(name)) is not True
    return stated and not (_as_assumed(catalog, catalog.columns, name).codes == 1).all()


def _as_assumed(catalog: Catalog, columns: Mapping[str, Column], name: str) -> YesNoColumn:
    """Return in which rows a fact is as it would be assumed: nothing else is stated of it."""
    transaction, rows = catalog.kind.transaction, len(catalog)
    value, fact = dict(transaction.assumed)[name], transaction.fact(name)
    assert fact is not None, "the front end has found it"
    column = columns.get(name)
    usual = columns.get(value) if transaction.fact(value) else _constant(fact, value, rows)
    match column, usual:
        case (YesNoColumn(codes), YesNoColumn(others)) | (CategoryColumn(codes), CategoryColumn(others)):
            if _is_constant(codes) and _is_constant(others):
                codes, others = codes[:1], others[:1]
            found = np.asarray((codes == others) | ~(codes >= 0), np.int8)
            return YesNoColumn(np.broadcast_to(found, rows))
    return YesNoColumn(np.broadcast_to(np.int8(column is None), rows))


@lru_cache(maxsize=16)
def _in_order(transaction: Transaction) -> tuple[Fact, ...]:
    """Return the facts, each after the one that its assumption takes its value from."""
    ordered: list[Fact] = []
    waiting = list(transaction.facts)
    sources = dict(transaction.assumed)
    while waiting:
        names_ = {fact.name for fact in waiting}
        ready = [fact for fact in waiting if sources.get(fact.name) not in names_ - {fact.name}]
        assert ready, "the front end refuses assumptions that go in a circle"
        ordered += ready
        waiting = [fact for fact in waiting if fact not in ready]
    return tuple(ordered)


# --- columns --------------------------------------------------------------------------------


def _constant(fact: Fact, text: str, rows: int) -> Column:
    """Return the column that says the same in every row, in memory for one row."""
    column = _stated(fact, text)
    if rows == 1:
        return column
    match column:
        case NumberColumn(low, high):
            lows = np.broadcast_to(low, rows)
            return NumberColumn(lows, np.broadcast_to(high, rows) if column.has_ranges else lows)
        case YesNoColumn(codes):
            return YesNoColumn(np.broadcast_to(codes.astype(np.int8), rows))
        case CategoryColumn(codes):
            return CategoryColumn(np.broadcast_to(codes, rows))
    raise TypeError(f"`{fact.name}` has parts")


@lru_cache(maxsize=256)
def _stated(fact: Fact, text: str) -> Column:
    """Return the column of one row that says a text of a fact."""
    column, _ = read_cells([text], cell_format(fact))
    return column


def _stated_otherwise(
    item_names: Sequence[str], fact: Fact, column: Column | None, said: Column, text: str
) -> Iterator[Diagnostic]:
    """Warn of cells that state something else than is stated of all rows, and that count."""
    match column, said:
        case (NumberColumn(low, high), NumberColumn(least, most)):
            others = ~np.isnan(low) & ((low != least) | (high != most))
        case (YesNoColumn(codes), YesNoColumn(usual)) | (CategoryColumn(codes), CategoryColumn(usual)):
            others = (codes >= 0) & (codes != usual)
        case _:
            return
    if (rows := np.flatnonzero(others)).size:
        count = "1 row states" if rows.size == 1 else f"{rows.size:,} rows state"
        yield Diagnostic(
            f"`{fact.name}` is stated as {quote(text)} for blank cells, and {count} something else, "
            f"the first is {quote(item_names[rows[0]])}",
            help="what a row states counts for that row",
            severity="warning",
        )


def _blank(column: Column | None) -> Mask:
    match column:
        case NumberColumn(low):
            return _simple(np.isnan(_once(low)))
        case YesNoColumn(codes):
            return False if codes.dtype == np.bool_ else _simple(~(_once(codes) >= 0))
        case CategoryColumn(codes):
            return _simple(_once(codes) < 0)
    return True


def _is_constant(values: NDArray[Any]) -> bool:
    """Return whether one value in memory stands for all rows, as in what is said of all of them."""
    return values.strides == (0,)


def _once(values: NDArray[Any]) -> NDArray[Any]:
    """Return the one value that stands for all rows, or else all values."""
    return values[:1] if _is_constant(values) else values


def _simple(mask: NDArray[np.bool_]) -> Mask:
    return True if mask.all() else mask if mask.any() else False


def _and(first: Mask, second: Mask) -> Mask:
    if isinstance(first, bool):
        return second if first else False
    if isinstance(second, bool):
        return first if second else False
    return _simple(first & second)


def _not(mask: Mask) -> Mask:
    return not mask if isinstance(mask, bool) else ~mask


def _filled(column: Column | None, source: Column) -> Column:
    """Return a column with the source's values where it is blank."""
    blank = _blank(column)
    if blank is True or column is None:
        return source
    if blank is False:
        return column
    match column, source:
        case NumberColumn(), NumberColumn():
            low = np.where(blank, source.low, column.low)
            ranges = column.has_ranges or source.has_ranges
            high = np.where(blank, source.high, column.high) if ranges else low
            exact = {row: bounds for row, bounds in source.exact.items() if blank[row]}
            return NumberColumn(low, high, {**exact, **column.exact})
        case YesNoColumn(), YesNoColumn():
            kept = np.where(blank, 0, column.codes).astype(np.int8)
            return YesNoColumn(np.where(blank, source.codes.astype(np.int8), kept))
        case CategoryColumn(), CategoryColumn():
            return CategoryColumn(np.where(blank, source.codes, column.codes))
    raise TypeError("these columns are of different sorts")
