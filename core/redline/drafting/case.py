"""A case: one rulebook put to the rows of one catalog, on a day and on terms."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from attrs import evolve, frozen

from redline.catalog import Catalog, Column, Item
from redline.curves.sweep_range import Varied, refuse_idle, varied
from redline.diagnostics import InputError
from redline.drafting.item_facts import words_of
from redline.evidence.determination import Determination, Inquiry
from redline.model import Rulebook
from redline.program import Program
from redline.program.lower import Moment
from redline.query import Query, Question
from redline.questions.prepare import Inquirer, Prepared, warning_lines
from redline.questions.quantities import Quantity, quantity
from redline.questions.where import Where
from redline.rulebooks.kinds import is_stranger, nothing_on, refuse_strangers
from redline.rulebooks.library import Chosen, Library, RuleName


class Asked(Question, total=False):
    """Options that the questions of drafters have in common: over which items, and on which terms."""

    catalog: Any
    """The name of a bundled catalog, a path, arrays, a data frame or a ``Catalog``; else the default one."""
    items: Sequence[str] | None
    """Names of the only items to ask about."""
    mapping: str | os.PathLike[str] | None
    """A file that renames the columns of a foreign catalog."""
    kind: str | None
    """The kind of its items, where its columns fit several."""
    where: Where
    """Conditions of the rule language; the only items to ask about are those for which all hold."""


OVER: Final = ("catalog", "items", "kind", "mapping", "where")
"""The options that say over which items."""


@frozen(eq=False)
class Case:
    """What the analyses need of one rulebook and one catalog."""

    prepared: Prepared
    _inquirer: Inquirer

    @classmethod
    def of(cls, inquirer: Inquirer, chosen: Chosen, read: Catalog, query: Query) -> Case:
        """Put a rulebook to rows as they were read. Raises ``InputError`` for what cannot be said of them."""
        case = cls(inquirer.prepare(read, [chosen], query), inquirer)
        if inquirer.listener is not None:
            for line in warning_lines(case.catalog.warnings, [case.inquiry()]):
                inquirer.listener(line)
        return case

    def of_controls(self) -> Case:
        """Say that the question is one about controls, whatever it says of a destination; return the case."""
        self._inquirer.say_controls_only(self.moment)
        return self

    @property
    def chosen(self) -> Chosen:
        """The rulebook, with the day for which it is asked."""
        return self.prepared.setting.texts[0]

    @property
    def query(self) -> Query:
        """The options of the question."""
        return self.prepared.setting.query

    @property
    def moment(self) -> Moment:
        """For when the rulebook is asked."""
        return self.prepared.moments[0]

    @property
    def book(self) -> Rulebook:
        """The rulebook."""
        return self.chosen.book

    @property
    def catalog(self) -> Catalog:
        """The rows, with what is assumed of their transactions."""
        return self.prepared.catalog

    def program(self, varied: Iterable[str] = ()) -> Program:
        """Return the rulebook lowered for the rows; parameters that are ``varied`` are facts in it."""
        return self.prepared.program(varied)

    def varying(self, vary: Any) -> tuple[Program, list[Varied]]:
        """Return the program in which parameters vary, and how they do. Raises ``InputError``."""
        asked = varied(self.book, vary)
        program = self.program([one.parameter.name for one in asked])
        refuse_idle(program, asked)
        return program, asked

    def inquiry(self) -> Inquiry:
        """Return the rulebook as it is put to single items."""
        return self.prepared.inquiries()[0]

    def determine(self, row: int) -> Determination:
        """Determine one row."""
        return self.determine_item(self.catalog.item(row), row)

    def determine_item(self, item: Item, row: int) -> Determination:
        """Determine another version of the item of a row."""
        return self.inquiry().determine(item, self.prepared.rows.assumed_in(row))

    def determinations(self) -> list[Determination]:
        """Determine all rows."""
        inquiry = self.inquiry()
        return [
            inquiry.determine(self.catalog.item(row), self.prepared.rows.assumed_in(row))
            for row in range(len(self.catalog))
        ]

    def with_columns(self, columns: Mapping[str, Column]) -> Case:
        """Return the case over the same rows with other columns."""
        rows = evolve(self.prepared.rows, catalog=evolve(self.catalog, columns=columns))
        return evolve(self, prepared=evolve(self.prepared, rows=rows))

    def quantity(self, name: str, readings: Mapping[str, str] | None = None) -> Quantity:
        """Return a fact or a metric by its name, under the readings of the case or others.

        Raises ``InputError``.
        """
        metrics = (*self._inquirer.vocabulary.metrics, *self.book.metrics)
        return quantity(self.catalog.kind, metrics, name, readings or self.query.readings)

    def words(self, name: str) -> list[str | None]:
        """Return a fact of words, yes/no facts among them, in each row; None where it is blank.

        Raises ``InputError`` where items have no such fact.
        """
        return words_of(self.catalog, name)


def answerable(read: Catalog, books: Sequence[Rulebook] = ()) -> Catalog:
    """Return a catalog of which something can be asked.

    Raises ``InputError`` for one without items, and for items of which no text speaks.
    """
    if not len(read):
        name = f"`{read.source}`" if read.source else "the catalog"
        raise InputError.of(f"{name} has no items", help="there is nothing to ask of: give some")
    if books and all(is_stranger(book, read.kind) for book in books):
        refuse_strangers(books, read.kind)
    return read


def refuse_swapped(library: Library, item: str, rules: RuleName) -> None:
    """Raise ``InputError`` where the item is a rulebook, and the rulebook none."""
    if isinstance(rules, str) and library.offers(item) and not library.offers(rules):
        raise InputError.of(
            f"`{item}` is a rulebook, and `{rules}` is none",
            help=f"the item comes first, then the rulebook: `{rules}`, `{item}`",
        )


def silences(cases: Sequence[Case]) -> tuple[str, ...]:
    """Say which texts have nothing to say of the rows, so that nobody can tell what they do with them."""
    return tuple(
        nothing_on(case.book, case.catalog.kind)
        for case in cases
        if is_stranger(case.book, case.catalog.kind)
    )


def side_by_side(cases: Sequence[Case]) -> list[Case]:
    """Return cases over the same rows such that each has the columns of all of them."""
    columns = {name: column for case in cases for name, column in case.catalog.columns.items()}
    return [case.with_columns(columns) for case in cases]
