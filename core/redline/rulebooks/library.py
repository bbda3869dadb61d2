"""Find the rulebook that a name means: an id, a regime on a date, a file, or a rulebook itself."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import TypeAlias

from attrs import frozen

from redline.catalog.input.files import read_text
from redline.diagnostics import InputError, Source, text_of
from redline.host.discover import Failure, Offer, ReadHeader
from redline.model import Header, Rulebook
from redline.query import parse_date, today
from redline.rulebooks.cautions import cautions
from redline.suggestions import names, nearest

RuleName: TypeAlias = "str | os.PathLike[str] | Rulebook"
"""An id, ``regime@DATE``, a regime, the path of a ``.redline`` file, or a rulebook itself."""


@frozen
class Chosen:
    """A rulebook that was asked for, the day for which it is asked, and what to know about that."""

    book: Rulebook
    on: dt.date
    source: str
    """The plugin and the text that the rulebook came from."""
    warnings: tuple[str, ...] = ()
    as_written: bool = False
    """Whether its own scenarios ask, which may expect that it has nothing on a kind of item."""


class Library:
    """Rulebooks on offer; each is compiled when it is first asked for.

    A strict one refuses days on which a text is not safe to rest on, where others warn. See ``cautions``.
    """

    def __init__(
        self,
        offers: Sequence[Offer[Source]],
        compile_text: Callable[[Source], Rulebook],
        read_header: ReadHeader,
        *,
        strict: bool = False,
    ) -> None:
        self.is_strict = strict
        self._offers = {offer.name: offer for offer in offers}
        self._compile = compile_text
        self._read_header = read_header
        self._results: dict[str, Rulebook | InputError] = {}

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of all rulebooks on offer, sorted."""
        return tuple(self._offers)

    def offer(self, id_: str) -> Offer[Source]:
        """Return the offer of that id; raises ``KeyError``."""
        return self._offers[id_]

    def rulebook(self, id_: str) -> Rulebook:
        """Return the rulebook of that id. Raises ``InputError`` when its text does not compile."""
        if id_ not in self._results:
            try:
                self._results[id_] = self._compile(self._offers[id_].thing)
            except InputError as error:
                self._results[id_] = error
        result = self._results[id_]
        if isinstance(result, InputError):
            raise InputError(result.diagnostics) from result
        return result

    def compiled(self) -> dict[str, Rulebook]:
        """Return all rulebooks whose text compiles, by id."""
        faults = self.faults()
        return {id_: self.rulebook(id_) for id_ in self._offers if id_ not in faults}

    def faults(self) -> dict[str, InputError]:
        """Return what is wrong with each rulebook whose text does not compile."""
        found = {}
        for id_ in self._offers:
            try:
                self.rulebook(id_)
            except InputError as error:
                found[id_] = error
        return found

    def failures(self) -> tuple[Failure, ...]:
        """Return each text that does not compile as a failure of the plugin that brought it."""
        return tuple(
            Failure(self._offers[id_].plugin, f"rulebook `{id_}` does not compile\n{error}")
            for id_, error in self.faults().items()
        )

    def of_regime(self, regime: str, asked: str = "") -> list[Rulebook]:
        """Return the texts of a regime, the earliest first.

        Raises ``InputError`` where there is none, one does not compile, or two overlap in time; ``asked``
        is how the user called it.
        """
        self._refuse_faulty(regime)
        all_ = [book for book in self.compiled().values() if book.regime == regime]
        books = [book for book in all_ if book.draft is None]
        if all_ and not books:
            pending = names(book.id for book in all_)
            raise InputError.of(
                f"`{regime}` has no text in force: {pending} is pending", help="name it by its id"
            )
        if not books:
            raise self._no_regime(asked or regime)
        _refuse_forks(books)
        return sorted(books, key=lambda book: (book.effective, book.id))

    def offers(self, name: str) -> bool:
        """Return whether a name is that of a rulebook or a regime, or the path of a rule file."""
        regime, _, _ = text_of("a name", name).partition("@")
        return name in self._offers or name.endswith(".redline") or self.is_regime(regime)

    def texts_of(self, regime: str) -> list[Rulebook]:
        """Return all texts of a regime that compile, pending ones too, the earliest first."""
        books = [book for book in self.compiled().values() if book.regime == regime]
        return sorted(books, key=lambda book: (book.effective, book.id))

    def is_regime(self, name: str) -> bool:
        """Return whether a name is that of a regime, and of no rulebook."""
        if name in self._offers or name.endswith(".redline"):
            return False
        return any(book.regime == name for book in self.compiled().values())

    def each_day(self, name: RuleName) -> RuleName | None:
        """Return what to ask for on each day: a regime, or a rulebook; None for ``regime@DATE``."""
        if isinstance(name, Rulebook) or (isinstance(name, str) and self.is_regime(name)):
            return name
        text = os.fspath(name)
        return None if self._is_of_one_day(text) else self.choose(name).book

    def _is_of_one_day(self, text: str) -> bool:
        return text not in self._offers and not text.endswith(".redline") and "@" in text

    # --- names ------------------------------------------------------------------------------

    def choose(self, name: RuleName, on: dt.date | None = None) -> Chosen:
        """Return the rulebook that ``name`` means on a day.

        Without ``on`` a named rulebook is asked for the day it takes effect, a regime for today.
        Raises ``InputError`` for a name that nobody offers, a regime without a text in force on the
        day, or a text that does not compile.
        """
        if isinstance(name, Rulebook):
            return self._by_name(name, on)
        text = os.fspath(name)
        if text in self._offers:
            return self._by_name(self.rulebook(text), on)
        if text.endswith(".redline"):
            return self._by_name(self._compile(read_text(text)), on)
        regime, at, day = text.rpartition("@")
        return self._in_force(regime or text, _only_day(text, day, on) if at else on, text)

    def on_day(self, day: dt.date) -> tuple[list[Rulebook], dict[str, str]]:
        """Return the text of each regime in force on a day, and of the other regimes why there is none.

        Proposals are no law and left out.
        """
        books, reasons = [], {}
        for regime in self._regimes():
            try:
                first = self.of_regime(regime)[0].effective
                if first <= day:
                    books.append(self._latest(regime, day, regime))
                else:
                    reasons[regime] = f"from {first}"
            except InputError as error:
                finding = error.diagnostics[0]
                reasons[regime] = f"{finding.span}: {finding.line}" if finding.span else finding.line
        return books, reasons

    def _regimes(self) -> list[str]:
        """Return the regimes that have a text which is no proposal, compiled or faulty, sorted."""
        known = {book.regime for book in self.compiled().values() if book.draft is None}
        faulty = (id_ for id_ in self.faults() if id_ in self._heads and self._heads[id_].pending is None)
        stated = map(self._stated_regime, faulty)
        return sorted({*known, *(regime for regime in stated if regime is not None)})

    def _in_force(self, regime: str, on: dt.date | None, asked: str) -> Chosen:
        """Return the latest text of a regime that is in force on a day, today by default."""
        day = on or today()
        book = self._latest(regime, day, asked)
        return self._on_day(book, day, (*self.of_no_regime(day), *self._of_another_house(book)))

    def _of_another_house(self, book: Rulebook) -> Iterator[str]:
        """Say of a text in force that those who brought the first text of its regime did not bring it."""
        first, *_ = self.of_regime(book.regime)
        own, others = self._offers[book.id].plugin, self._offers[first.id].plugin
        if own.distribution != others.distribution:
            yield (
                f"`{book.id}` of {own.distribution} {own.version} is in force for regime `{book.regime}`, "
                f"which {others.distribution} {others.version} brought: name the text that you mean"
            )

    def _latest(self, regime: str, day: dt.date, asked: str) -> Rulebook:
        books = self.of_regime(regime, asked)
        effective = max((book.effective for book in books if book.effective <= day), default=None)
        if effective is None:
            first = min(book.effective for book in books)
            raise InputError.of(f"`{regime}` has no text in force on {day}", help=f"the first is of {first}")
        latest = [book for book in books if book.effective == effective]
        if len(latest) > 1:
            ids = names(book.id for book in latest)
            raise InputError.of(
                f"`{regime}` has more than one text that takes effect on {effective}: {ids}",
                help="name the one you mean",
            )
        return latest[0]

    def as_written(self, book: Rulebook, on: dt.date | None) -> Chosen:
        """Return a rulebook as its own scenarios ask for it, whoever compared it with what."""
        return Chosen(book, on or book.effective, self.source(book), as_written=True)

    def _by_name(self, book: Rulebook, on: dt.date | None) -> Chosen:
        """Return a rulebook that is asked for itself, whether it is in force on the day or not."""
        if on is None:
            return self._on_day(book, book.effective, self._amends_old_text(book, book.effective))
        notes = (*self._not_in_force(book, on), *self._amends_old_text(book, on))
        return self._on_day(book, on, notes)

    def _on_day(self, book: Rulebook, on: dt.date, warnings: Iterable[str] = ()) -> Chosen:
        """Return a rulebook as asked for a day, with what to know about that."""
        said = (*warnings, *cautions(book, on, strict=self.is_strict))
        return Chosen(book, on, self.source(book), said)

    def _not_in_force(self, book: Rulebook, on: dt.date) -> Iterator[str]:
        """Say of a text that was named that another one is in force, or none yet."""
        if on < book.effective:
            yield f"`{book.id}` takes effect on {book.effective}, after {on}"
        if book.draft is not None or self._results.get(book.id) is not book:
            return
        if latest := self._later(book.regime, book.effective, on):
            yield f"`{book.id}` is superseded: on {on} {latest} is in force for regime `{book.regime}`"

    def _later(self, regime: str | None, since: dt.date, on: dt.date, *, but: str = "") -> str:
        """Name the text of a regime that took effect last up to a day, if that is after ``since``."""
        later = [
            (head.effective, id_)
            for id_, head in self._heads.items()
            if head.pending is None
            and id_ != but
            and head.effective is not None
            and since < head.effective <= on
            and self._stated_regime(id_) == regime
        ]
        return names(id_ for day, id_ in later if day == max(later)[0])

    def _amends_old_text(self, book: Rulebook, on: dt.date) -> Iterator[str]:
        """Say of a proposal, or a text of the user's own, that it amends what is no longer in force."""
        if book.amends is None or (book.draft is None and self._results.get(book.id) is book):
            return
        base = book.amends
        while (head := self._heads.get(base)) and head.pending is not None and head.amends is not None:
            base = head.amends
        if head is None or head.effective is None:
            return
        regime = self._stated_regime(base)
        if latest := self._later(regime, head.effective, on, but=book.id):
            yield (
                f"`{book.id}` amends `{base}`, and on {on} {latest} is in force for regime `{regime}`: "
                "what changed in between is not in it"
            )

    def of_no_regime(self, on: dt.date) -> Iterator[str]:
        """Say of amendments of what is not there that they may belong to any regime."""
        for id_, head in self._heads.items():
            stands_alone = head.regime is not None or head.pending is not None
            lost = head.amends is not None and head.amends not in self._offers and not stands_alone
            if lost and (head.effective is None or head.effective <= on):
                yield (
                    f"`{id_}` amends `{head.amends}`, which nobody offers: "
                    "its regime is not known, and it may be the text in force"
                )

    def regimes_of(self, ids: Sequence[str]) -> list[RuleName]:
        """Return the regimes that rulebooks belong to, in their order."""
        return list(dict.fromkeys(self.rulebook(id_).regime for id_ in ids))

    def source(self, book: Rulebook) -> str:
        """Name the plugin, where there is one, and the text that a rulebook came from."""
        if self._results.get(book.id) is book:
            plugin = self._offers[book.id].plugin
            return f"{plugin.distribution} {plugin.version}: {self._offers[book.id].thing.name}"
        return book.span.source.name if book.span else "a model"

    def _refuse_faulty(self, regime: str) -> None:
        """Stop where a text of the regime does not compile: it might be the one in force."""
        for id_, error in self.faults().items():
            if self._stated_regime(id_) == regime:
                raise error

    def _stated_regime(self, id_: str) -> str | None:
        """Return the regime that a text, or one that it amends, says it belongs to."""
        seen: set[str] = set()
        while id_ in self._heads and id_ not in seen:
            seen.add(id_)
            head = self._heads[id_]
            if head.regime is not None or head.pending is not None or head.amends is None:
                return head.regime
            id_ = head.amends
        return None

    @cached_property
    def _heads(self) -> dict[str, Header]:
        """What the headers of all texts say, whether these compile or not."""
        read = {id_: self._read_header(offer.thing) for id_, offer in self._offers.items()}
        return {id_: head for id_, head in read.items() if head is not None}

    def _no_regime(self, asked: str) -> InputError:
        """Say that a name is of no regime, and of which one a rulebook of that name is."""
        if asked in self._offers:
            regime = self.rulebook(asked).regime
            return InputError.of(f"`{asked}` is a rulebook, not a regime", help=f"it belongs to `{regime}`")
        return self._unknown(asked)

    def _unknown(self, asked: str) -> InputError:
        by_regime: dict[str, list[str]] = {}
        for book in self.compiled().values():
            by_regime.setdefault(book.regime, []).append(book.id)
        message = f"there is no rulebook `{asked}`"
        if "," in asked and all(self.offers(name.strip()) for name in asked.split(",")):
            return InputError.of(message, help="name each by itself: repeat `--rules`, or give a list")
        of_regime = [regime for regime in by_regime if asked.startswith(f"{regime}-")]
        if of_regime:  # it is a day that was not met, and no name that was misspelt
            regime = max(of_regime, key=len)
            texts = names(by_regime[regime], most=24)
            return InputError.of(
                message, help=f"texts of `{regime}` are {texts}; `{regime}@DATE` is the one in force on a day"
            )
        near = nearest(asked, [*self._offers, *by_regime])
        there = f"there are {names(self._offers)}" if self._offers else "no plugin offers a rulebook"
        return InputError.of(
            message,
            help=f"did you mean `{near}`? {there}" if near else f"{there}; a rule file ends in `.redline`",
        )


