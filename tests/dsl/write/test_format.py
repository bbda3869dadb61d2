"""The canonical form, by golden files: ``good/*.redline`` as written, ``*.formatted`` as it comes out.

With ``REDLINE_UPDATE_GOLDEN=1`` the formatted texts are written anew.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from redline.diagnostics import InputError, Source
from redline_dsl import format_text
from redline_dsl.parse.text import parse

HERE = Path(__file__).parents[1]
GOOD = sorted((HERE / "good").glob("*.redline"))
RULES = sorted(HERE.parents[1].glob("plugins/redline_plugins/*/*.redline"))


def source(path: Path) -> Source:
    return Source(path.name, path.read_bytes().decode("utf-8"))


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_text_comes_out_in_canonical_form(path: Path) -> None:
    expected = path.with_suffix(".formatted")
    actual = format_text(source(path))
    if os.environ.get("REDLINE_UPDATE_GOLDEN"):
        expected.write_text(actual, encoding="utf-8")

    assert expected.read_text(encoding="utf-8") == actual


@pytest.mark.parametrize("path", [*GOOD, *RULES], ids=lambda path: path.stem)
def test_canonical_form_is_kept(path: Path) -> None:
    once = format_text(source(path))

    assert once == format_text(Source("again", once))


@pytest.mark.parametrize("path", [*GOOD, *RULES], ids=lambda path: path.stem)
def test_meaning_is_kept(path: Path) -> None:
    text = source(path)
    formatted = Source("formatted", format_text(text))

    assert parse(text).statements == parse(formatted).statements


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_shipped_rule_text_is_in_canonical_form(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == format_text(source(path))


def test_text_that_cannot_be_parsed_is_refused() -> None:
    with pytest.raises(InputError, match="did you mean `control`"):
        format_text(Source("bad", "contrl a for chip\n"))
