"""Run what the documentation shows: a page whose examples are run again must come out as it was.

In ``console`` blocks the lines after ``$`` are run by a shell, in ``pycon`` blocks Python runs the
examples; a block after the words "Save this as `NAME`" is written to that file first. Each page has a
folder of its own. With ``REDLINE_UPDATE_DOCS=1`` the pages are written anew.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```(?P<language>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
SAVE_AS = re.compile(r"[Ss]ave this as\s+`(?P<name>[\w./-]+)`[^`]*\Z")


def shell(command: str, folder: Path) -> str:
    """Run a command as a newcomer would, with Redline's environment in ``.venv`` and on the path."""
    environment = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder),
        "COLUMNS": "100",
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
    }
    run = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return run.stdout


def rerun_console(body: str, folder: Path) -> str:
    commands = re.findall(r"^\$ ((?:.*\\\n)*.*)\n", body, re.MULTILINE)
    return "".join(f"$ {command}\n{shell(command, folder)}" for command in commands)


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


def rerun(page: str, folder: Path) -> str:
    """Return the page with the output of every example as it is now."""
    names: dict[str, object] = {}

    def renew(block: re.Match[str]) -> str:
        language, body = block["language"], block["body"]
        if save_as := SAVE_AS.search(page[: block.start()]):
            (folder / save_as["name"]).parent.mkdir(parents=True, exist_ok=True)
            (folder / save_as["name"]).write_text(body, encoding="utf-8")
        elif language == "console":
            body = rerun_console(body, folder)
        elif language == "pycon":
            body = rerun_python(body, names)
        return f"```{language}\n{body}```"

    return BLOCK.sub(renew, page)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_examples_do_what_the_page_says(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".venv").symlink_to(sys.prefix)
    text = page.read_text(encoding="utf-8")

    renewed = rerun(text, tmp_path)
    if os.environ.get("REDLINE_UPDATE_DOCS"):
        page.write_text(renewed, encoding="utf-8")

    assert text == renewed


def test_changed_output_is_noticed(tmp_path: Path) -> None:
    page = "Look:\n\n```console\n$ echo one\ntwo\n```\n\n```pycon\n>>> 1 + 1\n3\n```\n"

    renewed = rerun(page, tmp_path)

    assert renewed == "Look:\n\n```console\n$ echo one\none\n```\n\n```pycon\n>>> 1 + 1\n2\n```\n"
