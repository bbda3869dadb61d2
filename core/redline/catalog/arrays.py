"""Take arrays from a program as the columns of a catalog, without copying them where that is possible."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from redline.catalog import Catalog, CategoryColumn, Column, NumberColumn, YesNoColumn
from redline.diagnostics import Diagnostic, InputError, short
from redline.model import Fact, ItemKind
from redline.near_names import NearNames
from redline.suggestions import names
from redline.values import LARGEST, SMALLEST


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


def to_catalog(kind: ItemKind, columns: Mapping[str, Any]) -> Catalog:
    """Return the catalog of arrays of one length; see ``Kernel.__call__`` for their types.

    Raises ``InputError`` that holds every fault found.
    """
    if not isinstance(columns, Mapping):
        raise InputError.of(
            f"the columns are {short(columns)}, not a mapping",
            help='give each column by its name, such as `{"fp16_tflops": array}`',
        )
    if not columns:
        raise InputError.of("no columns are given", help=f"give facts of a {kind.name}, each as an array")
    facts = {fact.name: fact for fact in kind.all_facts()}
    near = NearNames(tuple(facts))
    faults: list[Diagnostic] = []
    taken: dict[str, Column] = {}
    lengths: dict[str, int] = {}
    for name, values in columns.items():
        if name not in facts or facts[name].type == "text":
            faults += [] if name in facts else _unknown(str(name), near)
            if (rows := _rows_of(values)) is not None:
                lengths[str(name)] = rows
            continue
        if np.ndim(values) != 1:
            faults.append(Diagnostic(f"column `{name}` is not a plain array of one dimension"))
        else:
            lengths[name] = len(values)
            try:
                taken[name] = _column(facts[name], _unmasked(facts[name], values))
            except ValueError as error:
                faults.append(Diagnostic(str(error)))
    if len(set(lengths.values())) > 1:
        lines = ", ".join(f"`{name}` {length}" for name, length in sorted(lengths.items())[:12])
        faults.append(Diagnostic(f"columns differ in length: {lines}"))
    if faults:
        raise InputError(faults)
    return Catalog(kind, RowNames(next(iter(lengths.values()), 0)), taken)


def _rows_of(values: Any) -> int | None:
    """Return how many items a column is of that says nothing else of them; None for a single value."""
    plain = isinstance(values, str | bytes) or getattr(values, "shape", None) == ()
    return None if plain or not hasattr(values, "__len__") else len(values)


def _unknown(name: str, near: NearNames) -> list[Diagnostic]:
    """Refuse a column that reads like a fact, probably meant as one; others are none of our business."""
    fact = near.same(name) or near.slip(name) or near.within(name)
    if fact is None:
        return []
    help_ = f"did you mean `{fact}`? call it so, or leave the column out"
    return [Diagnostic(f"column `{name}` is not a known fact", help=help_)]


def _unmasked(fact: Fact, values: Any) -> NDArray[Any]:
    """Return an array in which what a mask hides is blank."""
    if not isinstance(values, np.ma.MaskedArray):
        return np.asarray(values)
    hidden = np.ma.getmaskarray(values)
    if not hidden.any():
        return np.asarray(values.data)
    dated = values.dtype.kind == "M"
    blank: NDArray[Any] = np.asarray(values.data)
    if not dated:
        blank = blank.astype(np.float64 if fact.type in _NUMBERS else object)
    blank = blank.copy()
    blank[hidden] = np.datetime64("NaT") if dated else np.nan if fact.type in _NUMBERS else None
    return blank


_NUMBERS: Final = ("number", "date", "yes/no")


def _column(fact: Fact, array: NDArray[Any]) -> Column:
    if fact.type == "yes/no":
        return _yes_no(fact, array)
    if fact.type in ("category", "country"):
        return _category(fact, array)
    return _date(fact, array) if fact.type == "date" else _number(fact, array)


def _date(fact: Fact, array: NDArray[Any]) -> NumberColumn:
    """Return the ordinals of days. A number is none: nobody can tell 2026 from days since 1970."""
    if array.dtype.kind in "fiu" and np.isnan(array.astype(np.float64)).all():
        return _number(fact, array)
    if array.dtype == object and all(isinstance(each, dt.date) or _is_blank(each) for each in array):
        array = np.array([None if _is_blank(each) else each for each in array], "datetime64[D]")
    if array.dtype.kind != "M":
        raise ValueError(f"column `{fact.name}` has to hold dates: `datetime64`, or dates and None")
    since_epoch = array.astype("datetime64[D]").astype(np.int64)
    ordinals = np.where(np.isnat(array), np.nan, since_epoch + _EPOCH)
    return NumberColumn(ordinals, ordinals)


_EPOCH: Final = dt.date(1970, 1, 1).toordinal()


def _number(fact: Fact, array: NDArray[Any]) -> NumberColumn:
    if array.dtype.kind not in "fiu":
        raise ValueError(f"column `{fact.name}` has to hold numbers")
    floats = array.astype(np.float64, copy=False)
    return NumberColumn(floats, floats)


def _yes_no(fact: Fact, array: NDArray[Any]) -> YesNoColumn:
    if array.dtype in {np.dtype(np.bool_), np.dtype(np.float64)}:
        return YesNoColumn(array)
    wanted = f"column `{fact.name}` has to hold yes/no values: bool, or 1, 0 and NaN"
    if array.dtype.kind == "c":
        raise ValueError(wanted)  # NumPy would drop the imaginary part
    try:
        floats = np.array([np.nan if _is_blank(value) else value for value in array], np.float64)
    except (TypeError, ValueError):
        raise ValueError(wanted) from None
    return YesNoColumn(floats)


def check_column(fact: Fact, values: NDArray[Any], start: int, *, upper: bool = False) -> None:
    """Check that a block of a column holds what the fact can be; ``start`` is the row that it begins at.

    How small a quantity can be is looked at only when ``upper`` is set: the caller sees by its results
    whether that can matter. An infinite area would make a density of 0, so how large one can be is looked
    at always. Raises ``InputError`` that names column and row.
    """
    if fact.type == "yes/no":
        if values.dtype == np.float64:
            bad = ~((values == 0) | (values == 1) | (values != values))
            _refuse(fact, values, bad, "1, 0 or NaN", start)
    elif fact.type in ("number", "date") and len(values):
        least, most = np.fmin.reduce(values), np.fmax.reduce(values)
        if least < 0 or (fact.positive and least == 0) or most > float(LARGEST) or upper:
            bad = (values < 0) | (values > float(LARGEST)) | ((values == 0) & fact.positive)
            bad |= (values > 0) & (values < float(SMALLEST)) & upper
            wanted = "a quantity above 0" if fact.positive else "a quantity, 0 or more"
            _refuse(fact, values, bad, wanted, start)


def _refuse(fact: Fact, values: NDArray[Any], bad: NDArray[np.bool_], wanted: str, start: int) -> None:
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        raise InputError.of(
            f"column `{fact.name}`, row {start + row + 1}: `{values[row]:g}` is not {wanted}",
            help="NaN stands for unknown",
        )


def _category(fact: Fact, array: NDArray[Any]) -> CategoryColumn:
    """Return the codes of words; of an open category an unlisted word is unknown, as in catalogs."""
    codes = np.full(len(array), -2, np.int16)
    blank = np.array(list(map(_is_blank, array)), np.bool_) if array.dtype == object else array == ""
    codes[blank] = -1
    array = np.where(blank, "", array)  # what pandas has for a missing word cannot be compared
    for code, word in enumerate(fact.categories):
        codes[array == word] = code
    others = np.flatnonzero(codes == -2)
    codes[others] = [_code(fact, str(word).strip()) for word in array[others].tolist()]
    if (codes == -2).any():
        row = int(np.flatnonzero(codes == -2)[0])
        raise ValueError(
            f"column `{fact.name}`, row {row + 1}: `{array[row]}` is none of {names(fact.categories)}; "
            "an empty string or None stands for unknown"
        )
    return CategoryColumn(codes)


def _is_blank(word: object) -> bool:
    """Return whether a word is missing: None, empty, or what pandas has for it."""
    return word is None or str(word) in ("", "nan", "NaN", "NaT", "<NA>")


def _code(fact: Fact, text: str) -> int:
    """Return the code of a word that is not written as the fact has it; -2 where there is no such word."""
    word = fact.word(text) if fact.type == "category" else None
    if word is not None:
        return fact.categories.index(word)
    return -1 if not text or fact.is_open else -2
