"""The four comparisons of rule text: what each means, its mirror image, and where its answer changes."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final

from redline.interval import Cut, Interval

COMPARISONS: Final[Mapping[str, Callable[[Fraction | int, Fraction | int], bool]]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
}
"""Whether a comparison of two numbers holds, by its sign."""

MIRRORED: Final = {">=": "<=", ">": "<", "<=": ">=", "<": ">"}
"""The sign that says the same with the two sides exchanged: 3 < x is x > 3."""

UPWARDS: Final = frozenset({">=", ">"})
"""The signs of comparisons that are met above their number."""


def cut_of(sign: str, number: Fraction) -> Cut:
    """Return the cut at which the answer of a comparison with a number changes."""
    return Cut(number, above=sign in {">", "<="})


def is_met(sign: str, number: Fraction, cell: Interval) -> bool:
    """Return what a comparison with a number answers in a cell, which it does not cut."""
    return (cell.lower >= cut_of(sign, number)) == (sign in UPWARDS)
