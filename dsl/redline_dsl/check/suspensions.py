"""Resolve the days on which controls and license statements are suspended."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from redline import model
from redline_dsl import tree
from redline_dsl.check.scope import Scope
from redline_dsl.findings import each, refuse
from redline_dsl.tree.lookup import all_of, is_verified


def suspensions_of(clauses: Sequence[object], scope: Scope) -> tuple[model.Suspension, ...]:
    """Return the suspensions of a statement, earliest first; raises ``Refused``."""
    nodes = all_of(tree.Suspension, clauses)
    found = sorted(each(lambda node: _suspension(node, scope), nodes), key=lambda one: one.start)
    for first, second in pairwise(found):
        if second.start < first.end:
            assert second.span is not None
            assert first.span is not None
            raise refuse(
                f"two suspensions overlap: one ends on {first.end}, and the next begins on {second.start}",
                second.span,
                "write them as one, or let the next begin where the first ends",
                code="value",
                because=(first.span, "the first one"),
            )
    return tuple(found)


def _suspension(node: tree.Suspension, scope: Scope) -> model.Suspension:
    start, end = node.start.value, node.end.value
    if end <= start:
        raise refuse(
            f"a suspension from {start} until {end} has no day",
            node.end.span,
            "`until` is the first day on which it counts again, after the day of `from`",
            code="value",
        )
    cites = each(scope.citation, all_of(tree.Cite, node.clauses))
    return model.Suspension(start, end, cites, node.span, is_verified(node.clauses))
