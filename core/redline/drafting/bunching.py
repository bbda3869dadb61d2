"""Count how items bunch just below and just above the numbers of a rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

from attrs import frozen

from redline.diagnostics import InputError
from redline.drafting.margin import Distance, Margin
from redline.units import Unit
from redline.values import fields

_AROUND: Final = 2
"""Windows on either side, beside the nearest, that say what is to be expected."""


@frozen
class Bunch:
    """Items near one number of a rule: within ``window`` of it below, and at it or above.

    ``expected`` is how many a window has on average a little farther away, on both sides.
    """

    limb: str
    quantity: str
    unit: Unit
    threshold: Fraction
    window: Fraction
    segment: str | None
    below: int
    above: int
    expected: float
    items_below: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return fields(self, "limb quantity unit threshold window segment below above expected items_below")


def bunching(margins: Sequence[Margin], segments: Sequence[str | None], window: Fraction) -> list[Bunch]:
    """Count items around each number that a limb compares with, by segment; unknown values count nowhere.

    Raises ``InputError`` for a window of 0.
    """
    if not window:
        raise InputError.of("within a distance of 0 there is nothing", help="write a share such as `5%`")
    found: dict[tuple[str, str, Fraction], list[tuple[int, Distance]]] = {}
    for row, one in enumerate(margins):
        for distance in one.distances:
            if distance.relative is not None:
                key = (distance.limb, distance.quantity, distance.threshold)
                found.setdefault(key, []).append((row, distance))
    names = sorted({segment for segment in segments if segment is not None})
    bunches = []
    for members in found.values():
        for segment in (None, *names):
            chosen = [(margins[row].item, each) for row, each in members if segment in (None, segments[row])]
            if segment is None or chosen:
                bunches.append(_bunch(members[0][1], chosen, segment, window))
    return bunches


def _bunch(
    like: Distance, members: Iterable[tuple[str, Distance]], segment: str | None, window: Fraction
) -> Bunch:
    places = [(item, place) for item, each in members if (place := each.relative) is not None]
    near = [tuple(item for item, place in places if low <= place < high) for low, high in _windows(window)]
    below, above = near[_AROUND], near[_AROUND + 1]
    others = [*near[:_AROUND], *near[_AROUND + 2 :]]
    return Bunch(
        like.limb,
        like.quantity,
        like.unit,
        like.threshold,
        window,
        segment,
        len(below),
        len(above),
        sum(map(len, others)) / len(others),
        tuple(sorted(below)),
    )


def _windows(window: Fraction) -> Iterator[tuple[Fraction, Fraction]]:
    for step in range(-_AROUND - 1, _AROUND + 1):
        yield step * window, (step + 1) * window
