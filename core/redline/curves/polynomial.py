"""Calculate with polynomials over exact fractions: sums, products, elimination of a variable, real roots."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from math import gcd, lcm
from typing import Final, TypeAlias

from attrs import frozen

Monomial: TypeAlias = tuple[str, ...]
"""The variables of a product, sorted, each as often as its power says."""

MOST_DEGREE: Final = 6
"""Degree up to which roots are sought; rules of the field need one or two."""
_NARROW: Final = Fraction(1, 2**40)
"""Width, in proportion to itself, at which an interval around an irrational root is left."""


@frozen
class Polynomial:
    """A sum of monomials with exact coefficients, none of which is zero."""

    terms: tuple[tuple[Monomial, Fraction | int], ...] = ()

    @classmethod
    def of(cls, terms: Mapping[Monomial, Fraction | int]) -> Polynomial:
        """Return the polynomial of these terms, in one order whatever that of the mapping."""
        return cls(tuple(sorted((name, factor) for name, factor in terms.items() if factor)))

    @classmethod
    def constant(cls, number: Fraction | int) -> Polynomial:
        """Return the polynomial that is this number everywhere."""
        return cls.of({(): Fraction(number)})

    @classmethod
    def line(cls, start: Fraction, slope: Fraction, variable: str) -> Polynomial:
        """Return ``start + slope * variable``."""
        return cls.of({(): start, (variable,): slope})

    @property
    def variables(self) -> frozenset[str]:
        """The variables that occur."""
        return frozenset(name for monomial, _ in self.terms for name in monomial)

    def __add__(self, other: Polynomial) -> Polynomial:
        total = dict(self.terms)
        for monomial, factor in other.terms:
            total[monomial] = total.get(monomial, 0) + factor
        return Polynomial.of(total)

    def __sub__(self, other: Polynomial) -> Polynomial:
        total = dict(self.terms)
        for monomial, factor in other.terms:
            total[monomial] = total.get(monomial, 0) - factor
        return Polynomial.of(total)

    def __mul__(self, other: Polynomial) -> Polynomial:
        total: dict[Monomial, Fraction | int] = {}
        for left, first in self.terms:
            for right, second in other.terms:
                monomial = tuple(sorted(left + right))
                total[monomial] = total.get(monomial, 0) + first * second
        return Polynomial.of(total)

    def coefficients(self, variable: str) -> list[Polynomial]:
        """Return the coefficients of the powers of one variable, the constant one first."""
        powers: dict[int, dict[Monomial, Fraction | int]] = {}
        for monomial, factor in self.terms:
            power = monomial.count(variable)
            rest = tuple(name for name in monomial if name != variable)
            powers.setdefault(power, {})[rest] = factor
        return [Polynomial.of(powers.get(power, {})) for power in range(max(powers, default=0) + 1)]

    def scaled(self) -> Polynomial:
        """Return the polynomial of the same zeros with the least whole coefficients, to tell equals by."""
        if not self.terms:
            return self
        scale = lcm(*(factor.denominator for _, factor in self.terms))
        whole = [int(factor * scale) for _, factor in self.terms]
        divisor = gcd(*whole) if whole[0] > 0 else -gcd(*whole)
        names = (monomial for monomial, _ in self.terms)
        return Polynomial(tuple(zip(names, (each // divisor for each in whole), strict=True)))


def eliminate(polynomials: Iterable[Polynomial], variable: str) -> tuple[set[Polynomial], bool]:
    """Project polynomials along one variable: where the order of their zeros in it may change.

    For polynomials ``a*x + b`` that is where some ``a`` is zero, and where two zeros ``-b/a`` meet. Those of
    a higher degree in the variable are left out; the second answer says whether there were none.
    """
    kept: set[Polynomial] = set()
    lines: list[tuple[Polynomial, Polynomial]] = []
    whole = True
    for each in polynomials:
        if variable not in each.variables:
            kept.add(each)
            continue
        start, slope, *more = each.coefficients(variable)
        if more:
            whole = False
            continue
        kept.add(slope.scaled())
        lines.append((start, slope))
    for index, (start, slope) in enumerate(lines):
        for other_start, other_slope in lines[:index]:
            kept.add((slope * other_start - other_slope * start).scaled())
    return {each for each in kept if each.variables}, whole


# --- real roots of polynomials in one variable ----------------------------------------------------


@frozen(order=True)
class Root:
    """A place where a polynomial is zero: exactly ``low``, or one number between ``low`` and ``high``."""

    low: Fraction
    high: Fraction

    @property
    def is_exact(self) -> bool:
        """Whether the root is a fraction that was found."""
        return self.low == self.high


Row: TypeAlias = list[Fraction]
"""The coefficients of a polynomial in one variable, the constant one first; the last is not zero."""


def roots(polynomials: Collection[Polynomial], variable: str) -> tuple[list[Root], bool]:
    """Return the roots above zero of polynomials in one variable, each once, in rising order.

    Fractions are found exactly. An irrational root lies in a narrow interval, alone unless one of another
    polynomial is as near as that. Polynomials of a high degree are left out; the second answer says whether
    there were none.
    """
    rows = [[_number(each) for each in one.coefficients(variable)] for one in polynomials]
    tried = [row for row in rows if len(row) <= MOST_DEGREE + 1]
    exact: set[Fraction] = set()
    open_: list[tuple[Row, Root]] = []
    for row in tried:
        if len(row) == 2:
            exact.add(-row[0] / row[1])
        elif len(row) > 2:
            single = _square_free(row)
            isolated = _isolate(single)
            exact |= {root.low for root in isolated if root.is_exact}
            open_ += [(single, root) for root in isolated if not root.is_exact]
    found = {Root(point, point) for point in exact if point > 0}
    apart = sorted(_apart(row, root, exact) for row, root in open_)
    return sorted(found.union(_merged(apart))), len(tried) == len(rows)


def _merged(intervals: Iterable[Root]) -> list[Root]:
    """Join intervals that overlap; they are in rising order."""
    found: list[Root] = []
    for each in intervals:
        if found and each.low <= found[-1].high:
            found[-1] = Root(found[-1].low, max(found[-1].high, each.high))
        else:
            found.append(each)
    return found


def _number(polynomial: Polynomial) -> Fraction:
    return Fraction(polynomial.terms[0][1] if polynomial.terms else 0)


def _whole(row: Row) -> list[int]:
    """Return whole coefficients in the same proportion."""
    scale = lcm(*(each.denominator for each in row))
    return [int(each * scale) for each in row]


def _sign(row: Sequence[int], at: Fraction) -> int:
    """Return 1, 0 or -1 as a polynomial with whole coefficients is above, at or below zero."""
    total, power = 0, 1
    for factor in reversed(row):
        total = total * at.numerator + factor * power
        power *= at.denominator
    return (total > 0) - (total < 0)


def _divide(row: Row, by: Row) -> tuple[Row, Row]:
    """Return quotient and remainder, the latter empty where nothing is left."""
    rest, quotient = list(row), [Fraction(0)] * max(1, len(row) - len(by) + 1)
    while len(rest) >= len(by):
        factor, shift = rest[-1] / by[-1], len(rest) - len(by)
        quotient[shift] = factor
        rest = [each - factor * (by[i - shift] if i >= shift else 0) for i, each in enumerate(rest)][:-1]
        while rest and not rest[-1]:
            rest.pop()
    return quotient, rest


def _slope(row: Row) -> Row:
    return [power * factor for power, factor in enumerate(row)][1:]


def _square_free(row: Row) -> Row:
    """Return the polynomial with the same roots, each of them single."""
    first, second = row, _slope(row)
    while second:
        first, second = second, _divide(first, second)[1]
    return row if len(first) == 1 else _divide(row, first)[0]


def _isolate(row: Row) -> list[Root]:
    """Find the roots above zero of a square-free polynomial by Sturm's theorem and bisection."""
    if len(row) < 2:
        return []
    rests = [row, _slope(row)]
    while len(rests[-1]) > 1:
        rests.append([-each for each in _divide(rests[-2], rests[-1])[1]])
    chain = [_whole(each) for each in rests]
    most = 1 + max(abs(each / row[-1]) for each in row[:-1])
    waiting = [(Fraction(0), most, _changes(chain, Fraction(0)), _changes(chain, most))]
    found: list[Root] = []
    while waiting:
        low, high, before, after = waiting.pop()
        if before - after > 1:
            middle = (low + high) / 2
            between = _changes(chain, middle)
            waiting += [(low, middle, before, between), (middle, high, between, after)]
        elif before - after == 1:
            found.append(_narrowed(chain[0], low, high))
    return found


