"""Check expressions: what is a quantity, what is a condition, and what their names stand for."""

from __future__ import annotations

from fractions import Fraction
from typing import Final, TypeAlias

from attrs import evolve, frozen

from redline import model
from redline.diagnostics import Span
from redline.units import DATE, ONE
from redline_dsl import tree
from redline_dsl.countries import evaluate
from redline_dsl.dimensions import product_of, refuse_mismatch, sum_of
from redline_dsl.refusal import Refused, each, refuse
from redline_dsl.scope import Scope, kind_names, suggestion
from redline_dsl.written_units import unit_of, words_of

TRANSACTION: Final = ("destination", "headquarters")
"""Country facts of a transaction."""

_Meaning: TypeAlias = (
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
    """Whether countries of the transaction may be asked for: in license statements only."""


# --- quantities -----------------------------------------------------------------------------


def quantity(node: tree.Expression, context: Context) -> model.Expression:
    """Check an expression that has to be a quantity (or a date); raises ``Refused``."""
    match node:
        case tree.Number(value, unit, span):
            return model.Quantity(value, unit_of(unit) if unit else ONE, span)
        case tree.Date(value, span):
            return model.Quantity(Fraction(value.toordinal()), DATE, span)
        case tree.Name():
            return _named_quantity(node, context)
        case tree.Arithmetic(operator, left, right, span):
            first, second = each(lambda side: quantity(side, context), (left, right))
            if operator == "+":
                return sum_of(first, second, span)
            return product_of(operator, first, second, span, context.scope.shared.constant)
        case tree.Extremum():
            return _extremum(node, context)
        case tree.Aggregate():
            return _aggregate(node, context)
    message = f"`{_shown(node.span)}` is a condition where a quantity belongs"
    raise refuse(message, node.span, "conditions are joined by `and` and `or`, not computed with", code="type")


def _named_quantity(name: tree.Name, context: Context) -> model.Expression:
    meaning = _meaning(name, context)
    match meaning:
        case model.Fact(type="number" | "date"):
            return model.FactRef(meaning, name.span)
        case model.Metric():
            return model.MetricRef(meaning, name.span)
        case model.Parameter():
            return model.ParameterRef(meaning, name.span)
        case model.MemberValue() | model.MemberAttribute():
            return meaning
    raise refuse(
        f"`{name.text}` is {_sort(meaning)}, not a quantity",
        name.span,
        _use(meaning),
        code="type",
        because=(meaning.span, "declared here"),
    )


def _extremum(node: tree.Extremum, context: Context) -> model.Expression:
    values = each(lambda value: quantity(value, context), node.values)
    if len(values) < 2:
        help_ = f"write `{node.function} of (a, b)`, or `{node.function} of FAMILY : ...`"
        raise refuse(f"`{node.function} of` compares at least two quantities", node.span, help_, code="syntax")
    for value in values[1:]:
        refuse_mismatch(values[0], value, node.span, "cannot be compared")
    return model.Extremum(node.function, values, values[0].unit, node.span)


def _aggregate(node: tree.Aggregate, context: Context) -> model.Expression:
    over = _members_of(node.over, context)
    where = None if node.where is None else condition(node.where, evolve(context, inside=over, selecting=True))
    if node.value is None:
        return model.Aggregate("count", over, None, where, ONE, node.span)
    value = quantity(node.value, evolve(context, inside=over))
    return model.Aggregate(node.function, over, value, where, value.unit, node.span)


def _members_of(name: tree.Name, context: Context) -> model.Family | model.Collection:
    if context.inside is not None:
        message = f"one selection stands inside another, over `{context.inside.name}`"
        raise refuse(message, name.span, "name the inner one as a metric of its own", code="type")
    meaning = _meaning(name, context)
    if isinstance(meaning, model.Family | model.Collection):
        return meaning
    assert context.kind is not None
    known = [thing.name for thing in (*context.kind.families, *context.kind.collections)]
    message = f"`{name.text}` is {_sort(meaning)}, and has no members"
    help_ = suggestion(name.text, known, "families and collections")
    raise refuse(message, name.span, help_, code="type", because=(meaning.span, "declared here"))


# --- conditions -----------------------------------------------------------------------------


def condition(node: tree.Expression, context: Context) -> model.Condition:
    """Check an expression that has to be a condition; raises ``Refused``."""
    match node:
        case tree.Comparison(operator, left, right, span):
            first, second = each(lambda side: quantity(side, context), (left, right))
            refuse_mismatch(first, second, span, "cannot be compared")
            return model.Comparison(operator, first, second, span)
        case tree.Negation(operand, span):
            return model.Not(condition(operand, context), span)
        case tree.Chain():
            return _chain(node, context)
        case tree.IsWord():
            return _is_word(node, context)
        case tree.InSet():
            return _in_set(node, context)
        case tree.AnyPart():
            return _any_part(node, context)
        case tree.Name():
            return _named_condition(node, context)
    message = f"`{_shown(node.span)}` is a quantity where a condition belongs"
    help_ = "compare it with a limit: `>=`, `>`, `<=` or `<`"
    if isinstance(node, tree.Aggregate) and node.where is not None:
        help_ += "; put parentheses around the whole of it first"
    raise refuse(message, node.span, help_, code="type")


def _named_condition(name: tree.Name, context: Context) -> model.Condition:
    meaning = _meaning(name, context)
    if isinstance(meaning, model.Fact) and meaning.type == "yes/no":
        return model.Holds(meaning, name.span)
    raise refuse(
        f"`{name.text}` is {_sort(meaning)}, not a condition",
        name.span,
        _use(meaning),
        code="type",
        because=(meaning.span, "declared here"),
    )


def _chain(node: tree.Chain, context: Context) -> model.Condition:
    words = {connective.text for connective in node.connectives}
    if len(words) > 1:
        odd = next(word for word in node.connectives if word.text != node.connectives[0].text)
        raise refuse(
            "`and` and `or` are mixed",
            odd.span,
            "put parentheses around what belongs together: `(a and b) or c`",
            code="syntax",
            because=(node.connectives[0].span, f"`{node.connectives[0].text}` stands here"),
        )
    conditions = each(lambda operand: condition(operand, context), node.operands)
    return (model.All if words == {"and"} else model.Any)(conditions, node.span)


def _is_word(node: tree.IsWord, context: Context) -> model.Condition:
    meaning = _meaning(node.fact, context)
    if not isinstance(meaning, model.Fact) or meaning.type != "category":
        raise refuse(
            f"`is` asks for a word, and `{node.fact.text}` is {_sort(meaning)}",
            node.span,
            _use(meaning),
            code="type",
            because=(meaning.span, "declared here"),
        )
    words = each(lambda word: _category(word, meaning), node.words)
    test = model.Is(meaning, tuple(dict.fromkeys(words)), node.span)
    return model.Not(test, node.span) if node.negated else test


def _category(word: tree.Name, fact: model.Fact) -> str:
    if word.text in fact.categories:
        return word.text
    help_ = suggestion(word.text, fact.categories, "words")
    because = (fact.span, "its words are declared here")
    message = f"`{fact.name}` is never `{word.text}`"
    raise refuse(message, word.span, help_, code="unknown-name", because=because)


def _in_set(node: tree.InSet, context: Context) -> model.Condition:
    if node.fact.text not in TRANSACTION:
        help_ = suggestion(node.fact.text, TRANSACTION, "countries of a transaction")
        raise refuse(f"`{node.fact.text}` is no country of the transaction", node.fact.span, help_, code="unknown-name")
    if not context.of_transaction:
        raise refuse(
            f"`{node.fact.text}` is no property of an item",
            node.span,
            "countries belong in license requirements, license exceptions and review policies",
            code="type",
        )
    countries = evaluate(node.countries, context.scope.groups, context.scope.shared.broken)
    return model.InGroup(node.fact.text, countries, node.countries.span.text, node.span)


def _any_part(node: tree.AnyPart, context: Context) -> model.Condition:
    over = _members_of(node.over, context)
    if isinstance(over, model.Family):
        raise refuse(
            f"`any of` asks about parts, and `{over.name}` is a family of facts",
            node.over.span,
            f"compare the largest: `largest of {over.name} : {over.value} >= ...`",
            code="type",
            because=(over.span, "declared here"),
        )
    return model.AnyPart(over, condition(node.where, evolve(context, inside=over, selecting=True)), node.span)


# --- names ----------------------------------------------------------------------------------


def _meaning(name: tree.Name, context: Context) -> _Meaning:
    """Return what a name stands for in its place; raises ``Refused``."""
    if name.text in context.scope.parameters:
        return context.scope.parameters[name.text]
    match context.inside:
        case model.Collection():
            return _in_collection(name, context.inside, context)
        case model.Family():
            return _in_family(name, context.inside, context)
    if context.kind is None:
        message = f"`{name.text}` is a property of items, and these controls are for items of several kinds"
        raise refuse(message, name.span, "write one statement for each kind", code="type")
    metrics = context.scope.shared.metrics
    if name.text in metrics:
        return _metric(name, metrics[name.text], context.kind)
    facts = kind_names(context.kind)
    if name.text in facts:
        return facts[name.text]
    raise _unknown(name, context)


def _metric(name: tree.Name, metric: model.Metric, kind: model.ItemKind) -> model.Metric:
    if metric.kind.name == kind.name:
        return metric
    raise refuse(
        f"`{name.text}` is a metric of `{metric.kind.name}`, and this speaks of `{kind.name}`",
        name.span,
        code="type",
        because=(metric.span, "declared here"),
    )


def _in_collection(name: tree.Name, collection: model.Collection, context: Context) -> _Meaning:
    facts = {fact.name: fact for fact in collection.facts}
    if name.text in facts:
        return facts[name.text]
    raise _out_of_place(name, context, facts, f"one part of `{collection.name}`", "facts of a part")


def _in_family(name: tree.Name, family: model.Family, context: Context) -> _Meaning:
    attributes = dict(family.attributes)
    if name.text in attributes:
        return model.MemberAttribute(family, name.text, attributes[name.text], name.span)
    if name.text == family.value and not context.selecting:
        return model.MemberValue(family, name.span)
    if name.text == family.value:
        message = f"members of `{family.name}` are selected by their constants, not by `{name.text}`"
        help_ = suggestion("", attributes, "constants")
        raise refuse(message, name.span, help_, code="type", because=(family.span, "declared here"))
    known = [*attributes] if context.selecting else [family.value, *attributes]
    raise _out_of_place(name, context, known, f"one member of `{family.name}`", "its names")


def _out_of_place(
    name: tree.Name, context: Context, known: dict[str, model.Fact] | list[str], where: str, what: str
) -> Refused:
    """Refuse a name inside a selection: it is unknown, or belongs to the whole item."""
    assert context.kind is not None
    if name.text in kind_names(context.kind) or name.text in context.scope.shared.metrics:
        help_ = suggestion("", known, what)
        return refuse(f"`{name.text}` is said of the whole item, not of {where}", name.span, help_, code="type")
    message = f"unknown name `{name.text}`"
    return context.scope.unknown(name, message, [*known, *context.scope.parameters], "names")


def _unknown(name: tree.Name, context: Context) -> Refused:
    assert context.kind is not None
    of_kind = [metric.name for metric in context.scope.shared.metrics.values() if metric.kind.name == context.kind.name]
    known = [*kind_names(context.kind), *of_kind, *context.scope.parameters]
    for word in (word for fact in context.kind.facts for word in fact.categories):
        if word == name.text:
            fact = next(fact for fact in context.kind.facts if word in fact.categories)
            message = f"`{word}` is a word, not a quantity or a condition"
            return refuse(message, name.span, f"write `{fact.name} is {word}`", code="type")
    for family in context.kind.families:
        if name.text == family.value or name.text in dict(family.attributes):
            message = f"`{name.text}` is said of one member of `{family.name}`, not of the item"
            help_ = f"write `largest of {family.name} : {name.text}`"
            return refuse(message, name.span, help_, code="type", because=(family.span, "declared here"))
    return context.scope.unknown(name, f"unknown name `{name.text}`", known, "names")


def _sort(meaning: _Meaning) -> str:
    match meaning:
        case model.Fact(type="yes/no"):
            return "a yes/no fact"
        case model.Fact(type="category"):
            return "a fact with words for values"
        case model.Fact(type="date"):
            return "a date"
        case model.Fact(type="text"):
            return "a text"
        case model.Family():
            return "a family of facts"
        case model.Collection():
            return "a collection of parts"
    return "a quantity"


def _use(meaning: _Meaning) -> str:
    """Say how a name of this sort is used."""
    match meaning:
        case model.Fact(name, "yes/no"):
            return f"write `{name}` or `not {name}` as a condition"
        case model.Fact(name, "category", categories=categories):
            return f"write `{name} is {categories[0]}`"
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


def _shown(span: Span) -> str:
    return span.text if len(span.text) <= 60 else span.text[:57] + "..."
