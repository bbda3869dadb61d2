"""Format rule files in place, or say which are not formatted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from redline.catalog.input.files import decode, read_bytes
from redline.cli import console
from redline.diagnostics import Diagnostic, InputError
from redline.engine import format_text


def format_files(paths: Sequence[str], *, only_check: bool = False) -> int:
    """Format files and folders of rule files; return 1 if ``only_check`` finds one unformatted.

    Raises ``InputError`` with the findings of all files that do not parse; the others are formatted.
    """
    findings: list[Diagnostic] = []
    changed = 0
    for path in _files(paths):
        try:
            changed += _format(path, only_check=only_check)
        except InputError as error:
            findings += error.diagnostics
    if findings:
        raise InputError(findings)
    return int(only_check and changed > 0)


def _files(paths: Sequence[str]) -> list[str]:
    """Replace folders by the rule files below them."""
    found: list[str] = []
    for path in paths:
        if path != "-" and Path(path).is_dir():
            found += sorted(map(str, Path(path).rglob("*.redline")))
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def _format(path: str, *, only_check: bool) -> bool:
    """Format one file and return whether it was not formatted before."""
    data = console.standard_input() if path == console.STANDARD else read_bytes(path)
    source = decode("<stdin>" if path == console.STANDARD else path, data)
    formatted = format_text(source)
    changed = formatted.encode() != data
    if only_check:
        if changed:
            console.say(f"{source.name} is not formatted")
    elif path == console.STANDARD:
        with console.opened(None) as stream:
            stream.write(formatted)
    elif changed:
        with console.opened(path) as stream:
            stream.write(formatted)
        console.say(f"{path} is formatted")
    return changed
