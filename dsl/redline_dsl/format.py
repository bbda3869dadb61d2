"""Write rule text in its canonical form: indentation, blanks and blank lines; words and comments stay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from lark import Token

from redline.diagnostics import InputError, Source
from redline_dsl.grammar import keywords
from redline_dsl.parse import parse
from redline_dsl.scan import Comment, Line, scan

_INDENT: Final = "  "
_TIGHT_BEFORE: Final = frozenset({",", ")"})
_TIGHT_AFTER: Final = frozenset({"("})


def formatted(source: Source) -> str:
    """Return the canonical text; raises ``InputError`` where the text cannot be parsed."""
    findings = parse(source).findings
    if findings:
        raise InputError(findings)
    scanned = scan(source)
    return _Writer(scanned.lines, scanned.comments).text()


class _Writer:
    def __init__(self, lines: Sequence[Line], comments: Sequence[Comment]) -> None:
        self.lines = lines
        self.alone = [comment for comment in comments if comment.alone]
        self.behind = {comment.line: comment for comment in comments if not comment.alone}
        self.out: list[str] = []

    def text(self) -> str:
        """Return the whole text, with one line end at its end."""
        last_line = 0
        for index, line in enumerate(self.lines):
            first = line.tokens[0].line or 0
            before = self._comments_before(first)
            start = before[0].line if before else first
            self._gap(index, spaced=start > last_line + 1)
            last_line = self._comments(before, index, start)
            if before and first > last_line + 1 and line.level == 0:
                self.out.append("")
            last_line = self._line(line)
        rest = self._comments_before(None)
        if rest:
            if self.out and rest[0].line > last_line + 1:
                self.out.append("")
            self._comments(rest, len(self.lines), rest[0].line)
        return "\n".join(self.out) + "\n" if self.out else ""

    # --- blank lines ------------------------------------------------------------------------

    def _gap(self, index: int, *, spaced: bool) -> None:
        """Separate statements; inside of one a blank line stays, save at the beginning of a block."""
        if not self.out:
            return
        line, before = self.lines[index], self.lines[index - 1] if index else None
        if before is None:
            return
        if line.level == 0 and (spaced or not self._alike(index)):
            self.out.append("")
        elif line.level and spaced and line.level <= before.level:
            self.out.append("")

    def _alike(self, index: int) -> bool:
        """Whether this statement and the one before are of one sort and of one line each."""
        line, before = self.lines[index], self.lines[index - 1]
        short = before.level == 0 and (index + 1 == len(self.lines) or self.lines[index + 1].level == 0)
        return short and str(line.tokens[0]) == str(before.tokens[0])
