"""Run the plugin that the page on hooks is made of."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "hooks.md").read_text(encoding="utf-8")
EXAMPLES = "\n".join(re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
RULES = re.findall(r'^RULES = """\n(.*?)^"""$', EXAMPLES, re.MULTILINE | re.DOTALL)[0]
HOOKS = re.findall(r"^### `(redline_\w+)\(", PAGE, re.MULTILINE)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder in which the examples are installed as one plugin."""
    (tmp_path / "shown.py").write_text(EXAMPLES, encoding="utf-8")
    info = tmp_path / "shown-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: shown\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[redline]\nshown = shown\n", encoding="utf-8")
    return tmp_path


def run(site: Path, *arguments: str) -> str:
    """Return what the command line says, standard error included."""
    path = f"{site}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"
    found = subprocess.run(
        [sys.executable, "-m", "redline", *arguments],
        cwd=site,
        env={**os.environ, "PYTHONPATH": path, "COLUMNS": "200"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return found.stdout


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_is_shown(hook: str) -> None:
    assert f"@redline.hookimpl\ndef {hook}() -> " in EXAMPLES


def test_vocabulary_and_rulebook_are_known(site: Path) -> None:
    assert "rate_tops" in run(site, "facts", "board")
    assert "boards-2026" in run(site, "rules", "--strict")


def test_function_is_called_by_rule_text(site: Path) -> None:
    called = RULES.replace("rate_tops >= 100 TOPS", "square_root(rate_tops) >= 14").replace("-2026", "-root")
    (site / "own.redline").write_text(called, encoding="utf-8")

    assert run(site, "check", "boards", "--rules", "own.redline", "--format", "list") == (
        "* Small: not_controlled under boards-root\n* Large: controlled under boards-root\n"
    )


def test_catalog_is_read_and_written_as_shown(site: Path) -> None:
    assert run(site, "check", "boards", "--format", "list") == (
        "* Small: not_controlled under boards-2026\n* Large: controlled under boards-2026\n"
    )


def test_label_set_is_held_against_a_rule(site: Path) -> None:
    shown = run(site, "errors", "boards-2026", "--label", "board-list", "--catalog", "boards")

    assert "source: Example committee, report 1, of 2026-01-01\n" in shown
    assert "missed: none" in shown
    assert "over-blocked: none" in shown


def test_series_measures_a_shift(site: Path) -> None:
    shown = run(site, "shift", "boards-2026", "boards-2026", "--catalog", "boards")

    assert "example-boards: Small, Large\n" in shown
    assert "  rate_tops  control  10 Small     10 Small    1 -> 1       0\n" in shown


def test_command_is_run(site: Path) -> None:
    assert "2\n" == run(site, "count", "boards")
    assert "Usage: redline count [OPTIONS] CATALOG" in run(site, "count", "--help")
    assert "count  count the items of a catalog (shown)" in run(site, "plugins")


def test_command_s_input_error_is_the_user_s(site: Path) -> None:
    assert "error: there is no catalog `bords`" in run(site, "count", "bords")


def test_reader_says_where_a_fault_is(site: Path) -> None:
    (site / "mine.tsv").write_text("name\trate_tops\nA\t-1\n", encoding="utf-8")

    assert "mine.tsv:2:3: error: `-1` is negative" in run(site, "check", "mine.tsv", "--rules", "boards-2026")


def test_reader_says_what_is_no_text(site: Path) -> None:
    (site / "mine.tsv").write_bytes(b"name\xff\n")

    assert "error: `mine.tsv` is not UTF-8 text\n  help: save the file as UTF-8" in run(
        site, "check", "mine.tsv", "--rules", "boards-2026"
    )
