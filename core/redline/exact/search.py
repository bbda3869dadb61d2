"""Search the completions of an item's unknown facts: boxes, and in each the combinations of cells.

The space of completions is cut into boxes at critical values, the places where some comparison changes
its answer. In a box each quantity passes through a known set of cells of its axis; where no two undecided
quantities share an unknown, every combination of cells is reached by some completion.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from fractions import Fraction

from attrs import frozen

from redline import program
from redline.exact.cell_space import CellSpace
from redline.exact.interpreter import Evaluation
from redline.exact.unknowns import MOST_SAMPLES, Box, Factor, Pattern, Unknowns
from redline.interval import around, interval_of, value_in
from redline.program.axes import Axis, axis_of
from redline.program.operators import MIRRORED
from redline.program.outputs import Ref

MOST_BOXES = 100
MOST_CUTS = 6
"""How often one box is cut into smaller ones: the rules of the field need two."""
MOST_COMBINATIONS = 2**14


@frozen
class Comparisons:
    """Open comparisons that are answered together, all of one quantity with known numbers: see its ``axis``.

    Or one of two open quantities, which has none.
    """

    nodes: tuple[Ref, ...]
    atoms: tuple[Ref, ...]
    axis: Axis | None

    @property
    def numbers(self) -> tuple[Fraction, ...]:
        """The numbers that one quantity is compared with."""
        return () if self.axis is None else self.axis.numbers


@frozen
class Look:
    """One box: the factors of the answer to ``target`` there, and the space of all their combinations.

    ``space`` is None where there are too many.
    """

    box: Box
    evaluation: Evaluation
    factors: tuple[Factor, ...]
    target: Ref
    space: CellSpace | None

    @property
    def answers(self) -> set[bool] | None:
        """The answers that some combination gives; None where there are too many to try."""
        return None if self.space is None else self.space.answers(self.target)

    @property
    def undecided(self) -> list[Factor]:
        """The factors that may still turn out in several ways."""
        return [factor for factor in self.factors if len(factor.patterns) > 1]

    def names(self) -> frozenset[str]:
        """Return the facts that decide the answer in this box: when all of them are stated, it is settled."""
        if self.space is None:
            return frozenset().union(*(factor.names for factor in self.undecided))
        combinations, holds = self.space.combinations, self.space.holds(self.target)
        deciding = (factor for index, factor in enumerate(self.factors) if combinations.matters(holds, index))
        return frozenset().union(*(factor.names for factor in deciding))


class Search:
    """The search over the completions of one item for the answer of one truth node."""

    def __init__(self, evaluation: Evaluation, target: Ref) -> None:
        self.program = evaluation.program
        self.item = evaluation.item
        self.base = evaluation
        self.target = target
        self.unknowns = Unknowns(evaluation, target)
        self.asked = _comparisons(evaluation, self.unknowns.comparisons)
        self.samples_left = MOST_SAMPLES
        self.seen: set[bool] = set()
        self.proven = True

    def run(self) -> tuple[bool | None, bool]:
        """Explore the boxes of completions until both answers are seen, or none is left.

        Return the answer, None where completions differ, and whether that is proven.
        """
        boxes = self.first_boxes()
        for count in itertools.count():
            if not boxes or len(self.seen) == 2:
                break
            if count >= MOST_BOXES:
                self.proven = False
                break
            box, cuts = boxes.pop()
            boxes += [(smaller, cuts + 1) for smaller in self._explore(box, may_cut=cuts < MOST_CUTS)]
        if len(self.seen) == 1 and self.proven:
            return next(iter(self.seen)), True
        return None, len(self.seen) == 2 and self.unknowns.exact

    def first_boxes(self) -> list[tuple[Box, int]]:
        """Return boxes that hold all completions, or more of them than are explored; none is cut yet."""
        return [(box, 0) for box in itertools.islice(self.unknowns.boxes(), MOST_BOXES + 1)]

    def _explore(self, box: Box, *, may_cut: bool) -> list[Box]:
        """Find the answers in one box, or return the smaller boxes it is cut into."""
        look = self.look(box)
        answers = look.answers
        if answers is not None and (len(answers) == 1 or self.is_decided(look)):
            self.seen |= answers
            return []
        if may_cut and (cut := self.cut(look)):
            return cut[1]
        self._record_samples(box)
        return []

    def look(self, box: Box) -> Look:
        """Return what can be seen of the answers in one box."""
        evaluation = Evaluation(self.program, self.item, box)
        factors = [self._factor(each, evaluation, box) for each in self.asked] + self.unknowns.word_factors
        return Look(box, evaluation, tuple(factors), self.target, self._space(factors))

    def is_decided(self, look: Look) -> bool:
        """Return whether every combination that was tried in a box is reached by a completion."""
        return self._independent(look.undecided, look.box, look.evaluation)

    # --- one box ----------------------------------------------------------------------------

    def _factor(self, asked: Comparisons, evaluation: Evaluation, box: Box) -> Factor:
        open_variables = {
            variable
            for node in asked.nodes
            for variable in self.unknowns.variables_of(node)
            if not box[variable].is_known
        }
        names = {name for variable in open_variables for name in self.unknowns.names_of(variable)}
        names |= {name for node in asked.nodes for name in self.unknowns.deciding_names(node)}
        return Factor(asked.atoms, tuple(sorted(self._patterns(asked, evaluation))), frozenset(names))

    def _patterns(self, asked: Comparisons, evaluation: Evaluation) -> set[Pattern]:
        """Return the answers in every cell that is reached."""
        if asked.axis is None:
            truth = evaluation.truth(asked.atoms[0])
            return {(answer,) for answer in (True, False) if truth in (answer, None)}
        value = evaluation.number(asked.axis.quantity)
        present = [] if value.absent == "yes" else asked.axis.reached(interval_of(value))
        patterns = {tuple(answers.values()) for answers in present}
        return patterns if value.absent == "no" else patterns | {(False,) * len(asked.atoms)}

    def _space(self, factors: Sequence[Factor]) -> CellSpace | None:
        """Return the space of all combinations of patterns; None if there are too many.

        A node that is known of the item is known in each box; every other one is made of the factors' atoms.
        """
        ways = [[dict(zip(f.atoms, pattern, strict=True)) for pattern in f.patterns] for f in factors]
        space = CellSpace(self.program, ways, self.base.truth)
        return None if space.combinations.count > MOST_COMBINATIONS else space

    def _independent(self, undecided: Sequence[Factor], box: Box, evaluation: Evaluation) -> bool:
        """Return whether every combination of the factors' patterns is reached by a completion."""
        # Each factor takes all its patterns, and with no unknown in common each takes them whatever the
        # others do. `a >= 3` and `b >= 5` turn out in four ways; `a >= 3` and `a * b >= 5` in three, where b
        # is at most 1.
        if not self.unknowns.exact:
            return False
        names: list[str] = [name for factor in undecided for name in factor.names]
        if len(names) != len(set(names)):
            return False
        open_ = [each for each in self.asked if any(each.atoms == factor.atoms for factor in undecided)]
        return all(self.unknowns.read_once(each.nodes, box, evaluation) for each in open_)

    # --- smaller boxes ----------------------------------------------------------------------

    def cut(
        self, look: Look, within: AbstractSet[str] | None = None
    ) -> tuple[frozenset[str], list[Box]] | None:
        """Cut a box at the critical values of the unknown that most undecided comparisons share.

        Return the names of that unknown, and the pieces; None where no unknown has critical values.
        ``within`` are the only names whose unknowns may be cut.
        """
        # A critical value is one at which some axis meets a cut. For TPP and TPP / 500 with the cuts 4000 and
        # 6 those of TPP are 4000 and 3000: between 0, 3000, 4000 and on, both axes stay in one cell each,
        # so that nothing is left to combine.
        box = look.box
        undecided = [each for each in self.asked if len(self._patterns(each, look.evaluation)) > 1]
        uses: dict[Ref, int] = {}
        for each in undecided:
            for node in each.nodes:
                for variable in self.unknowns.variables_of(node):
                    uses[variable] = uses.get(variable, 0) + 1
        for variable in sorted(uses, key=lambda ref: (-uses[ref], ref)):
            names = frozenset(self.unknowns.names_of(variable))
            if within is not None and not names <= within:
                continue
            value = box[variable]
            inside = {
                point
                for each in undecided
                for point in self.unknowns.critical_values(each.nodes, each.numbers, variable, box)
                if point > value.low and (value.high is None or point < value.high)
            }
            if inside:
                pieces = map(value_in, interval_of(value).split(around(inside)))
                return names, [{**box, variable: piece} for piece in pieces]
        return None

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


def _comparisons(evaluation: Evaluation, open_: Sequence[Ref]) -> list[Comparisons]:
    """Group open comparisons by the quantity that they compare with known numbers."""
    asked: dict[Ref, list[tuple[Ref, str, Fraction]]] = {}
    pairs: list[Comparisons] = []
    for ref in open_:
        operation = evaluation.program.nodes[ref].operation
        assert isinstance(operation, program.Compare)
        sign, left, right = operation.operator, operation.left, operation.right
        first, second = evaluation.number(left), evaluation.number(right)
        if second.is_known:
            asked.setdefault(left, []).append((ref, sign, second.low))
        elif first.is_known:
            asked.setdefault(right, []).append((ref, MIRRORED[sign], first.low))
        else:
            pairs.append(Comparisons((left, right), (ref,), None))
    axes = (axis_of(quantity, tuple(several)) for quantity, several in asked.items())
    return [Comparisons((axis.quantity,), tuple(axis.answers[0]), axis) for axis in axes] + pairs
