"""Parse rule text, statement by statement, so that every error is found at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from attrs import frozen
from lark import Token, Tree
from lark.exceptions import UnexpectedToken

from redline.diagnostics import Diagnostic, InputError, Source, Span
from redline_dsl import tree
from redline_dsl.findings import MOST_FINDINGS
from redline_dsl.parse import messages
from redline_dsl.parse.build import build
from redline_dsl.parse.grammar import parser, reserved
from redline_dsl.parse.scan import Line, scan, statement_tokens

LARGEST_TEXT: Final = 150_000
"""Characters that a rule text may have. To read so many takes a second; a rulebook has a tenth of them."""

_DEEPEST_TREE: Final = 80
"""Operands within operands; later stages walk the tree by recursion."""

MOST_KEPT: Final = 256
"""Texts whose trees are kept, and whose amendments are: more than twice those that are bundled."""

_MOST_RETRIED: Final = 3000
"""Tokens of a statement that is parsed again without its faulty lines, to find the next fault."""


@frozen
class Parsed:
    """The statements of a text, the findings, and the names that faulty statements declare."""

    source: Source
    statements: tuple[tree.Statement, ...]
    findings: tuple[Diagnostic, ...]
    broken: frozenset[str]
    broken_statements: frozenset[str] = frozenset()
    """Words that the lines of statements that cannot be read begin with, or were meant to."""


@lru_cache(maxsize=MOST_KEPT)
def parse(source: Source) -> Parsed:
    """Parse a text; what cannot be read is left out and told in the findings.

    A text is parsed once, however many others amend it: trees are immutable.
    Raises ``InputError`` for a text that is too large, or too far from rule text, to be read at all.
    """
    refuse_large(source)
    scanned = scan(source)
    if len(scanned.findings) >= MOST_FINDINGS:
        raise InputError(scanned.findings[:MOST_FINDINGS])
    statements: list[tree.Statement] = []
    findings = list(scanned.findings)
    broken: set[str] = set()
    beginnings: set[str] = set()
    for lines in _chunks(scanned.lines):
        found: list[Diagnostic] = []
        statement = _statement(source, lines, found)
        findings += found
        if statement is not None:
            statements.append(statement)
        else:
            beginnings.add(messages.meant(lines[0]) or "")
            beginnings.update(str(line.tokens[0]) for line in lines[1:] if line.tokens)
            broken.update(
                token.strip('"') for token in lines[0].tokens[1:4] if token.type in {"NAME", "STRING"}
            )
            broken.update(_declared_inside(lines))
        if len(findings) >= MOST_FINDINGS:
            break
    return Parsed(source, tuple(statements), tuple(findings), frozenset(broken), frozenset(beginnings))


def parse_condition(source: Source, signs: Mapping[str, str] = MappingProxyType({})) -> tree.Expression:
    """Parse a condition that stands by itself, with some signs read as others. Raises ``InputError``."""
    refuse_large(source)
    scanned = scan(source)
    lines = [line for line in scanned.lines if line.tokens]
    if scanned.findings:
        raise InputError(scanned.findings)
    if len(lines) != 1:
        message = "the condition has several lines" if lines else "the condition is empty"
        raise InputError.of(message, help="write one such as `TPP >= 2000`; join several by `and`")
    written = Line(0, 0, list(_written(lines[0].tokens, signs)))
    tokens = [Token("WHEN", "when", line=1, column=1), *statement_tokens([written])]
    try:
        parsed = parser().parse(tokens, start="alone")
    except UnexpectedToken as error:
        raise InputError([messages.explain(source, error, tokens)]) from None
    if (deep := _too_deep(parsed, source)) is not None:
        raise InputError([deep])
    condition: tree.Expression = build(parsed, source)
    return condition


def _written(tokens: Sequence[Token], signs: Mapping[str, str]) -> Iterator[Token]:
    """Yield tokens with some signs read as others."""
    for token in tokens:
        sign = signs.get(str(token))
        yield token if sign is None else Token.new_borrow_pos(reserved()[sign], sign, token)


def refuse_large(source: Source) -> None:
    """Raise ``InputError`` when a text has more characters than a rule text may have."""
    if len(source.text) > LARGEST_TEXT:
        message = (
            f"`{source.name}` has {len(source.text):,} characters, more than the {LARGEST_TEXT:,} allowed"
        )
        raise InputError.of(message, help="split it into several files")


def _chunks(lines: tuple[Line, ...]) -> Iterator[list[Line]]:
    """Yield the lines of each top-level statement."""
    chunk: list[Line] = []
    for line in lines:
        if line.level == 0 and chunk:
            yield chunk
            chunk = []
        chunk.append(line)
    if chunk:
        yield chunk


def _declared_inside(lines: list[Line]) -> Iterator[str]:
    for line in lines[1:]:
        words = [str(token) for token in line.tokens[:2]]
        if words and words[0] in {"fact", "family", "collection"}:
            yield from words[1:]


def _statement(source: Source, lines: list[Line], findings: list[Diagnostic]) -> tree.Statement | None:
    """Parse one statement; where that fails, leave faulty lines out to find the next fault."""
    whole = [line for line in lines if not line.broken]
    first_try = len(whole) == len(lines)
    if lines[0].broken:
        return None
    if (wrong := messages.wrong_beginning(source, lines[0])) is not None:
        findings.append(wrong)
        return None
    while True:
        tokens = list(statement_tokens(whole))
        try:
            parsed = _parsed(tokens)
        except UnexpectedToken as error:
            fault = error.token
            if first_try or fault.type not in {"_INDENT", "_DEDENT", "$END"}:
                findings.append(messages.explain(source, error, tokens))
            whole = _without(whole, fault)
            size = sum(len(line.tokens) for line in whole)
            if not whole or size > _MOST_RETRIED or len(findings) >= MOST_FINDINGS:
                return None
            first_try = False
        else:
            if not first_try:
                return None
            deep = _too_deep(parsed, source)
            if deep is not None:
                findings.append(deep)
                return None
            statement: tree.Statement = build(parsed, source)
            return statement


def _parsed(tokens: list[Token]) -> Tree[Token]:
    return parser().parse(tokens, start="statement")


def _without(lines: list[Line], fault: Token) -> list[Line]:
    """Leave out the line of a faulty token, with the block under it; none without the first."""
    index = next((i for i, line in enumerate(lines) if any(token is fault for token in line.tokens)), None)
    if index is None:
        index = next(
            (i for i, line in enumerate(lines) if (line.tokens[0].line or 0) >= (fault.line or 0)), 0
        )
    if index == 0:
        return []
    end = index + 1
    while end < len(lines) and lines[end].level > lines[index].level:
        end += 1
    return lines[:index] + lines[end:]


def _too_deep(parsed: Tree[Token], source: Source) -> Diagnostic | None:
    """Say where a tree is deeper than later stages may recurse, found without recursion."""
    waiting: list[tuple[Tree[Token], int]] = [(parsed, 1)]
    while waiting:
        node, depth = waiting.pop()
        if depth > _DEEPEST_TREE:
            span = Span(source, node.meta.line, node.meta.column)
            help_ = "name a part of it as a metric, or write it as a block of lines"
            return Diagnostic("this expression is too long or too deeply nested", span, help_, code="syntax")
        waiting += [(child, depth + 1) for child in node.children if isinstance(child, Tree)]
    return None
