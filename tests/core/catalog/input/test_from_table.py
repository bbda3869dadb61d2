"""Text tables become catalogs whose values are exact."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import numpy as np
import pytest

from redline import InputError, Source
from redline.catalog import CategoryColumn, NumberColumn, PartsColumn, YesNoColumn
from redline.catalog.input import CatalogEntry, choose_kind, read_table
from redline.values import Value, known
from tests.support.accelerators import CHIP, SCANNER, message, read, table


def value(text: str, fact: str = "fp16_tflops") -> Value | None:
    column = read(f'name,{fact}\nA,"{text}"\n').columns[fact]
    assert isinstance(column, NumberColumn)
    return column.value(0)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("312", "312"),
        (" 312.5 ", "312.5"),
        ("0.1", "0.1"),
        (".5", "0.5"),
        ("007", "7"),
        ("312.50", "312.5"),
        ("1.5e3", "1500"),
        ("3.0E-2", "0.03"),
        ("2955.4054054054054", "2955.4054054054054"),
        ("0.1000000000000000055511151231257827", "0.1000000000000000055511151231257827"),
        ("9007199254740993", "9007199254740993"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
    ],
)
def test_number_is_exactly_what_the_text_says(text: str, number: str) -> None:
    assert known(Fraction(number)) == value(text)


def test_exact_text_is_kept_only_where_the_float_does_not_say_it() -> None:
    catalog = read("name,fp16_tflops\nA,0.1\nB,9007199254740993\nC,1e3\n")
    column = catalog.columns["fp16_tflops"]

    assert isinstance(column, NumberColumn)
    assert {1: (Fraction(9007199254740993),) * 2} == column.exact


def test_blank_is_unknown_and_dash_is_none_at_all() -> None:
    assert [None, known(0), known(0)] == [value(""), value("-"), value("0")]


def test_range_has_both_bounds_exactly() -> None:
    assert Value(Fraction(780), Fraction("860.3")) == value("780..860.3", "die_area_mm2")


def test_range_of_equal_bounds_is_known() -> None:
    assert known(780) == value("780 .. 780.0", "die_area_mm2")


def test_column_without_ranges_has_one_array() -> None:
    column = read("name,fp16_tflops\nA,1\nB,\nC,1e2\n").columns["fp16_tflops"]

    assert isinstance(column, NumberColumn)
    assert column.low is column.high


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023", "2023-01-01", "2023-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-05-31", "2023-05-31", "2023-05-31"),
        ("2022..2023-06", "2022-01-01", "2023-06-30"),
    ],
)
def test_date_is_the_days_it_covers(text: str, first: str, last: str) -> None:
    low, high = (Fraction(dt.date.fromisoformat(day).toordinal()) for day in (first, last))

    assert Value(low, high) == value(text, "release_date")


def test_yes_and_no_are_read_in_any_case() -> None:
    words = ["true", "YES", "1", "False", "no", "0", "", "1.0"]
    rows = "".join(f"{row},{word}\n" for row, word in enumerate(words))
    column = read(f"name,designed_or_marketed_for_datacenter\n{rows}").columns[
        "designed_or_marketed_for_datacenter"
    ]

    assert isinstance(column, YesNoColumn)
    assert [1, 1, 1, 0, 0, 0, -1, 1] == column.codes.tolist()


def test_category_is_the_position_of_its_word() -> None:
    column = read("name,transistor_architecture\nA,gaafet\nB,\nC,planar\n").columns["transistor_architecture"]

    assert isinstance(column, CategoryColumn)
    assert [2, -1, 0] == column.codes.tolist()


@pytest.mark.parametrize("text", ["0x10", "1e", "1i", "12abc", "1e5e"])
def test_text_that_is_no_number_is_not_taken_for_one_with_a_unit(text: str) -> None:
    assert f"`{text}` is not a number\n" in (found := message(f"name,fp16_tflops\nA,{text}\n"))
    assert "write a decimal such as `312.5`" in found


@pytest.mark.parametrize(
    ("text", "help_"),
    [
        ("312 TFLOPS", "write `312`, in TOPS"),
        ("312tflops", "write `312`, in TOPS"),
        ("80GB/s", "give a number in TOPS, or check which column it belongs in"),
        ("1...2", "write a range as `1..2`"),
        ("1 - 2", "write a range as `1..2`"),
        ("2..1", "write `1..2`"),
    ],
)
def test_remedy_says_what_was_meant(text: str, help_: str) -> None:
    assert f"help: {help_}" in message(f"name,fp16_tflops\nA,{text}\n")


# --- parts ------------------------------------------------------------------------------------


def parts(text: str) -> tuple[dict[str, Value], ...]:
    found = read(f'name,dies\nA,"{text}"\n').item(0).parts["dies"]
    return tuple(dict(part) for part in found)


def die(area: str, node: str) -> dict[str, Value]:
    return {"area_mm2": known(Fraction(area)), "node_nm": known(Fraction(node))}


def test_parts_alike_are_counted_out() -> None:
    assert (die("724", "6"), die("724", "6")) == parts("2x724@6")


def test_part_without_a_count_is_one() -> None:
    assert (die("456", "7"), die("168.5", "16")) == parts("456@7; 1x168.5@16")


def test_question_mark_is_an_unknown_number() -> None:
    assert ({"node_nm": known(6)},) == parts("1x?@6")


def test_part_may_have_a_range() -> None:
    assert Value(Fraction(700), Fraction(750)) == parts("1x700..750@6")[0]["area_mm2"]


def test_part_keeps_exact_text() -> None:
    area = "724.10000000000000000001"

    assert [known(Fraction(area))] * 2 == [part["area_mm2"] for part in parts(f"2x{area}@6")]


def test_blank_cell_of_parts_is_not_stated() -> None:
    column = read("name,dies\nA,2x724@6\nB,\nC,1x5@7\n").columns["dies"]

    assert isinstance(column, PartsColumn)
    assert ([0, 2, 2, 3], [True, False, True]) == (column.offsets.tolist(), column.stated.tolist())


def test_small_file_cannot_ask_for_endless_parts() -> None:
    rows = "".join(f"c{row},10000x1@1\n" for row in range(2001))

    assert "`dies` has more than 20,000,000 parts in all rows" in message("name,dies\n" + rows)


def test_small_file_cannot_ask_for_endless_digits() -> None:
    """Each part keeps the number as it is written, which takes more memory than a float."""
    rows = "".join(f"c{row},10000x8.0000000000000001@1\n" for row in range(101))

    assert "`dies` has more than 1,000,000 parts with numbers of more digits" in message("name,dies\n" + rows)


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("tensor_fp16_tflops", "312 TFLOPS"),
        ("FP16 Tensor (dense)", "312 TFLOPS"),
        ("int8_tops_dense", "~624"),
        ("int8_tops_dense", "> 624 TOPS"),
        ("Half precision TFLOPS", "312"),
        ("peak_tops", "624"),
    ],
)
def test_rate_that_nobody_reads_is_an_error(name: str, cell: str) -> None:
    """What is not stated of a family counts as not claimed, so to pass it over frees the item."""
    assert f"column `{name}` is" in message(f"name,{name},fp32_tflops\nA,{cell},19.5\n")


@pytest.mark.parametrize(
    ("name", "cell"),
    [("fp16_tflops_source", "https://example.org/312"), ("Half precision TFLOPS", ""), ("op amp", "3")],
)
def test_column_that_is_no_rate_is_passed_over(name: str, cell: str) -> None:
    assert known(19) == read(f"name,{name},fp32_tflops\nA,{cell},19\n").item(0).number("fp32_tflops")


def test_fact_in_capitals_is_found_among_any_number_of_columns() -> None:
    others = ",".join(f"j{number}" for number in range(400))

    assert "column `FP16_TFLOPS` is not `fp16_tflops`" in message(
        f"name,{others},FP16_TFLOPS\nA,{','.join('' for _ in range(400))},312\n"
    )


# --- the whole catalog ------------------------------------------------------------------------


def test_many_errors_are_counted_and_the_first_fifty_shown() -> None:
    found = message("name,fp16_tflops\n" + "".join(f"c{row},bad\n" for row in range(1000)))

    assert (50, "error: and 950 more errors like these") == (
        found.count("is not a number"),
        found.splitlines()[-1],
    )


def test_errors_are_in_order_of_their_places() -> None:
    found = message("name,fp16_tflops,die_area_mm2\nA,1,bad\nB,bad,1\n")

    assert found.index("test.csv:2:5") < found.index("test.csv:3:3")


def test_huge_cell_is_an_error_and_not_repeated_in_full() -> None:
    found = message(b"name,fp16_tflops\nA," + b"9" * 10_000_000 + b"\n")

    assert found.startswith("test.csv:2:3: error: the cell has more than 131,072 characters\n")
    assert len(found) < 1000


def test_catalog_without_items_is_fine() -> None:
    catalog = read("name,fp16_tflops\n")

    assert (0, ["the catalog has no items"]) == (
        len(catalog),
        [warning.message for warning in catalog.warnings],
    )


def test_spaces_around_names_do_not_count() -> None:
    assert ["A 100"] == list(read(" name , fp16_tflops\n A 100 ,312\n").names)


def test_documentation_is_passed_over_and_default_rules_are_kept() -> None:
    entry = CatalogEntry(
        "x", "chip", "X", "x.csv", bytes, rules=("some-2022",), documentation=("vendor", "die_area_source")
    )
    catalog = read_table(table("name,vendor,die_area_source\nA,B,C\n"), [CHIP], entry=entry)

    assert ((), ("some-2022",)) == (catalog.warnings, catalog.default_rules)


def test_order_of_columns_decides_nothing() -> None:
    one = read("name,fp16_tflops,die_area_mm2\nA,312,826\n").item(0)
    two = read("die_area_mm2,name,fp16_tflops\n826,A,312\n").item(0)

    assert (one.name, dict(one.numbers)) == (two.name, dict(two.numbers))


def test_many_rows_of_wrong_width_are_reported_alone() -> None:
    found = message("name,fp16_tflops\n" + "A\n" * 2000 + "A,bad\n")

    assert "error: and 1,950 more errors like these" in found
    assert "is not a number" not in found


def test_plain_column_equals_the_same_column_read_text_by_text() -> None:
    texts = ["", "0", "1.5", "000.250", "123456789.123456", ".5"]
    plain = read("name,fp16_tflops\n" + "".join(f"c{row},{text}\n" for row, text in enumerate(texts)))
    mixed = read(
        "name,fp16_tflops\n" + "".join(f"c{row},{text}\n" for row, text in enumerate([*texts, "1..2"]))
    )
    one, two = plain.columns["fp16_tflops"], mixed.columns["fp16_tflops"]

    assert isinstance(one, NumberColumn)
    assert isinstance(two, NumberColumn)
    np.testing.assert_array_equal(one.low, two.low[:-1])


def test_number_with_a_line_break_in_it_is_an_error() -> None:
    assert "`1 2` is not a number" in message('name,fp16_tflops\nA,"1\n2"\n')


# --- the kind of item -------------------------------------------------------------------------


def test_kind_is_the_one_that_knows_the_most_facts() -> None:
    assert SCANNER == choose_kind([CHIP, SCANNER], ["name", "wavelength_nm", "release_date"])


def test_kind_may_be_named() -> None:
    assert CHIP == choose_kind([CHIP, SCANNER], ["wavelength_nm"], "chip")


@pytest.mark.parametrize(
    ("given", "kind", "text"),
    [
        (["release_date"], None, "the facts fit more than one kind of item"),
        (["fp16_tflop"], None, "did you mean `fp16_tflops`?"),
        ([], None, "no facts are given"),
        ([], "chp", "did you mean `chip`?"),
        ([], "tool", "there are `chip`, `scanner`"),
    ],
)
def test_kind_that_does_not_follow_is_an_error(given: list[str], kind: str | None, text: str) -> None:
    with pytest.raises(InputError) as error:
        choose_kind([CHIP, SCANNER], given, kind)

    assert text in str(error.value)


def test_header_without_facts_has_its_place() -> None:
    with pytest.raises(InputError, match=r"test\.csv:1:1: error: none of `fp16` is a known fact"):
        read_table(table("name,fp16\nA,1\n"), [CHIP, SCANNER])


def test_header_of_names_alone_gives_no_facts() -> None:
    with pytest.raises(InputError, match=r"test\.csv:1:1: error: no facts are given"):
        read_table(table("name\nA\n"), [CHIP, SCANNER])


def test_column_without_a_name_is_a_warning() -> None:
    (warning,) = read("name,fp16_tflops,\nA,1,\n").warnings

    assert "column 3 has no name, and is not used" == warning.message


def test_kind_follows_from_the_facts_that_a_mapping_gives() -> None:
    mapping = Source("map.toml", '[columns]\nw = { fact = "wavelength_nm", unit = "nm" }\n')

    assert SCANNER == read_table(table("name,w\nA,193\n"), [CHIP, SCANNER], mapping=mapping).kind


@pytest.mark.parametrize(
    ("mapping", "expected"),
    [
        ("[columns\n", "map.toml:1:9: error: the mapping file is not TOML"),
        ('[colums]\nw = "wavelength_nm"\n', "map.toml:1:2: error: `colums` is not a key of a mapping file"),
        ("columns = 5\n", "map.toml:1:1: error: `columns` is not a table"),
    ],
)
def test_mapping_is_checked_before_the_kind_is_guessed(mapping: str, expected: str) -> None:
    with pytest.raises(InputError) as error:
        read_table(table("name,w\nA,193\n"), [CHIP, SCANNER], mapping=Source("map.toml", mapping))

    assert str(error.value).startswith(expected)
