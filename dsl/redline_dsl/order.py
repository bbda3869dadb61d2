"""Put declarations after those they are made of; find those that go round in a circle."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from graphlib import CycleError, TopologicalSorter


def dependency_order(uses: Mapping[str, AbstractSet[str]]) -> tuple[list[str], list[list[str]]]:
    """Return the names, each after those it uses, and the circles, whose names are left out.

    A circle begins with its first name in alphabetical order and each name uses the next one.
    The order of ``uses`` decides nothing.
    """
    left = {name: {used for used in used_names if used in uses} for name, used_names in sorted(uses.items())}
    circles: list[list[str]] = []
    while True:
        sorter = TopologicalSorter({name: sorted(used) for name, used in left.items()})
        try:
            return list(sorter.static_order()), circles
        except CycleError as error:
            # graphlib lists a circle against the arrows of use, its first name again at the end.
            circle = list(reversed(error.args[1][1:]))
            start = circle.index(min(circle))
            circles.append(circle[start:] + circle[:start])
            left = {name: used - set(circle) for name, used in left.items() if name not in circle}
