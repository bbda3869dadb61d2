"""Say how far a line is behind: who was over it first, how fast a frontier leaves it behind, what came after.

The lag of a line is the time from the first item that is over it to the day of the rule.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from attrs import frozen

from redline.drafting.arrivals import First
from redline.drafting.frontier_over_time import FrontierOverTime
from redline.drafting.successors import Successor, first_days
from redline.values import fields


@frozen
class Lag:
    """How far a rulebook is behind: over its controls and limbs, and by one quantity if that is asked.

    ``undated`` are items that are meant, or may be, of which no day is known; they are left out.
    """

    rulebook: str
    on: dt.date
    published: dt.date | None
    by: str
    among: tuple[str, ...]
    over: tuple[First, ...]
    frontier: FrontierOverTime | None
    same: tuple[str, ...]
    successors: tuple[Successor, ...]
    undated: tuple[str, ...]

    @property
    def redesign(self) -> tuple[int | None, int | None]:
        """Days from the publication to the first of what came after, at least and at most."""
        return first_days(self.successors)

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return {
            **fields(self, "rulebook on published by among over frontier same successors"),
            "redesign": dict(zip(("low", "high"), self.redesign, strict=True)),
            **fields(self, "undated"),
        }
