"""Read units as rules write them, and convert numbers to the unit that was declared."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import partial
from typing import Final

from redline.diagnostics import Span
from redline.units import DATE, Unit, parse_unit, unit_meant, unit_names
from redline_dsl import tree
from redline_dsl.findings import refuse

_KNOWN: Final = frozenset(unit_names()) | {"1"}


def unit_of(node: tree.UnitName) -> Unit:
    """Return a unit by its text; raises ``Refused``."""
    for part in re.split(r"[*/]", node.text):
        if part not in _KNOWN:
            near = partial(_near, part)
            raise refuse(f"unknown unit `{part}`", node.span, near, code="unknown-name")
    try:
        return parse_unit(node.text)
    except ValueError:
        help_ = "join units by `*` and `/`, without blanks: `TOPS*bit/mm2`"
        raise refuse(f"`{node.text}` is not a unit", node.span, help_, code="unit") from None


def _near(name: str) -> str:
    near = unit_meant(name)
    return f"did you mean `{near}`" if near else "`TOPS`, `GB/s`, `mm2`, `nm`, `bit` and `count` are units"


def converted(node: tree.Number, unit: Unit, declared: Span) -> Fraction:
    """Return a number in the unit that was declared for it; raises ``Refused``."""
    because = (declared, f"it is declared in {words_of(unit)} here")
    if node.unit is None:
        if unit.dimensions:
            raise refuse(
                f"`{node.span.text}` lacks its unit",
                node.span,
                f"write `{node.span.text} {unit}`",
                code="unit",
                because=because,
            )
        return node.value
    own = unit_of(node.unit)
    if not own.same_dimensions(unit):
        message = f"`{node.unit.text}` does not convert to {words_of(unit)}"
        raise refuse(message, node.unit.span, f"give it in {words_of(unit)}", code="unit", because=because)
    return node.value * own.conversion_to(unit)


def words_of(unit: Unit) -> str:
    """Name a unit in a sentence."""
    if unit.dimensions == DATE.dimensions:
        return "dates"
    return f"`{unit}`" if unit.dimensions else "plain counts"
