"""Questions that are answered by putting the basic ones several times: over days, readings, scenarios.

Begin with ``api``: its methods are those of ``engine.analyses``; each analysis is a module of its own.
In come an item or texts; out go the classes below, each with ``to_dict``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from redline import exports, unknown

if TYPE_CHECKING:
    from redline.analyses.chiplets import Chiplets
    from redline.analyses.compare import Comparison
    from redline.analyses.coverage import Covered
    from redline.analyses.readings import Dependence
    from redline.analyses.scenarios import Trial
    from redline.analyses.timeline import Step

__all__ = ["Chiplets", "Comparison", "Covered", "Dependence", "Step", "Trial"]

_HOMES = {
    "analyses.chiplets": ("Chiplets",),
    "analyses.compare": ("Comparison",),
    "analyses.coverage": ("Covered",),
    "analyses.readings": ("Dependence",),
    "analyses.scenarios": ("Trial",),
    "analyses.timeline": ("Step",),
}

__getattr__, __dir__ = exports(globals(), _HOMES, unknown(__name__))
