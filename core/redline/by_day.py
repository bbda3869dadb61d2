"""Find the text of a regime for each row of a catalog by its own day, and group rows under one text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from redline.catalog import Catalog, NumberColumn
from redline.diagnostics import InputError
from redline.library import Chosen, Library
from redline.transactions import DAY

Rows = NDArray[np.int64]


@frozen(eq=False)
class Share:
    """Rows that stand under one text, with the same license statements in force."""

    chosen: Chosen
    rows: Rows


def has_days(catalog: Catalog) -> bool:
    """Return whether rows say days of their own."""
    column = catalog.columns.get(DAY)
    return isinstance(column, NumberColumn) and bool((~np.isnan(column.low)).any())


def days_of(catalog: Catalog) -> Rows:
    """Return the day of each row as an ordinal, 0 where it says none.

    Raises ``InputError`` for a row that says a month or a year, in which the text may have changed.
    """
    column = catalog.columns[DAY]
    assert isinstance(column, NumberColumn)
    unsure = np.flatnonzero(column.low < column.high)
    if len(unsure):
        place = _place(catalog, int(unsure[0]))
        raise InputError.of(
            f"{place}: `{DAY}` is not one day, so it does not say which text is in force",
            help="give year, month and day, or ask for one day with `--on`",
        )
    return np.where(np.isnan(column.low), 0, column.low).astype(np.int64)


def shares(library: Library, regime: str, catalog: Catalog, mode: str) -> Iterator[Share]:
    """Yield the texts of a regime with the rows that stand under each.

    Raises ``InputError`` for a row whose day is before the first text.
    """
    days = days_of(catalog)
    distinct, inverse = np.unique(days, return_inverse=True)
    keys: dict[tuple[object, ...], int] = {}
    found: list[Chosen] = []
    numbers = np.empty(len(distinct), np.int64)
    for index, day in enumerate(distinct):
        chosen = _in_force(library, regime, int(day), days, catalog)
        alive = (each.clocks.is_alive(chosen.on, mode) for each in chosen.book.license_statements())
        ends = ((each.start <= chosen.on, each.end <= chosen.on) for each in chosen.book.suspensions())
        key = (chosen.book.id, *alive, *ends)
        if key not in keys:
            keys[key] = len(found)
            found.append(chosen)
        numbers[index] = keys[key]
    of_row = numbers[inverse]
    for number, chosen in enumerate(found):
        yield Share(chosen, np.flatnonzero(of_row == number))


def _place(catalog: Catalog, row: int) -> str:
    """Name a row, counted from 1 without the line that names the columns."""
    return f"{catalog.source}: row {row + 1}" if catalog.source else f"row {row + 1}"


def _in_force(library: Library, regime: str, day: int, days: Rows, catalog: Catalog) -> Chosen:
    try:
        return library.choose(regime, dt.date.fromordinal(day) if day else None)
    except InputError as error:
        row = int(np.flatnonzero(days == day)[0])
        first = error.diagnostics[0]
        raise InputError.of(f"{_place(catalog, row)}: {first.message}", help=first.help) from error
