"""Resolve metrics, each after those it is made of, whatever the order of the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from redline import model
from redline.units import Unit
from redline_dsl import tree
from redline_dsl.check.declaration_order import dependency_order
from redline_dsl.check.depth import DEEPEST, LONGEST
from redline_dsl.check.expressions import condition, quantity
from redline_dsl.check.items import chosen
from redline_dsl.check.meanings import Context
from redline_dsl.check.scope import Scope
from redline_dsl.findings import Attempts, Findings, Refused, each, refuse
from redline_dsl.tree.lookup import all_of, is_verified
from redline_dsl.tree.units import unit_of, words_of


def resolve_metrics(nodes: Sequence[tuple[tree.Metric, Scope]], findings: Findings) -> None:
    """Add metrics to the shared names, each resolved in the scope of its own file."""
    by_name = {node.name.text: (node, scope) for node, scope in reversed(nodes)}
    for node, scope in nodes:
        with findings.collected():
            _refuse_taken(node, scope, by_name[node.name.text][0])
    uses = {name: {used.text for used in _names_in(node.clauses)} for name, (node, _) in by_name.items()}
    order, circles = dependency_order(uses)
    for circle in circles:
        findings.add(_circle([by_name[name][0] for name in circle]))
        by_name[circle[0]][1].shared.broken.update(circle)
    for name in order:
        node, scope = by_name[name]
        try:
            scope.shared.metrics[name] = _metric(node, scope)
        except Refused as refusal:
            findings.add(refusal)
            scope.shared.broken.add(name)


def _refuse_taken(node: tree.Metric, scope: Scope, first: tree.Metric) -> None:
    """Raise ``Refused`` where a metric's name means something else already."""
    shared, name = scope.shared, node.name
    taken = shared.metrics.get(name.text)
    kind = shared.kinds.get(node.kind.text)
    fact = shared.names_of(kind).get(name.text) if kind else None
    for earlier, what in (
        (taken, "metric"),
        (fact, "fact"),
        (first if first is not node else None, "metric"),
    ):
        if earlier is not None:
            span = earlier.name.span if isinstance(earlier, tree.Metric) else earlier.span
            because = (span, f"the {what} is declared here")
            help_ = "give this metric another name"
            message = f"there is a {what} `{name.text}` already"
            raise refuse(message, name.span, help_, code="duplicate", because=because)


def _circle(nodes: list[tree.Metric]) -> Refused:
    names = [f"`{node.name.text}`" for node in (*nodes, nodes[0])]
    message = f"the definition goes in a circle: {' needs '.join(names)}"
    help_ = "define one of them without the others"
    because = (nodes[1].name.span, f"{names[1]} is defined here") if len(nodes) > 1 else None
    return refuse(message, nodes[0].name.span, help_, code="cycle", because=because)


def _names_in(node: object) -> Iterator[tree.Name]:
    waiting = [node]
    while waiting:
        node = waiting.pop()
        type_ = type(node)
        if isinstance(node, tree.Name):
            yield node
        elif isinstance(node, tuple):
            waiting += node
        elif type_.__module__.startswith(tree.__name__) and attrs.has(type_):
            waiting += [getattr(node, field.name) for field in attrs.fields(type_)]


# --- one metric -----------------------------------------------------------------------------


def _metric(node: tree.Metric, scope: Scope) -> model.Metric:
    with Attempts() as attempt:
        kind = attempt(lambda: scope.kind(node.kind))
        unit = attempt(lambda: unit_of(node.unit))
        cites = attempt(lambda: each(scope.citation, all_of(tree.Cite, node.clauses)))
        definition = attempt(lambda: _usual_definition(node))
    assert kind is not None
    assert unit is not None
    assert cites is not None
    assert definition is not None
    expression = _definitions(definition, node, Context(scope, kind), unit)
    title = node.title.text if node.title else ""
    verified = is_verified(node.clauses)
    metric = model.Metric(node.name.text, kind, unit, expression, title, cites, node.name.span, verified)
    _refuse_large(metric, node.name, scope)
    return metric


def _refuse_large(metric: model.Metric, name: tree.Name, scope: Scope) -> None:
    """Raise ``Refused`` where a definition is too deep, or too long when all of it is written out."""
    message = None
    if scope.shared.depth(metric) > DEEPEST:
        message = f"`{metric.name}` is defined through more than {DEEPEST} steps"
    elif scope.shared.length(metric) > LONGEST:
        message = (
            f"`{metric.name}` has more than {LONGEST:,} parts once the metrics it is made of are written out"
        )
    if message is not None:
        raise refuse(message, name.span, "shorten its definition", code="value")


