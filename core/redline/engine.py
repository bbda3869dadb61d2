"""Put the stages together: plugins, rule text, catalogs, kernel, determinations.

This is the composition module: the only place in ``redline`` that knows every stage, the language
front end included.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Unpack, overload

import numpy as np
from numpy.typing import NDArray

import redline_dsl
from redline import catalog_input
from redline.asked import facts_of, item_names, rule_names, terms_of, text_of, thread_count
from redline.by_day import has_days, shares
from redline.catalog import Catalog, Item
from redline.catalog_input import CatalogEntry, CatalogReader
from redline.catalogs import Catalogs
from redline.coverage import Covered, coverage
from redline.determination import Determination
from redline.diagnostics import InputError, PluginError, Source
from redline.guards import guarded_entry, guarded_reader, guarded_writer
from redline.host import Failure, Offers, Plugin, collect
from redline.inquirer import Inquirer, RuleNames, prepared
from redline.kinds import kind_of
from redline.library import Chosen, Library, RuleName
from redline.lower import lower
from redline.model import ItemKind, Rulebook, Scenario, Vocabulary
from redline.readings import Dependence, depend
from redline.report import ReportWriter
from redline.result import Result, find_items
from redline.scenarios import Trial, hold
from redline.terms import Question, Terms, parse_date
from redline.timeline import Step, days_of_change, follow
from redline.trace import Trace
from redline.vocabulary import compile_offered

if TYPE_CHECKING:
    from redline.kernel import Kernel


def load(*, strict: bool = False) -> Engine:
    """Load every plugin and return the engine over what they offer.

    A plugin that does not load is skipped and listed in ``Engine.failures``. With ``strict`` it
    raises ``PluginError``, as does a text of a plugin that does not compile; and a question for a
    day past the one up to which a text was compared with its sources raises ``InputError``. Two
    plugins that offer the same name always raise ``PluginError``.
    """
    offers = collect(strict=strict)
    if clashes := offers.clashes():
        raise PluginError("\n".join(clashes))
    engine = Engine(offers, strict=strict)
    if strict and engine.faults:
        raise PluginError("\n".join(engine.faults))
    return engine


def format_text(source: Source) -> str:
    """Return rule text in the canonical format. Raises ``InputError``."""
    return redline_dsl.format_text(source)


class Engine:
    """Everything that the plugins offer, and the questions that can be put to it."""

    def __init__(self, offers: Offers, *, strict: bool = False) -> None:
        self._offers = offers
        self._library = Library(offers.rulebooks, self._compile, strict=strict)

    # --- what is there ----------------------------------------------------------------------

    @property
    def plugins(self) -> tuple[Plugin, ...]:
        """Plugins that loaded, sorted by distribution and name."""
        return self._offers.plugins

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Plugins that were skipped, and why."""
        return self._offers.failures

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong with plugins and with their texts; compiles all of them."""
        faulty = self._library.faults()
        texts = (f"rulebook `{id_}` does not compile\n{faulty[id_]}" for id_ in faulty)
        rivals = self._offers.rival_defaults()
        failures = map(str, (*self.failures, *self._vocabulary[1]))
        return (*failures, *([rivals] if rivals else []), *texts)

    @property
    def rulebooks(self) -> Mapping[str, Rulebook]:
        """Rulebooks that compile, by id."""
        return self._library.compiled()

    @property
    def catalogs(self) -> Mapping[str, CatalogEntry]:
        """Bundled catalogs, by name."""
        return {offer.name: guarded_entry(offer) for offer in self._offers.catalogs}

    @property
    def readers(self) -> Mapping[str, CatalogReader]:
        """Catalog readers, by name."""
        return {offer.name: guarded_reader(offer) for offer in self._offers.readers}

    @property
    def writers(self) -> Mapping[str, ReportWriter]:
        """Report writers, by name."""
        return {offer.name: guarded_writer(offer) for offer in self._offers.writers}

    @property
    def vocabulary(self) -> Vocabulary:
        """Item kinds and metrics that plugins share."""
        return self._vocabulary[0]

    @cached_property
    def _vocabulary(self) -> tuple[Vocabulary, tuple[Failure, ...]]:
        return compile_offered(self._offers.vocabularies, redline_dsl.compile_vocabularies)

    def catalog(
        self,
        source: Any = None,
        *,
        mapping: str | os.PathLike[str] | None = None,
        rules: RuleNames = (),
        on: str | dt.date | None = None,
        among: Any = None,
    ) -> Catalog:
        """Read a catalog: a bundled one by name, a path, a mapping of arrays, or a data frame.

        Without ``source`` the default catalog; ``bytes`` are those of a CSV file. ``mapping`` is the path
        of a file that renames the columns of a foreign catalog. ``rules`` on the day ``on`` may speak of
        kinds of items of their own. Raises ``InputError`` for anything wrong with what was given.
        """
        chosen = self._choose(rules, Terms(on=on)) if rules else ()
        return self._catalogs.read(source, mapping, self._kinds(chosen), among)

    @cached_property
    def _catalogs(self) -> Catalogs:
        return Catalogs(self.catalogs, self.readers.values(), self._offers.rival_defaults())

    # --- rule text --------------------------------------------------------------------------

    def compile(self, text: str, name: str = "<text>") -> Rulebook:
        """Compile rule text into a rulebook. Raises ``InputError`` with every finding."""
        return self._compile(Source(text_of("the name of a rule text", name), text_of("rule text", text)))

    def _compile(self, source: Source) -> Rulebook:
        return redline_dsl.compile_rulebook(source, self.vocabulary, self._text_of)

    def _text_of(self, id_: str) -> Source | None:
        """Return the text of a rulebook on offer, for amendments of it."""
        return self._library.offer(id_).thing if id_ in self._library.ids else None

    def rulebook(self, name: RuleName, on: str | dt.date | None = None) -> Rulebook:
        """Return the rulebook that a name means: an id, a regime on a day, or a file."""
        (one,) = rule_names(name)
        return self._library.choose(one, None if on is None else parse_date(on)).book

    def instruction(self, name: RuleName) -> str:
        """Return the amending instruction that an amendment is. Raises ``InputError``."""
        book = self.rulebook(name)
        if book.amends is None or book.span is None:
            raise InputError.of(f"`{book.id}` amends no other text", help="it has a text of its own")
        return redline_dsl.instruction_text(Source(book.span.source.name, book.text), self._text_of)

    def source(self, book: Rulebook) -> str:
        """Name the plugin, where there is one, and the text that a rulebook came from."""
        return self._library.source(book)

    # --- questions --------------------------------------------------------------------------

    def check(  # noqa: PLR0913 what is asked, and how to go about it, each by its name
        self,
        catalog: Any = None,
        rules: RuleNames | None = None,
        *,
        items: Sequence[str] | None = None,
        mapping: str | os.PathLike[str] | None = None,
        among: Any = None,
        threads: int | None = None,
        progress: Callable[[int], Callable[[int], None]] | None = None,
        **question: Unpack[Question],
    ) -> Result:
        """Determine every item of a catalog, or those named in ``items``, under rulebooks.

        ``catalog`` is the name of a bundled one, a path, the bytes of a CSV file, a mapping of arrays, a
        data frame, or a ``Catalog``; ``mapping`` renames the columns of a foreign file. An empty list of
        ``items`` gives an empty result. Shipments, whose column ``item`` names items, get the facts of
        those ``among`` another catalog, or a bundled one. Rows with days of their own stand each under the
        text of its day, where ``rules`` names a regime. ``rules`` default to those the catalog names, or to
        the regimes of those where rows have days of their own.
        ``progress`` is called with the number of rows and returns what is called with each number of rows
        more that are done. Raises ``InputError`` for anything wrong with what was given.
        """
        from redline.run import Runner, side_by_side

        terms = terms_of(question)
        workers = None if threads is None else thread_count(threads)
        wanted = None if items is None else item_names(items)
        asked = None if rules is None else rule_names(rules)
        chosen = [] if asked is None else self._choose(asked, terms)
        read = self._catalogs.read(catalog, mapping, self._kinds(chosen), among)
        if wanted is not None:
            read = read.take(find_items(read, wanted))
        dated = terms.on is None and has_days(read)
        if asked is None:
            asked = self._library.regimes_of(read.default_rules) if dated else list(read.default_rules)
        tell = None if progress is None else progress(len(read))
        runner = Runner(self._inquirer, terms, workers, tell)
        columns: list[Result] = []
        for name in asked if dated else [None]:
            if isinstance(name, str) and self._library.is_regime(name):
                parts = list(shares(self._library, name, read, terms.mode))
                columns.append(runner.by_day(read, name, parts))
            else:
                chosen = self._choose(asked if name is None else [name], terms)
                columns.append(runner.chosen(read, chosen))
        return side_by_side(columns)

    @overload
    def determine(
        self,
        facts: Mapping[str, Any],
        rules: RuleName,
        *,
        kind: str | None = None,
        name: str | None = None,
        **question: Unpack[Question],
    ) -> Determination: ...

    @overload
    def determine(
        self,
        facts: Mapping[str, Any],
        rules: list[str] | list[Rulebook] | tuple[RuleName, ...],
        *,
        kind: str | None = None,
        name: str | None = None,
        **question: Unpack[Question],
    ) -> list[Determination]: ...

    def determine(
        self,
        facts: Mapping[str, Any],
        rules: RuleName | list[str] | list[Rulebook] | tuple[RuleName, ...],
        *,
        kind: str | None = None,
        name: str | None = None,
        **question: Unpack[Question],
    ) -> Determination | list[Determination]:
        """Determine one item from its facts: one determination, or a list for a list of rulebooks.

        Facts are named as in catalogs, with exact numbers as text or ``Decimal``. The item kind is
        inferred unless ``kind`` says it. Raises ``InputError`` for anything wrong with what was given.
        """
        terms = terms_of(question)
        chosen = self._choose(rules, terms)
        read = catalog_input.read_item(facts_of(facts), self._kinds(chosen), kind=kind, name=name)
        completed, moments = prepared(self._inquirer, read, chosen, terms)
        item, assumed = completed.catalog.item(0), completed.assumed_in(0)
        found = [
            self._inquirer.inquiry(read.kind, one, terms, moment, read.warnings).determine(item, assumed)
            for one, moment in zip(chosen, moments, strict=True)
        ]
        return found if isinstance(rules, list | tuple) else found[0]

    def timeline(
        self,
        item: str,
        regime: str,
        *,
        catalog: Any = None,
        mapping: str | os.PathLike[str] | None = None,
        **question: Unpack[Question],
    ) -> list[Step]:
        """Follow one item of a catalog through the texts of a regime, by the days on which they change.

        Raises ``InputError`` for anything wrong with what was given.
        """
        if question.get("on") is not None:
            raise InputError.of("a timeline is asked for all days", help="leave the day out")
        terms = terms_of(question)
        books = self._library.of_regime(regime)
        read = self._catalogs.read(catalog, mapping, self._inquirer.kinds(books))
        read = read.take(find_items(read, [item]))

        def determine(one: Chosen) -> Determination:
            completed, (moment,) = prepared(self._inquirer, read, [one], terms)
            inquiry = self._inquirer.inquiry(read.kind, one, terms, moment, read.warnings)
            return inquiry.determine(completed.catalog.item(0), completed.assumed_in(0))

        days = days_of_change(books)
        return list(follow(days, lambda day: self._library.choose(regime, day), determine))

    def readings(
        self,
        catalog: Any = None,
        rules: RuleNames | None = None,
        *,
        items: Sequence[str] | None = None,
        mapping: str | os.PathLike[str] | None = None,
        **question: Unpack[Question],
    ) -> list[Dependence]:
        """Find the items whose status depends on a reading; arguments are those of ``check``.

        One reading at a time takes another choice; the rest stay as asked for.
        """
        usual = self.check(catalog, rules, items=items, mapping=mapping, **question)
        chosen = dict(question.get("readings") or {})
        asked = [(one.trace.rulebook, one.on) for one in usual.inquiries]

        def run(readings: Mapping[str, str]) -> NDArray[np.uint8]:
            again: Question = {**question, "readings": readings}
            if question.get("on") is None and has_days(usual.catalog):
                return self.check(usual.catalog, rules, **again).status
            columns = []
            for book, on in asked:
                again["on"] = on
                columns.append(self.check(usual.catalog, [book], **again).status)
            return np.concatenate(columns, axis=1)

        return depend(usual, usual.catalog.kind.readings(), chosen, run)

    def test(self, rules: RuleNames | None = None) -> list[Trial]:
        """Try the scenarios of rulebooks, by default of all that compile. Raises ``InputError``."""
        return [self._try(book, scenario) for book in self._books_of(rules) for scenario in book.scenarios]

    def coverage(self, rules: RuleNames | None = None) -> list[Covered]:
        """Say of each number of rulebooks where it is compared with, and if scenarios hold both sides."""
        books = self._books_of(rules)
        ordered = sorted(books, key=lambda book: (book.regime, book.effective, book.id))
        return coverage(ordered, lambda book: [self._tried(book, each) for each in book.scenarios])

    def _books_of(self, rules: RuleNames | None) -> list[Rulebook]:
        return list(self.rulebooks.values()) if rules is None else _distinct(self._choose(rules, Terms()))

    def _try(self, book: Rulebook, scenario: Scenario) -> Trial:
        return hold(book, scenario, self._determined(book, scenario))

    def _tried(self, book: Rulebook, scenario: Scenario) -> tuple[Trace, Item]:
        found = self._determined(book, scenario)
        return found.trace, found.facts

    def _determined(self, book: Rulebook, scenario: Scenario) -> Determination:
        return self.determine(
            dict(scenario.facts),
            book,
            kind=scenario.kind.name,
            name=scenario.name,
            on=scenario.on,
            mode=scenario.mode,
            readings=dict(scenario.readings),
        )

    def kernel(
        self,
        rules: RuleNames,
        *,
        readings: Mapping[str, str] | None = None,
        threads: int = 1,
        kind: str | None = None,
    ) -> Kernel:
        """Compile rulebooks into a kernel over columns of facts; it is thread-safe and picklable.

        ``kind`` says which items they are, where the rulebooks speak of several kinds; without it they
        are those of the default catalog, where all the rulebooks speak of those.
        """
        from redline.kernel import Kernel

        terms = terms_of({"readings": readings})
        books = _distinct(self._choose(rules, terms))
        return Kernel(
            lower(kind_of(books, kind, self._catalogs.usual_kind), books, terms.readings),
            threads=thread_count(threads),
        )

    # --- inner steps ------------------------------------------------------------------------

    @cached_property
    def _inquirer(self) -> Inquirer:
        return Inquirer(self._library, lambda: self.vocabulary, lambda: self._catalogs)

    def _choose(self, rules: RuleNames, terms: Terms) -> list[Chosen]:
        return self._inquirer.choose(rules, terms)

    def _kinds(self, chosen: Iterable[Chosen]) -> tuple[ItemKind, ...]:
        return self._inquirer.kinds(one.book for one in chosen)


def _distinct(chosen: Sequence[Chosen]) -> list[Rulebook]:
    return list({one.book.id: one.book for one in chosen}.values())
