"""Read catalogs written as records: blocks of `field: value`, with blank lines between them."""

from __future__ import annotations

from importlib.resources import files

import redline
from redline import InputError, Source, Span
from redline.plugins import HEADER, CatalogEntry, CatalogReader, RawTable

Record = dict[str, tuple[str, Span]]


def read(name: str, data: bytes) -> RawTable:
    """Read the bytes of a file. Raises ``InputError`` where they are no records."""
    try:
        source = Source(name, data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError.of(f"`{name}` is not UTF-8 text", help="save the file as UTF-8") from error
    records = _records(source)
    header = list(dict.fromkeys(field for record in records for field in record))

    def locate(row: int, column: int) -> Span:
        field = header[column]
        if row == HEADER:
            return next(record[field][1] for record in records if field in record)
        place = records[row].get(field) or next(iter(records[row].values()))
        return place[1]

    rows = [[record[field][0] if field in record else "" for field in header] for record in records]
    return RawTable(source, header, rows, locate)


def _records(source: Source) -> list[Record]:
    records: list[Record] = [{}]
    for number, line in enumerate(source.text.split("\n"), 1):
        text = line.strip()
        if not text:
            records.append({})
        elif not text.startswith(("#", "%")):
            field, colon, value = text.partition(":")
            span = Span(source, number, 1, len(text))
            if not colon:
                raise InputError.of("this is no field", span=span, help="write `field: value`")
            if field in records[-1]:
                raise InputError.of(f"the field `{field}` is there twice", span=span, help="one has to go")
            records[-1][field] = (value.strip(), span)
    return [record for record in records if record]


@redline.hookimpl
def redline_catalog_readers() -> list[CatalogReader]:
    """Offer the reader."""
    return [CatalogReader("records", (".rec",), read)]


@redline.hookimpl
def redline_catalogs() -> list[CatalogEntry]:
    """Offer four switches, which nobody makes."""
    return [
        CatalogEntry(
            name="freedonia-switches",
            kind="switch",
            title="Four switches, made up",
            file="switches.rec",
            load=files("freedonia").joinpath("switches.rec").read_bytes,
            reader="records",
            rules=("freedonia-2025", "freedonia-2026"),
        )
    ]
