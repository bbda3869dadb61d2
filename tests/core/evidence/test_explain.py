"""Explanations, held to golden texts that a reader can check by hand; REDLINE_UPDATE_GOLDEN=1 writes them."""

from __future__ import annotations

import datetime as dt
import os
import re
from pathlib import Path
from typing import Any

import pytest

import redline
from redline.evidence.determination import Inquiry
from redline.program.trace import trace
from redline.query import Query
from tests.support import chips

GOLDEN = Path(__file__).parent / "explained"
ITEMS: dict[str, dict[str, Any]] = {
    "controlled": {"fp16_tflops": "312", "die_area_mm2": "826", "for_datacenter": True},
    "excluded": {"fp16_tflops": "200", "die_area_mm2": "500", "for_datacenter": False},
    "not_applicable": {"fp16_tflops": "150", "transistor_architecture": "planar", "for_datacenter": True},
    "one_of_two_controls": {"fp16_tflops": "200", "for_datacenter": True},
    "ranges": {"fp16_tflops": "120..200", "die_area_mm2": "500..600", "for_datacenter": True},
    "nothing_known": {},
    "at_the_line": {"fp16_tflops": "111", "die_area_mm2": "300", "for_datacenter": True},
    "just_under_the_line": {"fp16_tflops": "111", "die_area_mm2": "300.00000001", "for_datacenter": True},
}


@pytest.mark.parametrize("name", ITEMS)
def test_explanation(name: str) -> None:
    inquiry = Inquiry(trace(chips.CHIP, chips.rulebook()), dt.date(2024, 1, 1), Query())
    text = inquiry.determine(chips.item(name, **ITEMS[name])).explain() + "\n"
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("REDLINE_UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")

    assert path.read_text(encoding="utf-8") == text


def test_every_golden_text_has_its_test() -> None:
    assert sorted(ITEMS) == sorted(path.stem for path in GOLDEN.iterdir())


DATED = """
rulebook dated "Dates"
  regime mine
  effective 2024-01-01

publication LAW "Law"

control D.1 for chip "new chips"
  cite LAW "1"
  controlled when release_date >= 2024-01-01
"""


@pytest.mark.parametrize(
    ("release_date", "expected"),
    [
        (None, "unknown  D.1: release_date unknown >= 2024-01-01"),
        ("2021-11-15", "no  D.1: release_date 2021-11-15 >= 2024-01-01  777 days before"),
        ("2023-12-31", "no  D.1: release_date 2023-12-31 >= 2024-01-01  1 day before"),
        ("2024-01-01", "yes  D.1: release_date 2024-01-01 >= 2024-01-01  on the day"),
        ("2024", "yes  D.1: release_date 2024-01-01..2024-12-31 >= 2024-01-01  on the day to 365 days after"),
    ],
)
def test_dates_are_compared_in_days(release_date: str | None, expected: str) -> None:
    engine = redline.load()
    text = engine.determine({"release_date": release_date}, engine.compile(DATED)).explain()
    row = next(line for line in text.splitlines() if "controlled when" in line)

    assert expected == re.sub(r" {3,}", "  ", row.strip()).replace("controlled when ", "D.1: ")


def explained(rules: str, to: str | None = None, **facts: str) -> list[str]:
    return [
        line.strip()
        for line in redline.load().determine(facts, rules, kind="chip", to=to).explain().splitlines()
    ]


GAMING = {"fp16_tflops": "250", "die_area_mm2": "600", "designed_or_marketed_for_datacenter": "no"}


def test_headline_names_the_exclusion() -> None:
    assert (
        "item (chip) under us-2023: NOT CONTROLLED (excluded by 3A090 Note 2)"
        == (explained("us-2023", **GAMING)[0])
    )


def test_headline_of_a_controlled_item_names_none() -> None:
    assert explained("us-2023", fp16_tflops="400")[0].endswith(": CONTROLLED")


def test_condition_on_a_word_shows_the_word() -> None:
    assert "yes          not (designed_or_marketed_for_datacenter: no)" in explained("us-2023", **GAMING)


def test_condition_on_a_country_shows_the_country() -> None:
    lines = explained("us-2023", to="CN", fp16_tflops="400")

    assert any(line.endswith("destination CN in X") for line in lines)


def test_nearest_threshold_is_summed_up_with_a_legend() -> None:
    lines = explained("us-2023", fp16_tflops="148", die_area_mm2="814")

    assert "nearest to the line: TPP 2368 TOPS*bit >= 2400 TOPS*bit (b_tpp), -1.33 %" in lines
    assert "margins: + above the threshold, - below it, in percent of the threshold" in lines


def test_nothing_known_is_near_no_line() -> None:
    assert not [line for line in explained("us-2023") if line.startswith(("nearest", "margins"))]
