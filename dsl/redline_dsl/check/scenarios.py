"""Resolve scenarios: worked examples beside the rule, with the outcome they expect."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

from attrs import evolve, field, frozen

from redline import model
from redline.countries import country_code
from redline.units import Unit
from redline.values import decimal_text
from redline_dsl import tree
from redline_dsl.check.controls import Labels
from redline_dsl.check.scope import Scope, declare
from redline_dsl.findings import Attempts, Findings, Refused, each, refuse, suggestion
from redline_dsl.tree.labels import lies_in
from redline_dsl.tree.lookup import all_of, distinct
from redline_dsl.tree.units import converted, words_of

_Clause = TypeVar("_Clause")


@frozen
class Outcomes:
    """What a scenario may expect: labels of limbs and controls, and names of notes."""

    labels: Labels
    notes: Mapping[str, model.Exclusion]
    exceptions: Mapping[str, object] = field(factory=dict)


def resolve_scenarios(
    nodes: Sequence[tree.Scenario], outcomes: Outcomes, scope: Scope, findings: Findings
) -> tuple[model.Scenario, ...]:
    """Resolve the scenarios of a file."""
    scenarios: dict[str, model.Scenario] = {}
    for node in nodes:
        with findings.collected():
            name = tree.Name(node.name.text, node.name.span)
            declare(scenarios, name, _scenario(node, outcomes, scope), "scenario")
    return tuple(scenarios.values())


def _scenario(node: tree.Scenario, outcomes: Outcomes, scope: Scope) -> model.Scenario:
    given = _the(tree.Given, node, "`given` and the kind of item")
    expect = _the(tree.Expect, node, "`expect` and the outcome")
    kind = scope.kind(given.kind)
    chosen = all_of(tree.Chosen, node.clauses)
    with Attempts() as attempt:
        attempt(lambda: distinct([stated.name for stated in given.facts], "fact"))
        attempt(lambda: distinct([choice.reading for choice in chosen], "reading"))
        facts = attempt(lambda: each(lambda stated: _stated(stated, kind, scope), given.facts))
        readings = attempt(lambda: each(lambda choice: _reading(choice, kind, scope), chosen))
        expectation = attempt(lambda: _expectation(expect, kind, outcomes, scope))
        license_ = attempt(lambda: _license(all_of(tree.ExpectLicense, node.clauses), outcomes, scope))
        asked = attempt(lambda: _asked(all_of(tree.Asked, node.clauses)))
    assert facts is not None
    assert readings is not None
    assert expectation is not None
    assert license_ is not None
    assert asked is not None
    expectation = evolve(
        expectation,
        license=license_.get("license", (None,))[0],
        policy=license_.get("policy", (None,))[0],
        exceptions=license_.get("exceptions"),
    )
    return model.Scenario(node.name.text, kind, facts, expectation, readings, node.name.span, *asked)


def _asked(clauses: Sequence[tree.Asked]) -> tuple[dt.date | None, str]:
    """Return the day and the mode that a scenario is asked for; raises ``Refused``."""
    days = [clause.on for clause in clauses if clause.on is not None]
    modes = [clause.mode for clause in clauses if clause.mode is not None]
    for stated in (days, modes):
        if len(stated) > 1:
            raise refuse("this is asked twice", stated[1].span, "write two scenarios", code="duplicate")
    for mode in modes:
        if mode.text not in ("enforced", "text"):
            raise refuse(
                f"there is no mode `{mode.text}`",
                mode.span,
                "write `enforced` or `text`",
                code="unknown-name",
            )
    return days[0].value if days else None, modes[0].text if modes else "enforced"


def _license(
    clauses: Sequence[tree.ExpectLicense], outcomes: Outcomes, scope: Scope
) -> dict[str, tuple[str, ...]]:
    """Return what a scenario expects of the license, by aspect; raises ``Refused``."""
    found: dict[str, tuple[str, ...]] = {}
    for clause in clauses:
        if clause.aspect in found:
            what = {"license": "the license", "policy": "the review policy", "exceptions": "exceptions"}
            message = f"the scenario speaks twice of {what[clause.aspect]}"
            raise refuse(message, clause.span, "write two scenarios", code="duplicate")
        if clause.aspect == "exceptions":
            each(lambda name: scope.find(outcomes.exceptions, name, "license exception"), clause.names)
            found[clause.aspect] = distinct(clause.names, "exception")
        else:
            found[clause.aspect] = ("_".join(name.text for name in clause.names),)
    return found


def _the(type_: type[_Clause], node: tree.Scenario, what: str) -> _Clause:
    found = all_of(type_, node.clauses)
    if not found:
        raise refuse("the scenario is not complete", node.name.span, f"add {what}", code="missing")
    if len(found) > 1:
        raise refuse(
            f"the scenario says {what} twice", node.name.span, "write two scenarios", code="duplicate"
        )
    return found[0]


# --- facts ----------------------------------------------------------------------------------


def _stated(node: tree.Stated, kind: model.ItemKind, scope: Scope) -> tuple[str, str]:
    """Return a fact's name, and its value as a cell of a catalog would write it."""
    names = {**scope.shared.names_of(kind), **_of_transaction(scope)}
    thing = names.get(node.name.text)
    if thing is None or isinstance(thing, model.Family):
        known = (name for name, other in names.items() if not isinstance(other, model.Family))
        raise scope.unknown(node.name, f"`{kind.name}` has no fact `{node.name.text}`", known, what="facts")
    if isinstance(node.value, tree.Name) and node.value.text == "unknown":
        return node.name.text, ""
    text = _collection_text(node, thing) if isinstance(thing, model.Collection) else _fact_text(node, thing)
    if text is None:
        raise refuse(
            f"`{node.value.span.text}` is no value of `{node.name.text}`",
            node.value.span,
            _help(thing, node.value.span.text),
            code="type",
            because=(thing.span, "declared here"),
        )
    return node.name.text, text


