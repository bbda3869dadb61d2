"""Map the numbers of a picture to its pixels and back, and measure the boxes of its texts."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence

import numpy as np
from attrs import frozen

_WIDTHS = {
    "ijl'|": 0.222,
    "ftI!,./:;\\[] ": 0.278,
    "r()-`{}": 0.333,
    "ckJsvxyz": 0.5,
    "ABEKPSVXY&": 0.667,
    "CDHNRUw": 0.722,
    "GOQ": 0.778,
    "mM": 0.833,
    "W%@": 1.0,
}
"""Widths of Helvetica, and of Liberation Sans, which is made to the same measure, in parts of the size."""
_WIDTH = {letter: width for letters, width in _WIDTHS.items() for letter in letters}
_WIDEST = 1.0
"""Of letters beyond ASCII nothing is known here, so that they count as wide."""


def text_width(text: str, size: float) -> float:
    """Return how many pixels wide a text is, or a little more."""
    return size * sum(_WIDTH.get(each, 0.584 if each.isascii() else _WIDEST) for each in text)


@frozen
class Box:
    """A rectangle in pixels; y runs downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        """How far down its middle is."""
        return (self.top + self.bottom) / 2

    def overlaps(self, other: Box) -> bool:
        """Return whether they share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def grown(self, by: float) -> Box:
        """Return it with so many pixels more on each side."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    @property
    def sides(self) -> list[tuple[tuple[float, float], tuple[float, float]]]:
        """Its four sides, as lines from one corner to another."""
        left, top, right, bottom = self.left, self.top, self.right, self.bottom
        corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
        return list(itertools.pairwise([*corners, corners[0]]))

    def holds(self, other: Box) -> bool:
        """Return whether the other one lies inside."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )

    def is_crossed(self, start: tuple[float, float], end: tuple[float, float]) -> bool:
        """Return whether a straight line passes through its inside."""
        first, last = 0.0, 1.0
        for origin, target, low, high in (
            (start[0], end[0], self.left, self.right),
            (start[1], end[1], self.top, self.bottom),
        ):
            step = target - origin
            if step == 0:
                if not low < origin < high:
                    return False
                continue
            near, far = sorted(((low - origin) / step, (high - origin) / step))
            first, last = max(first, near), min(last, far)
        return first < last


class Boxes:
    """Many rectangles, asked about at once."""

    def __init__(self, boxes: Sequence[Box]) -> None:
        rows = [(each.left, each.top, each.right, each.bottom) for each in boxes]
        self._edges = np.array(rows, dtype=np.float64).reshape(len(rows), 4)

    def overlapping(self, box: Box) -> int:
        """Return how many overlap a box."""
        left, top, right, bottom = self._edges.T
        found = (left < box.right) & (box.left < right) & (top < box.bottom) & (box.top < bottom)
        return int(np.count_nonzero(found))

    def crossed(self, start: tuple[float, float], end: tuple[float, float]) -> int:
        """Return how many a straight line passes through."""
        first, last = np.zeros(len(self._edges)), np.ones(len(self._edges))
        for axis in (0, 1):
            low, high = self._edges[:, axis], self._edges[:, axis + 2]
            step = end[axis] - start[axis]
            if step == 0:
                last = np.where((low < start[axis]) & (start[axis] < high), last, -1)
                continue
            ends = (low - start[axis]) / step, (high - start[axis]) / step
            first, last = np.maximum(first, np.minimum(*ends)), np.minimum(last, np.maximum(*ends))
        return int(np.count_nonzero(first < last))


@frozen
class Scale:
    """An axis: numbers from ``low`` to ``high`` over so many pixels, linear or logarithmic."""

    low: float
    high: float
    pixels: float
    logarithmic: bool
    downwards: bool = False
    """Whether pixels run against the numbers, as on an axis that rises."""

    def __call__(self, number: float) -> float:
        """Return the pixel of a number; one beyond an end is at that end."""
        number = min(max(number, self.low), self.high)
        low, high, at = (self._bent(each) for each in (self.low, self.high, number))
        share = (at - low) / (high - low)
        return self.pixels * (1 - share if self.downwards else share)

    def number(self, pixel: float) -> float:
        """Return the number of a pixel."""
        share = pixel / self.pixels
        if self.downwards:
            share = 1 - share
        low, high = self._bent(self.low), self._bent(self.high)
        at = low + share * (high - low)
        return math.exp(at) if self.logarithmic else at

    def _bent(self, number: float) -> float:
        return math.log(number) if self.logarithmic else number


@frozen
class Frame:
    """The inside of a picture's axes."""

    x: Scale
    y: Scale

    @property
    def box(self) -> Box:
        """All of it, in pixels."""
        return Box(0, 0, self.x.pixels, self.y.pixels)

    def box_of(self, x: float, x2: float, y: float, y2: float) -> Box:
        """Return the box between numbers."""
        left, right = sorted((self.x(x), self.x(x2)))
        top, bottom = sorted((self.y(y), self.y(y2)))
        return Box(left, top, right, bottom)

    def hatched(self, box: Box, degrees: float, gap: float) -> Iterator[tuple[float, float, float, float]]:
        """Yield lines that hatch a box, as numbers: x and y of one end, and of the other."""
        run, rise = math.cos(math.radians(degrees)), -math.sin(math.radians(degrees))
        corners = [(x, y) for x in (box.left, box.right) for y in (box.top, box.bottom)]
        offsets = [x * -rise + y * run for x, y in corners]
        count = math.floor(max(offsets) / gap)
        for index in range(math.ceil(min(offsets) / gap), count + 1):
            ends = _clipped((-rise * index * gap, run * index * gap), (run, rise), box)
            if ends is not None:
                (x, y), (x2, y2) = ends
                yield self.x.number(x), self.y.number(y), self.x.number(x2), self.y.number(y2)


def _clipped(
    at: tuple[float, float], along: tuple[float, float], box: Box
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Return the ends of what lies in a box of an endless line; None where that is nothing."""
    first, last = -math.inf, math.inf
    for origin, step, low, high in (
        (at[0], along[0], box.left, box.right),
        (at[1], along[1], box.top, box.bottom),
    ):
        if abs(step) < 1e-9:
            if not low < origin < high:
                return None
            continue
        near, far = sorted(((low - origin) / step, (high - origin) / step))
        first, last = max(first, near), min(last, far)
    if first >= last:
        return None
    ends = [(at[0] + share * along[0], at[1] + share * along[1]) for share in (first, last)]
    return ends[0], ends[1]
