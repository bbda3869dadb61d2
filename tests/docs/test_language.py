"""Hold the language reference to the language: its examples are one rulebook, and no word is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import redline
import redline_dsl
from redline_dsl.grammar import keywords

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "language.md").read_text(encoding="utf-8")
EXAMPLES = "\n".join(re.findall(r"^```redline\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
SCENARIOS = re.findall(r'^scenario "(.*)"$', EXAMPLES, re.MULTILINE)


def test_examples_are_in_canonical_form() -> None:
    assert redline_dsl.format_text(redline.Source("language.md", EXAMPLES)) == EXAMPLES


@pytest.mark.parametrize("name", SCENARIOS)
def test_example_scenario_holds(name: str) -> None:
    book = redline.load().compile(EXAMPLES, "language.md")
    scenario = next(each for each in book.scenarios if each.name == name)
    expected = scenario.expectation

    actual = redline.load().determine(
        dict(scenario.facts), book, kind=scenario.kind.name, readings=dict(scenario.readings)
    )

    assert expected.status == actual.status
    assert set(expected.limbs) <= set(actual.limbs)
    assert set(expected.excluded_by) <= set(actual.excluded_by)
    assert set(expected.missing) <= set(actual.missing)


@pytest.mark.parametrize("word", sorted(keywords()))
def test_word_of_the_language_is_explained(word: str) -> None:
    assert re.search(rf"\b{re.escape(word)}\b", PAGE)