def _only_day(text: str, day: str, on: dt.date | None) -> dt.date:
    """Return the day of REGIME@DATE. Raises ``InputError`` where the answer is asked for another one."""
    own = parse_date(day)
    if on not in (None, own):
        raise InputError.of(
            f"`{text}` names {own}, and the answer is asked for {on}",
            help="name the regime without a day, and the day once",
        )
    return own


def refuse_namesakes(chosen: Iterable[Chosen]) -> None:
    """Raise ``InputError`` where two different rulebooks have one id, so that no answer tells them apart."""
    books: dict[str, Rulebook] = {}
    for one in chosen:
        if books.setdefault(one.book.id, one.book) != one.book:
            raise InputError.of(
                f"two different rulebooks are both called `{one.book.id}`",
                help="give one of them another id, in its first line",
            )


def _refuse_forks(books: Sequence[Rulebook]) -> None:
    """Raise ``InputError`` where two texts of a regime amend the same one: they overlap in time."""
    by_base: dict[str, list[Rulebook]] = {}
    for book in books:
        if book.amends is not None:
            by_base.setdefault(book.amends, []).append(book)
    for base, amending in sorted(by_base.items()):
        if len(amending) > 1:
            first, second, *_ = sorted(amending, key=lambda book: (book.effective, book.id))
            message = f"`{first.id}` and `{second.id}` both amend `{base}`"
            raise InputError.of(
                f"{message}: they overlap in time from {second.effective}",
                help=f"let `{second.id}` amend `{first.id}`, or say `pending` where it is a proposal",
            )
