"""Find where a varied parameter of the law meets the facts, and settle the comparisons that read it.

A program lowered with a parameter left open has it as a fact that nobody states. A *line* is a
comparison of a quantity of the item with that parameter alone. Below the quantity, at it and above it
the comparison has a known answer, so the program splits into *worlds* in which it is a constant: what an
item answers in each world is all that it can answer, whatever the parameter is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final, Literal, TypeAlias

from attrs import frozen

from redline import program
from redline.exact.interpreter import ARITHMETIC, calculate, judge
from redline.program import Program
from redline.program.dependencies import atoms
from redline.program.node_builder import NodeBuilder
from redline.program.operators import MIRRORED
from redline.program.outputs import Ref
from redline.program.roots import Key
from redline.values import Value, known

Side: TypeAlias = Literal["below", "at", "above", "absent"]
"""Where the parameter lies as the quantity sees it; or there is no such quantity."""

World: TypeAlias = Mapping[Ref, bool | Fraction]
"""Answers of comparisons, and numbers, that are taken as settled."""

_MET: Final[Mapping[str, frozenset[Side]]] = {
    ">=": frozenset({"below", "at"}),
    ">": frozenset({"below"}),
    "<=": frozenset({"at", "above"}),
    "<": frozenset({"above"}),
}


@frozen
class Line:
    """A comparison with a parameter: ``quantity`` stands left of ``operator``, ``factor`` times it right."""

    comparison: Ref
    quantity: Ref
    operator: str
    factor: Fraction

    def holds(self, side: Side) -> bool:
        """Return the comparison's answer where the parameter lies there."""
        return side in _MET[self.operator]

    def cuts(self, over: Program) -> set[Fraction]:
        """Return the other numbers that the quantity is compared with, on the scale of the parameter."""
        return {number / self.factor for _, (node, _, number) in atoms(over) if node == self.quantity}


def readers(over: Program, fact: str) -> frozenset[Ref]:
    """Return the nodes that hang on a fact, in whatever space."""
    return over.above(over.reading(fact))


def lines(over: Program, fact: str) -> list[Line] | None:
    """Return the lines that a parameter draws; None where it also enters a program in some other way."""
    touched = readers(over, fact)
    scales = {ref: scale for ref in touched if (scale := _scale(over, ref, fact)) is not None}
    found = []
    for ref in sorted(touched):
        operation = over.nodes[ref].operation
        if ref in scales or isinstance(operation, program.Not | program.All | program.Any):
            continue
        line = _line(over, ref, scales, touched)
        if line is None or over.nodes[ref].space != program.ITEM:
            return None
        found.append(line)
    return found


def _scale(over: Program, ref: Ref, fact: str) -> Fraction | None:
    """Return what a parameter is multiplied with in a node that is nothing else."""
    operation = over.nodes[ref].operation
    if isinstance(operation, program.FactValue) and operation.fact.name == fact:
        return Fraction(1)
    if isinstance(operation, program.Product):
        for inner, other in ((operation.left, operation.right), (operation.right, operation.left)):
            constant, scale = over.nodes[other].operation, _scale(over, inner, fact)
            if scale is not None and isinstance(constant, program.Constant) and constant.value > 0:
                return scale * constant.value
    return None


def _line(over: Program, ref: Ref, scales: Mapping[Ref, Fraction], touched: frozenset[Ref]) -> Line | None:
    operation = over.nodes[ref].operation
    if isinstance(operation, program.Compare):
        left, right = operation.left, operation.right
        if right in scales and left not in touched:
            return Line(ref, left, operation.operator, scales[right])
        if left in scales and right not in touched:
            return Line(ref, right, MIRRORED[operation.operator], scales[left])
    return None


# --- worlds -------------------------------------------------------------------------------------


def world(drawn: Sequence[Line], side: Side) -> dict[Ref, bool | Fraction]:
    """Return the answers of lines where their parameter lies there."""
    return {line.comparison: line.holds(side) for line in drawn}


def fixed(over: Program, fact: str, number: Fraction) -> dict[Ref, bool | Fraction]:
    """Return the world in which a parameter is a number."""
    return dict.fromkeys(over.reading(fact), number)


def specialized(
    over: Program, roots: Mapping[Key, Ref], worlds: Sequence[World]
) -> tuple[Program, list[dict[Key, Ref]]]:
    """Return one graph of what some roots of a program answer in several worlds, and the roots in each."""
    builder = Rebuilder(over.kind, dict(over.readings))
    copies = [builder.copied(over, roots, taken) for taken in worlds]
    return Program(over.kind, tuple(builder.nodes), (), over.readings), copies


class Rebuilder(NodeBuilder):
    """Copies what outcomes hang on, from programs and worlds; equal nodes are one node across all of them."""

    def copied(self, over: Program, roots: Mapping[Key, Ref], taken: World) -> dict[Key, Ref]:
        """Copy what roots of a program answer in one world."""
        self._over, self._world = over, taken
        self._copies: dict[Ref, Ref] = {}
        return {key: self.copy(ref) for key, ref in roots.items()}

    def negated(self, ref: Ref) -> Ref:
        """Return the node that holds where another does not."""
        return self._not(ref)

    def both(self, left: Ref, right: Ref) -> Ref:
        """Return the node that holds where two others do."""
        return self._all([left, right])

    def one_of(self, refs: Sequence[Ref]) -> Ref:
        """Return the node that holds where one of several does."""
        return self._any(list(refs))

    def copy(self, ref: Ref) -> Ref:
        if ref not in self._copies:
            self._copies[ref] = self._copy(ref)
        return self._copies[ref]

    def _copy(self, ref: Ref) -> Ref:
        node = self._over.nodes[ref]
        taken = self._world.get(ref)
        if isinstance(taken, bool):
            return self.add(program.Truth(taken), None)
        if taken is not None:
            return self.add(program.Constant(taken), node.unit)
        copies = tuple(self.copy(inner) for inner in node.operation.arguments)
        match node.operation:
            case program.Not():
                return self._not(copies[0])
            case program.All():
                return self._all(list(copies))
            case program.Any():
                return self._any(list(copies))
        if (folded := self._folded(node, copies)) is not None:
            return folded
        self._space = node.space
        try:
            return self.add(node.operation.over(copies), node.unit)
        finally:
            self._space = program.ITEM

    def _folded(self, node: program.Node, copies: tuple[Ref, ...]) -> Ref | None:
        """Return what constants come to by themselves, None where it is not that."""
        operation = node.operation.over(copies)
        values = {
            copy: each.value
            for copy in copies
            if isinstance(each := self.nodes[copy].operation, program.Constant)
        }
        if not copies or len(values) < len(set(copies)):
            return None

        def number(ref: Ref) -> Value:
            return known(values[ref])

        if isinstance(operation, program.Compare):
            holds = judge(operation, number, lambda _: None)
            return self.add(program.Truth(bool(holds)), None)
        if type(operation) in ARITHMETIC:
            result = calculate(operation, number)
            return self.add(program.Constant(result.low), node.unit) if result.is_known else None
        return None
