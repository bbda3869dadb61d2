"""Put a quota into units of each item: how many of it the quota allows, and what so many cost and draw."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from attrs import frozen

from redline.catalog import Catalog
from redline.diagnostics import InputError
from redline.evidence.determination import metric_dict
from redline.questions.quantities import Quantity
from redline.units import Unit
from redline.values import Value, json_number


@frozen
class Equivalent:
    """How many of an item a quota allows: between ``least`` and ``most``, None where nothing bounds it.

    ``value`` is the item's own quantity. ``totals`` are facts times the whole units, None where one is not
    known, or how many units there are is not.
    """

    item: str
    value: Value
    least: Fraction | None
    most: Fraction | None
    totals: tuple[Fraction | None, ...]

    @property
    def whole(self) -> int | None:
        """How many whole units there are, None where that is not known."""
        least, most = (None if end is None else math.floor(end) for end in (self.least, self.most))
        return least if least == most else None


@frozen
class Equivalents:
    """A quota in units of each item."""

    quota: Fraction
    quantity: str
    unit: Unit
    reference: str | None
    """The item that the quota was given in units of."""
    totals: tuple[tuple[str, Unit], ...]
    items: tuple[Equivalent, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return {
            "quota": json_number(self.quota),
            "by": self.quantity,
            "unit": str(self.unit),
            "of": self.reference,
            "items": [self._item(one) for one in self.items],
        }

    def _item(self, one: Equivalent) -> dict[str, Any]:
        ends = {"least": one.least, "most": one.most}
        totals = {
            name: None if total is None else {"value": json_number(total), "unit": str(unit)}
            for (name, unit), total in zip(self.totals, one.totals, strict=True)
        }
        return {
            "item": one.item,
            self.quantity: metric_dict(one.value, self.unit),
            **{name: None if end is None else json_number(end) for name, end in ends.items()},
            "units": one.whole,
            "totals": totals,
        }


def quota_of(number: Fraction, reference: str, quantity: Quantity, catalog: Catalog, row: int) -> Fraction:
    """Return a quota that is given in units of an item. Raises ``InputError`` where it has none."""
    value = quantity.of(catalog.item(row))
    if not value.is_known or not value.low:
        raise InputError.of(
            f"the {quantity.name} of `{reference}` is {value}, so that it is no unit of a quota",
            help=f"name another item, or give the quota in {quantity.unit}",
        )
    return number * value.low


def equivalents(  # noqa: PLR0913, PLR0917 all that is asked
    quota: Fraction,
    quantity: Quantity,
    reference: str | None,
    totals: Sequence[Quantity],
    catalog: Catalog,
    rows: Sequence[int],
) -> Equivalents:
    """Put a quota into units of the items of some rows; those of which most fit come last."""
    found = [_equivalent(quota, quantity, totals, catalog, row) for row in rows]
    found.sort(key=lambda one: (one.least is None, one.least or 0, one.item))
    named = tuple((each.name, each.unit) for each in totals)
    return Equivalents(quota, quantity.name, quantity.unit, reference, named, tuple(found))


def _equivalent(
    quota: Fraction, quantity: Quantity, totals: Sequence[Quantity], catalog: Catalog, row: int
) -> Equivalent:
    item = catalog.item(row)
    value = quantity.of(item)
    applies = value.absent == "no"
    least = quota / value.high if applies and value.high else None
    most = quota / value.low if applies and value.low else None
    one = Equivalent(item.name, value, least, most, ())
    amounts = [each.of(item) for each in totals]
    priced = tuple(_total(one.whole, amount) for amount in amounts)
    return Equivalent(item.name, value, least, most, priced)


def _total(units: int | None, amount: Value) -> Fraction | None:
    if units is None or not amount.is_known:
        return None
    return units * amount.low
