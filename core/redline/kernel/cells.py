"""Decide rows that three-valued logic leaves open, many at a time, by the cells their values lie in.

The numbers that a quantity is compared with cut its range into cells. What a row with unknowns can turn
out to be depends only on which cells each quantity may lie in, as long as no two open quantities hang
on the same unknown; so the answer is worked out once for each combination of cells, and looked up. Rows
of another kind (on the line, tied unknowns, ranges of both factors) are left to the exact search.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from redline import program
from redline.exact.cell_space import CellSpace, Ways
from redline.kernel.plan import AxisRegisters, Plan, Truth
from redline.kernel.registers import Registers
from redline.program import Program
from redline.program.dependencies import Links, atoms, is_pair, is_word, word_name
from redline.program.operators import UPWARDS, cut_of
from redline.program.outputs import Ref
from redline.values import Status

Bits: TypeAlias = NDArray[np.bool_]
Indices: TypeAlias = NDArray[np.intp]
Asked: TypeAlias = tuple[Ref, int, bool]
Codes: TypeAlias = NDArray[np.integer[Any]]

UNSEEN: Final = 0
EXACT: Final = 1
ANSWERED: Final = 2
"""Low bits of a code in the table: not yet worked out; not decidable by cells; the rest is the answer."""

BITS: Final = 2
"""Bits of a code for each target, and for the marks above."""

MOST_COMBINATIONS = 4096
LARGEST_TABLE = 2**22


class CellTable:
    """Answers for combinations of cells, of one program and one plan for it."""

    def __init__(self, over: Program, targets: Sequence[Ref], plan: Plan, chained: Links) -> None:
        self._program = over
        self._plan = plan
        self._links = chained
        self._targets = targets
        self._pairs = [ref for ref in plan.truths if is_pair(over, ref)]
        self._words = [ref for ref in plan.truths if is_word(over, ref)] + self._pairs
        self._asked = {axis.node: _asked(over, axis) for axis in plan.axes}
        self._told = {axis.node for axis in plan.axes if _tells_blanks(axis)}
        self._flags = [ref for ref in _flagged(chained) if ref in plan.numbers and ref not in self._told]
        self._radices = [(len(axis.cuts) + 1) ** 2 + 1 for axis in plan.axes]
        self._radices += [1 if _is_blank(plan.truths[ref]) else 3 for ref in self._words]
        self._radices += [3] * len(self._flags)
        self._size = math.prod(self._radices)
        self._hopeless = bool(plan.opaque) or self._size > 2**62
        # Codes of more targets than 64 bits hold are objects, and slow.
        self._dtype = np.min_scalar_type(2 ** (BITS * (len(self._targets) + 1)) - 1)
        self.covers = not (self._hopeless or self._size > LARGEST_TABLE or self._dtype == np.object_)
        self._table = np.zeros(self._size if self.covers else 0, self._dtype)
        self._seen: dict[int, int] = {}

    def decide(self, rows: Indices | None, registers: Registers, opaque: Bits | None) -> tuple[Codes, Bits]:
        """Return a code for each of some rows, or of all that the registers hold; and which lie on a line.

        See ``outcome`` for what a code says. ``covers`` tells whether asking for all rows is worth it.
        """
        size = registers.rows if rows is None else len(rows)
        if self._hopeless:
            return np.full(size, EXACT, self._dtype), np.zeros(size, np.bool_)
        look = _Look(self._plan, rows, size, registers)
        if opaque is not None:
            look.special |= opaque if rows is None else opaque[rows]
        keys: Codes = np.zeros(size, np.uint8)
        combined = 1
        digits = itertools.chain(
            (look.axis(axis) for axis in self._plan.axes),
            (look.word(ref) for ref in self._words),
            (look.flag(ref) for ref in self._flags),
        )
        for radix, digit in zip(self._radices, digits, strict=True):
            if combined == 1:
                keys = digit
            elif radix > 1:
                keys = np.multiply(keys, radix, dtype=np.min_scalar_type(combined * radix))
                keys += digit
            combined *= radix
        for ref in self._pairs:
            look.special |= look.word(ref) == 0
        for factors in self._links.factors.values():
            if len(factors) > 1:
                look.mark_zeros(factors)
        codes = self._look_up(keys)
        doubtful = look.special | look.on_line
        if doubtful.any():
            codes[doubtful] = EXACT
        return codes, look.on_line

    def outcome(self, codes: Codes, target: int) -> Codes:
        """Return the status that codes say of a target, by its number."""
        shifted: Codes = codes >> (BITS * (target + 1))
        return shifted & (2**BITS - 1) if target + 1 < len(self._targets) else shifted

    # --- answers ----------------------------------------------------------------------------

    def _look_up(self, keys: Codes) -> Codes:
        if not self.covers:
            distinct, inverse = np.unique(keys, return_inverse=True)
            return np.array([self._code(int(key)) for key in distinct], self._dtype)[inverse]
        codes = self._table.take(keys)
        if not codes.all():
            for key in np.unique(keys[codes == UNSEEN]):
                self._table[key] = self._code(int(key))
            codes = self._table.take(keys)
        return codes

    def _code(self, key: int) -> int:
        if key not in self._seen:
            answer = self._work_out(key)
            statuses = (status << BITS * (target + 1) for target, status in enumerate(answer or ()))
            self._seen[key] = EXACT if answer is None else ANSWERED + sum(statuses)
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
        for axis, digit in zip(self._plan.axes, digits, strict=False):
            if axis.node in self._told:
                flags[axis.node] = 0 if digit else 2
        cells = [
            _axis_patterns(axis, self._asked[axis.node], digit)
            for axis, digit in zip(self._plan.axes, digits, strict=False)
        ]
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

    def _outcomes(self, factors: Sequence[Ways]) -> list[set[bool]] | None:
        """Return the answers that each target takes over all combinations; None if they are too many."""
        space = CellSpace(self._program, factors, self._constant)
        if space.combinations.count > MOST_COMBINATIONS:
            return None
        return [space.answers(target) for target in self._targets]

    def _constant(self, ref: Ref) -> bool | None:
        operation = self._program.nodes[ref].operation
        return operation.value if isinstance(operation, program.Truth) else None

    def _plain(self, open_axes: set[Ref], words: Mapping[Ref, int]) -> bool:
        """Return whether bounds are reached and no two open words are of one fact."""
        names = [word_name(self._program, ref) for ref, code in words.items() if code == 0]
        return len(names) == len(set(names)) and open_axes <= self._links.read_once

    def _tied(self, open_axes: set[Ref], flags: Mapping[Ref, int]) -> set[Ref]:
        """Return the open axes that hang on an unknown in common.

        An axis with a factor of its own of which nothing is known takes every value regardless.
        """
        # Tied axes do not reach each combination of their cells. Of a chip of 500 mm2, let only the TPP be
        # unknown: TPP and density = TPP / 500 are tied, as no TPP of 4000 or more comes with a density below
        # 8. With the area unknown as well they are not: whatever the TPP is, some area gives each density.
        # Only a TPP of 0 gives the density 0 and no other, which ``mark_zeros`` leaves to the exact search.
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
        # Where what they share is least, all of them are at their lowest cell, and where it is greatest, at
        # their highest. With a TPP of 4000..6000 on 500 mm2, the density is 8..12: (4000, 8) and (6000, 12)
        # are reached for certain. Answers that both ends give are therefore all given; where other
        # combinations seem to give more, such as `TPP >= 5000 and density < 9`, this proves nothing.
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


def _flagged(chained: Links) -> list[Ref]:
    """Return the nodes whose being known matters to whether open axes are tied."""
    tied = frozenset[Ref]().union(*chained.shared.values())
    private = (ref for axis, refs in chained.private.items() if axis in tied for ref in refs)
    return list(dict.fromkeys((*chained.shared, *private)))


def _tells_blanks(axis: AxisRegisters) -> bool:
    """Return whether a row off the line lies in no cell only where the number is unknown."""
    return axis.number.low == axis.number.high and all(cut for cut, _ in axis.cuts)


def _is_blank(truth: Truth) -> bool:
    """Return whether nothing is known of an answer in any row: both planes are the empty one."""
    return truth.yes == truth.no


def _asked(over: Program, axis: AxisRegisters) -> list[Asked]:
    """Return an axis's comparisons: each with the number of its cut, and whether it is met above that."""
    order = {cut: index for index, cut in enumerate(sorted(axis.cuts))}
    return [
        (ref, order[cut], sign in UPWARDS)
        for ref, (node, sign, number) in atoms(over)
        if node == axis.node and (cut := cut_of(sign, number)) in order
    ]


