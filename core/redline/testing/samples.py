"""Give what plugins are tried on: tables for readers, and results for report writers."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Final

from attrs import evolve

from redline.diagnostics import RedlineError
from redline.evidence.result import Result
from redline.model import Rulebook, Scenario
from redline.testing.subject import Subject

_ODD: Final = 'a "quoted" <name>, with ü & more; = 1'
"""A name of an item that a careless writer breaks on."""


def files(subject: Subject, reader: str) -> Iterator[tuple[str, bytes]]:
    """Yield files that a reader should be able to read: bundled catalogs of its format."""
    for offer in subject.offers.catalogs:
        if offer.thing.reader == reader:
            try:
                yield offer.thing.file, subject.engine.catalogs[offer.name].load()
            except RedlineError:
                continue  # the check of catalogs says so where it is one of the plugin's


def hostile(reader: str) -> Iterator[tuple[str, bytes]]:
    """Yield bytes that no reader can make sense of; they are the same in every run."""
    noise = random.Random(reader)  # noqa: S311 what is drawn is no secret
    yield "empty", b""
    yield "no text", b"\xff\xfe\x00\xd8\x00"
    yield "zeros", bytes(64)
    yield "line ends", b"\n\r\n\r"
    yield "noise", noise.randbytes(2000)
    yield "one long line", b"x," * 50_000


def broken(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a file with parts of it missing or in the wrong place."""
    half = len(data) // 2
    yield "its first half", data[:half]
    yield "its second half", data[half:]
    yield "itself twice", data + data
    yield "a hole", data[: half // 2] + bytes(16) + data[half:]


def result(subject: Subject, *, to: str | None = None) -> Result | None:
    """Return the result of a run over the items of some rulebook's scenarios, None where there is none.

    Rulebooks of the plugin go first, so that its report writers are tried on its own law.
    """
    for book in subject.every_book():
        by_kind: dict[str, list[Scenario]] = {}
        for scenario in book.scenarios:
            by_kind.setdefault(scenario.kind.name, []).append(scenario)
        for some in by_kind.values():
            if len(some) > 2 and (to is None or some[0].kind.transaction.fact("destination")):
                return _run(subject, book, some[:12], to)
    return None


def _run(subject: Subject, book: Rulebook, scenarios: list[Scenario], to: str | None) -> Result:
    """Check the items of scenarios, as far as they speak of the item alone."""
    facts = {fact.name for fact in scenarios[0].kind.item_facts()}
    facts |= {collection.name for collection in scenarios[0].kind.collections}
    rows = [dict(scenario.facts) for scenario in scenarios]
    columns = {name: [row.get(name) for row in rows] for row in rows for name in row if name in facts}
    names = [_ODD, *(f"item {number}" for number in range(1, len(rows)))]
    found = subject.engine.check({"name": names, **columns}, [book], to=to)
    return evolve(found, catalog=evolve(found.catalog, source="scenarios"))
