"""Go through what a rulebook says: its conditions with their names, and the parts that they are made of."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
from attrs import evolve, frozen

from redline import model
from redline.diagnostics import Span
from redline.program.node_builder import inner_conditions
from redline.program.unverified import name_of


def is_own(book: model.Rulebook, span: Span | None) -> bool:
    """Return whether a place is in a rulebook's own text, and not in one that it amends."""
    return span is not None and (book.span is None or span.source == book.span.source)


def paragraph(control: str) -> str:
    """Return the paragraph that a control stands in, by its id: `3A090` for `3A090.a`."""
    return control.rpartition(".")[0] or control


@frozen
class Place:
    """Where a comparison stands: the controls that its statement bears on, and the innermost citation."""

    controls: tuple[str, ...]
    cites: tuple[model.Citation, ...]


def comparisons(book: model.Rulebook) -> Iterator[tuple[Place, model.Comparison]]:
    """Yield every comparison of a rulebook with its place."""
    for control in book.controls:
        yield from _compared(control.condition, Place((control.id,), control.cites))
    for note in book.exclusions:
        yield from _compared(note.condition, Place(note.controls, note.cites))
    for presumption in book.presumptions:
        for condition in (presumption.condition, *presumption.overcome):
            yield from _compared(condition, Place(presumption.controls, presumption.cites))
    for statement in book.license_statements():
        if statement.condition is not None:
            yield from _compared(statement.condition, Place(statement.controls, statement.cites))
    for entry in book.not_encoded:
        if entry.reaches is not None:
            yield from _compared(entry.reaches, Place((), entry.cites))


def _compared(condition: model.Condition, place: Place) -> Iterator[tuple[Place, model.Comparison]]:
    if isinstance(condition, model.Limb) and condition.cites:
        place = evolve(place, cites=condition.cites)
    joined = inner_conditions(condition)
    for inner in joined:
        yield from _compared(inner, place)
    for part in () if joined else inside(condition):
        if isinstance(part, model.Comparison):
            yield place, part


def conditions(book: model.Rulebook) -> Iterator[tuple[str, model.Condition, Span | None]]:
    """Yield each whole condition of a rulebook with the name and the place of its statement."""
    for control in book.controls:
        yield f"control {control.id}", control.condition, control.span
    for note in book.exclusions:
        yield f'exclusion "{note.name}"', note.condition, note.span
    for presumption in book.presumptions:
        for condition in (presumption.condition, *presumption.overcome):
            yield f'presumption "{presumption.name}"', condition, presumption.span
    for statement in book.license_statements():
        if statement.condition is not None:
            yield name_of(statement), statement.condition, statement.span
    for entry in book.not_encoded:
        if entry.reaches is not None:
            yield f"not encoded {entry.place}", entry.reaches, entry.span


def parts(book: model.Rulebook) -> Iterator[object]:
    """Yield every expression and condition of a rulebook, those inside its own metrics as well."""
    for _, condition, _ in conditions(book):
        yield from inside(condition)
    for metric in book.metrics:
        yield from inside(metric.expression)


_OTHERS = (model.Fact, model.Metric, model.Parameter, model.Family, model.Collection, Span)
"""What has a statement of its own, where it is looked at."""


def inside(part: object) -> Iterator[object]:
    """Yield a part of the model and the parts inside it; a new sort of part needs no entry here."""
    if isinstance(part, tuple):
        for each in part:
            yield from inside(each)
    elif not isinstance(part, _OTHERS):
        yield part
        for name in getattr(type(part), "__match_args__", ()) if attrs.has(type(part)) else ():
            yield from inside(getattr(part, name))
