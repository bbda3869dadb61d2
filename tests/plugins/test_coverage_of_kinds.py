"""No bundled text says "not controlled" of items that it has no statement about: silence is not freedom."""

from __future__ import annotations

from functools import cache

import pytest

import redline
from redline.engine import Engine
from redline.model import ItemKind


@cache
def engine() -> Engine:
    return redline.load()


def spoken_of(book: redline.Rulebook) -> set[str]:
    """Return the kinds of which a text has a control, or says with a source that it has none."""
    absent = {kind.name for absence in book.absences for kind in absence.kinds}
    return absent | {control.kind.name for control in book.controls}


def generic(kind: ItemKind) -> dict[str, str]:
    """Return an item of a kind of which nothing is known but that it is there."""
    fact = next(fact for fact in kind.facts if fact.type in ("number", "category", "yes/no"))
    value = {"number": "1", "yes/no": "yes"}.get(fact.type) or fact.categories[0]
    return {fact.name: value}


def in_force() -> list[str]:
    """Return the latest text of each regime; what an earlier one has nothing on follows the same rule."""
    books = sorted(engine().rulebooks.values(), key=lambda book: book.effective)
    return sorted({book.regime: book.id for book in books}.values())


@pytest.mark.parametrize("id_", in_force())
def test_silence_of_a_text_is_not_freedom(id_: str) -> None:
    book = engine().rulebooks[id_]
    statuses = {
        kind.name: engine().determine(generic(kind), id_, kind=kind.name).status
        for kind in engine().vocabulary.kinds
    }

    assert {name for name in statuses if name not in spoken_of(book)} == {
        name for name, status in statuses.items() if status == "not_covered"
    }
