"""Refuse to strike what the rest of a text still depends on, in the place where it is struck."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import evolve

from redline_dsl import tree
from redline_dsl.findings import refuse, suggestion
from redline_dsl.tree.labels import SORTS, uses, written
from redline_dsl.tree.lookup import all_of

_MOST_PLACES: Final = 4
_LONGEST: Final = 60
"""Places that are listed, and characters of each."""


def refuse_use(
    node: tree.Strike,
    before: Sequence[tree.Statement],
    after: Sequence[tree.Statement],
    broken: set[str],
) -> None:
    """Raise ``Refused`` where the text that is left still names what is struck, and enter that as broken."""
    name = node.name.text
    was, is_there = (
        any(name_of(each) == name and SORTS.get(type(each)) == node.sort for each in statements)
        for statements in (before, after)
    )
    using = {written(place): each for each in after for place in uses(each, name)}
    if is_there or not was or not using or isinstance(node.name, tree.Text):
        return
    broken.add(name)
    places = [place if len(place) <= _LONGEST else f"{place[:_LONGEST]}..." for place in using]
    listed = ", ".join(places[:_MOST_PLACES]) + (" and more" if len(places) > _MOST_PLACES else "")
    first = next(iter(using.values()))
    because = (
        None if isinstance(first, tree.Amending | tree.NoControl) else first.name.span,
        "the first of them",
    )
    message = f"{node.sort} `{name}` is struck, and {listed} still {_depend(places)} on it"
    remedy = "strike or replace what depends on it too"
    raise refuse(message, node.name.span, remedy, code="missing", because=because)


def absence_without(kind: tree.Name, statements: Sequence[tree.Statement]) -> list[tree.NoControl]:
    """Return the statement that a text has no control for a kind, and what it says without that kind.

    The latter is left out where it says nothing more. Raises ``Refused`` where no statement names the kind.
    """
    known = {name.text: node for node in all_of(tree.NoControl, statements) for name in node.kinds}
    if kind.text not in known:
        help_ = suggestion(kind.text, known, what="kinds without a control")
        message = f"the text does not say `no control for {kind.text}`"
        raise refuse(message, kind.span, help_, code="unknown-name")
    old = known[kind.text]
    rest = tuple(name for name in old.kinds if name.text != kind.text)
    return [old, evolve(old, kinds=rest)] if rest else [old]


def _depend(places: Sequence[str]) -> str:
    return "depends" if len(places) == 1 else "depend"


def name_of(node: tree.Statement) -> str:
    """Return the name of a statement, empty where it has none."""
    name = getattr(node, "name", None)
    return name.text if isinstance(name, tree.Name | tree.Text) else ""
