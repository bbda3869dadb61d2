"""The pages that the documentation makes of rulebooks: all of them, and nothing of them left out."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pytest

import redline

MADE: dict[str, Any] = runpy.run_path(str(Path(__file__).parents[2] / "docs" / "_ext" / "law_beside_code.py"))
ENGINE = redline.load()
LAND = """\
rulebook land-2026 "Rule of a land"
  regime land
  effective 2026-01-01

publication ACT "Act | 2026"

parameter floor = 4000 TOPS*bit "total * performance"
  from 2026-06-01
  until 2030-01-01
  verified no
  cite ACT "1.a"

# A comment stands with no statement.
control L.1 for chip "fast chips"
  cite ACT "1"
  controlled when any of
    (a) TPP >= floor

      cite ACT "1.a"

exclusion "Note: not \\"fast\\"" from L.1
  excluded when not designed_or_marketed_for_datacenter
"""
AMENDED = """\
rulebook land-2027 "Rule of a land, amended"
  amends land-2026
  effective 2027-01-01

set floor = 5000 TOPS*bit

scenario "not fast"
  given chip
    fp16_tflops 1 TFLOPS
  expect not controlled
"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    paths = MADE["write_pages"](tmp_path_factory.mktemp("docs") / "rulebooks", ENGINE)
    return {path.stem: path.read_text(encoding="utf-8") for path in paths}


def law(text: str) -> list[str]:
    """Return the lines of a text, save those that a page shows in another way, and comments between them."""
    lines, kept = [], False
    for line in text.splitlines():
        if line[:1].strip():
            kept = (
                line.split()[0] not in {"rulebook", "publication", "parameter", "scenario"} and line[0] != "#"
            )
        if kept and line:
            lines.append(line)
    return lines


def test_every_rulebook_has_a_page_and_stands_in_the_index(pages: dict[str, str]) -> None:
    linked = set(re.findall(r"\]\(([^)]+)\.md\)", pages["index"]))

    assert {*ENGINE.rulebooks, "index"} == set(pages)
    assert set(ENGINE.rulebooks) == linked


@pytest.mark.parametrize("book", ENGINE.rulebooks.values(), ids=lambda book: book.id)
def test_page_has_every_line_of_the_law(book: redline.Rulebook, pages: dict[str, str]) -> None:
    code = "\n".join(re.findall(r"^```redline\n(.*?)^```$", pages[book.id], re.MULTILINE | re.DOTALL))

    assert law(book.text) == [line for line in code.splitlines() if line]


@pytest.mark.parametrize("book", ENGINE.rulebooks.values(), ids=lambda book: book.id)
def test_page_has_every_number_with_its_sources(book: redline.Rulebook, pages: dict[str, str]) -> None:
    _, _, after = pages[book.id].partition("## Numbers\n")
    rows = re.findall(r"^\| `.*\|$", after.partition("## Law and code")[0], re.MULTILINE)

    assert len(book.parameters) == len(rows)
    assert [parameter.verified for parameter in book.parameters] == [" | yes | " in row for row in rows]


def test_numbers_are_followed_through_the_texts_of_a_regime(pages: dict[str, str]) -> None:
    moved = "`29 WT` from 2022-10-07, `70 WT` from 2024-04-04"

    assert moved in pages["us-2022"]
    assert moved in pages["us-2026-07"]
    assert "`600 GB/s` from 2022-10-07, none from 2023-11-17" in pages["us-2022"]


def books(tmp_path: Path) -> list[redline.Rulebook]:
    """Compile a text and an amendment of it, as installed plugins are."""
    before = ENGINE.compile(LAND.replace('\\"', "'"))
    import redline_dsl

    source = redline.Source("land", LAND.replace('\\"', "'"))
    after = redline_dsl.compile_rulebook(redline.Source("more", AMENDED), ENGINE.vocabulary, lambda _: source)
    return [before, after]


def test_days_of_a_number_itself_count(tmp_path: Path) -> None:
    both = books(tmp_path)

    first = MADE["page"](both[0], both[:1], "here")
    last = MADE["page"](both[0], both, "here")

    assert "| `4000 TOPS*bit` from 2026-06-01, none from 2030-01-01 |" in first
    assert "| `4000 TOPS*bit` from 2026-06-01, `5000 TOPS*bit` from 2027-01-01" in last


def test_page_shows_the_paragraph_before_the_code(tmp_path: Path) -> None:
    page = MADE["page"](books(tmp_path)[0], [], "here")
    _, _, control = page.partition("### control L.1: fast chips\n")

    assert control.startswith("\n* Act \\| 2026, 1\n* Act \\| 2026, 1.a\n\n```redline\ncontrol L.1 for chip")
    assert "### exclusion \"Note: not 'fast'\"\n\n* no paragraph is cited\n" in page


def test_what_nobody_compared_is_said(tmp_path: Path) -> None:
    page = MADE["page"](books(tmp_path)[0], [], "here")

    assert "| total \\* performance | Act \\| 2026, 1.a | **no** |" in page


def test_amendment_leads_to_what_it_amends(tmp_path: Path) -> None:
    both = books(tmp_path)

    assert "amended by | [land-2027](land-2027.md)" in MADE["page"](both[0], both, "here")
    assert "Everything else is as in [land-2026](land-2026.md)." in MADE["page"](both[1], both, "here")


def test_page_of_a_rulebook_that_is_gone_is_taken_away(tmp_path: Path) -> None:
    (tmp_path / "gone.md").touch()

    MADE["write_pages"](tmp_path, ENGINE)

    assert not (tmp_path / "gone.md").exists()
