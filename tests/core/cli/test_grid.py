"""Columns that line up and fit."""

from __future__ import annotations

import pytest

from redline.cli.grid import columns, cut, lay_out


def joined(*arguments: object, **options: object) -> list[str]:
    return ["".join(row).rstrip() for row in lay_out(*arguments, **options)]  # type: ignore[arg-type]  # as given


def test_columns_line_up() -> None:
    assert ["a    n", "bcd  1"] == joined([("a", "n"), ("bcd", "1")], 80, ())


def test_numbers_are_aligned_to_the_right() -> None:
    assert [["  n  "], ["123  "]] == lay_out([("n",), ("123",)], 80, (), (0,))


def test_widest_flexible_column_is_cut_first() -> None:
    rows = [("x" * 30, "y" * 12)]

    assert [f"{'x' * 14}…  {'y' * 12}"] == joined(rows, 29, (0, 1))


def test_flexible_columns_are_not_cut_to_nothing() -> None:
    assert [f"{'x' * 7}…  {'y' * 38}"] == joined([("x" * 30, "y" * 38)], 40, (0,))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("abc", "abc"), ("abcdef", "abc…"), ("a\tb\n", "a b "), ("昇騰昇騰", "昇…"), ("x" * 10_000_000, "xxx…")],
)
def test_cut(text: str, expected: str) -> None:
    assert expected == cut(text, 4)


@pytest.mark.parametrize(("text", "expected"), [("abc", 3), ("昇騰", 4), ("é", 1), ("e\u0301", 1)])
def test_columns_of_a_text(text: str, expected: int) -> None:
    assert expected == columns(text)
