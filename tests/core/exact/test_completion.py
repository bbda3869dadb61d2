"""What no completion changes is said, what two dispute is open, and what is unproven is called so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from fractions import Fraction
from random import Random
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from redline import model
from redline.catalog import Catalog, Item
from redline.exact import search, unknowns
from redline.exact.completion import Completions, Settled, settle
from redline.program import Program
from redline.program.lower import lower
from redline.units import ONE
from redline.values import Value, known
from tests.support import chips, generated
from tests.support.completed import completed

NUMBERS = (*map(Fraction, generated.NUMBERS), Fraction(1, 1000), Fraction(10**6))
quick = settings(deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))


def status_of(over: Program, item: Item) -> Settled:
    (answer,) = settle(over, item, [over.rulebooks[0].status])
    return answer


def answer_of(over: Program, item: Item) -> Settled:
    """Return the status without the facts that would settle it, which take their time."""
    return Completions(over, item).found(over.rulebooks[0].status)


@settings(quick, max_examples=40)
@given(generated.rulebooks(), generated.catalogs(most_rows=4), generated.readings, st.integers(0, 10**6))
def test_no_completion_contradicts_an_answer(
    book: model.Rulebook, catalog: Catalog, readings: dict[str, str], seed: int
) -> None:
    over = lower(generated.KIND, [book], readings)
    target, random = over.rulebooks[0].status, Random(seed)  # noqa: S311 - a sample, and no secret

    for row in range(len(catalog)):
        item = catalog.item(row)
        answer = Completions(over, item).answer(target)
        found = {completed(over, item, random, NUMBERS).truth(target) for _ in range(8)}

        assert answer is None or {answer} == found


# --- bounded search -------------------------------------------------------------------------

LIMITS = (
    {"MOST_BOXES": 1},
    {"MOST_CUTS": 0},
    {"MOST_CUTS": 1, "MOST_SAMPLES": 1},
    {"MOST_COMBINATIONS": 1},
    {"MOST_COMBINATIONS": 4, "MOST_BOXES": 3},
    {"MOST_UNSURE_PARTS": 0},
)


@contextmanager
def limited(limits: dict[str, int]) -> Iterator[None]:
    with ExitStack() as stack:
        for name, value in limits.items():
            home = unknowns if name == "MOST_UNSURE_PARTS" else search
            stack.enter_context(patch.object(home, name, value))
        yield


@settings(quick, max_examples=40)
@given(generated.rulebooks(), generated.catalogs(most_rows=4), generated.readings, st.sampled_from(LIMITS))
def test_search_cut_short_says_the_same_or_that_it_proved_nothing(
    book: model.Rulebook, catalog: Catalog, readings: dict[str, str], limits: dict[str, int]
) -> None:
    over = lower(generated.KIND, [book], readings)

    for row in range(len(catalog)):
        whole = answer_of(over, catalog.item(row))
        with limited(limits):
            short = answer_of(over, catalog.item(row))

        assert short.truth == whole.truth or not (short.proven and whole.proven)


# --- one by one -----------------------------------------------------------------------------


def program(condition: model.Condition) -> Program:
    control = model.Control("1", generated.KIND, "", condition)
    return lower(
        generated.KIND, [model.Rulebook("book", "", "r", dt.date(2022, 1, 1), None, None, (control,))]
    )


def fact(name: str) -> model.FactRef:
    return model.FactRef({fact.name: fact for fact in generated.NUMBER_FACTS}[name])


def compare(left: model.Expression, operator: str, number: str) -> model.Comparison:
    return model.Comparison(operator, left, model.Quantity(Fraction(number), ONE))  # type: ignore[arg-type]  # one of the four


def between(low: str, high: str, left: model.Expression) -> model.Condition:
    return model.All((compare(left, ">", low), compare(left, "<", high)))


def thing(parts: tuple[dict[str, Value], ...] | None = None, **numbers: str | Value) -> Item:
    values = {
        name: known(Fraction(value)) if isinstance(value, str) else value for name, value in numbers.items()
    }
    return Item("thing", values, {}, {} if parts is None else {"parts": parts})


SPEED, SIZE, LINK = fact("speed"), fact("size"), fact("link")
DENSITY = model.Arithmetic("/", SPEED, SIZE, ONE)
AREA, NODE = (model.FactRef(each) for each in generated.PARTS.facts)
SUM = model.Aggregate("sum", generated.PARTS, AREA, compare(NODE, "<", "16"), ONE)
LARGEST = model.Aggregate("largest", generated.PARTS, AREA, None, ONE)


@pytest.mark.parametrize(
    ("condition", "item", "expected"),
    [
        # three-valued logic leaves each of these open
        (model.Any((compare(SPEED, ">=", "7"), compare(SPEED, "<", "7"))), thing(), Settled(truth=True)),
        (model.All((compare(SPEED, ">", "7"), compare(SPEED, "<", "7"))), thing(), Settled(truth=False)),
        (
            model.Any((compare(SPEED, "<", "7"), compare(DENSITY, ">=", "1"))),
            thing(size="7"),
            Settled(truth=True),
        ),
        # a range that reaches the line, and one that does not
        (
            compare(SPEED, ">=", "7"),
            thing(speed=Value(Fraction(1), Fraction(7))),
            Settled(None, ("speed",)),
        ),
        (compare(SPEED, ">", "7"), thing(speed=Value(Fraction(1), Fraction(7))), Settled(truth=False)),
        # an area is not zero, a speed may be
        (compare(SIZE, "<=", "0"), thing(), Settled(truth=False)),
        (compare(SPEED, "<=", "0"), thing(), Settled(None, ("speed",))),
        # nothing can be divided by zero, so there is no such quotient and it meets nothing
        (
            model.Any(
                (
                    compare(model.Arithmetic("/", SPEED, LINK, ONE), ">=", "1"),
                    compare(model.Arithmetic("/", SPEED, LINK, ONE), "<", "1"),
                )
            ),
            thing(speed="3"),
            Settled(None, ("link",)),
        ),
        # a zero rate is zero whatever the other factor is
        (compare(DENSITY, ">", "0"), thing(speed="0"), Settled(truth=False)),
        # the unknown that cancels out does not matter, the other one does
        (
            model.Any((model.Holds(generated.YES_NO[0]), model.Not(model.Holds(generated.YES_NO[0])))),
            thing(),
            Settled(truth=True),
        ),
    ],
)
def test_answer_over_all_completions(condition: model.Condition, item: Item, expected: Settled) -> None:
    assert expected == status_of(program(condition), item)


def test_parts_that_perhaps_count_are_chosen_among() -> None:
    dies = tuple({"area": known(100)} for _ in range(3))

    assert [Settled(truth=False), Settled(None, ("parts",))] == [
        status_of(program(between(low, high, SUM)), thing(parts=dies))
        for low, high in (("101", "199"), ("150", "250"))
    ]


def test_too_many_parts_that_perhaps_count_prove_nothing() -> None:
    dies = tuple({"area": known(100)} for _ in range(7))

    assert Settled(None, ("parts",), proven=False) == status_of(
        program(between("101", "199", SUM)), thing(parts=dies)
    )


def test_two_aggregates_over_unknown_parts_prove_nothing() -> None:
    ratio = model.Arithmetic("/", LARGEST, model.Aggregate("sum", generated.PARTS, AREA, None, ONE), ONE)

    answer = status_of(program(compare(ratio, ">", "1")), thing())

    assert (None, False) == (answer.truth, answer.proven)


def test_only_the_facts_that_could_settle_it_are_named() -> None:
    either = model.Any(
        (compare(SPEED, ">=", "7"), model.All((compare(LINK, ">=", "7"), compare(LINK, "<", "7"))))
    )

    assert ("speed",) == status_of(program(either), thing()).missing


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        # over the second tier, and whatever the other format is, one tier or the other is met
        (
            {"fp16_tflops": "156.25", "die_area_mm2": "1000", "for_datacenter": True},
            Settled(truth=True),
        ),
        (
            {"fp16_tflops": "10", "die_area_mm2": "1000", "for_datacenter": True},
            Settled(None, ("fp4_tflops",)),
        ),
        # nobody says what it is for, and that decides
        (
            {"fp16_tflops": "200", "fp4_tflops": "0", "die_area_mm2": "100"},
            Settled(None, ("for_datacenter",)),
        ),
    ],
)
def test_tiers_under_the_cautious_reading(facts: dict[str, Any], expected: Settled) -> None:
    over = lower(chips.CHIP, [chips.rulebook()], {"unlisted_formats": "unknown"})

    assert expected == status_of(over, chips.item(**facts))


def test_each_node_is_answered_once_in_the_order_asked() -> None:
    over = program(compare(SPEED, ">=", "7"))
    status = over.rulebooks[0].status

    assert (Settled(None, ("speed",)),) * 2 == settle(over, thing(), [status, status])
