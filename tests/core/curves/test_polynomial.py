"""Roots are found exactly where they are fractions, and alone in a narrow interval where they are not."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import reduce
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redline.curves.polynomial import Polynomial, Root, eliminate, roots

ONE = Polynomial.constant(1)
fractions = st.fractions(min_value=-20, max_value=20, max_denominator=12)


def line(start: Fraction | int, slope: Fraction | int, name: str = "t") -> Polynomial:
    return Polynomial.line(Fraction(start), Fraction(slope), name)


def exact(*points: Fraction | int) -> list[Root]:
    return [Root(Fraction(point), Fraction(point)) for point in points]


@given(st.lists(fractions, min_size=1, max_size=5))
def test_roots_of_a_product_are_those_of_its_factors(points: list[Fraction]) -> None:
    product = reduce(Polynomial.__mul__, [line(-point, 1) for point in points], ONE)

    assert exact(*sorted({point for point in points if point > 0})) == roots([product], "t")[0]


@given(st.lists(st.integers(2, 60), min_size=1, max_size=3), st.lists(fractions, max_size=2))
def test_irrational_roots_lie_alone_in_their_intervals(squares: list[int], points: list[Fraction]) -> None:
    square = [line(0, 1) * line(0, 1) - Polynomial.constant(number) for number in squares]
    found, _ = roots([*square, *(line(-point, 1) for point in points)], "t")
    wanted = {*(math.sqrt(number) for number in squares), *(float(point) for point in points if point > 0)}

    assert [pytest.approx(point) for point in sorted(wanted)] == [float(root.low) for root in found]
    for root in found:
        held = [number for number in set(squares) if root.low**2 <= number <= root.high**2]
        assert (1 if root.is_exact else 0) <= len(held) + sum(root.low == point for point in points)
        assert root.is_exact or (len(held), root.high - root.low < Fraction(1, 2**35)) == (1, True)
    assert all(left.high < right.low for left, right in pairwise(found))


def test_polynomial_without_real_roots_has_none() -> None:
    assert ([], True) == roots([line(0, 1) * line(0, 1) + ONE], "t")


def test_root_of_several_polynomials_is_found_once() -> None:
    square = line(0, 1) * line(0, 1) - Polynomial.constant(2)

    assert 1 == len(roots([square, square * line(5, 3)], "t")[0])


def test_fraction_with_a_long_denominator_is_found_where_another_polynomial_tells_it() -> None:
    long = Fraction(10**30 + 57, 3 * 10**30 + 1)
    product = line(-long, 1) * line(-2, 1)

    assert exact(long, 2) == roots([line(-long, 1), product], "t")[0]


def test_elimination_finds_where_zeros_meet_and_where_one_runs_off() -> None:
    area = line(0, 1, "area")
    density = line(0, 16) - area * Polynomial.constant(4)  # area is 4 * t
    size = line(-800, 1, "area")
    leaving = area * line(-3, 1) - ONE  # area is 1 / (t - 3)

    found, whole = eliminate([density, size, leaving], "area")

    assert (True, True) == (whole, Root(Fraction(200), Fraction(200)) in roots(found, "t")[0])
    assert Root(Fraction(3), Fraction(3)) in roots(found, "t")[0]


def test_elimination_says_that_it_leaves_powers_out() -> None:
    area = line(0, 1, "area")

    assert (set(), False) == eliminate([area * area - ONE], "area")
