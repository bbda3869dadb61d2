"""Find controls for which no license is ever "not required", and reasons that are read in vain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from redline.diagnostics import Diagnostic
from redline.model import Rulebook

CODE: Final = "open-license"
REASON: Final = "reason-without-requirement"


def incomplete(book: Rulebook) -> Iterator[Diagnostic]:
    """Yield controls without `license statements complete`, in a text that has license statements."""
    complete = {name for statement in book.completeness for name in statement.controls}
    asked = {name for statement in book.requirements for name in statement.controls}
    for control in book.controls if complete or asked else ():
        if control.id not in complete:
            why = "other requirements may be missing" if control.id in asked else "no requirement names it"
            yield Diagnostic(
                f'no license for {control.id} is ever "not required": {why}',
                control.span,
                f"say how far you have read them: `license statements complete for {control.id}`",
                CODE,
                "warning",
            )


def without_requirement(book: Rulebook) -> Iterator[Diagnostic]:
    """Yield reasons for control that were read, as the text says, and for which it requires no license."""
    required = {statement.name for statement in book.requirements}
    for statement in book.completeness:
        for reason in statement.reasons:
            if reason not in required:
                yield Diagnostic(
                    f"`{reason}` counts as read, and the text has no license requirement of that name",
                    statement.span,
                    "leave the reason out, or insert a requirement",
                    REASON,
                    "warning",
                )
