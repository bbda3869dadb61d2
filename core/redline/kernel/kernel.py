"""Run a program over columns: fast for the mass of rows, exact for the few that need it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from redline import program
from redline.catalog import Catalog, CategoryColumn, Column, Item, NumberColumn, PartsColumn, YesNoColumn
from redline.catalog.input import columns_of, read_columns
from redline.catalog.input.shipments import is_of_shipments
from redline.diagnostics import InputError
from redline.exact.cases import MOST_CASES, Words, cases, deciding_words
from redline.exact.completion import Completions
from redline.kernel import aggregates
from redline.kernel.cells import EXACT, CellTable
from redline.kernel.column_checks import check_column
from redline.kernel.equivalent_rows import groups_alike
from redline.kernel.plan import Form, Plan, Plane, gather_name
from redline.kernel.registers import Check, Registers
from redline.kernel.vectorize import build
from redline.model import Fact
from redline.program import Program
from redline.program.dependencies import Links, links
from redline.program.outputs import Ref
from redline.program.roots import InControl, Key
from redline.values import Status

Array = NDArray[Any]
Statuses = NDArray[np.uint8]
Progress = Callable[[int], None]
"""Called with a number of rows when that many more are done."""

FillIn = Callable[[Catalog], Catalog]
"""Adds to rows what a question says of all of them."""

BLOCK = 65_536
"""Rows of a block on one thread: few calls for each row, and the buffers in use stay in the cache."""

THREADED_BLOCK = 131_072
"""Rows of a block on several threads: fewer hand-overs of the interpreter lock."""

MANY = 1_000_000
"""Rows from which every one is looked up by its cells: that is faster, but the table takes some 20 ms."""

ENDLESS = 1e100
"""No quantity that is compared grows to this from facts within their bounds."""


@frozen(eq=False)
class Run:
    """Answers for each rulebook and row, coded as ``redline.Status``.

    ``rechecked`` counts rows within rounding distance of a comparison that mattered, decided again in
    exact arithmetic; ``completed`` counts rows decided over the completions of their unknown facts
    one by one.
    """

    answers: Mapping[Key, Statuses]
    rechecked: int
    completed: int

    @property
    def status(self) -> dict[str, Statuses]:
        """The status of each row under each rulebook."""
        return {key.book: codes for key, codes in self.answers.items() if isinstance(key, InControl)}


@frozen
class Bound:
    """Columns of a catalog as a plan's inputs."""

    columns: Mapping[tuple[str, Plane], Array]
    forms: Mapping[str, Form]
    opaque: NDArray[np.bool_] | None

    def take(self, start: int, stop: int, rows: Array) -> Mapping[tuple[str, Plane], Array]:
        """Return some rows of a block."""
        return {key: values[start:stop].take(rows) for key, values in self.columns.items()}


@frozen
class _Compiled:
    """Where the table covers all rows, ``plan`` does no logic, and ``logic`` is for the rest of them."""

    plan: Plan
    table: CellTable
    logic: Plan | None


