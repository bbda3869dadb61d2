"""Run what the documentation shows: a page whose examples are run again must come out as it was.

In ``console`` blocks the lines after ``$`` are run by a shell, in ``pycon`` blocks Python runs the
examples; a block after the words "Save this as `NAME`" is written to that file first, and one after "Add
this to `NAME`" at its end. Each page has a folder of its own, and ``cd`` leads to one below it; a page that
installs something has an environment of its own. With ``REDLINE_UPDATE_DOCS=1`` the pages are written anew.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import warm
from tests.support.environment import Environment

ROOT = Path(__file__).parents[2]
MADE = ROOT / "docs" / "rulebooks"
"""Pages that a build of the documentation makes; they show no commands."""
PAGES = [ROOT / "README.md", *(page for page in sorted((ROOT / "docs").rglob("*.md")) if page.parent != MADE)]
BLOCK = re.compile(r"^```(?P<language>[\w-]+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
SAVE_AS = re.compile(r"(?P<how>[Ss]ave|[Aa]dd)\s+this\s+(?:as|to)\s+`(?P<name>[\w./-]+)`[^`]*\Z")
INSTALLS = re.compile(r"^\$ pip install ", re.MULTILINE)
SECONDS = re.compile(r"(?<= in )\d+\.\d\ds$", re.MULTILINE)
"""How long tests took: the one figure in printed output that is another one each time."""


@pytest.fixture(scope="session")
def commands() -> Iterator[Path]:
    """A folder with the command `redline`."""
    with warm.commands() as folder:
        yield folder


class Session:
    """A terminal as a newcomer has it: Redline's environment in ``.venv`` and on the path."""

    def __init__(self, folder: Path, page: str, commands: Path) -> None:
        self.folder = self.top = folder
        if INSTALLS.search(page):
            self.bins = [Environment(folder / ".venv").bin]
        else:
            (folder / ".venv").symlink_to(sys.prefix)
            self.bins = [commands, Path(sys.executable).parent]

    def shell(self, command: str) -> str:
        """Run a command, and stay in the folder that it leads to."""
        if command.startswith("cd "):
            self.folder = (self.folder / command.removeprefix("cd ")).resolve()
            assert self.folder.is_relative_to(self.top)
            return ""
        environment = {
            "PATH": os.pathsep.join([*map(str, self.bins), os.environ["PATH"]]),
            "HOME": str(self.top),
            "COLUMNS": "100",
            "LC_ALL": "C.UTF-8",
            "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        }
        run = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        return SECONDS.sub("1.00s", run.stdout)

    def save(self, name: str, body: str, *, more: bool) -> None:
        """Write a file, or more of it below a blank line."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{path.read_text(encoding='utf-8')}\n{body}" if more else body, encoding="utf-8")


def rerun_console(body: str, session: Session) -> str:
    commands = re.findall(r"^\$ ((?:.*\\\n)*.*)\n", body, re.MULTILINE)
    return "".join(f"$ {command}\n{session.shell(command)}" for command in commands)


def rerun_python(body: str, names: dict[str, object]) -> str:
    lines = []
    for example in doctest.DocTestParser().get_examples(body):
        first, *more = example.source.splitlines(keepends=True)
        lines += [f">>> {first}", *(f"... {line}" for line in more)]
        stream = io.StringIO()
        with contextlib.redirect_stdout(stream):
            exec(compile(example.source, "<example>", "single"), names)  # noqa: S102 -- examples are ours
        lines.append(stream.getvalue())
    return "".join(lines)


def rerun(page: str, folder: Path, commands: Path) -> str:
    """Return the page with the output of every example as it is now."""
    names: dict[str, object] = {}
    session = Session(folder, page, commands)

    def renew(block: re.Match[str]) -> str:
        language, body = block["language"], block["body"]
        if save_as := SAVE_AS.search(page[: block.start()]):
            session.save(save_as["name"], body, more=save_as["how"].lower() == "add")
        elif language == "console":
            body = rerun_console(body, session)
        elif language == "pycon":
            body = rerun_python(body, names)
        return f"```{language}\n{body}```"

    return BLOCK.sub(renew, page)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_examples_do_what_the_page_says(
    page: Path, tmp_path: Path, commands: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = page.read_text(encoding="utf-8")

    renewed = rerun(text, tmp_path, commands)
    if os.environ.get("REDLINE_UPDATE_DOCS"):
        page.write_text(renewed, encoding="utf-8")

    assert text == renewed


def test_changed_output_is_noticed(tmp_path: Path, commands: Path) -> None:
    page = "Look:\n\n```console\n$ echo one\ntwo\n```\n\n```pycon\n>>> 1 + 1\n3\n```\n"

    renewed = rerun(page, tmp_path, commands)

    assert renewed == "Look:\n\n```console\n$ echo one\none\n```\n\n```pycon\n>>> 1 + 1\n2\n```\n"
