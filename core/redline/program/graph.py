"""The program: a flat, typed, printable expression graph that every engine reads.

Nodes stand in the order of evaluation; a node refers to others by their position, always an earlier
one, and equal nodes are one node. A node lives in a space: the item itself, or the parts of one
collection. Kernel, interpreter, analyses and exports are readers of this and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from attrs import field, frozen

from redline import model
from redline.model import Fact, ItemKind
from redline.program.operations import (
    AnyPart,
    Constant,
    Gather,
    NotApplicableWhen,
    OfFact,
    Operation,
    Truth,
)
from redline.program.outputs import Ref, RulebookOutput
from redline.program.roots import ExceptionUsable, InControl, Key, LicenseRequired, PolicyHolds
from redline.units import Unit

ITEM: str = ""
"""The space of nodes that have one value for each item; other spaces are named by collection."""


@frozen
class Node:
    """One operation with its type: ``unit`` of a number, None of a truth value."""

    operation: Operation
    unit: Unit | None
    space: str = ITEM


@frozen(slots=False)
class Program:
    """All rulebooks asked for, over one item kind, with shared subexpressions."""

    kind: ItemKind
    nodes: tuple[Node, ...]
    rulebooks: tuple[RulebookOutput, ...]
    readings: tuple[tuple[str, str], ...] = field(default=())

    def __str__(self) -> str:
        return "\n".join(_listing(self))

    @cached_property
    def reads(self) -> tuple[tuple[Ref, ...], ...]:
        """The positions of the nodes that each node reads."""
        return tuple(node.operation.arguments for node in self.nodes)

    @cached_property
    def conditions(self) -> Mapping[Ref, Ref]:
        """The conditions under which quantities are not applicable, by those; without what is assumed."""
        operations = enumerate(node.operation for node in self.nodes)
        return {
            ref: each.condition
            for ref, each in operations
            if isinstance(each, NotApplicableWhen) and not each.assumed
        }

    def roots(self) -> dict[Key, Ref]:
        """Return the truth nodes that answer what is asked of each rulebook."""
        found: dict[Key, Ref] = {}
        for book in self.rulebooks:
            found[InControl(book.id)] = book.status
            if book.license is not None:
                found[LicenseRequired(book.id)] = book.license.required
                found.update((ExceptionUsable(book.id, code), ref) for code, ref in book.license.exceptions)
                found.update((PolicyHolds(book.id, name), ref) for name, ref in book.license.reviews)
        return found

    def under(self, roots: Iterable[Ref], enters: Callable[[Ref], bool]) -> list[Ref]:
        """Return the nodes of the item under some nodes, those included, in program order.

        A node that is not entered is left out, and so is what only such nodes read.
        """
        seen: set[Ref] = set()
        waiting = list(roots)
        while waiting:
            ref = waiting.pop()
            if ref not in seen and self.nodes[ref].space == ITEM and enters(ref):
                seen.add(ref)
                waiting += self.reads[ref]
        return sorted(seen)

    def above(self, refs: Iterable[Ref]) -> frozenset[Ref]:
        """Return the nodes that some nodes bear on, in whatever space, those included."""
        found = set(refs)
        for ref, read in enumerate(self.reads):
            if not found.isdisjoint(read):
                found.add(ref)
        return frozenset(found)

    def reading(self, *names: str) -> list[Ref]:
        """Return the nodes that read facts of some names."""
        return [ref for name in names for ref in self._readers.get(name, ())]

    @cached_property
    def _readers(self) -> Mapping[str, Sequence[Ref]]:
        """The nodes that read each fact."""
        found: dict[str, list[Ref]] = {}
        for ref, node in enumerate(self.nodes):
            if (fact := fact_of(node.operation)) is not None:
                found.setdefault(fact.name, []).append(ref)
        return found

    def facts(self) -> tuple[Fact, ...]:
        """Return the item's facts that the program reads, each once, in order of first use."""
        seen: dict[str, Fact] = {}
        for node in self.nodes:
            fact = fact_of(node.operation)
            if fact is not None and node.space == ITEM:
                seen.setdefault(fact.name, fact)
        return tuple(seen.values())

    def collections(self) -> tuple[model.Collection, ...]:
        """Return the collections that the program reads, each once."""
        seen: dict[str, model.Collection] = {}
        for node in self.nodes:
            if isinstance(node.operation, Gather | AnyPart):
                seen.setdefault(node.operation.collection.name, node.operation.collection)
        return tuple(seen.values())


def fact_of(operation: Operation) -> Fact | None:
    """Return the fact that an operation reads by itself."""
    return operation.fact if isinstance(operation, OfFact) else None


def facts_under(nodes: Sequence[Node], ref: Ref) -> Iterator[Fact]:
    """Yield the facts that a node is made of, in whatever space."""
    if (fact := fact_of(nodes[ref].operation)) is not None:
        yield fact
    for inner in nodes[ref].operation.arguments:
        yield from facts_under(nodes, inner)


def _listing(program: Program) -> Iterator[str]:
    yield f"program over {program.kind.name}"
    for position, node in enumerate(program.nodes):
        space = f" in {node.space}" if node.space else ""
        type_ = "yes/no" if node.unit is None else str(node.unit)
        yield f"%{position} : {type_}{space} = {_write(node.operation)}"
    for rulebook in program.rulebooks:
        yield f"{rulebook.id}: status %{rulebook.status}"
        for control in rulebook.controls:
            yield f"  {control.id}: met %{control.met}, applies %{control.applies}"
            yield from (f"    {limb.label}: %{limb.node}" for limb in control.limbs)
        yield from (f"  excluded by {note.name}: %{note.node}" for note in rulebook.exclusions)
        yield from (f"  presumed by {note.name}: %{note.stands}" for note in rulebook.presumptions)
        if rulebook.license is not None:
            yield f"  license required: %{rulebook.license.required}"
            yield from (f"    exception {code}: %{ref}" for code, ref in rulebook.license.exceptions)
            yield from (f"    policy {name}: %{ref}" for name, ref in rulebook.license.reviews)


def _write(operation: Operation) -> str:
    function = getattr(operation, "function", None)
    words = {
        "function": getattr(function, "name", function),
        "operator": getattr(operation, "operator", None),
        "side": getattr(operation, "side", None),
        "unstated": getattr(operation, "name", None),
        "assumed": "assumed" if getattr(operation, "assumed", False) else None,
        "categories": " | ".join(getattr(operation, "categories", ())) or None,
    }
    if isinstance(operation, Constant):
        return f"Constant {operation.value}"
    if isinstance(operation, OfFact):
        words["fact"] = operation.fact.name
    if isinstance(operation, Gather | AnyPart):
        words["collection"] = operation.collection.name
    if isinstance(operation, Truth):
        words["value"] = ("no", "yes")[operation.value]
    given = [word for word in words.values() if word]
    return " ".join([type(operation).__name__, *given, *(f"%{ref}" for ref in operation.arguments)])
