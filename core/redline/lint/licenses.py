"""Find controls for which no license can ever be "not required", since nothing says that none is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from redline.diagnostics import Diagnostic
from redline.model import Rulebook

CODE: Final = "open-license"


def incomplete(book: Rulebook) -> Iterator[Diagnostic]:
    """Yield the controls that a license requirement names and no statement of completeness does."""
    complete = {name for statement in book.completeness for name in statement.controls}
    asked = {name for statement in book.requirements for name in statement.controls}
    for control in book.controls:
        if control.id in asked - complete:
            yield Diagnostic(
                f'no license for {control.id} is ever "not required": other requirements may be missing',
                control.span,
                f"say how far you have read them: `license statements complete for {control.id}`",
                CODE,
                "warning",
            )
