"""Prepare questions: which rulebooks on which days, what is said and assumed, each text lowered once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from attrs import evolve

from redline.catalog import Catalog
from redline.catalog.assumptions import Completed, check_stated, complete, says_otherwise
from redline.catalog.input.findings import refuse_doubts
from redline.catalog.sources import Catalogs
from redline.diagnostics import Diagnostic, InputError, gather
from redline.evidence.determination import Inquiry
from redline.evidence.licensing import CONTROLS_ONLY
from redline.model import ItemKind, Rulebook, Vocabulary
from redline.program.lower import Moment
from redline.program.trace import Trace, trace
from redline.query import Terms
from redline.questions.arguments import rule_names
from redline.questions.contained import Contained, state_contents
from redline.rulebooks.kinds import is_stranger, kinds_named, nothing_on, refuse_strangers
from redline.rulebooks.library import Chosen, Library, RuleName, refuse_namesakes
from redline.suggestions import names

RuleNames: TypeAlias = "RuleName | Iterable[RuleName]"
_KEPT: Final = 64
"""Traces that are kept."""


class Inquirer:
    """What a question needs of rulebooks, catalogs and vocabulary."""

    def __init__(
        self, library: Library, vocabulary: Callable[[], Vocabulary], catalogs: Callable[[], Catalogs]
    ) -> None:
        self.library = library
        self._vocabulary = vocabulary
        self._catalogs = catalogs
        self._traces: dict[tuple[Any, ...], Trace] = {}
        self.listener: Callable[[str], None] | None = None
        """Who is told, where the answer has no place for it, what to know before using an answer."""

    @property
    def vocabulary(self) -> Vocabulary:
        """Item kinds, metrics and parameters that plugins share."""
        return self._vocabulary()

    def kinds(self, books: Iterable[Rulebook]) -> tuple[ItemKind, ...]:
        """Return the kinds of items that a catalog may hold, those that only the rulebooks know as well."""
        return tuple(dict.fromkeys((*self._vocabulary().kinds, *kinds_named(books))))

    def choose(self, rules: RuleNames, terms: Terms) -> list[Chosen]:
        """Resolve rulebook names, in the order asked for; the same asked twice counts once."""
        asked = rule_names(rules)
        if not asked:
            there = names(self.library.ids)
            raise InputError.of(
                "no rulebook is named", help=f"name one or more (`--rules`) of {there}" if there else None
            )
        found = gather(lambda name: self.library.choose(name, terms.day), asked)
        refuse_namesakes(found)
        kinds = self.kinds(one.book for one in found)
        terms.check_readings(reading for kind in kinds for reading in kind.readings())
        return list({(one.book.id, one.on): one for one in found}.values())

    def complete(self, read: Catalog, terms: Terms) -> Completed:
        """Complete what rows say of transactions. Raises ``InputError`` for what cannot be said of one.

        A strict engine refuses rows with words that count as unknown.
        """
        if self.library.is_strict:
            refuse_doubts(read.warnings)
        stated = terms.stated()
        check_stated(stated, read.kind.transaction)
        if "destination" not in stated and "destination" not in read.columns:
            _refuse_transaction(read, terms)
        return complete(read, stated)

    def contents(
        self, catalog: Catalog, asked: Sequence[tuple[Rulebook, Moment]], readings: Mapping[str, str]
    ) -> Catalog:
        """State of items that contain others what the rulebooks ask about those."""
        kinds = self._vocabulary().kinds
        contained = Contained(lambda kind: self._catalogs().of_kind(kind, kinds), readings)
        return state_contents(catalog, asked, contained)

    def inquiry(
        self, kind: ItemKind, one: Chosen, terms: Terms, moment: Moment, notes: Sequence[Diagnostic] = ()
    ) -> Inquiry:
        """Return one rulebook as it is put to items of a kind; ``notes`` are warnings of their catalog."""
        warnings = [note.line for note in notes]
        if is_stranger(one.book, kind):
            warnings.append(nothing_on(one.book, kind))
        found = self._trace(kind, one.book, terms.readings, moment)
        return Inquiry(found, one.on, terms, tuple(warnings), one.source, one.warnings)

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


def _refuse_transaction(read: Catalog, terms: Terms) -> None:
    """Raise ``InputError`` where something is stated that bears on a license, of all rows or by some."""
    facts = [name for name, _ in read.kind.transaction.bearing]
    bearing = [name for name in facts if name in terms.stated() or says_otherwise(read, name)]
    if bearing or terms.hq or terms.parent or terms.origin:
        what = f"`{bearing[0]}`" if bearing else "a party"
        raise InputError.of(
            f"{what} is stated, and no destination, so that no license is asked about",
            help="state where it goes, as in `--to CN`, or in a column `destination`",
        )


def warning_lines(notes: Sequence[Diagnostic], inquiries: Iterable[Inquiry]) -> Iterator[str]:
    """Yield warnings as they are printed: those of a catalog with their place, then those of rulebooks."""
    of_catalog = {note.line for note in notes}
    yield from (note.render() for note in notes)
    for inquiry in inquiries:
        for line in (*inquiry.warnings, *inquiry.trace.unverified()):
            if line not in of_catalog:
                yield f"warning: {line}"


def moment_of(one: Chosen, terms: Terms, catalog: Catalog) -> Moment:
    """Return for when a rulebook is asked; licenses are only spoken of where a destination is known of."""
    return Moment(one.on, terms.mode, license="destination" in catalog.columns)


def prepared(
    inquirer: Inquirer, read: Catalog, chosen: Sequence[Chosen], terms: Terms
) -> tuple[Completed, list[Moment]]:
    """Complete rows with what is assumed and contained; return also for when each rulebook is asked.

    Raises ``InputError`` where a strict library has a rulebook that says nothing of such items.
    """
    if inquirer.library.is_strict:
        refuse_strangers((one.book for one in chosen if not one.as_written), read.kind)
    completed = inquirer.complete(read, terms)
    moments = [moment_of(one, terms, completed.catalog) for one in chosen]
    asked = [(one.book, moment) for one, moment in zip(chosen, moments, strict=True)]
    catalog = inquirer.contents(completed.catalog, asked, terms.readings)
    return evolve(completed, catalog=catalog), moments
