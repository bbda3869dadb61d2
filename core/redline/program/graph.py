"""The program: a flat, typed, printable expression graph that every engine reads.

Nodes stand in the order of evaluation; a node refers to others by their position, always an earlier
one, and equal nodes are one node. A node lives in a space: the item itself, or the parts of one
collection. Kernel, interpreter, analyses and exports are readers of this and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Literal, TypeAlias

from attrs import field, frozen

from redline.functions import Function
from redline.model import Collection, Fact, ItemKind
from redline.program.outputs import Ref, RulebookOutput
from redline.program.roots import ExceptionUsable, InControl, Key, LicenseRequired, PolicyHolds
from redline.units import Unit

ITEM: str = ""
"""The space of nodes that have one value for each item; other spaces are named by collection."""


# --- nodes with a numeric value ---------------------------------------------------------------


@frozen
class Constant:
    value: Fraction


@frozen
class FactValue:
    """A number or date fact, in the fact's own unit; blank means unknown."""

    fact: Fact


@frozen
class Sum:
    args: tuple[Ref, ...]


@frozen
class Product:
    left: Ref
    right: Ref


@frozen
class Quotient:
    left: Ref
    right: Ref


@frozen
class Extremum:
    """Largest or smallest of its arguments; not applicable ones are left out."""

    function: Literal["largest", "smallest"]
    args: tuple[Ref, ...]


@frozen
class Call:
    """A function of a plugin; not applicable where an argument is."""

    function: Function
    args: tuple[Ref, ...]


@frozen
class Claimed:
    """An aggregate over family members of which the unstated do not count.

    Argument ``i`` counts when fact node ``claims[i]`` is stated. If none is stated the value is
    unknown.
    """

    function: Literal["largest", "smallest", "sum", "count"]
    args: tuple[Ref, ...]
    claims: tuple[Ref, ...]


@frozen
class NotApplicableWhen:
    """Not applicable where the condition holds, as ``value`` where it does not.

    Where that is not known, the value is perhaps not applicable; or, if ``assumed``, the condition is
    taken for no as long as the item does not state it.
    """

    condition: Ref
    value: Ref
    assumed: bool = False


@frozen
class IfStated:
    """Fact node ``fact`` where it is stated, else ``otherwise``."""

    fact: Ref
    otherwise: Ref


@frozen
class OneSided:
    """An unknown value at ``least`` or at ``most`` a bound; ``names`` is the fact that would settle it."""

    side: Literal["least", "most"]
    bound: Ref
    names: str


@frozen
class Gather:
    """Sum, largest, smallest or count over the parts of a collection where ``where`` holds.

    ``where`` and ``value`` are nodes in the collection's space. ``names`` is the fact that would
    settle the value when the collection is blank.
    """

    function: Literal["sum", "largest", "smallest", "count"]
    collection: Collection
    where: Ref | None
    value: Ref | None
    names: str = ""


# --- nodes with a truth value -----------------------------------------------------------------


@frozen
class Compare:
    operator: Literal[">=", ">", "<=", "<"]
    left: Ref
    right: Ref


@frozen
class Is:
    fact: Fact
    categories: tuple[str, ...]


@frozen
class Holds:
    fact: Fact


@frozen
class Unstated:
    """A condition whose truth no source gives: neither yes nor no, and nobody can state it."""

    place: str
    reason: str

    @property
    def name(self) -> str:
        """What an outcome that hangs on it says of it."""
        return f"{self.place}: {self.reason}"


@frozen
class Truth:
    value: bool


@frozen
class Not:
    arg: Ref


@frozen
class All:
    args: tuple[Ref, ...]


@frozen
class Any:
    args: tuple[Ref, ...]


@frozen
class AnyPart:
    collection: Collection
    where: Ref


Operation: TypeAlias = (
    Constant
    | FactValue
    | Sum
    | Product
    | Quotient
    | Extremum
    | Call
    | Claimed
    | NotApplicableWhen
    | IfStated
    | OneSided
    | Gather
    | Compare
    | Is
    | Holds
    | Unstated
    | Truth
    | Not
    | All
    | Any
    | AnyPart
)


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
        return tuple(arguments(node.operation) for node in self.nodes)

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

    def facts(self) -> tuple[Fact, ...]:
        """Return the item's facts that the program reads, each once, in order of first use."""
        seen: dict[str, Fact] = {}
        for node in self.nodes:
            fact = getattr(node.operation, "fact", None)
            if isinstance(fact, Fact) and node.space == ITEM:
                seen.setdefault(fact.name, fact)
        return tuple(seen.values())

    def collections(self) -> tuple[Collection, ...]:
        """Return the collections that the program reads, each once."""
        seen: dict[str, Collection] = {}
        for node in self.nodes:
            if isinstance(node.operation, Gather | AnyPart):
                seen.setdefault(node.operation.collection.name, node.operation.collection)
        return tuple(seen.values())


def arguments(operation: Operation) -> tuple[Ref, ...]:
    """Return the positions of the nodes that an operation reads, in order."""
    match operation:
        case Sum(args) | Extremum(_, args) | Call(_, args) | All(args) | Any(args):
            return args
        case Product(left, right) | Quotient(left, right) | Compare(_, left, right):
            return (left, right)
        case Claimed(_, args, claims):
            return args + claims
        case NotApplicableWhen(first, second, _) | IfStated(first, second):
            return (first, second)
        case OneSided(_, arg, _) | Not(arg):
            return (arg,)
        case Gather(_, _, where, value, _):
            return tuple(ref for ref in (where, value) if ref is not None)
        case AnyPart(_, where):
            return (where,)
    return ()


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
    if isinstance(operation, FactValue | Is | Holds):
        words["fact"] = operation.fact.name
    if isinstance(operation, Gather | AnyPart):
        words["collection"] = operation.collection.name
    if isinstance(operation, Truth):
        words["value"] = ("no", "yes")[operation.value]
    given = [word for word in words.values() if word]
    return " ".join([type(operation).__name__, *given, *(f"%{ref}" for ref in arguments(operation))])
