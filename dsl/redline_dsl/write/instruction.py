"""Print an amendment as an amending instruction: each number with its places, the old and the new one."""

from __future__ import annotations

from collections.abc import Callable

from redline.diagnostics import Source
from redline_dsl.amend.lineage import amendments
from redline_dsl.write.format import formatted


def instruction(source: Source, text_of: Callable[[str], Source | None]) -> str:
    """Return the canonical text in which each number that is set is struck and inserted by its places.

    The text is rule text itself, and means the same. Raises ``InputError`` with every finding.
    """
    text = Source(source.name, formatted(source))
    chain = amendments(text, text_of)
    chain.findings.raise_any()
    lines = text.text.split("\n")
    for change in chain.changes:
        if change.act == "set" and change.span is not None:
            lines[change.span.line - 1] = change.instruction
    return "\n".join(lines)
