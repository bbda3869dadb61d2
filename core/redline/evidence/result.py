"""The result of a run: a status for every item and rulebook, and the determinations behind them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from redline.catalog import Catalog, Item, row_number, row_numbers
from redline.catalog.assumptions import FilledIn, Mask
from redline.catalog.input.cell import DAY
from redline.catalog.item_lookup import find_item
from redline.diagnostics import Diagnostic, InputError
from redline.evidence.batch import Answerer
from redline.evidence.determination import Determination, Inquiry
from redline.program.outputs import Ref
from redline.program.trace import Trace
from redline.values import Status

_FEW: Final = 50
"""Items up to which each is determined by itself."""
_BLOCK: Final = 8192
"""Items whose evidence is worked out together."""


class _Facts:
    """The facts of one row, read when they are first asked for."""

    def __init__(self, catalog: Catalog, row: int) -> None:
        self._catalog = catalog
        self._row = row
        self._item: Item | None = None

    def __call__(self) -> Item:
        if self._item is None:
            self._item = self._catalog.item(self._row)
        return self._item


Licenses: TypeAlias = Mapping[str, NDArray[np.uint8]]
"""Answers on licenses for each row: ``license`` (is one required), ``exception CODE``, ``policy NAME``."""


@frozen(eq=False)
class Dated:
    """A regime or a rulebook put to items, each on its own day, and under the text of that day.

    ``which`` says for each row which part is its text, ``cautions`` what to know of that on each day.
    """

    heading: str
    parts: tuple[Inquiry, ...] = field(repr=False)
    which: NDArray[np.int64] = field(repr=False)
    cautions: Mapping[dt.date, tuple[str, ...]] = field(factory=dict, repr=False)

    def of(self, row: int) -> Inquiry:
        """Return the text under which a row stands."""
        return self.parts[int(self.which[row])]

    def take(self, index: NDArray[np.int64]) -> Dated:
        """Return the same for some rows."""
        return evolve(self, which=self.which[index])

    @property
    def trace(self) -> Trace:
        """The latest text, as it was lowered."""
        return max(self.parts, key=lambda part: part.on).trace

    @property
    def on(self) -> dt.date:
        """The day of the latest text."""
        return max(part.on for part in self.parts)


@frozen(eq=False)
class Result:
    """What a run found, items by rulebooks in the order asked for.

    ``status`` is coded as in ``redline.Status``. Evidence is made when it is asked for, item
    by item. ``rechecked`` rows were decided again in exact arithmetic, ``completed`` rows over the
    completions of their unknown facts.
    """

    catalog: Catalog = field(repr=False)
    inquiries: tuple[Inquiry | Dated, ...] = field(repr=False)
    status: NDArray[np.uint8]
    rechecked: int
    completed: int
    assumed: Mapping[str, Mask] = field(factory=dict, repr=False)
    """Rows in which a fact of the transaction is taken for granted, by fact."""
    warnings: tuple[Diagnostic, ...] = ()
    licenses: tuple[Licenses, ...] = field(default=(), repr=False)
    """For each rulebook what is answered of licenses, coded like ``status``."""

    def __len__(self) -> int:
        return len(self.catalog)

    @property
    def rulebooks(self) -> tuple[str, ...]:
        """Ids of the rulebooks, in the order of the columns of ``status``."""
        return tuple(
            inquiry.heading if isinstance(inquiry, Dated) else inquiry.trace.rulebook.id
            for inquiry in self.inquiries
        )

    @property
    def texts(self) -> tuple[Inquiry, ...]:
        """Every text that was put to some row, those of single days as well."""
        return tuple(
            part
            for inquiry in self.inquiries
            for part in (inquiry.parts if isinstance(inquiry, Dated) else (inquiry,))
        )

    @property
    def metrics(self) -> tuple[tuple[str, str], ...]:
        """Metrics that the rulebooks compare, each once, with their units."""
        found = {
            (name, str(inquiry.trace.units[name])): None
            for inquiry in self.texts
            for name, _ in inquiry.trace.output.metrics
        }
        return tuple(found)

    def counts(self) -> dict[str, dict[str, int]]:
        """Return how many items have each status, by heading."""
        return {
            heading: {status.word: int((column == status).sum()) for status in Status}
            for heading, column in zip(self.headings(), self.status.T, strict=True)
        }

    def headings(self) -> tuple[str, ...]:
        """Return a distinct name for each column: the rulebook's id, with the day where needed."""
        ids = self.rulebooks
        return tuple(
            id_ if ids.count(id_) == 1 else f"{id_}@{inquiry.on}"
            for id_, inquiry in zip(ids, self.inquiries, strict=True)
        )

    def take(self, rows: Sequence[int] | NDArray[np.int64]) -> Result:
        """Return the result of the given rows, in that order; the counts stay those of the run.

        Raises ``InputError`` for a row that is not there.
        """
        index = row_numbers(rows, len(self))
        assumed = {
            name: mask if isinstance(mask, bool) else mask[index] for name, mask in self.assumed.items()
        }
        return evolve(
            self,
            catalog=self.catalog.take(index),
            inquiries=tuple(each.take(index) if isinstance(each, Dated) else each for each in self.inquiries),
            status=self.status[index],
            licenses=tuple({name: codes[index] for name, codes in each.items()} for each in self.licenses),
            assumed=assumed,
        )

    def differing(self) -> NDArray[np.int64]:
        """Return the rows whose status, or license where one is asked about, is not the same under all."""
        differs = (self.status != self.status[:, :1]).any(axis=1)
        first, *others = self.licenses or ({},)
        for other in others:
            differs |= _license_differs(first, other, len(self))
        return np.flatnonzero(differs)

    def changed(self) -> Result:
        """Return the result of those rows only that differ between the rulebooks.

        Raises ``InputError`` where a single rulebook was asked for.
        """
        if len(self.inquiries) < 2:
            raise InputError.of(
                f"only one rulebook is asked for, `{self.rulebooks[0]}`, so no status can differ",
                help="name two or more (`--rules`)",
            )
        return self.take(self.differing().tolist())

    def determinations(self) -> Iterator[tuple[Determination, ...]]:
        """Yield each item's determinations, one for each rulebook."""
        plain = not any(isinstance(inquiry, Dated) for inquiry in self.inquiries)
        answerers = (
            [Answerer(inquiry.trace) for inquiry in self.inquiries] if len(self) > _FEW and plain else []
        )
        for start in range(0, len(self), _BLOCK):
            rows = range(start, min(start + _BLOCK, len(self)))
            part = self.catalog.take(rows) if answerers else self.catalog
            answers = [list(answerer.rows(part)) for answerer in answerers]
            for row in rows:
                known = [each[row - start] for each in answers]
                yield self._determination(row, known or [{}] * len(self.inquiries))

    def determination(self, row: int) -> tuple[Determination, ...]:
        """Return the determinations of one row, counted from 0, one for each rulebook.

        Raises ``InputError`` where there is no such row.
        """
        row = row_number(row, len(self))
        return self._determination(row, [{}] * len(self.inquiries))

    def _determination(
        self, row: int, answers: Sequence[Mapping[Ref, bool | None]]
    ) -> tuple[Determination, ...]:
        facts = _Facts(self.catalog, row)
        assumed = FilledIn(self.catalog, self.assumed).assumed_in(row)
        return tuple(
            Determination(self.catalog.names[row], self._text_of(inquiry, row), facts, assumed, known)
            for inquiry, known in zip(self.inquiries, answers, strict=True)
        )

    def _text_of(self, inquiry: Inquiry | Dated, row: int) -> Inquiry:
        """Return the text under which a row stands, asked for on the row's own day."""
        if not isinstance(inquiry, Dated):
            return inquiry
        day = self.catalog.item(row).numbers.get(DAY)
        text = inquiry.of(row)
        if day is None:
            return text
        on = dt.date.fromordinal(int(day.low))
        return evolve(text, on=on, cautions=inquiry.cautions.get(on, text.cautions))

    def item(self, name: str) -> tuple[Determination, ...]:
        """Return the determinations of the item of that name. Raises ``InputError``."""
        return self.determination(find_item(self.catalog, name))

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return one object for each item and rulebook, as JSON writes them."""
        return [one.to_dict() for several in self.determinations() for one in several]


def _license_differs(first: Licenses, second: Licenses, rows: int) -> NDArray[np.bool_]:
    """Return the rows whose license is another one; policies and exceptions count where one is required."""
    no = np.full(rows, Status.NOT_CONTROLLED, np.uint8)
    required = [each.get("license", no) for each in (first, second)]
    asked = (required[0] != no) & (required[1] != no)
    differs: NDArray[np.bool_] = required[0] != required[1]
    for name in first.keys() | second.keys():
        differs |= asked & (first.get(name, no) != second.get(name, no))
    return differs
