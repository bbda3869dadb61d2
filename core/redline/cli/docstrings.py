"""Give commands their help where Python was told to drop docstrings (``-OO``, ``PYTHONOPTIMIZE=2``)."""

from __future__ import annotations

import ast
import inspect
import sys
from textwrap import dedent

import click


def helped(command: click.Command) -> click.Command:
    """Return a command whose help, and that of its subcommands, is the docstring in its source."""
    if sys.flags.optimize > 1:
        _fill_in(command)
    return command


def _fill_in(command: click.Command) -> None:
    command.help = command.help or _docstring(command.callback)
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            _fill_in(inner)


def _docstring(function: object) -> str | None:
    """Read a function's docstring from its source; None where there is no source."""
    try:
        (node,) = ast.parse(dedent(inspect.getsource(inspect.unwrap(function)))).body  # type: ignore[arg-type]  # any callback
    except (OSError, SyntaxError, TypeError, ValueError):
        return None
    return ast.get_docstring(node) if isinstance(node, ast.FunctionDef) else None
