"""Cut the quantities that a rulebook compares into cells: all that it sees of where each of them lies.

The numbers that a quantity is compared with cut its axis into points and open stretches; every comparison of
it has one answer in each of these cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import evolve, frozen

from redline import program
from redline.bounds import COMPARISONS
from redline.interpreter import Evaluation
from redline.links import atoms
from redline.outputs import Ref
from redline.phrase import expression_text
from redline.trace import Trace
from redline.units import DATE, Unit
from redline.values import NOT_APPLICABLE, Value, known


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


def open_words(trace: Trace, evaluation: Evaluation) -> list[Ref]:
    """Return the open answers that are neither of an axis nor made of others."""
    nodes = trace.program.nodes
    on_axes = {ref for ref, (node, *_) in atoms(trace.program) if nodes[node].unit != DATE}
    joined = (program.Not, program.All, program.Any)
    return [
        ref
        for ref, node in enumerate(nodes)
        if node.unit is None and node.space == program.ITEM and ref not in on_axes
        if not isinstance(node.operation, joined) and evaluation.truth(ref) is None
    ]


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


def known_truths(
    trace: Trace, evaluation: Evaluation, varied: set[Ref], answers: Mapping[Ref, bool]
) -> Callable[[Ref], bool | None]:
    """Return a function that gives the truth of nodes that no axis has a part in."""
    hanging = varied | answers.keys()
    for ref, node in enumerate(trace.program.nodes):
        if node.unit is None and hanging & set(program.arguments(node.operation)):
            hanging.add(ref)
    return lambda ref: answers.get(ref) if ref in hanging else evaluation.truth(ref)
