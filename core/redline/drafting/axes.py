"""Cut the quantities that a rulebook compares into cells: all that it sees of where each of them lies.

The numbers that a quantity is compared with cut its axis into points and open stretches; every comparison of
it has one answer in each of these cells.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from attrs import evolve, frozen

from redline import program
from redline.evidence.phrase import expression_text
from redline.exact.interpreter import Evaluation, judge
from redline.program.dependencies import atoms, word_name
from redline.program.operators import COMPARISONS
from redline.program.outputs import Ref
from redline.program.trace import Trace
from redline.units import DATE, Unit
from redline.values import NOT_APPLICABLE, Value, known

_JOINED: Final = (program.Not, program.All, program.Any)


@frozen
class Axis:
    """A quantity of the item with the numbers that it is compared with, and its comparisons."""

    node: Ref
    value: Value
    cuts: tuple[Fraction, ...]
    asked: tuple[tuple[Ref, str, Fraction], ...]


@frozen
class Cell:
    """A point or an open stretch of an axis; ``cost`` is how far it is, ``end`` where one gets into it.

    ``upwards`` says of a stretch ``beyond`` its end that it lies above that.
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


def asked_in(axes: Iterable[Axis]) -> set[Ref]:
    """Return the comparisons of axes."""
    return {ref for axis in axes for ref, _, _ in axis.asked}


def axes_of(trace: Trace, evaluation: Evaluation) -> tuple[list[Axis], list[Axis]]:
    """Return the axes of numbers that are known or absent, and those of numbers that are neither."""
    grouped: dict[Ref, list[tuple[Ref, str, Fraction]]] = {}
    for ref, (node, operator, (cut, _)) in atoms(trace.program):
        if trace.program.nodes[node].unit != DATE:
            grouped.setdefault(node, []).append((ref, operator, cut))
    known_axes: list[Axis] = []
    open_axes: list[Axis] = []
    for node, asked in grouped.items():
        value = evaluation.number(node)
        axis = Axis(node, value, tuple(sorted({cut for _, _, cut in asked})), tuple(asked))
        (known_axes if value.is_known or value.absent == "yes" else open_axes).append(axis)
    return known_axes, open_axes


def settled(trace: Trace, evaluation: Evaluation, moved: Collection[Ref]) -> Callable[[Ref], bool | None]:
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


def open_cells(axis: Axis) -> list[Cell]:
    """Return the cells in which a quantity that is not known may lie, that of there being none included."""
    cells = cells_of(evolve(axis, value=known(Fraction(0))))
    if axis.value.absent == "maybe":
        cells += cells_of(evolve(axis, value=NOT_APPLICABLE))
    return cells


def cells_of(axis: Axis) -> list[Cell]:
    """Return the cells of an axis upwards; a quantity that is not applicable has one, and stays there."""
    if axis.value.absent == "yes":
        return [Cell({ref: False for ref, _, _ in axis.asked}, Fraction(0), Fraction(0), beyond=False)]
    cells = []
    for inside, low, high in stretches(axis.cuts):
        answers = {ref: COMPARISONS[operator](inside, cut) for ref, operator, cut in axis.asked}
        cells.append(_cell(axis.value.low, answers, low, high))
    return cells


def stretches(cuts: Sequence[Fraction]) -> Iterator[tuple[Fraction, Fraction | None, Fraction | None]]:
    """Yield a number inside each cell, with the ends of the cell; a point has two equal ones."""
    below: Fraction | None = None
    for cut in cuts:
        if cut > 0:
            yield (cut / 2 if below is None else (below + cut) / 2), below, cut
        yield cut, cut, cut
        below = cut
    assert below is not None, "an axis has a cut"
    yield below + 1, below, None


def _cell(start: Fraction, answers: Mapping[Ref, bool], low: Fraction | None, high: Fraction | None) -> Cell:
    if low == high:
        assert low is not None
        return Cell(answers, _relative(start, low), low, beyond=False)
    if low is not None and start <= low:
        return Cell(answers, _relative(start, low), low, beyond=True, upwards=True)
    if high is not None and start >= high:
        return Cell(answers, _relative(start, high), high, beyond=True)
    return Cell(answers, Fraction(0), start, beyond=False)


def _relative(start: Fraction, threshold: Fraction) -> Fraction:
    return abs(start - threshold) / threshold if threshold else abs(start)
