"""Cut the plane of two quantities into the regions in which a rulebook has one answer, exactly.

Both quantities are taken as free of each other and of all others. What else the rulebook asks is as a
stated context says; where an answer hangs on what that leaves open, the region is undetermined and names it.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from attrs import frozen

from redline.diagnostics import InputError
from redline.drafting.axes import (
    answers_of,
    asked_in,
    axes_of,
    named,
    open_words,
    reached,
    truths_apart_from,
    word_patterns,
)
from redline.drafting.case import Case
from redline.exact.cell_space import CellSpace, Ways
from redline.exact.combinations import Combinations
from redline.exact.interpreter import Evaluation, evaluate
from redline.interval import Interval
from redline.program.axes import Axis
from redline.program.trace import Trace
from redline.suggestions import names, remedy
from redline.units import Unit
from redline.values import Status, Value, fields, json_number

_MOST: Final = 2**22
"""Combinations of cells and open answers that are looked at."""


@frozen
class Answer:
    """What the rulebook says: a status, the controls that apply, those that may, and what that hangs on."""

    status: str
    controls: tuple[str, ...] = ()
    possible_controls: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


@frozen
class Region:
    """A rectangle of the plane in which the answer is one and the same."""

    across: Interval
    down: Interval
    answer: Answer

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return {
            "across": self.across.to_dict(),
            "down": self.down.to_dict(),
            "status": self.answer.status,
            "controls": list(self.answer.controls),
            "possible_controls": list(self.answer.possible_controls),
            "open": list(self.answer.open),
        }


@frozen
class Direction:
    """A quantity of the plane; ``cuts`` are the numbers that the rulebook compares it with."""

    name: str
    unit: Unit
    cuts: tuple[Fraction, ...]


@frozen
class Regions:
    """The whole plane of two quantities under one rulebook, on a day and in a stated context."""

    rulebook: str
    on: dt.date
    across: Direction
    down: Direction
    given: Mapping[str, str]
    regions: tuple[Region, ...]

    def at(self, across: Fraction, down: Fraction) -> Answer:
        """Return the answer at a point, whose numbers are not negative."""
        return next(each.answer for each in self.regions if across in each.across and down in each.down)

    def to_dict(self) -> dict[str, Any]:
        """Return the plane as JSON writes it."""
        return {
            **fields(self, "rulebook on"),
            "quantities": [
                {"name": each.name, "unit": str(each.unit), "numbers": list(map(json_number, each.cuts))}
                for each in (self.across, self.down)
            ],
            **fields(self, "given regions"),
        }


def regions(case: Case, given: Mapping[str, str], across: str, down: str | None) -> Regions:
    """Return the regions of a plane; without ``down``, those of one axis.

    The one item of ``case`` is the context. Raises ``InputError`` for a quantity that is not compared, for
    one that the context fixes, and for a context that leaves too much open.
    """
    inquiry = case.inquiry()
    trace = inquiry.trace
    evaluation = evaluate(trace.program, case.catalog.item(0))
    every = [axis for axes in axes_of(trace, evaluation) for axis in axes]
    chosen = [
        _axis(trace, evaluation, every, name, case.book.id) for name in (across, down) if name is not None
    ]
    if len(chosen) == 2 and chosen[0] == chosen[1]:
        raise InputError.of(f"`{across}` is named twice", help="a plane has two quantities")
    answers = _Answers(trace, evaluation, chosen).table()
    cells = [axis.cells for axis in chosen]
    if down is None:
        cells.append([Interval()])
    directions = [Direction(*named(trace, axis.quantity), axis.numbers) for axis in chosen]
    if down is None:
        directions.append(Direction("", directions[0].unit, ()))
    found = tuple(_merged(cells[0], cells[1], answers))
    return Regions(case.book.id, inquiry.on, directions[0], directions[1], dict(given), found)


def compared_quantities(case: Case) -> list[Direction]:
    """Return the facts and metrics that are compared with numbers and free in the context.

    Those with the most numbers come first, then those that the text compares first.
    """
    trace = case.inquiry().trace
    evaluation = evaluate(trace.program, case.catalog.item(0))
    every = [axis for axes in axes_of(trace, evaluation) for axis in axes]
    free = [axis for axis in every if _is_free(evaluation.number(axis.quantity))]
    found = [Direction(*named(trace, axis.quantity), axis.numbers) for axis in free]
    return sorted((one for one in found if one.name.isidentifier()), key=lambda one: -len(one.cuts))


def plane_of(case: Case, down: str | None = None) -> tuple[str, str]:
    """Choose the quantities of a plane, the one across first. Raises ``InputError`` where there are none."""
    free = [one.name for one in compared_quantities(case) if one.name != down]
    if down is None and free:
        down = free.pop(0)
    if down is None or not free:
        count = "no quantity" if down is None else "one quantity"
        raise InputError.of(
            f"`{case.book.id}` compares {count} of a {case.catalog.kind.name} with numbers: that is no plane",
            help="name another rulebook, or give less",
        )
    return free[0], down


def _axis(trace: Trace, evaluation: Evaluation, every: Sequence[Axis], name: str, book: str) -> Axis:
    """Return the axis of a quantity, as the rule writes it."""
    written = {named(trace, axis.quantity)[0]: axis for axis in every}
    if name not in written:
        there = f"it compares {names(written)}" if written else None
        help_ = remedy(name, written, there, listed=True)
        raise InputError.of(f"`{book}` compares no quantity `{name}` with numbers", help=help_)
    axis = written[name]
    if not _is_free(evaluation.number(axis.quantity)):
        raise InputError.of(
            f"the facts given say what `{name}` is, so that it does not vary", help="leave them out"
        )
    return axis


def _is_free(value: Value) -> bool:
    return value.absent != "yes" and value.low == 0 and value.high is None


class _Answers:
    """The logic of a rulebook over the cells of its axes, for each way in which open answers can turn out."""

    def __init__(self, trace: Trace, evaluation: Evaluation, chosen: Sequence[Axis]) -> None:
        self._trace, self._chosen = trace, chosen
        self._truth = truths_apart_from(trace, evaluation, asked_in(chosen))
        output = trace.output
        self._wanted = {"": output.status, **{control.id: control.applies for control in output.controls}}
        hanging = reached(trace.program, self._wanted.values(), self._truth)
        nodes = {axis.quantity for axis in chosen}
        _, open_axes = axes_of(trace, evaluation)
        others = [
            axis
            for axis in open_axes
            if axis.quantity not in nodes and not hanging.isdisjoint(asked_in([axis]))
        ]
        self._open: list[tuple[str, Ways]] = [
            (named(trace, axis.quantity)[0], answers_of(axis, evaluation.number(axis.quantity)))
            for axis in others
        ]
        self._open += [
            (name, word_patterns(trace, refs)) for name, refs in open_words(trace, hanging).items()
        ]

    def table(self) -> list[list[Answer]]:
        """Return the answer in each pair of cells of the chosen axes; in each cell, where that is one."""
        factors = [axis.answers for axis in self._chosen]
        across, down = len(factors[0]), len(factors[1]) if len(factors) > 1 else 1
        factors += [patterns for _, patterns in self._open]
        if math.prod(map(len, factors)) > _MOST:
            raise InputError.of(
                "what is given leaves too much open",
                help=f"state more of {names(dict.fromkeys(name for name, _ in self._open))}",
            )
        space = CellSpace(self._trace.program, factors, self._truth)
        combinations = space.combinations
        roots = {name: space.holds(ref) for name, ref in self._wanted.items()}
        table = []
        for x in range(across):
            column = combinations.where(0, _only(x, across))
            cells = [column & combinations.where(1, _only(y, down)) for y in range(down)] if down > 1 else []
            table.append([self._answer(combinations, roots, cell) for cell in cells or [column]])
        return table

    def _answer(self, combinations: Combinations, roots: Mapping[str, int], cell: int) -> Answer:
        """Return the answer in a cell; ``roots`` are where each control applies, and by "" where any does."""
        applies = {name: _truth(found & cell, cell) for name, found in roots.items()}
        status = Status.of(applies.pop(""))
        first = len(self._chosen)
        hangs = [
            name
            for index, (name, _) in enumerate(self._open)
            if status == Status.UNDETERMINED
            and combinations.matters_within(roots[""] & cell, cell, first + index)
        ]
        return Answer(
            status.word,
            tuple(name for name, truth in applies.items() if truth),
            tuple(name for name, truth in applies.items() if truth is None),
            tuple(dict.fromkeys(hangs)),
        )


def _truth(found: int, cell: int) -> bool | None:
    return None if found and found != cell else bool(found)


def _only(index: int, count: int) -> list[bool]:
    return [each == index for each in range(count)]


def _merged(
    across: Sequence[Interval], down: Sequence[Interval], answers: Sequence[Sequence[Answer]]
) -> Iterator[Region]:
    """Yield rectangles of one answer: runs along the first axis, joined along the second."""
    open_: dict[tuple[int, int, Answer], int] = {}
    for y in range(len(down) + 1):
        runs = set(_runs([column[y] for column in answers])) if y < len(down) else set()
        for run in sorted(open_.keys() - runs, key=lambda run: run[0]):
            first, last, answer = run
            yield Region(
                _joined(across[first], across[last]), _joined(down[open_.pop(run)], down[y - 1]), answer
            )
        for run in runs - open_.keys():
            open_[run] = y


def _runs(answers: Sequence[Answer]) -> Iterator[tuple[int, int, Answer]]:
    """Yield where the same answer begins and ends, and the answer."""
    place = 0
    for answer, same in itertools.groupby(answers):
        count = len(list(same))
        yield place, place + count - 1, answer
        place += count


def _joined(first: Interval, last: Interval) -> Interval:
    return Interval(first.lower, last.upper)
