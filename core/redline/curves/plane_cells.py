"""Follow one item over two numbers of a rule: the tiles of the plane on each of which it answers alike.

Along either number the answer changes at turning points, which may hang on where the other number is. Where
they do not, the points of both make tiles. An item whose points move with the other number for ever has
none: its answer changes along a slanted line, as where only the ratio of two quantities is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import numpy as np
from attrs import frozen

from redline.catalog import Catalog, Item
from redline.curves.positions import Points, place_of, points_between
from redline.curves.specialize import fixed, specialized
from redline.curves.status_curves import Codes, Follower, followed
from redline.curves.sweep_range import Varied
from redline.interval import Cut
from redline.program import Program

_ROUNDS: Final = 3
_MOST_POINTS: Final = 24
"""So often, and to so many, new points may lead to others before a line counts as slanted."""


@frozen(eq=False)
class Tiles:
    """The points of both axes at which one item's answer changes, and its code from each pair of them on."""

    across: Points
    down: Points
    codes: Codes

    def at(self, xs: Sequence[Fraction], ys: Sequence[Fraction]) -> Codes:
        """Return the code at each pair of numbers."""
        rows, columns = (
            [place_of(points, number) for number in numbers]
            for points, numbers in ((self.across, xs), (self.down, ys))
        )
        return self.codes[np.ix_(rows, columns)]


class Tiler:
    """Follows one parameter of a program in which two are facts, while the other stands at some number."""

    def __init__(self, over: Program, varied: tuple[Varied, Varied], catalog: Catalog) -> None:
        self._program = over
        self._varied = varied
        self._catalog = catalog
        self._followers: dict[tuple[int, Fraction], Follower] = {}

    def follower(self, index: int, number: Fraction, catalog: Catalog | None = None) -> Follower:
        """Return what follows one parameter while the other stands at a number."""
        one, other = self._varied[index], self._varied[1 - index]
        there = fixed(self._program, other.fact, number)
        program, (roots,) = specialized(self._program, followed(self._program), [there])
        return Follower(program, one.fact, self._catalog if catalog is None else catalog, roots)

    def tiles(self, item: Item) -> Tiles | None:
        """Return the tiles of one item; None where its answer changes along a slanted line."""
        cuts: list[set[Fraction]] = [set(), set()]
        for _ in range(_ROUNDS):
            known = [len(each) for each in cuts]
            if max(known) > _MOST_POINTS:
                break
            columns = self._along(0, item, cuts)
            self._along(1, item, cuts)
            if known == [len(each) for each in cuts]:
                across, down = (self._points(index, cuts) for index in (0, 1))
                codes = [[steps[place_of(steps, x)][1] for steps in columns] for _, x in across]
                return Tiles(across, down, np.array(codes, np.uint8).reshape(len(across), len(down)))
        return None

    def _along(self, index: int, item: Item, cuts: list[set[Fraction]]) -> list[list[tuple[Cut, int]]]:
        """Follow an item along one number at each point of the other; add to the points what is found."""
        one = self._varied[index]
        found = []
        for _, number in self._points(1 - index, cuts):
            key = (index, number)
            if key not in self._followers:
                self._followers[key] = self.follower(index, number)
            found.append(self._followers[key].steps(item, one.low, one.high))
        cuts[index] |= {point for steps in found for (point, _), _ in steps[1:]}
        return found

    def _points(self, index: int, cuts: list[set[Fraction]]) -> Points:
        return points_between(self._varied[index].low, self._varied[index].high, cuts[index])
