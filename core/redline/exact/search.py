"""Search the completions of an item's unknown facts: boxes, and in each the combinations of cells.

The space of completions is cut into boxes at critical values, the places where some comparison changes
its answer. In a box each *axis* (one quantity and the numbers it is compared with) passes through a
known set of cells; where no two undecided axes share an unknown, every combination of cells is reached
by some completion.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from fractions import Fraction

from attrs import frozen

from redline import program
from redline.exact.combinations import Combinations, logic, masks_of
from redline.exact.interpreter import Evaluation
from redline.exact.unknowns import MOST_SAMPLES, Box, Factor, Pattern, Unknowns
from redline.program.operators import COMPARISONS
from redline.program.outputs import Ref
from redline.values import Value, known

MOST_BOXES = 100
MOST_CUTS = 6
"""How often one box is cut into smaller ones: the rules of the field need two."""
MOST_COMBINATIONS = 2**14


@frozen
class Axis:
    """One quantity with the comparisons made of it: ``atoms`` answer at each of its cells.

    ``cuts`` are the numbers it is compared with. Cell ``2 * i`` is the stretch before cut ``i``, cell
    ``2 * i + 1`` that cut; the last cell is the stretch after all of them. ``patterns`` are the atoms'
    answers in each cell. A comparison of two unknown quantities is an axis of its own: it has two
    ``nodes``, and neither cuts nor cells.
    """

    nodes: tuple[Ref, ...]
    atoms: tuple[Ref, ...]
    cuts: tuple[Fraction, ...]
    patterns: tuple[Pattern, ...]

    def reached(self, value: Value) -> set[Pattern]:
        """Return the answers in the cells that a quantity within some bounds may lie in.

        Cells lie in order, so that those between the cells of both ends are all of them.
        """
        first = self._cell(value.low, after=value.low_open)
        last = 2 * len(self.cuts) if value.high is None else self._cell(value.high, before=value.high_open)
        return set(self.patterns[first : last + 1])

    def _cell(self, end: Fraction, *, after: bool = False, before: bool = False) -> int:
        """Return the cell of the end of a stretch, which may lie just after or just before that number."""
        index = bisect_left(self.cuts, end)
        if index == len(self.cuts) or self.cuts[index] != end:
            return 2 * index
        return 2 * index + 1 + after - before


@frozen
class Tried:
    """The combinations of patterns in which an answer is yes: ``holds`` has a bit for each."""

    combinations: Combinations
    holds: int

    @property
    def answers(self) -> set[bool]:
        """The answers that some combination gives."""
        return self.combinations.answers(self.holds)


@frozen
class Look:
    """One box: the factors of the answer there, and what all their combinations give.

    ``tried`` is None where there are too many.
    """

    box: Box
    evaluation: Evaluation
    factors: tuple[Factor, ...]
    tried: Tried | None

    @property
    def undecided(self) -> list[Factor]:
        """The factors that may still turn out in several ways."""
        return [factor for factor in self.factors if len(factor.patterns) > 1]

    def names(self) -> frozenset[str]:
        """Return the facts that decide the answer in this box: when all of them are stated, it is settled."""
        if self.tried is None:
            return frozenset().union(*(factor.names for factor in self.undecided))
        return frozenset().union(
            *(
                factor.names
                for index, factor in enumerate(self.factors)
                if self.tried.combinations.matters(self.tried.holds, index)
            )
        )


class Search:
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
        if look.tried is not None and (len(look.tried.answers) == 1 or self.is_decided(look)):
            self.seen |= look.tried.answers
            return []
        if may_cut and (cut := self.cut(look)):
            return cut[1]
        self._record_samples(box)
        return []

    def look(self, box: Box) -> Look:
        """Return what can be seen of the answers in one box."""
        evaluation = Evaluation(self.program, self.item, box)
        factors = [self._factor(axis, evaluation, box) for axis in self.axes] + self.unknowns.word_factors
        return Look(box, evaluation, tuple(factors), self._try_all(factors))

    def is_decided(self, look: Look) -> bool:
        """Return whether every combination that was tried in a box is reached by a completion."""
        return self._independent(look.undecided, look.box, look.evaluation)

    # --- one box ----------------------------------------------------------------------------

    def _factor(self, axis: Axis, evaluation: Evaluation, box: Box) -> Factor:
        open_variables = {
            variable
            for node in axis.nodes
            for variable in self.unknowns.variables_of(node)
            if not box[variable].is_known
        }
        names = {name for variable in open_variables for name in self.unknowns.names_of(variable)}
        names |= {name for node in axis.nodes for name in self.unknowns.deciding_names(node)}
        return Factor(axis.atoms, tuple(sorted(self._patterns(axis, evaluation))), frozenset(names))

    def _patterns(self, axis: Axis, evaluation: Evaluation) -> set[Pattern]:
        """Return the atoms' answers in every cell that the axis reaches."""
        if len(axis.nodes) == 2:
            truth = evaluation.truth(axis.atoms[0])
            return {(answer,) for answer in (True, False) if truth in (answer, None)}
        value = evaluation.number(axis.nodes[0])
        absent = {(False,) * len(axis.atoms)} if value.absent != "no" else set()
        return absent if value.absent == "yes" else absent | axis.reached(value)

    def _try_all(self, factors: Sequence[Factor]) -> Tried | None:
        """Find the answer under every combination of patterns; None if there are too many.

        A node that is known of the item is known in each box; every other one is made of the factors' atoms.
        """
        combinations = Combinations([len(factor.patterns) for factor in factors])
        if combinations.count > MOST_COMBINATIONS:
            return None
        masks = masks_of(
            combinations,
            [[dict(zip(f.atoms, pattern, strict=True)) for pattern in f.patterns] for f in factors],
        )
        return Tried(combinations, logic(self.program, self.target, masks, combinations, self.base.truth))

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
        open_axes = [axis for axis in self.axes if any(axis.atoms == factor.atoms for factor in undecided)]
        return all(self.unknowns.read_once(axis.nodes, box, evaluation) for axis in open_axes)

    # --- smaller boxes ----------------------------------------------------------------------

    def cut(
        self, look: Look, within: AbstractSet[str] | None = None
    ) -> tuple[frozenset[str], list[Box]] | None:
        """Cut a box at the critical values of the unknown that most undecided axes share.

        Return the names of that unknown, and the pieces; None where no unknown has critical values.
        ``within`` are the only names whose unknowns may be cut.
        """
        # A critical value is one at which some axis meets a cut. For TPP and TPP / 500 with the cuts 4800 and
        # 5.92 those of TPP are 4800 and 2960: between 0, 2960, 4800 and on, both axes stay in one cell each,
        # so that nothing is left to combine.
        box = look.box
        undecided = [axis for axis in self.axes if len(self._patterns(axis, look.evaluation)) > 1]
        uses: dict[Ref, int] = {}
        for axis in undecided:
            for node in axis.nodes:
                for variable in self.unknowns.variables_of(node):
                    uses[variable] = uses.get(variable, 0) + 1
        for variable in sorted(uses, key=lambda ref: (-uses[ref], ref)):
            names = frozenset(self.unknowns.names_of(variable))
            if within is not None and not names <= within:
                continue
            value = box[variable]
            inside = {
                point
                for axis in undecided
                for point in self.unknowns.critical_values(axis.nodes, axis.cuts, variable, box)
                if point > value.low and (value.high is None or point < value.high)
            }
            if inside:
                return names, [{**box, variable: piece} for piece in _pieces(value, sorted(inside))]
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
        ordered = tuple(sorted(cuts[key]))
        patterns = _in_each_cell(evaluation, key[0], refs, ordered) if len(key) == 1 else ()
        axes += [Axis(key, tuple(group), ordered, patterns) for group in groups]
    return axes


