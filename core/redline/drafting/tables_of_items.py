"""Read a small table about items of a catalog: named columns, a row for each item."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from attrs import frozen

from redline.catalog import item_name
from redline.catalog.input import HEADER, RawTable
from redline.diagnostics import Diagnostic, InputError, Span
from redline.suggestions import names, nearest, remedy

ITEM: Final = "item"
_NAME: Final = "name"
"""What catalogs call the column of items; a table without ``item`` may as well."""
SOURCE: Final = "source"


@frozen(eq=False)
class Listed:
    """A table whose columns have names; ``rows`` gives the row of each item, in the table's order."""

    table: RawTable
    columns: Mapping[str, int]
    rows: Mapping[str, int]

    def cell(self, row: int, column: str) -> str:
        """Return the text of a cell; blank where there is no such column, or the row is short."""
        place = self.columns.get(column)
        cells = self.table.rows[row]
        return "" if place is None or place >= len(cells) else cells[place].strip()

    def place(self, row: int, column: str) -> Span:
        """Return where a cell stands."""
        return self.table.locate(row, self.columns[column])


def listed(
    table: RawTable, needed: Sequence[str], there: Collection[str], *, others_allowed: bool = False
) -> Listed:
    """Read such a table. Raises ``InputError`` with what is wrong with its columns and its items.

    ``there`` are the items of the catalog; with ``others_allowed`` a table may know of others.
    """
    columns: dict[str, int] = {}
    faults: list[Diagnostic] = []
    for place, text in enumerate(table.header):
        if columns.setdefault(text.strip(), place) != place:
            message = f"column `{text.strip()}` is there twice"
            faults.append(Diagnostic(message, table.locate(HEADER, place), "rename or remove one of them"))
    if ITEM not in columns and _NAME in columns:
        columns[ITEM] = columns.pop(_NAME)
    for name in needed:
        if name not in columns:
            near = nearest(name, columns)
            help_ = f"rename `{near}`" if near else f"the columns are {names(columns)}"
            faults.append(Diagnostic(f"there is no column `{name}`", table.locate(HEADER, 0), help_))
    if faults:
        raise InputError(faults)
    found = Listed(table, columns, {})
    rows: dict[str, int] = {}
    for row in range(len(table.rows)):
        fault = _fault(found, row, rows, None if others_allowed else there)
        if fault is not None:
            faults.append(fault)
    if faults:
        raise InputError(faults)
    return Listed(table, columns, rows)


def _fault(found: Listed, row: int, rows: dict[str, int], there: Collection[str] | None) -> Diagnostic | None:
    """Take in the item of a row, or say what is wrong with it."""
    name = item_name(found.cell(row, ITEM))
    if not name:
        return Diagnostic("the row names no item", found.place(row, ITEM), "name one, or remove the row")
    if rows.setdefault(name, row) != row:
        first = (found.place(rows[name], ITEM), "first here")
        return Diagnostic(
            f"the item `{name}` is there twice", found.place(row, ITEM), "remove one", because=first
        )
    if there is not None and name not in there:
        help_ = remedy(name, there, "name it as the catalog does")
        return Diagnostic(f"there is no item `{name}` in the catalog", found.place(row, ITEM), help_)
    return None
