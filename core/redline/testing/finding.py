"""One fault that the contract kit finds: which check found it, in which plugin, where, and the remedy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from attrs import frozen

from redline.diagnostics import Diagnostic, InputError, Source, Span
from redline.host.discover import Plugin


@frozen
class Finding:
    """What a check of the contract kit found wrong with a plugin.

    ``check`` is the name of the check, ``plugin`` says which plugin of which distribution; ``span`` is
    the place, where there is one, and ``help`` the remedy.
    """

    check: str
    plugin: str
    diagnostic: Diagnostic

    @property
    def message(self) -> str:
        """What is wrong."""
        return self.diagnostic.message

    @property
    def help(self) -> str | None:
        """What to do about it."""
        return self.diagnostic.help

    @property
    def span(self) -> Span | None:
        """Where it is: a source, a line and a column."""
        return self.diagnostic.span

    def __str__(self) -> str:
        return f"{self.check}: plugin {self.plugin}\n{self.diagnostic.render()}"


Faults: TypeAlias = Iterator[tuple[Plugin, Diagnostic]]
"""What a check yields: the plugin, and what is wrong."""


def fault(message: str, remedy: str, span: Span | None = None) -> Diagnostic:
    """Make a finding of a check."""
    return Diagnostic(message, span, remedy, code="contract")


def every(error: Exception) -> Iterable[Diagnostic]:
    """Return the findings of an error of Redline's, or the error as one."""
    if isinstance(error, InputError):
        return error.diagnostics
    message, _, remedy = str(error).partition("\n  help: ")
    return [Diagnostic(message, help=remedy or None)]


def line_of(source: Source, start: str) -> Span | None:
    """Return the first line of a text that begins with some words, None where none does."""
    for number, line in enumerate(source.text.splitlines(), 1):
        if line.strip().startswith(start):
            return Span(source, number, len(line) - len(line.lstrip()) + 1, len(line.strip()))
    return None
