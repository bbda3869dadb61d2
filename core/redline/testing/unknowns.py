"""Check metrics on what is unknown: a blank fact gives bounds that hold whatever the fact turns out to be."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from attrs import evolve

from redline import model
from redline.catalog import Item
from redline.diagnostics import Diagnostic, InputError, PluginError
from redline.evidence.determination import Determination
from redline.evidence.phrase import value_text
from redline.exact.interpreter import evaluate
from redline.testing.finding import Faults, every, fault
from redline.testing.functions import claims
from redline.testing.subject import Subject
from redline.values import Value, known

_MOST: Final = 12
"""Scenarios in which a metric is tried."""
_SHARES: Final = (Fraction(1), Fraction(1, 1000), Fraction(1, 2), Fraction(2), Fraction(1000))
"""What a blank fact turns out to be, as shares of what the scenario states."""
_UNKNOWN: Final = "unknown"
"""The choice of a reading under which a blank is an unknown value, and not one that does not count."""


def unknowns(subject: Subject) -> Faults:
    """Check that functions and metrics are sound on unknowns: what is unknown gives bounds that hold."""
    for offer in subject.own(subject.offers.functions):
        try:
            for finding in claims(subject.engine.plugins.functions[offer.name]):
                yield offer.plugin, finding
        except PluginError:
            continue  # the check of exactness has said so
    yield from _metrics(subject)


def _metrics(subject: Subject) -> Faults:
    own = {metric.name: metric for metric in _own(subject)}
    left = dict.fromkeys(own, _MOST)
    for book in subject.every_book() if own else ():
        for scenario in book.scenarios:
            names = {name for name, count in left.items() if count and own[name].kind == scenario.kind}
            if not names:
                continue
            try:
                found = _determined(subject, book, scenario)
                for name, finding in _faults(found, names):
                    plugin = subject.author(own[name].span)
                    if plugin is not None and left[name]:
                        yield plugin, evolve(finding, span=own[name].span)
                    left[name] = 0
            except InputError:
                continue  # the check of scenarios has said so
            except PluginError as error:
                yield from ((subject.plugins[0], each) for each in every(error))
                return
            for name in names & {name for name, _ in found.trace.output.metrics}:
                left[name] = max(0, left[name] - 1)


def _own(subject: Subject) -> Iterator[model.Metric]:
    """Yield the metrics that texts of the plugins define."""
    everywhere = [metric for _, book in subject.books for metric in book.metrics]
    if subject.clash is None:
        everywhere += subject.engine.vocabulary.metrics
    yield from (metric for metric in everywhere if subject.author(metric.span) is not None)


def _determined(subject: Subject, book: model.Rulebook, scenario: model.Scenario) -> Determination:
    """Determine a scenario's item where blanks are unknown values."""
    blanks = [family.blanks for family in scenario.kind.families if family.blanks is not None]
    readings = {each.name: _UNKNOWN for each in blanks if _UNKNOWN in each.choices}
    stated = dict(scenario.readings)
    asked = evolve(scenario, readings=tuple({**readings, **stated}.items()))
    return subject.engine.analyses.determine_scenario(book, asked)


def _faults(found: Determination, names: set[str]) -> Iterator[tuple[str, Diagnostic]]:
    """Yield metrics whose bounds, with one fact blank, do not hold for some value of that fact."""
    program, item = found.trace.program, found.facts
    facts = {fact.name: fact for fact in program.kind.item_facts() if fact.type == "number"}
    metrics = [(name, ref) for name, ref in program.rulebooks[0].metrics if name in names]
    for fact in facts.keys() & item.numbers.keys():
        stated = item.numbers[fact]
        blank = evaluate(program, _with(item, fact, None))
        bounds = {name: blank.number(ref) for name, ref in metrics}
        if not stated.is_known or all(each.is_known for each in bounds.values()):
            continue  # a known value comes from another source that the metric trusts
        for share in _SHARES:
            completed = evaluate(program, _with(item, fact, known(stated.low * share)))
            for name, ref in metrics:
                value = completed.number(ref)
                if not bounds[name].is_known and not _holds(bounds[name], value):
                    unit = found.trace.units[name]
                    of = value_text(known(stated.low * share), facts[fact].unit)
                    message = (
                        f"metric `{name}` is {value_text(bounds[name], unit)} where `{fact}` is unknown,"
                        f" and {value_text(value, unit)} where it is {of}"
                    )
                    yield name, fault(message, "let no blank fact rule out a value that it could give")


def _holds(bounds: Value, value: Value) -> bool:
    """Return whether a value lies within bounds; one that is not applicable has to be left open."""
    if value.absent == "yes":
        return bounds.absent != "no"
    below = bounds.high is None or (value.high is not None and value.high <= bounds.high)
    return bounds.absent != "yes" and bounds.low <= value.low and below


def _with(item: Item, fact: str, value: Value | None) -> Item:
    """Return an item with another value of one fact, None for a blank."""
    numbers = {name: each for name, each in item.numbers.items() if name != fact}
    return evolve(item, numbers=numbers if value is None else {**numbers, fact: value})
