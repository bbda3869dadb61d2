"""Decide rows that three-valued logic leaves open, many at a time, by the cells their values lie in.

The numbers that a quantity is compared with cut its range into cells. What a row with unknowns can turn
out to be depends only on which cells each quantity may lie in, as long as no two open quantities hang
on the same unknown; so the answer is worked out once for each combination of cells, and looked up. Rows
of another kind (on the line, tied unknowns, ranges of both factors) are left to the exact search.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from redline import program
from redline.interpreter import all_of, any_of
from redline.links import Links, atoms, is_pair, is_word, word_name
from redline.plan import Axis, Plan
from redline.program import Program, Ref
from redline.values import Status

Bits: TypeAlias = NDArray[np.bool_]
Indices: TypeAlias = NDArray[np.intp]
Codes: TypeAlias = NDArray[np.unsignedinteger[Any]]
Registers: TypeAlias = Callable[[int], NDArray[np.generic]]

UNSEEN: Final = 0
EXACT: Final = 1
"""Codes in the table: not yet worked out; not decidable by cells."""

MOST_COMBINATIONS = 4096
LARGEST_TABLE = 2**22


class CellTable:
    """Answers for combinations of cells, of one program and one plan for it."""

    def __init__(self, over: Program, plan: Plan, chained: Links) -> None:
        self._program = over
        self._plan = plan
        self._links = chained
        self._targets = [rulebook.status for rulebook in over.rulebooks]
        self._pairs = [ref for ref in plan.truths if is_pair(over, ref)]
        self._words = [ref for ref in plan.truths if is_word(over, ref)] + self._pairs
        self._hopeless = bool(plan.opaque)
        self._flags = [*chained.shared, *(f for fs in chained.private.values() for f in fs)]
        self._flags = [ref for ref in dict.fromkeys(self._flags) if ref in plan.numbers]
        self._radices = [(len(axis.cuts) + 1) ** 2 + 1 for axis in plan.axes]
        self._radices += [4] * len(self._words) + [3] * len(self._flags)
        self._size = 1
        for radix in self._radices:
            self._size *= radix
        self._table = np.zeros(self._size if self._size <= LARGEST_TABLE else 0, np.uint8)
        self._seen: dict[int, int] = {}
        self._answers = [(0,) * len(self._targets)] * 2

    def decide(
        self, rows: Indices, registers: Registers, opaque: Bits | None
    ) -> tuple[NDArray[np.uint8], Bits]:
        """Return the answer code of each open row (see ``outcomes``), and which lie on a line."""
        if self._hopeless or self._size > 2**62:
            return np.full(len(rows), EXACT, np.uint8), np.zeros(len(rows), np.bool_)
        look = _Look(self._plan, rows, registers)
        if opaque is not None:
            look.special |= opaque[rows]
        keys, size = np.zeros(len(rows), np.uint8), 1
        columns = itertools.chain(
            (look.axis(axis) for axis in self._plan.axes),
            (look.word(ref) for ref in self._words),
            (look.flag(ref) for ref in self._flags),
        )
        for radix, codes in zip(self._radices, columns, strict=True):
            size *= radix
            keys = np.multiply(keys, radix, dtype=np.min_scalar_type(size))
            keys += codes
        for ref in self._pairs:
            look.special |= look.word(ref) == 0
        for factors in self._links.factors.values():
            if len(factors) > 1:
                look.mark_zeros(factors)
        answers = self._look_up(keys)
        answers[look.special | look.on_line] = EXACT
        return answers, look.on_line

    def outcomes(self) -> Sequence[NDArray[np.uint8]]:
        """Return the outcome that each answer code stands for, for one target after the other."""
        return [np.array(each, np.uint8) for each in zip(*self._answers, strict=True)]

    # --- answers ----------------------------------------------------------------------------

    def _look_up(self, keys: Codes) -> NDArray[np.uint8]:
        if len(self._table):
            codes = self._table.take(keys)
            if codes.all():
                return codes
            for key in np.unique(keys[codes == UNSEEN]):
                self._table[key] = self._code(int(key))
            return self._table.take(keys)
        distinct, inverse = np.unique(keys, return_inverse=True)
        return np.array([self._code(int(key)) for key in distinct], np.uint8)[inverse]

    def _code(self, key: int) -> int:
        if key not in self._seen:
            answer = self._work_out(key)
            if answer is None or (answer not in self._answers and len(self._answers) > 255):
                self._seen[key] = EXACT
            else:
                if answer not in self._answers[2:]:
                    self._answers.append(answer)
                self._seen[key] = self._answers.index(answer, 2)
        return self._seen[key]

    def _digits(self, key: int) -> list[int]:
        digits = []
        for radix in reversed(self._radices):
            key, digit = divmod(key, radix)
            digits.append(digit)
        return digits[::-1]

    def _work_out(self, key: int) -> tuple[int, ...] | None:
        """Try every combination of cells; None where it stays open whether they are all reached."""
        digits = self._digits(key)
        count = len(self._plan.axes)
        words = dict(zip(self._words, digits[count:], strict=False))
        flags = dict(zip(self._flags, digits[count + len(self._words) :], strict=True))
        cells = [_axis_patterns(self._program, *pair) for pair in zip(self._plan.axes, digits, strict=False)]
        answers = [_word_patterns(*pair) for pair in words.items()]
        outcomes = self._outcomes([*cells, *answers])
        if outcomes is None:
            return None
        open_axes = {
            axis.node for axis, patterns in zip(self._plan.axes, cells, strict=True) if len(patterns) > 1
        }
        tied = self._tied(open_axes, flags)
        if any(len(outcome) > 1 for outcome in outcomes) and (tied or not self._plain(open_axes, words)):
            reached = self._corners(tied, cells, answers, flags) if self._plain(open_axes, words) else None
            if reached != outcomes:
                return None
        return tuple(
            Status.UNDETERMINED if len(outcome) > 1 else Status.of(next(iter(outcome)))
            for outcome in outcomes
        )

    def _outcomes(self, factors: Sequence[Sequence[Mapping[Ref, bool]]]) -> list[set[bool]] | None:
        """Return the answers that each target takes over all combinations; None if they are too many."""
        if math.prod(len(factor) for factor in factors) > MOST_COMBINATIONS:
            return None
        outcomes: list[set[bool]] = [set() for _ in self._targets]
        for combination in itertools.product(*factors):
            answers = {ref: truth for pattern in combination for ref, truth in pattern.items()}
            for outcome, target in zip(outcomes, self._targets, strict=True):
                outcome.add(_logic(self._program, target, answers))
        return outcomes

    def _plain(self, open_axes: set[Ref], words: Mapping[Ref, int]) -> bool:
        """Return whether bounds are reached and no two open words are of one fact."""
        names = [word_name(self._program, ref) for ref, code in words.items() if code == 0]
        return len(names) == len(set(names)) and open_axes <= self._links.read_once

    def _tied(self, open_axes: set[Ref], flags: Mapping[Ref, int]) -> set[Ref]:
        """Return the open axes that hang on an unknown in common.

        An axis with a factor of its own of which nothing is known takes every value regardless.
        """
        free = {axis for axis in open_axes if any(flags.get(ref) == 2 for ref in self._links.private[axis])}
        groups = (
            users & (open_axes - free) for ref, users in self._links.shared.items() if flags.get(ref, 1) > 0
        )
        return set().union(*(group for group in groups if len(group) > 1))

    def _corners(
        self,
        tied: set[Ref],
        cells: Sequence[list[dict[Ref, bool]]],
        answers: Sequence[list[dict[Ref, bool]]],
        flags: Mapping[Ref, int],
    ) -> list[set[bool]] | None:
        """Return the answers where tied axes are all at their lowest or all at their highest.

        Both are reached, if every tied axis grows with what they share.
        """
        open_shared = {
            ref for ref, users in self._links.shared.items() if flags.get(ref, 1) > 0 and users & tied
        }
        if not all(
            (axis, ref) in self._links.growing
            for ref in open_shared
            for axis in tied & self._links.shared[ref]
        ):
            return None
        total: list[set[bool]] = [set() for _ in self._targets]
        for end in (0, -1):
            chosen = [
                [patterns[end]] if axis.node in tied else patterns
                for axis, patterns in zip(self._plan.axes, cells, strict=True)
            ]
            found = self._outcomes([*chosen, *answers])
            assert found is not None, "there are fewer combinations than in all"
            total = [one | other for one, other in zip(total, found, strict=True)]
        return total


# --- patterns -----------------------------------------------------------------------------------


def _axis_patterns(over: Program, axis: Axis, code: int) -> list[dict[Ref, bool]]:
    """Return the answers of an axis's comparisons in each cell that a code leaves possible, upwards."""
    count = len(axis.cuts)
    found = [(ref, op, cut) for ref, (node, op, cut) in atoms(over) if node == axis.node and cut in axis.cuts]
    if code == (count + 1) ** 2:
        return [{ref: False for ref, _, _ in found}]
    above, below = divmod(code, count + 1)
    order = {cut: index for index, cut in enumerate(sorted(axis.cuts))}
    return [
        {ref: (cell > order[cut]) == (op in (">=", ">")) for ref, op, cut in found}
        for cell in range(above, count - below + 1)
    ]


