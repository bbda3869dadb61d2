"""Choose the items of a catalog for which conditions hold, such as `TPP >= 2000 and memory_type is HBM3`.

Conditions are those of the rule language. An item whose facts leave a condition open may be meant or not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from attrs import evolve

from redline import model, program
from redline.catalog import Catalog
from redline.diagnostics import Diagnostic, gather, texts_of
from redline.kernel.conditions import Codes, decide
from redline.model import Condition, ItemKind
from redline.program.lower import chosen_readings
from redline.program.node_builder import NodeBuilder
from redline.suggestions import names
from redline.values import Status

Where: TypeAlias = "str | Sequence[str]"
"""One condition, or several that all have to hold."""

Compile: TypeAlias = Callable[[str, ItemKind], Condition]
"""Compiles one condition on items of a kind. Raises ``InputError``."""


def condition_texts(where: Where) -> tuple[str, ...]:
    """Return conditions as they are written. Raises ``InputError`` for anything but text."""
    return (where,) if isinstance(where, str) else texts_of("conditions", where)


def conditions(where: Where, kind: ItemKind, compiled: Compile) -> list[Condition]:
    """Compile conditions. Raises ``InputError`` with the findings of all."""
    return gather(lambda text: compiled(text, kind), condition_texts(where))


def truths(catalog: Catalog, asked: Sequence[Condition], readings: Mapping[str, str]) -> Codes:
    """Return for each row whether all conditions hold, coded as ``Status``."""
    builder = NodeBuilder(catalog.kind, chosen_readings(catalog.kind, readings))
    (found,) = decide(catalog.kind, builder.nodes, [builder.condition(model.All(tuple(asked)))], catalog)
    return found


def facts_read(condition: Condition, kind: ItemKind) -> set[str]:
    """Return the facts that a condition asks about, those of which its metrics are made among them."""
    builder = NodeBuilder(kind, chosen_readings(kind, None))
    builder.condition(condition)
    operations = [node.operation for node in builder.nodes]
    return {
        each.fact.name
        for each in operations
        if isinstance(each, program.FactValue | program.Is | program.Holds)
    }


def restricted(read: Catalog, where: Where, compiled: Compile, readings: Mapping[str, str]) -> Catalog:
    """Return the items for which all conditions hold; a warning names those for which that is open."""
    asked = conditions(where, read.kind, compiled)
    if not asked:
        return read
    found = truths(read, asked, readings)
    kept = read.take(np.flatnonzero(found == Status.CONTROLLED))
    unsure = [read.names[row] for row in np.flatnonzero(found == Status.UNDETERMINED).tolist()]
    return evolve(kept, warnings=(*kept.warnings, left_open(where, unsure))) if unsure else kept


def together(texts: Sequence[str]) -> str:
    """Write conditions that all have to hold, each apart from the others."""
    return " and ".join(f"({text})" if " or " in text and len(texts) > 1 else text for text in texts)


def left_open(where: Where, unsure: Sequence[str]) -> Diagnostic:
    """Name the items that are left out since their facts do not say whether the conditions hold."""
    items = "1 item is" if len(unsure) == 1 else f"{len(unsure):,} items are"
    written = together(condition_texts(where))
    return Diagnostic(
        f"{items} left out: the facts do not say whether `{written}` holds",
        help=f"state the missing facts of {names(unsure)}",
        severity="warning",
    )
