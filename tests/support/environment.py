"""An environment of its own, in which the Redline under test is there and nothing else is installed.

What is installed into it reaches neither the environment that runs the tests nor the network: the
packages of the former are seen through a path file, and `pip` builds with what is there.
"""

from __future__ import annotations

import os
import subprocess
import sysconfig
import venv
from pathlib import Path

import pytest

_SCRIPT = """\
#!{python}
import sys

sys.argv[2:2] = {options}
from {module} import main

sys.exit(main())
"""
_OFFLINE = ["--no-index", "--no-build-isolation", "--disable-pip-version-check"]
_COMMANDS = {"pip": "pip._internal.cli.main", "pytest": "pytest", "redline": "redline.cli.main"}


class Environment:
    """A virtual environment in a folder, with `pip`, `pytest` and `redline` as its commands."""

    def __init__(self, folder: Path) -> None:
        for needed in ("hatchling", "editables", "pip"):
            pytest.importorskip(needed)
        venv.create(folder, with_pip=False, symlinks=os.name != "nt")
        paths = {"base": str(folder), "platbase": str(folder)}
        self.bin = Path(sysconfig.get_path("scripts", "venv", paths))
        self.python = self.bin / "python"
        beside = sysconfig.get_path("purelib")
        site = Path(sysconfig.get_path("purelib", "venv", paths)) / "beside.pth"
        site.write_text(f"import site; site.addsitedir({beside!r})\n", encoding="utf-8")
        for name, module in _COMMANDS.items():
            script = self.bin / name
            options = _OFFLINE if name == "pip" else []
            text = _SCRIPT.format(python=self.python, module=module, options=options)
            script.write_text(text, encoding="utf-8")
            script.chmod(0o755)

    def run(self, command: str, *arguments: str | Path, folder: Path | None = None, status: int = 0) -> str:
        """Run a command of the environment and return what it says; it must end with the status."""
        found = subprocess.run(
            [self.bin / command, *arguments],
            cwd=folder,
            env={**os.environ, "COLUMNS": "100"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        assert status == found.returncode, found.stdout
        return found.stdout
