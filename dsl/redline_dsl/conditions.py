"""Compile a condition that stands by itself: `TPP >= 2000 and market_segment is datacenter`.

It is an expression of the rule language, written by somebody who has the catalog in front of them. So a
number without a unit is in the unit of what it is compared with, and a word may be spelt as in catalogs.
The short form `FACT=VALUE` is read as well: scripts have it.
"""

from __future__ import annotations

import re
from typing import Final

from attrs import evolve

from redline import model
from redline.countries import country_code, nearest_country
from redline.diagnostics import Source, Span
from redline_dsl import tree
from redline_dsl.check.expressions import condition
from redline_dsl.check.meanings import Context, meaning_of, sort_of, use_of
from redline_dsl.check.scope import Scope, Shared
from redline_dsl.findings import Findings, refuse, suggestion
from redline_dsl.parse.text import parse_condition

_SHORT: Final = re.compile(r"\s*([A-Za-z]\w*)\s*=\s*([^=<>]*[^=<>\s])\s*")


def compile_condition(source: Source, kind: model.ItemKind, vocabulary: model.Vocabulary) -> model.Condition:
    """Compile a condition on items of a kind. Raises ``InputError`` with every finding."""
    shared = Shared.of(vocabulary)
    shared.kinds[kind.name] = kind
    context = Context(Scope(shared), kind, of_transaction=True, as_in_catalogs=True)
    findings = Findings()
    with findings.collected():
        short = _SHORT.fullmatch(source.text)
        compiled = (
            condition(parse_condition(source), context) if short is None else _short(source, short, context)
        )
        for control, _ in context.scope.referred:
            help_ = "ask about the facts of the parts, or check the items under the rulebook that has it"
            raise refuse(f"no rulebook has a control `{control.text}` here", control.span, help_, code="type")
    findings.raise_any()
    return compiled


def _short(source: Source, match: re.Match[str], context: Context) -> model.Condition:
    """Compile `FACT=VALUE`."""
    name, value = (
        tree.Name(match[place], Span(source, 1, match.start(place) + 1, len(match[place])))
        for place in (1, 2)
    )
    fact = meaning_of(name, context)
    span = Span(source, 1, name.span.column, match.end(2) - match.start(1))
    match fact:
        case model.Fact(type="category"):
            return model.Is(fact, (_word(value, fact, fact.categories, fact.word(value.text)),), span)
        case model.Fact(type="country"):
            code = country_code(value.text)
            if code is None:
                message = f"`{value.text}` is no country"
                raise refuse(message, value.span, lambda: nearest_country(value.text), code="unknown-name")
            return model.InGroup(fact, frozenset({code}), value.text, (), span)
        case model.Fact(type="yes/no"):
            holds = model.Holds(fact, name.span)
            word = _word(value, fact, ("yes", "no"), value.text)
            return holds if word == "yes" else model.Not(holds, span)
        case model.Fact(type="number" | "date") | model.Metric():
            least = condition(parse_condition(source, {"=": ">="}), context)
            assert isinstance(least, model.Comparison), "what stands around the sign has no other one"
            return model.All((least, evolve(least, operator="<=")), span)
    raise refuse(f"`{name.text}` is {sort_of(fact)}", name.span, use_of(fact), code="type")


def _word(value: tree.Name, fact: model.Fact, words: tuple[str, ...], meant: str | None) -> str:
    if meant in words:
        return meant
    help_ = suggestion(value.text, words, what=f"words of `{fact.name}`")
    raise refuse(f"`{fact.name}` is never `{value.text}`", value.span, help_, code="unknown-name")
