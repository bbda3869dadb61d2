"""Arrays from a program are taken as they come, or refused by column and row."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

import redline
from redline.catalog import CategoryColumn, NumberColumn, YesNoColumn
from redline.catalog.input import read_columns
from redline.catalog.input.from_python import RowNames
from redline.diagnostics import InputError
from tests.support.generated import KIND

FACTS = frozenset(fact.name for fact in KIND.all_facts())


def read(columns: dict[str, Any]) -> redline.Catalog:
    """Read columns as a kernel does, which checks numbers block by block."""
    return read_columns(columns, [KIND], kind=KIND.name, unchecked=FACTS)


def column(name: str, values: Any) -> Any:
    return read({name: values}).columns[name]


def message(name: str, values: Any) -> str:
    with pytest.raises(InputError) as caught:
        read({name: values})
    return caught.value.diagnostics[0].message


@pytest.mark.parametrize("values", [np.array([1.0, np.nan]), np.array([True, False])])
def test_floats_and_truths_are_not_copied(values: np.ndarray[Any, Any]) -> None:
    found = column("speed" if values.dtype == np.float64 else "marketed", values)

    assert np.shares_memory(values, found.low if isinstance(found, NumberColumn) else found.codes)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([True, None, False], [1, -1, 0]),
        ([1, 0], [1, 0]),
        (["yes", ""], [1, -1]),
        (np.array([1, 0], np.int8), [1, 0]),
    ],
)
def test_yes_no_column_of_objects(values: Any, expected: list[int]) -> None:
    found = column("marketed", np.array(values))

    assert isinstance(found, YesNoColumn)
    np.testing.assert_array_equal(expected, found.codes)


@pytest.mark.parametrize("dtype", [object, str])
def test_category_column(dtype: Any) -> None:
    found = column("shape", np.array(["fin", "", "ring"], dtype))

    assert isinstance(found, CategoryColumn)
    assert [1, -1, 2] == found.codes.tolist()


@pytest.mark.parametrize("dtype", [np.int64, np.uint8, np.float32])
def test_numbers_of_any_size_are_numbers(dtype: Any) -> None:
    assert [1.0, 16.0] == column("speed", np.array([1, 16], dtype)).low.tolist()


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("speed", ["x", "2"], "column `speed`, row 1: `x` is not a number"),
        ("speed", [True], "column `speed`, row 1: `True` is not a number"),
        ("speed", [1j], "column `speed`, row 1: `1j` does not convert to 1"),
        ("marketed", [1j], "column `marketed`, row 1: `1j` is neither yes nor no"),
        ("marketed", ["perhaps"], "column `marketed`, row 1: `perhaps` is neither yes nor no"),
        ("speed", np.ones((2, 2)), "column `speed` has 2 dimensions"),
    ],
)
def test_column_of_another_type(name: str, values: Any, expected: str) -> None:
    assert expected == message(name, values)


def test_column_of_no_fact_is_none_of_our_business() -> None:
    assert ["speed"] == list(read({"speed": [1.0], "zzzzzz": ["x"]}).columns)


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(InputError) as caught:
        read({"speed": ["x", "1"], "marketed": ["x", "y"], "Rate-A": [1.0, 2.0]})

    assert 4 == len(caught.value.diagnostics)


def test_rows_without_names_are_numbered() -> None:
    rows = RowNames(3)

    assert (3, "row 1", "row 3", ["row 2", "row 3"]) == (len(rows), rows[0], rows[-1], rows[1:])


def test_row_past_the_end_has_no_name() -> None:
    with pytest.raises(IndexError):
        RowNames(3)[3]


# --- what is not known ----------------------------------------------------------------------------


def masked(values: list[Any]) -> Any:
    return np.ma.MaskedArray(values, mask=[False, True])


def test_what_a_mask_hides_is_blank() -> None:
    assert np.isnan(column("speed", masked([7.0, 0.0])).low[1])
    assert np.isnan(column("speed", masked([7, 0])).low[1])
    assert [1, -1] == column("marketed", masked([True, False])).codes.tolist()
    assert [1, -1] == column("shape", masked(["fin", "planar"])).codes.tolist()


def test_mask_that_hides_nothing_copies_nothing() -> None:
    values = np.array([1.0, 2.0])

    assert np.shares_memory(values, column("speed", np.ma.MaskedArray(values, mask=False)).low)


class Missing:
    """Stands for a missing word as pandas has it: it prints so, and has no truth."""

    def __str__(self) -> str:
        return "<NA>"

    def __eq__(self, other: object) -> Any:
        return self

    def __bool__(self) -> bool:
        raise TypeError("boolean value of NA is ambiguous")

    __hash__ = None  # type: ignore[assignment]  # as those that cannot be compared


def test_missing_words_and_truths_of_a_frame_are_blank() -> None:
    missing = Missing()

    assert [1, -1] == column("shape", np.array(["fin", missing], dtype=object)).codes.tolist()
    assert [1, -1] == column("marketed", np.array([True, missing], dtype=object)).codes.tolist()


@pytest.mark.parametrize(
    ("name", "meant"),
    [("colour", None), ("Rate-A", "rate_a"), ("a_peak_rate", "rate_a"), ("rate_peak_a", "rate_a")],
)
def test_column_that_is_nearly_a_fact_is_refused(name: str, meant: str | None) -> None:
    try:
        read({"speed": np.ones(1), name: np.ones(1)})
        found = None
    except InputError as error:
        found = error.diagnostics[0].help

    assert (meant is None) == (found is None)
    assert meant is None or f"call it `{meant}`" in (found or "")


DAY = dt.date(2026, 5, 1)
ISO = DAY.isoformat()
ENGINE = redline.load()
DATED = ENGINE.compile(
    'rulebook late "Late"\n  effective 2026-01-01\n\ncontrol C for chip\n  controlled when '
    "release_date >= 2026-05-01\n"
)


@pytest.mark.parametrize(
    "days",
    [
        np.array([ISO, "2026-04-30", "NaT"], "datetime64[D]"),
        np.array([f"{ISO}T23:59", "2026-04-30T23:59", "NaT"], "datetime64[ns]"),
        np.array([DAY, DAY - dt.timedelta(1), None], object),
        np.ma.MaskedArray(np.array([ISO, "2026-04-30", ISO], "datetime64[D]"), [False, False, True]),
    ],
    ids=["days", "nanoseconds", "objects", "masked"],
)
def test_dates_are_those_that_check_reads(days: Any) -> None:
    checked = ENGINE.check({"release_date": [ISO, "2026-04-30", ""]}, DATED)

    assert [1, 0, 2] == ENGINE.kernel(DATED)({"release_date": days})["late"].tolist()
    assert [1, 0, 2] == checked.status[:, 0].tolist()


@pytest.mark.parametrize(
    "days",
    [
        np.array([20574]),
        np.array([DAY.toordinal()]),
        np.array([1.8e18]),
        np.array([True]),
    ],
    ids=str,
)
def test_what_may_be_another_day_is_refused(days: Any) -> None:
    """A number may be a year, or days since one day or another, and an answer would rest on a guess."""
    for ask in (ENGINE.kernel(DATED), lambda columns: ENGINE.check(columns, DATED)):
        with pytest.raises(InputError, match=r"column `release_date`, row 1: .* is not a date"):
            ask({"release_date": days})


def test_column_without_any_day_is_blank() -> None:
    assert [2] == ENGINE.kernel(DATED)({"release_date": np.array([np.nan])})["late"].tolist()
