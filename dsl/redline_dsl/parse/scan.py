"""Cut rule text into lines of tokens, with the depth of their indentation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from attrs import define, field, frozen
from lark import Token

from redline.days import MONTH
from redline.diagnostics import Diagnostic, Source, Span
from redline_dsl.parse.grammar import reserved
from redline_dsl.parse.token_faults import fault_of

DEEPEST: Final = 50
"""Levels of indentation, or of parentheses, that a text may have."""

_TYPED: Final = frozenset({"fact", "family", "metric"})
"""Statements in which a unit or a type stands after a colon."""

OPEN_ENDED: Final = frozenset({",", "+", "-", "*", "/", "and", "or"})
"""A line that ends so goes on in the next one, if that is indented deeper."""

_NUMBER: Final = r"[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]{1,2})?"
_DASH: Final = "[./\u2010-\u2014-]"
_OTHER_DATE: Final = (
    rf"(?:[0-9]{{1,2}}[./][0-9]{{1,2}}[./][0-9]{{4}}|[0-9]{{4}}{_DASH}[0-9]{{1,2}}{_DASH}[0-9]{{1,2}}"
    rf"|(?i:{MONTH})\ [0-9]{{1,2}},?\ [0-9]{{4}}|[0-9]{{1,2}}\ (?i:{MONTH}),?\ [0-9]{{4}})"
)
_APART: Final = r"(?![A-Za-z0-9_]|[.-][A-Za-z0-9_])"
_TOKEN: Final = re.compile(
    rf"""(?P<BLANK>[ \t]+)
    |(?P<COMMENT>\#.*)
    |(?P<STRING>"(?:[^"\\]|\\.)*")
    |(?P<DATE>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{_APART})
    |(?P<OTHER_DATE>{_OTHER_DATE}{_APART})
    |(?P<RANGE>{_NUMBER}\.\.{_NUMBER}{_APART})
    |(?P<THOUSANDS>[0-9]{{1,3}}(?:,[0-9]{{3}})+{_APART})
    |(?P<DECIMAL_COMMA>[0-9]+,[0-9]+{_APART})
    |(?P<NUMBER>{_NUMBER}{_APART})
    |(?P<NAME>[A-Z]:[0-9]+|\w+(?:[.-]\w+)*)
    |(?P<SIGN>>=|<=|[()=,:+*/<>-])
    |(?P<OTHER>.)""",
    re.VERBOSE,
)
_UNIT: Final = re.compile(
    r"([A-Za-z][A-Za-z0-9]*)(?:[*/][A-Za-z1][A-Za-z0-9]*)*(?![A-Za-z0-9_:.*/]|-[A-Za-z0-9_])"
)
_LABEL: Final = re.compile(r"(?:\([ \t]*(?:[0-9]{1,3}|[A-Za-z]{1,5})[ \t]*\))+")
"""Parentheses around one short word at the beginning of a line are always a label."""
_OTHER_LABEL: Final = re.compile(
    r"(?:[A-Za-z0-9]+\.)*([0-9]{1,3}|[A-Za-z]|[ivx]{1,5})(?:\.|\)|\.\))(?=[ \t]+\S)", re.ASCII
)
"""How other texts begin a limb: `3.`, `a.3.`, `(3)` without its first sign."""
_CONTROL_CHARACTER: Final = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


@frozen
class Comment:
    """A comment with its sign; ``alone`` when nothing else stands on its line."""

    line: int
    column: int
    text: str
    alone: bool


@define
class Line:
    """A logical line: it may go over several lines of the text.

    ``level`` counts the blocks it lies in. A broken line has a finding already and is not parsed.
    """

    level: int
    indent: int
    tokens: list[Token] = field(factory=list)
    broken: bool = False


@frozen
class Scan:
    """What the scanner found in a text."""

    lines: tuple[Line, ...]
    comments: tuple[Comment, ...]
    findings: tuple[Diagnostic, ...]


def scan(source: Source) -> Scan:
    """Cut a text into lines of tokens; findings say what is no token."""
    scanner = _Scanner(source, reserved())
    for number, text in enumerate(source.text.split("\n"), start=1):
        scanner.line(number, text.removesuffix("\r"))
    scanner.finish()
    return Scan(tuple(scanner.lines), tuple(scanner.comments), tuple(scanner.findings))


def scan_first(word: str, source: Source) -> list[Line]:
    """Return the lines of the first statement that begins with a word, of none where no statement does.

    The rest is not scanned, and words of the language are names: so it takes no time to build the grammar.
    """
    scanner = _Scanner(source, {})
    for lines in _cut(source):
        number, text = lines[0]
        first = _TOKEN.match(text, _mark(number, text))
        if first is not None and first[0] == word:
            for number, text in lines:
                scanner.line(number, text.removesuffix("\r"))
            break
    return scanner.lines


def statements(source: Source) -> tuple[str, ...]:
    """Return the text of each statement, with the comments below it, without a byte order mark.

    Joined by line feeds they are the text again, from its first statement on.
    """
    return tuple("\n".join(text[_mark(number, text) :] for number, text in lines) for lines in _cut(source))


def _cut(source: Source) -> Iterator[list[tuple[int, str]]]:
    """Yield the numbered lines of each statement; what stands above the first one is left out."""
    lines: list[tuple[int, str]] = []
    for number, text in enumerate(source.text.split("\n"), start=1):
        if text[_mark(number, text) :][:1] not in _INSIDE:
            if lines:
                yield lines
            lines = [(number, text)]
        elif lines:
            lines.append((number, text))
    if lines:
        yield lines


_INSIDE: Final = frozenset({"", " ", "\t", "\r", "#"})
"""What a line begins with that begins no statement."""


def _mark(number: int, text: str) -> int:
    """Return the length of the byte order mark that a line begins with; only the first one may."""
    return 1 if number == 1 and text.startswith("\ufeff") else 0


class _Scanner:
    def __init__(self, source: Source, reserved: Mapping[str, str]) -> None:
        self.source = source
        self.lines: list[Line] = []
        self.comments: list[Comment] = []
        self.findings: list[Diagnostic] = []
        self._indents = [0]
        self._parentheses: list[Token] = []
        self._reserved = reserved
        self._saw_tab = False

    def line(self, number: int, text: str) -> None:
        """Take in one line of the text."""
        mark = _mark(number, text)
        if (bad := _CONTROL_CHARACTER.search(text, mark)) is not None:
            self._control_character(number, bad)
            text = text[:mark] + _CONTROL_CHARACTER.sub(" ", text[mark:])
        content = text[mark:].lstrip(" \t")
        start = len(text) - len(content)
        if not content:
            return
        if content.startswith("#"):
            self.comments.append(Comment(number, start + 1, content.rstrip(), alone=True))
            return
        line = self._logical_line(number, text[mark:start])
        if not line.broken:
            self._tokens(line, number, text, start)
        line.broken = line.broken or bad is not None

    def finish(self) -> None:
        """Close what is still open at the end of the text."""
        if self._parentheses:
            first = self._parentheses[0]
            self._report(
                "this parenthesis is not closed",
                self._span(first.line or 1, first.column or 1),
                "add `)`, or indent the lines that go on with it",
            )
            self.lines[-1].broken = True
            self._parentheses.clear()

    # --- lines ------------------------------------------------------------------------------

    def _logical_line(self, number: int, blanks: str) -> Line:
        """Return the line that this text goes on with, or begin a new one."""
        if "\t" in blanks and not self._saw_tab:
            self._saw_tab = True
            column = blanks.index("\t") + 1
            self._report(
                "a tab stands in the indentation", self._span(number, column), "indent by two blanks"
            )
        indent = len(blanks.expandtabs(8))
        if self.lines and self._goes_on(self.lines[-1]) and indent > self.lines[-1].indent:
            return self.lines[-1]
        self.finish()
        line = Line(self._level(number, indent), indent)
        self.lines.append(line)
        if line.level > DEEPEST:
            line.broken = True
            self._report(
                f"the text is nested more than {DEEPEST} levels deep",
                self._span(number, indent + 1),
                "take the inner blocks out into controls or metrics of their own",
            )
        return line

    def _goes_on(self, line: Line) -> bool:
        return bool(self._parentheses) or (bool(line.tokens) and str(line.tokens[-1]) in OPEN_ENDED)

    def _level(self, number: int, indent: int) -> int:
        while self._indents[-1] > indent:
            self._indents.pop()
        if self._indents[-1] < indent:
            popped = self.lines and self.lines[-1].level >= len(self._indents)
            if popped:
                self._report(
                    "this line is indented like no line above it",
                    self._span(number, indent + 1),
                    "begin it exactly under the lines it belongs with",
                )
            self._indents.append(indent)
        return len(self._indents) - 1

    # --- tokens -----------------------------------------------------------------------------

    def _tokens(self, line: Line, number: int, text: str, start: int) -> None:
        position = start
        if not line.tokens and (label := _LABEL.match(text, position)):
            line.tokens.append(_token("LABEL", label[0], number, position))
            position = label.end()
        elif not line.tokens and (other := _OTHER_LABEL.match(text, position)):
            help_ = f"a limb is written `({other[1]})`"
            self._report(
                f"`{other[0]}` is not how a limb begins", self._span(number, start + 1, len(other[0])), help_
            )
            line.broken = True
        while position < len(text) and not line.broken:
            match = _TOKEN.match(text, position)
            assert match is not None, "the last alternative matches any character"
            position = self._take(line, number, text, match)

    def _take(self, line: Line, number: int, text: str, match: re.Match[str]) -> int:
        """Add the token that was matched; return where the next one begins."""
        group, word, start = match.lastgroup or "", match[0], match.start()
        if group == "BLANK":
            return match.end()
        if group == "COMMENT":
            self.comments.append(Comment(number, start + 1, word.rstrip(), alone=False))
            return len(text)
        if group in {"NAME", "SIGN"} and word in self._reserved:
            group = self._reserved[word]
        if word[0].isalpha() and self._after_type_colon(line, word) and (unit := _UNIT.match(text, start)):
            group, word = "TYPE", unit[0]
        if group in {"NUMBER", "RANGE"} and (unit := self._unit(text, match.end())):
            word, group = text[start : unit.end()], "RANGE" if group == "RANGE" else "QUANTITY"
        token = _token(group, word, number, start)
        if (wrong := fault_of(token)) is not None:
            self._report(wrong[0], self._span(number, start + 1, len(word)), wrong[1])
            line.broken = True
        line.tokens.append(token)
        if line.broken:
            self._parentheses.clear()
        self._parenthesis(line, token)
        return start + len(word)

    def _unit(self, text: str, position: int) -> re.Match[str] | None:
        """Match the unit after a number: it is no keyword, save `count`."""
        while position < len(text) and text[position] in " \t":
            position += 1
        unit = _UNIT.match(text, position)
        if unit is None or (unit[1] in self._reserved and unit[1] != "count"):
            return None
        return unit

    def _after_type_colon(self, line: Line, word: str) -> bool:
        tokens = line.tokens
        return word != "one" and len(tokens) > 1 and tokens[-1] == ":" and str(tokens[0]) in _TYPED

    def _parenthesis(self, line: Line, token: Token) -> None:
        if token.type == "LPAR":
            self._parentheses.append(token)
        elif token.type == "RPAR" and self._parentheses:
            self._parentheses.pop()
        if len(self._parentheses) > DEEPEST:
            span = self._span(token.line or 1, token.column or 1)
            help_ = "leave out those that change nothing, or name a part of it as a metric"
            self._report(f"parentheses are nested more than {DEEPEST} deep", span, help_)
            line.broken = True
            self._parentheses.clear()

    # --- findings ---------------------------------------------------------------------------

    def _control_character(self, number: int, bad: re.Match[str]) -> None:
        name = f"U+{ord(bad[0]):04X}"
        message = f"the character {name} cannot stand in rule text"
        self._report(message, self._span(number, bad.start() + 1), "delete it; it does not show on paper")

    def _report(self, message: str, span: Span, help_: str | None = None) -> None:
        self.findings.append(Diagnostic(message, span, help_, code="syntax"))

    def _span(self, line: int, column: int, length: int = 1) -> Span:
        return Span(self.source, line, column, length)


def statement_tokens(lines: list[Line]) -> Iterator[Token]:
    """Yield the tokens of a statement's lines, with those that open and close blocks."""
    level = 0
    for line in lines:
        first, last = line.tokens[0], line.tokens[-1]
        for _ in range(level, line.level):
            yield Token.new_borrow_pos("_INDENT", "", first)
        for _ in range(line.level, level):
            yield Token.new_borrow_pos("_DEDENT", "", first)
        level = line.level
        yield from line.tokens
        yield _token("_NL", "", last.end_line or 1, (last.end_column or 1) - 1)
    for _ in range(level):
        yield Token.new_borrow_pos("_DEDENT", "", lines[-1].tokens[-1])


def unquoted(token: Token) -> str:
    """Return the text that a token writes in quotes."""
    return re.sub(r'\\(["\\])', r"\1", token[1:-1])


def _token(type_: str, text: str, line: int, start: int) -> Token:
    end = start + len(text)
    return Token(type_, text, start, line, start + 1, line, end + 1, end)
