"""Write a plugin to begin with: a distribution that installs, and whose tests pass."""

from __future__ import annotations

import keyword
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from importlib.util import find_spec
from pathlib import Path
from string import Template
from typing import Final

from redline.diagnostics import InputError, Source
from redline.engine import format_text, installed

SHARED: Final = "shared"
"""The folder of templates that plugins of every kind have."""

_SUFFIX: Final = ".template"
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST: Final = 60
_OTHER: Final = "choose another name"


def kinds() -> list[str]:
    """Return the kinds of plugins that there are templates for."""
    return sorted(folder.name for folder in _templates().iterdir() if folder.name != SHARED)


def write_plugin(name: str, kind: str, directory: str | Path = ".") -> tuple[Path, list[str]]:
    """Write a plugin into a new folder of its name; return the folder, and the files in it.

    The folder appears whole or not at all. Raises ``InputError`` for a name that cannot be a package's,
    for a folder that is there, and where it cannot be written.
    """
    written = _normalized(name)
    folder = Path(directory) / written
    if folder.exists() or folder.is_symlink():
        raise InputError.of(f"`{folder}` is there already", help="choose another name, or `--directory`")
    contents = _rendered(kind, _words(written))
    _refuse_words_of_rules(written, contents)
    try:
        _write(folder, contents)
    except OSError as error:
        raise InputError.of(f"`{folder}` cannot be written: {_reason(error)}") from error
    return folder, sorted(contents)


# --- names ----------------------------------------------------------------------------------


def _normalized(name: str) -> str:
    """Return a name as distributions have it: lower case, with hyphens. Raises ``InputError``."""
    written = re.sub(r"[-_. ]+", "-", name).lower()
    shown = name if len(name) <= _LONGEST else f"{name[:_LONGEST]}..."
    if len(written) > _LONGEST:
        raise InputError.of(f"the name `{shown}` is too long", help=f"take at most {_LONGEST} characters")
    if not _NAME.fullmatch(written):
        help_ = "take letters a to z, digits and hyphens, and begin with a letter: `example-rules`"
        raise InputError.of(f"`{shown}` cannot be the name of a plugin", help=help_)
    taken = _taken(_package(written)) or _offered(written)
    if taken is not None:
        raise InputError.of(f"`{shown}` cannot be the name of a plugin: {taken}", help=_OTHER)
    return written


def _package(name: str) -> str:
    return name.replace("-", "_")


def _taken(package: str) -> str | None:
    """Say what else a package of this name would be mistaken for, None if nothing."""
    if keyword.iskeyword(package) or keyword.issoftkeyword(package):
        return f"`{package}` is a word of Python"
    if package in {"test", "tests"}:
        return "its tests would have the same name"
    if package in sys.stdlib_module_names:
        return f"`{package}` is a module of Python's own"
    found = find_spec(package)
    if found is not None and found.origin is not None:
        return f"a package `{package}` is installed already"
    return None


def _offered(name: str) -> str | None:
    """Say what plugins offer under this name already, None if nothing."""
    offers = installed()
    there = {plugin.name: "plugin" for plugin in offers.plugins}
    there |= {offer.name: "catalog" for offer in offers.catalogs}
    there |= {offer.name: "reader" for offer in offers.readers}
    there |= {offer.name: "format" for offer in offers.writers}
    for offer in (*offers.vocabularies, *offers.rulebooks):
        there |= {found[2]: found[1] for found in _DECLARED.finditer(offer.thing.text)}
    for taken in (name, _package(name)):
        if taken in there:
            return f"the {there[taken]} `{taken}` has this name"
    return None


_DECLARED: Final = re.compile(r"^ *(regime|metric|item)[ \t]+(\S+)", re.MULTILINE)
"""What a text declares and no other may; found without compiling all texts, which takes long."""


def _words(name: str) -> dict[str, str]:
    """Return what stands for each word of the templates."""
    return {"name": name, "package": _package(name), "title": name.replace("-", " ").title()}


def _refuse_words_of_rules(name: str, contents: Mapping[str, str]) -> None:
    """Raise ``InputError`` where the name is a word of the rule language, and so no name there."""
    for path, text in contents.items():
        if path.endswith(".redline"):
            try:
                format_text(Source(path, text))
            except InputError as error:
                message = f"`{name}` cannot be the name of a plugin: it is a word of the rule language"
                raise InputError.of(message, help=_OTHER) from error


# --- templates ------------------------------------------------------------------------------


def _templates() -> Traversable:
    return files("redline.cli") / "templates"


def _rendered(kind: str, words: Mapping[str, str]) -> dict[str, str]:
    """Return the text of each file, by its path in the new folder."""
    found = {}
    for part in (SHARED, kind):
        for path, text in _files(_templates() / part):
            place = path.replace("PACKAGE", words["package"]).replace("NAME", words["name"])
            found[place.removesuffix(_SUFFIX)] = Template(text).substitute(words)
    return found


def _files(folder: Traversable, before: str = "") -> Iterator[tuple[str, str]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _files(entry, f"{before}{entry.name}/")
        elif entry.name.endswith(_SUFFIX):
            yield before + entry.name, entry.read_text(encoding="utf-8")


# --- the new folder -------------------------------------------------------------------------


def _write(folder: Path, contents: Mapping[str, str]) -> None:
    """Write beside the place under another name, then put the whole there."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = folder.with_name(f".{folder.name}.part")
    beside.mkdir()
    try:
        for path, text in contents.items():
            target = beside / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
        beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