def _axis_patterns(axis: AxisRegisters, asked: Sequence[Asked], code: int) -> list[dict[Ref, bool]]:
    """Return the answers of an axis's comparisons in each cell that a code leaves possible, upwards."""
    count = len(axis.cuts)
    if code == (count + 1) ** 2:
        return [{ref: False for ref, _, _ in asked}]
    above, below = divmod(code, count + 1)
    return [
        {ref: (cell > order) == upwards for ref, order, upwards in asked}
        for cell in range(above, count - below + 1)
    ]


def _word_patterns(ref: Ref, code: int) -> list[dict[Ref, bool]]:
    return [{ref: True}, {ref: False}] if code == 0 else [{ref: code == 1}]


# --- rows ---------------------------------------------------------------------------------------


class _Look:
    """What the registers hold for some rows, as digits of the table's keys.

    ``special`` marks rows that cells cannot decide, ``on_line`` those within rounding of a cut.
    """

    def __init__(self, plan: Plan, rows: Indices | None, size: int, registers: Registers) -> None:
        self._plan = plan
        self._rows = rows
        self._size = size
        self._registers = registers
        self._taken: dict[int, NDArray[Any]] = {}
        self._unknown: dict[int | None, Bits] = {None: np.ones(size, np.bool_)}
        self.special = np.zeros(size, np.bool_)
        self.on_line = np.zeros(size, np.bool_)

    def _select(self, plane: NDArray[Any]) -> NDArray[Any]:
        return plane if self._rows is None else plane.take(self._rows)

    def _take(self, register: int) -> NDArray[Any]:
        if register not in self._taken:
            self._taken[register] = self._select(self._registers(register))
        return self._taken[register]

    def _blank(self, register: int | None) -> Bits:
        if register not in self._unknown:
            assert register is not None
            self._unknown[register] = np.isnan(self._take(register))
        return self._unknown[register]

    def axis(self, axis: AxisRegisters) -> Codes:
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
            self.on_line |= open_ & ~self._blank(number.low)
        else:
            planes = [self._take(plane) for plane in (number.low, number.high) if plane is not None]
            zones = [(bottom, top) for bottom, top in axis.zones if bottom < top]
            for plane, (bottom, top) in itertools.product(planes, zones):
                self.on_line |= open_ & (plane >= bottom) & (plane <= top)
        return codes

    def _count(self, registers: Sequence[int]) -> Codes:
        """Return how many of the planes mark each row; adding whole planes is cheaper than taking rows."""
        planes = [self._registers(register).view(np.uint8) for register in registers]
        if len(planes) < 256:
            return self._select(reduce(np.add, planes))
        return self._select(np.asarray(np.sum(planes, axis=0, dtype=np.uint32)))

    def word(self, ref: Ref) -> Codes:
        """Return 0 for an open answer, 1 for yes, 2 for no."""
        truth = self._plan.truths[ref]
        if _is_blank(truth):
            return np.zeros(self._size, np.uint8)
        return self._count((truth.yes, truth.no, truth.no))

    def flag(self, ref: Ref) -> Codes:
        """Return 0 for a known number, 1 for one within bounds, 2 for one of which nothing is known."""
        number = self._plan.numbers[ref]
        blank = self._blank(number.low)
        if number.low == number.high:
            return 2 * blank.view(np.uint8)
        loose = np.ones(self._size, np.bool_)
        if number.low is not None and number.high is not None:
            loose = self._take(number.low) != self._take(number.high)
        codes: Codes = (blank & self._blank(number.high)).view(np.uint8) + loose.view(np.uint8)
        return codes

    def mark_zeros(self, factors: Sequence[Ref]) -> None:
        """Mark rows with a known factor of zero: their product is zero, whatever the unknown one is."""
        numbers = [self._plan.numbers[ref] for ref in factors if ref in self._plan.numbers]
        for high in (number.high for number in numbers if not number.positive):
            if high is not None:
                self.special |= self._take(high) == 0
