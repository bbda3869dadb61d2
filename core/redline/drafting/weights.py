"""Weigh rows by a fact or a metric, at the least and at the most that it may be."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from redline.catalog import Catalog
from redline.diagnostics import InputError
from redline.questions.quantities import Quantity, amount


@frozen(eq=False)
class Weights:
    """What each row weighs, at the least and at the most; of a row of ``unweighted`` nothing is known.

    Of a row of ``at_least`` the most is not known; it counts as the least.
    """

    name: str | None
    low: NDArray[Any]
    high: NDArray[Any]
    unweighted: tuple[str, ...] = ()
    at_least: tuple[str, ...] = ()

    @property
    def spread(self) -> NDArray[Any] | None:
        """How much more each row may weigh; None where no row may."""
        return self.high - self.low if (self.high != self.low).any() else None

    def to_dict(self) -> dict[str, Any]:
        """Return what is added up as JSON writes it."""
        named = {"unweighted": list(self.unweighted), "at_least": list(self.at_least)}
        return {"weight": self.name, **named}


def weigh(catalog: Catalog, quantity: Quantity | None) -> Weights:
    """Return the weights of all rows, 1 each where no quantity is given.

    Raises ``InputError`` for a quantity that is no amount, or of which nothing is known in any row.
    """
    if quantity is None:
        ones = np.ones(len(catalog), np.int64)
        return Weights(None, ones, ones)
    measured = amount(quantity).over(catalog)
    low = np.where(measured.known, measured.values, 0.0)
    high = low.copy()
    unweighted: list[str] = []
    at_least: list[str] = []
    for row in np.flatnonzero(~measured.known).tolist():
        value = quantity.of(catalog.item(row))
        if value.absent == "no":
            low[row] = float(value.low)
        bounded = value.high is not None and value.absent != "yes"
        high[row] = float(value.high) if value.high is not None and bounded else low[row]
        if not bounded:
            (at_least if low[row] else unweighted).append(catalog.names[row])
    if len(catalog) and len(unweighted) == len(catalog):
        raise InputError.of(f"`{quantity.name}` is known of no item", help="name another weight, or none")
    return Weights(quantity.name, low, high, tuple(sorted(unweighted)), tuple(sorted(at_least)))
