"""A plan: a straight run of NumPy calls over blocks of columns, and where its results lie.

A number is two planes, its lower and its upper bound; NaN in the one stands for zero, in the other for
no bound, so that NaN is an unknown quantity and NumPy's own rules for NaN do the bookkeeping. A point has
one plane for both. A truth is two bit planes: surely yes, surely no; with neither it is open. Around each
threshold lies a zone as wide as rounding can be wrong, in which a comparison stays open: rows that end up
open there are decided exactly elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal, TypeAlias

from attrs import field, frozen, mutable

from redline.interval import Cut
from redline.program.outputs import Ref
from redline.values import parse_number

Register: TypeAlias = int
Form: TypeAlias = Literal["points", "ranges", "codes", "bools"]
"""How a column comes: floats; two arrays of floats; -1 or a code; or true and false."""

Plane: TypeAlias = Literal["low", "high", "absent", "codes"]
Kind: TypeAlias = Literal["float", "bit"]


@frozen
class Number:
    """Registers of a number's planes; ``high`` equals ``low`` for points, None means no bound at all.

    ``absent`` marks rows where it is surely not applicable, ``unsure`` those where it may be.
    ``roundings`` bounds the relative error of the planes, in units of the last place; 0 means that
    they are facts as given, perhaps times one of the powers of two in ``scales``.
    """

    low: Register | None
    high: Register | None
    roundings: int = 0
    absent: Register | None = None
    unsure: Register | None = None
    positive: bool = False
    scales: frozenset[Fraction] = frozenset({Fraction(1)})

    @property
    def is_blank(self) -> bool:
        """Whether nothing is known of it in any row."""
        return self.low is None and self.high is None


BLANK = Number(None, None)


@frozen
class Truth:
    """Registers of the planes *surely yes* and *surely no*."""

    yes: Register
    no: Register


@frozen
class Step:
    """One NumPy call, ``call(*inputs, out=output)``; an input is a register or a float."""

    call: Callable[..., Any]
    inputs: tuple[Register | float, ...]
    output: Register


@mutable
class AxisRegisters:
    """A number that is compared with constants.

    ``cuts`` are where the answers change. ``above[i]`` marks rows surely above ``cuts[i]``, ``below[i]``
    those surely below it, where surely means beyond the zone of rounding. ``zones`` are the bounds of those
    zones, equal where nothing was rounded.
    """

    node: Ref
    number: Number
    cuts: list[Cut] = field(factory=list)
    positions: dict[Cut, int] = field(factory=dict)
    """Where each cut stands among the cuts."""
    zones: list[tuple[float, float]] = field(factory=list)
    above: list[Register] = field(factory=list)
    below: list[Register] = field(factory=list)


@frozen
class Plan:
    """What to run for one block, and where the results lie.

    ``inputs`` binds columns (fact, plane) to registers. Registers of one ``kind`` share buffers as
    their lives allow; ``buffers`` says which buffer each register uses.
    """

    steps: tuple[Step, ...]
    inputs: Mapping[tuple[str, Plane], Register]
    buffers: Mapping[Register, tuple[Kind, int]]
    counts: Mapping[Kind, int]
    truths: Mapping[Ref, Truth]
    axes: tuple[AxisRegisters, ...]
    numbers: Mapping[Ref, Number]
    opaque: frozenset[Ref]
    """Comparisons that have no vector form: they stay open in every row."""


def gather_name(ref: Ref) -> str:
    """Return the name under which the values of an aggregate over parts are bound."""
    return f"%{ref}"


def zone(cut: Fraction, roundings: int) -> tuple[float, float]:
    """Return floats surely below and surely above a threshold, given how often a value was rounded."""
    # One rounding is wrong by 2**-53 of the number at most. In n operations at most n + 1 facts meet, each of
    # them rounded once when its text was read: 2n + 1 roundings, which (n + 4) * 2**-52 exceeds, products of
    # such small errors included. For 100.64 * 16 / 402.56, n is 1 and the zone around 4 as wide as 4.5e-15
    # on each side: a float beyond it is on the side on which the exact 1610.24 / 402.56 = 4 would be.
    slack = Fraction(roundings + 4, 2**52)
    low, high = float(cut * (1 - slack)), float(cut * (1 + slack))
    return math.nextafter(low, -math.inf), math.nextafter(high, math.inf)


def is_exact(cut: Fraction, number: Number) -> bool:
    """Return whether comparing floats with a threshold decides as comparing the decimal texts does.

    A float stands for its shortest decimal text, and texts keep the order of their floats; so it does
    if the threshold is itself the shortest text of a float, in the scale of the facts.
    """
    return number.roundings == 0 and all(
        parse_number(repr(float(cut / scale))) == cut / scale for scale in number.scales
    )


def live(steps: Sequence[Step], kept: set[Register]) -> list[Step]:
    """Leave out steps whose results nobody reads."""
    read = set(kept)
    found = []
    for step in reversed(steps):
        if step.output in read:
            found.append(step)
            read.update(register for register in step.inputs if isinstance(register, int))
    return found[::-1]


def allocate(
    steps: Sequence[Step], kinds: Mapping[Register, Kind], kept: set[Register]
) -> tuple[dict[Register, tuple[Kind, int]], dict[Kind, int]]:
    """Give registers buffers; a buffer is used again once its last reader has run."""
    last: dict[Register, int] = {}
    for index, step in enumerate(steps):
        last.update((r, index) for r in (*step.inputs, step.output) if isinstance(r, int) and r > 0)
    free: dict[Kind, list[int]] = {"float": [], "bit": []}
    counts: dict[Kind, int] = {"float": 0, "bit": 0}
    buffers: dict[Register, tuple[Kind, int]] = {}
    for index, step in enumerate(steps):
        kind = kinds[step.output]
        for register in {r for r in step.inputs if isinstance(r, int) and r > 0}:
            if last[register] == index and register not in kept and kinds[register] == kind:
                free[kinds[register]].append(buffers[register][1])
        if not free[kind]:
            free[kind].append(counts[kind])
            counts[kind] += 1
        buffers[step.output] = (kind, free[kind].pop())
        for register in {r for r in step.inputs if isinstance(r, int) and r > 0}:
            if last[register] == index and register not in kept and kinds[register] != kind:
                free[kinds[register]].append(buffers[register][1])
    return buffers, counts
