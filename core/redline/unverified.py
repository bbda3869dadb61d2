"""Say which parts of a text nobody has compared with its source, though an answer rests on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from redline import model


def unverified(
    kind: model.ItemKind,
    book: model.Rulebook,
    conditions: Sequence[model.Condition],
    statements: Sequence[model.LicenseStatement],
    metrics: Sequence[model.Metric],
) -> tuple[str, ...]:
    """Return one line that names them, or nothing: of a text that nobody compared at all, that is said.

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
    found += [name_of(statement) for statement in statements if not statement.verified]
    return (f"not compared with its source: {', '.join(dict.fromkeys(found))}",) if found else ()


def _in_condition(condition: model.Condition) -> Iterator[str]:
    match condition:
        case model.Limb(label, verified=False):
            yield label
        case model.InGroup(unverified=names):
            yield from (f"country group {name}" for name in names)
        case model.Comparison(_, left, right):
            for side in (left, right):
                if isinstance(side, model.ParameterRef) and not side.parameter.verified:
                    yield f"parameter {side.parameter.name}"


def name_of(statement: model.LicenseStatement | model.Control) -> str:
    """Name a control or a license statement as rules do."""
    match statement:
        case model.Control():
            return f"control {statement.id}"
        case model.LicenseRequirement():
            return f"license requirement {statement.name}"
        case model.LicenseException():
            return f"license exception {statement.code}"
    return f"review policy {statement.policy.replace('_', ' ')}"
