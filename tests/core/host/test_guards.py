"""What plugins offer, called behind guards: whatever goes wrong is put down to plugin and thing."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest

from redline import InputError, PluginError, Source, Span
from redline.host.discover import Offer, Plugin
from redline.host.guards import guarded_entry, guarded_reader, guarded_writer
from redline.plugins import CatalogEntry, CatalogReader, RawTable, Report, ReportWriter

PLUGIN = Plugin("firm", "2", "tables", "firm_tables")
SOURCE = Source("t.tsv", "name\nA\n")
SPAN = Span(SOURCE, 1, 1)


def table(
    header: Any = ("name",), rows: Any = (("A",),), source: Any = SOURCE, locate: Any = None
) -> RawTable:
    return RawTable(source, header, rows, locate or (lambda _row, _column: SPAN))


def read_by(function: Callable[[str, bytes], Any]) -> RawTable:
    return guarded_reader(Offer("tsv", PLUGIN, CatalogReader("tsv", (".tsv",), function))).read("t.tsv", b"")


def message(ask: Callable[[], Any]) -> str:
    with pytest.raises(PluginError) as caught:
        ask()
    return str(caught.value).splitlines()[0]


def raise_(error: BaseException) -> Any:
    raise error


WHO = "catalog reader `tsv` of plugin `tables` of firm 2 (`firm_tables`)"
READERS: dict[str, tuple[Any, str]] = {
    "raises": (lambda *_: raise_(KeyError("x")), "failed on `t.tsv`: KeyError: 'x'"),
    "leaves": (lambda *_: raise_(SystemExit(4)), "failed on `t.tsv`: SystemExit: 4"),
    "no table": (lambda *_: [["name"], ["A"]], "returned `[['name'], ['A']]`, not a RawTable, for `t.tsv`"),
    "source": (
        lambda *_: table(source="t"),
        "returned a RawTable whose `source` is `'t'`, not a Source, for `t.tsv`",
    ),
    "header": (
        lambda *_: table(header="name"),
        "returned a RawTable whose `header` is `'name'`, not a list of texts, for `t.tsv`",
    ),
    "cells": (
        lambda *_: table(rows=[["A"], [5]]),
        "returned a RawTable whose row 2 is `[5]`, not a list of texts, for `t.tsv`",
    ),
}


@pytest.mark.parametrize(("function", "expected"), READERS.values(), ids=READERS.keys())
def test_failing_reader_is_named(function: Any, expected: str) -> None:
    assert f"{WHO} {expected}" == message(lambda: read_by(function))


def test_reader_s_own_input_error_is_the_user_s() -> None:
    with pytest.raises(InputError, match="no such table"):
        read_by(lambda *_: raise_(InputError.of("no such table")))


def test_sound_table_comes_through() -> None:
    read = read_by(lambda *_: table())

    assert (("name",), (("A",),), SPAN) == (read.header, read.rows, read.locate(0, 0))


@pytest.mark.parametrize(
    ("locate", "expected"),
    [
        (lambda *_: None, "located row 0, column 1 at `None`, not at a Span"),
        (lambda *_: raise_(IndexError("no")), "cannot locate row 0, column 1: IndexError: no"),
    ],
)
def test_failing_place_is_named(locate: Any, expected: str) -> None:
    assert f"{WHO} {expected}" == message(lambda: read_by(lambda *_: table(locate=locate)).locate(0, 1))


@pytest.mark.parametrize(
    ("load", "expected"),
    [
        (lambda: "name\n", "its `load` returned `'name\\n'`, not bytes"),
        (lambda: raise_(FileNotFoundError(2, "gone", "m.csv")), "FileNotFoundError: [Errno 2] gone: 'm.csv'"),
    ],
)
def test_failing_catalog_is_named(load: Any, expected: str) -> None:
    entry = guarded_entry(Offer("mine", PLUGIN, CatalogEntry("mine", "chip", "Mine", "m.csv", load)))

    assert (
        f"catalog `mine` of plugin `tables` of firm 2 (`firm_tables`) cannot be loaded: {expected}"
        == message(entry.load)
    )


def written_by(write: Any) -> None:
    writer = guarded_writer(Offer("odd", PLUGIN, ReportWriter("odd", "Odd", write)))
    writer.write(Report(()), io.StringIO())


def test_failing_writer_is_named() -> None:
    assert (
        "report writer `odd` of plugin `tables` of firm 2 (`firm_tables`) failed: ZeroDivisionError: oh"
        == (message(lambda: written_by(lambda *_: raise_(ZeroDivisionError("oh")))))
    )


def test_stream_that_fails_is_not_the_writer_s_fault() -> None:
    with pytest.raises(OSError, match="full"):
        written_by(lambda *_: raise_(OSError(28, "full")))
