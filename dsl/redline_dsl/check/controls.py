"""Resolve controls with their labelled limbs, and the exclusions that take items out of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from attrs import define, evolve, field

from redline import model
from redline.diagnostics import Span
from redline_dsl import tree
from redline_dsl.check.declaration_order import dependency_order
from redline_dsl.check.expressions import condition
from redline_dsl.check.meanings import Context
from redline_dsl.check.scope import Scope, declare
from redline_dsl.check.suspensions import suspensions_of
from redline_dsl.findings import Attempts, Findings, Refused, each, refuse
from redline_dsl.tree.lookup import all_of, distinct, is_verified

VERBS: Final = {
    "controlled": "`controlled when` says what is in a control",
    "excluded": "`excluded when` belongs in an `exclusion`: a note that takes items out of controls",
    "presumed": "`presumed when` belongs in a `presumption`: a note by which items count as controlled",
    "overcome": "`overcome when` belongs in a `presumption`, and says how it ends",
    "required": "`required when` belongs in a `license requirement`",
    "available": "`available when` belongs in a `license exception`: controlled, but no license needed",
    "applies": "`applies when` belongs in a `review policy`",
    "complete": "`complete when` belongs in `license statements complete`",
    "reaches": "`reaches when` belongs in `not encoded`: it says which items the entry may reach",
}

_MOST_YIELDS: Final = 20
"""Controls in a row, each of which yields to the next; later stages follow them by recursion."""


@define
class Labels:
    """The labels of a rulebook's limbs and controls, each with its place."""

    places: dict[str, Span] = field(factory=dict)

    def add(self, label: str, span: Span) -> None:
        """Enter a label; raises ``Refused`` where it is taken."""
        if label in self.places:
            because = (self.places[label], "first used here")
            raise refuse(
                f"the label `{label}` is used twice",
                span,
                "limbs of one control, and controls, have different labels",
                code="duplicate",
                because=because,
            )
        self.places[label] = span


def resolve_controls(
    nodes: Sequence[tree.Control], scope: Scope, labels: Labels, findings: Findings
) -> dict[str, model.Control]:
    """Resolve the controls of a file, and that they yield to each other without a circle."""
    controls: dict[str, model.Control] = {}
    declared = {node.name.text: node for node in reversed(nodes)}
    for node in nodes:
        with findings.collected():
            labels.add(node.name.text, node.name.span)
        try:
            control = _control(node, declared, scope, labels)
            controls.setdefault(control.id, control)
        except Refused as refusal:
            findings.add(refusal)
            scope.shared.broken.add(node.name.text)
    order, circles = dependency_order({name: set(control.yields_to) for name, control in controls.items()})
    for circle in circles:
        findings.add(_yield_circle(circle, declared))
    for control in _yielding_too_often([controls[name] for name in order]):
        message = (
            f"`{control.id}` yields to a control that yields to another, more than {_MOST_YIELDS} in a row"
        )
        help_ = "give the first of them the conditions of several"
        findings.add(refuse(message, control.span, help_, code="value"))
    return controls


def _yielding_too_often(ordered: Sequence[model.Control]) -> Iterator[model.Control]:
    """Yield where a row of controls that yield to each other is too long; what is yielded to comes first."""
    steps: dict[str, int] = {}
    for control in ordered:
        steps[control.id] = 1 + max((steps.get(other, 0) for other in control.yields_to), default=-1)
        if steps[control.id] == _MOST_YIELDS + 1:
            yield control


def _yield_circle(circle: list[str], declared: Mapping[str, tree.Control]) -> Refused:
    names = [f"`{name}`" for name in (*circle, circle[0])]
    message = f"controls yield to each other in a circle: {' yields to '.join(names)}"
    span = next(clause.span for clause in declared[circle[0]].clauses if isinstance(clause, tree.Yields))
    return refuse(message, span, "one of them has to take precedence", code="cycle")


def _control(
    node: tree.Control, declared: Mapping[str, tree.Control], scope: Scope, labels: Labels
) -> model.Control:
    with Attempts() as attempt:
        kind = attempt(lambda: scope.kind(node.kind))
        cites = attempt(lambda: each(scope.citation, all_of(tree.Cite, node.clauses)))
        yields_to = attempt(lambda: _yields_to(node, declared, scope))
        suspensions = attempt(lambda: suspensions_of(node.clauses, scope))
        met = attempt(lambda: _met(node, kind, scope, labels))
    assert kind is not None
    assert cites is not None
    assert yields_to is not None
    assert suspensions is not None
    assert met is not None
    title = node.title.text if node.title else ""
    verified = is_verified(node.clauses)
    return model.Control(
        node.name.text, kind, title, met, yields_to, cites, node.name.span, verified, suspensions
    )


