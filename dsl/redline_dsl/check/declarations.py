"""Resolve what files declare for others to use: publications, kinds, parameters, country groups, metrics."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial

from redline import model
from redline.countries import country_codes
from redline.diagnostics import Span
from redline.units import DATE, ONE, Unit
from redline_dsl import tree
from redline_dsl.check.countries import evaluate
from redline_dsl.check.declaration_order import dependency_order
from redline_dsl.check.items import item_kind, transaction
from redline_dsl.check.metrics import resolve_metrics
from redline_dsl.check.scope import Scope, Shared, declare
from redline_dsl.findings import Findings, Refused, each, refuse
from redline_dsl.parse.text import Parsed
from redline_dsl.tree.lookup import all_of, date_of, is_verified
from redline_dsl.tree.units import unit_of


def declare_all(files: Sequence[Parsed], shared: Shared, findings: Findings) -> tuple[Scope, ...]:
    """Enter the declarations of all files; return the scope of each, over the shared names."""
    scopes = tuple(Scope(shared) for _ in files)
    stated = [node for file in files for node in all_of(tree.Transaction, file.statements)]
    if stated:
        with findings.collected():
            shared.transaction = transaction(stated)
    for file in files:
        for kind in all_of(tree.Item, file.statements):
            _enter(kind.name, partial(_declare_kind, kind, shared), shared, findings)
    for file, scope in zip(files, scopes, strict=True):
        _declare_own(file, scope, findings)
        _check_spellings(file, scope, findings)
    pairs = list(zip(files, scopes, strict=True))
    groups = [(node, scope) for file, scope in pairs for node in all_of(tree.CountryGroup, file.statements)]
    _declare_groups(groups, findings)
    metrics = [(node, scope) for file, scope in pairs for node in all_of(tree.Metric, file.statements)]
    resolve_metrics(metrics, findings)
    for scope in scopes:
        _refuse_clashes(scope, findings)
    return scopes


def _declare_own(file: Parsed, scope: Scope, findings: Findings) -> None:
    """Enter what other files do not see."""
    for publication in all_of(tree.Publication, file.statements):
        _enter(
            publication.name,
            partial(_declare_publication, publication, scope),
            scope.shared,
            findings,
        )
    for parameter in all_of(tree.Parameter, file.statements):
        _enter(parameter.name, partial(_declare_parameter, parameter, scope), scope.shared, findings)


def _check_spellings(file: Parsed, scope: Scope, findings: Findings) -> None:
    """Refuse a spelling whose source is not declared."""
    kinds = all_of(tree.Item, file.statements)
    holders = [*(part for kind in kinds for part in kind.parts), *all_of(tree.Transaction, file.statements)]
    facts = [fact for holder in holders for fact in (holder, *getattr(holder, "facts", ()))]
    for spelling in (one for fact in all_of(tree.Fact, facts) for one in fact.spellings):
        with findings.collected():
            each(scope.citation, all_of(tree.Cite, spelling.clauses))


def _enter(name: tree.Name, declaration: Callable[[], None], shared: Shared, findings: Findings) -> None:
    """Declare something; if that is refused, using its name is no further fault."""
    try:
        declaration()
    except Refused as refusal:
        findings.add(refusal)
        shared.broken.add(name.text)


def _declare_kind(node: tree.Item, shared: Shared) -> None:
    declare(shared.kinds, node.name, item_kind(node, shared.transaction), "item")


def _declare_publication(node: tree.Publication, scope: Scope) -> None:
    published = node.published.value if node.published else None
    publication = model.Publication(node.name.text, node.title.text, published, node.name.span)
    declare(scope.publications, node.name, publication, "publication")


# --- parameters -----------------------------------------------------------------------------


def _declare_parameter(node: tree.Parameter, scope: Scope) -> None:
    value, unit = _value(node.value)
    start, until = date_of(node.clauses, "from"), date_of(node.clauses, "until")
    if start and until and until.date.value <= start.date.value:
        because = (start.span, "it begins here")
        help_ = "`until` is the first day on which it is no longer the law: write one after that of `from`"
        same = until.date.value == start.date.value
        message = "the parameter has no day" if same else "the parameter ends before it begins"
        raise refuse(message, until.span, help_, code="value", because=because)
    parameter = model.Parameter(
        node.name.text,
        value,
        unit,
        each(scope.citation, all_of(tree.Cite, node.clauses)),
        start.date.value if start else None,
        until.date.value if until else None,
        verified=is_verified(node.clauses),
        description=node.description.text if node.description else "",
        span=node.name.span,
    )
    declare(scope.parameters, node.name, parameter, "parameter")


def _value(node: tree.Number | tree.Date) -> tuple[Fraction, Unit]:
    if isinstance(node, tree.Date):
        return Fraction(node.value.toordinal()), DATE
    return node.value, unit_of(node.unit) if node.unit else ONE


def _refuse_clashes(scope: Scope, findings: Findings) -> None:
    """Refuse a parameter whose name a metric, or what an item kind declares, has too."""
    taken: dict[str, tuple[str, Span | None]] = {}
    for kind in scope.shared.kinds.values():
        taken |= {
            name: (f"`{kind.name}` declares it", thing.span)
            for name, thing in _inner_names(kind, scope.shared).items()
        }
    taken |= {
        name: ("the metric is declared here", metric.span) for name, metric in scope.shared.metrics.items()
    }
    for name in sorted(scope.parameters.keys() & taken.keys()):
        because, parameter = taken[name], scope.parameters[name]
        help_ = "give this parameter another name"
        message = f"`{name}` means something else already"
        findings.add(
            refuse(message, parameter.span, help_, code="duplicate", because=(because[1], because[0]))
        )


def _inner_names(
    kind: model.ItemKind, shared: Shared
) -> Mapping[str, model.Fact | model.Family | model.Collection]:
    """Return all names of a kind, those inside families and collections among them."""
    found = dict(shared.names_of(kind))
    for family in kind.families:
        found |= dict.fromkeys([family.value, *dict(family.attributes)], family)
    for collection in kind.collections:
        found |= {fact.name: fact for fact in collection.facts}
    return found


# --- country groups -------------------------------------------------------------------------


def _declare_groups(nodes: Sequence[tuple[tree.CountryGroup, Scope]], findings: Findings) -> None:
    """Enter the country groups of all files, each after those it is made of."""
    by_name: dict[str, tuple[tree.CountryGroup, Scope]] = {}
    for node, scope in nodes:
        with findings.collected():
            _refuse_taken_group(node.name, scope, by_name)
        if node.name.text not in scope.shared.groups:
            by_name.setdefault(node.name.text, (node, scope))
    uses = {name: {used.text for used in node.countries.names} for name, (node, _) in by_name.items()}
    order, circles = dependency_order(uses)
    for circle in circles:
        names = " needs ".join(f"`{name}`" for name in (*circle, circle[0]))
        message = f"the country groups go in a circle: {names}"
        node, scope = by_name[circle[0]]
        findings.add(refuse(message, node.name.span, "list the countries of one of them", code="cycle"))
        scope.shared.broken.update(circle)
    for name in order:
        node, scope = by_name[name]
        _enter(node.name, partial(_declare_group, node, scope), scope.shared, findings)


def _refuse_taken_group(
    name: tree.Name, scope: Scope, by_name: Mapping[str, tuple[tree.CountryGroup, Scope]]
) -> None:
    """Raise ``Refused`` where the name of a group is that of a country, or of another group."""
    if name.text in country_codes():
        help_ = "give the group another name"
        raise refuse(f"`{name.text}` is a country", name.span, help_, code="duplicate")
    shared, own = scope.shared.groups.get(name.text), by_name.get(name.text)
    if shared is not None:
        message = f"there is a country group `{name.text}` already, which rulebooks share"
        help_ = "leave this one out, or give it another name"
        raise refuse(message, name.span, help_, code="duplicate", because=(shared.span, "declared here"))
    if own is not None:
        message = f"the country group `{name.text}` is declared twice"
        because = (own[0].name.span, "first declared here")
        raise refuse(message, name.span, "one has to go", code="duplicate", because=because)


def _declare_group(node: tree.CountryGroup, scope: Scope) -> None:
    groups = scope.shared.groups
    countries = evaluate(node.countries, groups, scope.shared.broken)
    each(scope.citation, all_of(tree.Cite, node.clauses))
    parts = [groups[name.text] for name in node.countries.names if name.text in groups]
    verified = is_verified(node.clauses) and all(part.verified for part in parts)
    groups[node.name.text] = model.CountryGroup(node.name.text, countries, node.name.span, verified)
