"""Analyze how the compared quantities of a program hang together: which unknowns they share."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from fractions import Fraction

from attrs import frozen

from redline import program
from redline.program import Program
from redline.program.operators import MIRRORED
from redline.program.outputs import Ref


@frozen
class Links:
    """How the compared quantities (the axes) of a program hang together.

    ``shared`` are nodes that several axes contain, with those axes. ``factors`` are, for an axis that
    is a product or quotient, the nodes it is made of; ``private`` those of them whose facts no other axis
    reads. ``read_once`` are axes in which each fact occurs once and in no function of a plugin.
    ``growing`` are pairs of an axis and a shared node that it grows with.
    """

    # An axis that is read once takes all values within its bounds: its facts can be chosen one by one, and
    # each moves it on without a jump. `a / b` with a in 2..6 and b in 1..2 takes all of 1..6. But `a / (a +
    # b)` with both in 1..2 has the bounds 1/4..1, from those of `a` and of `a + b`, and never leaves
    # 1/3..2/3.

    shared: Mapping[Ref, frozenset[Ref]]
    factors: Mapping[Ref, tuple[Ref, ...]]
    private: Mapping[Ref, tuple[Ref, ...]]
    read_once: frozenset[Ref]
    growing: frozenset[tuple[Ref, Ref]]

    def wanted(self) -> set[Ref]:
        """Return the number nodes whose values a cell table looks at."""
        return {*self.shared, *itertools.chain(*self.factors.values())}


def links(over: Program) -> Links:
    """Analyze which unknowns the compared quantities of a program have in common."""
    axes = sorted({ref for ref, _ in compared(over)})
    quantities = _Quantities(over)
    leaves, factors = quantities.leaves, {axis: tuple(quantities.factors(axis)) for axis in axes}
    private = {
        axis: tuple(
            factor
            for factor in factors[axis]
            if not any(leaves[factor] & leaves[other] for other in axes if other != axis)
        )
        for axis in axes
    }
    shared: dict[Ref, frozenset[Ref]] = {}
    for first, second in itertools.combinations(axes, 2):
        for ref in quantities.topmost(first, quantities.under[second]):
            shared[ref] = shared.get(ref, frozenset()) | {first, second}
    read_once = frozenset(axis for axis in axes if quantities.is_read_once(axis))
    growing = frozenset(
        (axis, ref) for ref, users in shared.items() for axis in users if quantities.grows(axis, ref)
    )
    return Links(shared, factors, private, read_once, growing)


class _Quantities:
    """What each quantity of a program is made of: the nodes ``under`` it, and the ``leaves`` of these."""

    def __init__(self, over: Program) -> None:
        self._operations = [node.operation for node in over.nodes]
        self._inner = [
            numbers_in(over, ref) if isinstance(each, program.OfNumber) else ()
            for ref, each in enumerate(self._operations)
        ]
        self.under: list[frozenset[Ref]] = []
        self.leaves: list[frozenset[Ref]] = []
        for ref, inner in enumerate(self._inner):
            self.under.append(frozenset({ref}).union(*(self.under[each] for each in inner)))
            is_leaf = isinstance(self._operations[ref], program.FactValue | program.Gather)
            own = frozenset({ref} if is_leaf else ())
            self.leaves.append(own.union(*(self.leaves[each] for each in inner)))

    def factors(self, ref: Ref) -> Iterator[Ref]:
        """Yield what a product or quotient is made of; any other node is its own factor."""
        if isinstance(self._operations[ref], program.Product | program.Quotient):
            for inner in self._inner[ref]:
                yield from self.factors(inner)
        else:
            yield ref

    def topmost(self, ref: Ref, among: AbstractSet[Ref]) -> set[Ref]:
        """Return the uppermost nodes under ``ref`` that are also in ``among``."""
        if ref in among:
            return {ref}
        return set().union(*(self.topmost(inner, among) for inner in self._inner[ref]))

    def is_read_once(self, ref: Ref) -> bool:
        """Return whether one way leads to each leaf, and none through a function of a plugin."""
        inner = self._inner[ref]
        return (
            not isinstance(self._operations[ref], program.Call)
            and sum(len(self.leaves[each]) for each in inner) <= len(self.leaves[ref])
            and all(map(self.is_read_once, inner))
        )

    def grows(self, ref: Ref, inner: Ref) -> bool:
        """Return whether a node never falls when an inner one rises, such as one that is in no divisor."""
        operation = self._operations[ref]
        return ref == inner or all(
            place not in operation.falling and self.grows(next_, inner)
            for place, next_ in enumerate(operation.made_of)
            if inner in self.under[next_]
        )


# --- the graph ----------------------------------------------------------------------------------


def compared(over: Program) -> Iterator[tuple[Ref, Ref]]:
    """Yield the quantities that stand in comparisons of the item, with the comparison."""
    for ref, node in enumerate(over.nodes):
        if isinstance(node.operation, program.Compare) and node.space == program.ITEM:
            for side in (node.operation.left, node.operation.right):
                if not isinstance(over.nodes[side].operation, program.Constant):
                    yield side, ref


def atoms(over: Program) -> Iterator[tuple[Ref, tuple[Ref, str, Fraction]]]:
    """Yield comparisons with constants: the quantity, the sign seen from it, and the number."""
    for ref, node in enumerate(over.nodes):
        if isinstance(node.operation, program.Compare) and node.space == program.ITEM:
            operator, left, right = node.operation.operator, node.operation.left, node.operation.right
            first, second = over.nodes[left].operation, over.nodes[right].operation
            if isinstance(second, program.Constant):
                yield ref, (left, operator, second.value)
            elif isinstance(first, program.Constant):
                yield ref, (right, MIRRORED[operator], first.value)


def is_word(over: Program, ref: Ref) -> bool:
    """Return whether a node asks a yes/no fact, a category, parts, or what no source says."""
    return isinstance(
        over.nodes[ref].operation, program.Is | program.Holds | program.AnyPart | program.Unstated
    )


def calls(over: Program, operation: program.Operation) -> bool:
    """Return whether an operation, or one that it reads, calls a function of a plugin."""
    inner = (over.nodes[ref].operation for ref in operation.arguments)
    return isinstance(operation, program.Call) or any(calls(over, each) for each in inner)


def is_pair(over: Program, ref: Ref) -> bool:
    """Return whether a node compares two quantities, neither of them a constant."""
    operation = over.nodes[ref].operation
    return isinstance(operation, program.Compare) and not any(
        isinstance(over.nodes[side].operation, program.Constant) for side in (operation.left, operation.right)
    )


def word_name(over: Program, ref: Ref) -> str:
    """Return what an open answer hangs on: answers of one name hang together."""
    operation = over.nodes[ref].operation
    if isinstance(operation, program.Is | program.Holds):
        return operation.fact.name
    if isinstance(operation, program.Unstated):
        return operation.name
    return operation.collection.name if isinstance(operation, program.AnyPart) else f"%{ref}"


def numbers_in(over: Program, ref: Ref) -> tuple[Ref, ...]:
    """Return the quantities that a quantity is directly made of, constants left out."""
    operation = over.nodes[ref].operation
    if isinstance(operation, program.Gather):
        return ()
    return tuple(i for i in operation.made_of if not isinstance(over.nodes[i].operation, program.Constant))
