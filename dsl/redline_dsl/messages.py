"""Say in plain words what is wrong with a text that cannot be parsed."""

from __future__ import annotations

from lark.exceptions import UnexpectedToken

from redline.diagnostics import Diagnostic, Source, Span
from redline_dsl.scan import Line


def wrong_beginning(source: Source, line: Line) -> Diagnostic | None:
    return None


def explain(source: Source, error: UnexpectedToken, lines: list[Line]) -> Diagnostic:
    token = error.token
    return Diagnostic(f"unexpected {token.type} `{token}`: {sorted(error.accepts)}", Span(source, token.line or 1, token.column or 1))