def _met(node: tree.Control, kind: model.ItemKind | None, scope: Scope, labels: Labels) -> model.Condition:
    when = one_condition(node.clauses, "controlled", f"the control `{node.name.text}`", node.name.span)
    if kind is None:
        raise Refused
    assert when is not None, "a control has to have a condition"
    return _Limbs(Context(scope, kind), labels).condition(when.condition, node.name.text)


def _yields_to(node: tree.Control, declared: Mapping[str, tree.Control], scope: Scope) -> tuple[str, ...]:
    yields = [name for clause in all_of(tree.Yields, node.clauses) for name in clause.controls]
    each(lambda name: _yielded(name, node, declared, scope), yields)
    return distinct(yields, "control")


def _yielded(name: tree.Name, node: tree.Control, declared: Mapping[str, tree.Control], scope: Scope) -> None:
    other = scope.find(declared, name, "control")
    if other.kind.text != node.kind.text:
        message = f"`{name.text}` is for `{other.kind.text}`, and `{node.name.text}` for `{node.kind.text}`"
        because = (other.name.span, "declared here")
        raise refuse(
            message, name.span, "a control yields to one for the same kind", code="type", because=because
        )


def one_condition(
    clauses: Sequence[object], verb: str, what: str, span: Span, *, required: bool = True
) -> tree.When | None:
    """Return the one condition of a statement, whose verb has to fit; raises ``Refused``."""
    whens = all_of(tree.When, clauses)
    for when in whens:
        if when.verb != verb:
            message = f"{what} cannot say `{when.verb} when`"
            raise refuse(message, when.span, VERBS[when.verb], code="type")
    if not whens and required:
        message = f"{what} has no condition"
        raise refuse(message, span, f"add `{verb} when` and the condition", code="missing")
    if len(whens) > 1:
        because = (whens[0].span, "first stated here")
        help_ = "join both conditions in one block `any of` or `all of`"
        raise refuse(f"{what} has two conditions", whens[1].span, help_, code="duplicate", because=because)
    return whens[0] if whens else None


# --- limbs ----------------------------------------------------------------------------------


class _Limbs:
    """Turns blocks into conditions; ``labels`` is None where limbs cannot be labelled."""

    def __init__(self, context: Context, labels: Labels | None) -> None:
        self.context = context
        self.labels = labels

    def condition(self, node: tree.Expression | tree.Block, prefix: str) -> model.Condition:
        """Resolve the condition of a statement."""
        if not isinstance(node, tree.Block):
            return self._inner(node, prefix)
        self._refuse_clauses(node.clauses, "the statement itself, above its condition")
        return self._block(node, prefix)

    def _block(self, node: tree.Block, prefix: str) -> model.Condition:
        conditions = each(lambda limb: self._limb(limb, prefix), node.limbs)
        return (model.Any if node.quantifier == "any" else model.All)(conditions, node.span)

    def _limb(self, node: tree.Limb, prefix: str) -> model.Condition:
        inner = node.condition
        clauses = node.clauses + (inner.clauses if isinstance(inner, tree.Block) else ())
        if node.label is None:
            self._refuse_clauses(clauses, "a limb with a label, such as `(1)`")
            return self._inner(inner, prefix)
        if self.labels is None:
            help_ = "labels are for limbs of controls; leave it out"
            raise refuse(
                f"the label `({node.label.text})` has no control", node.label.span, help_, code="type"
            )
        label = f"{prefix}.{node.label.text}"
        labels, span = self.labels, node.label.span
        with Attempts() as attempt:
            attempt(lambda: labels.add(label, span))
            citations = attempt(lambda: each(self.context.scope.citation, all_of(tree.Cite, clauses)))
            met = attempt(lambda: self._inner(inner, label))
        assert citations is not None
        assert met is not None
        return model.Limb(label, met, citations, span, is_verified(clauses))

    def _inner(self, node: tree.Expression | tree.Block, prefix: str) -> model.Condition:
        if isinstance(node, tree.Block):
            return self._block(node, prefix)
        return condition(node, evolve(self.context, place=prefix))

    def _refuse_clauses(self, clauses: tuple[tree.Cite | tree.Unverified, ...], where: str) -> None:
        if clauses:
            cite = isinstance(clauses[0], tree.Cite)
            message = f"this {'citation' if cite else '`verified no`'} belongs to no limb"
            help_ = f"{'cite' if cite else 'say it'} at {where}"
            raise refuse(message, clauses[0].span, help_, code="type")