def _of_transaction(scope: Scope) -> dict[str, model.Fact]:
    return {fact.name: fact for fact in scope.shared.transaction.facts}


def _fact_text(node: tree.Stated, fact: model.Fact) -> str | None:
    match fact.type, node.value:
        case "number", tree.Number() | tree.Range():
            return _number_text(node.value, fact)
        case "date", tree.Date(value):
            return value.isoformat()
        case "yes/no", tree.Name("yes" | "no" as word):
            return word
        case "category" | "country", tree.Name(word) if word in fact.categories:
            return word
        case "text", tree.Text(text):
            return text
    return None


def _number_text(value: tree.Number | tree.Range, fact: model.Fact) -> str:
    if isinstance(value, tree.Number):
        return _decimal(value, fact)
    low = tree.Number(value.low, value.unit, value.span)
    high = tree.Number(value.high, value.unit, value.span)
    return f"{_decimal(low, fact)}..{_decimal(high, fact)}"


def _decimal(node: tree.Number, fact: model.Fact) -> str:
    assert fact.span is not None
    number = converted(node, fact.unit, fact.span)
    text = decimal_text(number)
    if text is None:
        message = f"`{node.span.text}` has no exact decimal value in {words_of(fact.unit)}"
        raise refuse(message, node.span, f"give it in {words_of(fact.unit)}", code="unit")
    if fact.positive and number == 0:
        because = (fact.span, "declared here")
        raise refuse(
            f"`{fact.name}` is above 0",
            node.span,
            "write `unknown` for a blank",
            code="value",
            because=because,
        )
    return text


def _collection_text(node: tree.Stated, collection: model.Collection) -> str | None:
    if not isinstance(node.value, tree.Text):
        return None
    parts = [part.strip() for part in node.value.text.split(";")]
    pattern = _pattern(collection)
    return node.value.text if all(pattern.fullmatch(part) for part in parts) else None


def _pattern(collection: model.Collection) -> re.Pattern[str]:
    """Return what one part looks like: an item's name, or numbers, ranges or `?` for its facts."""
    value = r"(?:[0-9.e+-]+|\?)"
    pattern = re.escape(collection.pattern).replace("COUNT", "[0-9]+")
    if collection.kind is not None:
        return re.compile(pattern.replace("NAME", r"\S.*"))
    for fact in sorted(collection.facts, key=lambda fact: -len(fact.name)):
        pattern = pattern.replace(re.escape(fact.name), value)
    return re.compile(pattern)


def _help(thing: model.Fact | model.Collection | model.Family, written: str) -> str:
    code = country_code(written.strip('"').replace("_", " ")) if _is_country(thing) else None
    meant = f"did you mean `{code}`? " if code else ""
    return f"{meant}give {_wanted(thing)}, or `unknown`"


def _is_country(thing: model.Fact | model.Collection | model.Family) -> bool:
    return isinstance(thing, model.Fact) and thing.type == "country"


def _wanted(thing: model.Fact | model.Collection | model.Family) -> str:
    match thing:
        case model.Fact(type="number", unit=Unit() as unit):
            return f"a number in {words_of(unit)}"
        case model.Fact(type="category", categories=words):
            return f"one of {', '.join(f'`{word}`' for word in words)}"
        case model.Fact(type="country"):
            return "a country by its two letters (ISO 3166), such as `CN`"
        case model.Fact(type="date"):
            return "a date, such as 2024-01-31"
        case model.Fact(type="text"):
            return "a text in quotes"
        case model.Collection(pattern=pattern):
            return f"its parts in quotes, each as `{pattern}`, with `;` between them"
    return "`yes` or `no`"


# --- readings and expectations --------------------------------------------------------------


def _reading(node: tree.Chosen, kind: model.ItemKind, scope: Scope) -> tuple[str, str]:
    readings = {reading.name: reading for reading in kind.readings()}
    reading = scope.find(readings, node.reading, "reading")
    if node.choice.text not in reading.choices:
        help_ = suggestion(node.choice.text, reading.choices, what="choices")
        message = f"the reading `{reading.name}` has no choice `{node.choice.text}`"
        raise refuse(message, node.choice.span, help_, code="unknown-name")
    return reading.name, node.choice.text


def _expectation(
    node: tree.Expect, kind: model.ItemKind, outcomes: Outcomes, scope: Scope
) -> model.Expectation:
    known: Mapping[str, object]
    match node.status:
        case "controlled":
            known, what = outcomes.labels.places, "limb or control"
        case "not_controlled":
            known, what = outcomes.notes, "exclusion"
        case _:
            facts = {**scope.shared.names_of(kind), **_of_transaction(scope)}
            known = {name: fact for name, fact in facts.items() if not isinstance(fact, model.Family)}
            what = "fact"
    each(lambda name: _find(known, tree.Name(name.text, name.span), what, scope), node.because)
    named = distinct(node.because, what)
    return model.Expectation(
        node.status,
        limbs=named if node.status == "controlled" else (),
        excluded_by=named if node.status == "not_controlled" else (),
        missing=named if node.status == "undetermined" else (),
        unstated=distinct(node.unstated, "reason"),
        span=node.span,
    )


def _find(known: Mapping[str, object], name: tree.Name, what: str, scope: Scope) -> None:
    """Raise ``Refused`` for a name that is not known, silently where it is that of a limb that is broken."""
    if name.text not in known and any(lies_in(name.text, broken) for broken in scope.shared.broken):
        raise Refused
    scope.find(known, name, what)
