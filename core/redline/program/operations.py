"""The operations of a program: what each is made of. What they come to is in a table of each engine.

An operation is declared by its fields. Those of type ``Ref`` are the nodes that its value is made of, those
of type ``Deciding`` the nodes that decide which values count; what an operation reads, and the same operation
over other nodes, follows from that. ``table`` makes the tables of the engines: it refuses one without a rule
for each operation, so that an operation that is added here is missing nowhere.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from fractions import Fraction
from inspect import isclass
from typing import Any as Anything
from typing import ClassVar, Final, Literal, Self, TypeAlias, TypeVar

import attrs
from attrs import evolve, frozen

from redline.functions import Function
from redline.model import Collection, Fact
from redline.program.outputs import Ref

Deciding: TypeAlias = Ref
"""A node that decides whether a value, or which of several, counts."""

Rule = TypeVar("Rule")

_VALUES: Final = frozenset({"Ref", "Ref | None", "tuple[Ref, ...]"})
_DECIDING: Final = frozenset({"Deciding", "Deciding | None", "tuple[Deciding, ...]"})
"""How fields are annotated that hold nodes."""


class Operation:
    """What a node does; it has the nodes that it reads in its fields."""

    __slots__ = ()

    leaves_out: ClassVar[bool] = True
    """Whether it may leave out an argument that is not applicable, rather than be not applicable with it."""

    @property
    def arguments(self) -> tuple[Ref, ...]:
        """The positions of the nodes that it reads, in order."""
        return self._held(_VALUES | _DECIDING)

    @property
    def made_of(self) -> tuple[Ref, ...]:
        """The nodes that its value is made of, without those that decide which values count."""
        return self._held(_VALUES)

    @property
    def settled_by(self) -> tuple[str, ...]:
        """What settles it where it is unknown by itself: a fact, a collection, or what no source says."""
        return ()

    def over(self, refs: Sequence[Ref]) -> Self:
        """Return the same operation over other nodes, given in the order of ``arguments``."""
        waiting = iter(refs)
        changes: dict[str, Ref | tuple[Ref, ...]] = {}
        for name in _fields_of(type(self), _VALUES | _DECIDING):
            held = getattr(self, name)
            if isinstance(held, tuple):
                changes[name] = tuple(itertools.islice(waiting, len(held)))
            elif held is not None:
                changes[name] = next(waiting)
        return evolve(self, **changes)  # type: ignore[misc]  # each operation is a class of attrs

    @property
    def falling(self) -> tuple[int, ...]:
        """The places of ``made_of`` in which it falls: where such a node rises, the value never does.

        In the others it rises: every operation has one direction in each of its arguments.
        """
        return ()

    def _held(self, types: AbstractSet[str]) -> tuple[Ref, ...]:
        held = (getattr(self, name) for name in _fields_of(type(self), types))
        return tuple(itertools.chain.from_iterable(map(_refs, held)))


def _fields_of(of: type[Anything], types: AbstractSet[str]) -> Iterator[str]:
    return (each.name for each in attrs.fields(of) if each.type in types)


def _refs(held: Ref | tuple[Ref, ...] | None) -> tuple[Ref, ...]:
    return held if isinstance(held, tuple) else () if held is None else (held,)


class OfNumber(Operation):
    """An operation with a numeric value."""

    __slots__ = ()


class OfTruth(Operation):
    """An operation with a truth value."""

    __slots__ = ()


class OfFact(Operation):
    """An operation that reads a fact."""

    __slots__ = ()
    fact: Fact

    @property
    def settled_by(self) -> tuple[str, ...]:
        return (self.fact.owner or self.fact.name,)


# --- nodes with a numeric value ---------------------------------------------------------------


@frozen
class Constant(OfNumber):
    value: Fraction


@frozen
class FactValue(OfFact, OfNumber):
    """A number or date fact, in the fact's own unit; blank means unknown."""

    fact: Fact


@frozen
class Sum(OfNumber):
    args: tuple[Ref, ...]


@frozen
class Product(OfNumber):
    """The lower node stands left, so that equal products are one node."""

    leaves_out: ClassVar[bool] = False

    left: Ref
    right: Ref

    def over(self, refs: Sequence[Ref]) -> Product:
        return super().over(sorted(refs))


