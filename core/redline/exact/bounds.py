"""Calculate with values that are only partly known, exactly.

Each function returns the tightest bounds of its result, open where a bound is approached but not
reached, and says whether the result may be not applicable. Quantities are never negative, so every
operation grows or shrinks with each argument, and bounds follow from bounds.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Literal

from attrs import evolve

from redline.functions import Function, is_beyond
from redline.program.operators import COMPARISONS
from redline.values import NOT_APPLICABLE, Absence, Value, known


def add(values: Sequence[Value]) -> Value:
    """Return the sum; terms that are not applicable are left out, no terms at all is not applicable."""
    terms = [(value, count) for value, count in counted(values) if value.absent != "yes"]
    if not terms:
        return NOT_APPLICABLE
    high: Fraction | None = Fraction(0)
    for term, count in terms:
        high = None if high is None or term.high is None else high + count * term.high
    sure = [(term, count) for term, count in terms if term.absent == "no"]
    low, low_open = _least_low([term for term, _ in terms])
    if sure:
        low = sum((count * term.low for term, count in sure), Fraction(0))
        low_open = any(term.low_open for term, _ in sure)
    return Value(
        low=low,
        high=high,
        low_open=low_open,
        high_open=high is not None and any(term.high_open for term, _ in terms),
        absent="no" if sure else "maybe",
    )


def counted(terms: Sequence[Value]) -> Iterator[tuple[Value, int]]:
    """Yield each run of one and the same value with its length: 10,000 parts alike are one product."""
    for _, run in itertools.groupby(terms, key=id):
        several = list(run)
        yield several[0], len(several)


def multiply(left: Value, right: Value) -> Value:
    """Return the product; not applicable when either side is."""
    if left.is_known and right.is_known:
        return known(left.low * right.low)
    absent = _either(left, right)
    if absent == "yes":
        return NOT_APPLICABLE
    low = left.low * right.low
    low_open = not _reaches_zero(left, right) if low == 0 else left.low_open or right.low_open
    if _is_zero(left) or _is_zero(right):
        return Value(Fraction(0), Fraction(0), absent=absent)
    if left.high is None or right.high is None:
        return Value(low, None, low_open, absent=absent)
    return Value(low, left.high * right.high, low_open, left.high_open or right.high_open, absent)


def divide(left: Value, right: Value) -> Value:
    """Return the quotient; not applicable when either side is, or the divisor is zero."""
    if left.is_known and right.is_known and right.low:
        return known(left.low / right.low)
    absent = _either(left, right)
    if absent == "yes" or _is_zero(right):
        return NOT_APPLICABLE
    if right.low == 0 and not right.low_open:
        absent = "maybe"
    if _is_zero(left):
        return Value(Fraction(0), Fraction(0), absent=absent)
    if right.high is None:
        low, low_open = Fraction(0), left.low > 0 or left.low_open
    else:
        low, low_open = left.low / right.high, left.low_open or (left.low > 0 and right.high_open)
    if left.high is None or right.low == 0:
        return Value(low, None, low_open, absent=absent)
    return Value(low, left.high / right.low, low_open, left.high_open or right.low_open, absent)


def extremum(function: Literal["largest", "smallest"], values: Sequence[Value]) -> Value:
    """Return the largest or smallest of the applicable values; of none it is not applicable."""
    if values and all(value.is_known for value in values):
        return (max if function == "largest" else min)(values, key=lambda value: value.low)
    present = [value for value in values if value.absent != "yes"]
    if not present:
        return NOT_APPLICABLE
    sure = [value for value in present if value.absent == "no"]
    absent: Absence = "no" if sure else "maybe"
    if function == "largest":
        low, low_open = _greatest_low(sure) if sure else _least_low(present)
        high, high_open = _greatest_high(present)
    else:
        low, low_open = _least_low(present)
        high, high_open = _least_high(sure) if sure else _greatest_high(present)
    return Value(low, high, low_open, high_open, absent)


def call(function: Function, values: Sequence[Value]) -> Value:
    """Return what is known of a function of values; not applicable when one of them is.

    The bounds are those of a function that rises or falls with each argument. Nothing between them
    need be reached, nor a bound that comes of an argument without one.
    """
    absences = {value.absent for value in values}
    if "yes" in absences:
        return NOT_APPLICABLE
    if all(value.is_known for value in values):
        return known(function.measured([value.low for value in values]))
    low = _end(function, values, upper=False)
    absent: Absence = "maybe" if "maybe" in absences else "no"
    return Value(low or Fraction(0), _end(function, values, upper=True), absent=absent)


def _end(function: Function, values: Sequence[Value], *, upper: bool) -> Fraction | None:
    """Return one bound of a function of values, None where an argument goes on without end.

    Zero that is not reached counts as an end without bound too: there need be no value at it.
    """
    ends = []
    for value, rises in zip(values, function.rises, strict=True):
        high = rises == upper
        end = value.high if high else value.low
        if end is None or (not high and value.low_open and end == 0):
            return None
        ends.append(end)
    found = function.value(ends)
    return None if upper and is_beyond(found) else found


def at_least(bound: Value) -> Value:
    """Return an unknown value that is not below ``bound``."""
    if bound.absent == "yes":
        return Value(Fraction(0), None)
    low = Fraction(0) if bound.absent == "maybe" else bound.low
    return Value(low, None, bound.low_open and bound.absent == "no")


def at_most(bound: Value) -> Value:
    """Return an unknown value that is not above ``bound``."""
    if bound.absent != "no":
        return Value(Fraction(0), None)
    return Value(Fraction(0), bound.high, high_open=bound.high_open)


def perhaps(value: Value) -> Value:
    """Return the same value, which perhaps is not applicable."""
    return value if value.absent == "yes" else evolve(value, absent="maybe")


def compare(sign: Literal[">=", ">", "<=", "<"], left: Value, right: Value) -> bool | None:
    """Compare two values; None when both answers are possible, no when either is not applicable."""
    if left.is_known and right.is_known:
        return COMPARISONS[sign](left.low, right.low)
    if sign in ("<=", "<"):
        return compare(">=" if sign == "<=" else ">", right, left)
    absent = _either(left, right)
    if absent == "yes":
        return False
    strict = sign == ">"
    can_hold = _exceeds(left.high, right.low, touch=not (strict or left.high_open or right.low_open))
    can_fail = absent == "maybe" or _exceeds(
        right.high, left.low, touch=strict and not (right.high_open or left.low_open)
    )
    return can_hold if can_hold != can_fail else None


def _exceeds(high: Fraction | None, low: Fraction, *, touch: bool) -> bool:
    return high is None or high > low or (touch and high == low)


def _either(left: Value, right: Value) -> Absence:
    if "yes" in (left.absent, right.absent):
        return "yes"
    return "maybe" if "maybe" in (left.absent, right.absent) else "no"


def _is_zero(value: Value) -> bool:
    return value.low == 0 and value.high == 0


def _reaches_zero(*values: Value) -> bool:
    return any(value.low == 0 and not value.low_open for value in values)


def _greatest_low(values: Sequence[Value]) -> tuple[Fraction, bool]:
    low = max(value.low for value in values)
    return low, any(value.low_open for value in values if value.low == low)


def _least_low(values: Sequence[Value]) -> tuple[Fraction, bool]:
    low = min(value.low for value in values)
    return low, all(value.low_open for value in values if value.low == low)


def _greatest_high(values: Sequence[Value]) -> tuple[Fraction | None, bool]:
    highs = [value.high for value in values if value.high is not None]
    if len(highs) < len(values):
        return None, False
    high = max(highs)
    return high, all(value.high_open for value in values if value.high == high)


def _least_high(values: Sequence[Value]) -> tuple[Fraction | None, bool]:
    highs = [value.high for value in values if value.high is not None]
    if not highs:
        return None, False
    high = min(highs)
    return high, any(value.high_open for value in values if value.high == high)
