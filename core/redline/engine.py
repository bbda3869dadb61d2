"""Put the stages together: plugins, rule text, catalogs, kernel, determinations.

This is the composition module: the only place in ``redline`` that knows every stage, the language
front end included.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias, Unpack, overload

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

import redline_dsl
from redline import catalog_input
from redline.asked import facts_of, item_names, rule_names, terms_of, text_of, thread_count
from redline.catalog import Catalog, Item
from redline.catalog_input import CatalogEntry, CatalogReader
from redline.contents import Contained, state_contents
from redline.coverage import Covered, coverage
from redline.determination import Determination, Inquiry
from redline.diagnostics import Diagnostic, InputError, PluginError, Source, gather
from redline.guards import guarded_entry, guarded_reader, guarded_writer
from redline.host import Failure, Offers, Plugin, collect
from redline.kinds import kind_of, kinds_of
from redline.library import Chosen, Library, RuleName
from redline.lower import Moment, lower
from redline.model import ItemKind, Rulebook, Scenario, Vocabulary
from redline.readings import Dependence, depend
from redline.report import ReportWriter
from redline.result import Result, find_items
from redline.scenarios import Trial, hold
from redline.suggestions import names, nearest
from redline.terms import Question, Terms, parse_date
from redline.timeline import Step, days_of_change, follow
from redline.trace import Trace, trace
from redline.transactions import Completed, check_stated, complete
from redline.vocabulary import compile_offered

if TYPE_CHECKING:
    from redline.kernel import Kernel

RuleNames: TypeAlias = "RuleName | Sequence[RuleName]"
_KEPT: Final = 64
"""Traces that an engine keeps."""
_MANY: Final = 200_000
"""Rows from which a run takes all processors, unless told otherwise."""


def load(*, strict: bool = False) -> Engine:
    """Load every plugin and return the engine over what they offer.

    A plugin that does not load is skipped and listed in ``Engine.failures``; with ``strict`` it
    raises ``PluginError``, as does a text of a plugin that does not compile. Two plugins that offer
    the same name always raise ``PluginError``.
    """
    offers = collect(strict=strict)
    if clashes := offers.clashes():
        raise PluginError("\n".join(clashes))
    engine = Engine(offers)
    if strict and engine.faults:
        raise PluginError("\n".join(engine.faults))
    return engine


def format_text(source: Source) -> str:
    """Return rule text in the canonical format. Raises ``InputError``."""
    return redline_dsl.format_text(source)


class Engine:
    """Everything that the plugins offer, and the questions that can be put to it."""

    def __init__(self, offers: Offers) -> None:
        self._offers = offers
        self._library = Library(offers.rulebooks, self._compile)
        self._traces: dict[tuple[Any, ...], Trace] = {}
        self._items: dict[str, tuple[Catalog, ...]] = {}

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
    ) -> Catalog:
        """Read a catalog: a bundled one by name, a path, a mapping of arrays, or a data frame.

        Without ``source`` the default catalog; ``bytes`` are those of a CSV file. ``mapping`` is the path
        of a file that renames the columns of a foreign catalog. ``rules`` on the day ``on`` may speak of
        kinds of items of their own. Raises ``InputError`` for anything wrong with what was given.
        """
        chosen = self._choose(rules, Terms(on=on)) if rules else ()
        return self._read(source, mapping, self._kinds(chosen))

    def _read(
        self, source: Any, mapping: str | os.PathLike[str] | None, kinds: Sequence[ItemKind]
    ) -> Catalog:
        readers = self.readers.values()
        path = os.fspath(source) if isinstance(source, str | os.PathLike) else None
        entry = source if isinstance(source, CatalogEntry) else self.catalogs.get(path or "")
        entry = self._default_entry() if source is None else entry
        if mapping is not None and (entry is not None or not isinstance(source, str | bytes | os.PathLike)):
            raise InputError.of(
                "a mapping file goes with a catalog file, and there is none",
                help=f"`{entry.name}` comes with its own columns: name a file, or leave the mapping out"
                if entry is not None
                else None,
            )
        if entry is not None:
            return catalog_input.read_entry(entry, kinds, readers)
        if path is not None:
            return catalog_input.read_file(self._path(path), kinds, readers, mapping=mapping)
        match source:
            case Catalog():
                return source
            case bytes():
                return catalog_input.read_file("<input>", kinds, readers, mapping=mapping, data=source)
            case Mapping():
                return catalog_input.read_columns(source, kinds)
        return catalog_input.read_frame(source, kinds)

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
        threads: int | None = None,
        progress: Callable[[int], Callable[[int], None]] | None = None,
        **question: Unpack[Question],
    ) -> Result:
        """Determine every item of a catalog, or those named in ``items``, under rulebooks.

        ``catalog`` is the name of a bundled one, a path, the bytes of a CSV file, a mapping of arrays, a
        data frame, or a ``Catalog``; ``mapping`` renames the columns of a foreign file. An empty list of
        ``items`` gives an empty result. ``rules`` default to those the catalog names. ``progress`` is
        called with the number of rows and returns what is called with each number of rows more that are
        done. Raises ``InputError`` for anything wrong with what was given.
        """
        from redline.kernel import Kernel

        terms = terms_of(question)
        workers = None if threads is None else thread_count(threads)
        wanted = None if items is None else item_names(items)
        chosen = None if rules is None else self._choose(rules, terms)
        read = self._read(catalog, mapping, self._kinds(chosen or ()))
        if wanted is not None:
            read = read.take(find_items(read, wanted))
        chosen = self._choose(read.default_rules, terms) if chosen is None else chosen
        completed, moments = self._completed(read, chosen, terms)
        read = completed.catalog
        by_id = {one.book.id: moment for one, moment in zip(chosen, moments, strict=True)}
        program = lower(read.kind, _distinct(chosen), terms.readings, by_id)
        kernel = Kernel(program, threads=workers or _threads(len(read)))
        run = kernel.run(read, None if progress is None else progress(len(read)))
        return Result(
            catalog=read,
            inquiries=tuple(
                self._inquiry(read.kind, one, terms, moment, read.warnings)
                for one, moment in zip(chosen, moments, strict=True)
            ),
            assumed=completed.assumed,
            status=np.stack([run.status[one.book.id] for one in chosen], axis=1),
            rechecked=run.rechecked,
            completed=run.completed,
            warnings=read.warnings,
        )

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
        completed, moments = self._completed(read, chosen, terms)
        item, assumed = completed.catalog.item(0), completed.assumed_in(0)
        found = [
            self._inquiry(read.kind, one, terms, moment, read.warnings).determine(item, assumed)
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
        read = self._read(catalog, mapping, self._kinds_of_books(books))
        read = read.take(find_items(read, [item]))

        def determine(one: Chosen) -> Determination:
            completed, (moment,) = self._completed(read, [one], terms)
            inquiry = self._inquiry(read.kind, one, terms, moment, read.warnings)
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
            columns = []
            for book, on in asked:
                other: Question = {**question, "readings": readings, "on": on}
                columns.append(self.check(usual.catalog, [book], **other).status)
            return np.concatenate(columns, axis=1)

        return depend(usual, usual.catalog.kind.readings(), chosen, run)

    def test(self, rules: RuleNames | None = None) -> list[Trial]:
        """Try the scenarios of rulebooks, by default of all that compile. Raises ``InputError``."""
        books = list(self.rulebooks.values()) if rules is None else _distinct(self._choose(rules, Terms()))
        return [self._try(book, scenario) for book in books for scenario in book.scenarios]

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
            lower(kind_of(books, kind, self._usual_kind), books, terms.readings),
            threads=thread_count(threads),
        )

    @property
    def _usual_kind(self) -> str | None:
        """The kind of the default catalog's items, where there is one default."""
        kinds = {entry.kind for entry in self.catalogs.values() if entry.default}
        return kinds.pop() if len(kinds) == 1 else None

    # --- catalogs ---------------------------------------------------------------------------

    def _default_entry(self) -> CatalogEntry:
        """Return the catalog of runs that name none."""
        entries = [entry for entry in self.catalogs.values() if entry.default]
        if len(entries) == 1:
            return entries[0]
        if (rivals := self._offers.rival_defaults()) is not None:
            raise PluginError(f"{rivals}\n  help: name the catalog that you mean")
        there = f"there are {names(self.catalogs)}" if self.catalogs else "no plugin offers one"
        raise InputError.of("no catalog is named", help=f"give the name of one, or a path; {there}")

    def _path(self, name: str | os.PathLike[str]) -> str:
        """Return the path of a catalog file, or say that nothing is known by this name."""
        path = os.fspath(name)
        if Path(path).suffix or Path(path).exists():
            return path
        near = nearest(path, self.catalogs)
        help_ = f"did you mean `{near}`?" if near else f"there are {names(self.catalogs)}, or give a path"
        raise InputError.of(f"there is no catalog `{path}`", help=help_)

    def _completed(
        self, read: Catalog, chosen: Sequence[Chosen], terms: Terms
    ) -> tuple[Completed, list[Moment]]:
        """Complete what rows say of transactions and contents; return for when each rulebook is asked."""
        stated = terms.stated()
        check_stated(stated, read.kind.transaction)
        completed = complete(read, stated)
        moments = [_moment(one, terms, completed.catalog) for one in chosen]
        contained = Contained(self._named_items, terms.readings)
        asked = [(one.book, moment) for one, moment in zip(chosen, moments, strict=True)]
        return evolve(completed, catalog=state_contents(completed.catalog, asked, contained)), moments

    def _named_items(self, kind: str) -> tuple[Catalog, ...]:
        """Return the bundled catalogs of a kind, whose items other items may contain by name."""
        if kind not in self._items:
            entries = [entry for entry in self.catalogs.values() if entry.kind == kind]
            if not entries:
                raise InputError.of(f"no catalog has items of the kind `{kind}`")
            read = (self._read(entry, None, self.vocabulary.kinds) for entry in entries)
            self._items[kind] = tuple(complete(each, {}).catalog for each in read)
        return self._items[kind]

    # --- inner steps ------------------------------------------------------------------------

    def _choose(self, rules: RuleNames, terms: Terms) -> list[Chosen]:
        """Resolve rulebook names, in the order asked for; the same asked twice counts once."""
        asked = rule_names(rules)
        if not asked:
            there = names(self._library.ids)
            raise InputError.of(
                "no rulebook is named", help=f"name one or more (`--rules`) of {there}" if there else None
            )
        found = gather(lambda name: self._library.choose(name, terms.on), asked)
        books: dict[str, Rulebook] = {}
        for one in found:
            if books.setdefault(one.book.id, one.book) != one.book:
                raise InputError.of(f"two different rulebooks are both called `{one.book.id}`")
        kinds = (*self.vocabulary.kinds, *kinds_of(books.values()))
        terms.check_readings(reading for kind in kinds for reading in kind.readings())
        return list({(one.book.id, one.on): one for one in found}.values())

    def _inquiry(
        self, kind: ItemKind, one: Chosen, terms: Terms, moment: Moment, notes: Sequence[Diagnostic] = ()
    ) -> Inquiry:
        warnings = [*one.warnings, *(note.line for note in notes)]
        if kind not in kinds_of([one.book]):
            warnings.append(f"`{one.book.id}` has no control over a {kind.name}")
        return Inquiry(
            self._trace(kind, one.book, terms.readings, moment), one.on, terms, tuple(warnings), one.source
        )

    def _trace(self, kind: ItemKind, book: Rulebook, readings: Mapping[str, str], moment: Moment) -> Trace:
        """Return the trace of a rulebook; those asked for before are kept, up to a number."""
        key = (id(kind), id(book), moment, *sorted(readings.items()))
        if key not in self._traces:
            if len(self._traces) >= _KEPT:
                self._traces.clear()
            self._traces[key] = trace(kind, book, readings, moment)
        return self._traces[key]

    def _kinds(self, chosen: Sequence[Chosen]) -> tuple[ItemKind, ...]:
        return self._kinds_of_books(one.book for one in chosen)

    def _kinds_of_books(self, books: Iterable[Rulebook]) -> tuple[ItemKind, ...]:
        return tuple(dict.fromkeys((*self.vocabulary.kinds, *kinds_of(books))))


def _moment(one: Chosen, terms: Terms, catalog: Catalog) -> Moment:
    """Return for when a rulebook is asked; licenses are only spoken of where a destination is known of."""
    return Moment(one.on, terms.mode, license="destination" in catalog.columns)


def _distinct(chosen: Sequence[Chosen]) -> list[Rulebook]:
    return list({one.book.id: one.book for one in chosen}.values())


def _threads(rows: int) -> int:
    return (os.cpu_count() or 1) if rows >= _MANY else 1
