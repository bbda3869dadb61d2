"""Find statements of the law that do not say where they stand."""

from __future__ import annotations

from collections.abc import Iterator

from redline import model
from redline.diagnostics import Diagnostic, Span
from redline.program.trace import walk
from redline.program.unverified import name_of

CODE = "missing-citation"


def uncited(book: model.Rulebook) -> Iterator[Diagnostic]:
    """Find statements and limbs without a citation; one of the control or the limb around it counts."""
    for control in book.controls:
        yield from _in_control(control)
    for name, span in _plain(book):
        yield _fault(name, span)


def _in_control(control: model.Control) -> Iterator[Diagnostic]:
    limbs = [part for part in walk(control.condition) if isinstance(part, model.Limb)]
    if control.cites or (limbs and all(limb.cites for limb in limbs)):
        return
    bare = [limb for limb in limbs if not limb.cites]
    if len(bare) == len(limbs):
        yield _fault(f"control {control.id}", control.span)
        return
    covered = {id(inner) for limb in limbs if limb.cites for inner in walk(limb.condition)}
    yield from (_fault(f"limb {limb.label}", limb.span) for limb in bare if id(limb) not in covered)


def _plain(book: model.Rulebook) -> Iterator[tuple[str, Span | None]]:
    yield from ((f'exclusion "{each.name}"', each.span) for each in book.exclusions if not each.cites)
    yield from ((f'presumption "{each.name}"', each.span) for each in book.presumptions if not each.cites)
    yield from ((f"parameter {each.name}", each.span) for each in book.parameters if not each.cites)
    yield from ((f"metric {each.name}", each.span) for each in book.metrics if not each.cites)
    yield from ((name_of(each), each.span) for each in book.license_statements() if not each.cites)


def _fault(name: str, span: Span | None) -> Diagnostic:
    return Diagnostic(
        f"{name} does not say where it stands",
        span,
        'add `cite`, a publication, and the place in it, such as `cite ACT "1.a"`',
        CODE,
        "warning",
    )
