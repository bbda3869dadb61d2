"""Say how many generations a line moved: by metric, by who is meant, by what legal means, and by series.

The best legal item before and the one after are placed on a series of reference items. Each of these
choices gives another number, so that there is a table of measures and never one number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from redline.catalog import Catalog
from redline.drafting.case import Case
from redline.drafting.frontier_shift import FrontierMeasure
from redline.drafting.legal import MEANINGS, Codes, Legal, legal_codes
from redline.drafting.series import Scale, Series, scale_of
from redline.drafting.tally import Range
from redline.drafting.where import conditions, meant
from redline.quantities import Quantity
from redline.units import Unit
from redline.values import Status, json_number

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
        return {
            "sure": None if self.sure is None else self.sure.to_dict(),
            "possible": None if self.possible is None else self.possible.to_dict(),
            "unknown": list(self.unknown),
        }


@frozen
class Measure:
    """One measure of a shift: generations of the best legal item before, after, and their difference.

    ``reason`` says why there is no figure, where there is none.
    """

    series: str
    metric: str
    unit: Unit
    where: tuple[str, ...]
    legal: Legal
    before: Best
    after: Best
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
            "series": self.series,
            "metric": self.metric,
            "unit": str(self.unit),
            "where": list(self.where),
            "legal": self.legal,
            "meaning": MEANINGS[self.legal],
            "before": self.before.to_dict(),
            "after": self.after.to_dict(),
            **{name: None if found is None else found.to_dict() for name, found in ranges.items()},
            "extrapolated": self.extrapolated,
            "reason": self.reason,
        }


@frozen
class Shift:
    """How far a line moved from one text to another, by each of several measures."""

    before: str
    after: str
    series: tuple[Series, ...]
    measures: tuple[Measure, ...]
    frontiers: tuple[FrontierMeasure, ...] = ()

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
        return {
            "before": self.before,
            "after": self.after,
            "series": series,
            "measures": [one.to_dict() for one in self.measures],
            "frontiers": [one.to_dict() for one in self.frontiers],
        }


@frozen(eq=False)
class Along:
    """A series with the quantities and conditions under which it is asked."""

    series: Series
    quantities: tuple[Quantity, ...]
    where: tuple[str, ...]


def shift(
    before: Case, after: Case, everything: Catalog, asked: Sequence[Along], legal: Sequence[Legal]
) -> Shift:
    """Measure the shift between two cases over the same rows; ``everything`` holds the reference items."""
    measures = tuple(_measures(before, after, everything, asked, legal))
    titles = [f"{case.book.id}@{case.chosen.on}" for case in (before, after)]
    return Shift(titles[0], titles[1], tuple(one.series for one in asked), measures)


def _measures(
    before: Case, after: Case, everything: Catalog, asked: Sequence[Along], legal: Sequence[Legal]
) -> Iterator[Measure]:
    codes = {meaning: [legal_codes(case, meaning) for case in (before, after)] for meaning in legal}
    for one in asked:
        among = meant(before.catalog, conditions(before.catalog.kind, one.where))
        for quantity in one.quantities:
            scale = scale_of(one.series, quantity, everything)
            for meaning in legal:
                tops = [
                    best(case.catalog, quantity, _both(found, among))
                    for case, found in zip((before, after), codes[meaning], strict=True)
                ]
                yield _measure(one, quantity, meaning, scale, tops)


def _both(legal: Codes, among: Codes) -> Codes:
    no = (legal == Status.NOT_CONTROLLED) | (among == Status.NOT_CONTROLLED)
    yes = (legal == Status.CONTROLLED) & (among == Status.CONTROLLED)
    return np.where(no, 0, np.where(yes, 1, 2)).astype(np.uint8)


def _measure(
    one: Along, quantity: Quantity, meaning: Legal, scale: Scale | str, tops: Sequence[Best]
) -> Measure:
    ranges: list[Range | None] = [None, None]
    reason: str | None = None
    extrapolated = False
    if isinstance(scale, str):
        reason = scale
    else:
        for index, top in enumerate(tops):
            found = _place(scale, top)
            if isinstance(found, str):
                reason = reason or f"{found} {('before', 'after')[index]}"
            else:
                ranges[index] = found
        values = [each.value for top in tops for each in (top.sure, top.possible) if each is not None]
        extrapolated = any(value > 0 and scale.extrapolates(value) for value in values)
    old, new = ranges
    moved = None if old is None or new is None else Range(old.low - new.high, old.high - new.low)
    return Measure(
        one.series.name,
        quantity.name,
        quantity.unit,
        one.where,
        meaning,
        tops[0],
        tops[1],
        old,
        new,
        moved,
        extrapolated,
        reason,
    )


def _place(scale: Scale, top: Best) -> Range | str:
    if top.sure is None or top.possible is None:
        return "nothing is surely legal"
    if top.sure.value == 0:
        return "the best surely legal value is 0"
    return Range(scale.place(top.sure.value), scale.place(top.possible.value))


# --- the best item ------------------------------------------------------------------------------


def best(catalog: Catalog, quantity: Quantity, codes: Codes) -> Best:
    """Return the greatest value of a quantity among rows that are meant, and among those that may be."""
    measured = quantity.over(catalog)
    low = np.where(measured.known, measured.values, np.nan)
    high = low.copy()
    unknown = []
    for row in np.flatnonzero((codes != Status.NOT_CONTROLLED) & ~measured.known & ~measured.absent).tolist():
        value = quantity.of(catalog.item(row))
        if value.absent == "yes":
            continue
        low[row] = float(value.low) if value.absent == "no" else np.nan
        if value.high is None:
            unknown.append(catalog.names[row])
        else:
            high[row] = float(value.high)
    bounded = low > 0
    high = np.where(np.isnan(high) & bounded, low, high)  # at least so much, whatever it is beyond
    sure = _top(catalog, quantity, low, np.flatnonzero(codes == Status.CONTROLLED), greatest=False)
    possible = _top(catalog, quantity, high, np.flatnonzero(codes != Status.NOT_CONTROLLED), greatest=True)
    return Best(sure, possible, tuple(sorted(unknown)))


def _top(
    catalog: Catalog,
    quantity: Quantity,
    values: NDArray[np.float64],
    rows: NDArray[np.intp],
    *,
    greatest: bool,
) -> Top | None:
    rows = rows[~np.isnan(values[rows])]
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
