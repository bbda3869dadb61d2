"""Turn values that a program gives into columns: arrays of numbers as they are, others by their text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from numbers import Number
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from redline.catalog import Column, NumberColumn, YesNoColumn
from redline.catalog.input.cell import NumberCell
from redline.catalog.input.findings import Finding, Findings
from redline.catalog.input.header import Target, Use
from redline.catalog.input.text_columns import read_text_column
from redline.days import text_of
from redline.model import Fact
from redline.values import LARGEST, SMALLEST

_EXACT_INTEGER: Final = 2**53
"""Whole numbers up to here are floats."""

Values = NDArray[Any] | Sequence[Any]


def read_values(use: Use, values: Values, findings: Findings, *, checked: bool = True) -> Column | None:
    """Return the column that the values make; what is wrong goes into ``findings``.

    Arrays of float64 and bool that are not to be ``checked`` are taken as they are.
    """
    if isinstance(values, np.ndarray) and isinstance(use.target, Fact):
        if use.target.type == "number" and _holds_floats(values):
            return _numbers(use, values, findings, checked=checked)
        if use.target.type == "yes/no" and values.dtype == np.bool_:
            return YesNoColumn(values.astype(np.int8) if checked else values)
        if use.target.type == "yes/no" and values.dtype.kind == "f":
            if not checked and values.dtype == np.float64:
                return YesNoColumn(values)
            if _is_yes_no(values):
                return YesNoColumn(np.where(np.isnan(values), -1, values).astype(np.int8))
    return read_text_column(use, texts(values, use.target), findings)


def _holds_floats(values: NDArray[Any]) -> bool:
    """Whether the numbers are 64-bit floats, or whole numbers that such floats hold exactly."""
    if values.dtype.kind in "iu":
        return not len(values) or bool((abs(values.astype(np.float64)) < _EXACT_INTEGER).all())
    return bool(values.dtype == np.float64)


def _is_yes_no(values: NDArray[Any]) -> bool:
    return bool((np.isnan(values) | (values == 0) | (values == 1)).all())


def _numbers(use: Use, given: NDArray[Any], findings: Findings, *, checked: bool) -> NumberColumn:
    """Take floats as they are, NaN for blank, and report those that are no quantities."""
    assert isinstance(use.target, Fact)
    values = given.astype(np.float64, copy=False)
    cell = NumberCell(use.target)
    if not checked and not cell.whole:
        return NumberColumn(values, values)
    with np.errstate(invalid="ignore"):
        least = 0 if not use.target.positive else float(SMALLEST)
        bad = (values < least) | (values > float(LARGEST)) | ((values != 0) & (abs(values) < float(SMALLEST)))
    if cell.whole:
        bad |= values != np.floor(values)
        bad &= ~np.isnan(values)
    if bad.any():
        explain = cell.explain
        rows = np.flatnonzero(bad)
        faults = (Finding(int(row), use.column, explain(cell_text(given[row].item()))) for row in rows)
        findings.errors(faults, len(rows))
    plain = values + 0.0 if np.signbit(values).any() else values  # -0.0 becomes 0.0
    return NumberColumn(plain, plain)


def texts(values: Values, target: Target) -> list[str]:
    """Write values as the cells of a catalog; what stands for a missing value is blank."""
    if isinstance(values, np.ndarray) and values.dtype.kind == "M":
        values = _days(values)
    if isinstance(target, Fact) and target.type == "yes/no":
        return [_yes_no_text(value) for value in values]
    return [cell_text(value) for value in values]


def _days(values: NDArray[Any]) -> NDArray[Any]:
    """Return the days of points in time; those of a unit too fine for days as they are."""
    try:
        return values.astype("datetime64[D]").astype(object)
    except OverflowError:
        return values


def cell_text(value: object) -> str:
    """Write one value; a float by its shortest decimal text."""
    if hasattr(value, "as_py"):  # a scalar of Arrow
        value = value.as_py()
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if value is None or value is np.ma.masked or isinstance(value, str):
        return value if isinstance(value, str) else ""
    if isinstance(value, float):
        return "" if value != value else repr(float(value) + 0.0)
    if isinstance(value, dt.date) and value == value:
        return text_of(value)
    if str(value) in {"NaN", "nan", "NaT", "<NA>"}:
        return ""
    if isinstance(value, Number) and not isinstance(value, bool | np.bool_):
        text = str(value)
        return "0" if text in {"-0", "-0.0"} else text
    # What is no number may print as one: a period of pandas as its year.
    return str(value) if isinstance(value, bool | np.generic) else repr(value)


def _yes_no_text(value: object) -> str:
    text = cell_text(value)
    return {"1.0": "1", "0.0": "0"}.get(text, text)