def _changes(chain: list[list[int]], at: Fraction) -> int:
    """Count the changes of sign along a chain; a zero has no sign."""
    signs = [sign for row in chain if (sign := _sign(row, at))]
    return sum(left != right for left, right in pairwise(signs))


def _narrowed(row: list[int], low: Fraction, high: Fraction) -> Root:
    """Narrow down the one root in the interval, which is open below; a fraction is found exactly."""
    sign = _sign(row, high)
    if not sign:
        return Root(high, high)
    while not low or high - low > _NARROW * low:
        middle = (low + high) / 2
        found = _sign(row, middle)
        if not found:
            return Root(middle, middle)
        low, high = (low, middle) if found == sign else (middle, high)
    simple = _simplest(low, high)
    return Root(low, high) if _sign(row, simple) else Root(simple, simple)


def _simplest(low: Fraction, high: Fraction) -> Fraction:
    """Return the fraction of the least denominator between two numbers above zero."""
    whole = low.numerator // low.denominator
    if whole + 1 <= high or low == whole:
        return Fraction(whole if low == whole else whole + 1)
    return whole + 1 / _simplest(1 / (high - whole), 1 / (low - whole))


def _apart(row: Row, root: Root, exact: Collection[Fraction]) -> Root:
    """Narrow the interval of a root until no fraction lies in it that is a root of another polynomial alone.

    A fraction with a long denominator may be this root as well, and another polynomial tells which it is.
    """
    low, high, whole = root.low, root.high, _whole(row)
    sign = _sign(whole, high)
    while near := [point for point in exact if low <= point <= high]:
        for point in near:
            if not _sign(whole, point):
                return Root(point, point)
        middle = (low + high) / 2
        low, high = (low, middle) if _sign(whole, middle) == sign else (middle, high)
    return Root(low, high)
