"""Hold the buffers of one worker, and run a plan in them block by block."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from redline.plan import Plan, Plane

Array = NDArray[np.generic]


class Registers:
    """Buffers for blocks of up to ``size`` rows; one of these belongs to one thread."""

    def __init__(self, plan: Plan, size: int) -> None:
        self._plan = plan
        dtypes: dict[str, Any] = {"float": np.float64, "bit": np.bool_}
        self._buffers = {
            kind: [np.empty(size, dtypes[kind]) for _ in range(count)] for kind, count in plan.counts.items()
        }
        self._bound: dict[int, Array] = {}
        self._rows = -1

    def bind(self, columns: Mapping[tuple[str, Plane], Array], start: int, stop: int) -> None:
        """Point the registers at rows ``start`` to ``stop`` of the columns."""
        rows = stop - start
        for key, register in self._plan.inputs.items():
            self._bound[register] = columns[key][start:stop]
        if rows != self._rows:
            for register, (kind, index) in self._plan.buffers.items():
                self._bound[register] = self._buffers[kind][index][:rows]
            self._rows = rows

    def run(self) -> None:
        """Compute all registers of the plan for the bound rows."""
        bound = self._bound
        with np.errstate(all="ignore"):
            for step in self._plan.steps:
                inputs = [value if isinstance(value, float) else bound[value] for value in step.inputs]
                step.call(*inputs, out=bound[step.output])

    def __call__(self, register: int) -> Array:
        """Return the values in a register, for the bound rows."""
        return self._bound[register]
