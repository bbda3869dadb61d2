"""Compile files to vocabularies and rulebooks: which steps there are, and what a file may hold."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from redline import model
from redline.diagnostics import Source, Span
from redline_dsl import tree
from redline_dsl.clauses import all_of, date_of
from redline_dsl.controls import Labels, resolve_controls, resolve_exclusions
from redline_dsl.declarations import declare_all
from redline_dsl.licenses import Licenses, resolve_licenses
from redline_dsl.parse import Parsed, parse
from redline_dsl.refusal import Findings, Refused, refuse
from redline_dsl.scenarios import Outcomes, resolve_scenarios
from redline_dsl.scope import Scope, Shared


def vocabularies(sources: Sequence[Source]) -> model.Vocabulary:
    """Compile all vocabulary files together; neither their order nor that of their text matters.

    Raises ``InputError`` with every finding in any of them.
    """
    ordered = sorted(sources, key=lambda source: (source.name, source.text))
    files = [parse(source) for source in ordered]
    findings = Findings(finding for file in files for finding in file.findings)
    shared = Shared(broken={name for file in files for name in file.broken})
    for file in files:
        _refuse_rules(file, findings)
    scopes = declare_all(files, shared, findings)
    findings.raise_any()
    return model.Vocabulary(
        kinds=tuple(kind for _, kind in sorted(shared.kinds.items())),
        metrics=tuple(metric for _, metric in sorted(shared.metrics.items())),
        parameters=tuple(parameter for scope in scopes for parameter in scope.parameters.values()),
        publications=tuple(publication for scope in scopes for publication in scope.publications.values()),
        text="\n".join(source.text for source in ordered),
    )


def rulebook(source: Source, vocabulary: model.Vocabulary) -> model.Rulebook:
    """Compile one rule file over the shared kinds and metrics.

    Raises ``InputError`` with every finding.
    """
    file = parse(source)
    findings = Findings(file.findings)
    kinds = {kind.name: kind for kind in vocabulary.kinds}
    metrics = {metric.name: metric for metric in vocabulary.metrics}
    shared = Shared(kinds, metrics, set(file.broken))
    (scope,) = declare_all([file], shared, findings)
    head = _head(file, findings)
    body = _body(file, scope, findings)
    findings.raise_any()
    assert head is not None, "its absence is a finding"
    own = {node.name.text for node in all_of(tree.Metric, file.statements)}
    return model.Rulebook(
        id=head.node.name.text,
        title=head.node.title.text if head.node.title else "",
        regime=head.regime,
        effective=head.effective.date.value,
        published=head.published.date.value if head.published else None,
        verified=head.verified.date.value if head.verified else None,
        controls=tuple(body.controls.values()),
        exclusions=tuple(body.exclusions.values()),
        requirements=tuple(body.licenses.requirements),
        exceptions=tuple(body.licenses.exceptions),
        policies=tuple(body.licenses.policies),
        parameters=tuple(scope.parameters.values()),
        metrics=tuple(shared.metrics[name] for name in sorted(own)),
        publications=tuple(scope.publications.values()),
        scenarios=body.scenarios,
        text=source.text,
        span=head.node.name.span,
    )


# --- the header -----------------------------------------------------------------------------


@frozen
class _Head:
    node: tree.RulebookHeader
    regime: str
    effective: tree.Dated
    published: tree.Dated | None
    verified: tree.Dated | None


def _head(file: Parsed, findings: Findings) -> _Head | None:
    try:
        return _resolved_head(file)
    except Refused as refusal:
        findings.add(refusal)
        return None


def _resolved_head(file: Parsed) -> _Head:
    headers = all_of(tree.RulebookHeader, file.statements)
    if not headers and "rulebook" in file.broken_statements:
        raise Refused
    if not headers:
        help_ = "begin it with `rulebook`, a name and the day it takes effect"
        raise refuse("the file has no `rulebook` header", Span(file.source, 1, 1), help_, code="missing")
    if len(headers) > 1:
        because = (headers[0].name.span, "first header")
        help_ = "write one file for each rulebook"
        raise refuse(
            "the file has two headers", headers[1].name.span, help_, code="duplicate", because=because
        )
    node = headers[0]
    effective = date_of(node.clauses, "effective")
    if effective is None:
        message = f"the rulebook `{node.name.text}` does not say when it takes effect"
        help_ = "add a line such as `effective 2023-11-17` under its header"
        raise refuse(message, node.name.span, help_, code="missing")
    regimes = all_of(tree.Regime, node.clauses)
    if len(regimes) > 1:
        raise refuse("`regime` is stated twice", regimes[1].span, "one has to go", code="duplicate")
    regime = regimes[0].name.text if regimes else node.name.text
    return _Head(
        node, regime, effective, date_of(node.clauses, "published"), date_of(node.clauses, "verified")
    )


# --- the rules ------------------------------------------------------------------------------


@frozen
class _Body:
    controls: dict[str, model.Control]
    exclusions: dict[str, model.Exclusion]
    licenses: Licenses
    scenarios: tuple[model.Scenario, ...]


def _body(file: Parsed, scope: Scope, findings: Findings) -> _Body:
    labels = Labels()
    controls = resolve_controls(all_of(tree.Control, file.statements), scope, labels, findings)
    exclusions = resolve_exclusions(all_of(tree.Exclusion, file.statements), controls, scope, findings)
    licenses = resolve_licenses(all_of(tree.License, file.statements), controls, scope, findings)
    outcomes = Outcomes(labels, exclusions)
    scenarios = resolve_scenarios(all_of(tree.Scenario, file.statements), outcomes, scope, findings)
    stated = bool(all_of(tree.Control, file.statements)) or "control" in file.broken_statements
    if not stated:
        help_ = "add a statement such as `control 3A090.a for chip`; without one the file controls nothing"
        findings.add(refuse("the file has no `control`", Span(file.source, 1, 1), help_, code="missing"))
    return _Body(controls, exclusions, licenses, scenarios)


def _refuse_rules(file: Parsed, findings: Findings) -> None:
    """Refuse statements that have no place in a vocabulary, which only says what words mean."""
    for node in file.statements:
        if not isinstance(node, tree.Publication | tree.Parameter | tree.Item | tree.Metric):
            help_ = "rules stand in a file of their own, with a `rulebook` header"
            findings.add(
                refuse("a vocabulary cannot hold this statement", node.name.span, help_, code="type")
            )
