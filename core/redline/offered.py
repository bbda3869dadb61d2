"""Check that what a hook returned has all its parts, each of the right sort."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from redline.catalog_input import CatalogEntry, CatalogReader
from redline.diagnostics import Source, short
from redline.report import ReportWriter

__all__ = ["fault", "short"]


def fault(thing: object) -> str | None:
    """Say which part of what a plugin offers is of the wrong sort, None if all are right."""
    for part, sort in _PARTS[type(thing)].items():
        value = getattr(thing, part)
        if not _SORTS[sort](value):
            return f"a {type(thing).__name__} whose `{part}` is {short(value)}, not {sort}"
    return None


def _are_texts(value: Any) -> bool:
    return isinstance(value, tuple) and all(isinstance(text, str) for text in value)


_SORTS: Final[Mapping[str, Callable[[Any], bool]]] = {
    "text": lambda value: isinstance(value, str),
    "a tuple of texts": _are_texts,
    "a function": callable,
    "true or false": lambda value: isinstance(value, bool),
}

_PARTS: Final[Mapping[type, Mapping[str, str]]] = {
    Source: {"name": "text", "text": "text"},
    CatalogEntry: {
        "name": "text",
        "kind": "text",
        "title": "text",
        "file": "text",
        "load": "a function",
        "reader": "text",
        "rules": "a tuple of texts",
        "documentation": "a tuple of texts",
        "default": "true or false",
    },
    CatalogReader: {"name": "text", "suffixes": "a tuple of texts", "read": "a function"},
    ReportWriter: {"name": "text", "title": "text", "write": "a function", "suffixes": "a tuple of texts"},
}
