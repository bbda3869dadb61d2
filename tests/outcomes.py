"""Write every outcome of every bundled catalog, to compare two commits.

``python -m tests.outcomes [CATALOG...] > FILE``.

One line for each catalog, rulebook, question and item: status, controls, limbs, exclusions, missing facts,
license. A change that only moves code leaves every byte as it was.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any, Final

import redline

QUESTIONS: Final[tuple[Mapping[str, Any], ...]] = (
    {},
    {"to": "CN"},
    {"to": "AE", "hq": "CN", "mode": "text"},
    {"to": "RU", "readings": {"unlisted_formats": "unknown"}},
)
SPARSE: Final = 10
"""Every tenth item is put the last question, under which much is open, which takes long."""
DAYS: Final = ("2022-11-01", "2024-06-01", "2025-03-01", "2026-11-01")
SHOWN: Final = ("status", "controls", "limbs", "excluded_by", "missing", "license")


def main() -> None:
    """Write all of them, with progress on standard error."""
    engine = redline.load()
    regimes = sorted({book.regime for book in engine.rulebooks.values() if book.regime})
    for name in sys.argv[1:] or sorted(engine.catalogs):
        catalog = engine.catalog(name)
        for rules, question in _asked(sorted(engine.rulebooks), regimes):
            sys.stderr.write(f"{name} {rules} {question}\n")
            for line in _answers(engine, catalog, rules, question):
                sys.stdout.write(f"{name} {rules} {json.dumps(question)} {line}\n")


def _asked(books: list[str], regimes: list[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for question in QUESTIONS:
        yield from ((book, question) for book in books)
    for day in DAYS:
        yield from ((regime, {"on": day, "to": "CN"}) for regime in regimes)


def _answers(
    engine: redline.Engine, catalog: redline.Catalog, rules: str, question: Mapping[str, Any]
) -> Iterator[str]:
    """Yield a line for each item; one for all where the question is refused."""
    if question is QUESTIONS[-1]:
        catalog = catalog.take(range(0, len(catalog), SPARSE))
    try:
        result = engine.check(catalog, [rules], **question)
    except redline.InputError as error:
        yield f"refused: {error.diagnostics[0].message}"
        return
    for one in result.to_dicts():
        yield json.dumps({key: one[key] for key in ("item", *SHOWN)})


if __name__ == "__main__":
    main()
