"""Check what a program asks: options, rulebook names, names of items, each of the right sort."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from redline.diagnostics import InputError, short, text_of
from redline.model import Rulebook
from redline.query import Query, Question
from redline.suggestions import names, nearest

_TEXTS: Final = ("to", "hq", "parent", "origin", "mode")
_HOW_NAMED: Final = "give an id, REGIME@DATE, the path of a `.redline` file, or what `compile` returned"
_HOW_REGIME: Final = "name a regime, such as `us`; drafts stand after it"
_MAPPINGS: Final = {"readings": "reading", "transaction": "fact"}


def query_of(question: Question) -> Query:
    """Return the terms of a question. Raises ``TypeError`` for an option that does not exist.

    Raises ``InputError`` for an option that is of the wrong sort or says nothing that there is.
    """
    options: Mapping[str, Any] = question
    for name in options:
        if name not in Question.__annotations__:
            near = nearest(name, Question.__annotations__)
            meant = f"did you mean `{near}`?" if near else f"there are {names(Question.__annotations__)}"
            raise TypeError(f"there is no option `{name}`: {meant}")
    for name in _TEXTS:
        if not isinstance(options.get(name), str | None):
            raise InputError.of(f"`{name}` is {short(options[name])}, not text")
    for name, what in _MAPPINGS.items():
        if not isinstance(options.get(name), Mapping | None):
            raise InputError.of(
                f"`{name}` is {short(options[name])}, not a mapping",
                help=f'give a mapping from each {what} to its value, such as `{{"name": "value"}}`',
            )
        for key in options.get(name) or ():
            text_of(f"the name of a {what} in `{name}`", key)
    return Query(**question)


def rule_names(rules: Any) -> list[Any]:
    """Return the rulebook names of an argument that is one or several of them; a set's are sorted.

    Raises ``InputError`` for what names no rulebook.
    """
    if is_one(rules):
        return [rules]
    several = list(rules) if isinstance(rules, Iterable) and not isinstance(rules, bytes) else [rules]
    for name in several:
        if not isinstance(name, str | os.PathLike | Rulebook):
            raise InputError.of(
                f"{short(name)} does not name a rulebook",
                help=_HOW_NAMED,
            )
    return sorted(several, key=_written) if isinstance(rules, set | frozenset) else several


def rule_name(name: Any) -> Any:
    """Return the one rulebook name that an argument is. Raises ``InputError``."""
    if not is_one(name):
        raise InputError.of(f"{short(name)} does not name a rulebook", help=_HOW_NAMED)
    return name


def regime_name(name: Any) -> str:
    """Return the name of a regime, all of whose texts are asked for. Raises ``InputError``."""
    if not isinstance(name, str):
        raise InputError.of(f"{short(name)} is not the name of a regime", help=_HOW_REGIME)
    if "@" in name or name.endswith(".redline"):
        raise InputError.of(f"`{name}` is one text, and not a regime with all its texts", help=_HOW_REGIME)
    return name


def is_one(rules: Any) -> bool:
    """Return whether an argument names one rulebook, and not several."""
    return isinstance(rules, str | os.PathLike | Rulebook)


def _written(name: Any) -> str:
    """Write a name of a rulebook, to put those of a set in an order that is always the same."""
    return name.id if isinstance(name, Rulebook) else str(os.fspath(name))


def facts_of(facts: Any) -> Mapping[str, Any]:
    """Return the facts of one item. Raises ``InputError`` for anything but a mapping."""
    if not isinstance(facts, Mapping):
        raise InputError.of(
            f"the facts are {short(facts)}, not a mapping",
            help='give each fact by its name, such as `{"fp16_tflops": "312"}`',
        )
    return facts


def item_names(items: Any) -> list[str]:
    """Return the names of items. Raises ``InputError`` for anything but a list of texts."""
    if isinstance(items, str):
        raise InputError.of(f"`items` is the text `{items}`, not a list", help=f"give `[{items!r}]`")
    several = list(items) if isinstance(items, Iterable) else [items]
    for name in several:
        if not isinstance(name, str):
            raise InputError.of(f"{short(name)} is not the name of an item", help="give a list of texts")
    return sorted(several) if isinstance(items, set | frozenset) else several


def thread_count(threads: Any) -> int:
    """Return a number of threads. Raises ``InputError`` for what is none."""
    if not isinstance(threads, int) or isinstance(threads, bool) or threads < 1:
        raise InputError.of(f"`threads` is {short(threads)}, not a whole number from 1")
    return threads


def read_pairs(given: Sequence[str], what: str, form: str = "NAME=VALUE") -> dict[str, str]:
    """Read options of a form such as NAME=VALUE; ``what`` is said of each. Raises ``InputError``."""
    chosen: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not (name and equals and value):
            raise InputError.of(f"`{text}` does not state {what}", help=f"write {form}")
        if chosen.get(name, value) != value:
            raise InputError.of(f"`{name}` is stated twice", help="choose one value")
        chosen[name] = value
    return chosen
