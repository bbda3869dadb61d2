"""Find bands that do not fit together: two that overlap, and a lower one that has no upper bound."""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterator, Sequence
from typing import Final, TypeAlias

from redline import model
from redline.diagnostics import Diagnostic
from redline.lint.regions import Box, Space, TooMuchError
from redline.lint.statements import conditions, paragraph
from redline.program.trace import walk

OVERLAP, OPEN = "overlapping-bands", "open-band"

_MOST: Final = 100
"""Limbs of one condition, or controls of one paragraph, that are held against each other."""

_Limb: TypeAlias = tuple[model.Limb, Box]


def bands(book: model.Rulebook) -> Iterator[Diagnostic]:
    """Find faulty bands among the limbs of a condition, and among the controls of a paragraph."""
    for _, condition, _ in conditions(book):
        space = Space([condition])
        for part in walk(condition):
            if isinstance(part, model.Any):
                yield from _overlaps(part.conditions, space)
                yield from map(_open, without_upper_bound(part.conditions, space))
    yield from _tiers(book.controls)


# --- limbs ----------------------------------------------------------------------------------


def without_upper_bound(several: Sequence[model.Condition], space: Space) -> list[model.Limb]:
    """Return limbs that swallow those above them, where others show that bands were meant."""
    found: dict[str, model.Limb] = {}
    for (first, one), (second, two), axis in _pairs(several, space):
        low, high = space.cells(one, axis), space.cells(two, axis)
        for limb, mine, other in ((first, low, high), (second, high, low)):
            ends = space.ends_below(mine)
            if other < mine and space.starts_above(mine) and not ends:
                found[limb.label] = limb
    return list(found.values())


def _overlaps(several: Sequence[model.Condition], space: Space) -> Iterator[Diagnostic]:
    for (first, one), (second, two), axis in _pairs(several, space):
        low, high = space.cells(one, axis), space.cells(two, axis)
        if low & high and not low <= high and not high <= low:
            yield Diagnostic(
                f"limbs {first.label} and {second.label} overlap: one item may meet both",
                second.span,
                "let one band end where the other begins: `<` there, `>=` here",
                OVERLAP,
                "warning",
                (first.span, "the other band") if first.span else None,
            )


def _pairs(several: Sequence[model.Condition], space: Space) -> Iterator[tuple[_Limb, _Limb, Hashable]]:
    """Yield the pairs of limbs that are bands on one axis: alike but for it, and some with two bounds."""
    if len(several) > _MOST:
        return
    limbs = [(each, _box(each, space)) for each in several if isinstance(each, model.Limb)]
    single = [(limb, box) for limb, box in limbs if box is not None]
    found: dict[Hashable, list[tuple[_Limb, _Limb]]] = {}
    for one, two in itertools.combinations(single, 2):
        axes = one[1].keys() | two[1].keys()
        apart = [axis for axis in axes if space.cells(one[1], axis) != space.cells(two[1], axis)]
        if len(apart) == 1 and space.is_number(apart[0]):
            found.setdefault(apart[0], []).append((one, two))
    for axis, pairs in found.items():
        cells = [space.cells(box, axis) for pair in pairs for _, box in pair]
        if any(space.starts_above(each) and space.ends_below(each) for each in cells):
            yield from ((one, two, axis) for one, two in pairs)


def _box(limb: model.Limb, space: Space) -> Box | None:
    """Return the one box of a limb, None for one that has several."""
    try:
        boxes = space.boxes(limb)
    except TooMuchError:
        return None
    return boxes[0] if len(boxes) == 1 else None


def _open(limb: model.Limb) -> Diagnostic:
    return Diagnostic(
        f"limb {limb.label} has no upper bound, and takes in the bands above it",
        limb.span,
        "end it where the next band begins, as the others do",
        OPEN,
        "warning",
    )


# --- controls -------------------------------------------------------------------------------


def _tiers(controls: Sequence[model.Control]) -> Iterator[Diagnostic]:
    """Find tiers of one paragraph that take in all of a higher tier and do not yield to it."""
    paragraphs: dict[tuple[str, str], list[model.Control]] = {}
    for control in controls:
        paragraphs.setdefault((control.kind.name, paragraph(control.id)), []).append(control)
    for several in paragraphs.values():
        if len(several) <= _MOST:
            pairs = itertools.permutations(several, 2)
            yield from (_tier(lower, higher) for lower, higher in pairs if _are_tiers(lower, higher))


def _are_tiers(lower: model.Control, higher: model.Control) -> bool:
    if higher.id in lower.yields_to or lower.id in higher.yields_to:
        return False
    return _contains(lower, higher) and not _contains(higher, lower)


def _tier(lower: model.Control, higher: model.Control) -> Diagnostic:
    return Diagnostic(
        f"control {lower.id} takes in all of {higher.id}: what meets that one meets both",
        lower.span,
        f"add `yields to {higher.id}`, or the bound at which {higher.id} begins",
        OPEN,
        "warning",
        (higher.span, "the tier above it") if higher.span else None,
    )


def _contains(lower: model.Control, higher: model.Control) -> bool:
    """Return whether it is proven that all that meets the higher control meets the lower one."""
    space = Space([lower.condition, higher.condition])
    try:
        outer, inner = space.boxes(lower.condition), space.boxes(higher.condition)
        return bool(inner) and all(space.covered(box, outer) for box in inner)
    except TooMuchError:
        return False
