"""Turn what a program holds (a mapping of arrays, a data frame, one item) into a catalog."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice
from typing import Any, Final

import numpy as np

from redline.catalog import Catalog
from redline.catalog.input.arrays import Values, read_values, texts
from redline.catalog.input.findings import Findings, quote
from redline.catalog.input.from_table import choose_kind
from redline.catalog.input.header import MOST_LOOKED_INTO, NAME, assign, no_kind
from redline.catalog.input.shipments import name_shipments
from redline.catalog.input.tabular import refuse_unnamed
from redline.catalog.input.text_columns import combine, read_names
from redline.diagnostics import InputError
from redline.model import Fact, ItemKind

_AS_TEXT: Final = Fact(NAME, "text")
_MOST_SCANNED: Final = 10_000
"""Rows that are gone through to see what a column holds."""
_ITEM: Final = "item"
"""The name of a single item that was given none."""


class RowNames(Sequence[str]):
    """Names of items that were given none: row 1, row 2, and so on."""

    def __init__(self, count: int) -> None:
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, row: Any) -> Any:
        if isinstance(row, slice):
            return [f"row {index + 1}" for index in range(self._count)[row]]
        return f"row {range(self._count)[row] + 1}"


def read_columns(
    columns: Mapping[Any, Any],
    kinds: Sequence[ItemKind],
    *,
    kind: str | None = None,
    source: str = "",
    unchecked: AbstractSet[str] = frozenset(),
) -> Catalog:
    """Turn a mapping of columns into a catalog of one of the kinds of items.

    A column is an array, a list, or one value for all rows; all have one length. Numbers may be text
    or ``Decimal`` and are then exact; a float means its shortest decimal text. NaN, None and empty
    text are blank. Without a column ``name`` items are called row 1, row 2, and so on. Arrays of
    float64 are not copied; those of facts that are ``unchecked`` are not looked at either: who runs over
    them does that. Raises ``InputError`` with every fault.
    """
    refuse_unnamed(columns)
    header = list(columns)
    chosen = choose_kind(kinds, header, kind)
    findings = Findings(header)
    values, rows = _even(columns)
    found = assign(header, chosen, findings, cells=lambda at: _some(values[at]))
    items: Sequence[str] = RowNames(rows)
    if found.name is not None:
        named = texts(values[found.name], _AS_TEXT)
        items = read_names(named, found.name, findings, repeated=name_shipments(header, NAME))
    read = combine(
        found.uses,
        lambda use: read_values(use, values[use.column], findings, checked=use.target.name not in unchecked),
    )
    if kind is not None and not found.uses and found.name is None:
        findings.elsewhere(no_kind([chosen], header))
    findings.raise_errors()
    return Catalog(chosen, items, read, findings.warnings(), source)


def _even(columns: Mapping[str, Any]) -> tuple[list[Values], int]:
    """Return columns of one length; one value for all is repeated."""
    arrays = {name: _values(name, value) for name, value in columns.items()}
    lengths = {name: len(values) for name, values in arrays.items() if values is not None}
    if len(set(lengths.values())) > 1:
        shown = ", ".join(f"{quote(name)} {length}" for name, length in list(lengths.items())[:12])
        raise InputError.of("the columns differ in length", help=f"they have {shown} rows")
    rows = next(iter(lengths.values()), 1 if columns else 0)
    return [[columns[name]] * rows if values is None else values for name, values in arrays.items()], rows


def _some(values: Values) -> Iterator[str]:
    """Yield the first values of a column that are not blank, as text."""
    stated = (text for each in texts(values[:_MOST_SCANNED], _AS_TEXT) if (text := each.strip()))
    return islice(stated, MOST_LOOKED_INTO)


def _values(name: str, value: Any) -> Values | None:
    """Return a column as an array or a list, None for one value."""
    if value is np.ma.masked:
        return None
    if isinstance(value, np.ma.MaskedArray):
        value = _unmasked(value)
    if isinstance(value, np.ndarray):
        if value.ndim > 1:
            raise InputError.of(
                f"column {quote(name)} has {value.ndim} dimensions", help="give one value a row"
            )
        return value if value.ndim else None
    if isinstance(value, Mapping):
        raise InputError.of(f"column {quote(name)} is a mapping", help="give a list with one value a row")
    if isinstance(value, AbstractSet):
        help_ = "give a list with one value a row"
        raise InputError.of(f"column {quote(name)} is a set, whose values have no order", help=help_)
    if isinstance(value, str | bytes) or not hasattr(value, "__len__"):
        return None
    return list(value)


def _unmasked(values: np.ma.MaskedArray[Any, Any]) -> Values:
    """Return values in which what a mask hides is blank."""
    hidden, data = np.ma.getmaskarray(values), np.asarray(values.data)
    if not hidden.any():
        return data
    if data.dtype.kind == "f":
        return np.where(hidden, data.dtype.type(np.nan), data)
    return [None if is_hidden else value for is_hidden, value in zip(hidden, data, strict=True)]


def read_item(
    facts: Mapping[str, Any],
    kinds: Sequence[ItemKind],
    *,
    kind: str | None = None,
    name: str | None = None,
) -> Catalog:
    """Turn the facts of one item into a catalog of one row; see ``read_columns``.

    ``kind`` names the kind of item, else it is the one that knows the most of the facts. ``name``
    is that of the item. Raises ``InputError`` with every fault.
    """
    many = [str(key) for key, value in facts.items() if _values(str(key), value) is not None]
    if many:
        raise InputError.of(
            f"fact {quote(many[0])} has more than one value", help="give the facts of one item"
        )
    given = {key: [value] for key, value in facts.items()}
    if name is not None or NAME not in given:
        given[NAME] = [name if name is not None else _ITEM]
    return read_columns(given, kinds, kind=kind)
