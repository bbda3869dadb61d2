"""Follow one item through the texts of a regime: when its outcome changed, and by which change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from attrs import frozen

from redline.evidence.determination import Determination
from redline.model import Rulebook
from redline.rulebooks.library import Chosen


@frozen(eq=False)
class Step:
    """A day from which an item's outcome is another one, or the first; ``causes`` say why in words.

    A ``draft`` is what the outcome would be under a text that was named beside the regime.
    """

    determination: Determination
    causes: tuple[str, ...]
    draft: bool = False

    @property
    def on(self) -> dt.date:
        """The first day of the outcome."""
        return self.determination.on

    def to_dict(self) -> dict[str, Any]:
        """Return the step as JSON writes it: the determination, with its causes, and if it is a draft's."""
        return {**self.determination.to_dict(), "causes": list(self.causes), "draft": self.draft}


def days_of_change(books: Iterable[Rulebook]) -> list[dt.date]:
    """Return the days on which a text, or what is applied of it, changes, from the first text on."""
    days = set()
    for book in books:
        days.add(book.effective)
        for statement in book.license_statements():
            clocks = statement.clocks
            days |= {day for day in (clocks.text_until, clocks.applied_from, clocks.applied_until) if day}
        days |= {day for each in book.suspensions() for day in (each.start, each.end)}
    first = min((book.effective for book in books), default=None)
    return sorted(day for day in days if first is not None and day >= first)


def steps_on(
    days: Sequence[dt.date],
    in_force: Callable[[dt.date], Chosen],
    determine: Callable[[Chosen], Determination],
) -> Iterator[Step]:
    """Yield the steps at which the outcome of an item changes."""
    last: tuple[Chosen, Determination] | None = None
    for day in days:
        chosen = in_force(day)
        found = determine(chosen)
        if last is None:
            yield Step(found, (f"{chosen.book.id}: {chosen.book.title}",))
        elif _outcome(found) != _outcome(last[1]):
            yield Step(found, tuple(_causes(last, (chosen, found))))
        last = chosen, found


def drafted(draft: Chosen, in_force: Chosen | None, determine: Callable[[Chosen], Determination]) -> Step:
    """Return the step of a draft, as what it changes of the text in force on its day, where there is one."""
    found = determine(draft)
    if in_force is None:
        return Step(found, (f"{draft.book.id}: {draft.book.title}",), draft=True)
    before = determine(in_force)
    if _outcome(found) == _outcome(before):
        return Step(found, (f"{draft.book.id}: nothing of the outcome changes",), draft=True)
    return Step(found, tuple(_causes((in_force, before), (draft, found))), draft=True)


def _outcome(one: Determination) -> tuple[object, ...]:
    """Return what counts as the outcome, the evidence left aside."""
    asked: tuple[object, ...] = ()
    if one.license is not None:
        codes = tuple(exception["code"] for exception in one.license["exceptions"])
        asked = (one.license["required"], one.license["policy"], codes)
    return (one.status, one.controls, one.limbs, one.excluded_by, one.presumed_by, one.suspended, asked)


def _causes(before: tuple[Chosen, Determination], after: tuple[Chosen, Determination]) -> Iterator[str]:
    """Say in words what changed: a text of its own, changes by an amendment, or a day of compliance."""
    old, new = before[0].book, after[0].book
    suspensions = [f"{new.id}: {text}" for text in _suspensions(before[1], after[1])]
    yield from suspensions
    if old.id == new.id:
        if not suspensions:
            yield f"{new.id}: what is applied of it changes on this day"
        return
    if new.amends is None:
        yield f"{new.id}: {new.title}"
        return
    named = {*_named(before[1]), *_named(after[1])}
    for change in new.changes:
        if any(_concerns(place, named) for place in change.places) or not change.places:
            yield f"{new.id}: {change.instruction}"
    if not any(_concerns(place, named) for change in new.changes for place in change.places):
        yield f"{new.id}: {new.title}"


def _suspensions(before: Determination, after: Determination) -> Iterator[str]:
    """Say in words which suspensions begin and end."""
    yield from (f"{name} is suspended" for name in after.suspended if name not in before.suspended)
    yield from (f"the suspension of {name} ends" for name in before.suspended if name not in after.suspended)


def _named(one: Determination) -> Iterator[str]:
    """Yield the labels of what an outcome rests on."""
    yield from one.limbs
    yield from one.controls
    yield from (f'"{name}"' for name in (*one.excluded_by, *one.presumed_by))
    if one.license is not None:
        yield from (f"license exception {exception['code']}" for exception in one.license["exceptions"])
        yield f"review policy {str(one.license['policy']).replace('_', ' ')}"


def _concerns(place: str, named: set[str]) -> bool:
    """Return whether a place of a change is, or speaks of, something that an outcome rests on."""
    words = place.replace(",", " ").split()
    return any(place == name or name in words or place.startswith(f"{name}.") for name in named)
