"""Analyze how the compared quantities of a program hang together: which unknowns they share."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from fractions import Fraction

from attrs import frozen

from redline import program
from redline.program import Program
from redline.program.operators import MIRRORED
from redline.program.outputs import Ref


@frozen
class Links:
    """How the compared quantities of a program hang together.

    ``shared`` are nodes that several axes contain, with those axes. ``factors`` are, for an axis that
    is a product or quotient, the nodes it is made of; ``private`` those of them that no other axis
    reads. ``read_once`` are axes in which each fact occurs once and in no function of a plugin, so that
    all values within their bounds are reached;
    ``growing`` are pairs of an axis and a shared node that it grows with.
    """

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
    under = {axis: _numbers_under(over, axis) for axis in axes}
    leaves = {axis: {ref for ref in under[axis] if _is_leaf(over, ref)} for axis in axes}
    factors = {axis: tuple(_factors(over, axis)) for axis in axes}
    private = {
        axis: tuple(
            factor
            for factor in factors[axis]
            if not any(_numbers_under(over, factor) & leaves[other] for other in axes if other != axis)
        )
        for axis in axes
    }
    shared: dict[Ref, frozenset[Ref]] = {}
    for first, second in itertools.combinations(axes, 2):
        for ref in _topmost(over, first, under[second]):
            shared[ref] = shared.get(ref, frozenset()) | {first, second}
    read_once = frozenset(
        axis
        for axis in axes
        if all(_ways(over, axis, leaf) <= 1 for leaf in leaves[axis])
        and not any(isinstance(over.nodes[ref].operation, program.Call) for ref in under[axis])
    )
    growing = frozenset(
        (axis, ref) for ref, users in shared.items() for axis in users if _grows(over, axis, ref)
    )
    return Links(shared, factors, private, read_once, growing)


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
    inner = (over.nodes[ref].operation for ref in program.arguments(operation))
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
    if isinstance(operation, program.NotApplicableWhen):
        return (operation.value,)
    if isinstance(operation, program.Claimed):
        return operation.args
    inner = program.arguments(operation)
    return tuple(i for i in inner if not isinstance(over.nodes[i].operation, program.Constant))


def _is_leaf(over: Program, ref: Ref) -> bool:
    return isinstance(over.nodes[ref].operation, program.FactValue | program.Gather)


def _numbers_under(over: Program, ref: Ref) -> set[Ref]:
    return {ref}.union(*(_numbers_under(over, inner) for inner in numbers_in(over, ref)))


def _factors(over: Program, ref: Ref) -> Iterator[Ref]:
    operation = over.nodes[ref].operation
    if isinstance(operation, program.Product | program.Quotient):
        for inner in numbers_in(over, ref):
            yield from _factors(over, inner)
    else:
        yield ref


def _grows(over: Program, ref: Ref, inner: Ref) -> bool:
    """Return whether a node never falls when an inner one rises: it stands in no divisor."""
    if ref == inner:
        return True
    operation = over.nodes[ref].operation
    if isinstance(operation, program.Quotient) and inner in _numbers_under(over, operation.right):
        return False
    if isinstance(operation, program.Call):
        return False
    return all(
        _grows(over, next_, inner) for next_ in numbers_in(over, ref) if inner in _numbers_under(over, next_)
    )


def _topmost(over: Program, ref: Ref, among: set[Ref]) -> set[Ref]:
    """Return the uppermost nodes under ``ref`` that are also in ``among``."""
    if ref in among:
        return {ref}
    return set().union(*(_topmost(over, inner, among) for inner in numbers_in(over, ref)))


def _ways(over: Program, ref: Ref, leaf: Ref) -> int:
    if ref == leaf:
        return 1
    return sum(_ways(over, inner, leaf) for inner in numbers_in(over, ref))
