"""Build the parser from grammar.lark, once in a process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources

from lark import Lark, Token
from lark.lexer import Lexer, PatternStr


class _Scanned(Lexer):
    """Hands over tokens that the scanner has made already."""

    def __init__(self, _conf: object) -> None:
        pass

    def lex(self, lexer_state: Iterable[Token]) -> Iterator[Token]:  # type: ignore[override]
        # Lark calls the lexer of a single argument with what its `parse` was given.
        return iter(lexer_state)


@cache
def parser() -> Lark:
    """Return the parser of one statement; it takes a list of tokens for text."""
    text = resources.files(__package__).joinpath("grammar.lark").read_text("utf-8")
    return Lark(text, parser="lalr", lexer=_Scanned, start="statement", propagate_positions=True)


@cache
def reserved() -> Mapping[str, str]:
    """Return the words and signs of the grammar, each with its terminal's name."""
    terminals = parser().terminals
    return {term.pattern.value: term.name for term in terminals if isinstance(term.pattern, PatternStr)}


@cache
def keywords() -> frozenset[str]:
    """Return the words that cannot be names."""
    return frozenset(word for word in reserved() if word[0].isalpha())
