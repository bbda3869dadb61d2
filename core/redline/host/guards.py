"""Call what plugins offer behind a guard that names the plugin and the thing, and check what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TextIO, TypeVar

from attrs import evolve

from redline.catalog.input import CatalogEntry, CatalogReader, RawTable
from redline.diagnostics import PluginError, Source, Span, blamed, short
from redline.functions import Function
from redline.host.datasets import LabelSet, ReferenceSeries
from redline.host.discover import Offer
from redline.host.report import Report, ReportWriter

Data = TypeVar("Data", CatalogEntry, LabelSet, ReferenceSeries)


def guarded_reader(offer: Offer[CatalogReader]) -> CatalogReader:
    """Return a reader whose failures name it and its plugin."""
    who = f"catalog reader {_named(offer)}"

    def read(name: str, data: bytes) -> RawTable:
        with blamed(f"{who} failed on `{name}`"):
            table = offer.thing.read(name, data)
        if (fault := _table_fault(table)) is not None:
            raise PluginError(f"{who} returned {fault} for `{name}`")
        return evolve(table, locate=_guarded_locate(who, table))

    return evolve(offer.thing, read=read)


def guarded_entry(offer: Offer[Data], what: str = "catalog") -> Data:
    """Return a catalog, or other data, whose failures to load name it and its plugin."""
    who = f"{what} {_named(offer)}"

    def load() -> bytes:
        with blamed(f"{who} cannot be loaded"):
            data: object = offer.thing.load()
        if not isinstance(data, bytes):
            raise PluginError(f"{who} cannot be loaded: its `load` returned {short(data)}, not bytes")
        return data

    return evolve(offer.thing, load=load)


def guarded_writer(offer: Offer[ReportWriter]) -> ReportWriter:
    """Return a writer whose failures name it and its plugin."""

    def write(report: Report, stream: TextIO) -> None:
        with blamed(f"report writer {_named(offer)} failed"):
            offer.thing.write(report, stream)

    return evolve(offer.thing, write=write)


def guarded_function(offer: Offer[Function]) -> Function:
    """Return a function whose failures name it and its plugin."""
    return evolve(offer.thing, owner=str(offer.plugin))


def _named(offer: Offer[Any]) -> str:
    return f"`{offer.name}` of plugin {offer.plugin}"


def _table_fault(table: object) -> str | None:
    """Say in what way this is no table of texts, None if it is one."""
    if not isinstance(table, RawTable):
        return f"{short(table)}, not a RawTable,"
    if not isinstance(table.source, Source):
        return f"a RawTable whose `source` is {short(table.source)}, not a Source,"
    if not _are_texts(table.header):
        return f"a RawTable whose `header` is {short(table.header)}, not a list of texts,"
    if not isinstance(table.rows, Sequence):
        return f"a RawTable whose `rows` are {short(table.rows)}, not a list,"
    for number, row in enumerate(table.rows, 1):
        if not _are_texts(row):
            return f"a RawTable whose row {number} is {short(row)}, not a list of texts,"
    return None


def _are_texts(row: object) -> bool:
    if not isinstance(row, Sequence) or isinstance(row, str | bytes):
        return False
    return set(map(type, row)) <= {str} or all(isinstance(cell, str) for cell in row)


def _guarded_locate(who: str, table: RawTable) -> Any:
    def locate(row: int, column: int) -> Span:
        with blamed(f"{who} cannot locate row {row}, column {column}"):
            span: object = table.locate(row, column)
        if not isinstance(span, Span):
            raise PluginError(f"{who} located row {row}, column {column} at {short(span)}, not at a Span")
        return span

    return locate
