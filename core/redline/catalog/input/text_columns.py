"""Read columns of text cells into a catalog's columns, and report every cell that cannot be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice, repeat
from typing import Final

from redline.catalog import Column, item_name
from redline.catalog.input.cell import CategoryCell, CellFormat
from redline.catalog.input.columns import (
    TooManyPartsError,
    cell_format,
    first_stated,
    read_cells,
)
from redline.catalog.input.findings import Finding, Findings, Problem, quote
from redline.catalog.input.header import Use
from redline.catalog.input.mapping import CatalogMapping, find_key
from redline.catalog.input.table import HEADER
from redline.diagnostics import Diagnostic

MOST_DOUBTED: Final = 20
"""Different words of a column of which each is said that nobody listed it; of the others the count is."""


def read_text_column(
    use: Use, cells: Sequence[str], findings: Findings, unknown: frozenset[str] = frozenset()
) -> Column | None:
    """Return the column that the cells make, None when that is out of the question.

    ``unknown`` are texts that stand for a blank cell.
    """
    words = {**dict.fromkeys(unknown, ""), **use.words}
    meant = [words.get(cell.strip(), cell) for cell in cells] if words else cells
    format_ = cell_format(use.target, use.factor)
    try:
        column, bad = read_cells(meant, format_)
    except TooManyPartsError as error:
        findings.error(Finding(HEADER, use.column, error.of(use.target.name)))
        return None
    if bad and isinstance(format_, CategoryCell) and format_.fact.is_open:
        _doubt(meant, bad, format_, use.column, findings)
    elif bad:
        counts = Counter(meant)
        findings.errors(_explained(meant, bad, format_, use.column), sum(counts[text] for text in bad))
    return column


def _doubt(
    cells: Sequence[str], bad: set[str], format_: CategoryCell, column: int, findings: Findings
) -> None:
    """Say, where it first stands, of each word that nobody listed that it counts as unknown."""
    first: dict[str, int] = {}
    for row, text in enumerate(cells):
        if text in bad:
            first.setdefault(text.strip(), row)
    for text, row in islice(first.items(), MOST_DOUBTED):
        findings.doubt(column, format_.doubt(text), row)
    if others := list(first.values())[MOST_DOUBTED:]:
        message = f"{len(others):,} more words are none for `{format_.fact.name}`, and count as unknown"
        findings.doubt(column, Problem(message, "give the column its words, or leave it empty"), others[0])


def _explained(
    cells: Sequence[str], bad: set[str], format_: CellFormat[object], column: int
) -> Iterator[Finding]:
    """Say of each bad cell, when asked, what is wrong with it."""
    return (
        Finding(row, column, format_.explain(text.strip())) for row, text in enumerate(cells) if text in bad
    )


def combine(uses: Iterable[Use], read: Callable[[Use], Column | None]) -> dict[str, Column]:
    """Read the columns in use; of several for one fact the first that is not blank counts."""
    columns: dict[str, Column] = {}
    for use in uses:
        column, name = read(use), use.target.name
        if column is not None:
            columns[name] = first_stated(columns[name], column) if name in columns else column
    return columns


def constant_columns(
    uses: Mapping[str, Use], how: CatalogMapping, rows: int, findings: Findings
) -> dict[str, Column]:
    """Return a column for each constant of a mapping, which has been checked before."""
    columns = {}
    for name, text in how.constants.items():
        try:
            columns[name], _ = read_cells(list(repeat(text, rows)), cell_format(uses[name].target))
        except TooManyPartsError as error:
            problem = error.of(name)
            findings.elsewhere(Diagnostic(problem.message, find_key(how.source, name), problem.help))
    return columns


def read_names(cells: Sequence[str], column: int, findings: Findings, *, repeated: bool = False) -> list[str]:
    """Return the names of items; an empty name is an error, and one that is ``repeated`` unless it may be."""
    names = [item_name(cell) for cell in cells]
    distinct = set(names)
    if repeated:
        blank = [row for row, name in enumerate(names) if not name] if "" in distinct else []
        problem = Problem("the shipment names no item", "give the name of the item, as a catalog has it")
        findings.errors((Finding(row, column, problem) for row in blank), len(blank))
    elif len(distinct) < len(names) or "" in distinct:
        count = len(names) - len(distinct) + ("" in distinct)
        findings.errors(_misnamed(names, column), count)
    return names


def _misnamed(names: Sequence[str], column: int) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for row, name in enumerate(names):
        if not name:
            yield Finding(
                row, column, Problem("the item has no name", "give each row a name, or remove the row")
            )
        elif first.setdefault(name, row) != row:
            problem = Problem(f"the name {quote(name)} is there twice", "give each item a name of its own")
            yield Finding(row, column, problem, (first[name], column, "first here"))
