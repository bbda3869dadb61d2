"""Resolve license requirements, license exceptions and review policies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Final, cast

from attrs import define, evolve, field

from redline import model
from redline.diagnostics import Span
from redline_dsl import tree
from redline_dsl.check.controls import one_condition, unlabelled
from redline_dsl.check.meanings import Context
from redline_dsl.check.scope import Scope
from redline_dsl.check.suspensions import suspensions_of
from redline_dsl.findings import Attempts, Findings, Refused, each, refuse
from redline_dsl.tree.labels import COMPLETE, named, sort_of_license
from redline_dsl.tree.lookup import all_of, distinct, is_verified
from redline_dsl.tree.units import unit_of

_VERB: Final = {
    "requirement": "required",
    "exception": "available",
    "policy": "applies",
    "complete": "complete",
}
_WORDS: Final = {
    "requirement": "the license requirement",
    "exception": "the license exception",
    "policy": "the review policy",
}


@define
class Licenses:
    """What the license statements of a file come to."""

    requirements: list[model.LicenseRequirement] = field(factory=list)
    exceptions: list[model.LicenseException] = field(factory=list)
    policies: list[model.ReviewPolicy] = field(factory=list)
    completeness: list[model.Completeness] = field(factory=list)


def resolve_licenses(
    nodes: Sequence[tree.License],
    controls: Mapping[str, model.Control],
    scope: Scope,
    findings: Findings,
    compliance: Callable[[tree.License], dt.date | None],
) -> Licenses:
    """Resolve the license statements of a file; ``compliance`` says from when each is complied with."""
    licenses = Licenses()
    stated: dict[tuple[str, str, str], Span] = {}
    for node in nodes:
        try:
            _resolve(node, controls, scope, licenses, compliance(node))
            if not all_of(tree.Retired, node.clauses):
                _refuse_repeated(node, stated)
        except Refused as refusal:
            findings.add(refusal)
            scope.shared.broken.add(node.name.text)
    return licenses


def _what(node: tree.License) -> str:
    """Name a statement in a sentence."""
    if node.statement == "complete":
        return f"`{COMPLETE}`"
    return f"{_WORDS[node.statement]} `{node.name.text}`"


def _refuse_repeated(node: tree.License, stated: dict[tuple[str, str, str], Span]) -> None:
    """Raise ``Refused`` where two requirements of one name speak of the same control.

    An exception may be stated twice: its conditions are two ways to it, with duties of their own.
    """
    if node.statement != "requirement":
        return
    for control in node.controls:
        key = (node.statement, node.name.text, control.text)
        if key in stated:
            message = f"{_what(node)} is stated twice for `{control.text}`"
            because = (stated[key], "first stated here")
            help_ = "join both conditions by `or`"
            raise refuse(message, control.span, help_, code="duplicate", because=because)
        stated[key] = control.span


def _resolve(
    node: tree.License,
    controls: Mapping[str, model.Control],
    scope: Scope,
    licenses: Licenses,
    compliance: dt.date | None,
) -> None:
    with Attempts() as attempt:
        kinds = attempt(lambda: each(lambda name: _kind_meant(name, controls, scope), node.controls))
        ids = attempt(lambda: distinct(node.controls, "control"))
        cites = attempt(lambda: each(scope.citation, all_of(tree.Cite, node.clauses)))
        duties = attempt(lambda: _obligations(node))
        reasons = attempt(lambda: _reasons(node))
        suspensions = attempt(lambda: suspensions_of(node.clauses, scope))
        clocks = attempt(lambda: _clocks(node, compliance))
        inner = attempt(lambda: _condition(node, kinds, scope))
    assert ids is not None
    assert cites is not None
    assert duties is not None
    assert suspensions is not None
    assert clocks is not None
    assert reasons is not None
    clocks = evolve(clocks, suspensions=suspensions)
    name, span, verified = node.name.text, node.name.span, is_verified(node.clauses)
    match node.statement:
        case "requirement":
            licenses.requirements.append(
                model.LicenseRequirement(name, ids, inner, cites, span, verified, clocks)
            )
        case "exception":
            licenses.exceptions.append(
                model.LicenseException(name, ids, inner, duties, cites, span, verified, clocks)
            )
        case "policy":
            policy = cast("model.PolicyName", name)
            licenses.policies.append(
                model.ReviewPolicy(policy, ids, inner, duties, cites, span, verified, clocks)
            )
        case "complete":
            granted = tuple(clause.text.text for clause in all_of(tree.Granted, node.clauses))
            licenses.completeness.append(
                model.Completeness(ids, inner, reasons, granted, cites, span, verified, clocks)
            )


def _kind_meant(name: tree.Name, controls: Mapping[str, model.Control], scope: Scope) -> model.ItemKind:
    """Return the kind of the items that a statement is about, which names a control or a kind."""
    if name.text in controls:
        return controls[name.text].kind
    if name.text in scope.shared.kinds:
        return scope.shared.kinds[name.text]
    message = f"unknown control `{name.text}`"
    known = [controls, scope.shared.kinds] if controls else [controls]
    raise scope.unknown(name, message, *known, what="controls and item kinds")


def _reasons(node: tree.License) -> tuple[str, ...]:
    """Return the reasons for control that a statement names; raises ``Refused``."""
    return distinct(
        [name for clause in all_of(tree.Reasons, node.clauses) for name in clause.names], "reason"
    )


def _clocks(node: tree.License, compliance: dt.date | None) -> model.Clocks:
    """Return when a statement is text and when it is applied; raises ``Refused``."""
    retired = all_of(tree.Retired, node.clauses)
    stated = all_of(tree.Enforcement, node.clauses)
    words = [clause.word for clause in stated]
    for word in words:
        if words.count(word) > 1 or (word == "no" and len(words) > 1):
            span, because = stated[-1].span, (stated[0].span, "first stated here")
            raise refuse(
                "`enforced` contradicts itself", span, "one has to go", code="duplicate", because=because
            )
    dates = {clause.word: clause.date.value for clause in stated if clause.date is not None}
    if "from" in dates and "until" in dates and dates["until"] <= dates["from"]:
        message = f"it is enforced from {dates['from']} until {dates['until']}, which is no day"
        help_ = "`until` is the first day on which it is enforced no more, after the day of `from`"
        raise refuse(message, stated[-1].span, help_, code="value")
    return model.Clocks(
        text_until=retired[0].text_until if retired else None,
        applied_from=dates.get("from", compliance),
        applied_until=retired[0].applied_until if retired else dates.get("until"),
        applied="no" not in words,
    )


def _condition(
    node: tree.License, kinds: Sequence[model.ItemKind] | None, scope: Scope
) -> model.Condition | None:
    when = one_condition(node.clauses, _VERB[node.statement], _what(node), node.name.span, required=False)
    if when is None:
        return None
    if kinds is None:
        raise Refused
    place = named(sort_of_license(node), node.name)
    kind = kinds[0] if len({kind.name for kind in kinds}) == 1 else None
    return unlabelled(when.condition, Context(scope, kind, of_transaction=True, place=place))


def _obligations(node: tree.License) -> tuple[model.Obligation, ...]:
    obligations = all_of(tree.Obligation, node.clauses)
    if obligations and node.statement in ("requirement", "complete"):
        help_ = "`on condition` belongs in a license exception or a review policy"
        raise refuse(
            f"{_what(node)} cannot state a condition to fulfil", obligations[0].span, help_, code="type"
        )
    return each(_obligation, obligations)


def _obligation(node: tree.Obligation) -> model.Obligation:
    if node.before is None:
        return model.Obligation(node.action.text)
    assert node.before.unit is not None, "the grammar asks for one"
    if node.before.unit.text != "day" or node.before.value.denominator != 1:
        unit_of(node.before.unit)
        message = f"`{node.before.span.text}` is no number of days"
        raise refuse(message, node.before.span, "write it in whole days, such as `25 day`", code="unit")
    return model.Obligation(node.action.text, int(node.before.value))
