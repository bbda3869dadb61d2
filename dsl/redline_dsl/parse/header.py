"""Read the header of a rulebook by itself: its id, its regime, its day, and the text that it amends."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from lark import Token

from redline.diagnostics import Source
from redline.model import Header
from redline_dsl.parse.scan import scan_first, unquoted
from redline_dsl.parse.token_faults import fault_of

_WORD: Final = re.compile(r'[^\s"#]*')


def header(source: Source) -> Header | None:
    """Read the header of a text; None for a text that has none, such as a vocabulary.

    Of a text that compiles it says what the compiler says. One that does not compile has a header too, and
    each line that can be read counts; the first of two.
    """
    lines = scan_first("rulebook", source)
    if not lines:
        return None
    said = {str(line.tokens[0]): line.tokens[1] for line in reversed(lines) if len(line.tokens) > 1}
    words = {name: _word(token, source) for name, token in said.items()}
    id_, amends = words.get("rulebook", ""), words.get("amends")
    return Header(
        id=id_,
        regime=words.get("regime") or (id_ if amends is None else None),
        amends=amends,
        pending=_text(said["pending"]) if "pending" in said else None,
        effective=_day(said["effective"]) if "effective" in said else None,
    )


def _word(token: Token, source: Source) -> str:
    """Return the word that a token begins, whole even where the scanner stopped at a fault inside it."""
    found = _WORD.match(source.line(token.line or 1), (token.column or 1) - 1)
    return found[0] if found else ""


def _text(token: Token) -> str:
    return unquoted(token) if token.type == "STRING" else ""


def _day(token: Token) -> dt.date | None:
    is_day = token.type == "DATE" and fault_of(token) is None
    return dt.date.fromisoformat(token) if is_day else None
