"""Hold the reference pages to the code: nothing public is undocumented, and nothing documented is gone."""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from pathlib import Path
from types import FunctionType

import click
import pytest

import redline
from redline.cli.main import app
from redline.host import hookspec

DOCS = Path(__file__).parents[2] / "docs"


def page(name: str) -> str:
    return (DOCS / "reference" / name).read_text(encoding="utf-8")


# --- hooks ------------------------------------------------------------------------------------


def hooks() -> dict[str, str]:
    """Return the signature of every hook, as the page heads it."""
    functions = {
        name: value
        for name, value in vars(hookspec).items()
        if isinstance(value, FunctionType) and hasattr(value, "redline_spec")
    }
    return {
        name: f"{name}({', '.join(inspect.signature(function).parameters)})"
        for name, function in functions.items()
    }


def test_every_hook_is_documented_with_its_arguments() -> None:
    headings = re.findall(r"^### `(redline_\w+\([^)]*\))`$", page("hooks.md"), re.MULTILINE)

    assert sorted(hooks().values()) == sorted(headings)


def test_hook_page_names_the_version_of_the_hooks() -> None:
    assert f"This is version {hookspec.HOOK_VERSION} of the hooks" in page("hooks.md")


# --- Python API -------------------------------------------------------------------------------


PUBLIC = (
    "redline",
    "redline.plugins",
    "redline.drafting",
    "redline.analyses",
    "redline.cli",
)
"""The modules whose names are public."""
ASIDE = {
    "redline.engine.Plugins",
    "redline.drafting.api.Drafting",
    "redline.analyses.api.Analyses",
    "redline.kernel.Run",
    "redline.testing.Finding",
    "redline.testing.check_plugin",
    "redline.testing.contract",
}
"""What is documented beside them: classes of which nobody makes an object, and the contract kit."""


def public_names() -> list[str]:
    return [f"{module}.{name}" for module in PUBLIC for name in import_module(module).__all__]


def test_every_public_name_is_in_the_api_reference() -> None:
    directives = re.findall(r"^\.\. (?:auto|py:)\w+:: ([\w.]+)$", page("api.md"), re.MULTILINE)

    assert sorted([*public_names(), *ASIDE]) == sorted(directives)


def test_few_names_are_at_the_top_and_none_is_public_twice() -> None:
    names = [name.rpartition(".")[2] for name in public_names()]

    assert len(redline.__all__) <= 25
    assert len(names) == len(set(names))
    assert sorted(redline.__all__) == [name for name in dir(redline) if not name.startswith("_")]


def test_name_that_was_at_the_top_says_where_it_is() -> None:
    with pytest.warns(DeprecationWarning, match="`redline.Sweep` is now `redline.drafting.Sweep`"):
        found = redline.Sweep

    assert found is import_module("redline.drafting").Sweep


# --- command line -----------------------------------------------------------------------------


COMMANDS = list(app.commands.values())


def test_every_command_is_documented() -> None:
    headings = re.findall(r"^## `redline ([\w-]+)`$", page("command-line.md"), re.MULTILINE)

    assert sorted(str(command.name) for command in COMMANDS) == sorted(headings)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: str(command.name))
def test_every_option_is_documented(command: click.Command) -> None:
    _, _, section = page("command-line.md").partition(f"## `redline {command.name}`")
    section, _, _ = section.partition("\n## ")
    options = {option for parameter in command.params for option in parameter.opts if option.startswith("--")}

    assert options == options & set(re.findall(r"--[a-z-]+", section))
