"""Turn the raw table of a catalog file into a catalog."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from attrs import evolve

from redline.catalog import Catalog, Column
from redline.catalog.input.findings import Finding, Findings, Problem
from redline.catalog.input.header import (
    MOST_LOOKED_INTO,
    NAME,
    Columns,
    Use,
    assign,
    infer_kind,
    missing_name,
    targets,
)
from redline.catalog.input.mapping import CatalogMapping, read_mapping
from redline.catalog.input.shipments import name_shipments
from redline.catalog.input.table import HEADER, CatalogEntry, RawTable
from redline.catalog.input.text_columns import combine, constant_columns, read_names, read_text_column
from redline.diagnostics import Diagnostic, InputError, Source, short
from redline.model import ItemKind
from redline.suggestions import names

_FEW_UNEVEN: Final = 1000
"""Rows of wrong width beyond which nothing else that is said of the cells would be of use."""


def choose_kind(kinds: Sequence[ItemKind], given: Sequence[str], kind: str | None = None) -> ItemKind:
    """Return the kind of that name, or else the one that knows the most of the given facts.

    Shipments, which state no facts of items, are of no other kind. Raises ``InputError`` when there is no
    such kind, or none or several fit.
    """
    if kind is None or name_shipments(given, NAME):
        found = infer_kind(kinds, given)
        if isinstance(found, Diagnostic):
            raise InputError([found])
        return found
    by_name = {each.name: each for each in kinds}
    if not isinstance(kind, str):
        raise InputError.of(f"`kind` is {short(kind)}, not text", help=f"give one of {names(by_name)}")
    if kind not in by_name:
        raise InputError.unknown("kind of item", kind, by_name)
    return by_name[kind]


def read_table(
    table: RawTable,
    kinds: Sequence[ItemKind],
    *,
    kind: str | None = None,
    mapping: Source | None = None,
    entry: CatalogEntry | None = None,
) -> Catalog:
    """Turn a raw table into a catalog of one of the kinds of items.

    ``kind`` says which, else it is the one that knows the most columns. ``mapping`` is the text of a
    mapping file; ``entry`` says more of a catalog that a plugin brings along. Raises ``InputError``
    with every fault.
    """
    header = [cell.strip() for cell in table.header]

    def choose(more: Sequence[str] = ()) -> ItemKind:
        try:
            return choose_kind(kinds, [*header, *more], kind)
        except InputError as error:
            place = table.locate(HEADER, 0)
            raise InputError([evolve(each, span=place) for each in error.diagnostics]) from error

    how = read_mapping(mapping, choose) if mapping else None
    chosen = how.kind if how else choose()
    findings = Findings(header, table.locate)
    documentation = entry.documentation if entry else ()
    columns = assign(header, chosen, findings, how, documentation, cells=lambda at: _some(table.rows, at))
    if columns.name is None and how is None:
        findings.error(Finding(HEADER, 0, missing_name(header)))
    elif columns.name is None and how is not None and how.name is None:
        problem = missing_name(header)
        findings.error(
            Finding(HEADER, 0, Problem(problem.message, 'name it in the mapping file: `name = "..."`'))
        )
    rows = _even(table.rows, len(header), findings)
    cells = list(zip(*rows, strict=True)) if rows else [()] * len(header)
    items: list[str] = []
    if columns.name is not None:
        repeated = name_shipments(header, NAME) and how is None
        items = read_names(cells[columns.name], columns.name, findings, repeated=repeated)
    read = _read_columns(columns, cells, findings, how)
    if how is not None:
        everything = {name: Use(0, target) for name, target in targets(chosen).items()}
        read |= constant_columns(everything, how, len(rows), findings)
    findings.raise_errors()
    if not rows:
        findings.warning(0, Problem("the catalog has no items", "each line after the first is one item"))
    return Catalog(chosen, items, read, findings.warnings(), table.source.name, entry.rules if entry else ())


def _read_columns(
    columns: Columns, cells: Sequence[Sequence[str]], findings: Findings, mapping: CatalogMapping | None
) -> dict[str, Column]:
    unknown = mapping.unknown if mapping else frozenset[str]()
    return combine(columns.uses, lambda use: read_text_column(use, cells[use.column], findings, unknown))


def _some(rows: Sequence[Sequence[str]], column: int) -> Iterator[str]:
    """Yield the first cells of a column that are not blank."""
    stated = (text for row in rows if column < len(row) and (text := row[column].strip()))
    return islice(stated, MOST_LOOKED_INTO)


def _even(rows: Sequence[Sequence[str]], width: int, findings: Findings) -> Sequence[Sequence[str]]:
    """Report rows with too few or too many cells, and make them as wide as the header."""
    uneven = [row for row, cells in enumerate(rows) if len(cells) != width]
    if not uneven:
        return rows
    faults = (Finding(row, min(len(rows[row]), width), _uneven(len(rows[row]), width)) for row in uneven)
    findings.errors(faults, len(uneven))
    if len(uneven) > _FEW_UNEVEN:
        findings.raise_errors()
    even = list(rows)
    for row in uneven:
        even[row] = [*rows[row][:width], *[""] * (width - len(rows[row]))]
    return even


def _uneven(cells: int, width: int) -> Problem:
    message = f"the row has {cells} {'cell' if cells == 1 else 'cells'}, and the header has {width}"
    if cells > width:
        return Problem(
            message, "put quotes around a value that has a comma, or what else separates columns, in it"
        )
    return Problem(message, "give each column a cell; a cell may be empty")
