"""A suspension is law with an end: nothing counts in between, it counts again after, and that is said."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

import redline

TEXT = """
rulebook t-2025 "A text with suspensions"
  regime t
  effective 2025-01-01
  verified {verified}

publication ORDER "Order 72"

item metal "a metal"
  fact grams : count

control A for metal
  controlled when grams > 10 count

control B for metal
  suspended from 2025-03-01 until 2025-06-01
    cite ORDER "1"
    {mark}
  controlled when any of
    (1) grams > 100 count

control C for chip
  controlled when TPP >= 1 TOPS*bit

license requirement CHIPS for C
  required when destination in US

license requirement R for A
  suspended from 2025-02-01 until 2025-04-01
    cite ORDER "2"
  suspended from 2025-05-01 until 2025-07-01
    cite ORDER "3"
  required when destination in US

license requirement LATER for A
  enforced from 2025-05-20
  suspended from 2025-05-01 until 2025-06-01
  required when destination in JP

license statements complete for A, B, metal
"""


@cache
def engine() -> redline.Engine:
    """Return the engine; it is the same for every question."""
    return redline.load()


def ask(on: str, grams: int = 500, *, verified: str = "2025-12-31", mark: str = "", **question: Any) -> Any:
    book = engine().compile(TEXT.format(verified=verified, mark=mark))
    items = {"name": ["it"], "grams": [grams]}
    question = {"to": "US", **question}
    (one,) = engine().check(items, rules=book, on=on, **question).item("it")
    return one


@pytest.mark.parametrize("mode", ["enforced", "text"])
@pytest.mark.parametrize(
    ("on", "controls", "suspended"),
    [
        ("2025-02-28", ("A", "B"), False),
        ("2025-03-01", ("A",), True),
        ("2025-05-31", ("A",), True),
        ("2025-06-01", ("A", "B"), False),
    ],
)
def test_nothing_is_in_a_suspended_control(
    on: str, controls: tuple[str, ...], suspended: bool, mode: str
) -> None:
    one = ask(on, mode=mode)

    assert (controls, suspended) == (one.controls, "control B" in one.suspended)


@pytest.mark.parametrize("mode", ["enforced", "text"])
@pytest.mark.parametrize(
    ("on", "required"),
    [
        ("2025-01-31", True),
        ("2025-02-01", False),
        ("2025-03-31", False),
        ("2025-04-01", True),
        ("2025-05-01", False),
        ("2025-07-01", True),
    ],
)
def test_a_suspended_statement_does_not_count(on: str, required: bool, mode: str) -> None:
    assert required == ask(on, mode=mode).license["required"]


def test_the_outcome_says_what_is_suspended_until_when_and_by_what() -> None:
    assert (
        "control B is suspended until 2025-06-01 (Order 72, 1)",
        "license requirement R is suspended until 2025-07-01 (Order 72, 3)",
    ) == ask("2025-05-15").warnings


@pytest.mark.parametrize(
    ("on", "mode", "said"),
    [
        ("2025-05-19", "enforced", False),
        ("2025-05-20", "enforced", True),
        ("2025-05-19", "text", True),
        ("2025-04-30", "text", False),
    ],
)
def test_a_statement_that_would_not_count_yet_is_not_suspended(on: str, mode: str, said: bool) -> None:
    assert said is ("license requirement LATER" in ask(on, mode=mode, to="JP").suspended)


def test_a_suspension_that_bears_on_nothing_is_not_spoken_of() -> None:
    assert ((), ()) == (ask("2025-05-15", 5).suspended, ask("2025-05-15", 5).warnings)
    assert ("control B",) == ask("2025-05-15", to="FR").suspended


def test_its_limbs_are_not_met_while_it_is_on() -> None:
    assert ((), ("B.1",)) == (ask("2025-05-15").limbs, ask("2025-06-01").limbs)


@pytest.mark.parametrize(
    ("verified", "mark", "warned"),
    [
        ("2025-12-31", "", False),
        ("2025-06-01", "", False),
        ("2025-05-31", "", True),
        ("2025-12-31", "verified no", True),
    ],
)
def test_after_its_end_what_nobody_checked_is_said(verified: str, mark: str, warned: bool) -> None:
    one = ask("2025-06-15", verified=verified, mark=mark, to="FR")

    words = "control B counts again: its suspension ended on 2025-06-01 (Order 72, 1); what followed was not"
    assert warned == (f"{words} checked" in one.warnings)


def test_explanation_shows_the_suspension_with_its_days() -> None:
    assert "suspended from 2025-03-01 until 2025-06-01" in ask("2025-05-15").explain()
