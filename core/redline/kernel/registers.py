"""Hold the buffers of one worker, and run a plan in them block by block."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from redline.kernel.plan import Plan, Plane

Array = NDArray[np.generic]
Check = Callable[[str, Array], None]
"""Called with the name of a fact and a block of its column."""


class Registers:
    """Buffers for blocks of up to ``size`` rows; one of these belongs to one thread."""

    def __init__(self, plan: Plan, size: int) -> None:
        self._plan = plan
        dtypes: dict[str, Any] = {"float": np.float64, "bit": np.bool_}
        self._buffers = {
            kind: [np.empty(size, dtypes[kind]) for _ in range(count)] for kind, count in plan.counts.items()
        }
        self._bound: dict[int, Array] = {}
        self.rows = -1  # of the bound block
        self._fresh = _first_reads(plan)
        self.read = frozenset(name for fresh in self._fresh for name, _ in fresh)
        """Facts whose columns are read by a step."""

    def bind(self, columns: Mapping[tuple[str, Plane], Array], start: int, stop: int) -> None:
        """Point the registers at rows ``start`` to ``stop`` of the columns."""
        rows = stop - start
        for key, register in self._plan.inputs.items():
            self._bound[register] = columns[key][start:stop]
        if rows != self.rows:
            for register, (kind, index) in self._plan.buffers.items():
                self._bound[register] = self._buffers[kind][index][:rows]
            self.rows = rows

    def run(self, check: Check | None = None) -> None:
        """Compute all registers of the plan for the bound rows.

        ``check`` gets each column right before it is first read: what it brings into the cache is
        used at once.
        """
        bound = self._bound
        with np.errstate(all="ignore"):
            for step, fresh in zip(self._plan.steps, self._fresh, strict=True):
                if check is not None:
                    for name, register in fresh:
                        check(name, bound[register])
                inputs = [value if isinstance(value, float) else bound[value] for value in step.inputs]
                step.call(*inputs, out=bound[step.output])

    def __call__(self, register: int) -> Array:
        """Return the values in a register, for the bound rows."""
        return self._bound[register]


def _first_reads(plan: Plan) -> list[list[tuple[str, int]]]:
    """Return for each step the columns that no step before it reads: fact and register."""
    unread = {register: fact for (fact, plane), register in plan.inputs.items() if plane != "high"}
    registers = ([value for value in step.inputs if isinstance(value, int)] for step in plan.steps)
    return [[(unread.pop(one), one) for one in step if one in unread] for step in registers]
