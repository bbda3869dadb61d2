"""Sort rows by how they meet one number of a rule, and say which world they are in at each of some numbers.

A row whose quantity is known is in one of two worlds: the number lies below the quantity, or above it. A row
without such a quantity is in one world always. A row that may have any quantity is in a world that hangs
on where the number lies among the other numbers that the quantity is compared with.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

import numpy as np
from attrs import frozen

from redline.curves.positions import place_of, points_between
from redline.curves.specialize import World
from redline.curves.status_curves import Bits, Floats, Follower, Rows
from redline.kernel.quantity_values import Measured


@frozen(eq=False)
class Meeting:
    """Rows that meet a number alike, and the worlds that they are in at each of some rising numbers.

    With ``ranks``, a row of rank ``r`` is in the first of two worlds at the first ``r`` numbers, where
    the number lies below its quantity, and in the second one at the others. Without, all rows are
    in the world ``places[i]`` at number ``i``. Both arrays have an entry for each row, and for each number.
    """

    rows: Bits
    worlds: tuple[World, ...]
    ranks: Rows | None
    places: Rows


def meeting_rows(follower: Follower) -> Bits:
    """Return the rows that are in some meeting."""
    if follower.line is None or not follower.one_sided:
        return np.zeros(follower.rows, np.bool_)
    return follower.measured.known | follower.measured.absent | follower.free


def meetings(follower: Follower, numbers: Sequence[Fraction]) -> Iterator[Meeting]:
    """Yield the meetings of a catalog's rows with a number; rows in none have to be followed one by one."""
    if follower.line is None or not follower.one_sided:
        return
    measured = follower.measured
    nowhere = np.zeros(len(numbers), np.intp)
    worlds = (follower.world("below"), follower.world("above"))
    yield Meeting(measured.known, worlds, ranks(follower, numbers), nowhere)
    if measured.absent.any():
        yield Meeting(measured.absent, (follower.world("absent"),), None, nowhere)
    if (free := follower.free).any():
        points = points_between(numbers[0], numbers[-1], follower.cuts)
        reached = [place_of(points, number) for number in numbers]
        asked = sorted(set(reached))
        where = np.array([asked.index(place) for place in reached], np.intp)
        first = [numbers[reached.index(place)] for place in asked]
        yield Meeting(free, tuple(follower.at(number) for number in first), None, where)


# --- ranks --------------------------------------------------------------------------------------


def ranks(follower: Follower, numbers: Sequence[Fraction]) -> Rows:
    """Return for each row how many of some rising numbers count as below its quantity."""
    upwards = follower.world("at") == follower.world("below")
    limits = np.array([float(number) for number in numbers])
    among = _among_even if _are_even(limits) else _among
    found, near = among(limits, follower.measured, upwards=upwards)
    for row in np.flatnonzero(near & follower.measured.known).tolist():
        exact = follower.stands_at(row)
        found[row] = bisect_right(numbers, exact) if upwards else bisect_left(numbers, exact)
    return found


_FEW: Final = 16
_ROUNDINGS: Final = 8 * 2.0**-52


def _are_even(limits: Floats) -> bool:
    """Return whether numbers are evenly spaced, but for roundings."""
    if len(limits) < _FEW:
        return False
    even = np.linspace(limits[0], limits[-1], len(limits))
    return bool(np.abs(limits - even).max() <= _ROUNDINGS * np.abs(limits).max())


def _among(limits: Floats, measured: Measured, *, upwards: bool) -> tuple[Rows, Bits]:
    """Return the rank of each row, and which of them are too near to a limit for floats to say."""
    values = measured.values
    found = np.searchsorted(limits, values, "right" if upwards else "left")
    near = np.zeros(len(values), np.bool_)
    for step in (-1, 0):
        beside = limits.take(found + step, mode="clip")
        near |= np.abs(values - beside) <= 2 * measured.slack * np.abs(beside)
    return found, near


def _among_even(limits: Floats, measured: Measured, *, upwards: bool) -> tuple[Rows, Bits]:
    """Do the same among evenly spaced limits, without a search."""
    step = (limits[-1] - limits[0]) / (len(limits) - 1)
    steps = (measured.values - limits[0]) / step
    # Beyond either end one place is as good as another, and so it is for what is not known.
    np.fmax(np.fmin(steps, len(limits) - 0.5, out=steps), -0.5, out=steps)
    below = np.floor(steps) if upwards else np.ceil(steps) - 1
    slack = (2 * measured.slack + _ROUNDINGS) * np.abs(limits).max() / step
    return (below + 1).astype(np.intp), np.abs(steps - np.rint(steps)) <= slack
