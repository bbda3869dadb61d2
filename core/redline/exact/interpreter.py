"""The definition of the language: evaluate a program for one item, exactly, written to be read.

Every number is a fraction or bounds of fractions, every truth is yes, no or unknown (Kleene). What no
completion of the unknown facts changes is found by ``redline.exact.completion``, which asks this module.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from fractions import Fraction
from typing import Any, ClassVar, Final, TypeAlias

from attrs import evolve

from redline import program
from redline.catalog import Item
from redline.exact import bounds
from redline.model import Fact
from redline.program import Operation, Program
from redline.program.outputs import Ref
from redline.values import NOT_APPLICABLE, UNKNOWN, Value, known

Numbers: TypeAlias = Callable[[Ref], Value]
Truths: TypeAlias = Callable[[Ref], bool | None]
"""How arguments are looked up."""

ARITHMETIC: Final[Mapping[type[Operation], Callable[[Any, Numbers], Value]]] = {
    program.Constant: lambda its, _: known(its.value),
    program.Sum: lambda its, number: bounds.add([number(ref) for ref in its.args]),
    program.Product: lambda its, number: bounds.multiply(number(its.left), number(its.right)),
    program.Quotient: lambda its, number: bounds.divide(number(its.left), number(its.right)),
    program.Extremum: lambda its, number: bounds.extremum(its.function, [number(ref) for ref in its.args]),
    program.Call: lambda its, number: bounds.call(its.function, [number(ref) for ref in its.args]),
}
"""Operations whose value follows from those of their arguments."""

LOGIC: Final[Mapping[type[Operation], Callable[[Any, Numbers, Truths], bool | None]]] = {
    program.Compare: lambda its, number, _: bounds.compare(its.operator, number(its.left), number(its.right)),
    program.Truth: lambda its, *_: its.value,
    program.Not: lambda its, _, truth: not_of(truth(its.arg)),
    program.All: lambda its, _, truth: all_of([truth(ref) for ref in its.args]),
    program.Any: lambda its, _, truth: any_of([truth(ref) for ref in its.args]),
}
"""Operations whose truth follows from their arguments."""


def calculate(operation: Operation, number: Numbers) -> Value:
    """Apply an arithmetic operation, given how to look up its arguments."""
    return ARITHMETIC[type(operation)](operation, number)


def judge(operation: Operation, number: Numbers, truth: Truths) -> bool | None:
    """Answer a comparison or a logical operation, given how to look up its arguments."""
    return LOGIC[type(operation)](operation, number, truth)


def evaluate(over: Program, item: Item) -> Evaluation:
    """Return the evaluation of a program for one item; nodes are computed when asked for."""
    return Evaluation(over, item)


class Evaluation:
    """Values of a program's nodes for one item, each computed once.

    ``assumed`` replaces the values of some number nodes and ``words`` those of blank category and
    yes/no facts: this is how completions of unknown facts are tried. What counts as *stated* or
    *certain* stays as in the item, since trying a value does not state it.
    """

    def __init__(
        self,
        over: Program,
        item: Item,
        assumed: Mapping[Ref, Value] | None = None,
        words: Mapping[str, str | bool] | None = None,
    ) -> None:
        self.program = over
        self.item = item
        self._assumed = assumed or {}
        self._words = item.words if words is None else {**item.words, **words}
        self._numbers: dict[Ref, Value] = dict(self._assumed)
        self._truths: dict[Ref, bool | None] = {}
        self._as_stated = Evaluation(over, item) if assumed or words else None

    def of_another(self, item: Item, touched: AbstractSet[Ref]) -> Evaluation:
        """Return the evaluation of an item that differs from this one only in what some nodes read.

        Of the nodes that are not ``touched`` by that, what is known here is known there.
        """
        other = Evaluation(self.program, item)
        other._numbers.update((ref, value) for ref, value in self._numbers.items() if ref not in touched)
        other._truths.update((ref, truth) for ref, truth in self._truths.items() if ref not in touched)
        return other

    def number(self, ref: Ref) -> Value:
        """Return the value of a number node of the item."""
        if ref not in self._numbers:
            operation = self.program.nodes[ref].operation
            self._numbers[ref] = self._NUMBERS[type(operation)](self, operation)
        return self._numbers[ref]

    def truth(self, ref: Ref) -> bool | None:
        """Return the truth of a node of the item, None when unknown."""
        if ref not in self._truths:
            operation = self.program.nodes[ref].operation
            self._truths[ref] = self._TRUTHS[type(operation)](self, operation)
        return self._truths[ref]

    def is_stated(self, ref: Ref) -> bool:
        """Return whether the item states the fact of a fact node."""
        operation = self.program.nodes[ref].operation
        assert isinstance(operation, program.FactValue)
        return operation.fact.name in self.item.numbers

    def is_certain(self, ref: Ref) -> bool:
        """Return whether a condition holds by what the item states."""
        return (self._as_stated or self).truth(ref) is True

    # --- numbers ----------------------------------------------------------------------------

    def _calculated(self, operation: Operation) -> Value:
        return calculate(operation, self.number)

    def _fact(self, operation: program.FactValue) -> Value:
        return self.item.numbers.get(operation.fact.name) or unknown_of(operation.fact)

    def _if_stated(self, operation: program.IfStated) -> Value:
        return self.number(operation.fact if self.is_stated(operation.fact) else operation.otherwise)

    def _one_sided(self, operation: program.OneSided) -> Value:
        beyond = bounds.at_least if operation.side == "least" else bounds.at_most
        return beyond(self.number(operation.bound))

    def _applicable(self, operation: program.NotApplicableWhen) -> Value:
        """Return a value that is perhaps not applicable; what is assumed is so until the item states it."""
        if operation.assumed:
            absent: bool | None = self.is_certain(operation.condition)
        else:
            absent = self.truth(operation.condition)
        if absent:
            return NOT_APPLICABLE
        value = self.number(operation.value)
        return value if absent is False else bounds.perhaps(value)

    def claims_nothing(self, operation: program.Claimed) -> bool:
        """Return whether no member is claimed, so that those that are not stated may be anything.

        Of a chip of which all that is stated is a rate of 0, the other rates were not read; nor are they
        where the only rate may be 0, for what is said of a range holds of each number in it.
        """
        stated = [self.number(claim) for claim in operation.claims if self.is_stated(claim)]
        none_above_zero = all(value.low == 0 and not value.low_open for value in stated)
        return len(stated) < len(operation.claims) and none_above_zero

    def _claimed(self, operation: program.Claimed) -> Value:
        """Leave the unstated members out; with none claimed the value is unknown."""
        if self.claims_nothing(operation):
            return UNKNOWN
        pairs = zip(operation.args, operation.claims, strict=True)
        return combine(
            operation.function, [self.number(arg) for arg, claim in pairs if self.is_stated(claim)]
        )

    def _gather(self, operation: program.Gather) -> Value:
        """Combine the parts of a collection; a part that is perhaps meant is perhaps applicable."""
        if operation.collection.name not in self.item.parts:
            return self._blank(operation)
        sure, unsure = self._meant_parts(operation)
        perhaps = [[bounds.perhaps(value)] * count for value, count in bounds.counted(unsure)]
        return combine(operation.function, [*sure, *itertools.chain.from_iterable(perhaps)])

    def _blank(self, operation: program.Gather) -> Value:
        """Return all that is known of an aggregate over a blank collection."""
        if operation.value is not None and operation.function != "count":
            value = self.program.nodes[operation.value].operation
            if isinstance(value, program.FactValue):
                return unknown_of(value.fact)
        return UNKNOWN

    def gather_pieces(self, operation: program.Gather, most_unsure: int) -> list[Value]:
        """Return the values of an aggregate for each choice of the parts that are perhaps meant.

        With more than ``most_unsure`` such parts, the single value that covers all choices.
        """
        if operation.collection.name not in self.item.parts:
            return [self._blank(operation)]
        sure, unsure = self._meant_parts(operation)
        if len(unsure) > most_unsure:
            return [self._gather(operation)]
        choices = itertools.product((False, True), repeat=len(unsure))
        chosen = [
            sure + [value for value, meant in zip(unsure, choice, strict=True) if meant] for choice in choices
        ]
        return list(dict.fromkeys(combine(operation.function, values) for values in chosen))

    def unsure_parts(self, operation: program.Gather) -> int:
        """Return how many parts perhaps count, and perhaps do not."""
        return len(self._meant_parts(operation)[1]) if operation.collection.name in self.item.parts else 0

    def _meant_parts(self, operation: program.Gather) -> tuple[list[Value], list[Value]]:
        """Return the values of the parts that count, and of those that perhaps do."""
        sure: list[Value] = []
        unsure: list[Value] = []
        for alike in _alike(self.item.parts[operation.collection.name]):
            inner = Part(self.program, alike[0])
            meant = True if operation.where is None else inner.truth(operation.where)
            value = known(1) if operation.value is None else inner.number(operation.value)
            if meant is not False:
                (sure if meant else unsure).extend([value] * len(alike))
        return sure, unsure

    # --- truths -----------------------------------------------------------------------------

    def _judged(self, operation: Operation) -> bool | None:
        return judge(operation, self.number, self.truth)

    def _is(self, operation: program.Is) -> bool | None:
        word = self._words.get(operation.fact.name)
        return None if word is None else word in operation.categories

    def _holds(self, operation: program.Holds) -> bool | None:
        word = self._words.get(operation.fact.name)
        return None if word is None else bool(word)

    def _unstated(self, operation: program.Unstated) -> bool | None:
        word = self._words.get(operation.name)
        return None if word is None else bool(word)

    def _any_part(self, operation: program.AnyPart) -> bool | None:
        parts = self.item.parts.get(operation.collection.name)
        if parts is None:
            return None
        return any_of([Part(self.program, alike[0]).truth(operation.where) for alike in _alike(parts)])

    # --- tables -----------------------------------------------------------------------------

    _NUMBERS: ClassVar[Mapping[type[Operation], Callable[[Any, Any], Value]]] = program.table(
        program.OfNumber,
        {
            **dict.fromkeys(ARITHMETIC, _calculated),
            program.FactValue: _fact,
            program.Claimed: _claimed,
            program.NotApplicableWhen: _applicable,
            program.IfStated: _if_stated,
            program.OneSided: _one_sided,
            program.Gather: _gather,
        },
    )
    _TRUTHS: ClassVar[Mapping[type[Operation], Callable[[Any, Any], bool | None]]] = program.table(
        program.OfTruth,
        {
            **dict.fromkeys(LOGIC, _judged),
            program.Is: _is,
            program.Holds: _holds,
            program.Unstated: _unstated,
            program.AnyPart: _any_part,
        },
    )


def _alike(parts: Sequence[Mapping[str, Value]]) -> Iterator[list[Mapping[str, Value]]]:
    """Yield runs of one and the same part: 10,000 of them are judged once."""
    return (list(run) for _, run in itertools.groupby(parts, key=id))


class Part:
    """Values of nodes in a collection's space, for one of its parts."""

    def __init__(self, over: Program, facts: Mapping[str, Value]) -> None:
        self._program = over
        self._facts = facts

    def number(self, ref: Ref) -> Value:
        """Return the value of a number node of the part."""
        operation = self._program.nodes[ref].operation
        if isinstance(operation, program.FactValue):
            return self._facts.get(operation.fact.name) or unknown_of(operation.fact)
        return calculate(operation, self.number)

    def truth(self, ref: Ref) -> bool | None:
        """Return the truth of a node of the part, None when unknown."""
        return judge(self._program.nodes[ref].operation, self.number, self.truth)


