"""Follow less performance on more silicon: the corners of the legal frontier beyond the area of an item.

The frontier (`redline.drafting.frontier`) is straight between its corners, so that on no area between two of
them is more free than at one of the two. Only corners are returned that are higher than those on less area.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

from attrs import field, frozen

from redline.analyses.design import Design, design_of
from redline.catalog import Item
from redline.curves.step_function import supremum
from redline.diagnostics import InputError
from redline.drafting.case import Case
from redline.drafting.frontier import Judge, Piece, area_of, meeting_areas, pieces
from redline.interval import End, inclusion
from redline.model import Vocabulary
from redline.program import Program
from redline.stated_numbers import stated_number
from redline.values import json_number

_NUDGE: Final = Fraction(1, 10**9)
"""How far inside a limit that is not attained an item is put, in proportion."""


@frozen
class Silicon:
    """An item as a design of dies, and the most area that it may come to; None for no limit."""

    design: Design
    largest: Fraction | None


def silicon_of(case: Case, vocabulary: Vocabulary, largest: Any = None) -> Silicon | None:
    """Return the first item of a case as dies; None where no vocabulary says that its kind is made of them.

    Raises ``InputError`` where the largest area is none.
    """
    design = design_of(case.catalog, vocabulary, case.query.readings)
    if design is None or largest is None:
        return None if design is None else Silicon(design, None)
    return Silicon(design, stated_number("the largest area", largest, design.area_unit))


@frozen
class Corner:
    """The most performance that is free on one area: both, and what they are in proportion to the item.

    ``area_attained`` is false where the area has to be larger, or smaller, than it is here.
    """

    area: Fraction
    area_unit: str
    area_factor: Fraction
    area_attained: bool
    factor: Fraction
    attained: bool
    limit: Item = field(repr=False)
    """The item at the corner itself."""
    item: Item = field(repr=False)
    """The item inside the limits, where it is free."""

    def to_dict(self) -> dict[str, Any]:
        """Return the area as JSON writes it."""
        return {
            "value": json_number(self.area),
            "unit": self.area_unit,
            "factor": json_number(self.area_factor),
            **inclusion(self.area_attained),
        }


def corners(over: Program, silicon: Silicon, judge: Judge) -> list[Corner]:
    """Return the corner at the area of a design, and those on more area where more is free, upwards.

    Without a largest area they go to the last corner of the frontier. None is returned from the area on
    where the performance of the item is free as it is. Raises ``InputError`` where
    performance or area is not known, or the frontier is curved.
    """
    design, largest = silicon.design, silicon.largest
    own = area_of(design)
    performance = design.measured().performance
    if not performance.is_known or not performance.low:
        raise InputError.of(f"the performance of `{design.item.name}` is not known")
    follow = _Corners(over, design, judge, own)
    found = [follow.at(own)]
    end = 2 * max({own, *meeting_areas(over, design)}) if largest is None else largest
    for piece in pieces(over, design, judge, own, end) if end > own else ():
        for area, inwards in _ends(piece, end if largest is None else None):
            top = piece.at(area)
            if top is None or top >= performance.low:
                return found
            if top / performance.low > found[-1].factor:
                found.append(follow.towards(area, inwards, top / performance.low))
    return found


def _ends(piece: Piece, endless: Fraction | None) -> Iterator[tuple[Fraction, int]]:
    """Yield the areas at which a piece is highest, and on which side of it the piece is."""
    yield piece.low, 1
    if piece.slope > 0 and piece.high != endless:
        yield piece.high, -1


class _Corners:
    """What is free of a design at one area and another."""

    def __init__(self, over: Program, design: Design, judge: Judge, own: Fraction) -> None:
        self._program = over
        self._design = design
        self._judge = judge
        self._own = own

    def at(self, area: Fraction) -> Corner:
        """Return the corner on an area, which is part of it."""
        end = self._end(area)
        factor = end.at or Fraction(0)
        inside = factor if end.included else factor * (1 - _NUDGE)
        return self._corner(area, factor, attained=end.included, inside=(area, inside), area_attained=True)

    def towards(self, area: Fraction, inwards: int, factor: Fraction) -> Corner:
        """Return the corner at an end of a piece, from the side of the piece where the end is none of it."""
        here = self.at(area)
        if here.factor == factor:
            return here
        beside = area * (1 + inwards * _NUDGE)
        end = self._end(beside)
        inside = min(end.at or Fraction(0), factor) * (1 - _NUDGE)
        return self._corner(area, factor, attained=False, inside=(beside, inside), area_attained=False)

    def _end(self, area: Fraction) -> End:
        ray = self._design.speeds(area / self._own)
        end = supremum(self._program, ray, lambda item: self._judge(item).status == "not_controlled")
        return End(Fraction(0), included=False) if end is None else end

    def _corner(
        self,
        area: Fraction,
        factor: Fraction,
        *,
        attained: bool,
        inside: tuple[Fraction, Fraction],
        area_attained: bool,
    ) -> Corner:
        silicon, speed = inside
        return Corner(
            area,
            str(self._design.area_unit),
            area / self._own,
            area_attained,
            factor,
            attained,
            self._design.speeds(area / self._own).at(factor),
            self._design.speeds(silicon / self._own).at(speed),
        )
