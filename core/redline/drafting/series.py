"""Measure a value on a series of reference items: how many generations along it the value lies."""

from __future__ import annotations

import itertools
import math
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import Final

from attrs import frozen

from redline.catalog import Catalog
from redline.catalog.input import RawTable
from redline.diagnostics import Diagnostic, InputError
from redline.drafting.tables_of_items import ITEM, SOURCE, Listed, listed
from redline.host.datasets import ReferenceSeries
from redline.questions.quantities import Quantity
from redline.values import number_fault, number_remedy, number_text, parse_number

GENERATION: Final = "generation"
"""A column that names each generation, for people."""


@frozen(eq=False)
class Series:
    """A series as it was read; ``metrics`` are the quantities it is for, ``where`` its own conditions."""

    name: str
    title: str
    source: str
    version: str
    items: tuple[str, ...]
    metrics: tuple[str, ...]
    where: tuple[str, ...]
    stated: Mapping[str, Mapping[str, Fraction]]
    """Values that the table states itself, by quantity and item."""


@frozen
class Scale:
    """The values of a series by one quantity, rising; generation 1 is the first."""

    values: tuple[Fraction, ...]

    def place(self, value: Fraction) -> float:
        """Return the generation of a value above 0: G(x) = g + ln(x / x_g) / ln(x_(g+1) / x_g)."""
        g = min(max(bisect_right(self.values, value), 1), len(self.values) - 1)
        below, above = self.values[g - 1], self.values[g]
        return g + _log(value / below) / _log(above / below)

    def extrapolates(self, value: Fraction) -> bool:
        """Return whether a value lies outside the series."""
        return not self.values[0] <= value <= self.values[-1]


def _log(ratio: Fraction) -> float:
    """Return the logarithm of a ratio of any size."""
    return math.log(ratio.numerator) - math.log(ratio.denominator)


def series_of_table(table: RawTable, about: ReferenceSeries | str) -> Series:
    """Read a series. Raises ``InputError`` for a table with fewer than two items or bad numbers."""
    found = listed(table, (ITEM,), (), others_allowed=True)
    if len(found.rows) < 2:
        has = "one item" if found.rows else "no items"
        raise InputError.of(
            f"the series `{table.source.name}` has {has}",
            help="a generation is a step from one item to the next: name two or more",
        )
    quantities = [name for name in found.columns if name not in ("", ITEM, SOURCE, GENERATION)]
    stated = {name: _numbers(found, name) for name in quantities}
    items = tuple(found.rows)
    if isinstance(about, ReferenceSeries):
        return Series(
            about.name, about.title, about.source, about.version, items, about.metrics, about.where, stated
        )
    said = "; ".join(sorted({text for row in found.rows.values() if (text := found.cell(row, SOURCE))}))
    return Series(about, f"file `{about}`", said, "", items, tuple(quantities), (), stated)


def _numbers(found: Listed, name: str) -> dict[str, Fraction]:
    numbers: dict[str, Fraction] = {}
    faults = []
    for item, row in found.rows.items():
        text = found.cell(row, name)
        number = parse_number(text) if text else None
        if number is not None:
            numbers[item] = number
        elif text:
            help_ = number_remedy(text, "write a decimal, or leave it blank to take the value of the catalog")
            faults.append(Diagnostic(f"`{text[:40]}` {number_fault(text)}", found.place(row, name), help_))
    if faults:
        raise InputError(faults)
    return numbers


def scale_of(series: Series, quantity: Quantity, catalog: Catalog) -> Scale | str:
    """Return the values of a series by one quantity, or say why there is no such scale."""
    stated = series.stated.get(quantity.name, {})
    rows = {name: row for row, name in enumerate(catalog.names)}
    values: list[Fraction] = []
    for item in series.items:
        value = _value(item, stated, quantity, catalog, rows)
        if isinstance(value, str):
            return value
        values.append(value)
    for (before, low), (after, high) in itertools.pairwise(zip(series.items, values, strict=True)):
        if low >= high:
            said = f"{number_text(low, 6)} of `{before}`, {number_text(high, 6)} of `{after}`"
            return f"the series does not rise: {quantity.name} is {said}"
    return Scale(tuple(values))


def _value(
    item: str,
    stated: Mapping[str, Fraction],
    quantity: Quantity,
    catalog: Catalog,
    rows: Mapping[str, int],
) -> Fraction | str:
    if item in stated:
        number = stated[item]
    elif item not in rows:
        return f"`{item}` is not in the catalog, and the series does not state its {quantity.name}"
    else:
        value = quantity.of(catalog.item(rows[item]))
        if not value.is_known:
            return f"the {quantity.name} of `{item}` is not known"
        number = value.low
    return number if number > 0 else f"the {quantity.name} of `{item}` is 0, of which nothing is a multiple"


def metrics_asked(series: Series, metric: str | None, all_series: Collection[str]) -> Sequence[str]:
    """Return the quantities by which a series is asked. Raises ``InputError`` where there is none."""
    if metric is not None:
        return (metric,)
    if not series.metrics:
        raise InputError.of(
            f"the series `{series.name}` does not say by which quantity",
            help="name a fact or a metric, as in `--metric TPP`"
            + (f", or a series that comes with a plugin: {', '.join(all_series)}" if all_series else ""),
        )
    return series.metrics
