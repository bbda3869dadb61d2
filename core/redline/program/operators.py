"""The four comparisons of rule text: what each means, and each seen from its other side."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final, TypeAlias

Cut: TypeAlias = tuple[Fraction, bool]
"""A place between numbers: just below a number, or just above it (True)."""

COMPARISONS: Final[Mapping[str, Callable[[Fraction | int, Fraction | int], bool]]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
}
"""Whether a comparison of two numbers holds, by its sign."""

MIRRORED: Final = {">=": "<=", ">": "<", "<=": ">=", "<": ">"}
"""The sign that says the same with the two sides exchanged: 3 < x is x > 3."""
