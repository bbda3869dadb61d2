"""Pick the clauses of a statement by their sort."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from redline_dsl import tree
from redline_dsl.findings import refuse

_Clause = TypeVar("_Clause")


def all_of(type_: type[_Clause], clauses: Iterable[object]) -> list[_Clause]:
    """Return the clauses of one sort, in order."""
    return [clause for clause in clauses if isinstance(clause, type_)]


def is_verified(clauses: Iterable[object]) -> bool:
    """Return whether a statement does not say `verified no`."""
    return not all_of(tree.Unverified, clauses)


def date_of(clauses: Iterable[object], word: str) -> tree.Dated | None:
    """Return the date that stands after a word; raises ``Refused`` where there are two."""
    found = [clause for clause in all_of(tree.Dated, clauses) if clause.word == word]
    if len(found) > 1:
        because = (found[0].span, "first stated here")
        raise refuse(
            f"`{word}` is stated twice", found[1].span, "one has to go", code="duplicate", because=because
        )
    return found[0] if found else None


def distinct(names: Sequence[tree.Name | tree.Text], what: str) -> tuple[str, ...]:
    """Return the names as text; raises ``Refused`` where one stands twice."""
    first: dict[str, tree.Name | tree.Text] = {}
    for name in names:
        if name.text in first:
            because = (first[name.text].span, "first written here")
            message = f"the {what} `{name.text}` is written twice"
            raise refuse(message, name.span, "one has to go", code="duplicate", because=because)
        first[name.text] = name
    return tuple(first)
