"""Resolve what a text leaves out: entries that are not encoded, and kinds of items it does not control."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from redline import model
from redline_dsl import tree
from redline_dsl.check.controls import one_condition, unlabelled
from redline_dsl.check.meanings import Context
from redline_dsl.check.scope import Scope, declare
from redline_dsl.findings import Attempts, Findings, each, refuse
from redline_dsl.tree.lookup import all_of, distinct, is_verified


def resolve_not_encoded(
    nodes: Sequence[tree.NotEncoded], scope: Scope, findings: Findings
) -> tuple[model.NotEncoded, ...]:
    """Resolve the entries of the law that a text leaves out."""
    entries: dict[str, model.NotEncoded] = {}
    for node in nodes:
        with findings.collected():
            name = tree.Name(node.name.text, node.name.span)
            declare(entries, name, _not_encoded(node, scope), "entry")
    return tuple(entries.values())


def _not_encoded(node: tree.NotEncoded, scope: Scope) -> model.NotEncoded:
    with Attempts() as attempt:
        kinds = attempt(lambda: each(scope.kind, node.kinds))
        attempt(lambda: distinct(node.kinds, "item kind"))
        cites = attempt(lambda: each(scope.citation, all_of(tree.Cite, node.clauses)))
        reason = attempt(lambda: _reason(node))
        reaches = attempt(lambda: _reaches(node, kinds or (), scope))
    assert kinds is not None
    assert cites is not None
    assert reason is not None
    title = node.title.text if node.title else ""
    verified = is_verified(node.clauses)
    return model.NotEncoded(node.name.text, kinds, title, reason, reaches, cites, node.name.span, verified)


def _reason(node: tree.NotEncoded) -> str:
    """Return why an entry is not encoded; raises ``Refused`` where that is not said, or said twice."""
    found = all_of(tree.Because, node.clauses)
    if not found:
        message = f"it is not said why `{node.name.text}` is not encoded"
        help_ = 'add a line such as `because "its text was not read"`'
        raise refuse(message, node.name.span, help_, code="missing")
    if len(found) > 1:
        because = (found[0].span, "first stated here")
        raise refuse("two reasons are given", found[1].span, "join them", code="duplicate", because=because)
    return found[0].text.text


def _reaches(node: tree.NotEncoded, kinds: Sequence[model.ItemKind], scope: Scope) -> model.Condition | None:
    what = f"the entry `{node.name.text}`"
    when = one_condition(node.clauses, "reaches", what, node.name.span, required=False)
    if when is None:
        return None
    if len(node.kinds) != 1:
        help_ = "name the one kind of item after `for`, and write one statement for each"
        raise refuse("`reaches when` is about items of one kind", when.span, help_, code="type")
    kind = kinds[0] if kinds else None
    return unlabelled(when.condition, Context(scope, kind, place=node.name.text))


def resolve_absences(
    nodes: Sequence[tree.NoControl],
    controls: Mapping[str, model.Control],
    scope: Scope,
    findings: Findings,
) -> tuple[model.Absence, ...]:
    """Resolve which kinds of items a text is known to control none of."""
    absences = []
    for node in nodes:
        with findings.collected():
            absences.append(_absence(node, controls, scope))
    return tuple(absences)


def _absence(node: tree.NoControl, controls: Mapping[str, model.Control], scope: Scope) -> model.Absence:
    over = {control.kind.name: control for control in reversed(list(controls.values()))}
    with Attempts() as attempt:
        kinds = attempt(lambda: each(lambda name: _uncontrolled(name, over, scope), node.kinds))
        attempt(lambda: distinct(node.kinds, "item kind"))
        cites = attempt(lambda: each(scope.citation, all_of(tree.Cite, node.clauses)))
    assert kinds is not None
    assert cites is not None
    if not cites:
        help_ = "cite the list or the article that shows it; without a source leave the statement out"
        raise refuse("`no control` has no source", node.span, help_, code="missing")
    return model.Absence(kinds, cites, node.span, is_verified(node.clauses))


def _uncontrolled(name: tree.Name, over: Mapping[str, model.Control], scope: Scope) -> model.ItemKind:
    kind = scope.kind(name)
    if name.text in over:
        message = f"this is a control for `{name.text}`, and the text says `no control for {name.text}`"
        because, help_ = (
            (name.span, "said here"),
            f"take one out, or write `strike no control for {name.text}`",
        )
        raise refuse(message, over[name.text].span, help_, code="duplicate", because=because)
    return kind
