"""Say who came first over a line, and how long before a rule: surely, and perhaps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from redline.catalog import NumberColumn
from redline.diagnostics import InputError, text_of
from redline.drafting.case import Case
from redline.drafting.trend import Entry
from redline.kernel.conditions import decide
from redline.model import Fact, ItemKind
from redline.program.outputs import Ref
from redline.questions.quantities import Quantity
from redline.suggestions import names
from redline.values import NOT_APPLICABLE, Status, fields


@frozen
class Arrival:
    """Items that came first, and a day: by then they had come, or from then on they may have."""

    items: tuple[str, ...]
    day: dt.date

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return {"items": list(self.items), "day": self.day.isoformat()}


@frozen
class First:
    """Who was first over a line: by which day one surely was, and from which day on one may have been.

    ``least`` and ``most`` are the days from then to the day of the rule; None where there is no such item.
    They are below 0 where the rule came first.
    """

    line: str
    sure: Arrival | None
    possible: Arrival | None
    least: int | None
    most: int | None

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return {**fields(self, "line sure possible"), "days": {"low": self.least, "high": self.most}}


# --- what is known of items ---------------------------------------------------------------------


def date_of(kind: ItemKind, name: str | None) -> Fact:
    """Return the fact that says when items came. Raises ``InputError`` where that is not one of them."""
    dates = {fact.name: fact for fact in kind.item_facts() if fact.type == "date"}
    if name is None and len(dates) == 1:
        (name,) = dates
    if name is not None:
        text_of("the date", name)
    if name not in dates:
        said = f"a {kind.name} has no date" if name is None else f"a {kind.name} has no date `{name}`"
        if name is None and dates:
            said = f"a {kind.name} has several dates"
        raise InputError.of(said, help=f"name one of {names(dates)}" if dates else None)
    return dates[name]


def entries_of(
    case: Case, dated: Fact, meant: NDArray[np.uint8], quantity: Quantity | None
) -> tuple[list[Entry], tuple[str, ...]]:
    """Return what is known of the items that are meant, or may be; and those of which no day is known."""
    catalog = case.catalog
    column = catalog.columns.get(dated.name)
    entries, undated = [], []
    for row in np.flatnonzero(meant != Status.NOT_CONTROLLED).tolist():
        name = catalog.names[row]
        day = column.value(row) if isinstance(column, NumberColumn) else None
        if day is None or day.high is None or day.low < 1 or day.high > dt.date.max.toordinal():
            undated.append(name)
            continue
        value = NOT_APPLICABLE if quantity is None else quantity.of(catalog.item(row))
        low = value.low if value.absent == "no" else Fraction(0)
        sure = bool(meant[row] == Status.CONTROLLED)
        entries.append(Entry(row, name, int(day.low), int(day.high), sure, low, value.high))
    return entries, tuple(sorted(undated))


# --- first over the line ------------------------------------------------------------------------


def first_over(case: Case, entries: Sequence[Entry]) -> tuple[First, ...]:
    """Return who was first in a control of a rulebook, and who first met each of its limbs."""
    program = case.program()
    (output,) = program.rulebooks
    lines: dict[str, Ref] = {case.book.id: output.status}
    for control in output.controls:
        lines |= {limb.label: limb.node for limb in control.limbs} or {control.id: control.met}
    answers = decide(program.kind, program.nodes, list(lines.values()), case.catalog)
    found = dict(zip(lines, answers, strict=True))

    def code_of(line: str) -> Callable[[Entry], int]:
        return lambda one: int(found[line][one.row])

    return tuple(first(line, entries, code_of(line), case.chosen.on) for line in lines)


def first(line: str, entries: Sequence[Entry], code: Callable[[Entry], int], on: dt.date) -> First:
    """Return who was first over a line, of which ``code`` says whether an item is over it, as ``Status``."""
    over = [one for one in entries if code(one) != Status.NOT_CONTROLLED]
    surely = [(one.last, one.item) for one in over if one.sure and code(one) == Status.CONTROLLED]
    sure, possible = _earliest(surely), _earliest([(one.first, one.item) for one in over])
    least = None if sure is None else (on - sure.day).days
    most = None if possible is None else (on - possible.day).days
    return First(line, sure, possible, least, most)


def _earliest(come: Sequence[tuple[int, str]]) -> Arrival | None:
    if not come:
        return None
    day = min(each for each, _ in come)
    return Arrival(tuple(sorted(item for each, item in come if each == day)), dt.date.fromordinal(day))
