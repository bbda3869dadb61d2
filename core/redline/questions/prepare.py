"""Complete questions, and nowhere else: which texts, on which days, what is stated, assumed, contained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from attrs import evolve, field, frozen

from redline.catalog import Catalog
from redline.catalog.assumptions import FilledIn, check_stated, fill_in, says_otherwise
from redline.catalog.input import read_item
from redline.catalog.input.cell import DAY
from redline.catalog.input.findings import refuse_doubts
from redline.catalog.sources import Catalogs
from redline.diagnostics import Diagnostic, InputError, gather
from redline.evidence.determination import Determination, Inquiry
from redline.evidence.licensing import CONTROLS_ONLY
from redline.model import Condition, ItemKind, Rulebook, Vocabulary
from redline.program import Program
from redline.program.lower import Moment, lower
from redline.program.trace import Trace, trace
from redline.query import Query
from redline.questions.arguments import rule_names
from redline.questions.contained_items import Contained, contained_kinds, state_contents
from redline.questions.where import Where, restricted
from redline.rulebooks.by_day import has_days
from redline.rulebooks.kinds import is_stranger, kinds_named, nothing_on, refuse_strangers
from redline.rulebooks.library import Chosen, Library, RuleName, refuse_namesakes
from redline.suggestions import names

RuleNames: TypeAlias = "RuleName | Iterable[RuleName]"
_KEPT: Final = 64
"""Traces that are kept."""


@frozen(eq=False)
class Setting:
    """A question whatever its rows: the texts, the options, and what is filled in for them."""

    texts: tuple[Chosen, ...]
    query: Query
    contained: Contained
    is_strict: bool = False

    def moments(self, catalog: Catalog) -> tuple[Moment, ...]:
        """Return for when each text is asked; licenses count only where a destination is known of."""
        license_ = "destination" in catalog.columns
        return tuple(Moment(one.on, self.query.mode, license=license_) for one in self.texts)

    def filled_in(self, read: Catalog) -> FilledIn:
        """Add to rows what is stated and assumed of transactions, and what their contents are in.

        Raises ``InputError`` for what cannot be said of a transaction, and in a strict engine for words that
        count as unknown and for texts that have nothing on such items.
        """
        if self.is_strict:
            refuse_strangers((one.book for one in self.texts if not one.as_written), read.kind)
        found = filled_rows(read, self.query, is_strict=self.is_strict)
        asked = zip((one.book for one in self.texts), self.moments(found.catalog), strict=True)
        return evolve(found, catalog=state_contents(found.catalog, list(asked), self.contained))

    def program(self, kind: ItemKind, moments: Sequence[Moment], varied: Iterable[str] = ()) -> Program:
        """Return the texts lowered together for items of a kind; ``varied`` parameters are facts in it.

        Each text is in it once: see ``rounds``.
        """
        by_id = {one.book.id: moment for one, moment in zip(self.texts, moments, strict=True)}
        return lower(kind, [one.book for one in self.texts], self.query.readings, by_id, varied)

    def portable(self, kind: ItemKind) -> Setting:
        """Return the same for items of one kind with the catalogs of what they contain, to be pickled."""
        kinds = contained_kinds(kind, (one.book for one in self.texts))
        catalogs = {each: self.contained.catalogs_of(each) for each in kinds}
        return evolve(self, contained=evolve(self.contained, catalogs_of=catalogs.__getitem__))


def refuse_two_days(texts: Sequence[Chosen]) -> None:
    """Raise ``InputError`` where one text is asked for on two days, and answers are called by its id."""
    first, *others = rounds(texts) or [[]]
    if others:
        twice = texts[others[0][0]]
        day = next(texts[each].on for each in first if texts[each].book.id == twice.book.id)
        raise InputError.of(
            f"`{twice.book.id}` is asked for on {day} and on {twice.on}",
            help="compile a kernel for each day",
        )


def rounds(texts: Sequence[Chosen]) -> list[list[int]]:
    """Return the positions of texts such that none is twice in a round: two days of a text are two rounds.

    A program has one moment for each text, so that the second day would answer for the first.
    """
    found: list[list[int]] = []
    days: Counter[str] = Counter()
    for position, one in enumerate(texts):
        if days[one.book.id] == len(found):
            found.append([])
        found[days[one.book.id]].append(position)
        days[one.book.id] += 1
    return found


@frozen(eq=False)
class ColumnRows:
    """What a kernel fills in for the columns that a program hands it; it can be pickled."""

    setting: Setting
    kind: ItemKind

    def program(self) -> Program:
        """Return the texts lowered for statuses alone."""
        moments = [Moment(one.on, self.setting.query.mode) for one in self.setting.texts]
        return self.setting.program(self.kind, moments)

    def __call__(self, read: Catalog) -> Catalog:
        """Fill in rows. Raises ``InputError`` where they say days of their own, and no day is asked for."""
        if self.setting.query.day is None and has_days(read):
            raise InputError.of(
                f"rows say on which day they are, in `{DAY}`, and a kernel is compiled for one day",
                help="ask for one day (`on`), or put rows to `check`, which takes the text of each day",
            )
        return self.setting.filled_in(read).catalog


@frozen(eq=False)
class Prepared:
    """Texts put to rows in which all is filled in: what the stages below see of a question."""

    setting: Setting
    rows: FilledIn
    _trace: Callable[[ItemKind, Rulebook, Mapping[str, str], Moment], Trace] = field(repr=False)

    @property
    def catalog(self) -> Catalog:
        """The rows, with what is stated, assumed and contained."""
        return self.rows.catalog

    @property
    def moments(self) -> tuple[Moment, ...]:
        """For when each text is asked."""
        return self.setting.moments(self.catalog)

    def program(self, varied: Iterable[str] = ()) -> Program:
        """Return the texts lowered together; see ``Setting.program``."""
        return self.setting.program(self.catalog.kind, self.moments, varied)

    def inquiries(self) -> tuple[Inquiry, ...]:
        """Return each text as it is put to single items, with what to know before using the answer."""
        return tuple(map(self._inquiry, self.setting.texts, self.moments))

    def determine(self, row: int = 0) -> list[Determination]:
        """Determine one row under each text."""
        item, assumed = self.catalog.item(row), self.rows.assumed_in(row)
        return [inquiry.determine(item, assumed) for inquiry in self.inquiries()]

    def _inquiry(self, one: Chosen, moment: Moment) -> Inquiry:
        kind, query = self.catalog.kind, self.setting.query
        warnings = [note.line for note in self.catalog.warnings]
        if is_stranger(one.book, kind):
            warnings.append(nothing_on(one.book, kind))
        found = self._trace(kind, one.book, query.readings, moment)
        return Inquiry(found, one.on, query, tuple(warnings), one.source, one.warnings)


class Inquirer:
    """What a question needs of rulebooks, catalogs and vocabulary."""

    def __init__(
        self,
        library: Library,
        vocabulary: Callable[[], Vocabulary],
        catalogs: Callable[[], Catalogs],
        condition: Callable[[str, ItemKind], Condition],
    ) -> None:
        self.library = library
        self.condition = condition
        """Compiles a condition on items of a kind. Raises ``InputError``."""
        self._vocabulary = vocabulary
        self._catalogs = catalogs
        self._traces: dict[tuple[Any, ...], Trace] = {}
        self.listener: Callable[[str], None] | None = None
        """Who is told, where the answer has no place for it, what to know before using an answer."""

    @property
    def vocabulary(self) -> Vocabulary:
        """Item kinds, metrics and parameters that plugins share."""
        return self._vocabulary()

    @property
    def catalogs(self) -> Catalogs:
        """Where catalogs are read."""
        return self._catalogs()

    def kinds(self, books: Iterable[Rulebook]) -> tuple[ItemKind, ...]:
        """Return the kinds of items that a catalog may hold, those that only the rulebooks know as well."""
        return tuple(dict.fromkeys((*self._vocabulary().kinds, *kinds_named(books))))

    def choose(self, rules: RuleNames, query: Query) -> list[Chosen]:
        """Resolve rulebook names, in the order asked for; the same asked twice counts once."""
        asked = rule_names(rules)
        if not asked:
            there = names(self.library.ids)
            raise InputError.of(
                "no rulebook is named", help=f"name one or more (`--rules`) of {there}" if there else None
            )
        found = gather(lambda name: self.library.choose(name, query.day), asked)
        refuse_namesakes(found)
        kinds = self.kinds(one.book for one in found)
        query.check_readings(reading for kind in kinds for reading in kind.readings())
        return list({(one.book.id, one.on): one for one in found}.values())

    def setting(self, chosen: Sequence[Chosen], query: Query) -> Setting:
        """Return a question whatever its rows."""
        kinds = self._vocabulary().kinds
        contained = Contained(lambda kind: self._catalogs().of_kind(kind, kinds), query.readings)
        return Setting(tuple(chosen), query, contained, self.library.is_strict)

    def prepare(self, read: Catalog, chosen: Sequence[Chosen], query: Query) -> Prepared:
        """Put texts to rows as they were read; see ``Setting.filled_in`` for what is raised."""
        setting = self.setting(chosen, query)
        return Prepared(setting, setting.filled_in(read), self._trace)

    def determined(
        self,
        facts: Mapping[str, Any],
        chosen: Sequence[Chosen],
        query: Query,
        kind: str | None = None,
        name: str | None = None,
    ) -> list[Determination]:
        """Determine one item from its facts, under each text."""
        read = read_item(facts, self.kinds(one.book for one in chosen), kind=kind, name=name)
        return self.prepare(read, chosen, query).determine()

    def restricted(self, read: Catalog, where: Where, query: Query) -> Catalog:
        """Return the items of a catalog for which conditions hold."""
        return restricted(read, where, self.condition, query.readings)

    def say_controls_only(self, moment: Moment) -> None:
        """Tell the listener that no license is asked about, where a destination is known of."""
        if self.listener is not None and moment.license:
            self.listener(f"warning: {CONTROLS_ONLY}")

    def _trace(self, kind: ItemKind, book: Rulebook, readings: Mapping[str, str], moment: Moment) -> Trace:
        """Return the trace of a rulebook; those asked for before are kept, up to a number."""
        key = (id(kind), id(book), moment, *sorted(readings.items()))
        if key not in self._traces:
            if len(self._traces) >= _KEPT:
                self._traces.clear()
            self._traces[key] = trace(kind, book, readings, moment)
        return self._traces[key]


class Asking:
    """What puts questions through the library, the catalogs and the vocabulary that an engine has."""

    def __init__(self, inquirer: Inquirer) -> None:
        self._inquirer = inquirer

    @property
    def _library(self) -> Library:
        return self._inquirer.library

    @property
    def _catalogs(self) -> Catalogs:
        return self._inquirer.catalogs

    def _choose(self, rules: RuleNames, query: Query) -> list[Chosen]:
        return self._inquirer.choose(rules, query)

    def _kinds(self, chosen: Iterable[Chosen]) -> tuple[ItemKind, ...]:
        return self._inquirer.kinds(one.book for one in chosen)


def _refuse_transaction(read: Catalog, query: Query) -> None:
    """Raise ``InputError`` where something is stated that bears on a license, of all rows or by some."""
    facts, stated = [name for name, _ in read.kind.transaction.bearing], query.stated()
    bearing = [name for name in facts if name in stated or says_otherwise(read, name)]
    if bearing or query.hq or query.parent or query.origin:
        what = f"`{bearing[0]}`" if bearing else "a party"
        raise InputError.of(
            f"{what} is stated, and no destination, so that no license is asked about",
            help="state where it goes, as in `--to CN`, or in a column `destination`",
        )


def filled_rows(read: Catalog, query: Query, *, is_strict: bool = False) -> FilledIn:
    """Add to rows what is stated and assumed of transactions. Raises ``InputError``."""
    if is_strict:
        refuse_doubts(read.warnings)
    stated = query.stated()
    check_stated(stated, read.kind.transaction)
    if "destination" not in stated and "destination" not in read.columns:
        _refuse_transaction(read, query)
    return fill_in(read, stated)


def warning_lines(notes: Sequence[Diagnostic], inquiries: Iterable[Inquiry]) -> Iterator[str]:
    """Yield warnings as they are printed: those of a catalog with their place, then those of rulebooks."""
    of_catalog = {note.line for note in notes}
    yield from (note.render() for note in notes)
    for inquiry in inquiries:
        for line in (*inquiry.warnings, *inquiry.trace.unverified()):
            if line not in of_catalog:
                yield f"warning: {line}"
