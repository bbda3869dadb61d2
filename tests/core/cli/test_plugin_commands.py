"""Subcommands that plugins offer: found late, run behind a guard, and never in the place of Redline's own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

CODE = """
import redline
import redline.plugins

def load():
    import click
    @click.command()
    @click.argument("word")
    def told(word):
        {body}
    return {returned}

@redline.hookimpl
def redline_commands():
    return [redline.plugins.Command("{name}", "tell a word", load)]
"""
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Install a plugin whose command has this body, and run the command line."""

    def run_with(
        *arguments: str,
        body: str = "pass",
        name: str = "told",
        returned: str = "told",
        times: int = 1,
        announced: bool = False,
    ) -> tuple[int, str, str]:
        for number in range(times):
            module = f"firm{number}"
            code = CODE.format(body=body, name=name, returned=returned)
            (tmp_path / f"{module}.py").write_text(code, encoding="utf-8")
            info = tmp_path / f"{module}-1.dist-info"
            info.mkdir()
            (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1\n", "utf-8")
            points = f"[redline]\n{module} = {module}\n"
            points += f"[redline.commands]\n{name} = {module}\n" if announced else ""
            (info / "entry_points.txt").write_text(points, "utf-8")
        monkeypatch.syspath_prepend(str(tmp_path))
        code = "import sys; sys.path.insert(0, sys.argv.pop(1)); from redline.cli.main import main; main()"
        found = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path), *arguments],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        return found.returncode, found.stdout, found.stderr

    return run_with


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("pass", 0),
        ("return 1", 1),
        ("import sys; sys.exit(4)", 4),
        ("click.get_current_context().exit(1)", 1),
    ],
)
def test_command_says_how_it_ended(run: Run, body: str, status: int) -> None:
    assert (status, "", "") == run("told", "x", body=body)


def test_command_gets_its_arguments_as_they_are(run: Run) -> None:
    assert (0, "--strict\n", "") == run("told", "--", "--strict", body="click.echo(word)")


WHO = "command `told` of plugin `firm0` of firm0 1 (`firm0`)"


@pytest.mark.parametrize(
    ("body", "returned", "expected"),
    [
        ("1 / 0", "told", f"{WHO} failed: ZeroDivisionError: division by zero"),
        ("return 'done'", "told", f"{WHO} returned `'done'`, not an exit status"),
        ("pass", "1 / 0", f"{WHO} cannot be loaded: ZeroDivisionError: division by zero"),
        ("pass", "load", f"{WHO} cannot be loaded: its `load` returned `<function load at"),
    ],
)
def test_failing_command_is_put_down_to_its_plugin(run: Run, body: str, returned: str, expected: str) -> None:
    status, out, messages = run("told", "x", body=body, returned=returned)

    assert (3, "") == (status, out)
    assert expected in messages
    assert "Traceback" not in messages


@pytest.mark.parametrize(
    ("arguments", "body", "expected"),
    [
        (("told",), "pass", "Missing argument 'WORD'"),
        (("told", "x"), "raise redline.InputError.of('no such word')", "error: no such word"),
        (("tolled", "x"), "pass", "No such command 'tolled'"),
    ],
)
def test_user_s_fault_is_status_two(run: Run, arguments: tuple[str, ...], body: str, expected: str) -> None:
    status, _, messages = run(*arguments, body=body)

    assert 2 == status
    assert expected in messages


def test_command_of_redline_comes_first_and_the_other_is_reported(run: Run) -> None:
    status, out, messages = run("plugins", name="check")

    assert 3 == status
    assert "check  tell a word (firm0)" in out
    assert f"{WHO.replace('told', 'check')} cannot be run: Redline has a command of that name" in messages


def test_two_plugins_with_one_command_are_an_error(run: Run) -> None:
    status, _, messages = run("told", "x", times=2)

    assert 3 == status
    assert "command `told` is offered more than once" in messages


def test_help_loads_no_plugin(run: Run) -> None:
    status, out, messages = run("--help", returned="1 / 0")

    assert (0, "") == (status, messages)
    assert "redline plugins" in out
    assert "told" not in out


def test_help_names_commands_that_are_announced_and_loads_no_plugin(run: Run) -> None:
    status, out, messages = run("--help", returned="1 / 0", announced=True)

    assert (0, "") == (status, messages)
    assert "told  See `redline told --help`; it comes with firm0." in out


def test_help_of_a_command_looks_like_that_of_others(run: Run) -> None:
    assert (0, "") == (found := run("told", "-h"))[::2]
    assert found[1].startswith("Usage: redline told [OPTIONS] WORD\n")
