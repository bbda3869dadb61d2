"""Go through the how-to on plugins: what it says to save is built into a wheel, which then works."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.docs.test_pages import BLOCK, SAVE_AS

PAGE = (Path(__file__).parents[2] / "docs" / "howto" / "write-a-plugin.md").read_text(encoding="utf-8")
MORE = re.search(r"^```text\n(example_lists = .*)\n```$", PAGE, re.MULTILINE)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the plugin as it is installed, built from what the page says to save."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("plugin")
    for block in BLOCK.finditer(PAGE):
        if save_as := SAVE_AS.search(PAGE[: block.start()]):
            path = folder / save_as["name"]
            path.parent.mkdir(exist_ok=True)
            path.write_text(block["body"], encoding="utf-8")
    assert MORE is not None
    with (folder / "pyproject.toml").open("a", encoding="utf-8") as lines:
        lines.write(f"{MORE[1]}\n")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "dist"]
    subprocess.run(build, cwd=folder, check=True, capture_output=True)
    (wheel,) = (folder / "dist").iterdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(site: Path, *arguments: str) -> str:
    found = subprocess.run(
        [sys.executable, "-m", "redline", *arguments],
        env={**os.environ, "PYTHONPATH": f"{site}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return found.stdout


def test_wheel_holds_the_rule_file(site: Path) -> None:
    assert (site / "example_rules" / "example-2026.redline").is_file()


def test_rule_file_is_in_the_canonical_format(site: Path) -> None:
    assert "" == run(site, "fmt", "--check", str(site / "example_rules"))


def test_rulebook_is_known_by_its_id(site: Path) -> None:
    found = run(site, "check", "--rules", "example-2026", "--item", "A100 SXM4 80GB", "--strict")

    assert "A100 SXM4 80GB  controlled" in found


def test_format_is_known_by_its_name(site: Path) -> None:
    assert "A100 SXM4 80GB\n" in run(site, "check", "--rules", "example-2026", "--format", "names")