def _definitions(usual: tree.Definition, node: tree.Metric, context: Context, unit: Unit) -> model.Expression:
    """Resolve the usual definition, and those under other choices of readings."""
    assert context.kind is not None
    readings = {reading.name: reading for reading in context.kind.readings()}
    others = [one for one in all_of(tree.Definition, node.clauses) if one.reading is not None]

    def resolved(other: tree.Definition) -> model.ReadingCase:
        assert other.reading is not None
        assert other.choice is not None
        name, choice = chosen(other.reading, other.choice, readings)
        if choice == readings[name].choices[0]:
            message = f"`{choice}` is the usual choice of `{name}`"
            help_ = "the definition without `under` is the one for the usual choices"
            raise refuse(message, other.choice.span, help_, code="value")
        return model.ReadingCase(name, choice, _definition(other, node, context, unit))

    first = _definition(usual, node, context, unit)
    rest = each(resolved, others)
    return model.UnderReading(first, rest, unit, usual.span) if rest else first


def _usual_definition(node: tree.Metric) -> tree.Definition:
    definitions = [one for one in all_of(tree.Definition, node.clauses) if one.reading is None]
    if not definitions:
        help_ = "write it on a line of its own, beginning with `=`"
        raise refuse(
            f"the metric `{node.name.text}` has no definition", node.name.span, help_, code="missing"
        )
    if len(definitions) > 1:
        because = (definitions[0].span, "first defined here")
        message = f"the metric `{node.name.text}` is defined twice"
        help_ = "sources in order of trust are one definition: `= A`, then `otherwise B` below"
        raise refuse(message, definitions[1].span, help_, code="duplicate", because=because)
    return definitions[0]


def _definition(node: tree.Definition, metric: tree.Metric, context: Context, unit: Unit) -> model.Expression:
    alternatives = each(
        lambda alternative: _alternative(alternative, metric, context, unit), node.alternatives
    )
    for alternative in alternatives[:-1]:
        _refuse_early(alternative)
    last = alternatives[-1]
    if isinstance(last, model.NotApplicableIf):
        help_ = "add `otherwise` with the quantity itself"
        raise refuse("the definition says only when it does not apply", last.span, help_, code="missing")
    if isinstance(last, model.AtLeast | model.AtMost) and not any(
        isinstance(first, model.FactRef) for first in alternatives
    ):
        words = _words_of_bound(last)
        help_ = f"put the fact that would settle the value before it: `= FACT`, then `otherwise {words} ...`"
        raise refuse(f"`{words}` alone is no definition", last.span, help_, code="missing")
    if len(alternatives) == 1 and not isinstance(last, model.AtLeast | model.AtMost):
        return last
    return model.FirstStated(alternatives, unit, node.span)


def _alternative(
    node: tree.Alternative,
    metric: tree.Metric,
    context: Context,
    unit: Unit,
) -> model.Alternative:
    match node:
        case tree.NotApplicableIf(inner, assumed, span):
            return model.NotApplicableIf(condition(inner, context), assumed, span)
        case tree.AtLeast(bound, span):
            return model.AtLeast(_in_unit(bound, metric, context, unit), span)
        case tree.AtMost(bound, span):
            return model.AtMost(_in_unit(bound, metric, context, unit), span)
    return _in_unit(node, metric, context, unit)


def _in_unit(node: tree.Expression, metric: tree.Metric, context: Context, unit: Unit) -> model.Expression:
    expression = quantity(node, context)
    if not expression.unit.same_dimensions(unit):
        raise refuse(
            f"`{metric.name.text}` is defined in {words_of(expression.unit)}, not in {words_of(unit)}",
            node.span,
            "correct the formula, or the unit after the name",
            code="unit",
            because=(metric.unit.span, "its unit is declared here"),
        )
    return expression


def _words_of_bound(alternative: model.AtLeast | model.AtMost) -> str:
    return "at least" if isinstance(alternative, model.AtLeast) else "at most"


def _refuse_early(alternative: model.Alternative) -> None:
    """Raise ``Refused`` for what may only stand last, since it is always stated."""
    if isinstance(alternative, model.FactRef | model.NotApplicableIf):
        return
    what = "a computed quantity"
    if isinstance(alternative, model.AtLeast | model.AtMost):
        what = f"`{_words_of_bound(alternative)}`"
    raise refuse(
        f"{what} can only be the last alternative",
        alternative.span,
        "alternatives before the last are facts, taken where they are stated, or `not applicable if`",
        code="type",
    )