class Kernel:
    """A compiled program; compile once, run many. Safe to use from several threads, and picklable.

    ``roots`` are the truth nodes that it answers: by default, what is asked of the program's rulebooks.
    ``threads`` workers share the blocks of a run; ``block`` is the number of rows of one. From
    ``many`` rows on, all are looked up by their cells. ``fill_in`` adds to columns from a program what a
    question says of all rows, and what it assumes; ``order`` names the rulebooks in the order of answers.
    """

    def __init__(  # noqa: PLR0913 what is run, and how, each by its name
        self,
        over: Program,
        roots: Mapping[Key, Ref] | None = None,
        *,
        threads: int = 1,
        block: int | None = None,
        many: int = MANY,
        fill_in: FillIn | None = None,
        order: Sequence[str] = (),
    ) -> None:
        self.program = over
        self.roots = over.roots() if roots is None else dict(roots)
        self.fill_in = fill_in
        self.order = tuple(order)
        self.threads = max(1, threads)
        self.block = block or (BLOCK if self.threads == 1 else THREADED_BLOCK)
        self.many = many
        self._read_in_blocks = frozenset(fact.name for fact in over.facts())
        self._links: Links = links(over)
        self._deciding = deciding_words(over, self.roots.values(), lambda _: True)
        self._compiled: dict[tuple[bool, frozenset[tuple[str, Form]]], _Compiled] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(
            Kernel,
            threads=self.threads,
            block=self.block,
            many=self.many,
            fill_in=self.fill_in,
            order=self.order,
        ), (self.program, self.roots)

    def __call__(self, columns: Any) -> dict[str, Statuses]:
        """Return a status for each rulebook, in the order asked for, and row.

        ``columns`` is what ``check`` takes as a catalog from a program: a mapping from the names of facts to
        arrays of one length, a data frame, records, an Arrow table. NaN, None and empty text are blank, an
        absent column is blank as well. Arrays of float64 and bool are not copied. Raises ``InputError`` with
        column and row for what no fact can be, and for a column that looks like a misspelt fact.
        """
        kind = self.program.kind
        read = read_columns(columns_of(columns), [kind], kind=kind.name, unchecked=self._read_in_blocks)
        if is_of_shipments(read):
            raise InputError.of(
                "rows name items of a catalog, in `item`, and a kernel looks up none",
                help="put shipments to `check`, or hand over the facts of the items",
            )
        status = self._run(read if self.fill_in is None else self.fill_in(read), None, check=True).status
        return {id_: status[id_] for id_ in self.order or status}

    def run(self, catalog: Catalog, progress: Progress | None = None) -> Run:
        """Decide every item of a catalog under every rulebook of the program."""
        return self._run(catalog, progress, check=False)

    def _run(self, catalog: Catalog, progress: Progress | None, *, check: bool) -> Run:
        rows = len(catalog)
        bound = self.bind(catalog)
        compiled = self._compile(bound.forms, many=rows >= self.many)
        status = {key: np.empty(rows, np.uint8) for key in self.roots}
        starts = range(0, rows, self.block)
        worker = _Worker(compiled, bound, status, self.program, tuple(self.roots.values()), self.block, check)
        if self.threads == 1 or len(starts) < 2:
            found = [worker.run(starts, progress)]
        else:
            shares = [starts[index :: self.threads] for index in range(self.threads)]
            with ThreadPoolExecutor(self.threads) as pool:
                found = list(pool.map(lambda share: worker.run(share, progress), shares))
        doubtful = self._at_cuts(catalog, compiled.plan)
        exact = np.unique(np.concatenate([doubtful, *(left for left, _ in found)]))
        self._decide_exactly(catalog, self._decide_by_cases(catalog, exact, status), status)
        for book in self.program.rulebooks:
            if not book.covered and InControl(book.id) in status:
                status[InControl(book.id)][:] = Status.NOT_COVERED
        rechecked = len(doubtful) + sum(on_line for _, on_line in found)
        return Run(status, rechecked, max(0, len(exact) - rechecked))

    # --- preparation ------------------------------------------------------------------------

    def _compile(self, forms: Mapping[str, Form], *, many: bool) -> _Compiled:
        key = many, frozenset(forms.items())
        if key not in self._compiled:
            targets = list(self.roots.values())
            wanted = sorted(self._links.wanted())
            logic = build(self.program, forms, targets, wanted)
            plan = build(self.program, forms, targets, wanted, logic=False) if many else logic
            table = CellTable(self.program, targets, plan, self._links)
            compiled = _Compiled(plan, table, logic)
            if not many:
                compiled = _Compiled(logic, table, None)
            elif not table.covers:
                compiled = self._compile(forms, many=False)
            self._compiled[key] = compiled
        return self._compiled[key]

    def bind(self, catalog: Catalog) -> Bound:
        """Return what the program reads of a catalog, as a plan takes it."""
        columns: dict[tuple[str, Plane], Array] = {}
        forms: dict[str, Form] = {}
        for fact in self.program.facts():
            column = catalog.columns.get(fact.name)
            match column:
                case NumberColumn():
                    columns[fact.name, "low"], columns[fact.name, "high"] = column.low, column.high
                    forms[fact.name] = "ranges" if column.has_ranges else "points"
                case YesNoColumn(codes) | CategoryColumn(codes):
                    columns[fact.name, "codes"] = codes
                    forms[fact.name] = "bools" if codes.dtype == np.bool_ else "codes"
        for node in self.program.nodes:
            if isinstance(node.operation, program.Claimed):
                columns |= self._without_zeros(columns, node.operation)
        bound = Bound(columns, forms, None)
        for ref, node in enumerate(self.program.nodes):
            operation = node.operation
            if isinstance(operation, program.Gather | program.AnyPart):
                column = catalog.columns.get(operation.collection.name)
                if isinstance(column, PartsColumn):
                    bound = self._bind_parts(bound, ref, operation, column)
        return bound

    def _without_zeros(
        self, columns: Mapping[tuple[str, Plane], Array], operation: program.Claimed
    ) -> dict[tuple[str, Plane], Array]:
        """Return columns of members in which a 0 that claims nothing is blank; see ``claims_nothing``.

        Such rows are open then, and are decided by what the catalog says.
        """
        names = [each.fact.name for each in map(self._operation, operation.claims) if each is not None]
        there = [name for name in names if (name, "low") in columns]
        lows = [columns[name, "low"] for name in there]
        if not any((low == 0).any() for low in lows):
            return {}
        blank = np.any([np.isnan(low) for low in lows], axis=0) | (len(there) < len(names))
        silent = blank & (np.fmax.reduce(lows) == 0)
        planes: tuple[Plane, ...] = ("low", "high")
        return {
            (name, plane): np.where(silent, np.nan, columns[name, plane])
            for name in there
            for plane in planes
        }

    def _operation(self, ref: int) -> program.FactValue | None:
        operation = self.program.nodes[ref].operation
        return operation if isinstance(operation, program.FactValue) else None

    def _bind_parts(
        self, bound: Bound, ref: int, operation: program.Gather | program.AnyPart, column: PartsColumn
    ) -> Bound:
        """Add the values of an aggregate over parts, and mark the rows that it cannot tell."""
        name = gather_name(ref)
        if isinstance(operation, program.AnyPart):
            codes = aggregates.any_part(self.program, operation, column)
            columns: dict[tuple[str, Plane], Array] = {(name, "codes"): codes}
            form: Form = "codes"
            hidden = codes < 0
        else:
            gathered = aggregates.gather(self.program, operation, column)
            columns = {(name, "low"): gathered.values, (name, "absent"): gathered.absent}
            form = "points"
            hidden = gathered.opaque
        opaque = hidden if bound.opaque is None else bound.opaque | hidden
        return Bound({**bound.columns, **columns}, {**bound.forms, name: form}, opaque)

    # --- the few ----------------------------------------------------------------------------

    def _at_cuts(self, catalog: Catalog, plan: Plan) -> Array:
        """Return rows whose text no float holds, and whose float is one that a threshold is compared with."""
        cuts = {
            float(cut / scale) for axis in plan.axes for cut, _ in axis.cuts for scale in axis.number.scales
        }
        columns = [catalog.columns.get(fact.name) for fact in self.program.facts()]
        rows = {
            row
            for column in columns
            if isinstance(column, NumberColumn)
            for row in column.exact
            if {float(column.low[row]), float(column.high[row])} & cuts
        }
        return np.array(sorted(rows), np.intp)

    def _decide_by_cases(self, catalog: Catalog, rows: Array, status: Mapping[Key, Statuses]) -> Array:
        """Decide rows where a blank word says whether a quantity applies; return the others."""
        left = []
        for facts, group in _by_blanks(catalog, self._deciding, rows):
            several = list(cases(self.program, facts)) if facts else []
            if not several or len(several) > MOST_CASES:
                left.append(group)
                continue
            part = catalog.take(group)
            runs = [self._run(_stating(part, facts, words), None, check=False).answers for words in several]
            for key, answers in status.items():
                found = np.stack([answer[key] for answer in runs])
                answers[group] = np.where((found == found[0]).all(axis=0), found[0], Status.UNDETERMINED)
        return np.concatenate(left) if left else rows[:0]

    def _decide_exactly(
        self, catalog: Catalog, rows: Sequence[int] | Array, status: Mapping[Key, Statuses]
    ) -> None:
        read = {fact.name for fact in self.program.facts()} | {c.name for c in self.program.collections()}
        columns = {name: column for name, column in catalog.columns.items() if name in read}
        asked = Catalog(catalog.kind, catalog.names, columns)
        for alike in groups_alike(self.program, asked, np.asarray(rows, np.intp)):
            completions = Completions(self.program, _item(asked, int(alike[0])))
            for key, target in self.roots.items():
                status[key][alike] = Status.of(completions.answer(target))


