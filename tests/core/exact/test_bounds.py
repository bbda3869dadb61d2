"""Bounds hold every result of the numbers inside of them, and no more."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redline.exact import bounds
from redline.program.operators import COMPARISONS
from redline.values import NOT_APPLICABLE, UNKNOWN, Absence, Value, known

TINY = Fraction(1, 10**9)
FAR = 10**9
SIGNS = (">=", ">", "<=", "<")


@st.composite
def values(draw: st.DrawFn) -> Value:
    """Draw a value between small whole numbers: open or closed, without end, perhaps not applicable."""
    absent: Absence = draw(st.sampled_from(("no", "no", "maybe", "yes")))
    if absent == "yes":
        return NOT_APPLICABLE
    low, width = draw(st.integers(0, 3)), draw(st.sampled_from((0, 0, 1, 2, None)))
    open_low, open_high = draw(st.tuples(st.booleans(), st.booleans())) if width else (False, False)
    if width is None:
        return Value(Fraction(low), None, draw(st.booleans()), absent=absent)
    return Value(Fraction(low), Fraction(low + width), open_low, open_high, absent)


def members(value: Value) -> Iterator[Fraction | None]:
    """Yield numbers that a value can be, at its ends and close to them; None where there is none."""
    if value.absent != "no":
        yield None
    if value.absent == "yes":
        return
    if not value.low_open:
        yield value.low
    if value.low == value.high:
        return
    yield value.low + TINY
    if value.high is None:
        yield value.low + FAR
        return
    yield value.high - TINY
    if not value.high_open:
        yield value.high


def holds(value: Value, number: Fraction | None) -> bool:
    if number is None:
        return value.absent != "no"
    if value.absent == "yes":
        return False
    above = number >= value.low and not (value.low_open and number == value.low)
    return above and (
        value.high is None or (number <= value.high and not (value.high_open and number == value.high))
    )


# --- the operations on plain numbers, None being not applicable ---------------------------------


def plain_sum(numbers: Sequence[Fraction | None]) -> Fraction | None:
    there = [number for number in numbers if number is not None]
    return sum(there, Fraction(0)) if there else None


def plain_product(numbers: Sequence[Fraction | None]) -> Fraction | None:
    left, right = numbers
    return None if left is None or right is None else left * right


def plain_quotient(numbers: Sequence[Fraction | None]) -> Fraction | None:
    left, right = numbers
    return None if left is None or right is None or right == 0 else left / right


def plain_largest(numbers: Sequence[Fraction | None]) -> Fraction | None:
    return max((number for number in numbers if number is not None), default=None)


def plain_smallest(numbers: Sequence[Fraction | None]) -> Fraction | None:
    return min((number for number in numbers if number is not None), default=None)


OPERATIONS: dict[str, tuple[Callable[[Sequence[Value]], Value], Callable[..., Fraction | None]]] = {
    "sum": (bounds.add, plain_sum),
    "product": (lambda values: bounds.multiply(*values), plain_product),
    "quotient": (lambda values: bounds.divide(*values), plain_quotient),
    "largest": (lambda values: bounds.extremum("largest", values), plain_largest),
    "smallest": (lambda values: bounds.extremum("smallest", values), plain_smallest),
}


def results(plain: Callable[..., Fraction | None], operands: Sequence[Value]) -> set[Fraction | None]:
    return {plain(numbers) for numbers in itertools.product(*map(members, operands))}


@pytest.mark.parametrize("operation", OPERATIONS)
@settings(deadline=None)
@given(operands=st.tuples(values(), values()))
def test_every_result_lies_within_the_bounds(operation: str, operands: tuple[Value, Value]) -> None:
    calculate, plain = OPERATIONS[operation]

    bound = calculate(operands)

    assert [] == [number for number in results(plain, operands) if not holds(bound, number)]


@pytest.mark.parametrize("operation", OPERATIONS)
@settings(deadline=None)
@given(operands=st.tuples(values(), values()))
def test_bounds_are_reached_unless_they_are_open(operation: str, operands: tuple[Value, Value]) -> None:
    calculate, plain = OPERATIONS[operation]
    bound = calculate(operands)

    found = results(plain, operands)

    reached = (bound.low in found, bound.high is None or bound.high in found, None in found)
    if bound.absent == "yes":
        reached = (True, True, True)
    assert (not bound.low_open, not bound.high_open, bound.absent != "no") == reached


@pytest.mark.parametrize("sign", SIGNS)
@settings(deadline=None)
@given(left=values(), right=values())
def test_comparison_is_open_where_both_answers_are_possible(
    sign: Literal[">=", ">", "<=", "<"], left: Value, right: Value
) -> None:
    answers = {
        first is not None and second is not None and COMPARISONS[sign](first, second)
        for first in members(left)
        for second in members(right)
    }

    assert (answers.pop() if len(answers) == 1 else None) == bounds.compare(sign, left, right)


# --- one by one -----------------------------------------------------------------------------


def span(low: int, high: int | None, **more: Any) -> Value:
    return Value(Fraction(low), None if high is None else Fraction(high), **more)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (known(6), known(3), known(2)),
        (known(6), known(0), NOT_APPLICABLE),
        (known(0), known(0), NOT_APPLICABLE),
        (known(0), UNKNOWN, span(0, 0, absent="maybe")),
        (known(6), UNKNOWN, span(0, None, low_open=True, absent="maybe")),
        (known(6), span(0, None, low_open=True), span(0, None, low_open=True)),
        (known(6), span(0, 3), span(2, None, absent="maybe")),
        (span(0, 5), span(1, None), span(0, 5)),
        (span(0, 5, low_open=True), span(1, None), span(0, 5, low_open=True)),
        (span(1, 5), span(1, None), span(0, 5, low_open=True)),
        (span(0, 5), span(0, 3, low_open=True), span(0, None)),
        (span(0, 5), span(0, 3), span(0, None, absent="maybe")),
        (known(6), span(2, 3), span(2, 3)),
        (known(6), span(2, 3, low_open=True), span(2, 3, high_open=True)),
        (NOT_APPLICABLE, known(3), NOT_APPLICABLE),
    ],
)
def test_quotient(left: Value, right: Value, expected: Value) -> None:
    assert expected == bounds.divide(left, right)


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ([], NOT_APPLICABLE),
        ([NOT_APPLICABLE], NOT_APPLICABLE),
        ([NOT_APPLICABLE, known(3)], known(3)),
        ([known(3), UNKNOWN], span(3, None)),
        ([known(3), span(0, None, low_open=True)], span(3, None, low_open=True)),
        ([span(1, 2, absent="maybe"), known(3)], span(3, 5)),
        ([span(1, 2, absent="maybe")], span(1, 2, absent="maybe")),
        (
            [span(1, 2, low_open=True, absent="maybe")],
            span(1, 2, low_open=True, absent="maybe"),
        ),
    ],
)
def test_sum(terms: list[Value], expected: Value) -> None:
    assert expected == bounds.add(terms)


@pytest.mark.parametrize(
    ("bound", "expected"),
    [
        (known(3), span(3, None)),
        (UNKNOWN, UNKNOWN),
        (span(3, 5, low_open=True), span(3, None, low_open=True)),
        (span(3, 5, absent="maybe"), UNKNOWN),
        (NOT_APPLICABLE, UNKNOWN),
    ],
)
def test_value_that_is_at_least_another(bound: Value, expected: Value) -> None:
    assert expected == bounds.at_least(bound)


@pytest.mark.parametrize(
    ("bound", "expected"),
    [
        (known(3), span(0, 3)),
        (UNKNOWN, UNKNOWN),
        (span(3, None), UNKNOWN),
        (span(3, 5, high_open=True), span(0, 5, high_open=True)),
        (span(3, 5, absent="maybe"), UNKNOWN),
        (NOT_APPLICABLE, UNKNOWN),
    ],
)
def test_value_that_is_at_most_another(bound: Value, expected: Value) -> None:
    assert expected == bounds.at_most(bound)


def test_perhaps_not_applicable() -> None:
    assert [span(3, 3, absent="maybe"), NOT_APPLICABLE] == [
        bounds.perhaps(value) for value in (known(3), NOT_APPLICABLE)
    ]
