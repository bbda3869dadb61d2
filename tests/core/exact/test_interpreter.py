"""The definition of the language, one item at a time: what each operation makes of what is stated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest

from redline import model, program
from redline.catalog import Item
from redline.exact import bounds
from redline.exact.interpreter import all_of, any_of, evaluate
from redline.program.lower import lower
from redline.units import ONE
from redline.values import NOT_APPLICABLE, UNKNOWN, Value, known
from tests.support import generated

FACTS = {fact.name: model.FactRef(fact) for fact in generated.NUMBER_FACTS}
AREA, NODE = (model.FactRef(fact) for fact in generated.PARTS.facts)
SMALL = model.Comparison("<", NODE, model.Quantity(Fraction(16), ONE))
PLANAR = model.NotApplicableIf(model.Is(generated.CATEGORY, ("planar",)))
ABOVE_ZERO = Value(Fraction(0), None, low_open=True)


def value(
    expression: model.Expression,
    item: Item,
    reading: str = "not_claimed",
) -> Value:
    """Return the value of an expression for an item."""
    seven = model.Quantity(Fraction(7), ONE)
    control = model.Control("1", generated.KIND, "", model.Comparison(">=", expression, seven))
    book = model.Rulebook("book", "", "r", dt.date(2022, 1, 1), None, None, (control,))
    over = lower(generated.KIND, [book], {"unlisted": reading})
    compare = over.nodes[over.rulebooks[0].status].operation
    assert isinstance(compare, program.Compare), "the control is one comparison"
    return evaluate(over, item).number(compare.left)


def thing(parts: Sequence[dict[str, Any]] | None = None, shape: str = "", **numbers: Any) -> Item:
    """Return an item; numbers are known unless they are values."""
    words = {"shape": shape} if shape else {}
    collections = {} if parts is None else {"parts": tuple(map(stated, parts))}
    return Item("thing", stated(numbers), words, collections)


def stated(numbers: dict[str, Any]) -> dict[str, Value]:
    return {name: each if isinstance(each, Value) else known(each) for name, each in numbers.items()}


def span(low: int, high: int | None, **more: Any) -> Value:
    return Value(Fraction(low), None if high is None else Fraction(high), **more)


def over_rates(function: Any) -> model.Aggregate:
    return generated._aggregate_over_family(function)


def over_parts(function: Any, where: model.Condition | None = None) -> model.Aggregate:
    return model.Aggregate(function, generated.PARTS, None if function == "count" else AREA, where, ONE)


@pytest.mark.parametrize(
    ("function", "item", "reading", "expected"),
    [
        # a blank among stated rates does not count, or could be any rate
        ("largest", thing(rate_a=1, rate_b=3), "not_claimed", known(24)),
        ("largest", thing(rate_a=1, rate_b=3), "unknown", span(24, None)),
        ("smallest", thing(rate_a=1, rate_b=3), "not_claimed", known(16)),
        ("smallest", thing(rate_a=1, rate_b=3), "unknown", span(0, 16)),
        ("sum", thing(rate_a=1, rate_b=3), "not_claimed", known(40)),
        ("sum", thing(rate_a=1, rate_b=3), "unknown", span(40, None)),
        ("count", thing(rate_a=1, rate_b=3), "not_claimed", known(2)),
        # without any rate nothing is known under either
        ("largest", thing(), "not_claimed", UNKNOWN),
        ("largest", thing(), "unknown", UNKNOWN),
        # a zero alone claims nothing, and beside another rate it is one that is not claimed
        ("largest", thing(rate_a=0), "not_claimed", UNKNOWN),
        ("largest", thing(rate_a=span(0, 2)), "not_claimed", UNKNOWN),
        ("largest", thing(rate_a=0, rate_b=3), "not_claimed", known(24)),
        ("smallest", thing(rate_a=0, rate_b=3), "not_claimed", known(0)),
        ("largest", thing(rate_a=0, rate_b=0, rate_c=0), "not_claimed", known(0)),
        ("largest", thing(rate_a=span(1, 2), rate_b=3), "not_claimed", span(24, 32)),
    ],
)
def test_aggregate_over_a_family(function: str, item: Item, reading: str, expected: Value) -> None:
    assert expected == value(over_rates(function), item, reading)


@pytest.mark.parametrize(
    ("function", "parts", "expected"),
    [
        ("sum", [{"area": 3, "node": 7}, {"area": 4, "node": 28}], known(3)),
        ("sum", [{"area": 4, "node": 28}], NOT_APPLICABLE),
        ("sum", [], NOT_APPLICABLE),
        ("count", [], known(0)),
        ("count", [{"node": 7}, {"node": 28}, {}], span(1, 2)),
        ("sum", [{"area": 3, "node": 7}, {"area": 4}], span(3, 7)),
        ("sum", [{"area": 4}], span(4, 4, absent="maybe")),
        ("sum", [{"node": 7}], ABOVE_ZERO),
        ("largest", [{"area": 3, "node": 7}, {"node": 7}], span(3, None)),
        ("smallest", [{"area": 3, "node": 7}, {"node": 7}], span(0, 3, low_open=True)),
        ("largest", [{"area": 3, "node": 16}], NOT_APPLICABLE),
        ("sum", [{"area": 3, "node": span(7, 16)}], span(3, 3, absent="maybe")),
        ("sum", None, ABOVE_ZERO),
        ("count", None, UNKNOWN),
    ],
)
def test_aggregate_over_parts(function: str, parts: list[dict[str, Any]] | None, expected: Value) -> None:
    assert expected == value(over_parts(function, SMALL), thing(parts))


FIRST = model.FirstStated((PLANAR, FACTS["size"], over_parts("sum", SMALL)), ONE)
AT_MOST = model.FirstStated((FACTS["total"], model.AtMost(FACTS["link"])), ONE)
AT_LEAST = model.FirstStated((FACTS["total"], model.AtLeast(FACTS["link"])), ONE)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (thing(shape="planar", size=3), NOT_APPLICABLE),
        (thing(shape="fin", size=3), known(3)),
        (thing([{"area": 4, "node": 7}], shape="fin"), known(4)),
        (thing([{"area": 4, "node": 7}], shape="fin", size=3), known(3)),
        (thing(shape="fin"), ABOVE_ZERO),
        # a blank word is no certain "no"
        (thing(size=3), span(3, 3, absent="maybe")),
        (thing(), bounds.perhaps(ABOVE_ZERO)),
    ],
)
def test_sources_in_order_of_trust(item: Item, expected: Value) -> None:
    assert expected == value(FIRST, item)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (thing(total=5, link=7), known(5)),
        (thing(link=7), span(7, None)),
        (thing(link=span(7, 9)), span(7, None)),
        (thing(), UNKNOWN),
    ],
)
def test_bound_where_the_total_is_not_stated(item: Item, expected: Value) -> None:
    assert expected == value(AT_LEAST, item)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (thing(total=5, link=7), known(5)),
        (thing(total=7, link=5), known(7)),
        (thing(link=7), span(0, 7)),
        (thing(link=span(7, 9)), span(0, 9)),
        (thing(), UNKNOWN),
    ],
)
def test_bound_from_above_where_the_total_is_not_stated(item: Item, expected: Value) -> None:
    assert expected == value(AT_MOST, item)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (thing(speed=6, link=3), known(2)),
        (thing(speed=6, link=0), NOT_APPLICABLE),
        (thing(speed=6), span(0, None, low_open=True, absent="maybe")),
    ],
)
def test_quotient_by_zero_is_not_applicable(item: Item, expected: Value) -> None:
    assert expected == value(model.Arithmetic("/", FACTS["speed"], FACTS["link"], ONE), item)


@pytest.mark.parametrize(
    ("truths", "every", "some"),
    [
        ([], True, False),
        ([True, True], True, True),
        ([False, None], False, None),
        ([True, None], None, True),
        ([None], None, None),
        ([True, False], False, True),
    ],
)
def test_three_valued_joins(truths: list[bool | None], every: bool | None, some: bool | None) -> None:
    assert (every, some) == (all_of(truths), any_of(truths))
