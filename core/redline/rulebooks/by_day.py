"""Find the text of a regime for each row of a catalog by its own day, and group rows under one text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from redline.catalog import Catalog, NumberColumn
from redline.catalog.input.cell import DAY
from redline.catalog.input.findings import quote
from redline.diagnostics import Diagnostic, InputError
from redline.query import Query
from redline.rulebooks.library import Chosen, Library, RuleName

Rows = NDArray[np.int64]


@frozen(eq=False)
class Share:
    """Rows that stand under one text, with the same license statements in force.

    ``cautions`` are what to know of the text on each of their days; those of ``chosen`` say it once.
    """

    chosen: Chosen
    rows: Rows
    cautions: Mapping[dt.date, tuple[str, ...]]


def has_days(catalog: Catalog) -> bool:
    """Return whether rows say days of their own."""
    column = catalog.columns.get(DAY)
    return isinstance(column, NumberColumn) and bool((~np.isnan(column.low)).any())


def other_days(catalog: Catalog, on: dt.date) -> Iterator[Diagnostic]:
    """Warn of rows that say another day than the one on which all of them are judged."""
    column = catalog.columns.get(DAY)
    if not isinstance(column, NumberColumn):
        return
    day = on.toordinal()
    rows = np.flatnonzero(~np.isnan(column.low) & ((column.low != day) | (column.high != day)))
    if rows.size:
        count = "1 row says" if rows.size == 1 else f"{rows.size:,} rows say"
        yield Diagnostic(
            f"all rows are judged on {on}, and {count} another `{DAY}`, the first is "
            f"{quote(catalog.names[rows[0]])}",
            help="leave the day out to judge each row on its own",
            severity="warning",
        )


def days_of(catalog: Catalog, usual: dt.date | None = None) -> Rows:
    """Return the day of each row as an ordinal; where it says none the usual one, 0 if there is none.

    Raises ``InputError`` for a row that says a month or a year, in which the text may have changed.
    """
    column = catalog.columns[DAY]
    assert isinstance(column, NumberColumn)
    unsure = np.flatnonzero(column.low < column.high)
    if len(unsure):
        place = _place(catalog, int(unsure[0]))
        raise InputError.of(
            f"{place}: `{DAY}` is not one day, so it does not say which text is in force",
            help="give year, month and day, or ask for one day (`on`, or `--on`)",
        )
    blank = 0 if usual is None else usual.toordinal()
    return np.where(np.isnan(column.low), blank, column.low).astype(np.int64)


def shares(library: Library, name: RuleName, catalog: Catalog, query: Query) -> Iterator[Share]:
    """Yield the texts of a regime, or the one of a rulebook, with the rows that stand under each.

    Raises ``InputError`` for a row whose day is before the first text of a regime.
    """
    days = days_of(catalog, query.day)
    distinct, inverse = np.unique(days, return_inverse=True)
    keys: dict[tuple[object, ...], int] = {}
    found: list[list[Chosen]] = []
    numbers = np.empty(len(distinct), np.int64)
    for index, day in enumerate(distinct):
        chosen = _on_day(library, name, int(day), days, catalog)
        alive = (each.clocks.is_alive(chosen.on, query.mode) for each in chosen.book.license_statements())
        ends = ((each.start <= chosen.on, each.end <= chosen.on) for each in chosen.book.suspensions())
        key = (chosen.book.id, *alive, *ends)
        if key not in keys:
            keys[key] = len(found)
            found.append([])
        found[keys[key]].append(chosen)
        numbers[index] = keys[key]
    of_row = numbers[inverse]
    for number, several in enumerate(found):
        cautions = {chosen.on: chosen.warnings for chosen in several}
        said = evolve(several[0], warnings=tuple(_said_once(several)))
        yield Share(said, np.flatnonzero(of_row == number), cautions)


def _said_once(several: Iterable[Chosen]) -> Iterator[str]:
    """Yield what to know of a text on several days, the same with another day left out."""
    seen = set()
    for chosen in several:
        for warning in chosen.warnings:
            if (words := warning.replace(str(chosen.on), "")) not in seen:
                seen.add(words)
                yield warning


def _place(catalog: Catalog, row: int) -> str:
    """Name a row, counted from 1 without the line that names the columns."""
    return f"{catalog.source}: row {row + 1}" if catalog.source else f"row {row + 1}"


def _on_day(library: Library, name: RuleName, day: int, days: Rows, catalog: Catalog) -> Chosen:
    try:
        return library.choose(name, dt.date.fromordinal(day) if day else None)
    except InputError as error:
        row = int(np.flatnonzero(days == day)[0])
        first = error.diagnostics[0]
        raise InputError.of(f"{_place(catalog, row)}: {first.message}", help=first.help) from error
