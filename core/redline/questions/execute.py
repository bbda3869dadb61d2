"""Run rulebooks over a catalog: all rows under the same texts, or each under that of its own day."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import repeat
from typing import Final, TypeAlias

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from redline.catalog import Catalog
from redline.evidence.result import Dated, Licenses, Result
from redline.kernel import Kernel, default_threads
from redline.model import Rulebook
from redline.program.roots import Key, OfLicenses
from redline.query import Query
from redline.questions.prepare import Inquirer, rounds
from redline.rulebooks.by_day import Share
from redline.rulebooks.library import Chosen

_MANY: Final = 200_000
"""Rows from which a run takes all processors, unless told otherwise."""

Answers: TypeAlias = Mapping[str, NDArray[np.uint8]]
Tell: TypeAlias = Callable[[int], None] | None


@frozen
class Runner:
    """How a run goes about it: over which questions, on how many threads, and whom it tells how far it is."""

    inquirer: Inquirer
    query: Query
    threads: int | None = None
    tell: Tell = None

    def chosen(self, read: Catalog, chosen: Sequence[Chosen]) -> Result:
        """Put all rows under the same texts."""
        order = rounds(chosen)
        several = [[chosen[position] for position in each] for each in order]
        tells = [self.tell, *repeat(None, len(order) - 1)]
        results = [self._once(read, texts, tell) for texts, tell in zip(several, tells, strict=True)]
        places = [position for each in order for position in each]
        return _in_order(side_by_side(results), places)

    def _once(self, read: Catalog, chosen: Sequence[Chosen], tell: Tell) -> Result:
        """Put all rows under texts of which none is asked for on two days."""
        prepared = self.inquirer.prepare(read, chosen, self.query)
        catalog = prepared.catalog
        kernel = Kernel(prepared.program(), threads=self.threads or _threads(len(read)))
        run = kernel.run(catalog, tell)
        return Result(
            catalog=catalog,
            inquiries=prepared.inquiries(),
            assumed=prepared.rows.assumed,
            status=np.stack([run.status[one.book.id] for one in chosen], axis=1),
            licenses=tuple(_licenses(one.book, run.answers) for one in chosen),
            rechecked=run.rechecked,
            completed=run.completed,
            warnings=catalog.warnings,
        )

    def by_day(self, read: Catalog, heading: str, parts: Sequence[Share]) -> Result:
        """Put each row under the text of its own day."""
        found = [self.chosen(read.take(part.rows.tolist()), [part.chosen]) for part in parts]
        which = np.empty(len(read), np.int64)
        status = np.empty((len(read), 1), np.uint8)
        for number, (part, result) in enumerate(zip(parts, found, strict=True)):
            which[part.rows] = number
            status[part.rows] = result.status
        texts = tuple(text for result in found for text in result.texts)
        cautions = {day: said for part in parts for day, said in part.cautions.items()}
        whole = self.inquirer.setting([part.chosen for part in parts], self.query).filled_in(read)
        return Result(
            catalog=whole.catalog,
            inquiries=(Dated(heading, texts, which, cautions),),
            assumed=whole.assumed,
            status=status,
            licenses=(_joined(len(read), parts, [result.licenses[0] for result in found]),),
            rechecked=sum(result.rechecked for result in found),
            completed=sum(result.completed for result in found),
            warnings=whole.catalog.warnings,
        )


def _in_order(result: Result, places: Sequence[int]) -> Result:
    """Return the columns of a result in another order: ``places`` has the place of each."""
    order = np.argsort(places)
    return evolve(
        result,
        inquiries=tuple(result.inquiries[column] for column in order),
        status=result.status[:, order],
        licenses=tuple(result.licenses[column] for column in order),
    )


def side_by_side(results: Sequence[Result]) -> Result:
    """Return the columns of several results over the same rows as one."""
    first = results[0]
    if len(results) == 1:
        return first
    columns = {**{k: v for each in results for k, v in each.catalog.columns.items()}, **first.catalog.columns}
    return evolve(
        first,
        catalog=evolve(first.catalog, columns=columns),
        inquiries=tuple(inquiry for result in results for inquiry in result.inquiries),
        status=np.concatenate([result.status for result in results], axis=1),
        licenses=tuple(each for result in results for each in result.licenses),
        rechecked=sum(result.rechecked for result in results),
        completed=sum(result.completed for result in results),
    )


# --- licenses -------------------------------------------------------------------------------


def _licenses(book: Rulebook, answers: Mapping[Key, NDArray[np.uint8]]) -> Licenses:
    """Return what is answered of a rulebook's licenses, by name."""
    asked = ((key, codes) for key, codes in answers.items() if isinstance(key, OfLicenses))
    return {str(key): codes for key, codes in asked if key.book == book.id}


def _joined(rows: int, parts: Sequence[Share], found: Sequence[Licenses]) -> Licenses:
    """Put the answers of parts together; a text that knows no such exception or policy says no."""
    joined: dict[str, NDArray[np.uint8]] = {}
    for name in dict.fromkeys(name for licenses in found for name in licenses):
        joined[name] = np.zeros(rows, np.uint8)
        for part, licenses in zip(parts, found, strict=True):
            if name in licenses:
                joined[name][part.rows] = licenses[name]
    return joined


def _threads(rows: int) -> int:
    return default_threads() if rows >= _MANY else 1