def _by_blanks(
    catalog: Catalog, facts: Sequence[Fact], rows: Array
) -> Iterator[tuple[tuple[Fact, ...], Array]]:
    """Yield rows by which of some words are blank in them."""
    if not facts or not len(rows):
        yield (), rows
        return
    blank = np.array([_is_blank(catalog.columns.get(fact.name), rows) for fact in facts], np.bool_)
    patterns, which = np.unique(blank.reshape(len(facts), len(rows)), axis=1, return_inverse=True)
    for number, pattern in enumerate(patterns.T):
        chosen = tuple(fact for fact, is_blank in zip(facts, pattern, strict=True) if is_blank)
        yield chosen, rows[which.reshape(-1) == number]


def _is_blank(column: Column | None, rows: Array) -> NDArray[np.bool_]:
    if not isinstance(column, CategoryColumn | YesNoColumn):
        return np.ones(len(rows), np.bool_)
    blank: NDArray[np.bool_] = ~(column.codes[rows] >= 0)
    return blank


def _stating(catalog: Catalog, facts: Sequence[Fact], words: Words) -> Catalog:
    """Return a catalog that states the same words in all rows."""
    columns = dict(catalog.columns)
    for fact in facts:
        word, rows = words[fact.name], len(catalog)
        if isinstance(word, str):
            columns[fact.name] = CategoryColumn(np.full(rows, fact.categories.index(word), np.int16))
        else:
            columns[fact.name] = YesNoColumn(np.full(rows, word, np.int8))
    return evolve(catalog, columns=columns)


