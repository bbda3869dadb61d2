"""Collect what is wrong with a catalog, cell by cell, and say so in order and within bounds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from attrs import evolve, frozen

from redline.catalog.input.table import HEADER, Locate
from redline.diagnostics import MOST_SHOWN, Diagnostic, InputError, Span
from redline.inert import plain

DOUBT: Final = "doubt"
"""The code of a warning of what was read as unknown, since nobody knows what it says."""


@frozen
class Problem:
    """What is wrong with one piece of text, and what to do about it."""

    message: str
    help: str | None = None


def quote(text: str) -> str:
    """Put what the user wrote in backticks, on one line and not too long."""
    line = plain("".join(" " if char.isspace() else char for char in text[:40]))
    return f"`{line}...`" if len(text) > 40 else f"`{line}`"


@frozen
class Finding:
    """A problem with one cell; ``because`` is a second cell, and what it says."""

    row: int
    column: int
    problem: Problem
    because: tuple[int, int, str] | None = None
    code: str = "invalid"


class Findings:
    """Errors and warnings about one catalog.

    With ``locate`` they point at cells; without it they name column and row in words, for catalogs
    that a program gave.
    """

    def __init__(self, header: Sequence[str], locate: Locate | None = None) -> None:
        self._header = header
        self._locate = locate
        self._errors: list[Finding] = []
        self._warnings: list[Finding] = []
        self._elsewhere: list[Diagnostic] = []
        self._unlisted = 0

    def error(self, finding: Finding) -> None:
        """Add an error about one cell."""
        self._errors.append(finding)

    def errors(self, found: Iterable[Finding], count: int) -> None:
        """Add ``count`` errors of which only the first few are worked out."""
        first = list(islice(found, MOST_SHOWN))
        self._errors += first
        self._unlisted += count - len(first)

    def warning(self, column: int, problem: Problem, row: int = HEADER) -> None:
        """Add a warning about a column, or about one of its cells."""
        self._warnings.append(Finding(row, column, problem))

    def doubt(self, column: int, problem: Problem, row: int) -> None:
        """Add a warning of a cell that counts as unknown, which a strict engine refuses."""
        self._warnings.append(Finding(row, column, problem, code=DOUBT))

    def elsewhere(self, diagnostic: Diagnostic) -> None:
        """Add an error that is not about a cell."""
        self._elsewhere.append(diagnostic)

    def raise_errors(self) -> None:
        """Raise ``InputError`` with the first errors and the count of the others, if there are any."""
        ordered = sorted(self._errors, key=lambda each: (each.row, each.column))
        shown = [*self._elsewhere, *map(self._diagnostic, ordered[:MOST_SHOWN])]
        if not shown:
            return
        others = self._unlisted + len(ordered[MOST_SHOWN:])
        if others:
            shown.append(Diagnostic(f"and {others:,} more errors like these"))
        raise InputError(shown)

    def warnings(self) -> tuple[Diagnostic, ...]:
        """Return the warnings, in order of their columns."""
        ordered = sorted(self._warnings, key=lambda each: (each.column, each.row))
        return tuple(self._diagnostic(each, severity="warning") for each in ordered)

    def _diagnostic(self, found: Finding, severity: str = "error") -> Diagnostic:
        because = None
        if found.because is not None and self._locate is not None:
            because = (self._locate(*found.because[:2]), found.because[2])
        return Diagnostic(
            self._words(found),
            span=self._span(found),
            help=found.problem.help,
            severity="warning" if severity == "warning" else "error",
            because=because,
            code=found.code,
        )

    def _span(self, found: Finding) -> Span | None:
        return None if self._locate is None else self._locate(found.row, found.column)

    def _words(self, found: Finding) -> str:
        if self._locate is not None or found.row == HEADER:
            return found.problem.message
        return f"column {quote(self._header[found.column])}, row {found.row + 1}: {found.problem.message}"


def refuse_doubts(warnings: Iterable[Diagnostic]) -> None:
    """Raise ``InputError`` with the warnings of what was read as unknown, since nobody knows what it says."""
    doubts = [evolve(warning, severity="error") for warning in warnings if warning.code == DOUBT]
    if doubts:
        raise InputError(doubts)
