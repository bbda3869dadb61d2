"""Find the facts that settle an open answer: sets that do so whatever the facts turn out to be.

A set settles if, with its facts stated as anything that they can be, nothing else matters to the answer.
That is looked up in the boxes of ``redline.exact.search``. All that is not known settles every answer, so
there is always such a set; smaller ones are tried by leaving out one thing after the other.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final

from attrs import evolve, frozen

from redline import program
from redline.catalog import Item
from redline.exact.cases import MOST_CASES, cases, deciding_words
from redline.exact.interpreter import Evaluation, stating, unknown_of
from redline.exact.search import MOST_BOXES, MOST_CUTS, Search
from redline.exact.unknowns import Box
from redline.program import Program
from redline.program.outputs import Ref

MOST_SETS = 4
"""How many sets are looked for."""
MOST_TRIED: Final = 150
"""Things of which each is left out to see whether it is needed; of more the whole set is named."""


@frozen
class Settling:
    """What settles an answer: see ``redline.exact.completion.Settled``."""

    missing: tuple[str, ...]
    unstated: tuple[str, ...]
    sets: tuple[tuple[str, ...], ...]


def settling(over: Program, item: Item, target: Ref) -> Settling:
    """Return what would settle an answer that is open for an item."""
    return _Settling(over, item, target).found()


class _Settling:
    def __init__(self, over: Program, item: Item, target: Ref) -> None:
        self._program = over
        self._item = item
        self._target = target
        self._facts = {fact.name: fact for fact in over.facts() if fact.type in ("number", "date")}
        self._enough: dict[frozenset[str], bool] = {}

    def found(self) -> Settling:
        """Return the sets that were found, smallest first."""
        whole = self._whole()
        holes = self._holes()
        found = sorted(self._smaller(whole), key=lambda names: self._rank(names, holes))
        return Settling(
            self._written(found[0] - holes),
            self._written(found[0] & holes),
            tuple(self._written(names) for names in found if not names & holes),
        )

    def _rank(self, names: frozenset[str], holes: frozenset[str]) -> tuple[bool, int, tuple[int, ...]]:
        """Return what sets are ordered by: those of facts alone first, then the smallest."""
        return bool(names & holes), len(names), tuple(sorted(map(self._places.__getitem__, names)))

    # --- sets that settle -------------------------------------------------------------------

    def _whole(self) -> frozenset[str]:
        """Return a set that settles; stating a fact may bring others into play, which are added."""
        names = frozenset[str]()
        while not (found := self._needed(self._stating(names), None)) <= names:
            names |= found
        return names

    def _smaller(self, whole: frozenset[str]) -> set[frozenset[str]]:
        """Return sets from which nothing can be left out, each found by leaving out another thing first."""
        units = self._units(whole)
        if len(units) > MOST_TRIED:
            return {whole}
        first = self._reduced(whole, units)
        others = [unit for unit in units if unit <= first][:MOST_SETS] if first != whole else []
        return {first, *(self._reduced(whole, [unit, *units]) for unit in others)}

    def _reduced(self, names: frozenset[str], units: Iterable[frozenset[str]]) -> frozenset[str]:
        """Leave out of a set what is not needed, one thing after the other."""
        for unit in units:
            if unit < names and self._settles(names - unit):
                names -= unit
        return names

    def _settles(self, names: frozenset[str]) -> bool:
        if names not in self._enough:
            self._enough[names] = self._needed(self._stating(names), names) <= names
        return self._enough[names]

    def _stating(self, names: frozenset[str]) -> Item:
        """Return an item whose numbers of these names are stated, each as anything that it can be."""
        added = {name: unknown_of(fact) for name, fact in self._facts.items() if name in names}
        return evolve(self._item, numbers={**added, **self._item.numbers})

    # --- what matters -----------------------------------------------------------------------

    def _needed(self, item: Item, within: frozenset[str] | None) -> frozenset[str]:
        """Return names that settle the answer of an item, once what they name is said.

        With ``within``, look for some within those names, and give up where there are none.
        """
        evaluation = Evaluation(self._program, item)
        if evaluation.truth(self._target) is not None:
            return frozenset()
        names = self._in_boxes(Search(evaluation, self._target), within)
        if within is None or names <= within:
            return names
        words = deciding_words(self._program, [self._target], lambda ref: evaluation.truth(ref) is None)
        facts = [fact for fact in words if fact.name in within and fact.name not in item.words]
        several = list(itertools.islice(cases(self._program, facts), MOST_CASES + 1))
        if not facts or len(several) > MOST_CASES:
            return names
        return frozenset[str]().union(*(self._needed(stating(item, each), within) for each in several))

    def _in_boxes(self, search: Search, within: frozenset[str] | None) -> frozenset[str]:
        """Return what matters in some box; a box is cut where that may show that less does."""
        boxes = search.first_boxes()
        if len(boxes) > MOST_BOXES:
            return frozenset((*search.unknowns.names(), *search.unknowns.unstated()))
        names = set(_chosen(search, boxes))
        for count in itertools.count():
            if not boxes or (within is not None and not names <= within):
                break
            box, cuts = boxes.pop()
            look = search.look(box)
            found = look.names()
            cut = None
            if within is not None and not found <= within and cuts < MOST_CUTS and count < MOST_BOXES:
                cut = search.cut(look, within)
            if cut is None:
                names |= found
            else:
                boxes += [(piece, cuts + 1) for piece in cut[1]]
        return frozenset(names)

    # --- names ------------------------------------------------------------------------------

    def _units(self, names: frozenset[str]) -> list[frozenset[str]]:
        """Return what is left out at once: a family of which nothing is claimed, or a single name."""
        operations = [node.operation for node in self._program.nodes]
        families = [
            frozenset(self._name(claim) for claim in each.claims)
            for each in operations
            if isinstance(each, program.Claimed)
        ]
        stated = self._item.numbers.keys()
        whole = [family & names for family in families if not family & stated and len(family & names) > 1]
        single = [frozenset({name}) for name in names.difference(*whole)]
        return sorted({*whole, *single}, key=lambda unit: -min(map(self._places.__getitem__, unit)))

    def _name(self, ref: Ref) -> str:
        operation = self._program.nodes[ref].operation
        assert isinstance(operation, program.FactValue)
        return operation.fact.name

    def _holes(self) -> frozenset[str]:
        operations = (node.operation for node in self._program.nodes)
        return frozenset(each.name for each in operations if isinstance(each, program.Unstated))

    @cached_property
    def _places(self) -> dict[str, int]:
        """The order of names: as the item kind declares facts and collections, then what no source says."""
        kind = self._program.kind
        names = [fact.name for fact in kind.all_facts()] + [each.name for each in kind.collections]
        names += [fact.name for fact in self._program.facts()]
        operations = (node.operation for node in self._program.nodes)
        names += [each.name for each in operations if isinstance(each, program.Unstated)]
        return {name: place for place, name in enumerate(dict.fromkeys(names))}

    def _written(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(names, key=self._places.__getitem__))


def _chosen(search: Search, boxes: Sequence[tuple[Box, int]]) -> Iterator[str]:
    """Yield the names of unknowns that have several stretches of values from the first."""
    for variable in search.unknowns.variables:
        if len({box[variable] for box, _ in boxes}) > 1:
            yield from search.unknowns.names_of(variable)
