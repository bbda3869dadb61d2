"""List in plain words what could stand in a place."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Final

from redline_dsl.parse.grammar import reserved

COMPARING: Final = frozenset({"LESS", "MORE", "NOTLESS", "NOTMORE"})
_QUANTITY: Final = frozenset(
    {"NAME", "NUMBER", "QUANTITY", "DATE", "LPAR", "LARGEST", "SMALLEST", "SUM", "COUNT"}
)
_CONDITION: Final = frozenset({"NOT", "ANY", "ALL", "UNSTATED"})
_PHRASES: Final = {
    "NAME": "a name",
    "NUMBER": "a number",
    "QUANTITY": "a number with its unit",
    "RANGE": "a range",
    "DATE": "a date such as `2023-11-17`",
    "STRING": "a text in quotes",
    "TYPE": "a unit or a type",
    "LABEL": "a label such as `(1)`",
    "_NL": "the end of the line",
    "_INDENT": "an indented block",
    "_DEDENT": "the end of the block",
    "$END": "the end of the statement",
}


def expected(accepted: AbstractSet[str]) -> str:
    """List what could stand in a place, quantities and signs taken together."""
    left, phrases = set(accepted), []
    if left >= {"NAME", "NUMBER", "LPAR"}:
        phrases.append("a condition or a quantity" if "NOT" in left else "a quantity")
        left -= _QUANTITY | _CONDITION
    if left >= COMPARING:
        phrases.append("a comparison such as `>=`")
        left -= COMPARING
    words = {name: word for word, name in reserved().items()}
    phrases += sorted(_PHRASES.get(name) or f"`{words[name]}`" for name in left)
    if len(phrases) > 8:
        phrases = [*phrases[:7], f"{len(phrases) - 7} other words"]
    return (
        phrases[0] if len(phrases) == 1 else f"{', '.join(phrases[:-1])} or {phrases[-1]}" if phrases else ""
    )