@frozen
class Quotient(OfNumber):
    leaves_out: ClassVar[bool] = False

    left: Ref
    right: Ref

    @property
    def falling(self) -> tuple[int, ...]:
        return (1,)


@frozen
class Extremum(OfNumber):
    """Largest or smallest of its arguments; not applicable ones are left out."""

    function: Literal["largest", "smallest"]
    args: tuple[Ref, ...]


@frozen
class Call(OfNumber):
    """A function of a plugin; not applicable where an argument is."""

    function: Function
    args: tuple[Ref, ...]

    @property
    def falling(self) -> tuple[int, ...]:
        return tuple(place for place, rises in enumerate(self.function.rises) if not rises)


@frozen
class Claimed(OfNumber):
    """An aggregate over family members of which the unstated do not count.

    Argument ``i`` counts when fact node ``claims[i]`` is stated. If none is stated the value is
    unknown.
    """

    function: Literal["largest", "smallest", "sum", "count"]
    args: tuple[Ref, ...]
    claims: tuple[Deciding, ...]


@frozen
class NotApplicableWhen(OfNumber):
    """Not applicable where the condition holds, as ``value`` where it does not.

    Where that is not known, the value is perhaps not applicable; or, if ``assumed``, the condition is
    taken for no as long as the item does not state it.
    """

    leaves_out: ClassVar[bool] = False

    condition: Deciding
    value: Ref
    assumed: bool = False


@frozen
class IfStated(OfNumber):
    """Fact node ``fact`` where it is stated, else ``otherwise``."""

    fact: Ref
    otherwise: Ref


@frozen
class OneSided(OfNumber):
    """An unknown value at ``least`` or at ``most`` a bound; ``names`` is the fact that would settle it."""

    side: Literal["least", "most"]
    bound: Ref
    names: str

    @property
    def settled_by(self) -> tuple[str, ...]:
        return (self.names,)


@frozen
class Gather(OfNumber):
    """Sum, largest, smallest or count over the parts of a collection where ``where`` holds.

    ``where`` and ``value`` are nodes in the collection's space. ``names`` is the fact that would
    settle the value when the collection is blank.
    """

    function: Literal["sum", "largest", "smallest", "count"]
    collection: Collection
    where: Deciding | None
    value: Ref | None
    names: str = ""

    @property
    def settled_by(self) -> tuple[str, ...]:
        return (self.names or self.collection.name,)


# --- nodes with a truth value -----------------------------------------------------------------


@frozen
class Compare(OfTruth):
    operator: Literal[">=", ">", "<=", "<"]
    left: Ref
    right: Ref


@frozen
class Is(OfFact, OfTruth):
    fact: Fact
    categories: tuple[str, ...]


@frozen
class Holds(OfFact, OfTruth):
    fact: Fact


@frozen
class Unstated(OfTruth):
    """A condition whose truth no source gives: neither yes nor no, and nobody can state it."""

    place: str
    reason: str

    @property
    def name(self) -> str:
        """What an outcome that hangs on it says of it."""
        return f"{self.place}: {self.reason}"

    @property
    def settled_by(self) -> tuple[str, ...]:
        return (self.name,)


@frozen
class Truth(OfTruth):
    value: bool


@frozen
class Not(OfTruth):
    arg: Ref


@frozen
class All(OfTruth):
    args: tuple[Ref, ...]


@frozen
class Any(OfTruth):
    args: tuple[Ref, ...]


@frozen
class AnyPart(OfTruth):
    collection: Collection
    where: Deciding

    @property
    def settled_by(self) -> tuple[str, ...]:
        return (self.collection.name,)


# --- tables -------------------------------------------------------------------------------------


def declared(sort: type[Operation]) -> Iterator[type[Operation]]:
    """Yield all operations of a sort that this module declares."""
    for each in globals().values():
        if isclass(each) and issubclass(each, sort) and "__attrs_attrs__" in vars(each):
            yield each


def table(sort: type[Operation], rules: Mapping[type[Operation], Rule]) -> Mapping[type[Operation], Rule]:
    """Return what an engine does with each operation of a sort. Raises ``TypeError`` where one is missing."""
    missing = [each.__name__ for each in declared(sort) if each not in rules]
    if missing:
        raise TypeError(f"the table has no rule for {', '.join(missing)}")
    return rules
