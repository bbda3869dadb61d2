"""See conditions as boxes of cells: each value that they ask about is cut where they compare it.

Values are taken to be independent of each other. A box that is empty here is empty in fact, and what
covers a box here covers it in fact; the converse is not claimed.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final, TypeAlias

from redline import model
from redline.interval import START, Cut, Interval
from redline.program.operators import COMPARISONS, MIRRORED, cut_of, is_met
from redline.program.trace import walk

Cells: TypeAlias = frozenset[Hashable]
Box: TypeAlias = Mapping[Hashable, Cells]
"""The cells on each axis; an axis that is not named takes all of its cells."""

_ABSENT: Final = "not applicable"
"""The cell of a quantity that does not apply: a comparison with it is not met."""

_MOST_BOXES: Final = 400
_MOST_STEPS: Final = 20_000


class TooMuchError(Exception):
    """A condition has too many boxes to say anything of it."""


class Space:
    """The axes that some conditions ask about, each cut into cells within which no answer changes."""

    def __init__(self, conditions: Iterable[model.Condition]) -> None:
        self._cuts: dict[Hashable, list[Cut]] = {}
        self._all: dict[Hashable, Cells] = {}
        for each in conditions:
            for part in walk(each):
                self._add(part)
        for axis, cuts in self._cuts.items():
            self._all[axis] = frozenset([*Interval().split(cuts), _ABSENT])

    def cells(self, box: Box, axis: Hashable) -> Cells:
        """Return the cells of a box on an axis."""
        return box.get(axis, self._all[axis])

    def is_number(self, axis: Hashable) -> bool:
        """Return whether the cells of an axis are stretches of a number line."""
        return axis in self._cuts

    def starts_above(self, cells: Cells) -> bool:
        """Return whether cells of a number line have a lower bound."""
        return _ABSENT not in cells and all(cell.lower > START for cell in _intervals(cells))

    def ends_below(self, cells: Cells) -> bool:
        """Return whether cells of a number line have an upper bound."""
        return all(cell.upper is not None for cell in _intervals(cells))

    def boxes(self, condition: model.Condition, *, met: bool = True) -> list[Box]:
        """Return boxes that together are where a condition is met, or is not met.

        Raises ``TooMuchError`` where they are too many.
        """
        match condition:
            case model.Limb(_, inner):
                return self.boxes(inner, met=met)
            case model.Not(inner):
                return self.boxes(inner, met=not met)
            case model.All(conditions) | model.Any(conditions):
                each = [self.boxes(inner, met=met) for inner in conditions]
                if isinstance(condition, model.All) == met:
                    return self.product(each)
                together = [box for boxes in each for box in boxes]
                if len(together) > _MOST_BOXES:
                    raise TooMuchError
                return together
        return self._single(condition, met=met)

    def product(self, each: Iterable[Sequence[Box]]) -> list[Box]:
        """Return the boxes in which one of each sort meet. Raises ``TooMuchError``."""
        found: list[Box] = [{}]
        for boxes in each:
            if len(found) * len(boxes) > _MOST_BOXES:
                raise TooMuchError
            pairs = (self._meet(first, second) for first, second in itertools.product(found, boxes))
            found = [box for box in pairs if box is not None]
        return found

    def covered(self, box: Box, by: Sequence[Box]) -> bool:
        """Return whether boxes together contain a box. Raises ``TooMuchError``."""
        steps = 0
        waiting: list[tuple[Box, int]] = [(box, 0)]
        while waiting:
            left, index = waiting.pop()
            steps += 1
            if index == len(by):
                return False
            if steps > _MOST_STEPS:
                raise TooMuchError
            waiting += [(piece, index + 1) for piece in self._without(left, by[index])]
        return True

    def _without(self, box: Box, other: Box) -> list[Box]:
        """Return the pieces of a box that lie outside of another one."""
        if self._meet(box, other) is None:
            return [box]
        pieces: list[Box] = []
        inside = dict(box)
        for axis, cells in other.items():
            mine = self.cells(inside, axis)
            if mine - cells:
                pieces.append({**inside, axis: mine - cells})
            inside[axis] = mine & cells
        return pieces

    def _meet(self, first: Box, second: Box) -> Box | None:
        met = dict(first)
        for axis, cells in second.items():
            met[axis] = self.cells(met, axis) & cells
            if not met[axis]:
                return None
        return met

    # --- single conditions ------------------------------------------------------------------

    def _add(self, condition: model.Condition) -> None:
        match condition:
            case model.Comparison():
                asked = _asked(condition)
                if asked is None:
                    self._all[condition] = frozenset([True, False])
                elif not isinstance(asked, bool):
                    axis, operator, number = asked
                    self._cuts.setdefault(axis, []).append(cut_of(operator, number))
            case model.Is(fact) | model.InGroup(fact):
                self._all[_axis(fact)] = frozenset(fact.categories)
            case model.Holds(fact):
                self._all[_axis(fact)] = frozenset([True, False])
            case model.Limb() | model.Not() | model.All() | model.Any():
                pass
            case _:
                self._all[condition] = frozenset([True, False])

    def _single(self, condition: model.Condition, *, met: bool) -> list[Box]:
        axis: Hashable
        match condition:
            case model.Comparison():
                asked = _asked(condition)
                if isinstance(asked, bool):
                    return [{}] if asked == met else []
                if asked is None:
                    return [{condition: frozenset([met])}]
                axis, operator, number = asked
                yes: Cells = frozenset(
                    cell for cell in _intervals(self._all[axis]) if is_met(operator, number, cell)
                )
            case model.Is(fact, words):
                axis, yes = _axis(fact), frozenset(words)
            case model.InGroup(fact, countries):
                axis, yes = _axis(fact), frozenset(countries)
            case model.Holds(fact):
                axis, yes = _axis(fact), frozenset([True])
            case _:
                axis, yes = condition, frozenset([True])
        cells = self._all[axis] & yes if met else self._all[axis] - yes
        return [{axis: cells}] if cells else []


def _intervals(cells: Cells) -> Iterator[Interval]:
    return (cell for cell in cells if isinstance(cell, Interval))


def _axis(fact: model.Fact) -> Hashable:
    return ("fact", fact.owner, fact.name)


def _asked(comparison: model.Comparison) -> tuple[Hashable, str, Fraction] | bool | None:
    """Return what is compared with which number, in base units; an answer where both sides are numbers.

    None where neither side is a number of the law.
    """
    left, right = constant(comparison.left), constant(comparison.right)
    if left is not None and right is not None:
        return COMPARISONS[comparison.operator](left, right)
    if right is not None:
        return _key(comparison.left), comparison.operator, right
    if left is not None:
        return _key(comparison.right), MIRRORED[comparison.operator], left
    return None


def _key(expression: model.Expression) -> Hashable:
    match expression:
        case model.FactRef(fact):
            return _axis(fact)
        case model.MetricRef(metric):
            return ("metric", metric.name)
    return expression


def constant(expression: model.Expression) -> Fraction | None:
    """Return the number that an expression is for every item, in base units; None where it is none."""
    match expression:
        case model.Quantity(value, unit):
            return value * unit.factor
        case model.ParameterRef(parameter):
            return parameter.value * parameter.unit.factor
        case model.Arithmetic(operator, left, right):
            first, second = constant(left), constant(right)
            if first is None or second is None or (operator == "/" and not second):
                return None
            return {"+": first + second, "*": first * second, "/": first / (second or 1)}[operator]
    return None