def unlabelled(node: tree.Expression | tree.Block, context: Context) -> model.Condition:
    """Resolve a condition outside of controls, where limbs have no labels; raises ``Refused``."""
    return _Limbs(context, None).condition(node, context.place)


# --- exclusions -----------------------------------------------------------------------------


def resolve_exclusions(
    nodes: Sequence[tree.Exclusion], controls: Mapping[str, model.Control], scope: Scope, findings: Findings
) -> dict[str, model.Exclusion]:
    """Resolve the notes of a file."""
    notes: dict[str, model.Exclusion] = {}
    for node in nodes:
        try:
            name = tree.Name(node.name.text, node.name.span)
            declare(notes, name, _exclusion(node, controls, scope), "exclusion")
        except Refused as refusal:
            findings.add(refusal)
            scope.shared.broken.add(node.name.text)
    return notes


def _exclusion(node: tree.Exclusion, controls: Mapping[str, model.Control], scope: Scope) -> model.Exclusion:
    with Attempts() as attempt:
        named = attempt(lambda: each(lambda name: scope.find(controls, name, "control"), node.controls))
        ids = attempt(lambda: distinct(node.controls, "control"))
        cites = attempt(lambda: each(scope.citation, all_of(tree.Cite, node.clauses)))
        inner = attempt(lambda: _excluded(node, named or (), scope))
    assert ids is not None
    assert cites is not None
    assert inner is not None
    verified = is_verified(node.clauses)
    return model.Exclusion(node.name.text, ids, inner, cites, node.name.span, verified)


def _excluded(node: tree.Exclusion, named: Sequence[model.Control], scope: Scope) -> model.Condition:
    what = f"the exclusion `{node.name.text}`"
    when = one_condition(node.clauses, "excluded", what, node.name.span)
    assert when is not None, "an exclusion has to have a condition"
    kind = _one_kind(named, f"{what} is from", node.name.span)
    return unlabelled(when.condition, Context(scope, kind, place=node.name.text))


def _one_kind(controls: Sequence[model.Control], what: str, span: Span) -> model.ItemKind:
    """Return the kind that all these controls are over; raises ``Refused``."""
    kind = kind_of(controls)
    if kind is None and controls:
        message = f"{what} controls for different kinds of item"
        raise refuse(message, span, "write one statement for each kind", code="type")
    if kind is None:
        raise Refused
    return kind


# --- presumptions ---------------------------------------------------------------------------


def resolve_presumptions(
    nodes: Sequence[tree.Presumption], controls: Mapping[str, model.Control], scope: Scope, findings: Findings
) -> dict[str, model.Presumption]:
    """Resolve the notes of a file by which items count as controlled."""
    notes: dict[str, model.Presumption] = {}
    for node in nodes:
        try:
            name = tree.Name(node.name.text, node.name.span)
            declare(notes, name, _presumption(node, controls, scope), "presumption")
        except Refused as refusal:
            findings.add(refusal)
            scope.shared.broken.add(node.name.text)
    return notes


def _presumption(
    node: tree.Presumption, controls: Mapping[str, model.Control], scope: Scope
) -> model.Presumption:
    with Attempts() as attempt:
        named = attempt(lambda: each(lambda name: scope.find(controls, name, "control"), node.controls))
        ids = attempt(lambda: distinct(node.controls, "control"))
        cites = attempt(lambda: each(scope.citation, all_of(tree.Cite, node.clauses)))
        conditions = attempt(lambda: _presumed(node, named or (), scope))
    assert ids is not None
    assert cites is not None
    assert conditions is not None
    inner, *overcome = conditions
    verified = is_verified(node.clauses)
    return model.Presumption(node.name.text, ids, inner, tuple(overcome), cites, node.name.span, verified)


def _presumed(
    node: tree.Presumption, named: Sequence[model.Control], scope: Scope
) -> tuple[model.Condition, ...]:
    """Return the condition of a presumption, and those by which it is overcome."""
    what = f"the presumption `{node.name.text}`"
    whens = all_of(tree.When, node.clauses)
    rest = [when for when in whens if when.verb != "overcome"]
    when = one_condition(rest, "presumed", what, node.name.span)
    assert when is not None, "a presumption has to have a condition"
    kind = _one_kind(named, f"{what} is of", node.name.span)
    context = Context(scope, kind, of_transaction=True, place=node.name.text)
    ways = [other.condition for other in whens if other.verb == "overcome"]
    return each(lambda part: unlabelled(part, context), [when.condition, *ways])


def kind_of(controls: Sequence[model.Control]) -> model.ItemKind | None:
    """Return the kind of item that all these controls are for; None where they differ."""
    kinds = {control.kind.name: control.kind for control in controls}
    return next(iter(kinds.values())) if len(kinds) == 1 else None
