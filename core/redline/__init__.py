"""Policy-as-code for export controls on computing hardware.

Names are imported when they are first used, so that ``import redline`` costs next to nothing. What plugins
need beside these names is in ``redline.plugins``, what commands of plugins need in ``redline.cli``; answers
to drafters are in ``redline.drafting``, those of other analyses in ``redline.analyses``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from redline.catalog import Catalog, Item
    from redline.diagnostics import Diagnostic, InputError, PluginError, RedlineError, Source, Span
    from redline.engine import Engine, load
    from redline.evidence.determination import Determination
    from redline.evidence.result import Result
    from redline.host.hookspec import hookimpl
    from redline.kernel import Kernel
    from redline.model import ItemKind, Rulebook, Vocabulary
    from redline.values import Status, Value

__all__ = [
    "Catalog",
    "Determination",
    "Diagnostic",
    "Engine",
    "InputError",
    "Item",
    "ItemKind",
    "Kernel",
    "PluginError",
    "RedlineError",
    "Result",
    "Rulebook",
    "Source",
    "Span",
    "Status",
    "Value",
    "Vocabulary",
    "hookimpl",
    "load",
]

_HOMES = {
    "catalog": ("Catalog", "Item"),
    "diagnostics": ("Diagnostic", "InputError", "PluginError", "RedlineError", "Source", "Span"),
    "engine": ("Engine", "load"),
    "evidence.determination": ("Determination",),
    "evidence.result": ("Result",),
    "host.hookspec": ("hookimpl",),
    "kernel": ("Kernel",),
    "model": ("ItemKind", "Rulebook", "Vocabulary"),
    "values": ("Status", "Value"),
}
"""The public names by the module that each is in."""

_PUBLIC = ("plugins", "drafting", "analyses", "cli")
"""Modules with more public names. Those were here once, and can be had here for one version more."""


def exports(
    module: dict[str, Any], homes: Mapping[str, tuple[str, ...]], rest: Callable[[str], Any]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return ``__getattr__`` and ``__dir__`` of a module that imports its names when they are first used."""
    home_of = {name: home for home, names in homes.items() for name in names}

    def getattr_(name: str) -> Any:
        if name not in home_of:
            return rest(name)
        value = getattr(import_module(f"redline.{home_of[name]}"), name)
        module[name] = value
        return value

    def dir_() -> list[str]:
        return sorted({*home_of, *(name for name in module if name.startswith("__"))})

    return getattr_, dir_


def unknown(module: str) -> Callable[[str], Any]:
    """Return what says that a module has no such name."""

    def refuse(name: str) -> Any:
        raise AttributeError(f"module `{module}` has no attribute `{name}`")

    return refuse


def _moved(name: str) -> Any:
    """Return a public module, or a name from where it is now, with a warning."""
    if name in _PUBLIC:
        return import_module(f"redline.{name}")
    if not name.startswith("_"):
        for home in _PUBLIC:
            module = import_module(f"redline.{home}")
            if name in module.__all__:
                import warnings

                message = f"`redline.{name}` is now `redline.{home}.{name}`"
                warnings.warn(message, DeprecationWarning, stacklevel=3)
                return getattr(module, name)
    return unknown("redline")(name)


__getattr__, __dir__ = exports(globals(), _HOMES, _moved)
