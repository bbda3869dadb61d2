"""Say how far items are from the line: the distance to every limb, and the smallest change that matters.

The quantities that a rule compares are taken as independent of each other. The numbers that each is compared
with cut its axis into cells; which of these a quantity lies in is all that a rule sees of it. The *binding*
margin is the smallest relative change that leads to another answer: the least, over all cells with the other
answer, of the largest relative change that any one quantity needs to get there.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

from attrs import frozen

from redline import model
from redline.drafting.axes import (
    Target,
    answers_of,
    asked_in,
    axes_of,
    named,
    open_words,
    reached,
    targets_of,
    truths_apart_from,
    word_patterns,
)
from redline.evidence.determination import Determination, metric_dict
from redline.exact.cell_space import CellSpace, Ways
from redline.exact.combinations import Combinations
from redline.exact.interpreter import Evaluation, evaluate
from redline.program.axes import Axis
from redline.program.dependencies import atoms
from redline.program.outputs import Ref
from redline.program.trace import Trace, walk
from redline.units import DATE, Unit
from redline.values import Value, fields, json_number

_MOST_CELLS: Final = 2**20


@frozen
class Distance:
    """How far a quantity is from a number that a limb compares it with."""

    limb: str
    quantity: str
    unit: Unit
    operator: str
    threshold: Fraction
    value: Value
    met: bool | None

    @property
    def relative(self) -> Fraction | None:
        """The signed distance in proportion to the threshold; None where the value is not known."""
        if not self.value.is_known or not self.threshold:
            return None
        return (self.value.low - self.threshold) / self.threshold

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        known_, relative = self.value.is_known, self.relative
        return {
            **fields(self, "limb quantity"),
            "value": metric_dict(self.value, self.unit),
            **fields(self, "operator threshold met"),
            "distance": json_number(self.value.low - self.threshold) if known_ else None,
            "relative": None if relative is None else json_number(relative),
        }


@frozen
class Move:
    """One quantity on its way to the other side: to ``end``, or right beyond it, over or under it."""

    quantity: str
    unit: Unit
    start: Fraction
    end: Fraction
    beyond: bool
    relative: Fraction
    upwards: bool = False
    """Whether right over its end is meant, where it is ``beyond``."""

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return {
            **fields(self, "quantity unit"),
            "from": json_number(self.start),
            "to": json_number(self.end),
            "included": not self.beyond,
            **fields(self, "beyond upwards relative"),
        }


@frozen
class Margin:
    """How far one item is from another answer.

    ``direction`` is "escape" for an item that is controlled, "fall in" for one that is not, None for one that
    is undetermined. ``moves`` are the quantities that have to change together, the one that binds first;
    none where no change of numbers leads to another answer. They do so whatever the quantities and words
    are that ``open`` names, which are not known; ``nearest`` is the margin if these are as near as can be.
    """

    item: str
    rulebook: str
    status: str
    direction: str | None
    distances: tuple[Distance, ...]
    moves: tuple[Move, ...]
    open: tuple[str, ...]
    nearest: Fraction | None = None

    @property
    def relative(self) -> Fraction | None:
        """The binding margin, in proportion to the threshold that binds."""
        return self.moves[0].relative if self.moves else None

    @property
    def is_open(self) -> bool:
        """Whether what is not known keeps the margin from being known."""
        return self.direction is None or (not self.moves and bool(self.open))

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return fields(self, "item rulebook status direction relative nearest moves open distances")


def margin(one: Determination) -> Margin:
    """Measure how far one item is from another answer."""
    trace, item = one.trace, one.facts
    evaluation = evaluate(trace.program, item)
    axes, open_axes = axes_of(trace, evaluation)
    truth = truths_apart_from(trace, evaluation, asked_in(axes))
    hanging = reached(trace.program, [trace.output.status], truth)
    axes, open_axes = (
        [axis for axis in each if not hanging.isdisjoint(asked_in([axis]))] for each in (axes, open_axes)
    )
    words = open_words(trace, hanging)
    moves: tuple[Move, ...] = ()
    nearest: Fraction | None = None
    direction = {"controlled": "escape", "not_controlled": "fall in"}.get(one.status)
    if direction is not None:
        fixed = [answers_of(axis, evaluation.number(axis.quantity)) for axis in open_axes]
        fixed += [word_patterns(trace, refs) for refs in words.values()]
        placed = [(axis, evaluation.number(axis.quantity)) for axis in axes]
        moves, nearest = _moves(trace, truth, placed, fixed, controlled=one.status == "controlled")
    open_ = (*(named(trace, axis.quantity)[0] for axis in open_axes), *words)
    distances = tuple(_distances(trace, evaluation))
    return Margin(one.item, one.rulebook, one.status, direction, distances, moves, open_, nearest)


# --- distances ----------------------------------------------------------------------------------


def _distances(trace: Trace, evaluation: Evaluation) -> Iterator[Distance]:
    """Yield the distance to each constant that a limb compares something with, in the order of the text."""
    for one in limb_comparisons(trace):
        value, met = evaluation.number(one.node), evaluation.truth(one.truth)
        yield Distance(one.limb, one.quantity, one.unit, one.operator, one.threshold, value, met)


@frozen
class LimbComparison:
    """A quantity that a limb compares with a number: ``node`` is the quantity, ``truth`` the comparison."""

    limb: str
    quantity: str
    unit: Unit
    operator: str
    threshold: Fraction
    node: Ref
    truth: Ref


def limb_comparisons(trace: Trace) -> Iterator[LimbComparison]:
    """Yield what limbs compare with numbers, in the order of the text; dates are left out."""
    constants = dict(atoms(trace.program))
    for control in trace.controls():
        for label, condition in _labeled(control.condition, control.id):
            ref = trace.node(condition)
            if ref in constants:
                node, compares, threshold = constants[ref]
                name, unit = named(trace, node)
                if unit != DATE:
                    yield LimbComparison(label, name, unit, compares, threshold, node, ref)


def _labeled(condition: model.Condition, label: str) -> Iterator[tuple[str, model.Comparison]]:
    """Yield comparisons with the innermost label that they stand under."""
    if isinstance(condition, model.Limb):
        yield from _labeled(condition.condition, condition.label)
    elif isinstance(condition, model.All | model.Any):
        for inner in condition.conditions:
            yield from _labeled(inner, label)
    else:
        yield from ((label, each) for each in walk(condition) if isinstance(each, model.Comparison))


# --- the binding margin -------------------------------------------------------------------------


def _moves(
    trace: Trace,
    truth: Callable[[Ref], bool | None],
    axes: Sequence[tuple[Axis, Value]],
    fixed: Sequence[Ways],
    *,
    controlled: bool,
) -> tuple[tuple[Move, ...], Fraction | None]:
    """Return the moves with the least largest change that lead to the other answer, whatever ``fixed`` is.

    Return also the least largest change that does so for some of what ``fixed`` may be.
    """
    cells = [targets_of(axis, value) for axis, value in axes]
    factors = [*fixed, *([cell.answers for cell in each] for each in cells)]
    space = CellSpace(trace.program, factors, truth)
    every = space.combinations
    if every.count > _MOST_CELLS:
        return (), None
    holds = space.holds(trace.output.status)
    other = every.every & ~holds if controlled else holds
    always, ever = (every.without(other, len(fixed), join) for join in (operator.and_, operator.or_))
    combinations = Combinations([len(each) for each in cells])
    nearest: Fraction | None = None
    for cost in sorted({cell.cost for each in cells for cell in each}):
        within = combinations.every
        for index, each in enumerate(cells):
            within &= combinations.where(index, [cell.cost <= cost for cell in each])
        if nearest is None and within & ever:
            nearest = cost
        if within & always:
            return _cheapest(trace, axes, cells, combinations, within & always), nearest
    return (), nearest


def _cheapest(
    trace: Trace,
    axes: Sequence[tuple[Axis, Value]],
    cells: Sequence[Sequence[Target]],
    combinations: Combinations,
    reached: int,
) -> tuple[Move, ...]:
    """Return the moves to the cell that takes the fewest and smallest changes."""
    best: tuple[Any, ...] | None = None
    for place in _bits(reached):
        chosen = _digits(place, combinations.sizes)
        there = [each[digit] for each, digit in zip(cells, chosen, strict=True)]
        moved = sorted((cell.cost for cell in there if cell.cost or cell.beyond), reverse=True)
        rank = (max(moved, default=Fraction(0)), len(moved), sum(moved), chosen)
        if best is None or rank < best[0]:
            best = rank, there
    assert best is not None
    moves = [
        Move(*named(trace, axis.quantity), value.low, cell.end, cell.beyond, cell.cost, cell.upwards)
        for (axis, value), cell in zip(axes, best[1], strict=True)
        if value.absent == "no" and (cell.cost or cell.beyond)
    ]
    return tuple(sorted(moves, key=lambda move: (-move.relative, move.quantity)))


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _digits(place: int, sizes: Sequence[int]) -> tuple[int, ...]:
    digits = []
    for size in reversed(sizes):
        place, digit = divmod(place, size)
        digits.append(digit)
    return tuple(digits[::-1])
