"""Evaluate the logic of a program over all combinations of cells at once.

What a program sees of a quantity is the cell of its axis in which it lies, and of a word what the questions
about it answer. Each of these is a *factor*: it can turn out in several ways, and each way is an answer to
some of the program's atoms. The space has a combination for each choice of one way from each factor.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, reduce
from operator import and_, or_
from typing import TypeAlias

from redline import program
from redline.exact.combinations import Combinations
from redline.program import Program
from redline.program.outputs import Ref

Ways: TypeAlias = Sequence[Mapping[Ref, bool]]
"""How a factor can turn out: the answers of its atoms."""


class CellSpace:
    """The combinations of some factors, and what the truths of a program are in each of them."""

    def __init__(self, over: Program, factors: Sequence[Ways], known: Callable[[Ref], bool | None]) -> None:
        """Take the truth of nodes that do not depend on the factors, None of those that others make up."""
        self.combinations = Combinations([len(ways) for ways in factors])
        self._program = over
        self._factors = factors
        self._known = known

    def holds(self, ref: Ref) -> int:
        """Return the combinations in which a truth node holds."""
        if ref not in self._held:
            truth = self._known(ref)
            every = self.combinations.every
            self._held[ref] = self._joined(ref) if truth is None else (every if truth else 0)
        return self._held[ref]

    def answers(self, ref: Ref) -> set[bool]:
        """Return the answers that a truth node has in some combination."""
        return self.combinations.answers(self.holds(ref))

    def _joined(self, ref: Ref) -> int:
        every = self.combinations.every
        match self._program.nodes[ref].operation:
            case program.Not(arg):
                return every & ~self.holds(arg)
            case program.All(args):
                return reduce(and_, map(self.holds, args), every)
            case program.Any(args):
                return reduce(or_, map(self.holds, args), 0)
        raise AssertionError("every undecided atom belongs to a factor")

    @cached_property
    def _held(self) -> dict[Ref, int]:
        """The combinations in which each atom of a factor holds; other nodes are added as they are asked for.

        It is made when it is first used: who asks how many combinations there are may find them too many.
        Many atoms of one factor answer alike, where few of its ways are left; their set is made once.
        """
        held: dict[Ref, int] = {}
        for index, ways in enumerate(self._factors):
            made: dict[tuple[bool, ...], int] = {}
            for atom in ways[0]:
                answers = tuple(way[atom] for way in ways)
                if answers not in made:
                    made[answers] = self.combinations.where(index, answers)
                held[atom] = made[answers]
        return held
