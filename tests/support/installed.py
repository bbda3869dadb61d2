"""Distributions with one plugin each, installed for the occasion into a folder that is on the path."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from pathlib import Path

_NUMBERS = count()


def install(
    folder: Path,
    distribution: str,
    code: str = "",
    files: Mapping[str, str] | None = None,
    *,
    entry_point: str = "tiny",
) -> str:
    """Install a package with this code and these files beside it, and return its name."""
    module = f"tiny_plugin_{next(_NUMBERS)}"
    package = folder / module
    package.mkdir()
    (package / "__init__.py").write_text(f'"""A plugin."""\n{code}', encoding="utf-8")
    for name, text in (files or {}).items():
        (package / name).write_text(text, encoding="utf-8")
    info = folder / f"{distribution.replace('-', '_')}-1.5.dist-info"
    info.mkdir()
    metadata = f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.5\n"
    (info / "METADATA").write_text(metadata, encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[redline]\n{entry_point} = {module}\n", encoding="utf-8")
    return module
