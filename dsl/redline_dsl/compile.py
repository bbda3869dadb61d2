"""Compile files to vocabularies and rulebooks: which steps there are, and what a file may hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from attrs import frozen

from redline import model
from redline.diagnostics import PluginError, Source, Span
from redline.functions import Function
from redline_dsl import tree
from redline_dsl.amend.heads import Head
from redline_dsl.amend.lineage import amendments
from redline_dsl.check.absences import resolve_absences, resolve_not_encoded
from redline_dsl.check.controls import Labels, resolve_controls, resolve_exclusions, resolve_presumptions
from redline_dsl.check.declarations import declare_all
from redline_dsl.check.licenses import Licenses, resolve_licenses
from redline_dsl.check.scenarios import Outcomes, resolve_scenarios
from redline_dsl.check.scope import Scope, Shared
from redline_dsl.findings import Findings, refuse
from redline_dsl.parse.grammar import keywords
from redline_dsl.parse.text import Parsed, parse
from redline_dsl.tree.lookup import all_of


def vocabularies(sources: Sequence[Source], functions: Sequence[Function] = ()) -> model.Vocabulary:
    """Compile all vocabulary files together; neither their order nor that of their text matters.

    Raises ``InputError`` with every finding in any of them.
    """
    _refuse_keywords(functions)
    ordered = sorted(sources, key=lambda source: (source.name, source.text))
    files = [parse(source) for source in ordered]
    findings = Findings(finding for file in files for finding in file.findings)
    shared = Shared(
        broken={name for file in files for name in file.broken},
        functions={function.name: function for function in functions},
    )
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
        transaction=shared.transaction,
        groups=tuple(group for _, group in sorted(shared.groups.items())),
        functions=tuple(sorted(functions, key=lambda function: function.name)),
    )


def _refuse_keywords(functions: Sequence[Function]) -> None:
    """Raise ``PluginError`` for a function that no text could call."""
    for function in functions:
        if function.name in keywords():
            raise PluginError(f"function {function} cannot be called: its name is a word of the language")


def rulebook(
    source: Source, vocabulary: model.Vocabulary, text_of: Callable[[str], Source | None] = lambda _: None
) -> model.Rulebook:
    """Compile one rule file over the shared kinds and metrics.

    ``text_of`` gives the text of the rulebook that an amendment amends, by its id. Raises
    ``InputError`` with every finding.
    """
    chain = amendments(source, text_of)
    file, heads, changes, findings = chain.file, chain.heads, chain.changes, chain.findings
    kinds = {kind.name: kind for kind in vocabulary.kinds}
    metrics = {metric.name: metric for metric in vocabulary.metrics}
    functions = {function.name: function for function in vocabulary.functions}
    groups = {group.name: group for group in vocabulary.groups}
    shared = Shared(kinds, metrics, set(file.broken), vocabulary.transaction, groups, functions)
    (scope,) = declare_all([file], shared, findings)
    head = heads[-1] if heads else None
    body = _body(file, scope, findings, {each.source: each.compliance for each in heads})
    findings.raise_any()
    assert head is not None, "its absence is a finding"
    own = {node.name.text for node in all_of(tree.Metric, file.statements)}
    return model.Rulebook(
        id=head.node.name.text,
        title=head.node.title.text if head.node.title else "",
        regime=head.regime or (heads[0].regime if head.draft is None else None) or head.node.name.text,
        effective=head.effective.date.value,
        published=head.published.date.value if head.published else None,
        verified=head.verified.date.value if head.verified else None,
        controls=tuple(body.controls.values()),
        exclusions=tuple(body.exclusions.values()),
        requirements=tuple(body.licenses.requirements),
        exceptions=tuple(body.licenses.exceptions),
        policies=tuple(body.licenses.policies),
        completeness=tuple(body.licenses.completeness),
        not_encoded=body.not_encoded,
        absences=body.absences,
        parameters=tuple(scope.parameters.values()),
        metrics=tuple(shared.metrics[name] for name in sorted(own)),
        publications=tuple(scope.publications.values()),
        scenarios=body.scenarios,
        text=source.text,
        span=head.node.name.span,
        presumptions=tuple(body.presumptions.values()),
        compliance=head.compliance,
        amends=head.amends.name.text if head.amends else None,
        changes=tuple(changes),
        draft=head.draft,
        amended_regime=heads[0].regime if head.amends else None,
        amended_verified=_last_check(heads[:-1]) if head.draft is not None else None,
    )


def _last_check(heads: Sequence[Head]) -> tuple[str, dt.date] | None:
    """Return the last of some texts that says when it was compared with its source, and that day."""
    said = [(each.node.name.text, each.verified.date.value) for each in heads if each.verified is not None]
    return said[-1] if said else None


# --- the rules ------------------------------------------------------------------------------


@frozen
class _Body:
    controls: dict[str, model.Control]
    exclusions: dict[str, model.Exclusion]
    presumptions: dict[str, model.Presumption]
    licenses: Licenses
    not_encoded: tuple[model.NotEncoded, ...]
    absences: tuple[model.Absence, ...]
    scenarios: tuple[model.Scenario, ...]


def _body(
    file: Parsed, scope: Scope, findings: Findings, compliance: Mapping[Source, dt.date | None]
) -> _Body:
    labels = Labels()
    controls = resolve_controls(all_of(tree.Control, file.statements), scope, labels, findings)
    exclusions = resolve_exclusions(all_of(tree.Exclusion, file.statements), controls, scope, findings)
    presumed = all_of(tree.Presumption, file.statements)
    presumptions = resolve_presumptions(presumed, controls, scope, findings)
    licenses = resolve_licenses(
        all_of(tree.License, file.statements),
        controls,
        scope,
        findings,
        lambda node: compliance.get(node.name.span.source),
    )
    not_encoded = resolve_not_encoded(all_of(tree.NotEncoded, file.statements), scope, findings)
    absences = resolve_absences(all_of(tree.NoControl, file.statements), controls, scope, findings)
    _refuse_unknown_controls(scope, controls, findings)
    exceptions = {exception.code: exception for exception in licenses.exceptions}
    outcomes = Outcomes(labels, exclusions, exceptions)
    scenarios = resolve_scenarios(all_of(tree.Scenario, file.statements), outcomes, scope, findings)
    stated = bool(all_of(tree.Control, file.statements)) or "control" in file.broken_statements
    if not stated:
        help_ = "add a statement such as `control 3A090.a for chip`; without one the file controls nothing"
        findings.add(refuse("the file has no `control`", Span(file.source, 1, 1), help_, code="missing"))
    return _Body(controls, exclusions, presumptions, licenses, not_encoded, absences, scenarios)


def _refuse_unknown_controls(scope: Scope, controls: Mapping[str, model.Control], findings: Findings) -> None:
    """Refuse `any of chips is 3A090.a` where that is no control over chips."""
    for name, over in scope.referred:
        with findings.collected():
            control = scope.find(controls, name, "control")
            if control.kind.name != over.kind:
                message = f"`{name.text}` is for `{control.kind.name}`, and `{over.name}` holds `{over.kind}`"
                because = (control.span, "declared here")
                raise refuse(message, name.span, code="type", because=because)


def _refuse_rules(file: Parsed, findings: Findings) -> None:
    """Refuse statements that have no place in a vocabulary, which only says what words mean."""
    for node in file.statements:
        if not isinstance(
            node,
            tree.Publication
            | tree.Parameter
            | tree.Item
            | tree.Metric
            | tree.Transaction
            | tree.CountryGroup,
        ):
            help_ = "rules stand in a file of their own, with a `rulebook` header"
            span = node.span if isinstance(node, tree.Amending | tree.NoControl) else node.name.span
            findings.add(refuse("a vocabulary cannot hold this statement", span, help_, code="type"))
