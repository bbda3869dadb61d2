"""Follow several numbers down together: the corners of where an item is free.

A corner is a point at which none of the numbers can go up while the item stays free. There each number is
at a critical value (`redline.curves.family`), given those before it, or at zero, so that finitely many
points are tried. A corner at which two quantities that both mix the numbers meet may not be among them;
then the search is not exact. Between two corners on one such quantity all along it is free: where all
corners leave nothing of some number, the point at which all numbers go down in proportion is given too.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from attrs import field, frozen

from redline import program
from redline.catalog import Item
from redline.curves.family import Place, Ray, critical
from redline.drafting.levers import Scale
from redline.interval import inclusion
from redline.program import Program
from redline.program.dependencies import compared, numbers_in
from redline.program.outputs import Ref
from redline.values import json_number

MOST_TRIALS: Final = 3000
"""Versions of an item that are determined for all its numbers together."""

_NUDGE: Final = Fraction(1, 10**9)
"""How far inside a limit that is not attained the item is put, in proportion."""


@frozen
class Part:
    """One of the numbers: a ``factor``, which is a limit to stay under where it is not ``attained``."""

    lever: str
    factor: Fraction
    attained: bool

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return {"lever": self.lever, "factor": json_number(self.factor), **inclusion(self.attained)}


@frozen
class Meeting:
    """A corner: what becomes of each number, the item at the limits, and a free one just inside them."""

    parts: tuple[Part, ...]
    limit: Item = field(repr=False)
    item: Item = field(repr=False)

    @property
    def factors(self) -> tuple[Fraction, ...]:
        """Return what each number is multiplied by."""
        return tuple(part.factor for part in self.parts)


class Together:
    """The search for corners of one item; ``exact`` is false once one may have been left out."""

    def __init__(self, over: Program, is_free: Callable[[Item], bool], most: int = MOST_TRIALS) -> None:
        self._program = over
        self._is_free = is_free
        self._left = most
        self.exact = True

    def corners(self, levers: Sequence[Scale], alone: Mapping[str, Fraction]) -> list[Meeting]:
        """Return the corners at which each of the numbers is smaller than it is, those highest first.

        ``alone`` says down to where a number frees the item by itself: going further down with it is none.
        """
        self.exact = self.exact and self._mixing(levers) <= 1
        names = [lever.name for lever in levers]
        single = [
            tuple(alone[name] if other == name else Fraction(1) for other in names)
            for name in names
            if name in alone
        ]
        found: dict[tuple[Fraction, ...], Meeting] = {}
        for factors in self._tried(levers, found):
            if any(_reaches(other, factors) for other in (*single, *found)):
                continue
            if self._left <= 0:
                self.exact = False
                break
            if (meeting := self._at(levers, factors)) is not None:
                for other in [other for other in found if _reaches(factors, other)]:
                    del found[other]
                found[factors] = meeting
        return [found[factors] for factors in sorted(found, reverse=True)]

    def _tried(
        self, levers: Sequence[Scale], found: Mapping[tuple[Fraction, ...], Meeting]
    ) -> Iterator[tuple[Fraction, ...]]:
        """Yield the points at which a corner may be, and after those the points in proportion."""
        for order in itertools.permutations(range(len(levers))):
            for point in self._points(levers[0].ray.item, [levers[place] for place in order]):
                yield tuple(point[order.index(place)] for place in range(len(levers)))
        if not any(all(factors) for factors in found):
            every = frozenset[Place]().union(*(lever.ray.scaled for lever in levers))
            for factor in self._critical(Ray(levers[0].ray.item, every)):
                yield (factor,) * len(levers)

    def _critical(self, ray: Ray) -> Iterator[Fraction]:
        """Yield the critical values along a ray, downwards from where the item is: it may be at a limit."""
        found = critical(self._program, ray)
        below = [root for root in found.points if root.low <= 1]
        self.exact = self.exact and found.exact and all(root.is_exact for root in below)
        yield from (root.low for root in reversed(below))

    def _points(self, item: Item, levers: Sequence[Scale]) -> Iterator[tuple[Fraction, ...]]:
        """Yield the critical values of each number, given those before it, downwards.

        The last is zero, where a number may be that.
        """
        if not levers:
            yield ()
            return
        ray = Ray(item, levers[0].ray.scaled)
        nothing = () if self._is_divisor(levers[0]) else (Fraction(0),)
        for factor in (*self._critical(ray), *nothing):
            for rest in self._points(ray.at(factor), levers[1:]):
                yield factor, *rest

    def _at(self, levers: Sequence[Scale], factors: tuple[Fraction, ...]) -> Meeting | None:
        """Return the corner at these factors, or right below some; None where nothing is free there."""
        limit = _moved(levers, factors)
        for attained in itertools.product((True, False), repeat=len(levers)):
            if any(there and factor == 1 for factor, there in zip(factors, attained, strict=True)):
                continue  # a number that stays as it is, is none of those that go down
            inside = [f if there else f * (1 - _NUDGE) for f, there in zip(factors, attained, strict=True)]
            item = _moved(levers, inside)
            self._left -= 1
            if self._is_free(item):
                parts = zip((lever.name for lever in levers), factors, attained, strict=True)
                return Meeting(tuple(Part(*part) for part in parts), limit, item)
        return None

    def _mixing(self, levers: Sequence[Scale]) -> int:
        """Count the compared quantities that more than one of the numbers changes."""
        quantities = {ref for ref, _ in compared(self._program)}
        return sum(sum(self._reads(ref, lever) for lever in levers) > 1 for ref in quantities)

    def _reads(self, ref: Ref, lever: Scale) -> bool:
        leaves = list(self._leaves(ref, lever.ray.item))
        return any(
            isinstance(leaf, program.Gather)
            if isinstance(place, tuple)
            else isinstance(leaf, program.FactValue) and leaf.fact.name == place
            for leaf in leaves
            for place in lever.ray.scaled
        )

    def _is_divisor(self, lever: Scale) -> bool:
        """Return whether something is divided by the number, so that it cannot be zero."""
        operations = (node.operation for node in self._program.nodes)
        return any(
            isinstance(each, program.Quotient) and self._reads(each.right, lever) for each in operations
        )

    def _leaves(self, ref: Ref, item: Item) -> Iterator[program.Operation]:
        """Yield what a quantity of an item is made of; nothing takes the place of a fact that is stated."""
        operation = self._program.nodes[ref].operation
        if isinstance(operation, program.IfStated):
            fact = self._program.nodes[operation.fact].operation
            if isinstance(fact, program.FactValue) and fact.fact.name in item.numbers:
                yield fact
                return
        yield operation
        for inner in numbers_in(self._program, ref):
            yield from self._leaves(inner, item)


def _moved(levers: Sequence[Scale], factors: Sequence[Fraction]) -> Item:
    item = levers[0].ray.item
    for lever, factor in zip(levers, factors, strict=True):
        item = Ray(item, lever.ray.scaled).at(factor)
    return item


def _reaches(higher: tuple[Fraction, ...], lower: tuple[Fraction, ...]) -> bool:
    """Return whether one point is nowhere below another one."""
    return all(high >= low for high, low in zip(higher, lower, strict=True))
