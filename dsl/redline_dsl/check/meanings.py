"""Say what a name in an expression stands for, and why one that stands for nothing does not."""

from __future__ import annotations

import re
from typing import TypeAlias

from attrs import frozen

from redline import model
from redline.units import unit_names
from redline_dsl import tree
from redline_dsl.check.scope import Scope, Shared
from redline_dsl.findings import Refused, refuse, suggestion
from redline_dsl.tree.units import words_of

Meaning: TypeAlias = (
    model.Fact
    | model.Metric
    | model.Parameter
    | model.Family
    | model.Collection
    | model.MemberValue
    | model.MemberAttribute
)


@frozen
class Context:
    """Where an expression stands: of which kind it speaks, and inside which family or collection."""

    scope: Scope
    kind: model.ItemKind | None
    inside: model.Family | model.Collection | None = None
    selecting: bool = False
    """Inside a `where`."""
    of_transaction: bool = False
    """Whether the transaction may be asked about: in license statements and presumptions only."""
    place: str = ""
    """The label of the limb, note or statement that a condition stands in; none in a metric."""


def meaning_of(name: tree.Name, context: Context) -> Meaning:
    """Return what a name stands for in its place; raises ``Refused``."""
    if name.text in context.scope.parameters:
        return context.scope.parameters[name.text]
    match context.inside:
        case model.Collection():
            return _in_collection(name, context.inside, context)
        case model.Family():
            return _in_family(name, context.inside, context)
    if (fact := context.scope.shared.transaction.fact(name.text)) is not None:
        return _of_transaction(name, fact, context)
    if context.kind is None:
        message = f"`{name.text}` is a property of items, and these controls are for items of several kinds"
        raise refuse(message, name.span, "write one statement for each kind", code="type")
    metrics = context.scope.shared.metrics
    if name.text in metrics:
        return _metric(name, metrics[name.text], context.kind)
    facts = context.scope.shared.names_of(context.kind)
    if name.text in facts:
        return facts[name.text]
    raise _unknown(name, context)


def _of_transaction(name: tree.Name, fact: model.Fact, context: Context) -> model.Fact:
    if context.of_transaction:
        return fact
    raise refuse(
        f"`{name.text}` is said of the transaction, and this speaks of items",
        name.span,
        "the transaction belongs in license requirements, exceptions, review policies and presumptions",
        code="type",
        because=(fact.span, "declared here"),
    )


def _metric(name: tree.Name, metric: model.Metric, kind: model.ItemKind) -> model.Metric:
    if metric.kind.name == kind.name:
        return metric
    raise refuse(
        f"`{name.text}` is a metric of `{metric.kind.name}`, and this speaks of `{kind.name}`",
        name.span,
        code="type",
        because=(metric.span, "declared here"),
    )


def _in_collection(name: tree.Name, collection: model.Collection, context: Context) -> Meaning:
    facts = {fact.name: fact for fact in collection.facts}
    if name.text in facts:
        return facts[name.text]
    raise _out_of_place(name, context, facts, f"one part of `{collection.name}`", "facts of a part")


def _in_family(name: tree.Name, family: model.Family, context: Context) -> Meaning:
    attributes = dict(family.attributes)
    if name.text in attributes:
        return model.MemberAttribute(family, name.text, attributes[name.text], name.span)
    if name.text == family.value and not context.selecting:
        return model.MemberValue(family, name.span)
    if name.text == family.value:
        message = f"members of `{family.name}` are selected by their constants, not by `{name.text}`"
        help_ = suggestion("", attributes, what="constants")
        raise refuse(message, name.span, help_, code="type", because=(family.span, "declared here"))
    known = [*attributes] if context.selecting else [family.value, *attributes]
    raise _out_of_place(name, context, known, f"one member of `{family.name}`", "its names")


def _out_of_place(
    name: tree.Name, context: Context, known: dict[str, model.Fact] | list[str], where: str, what: str
) -> Refused:
    """Refuse a name inside a selection: it is unknown, or belongs to the whole item."""
    assert context.kind is not None
    if name.text in context.scope.shared.names_of(context.kind) or name.text in context.scope.shared.metrics:
        help_ = suggestion("", known, what=what)
        return refuse(
            f"`{name.text}` is said of the whole item, not of {where}", name.span, help_, code="type"
        )
    message = f"unknown name `{name.text}`"
    return context.scope.unknown(name, message, known, context.scope.parameters, what="names")


