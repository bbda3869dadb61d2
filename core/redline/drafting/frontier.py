"""The legal frontier: the most performance that is free at each die area, and how much of it is used.

At one area the performance of an item is a ray (`redline.curves.family`), and the frontier there the upper
end of where it is free. Between areas at which two limits of the rule meet, the frontier is one straight
line; the areas are the quotients of the numbers that performance and density are compared with. Each piece
is measured at two areas, and checked at a third: a rule whose frontier is curved is refused, and never
drawn straight.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
from attrs import field, frozen

from redline.analyses.design import Design
from redline.catalog import Item
from redline.curves.step_function import supremum
from redline.diagnostics import InputError
from redline.drafting.case import Case
from redline.evidence.determination import Determination
from redline.interval import End, inclusion
from redline.kernel import Kernel
from redline.program import Program
from redline.program.axes import axes
from redline.questions.quantities import Quantity
from redline.values import Status, fields, json_number, number_text

Judge = Callable[[Item], Determination]


@frozen
class Piece:
    """From one area to another the frontier is ``base + slope * area``; ``base`` is None where it has no end.

    ``attained`` says whether the performance on the frontier itself is free. Where nothing is free, both
    numbers are 0.
    """

    low: Fraction
    high: Fraction
    base: Fraction | None
    slope: Fraction
    attained: bool

    def at(self, area: Fraction) -> Fraction | None:
        """Return the frontier at an area of the piece."""
        return None if self.base is None else self.base + self.slope * area

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return {
            "area_from": json_number(self.low),
            "area_to": json_number(self.high),
            "base": None if self.base is None else json_number(self.base),
            "slope": json_number(self.slope),
            **inclusion(self.attained),
        }


@frozen
class Used:
    """A real item: its performance, the frontier at its own area and as it is sold, and the share used."""

    item: str
    performance: Fraction
    area: Fraction
    limit: End
    status: str

    @property
    def ratio(self) -> Fraction | None:
        """The share of the frontier that is used; None where there is no end to it, or nothing is free."""
        return self.performance / self.limit.at if self.limit.at else None

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return {
            **fields(self, "item performance area"),
            "frontier": None if self.limit.at is None else json_number(self.limit.at),
            **inclusion(self.limit.included),
            **fields(self, "ratio status"),
        }


@frozen
class Frontier:
    """The legal frontier of a design over a range of areas, and the real items that it is held against.

    ``left_out`` are items whose performance or area is not known.
    """

    rulebook: str
    like: str
    performance_unit: str
    area_unit: str
    pieces: tuple[Piece, ...]
    used: tuple[Used, ...] = ()
    left_out: tuple[str, ...] = field(default=())
    wanted: Fraction | None = None
    """The performance whose least area is asked for."""

    def area_for(self, performance: Fraction) -> End | None:
        """Return the least area at which so much performance is free; None where it is at none of them."""
        for piece in self.pieces:
            if piece.base is None:
                return End(piece.low, included=False)
            for end in (piece.low, piece.high):
                top = piece.at(end)
                assert top is not None
                free = top > performance or (top == performance and piece.attained)
                if end == piece.low and free:
                    return End(end, included=True)
                if end == piece.high and top > performance and piece.slope:
                    return End((performance - piece.base) / piece.slope, piece.attained)
        return None

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return {
            **fields(self, "rulebook like performance_unit area_unit pieces"),
            "items": [one.to_dict() for one in self.used],
            **fields(self, "left_out"),
            **({} if self.wanted is None else {"area_for": self._area_for(self.wanted)}),
        }

    def _area_for(self, performance: Fraction) -> dict[str, Any]:
        found = self.area_for(performance)
        at = None if found is None or found.at is None else json_number(found.at)
        included = found is not None and found.included
        return {"performance": json_number(performance), "area": at, **inclusion(included)}


def limit_at(over: Program, design: Design, judge: Judge, factor: Fraction) -> End:
    """Return the most performance that is free at ``factor`` times the area of a design; 0 where none is."""
    ray = design.speeds(factor)
    end = supremum(over, ray, lambda item: judge(item).status == "not_controlled")
    if end is None:
        return End(Fraction(0), included=False)
    if end.at is None:
        return end
    value = design.measured(ray.at(end.at)).performance
    return End(value.low, end.included)


def pieces(over: Program, design: Design, judge: Judge, low: Fraction, high: Fraction) -> Iterator[Piece]:
    """Yield the frontier of a design between two areas. Raises ``InputError`` where it has no known area."""
    own = area_of(design)

    def limit(at: Fraction) -> End:
        return limit_at(over, design, judge, at / own)

    last: Piece | None = None
    between = {area for area in meeting_areas(over, design) if low < area < high}
    for start, end in pairwise(sorted({low, high, *between})):
        piece = _piece(limit, start, end)
        if last is not None and (last.base, last.slope, last.attained) == (
            piece.base,
            piece.slope,
            piece.attained,
        ):
            last = Piece(last.low, end, last.base, last.slope, last.attained)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last


def areas_of(design: Design) -> tuple[Fraction, Fraction]:
    """Return the areas that are drawn unless others are asked for: around that of the design."""
    return area_of(design) / 8, area_of(design) * 2


def area_of(design: Design) -> Fraction:
    """Return the area of a design. Raises ``InputError`` where it is not known."""
    area = design.measured().area
    if not area.is_known or not area.low:
        raise InputError.of(
            f"the area of `{design.item.name}` is not known, so that no frontier can be drawn for it",
            help="name an item whose die area is stated",
        )
    return area.low


def _piece(limit: Callable[[Fraction], End], start: Fraction, end: Fraction) -> Piece:
    step = (end - start) / 4
    ends = [limit(start + step * place) for place in (1, 2, 3)]
    first, second, third = (one.at for one in ends)
    if first is None and second is None and third is None:
        return Piece(start, end, None, Fraction(0), attained=False)
    if first is not None and second is not None and third is not None:
        slope = (second - first) / step
        base = first - slope * (start + step)
        if base + slope * (start + 3 * step) == third and len({one.included for one in ends}) == 1:
            return Piece(start, end, base, slope, ends[0].included)
    raise InputError.of(
        f"the frontier is no straight line between the areas {number_text(start, 6)}"
        f" and {number_text(end, 6)}",
        help="a limit of this rule is curved there: ask at one area, with `redline redesign`"
        " or `redline shift --like`",
    )


def meeting_areas(over: Program, design: Design) -> set[Fraction]:
    """Return the areas at which two limits of the rule meet; elsewhere the frontier has no corner."""
    cuts = {axis.quantity: axis.numbers for axis in axes(over)}
    found: set[Fraction] = set()
    for first, second in ((a, b) for a in cuts for b in cuts if a != b):
        over_, under = over.nodes[first].unit, over.nodes[second].unit
        if over_ is None or under is None or not (over_ / under).same_dimensions(design.area_unit):
            continue
        scale = (over_ / under).conversion_to(design.area_unit)
        found |= {scale * c / d for c in cuts[first] for d in cuts[second] if d}
    alone = (node for node in cuts if over.nodes[node].unit is not None)
    for node in alone:
        unit = over.nodes[node].unit
        if unit is not None and unit.same_dimensions(design.area_unit):
            found |= {cut * unit.conversion_to(design.area_unit) for cut in cuts[node]}
    return found


def used(over: Program, designs: Iterable[tuple[Design, Judge]]) -> tuple[tuple[Used, ...], tuple[str, ...]]:
    """Hold real items against the frontier at their own area; return also those that cannot be."""
    found: list[Used] = []
    left_out: list[str] = []
    for design, judge in designs:
        one = design.measured()
        if not (one.performance.is_known and one.area.is_known and one.area.low):
            left_out.append(design.item.name)
            continue
        status = judge(design.item).status
        limit = limit_at(over, design, judge, Fraction(1))
        found.append(Used(design.item.name, one.performance.low, one.area.low, limit, status))
    return tuple(sorted(found, key=_by_ratio)), tuple(left_out)


def _by_ratio(one: Used) -> tuple[Any, ...]:
    return (one.status != "not_controlled", one.ratio is None, -(one.ratio or 0), one.item)


@frozen
class Ranking:
    """The items that may be sold, by one utility: the best first; and those of which it is not known."""

    rulebook: str
    utility: str
    unit: str
    items: tuple[tuple[str, Fraction], ...]
    unknown: tuple[str, ...]
    undetermined: tuple[str, ...]
    """Items that may be in a control or not; they do not count as free."""

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return {
            **fields(self, "rulebook utility unit"),
            "items": [{"item": item, "value": json_number(value)} for item, value in self.items],
            **fields(self, "unknown undetermined"),
        }


def best(case: Case, utility: Quantity) -> Ranking:
    """Rank the free items of a case by a utility."""
    codes = Kernel(case.program()).run(case.catalog).status[case.book.id]
    known: list[tuple[str, Fraction]] = []
    unknown: list[str] = []
    for row in np.flatnonzero(codes == Status.NOT_CONTROLLED).tolist():
        value = utility.of(case.catalog.item(row))
        if value.is_known:
            known.append((case.catalog.names[row], value.low))
        else:
            unknown.append(case.catalog.names[row])
    open_ = tuple(case.catalog.names[row] for row in np.flatnonzero(codes == Status.UNDETERMINED).tolist())
    ranked = tuple(sorted(known, key=lambda pair: (-pair[1], pair[0])))
    return Ranking(case.book.id, utility.name, str(utility.unit), ranked, tuple(unknown), open_)
