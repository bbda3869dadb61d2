"""Arrays, lists, single items and data frames become the same catalog as text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from redline import InputError
from redline.catalog import Catalog, CategoryColumn, NumberColumn, YesNoColumn
from redline.catalog.input import columns_of, read_columns, read_item, source_name
from redline.model import ItemKind
from redline.values import Value, known
from tests.support.accelerators import CHIP, SCANNER

KINDS = [CHIP, SCANNER]
MARKETED = "designed_or_marketed_for_datacenter"


def columns(**values: Any) -> Catalog:
    return read_columns(values, [CHIP])


def message(read: Callable[[], object]) -> str:
    with pytest.raises(InputError) as error:
        read()
    return str(error.value)


def read_frame(frame: Any, kinds: Sequence[ItemKind]) -> Catalog:
    return read_columns(columns_of(frame), kinds, source=source_name(frame))


def numbers(catalog: Catalog, fact: str = "fp16_tflops") -> list[Value | None]:
    column = catalog.columns[fact]
    assert isinstance(column, NumberColumn)
    return [column.value(row) for row in range(len(catalog))]


# --- columns ----------------------------------------------------------------------------------


def test_array_of_floats_is_taken_without_a_copy() -> None:
    array = np.array([312.0, np.nan, 0.1])
    column = columns(fp16_tflops=array).columns["fp16_tflops"]

    assert isinstance(column, NumberColumn)
    assert np.shares_memory(array, column.low)


@pytest.mark.parametrize(
    "values",
    [
        np.array([0.1, np.nan]),
        np.array([0.1, np.nan], np.float32),
        [0.1, None],
        ["0.1", ""],
        [Decimal("0.1"), Decimal("NaN")],
        [0.1, np.ma.masked],
        np.array(["0.1", ""]),
        np.array([0.1, None], object),
        np.ma.array([0.1, 5.0], mask=[False, True]),
        (np.float32("0.1"), float("nan")),
    ],
    ids=lambda values: f"{type(values).__name__} {getattr(values, 'dtype', '')}",
)
def test_number_is_its_shortest_decimal_and_what_is_missing_is_blank(values: Any) -> None:
    assert [known(Fraction("0.1")), None] == numbers(columns(fp16_tflops=values))


def test_text_and_decimals_are_exact() -> None:
    text = "0.33333333333333333333"

    assert [known(Fraction(text))] * 2 == numbers(columns(fp16_tflops=[text, Decimal(text)]))


def test_large_whole_numbers_are_exact() -> None:
    assert [known(2**53 + 1)] == numbers(columns(fp16_tflops=np.array([2**53 + 1])))


def test_negative_zero_is_zero() -> None:
    assert [known(0)] == numbers(columns(fp16_tflops=np.array([-0.0])))


def test_range_may_be_text_in_a_list() -> None:
    assert [Value(Fraction(780), Fraction(860))] == numbers(
        columns(die_area_mm2=["780..860"]), "die_area_mm2"
    )


@pytest.mark.parametrize(
    "values",
    [
        [True, False, None],
        np.array([1.0, 0.0, np.nan]),
        ["yes", "No", ""],
        np.array([True, False, None], object),
        [1, 0, float("nan")],
    ],
)
def test_yes_no_may_be_bools_numbers_or_words(values: Any) -> None:
    column = columns(**{MARKETED: values}).columns[MARKETED]

    assert isinstance(column, YesNoColumn)
    assert [1, 0, -1] == column.codes.tolist()


def test_array_of_bools_is_yes_no() -> None:
    column = columns(**{MARKETED: np.array([True, False])}).columns[MARKETED]

    assert isinstance(column, YesNoColumn)
    assert [1, 0] == column.codes.tolist()


def test_categories_are_words_and_blank_where_empty_or_none() -> None:
    column = columns(transistor_architecture=["finfet", "", None]).columns["transistor_architecture"]

    assert isinstance(column, CategoryColumn)
    assert [1, -1, -1] == column.codes.tolist()


@pytest.mark.parametrize(
    "values",
    [
        ["2023-05-31", None],
        [dt.date(2023, 5, 31), None],
        [dt.datetime.fromisoformat("2023-05-31T12:00"), None],
        np.array(["2023-05-31", "NaT"], "datetime64[ns]"),
    ],
)
def test_dates_may_be_text_or_dates(values: Any) -> None:
    day = known(dt.date(2023, 5, 31).toordinal())

    assert [day, None] == numbers(columns(release_date=values), "release_date")


def test_whole_number_is_a_year() -> None:
    year = columns(release_date=[2023]).item(0).numbers["release_date"]
    first, last = dt.date(2023, 1, 1), dt.date(2023, 12, 31)

    assert Value(Fraction(first.toordinal()), Fraction(last.toordinal())) == year


def test_items_without_names_are_numbered() -> None:
    assert ["row 1", "row 2"] == list(columns(fp16_tflops=[1, 2]).names)


def test_one_value_holds_for_all_rows() -> None:
    catalog = columns(name=["A", "B"], fp16_tflops=312, transistor_architecture="finfet")

    assert [known(312)] * 2 == numbers(catalog)


def test_unknown_fact_is_a_warning_with_the_nearest_name() -> None:
    (warning,) = columns(fp61_tflops=[1], fp16_tflops=[1]).warnings

    assert (
        "column `fp61_tflops` is not a fact of a chip, and is not used",
        "did you mean `fp6_tflops`?",
    ) == (
        warning.message,
        warning.help,
    )


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"fp16_tflops": np.array([1.0, -5.0])}, "column `fp16_tflops`, row 2: `-5.0` is negative"),
        ({"fp16_tflops": np.array([1.0, np.inf])}, "column `fp16_tflops`, row 2: `inf` is not a number"),
        ({"fp16_tflops": np.array([1e300])}, "row 1: `1e+300` is beyond any quantity of this kind"),
        ({"fp16_tflops": np.array([1e-300])}, "row 1: `1e-300` is beyond any quantity of this kind"),
        ({"die_area_mm2": np.array([0.0])}, "column `die_area_mm2`, row 1: `0.0` is not above 0"),
        ({"die_area_mm2": np.array([0])}, "column `die_area_mm2`, row 1: `0` is not above 0"),
        ({"fp16_tflops": ["x"]}, "column `fp16_tflops`, row 1: `x` is not a number"),
        ({"fp16_tflops": [True]}, "row 1: `True` is not a number"),
        ({"fp16_tflops": [[1]]}, "row 1: `[1]` is not a number"),
        ({"transistor_architecture": ["finfit"]}, "did you mean `finfet`?"),
        ({MARKETED: np.array([0.5])}, "row 1: `0.5` is neither yes nor no"),
        ({"die_area_cm2": [8.26]}, "column `die_area_cm2` is not `die_area_mm2`"),
        ({"name": ["A", "A"]}, "column `name`, row 2: the name `A` is there twice"),
        ({"name": ["A", None]}, "column `name`, row 2: the item has no name"),
        ({"fp16_tflops": [1], "fp8_tflops": [1, 2]}, "the columns differ in length"),
        ({"fp16_tflops": np.ones((2, 2))}, "column `fp16_tflops` has 2 dimensions"),
        ({"fp16_tflops": {"a": 1}}, "column `fp16_tflops` is a mapping"),
        ({1: [1]}, "the column name `1` is not text"),
    ],
)
def test_wrong_value_is_an_error_that_names_column_and_row(values: Mapping[Any, Any], text: str) -> None:
    assert text in message(lambda: read_columns(values, [CHIP]))


def test_all_faults_are_reported_together() -> None:
    found = message(lambda: columns(fp16_tflops=np.array([-1.0]), die_area_mm2=["x"], die_area=[1]))

    assert 3 == found.count("error: ")


# --- one item ---------------------------------------------------------------------------------


def test_item_is_a_catalog_of_one_row() -> None:
    item = read_item({"fp16_tflops": "312", "die_area_mm2": Decimal(826), "dies": "2x724@6"}, KINDS).item(0)

    assert ("item", known(312), known(826), 2) == (
        item.name,
        item.number("fp16_tflops"),
        item.number("die_area_mm2"),
        len(item.parts["dies"]),
    )


def test_item_may_have_a_name_and_a_kind() -> None:
    catalog = read_item({"release_date": "2023"}, KINDS, kind="chip", name="A100")

    assert (["A100"], "chip") == (list(catalog.names), catalog.kind.name)


def test_kind_of_an_item_follows_from_its_facts() -> None:
    assert SCANNER == read_item({"wavelength_nm": 193}, KINDS).kind


def test_item_with_many_values_is_an_error() -> None:
    assert "fact `fp16_tflops` has more than one value" in message(
        lambda: read_item({"fp16_tflops": [1]}, KINDS)
    )


# --- data frames ------------------------------------------------------------------------------

DATA = {
    "name": ["A100", "H100", "X"],
    "fp16_tflops": [312.0, 0.1, None],
    "int8_tops": [624, 1979, 5],
    MARKETED: [True, False, None],
    "transistor_architecture": ["finfet", None, "planar"],
    "release_date": [dt.date(2020, 5, 14), None, dt.date(2022, 3, 22)],
    "die_area_mm2": ["826", "814..815", None],
}


def as_pandas() -> Any:
    return pytest.importorskip("pandas").DataFrame(DATA)


def as_pandas_with_own_types() -> Any:
    frame = as_pandas().convert_dtypes()
    return frame.astype({"transistor_architecture": "category"})


def as_polars() -> Any:
    return pytest.importorskip("polars").DataFrame(DATA)


def as_lazy_polars() -> Any:
    return as_polars().lazy()


def as_pyarrow() -> Any:
    return pytest.importorskip("pyarrow").table(DATA)


@pytest.mark.parametrize("make", [as_pandas, as_pandas_with_own_types, as_polars, as_lazy_polars, as_pyarrow])
def test_data_frame_is_read_like_lists(make: Callable[[], Any]) -> None:
    frame, lists = read_frame(make(), [CHIP]), read_columns(DATA, [CHIP])

    assert [vars_of(lists, row) for row in range(3)] == [vars_of(frame, row) for row in range(3)]


def vars_of(catalog: Catalog, row: int) -> tuple[str, dict[str, Value], dict[str, str | bool]]:
    item = catalog.item(row)
    return item.name, dict(item.numbers), dict(item.words)


def test_decimals_in_a_frame_are_exact() -> None:
    polars = pytest.importorskip("polars")
    text = "0.3333333333333333333333"
    frame = polars.DataFrame({"fp16_tflops": [Decimal(text)]})

    assert [known(Fraction(text))] == numbers(read_frame(frame, [CHIP]))


def test_what_is_no_frame_is_an_error() -> None:
    assert "`42` is not a catalog" in message(lambda: read_frame(42, [CHIP]))


def test_frame_with_a_column_twice_is_an_error() -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame([[1, 2]], columns=["fp16_tflops", "fp16_tflops"])

    assert "this frame cannot be read: Expected unique column names" in message(
        lambda: read_frame(frame, [CHIP])
    )


def test_set_is_no_column() -> None:
    with pytest.raises(InputError, match="column `fp16_tflops` is a set, whose values have no order"):
        columns(name=["A", "B"], fp16_tflops={1, 2})


# --- what is nearly a catalog -------------------------------------------------------------------


def test_masked_fact_of_one_item_is_blank() -> None:
    read = read_item({"fp16_tflops": np.ma.masked, "die_area_mm2": "800"}, [CHIP])

    assert [None] == numbers(read)


@pytest.mark.parametrize(
    "name", ["fp16_tensor_tflops", "fp16_dense_tflops", "tflops_fp16", "dense_fp16_tflops", "fp16_tensor"]
)
def test_column_with_all_words_of_a_fact_among_others_is_an_error(name: str) -> None:
    found = message(lambda: columns(**{"name": ["h"], "die_area_mm2": ["814"], name: ["989"]}))

    assert f"column `{name}` is not `fp16_tflops`, but nearly" in found


def test_item_among_the_facts_of_one_is_no_fact() -> None:
    assert "`item` names an item of a catalog" in message(lambda: read_item({"item": "L4"}, KINDS))


def test_frame_without_a_header_is_refused() -> None:
    pandas = pytest.importorskip("pandas")

    assert "the column name `0` is not text" in message(
        lambda: read_frame(pandas.DataFrame([["a", 400]]), [CHIP])
    )


@pytest.mark.parametrize("type_", ["Int128", "UInt128"])
def test_integers_wider_than_numpy_has_them_are_exact(type_: str) -> None:
    polars = pytest.importorskip("polars")
    wide = polars.Series([2**70 + 1], dtype=getattr(polars, type_))

    assert [known(Fraction(2**70 + 1))] == numbers(
        read_frame(polars.DataFrame({"fp16_tflops": wide}), [CHIP])
    )


# --- what programs hold ---------------------------------------------------------------------

ROWS = [{"name": "A", "fp16_tflops": "100.64"}, {"name": "B", "die_area_mm2": 1}]


def of(source: Any) -> list[Value | None]:
    return numbers(read_frame(source, KINDS))


def test_records_are_items_and_what_one_does_not_state_is_blank() -> None:
    assert [known(Fraction("100.64")), None] == of(ROWS)
    assert [None, known(Fraction(1))] == numbers(read_frame(ROWS, KINDS), "die_area_mm2")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], "the list of items is empty"),
        ([ROWS[0], 3], "item 2 of the list is `3`, and not a mapping of facts"),
        ([{5: 1}], "the column name `5` is not text"),
        (3, "`3` is not a catalog"),
        (iter(ROWS), "is not a catalog"),
    ],
)
def test_what_holds_no_columns_is_refused_with_a_remedy(given: Any, expected: str) -> None:
    with pytest.raises(InputError, match=re.escape(expected)) as caught:
        of(given)

    assert caught.value.diagnostics[0].help


@pytest.mark.parametrize("type_", [np.float16, np.float32])
def test_small_float_is_its_own_shortest_text_by_every_door(type_: Any) -> None:
    array = np.array([100.64, np.nan], type_)
    expected = [known(Fraction(str(array[0]))), None]
    small = {"fp16_tflops": array}
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")

    found = [
        of(small),
        of(pandas.DataFrame(small)),
        of(np.array([(each,) for each in array], [("fp16_tflops", type_)])),
    ]
    found += [of(polars.DataFrame(small))] if type_ is np.float32 else []

    assert [expected] * len(found) == found


@pytest.mark.parametrize(
    "values", [[-0.0], np.array([-0.0]), np.array([-0.0], np.float32), [np.float64(-0.0)]]
)
def test_negative_zero_is_zero_in_every_container(values: Any) -> None:
    assert [known(Fraction(0))] == numbers(columns(fp16_tflops=values))


def test_scalars_of_arrow_are_what_they_hold() -> None:
    arrow = pytest.importorskip("pyarrow")

    assert [known(Fraction(312)), None] == numbers(columns(fp16_tflops=arrow.array([312.0, None])))


def test_period_is_no_number() -> None:
    periods = list(pytest.importorskip("pandas").period_range("2020", periods=1, freq="Y"))

    assert "is not a number" in message(lambda: columns(fp16_tflops=periods))


def test_moment_in_a_unit_too_fine_for_days_is_refused() -> None:
    assert "is not a date" in message(lambda: columns(release_date=np.array([5], "M8[as]")))


def test_what_a_lazy_frame_cannot_compute_is_said() -> None:
    polars = pytest.importorskip("polars")

    assert "unable to find column" in message(
        lambda: of(polars.LazyFrame({"a": [1]}).select(polars.col("b")))
    )


def test_named_index_is_a_column_and_names_may_be_bytes() -> None:
    pandas = pytest.importorskip("pandas")
    indexed = pandas.DataFrame({"fp16_tflops": [1.0]}, index=pandas.Index(["A"], name="name"))

    assert ["A"] == list(read_frame(indexed, KINDS).names)
    assert ["A"] == list(read_frame({"name": np.array([b"A"]), "fp16_tflops": [1.0]}, KINDS).names)


def arrow_sources() -> dict[str, Callable[[Any], Any]]:
    return {
        "table": lambda table: table,
        "batch": lambda table: table.to_batches()[0],
        "reader": lambda table: table.to_reader(),
        "dataset": lambda table: pytest.importorskip("pyarrow.dataset").dataset(table),
    }


@pytest.mark.parametrize("name", arrow_sources())
def test_what_holds_arrow_is_taken(name: str) -> None:
    table = pytest.importorskip("pyarrow").table({"fp16_tflops": ["100.64", None]})

    assert [known(Fraction("100.64")), None] == of(arrow_sources()[name](table))


def test_relation_of_a_database_is_taken_and_its_decimals_are_exact() -> None:
    duckdb = pytest.importorskip("duckdb")

    assert [known(Fraction("100.64"))] == of(duckdb.sql("select 100.64 as fp16_tflops"))
