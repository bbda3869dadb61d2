"""Say how many generations a line moved: by metric, by who is meant, by what legal means, and by series.

The best legal item before and the one after are placed on a series of reference items. Each of these
choices gives another number, so that there is a table of measures and never one number.

Where facts are not known the shift is a range over all that they can be, and one item's facts decide both
sides. The value of an item and whether it is legal are taken as independent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

import numpy as np
from attrs import frozen

from redline.catalog import Catalog
from redline.drafting.case import Case, silences
from redline.drafting.frontier_shift import FrontierMeasure
from redline.drafting.legal import MEANINGS, Legal, Moves, moves
from redline.drafting.series import Scale, Series, scale_of
from redline.drafting.tally import Range
from redline.kernel.quantity_values import Bits, Floats
from redline.model import Condition
from redline.questions.quantities import Quantity
from redline.units import Unit
from redline.values import Status, fields, json_number

_SLACK: Final = 2.0**-40
"""Relative difference below which floats do not say which of two values is greater."""


@frozen
class Top:
    """The greatest value among items, and the items that have it."""

    value: Fraction
    items: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return {"value": json_number(self.value), "items": list(self.items)}


@frozen
class Best:
    """The best legal item: among those that surely are legal, and among those that may be.

    ``unknown`` are legal items, or such that may be, whose value nothing bounds; they are left out.
    """

    sure: Top | None
    possible: Top | None
    unknown: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return fields(self, "sure possible unknown")


@frozen
class Measure:
    """One measure of a shift: generations of the best legal item before, after, and their difference.

    ``lost`` is the best of the items that may be legal before and not after, ``gained`` of those that may be
    legal after and not before. ``reason`` says why there is no figure, where there is none.
    """

    series: str
    metric: str
    unit: Unit
    where: tuple[str, ...]
    legal: Legal
    before: Best
    after: Best
    lost: Top | None
    gained: Top | None
    generation_before: Range | None
    generation_after: Range | None
    shift: Range | None
    extrapolated: bool
    reason: str | None

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        ranges = {
            "generation_before": self.generation_before,
            "generation_after": self.generation_after,
            "shift": self.shift,
        }
        return {
            **fields(self, "series metric unit where legal"),
            "meaning": MEANINGS[self.legal],
            **fields(self, "before after lost gained"),
            **{name: None if found is None else found.to_dict() for name, found in ranges.items()},
            **fields(self, "extrapolated reason"),
        }


@frozen
class Shift:
    """How far a line moved from one text to another, by each of several measures.

    ``notes`` say which text does not speak of such items at all.
    """

    before: str
    after: str
    series: tuple[Series, ...]
    measures: tuple[Measure, ...]
    frontiers: tuple[FrontierMeasure, ...] = ()
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        series = [
            {
                "name": one.name,
                "title": one.title,
                "source": one.source,
                "version": one.version or None,
                "items": list(one.items),
            }
            for one in self.series
        ]
        return {**fields(self, "before after"), "series": series, **fields(self, "measures frontiers notes")}


@frozen(eq=False)
class Along:
    """A series with the quantities and conditions under which it is asked."""

    series: Series
    quantities: tuple[Quantity, ...]
    where: tuple[str, ...]
    conditions: tuple[Condition, ...]


def shift(
    before: Case, after: Case, everything: Catalog, asked: Sequence[Along], legal: Sequence[Legal]
) -> Shift:
    """Measure the shift between two cases over the same rows; ``everything`` holds the reference items."""
    measures = tuple(_measures(before, after, everything, asked, legal))
    titles = [f"{case.book.id}@{case.chosen.on}" for case in (before, after)]
    notes = silences((before, after))
    return Shift(titles[0], titles[1], tuple(one.series for one in asked), measures, notes=notes)


def _measures(
    before: Case, after: Case, everything: Catalog, asked: Sequence[Along], legal: Sequence[Legal]
) -> Iterator[Measure]:
    for one in asked:
        found = moves(before, after, one.conditions, legal)
        for quantity in one.quantities:
            scale = scale_of(one.series, quantity, everything)
            for meaning in legal:
                tops = _tops(after.catalog, quantity, found[meaning])
                yield _measure(one, quantity, meaning, scale, tops)


def _measure(one: Along, quantity: Quantity, meaning: Legal, scale: Scale | str, tops: _Tops) -> Measure:
    before, after, moved = None, None, None
    extrapolated, reason = False, scale if isinstance(scale, str) else tops.reason()
    if isinstance(scale, Scale):
        before, after = (_place(scale, best) for best in (tops.before, tops.after))
        extrapolated = any(scale.extrapolates(value) for value in tops.values())
        if before is not None and after is not None:
            moved = _moved(scale, before, after, tops)
    return Measure(
        one.series.name,
        quantity.name,
        quantity.unit,
        one.where,
        meaning,
        tops.before,
        tops.after,
        tops.lost,
        tops.gained,
        before,
        after,
        moved,
        extrapolated,
        reason,
    )


def _place(scale: Scale, best: Best) -> Range | None:
    if best.sure is None or best.possible is None or best.sure.value == 0:
        return None
    return Range(scale.place(best.sure.value), scale.place(best.possible.value))


def _moved(scale: Scale, before: Range, after: Range, tops: _Tops) -> Range:
    """Return the least and the greatest shift over all that facts can be.

    It is greatest where the best item that may be lost is legal before, and after only what surely is. Else
    the best item before is legal after too: then the line did not move down, and it moved up at least to
    what surely is legal after. The least is the same from the other side.
    """
    high = min(0.0, before.high - after.low)
    if tops.lost is not None and tops.lost.value > 0:
        high = max(high, scale.place(tops.lost.value) - after.low)
    low = max(0.0, before.low - after.high)
    if tops.gained is not None and tops.gained.value > 0:
        low = min(low, before.low - scale.place(tops.gained.value))
    return Range(low, high)


# --- the best item ------------------------------------------------------------------------------


@frozen
class _Tops:
    """The best items before and after, and the best that may move one way and the other."""

    before: Best
    after: Best
    lost: Top | None
    gained: Top | None

    def reason(self) -> str | None:
        """Say why the two sides have no places on a scale, where they have none."""
        for side, best in (("before", self.before), ("after", self.after)):
            if best.sure is None:
                return f"nothing is surely legal {side}"
            if best.sure.value == 0:
                return f"the best surely legal value is 0 {side}"
        return None

    def values(self) -> Iterator[Fraction]:
        """Yield the values that have a place."""
        tops = (self.before.sure, self.before.possible, self.after.sure, self.after.possible)
        yield from (top.value for top in tops if top is not None and top.value > 0)


def _tops(catalog: Catalog, quantity: Quantity, moved: Moves) -> _Tops:
    """Return the best items by a quantity."""
    sides = (moved.before, moved.after)
    rows = np.logical_or(*(codes != Status.NOT_CONTROLLED for codes in sides))
    low, high, unknown = _values(catalog, quantity, rows)
    before, after = (
        Best(
            _top(catalog, quantity, low, codes == Status.CONTROLLED, greatest=False),
            _top(catalog, quantity, high, codes != Status.NOT_CONTROLLED, greatest=True),
            tuple(sorted(name for name, row in unknown.items() if codes[row] != Status.NOT_CONTROLLED)),
        )
        for codes in sides
    )
    lost, gained = (
        _top(catalog, quantity, high, codes != Status.NOT_CONTROLLED, greatest=True)
        for codes in (moved.lost, moved.gained)
    )
    return _Tops(before, after, lost, gained)


def _values(catalog: Catalog, quantity: Quantity, rows: Bits) -> tuple[Floats, Floats, dict[str, int]]:
    """Return the least and the greatest value in rows, NaN where there is none, and what nothing bounds."""
    measured = quantity.over(catalog)
    low = np.where(measured.known, measured.values, np.nan)
    high = low.copy()
    unknown = {}
    for row in np.flatnonzero(rows & ~measured.known & ~measured.absent).tolist():
        value = quantity.of(catalog.item(row))
        if value.absent == "yes":
            continue
        low[row] = float(value.low) if value.absent == "no" else np.nan
        if value.high is None:
            unknown[catalog.names[row]] = row
        else:
            high[row] = float(value.high)
    bounded = low > 0
    high = np.where(np.isnan(high) & bounded, low, high)  # at least so much, whatever it is beyond
    return low, high, unknown


def _top(
    catalog: Catalog,
    quantity: Quantity,
    values: Floats,
    among: Bits,
    *,
    greatest: bool,
) -> Top | None:
    rows = np.flatnonzero(among & ~np.isnan(values))
    if not len(rows):
        return None
    limit = values[rows].max() * (1 - _SLACK)
    exact: dict[str, Fraction] = {}
    for row in rows[values[rows] >= limit].tolist():
        value = quantity.of(catalog.item(row))
        end = value.high if greatest and value.high is not None else value.low
        exact[catalog.names[row]] = end
    most = max(exact.values())
    return Top(most, tuple(sorted(name for name, value in exact.items() if value == most)))
