"""Hold the tree to the agreements that no other tool checks."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from shutil import which

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = {
    "redline": ROOT / "core" / "redline",
    "redline_dsl": ROOT / "dsl" / "redline_dsl",
    "redline_plugins": ROOT / "plugins" / "redline_plugins",
}
MODULES = sorted(path for folder in PACKAGES.values() for path in folder.rglob("*.py"))
AGREED = {
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "README.md",
    "core",
    "docs",
    "dsl",
    "plugins",
    "pyproject.toml",
    "tests",
}
BUILT = {"build", "dist", "htmlcov", "venv", "__pycache__"}
LAW = re.compile(r"\b(?:4800|2400|1600|5\.92|3\.2|70 000|70000)\b")


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def top_level() -> set[str]:
    """Return what stands at the top: what git tracks, or everything where this is no checkout of git."""
    if not (ROOT / ".git").exists() or which("git") is None:
        return {path.name for path in ROOT.iterdir()}
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
    return {path.partition("/")[0] for path in tracked.stdout.split("\0") if path}


def test_top_level_holds_what_was_agreed() -> None:
    names = {name for name in top_level() - BUILT if not name.startswith(".")}

    assert AGREED == {name for name in names if not name.endswith(".egg-info")}


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_module_says_its_job(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_few_modules_stand_beside_the_rooms() -> None:
    there = [path.name for path in PACKAGES["redline"].glob("*.py")]

    assert len(there) <= 16, there


@pytest.mark.parametrize("name", ["redline", "redline_dsl"])
def test_every_room_says_what_comes_in_and_where_to_begin(name: str) -> None:
    """The docstring of a package has more than a title."""
    rooms = [path for path in PACKAGES[name].iterdir() if (path / "__init__.py").exists()]
    docs = {
        room.name: ast.get_docstring(ast.parse((room / "__init__.py").read_text("utf-8"))) for room in rooms
    }

    assert rooms
    assert [] == [room for room, doc in docs.items() if len((doc or "").splitlines()) < 3]


@pytest.mark.parametrize("package", ["redline", "redline.analyses", "redline.cli", "redline.drafting"])
def test_no_public_name_is_that_of_a_module_in_its_package(package: str) -> None:
    """A module that is imported takes the place of the name, depending on what was imported before."""
    found = import_module(package)

    assert set() == set(found.__all__) & {each.name for each in iter_modules(found.__path__)}


def test_no_number_of_the_law_stands_in_core_or_dsl() -> None:
    files = [
        path
        for package in ("redline", "redline_dsl")
        for path in PACKAGES[package].rglob("*")
        if path.suffix in {".py", ".lark"}
    ]
    found = [
        f"{relative(path)}:{number}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if LAW.search(line)
    ]

    assert files
    assert found == []


@pytest.mark.parametrize("name", PACKAGES)
def test_installed_package_holds_every_file_of_its_source(name: str) -> None:
    installed = Path(str(import_module(name).__file__)).parent
    source = PACKAGES[name]
    expected = {path.relative_to(source) for path in source.rglob("*") if _is_content(path)}
    actual = {path.relative_to(installed) for path in installed.rglob("*") if _is_content(path)}

    assert expected == actual


def _is_content(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts


@pytest.mark.parametrize(
    "command",
    [
        "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/redline check",
        ".venv/bin/pip install '.[test]' && .venv/bin/python -m pytest -n auto --dist worksteal",
    ],
)
def test_readme_has_the_command_in_a_block_of_its_own(command: str) -> None:
    assert f"\n```sh\n{command}\n```\n" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="no run bit there")
def test_ci_script_can_be_run() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
