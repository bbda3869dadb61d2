"""List the numbers of a varied parameter at which the outcome of one item may change.

These are the numbers at which some comparison with the parameter changes its answer: for a quantity that
is known, where the quantity stands; for one that is not, the ends of what it may be, and where it stands
when what it hangs on is at a critical value of another comparison.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from redline import program
from redline.catalog import Item
from redline.curves.specialize import Line, readers
from redline.exact.interpreter import Evaluation
from redline.exact.unknowns import Unknowns
from redline.program import Program
from redline.program.outputs import Ref
from redline.values import Value, known

_MOST_CORNERS: Final = 256


def turning_points(
    over: Program, asked: Iterable[Ref], item: Item, drawn: Sequence[Line], fact: str
) -> set[Fraction]:
    """Return numbers that include all at which an answer of an item changes; ``fact`` is the parameter."""
    evaluation = Evaluation(over, item)
    found: set[Fraction] = set()
    corners: list[Mapping[Ref, Value]] | None = None
    for line in drawn:
        value = evaluation.number(line.quantity)
        if value.is_known:
            found.add(value.low / line.factor)
            continue
        # While no other comparison changes, the quantity runs from one end to the other without a gap, so
        # that the answers that some completion gives change only at its ends in such a piece. Let TPP be
        # 4000..6000 on 500 mm2, and the density be compared with 9, where TPP is 4500: a limit of TPP has
        # its turning points at 4000, 4500 and 6000.
        found |= {end / line.factor for end in (value.low, value.high) if end is not None}
        found |= line.cuts(over)
        if corners is None:
            targets = dict.fromkeys(asked)
            corners = [corner for target in targets for corner in _corners(evaluation, target, fact)]
        for corner in corners:
            at = Evaluation(over, item, corner).number(line.quantity)
            if at.is_known:
                found.add(at.low / line.factor)
    return found


def _corners(evaluation: Evaluation, target: Ref, fact: str) -> Iterator[Mapping[Ref, Value]]:
    """Yield values of the unknowns: ends of what they may be, and where other comparisons change."""
    over = evaluation.program
    unknowns = Unknowns(evaluation, target)
    touched = readers(over, fact)
    open_ = [ref for ref in unknowns.variables if ref not in touched]
    for box in itertools.islice(unknowns.boxes(), _MOST_CORNERS):
        numbers: list[list[Fraction]] = []
        for variable in open_:
            value = box[variable]
            points = {end for end in (value.low, value.high) if end is not None}
            for ref in unknowns.comparisons:
                operation = over.nodes[ref].operation
                if ref in touched or not isinstance(operation, program.Compare):
                    continue
                sides = (operation.left, operation.right)
                nodes = [side for side in sides if not evaluation.number(side).is_known]
                cuts = [evaluation.number(side).low for side in sides if side not in nodes]
                points |= set(unknowns.critical_values(nodes, cuts, variable, box))
            numbers.append(sorted(points))
        for corner in itertools.islice(itertools.product(*numbers), _MOST_CORNERS):
            yield dict(zip(open_, map(known, corner), strict=True))
