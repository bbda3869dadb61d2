"""Find what no completion of an item's unknown facts can change (supervaluation).

Three-valued logic alone is too cautious: whichever way one unknown number falls, it may meet one limb
or another, and the item is in the control all the same. Here the space of completions is cut into
boxes at critical values, the places where some comparison changes its answer. In a box each
*axis* (one quantity and the numbers it is compared with) passes through a known set of cells; where no
two undecided axes share an unknown, every combination of cells is reached by some completion, and all
combinations are tried. An answer is proven either way, or said to be unproven; it never errs.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from fractions import Fraction

from attrs import frozen

from redline import bounds, program
from redline.catalog import Item
from redline.combinations import Combinations, logic, masks_of
from redline.interpreter import Evaluation
from redline.outputs import Ref
from redline.program import Program
from redline.unknowns import MOST_SAMPLES, Box, Factor, Pattern, Unknowns
from redline.values import Value, known

MOST_BOXES = 100
MOST_CUTS = 6
"""How often one box is cut into smaller ones: the rules of the field need two."""
MOST_COMBINATIONS = 1024


@frozen
class Settled:
    """The answer of one truth node over all completions.

    ``truth`` is None when completions differ; ``missing`` then names the facts that would settle it,
    and ``unstated`` what would if a source said it.
    ``proven`` is false where neither could be shown; the answer is then None.
    """

    truth: bool | None
    missing: tuple[str, ...] = ()
    proven: bool = True
    unstated: tuple[str, ...] = ()


def settle(over: Program, item: Item, refs: Sequence[Ref]) -> tuple[Settled, ...]:
    """Answer truth nodes of a program for one item, each over all completions of the unknown facts."""
    evaluation = Evaluation(over, item)
    answers: dict[Ref, Settled] = {}
    for ref in refs:
        if ref not in answers:
            truth = evaluation.truth(ref)
            answers[ref] = _Search(evaluation, ref).run() if truth is None else Settled(truth)
    return tuple(answers[ref] for ref in refs)


@frozen
class Axis:
    """One quantity with the comparisons made of it: ``atoms`` answer at each of its cells.

    ``cuts`` are the numbers it is compared with. A comparison of two unknown quantities is an axis
    of its own: it has two ``nodes`` and no cuts.
    """

    nodes: tuple[Ref, ...]
    atoms: tuple[Ref, ...]
    cuts: tuple[Fraction, ...]


@frozen
class Tried:
    """The combinations of patterns in which an answer is yes: ``holds`` has a bit for each."""

    combinations: Combinations
    holds: int

    @property
    def answers(self) -> set[bool]:
        """The answers that some combination gives."""
        return self.combinations.answers(self.holds)


class _Search:
    """The search over the completions of one item for the answer of one truth node."""

    def __init__(self, evaluation: Evaluation, target: Ref) -> None:
        self.program = evaluation.program
        self.item = evaluation.item
        self.base = evaluation
        self.target = target
        self.unknowns = Unknowns(evaluation, target)
        self.axes = _axes(evaluation, self.unknowns.comparisons)
        self.samples_left = MOST_SAMPLES
        self.seen: set[bool] = set()
        self.names: set[str] = set()
        self.proven = True

    def run(self) -> Settled:
        """Explore the boxes of completions until both answers are seen, or none is left."""
        boxes = [(box, 0) for box in itertools.islice(self.unknowns.boxes(), MOST_BOXES + 1)]
        for count in itertools.count():
            if not boxes or len(self.seen) == 2:
                break
            if count >= MOST_BOXES:
                self.proven = False
                break
            box, cuts = boxes.pop()
            boxes += [(smaller, cuts + 1) for smaller in self._explore(box, may_cut=cuts < MOST_CUTS)]
        if len(self.seen) == 1 and self.proven:
            return Settled(next(iter(self.seen)))
        missing, unstated = (
            tuple(name for name in names if name in self.names or not self.names)
            for names in (self.unknowns.names(), self.unknowns.unstated())
        )
        return Settled(None, missing, len(self.seen) == 2 and self.unknowns.exact, unstated)

    def _explore(self, box: Box, *, may_cut: bool) -> list[Box]:
        """Find the answers in one box, or return the smaller boxes it is cut into."""
        evaluation = Evaluation(self.program, self.item, box)
        factors = [self._factor(axis, evaluation, box) for axis in self.axes] + self.unknowns.word_factors()
        undecided = [factor for factor in factors if len(factor.patterns) > 1]
        tried = self._try_all(evaluation, factors)
        if tried is not None and (len(tried.answers) == 1 or self._independent(undecided, box)):
            self._record(tried, factors)
            return []
        if may_cut and (smaller := self._cut(box, evaluation)):
            return smaller
        self._record_samples(box)
        return []

    # --- one box ----------------------------------------------------------------------------

    def _factor(self, axis: Axis, evaluation: Evaluation, box: Box) -> Factor:
        open_variables = {
            variable
            for node in axis.nodes
            for variable in self.unknowns.variables_of(node)
            if not box[variable].is_known
        }
        names = frozenset(name for variable in open_variables for name in self.unknowns.names_of(variable))
        return Factor(axis.atoms, tuple(sorted(set(self._patterns(axis, evaluation)))), names)

    def _patterns(self, axis: Axis, evaluation: Evaluation) -> Iterator[Pattern]:
        """Yield the atoms' answers in every cell that the axis reaches."""
        if len(axis.nodes) == 2:
            truth = evaluation.truth(axis.atoms[0])
            yield from ((answer,) for answer in (True, False) if truth in (answer, None))
            return
        value = evaluation.number(axis.nodes[0])
        if value.absent != "no":
            yield (False,) * len(axis.atoms)
        if value.absent != "yes":
            for cell in _cells(axis.cuts):
                if _meets(cell, value):
                    yield tuple(self._compare(atom, axis.nodes[0], cell) for atom in axis.atoms)

    def _compare(self, atom: Ref, node: Ref, cell: Value) -> bool:
        operation = self.program.nodes[atom].operation
        assert isinstance(operation, program.Compare)
        left, right = (
            cell if ref == node else self.base.number(ref) for ref in (operation.left, operation.right)
        )
        truth = bounds.compare(operation.operator, left, right)
        assert truth is not None, "a cell lies on one side of every cut"
        return truth

    def _try_all(self, evaluation: Evaluation, factors: Sequence[Factor]) -> Tried | None:
        """Find the answer under every combination of patterns; None if there are too many."""
        combinations = Combinations([len(factor.patterns) for factor in factors])
        if combinations.count > MOST_COMBINATIONS:
            return None
        masks = masks_of(
            combinations,
            [[dict(zip(f.atoms, pattern, strict=True)) for pattern in f.patterns] for f in factors],
        )
        return Tried(combinations, logic(self.program, self.target, masks, combinations, evaluation.truth))

    def _independent(self, undecided: Sequence[Factor], box: Box) -> bool:
        """Return whether every combination of the factors' patterns is reached by a completion."""
        if not self.unknowns.exact:
            return False
        names: list[str] = [name for factor in undecided for name in factor.names]
        if len(names) != len(set(names)):
            return False
        open_axes = [axis for axis in self.axes if any(axis.atoms == factor.atoms for factor in undecided)]
        return all(self.unknowns.read_once(axis.nodes, box) for axis in open_axes)

    def _record(self, tried: Tried, factors: Sequence[Factor]) -> None:
        self.seen |= tried.answers
        for index, factor in enumerate(factors):
            if tried.combinations.matters(tried.holds, index):
                self.names |= factor.names

    # --- smaller boxes ----------------------------------------------------------------------

    def _cut(self, box: Box, evaluation: Evaluation) -> list[Box]:
        """Cut a box at the critical values of the unknown that most undecided axes share."""
        undecided = [axis for axis in self.axes if len(set(self._patterns(axis, evaluation))) > 1]
        uses: dict[Ref, int] = {}
        for axis in undecided:
            for node in axis.nodes:
                for variable in self.unknowns.variables_of(node):
                    uses[variable] = uses.get(variable, 0) + 1
        for variable in sorted(uses, key=lambda ref: (-uses[ref], ref)):
            value = box[variable]
            inside = {
                point
                for axis in undecided
                for point in self.unknowns.critical_values(axis.nodes, axis.cuts, variable, box)
                if point > value.low and (value.high is None or point < value.high)
            }
            if inside:
                self.names |= set(self.unknowns.names_of(variable))
                return [{**box, variable: piece} for piece in _pieces(value, sorted(inside))]
        return []

    def _record_samples(self, box: Box) -> None:
        """Where a box cannot be cut further, let single completions speak; no proof comes of them."""
        completions = itertools.product(self.unknowns.samples(box), self.unknowns.word_samples())
        for point, words in itertools.islice(completions, self.samples_left):
            self.samples_left -= 1
            evaluation = Evaluation(self.program, self.item, point, words)
            if (truth := evaluation.truth(self.target)) is not None:
                self.seen.add(truth)
        self.proven = False


