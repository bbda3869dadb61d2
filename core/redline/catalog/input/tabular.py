"""Take the columns out of what a program holds: mappings, records, structured arrays, Arrow, data frames."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from redline.catalog.input.findings import quote
from redline.diagnostics import InputError, short

_READ: Final = ("to_table", "read_all")
"""How a dataset of Arrow, and a reader of batches, are read whole."""
_TAKEN: Final = (
    "a mapping of columns, a list of mappings (one an item), a structured array, an Arrow table, "
    "a relation of DuckDB, or a data frame"
)


def columns_of(source: Any) -> Mapping[Any, Any]:
    """Return the columns of what a program holds, by name, in their order.

    Taken are a mapping of columns, a list of mappings (one an item; a fact that one of them does not state
    is blank), a structured array of NumPy, tables, batches, readers and datasets of Arrow, relations of
    DuckDB, and data frames of any library that narwhals knows; a lazy one is collected. Raises
    ``InputError`` that says how to convert anything else.
    """
    match source:
        case Mapping():
            return source
        case np.ndarray() if source.dtype.names:
            return {name: source[name] for name in source.dtype.names}
        case list() | tuple():
            return _of_records(source)
    return _of_frame(source)


def source_name(source: Any) -> str:
    """Return how messages call what columns came from; nothing for what has no name of its own."""
    return "" if isinstance(source, Mapping | list | tuple | np.ndarray) else type(source).__name__


def _of_records(records: Sequence[Any]) -> Mapping[Any, list[Any]]:
    """Return the columns of records, in the order in which they are first stated."""
    for number, record in enumerate(records, 1):
        if not isinstance(record, Mapping):
            raise InputError.of(
                f"item {number} of the list is {short(record)}, and not a mapping of facts",
                help='give each item as a mapping, such as `{"name": "A", "fp16_tflops": "312"}`',
            )
    if not records:
        raise InputError.of("the list of items is empty", help="give at least one")
    names = dict.fromkeys(name for record in records for name in record)
    return {name: [record.get(name) for record in records] for name in names}


def _of_frame(source: Any) -> Mapping[str, Any]:
    import narwhals as nw
    from narwhals.exceptions import NarwhalsError

    try:
        native = nw.from_native(_whole(_with_index(source)))
        eager = _collected(native) if isinstance(native, nw.LazyFrame) else native
        refuse_unnamed(eager.columns)
        return {name: _taken(name, eager[name]) for name in eager.columns}
    except NarwhalsError as error:
        reason = str(error).splitlines()[0]
        raise InputError.of(
            f"this frame cannot be read: {reason}", help="give each column one name"
        ) from error
    except TypeError as error:
        raise InputError.of(
            f"{short(source)} is not a catalog, or not one with a name for each column",
            help=f"give the name of a catalog, a path, or {_TAKEN}",
        ) from error
    except ModuleNotFoundError as error:  # narwhals reads some relations by way of another library
        raise InputError.of(
            f"to read this, the library `{error.name}` is needed, which is not installed",
            help=f"install it, or convert the data: to {_TAKEN}",
        ) from error


def _collected(lazy: Any) -> Any:
    """Run a lazy frame or a relation. Raises ``InputError`` with what its library says."""
    try:
        return lazy.collect()
    except ModuleNotFoundError:
        raise
    except Exception as error:  # whatever the library raises
        reason = " ".join(str(error).split())[:300]
        raise InputError.of(
            f"the data cannot be read: {reason}", help="mend the query, and try it by itself"
        ) from error


def _with_index(frame: Any) -> Any:
    """Return a frame in which levels of the index that have a name are columns, as pandas has it."""
    levels = getattr(getattr(frame, "index", None), "names", None)
    if not levels or not hasattr(frame, "reset_index"):
        return frame
    named = [level for level in levels if level is not None and level not in frame.columns]
    return frame.reset_index(named) if named else frame


def _whole(source: Any) -> Any:
    """Read a dataset or a reader of Arrow; make a table of one batch."""
    if type(source).__module__.partition(".")[0] != "pyarrow":
        return source
    for name in _READ:
        if callable(read := getattr(source, name, None)):
            return read()
    if type(source).__name__ == "RecordBatch":
        return import_module("pyarrow").Table.from_batches([source])
    return source


def refuse_unnamed(names: Iterable[Any]) -> None:
    """Raise ``InputError`` for a column whose name is no text."""
    for name in names:
        if not isinstance(name, str):
            help_ = "name each column by the fact that it holds; a frame read without a header has numbers"
            raise InputError.of(f"the column name {quote(str(name))} is not text", help=help_)


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

    if series.dtype.is_float() or series.dtype == nw.Unknown:
        array: NDArray[Any] = series.to_numpy()
        if array.dtype.kind == "f":
            return array
    wide = series.dtype in {nw.Int128, nw.UInt128}
    if series.null_count() == 0 and not wide and (series.dtype.is_integer() or series.dtype == nw.Boolean):
        return np.asarray(series.to_numpy())
    pairs = zip(series.is_null().to_list(), series.to_list(), strict=True)
    return [None if hidden else value for hidden, value in pairs]
