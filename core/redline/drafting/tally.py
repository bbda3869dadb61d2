"""Count items by label and outcome, and give every figure as a range over what is not known.

A label and an outcome are each yes, no, or unknown. An item of which one is unknown can turn out either
way, by itself: a figure is a range from its least to its greatest value over all such completions.
"""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from redline.values import Status

Codes: TypeAlias = NDArray[np.uint8]
Cell: TypeAlias = tuple[int, int]
"""A label and an outcome, each yes (1) or no (0): (1, 0) is a labelled item that is free."""

MISSED: Final[Cell] = (1, 0)
CAUGHT: Final[Cell] = (1, 1)
OVER_BLOCKED: Final[Cell] = (0, 1)
SPARED: Final[Cell] = (0, 0)

_RATES: Final[dict[str, tuple[Cell, Cell]]] = {
    "miss_rate": (MISSED, CAUGHT),
    "over_block_rate": (OVER_BLOCKED, SPARED),
    "precision": (CAUGHT, OVER_BLOCKED),
    "recall": (CAUGHT, MISSED),
}
"""Each rate is the first of two sorts of items as a share of both."""


@frozen
class Range:
    """A figure from its least to its greatest value over what is not known."""

    low: float
    high: float

    def to_dict(self) -> dict[str, float]:
        """Return it as JSON writes it."""
        return {"low": self.low, "high": self.high}


@frozen
class Tally:
    """How many items, or how much of their weight, have each label and each outcome.

    ``cells[label][outcome]`` is coded as ``Status``: the third row and column are unknown ones.
    """

    cells: tuple[tuple[float, ...], ...]

    def count(self, cell: Cell) -> Range:
        """Return how many items are of one sort."""
        return Range(self._sure(cell), self._possible(cell))

    @property
    def labelled(self) -> Range:
        """How many items are labelled."""
        yes, unknown = (sum(self.cells[code]) for code in (Status.CONTROLLED, Status.UNDETERMINED))
        return Range(yes, yes + unknown)

    @property
    def controlled(self) -> Range:
        """How many items are in the controls."""
        yes, unknown = (
            sum(row[code] for row in self.cells) for code in (Status.CONTROLLED, Status.UNDETERMINED)
        )
        return Range(yes, yes + unknown)

    def rate(self, name: str) -> Range | None:
        """Return a rate over the completions in which it is defined, None where there is none such."""
        part, rest = _RATES[name]
        high = _share(self._possible(part), self._sure(rest))
        low = _share(self._sure(part), self._possible(rest))
        if high is None and low is None:
            return None
        return Range(1.0 if low is None else low, 0.0 if high is None else high)

    def _sure(self, cell: Cell) -> float:
        return self.cells[cell[0]][cell[1]]

    def _possible(self, cell: Cell) -> float:
        label, outcome = cell
        unknown = Status.UNDETERMINED
        return sum(self.cells[row][column] for row in (label, unknown) for column in (outcome, unknown))

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        counts = {"labelled": self.labelled, "controlled": self.controlled}
        counts |= {"missed": self.count(MISSED), "over_blocked": self.count(OVER_BLOCKED)}
        rates = {name: found.to_dict() if (found := self.rate(name)) else None for name in _RATES}
        return {**{name: found.to_dict() for name, found in counts.items()}, **rates}


def _share(part: float, rest: float) -> float | None:
    return part / (part + rest) if part + rest else None


def tally(labels: Codes, outcomes: Codes, weights: NDArray[Any] | None = None) -> Tally:
    """Count rows by label and outcome, both coded as ``Status``; or add up their weights."""
    keys = labels.astype(np.int64) * 3 + outcomes
    counted = np.bincount(keys, weights, minlength=9).reshape(3, 3)
    return Tally(tuple(tuple(row) for row in counted.tolist()))
