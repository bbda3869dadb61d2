"""The basic questions: read a catalog, check all of it, determine one item, compile a kernel."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Unpack, overload

from attrs import evolve

from redline.catalog import Catalog
from redline.catalog.assumptions import check_stated
from redline.catalog.item_lookup import find_items
from redline.diagnostics import InputError, short
from redline.evidence.determination import Determination
from redline.evidence.result import Result
from redline.model import Rulebook
from redline.query import Query, Question, parse_date
from redline.questions.arguments import (
    facts_of,
    is_one,
    item_names,
    query_of,
    rule_name,
    rule_names,
    thread_count,
)
from redline.questions.prepare import Asking, ColumnRows, RuleNames, refuse_two_days
from redline.questions.where import Where
from redline.rulebooks.by_day import has_days, other_days, shares
from redline.rulebooks.kinds import kind_of
from redline.rulebooks.library import Chosen, RuleName

if TYPE_CHECKING:
    from redline.kernel import Kernel
    from redline.questions.execute import Runner


class Questions(Asking):
    """The questions that are put to rulebooks, catalogs and a vocabulary, wherever these come from."""

    @property
    def rulebooks(self) -> Mapping[str, Rulebook]:
        """Rulebooks that compile, by id."""
        return self._library.compiled()

    def rulebook(self, name: RuleName, on: str | dt.date | None = None) -> Rulebook:
        """Return the rulebook that a name means: an id, a regime on a day, or a file.

        Raises ``InputError`` where there is none.
        """
        return self._library.choose(rule_name(name), None if on is None else parse_date(on)).book

    def catalog(  # noqa: PLR0913 what is read, and how, each by its name
        self,
        source: Any = None,
        *,
        mapping: str | os.PathLike[str] | None = None,
        rules: RuleNames = (),
        on: str | dt.date | None = None,
        among: Any = None,
        kind: str | None = None,
    ) -> Catalog:
        """Read a catalog: a bundled one by name, a path, a mapping of arrays, or a data frame.

        Without ``source`` the default catalog; ``bytes`` are those of a CSV file. ``mapping`` is the path
        of a file that renames the columns of a foreign catalog. ``rules`` on the day ``on`` may speak of
        kinds of items of their own; ``kind`` names the one of this catalog, where its columns fit several.
        Raises ``InputError`` for anything wrong with what was given.
        """
        chosen = self._choose(rules, Query(on=on)) if rules else ()
        return self._catalogs.read(source, mapping, self._kinds(chosen), among, kind)

    def check(  # noqa: PLR0913 what is asked, and how to go about it, each by its name
        self,
        catalog: Any = None,
        rules: RuleNames | None = None,
        *,
        items: Sequence[str] | None = None,
        mapping: str | os.PathLike[str] | None = None,
        among: Any = None,
        kind: str | None = None,
        where: Where = (),
        threads: int | None = None,
        progress: Callable[[int], Callable[[int], None]] | None = None,
        **question: Unpack[Question],
    ) -> Result:
        """Determine every item of a catalog, or those named in ``items``, under rulebooks.

        ``catalog`` is the name of a bundled one, a path, the bytes of a CSV file, a mapping of arrays, a
        data frame, records, or a ``Catalog``; ``mapping`` renames the columns of a foreign file, and
        ``kind`` is that of its items, where its columns fit several. An empty list of ``items`` gives an
        empty result. Shipments, whose column ``item`` names items, get the facts of those ``among`` another
        catalog, or a bundled one. ``where`` is a condition of the rule language, or several: only items for
        which all hold are determined, and a warning names those for which that is open. Rows with days of
        their own stand each under the text of its day, where ``rules`` names a regime. ``rules`` default to
        those the catalog names, or to the regimes of those where rows have days of their own.
        ``progress`` is called with the number of rows and returns what is called with each number of rows
        more that are done. Raises ``InputError`` for anything wrong with what was given.
        """
        from redline.questions.execute import Runner, side_by_side

        query = query_of(question)
        if progress is not None and not callable(progress):
            raise InputError.of(f"`progress` is {short(progress)}, which cannot be called")
        workers = None if threads is None else thread_count(threads)
        wanted = None if items is None else item_names(items)
        asked = None if rules is None else rule_names(rules)
        chosen = [] if asked is None else self._choose(asked, query)
        read = self._catalogs.read(catalog, mapping, self._kinds(chosen), among, kind)
        if wanted is not None:
            read = read.take(find_items(read, wanted))
        read = self._inquirer.restricted(read, where, query)
        if query.on is not None:
            read = evolve(read, warnings=(*read.warnings, *other_days(read, query.on)))
        dated = query.on is None and has_days(read)
        if asked is None:
            asked = self._library.regimes_of(read.default_rules) if dated else list(read.default_rules)
        tell = None if progress is None else progress(len(read))
        runner = Runner(self._inquirer, query, workers, tell)
        if not dated or not asked:
            return runner.chosen(read, self._choose(asked, query))
        return side_by_side([self._by_day(runner, read, name) for name in asked])

    @overload
    def determine(  # type: ignore[overload-overlap]  # one text is a name, and not several letters
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
        rules: Iterable[RuleName],
        *,
        kind: str | None = None,
        name: str | None = None,
        **question: Unpack[Question],
    ) -> list[Determination]: ...

    def determine(
        self,
        facts: Mapping[str, Any],
        rules: RuleNames,
        *,
        kind: str | None = None,
        name: str | None = None,
        **question: Unpack[Question],
    ) -> Determination | list[Determination]:
        """Determine one item from its facts: one determination, or a list where several rulebooks are named.

        The list is in the order of ``rules``, of any iterable; that for a set is sorted by the names.
        Facts are named as in catalogs, with exact numbers as text or ``Decimal``. The item kind is
        inferred unless ``kind`` says it. Raises ``InputError`` for anything wrong with what was given.
        """
        query = query_of(question).on_the_day_of(facts_of(facts))
        query.refuse_stated_twice(facts)
        found = self._inquirer.determined(facts, self._choose(rules, query), query, kind, name)
        return found[0] if is_one(rules) else found

    def kernel(
        self,
        rules: RuleNames,
        *,
        threads: int = 1,
        kind: str | None = None,
        **question: Unpack[Question],
    ) -> Kernel:
        """Compile a question into a kernel over columns of facts; it is thread-safe and picklable.

        It gives the statuses that ``check`` gives for the same question and the same columns. ``kind`` says
        which items they are, where the rulebooks speak of several kinds; without it they are those of the
        default catalog, where all the rulebooks speak of those. Raises ``InputError`` for anything wrong with
        what was given, and for a text that is asked for on two days.
        """
        from redline.kernel import Kernel

        query = query_of(question)
        chosen = self._choose(rules, query)
        refuse_two_days(chosen)
        books = distinct(chosen)
        over = kind_of(books, kind, self._catalogs.usual_kind, self._inquirer.vocabulary.kinds)
        rows = ColumnRows(self._inquirer.setting(chosen, query).portable(over), over)
        check_stated(query.stated(), over.transaction)
        order = [book.id for book in books]
        return Kernel(rows.program(), threads=thread_count(threads), fill_in=rows, order=order)

    # --- inner steps ------------------------------------------------------------------------

    def _by_day(self, runner: Runner, read: Catalog, name: RuleName) -> Result:
        """Put a rulebook to each row on its own day, or the text of a regime on that day."""
        each = self._library.each_day(name)
        if each is None:
            return runner.chosen(read, self._choose([name], runner.query))
        heading = each.id if isinstance(each, Rulebook) else str(each)
        return runner.by_day(read, heading, list(shares(self._library, each, read, runner.query)))


def distinct(chosen: Sequence[Chosen]) -> list[Rulebook]:
    """Return the rulebooks that were chosen, each once."""
    return list({one.book.id: one.book for one in chosen}.values())
