"""Say of an item what a rulebook sees of each quantity that it compares: the cells in which it may lie.

Dates are left out.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from attrs import frozen

from redline import program
from redline.evidence.phrase import expression_text
from redline.exact.interpreter import Evaluation, judge
from redline.interval import Interval
from redline.program.axes import Axis, axes
from redline.program.dependencies import atoms, word_name
from redline.program.outputs import Ref
from redline.program.trace import Trace
from redline.units import DATE, Unit
from redline.values import Value

_JOINED: Final = (program.Not, program.All, program.Any)


@frozen
class Target:
    """A cell of an axis, to get into; ``cost`` is how far it is, ``end`` where one gets into it.

    ``beyond`` says that the end is no part of it, ``upwards`` then that it lies above the end.
    """

    answers: Mapping[Ref, bool]
    cost: Fraction
    end: Fraction
    beyond: bool
    upwards: bool = False


def named(trace: Trace, node: Ref) -> tuple[str, Unit]:
    """Return how the rule writes a quantity, and its unit."""
    written = [each for each in trace.compared if trace.node(each) == node]
    unit = written[0].unit if written else trace.program.nodes[node].unit
    assert unit is not None
    return (expression_text(written[0]) if written else f"%{node}"), unit


def asked_in(several: Iterable[Axis]) -> set[Ref]:
    """Return the comparisons of axes."""
    return {ref for axis in several for ref, _, _ in axis.asked}


def axes_of(trace: Trace, evaluation: Evaluation) -> tuple[list[Axis], list[Axis]]:
    """Return the axes of numbers that are known or absent, and those of numbers that are neither."""
    known_axes: list[Axis] = []
    open_axes: list[Axis] = []
    for axis in axes(trace.program):
        value = evaluation.number(axis.quantity)
        if trace.program.nodes[axis.quantity].unit != DATE:
            (known_axes if value.is_known or value.absent == "yes" else open_axes).append(axis)
    return known_axes, open_axes


def truths_apart_from(
    trace: Trace, evaluation: Evaluation, moved: Collection[Ref]
) -> Callable[[Ref], bool | None]:
    """Return a function that gives the truths that stand, whatever the answers of the ``moved`` ones are.

    None of those that hang on what is moved or not known.
    """
    nodes, truths = trace.program.nodes, dict[Ref, bool | None]()

    def truth(ref: Ref) -> bool | None:
        if ref not in truths:
            operation = nodes[ref].operation
            if ref in moved:
                truths[ref] = None
            elif isinstance(operation, _JOINED):
                truths[ref] = judge(operation, evaluation.number, truth)
            else:
                truths[ref] = evaluation.truth(ref)
        return truths[ref]

    return truth


def reached(over: program.Program, roots: Iterable[Ref], truth: Callable[[Ref], bool | None]) -> set[Ref]:
    """Return the truths on which those of some roots hang.

    What is settled in any case is left out with all that it is made of, such as a presumption that is not
    about the one who asks, and what would rebut it.
    """
    return set(over.under(roots, lambda ref: over.nodes[ref].unit is None and truth(ref) is None))


def open_words(trace: Trace, hanging: Collection[Ref]) -> dict[str, list[Ref]]:
    """Return those of some open truths that are of no axis and not made of others, by what they hang on."""
    nodes = trace.program.nodes
    on_axes = {ref for ref, (node, *_) in atoms(trace.program) if nodes[node].unit != DATE}
    found: dict[str, list[Ref]] = {}
    for ref in sorted(hanging):
        if ref not in on_axes and not isinstance(nodes[ref].operation, _JOINED):
            found.setdefault(word_name(trace.program, ref), []).append(ref)
    return found


def word_patterns(trace: Trace, refs: Sequence[Ref]) -> list[Mapping[Ref, bool]]:
    """Return how the answers that hang on one thing may turn out; those on one category, by its words."""
    operations = [trace.program.nodes[ref].operation for ref in refs]
    asked = [each for each in operations if isinstance(each, program.Is)]
    if len(asked) == len(refs):
        words = asked[0].fact.categories
        ways = sorted({tuple(word in each.categories for each in asked) for word in words})
    else:
        ways = list(itertools.product((False, True), repeat=len(refs)))
    return [dict(zip(refs, way, strict=True)) for way in ways]


def answers_of(axis: Axis, value: Value) -> list[Mapping[Ref, bool]]:
    """Return the answers in each cell in which a quantity may lie, that of there being none included."""
    present = [] if value.absent == "yes" else axis.answers
    return [*present, *([] if value.absent == "no" else [dict.fromkeys(asked_in([axis]), False)])]


def targets_of(axis: Axis, value: Value) -> list[Target]:
    """Return the cells of an axis upwards; a quantity that is not applicable has one, and stays there."""
    if value.absent == "yes":
        return [Target(each, Fraction(0), Fraction(0), beyond=False) for each in answers_of(axis, value)]
    return [_target(value.low, *cell) for cell in zip(axis.cells, axis.answers, strict=True)]


def _target(start: Fraction, cell: Interval, answers: Mapping[Ref, bool]) -> Target:
    if start in cell:
        return Target(answers, Fraction(0), start, beyond=False)
    upwards = start <= cell.low
    end, included = (cell.low, cell.has_low) if upwards else (cell.high, cell.has_high)
    assert end is not None, "nothing lies above a cell without an upper end"
    return Target(answers, _relative(start, end), end, beyond=not included, upwards=upwards and not included)


def _relative(start: Fraction, threshold: Fraction) -> Fraction:
    return abs(start - threshold) / threshold if threshold else abs(start)
