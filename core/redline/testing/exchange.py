"""Check what goes in and out: catalogs that come with a plugin, readers of files, writers of reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from io import StringIO
from typing import Final

from redline.catalog.input import HEADER, CatalogReader, RawTable
from redline.diagnostics import Diagnostic, InputError, PluginError, RedlineError
from redline.host.report import Report, ReportWriter
from redline.testing import samples
from redline.testing.finding import Faults, every, fault
from redline.testing.subject import Subject

_MANY: Final = 50
"""Rows of a table whose cells are located."""


def catalogs(subject: Subject) -> Faults:
    """Check that its catalogs can be read without a fault, and determined under the rulebooks they name."""
    if subject.clash is not None:
        return
    for offer in subject.own(subject.offers.catalogs):
        try:
            read = subject.engine.catalog(offer.name)
            if offer.thing.rules:
                subject.engine.check(read, list(offer.thing.rules))
        except RedlineError as error:
            yield from ((offer.plugin, each) for each in every(error))
            continue
        yield from ((offer.plugin, warning) for warning in read.warnings)
        for name, count in Counter(read.names).items():
            if count > 1:
                message = f"{count} items of the catalog `{offer.name}` are called `{name}`"
                yield offer.plugin, fault(message, "give each a name of its own")


# --- readers --------------------------------------------------------------------------------


def readers(subject: Subject) -> Faults:
    """Check that its readers read or refuse whatever they are given, and know where each cell stands."""
    for offer in subject.own(subject.offers.readers):
        reader = subject.engine.plugins.readers[offer.name]
        for finding in _reading(subject, reader):
            yield offer.plugin, finding


def _reading(subject: Subject, reader: CatalogReader) -> Iterator[Diagnostic]:
    suffix = reader.suffixes[0] if reader.suffixes else ""
    for file, data in samples.files(subject, reader.name):
        try:
            table = reader.read(file, data)
        except RedlineError as error:
            yield from every(error)
            continue
        yield from _located(reader, file, table)
        for what, part in samples.broken(data):
            yield from _refusing(reader, f"{what} of {file}", part)
        if _half(reader, data) == cells(table):
            message = f"catalog reader `{reader.name}` finds the same in {file} and in the first half of it"
            yield fault(message, "read the bytes that are given, and nothing else")
    for what, data in samples.hostile(reader.name):
        yield from _refusing(reader, f"{what}{suffix}", data)


def _refusing(reader: CatalogReader, name: str, data: bytes) -> Iterator[Diagnostic]:
    """Yield what goes wrong on a file that may be refused, but only with words for the user."""
    try:
        reader.read(name, data)
    except InputError:
        return
    except PluginError as error:
        message = str(error).partition("\n")[0]
        yield fault(message, "raise `redline.InputError` for whatever is wrong with a file")


def _half(reader: CatalogReader, data: bytes) -> list[list[str]] | None:
    try:
        return cells(reader.read("half", data[: len(data) // 2]))
    except RedlineError:
        return None


def cells(table: RawTable) -> list[list[str]]:
    """Return the header and the rows of a table."""
    return [list(table.header), *map(list, table.rows)]


def _located(reader: CatalogReader, file: str, table: RawTable) -> Iterator[Diagnostic]:
    """Yield cells that the reader says stand where they do not."""
    rows = [(HEADER, table.header), *enumerate(table.rows[:_MANY])]
    for row, texts in rows:
        for column, cell in enumerate(texts):
            try:
                span = table.locate(row, column)
            except PluginError as error:
                yield from every(error)
                return
            line = span.source.line(span.line)
            if line and cell.strip() and _plain(cell) and cell.strip() not in line[span.column - 1 :]:
                message = f"catalog reader `{reader.name}` says that `{cell}` of {file} stands here"
                yield fault(message, "let `locate` return the line and the column of the cell", span)
                return


def _plain(cell: str) -> bool:
    """Return whether a cell has no sign that its file may have to write in another way."""
    return cell.isprintable() and not set(cell) & set("\"'\\&<>")


# --- writers --------------------------------------------------------------------------------


def writers(subject: Subject) -> Faults:
    """Check that its report writers write any result: with licenses or without, and one of no items."""
    for offer in subject.own(subject.offers.writers):
        writer = subject.engine.plugins.writers[offer.name]
        for to in (None, "CN"):
            found = samples.result(subject, to=to)
            for result in () if found is None else (found, found.take([])):
                yield from ((offer.plugin, each) for each in _writing(writer, Report((result,), 40)))
        for finding in _writing(writer, Report(())):
            yield offer.plugin, finding


def _writing(writer: ReportWriter, report: Report) -> Iterator[Diagnostic]:
    try:
        writer.write(report, StringIO())
    except PluginError as error:
        rows = sum(map(len, report.results))
        message = str(error).partition("\n")[0]
        yield fault(f"{message} (on {rows} items)", "write whatever a run may give, nothing at all included")
