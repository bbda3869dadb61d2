"""Check that plugins load, and say in which line they do not."""

from __future__ import annotations

import ast
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from redline.diagnostics import Source, Span
from redline.host.discover import Failure, Plugin
from redline.testing.finding import Faults, fault
from redline.testing.subject import Subject

_HOOK: Final = re.compile(r"\bredline_\w+")
_HOOKS: Final = "see the page on hooks for the name, the arguments and the result of each"


def loads(subject: Subject) -> Faults:
    """Check that it loads: that each hook can be called as the host calls it, and gives what it must."""
    for failure in subject.failures:
        yield failure.plugin, fault(failure.reason, _HOOKS, _place(failure))


def _place(failure: Failure) -> Span | None:
    """Return the line of the hook that a failure speaks of, or the first line of its module."""
    source = _module(failure.plugin)
    if source is None:
        return None
    named = set(_HOOK.findall(failure.reason))
    try:
        functions = [node for node in ast.walk(ast.parse(source.text)) if isinstance(node, ast.FunctionDef)]
    except SyntaxError as error:
        return Span(source, error.lineno or 1, error.offset or 1)
    for function in functions:
        if function.name in named:
            return Span(source, function.lineno, function.col_offset + 1, len(f"def {function.name}"))
    return None


def _module(plugin: Plugin) -> Source | None:
    """Return the text of the module that an entry point names, None where it has none."""
    try:
        spec = find_spec(plugin.value.partition(":")[0])
    except (Exception, SystemExit):  # noqa: BLE001 the package around it is imported, and may do anything
        return None
    if spec is None or spec.origin is None or not spec.origin.endswith(".py"):
        return None
    try:
        return Source(spec.origin, Path(spec.origin).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return None
