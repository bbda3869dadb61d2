"""Scenarios: an outcome that is not the expected one is told."""

from __future__ import annotations

import pytest

import redline

ENGINE = redline.load()
RULES = """rulebook test "A rule"
  effective 2024-01-01

control A for chip
  controlled when any of
    (1) TPP >= 4800 TOPS*bit
    (2) dram_bandwidth >= 1000 GB/s

license requirement RS for A
  required when destination in CN

scenario "one"
  given chip
    fp16_tflops 312 TFLOPS
    destination CN
"""


@pytest.mark.parametrize(
    ("expected", "difference"),
    [
        ("expect controlled by A.1", None),
        ("expect controlled by A", None),
        ("expect not controlled", "expected not controlled, and it is controlled (A.1)"),
        ("expect controlled by A.2", "expected limb A.2, and there is A, A.1"),
        (
            "expect controlled\n  expect license not required",
            "expected a license to be not required, and it is required",
        ),
        (
            "expect controlled\n  expect review policy case by case",
            "expected the review policy case by case, and it is none that is certain",
        ),
        ("expect controlled\n  expect no exception", None),
    ],
)
def test_difference_is_told_in_words(expected: str, difference: str | None) -> None:
    (trial,) = ENGINE.analyses.test(ENGINE.compile(f"{RULES}  {expected}\n"))

    assert (() if difference is None else (difference,)) == trial.differences


def test_failure_names_the_place() -> None:
    (trial,) = ENGINE.analyses.test(ENGINE.compile(f"{RULES}  expect not controlled\n", "mine.redline"))

    assert str(trial).startswith('mine.redline:12:10: scenario "one" of `test`: expected not controlled')


def test_regime_stands_for_all_its_texts() -> None:
    tried = {trial.rulebook.id for trial in ENGINE.analyses.test("cn")}

    assert {id_ for id_, book in ENGINE.rulebooks.items() if book.regime == "cn" and book.scenarios} == tried


def test_country_by_its_name_is_answered_with_its_letters() -> None:
    text = RULES.replace("destination CN", "destination China") + "  expect controlled\n"

    with pytest.raises(redline.InputError, match="did you mean `CN`"):
        ENGINE.compile(text)
