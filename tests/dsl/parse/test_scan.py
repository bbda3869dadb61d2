"""Text to tokens: words, numbers with units, names with dots, levels of indentation."""

from __future__ import annotations

import pytest

from redline.diagnostics import Source
from redline_dsl.parse.grammar import keywords, parser, reserved
from redline_dsl.parse.scan import scan, statement_tokens


def types(text: str) -> list[str]:
    (line,) = scan(Source("text", text)).lines
    return [token.type for token in line.tokens]


def texts(text: str) -> list[str]:
    (line,) = scan(Source("text", text)).lines
    return [str(token) for token in line.tokens]


def levels(text: str) -> list[int]:
    return [line.level for line in scan(Source("text", text)).lines]


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("TPP", "NAME"),
        ("3A090.a.1", "NAME"),
        ("3E001", "NAME"),
        ("us-2023-01", "NAME"),
        ("D:5", "NAME"),
        ("fp16_tflops", "NAME"),
        ("4800", "NUMBER"),
        ("5.92", "NUMBER"),
        ("35e9", "NUMBER"),
        ("4800 TOPS*bit", "QUANTITY"),
        ("3 count", "QUANTITY"),
        ("2023-11-17", "DATE"),
        ("780..860", "RANGE"),
        ("780..860 mm2", "RANGE"),
        ('"a \\"text\\""', "STRING"),
        ("(1)", "LABEL"),
        ("(ii)", "LABEL"),
        ("(c)(1)", "LABEL"),
    ],
)
def test_one_token(text: str, type_: str) -> None:
    assert types(text) == [type_]


@pytest.mark.parametrize("word", sorted(keywords()))
def test_word_of_the_language_is_no_name(word: str) -> None:
    assert types(word) == [reserved()[word]]


@pytest.mark.parametrize("word", sorted(keywords()))
def test_name_may_begin_with_a_word_of_the_language(word: str) -> None:
    assert types(f"{word}er") == ["NAME"] or f"{word}er" in keywords()


def test_unit_ends_at_the_first_blank() -> None:
    assert texts("2 operation/mac * rate") == ["2 operation/mac", "*", "rate"]


def test_word_after_a_number_is_no_unit() -> None:
    assert texts("2 and x") == ["2", "and", "x"]


def test_count_of_after_a_number_is_a_unit() -> None:
    assert texts("x >= 2 count") == ["x", ">=", "2 count"]


def test_label_stands_only_at_the_beginning_of_a_line() -> None:
    assert types("x (1)") == ["NAME", "LPAR", "NUMBER", "RPAR"]


def test_type_follows_the_colon_of_a_declaration() -> None:
    assert types("fact x : yes/no") == ["FACT", "NAME", "COLON", "TYPE"]


def test_category_follows_the_colon_of_a_declaration() -> None:
    assert types("fact x : one of a") == ["FACT", "NAME", "COLON", "ONE", "OF", "NAME"]


def test_colon_of_a_selection_is_followed_by_an_expression() -> None:
    assert types("= sum of dies : a*b") == ["EQUAL", "SUM", "OF", "NAME", "COLON", "NAME", "TIMES", "NAME"]


def test_levels_count_blocks_and_not_blanks() -> None:
    assert levels("a\n   b\n        c\n   d\ne") == [0, 1, 2, 1, 0]


def test_blank_lines_and_comments_have_no_level() -> None:
    assert levels("a\n\n      # comment\n  b\n   \n") == [0, 1]


def test_line_goes_on_in_parentheses() -> None:
    assert texts("(a\n  b)") == ["(", "a", "b", ")"]


def test_line_goes_on_after_a_comma() -> None:
    assert texts("a,\n  b") == ["a", ",", "b"]


def test_line_does_not_go_on_without_indentation() -> None:
    assert levels("a,\nb") == [0, 0]


def test_windows_line_end_is_no_part_of_a_line() -> None:
    assert levels("a\r\n  b\r\n") == [0, 1]


def test_byte_order_mark_is_no_indentation() -> None:
    scanned = scan(Source("text", "\ufeffa\n"))

    assert [(line.level, line.tokens[0].column) for line in scanned.lines] == [(0, 2)]
    assert scanned.findings == ()


def test_blocks_open_and_close() -> None:
    lines = list(scan(Source("text", "a\n  b\nc")).lines)

    assert [token.type for token in statement_tokens(lines)] == [
        "NAME",
        "_NL",
        "_INDENT",
        "NAME",
        "_NL",
        "_DEDENT",
        "NAME",
        "_NL",
    ]


def test_grammar_has_no_terminal_that_the_scanner_does_not_make() -> None:
    declared = {terminal.name for terminal in parser().terminals} - set(reserved().values())

    assert declared == set()
