"""Find the items whose status depends on how a disputed term is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from redline.evidence.result import Result
from redline.model import Reading
from redline.values import Status


@frozen
class Dependence:
    """An item whose status under a rulebook is another one under some choice of a reading.

    ``usual`` is the status under the choices that were asked for; ``others`` are (reading, choice,
    status) where that differs.
    """

    item: str
    rulebook: str
    usual: str
    others: tuple[tuple[str, str, str], ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        others = [
            {"reading": name, "choice": choice, "status": status} for name, choice, status in self.others
        ]
        return {"item": self.item, "rulebook": self.rulebook, "status": self.usual, "others": others}


def depend(
    usual: Result,
    readings: Sequence[Reading],
    chosen: Mapping[str, str],
    run: Callable[[Mapping[str, str]], NDArray[np.uint8]],
) -> list[Dependence]:
    """Return the items whose status changes when one reading takes another choice, the rest staying.

    ``run`` gives the statuses of the same items and rulebooks under other choices.
    """
    runs = [(name, choice, run({**chosen, name: choice})) for name, choice in _choices(readings, chosen)]
    found = []
    for row, item in enumerate(usual.catalog.names):
        for column, heading in enumerate(usual.headings()):
            status = usual.status[row, column]
            others = tuple(
                (name, choice, Status(int(statuses[row, column])).word)
                for name, choice, statuses in runs
                if statuses[row, column] != status
            )
            if others:
                found.append(Dependence(item, heading, Status(int(status)).word, others))
    return found


def _choices(readings: Sequence[Reading], chosen: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each choice of each reading that is not the one made."""
    for reading in readings:
        usual = chosen.get(reading.name, reading.choices[0])
        yield from ((reading.name, choice) for choice in reading.choices if choice != usual)