def _item(catalog: Catalog, row: int) -> Item:
    """Return one row exactly; ``InputError`` where an array holds what no quantity can be."""
    try:
        return catalog.item(row)
    except ValueError:
        facts = {fact.name: fact for fact in catalog.kind.all_facts()}
        for name, column in catalog.columns.items():
            if isinstance(column, NumberColumn):
                check_column(facts[name], column.low[row : row + 1], row, upper=True)
        raise


@frozen
class _Worker:
    """What the threads of one run share; nothing in it changes but disjoint rows of ``status``."""

    compiled: _Compiled
    bound: Bound
    status: Mapping[Key, Statuses]
    program: Program
    targets: Sequence[Ref]
    block: int
    check: bool
    facts: Mapping[str, Fact] = field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "facts", {fact.name: fact for fact in self.program.facts()})

    def run(self, starts: Sequence[int], progress: Progress | None) -> tuple[Array, int]:
        """Decide the blocks that begin at ``starts``; return rows left to the exact search."""
        rows = len(next(iter(self.status.values()))) if self.status else 0
        registers = Registers(self.compiled.plan, min(self.block, max(rows, 1)))
        left, on_line = [np.empty(0, np.intp)], 0
        for start in starts:
            stop = min(start + self.block, rows)
            registers.bind(self.bound.columns, start, stop)
            registers.run(self._check_at(start) if self.check else None)
            if self.check:
                self._check_rest(registers, start, stop)
            exact, lines = self._decide_block(registers, start, stop)
            left.append(exact)
            on_line += lines
            if progress is not None:
                progress(stop - start)
        return np.concatenate(left), on_line

    def _check_at(self, start: int, *, upper: bool = False) -> Check:
        """Return the check of blocks of columns that begin at a row; aggregates over parts are no columns."""

        def check(name: str, values: Array) -> None:
            if (fact := self.facts.get(name)) is not None:
                check_column(fact, values, start, upper=upper)

        return check

    def _check_rest(self, registers: Registers, start: int, stop: int) -> None:
        """Check columns that no step reads; and all once more if results are larger than facts allow."""
        endless = self._is_endless(registers)
        check = self._check_at(start, upper=endless)
        for (name, plane), values in self.bound.columns.items():
            if plane != "high" and (endless or name not in registers.read):
                check(name, values[start:stop])

    def _is_endless(self, registers: Registers) -> bool:
        """Return whether some quantity came out larger than any product of facts."""
        highs = [axis.number.high for axis in self.compiled.plan.axes]
        return any(np.fmax.reduce(registers(high)) > ENDLESS for high in highs if high is not None)

    def _decide_block(self, registers: Registers, start: int, stop: int) -> tuple[Array, int]:
        """Write the statuses of one block; return its rows that need the exact search."""
        outputs = [status[start:stop] for status in self.status.values()]
        table, logic = self.compiled.table, self.compiled.logic
        opaque = None if self.bound.opaque is None else self.bound.opaque[start:stop]
        if logic is None:
            rows = self._join(self.compiled.plan, registers, outputs)
            if len(rows):
                codes, on_line = table.decide(rows, registers, opaque)
                for target, status in enumerate(outputs):
                    status[rows] = table.outcome(codes, target)
                rows, on_line = rows[codes == EXACT], on_line[codes == EXACT]
        else:
            codes, on_line = table.decide(None, registers, opaque)
            for target, status in enumerate(outputs):
                status[:] = table.outcome(codes, target)
            rows = np.flatnonzero(codes == EXACT)
            if len(rows):
                rows = rows[self._decide_by_logic(logic, rows, outputs, start, stop)]
                on_line = on_line[rows]
        return rows + start, int(np.count_nonzero(on_line)) if len(rows) else 0

    def _decide_by_logic(
        self, logic: Plan, rows: Array, outputs: Sequence[Statuses], start: int, stop: int
    ) -> Array:
        """Decide some rows of a block without the table; return which of them stay open."""
        registers = Registers(logic, len(rows))
        registers.bind(self.bound.take(start, stop, rows), 0, len(rows))
        registers.run()
        found = [np.empty(len(rows), np.uint8) for _ in outputs]
        still_open = self._join(logic, registers, found)
        for status, answers in zip(outputs, found, strict=True):
            status[rows] = answers
        return still_open

    def _join(self, plan: Plan, registers: Registers, outputs: Sequence[Statuses]) -> Array:
        """Write the statuses that three-valued logic gives; return the rows that it leaves open."""
        open_ = np.zeros(registers.rows, np.bool_)
        for ref, status in zip(self.targets, outputs, strict=True):
            truth = plan.truths[ref]
            status[:] = registers(truth.yes)
            open_ |= ~np.bitwise_or(registers(truth.yes), registers(truth.no))
        return np.flatnonzero(open_)


def default_threads() -> int:
    """Return how many threads a run may use when the user does not say: the cores of this process."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
