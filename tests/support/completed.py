"""Complete an item at random: every unknown fact gets a number or a word, and the program is evaluated.

This is what ``redline.exact.completion`` reasons about, done by plain trial. What the item states stays
stated: a completion fills blanks in, and does not claim them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from random import Random

from redline import program
from redline.catalog import Item
from redline.exact.interpreter import Evaluation
from redline.model import Collection, Fact
from redline.program import Program
from redline.program.outputs import Ref
from redline.values import Value, known


def completed(over: Program, item: Item, random: Random, numbers: Iterable[Fraction]) -> Evaluation:
    """Return the evaluation of a completion; unknown numbers are drawn from ``numbers`` and ends of ranges.

    A blank collection is completed by parts of which some count, wherever some are asked for: see
    ``Evaluation._blank``, which takes an aggregate over it for a number.
    """
    drawn = _Draw(random, tuple(numbers))
    words = {**_words(over, random), **item.words}
    while True:
        parts = {each.name: drawn.parts(each, item.parts.get(each.name)) for each in over.kind.collections}
        evaluation = Evaluation(over, Item(item.name, item.numbers, item.words, parts), {}, words)
        evaluation._as_stated = Evaluation(over, item)
        if not any(_is_empty(over, ref, evaluation, item) for ref in range(len(over.nodes))):
            break
    for ref, node in enumerate(over.nodes):
        if node.space == program.ITEM:
            value = _assumed(over, ref, evaluation, drawn)
            if value is not None:
                evaluation._numbers[ref] = value
    return evaluation


def _words(over: Program, random: Random) -> Mapping[str, str | bool]:
    found: dict[str, str | bool] = {}
    for node in over.nodes:
        match node.operation:
            case program.Is(fact, _):
                found.setdefault(fact.name, random.choice(fact.categories))
            case program.Holds(fact):
                found.setdefault(fact.name, random.random() < 0.5)
            case program.Unstated() as open_:
                found.setdefault(open_.name, random.random() < 0.5)
    return found


def _is_empty(over: Program, ref: Ref, evaluation: Evaluation, item: Item) -> bool:
    operation = over.nodes[ref].operation
    return (
        isinstance(operation, program.Gather)
        and operation.collection.name not in item.parts
        and evaluation.number(ref).absent == "yes"
    )


def _assumed(over: Program, ref: Ref, evaluation: Evaluation, drawn: _Draw) -> Value | None:
    """Return a number for a node that a completion chooses; None for one that follows from others."""
    match over.nodes[ref].operation:
        case program.FactValue(fact):
            return drawn.number(fact, evaluation.item.numbers.get(fact.name))
        case program.OneSided("least", bound):
            value = evaluation.number(bound)
            return drawn.within(Fraction(0) if value.absent == "yes" else value.low, None)
        case program.OneSided("most", bound):
            value = evaluation.number(bound)
            return drawn.within(Fraction(0), value.high if value.absent == "no" else None)
        case program.Claimed() as claimed if evaluation.claims_nothing(claimed):
            return drawn.within(Fraction(0), None)
    return None


class _Draw:
    def __init__(self, random: Random, numbers: tuple[Fraction, ...]) -> None:
        self._random = random
        self._numbers = numbers

    def within(self, low: Fraction, high: Fraction | None, *, above: bool = False) -> Value:
        ends = [] if above else [low]
        ends += [low + 1] if high is None else [high, (low + high) / 2]
        inside = (each for each in self._numbers if low < each and (high is None or each < high))
        return known(self._random.choice([*ends, *inside]))

    def number(self, fact: Fact, stated: Value | None) -> Value:
        if stated is None:
            return self.within(Fraction(0), None, above=fact.positive)
        return self.within(stated.low, stated.high)

    def parts(
        self, collection: Collection, stated: tuple[Mapping[str, Value], ...] | None
    ) -> tuple[Mapping[str, Value], ...]:
        members = [{} for _ in range(self._random.choice([0, 1, 1, 2]))] if stated is None else stated
        return tuple(
            {fact.name: self.number(fact, member.get(fact.name)) for fact in collection.facts}
            for member in members
        )
