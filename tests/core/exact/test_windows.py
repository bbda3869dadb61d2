"""Narrow windows between several unknowns: the search finds or excludes them, or says that it does not."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from random import Random
from typing import Literal

from redline import model
from redline.catalog import Item
from redline.exact.completion import Completions, Settled
from redline.program import Program
from redline.program.lower import lower
from redline.units import ONE
from redline.values import Value
from tests.support import generated
from tests.support.completed import completed

FACTS = [model.FactRef(fact) for fact in generated.NUMBER_FACTS if fact.name != "size"]
OPERATORS: tuple[Literal[">=", "<=", ">", "<"], ...] = (">=", "<=", ">", "<")
CUTS = (10, 20, 30, 40, 50, 60, 70, 100)
NUMBERS = tuple(Fraction(cut, part) for cut in CUTS for part in (1, 2, 3))
COUNT, PROVEN = 250, 248
"""The number of conditions that are drawn, and the number of them whose answer is proven."""


def quantity(random: Random) -> model.Expression:
    """Return a fact, or a sum, a product or a quotient of two."""
    one, other = random.sample(FACTS, 2)
    draw = random.random()
    if draw < 0.35:
        return one
    if draw < 0.8:
        weight = model.Quantity(Fraction(random.choice((1, 2, 3))), ONE)
        return model.Arithmetic("+", one, model.Arithmetic("*", weight, other, ONE), ONE)
    return model.Arithmetic("*" if draw < 0.9 else "/", one, other, ONE)


def comparison(random: Random) -> model.Condition:
    cut = model.Quantity(Fraction(random.choice(CUTS)), ONE)
    return model.Comparison(random.choice(OPERATORS), quantity(random), cut)


def program(random: Random) -> Program:
    """Return a rulebook whose control asks for three or four comparisons together, or for one of them."""
    several = tuple(comparison(random) for _ in range(random.randint(3, 4)))
    condition = model.All(several) if random.random() < 0.7 else model.Any(several)
    control = model.Control("1", generated.KIND, "", condition)
    book = model.Rulebook("book", "", "r", dt.date(2022, 1, 1), None, None, (control,))
    return lower(generated.KIND, [book])


def item(random: Random) -> Item:
    """Return an item of which nothing is known, or a range of one fact."""
    if random.random() < 0.6:
        return Item("x", {}, {}, {})
    name, high = random.choice(FACTS).fact.name, Fraction(random.choice((10, 50)))
    return Item("x", {name: Value(Fraction(10), high)}, {}, {})


def test_windows_are_found_or_excluded() -> None:
    found: list[Settled] = []
    for seed in range(COUNT):
        random = Random(seed)  # noqa: S311 - a sample, and no secret
        over, asked = program(random), item(random)
        target = over.rulebooks[0].status
        answer = Completions(over, asked).found(target)
        truths = {completed(over, asked, random, NUMBERS).truth(target) for _ in range(20)}
        assert answer.truth is None or truths == {answer.truth}, seed
        found.append(answer)

    assert PROVEN == sum(answer.proven for answer in found)
    assert {True, False, None} == {answer.truth for answer in found}
