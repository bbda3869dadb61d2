"""Faulty texts, each with the error it gets: message, underlined text and help.

A text in ``bad/rules`` is compiled as a rulebook over ``words.redline``, one in ``bad/vocabularies``
as a vocabulary, and a folder there as several. What is expected stands beside it, ending in
``.expected``. With ``REDLINE_UPDATE_GOLDEN=1`` the expected texts are written anew.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from redline.diagnostics import InputError, Source
from redline.model import Vocabulary
from redline_dsl import compile_rulebook, compile_vocabularies

HERE = Path(__file__).parent
RULES = sorted((HERE / "bad" / "rules").glob("*.redline"))
VOCABULARIES = sorted(
    path for path in (HERE / "bad" / "vocabularies").iterdir() if path.is_dir() or path.suffix == ".redline"
)


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_faulty_rule_text_is_refused(path: Path, words: Vocabulary) -> None:
    hold(path, lambda: compile_rulebook(source(path), words))


@pytest.mark.parametrize("path", VOCABULARIES, ids=lambda path: path.stem)
def test_faulty_vocabulary_is_refused(path: Path) -> None:
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    hold(path, lambda: compile_vocabularies([source(file) for file in files]))


def source(path: Path) -> Source:
    return Source(path.name, path.read_bytes().decode("utf-8"))


def hold(path: Path, compiling: Callable[[], object]) -> None:
    expected = path.with_suffix(".expected")
    with pytest.raises(InputError) as error:
        compiling()
    actual = f"{error.value}\n"
    if os.environ.get("REDLINE_UPDATE_GOLDEN"):
        expected.write_text(actual, encoding="utf-8")

    assert expected.read_text(encoding="utf-8") == actual
