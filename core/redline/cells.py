"""Decide rows that three-valued logic leaves open, many at a time, by the cells their values lie in.

The numbers that a quantity is compared with cut its range into cells. What a row with unknowns can turn
out to be depends only on which cells each quantity may lie in, as long as no two open quantities hang
on the same unknown; so the answer is worked out once for each combination of cells, and looked up. Rows
of another kind (on the line, tied unknowns, ranges of both factors) are left to the exact search.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from redline import program
from redline.interpreter import all_of, any_of
from redline.plan import Axis, Cut, Plan
from redline.program import Program, Ref
from redline.values import Status

Bits: TypeAlias = NDArray[np.bool_]
Indices: TypeAlias = NDArray[np.intp]
Codes: TypeAlias = NDArray[np.int64]
Registers: TypeAlias = Callable[[int], NDArray[np.generic]]

UNSEEN: Final = 0
EXACT: Final = 1
"""Codes in the table: not yet worked out; not decidable by cells."""

MOST_COMBINATIONS = 4096
LARGEST_TABLE = 2**22


@frozen
class Links:
    """How the compared quantities of a program hang together.

    ``shared`` are nodes that several axes contain, with those axes. ``factors`` are, for an axis that
    is a product or quotient, the nodes it is made of; ``private`` those of them that no other axis
    reads. ``read_once`` are axes in which each fact occurs once, so that their bounds are reached;
    ``growing`` are pairs of an axis and a shared node that it grows with.
    """

    shared: Mapping[Ref, frozenset[Ref]]
    factors: Mapping[Ref, tuple[Ref, ...]]
    private: Mapping[Ref, tuple[Ref, ...]]
    read_once: frozenset[Ref]
    growing: frozenset[tuple[Ref, Ref]]

    def wanted(self) -> set[Ref]:
        """Return the number nodes whose values a cell table looks at."""
        return {*self.shared, *itertools.chain(*self.factors.values())}


def links(over: Program) -> Links:
    """Analyze which unknowns the compared quantities of a program have in common."""
    axes = sorted({ref for ref, _ in _compared(over)})
    under = {axis: _numbers_under(over, axis) for axis in axes}
    leaves = {axis: {ref for ref in under[axis] if _is_leaf(over, ref)} for axis in axes}
    factors = {axis: tuple(_factors(over, axis)) for axis in axes}
    private = {
        axis: tuple(
            factor
            for factor in factors[axis]
            if not any(_numbers_under(over, factor) & leaves[other] for other in axes if other != axis)
        )
        for axis in axes
    }
    shared: dict[Ref, frozenset[Ref]] = {}
    for first, second in itertools.combinations(axes, 2):
        for ref in _topmost(over, first, under[second]):
            shared[ref] = shared.get(ref, frozenset()) | {first, second}
    read_once = frozenset(axis for axis in axes if all(_ways(over, axis, leaf) <= 1 for leaf in leaves[axis]))
    growing = frozenset((axis, ref) for ref, users in shared.items() for axis in users if _grows(over, axis, ref))
    return Links(shared, factors, private, read_once, growing)


class CellTable:
    """Answers for combinations of cells, of one program and one plan for it."""

    def __init__(self, over: Program, plan: Plan, chained: Links) -> None:
        self._program = over
        self._plan = plan
        self._links = chained
        self._targets = [rulebook.status for rulebook in over.rulebooks]
        self._pairs = [ref for ref in plan.truths if _is_pair(over, ref)]
        self._words = [ref for ref in plan.truths if _is_word(over, ref)] + self._pairs
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
        self.answers: list[tuple[int, ...]] = [(), ()]

    def decide(self, rows: Indices, registers: Registers, opaque: Bits | None) -> tuple[NDArray[np.uint8], Bits]:
        """Return the answer code of each open row (see ``answers``), and which lie on a line."""
        if self._hopeless or self._size > 2**62:
            return np.full(len(rows), EXACT, np.uint8), np.zeros(len(rows), np.bool_)
        look = _Look(self._plan, rows, registers)
        if opaque is not None:
            look.special |= opaque[rows]
        keys = np.zeros(len(rows), np.int64)
        columns = itertools.chain(
            (look.axis(axis) for axis in self._plan.axes),
            (look.word(ref) for ref in self._words),
            (look.flag(ref) for ref in self._flags),
        )
        for radix, codes in zip(self._radices, columns, strict=True):
            keys *= radix
            keys += codes
        for ref in self._pairs:
            look.special |= look.word(ref) == 0
        for factors in self._links.factors.values():
            if len(factors) > 1:
                look.mark_zeros(factors)
        codes = self._look_up(keys)
        codes[look.special | look.on_line] = EXACT
        return codes, look.on_line

    # --- answers ----------------------------------------------------------------------------

    def _look_up(self, keys: Codes) -> NDArray[np.uint8]:
        if len(self._table):
            codes = self._table[keys]
            unseen = np.unique(keys[codes == UNSEEN])
            for key in unseen:
                self._table[key] = self._code(int(key))
            return self._table[keys] if len(unseen) else codes
        distinct, inverse = np.unique(keys, return_inverse=True)
        return np.array([self._code(int(key)) for key in distinct], np.uint8)[inverse]

    def _code(self, key: int) -> int:
        if key not in self._seen:
            answer = self._work_out(key)
            if answer is None or (answer not in self.answers and len(self.answers) > 255):
                self._seen[key] = EXACT
            else:
                if answer not in self.answers:
                    self.answers.append(answer)
                self._seen[key] = self.answers.index(answer)
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
        open_axes = {axis.node for axis, patterns in zip(self._plan.axes, cells, strict=True) if len(patterns) > 1}
        tied = self._tied(open_axes, flags)
        if any(len(outcome) > 1 for outcome in outcomes) and (tied or not self._plain(open_axes, words)):
            reached = self._corners(tied, cells, answers, flags) if self._plain(open_axes, words) else None
            if reached != outcomes:
                return None
        return tuple(
            Status.UNDETERMINED if len(outcome) > 1 else Status.of(next(iter(outcome))) for outcome in outcomes
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
        names = [_word_name(self._program, ref) for ref, code in words.items() if code == 0]
        return len(names) == len(set(names)) and open_axes <= self._links.read_once

    def _tied(self, open_axes: set[Ref], flags: Mapping[Ref, int]) -> set[Ref]:
        """Return the open axes that hang on an unknown in common.

        An axis with a factor of its own of which nothing is known takes every value regardless.
        """
        free = {axis for axis in open_axes if any(flags.get(ref) == 2 for ref in self._links.private[axis])}
        groups = (users & (open_axes - free) for ref, users in self._links.shared.items() if flags.get(ref, 1) > 0)
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
        open_shared = {ref for ref, users in self._links.shared.items() if flags.get(ref, 1) > 0 and users & tied}
        if not all((axis, ref) in self._links.growing for ref in open_shared for axis in tied & self._links.shared[ref]):
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
    atoms = [(ref, op, cut) for ref, (node, op, cut) in _atoms(over) if node == axis.node and cut in axis.cuts]
    if code == (count + 1) ** 2:
        return [{ref: False for ref, _, _ in atoms}]
    above, below = divmod(code, count + 1)
    order = {cut: index for index, cut in enumerate(sorted(axis.cuts))}
    return [
        {ref: (cell > order[cut]) == (op in (">=", ">")) for ref, op, cut in atoms}
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


# --- the graph ----------------------------------------------------------------------------------


def _compared(over: Program) -> Iterator[tuple[Ref, Ref]]:
    """Yield the quantities that stand in comparisons of the item, with the comparison."""
    for ref, node in enumerate(over.nodes):
        if isinstance(node.operation, program.Compare) and node.space == program.ITEM:
            for side in (node.operation.left, node.operation.right):
                if not isinstance(over.nodes[side].operation, program.Constant):
                    yield side, ref


def _atoms(over: Program) -> Iterator[tuple[Ref, tuple[Ref, str, Cut]]]:
    """Yield comparisons with constants: the quantity, the operator seen from it, and the cut."""
    mirrored = {">=": "<=", ">": "<", "<=": ">=", "<": ">"}
    for ref, node in enumerate(over.nodes):
        if isinstance(node.operation, program.Compare) and node.space == program.ITEM:
            operator, left, right = node.operation.operator, node.operation.left, node.operation.right
            first, second = over.nodes[left].operation, over.nodes[right].operation
            if isinstance(second, program.Constant):
                yield ref, (left, operator, (second.value, operator in (">", "<=")))
            elif isinstance(first, program.Constant):
                yield ref, (right, mirrored[operator], (first.value, mirrored[operator] in (">", "<=")))


def _is_word(over: Program, ref: Ref) -> bool:
    return isinstance(over.nodes[ref].operation, program.Is | program.Holds | program.AnyPart)


def _is_pair(over: Program, ref: Ref) -> bool:
    operation = over.nodes[ref].operation
    return isinstance(operation, program.Compare) and not any(
        isinstance(over.nodes[side].operation, program.Constant) for side in (operation.left, operation.right)
    )


def _word_name(over: Program, ref: Ref) -> str:
    operation = over.nodes[ref].operation
    if isinstance(operation, program.Is | program.Holds):
        return operation.fact.name
    return operation.collection.name if isinstance(operation, program.AnyPart) else f"%{ref}"


def _numbers_in(over: Program, ref: Ref) -> tuple[Ref, ...]:
    operation = over.nodes[ref].operation
    if isinstance(operation, program.Gather):
        return ()
    if isinstance(operation, program.NotApplicableWhen):
        return (operation.value,)
    if isinstance(operation, program.Claimed):
        return operation.args
    inner = program.arguments(operation)
    return tuple(i for i in inner if not isinstance(over.nodes[i].operation, program.Constant))


def _is_leaf(over: Program, ref: Ref) -> bool:
    return isinstance(over.nodes[ref].operation, program.FactValue | program.Gather)


def _numbers_under(over: Program, ref: Ref) -> set[Ref]:
    return {ref}.union(*(_numbers_under(over, inner) for inner in _numbers_in(over, ref)))


def _factors(over: Program, ref: Ref) -> Iterator[Ref]:
    operation = over.nodes[ref].operation
    if isinstance(operation, program.Product | program.Quotient):
        for inner in _numbers_in(over, ref):
            yield from _factors(over, inner)
    else:
        yield ref


def _grows(over: Program, ref: Ref, inner: Ref) -> bool:
    """Return whether a node never falls when an inner one rises: it stands in no divisor."""
    if ref == inner:
        return True
    operation = over.nodes[ref].operation
    if isinstance(operation, program.Quotient) and inner in _numbers_under(over, operation.right):
        return False
    return all(_grows(over, next_, inner) for next_ in _numbers_in(over, ref) if inner in _numbers_under(over, next_))


def _topmost(over: Program, ref: Ref, among: set[Ref]) -> set[Ref]:
    """Return the uppermost nodes under ``ref`` that are also in ``among``."""
    if ref in among:
        return {ref}
    return set().union(*(_topmost(over, inner, among) for inner in _numbers_in(over, ref)))


def _ways(over: Program, ref: Ref, leaf: Ref) -> int:
    if ref == leaf:
        return 1
    return sum(_ways(over, inner, leaf) for inner in _numbers_in(over, ref))


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
        above, below = (self._count(planes) for planes in (axis.above, axis.below))
        open_ = above + below < count
        if number.unsure is not None:
            self.special |= open_ & self._take(number.unsure)
        codes = above * (count + 1) + below
        if number.absent is not None:
            absent = self._take(number.absent)
            open_ &= ~absent
            codes[absent] = (count + 1) ** 2
        if any(bottom < top for bottom, top in axis.zones):
            for register in {number.low, number.high}:
                self._mark_line(self._plane(register), axis, open_)
        return codes

    def _count(self, planes: Sequence[int]) -> Codes:
        total = np.zeros(len(self._rows), np.int64)
        for plane in planes:
            total += self._take(plane)
        return total

    def _mark_line(self, plane: NDArray[Any], axis: Axis, open_: Bits) -> None:
        suspects = np.flatnonzero(open_ & (plane == plane))
        for bottom, top in axis.zones if len(suspects) else ():
            values = plane[suspects]
            self.on_line[suspects] |= (bottom < top) & (values >= bottom) & (values <= top)

    def word(self, ref: Ref) -> Codes:
        """Return 0 for an open answer, 1 for yes, 2 for no."""
        truth = self._plan.truths[ref]
        return self._take(truth.yes) + 2 * self._take(truth.no).astype(np.int64)

    def flag(self, ref: Ref) -> Codes:
        """Return 0 for a known number, 1 for one within bounds, 2 for one of which nothing is known."""
        number = self._plan.numbers[ref]
        low = self._plane(number.low)
        if number.low == number.high:
            return 2 * (low != low).astype(np.int64)
        high = self._plane(number.high)
        return (low != high).astype(np.int64) + ((low != low) & (high != high))

    def mark_zeros(self, factors: Sequence[Ref]) -> None:
        """A known factor of zero makes a product zero, whatever the unknown one is."""
        for ref in factors:
            if ref in self._plan.numbers:
                self.special |= self._plane(self._plan.numbers[ref].high) == 0
