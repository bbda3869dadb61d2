"""Find what is unknown of an item in a program: the variables of its completions.

A variable is a number node that a completion may choose freely: a blank or ranged fact, the part of
a total that is not itemised, or a larger expression all of whose unknowns occur nowhere else (whatever
the unknown formats are, only the total performance they lead to matters).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

from attrs import frozen

from redline import program
from redline.exact.cases import deciding_conditions, open_under
from redline.exact.interpreter import Evaluation
from redline.exact.inverses import arguments_giving
from redline.interval import interval_of
from redline.program import facts_under
from redline.program.dependencies import calls, is_word
from redline.program.outputs import Ref
from redline.values import Value, known

MOST_UNSURE_PARTS = 6
MOST_SAMPLES = 64

Box: TypeAlias = Mapping[Ref, Value]
"""What each variable may still be."""

Pattern: TypeAlias = tuple[bool, ...]


@frozen
class Factor:
    """Something that can turn out in several ways, each an answer for some of the atoms."""

    atoms: tuple[Ref, ...]
    patterns: tuple[Pattern, ...]
    names: frozenset[str]


class Unknowns:
    """The unknown quantities and words that a truth node depends on, for one item."""

    def __init__(self, evaluation: Evaluation, target: Ref) -> None:
        self._evaluation = evaluation
        self._nodes = evaluation.program.nodes
        self._leaves: dict[Ref, frozenset[Ref]] = {}
        self._open_inputs: dict[Ref, tuple[Ref, ...]] = {}
        self._called: dict[Ref, bool] = {}
        self._deciding: dict[Ref, frozenset[str]] = {}
        self._ways: dict[tuple[Ref, Ref], int] = {}
        self._open_truths = self._undecided_under(target)
        self.comparisons = [
            ref for ref in self._open_truths if isinstance(self._operation(ref), program.Compare)
        ]
        sides = (side for ref in self.comparisons for side in self._operation(ref).arguments)
        self._sides = [side for side in dict.fromkeys(sides) if not evaluation.number(side).is_known]
        self.variables = self._choose_variables()

    def _operation(self, ref: Ref) -> program.Operation:
        return self._nodes[ref].operation

    # --- the graph as this item sees it -----------------------------------------------------

    def _undecided_under(self, target: Ref) -> list[Ref]:
        """Return the undecided truth nodes under the target, in program order."""
        truth = self._evaluation.truth
        return self._evaluation.program.under(
            [target], lambda ref: self._nodes[ref].unit is None and truth(ref) is None
        )

    def _inputs(self, ref: Ref) -> tuple[Ref, ...]:
        """Return the number nodes that a node's value hangs on, leaving out what is known."""
        if ref not in self._open_inputs:
            self._open_inputs[ref] = self._find_inputs(ref)
        return self._open_inputs[ref]

    def _find_inputs(self, ref: Ref) -> tuple[Ref, ...]:
        operation = self._operation(ref)
        match operation:
            case program.IfStated(fact, otherwise):
                refs: tuple[Ref, ...] = (fact if self._evaluation.is_stated(fact) else otherwise,)
            case program.Claimed():
                refs = self._arguments(ref)
            case program.OneSided() | program.Gather():
                refs = ()
            case _:
                refs = operation.made_of
        return tuple(inner for inner in refs if not self._evaluation.number(inner).is_known)

    def _arguments(self, ref: Ref) -> tuple[Ref, ...]:
        """Return the number nodes that enter a node's value, known ones as well."""
        operation = self._operation(ref)
        if isinstance(operation, program.Claimed):
            if self._evaluation.claims_nothing(operation):
                return ()
            pairs = zip(operation.args, operation.claims, strict=True)
            return tuple(arg for arg, claim in pairs if self._evaluation.is_stated(claim))
        if isinstance(operation, program.IfStated | program.NotApplicableWhen):
            return self._inputs(ref)
        return operation.arguments

    def leaves(self, ref: Ref) -> frozenset[Ref]:
        """Return the elementary unknowns under a number node."""
        if ref not in self._leaves:
            inputs = self._inputs(ref)
            if self._evaluation.number(ref).is_known:
                self._leaves[ref] = frozenset()
            elif not inputs:
                absent = self._evaluation.number(ref).absent == "yes"
                self._leaves[ref] = frozenset() if absent else frozenset({ref})
            else:
                self._leaves[ref] = frozenset().union(*(self.leaves(inner) for inner in inputs))
        return self._leaves[ref]

    def _uses(self, ref: Ref, variable: Ref) -> int:
        """Count the ways from a node down to a variable."""
        if ref == variable:
            return 1
        if (ref, variable) not in self._ways:
            self._ways[ref, variable] = sum(self._uses(inner, variable) for inner in self._inputs(ref))
        return self._ways[ref, variable]

    # --- variables --------------------------------------------------------------------------

    def _choose_variables(self) -> tuple[Ref, ...]:
        """Take the topmost nodes that can be chosen freely."""
        chosen: dict[Ref, None] = {}
        waiting = list(self._sides)
        while waiting:
            ref = waiting.pop()
            if not self.leaves(ref):
                continue
            if self.leaves(ref) == {ref} or self._is_free(ref):
                chosen[ref] = None
            else:
                waiting += self._inputs(ref)
        return tuple(sorted(chosen))

    def _is_free(self, ref: Ref) -> bool:
        """Return whether nothing else uses the unknowns of a node, and its bounds are all reached."""
        # Then a completion may choose the node itself. Of `largest of 16 * fp16, 8 * fp8` with both rates
        # blank, each number from 0 on is reached, so that this is one unknown and not two. Were fp16 compared
        # by itself too, a choice of 100 here would say there that fp16 is at most 6.25. Nor may a leaf be
        # used twice: `fp16 / (fp16 + 1)` has no upper bound by its arguments, and stays below 1. A function
        # may jump.
        if self._evaluation.number(ref).absent != "no" or self._has_gap(ref, self._evaluation):
            return False
        leaves = self.leaves(ref)
        if self._calls(ref):
            return False
        if any(len(self._leaf_pieces(leaf)) != 1 or self._uses(ref, leaf) != 1 for leaf in leaves):
            return False
        return not any(leaves & self._leaves_without(side, ref) for side in self._sides)

    def _calls(self, ref: Ref) -> bool:
        """Return whether an unknown enters a node through a function of a plugin, which may jump."""
        if ref not in self._called:
            called = isinstance(self._operation(ref), program.Call)
            self._called[ref] = called or any(map(self._calls, self._inputs(ref)))
        return self._called[ref] and bool(self.leaves(ref))

    def _leaves_without(self, ref: Ref, barred: Ref) -> frozenset[Ref]:
        if ref == barred:
            return frozenset()
        inputs = self._inputs(ref)
        if not inputs:
            return self.leaves(ref)
        return frozenset().union(*(self._leaves_without(inner, barred) for inner in inputs))

    def variables_of(self, ref: Ref) -> frozenset[Ref]:
        """Return the variables that a number node depends on."""
        if ref in self.variables:
            return frozenset({ref})
        return frozenset().union(*(self.variables_of(inner) for inner in self._inputs(ref)))

    def _has_gap(self, ref: Ref, evaluation: Evaluation) -> bool:
        """Return whether a node leaves out what perhaps does not apply: not all in its bounds is reached."""
        inputs = self._inputs(ref)
        maybe = any(evaluation.number(inner).absent == "maybe" for inner in inputs)
        if maybe and self._operation(ref).leaves_out:
            return True
        return any(self._has_gap(inner, evaluation) for inner in inputs)

    def read_once(self, nodes: Sequence[Ref], box: Box, evaluation: Evaluation) -> bool:
        """Return whether bounds are exact: open variables enter in one way only, through no function."""
        if any(self._has_gap(node, evaluation) for node in nodes):
            return False
        return not any(self._open_call(node, box) for node in nodes) and all(
            sum(self._uses(node, variable) for node in nodes) <= 1
            for variable in self.variables
            if not box[variable].is_known
        )

    def _open_call(self, ref: Ref, box: Box) -> bool:
        """Return whether a variable that is open in a box enters a node through a function of a plugin."""
        if ref in self.variables or not self._calls(ref):
            return False
        if isinstance(self._operation(ref), program.Call):
            return any(not box[variable].is_known for variable in self.variables_of(ref))
        return any(self._open_call(inner, box) for inner in self._inputs(ref))

    @cached_property
    def exact(self) -> bool:
        """Whether the variables are independent of each other and take every value in their boxes.

        Two aggregates over one collection with unknown parts hang together, and so do a total and an
        itemised bound that is compared by itself; their completions are not told apart here. Nor are
        the choices among too many parts that perhaps count, nor what decides whether a quantity applies.
        """
        # Independent means: the values chosen for some variables leave the others all of theirs. Over dies of
        # unknown areas, `sum of area` and `largest of area` are not: a sum of 800 has no die of 900. Where
        # this is false, two completions that seem to differ may not exist, and the answer counts as unproven.
        if any(self.deciding_names(side) for side in self._sides):
            return False
        seen: set[str] = set()
        for ref in self._elementary():
            operation = self._operation(ref)
            if isinstance(operation, program.Claimed) and any(map(self._is_vague, operation.claims)):
                return False  # a member that may be 0 or not is an unknown of its own as well
            if isinstance(operation, program.Gather | program.AnyPart):
                if operation.collection.name in seen or self._is_tangled(operation):
                    return False
                if calls(self._evaluation.program, operation):
                    return False
                if isinstance(operation, program.Gather) and self._has_too_many_unsure_parts(operation):
                    return False
                seen.add(operation.collection.name)
            if isinstance(operation, program.OneSided):
                bound = self.leaves(operation.bound)
                compared = frozenset().union(*(self.leaves(side) for side in self._sides))
                if bound & compared or self._calls(operation.bound):
                    return False
        return True

    def _is_vague(self, claim: Ref) -> bool:
        return self._evaluation.is_stated(claim) and not self._evaluation.number(claim).is_known

    def _elementary(self) -> list[Ref]:
        numbers = frozenset().union(*(self.leaves(side) for side in self._sides))
        return sorted(numbers | {ref for ref in self._open_truths if is_word(self._evaluation.program, ref)})

    def _is_tangled(self, operation: program.Gather | program.AnyPart) -> bool:
        """Return whether a part's unknown fact decides both if the part counts and for how much."""
        if isinstance(operation, program.AnyPart) or operation.where is None or operation.value is None:
            return False
        parts = self._evaluation.item.parts.get(operation.collection.name)
        if parts is None:
            return False
        where, value = (facts_under(self._nodes, ref) for ref in (operation.where, operation.value))
        shared = {fact.name for fact in where} & {fact.name for fact in value}
        return any(name not in part or not part[name].is_known for part in parts for name in shared)

    def _has_too_many_unsure_parts(self, operation: program.Gather) -> bool:
        return self._evaluation.unsure_parts(operation) > MOST_UNSURE_PARTS

    # --- boxes ------------------------------------------------------------------------------

    def boxes(self) -> Iterator[Box]:
        """Yield the boxes that together hold all completions of the numbers."""
        pieces = [self._pieces(variable) for variable in self.variables]
        for combination in itertools.product(*pieces):
            yield dict(zip(self.variables, combination, strict=True))

    def _pieces(self, variable: Ref) -> list[Value]:
        if self.leaves(variable) == {variable}:
            return self._leaf_pieces(variable)
        return [self._evaluation.number(variable)]

    def _leaf_pieces(self, leaf: Ref) -> list[Value]:
        """Return the stretches of values of an elementary unknown; parts that perhaps count make several."""
        operation = self._operation(leaf)
        if isinstance(operation, program.Gather):
            return self._evaluation.gather_pieces(operation, MOST_UNSURE_PARTS)
        return [self._evaluation.number(leaf)]

    def critical_values(
        self, nodes: Sequence[Ref], cuts: Sequence[Fraction], variable: Ref, box: Box
    ) -> Iterator[Fraction]:
        """Yield values of a variable at which an axis meets a cut, the others at ends of their boxes."""
        for corner in self._corners(box, variable):
            evaluation = Evaluation(self._evaluation.program, self._evaluation.item, corner)
            if len(nodes) == 1:
                targets = [(nodes[0], cut) for cut in cuts]
            else:
                values = [evaluation.number(node) for node in nodes]
                targets = [
                    (node, other.low)
                    for node, other in zip(nodes, reversed(values), strict=True)
                    if other.is_known
                ]
            for node, target in targets:
                yield from self._solve(node, target, variable, evaluation)

    def _corners(self, box: Box, variable: Ref) -> Iterator[Box]:
        # The ends and the middle of the others will do, as critical values only say where to cut a box. For
        # `a * b >= 6` with b in 1..3, a is cut at 6, 3 and 2: at once every piece below 2 or from 6 on is
        # decided. One that is missed leaves a piece undecided, and so costs a proof and never an answer.
        others = [ref for ref in self.variables if ref != variable]
        for choose in (_low, _middle, _high):
            corner = {ref: choose(box[ref]) for ref in others}
            if all(value is not None for value in corner.values()):
                yield {ref: known(value) for ref, value in corner.items() if value is not None}

    def _solve(self, ref: Ref, target: Fraction, variable: Ref, evaluation: Evaluation) -> Iterator[Fraction]:
        """Yield the variable's values at which a node equals ``target``, or passes it."""
        if ref == variable:
            yield target
            return
        through = [inner for inner in self._inputs(ref) if variable in self.variables_of(inner)]
        if len(through) != 1:
            return
        inner = through[0]
        arguments = self._arguments(ref)
        others = [None if arg == inner else evaluation.number(arg) for arg in arguments]
        for step in arguments_giving(self._operation(ref), target, others):
            yield from self._solve(inner, step, variable, evaluation)

    def samples(self, box: Box) -> list[Box]:
        """Return some single completions of the numbers from a box."""
        choices = [
            sorted(
                number
                for number in {choose(box[ref]) for choose in (_low, _middle, _high)}
                if number is not None and number in interval_of(box[ref])
            )
            for ref in self.variables
        ]
        combinations = itertools.islice(itertools.product(*choices), MOST_SAMPLES)
        return [dict(zip(self.variables, map(known, numbers), strict=True)) for numbers in combinations]

    # --- words ------------------------------------------------------------------------------

    @cached_property
    def word_factors(self) -> list[Factor]:
        """One factor for each blank word: the answers that each of its words gives."""
        factors = []
        for name, refs in self._word_refs().items():
            patterns = {tuple(self._answer(ref, word) for ref in refs) for word in self._words(refs[0])}
            factors.append(Factor(tuple(refs), tuple(sorted(patterns)), frozenset({name})))
        return factors

    def word_samples(self) -> list[Mapping[str, str | bool]]:
        """Return some single completions of the blank words."""
        refs = {name: refs[0] for name, refs in self._word_refs().items()}
        combinations = itertools.product(*(self._words(ref) for ref in refs.values()))
        return [dict(zip(refs, words, strict=True)) for words in itertools.islice(combinations, MOST_SAMPLES)]

    def _word_refs(self) -> dict[str, list[Ref]]:
        found: dict[str, list[Ref]] = {}
        for ref in self._open_truths:
            if is_word(self._evaluation.program, ref):
                found.setdefault(self.names_of(ref)[0], []).append(ref)
        return found

    def _words(self, ref: Ref) -> Sequence[str | bool]:
        operation = self._operation(ref)
        return operation.fact.categories if isinstance(operation, program.Is) else (True, False)

    def _answer(self, ref: Ref, word: str | bool) -> bool:
        operation = self._operation(ref)
        return word in operation.categories if isinstance(operation, program.Is) else bool(word)

    # --- names ------------------------------------------------------------------------------

    def names_of(self, ref: Ref) -> tuple[str, ...]:
        """Return the facts that would settle a variable or a word."""
        operation = self._operation(ref)
        if operation.settled_by:
            return operation.settled_by
        leaves = sorted(self.leaves(ref))
        if leaves == [ref]:
            if isinstance(operation, program.NotApplicableWhen):
                return tuple(sorted(self.deciding_names(ref)))
            assert isinstance(operation, program.Claimed), "no other value is unknown by itself"
            leaves = [claim for claim in operation.claims if not self._evaluation.number(claim).is_known]
        return tuple(dict.fromkeys(name for leaf in leaves for name in self.names_of(leaf)))

    def deciding_names(self, ref: Ref) -> frozenset[str]:
        """Return what is not known of the facts that decide whether a node is applicable."""
        if ref not in self._deciding:
            self._deciding[ref] = self._find_deciding(ref)
        return self._deciding[ref]

    def _find_deciding(self, ref: Ref) -> frozenset[str]:
        over, truth = self._evaluation.program, self._evaluation.truth
        conditions = deciding_conditions(over, [ref], lambda each: truth(each) is None)
        under = open_under(over, conditions, lambda each: truth(each) is None)
        return frozenset(
            name
            for each in under
            if is_word(over, each) or isinstance(self._operation(each), program.FactValue | program.Gather)
            for name in self.names_of(each)
        )

    def names(self) -> tuple[str, ...]:
        """Return all unknown facts, in the order in which the item kind declares them."""
        found = {name for ref in (*self.variables, *self._elementary()) for name in self.names_of(ref)}
        found |= {name for side in self._sides for name in self.deciding_names(side)}
        kind = self._evaluation.program.kind
        declared = [fact.name for fact in kind.all_facts()] + [
            collection.name for collection in kind.collections
        ]
        return tuple(name for name in declared if name in found)

    def unstated(self) -> tuple[str, ...]:
        """Return what no source says, each with its place."""
        operations = (self._operation(ref) for ref in self._open_truths)
        return tuple(each.name for each in operations if isinstance(each, program.Unstated))


def _low(value: Value) -> Fraction | None:
    return value.low


def _high(value: Value) -> Fraction | None:
    return value.high


def _middle(value: Value) -> Fraction | None:
    return value.low + 1 if value.high is None else (value.low + value.high) / 2
