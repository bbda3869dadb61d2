"""Run rulebooks over a catalog: all rows under the same texts, or each under that of its own day."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from redline.catalog import Catalog
from redline.evidence.result import Dated, Licenses, Result
from redline.kernel import Kernel
from redline.model import Rulebook
from redline.program.lower import lower
from redline.query import Terms
from redline.questions.prepare import Inquirer, moment_of, prepared
from redline.rulebooks.by_day import Share
from redline.rulebooks.library import Chosen

_MANY: Final = 200_000
"""Rows from which a run takes all processors, unless told otherwise."""

Answers: TypeAlias = Mapping[str, NDArray[np.uint8]]
Tell: TypeAlias = Callable[[int], None] | None


@frozen
class Runner:
    """How a run goes about it: on which terms, on how many threads, and whom it tells how far it is."""

    inquirer: Inquirer
    terms: Terms
    threads: int | None = None
    tell: Tell = None

    def chosen(self, read: Catalog, chosen: Sequence[Chosen]) -> Result:
        """Put all rows under the same texts."""
        completed, moments = prepared(self.inquirer, read, chosen, self.terms)
        catalog = completed.catalog
        by_id = {one.book.id: moment for one, moment in zip(chosen, moments, strict=True)}
        books = list({one.book.id: one.book for one in chosen}.values())
        program = lower(catalog.kind, books, self.terms.readings, by_id)
        run = Kernel(program, threads=self.threads or _threads(len(read))).run(catalog, self.tell)
        return Result(
            catalog=catalog,
            inquiries=tuple(
                self.inquirer.inquiry(catalog.kind, one, self.terms, moment, catalog.warnings)
                for one, moment in zip(chosen, moments, strict=True)
            ),
            assumed=completed.assumed,
            status=np.stack([run.status[one.book.id] for one in chosen], axis=1),
            licenses=tuple(_licenses(one.book, run.answers) for one in chosen),
            rechecked=run.rechecked,
            completed=run.completed,
            warnings=catalog.warnings,
        )

    def by_day(self, read: Catalog, heading: str, parts: Sequence[Share]) -> Result:
        """Put each row under the text of its own day."""
        completed = self.inquirer.complete(read, self.terms)
        found = [self.chosen(read.take(part.rows.tolist()), [part.chosen]) for part in parts]
        which = np.empty(len(read), np.int64)
        status = np.empty((len(read), 1), np.uint8)
        for number, (part, result) in enumerate(zip(parts, found, strict=True)):
            which[part.rows] = number
            status[part.rows] = result.status
        texts = tuple(text for result in found for text in result.texts)
        cautions = {day: said for part in parts for day, said in part.cautions.items()}
        asked = [(part.chosen.book, moment_of(part.chosen, self.terms, completed.catalog)) for part in parts]
        return Result(
            catalog=self.inquirer.contents(completed.catalog, asked, self.terms.readings),
            inquiries=(Dated(heading, texts, which, cautions),),
            assumed=completed.assumed,
            status=status,
            licenses=(_joined(len(read), parts, [result.licenses[0] for result in found]),),
            rechecked=sum(result.rechecked for result in found),
            completed=sum(result.completed for result in found),
            warnings=completed.catalog.warnings,
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


def _licenses(book: Rulebook, answers: Mapping[tuple[str, str], NDArray[np.uint8]]) -> Licenses:
    """Return what is answered of licenses."""
    return {asked: codes for (id_, asked), codes in answers.items() if id_ == book.id and asked != "status"}


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
    return (os.cpu_count() or 1) if rows >= _MANY else 1
