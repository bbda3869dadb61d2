"""Answer the nodes that evidence asks about for many items at once, in columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np

from redline.catalog import Catalog
from redline.kernel import Kernel
from redline.program.outputs import Ref, RulebookOutput
from redline.program.roots import singles
from redline.program.trace import Trace
from redline.values import Status

_TRUTHS: Final[Mapping[int, bool | None]] = {
    Status.NOT_CONTROLLED: False,
    Status.CONTROLLED: True,
    Status.UNDETERMINED: None,
}


class Answerer:
    """The nodes of a rulebook whose answers evidence is made of."""

    def __init__(self, trace: Trace) -> None:
        self._roots = singles(_asked(trace.output))
        self._kernel = Kernel(trace.program, self._roots)

    def rows(self, catalog: Catalog) -> Iterator[dict[Ref, bool | None]]:
        """Yield the answers for each item, None where completions of its unknown facts differ."""
        answers = self._kernel.run(catalog).answers
        columns = np.stack([answers[key] for key in self._roots], axis=1)
        for codes in columns.tolist():
            yield dict(zip(self._roots.values(), map(_TRUTHS.__getitem__, codes), strict=True))


def _asked(output: RulebookOutput) -> Iterator[Ref]:
    yield output.status
    for control in output.controls:
        yield from (control.met, control.applies, *(limb.node for limb in control.limbs))
    yield from (note.node for note in output.exclusions)
    yield from (note.stands for note in output.presumptions)
    yield from (each.node for each in output.suspensions)
