"""Functions as plugins offer them: one that jumps, one that floats miss, one that falls with an argument."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

from redline.plugins import Function

DIGITS = 10**20


def root(number: Fraction) -> Fraction:
    """Return the square root, rounded down to 20 places."""
    return Fraction(math.isqrt(number.numerator * DIGITS**2 // number.denominator), DIGITS)


def level(number: Fraction) -> int:
    """Return how many of some numbers are reached, as a table of brackets would."""
    return sum(number >= Fraction(text) for text in ("0.3", "1.6", "7", "10"))


def share(number: Fraction, others: Fraction) -> Fraction:
    """Return one of so many equal parts and itself."""
    return number / (1 + others)


def share_of_columns(number: Any, others: Any) -> Any:
    """Return the same for arrays."""
    return number / (1 + others)


ROOT = Function("root", (("count", "increasing"),), "count", root, np.sqrt)
LEVEL = Function("level", (("count", "increasing"),), "count", level)
SHARE = Function(
    "share", (("count", "increasing"), ("count", "decreasing")), "count", share, share_of_columns
)
