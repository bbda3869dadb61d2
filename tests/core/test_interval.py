"""Cuts and intervals say of every number what the comparisons say that they stand for."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from redline.interval import START, Cut, Interval, around, interval_of, value_in
from redline.values import Value

LAST = 6
NUMBERS = [Fraction(number, 2) for number in range(2 * LAST + 1)]
"""Whole numbers, and one between each two of them: every interval with whole ends has some of them."""

wholes = st.integers(0, LAST).map(Fraction)
cuts = st.builds(Cut, wholes, st.booleans())


def between(ends: Iterable[Cut | None]) -> Interval:
    first, second = sorted(ends, key=lambda cut: (cut is None, cut))
    assert first is not None
    return Interval(first, second)


intervals = st.lists(cuts | st.none(), min_size=2, max_size=2, unique=True).map(between)


def trace(interval: Interval) -> list[Fraction]:
    """Say which numbers are inside by comparing them with both ends, and nothing else."""
    low, high = interval.lower, interval.upper
    return [
        number
        for number in NUMBERS
        if (number > low.number if low.above else number >= low.number)
        and (high is None or (number <= high.number if high.above else number < high.number))
    ]


@given(intervals)
def test_has_the_numbers_that_its_ends_let_in(interval: Interval) -> None:
    assert trace(interval) == [number for number in NUMBERS if number in interval]


@given(cuts, cuts)
def test_cuts_are_ordered_by_what_lies_below_them(one: Cut, other: Cut) -> None:
    below, under = (
        [
            number
            for number in [*NUMBERS, Fraction(LAST + 1)]
            if number < each.number or (each.above and number == each.number)
        ]
        for each in (one, other)
    )
    assert (len(below) < len(under)) == (one < other)


@given(intervals, st.sets(cuts))
def test_split_leaves_no_number_out_and_takes_none_twice(interval: Interval, by: set[Cut]) -> None:
    pieces = interval.split(by)
    assert trace(interval) == [number for piece in pieces for number in trace(piece)]
    assert all(piece.upper is None or piece.lower < piece.upper for piece in pieces)


@given(intervals, st.sets(cuts))
def test_no_cut_is_inside_a_piece(interval: Interval, by: set[Cut]) -> None:
    for piece in interval.split(by):
        below = [
            {number < cut.number or (cut.above and number == cut.number) for number in trace(piece)}
            for cut in by
        ]
        assert all(len(answers) <= 1 for answers in below)


@given(st.sets(wholes, min_size=1))
def test_numbers_and_what_lies_between_are_cut_apart(numbers: set[Fraction]) -> None:
    pieces = Interval().split(around(numbers))
    assert sorted(numbers) == [piece.low for piece in pieces if piece.is_point]
    assert not any(number in piece for piece in pieces if not piece.is_point for number in numbers)


fractions = st.fractions(0, 100, max_denominator=1000)


@given(fractions, fractions, st.booleans(), st.booleans())
def test_sample_is_inside_and_at_no_end(one: Fraction, other: Fraction, above: bool, included: bool) -> None:
    low, high = sorted((one, other))
    interval = Interval.closed(low, low) if low == high else Interval(Cut(low, above), Cut(high, included))
    assert low == interval.sample() if low == high else low < interval.sample() < high


def test_sample_of_what_has_no_end() -> None:
    assert Interval(Cut(Fraction(7), above=True)).sample() in Interval(Cut(Fraction(7), above=True))


def test_sample_is_short() -> None:
    long = Interval(Cut(Fraction(10**9, 10**9 + 1), above=True), Cut(Fraction(10**9, 10**9 - 7), above=False))
    assert 1 == long.sample()


@given(intervals)
def test_value_has_the_numbers_of_the_interval(interval: Interval) -> None:
    assert interval == interval_of(value_in(interval))


def test_value_knows_which_ends_are_reached() -> None:
    assert Value(Fraction(1), Fraction(2), low_open=True) == value_in(
        Interval(Cut(Fraction(1), above=True), Cut(Fraction(2), above=True))
    )
    assert Value(Fraction(0), None) == value_in(Interval(START))


def test_ends_as_json_writes_them() -> None:
    low, high = Interval(Cut(Fraction(1, 3), above=True)).ends
    assert {"value": 1 / 3, "exact": "1/3", "included": False, "attained": False} == low.to_dict()
    assert {"value": None, "exact": None, "included": False, "attained": False} == high.to_dict()