def _word_patterns(ref: Ref, code: int) -> list[dict[Ref, bool]]:
    return [{ref: True}, {ref: False}] if code == 0 else [{ref: code == 1}]


def _logic(over: Program, ref: Ref, answers: Mapping[Ref, bool]) -> bool:
    if ref in answers:
        return answers[ref]
    match over.nodes[ref].operation:
        case program.Not(arg):
            return not _logic(over, arg, answers)
        case program.All(args):
            return all_of(_logic(over, arg, answers) for arg in args) is True
        case program.Any(args):
            return any_of(_logic(over, arg, answers) for arg in args) is True
        case program.Truth(value):
            return value
    raise KeyError(ref)


# --- rows ---------------------------------------------------------------------------------------


class _Look:
    """What the registers hold for some rows, as digits of the table's keys.

    ``special`` marks rows that cells cannot decide, ``on_line`` those within rounding of a cut.
    """

    def __init__(self, plan: Plan, rows: Indices, registers: Registers) -> None:
        self._plan = plan
        self._rows = rows
        self._registers = registers
        self._taken: dict[int, NDArray[Any]] = {}
        self.special = np.zeros(len(rows), np.bool_)
        self.on_line = np.zeros(len(rows), np.bool_)

    def _take(self, register: int) -> NDArray[Any]:
        if register not in self._taken:
            self._taken[register] = self._registers(register).take(self._rows)
        return self._taken[register]

    def _plane(self, register: int | None) -> NDArray[Any]:
        return np.full(len(self._rows), np.nan) if register is None else self._take(register)

    def axis(self, axis: Axis) -> Codes:
        """Return how many cuts a row is surely above and surely below, as one number."""
        count, number = len(axis.cuts), axis.number
        above, below = self._count(axis.above), self._count(axis.below)
        open_ = above + below < count
        if number.unsure is not None:
            self.special |= self._take(number.unsure)
        if any(cut == 0 for cut, _ in axis.cuts):
            self.special |= open_  # planes do not say whether zero itself is reached
        codes: Codes = np.multiply(above, count + 1, dtype=np.min_scalar_type((count + 1) ** 2))
        codes += below
        if number.absent is not None:
            absent = self._take(number.absent)
            open_ &= ~absent
            codes[absent] = (count + 1) ** 2
        if number.low == number.high:
            plane = self._plane(number.low)
            self.on_line |= open_ & (plane == plane)
        else:
            for plane in (self._plane(number.low), self._plane(number.high)):
                for bottom, top in axis.zones:
                    if bottom < top:
                        self.on_line |= open_ & (plane >= bottom) & (plane <= top)
        return codes

    def _count(self, registers: Sequence[int]) -> Codes:
        """Return how many of the planes mark each row; adding whole planes is cheaper than taking rows."""
        planes = [self._registers(register).view(np.uint8) for register in registers]
        if len(planes) < 256:
            return reduce(np.add, planes).take(self._rows)
        return np.sum(planes, axis=0, dtype=np.uint32).take(self._rows)

    def word(self, ref: Ref) -> Codes:
        """Return 0 for an open answer, 1 for yes, 2 for no."""
        truth = self._plan.truths[ref]
        if truth.yes == truth.no:  # nothing is known of it in any row
            return np.zeros(len(self._rows), np.uint8)
        return self._count((truth.yes, truth.no, truth.no))

    def flag(self, ref: Ref) -> Codes:
        """Return 0 for a known number, 1 for one within bounds, 2 for one of which nothing is known."""
        number = self._plan.numbers[ref]
        low, high = self._plane(number.low), self._plane(number.high)
        blank = np.isnan(low) & np.isnan(high)
        loose = blank if number.low == number.high else low != high
        codes: Codes = blank.view(np.uint8) + loose.view(np.uint8)
        return codes

    def mark_zeros(self, factors: Sequence[Ref]) -> None:
        """Mark rows with a known factor of zero: their product is zero, whatever the unknown one is."""
        for ref in factors:
            if ref in self._plan.numbers:
                self.special |= self._plane(self._plan.numbers[ref].high) == 0
