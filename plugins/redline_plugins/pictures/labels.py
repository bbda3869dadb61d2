"""Place the labels of points so that none covers another one, a point, or a leader, or leaves the frame."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from attrs import evolve, field, frozen

from redline import InputError
from redline_plugins.pictures.frame import Box, Boxes, text_width

SIZE = 10
"""Of letters, in pixels."""
LINE: Final = SIZE * 1.25
"""From one line of a label to the next, in pixels."""
_RADIUS = 4.5
_NEAR = 9.0
_DISTANCES = (_NEAR, 16.0, 22.0, 30.0, 40.0, 52.0, 66.0, 82.0, 100.0, 120.0, 142.0, 166.0, 192.0, 220.0)
_DIRECTIONS = 24
_APART = 3.0
"""Pixels from a label to the next, and to what is taken."""
_SAME = 2.0
"""Points that are so many pixels from each other share a label."""
_STARTS, _TRIES, _SWEEPS = 4, 60, 4
"""Orders that labels are placed in, what is tried for one of them, and how often all are tried again then."""
_MOVES, _DRIVEN = 30, 3
"""Places from which a label may drive others away, and how many of them at most."""

# What a place costs, in pixels of distance that are as bad.
_COVERS, _PASSES, _CROSSES, _IS_DOUBTFUL, _IS_ELSEWHERE, _IS_CUT = 150.0, 50.0, 400.0, 60.0, 40.0, 15.0

Line: TypeAlias = tuple[tuple[float, float], tuple[float, float]]


@frozen
class Point:
    """What is labeled, in one or more lines, and where it is, in pixels."""

    text: str
    x: float
    y: float

    @property
    def lines(self) -> list[str]:
        """The lines of the label."""
        return self.text.split("\n")

    @property
    def box(self) -> Box:
        """The square that its mark takes."""
        return Box(self.x - _RADIUS, self.y - _RADIUS, self.x + _RADIUS, self.y + _RADIUS)


@frozen(eq=False)
class Label:
    """A text in its box; where it stands off, a leader runs from its edge to the point.

    ``cost`` is how bad the place is by itself, whatever the places of other labels.
    """

    point: Point
    box: Box
    leader: Line | None
    cost: float = 0.0

    hull: Box = field(init=False)
    """The box that holds the label and its point."""

    @hull.default
    def _hull(self) -> Box:
        x, y, box = self.point.x, self.point.y, self.box
        return Box(min(x, box.left), min(y, box.top), max(x, box.right), max(y, box.bottom))

    _known: dict[Label, float] = field(init=False, factory=dict, repr=False)
    """What it costs that another one is there as well: a search asks a hundred times of the same two."""

    def beside(self, other: Label) -> float:
        """Return what it costs that both are there; without end where they cannot be."""
        if other not in self._known:
            self._known[other] = self._cost_beside(other)
        return self._known[other]

    def _cost_beside(self, other: Label) -> float:
        if not self.hull.grown(_APART).overlaps(other.hull):
            return 0.0
        if self.box.grown(_APART).overlaps(other.box):
            return math.inf
        mine, its = self.leader, other.leader
        if (mine and other.box.is_crossed(*mine)) or (its and self.box.is_crossed(*its)):
            return math.inf
        return _CROSSES if mine and its and _cross(*mine, *its) else 0.0


@frozen
class Ground:
    """What lies under labels: other marks, boxes that are taken, and borders between regions."""

    frame: Box
    marks: Sequence[Box] = ()
    taken: Sequence[Box] = ()
    borders: Sequence[Line] = ()


def place(points: Sequence[Point], ground: Ground) -> list[Label]:
    """Place a label for each point; those at one place share one.

    Labels keep clear of what is taken, of each other and of all points; of other marks where they can. One
    that has a border between it and its point has a leader, and so has, where it can, one near another mark.
    Raises ``InputError`` where a label finds no place.
    """
    gathered = list(_gathered(points))
    kept = evolve(ground, taken=[*(one.box for one in gathered), *ground.taken])
    places = {point: _places(point, kept) for point in gathered}
    usual = sorted(gathered, key=lambda one: (-_crowd(one, gathered), one.text, one.x, one.y))
    shuffled = random.Random(0)  # noqa: S311 the same picture each time, not a secret
    found: list[list[Label]] = []
    missing = usual[0] if usual else None
    for _ in range(_STARTS):
        labels = _begun(usual, places)
        if isinstance(labels, Point):
            missing = labels
        else:
            found.append(_settled(labels, places))
        usual = shuffled.sample(usual, len(usual))
    if not found and missing is not None:
        raise InputError.of(
            f"the labels of {len(points)} items do not fit: there is no room for `{missing.lines[0]}`",
            help="name fewer items to label, or those of one part of the picture",
        )
    return min(found, key=_total)


def _begun(order: Sequence[Point], places: Mapping[Point, Sequence[Label]]) -> list[Label] | Point:
    """Place label after label, each where it is best then; return a point that never finds room."""
    for _ in range(_TRIES):
        placed: list[Label] = []
        for point in order:
            best = _best(places[point], placed)
            if best is None:
                break
            placed.append(best)
        else:
            return placed
        # What found no room comes first the next time.
        order = [point, *(other for other in order if other is not point)]
    return point


def _settled(placed: Sequence[Label], places: Mapping[Point, Sequence[Label]]) -> list[Label]:
    """Move labels, the worst first, as long as that makes the whole better."""
    settled = list(placed)
    for _ in range(_SWEEPS):
        before = list(settled)
        for label in sorted(before, key=lambda each: -each.cost):
            settled = _improved(settled, label.point, places)
        if settled == before:
            break
    return settled


def _improved(placed: list[Label], point: Point, places: Mapping[Point, Sequence[Label]]) -> list[Label]:
    """Move one label to a cheaper place, if what it drives away finds room and all gets better."""
    (now,) = (label for label in placed if label.point is point)
    others = [label for label in placed if label is not now]
    owed = now.cost + sum(map(now.beside, others))
    for to in places[point][:_MOVES]:
        if to.cost >= owed:
            break
        beside = list(map(to.beside, others))
        driven = [label for label, cost in zip(others, beside, strict=True) if cost == math.inf]
        if len(driven) > _DRIVEN:
            continue
        moved = [to, *(label for label in others if label not in driven)]
        for label in driven:
            best = _best(places[label.point], moved)
            if best is None:
                break
            moved.append(best)
        else:
            if _total(moved) < _total(placed):
                return moved
    return placed


def _total(placed: Sequence[Label]) -> float:
    pairs = sum(one.beside(other) for one, other in itertools.combinations(placed, 2))
    return sum(label.cost for label in placed) + pairs


def _best(places: Sequence[Label], placed: Sequence[Label]) -> Label | None:
    """Return the cheapest place beside labels that are placed; None where there is none."""
    best, least = None, math.inf
    for label in places:
        if least <= label.cost:
            break
        cost = label.cost
        for other in placed:
            cost += label.beside(other)
            if cost >= least:
                break
        else:
            best, least = label, cost
    return best


def _gathered(points: Sequence[Point]) -> Iterator[Point]:
    """Yield the points, those at one place as one point of several lines."""
    groups: list[list[Point]] = []
    for point in sorted(points, key=lambda one: (one.x, one.y, one.text)):
        near = [group for group in groups if math.dist((group[0].x, group[0].y), (point.x, point.y)) < _SAME]
        if near:
            near[0].append(point)
        else:
            groups.append([point])
    for group in groups:
        texts = sorted(dict.fromkeys(one.text for one in group))
        yield Point("\n".join(texts), group[0].x, group[0].y)


def _crowd(point: Point, points: Sequence[Point]) -> int:
    """Return how many of the points are near."""
    return sum(math.hypot(point.x - other.x, point.y - other.y) < 80 for other in points)


def _places(point: Point, ground: Ground) -> list[Label]:
    """Return the places for a label that keep clear of what is taken, the cheapest first."""
    taken, marks = Boxes(ground.taken), Boxes(ground.marks)
    others = Boxes([each for each in (*ground.marks, *ground.taken) if not each.overlaps(point.box)])
    found: list[Label] = []
    for distance, label in _candidates(point):
        if not ground.frame.holds(label.box) or taken.overlapping(label.box.grown(_APART)):
            continue
        cost = distance + _COVERS * marks.overlapping(label.box)
        if label.leader is None:
            if any(label.hull.is_crossed(*border) for border in ground.borders):
                continue
            cost += _IS_DOUBTFUL * bool(others.overlapping(label.box.grown(2 * _NEAR - _RADIUS)))
        else:
            cost += _PASSES * others.crossed(*label.leader)
            cost += _IS_ELSEWHERE * any(_cross(*label.leader, *border) for border in ground.borders)
            cost += _IS_CUT * sum(label.box.is_crossed(*border) for border in ground.borders)
        found.append(evolve(label, cost=cost))
    return sorted(found, key=lambda each: each.cost)


def _candidates(point: Point) -> Iterator[tuple[float, Label]]:
    """Yield places for a label with their distance, the near ones first, and the right before the left."""
    width, height = max(text_width(line, SIZE) for line in point.lines) + 2, LINE * len(point.lines)
    turns = sorted(range(_DIRECTIONS), key=lambda turn: (min(turn, _DIRECTIONS - turn), turn))
    for distance, turn in itertools.product(_DISTANCES, turns):
        angle = 2 * math.pi * turn / _DIRECTIONS
        run, rise = math.cos(angle), -math.sin(angle)
        x, y = point.x + distance * run, point.y + distance * rise
        left = x - width * (1 - run) / 2
        top = y - height * (1 - rise) / 2
        box = Box(left, top, left + width, top + height)
        edge = min(max(point.x, box.left), box.right), min(max(point.y, box.top), box.bottom)
        leader = (edge, (point.x, point.y)) if distance > _NEAR else None
        yield distance, Label(point, box, leader)


def _cross(
    a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], d: tuple[float, float]
) -> bool:
    """Return whether two straight lines cross."""

    def side(p: tuple[float, float], q: tuple[float, float], r: tuple[float, float]) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0
