"""Read units as rules write them, and convert numbers to the unit that was declared."""

from __future__ import annotations

from fractions import Fraction

from redline.diagnostics import Span
from redline.units import DATE, Unit, UnknownUnitError, parse_unit
from redline_dsl import tree
from redline_dsl.refusal import refuse


def unit_of(node: tree.UnitName) -> Unit:
    """Return a unit by its text; raises ``Refused``."""
    try:
        return parse_unit(node.text)
    except UnknownUnitError as error:
        near = (
            f"did you mean `{error.suggestion}`"
            if error.suggestion
            else "`TOPS`, `GB/s`, `mm2`, `nm`, `bit` are units"
        )
        raise refuse(f"unknown unit `{error.name}`", node.span, near, code="unknown-name") from None
    except ValueError:
        help_ = "join units by `*` and `/`, without blanks: `TOPS*bit/mm2`"
        raise refuse(f"`{node.text}` is not a unit", node.span, help_, code="unit") from None


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
