"""Find what came after a text and is free under it, made of the same silicon as what it holds.

Items are akin where facts that are named, such as the die area, the node and the transistors, are known of
both and equal. The time to a redesign is that from the publication of a text to the first of these.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

from attrs import frozen

from redline.catalog import Catalog, NumberColumn
from redline.diagnostics import InputError
from redline.drafting.case import Case
from redline.drafting.item_facts import fact_of, words_of
from redline.drafting.margin import margin
from redline.drafting.trend import Entry
from redline.kernel import Kernel
from redline.model import Fact
from redline.values import Status, fields

_NUMBERS: Final = ("number", "date")


@frozen
class Successor:
    """An item that came after a text: ``least`` to ``most`` days after, free or undetermined under it.

    ``akin`` are the items of the same make that were there before, and are in a control. ``margin`` is how
    near it stands to the line, in proportion; None where no change of numbers leads over it, or that is open.
    ``sure`` says that it surely came after, is free, and is meant.
    """

    item: str
    status: str
    first: dt.date
    last: dt.date
    least: int
    most: int
    akin: tuple[str, ...]
    margin: Fraction | None
    sure: bool

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return {
            **fields(self, "item status"),
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "days": {"low": self.least, "high": self.most},
            **fields(self, "akin margin sure"),
        }


def successors(case: Case, entries: Sequence[Entry], same: Sequence[str], since: dt.date) -> list[Successor]:
    """Return items of the same make that came on a day or later, or may have, the first ones first.

    Raises ``InputError`` for facts that items do not have.
    """
    if len(set(same)) < len(same):
        raise InputError.of("a fact is named twice to say what is of the same make", help="name it once")
    makes = _makes(case.catalog, [fact_of(case.catalog.kind, name) for name in same])
    codes = Kernel(case.program()).run(case.catalog).status[case.book.id]
    start = since.toordinal()
    held: dict[Hashable, list[str]] = {}
    for one in entries:
        if (
            one.sure
            and one.last < start
            and codes[one.row] == Status.CONTROLLED
            and makes[one.row] is not None
        ):
            held.setdefault(makes[one.row], []).append(one.item)
    found = [
        _successor(case, one, held[makes[one.row]], start)
        for one in entries
        if one.last >= start and codes[one.row] != Status.CONTROLLED and makes[one.row] in held
    ]
    return sorted(found, key=lambda one: (one.most, one.least, one.item))


def _successor(case: Case, one: Entry, akin: Sequence[str], start: int) -> Successor:
    determination = case.determine(one.row)
    return Successor(
        one.item,
        determination.status,
        dt.date.fromordinal(one.first),
        dt.date.fromordinal(one.last),
        max(one.first - start, 0),
        one.last - start,
        tuple(sorted(akin)),
        margin(determination).nearest,
        one.sure and one.first >= start and determination.status == "not_controlled",
    )


def first_days(found: Sequence[Successor]) -> tuple[int | None, int | None]:
    """Return the days to the first of all, at least and at most; None where there may be none."""
    least = min((one.least for one in found), default=None)
    return least, min((one.most for one in found if one.sure), default=None)


def _makes(catalog: Catalog, facts: Sequence[Fact]) -> list[Hashable]:
    """Return what each row is made of: the facts together, None where one is not known."""
    columns = [list(_values(catalog, fact)) for fact in facts]
    return [None if None in make else make for make in zip(*columns, strict=True)]


def _values(catalog: Catalog, fact: Fact) -> Iterator[Hashable]:
    if fact.type not in _NUMBERS:
        yield from words_of(catalog, fact.name)
        return
    column = catalog.columns.get(fact.name)
    for row in range(len(catalog)):
        value = column.value(row) if isinstance(column, NumberColumn) else None
        yield value.low if value is not None and value.is_known else None