# --- values -------------------------------------------------------------------------------------


def combine(function: str, values: list[Value]) -> Value:
    """Sum, count, or take the largest or smallest of values, some of which are perhaps absent."""
    if function == "count":
        present = [value for value in values if value.absent != "yes"]
        return Value(Fraction(sum(value.absent == "no" for value in present)), Fraction(len(present)))
    if function == "sum":
        return bounds.add(values)
    return bounds.extremum("largest" if function == "largest" else "smallest", values)


def stating(item: Item, words: Mapping[str, str | bool]) -> Item:
    """Return an item that states some words as well."""
    return evolve(item, words={**item.words, **words})


def unknown_of(fact: Fact) -> Value:
    """Return all that is known of a blank fact: it is not negative, and an area is not zero."""
    return Value(Fraction(0), None, low_open=fact.positive)


def not_of(truth: bool | None) -> bool | None:
    """Return the other answer; unknown stays unknown."""
    return None if truth is None else not truth


def all_of(truths: Iterable[bool | None]) -> bool | None:
    """Return no if any is no, else unknown if any is unknown, else yes."""
    seen = set(truths)
    return False if False in seen else None if None in seen else True


def any_of(truths: Iterable[bool | None]) -> bool | None:
    """Return yes if any is yes, else unknown if any is unknown, else no."""
    seen = set(truths)
    return True if True in seen else None if None in seen else False
