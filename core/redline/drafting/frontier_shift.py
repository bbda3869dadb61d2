"""Say how many generations the legal frontier of one design moved: whatever a market happens to sell.

The best legal item is what somebody sells. The frontier is what could be sold: the most performance that is
free for a design like that of an item, at its own die area.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from typing import Any

from attrs import frozen

from redline.analyses.design import Design
from redline.catalog import Catalog
from redline.drafting.case import Case
from redline.drafting.frontier import limit_at
from redline.drafting.series import Series, scale_of
from redline.interval import End
from redline.questions.item_measures import Measures
from redline.questions.quantities import Quantity
from redline.units import Unit
from redline.values import fields


@frozen
class FrontierMeasure:
    """The frontier of a design before and after; ``reason`` says why there are no generations."""

    series: str
    like: str
    metric: str
    unit: Unit
    before: End
    after: End
    generation_before: float | None
    generation_after: float | None
    reason: str | None

    @property
    def shift(self) -> float | None:
        """The generations by which it moved down."""
        if self.generation_before is None or self.generation_after is None:
            return None
        return self.generation_before - self.generation_after

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return fields(
            self, "series like metric unit before after generation_before generation_after shift reason"
        )


def frontier_measures(
    sides: tuple[Case, Case],
    measures: Measures,
    performance: Quantity,
    series: Sequence[Series],
    everything: Catalog,
) -> tuple[FrontierMeasure, ...]:
    """Measure the frontier of the one item of two cases, on each series."""
    before, after = (_limit(case, measures) for case in sides)
    (like,) = sides[0].catalog.names
    return tuple(_measure(one, like, performance, everything, before, after) for one in series)


def _limit(case: Case, measures: Measures) -> End:
    design = Design(measures, case.catalog.item(0))
    return limit_at(case.program(), design, partial(case.determine_item, row=0), Fraction(1))


def _measure(  # noqa: PLR0913, PLR0917 all that a measure is made of
    series: Series, like: str, performance: Quantity, everything: Catalog, before: End, after: End
) -> FrontierMeasure:
    scale = scale_of(series, performance, everything)
    places: list[float | None] = [None, None]
    reason: str | None = None
    if isinstance(scale, str):
        reason = scale
    else:
        for index, end in enumerate((before, after)):
            if end.at:
                places[index] = scale.place(end.at)
            else:
                what = "no performance is too much" if end.at is None else "nothing is free"
                reason = reason or f"{what} {('before', 'after')[index]}"
    unit, name = performance.unit, performance.name
    return FrontierMeasure(series.name, like, name, unit, before, after, places[0], places[1], reason)
