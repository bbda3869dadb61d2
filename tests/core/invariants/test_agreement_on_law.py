"""Real texts over real parts of which facts are left out, made ranges or put on lines: engines agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cache
from random import Random
from typing import TypeVar

import pytest
from attrs import evolve

import redline
from redline.catalog import Item
from redline.catalog.assumptions import fill_in
from redline.exact.completion import Completions
from redline.kernel import Kernel
from redline.program.lower import lower
from redline.values import Status, Value, known
from tests.support.filled_in import catalog_of

T = TypeVar("T")

LAWS = ("us-2022", "us-2023", "us-2024-12", "us-2026-07", "us-3a991", "gain-ai-act", "eu-2025")
LINES = tuple(map(Fraction, ("4800", "2400", "1600", "300", "600", "150", "1200", "900", "0")))
"""Numbers on which rates and areas come to stand on a line of some text, or on no rate at all."""


@cache
def engine() -> redline.Engine:
    return redline.load()


def varied(random: Random, item: Item) -> Item:
    """Leave some facts of an item out, and make others ranges, or numbers that lines are drawn at."""
    numbers = dict(kept(random, item.numbers.items()))
    for name, value in list(numbers.items()):
        if name.endswith("_date"):
            continue
        draw = random.random()
        if draw < 0.1 and value.is_known:
            numbers[name] = Value(value.low / 2, value.low * random.choice((1, 2)))
        elif draw < 0.3:
            numbers[name] = known(random.choice(LINES) / random.choice((1, 2, 4, 8, 16)) or value.low)
        elif draw < 0.35 and name.endswith(("tops", "flops")):
            numbers[name] = known(Fraction(0))
    words = dict(kept(random, item.words.items()))
    return evolve(item, numbers=numbers, words=words, parts=dict(kept(random, item.parts.items())))


def kept(random: Random, things: Iterable[T]) -> Iterator[T]:
    share = random.choice((0.0, 0.2, 0.6))
    return (each for each in things if random.random() >= share)


@pytest.mark.parametrize("law", LAWS)
def test_kernel_equals_interpreter_on_varied_parts(law: str) -> None:
    random = Random(law)  # noqa: S311 - a sample, and no secret
    catalog = fill_in(engine().catalog(), {}).catalog
    over = lower(catalog.kind, [engine().rulebook(law)], {})
    items = [varied(random, catalog.item(random.randrange(len(catalog)))) for _ in range(60)]
    target = over.rulebooks[0].status

    expected = [int(Status.of(Completions(over, item).answer(target))) for item in items]
    for many in (1, 10**9):
        codes = Kernel(over, many=many).run(catalog_of(over.kind, items)).status[law].tolist()
        differ = [item for item, one, other in zip(items, expected, codes, strict=True) if one != other]
        assert not differ
    assert len(set(expected)) >= 2, "the sample has several outcomes"
