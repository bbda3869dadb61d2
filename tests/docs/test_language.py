"""Hold the language reference to the language: its examples are one rulebook, and no word is left out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import redline
import redline.plugins
import redline_dsl
from redline.analyses.scenarios import Trial
from redline_dsl.parse.grammar import keywords

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "language.md").read_text(encoding="utf-8")


def examples(language: str) -> str:
    """Return the examples of one sort, joined."""
    return "\n".join(re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))


EXAMPLES, AMENDMENT = examples("redline"), examples("redline-amendment")
VOCABULARY, CALLING = examples("redline-vocabulary"), examples("redline-function")


@pytest.mark.parametrize(
    "text",
    [EXAMPLES, AMENDMENT, VOCABULARY, CALLING],
    ids=["rules", "amendment", "vocabulary", "function"],
)
def test_examples_are_in_canonical_form(text: str) -> None:
    assert redline_dsl.format_text(redline.Source("language.md", text)) == text


def books() -> list[redline.Rulebook]:
    vocabulary = redline.load().vocabulary
    rules = redline.Source("language.md", EXAMPLES)
    amendment = redline.Source("language.md", AMENDMENT)
    return [
        redline_dsl.compile_rulebook(rules, vocabulary),
        redline_dsl.compile_rulebook(amendment, vocabulary, lambda _: rules),
    ]


@pytest.mark.parametrize(
    "trial", redline.load().analyses.test(books()), ids=lambda trial: trial.scenario.name
)
def test_example_scenario_holds(trial: Trial) -> None:
    assert () == trial.differences


def test_vocabulary_compiles() -> None:
    vocabulary = redline_dsl.compile_vocabularies([redline.Source("language.md", VOCABULARY)])

    assert "destination" == vocabulary.transaction.facts[0].name


def test_example_of_a_function_compiles() -> None:
    arguments: tuple[tuple[str, Any], ...] = (("mm2", "increasing"), ("count", "decreasing"))
    usable_area = redline.plugins.Function("usable_area", arguments, "mm2", divmod)
    words = redline.Source("language.md", VOCABULARY)
    vocabulary = redline_dsl.compile_vocabularies([words], [usable_area])

    book = redline_dsl.compile_rulebook(redline.Source("language.md", f"{EXAMPLES}\n{CALLING}"), vocabulary)

    assert "usable" in [metric.name for metric in book.metrics]


@pytest.mark.parametrize("word", sorted(keywords()))
def test_word_of_the_language_is_explained(word: str) -> None:
    assert re.search(rf"\b{re.escape(word)}\b", PAGE)


CONDITIONS = re.findall(
    r"^\| `([^`|]+)` \|", PAGE.partition("| condition |")[2].partition("\n\n")[0], re.MULTILINE
)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_condition_of_the_table_compiles(condition: str) -> None:
    kind = "rack" if "boards" in condition else "board"
    book = f'{EXAMPLES}\ncontrol EX.tried for {kind} "tried"\n  controlled when {condition}\n'

    assert "EX.tried" in [control.id for control in redline.load().compile(book).controls]
