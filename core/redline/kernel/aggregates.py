"""Evaluate aggregates over the parts of items (the dies of a package) for a whole catalog at once."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from redline import program
from redline.catalog import NumberColumn, PartsColumn
from redline.kernel.plan import Form, Plan, Truth
from redline.kernel.registers import Registers
from redline.kernel.vectorize import build
from redline.program import Program
from redline.program.outputs import Ref


@frozen(eq=False)
class Gathered:
    """One aggregate for each item: ``values`` is NaN where nothing is known.

    ``absent`` marks items that have the collection, but no part that counts; ``opaque`` those whose
    value hangs on parts that are only partly known.
    """

    values: NDArray[np.float64]
    absent: NDArray[np.bool_]
    opaque: NDArray[np.bool_]


def gather(over: Program, operation: program.Gather, column: PartsColumn) -> Gathered:
    """Aggregate the parts of every item that count."""
    meant, unsure = _meant(over, operation.where, column)
    count = len(column.offsets) - 1
    values, vague = _values(over, operation.value, column, len(meant))
    owner = np.repeat(np.arange(count), np.diff(column.offsets))
    opaque = np.bincount(owner[unsure | (meant & vague)], minlength=count) > 0
    members = np.bincount(owner[meant], minlength=count)
    gathered = _combine(operation.function, owner[meant], values[meant], members)
    absent = column.stated & (members == 0) & ~opaque & (operation.function != "count")
    gathered[~column.stated | opaque | absent] = np.nan
    return Gathered(gathered, absent, opaque)


def any_part(over: Program, operation: program.AnyPart, column: PartsColumn) -> NDArray[np.int8]:
    """Return 1 where some part satisfies the condition, 0 where surely none does, else -1."""
    meant, unsure = _meant(over, operation.where, column)
    count = len(column.offsets) - 1
    owner = np.repeat(np.arange(count), np.diff(column.offsets))
    codes = np.zeros(count, np.int8)
    codes[np.bincount(owner[unsure], minlength=count) > 0] = -1
    codes[np.bincount(owner[meant], minlength=count) > 0] = 1
    codes[~column.stated] = -1
    return codes


def _combine(
    function: str, owner: NDArray[np.intp], values: NDArray[np.float64], members: NDArray[np.intp]
) -> NDArray[np.float64]:
    if function == "count":
        return members.astype(np.float64)
    if function == "sum":
        return np.bincount(owner, weights=values, minlength=len(members)).astype(np.float64)
    start = -np.inf if function == "largest" else np.inf
    result = np.full(len(members), start)
    (np.maximum if function == "largest" else np.minimum).at(result, owner, values)
    return result


def _meant(
    over: Program, where: Ref | None, column: PartsColumn
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which parts surely count, and of which that is open; no float says it of an exact number."""
    total = int(column.offsets[-1])
    if where is None:
        return np.ones(total, np.bool_), np.zeros(total, np.bool_)
    plan = build(over, _forms(column), [where])
    registers = _run(plan, column.facts, total)
    truth: Truth = plan.truths[where]
    yes, no = (np.asarray(registers(r), np.bool_)[:total].copy() for r in (truth.yes, truth.no))
    exact = _beyond_floats(column, total)
    return yes & ~exact, ~(yes | no) | exact


def _beyond_floats(column: PartsColumn, total: int) -> NDArray[np.bool_]:
    """Return which parts have a number that no float holds."""
    found = np.zeros(total, np.bool_)
    found[[part for inner in column.facts.values() for part in inner.exact]] = True
    return found


def _values(
    over: Program, value: Ref | None, column: PartsColumn, total: int
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return each part's value, and for which parts it is not exactly known."""
    if value is None:
        return np.ones(total), np.zeros(total, np.bool_)
    plan = build(over, _forms(column), [], [value])
    number = plan.numbers.get(value)
    if number is None or number.low is None or number.high is None or number.absent or number.unsure:
        return np.zeros(total), np.ones(total, np.bool_)
    registers = _run(plan, column.facts, total)
    low, high = (np.asarray(registers(r), np.float64)[:total].copy() for r in (number.low, number.high))
    vague = ~(low == high)
    return np.where(vague, 0.0, low), vague


def _forms(column: PartsColumn) -> dict[str, Form]:
    return {name: "ranges" if inner.has_ranges else "points" for name, inner in column.facts.items()}


def _run(plan: Plan, facts: Mapping[str, NumberColumn], total: int) -> Registers:
    registers = Registers(plan, total)
    registers.bind({(name, plane): getattr(facts[name], plane) for name, plane in plan.inputs}, 0, total)
    registers.run()
    return registers
