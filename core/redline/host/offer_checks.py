"""Check that what a hook returned has all its parts, each of the right sort."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from redline.catalog.input import CatalogEntry, CatalogReader
from redline.diagnostics import Source, short
from redline.functions import Function
from redline.host.command import Command
from redline.host.datasets import LabelSet, ReferenceSeries
from redline.host.report import ReportWriter
from redline.units import parse_unit

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


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[A-Za-z]\w{0,99}", value, re.ASCII) is not None


def _is_command(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", value) is not None


def _is_unit(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    try:
        parse_unit(value)
    except ValueError:
        return False
    return True


def _are_arguments(value: Any) -> bool:
    return (
        isinstance(value, tuple)
        and bool(value)
        and all(
            isinstance(pair, tuple)
            and len(pair) == 2
            and _is_unit(pair[0])
            and pair[1] in ("increasing", "decreasing")
            for pair in value
        )
    )


def _is_importable(value: Any) -> bool:
    """Whether another process can be told which function this is: kernels are sent to such."""
    try:
        pickle.dumps(value)
    except Exception:  # noqa: BLE001 whatever stands in its way
        return False
    return callable(value)


_SORTS: Final[Mapping[str, Callable[[Any], bool]]] = {
    "text": lambda value: isinstance(value, str),
    "a tuple of texts": _are_texts,
    "a function": callable,
    "a name": _is_name,
    "a name of small letters": _is_command,
    "a unit": _is_unit,
    'a tuple of pairs such as ("mm2", "increasing")': _are_arguments,
    "a function at the top of a module": _is_importable,
    "a function at the top of a module, or None": lambda value: value is None or _is_importable(value),
    "true or false": lambda value: isinstance(value, bool),
}

_DATASET: Final = {
    **dict.fromkeys(("name", "kind", "title", "definition", "source", "version", "file"), "text"),
    "load": "a function",
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
    Function: {
        "name": "a name",
        "arguments": 'a tuple of pairs such as ("mm2", "increasing")',
        "result": "a unit",
        "exact": "a function at the top of a module",
        "vector": "a function at the top of a module, or None",
        "title": "text",
    },
    Command: {"name": "a name of small letters", "title": "text", "load": "a function"},
    CatalogReader: {"name": "text", "suffixes": "a tuple of texts", "read": "a function"},
    LabelSet: _DATASET,
    ReferenceSeries: {**_DATASET, "metrics": "a tuple of texts", "where": "a tuple of texts"},
    ReportWriter: {"name": "text", "title": "text", "write": "a function", "suffixes": "a tuple of texts"},
}
