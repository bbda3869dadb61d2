"""Names are text to whatever shows them: a terminal, a renderer, a spreadsheet."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from redline.inert import csv_cell, csv_text, plain

FORMULAS = ["=1+1", "+1+1", "-1+cmd|'/C calc'!A0", "@SUM(A1)", "\tx", "-5 chip", "'=1", "''@x", "--", "+x"]


@pytest.mark.parametrize("text", FORMULAS)
def test_formula_becomes_text_and_comes_back(text: str) -> None:
    cell = csv_cell(text)

    assert [f"'{text}", text] == [cell, csv_text(str(cell))]


@pytest.mark.parametrize(
    "value",
    [
        "-5",
        "+5.25",
        "-1e-30",
        "-5..-3",
        "-12 %",
        "-",
        "",
        "H20 96GB",
        "it's",
        "'quoted'",
        "a=b",
        -5,
        -0.5,
        Fraction(-1, 3),
        None,
    ],
)
def test_number_and_plain_text_stay_as_they_are(value: object) -> None:
    assert value == csv_cell(value)


def test_carriage_return_is_escaped_and_kept_from_running() -> None:
    assert r"'\u000d=1" == csv_cell("\r=1")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb", r"a\u001b[31mb"),
        ("a\x9bb", r"a\u009bb"),
        ("a\u00adb\u202eb\u200b", r"a\u00adb\u202eb\u200b"),
        ("a\ud800", r"a\ud800"),
        ("\U000e0001", r"\udb40\udc01"),
        ("one\ntwo\tthree\u00a0four", "one\ntwo\tthree\u00a0four"),
        ("Zürich 昇腾", "Zürich 昇腾"),
    ],
)
def test_control_and_formatting_characters_are_escaped(text: str, shown: str) -> None:
    assert shown == plain(text)


def test_json_means_the_same() -> None:
    name = "a\x1b\x9b\u00ad\U000e0001b"

    assert name == json.loads(plain(json.dumps(name, ensure_ascii=False)))
