"""Check expressions: what is a quantity, what is a condition, and what their names stand for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final

from attrs import evolve

from redline import model
from redline.diagnostics import Span
from redline.units import DATE, ONE
from redline_dsl import tree
from redline_dsl.check.calls import call_of
from redline_dsl.check.countries import evaluate
from redline_dsl.check.dimensions import product_of, refuse_mismatch, sum_of
from redline_dsl.check.meanings import Context, meaning_of, sort_of, use_of
from redline_dsl.findings import each, refuse, suggestion
from redline_dsl.tree.units import unit_of

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
        case tree.Call():
            arguments = each(lambda argument: quantity(argument, context), node.arguments)
            return call_of(node, arguments, context.scope.shared.functions)
        case tree.Aggregate():
            return _aggregate(node, context)
    message = f"`{_shown(node.span)}` is a condition where a quantity belongs"
    raise refuse(
        message, node.span, "conditions are joined by `and` and `or`, not computed with", code="type"
    )


def _named_quantity(name: tree.Name, context: Context) -> model.Expression:
    meaning = meaning_of(name, context)
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
        f"`{name.text}` is {sort_of(meaning)}, not a quantity",
        name.span,
        use_of(meaning),
        code="type",
        because=(meaning.span, "declared here"),
    )


def _extremum(node: tree.Extremum, context: Context) -> model.Expression:
    values = each(lambda value: quantity(value, context), node.values)
    if len(values) < 2:
        help_ = f"write `{node.function} of (a, b)`, or `{node.function} of FAMILY : ...`"
        raise refuse(
            f"`{node.function} of` compares at least two quantities", node.span, help_, code="syntax"
        )
    for value in values[1:]:
        refuse_mismatch(values[0], value, node.span, "cannot be compared")
    return model.Extremum(node.function, values, values[0].unit, node.span)


def _aggregate(node: tree.Aggregate, context: Context) -> model.Expression:
    over = _members_of(node.over, context)
    where = (
        None if node.where is None else condition(node.where, evolve(context, inside=over, selecting=True))
    )
    if node.value is None:
        return model.Aggregate("count", over, None, where, ONE, node.span)
    value = quantity(node.value, evolve(context, inside=over))
    return model.Aggregate(node.function, over, value, where, value.unit, node.span)


def _members_of(name: tree.Name, context: Context) -> model.Family | model.Collection:
    if context.inside is not None:
        message = f"one selection stands inside another, over `{context.inside.name}`"
        raise refuse(message, name.span, "name the inner one as a metric of its own", code="type")
    meaning = meaning_of(name, context)
    if isinstance(meaning, model.Family | model.Collection):
        return meaning
    assert context.kind is not None
    kind = context.kind
    known = [*(family.name for family in kind.families), *(parts.name for parts in kind.collections)]
    message = f"`{name.text}` is {sort_of(meaning)}, and has no members"
    help_ = suggestion(name.text, known, what="families and collections")
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
    if type(node) in _CONDITIONS:
        return _CONDITIONS[type(node)](node, context)
    message = f"`{_shown(node.span)}` is a quantity where a condition belongs"
    help_ = "compare it with a limit: `>=`, `>`, `<=` or `<`"
    if isinstance(node, tree.Aggregate) and node.where is not None:
        help_ += "; put parentheses around the whole of it first"
    raise refuse(message, node.span, help_, code="type")


def _named_condition(name: tree.Name, context: Context) -> model.Condition:
    meaning = meaning_of(name, context)
    if isinstance(meaning, model.Fact) and meaning.type == "yes/no":
        return model.Holds(meaning, name.span)
    raise refuse(
        f"`{name.text}` is {sort_of(meaning)}, not a condition",
        name.span,
        use_of(meaning),
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
    meaning = meaning_of(node.fact, context)
    if not isinstance(meaning, model.Fact) or meaning.type != "category":
        raise refuse(
            f"`is` asks for a word, and `{node.fact.text}` is {sort_of(meaning)}",
            node.span,
            use_of(meaning),
            code="type",
            because=(meaning.span, "declared here"),
        )
    words = each(lambda word: _category(word, meaning), node.words)
    test = model.Is(meaning, tuple(dict.fromkeys(words)), node.span)
    return model.Not(test, node.span) if node.negated else test


def _category(word: tree.Name, fact: model.Fact) -> str:
    if word.text in fact.categories:
        return word.text
    help_ = suggestion(word.text, fact.categories, what="words")
    because = (fact.span, "its words are declared here")
    message = f"`{fact.name}` is never `{word.text}`"
    raise refuse(message, word.span, help_, code="unknown-name", because=because)


def _in_set(node: tree.InSet, context: Context) -> model.Condition:
    meaning = meaning_of(node.fact, context)
    if not isinstance(meaning, model.Fact) or meaning.type != "country":
        raise refuse(
            f"`in` asks for a country, and `{node.fact.text}` is {sort_of(meaning)}",
            node.span,
            use_of(meaning),
            code="type",
            because=(meaning.span, "declared here"),
        )
    groups = context.scope.shared.groups
    countries = evaluate(node.countries, groups, context.scope.shared.broken)
    unverified = [name.text for name in node.countries.names if name.text in groups]
    return model.InGroup(
        meaning,
        countries,
        node.countries.span.text,
        tuple(name for name in unverified if not groups[name].verified),
        node.span,
    )


def _any_of_kind(node: tree.AnyOfKind, context: Context) -> model.Condition:
    """Check `any of chips is 3A090.a`; that the control is over such items is seen with all of them."""
    over = _members_of(node.over, context)
    if not isinstance(over, model.Collection) or over.kind is None:
        raise refuse(
            f"`{node.over.text}` does not hold items of a kind of their own",
            node.over.span,
            "declare it as `collection NAME of KIND`, or select its parts with `where`",
            code="type",
            because=(over.span, "declared here"),
        )
    context.scope.referred.append((node.control, over))
    return model.AnyOfKind(over, node.control.text, node.span)


def _unstated(node: tree.Unstated, context: Context) -> model.Condition:
    if context.inside is not None or not context.place:
        where = f"the parts of `{context.inside.name}`" if context.inside is not None else "a metric"
        help_ = "make it a condition of its own in a control, a note or a license statement"
        raise refuse(f"`unstated` cannot be said of {where}", node.span, help_, code="type")
    if not node.reason.text.strip():
        help_ = "say what was looked for and not found"
        raise refuse("`unstated` gives no reason", node.reason.span, help_, code="missing")
    return model.Unstated(context.place, node.reason.text, node.span)


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


_CONDITIONS: Final[Mapping[type, Callable[[Any, Context], model.Condition]]] = {
    tree.Name: _named_condition,
    tree.Chain: _chain,
    tree.IsWord: _is_word,
    tree.InSet: _in_set,
    tree.AnyPart: _any_part,
    tree.AnyOfKind: _any_of_kind,
    tree.Unstated: _unstated,
}


def _shown(span: Span) -> str:
    return span.text if len(span.text) <= 60 else span.text[:57] + "..."
