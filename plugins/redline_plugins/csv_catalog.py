"""Read catalogs from CSV files: UTF-8, commas, quotes as in RFC 4180, the first line names the columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

import redline
import redline.plugins
from redline import Diagnostic, InputError, Source, Span
from redline.plugins import CatalogReader, RawTable


@redline.hookimpl
def redline_catalog_readers() -> Sequence[CatalogReader]:
    """Offer the reader of CSV files."""
    return [CatalogReader("csv", (".csv",), read)]


def read(name: str, data: bytes) -> RawTable:
    """Read the bytes of a CSV file. Raises ``InputError`` for what is no such file."""
    source = Source(name, _decode(name, data))
    if not source.text.strip():
        raise _error(
            "the file is empty",
            Span(source, 1, 1),
            "the first line names the columns: `name` in a catalog, `item` in other lists",
        )
    rows = _rows(source)
    places = _Places(source)
    if len(rows[0]) == 1 and (separator := re.search(r"[;\t|]", rows[0][0])) is not None:
        word = {"\t": "tabs"}.get(separator[0], f"`{separator[0]}`")
        raise _error(
            f"the columns are separated by {word}", places.cell(-1, 0), "save the file as CSV with commas"
        )
    return RawTable(source, rows[0], rows[1:], places.cell)


# --- bytes to text ------------------------------------------------------------------------------

_MARKS: Final = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
_SAVE: Final = "save the file as UTF-8"


def _decode(name: str, data: bytes) -> str:
    """Return the text without a byte order mark, with lines that end in a line feed."""
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            raise _error(f"the file is {encoding} text", Span(Source(name, ""), 1, 1), _SAVE)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"byte {data[error.start]:#04x} is not UTF-8 text"
        raise _error(message, _byte_place(name, data, error.start), _SAVE) from error
    if "\0" in text:
        place = _byte_place(name, data, data.index(b"\0"))
        raise _error("the file has a NUL byte, so it is not text", place, _SAVE)
    return text


def _byte_place(name: str, data: bytes, position: int) -> Span:
    """Return the place of a byte, with what stands around it as far as it is text."""
    source = Source(name, data.decode("utf-8", "replace"))
    start = data.rfind(b"\n", 0, position) + 1
    column = len(data[start:position].decode("utf-8", "replace")) + 1
    return Span(source, data.count(b"\n", 0, position) + 1, column)


def _error(message: str, span: Span | None, help_: str | None = None) -> InputError:
    return InputError([Diagnostic(message, span, help_)])


# --- text to rows -------------------------------------------------------------------------------


def _rows(source: Source) -> list[list[str]]:
    """Return the rows that are not blank."""
    try:
        rows = csv.reader(io.StringIO(source.text, newline="\n"), strict=True)
        return [[redline.plugins.csv_text(cell) for cell in row] for row in rows if row]
    except csv.Error as error:
        raise _not_csv(source, _lines(source)[-1], str(error)) from error


def _lines(source: Source) -> list[int]:
    """Return the lines on which rows begin; the last may be that of a row that cannot be read."""
    reader = csv.reader(io.StringIO(source.text, newline="\n"), strict=True)
    lines, before = [], 0
    try:
        for row in reader:
            if row:
                lines.append(before + 1)
            before = reader.line_num
    except csv.Error:
        lines.append(before + 1)
    return lines


def _not_csv(source: Source, line: int, reason: str) -> InputError:
    """Say what is wrong with the row that begins on ``line``."""
    offset = _Places(source).offset(line)
    for start, end, state in _cells(source.text, offset):
        span = _span(source, start, end)
        if state == "open":
            return _error(
                "the quote is not closed",
                span,
                'end the value with `"`; write a quote inside it twice, as `""`',
            )
        if state == "broken":
            return _error(
                "text stands after the closing quote", span, 'write a quote inside a value twice, as `""`'
            )
        if end - start > csv.field_size_limit():
            limit = csv.field_size_limit()
            return _error(
                f"the cell has more than {limit:,} characters",
                span,
                "a cell holds one fact; check the quotes",
            )
        if "\r" in source.text[start:end] and source.text[start] != '"':
            return _error(
                "a line ends in a carriage return alone",
                _span(source, start, start + 1),
                "save the file with line feeds",
            )
    return _error(f"the row is not CSV: {reason}", _span(source, offset, offset + 1))


_QUOTED: Final = re.compile(r'"[^"]*+(?:""[^"]*+)*+"')
_BARE: Final = re.compile(r"[^,\n]*+")


def _cells(text: str, offset: int) -> Iterator[tuple[int, int, str]]:
    """Walk over the cells of one row: start, end, and whether a quote is open or broken."""
    while True:
        quoted = text.startswith('"', offset)
        match = (_QUOTED if quoted else _BARE).match(text, offset)
        if match is None:
            yield offset, offset + 1, "open"
            return
        end = match.end()
        after = text[end : end + 1]
        if after == "\r" and text[end + 1 : end + 2] in {"\n", ""}:
            after = "\n"
        if after not in {",", "\n", ""}:
            yield end, end + 1, "broken"
            return
        yield offset, end, "closed"
        if after != ",":
            return
        offset = end + 1


def _span(source: Source, start: int, end: int) -> Span:
    """Return the place of a stretch of text; of more than one line the first counts."""
    line = source.text.count("\n", 0, start) + 1
    column = start - source.text.rfind("\n", 0, start)
    shown = source.text[start:end].split("\n", 1)[0].rstrip("\r")
    return Span(source, line, column, max(1, len(shown)))


class _Places:
    """Where the cells of a table stand; worked out only for those that are asked for."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._lines = cache(lambda: _lines(source))
        self._starts = cache(self._find_starts)

    def cell(self, row: int, column: int) -> Span:
        """Return the span of a cell; row -1 is the header. Past the end it is the end of the row."""
        offset = self.offset(self._lines()[row + 1])
        start = end = offset
        for position, (start, end, _) in enumerate(_cells(self._source.text, offset)):
            if position == column:
                return _span(self._source, start, end)
        return _span(self._source, max(offset, end - 1), end)

    def offset(self, line: int) -> int:
        """Return the position at which a line starts."""
        return self._starts()[line - 1]

    def _find_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self._source.text))]
