"""Check that order decides nothing: of calls, statements, rows, cells."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from typing import Final

import numpy as np

from redline.catalog.input import CatalogReader, RawTable
from redline.diagnostics import Diagnostic, PluginError, RedlineError, Source
from redline.engine import installed, statements
from redline.evidence.result import Result
from redline.host.discover import Offers
from redline.host.report import Report, ReportWriter
from redline.testing import samples
from redline.testing.exchange import cells
from redline.testing.finding import Faults, fault
from redline.testing.functions import permuted
from redline.testing.meaning import differences
from redline.testing.subject import Subject

_STATE: Final = "keep nothing from call to call: what it gives hangs on its arguments alone"


def order(subject: Subject) -> Faults:
    """Check that order decides nothing: neither of calls and statements, nor of rows."""
    yield from _hooks(subject)
    for plugin, what, span in differences(subject, _shuffled):
        yield plugin, fault(f"the order of statements changes {what}", "tell whoever maintains Redline", span)
    yield from _catalogs(subject)
    for reader in subject.own(subject.offers.readers):
        yield from (
            (reader.plugin, each) for each in _reader(subject, subject.engine.plugins.readers[reader.name])
        )
    for function in subject.own(subject.offers.functions):
        try:
            for each in permuted(subject.engine.plugins.functions[function.name]):
                yield function.plugin, each
        except PluginError:
            continue  # the check of exactness has said so
    for writer in subject.own(subject.offers.writers):
        yield from (
            (writer.plugin, each) for each in _writer(subject, subject.engine.plugins.writers[writer.name])
        )


# --- hooks and texts ------------------------------------------------------------------------


def _hooks(subject: Subject) -> Faults:
    """Yield the hooks that offer something else when they are called again."""
    again = installed()
    for sort in _SORTS:
        for plugin in subject.plugins:
            before, after = (_offered(offers, sort, str(plugin)) for offers in (subject.offers, again))
            if before != after:
                names = ", ".join(f"`{name}`" for name, _ in sorted({*before} ^ {*after})[:6])
                message = f"its {sort} are others when the hook is called a second time: {names}"
                yield plugin, fault(message, _STATE)


_SORTS: Final = ("vocabularies", "rulebooks", "catalogs", "readers", "writers", "functions")


def _offered(offers: Offers, sort: str, plugin: str) -> frozenset[tuple[str, str]]:
    """Return what a plugin offers of a sort, by name, with the text where there is one."""
    mine = [offer for offer in getattr(offers, sort) if str(offer.plugin) == plugin]
    return frozenset(
        (offer.name, offer.thing.text if isinstance(offer.thing, Source) else "") for offer in mine
    )


def _shuffled(source: Source) -> Source:
    """Return a text with its statements in another order, the same in every run."""
    shuffled = list(statements(source))
    random.Random(source.name).shuffle(shuffled)  # noqa: S311 what is drawn is no secret
    return Source(source.name, "\n".join(shuffled))


# --- catalogs and readers -------------------------------------------------------------------


def _catalogs(subject: Subject) -> Faults:
    if subject.clash is not None:
        return
    for offer in subject.own(subject.offers.catalogs):
        entry = subject.engine.catalogs[offer.name]
        try:
            if entry.load() != entry.load():
                message = f"the catalog `{offer.name}` has other bytes when it is loaded a second time"
                yield offer.plugin, fault(message, _STATE)
            read = subject.engine.catalog(offer.name)
            if not entry.rules:
                continue
            rows = np.random.default_rng(1).permutation(len(read))
            usual = subject.engine.check(read, list(entry.rules)).status[rows]
            other = subject.engine.check(read.take(rows.tolist()), list(entry.rules)).status
        except RedlineError:
            continue  # the check of catalogs has said so
        for row in np.flatnonzero((usual != other).any(axis=1))[:1]:
            name = read.names[int(rows[row])]
            message = f"the status of `{name}` in the catalog `{offer.name}` hangs on its row"
            yield offer.plugin, fault(message, "tell whoever maintains Redline")


def _reader(subject: Subject, reader: CatalogReader) -> Iterator[Diagnostic]:
    """Yield files that are read otherwise after another one, and cells located otherwise after others."""
    for file, data in samples.files(subject, reader.name):
        try:
            first = reader.read(file, data)
            for what, part in samples.broken(data):
                try:
                    reader.read(what, part)
                except RedlineError:
                    continue
            again = reader.read(file, data)
        except RedlineError:
            continue  # the check of readers has said so
        if cells(first) != cells(again):
            yield fault(f"catalog reader `{reader.name}` reads {file} otherwise after another file", _STATE)
        elif _places(first) != list(reversed(_places(again, backwards=True))):
            message = f"catalog reader `{reader.name}` locates cells of {file} otherwise in another order"
            yield fault(message, _STATE)


def _places(table: RawTable, *, backwards: bool = False) -> list[str]:
    cells = [(row, column) for row, line in enumerate(table.rows[:50]) for column in range(len(line))]
    return [str(table.locate(*cell)) for cell in (reversed(cells) if backwards else cells)]


# --- report writers -------------------------------------------------------------------------


def _writer(subject: Subject, writer: ReportWriter) -> Iterator[Diagnostic]:
    """Yield writers that write otherwise a second time, or other words when rows stand in another order."""
    result = samples.result(subject)
    if result is None:
        return
    turned = list(reversed(range(len(result))))
    sorted_ = np.argsort(result.status[:, 0], kind="stable").tolist()
    try:
        first, again, *others = (
            _written(writer, each) for each in (result, result, result.take(turned), result.take(sorted_))
        )
    except RedlineError:
        return  # the check of writers has said so
    if first != again:
        yield fault(f"report writer `{writer.name}` writes the same result otherwise a second time", _STATE)
        return
    words = _words(first)
    for other in map(_words, others):
        if words != other:
            odd = ", ".join(f"`{word}`" for word in sorted(((words - other) + (other - words)).keys())[:6])
            message = f"report writer `{writer.name}` writes other words when rows change places: {odd}"
            yield fault(message, "say of each item what is said of it in any other row")
            return


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


def _written(writer: ReportWriter, result: Result) -> str:
    stream = StringIO()
    writer.write(Report((result,)), stream)
    return stream.getvalue()
