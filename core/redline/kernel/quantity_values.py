"""Read off the values that quantities of a program have over a catalog, as floats and exactly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from redline.catalog import Catalog
from redline.kernel import BLOCK, Kernel
from redline.kernel.plan import Number
from redline.kernel.registers import Registers
from redline.kernel.vectorize import build
from redline.program import Program
from redline.program.outputs import Ref

Floats: TypeAlias = NDArray[np.float64]
Bits: TypeAlias = NDArray[np.bool_]


@frozen(eq=False)
class Measured:
    """A quantity in each row: its float where it is ``known``, and where it is surely ``absent``.

    ``blank`` marks rows in which nothing is known of it. A float is wrong by ``slack`` of itself at most.
    """

    values: Floats
    known: Bits
    absent: Bits
    blank: Bits
    slack: float


def measure(over: Program, catalog: Catalog, refs: Sequence[Ref]) -> list[Measured]:
    """Return the values of number nodes for all rows; what has no vector form is known in no row."""
    bound = Kernel(over).bind(catalog)
    plan = build(over, bound.forms, [], refs)
    rows = len(catalog)
    numbers = [plan.numbers.get(ref) for ref in refs]
    found = [_empty(rows, number) for number in numbers]
    registers = Registers(plan, min(BLOCK, max(rows, 1)))
    for start in range(0, rows, BLOCK):
        stop = min(start + BLOCK, rows)
        registers.bind(bound.columns, start, stop)
        registers.run()
        for number, measured in zip(numbers, found, strict=True):
            if number is not None:
                _read(registers, number, measured, slice(start, stop))
    if bound.opaque is not None:
        for measured in found:
            measured.known[bound.opaque] = False
            measured.blank[bound.opaque] = False
    return found


def _empty(rows: int, number: Number | None) -> Measured:
    known, absent, blank = (np.zeros(rows, np.bool_) for _ in range(3))
    slack = 0.0 if number is None or number.roundings == 0 else (number.roundings + 4) * 2.0**-52
    return Measured(np.full(rows, np.nan), known, absent, blank, slack)


def _read(registers: Registers, number: Number, into: Measured, at: slice) -> None:
    if number.low is None or number.high is None:
        into.blank[at] = number.is_blank
    else:
        low, high = registers(number.low), registers(number.high)
        into.values[at] = low
        into.known[at] = low == high
        into.blank[at] = np.isnan(low) & np.isnan(high)
    if number.absent is not None:
        into.absent[at] = registers(number.absent)
        into.known[at][into.absent[at]] = False
        into.blank[at][into.absent[at]] = False
    if number.unsure is not None:
        unsure = registers(number.unsure).astype(np.bool_)
        into.known[at][unsure] = False
        into.blank[at][unsure] = False