def _unknown(name: tree.Name, context: Context) -> Refused:
    assert context.kind is not None
    kind, shared = context.kind, context.scope.shared
    if name.text in shared.broken:
        return Refused()
    if (known_elsewhere := _elsewhere(name, kind, shared)) is not None:
        return known_elsewhere
    message = f"unknown name `{name.text}`"
    if name.text in shared.functions:
        help_ = f"a function is called: write `{shared.functions[name.text].signature}`"
        return refuse(f"`{name.text}` is a function, not a quantity", name.span, help_, code="type")
    if (unit_help := _unit_help(name.text)) is not None:
        return refuse(message, name.span, unit_help, code="unknown-name")
    facts = [fact.name for fact in shared.transaction.facts] if context.of_transaction else []
    known = (shared.names_of(kind), shared.metric_names(kind), context.scope.parameters, facts)
    return context.scope.unknown(name, message, *known, what="names")


def _elsewhere(name: tree.Name, kind: model.ItemKind, shared: Shared) -> Refused | None:
    """Refuse a name that means something, but not here."""
    for fact in kind.facts:
        if name.text in fact.categories:
            message = f"`{name.text}` is a word, not a quantity or a condition"
            return refuse(message, name.span, f"write `{fact.name} is {name.text}`", code="type")
    for family in kind.families:
        if name.text == family.value or name.text in dict(family.attributes):
            message = f"`{name.text}` is said of one member of `{family.name}`, not of the item"
            help_ = f"write `largest of {family.name} : {name.text}`"
            return refuse(message, name.span, help_, code="type", because=(family.span, "declared here"))
    for other in shared.kinds.values():
        if (thing := shared.names_of(other).get(name.text)) is not None:
            message = f"`{name.text}` is said of `{other.name}`, and this speaks of `{kind.name}`"
            return refuse(message, name.span, code="type", because=(thing.span, "declared here"))
    return None


def _unit_help(text: str) -> str | None:
    """Say how to write a unit, where one was probably meant."""
    number = re.match(r"([0-9]+(?:\.[0-9]+)?)([A-Za-z]\w*)$", text)
    if number is not None and number[2] in unit_names():
        return f"put a blank between the number and its unit: `{number[1]} {number[2]}`"
    if text in unit_names():
        return "a unit follows its number, and has no blanks itself: `90 TOPS*bit`"
    return None


def sort_of(meaning: Meaning) -> str:
    """Say what sort of thing a name stands for."""
    match meaning:
        case model.Fact(type="yes/no"):
            return "a yes/no fact"
        case model.Fact(type="category"):
            return "a fact with words for values"
        case model.Fact(type="country"):
            return "a country"
        case model.Fact(type="date"):
            return "a date"
        case model.Fact(type="text"):
            return "a text"
        case model.Family():
            return "a family of facts"
        case model.Collection():
            return "a collection of parts"
    return "a quantity"


def use_of(meaning: Meaning) -> str:
    """Say how a name of this sort is used."""
    match meaning:
        case model.Fact(name, "yes/no"):
            return f"write `{name}` or `not {name}` as a condition"
        case model.Fact(name, "category", categories=categories):
            return f"write `{name} is {categories[0]}`"
        case model.Fact(name, "country"):
            return f"write `{name} in CN`, with a country, a group, or groups joined by `+` and `-`"
        case model.Fact(type="text"):
            return "texts are for people to read; rules cannot ask about them"
        case model.Fact(name, "date"):
            return f"compare it: `{name} >= 2024-01-01`"
        case model.Family(name, value):
            return f"write `largest of {name} : {value}`"
        case model.Collection(name):
            return f"write `count of {name}`, or `sum of {name} : ...`"
        case model.MemberValue(family):
            return f"compare it with a number in {words_of(family.unit)}"
        case model.MemberAttribute(_, name, unit):
            return f"compare it with a number in {words_of(unit)}"
    return f"compare it with a limit in {words_of(meaning.unit)}"
