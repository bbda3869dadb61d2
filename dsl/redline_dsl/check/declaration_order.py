"""Put declarations after those they are made of; find those that go round in a circle."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet


def dependency_order(uses: Mapping[str, AbstractSet[str]]) -> tuple[list[str], list[list[str]]]:
    """Return the names, each after those it uses, and the circles, whose names are left out.

    A circle begins with its first name in alphabetical order and each name uses the next one.
    The order of ``uses`` decides nothing. The standard library's sorter would stop at one circle.
    """
    walk = _Walk(uses)
    order = list(walk.free())
    circles: list[list[str]] = []
    for name in sorted(uses):
        while name not in walk.settled:
            circles.append(walk.circle(name))
            order += walk.free()
    return order, circles


class _Walk:
    """Names are settled once all they use is settled, or once they are known to be in a circle."""

    def __init__(self, uses: Mapping[str, AbstractSet[str]]) -> None:
        self.uses = {name: sorted(used & uses.keys()) for name, used in sorted(uses.items())}
        self.users: dict[str, list[str]] = {name: [] for name in self.uses}
        for name, used_names in self.uses.items():
            for used in used_names:
                self.users[used].append(name)
        self.unsettled = {name: len(used) for name, used in self.uses.items()}
        self.settled: set[str] = set()
        self.ready = deque(name for name, count in self.unsettled.items() if count == 0)

    def free(self) -> Iterator[str]:
        """Settle and yield what uses only settled names."""
        while self.ready:
            name = self.ready.popleft()
            if name not in self.settled:
                self._settle(name)
                yield name

    def circle(self, start: str) -> list[str]:
        """Settle and return the first circle met on the way from an unsettled name."""
        path = [start]
        seen = {start: 0}
        while True:
            name = next(used for used in self.uses[path[-1]] if used not in self.settled)
            if name in seen:
                break
            seen[name] = len(path)
            path.append(name)
        circle = path[seen[name] :]
        for member in circle:
            self._settle(member)
        first = circle.index(min(circle))
        return circle[first:] + circle[:first]

    def _settle(self, name: str) -> None:
        self.settled.add(name)
        for user in self.users[name]:
            self.unsettled[user] -= 1
            if self.unsettled[user] == 0:
                self.ready.append(user)
