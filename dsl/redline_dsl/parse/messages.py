"""Say in plain words what is wrong with a statement that cannot be parsed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Final

from attrs import frozen
from lark import Token
from lark.exceptions import UnexpectedToken

from redline.diagnostics import Diagnostic, Source, Span
from redline.suggestions import names, nearest
from redline_dsl.parse.expected import COMPARING, expected
from redline_dsl.parse.grammar import keywords, parser, reserved
from redline_dsl.parse.scan import OPEN_ENDED, Line

Words = tuple[str, str | None]
"""A message, and help."""


def _accepts() -> set[str]:
    accepted: set[str] = parser().parse_interactive().accepts()  # type: ignore[no-untyped-call]
    # Lark has no types here.
    return accepted


@cache
def statement_words() -> frozenset[str]:
    """Return the words that statements begin with."""
    words = {name: word for word, name in reserved().items()}
    return frozenset(words[name] for name in _accepts())


def wrong_beginning(source: Source, line: Line) -> Diagnostic | None:
    """Say what is wrong with the first word of a statement; None where it is right."""
    first = line.tokens[0]
    span = Span(source, first.line or 1, first.column or 1, len(first))
    if line.level:
        help_ = "begin it at the left margin"
        return Diagnostic("the first statement of the file is indented", span, help_, code="syntax")
    if first in statement_words():
        return None
    message = f"`{_shown(first)}` does not begin a statement"
    if first in _SECOND_WORDS:
        help_ = f"statements begin with both words: `{_SECOND_WORDS[first]} {first}`"
        return Diagnostic(message, span, help_, code="syntax")
    if first in keywords():
        return Diagnostic(message, span, "indent it under the statement it belongs to", code="syntax")
    near = meant(line)
    help_ = f"did you mean `{near}`" if near else f"statements begin with {names(statement_words(), most=20)}"
    return Diagnostic(message, span, help_, code="syntax")


_SECOND_WORDS: Final = {
    "encoded": "not",
    "exception": "license",
    "group": "country",
    "policy": "review",
    "requirement": "license",
    "statements": "license",
}
"""Words that are the second of a statement, and of no other, each with the first."""


def meant(line: Line) -> str | None:
    """Return the word that a statement was probably meant to begin with."""
    first = line.tokens[0]
    return str(first) if first in keywords() else nearest(first, statement_words())


def explain(source: Source, error: UnexpectedToken, tokens: Sequence[Token]) -> Diagnostic:
    """Say in words why a token cannot stand where it does."""
    place = _Place.of(error, tokens)
    message, help_ = next(words for rule in _RULES if (words := rule(place)) is not None)
    token = place.token
    length = max(1, len(token)) if token.type not in _INVISIBLE else 1
    return Diagnostic(message, Span(source, token.line or 1, token.column or 1, length), help_, code="syntax")


_INVISIBLE: Final = frozenset({"_NL", "_INDENT", "_DEDENT", "$END"})


@frozen
class _Place:
    """A token that cannot stand where it does, those before it, and what could stand there."""

    token: Token
    before: tuple[Token, ...]
    accepted: frozenset[str]

    @classmethod
    def of(cls, error: UnexpectedToken, tokens: Sequence[Token]) -> _Place:
        token = error.token
        index = next((i for i, each in enumerate(tokens) if each is token), len(tokens))
        return cls(token, tuple(tokens[:index]), frozenset(error.accepts or error.expected))

    @property
    def previous(self) -> Token:
        """The last token that shows on paper."""
        return next(token for token in reversed(self.before) if token.type not in _INVISIBLE)

    @property
    def statement(self) -> str:
        """The first word of the statement."""
        return str(self.before[0])


# --- rules, tried in order --------------------------------------------------------------------


def _minus(place: _Place) -> Words | None:
    if place.token.type != "MINUS" or not place.accepted & {"PLUS", "NUMBER"}:
        return None
    return "there is no minus here", (
        "physical quantities are never negative; to compare a difference, add on the other side:"
        " `a >= b + c` instead of `a - b >= c`"
    )


def _equals(place: _Place) -> Words | None:
    if place.token.type != "EQUAL" or not place.accepted & COMPARING:
        return None
    return "`=` does not compare", "write `>=`, `>`, `<=` or `<`; for words write `is`"


def _second_comparison(place: _Place) -> Words | None:
    if place.token.type not in COMPARING or "AND" not in place.accepted or place.accepted & COMPARING:
        return None
    line = [token for token in place.before if token.line == place.token.line]
    start = next((i for i, token in enumerate(line) if token.type == "WHERE"), 0)
    if start > 2 and line[start - 3].type == "COUNT":
        return "the count goes on with a comparison", "put it in parentheses: `(count of ... where ...) >= 2`"
    return "a quantity is compared twice in one breath", "write both comparisons: `a <= b and b <= c`"


def _reserved_name(place: _Place) -> Words | None:
    if place.token not in keywords() or "NAME" not in place.accepted or place.before[-1] not in _DECLARING:
        return None
    return f"`{place.token}` is a word of the language and cannot be a name", "choose another name"


_DECLARING: Final = frozenset(
    {
        "cite",
        "collection",
        "control",
        "exception",
        "fact",
        "family",
        "group",
        "item",
        "metric",
        "parameter",
        "publication",
        "reading",
        "regime",
        "requirement",
        "rulebook",
    }
)


def _words_for_signs(place: _Place) -> Words | None:
    sign = _SIGNS.get(str(place.token).lower())
    if sign is None or not place.accepted & COMPARING:
        return None
    return f"`{place.token}` does not compare", f"write `{sign}`"


_SIGNS: Final = {
    "at": ">=",
    "exceeds": ">",
    "above": ">",
    "over": ">",
    "below": "<",
    "under": "<",
    "from": ">=",
}


def _denied_within(place: _Place) -> Words | None:
    if place.token.type != "NOT" or place.before[-1].type != "NAME" or not place.accepted & {"IN", "IS"}:
        return None
    name = _shown(place.before[-1])
    return f"`not` cannot follow `{name}`", f"it stands before what it denies: `not {name} in ...`"


def _before_export(place: _Place) -> Words | None:
    if place.accepted not in ({"BEFORE"}, {"EXPORT"}):
        return None
    message = f"`{_shown(place.token)}` cannot stand here"
    if place.token.type in _INVISIBLE:
        message = f"the line ends after `{_shown(place.previous)}`"
    help_ = "only `before export` can stand after the days; what is due later is said in the text in quotes"
    return message, help_


def _colon_in_name(place: _Place) -> Words | None:
    if place.token.type != "COLON" or place.before[-1].type != "NAME":
        return None
    name = f"{_shown(place.previous)}:"
    if place.token.column != (place.before[-1].end_column or 0):
        return None
    return f"`{name}` is no name", "names are made of letters, digits, `_`, `.` and `-`"


def _long_label(place: _Place) -> Words | None:
    line = [
        token for token in place.before if token.line == place.token.line and token.type not in _INVISIBLE
    ]
    if [token.type for token in line] not in (["LPAR", "NUMBER", "RPAR"], ["LPAR", "NAME", "RPAR"]):
        return None
    if place.token.type in _INVISIBLE or not place.token[0].isalpha():
        return None
    return (
        f"`({_shown(line[1])})` cannot be a label, and `{_shown(place.token)}` cannot follow it otherwise",
        "a label has at most three digits, or at most five letters",
    )


def _unit_apart(place: _Place) -> Words | None:
    if place.token.type != "NAME" or place.before[-1].type not in {"NUMBER", "QUANTITY"}:
        return None
    return (
        f"`{_shown(place.token)}` cannot follow the number `{place.previous}`",
        "a unit stands after one blank and has no blanks itself: `90 TOPS*bit`",
    )


def _block_amid(place: _Place) -> Words | None:
    if place.token.type != "_NL" or [str(token) for token in place.before[-2:]] not in (
        ["any", "of"],
        ["all", "of"],
    ):
        return None
    return (
        f"the block `{place.before[-2]} of` begins in the middle of a condition",
        "a block follows `when`, or stands on a line of its own inside another block",
    )


def _all_of_parts(place: _Place) -> Words | None:
    if place.token.type != "NAME" or [str(token) for token in place.before[-2:]] != ["all", "of"]:
        return None
    help_ = f"for all parts write `not (any of {place.token} where not (...))`"
    return "`all of` begins a block of lines, each on a line of its own", help_


def _bare_selection(place: _Place) -> Words | None:
    function = place.token
    if [str(token) for token in place.before[-1:]] == ["of"] and place.accepted == {"LPAR"}:
        function = place.before[-2]
    if function.type not in {"LARGEST", "SMALLEST", "SUM", "COUNT"} or not place.accepted & {"LPAR", "NAME"}:
        return None
    return (
        f"`{function} of` stands inside a computation",
        f"put parentheses around it: `({function} of ... : ...)`",
    )


def _label(place: _Place) -> Words | None:
    if place.token.type != "LABEL":
        return None
    return f"the label `{place.token}` stands in no block", "labels stand in a block `any of` or `all of`"


def _after_label(place: _Place) -> Words | None:
    if not place.before or place.before[-1].type != "LABEL" or place.token.type in _INVISIBLE:
        return None
    label = place.before[-1]
    return (
        f"`{label}` at the beginning of a line is a label, and `{_shown(place.token)}` cannot follow it",
        "leave these parentheses out, or put the whole line in parentheses",
    )


def _parenthesis(place: _Place) -> Words | None:
    if place.token.type != "RPAR" or not place.accepted & {"_NL", "AND", "PLUS"}:
        return None
    return "this parenthesis closes nothing", "delete it, or open one before"


def _yes_or_no(place: _Place) -> Words | None:
    if place.token.type != "OVER" or place.before[-1].type != "TYPE":
        return None
    return f"a blank stands after `{place.before[-1]}`", "units and types have no blanks: `yes/no`, `GB/s`"


def _went_on(place: _Place) -> Words | None:
    last = place.before[-1]
    if last not in OPEN_ENDED or place.token.type in _INVISIBLE or last.line == place.token.line:
        return None
    help_ = f"finish the line that ends with `{last}`; this line goes on with it, being indented deeper"
    return f"`{_shown(place.token)}` cannot follow `{last}`", help_


def _indented(place: _Place) -> Words | None:
    if place.token.type != "_INDENT":
        return None
    return (
        f"this line is indented, but the line with `{_shown(place.previous)}` begins no block",
        "begin it exactly under the line above",
    )


def _ends_early(place: _Place) -> Words | None:
    if place.token.type != "_NL":
        return None
    return (
        f"the line ends after `{_shown(place.previous)}`",
        f"what should follow: {expected(place.accepted)}",
    )


def _incomplete(place: _Place) -> Words | None:
    if place.token.type not in {"_DEDENT", "$END"}:
        return None
    if "_INDENT" in place.accepted and str(place.previous) == "of":
        return "this block has no lines", "write its conditions under it, indented by two blanks"
    if "_INDENT" in place.accepted:
        return (
            f"`{place.statement}` lacks the lines that belong to it",
            "write them under it, indented by two blanks",
        )
    return (
        f"the block of `{place.statement}` ends too early",
        f"what should follow: {expected(place.accepted)}",
    )


def _mistyped(place: _Place) -> Words | None:
    words = {word for word, name in reserved().items() if name in place.accepted and word in keywords()}
    near = nearest(place.token, words) if place.token.type == "NAME" else None
    if near is None:
        return None
    return f"`{_shown(place.token)}` cannot stand here", f"did you mean `{near}`"


def _line_is_complete(place: _Place) -> Words | None:
    if "_NL" not in place.accepted:
        return None
    others = expected(place.accepted - {"_NL"})
    help_ = f"end the line before it, or write {others}" if others else "end the line before it"
    return f"`{_shown(place.token)}` cannot follow here", help_


def _anything(place: _Place) -> Words:
    return f"`{_shown(place.token)}` cannot stand here", f"what should stand here: {expected(place.accepted)}"


_RULES: Final[tuple[Callable[[_Place], Words | None], ...]] = (
    _minus,
    _equals,
    _second_comparison,
    _reserved_name,
    _words_for_signs,
    _denied_within,
    _before_export,
    _colon_in_name,
    _long_label,
    _unit_apart,
    _block_amid,
    _all_of_parts,
    _bare_selection,
    _label,
    _after_label,
    _parenthesis,
    _yes_or_no,
    _went_on,
    _indented,
    _ends_early,
    _incomplete,
    _mistyped,
    _line_is_complete,
    _anything,
)


def _shown(token: Token) -> str:
    return str(token) if len(token) <= 40 else f"{token[:37]}..."
