"""Check rule texts: they compile, their units are sound, and they say where the law stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, TypeAlias

from redline import model
from redline.diagnostics import Source, Span
from redline.engine import statements
from redline.program.trace import walk
from redline.suggestions import nearest
from redline.testing.finding import Faults, fault
from redline.testing.subject import Subject, is_of
from redline.units import parse_unit, unit_names

_APART: Final = {"unit": "units", "duplicate": "names"}
"""Findings of the compiler that belong to a check of their own, by their code."""


def refused(subject: Subject, check: str) -> Faults:
    """Yield what the compiler says of the plugin's texts, as far as it belongs to a check."""
    for plugin, finding in subject.refusals:
        if _APART.get(finding.code, "compiles") == check:
            yield plugin, finding


def compiles(subject: Subject) -> Faults:
    """Check that its rule texts compile, and say something: rulebooks, amendments and vocabularies."""
    yield from refused(subject, "compiles")
    for offer in subject.texts:
        if not statements(offer.thing) and offer.thing not in _refused_texts(subject):
            place = Span(offer.thing, 1, 1)
            yield offer.plugin, fault("the file says nothing", "write rules into it, or remove it", place)
    yield from _regimes_without_texts(subject)


def _regimes_without_texts(subject: Subject) -> Faults:
    """Yield facts that bear on licenses under a regime of which there is no text: they bear on none."""
    if subject.clash is not None:
        return
    transaction = subject.engine.vocabulary.transaction
    named = {name: regimes for name, regimes in transaction.bearing if regimes}
    authors = [(subject.author(fact.span), fact) for fact in transaction.facts if fact.name in named]
    own = [(plugin, fact) for plugin, fact in authors if plugin is not None]
    known = {book.regime for book in subject.every_book()} if own else set()
    for plugin, fact in own:
        for regime in sorted(set(named[fact.name]) - known):
            near = nearest(regime, known)
            remedy = f"did you mean `{near}`?" if near else "name a regime of which some plugin has a text"
            message = f"`{fact.name}` bears on license under `{regime}`, and there is no text of that regime"
            yield plugin, fault(message, remedy, fact.span)


def _refused_texts(subject: Subject) -> set[Source]:
    return {finding.span.source for _, finding in subject.refusals if finding.span is not None}


# --- units ----------------------------------------------------------------------------------


def units(subject: Subject) -> Faults:
    """Check that its units are sound: quantities fit, and a fact has the unit that its name says."""
    yield from refused(subject, "units")
    for fact in _facts(subject):
        plugin = subject.author(fact.span)
        said = _SPELLED.get(fact.name.rpartition("_")[2].lower())
        if plugin is None or said is None or parse_unit(said) == fact.unit:
            continue
        if fact.name.lower().replace("_", "").endswith(_spelled(str(fact.unit))):
            continue  # it ends in more than one word of the unit: `dram_density_gbit_mm2`
        message = f"the name of `{fact.name}` says {said}, and its unit is {fact.unit}"
        yield plugin, fault(message, "the name of a fact ends in its unit: change one of them", fact.span)


def _facts(subject: Subject) -> Iterator[model.Fact]:
    """Yield the facts of all kinds of items and of transactions, those that only a rulebook knows as well."""
    kinds = {kind.name: kind for kind in (subject.engine.vocabulary.kinds if subject.clash is None else ())}
    for _, book in subject.books:
        kinds.update((control.kind.name, control.kind) for control in book.controls)
    seen = set()
    for kind in kinds.values():
        for fact in (*kind.all_facts(), *(fact for parts in kind.collections for fact in parts.facts)):
            if str(fact.span) not in seen:
                seen.add(str(fact.span))
                yield fact


def _spelled(unit: str) -> str:
    """Return a unit as the end of a fact's name spells it: ``gbs`` for GB/s."""
    return re.sub(r"\W", "", unit).lower()


_SPELLED: Final = {
    _spelled(unit): unit
    for name in unit_names()
    for unit in (name, f"{name}/s")
    if 2 <= len(name) <= 6 or unit in {"W", "B/s"}
}
"""Units by how the end of a fact's name spells them; what could be another word is left out."""


# --- citations ------------------------------------------------------------------------------

_Cited: TypeAlias = (
    model.Control
    | model.Exclusion
    | model.Presumption
    | model.Parameter
    | model.Metric
    | model.LicenseStatement
    | model.NotEncoded
)
_REMEDY: Final = 'say where it stands, as in `cite ACT "1.a"`, below it'


def citations(subject: Subject) -> Faults:
    """Check that its citations are present: each statement of the law says where it stands."""
    for plugin, book in subject.books:
        for what, statement in _statements(book):
            if is_of(book, statement.span) and not statement.cites:
                yield plugin, fault(f"{what} has no citation", _REMEDY, statement.span)


def _statements(book: model.Rulebook) -> Iterator[tuple[str, _Cited]]:
    """Yield what a rulebook says of the law, with the words for it."""
    for control in book.controls:
        if not _limbs_cite(control):
            yield f"control `{control.id}`", control
    yield from ((f'exclusion "{note.name}"', note) for note in book.exclusions)
    yield from ((f'presumption "{note.name}"', note) for note in book.presumptions)
    yield from ((f"parameter `{parameter.name}`", parameter) for parameter in book.parameters)
    yield from ((f"metric `{metric.name}`", metric) for metric in book.metrics)
    yield from ((f"not encoded `{entry.place}`", entry) for entry in book.not_encoded)
    yield from ((name_of(statement), statement) for statement in book.license_statements())


def name_of(statement: model.LicenseStatement) -> str:
    """Return what a rule text calls a license statement."""
    match statement:
        case model.LicenseRequirement(name):
            return f"license requirement `{name}`"
        case model.LicenseException(code):
            return f"license exception `{code}`"
        case model.ReviewPolicy(policy):
            return f"review policy {policy.replace('_', ' ')}"
        case model.Completeness():
            return "license statements complete"


def _limbs_cite(control: model.Control) -> bool:
    """Return whether a control without a citation has one at each of its limbs."""
    limbs = [part for part in walk(control.condition) if isinstance(part, model.Limb)]
    return not control.cites and bool(limbs) and all(limb.cites for limb in limbs)
