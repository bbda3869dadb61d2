"""The questions that are answered by putting the basic ones several times: over days, readings, scenarios.

Each analysis has a module of its own; the class here gives it what an engine has.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any, Unpack

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from redline.analyses import design
from redline.analyses.chiplets import Chiplets
from redline.analyses.compare import Comparison, asked_on, comparison
from redline.analyses.coverage import Covered, coverage
from redline.analyses.readings import Dependence, depend
from redline.analyses.scenarios import Regression, Trial, hold
from redline.analyses.timeline import Step, days_of_change, drafted, steps_on
from redline.catalog import Catalog, Item
from redline.catalog.input.cell import DAY
from redline.catalog.item_lookup import find_item, find_items
from redline.diagnostics import InputError, text_of
from redline.evidence.determination import Determination
from redline.lint import Advice, amended, lint
from redline.model import Rulebook, Scenario
from redline.program.trace import Trace
from redline.query import Query, Question, today
from redline.questions.api import Questions, distinct
from redline.questions.arguments import item_names, query_of, regime_name, rule_names
from redline.questions.prepare import Asking, Inquirer, RuleNames, filled_rows
from redline.questions.where import Where
from redline.rulebooks.by_day import has_days
from redline.rulebooks.kinds import refuse_strangers
from redline.rulebooks.library import Chosen


class Analyses(Asking):
    """What is answered beyond one check."""

    def __init__(self, inquirer: Inquirer, questions: Questions) -> None:
        super().__init__(inquirer)
        self._questions = questions

    def timeline(
        self,
        item: str,
        regime: str,
        *,
        drafts: RuleNames = (),
        catalog: Any = None,
        mapping: str | os.PathLike[str] | None = None,
        **question: Unpack[Question],
    ) -> list[Step]:
        """Follow one item of a catalog through the texts of a regime, by the days on which they change.

        Each of ``drafts``, by its id or file, is one more step on its own day, which changes nothing of the
        others. Raises ``InputError`` for anything wrong with what was given.
        """
        query = query_of(question)
        if query.day is not None:
            raise InputError.of("a timeline is asked for all days", help="leave the day out")
        books = self._library.of_regime(regime_name(regime))
        proposed = [self._library.choose(name) for name in rule_names(drafts)]
        kinds = self._inquirer.kinds([*books, *(one.book for one in proposed)])
        read = self._catalogs.read(catalog, mapping, kinds)
        read = read.take([find_item(read, item)])
        lost = tuple(self._library.of_no_regime(dt.date.max))

        def in_force(day: dt.date) -> Chosen:
            chosen = self._library.choose(regime, day)
            return evolve(chosen, warnings=tuple(dict.fromkeys((*lost, *chosen.warnings))))

        def determine(one: Chosen) -> Determination:
            return self._only(read, one, query)

        steps = list(steps_on(days_of_change(books), in_force, determine))
        for one in sorted(proposed, key=lambda one: (one.on, one.book.id)):
            before = in_force(one.on) if one.on >= books[0].effective else None
            steps.append(drafted(one, before, determine))
        return sorted(steps, key=lambda step: (step.on, step.draft))

    def compare(
        self,
        item: str,
        rules: RuleNames | None = None,
        *,
        catalog: Any = None,
        mapping: str | os.PathLike[str] | None = None,
        **question: Unpack[Question],
    ) -> Comparison:
        """Lay side by side what the regimes say of one item on one day, today by default.

        Without ``rules`` every regime is asked, by its text in force on that day; proposals are left out.
        Without ``catalog`` the item is looked for in all bundled ones. Each regime is asked as if the item
        were shipped from its own territory, unless ``origin`` says from where. Raises ``InputError`` for
        anything wrong with what was given.
        """
        query = query_of(question)
        query = evolve(query, on=query.day or today())
        chosen, reasons = asked_on(self._inquirer, rules, query)
        kinds = self._inquirer.kinds(one.book for one in chosen)
        if catalog is None and mapping is None:
            read = self._catalogs.holding(text_of("the name of an item", item), kinds)
        else:
            read = self._catalogs.read(catalog, mapping, kinds)
            read = read.take(find_items(read, [item]))
        filled_rows(read, query, is_strict=self._library.is_strict)
        return comparison(read, chosen, reasons, query, self._only)

    def readings(  # noqa: PLR0913 what is asked, and how to go about it, each by its name
        self,
        catalog: Any = None,
        rules: RuleNames | None = None,
        *,
        items: Sequence[str] | None = None,
        mapping: str | os.PathLike[str] | None = None,
        among: Any = None,
        kind: str | None = None,
        where: Where = (),
        **question: Unpack[Question],
    ) -> list[Dependence]:
        """Find the items whose status depends on a reading; arguments are those of ``check``.

        One reading at a time takes another choice; the rest stay as asked for.
        """
        rules = None if rules is None else rule_names(rules)
        over: Any = {"items": items, "mapping": mapping, "among": among, "kind": kind, "where": where}
        usual = self._questions.check(catalog, rules, **over, **question)
        chosen = dict(question.get("readings") or {})
        asked = [(one.trace.rulebook, one.on) for one in usual.inquiries]

        def run(readings: Mapping[str, str]) -> NDArray[np.uint8]:
            again: Question = {**question, "readings": readings}
            if question.get("on") is None and has_days(usual.catalog):
                return self._questions.check(usual.catalog, rules, **again).status
            columns = []
            for book, on in asked:
                again["on"] = on
                columns.append(self._questions.check(usual.catalog, [book], **again).status)
            return np.concatenate(columns, axis=1)

        return depend(usual, usual.catalog.kind.readings(), chosen, run)

    def chiplets(  # noqa: PLR0913 what is asked, and how to go about it, each by its name
        self,
        item: str,
        rules: RuleNames | None = None,
        *,
        flagship: str | None = None,
        dies: Sequence[int] = (1, 2, 4, 8),
        largest_die: str | Decimal | float | None = None,
        catalog: Any = None,
        mapping: str | os.PathLike[str] | None = None,
        **question: Unpack[Question],
    ) -> list[Chiplets]:
        """Say under each rulebook what more dies, separate dies and unused silicon do for one item.

        ``flagship`` names the item whose performance free dies are to reach, the item itself by default.
        ``dies`` are numbers of dies in one package to answer for. ``largest_die`` is the area in mm2 that one
        die can have, by default what a vocabulary says. ``rules`` default to those the catalog names.
        Raises ``InputError`` for anything wrong with what was given.
        """
        query = query_of(question)
        asked = None if rules is None else rule_names(rules)
        chosen = [] if asked is None else self._choose(asked, query)
        read = self._catalogs.read(catalog, mapping, self._kinds(chosen))
        named = [item] if flagship in (None, item) else [item, flagship]
        read = read.take(find_items(read, item_names(named)))
        chosen = self._choose(read.default_rules, query) if asked is None else chosen
        refuse_strangers((one.book for one in chosen), read.kind)
        prepared = self._inquirer.prepare(read, chosen, query)
        rows = prepared.rows
        measures = design.measures_of(read.kind, self._inquirer.vocabulary, query.readings)
        limit, checked = design.largest_die(self._inquirer.vocabulary, largest_die)
        counts = design.counts_of(dies)
        best = rows.catalog.item(len(named) - 1)
        wanted = design.Flagship(best.name, measures.value(design.PERFORMANCE, best))
        return [
            Chiplets(
                design.Design(measures, rows.catalog.item(0)),
                partial(inquiry.determine, assumed=rows.assumed_in(0)),
                wanted,
                limit,
                checked,
                counts,
                largest_die is not None,
            )
            for inquiry in prepared.inquiries()
        ]

    def test(self, rules: RuleNames | None = None) -> list[Trial]:
        """Try the scenarios of rulebooks, by default of all that compile. Raises ``InputError``."""
        books = self._books_of(rules)
        return [self.try_scenario(book, scenario) for book in books for scenario in book.scenarios]

    def try_scenario(self, book: Rulebook, scenario: Scenario) -> Trial:
        """Try one scenario of a rulebook. Raises ``InputError``."""
        return hold(book, scenario, self.determine_scenario(book, scenario))

    def determine_scenario(self, book: Rulebook, scenario: Scenario) -> Determination:
        """Determine the item of a scenario under its rulebook. Raises ``InputError``."""
        facts = dict(scenario.facts)
        query = Query(on=scenario.on, mode=scenario.mode, readings=dict(scenario.readings))
        query = query.on_the_day_of(facts)
        chosen = [self._library.as_written(book, query.day)]
        return self._inquirer.determined(facts, chosen, query, scenario.kind.name, scenario.name)[0]

    def coverage(self, rules: RuleNames | None = None) -> list[Covered]:
        """Say of each number of rulebooks where it is compared with, and if scenarios hold both sides."""
        books = self._books_of(rules)
        ordered = sorted(books, key=lambda book: (book.regime, book.effective, book.id))
        return coverage(ordered, lambda book: [self._tried(book, each) for each in book.scenarios])

    def lint(self, rules: RuleNames | None = None) -> list[Advice]:
        """Advise on the texts of rulebooks, by default of all that compile, proposals as well.

        Of an amendment it is also said which limbs of the text that it amends decide nothing any more.
        Raises ``InputError`` for a text that does not compile.
        """
        return [advice for book in self._books_of(rules) for advice in lint(book, self._amended_by(book))]

    def regressions(self, rules: RuleNames) -> list[Regression]:
        """Try the scenarios of the law as it stands under each draft among rulebooks that amends it.

        A draft is a text of one's own, or one that is pending. Raises ``InputError``.
        """
        return [
            Regression(draft.id, law.id, tuple(self._retried(draft, law)))
            for draft, law in self._drafts_of(rules)
        ]

    def amended_advice(self, rules: RuleNames) -> list[Advice]:
        """Advise on what drafts among rulebooks make of the texts that they amend, and on nothing else.

        Raises ``InputError``.
        """
        return [
            Advice(draft.id, each) for draft, law in self._drafts_of(rules) for each in amended(draft, law)
        ]

    # --- inner steps ------------------------------------------------------------------------

    def _drafts_of(self, rules: RuleNames) -> list[tuple[Rulebook, Rulebook]]:
        """Return those of rulebooks that amend a text and are no law, each with that text."""
        drafts = [book for book in self._books_of(rules) if book.draft or book.id not in self._library.ids]
        laws = [(draft, self._amended_by(draft)) for draft in drafts]
        return [(draft, law) for draft, law in laws if law is not None]

    def _retried(self, draft: Rulebook, law: Rulebook) -> Iterator[Trial]:
        """Try under a draft the scenarios of a law and of those before it that hold under the law."""
        text: Rulebook | None = law
        while text is not None:
            for scenario in text.scenarios:
                if self._tried_under(law, scenario, draft.effective).holds:
                    trial = self._tried_under(draft, scenario, draft.effective)
                    yield evolve(trial, rulebook=text)
            text = self._amended_by(text)

    def _amended_by(self, book: Rulebook) -> Rulebook | None:
        """Return the text that a rulebook amends; None where it amends none that is there."""
        return self._library.rulebook(book.amends) if book.amends in self._library.ids else None

    def _tried_under(self, book: Rulebook, scenario: Scenario, earliest: dt.date) -> Trial:
        """Try a scenario under another rulebook, on its own day or the earliest on which that is asked."""
        if DAY not in dict(scenario.facts):
            scenario = evolve(scenario, on=max(scenario.on or earliest, earliest))
        return self.try_scenario(book, scenario)

    def _only(self, read: Catalog, one: Chosen, query: Query) -> Determination:
        """Determine the one item of a catalog under a rulebook."""
        return self._inquirer.prepare(read, [one], query).determine()[0]

    def _books_of(self, rules: RuleNames | None) -> list[Rulebook]:
        """Return rulebooks by name, of a regime all its texts; all that compile where none is named."""
        if rules is None:
            return list(self._questions.rulebooks.values())
        named: list[Any] = []
        for name in rule_names(rules):
            is_regime = isinstance(name, str) and self._library.is_regime(name)
            named += self._library.texts_of(name) if is_regime else [name]
        return distinct(self._choose(named, Query()))

    def _tried(self, book: Rulebook, scenario: Scenario) -> tuple[Trace, Item]:
        found = self.determine_scenario(book, scenario)
        return found.trace, found.facts
