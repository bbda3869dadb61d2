"""Check calls of functions that plugins add: their names, the number of arguments, and their units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from redline import model
from redline.diagnostics import Span
from redline.functions import Function
from redline.units import DATE, ONE, Unit
from redline_dsl import tree
from redline_dsl.check.dimensions import origin
from redline_dsl.findings import each, refuse, suggestion
from redline_dsl.tree.units import words_of

_ORDINALS: Final = ("first", "second", "third", "fourth", "fifth")


def call_of(
    node: tree.Call, arguments: Sequence[model.Expression], functions: Mapping[str, Function]
) -> model.Call:
    """Return a call of one of the functions; raises ``Refused``."""
    name = node.function.text
    if name not in functions:
        help_ = suggestion(name, functions, what="functions", none="no plugin that is installed offers one")
        raise refuse(f"unknown function `{name}`", node.function.span, help_, code="unknown-name")
    function = functions[name]
    wanted, given = len(function.arguments), len(arguments)
    if wanted != given:
        stand = f"here {'stands' if given == 1 else 'stand'} {given}"
        message = f"`{name}` takes {wanted} argument{'' if wanted == 1 else 's'}, and {stand}"
        raise refuse(message, node.function.span, f"write `{function.signature}`", code="type")
    each(lambda index: _refuse_unit(function, index, arguments[index]), range(given))
    return model.Call(function, tuple(arguments), function.unit, node.span)


def _refuse_unit(function: Function, index: int, argument: model.Expression) -> None:
    """Raise ``Refused`` where an argument is not of the unit that the function takes."""
    unit = function.units[index]
    if argument.unit.same_dimensions(unit):
        return
    which = _ORDINALS[index] if index < len(_ORDINALS) else f"{index + 1}th"
    message = (
        f"the {which} argument of `{function.name}` is in {words_of(unit)},"
        f" and `{_shown(argument.span)}` is {_sort(argument.unit)}"
    )
    help_ = f"write `{function.signature}`"
    if isinstance(argument, model.Quantity) and argument.unit is ONE:
        help_ = f"give the number its unit: `{_shown(argument.span)} {unit}`"
    raise refuse(message, argument.span, help_, code="unit", because=origin(argument))


def _sort(unit: Unit) -> str:
    return "a date" if unit.dimensions == DATE.dimensions else f"in {words_of(unit)}"


def _shown(span: Span | None) -> str:
    text = span.text if span else ""
    return text if len(text) <= 60 else text[:57] + "..."
