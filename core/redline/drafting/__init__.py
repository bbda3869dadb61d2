"""What a drafter asks of a rule: where its numbers should be, who is near them, how one gets round it.

Begin with ``api``: its methods are those of ``engine.drafting``; each question is a module of its own.
In come one or two rulebooks and a catalog (``case`` puts one to the other); out go the classes below, each
with ``to_dict``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from redline import exports, unknown

if TYPE_CHECKING:
    from redline.drafting.bunching import Bunch
    from redline.drafting.declared import Declared, Difference
    from redline.drafting.diff import Diff, Flip
    from redline.drafting.frontier import Frontier, Ranking
    from redline.drafting.lag import Lag
    from redline.drafting.margin import Margin
    from redline.drafting.measurements import Measurement
    from redline.drafting.plane import Plane
    from redline.drafting.redesign import Change, Redesign
    from redline.drafting.regions import Answer, Direction, Region, Regions
    from redline.drafting.sensitivity import Sensitivity
    from redline.drafting.successors import Successor
    from redline.drafting.sweep import Sweep, SweepStep
    from redline.drafting.trend import Trend
    from redline.interval import Interval

__all__ = [
    "Answer",
    "Bunch",
    "Change",
    "Declared",
    "Diff",
    "Difference",
    "Direction",
    "Flip",
    "Frontier",
    "Interval",
    "Lag",
    "Margin",
    "Measurement",
    "Plane",
    "Ranking",
    "Redesign",
    "Region",
    "Regions",
    "Sensitivity",
    "Successor",
    "Sweep",
    "SweepStep",
    "Trend",
]

_HOMES = {
    "drafting.bunching": ("Bunch",),
    "drafting.declared": ("Declared", "Difference"),
    "drafting.diff": ("Diff", "Flip"),
    "drafting.frontier": ("Frontier", "Ranking"),
    "drafting.lag": ("Lag",),
    "drafting.margin": ("Margin",),
    "drafting.measurements": ("Measurement",),
    "drafting.plane": ("Plane",),
    "drafting.redesign": ("Change", "Redesign"),
    "drafting.regions": ("Answer", "Direction", "Region", "Regions"),
    "drafting.sensitivity": ("Sensitivity",),
    "drafting.successors": ("Successor",),
    "drafting.sweep": ("Sweep", "SweepStep"),
    "drafting.trend": ("Trend",),
    "interval": ("Interval",),
}

__getattr__, __dir__ = exports(globals(), _HOMES, unknown(__name__))
