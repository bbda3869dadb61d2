"""Sets of combinations of patterns as numbers: one bit for each combination."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cached_property, reduce


class Combinations:
    """All ways to choose one pattern from each factor; ``sizes`` are how many patterns each has.

    A set of combinations is a number with a bit for each of them; ``every`` has all bits.
    """

    def __init__(self, sizes: Sequence[int]) -> None:
        self.sizes = tuple(sizes)
        self.count = math.prod(sizes)
        self._strides = [math.prod(self.sizes[index + 1 :]) for index in range(len(self.sizes))]

    @cached_property
    def every(self) -> int:
        """Made when it is first used: who asks how many there are may find them too many for that."""
        return (1 << self.count) - 1

    def where(self, factor: int, wanted: Sequence[bool]) -> int:
        """Return the combinations in which a factor's pattern is one of those wanted."""
        if all(wanted):
            return self.every
        if not any(wanted):
            return 0
        stride, size = self._strides[factor], self.sizes[factor]
        block = (1 << stride) - 1
        unit = sum(block << (index * stride) for index, is_wanted in enumerate(wanted) if is_wanted)
        period = stride * size
        return unit * (self.every // ((1 << period) - 1))

    def without(self, chosen: int, factors: int, join: Callable[[int, int], int]) -> int:
        """Return a set as one of combinations of the other factors alone, the first so many left out.

        ``join`` makes one set of those that the patterns of a factor leave: what all of them hold, or some.
        """
        for size, stride in zip(self.sizes[:factors], self._strides, strict=False):
            block = (1 << stride) - 1
            chosen = reduce(join, [(chosen >> (index * stride)) & block for index in range(size)])
        return chosen

    def answers(self, chosen: int) -> set[bool]:
        """Return whether some combinations are in a set, and whether some are not."""
        return {answer for answer in (True, False) if chosen != (0 if answer else self.every)}

    def matters(self, chosen: int, factor: int) -> bool:
        """Return whether being in a set changes with one factor alone, for some state of the others."""
        return self.matters_within(chosen, self.every, factor)

    def matters_within(self, chosen: int, within: int, factor: int) -> bool:
        """Return the same for a set of states of the others, which has all patterns of the factor."""
        stride = self._strides[factor]
        first = within & self.where(factor, [index == 0 for index in range(self.sizes[factor])])
        base = chosen & first
        return any((chosen >> (index * stride)) & first != base for index in range(1, self.sizes[factor]))
