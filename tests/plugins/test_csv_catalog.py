"""The CSV reader keeps text as it is and knows where each cell stands."""

from __future__ import annotations

import pytest

from redline import InputError
from redline.catalog.input import HEADER
from redline.plugins import RawTable
from redline_plugins import csv_catalog


def read(text: str | bytes) -> RawTable:
    return csv_catalog.read("test.csv", text.encode() if isinstance(text, str) else text)


def place(text: str, row: int, column: int) -> tuple[int, int, str]:
    span = read(text).locate(row, column)
    return span.line, span.column, span.text


def test_text_is_kept_exactly() -> None:
    table = read('name,rate\n" A ""100"" ",0.10\n')

    assert (["name", "rate"], [[' A "100" ', "0.10"]]) == (table.header, table.rows)


@pytest.mark.parametrize(
    "data",
    [b"a,b\r\n1,2\r\n", b"\xef\xbb\xbfa,b\n1,2\n", b"a,b\n1,2", b"\n\na,b\n\n1,2\n\n"],
    ids=["carriage returns", "byte order mark", "no last line feed", "blank lines"],
)
def test_form_of_the_file_does_not_matter(data: bytes) -> None:
    table = read(data)

    assert (["a", "b"], [["1", "2"]]) == (table.header, table.rows)


def test_cell_is_found_after_quoted_lines_and_commas() -> None:
    text = 'name,notes,rate\nA,"one, two\nthree",5\r\n\r\nB,,"6,5"\r\n'

    assert [(3, 8, "5"), (5, 4, '"6,5"'), (1, 12, "rate")] == [
        place(text, 0, 2),
        place(text, 1, 2),
        place(text, HEADER, 2),
    ]


def test_first_line_of_a_cell_of_several_is_underlined() -> None:
    assert (2, 1, '"one') == place('name\n"one\r\ntwo"\r\n', 0, 0)


def test_place_past_the_end_of_a_row_is_its_end() -> None:
    assert (2, 3, "5") == place("name,rate,area\nA,5\n", 0, 2)


def test_letters_beyond_ascii_count_as_one_column() -> None:
    assert (2, 4, "5") == place("name,rate\nÄé,5\n", 0, 1)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (
            b'name\nA,"' + b"x" * 200_000 + b'"\n',
            "test.csv:2:3: error: the cell has more than 131,072 characters",
        ),
        (b'name\n"' + b"x" * 10_000_000, "test.csv:2:1: error: the quote is not closed"),
        (b"\xff\xfea\x00", "the file is UTF-16 text"),
        (b"a\n\xff\n", "test.csv:2:1: error: byte 0xff is not UTF-8 text"),
        (b"a\nb\0\n", "test.csv:2:2: error: the file has a NUL byte"),
        (b"a|b\n", "the columns are separated by `|`"),
    ],
)
def test_what_is_no_such_file_is_an_error_with_its_place(data: bytes, text: str) -> None:
    with pytest.raises(InputError) as error:
        read(data)

    assert text in str(error.value)


def test_reader_is_offered_for_its_suffix() -> None:
    (reader,) = csv_catalog.redline_catalog_readers()

    assert ("csv", (".csv",), csv_catalog.read) == (reader.name, reader.suffixes, reader.read)
