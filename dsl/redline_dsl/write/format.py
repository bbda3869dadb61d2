"""Write rule text in its canonical form: indentation and blanks change, words and comments stay."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from attrs import frozen
from lark import Token

from redline.diagnostics import Source
from redline_dsl.findings import Findings
from redline_dsl.parse.scan import Comment, Line, scan
from redline_dsl.parse.text import parse

_INDENT: Final = "  "
_GOING_ON: Final = "    "
"""What a line that goes on is indented by, more than its beginning."""


@frozen
class _Row:
    """What comes out as one logical line, with the lines of the text that it came from."""

    level: int
    text: str
    first: int
    last: int
    statement: str
    """First words of the statement that it begins; empty for other lines and for comments."""
    comment: bool = False


def formatted(source: Source) -> str:
    """Return the canonical text; raises ``InputError`` where the text cannot be parsed."""
    findings = Findings(parse(source).findings)
    findings.raise_any()
    scanned = scan(source)
    rows = _rows(scanned.lines, scanned.comments)
    out: list[str] = []
    for index, row in enumerate(rows):
        if index and _blank_before(rows, index):
            out.append("")
        out.append(row.text)
    return "\n".join(out) + "\n" if out else ""


# --- rows -----------------------------------------------------------------------------------


def _rows(lines: Sequence[Line], comments: Sequence[Comment]) -> list[_Row]:
    behind = {comment.line: comment for comment in comments if not comment.alone}
    alone = [comment for comment in comments if comment.alone]
    rows: list[_Row] = []
    for index, line in enumerate(lines):
        first, last = line.tokens[0].line or 0, line.tokens[-1].line or 0
        rows += [_comment_row(comment, lines, index) for comment in alone if comment.line < first]
        inside = {comment.line: comment for comment in alone if first < comment.line < last}
        alone = [comment for comment in alone if comment.line > last]
        rows.append(_Row(line.level, _line_text(line, behind | inside), first, last, _statement(line)))
    return rows + [_comment_row(comment, lines, len(lines)) for comment in alone]


def _statement(line: Line) -> str:
    words = [str(token) for token in line.tokens[:2]]
    if line.level:
        return ""
    return " ".join(words) if words[0] in {"license", "country", "review"} else words[0]


def _comment_row(comment: Comment, lines: Sequence[Line], index: int) -> _Row:
    """Put a comment at the level of the next line, or of a block above that it is indented like."""
    level = lines[index].level if index < len(lines) else 0
    deepest = None
    for line in reversed(lines[:index]):
        if line.level <= level:
            break
        if (deepest is None or line.level < deepest) and line.indent < comment.column:
            level = line.level
            break
        deepest = line.level
    text = _INDENT * level + _comment_text(comment)
    return _Row(level, text, comment.line, comment.line, "", comment=True)


def _comment_text(comment: Comment) -> str:
    return re.sub(r"^#(?=[^#! ])", "# ", comment.text)


def _line_text(line: Line, comments: dict[int, Comment]) -> str:
    pieces = {
        number: list(tokens) for number, tokens in groupby(line.tokens, key=lambda token: token.line or 0)
    }
    numbers = sorted(pieces.keys() | {number for number in comments if min(pieces) <= number <= max(pieces)})
    out: list[str] = []
    for number in numbers:
        text = "  ".join(_parts(pieces.get(number, []), comments.get(number)))
        out.append(_INDENT * line.level + (_GOING_ON if out else "") + text)
    return "\n".join(out)


def _parts(tokens: list[Token], comment: Comment | None) -> Iterator[str]:
    if tokens:
        yield _spaced(tokens)
    if comment is not None:
        yield _comment_text(comment)


def _spaced(tokens: list[Token]) -> str:
    text = ""
    for before, token in zip([None, *tokens], tokens, strict=False):
        apart = before is not None and before != "(" and token not in {",", ")"}
        if before is not None and before.type == "NAME" and token.type == "LPAR":
            apart = False  # a function and its arguments
        text += (" " if apart else "") + _token_text(token)
    return text


def _token_text(token: Token) -> str:
    if token.type == "LABEL":
        return "".join(token.split())
    return " ".join(token.split()) if token.type in {"QUANTITY", "RANGE"} else str(token)


# --- blank lines ----------------------------------------------------------------------------


def _blank_before(rows: Sequence[_Row], index: int) -> bool:
    """Say where blank lines stand: one between statements; inside of one, where the author left some."""
    before, row = rows[index - 1], rows[index]
    left = row.first > before.last + 1
    if row.level:
        return left and row.level <= before.level
    if before.comment and not before.level:
        return left
    return left or not _alike(rows, index)


def _alike(rows: Sequence[_Row], index: int) -> bool:
    """Whether the statements on both sides of a place are of one sort, and of one line each."""
    before = rows[index - 1]
    after = next((i for i in range(index, len(rows)) if not rows[i].comment), None)
    if after is None or not before.statement or rows[after].statement != before.statement:
        return False
    return after + 1 == len(rows) or rows[after + 1].level == 0
