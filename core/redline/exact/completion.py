"""Find what no completion of an item's unknown facts can change (supervaluation).

Three-valued logic alone is too cautious: whichever way one unknown number falls, it may meet one limb or
another, and the item is in the control all the same. Here every completion is considered: case by case
where a blank word decides whether a quantity applies, box by box in ``redline.exact.search``. An answer is
proven either way, or said to be unproven; it never errs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from attrs import evolve, field, frozen

from redline import program
from redline.catalog import Item
from redline.exact.cases import MOST_CASES, cases, deciding_words
from redline.exact.interpreter import Evaluation, stating
from redline.exact.search import Search
from redline.exact.settling_facts import settling
from redline.model import Fact
from redline.program import Program
from redline.program.outputs import Ref


@frozen
class Settled:
    """The answer of one truth node over all completions.

    ``truth`` is None when completions differ; ``missing`` then names the facts that would settle it,
    and ``unstated`` what would if a source said it. ``sets`` are sets of facts each of which settles it
    whatever they turn out to be, smallest first; ``missing`` is the first. There is none where what no
    source says has to be known as well. ``proven`` is false where it could not be shown that completions
    differ, nor that they do not; the answer is then None.
    """

    truth: bool | None
    missing: tuple[str, ...] = ()
    proven: bool = True
    unstated: tuple[str, ...] = ()
    sets: tuple[tuple[str, ...], ...] = field(default=(), eq=False)


def settle(over: Program, item: Item, refs: Sequence[Ref]) -> tuple[Settled, ...]:
    """Answer truth nodes of a program for one item, and say which facts would settle what is open."""
    completions = Completions(over, item)
    return tuple(completions.settled(ref) for ref in refs)


class Completions:
    """Answers of a program for one item over all completions of its unknown facts, each found once."""

    def __init__(self, over: Program, item: Item) -> None:
        self._program = over
        self._item = item
        self._evaluation = Evaluation(over, item)
        self._answers: dict[Ref, Settled] = {}
        self._settled: dict[Ref, Settled] = {}
        self._cases: dict[tuple[str, ...], list[Completions]] = {}

    def answer(self, ref: Ref) -> bool | None:
        """Return the answer of a truth node, None where completions differ or nothing is proven."""
        return self.found(ref).truth

    def settled(self, ref: Ref) -> Settled:
        """Return the answer of a truth node, with the facts that would settle it."""
        if ref not in self._settled:
            answer = self.found(ref)
            if answer.truth is None:
                found = settling(self._program, self._item, ref)
                answer = evolve(answer, missing=found.missing, unstated=found.unstated, sets=found.sets)
            self._settled[ref] = answer
        return self._settled[ref]

    def found(self, ref: Ref) -> Settled:
        """Return the answer of a truth node, and whether it is proven, without what would settle it."""
        if ref not in self._answers:
            self._answers[ref] = self._find(ref)
        return self._answers[ref]

    def _find(self, ref: Ref) -> Settled:
        truth = self._evaluation.truth(ref)
        if truth is not None:
            return Settled(truth)  # bounds hold every completion, so that what they settle is settled
        facts = self._deciding(ref)
        several = self._taken_apart(facts) if facts else []
        answer = _alike([each.found(ref) for each in several]) if several else self._search(ref)
        if answer.proven:
            return answer
        by_parts = self._by_parts(ref)
        return answer if by_parts is None else Settled(by_parts)

    def _search(self, ref: Ref) -> Settled:
        truth, proven = Search(self._evaluation, ref).run()
        return Settled(truth, proven=proven)

    # --- cases ------------------------------------------------------------------------------

    def _deciding(self, ref: Ref) -> tuple[Fact, ...]:
        """Return the blank words that decide whether a quantity applies of which the answer is made."""
        words = deciding_words(self._program, [ref], lambda each: self._evaluation.truth(each) is None)
        return tuple(fact for fact in words if fact.name not in self._item.words)

    def _taken_apart(self, facts: Sequence[Fact]) -> list[Completions]:
        """Return the cases of the item; none where they are too many."""
        names = tuple(fact.name for fact in facts)
        if names not in self._cases:
            several = list(cases(self._program, facts))
            chosen = several if len(several) <= MOST_CASES else []
            self._cases[names] = [Completions(self._program, stating(self._item, each)) for each in chosen]
        return self._cases[names]

    # --- parts of a condition ---------------------------------------------------------------

    def _by_parts(self, ref: Ref) -> bool | None:
        """Answer a condition from parts that evidence names, where the search for the whole proves nothing.

        So no control or limb that is settled contradicts the whole.
        """
        match self._program.nodes[ref].operation:
            case program.Any(args):
                return True if True in self._answers_within(program.Any, args) else None
            case program.All(args):
                return False if False in self._answers_within(program.All, args) else None
        return None

    def _answers_within(
        self, type_: type[program.Any] | type[program.All], args: Sequence[Ref]
    ) -> Iterator[bool | None]:
        """Yield the answers of the named parts among those that a condition joins, and of joins of some."""
        among = set(args)
        for named in self._named:
            operation = self._program.nodes[named].operation
            denied = self._denials.get(named)
            if named in among or (isinstance(operation, type_) and set(operation.args) < among):
                yield self.answer(named)
            elif denied in among:
                truth = self.answer(named)
                yield None if truth is None else not truth

    @cached_property
    def _named(self) -> tuple[Ref, ...]:
        """The nodes that evidence names: of controls, limbs and notes."""
        found: dict[Ref, None] = {}
        for book in self._program.rulebooks:
            for control in book.controls:
                found.update(dict.fromkeys((control.applies, control.met)))
                found.update((limb.node, None) for limb in control.limbs)
            found.update((note.node, None) for note in book.exclusions)
            found.update((note.stands, None) for note in book.presumptions)
        return tuple(found)

    @cached_property
    def _denials(self) -> dict[Ref, Ref]:
        """The nodes that deny others, by what they deny."""
        operations = enumerate(node.operation for node in self._program.nodes)
        return {each.arg: ref for ref, each in operations if isinstance(each, program.Not)}


def _alike(answers: Sequence[Settled]) -> Settled:
    """Return what holds in all cases; two that differ prove that completions do."""
    truths = {answer.truth for answer in answers}
    if len(truths) == 1 and None not in truths:
        return answers[0]
    differ = {True, False} <= truths
    return Settled(None, proven=differ or any(a.truth is None and a.proven for a in answers))