def _in_each_cell(
    evaluation: Evaluation, node: Ref, atoms: Sequence[Ref], cuts: Sequence[Fraction]
) -> tuple[Pattern, ...]:
    """Return the atoms' answers in each cell of a quantity, of which all are compared with some cut.

    A number in cell 4 lies above the second cut, which is cell 3: cells compare as their numbers do.
    """
    places = {cut: 2 * index + 1 for index, cut in enumerate(cuts)}
    answers = []
    for atom in atoms:
        operation = evaluation.program.nodes[atom].operation
        assert isinstance(operation, program.Compare)
        holds = COMPARISONS[operation.operator]
        cells = range(2 * len(cuts) + 1)
        if operation.left == node:
            place = places[evaluation.number(operation.right).low]
            answers.append([holds(cell, place) for cell in cells])
        else:
            place = places[evaluation.number(operation.left).low]
            answers.append([holds(place, cell) for cell in cells])
    return tuple(zip(*answers, strict=True))


def _pieces(value: Value, points: Sequence[Fraction]) -> Iterator[Value]:
    """Cut an interval at points inside it: the points, and the open stretches between them."""
    low, low_open = value.low, value.low_open
    for point in points:
        yield Value(low, point, low_open, high_open=True)
        yield known(point)
        low, low_open = point, True
    yield Value(low, value.high, low_open, value.high_open)
