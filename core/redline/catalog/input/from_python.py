"""Turn what a program holds (a mapping of arrays, a data frame, one item) into a catalog."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from redline.catalog import Catalog
from redline.catalog.arrays import RowNames
from redline.catalog.input.arrays import Values, read_values, texts
from redline.catalog.input.findings import Findings, quote
from redline.catalog.input.from_table import choose_kind
from redline.catalog.input.header import MOST_LOOKED_INTO, NAME, assign
from redline.catalog.input.shipments import name_shipments
from redline.catalog.input.text_columns import combine, read_names
from redline.diagnostics import InputError
from redline.model import Fact, ItemKind

_AS_TEXT: Final = Fact(NAME, "text")
_MOST_SCANNED: Final = 10_000
"""Rows that are gone through to see what a column holds."""
_ITEM: Final = "item"
"""The name of a single item that was given none."""


def read_columns(
    columns: Mapping[str, Any], kinds: Sequence[ItemKind], *, kind: str | None = None, source: str = ""
) -> Catalog:
    """Turn a mapping of columns into a catalog of one of the kinds of items.

    A column is an array, a list, or one value for all rows; all have one length. Numbers may be text
    or ``Decimal`` and are then exact; a float means its shortest decimal text. NaN, None and empty
    text are blank. Without a column ``name`` items are called row 1, row 2, and so on. Arrays of
    float64 are not copied. Raises ``InputError`` with every fault.
    """
    _refuse_unnamed(columns)
    header = list(columns)
    chosen = choose_kind(kinds, header, kind)
    findings = Findings(header)
    values, rows = _even(columns)
    found = assign(header, chosen, findings, cells=lambda at: _some(values[at]))
    items: Sequence[str] = RowNames(rows)
    if found.name is not None:
        named = texts(values[found.name], _AS_TEXT)
        items = read_names(named, found.name, findings, repeated=name_shipments(header, NAME))
    read = combine(found.uses, lambda use: read_values(use, values[use.column], findings))
    findings.raise_errors()
    return Catalog(chosen, items, read, findings.warnings(), source)


def _refuse_unnamed(names: Iterable[Any]) -> None:
    for name in names:
        if not isinstance(name, str):
            help_ = "name each column by the fact that it holds; a frame read without a header has numbers"
            raise InputError.of(f"the column name {quote(str(name))} is not text", help=help_)


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
        value = [None if hidden is np.ma.masked else hidden for hidden in value]
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


def read_frame(frame: Any, kinds: Sequence[ItemKind], *, kind: str | None = None) -> Catalog:
    """Turn a data frame of any library that narwhals knows into a catalog; see ``read_columns``.

    A lazy frame is collected. Raises ``InputError`` with every fault.
    """
    import narwhals as nw
    from narwhals.exceptions import NarwhalsError

    try:
        native = nw.from_native(frame)
        eager = native.collect() if isinstance(native, nw.LazyFrame) else native
        _refuse_unnamed(eager.columns)
        columns = {name: _taken(name, eager[name]) for name in eager.columns}
    except (TypeError, NarwhalsError) as error:
        raise InputError.of(
            "this is not a catalog, or not one with a name for each column",
            help="give the name of a catalog, a path, a mapping of arrays, or a data frame",
        ) from error
    return read_columns(columns, kinds, kind=kind, source=type(frame).__name__)


def _taken(name: str, series: Any) -> NDArray[Any] | list[Any]:
    """Take a column out of a frame. Raises ``InputError`` for one that its own library cannot hand over."""
    try:
        return _series(series)
    except Exception as error:  # whatever the library of the frame raises
        help_ = "convert it to float64, bool or text before you hand it over"
        raise InputError.of(f"column {quote(name)} of {series.dtype} cannot be read", help=help_) from error


def _series(series: Any) -> NDArray[Any] | list[Any]:
    """Return a column of a data frame; nulls are NaN in an array of floats and None in a list."""
    import narwhals as nw

    if series.dtype == nw.Float64:
        array: NDArray[Any] = series.to_numpy()
        return array
    if series.null_count() == 0 and (series.dtype.is_integer() or series.dtype == nw.Boolean):
        return np.asarray(series.to_numpy())
    pairs = zip(series.is_null().to_list(), series.to_list(), strict=True)
    return [None if hidden else value for hidden, value in pairs]
