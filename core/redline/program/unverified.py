"""Say which parts of a text nobody has compared with its source, though an answer rests on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from redline import model

_MADE_OF_OTHERS: Final = (
    model.Arithmetic,
    model.Call,
    model.Extremum,
    model.Aggregate,
    model.FirstStated,
    model.UnderReading,
    model.ReadingCase,
    model.NotApplicableIf,
    model.AtLeast,
    model.AtMost,
    model.Comparison,
    model.Not,
    model.All,
    model.Any,
)
"""Quantities and conditions that are made of others. The metrics that they name are asked one by one."""


def unverified(
    kind: model.ItemKind,
    book: model.Rulebook,
    conditions: Sequence[model.Condition],
    statements: Sequence[model.LicenseStatement],
    metrics: Sequence[model.Metric],
) -> tuple[str, ...]:
    """Return one line that names them, and the text; or nothing: of one never compared at all, that is said.

    ``conditions`` are all that are asked for items of ``kind``, ``statements`` the license statements
    among them, ``metrics`` those that are compared.
    """
    if book.verified is None and book.draft is None:
        return ()
    found = [control.id for control in book.controls if control.kind == kind and not control.verified]
    found += [f'"{note.name}"' for note in book.exclusions if not note.verified]
    found += [f'"{note.name}"' for note in book.presumptions if not note.verified]
    found += [name for condition in conditions for name in _in_condition(condition)]
    found += [f"metric {metric.name}" for metric in metrics if not metric.verified]
    found += [name for metric in metrics for name in _parameters(metric.expression)]
    found += [name_of(statement) for statement in statements if not statement.verified]
    if not found:
        return ()
    return (f"`{book.id}`: not compared with its source: {', '.join(dict.fromkeys(found))}",)


def _in_condition(condition: model.Condition) -> Iterator[str]:
    match condition:
        case model.Limb(label, verified=False):
            yield label
        case model.InGroup(unverified=names):
            yield from (f"country group {name}" for name in names)
        case model.Comparison():
            yield from _parameters(condition)


def _parameters(part: object) -> Iterator[str]:
    """Name the parameters in a quantity or a condition that nobody has compared with their source."""
    for parameter in parameters_in(part):
        if not parameter.verified:
            yield f"parameter {parameter.name}"


def parameters_in(part: object) -> Iterator[model.Parameter]:
    """Yield the parameters in a quantity or a condition, but not those of metrics that it names."""
    if isinstance(part, model.ParameterRef):
        yield part.parameter
    if isinstance(part, _MADE_OF_OTHERS):
        for field in attrs.fields(type(part)):
            value = getattr(part, field.name)
            for inner in value if isinstance(value, tuple) else (value,):
                yield from parameters_in(inner)


def name_of(statement: model.LicenseStatement | model.Control) -> str:
    """Name a control or a license statement as rules do."""
    match statement:
        case model.Control():
            return f"control {statement.id}"
        case model.LicenseRequirement():
            return f"license requirement {statement.name}"
        case model.LicenseException():
            return f"license exception {statement.code}"
        case model.Completeness():
            return "license statements complete"
    return f"review policy {statement.policy.replace('_', ' ')}"