# --- cells and logic ----------------------------------------------------------------------------


def _axes(evaluation: Evaluation, comparisons: Sequence[Ref]) -> list[Axis]:
    """Group undecided comparisons by the quantity that they compare with known numbers."""
    atoms: dict[tuple[Ref, ...], list[Ref]] = {}
    cuts: dict[tuple[Ref, ...], set[Fraction]] = {}
    for ref in comparisons:
        operation = evaluation.program.nodes[ref].operation
        assert isinstance(operation, program.Compare)
        sides = (operation.left, operation.right)
        open_sides = tuple(side for side in sides if not evaluation.number(side).is_known)
        key: tuple[Ref, ...] = open_sides if len(open_sides) == 1 else sides
        atoms.setdefault(key, []).append(ref)
        cuts.setdefault(key, set()).update(
            evaluation.number(side).low for side in sides if side not in open_sides
        )
    axes = []
    for key, refs in atoms.items():
        groups = [refs] if len(key) == 1 else [[ref] for ref in refs]
        axes += [Axis(key, tuple(group), tuple(sorted(cuts[key]))) for group in groups]
    return axes


def _cells(cuts: Sequence[Fraction]) -> Iterator[Value]:
    """Yield the stretches between the cuts, and the cuts themselves."""
    low, open_ = Fraction(0), False
    for cut in cuts:
        if cut > low:
            yield Value(low, cut, low_open=open_, high_open=True)
        yield known(cut)
        low, open_ = cut, True
    yield Value(low, None, low_open=open_)


def _meets(cell: Value, value: Value) -> bool:
    """Return whether some number lies in both."""
    return not _before(cell, value) and not _before(value, cell)


def _before(left: Value, right: Value) -> bool:
    if left.high is None:
        return False
    if left.high == right.low:
        return left.high_open or right.low_open
    return left.high < right.low


def _pieces(value: Value, points: Sequence[Fraction]) -> Iterator[Value]:
    """Cut an interval at points inside it: the points, and the open stretches between them."""
    low, low_open = value.low, value.low_open
    for point in points:
        yield Value(low, point, low_open, high_open=True)
        yield known(point)
        low, low_open = point, True
    yield Value(low, value.high, low_open, value.high_open)
