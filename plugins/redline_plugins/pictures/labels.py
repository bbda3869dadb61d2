"""Place the labels of points so that none covers another one, a point, or a leader, or leaves the frame."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from attrs import frozen

from redline import InputError
from redline_plugins.pictures.frame import Box, text_width

SIZE = 10
"""Of letters, in pixels."""
_RADIUS = 4.5
_NEAR = 9.0
_DISTANCES = (_NEAR, 15.0, 22.0, 30.0, 40.0, 52.0, 66.0, 82.0, 100.0, 120.0, 142.0, 166.0, 192.0, 220.0)
_DIRECTIONS = 24
_TRIES = 60


Leader: TypeAlias = tuple[tuple[float, float], tuple[float, float]]


@frozen
class Point:
    """What is labeled, and where it is, in pixels."""

    text: str
    x: float
    y: float

    @property
    def box(self) -> Box:
        """The square that its mark takes."""
        return Box(self.x - _RADIUS, self.y - _RADIUS, self.x + _RADIUS, self.y + _RADIUS)


@frozen
class Label:
    """A text in its box; where it stands off, a leader runs from its edge to the point."""

    point: Point
    box: Box
    leader: Leader | None


def place(
    points: Sequence[Point], frame: Box, marks: Sequence[Box] = (), taken: Sequence[Box] = ()
) -> list[Label]:
    """Place a label for each point.

    ``taken`` are boxes that labels keep clear of, as they do of each other and of all points; ``marks`` are
    those of other points, which they keep clear of where they can. Raises ``InputError`` where a label finds
    no place.
    """
    own = [point.box for point in points]
    order = sorted(points, key=lambda one: (-_crowd(one, points), one.text, one.x, one.y))
    for _ in range(_TRIES):
        placed: list[Label] = []
        for point in order:
            label = _placed(point, frame, [*own, *taken], marks, placed)
            if label is None:
                break
            placed.append(label)
        else:
            return placed
        # What found no room comes first the next time.
        order = [point, *(other for other in order if other is not point)]
    raise InputError.of(
        f"the labels of {len(points)} items do not fit: there is no room for `{point.text}`",
        help="name fewer items to label, or those of one part of the picture",
    )


def _crowd(point: Point, points: Sequence[Point]) -> int:
    """Return how many of the points are near."""
    return sum(math.hypot(point.x - other.x, point.y - other.y) < 80 for other in points)


def _placed(
    point: Point, frame: Box, kept: Sequence[Box], marks: Sequence[Box], placed: Sequence[Label]
) -> Label | None:
    """Return the place that disturbs least, the nearest of equals; None where there is none."""
    best: tuple[float, Label] | None = None
    texts = [label.box for label in placed]
    leaders = [label.leader for label in placed if label.leader is not None]
    for distance, label in _candidates(point):
        if best is not None and best[0] <= distance:
            break
        if (
            not frame.holds(label.box)
            or any(label.box.overlaps(each) for each in (*kept, *texts))
            or any(label.box.is_crossed(*leader) for leader in leaders)
            or (label.leader and any(each.is_crossed(*label.leader) for each in texts))
        ):
            continue
        cost = distance + _disturbs(label, [*kept, *marks], marks, leaders)
        if best is None or cost < best[0]:
            best = cost, label
    return None if best is None else best[1]


def _disturbs(label: Label, boxes: Sequence[Box], marks: Sequence[Box], leaders: Sequence[Leader]) -> float:
    """Return how much a label covers of other points, and its leader of anything."""
    cost = 150.0 * sum(label.box.overlaps(each) for each in marks)
    if label.leader is not None:
        passed = [each for each in boxes if not each.overlaps(label.point.box)]
        cost += 25.0 * sum(each.is_crossed(*label.leader) for each in passed)
        cost += 60.0 * sum(_cross(*label.leader, *other) for other in leaders)
    return cost


def _candidates(point: Point) -> Iterator[tuple[float, Label]]:
    """Yield places for a label with their distance, the near ones first, and the right before the left."""
    width, height = text_width(point.text, SIZE) + 2, SIZE * 1.25
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
