"""Find the smallest changes of an item that free it, one lever at a time and together, and the use it keeps.

A number is followed along its ray (`redline.curves.step_function`), so the limit is exact, and said to be
attained or not: an item that has to stay below a number is told so. Words, dates and formats are tried one
by one. Then each exchange that does not free the item by itself is followed by each number, two numbers go
down together (`redline.drafting.joint_changes`), three where no two free the item, and less performance is
put on more silicon (`redline.drafting.silicon`). What is not tried is said.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

from attrs import field, frozen

from redline.analyses.chiplets import Outcome
from redline.catalog import Item
from redline.curves.step_function import Course, course_along
from redline.diagnostics import InputError
from redline.drafting.joint_changes import Meeting, Part, Together
from redline.drafting.levers import Scale, Version, scales, versions
from redline.drafting.silicon import Corner, Silicon, corners
from redline.evidence.determination import Determination
from redline.interval import End, inclusion
from redline.program import Program
from redline.questions.quantities import Quantity
from redline.values import Value, fields, json_number

Judge = Callable[[Item], Determination]

_NUDGE: Final = Fraction(1, 10**9)
"""How far inside a limit that is not attained the item is put, in proportion, to be determined once more."""


@frozen
class Change:
    """One way to free the item: a number by a ``factor``, after an exchange of words or by itself.

    ``factor`` is None where an exchange alone frees it. Where the factor is not ``attained`` it is a limit to
    stay under, or over for factors above 1. ``to`` is what the numbers come to there. ``kept`` is the use
    that the item keeps at most, in proportion to what it was.
    """

    lever: str
    sort: str
    exchange: str | None
    factor: Fraction | None
    attained: bool
    to: tuple[tuple[str, Value], ...]
    kept: Fraction | None
    escaped: tuple[str, ...]
    excluded_by: tuple[str, ...]
    item: Item = field(repr=False)
    """A version of the item inside the limit, that was determined to be free."""
    corner: Corner | None = None
    """The area that the number goes with, where it is performance on more silicon."""
    together: tuple[Part, ...] = ()
    """The numbers that go down together, where there are several; the first is that of ``factor``."""

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return {
            **fields(self, "lever sort exchange factor"),
            **inclusion(self.attained),
            "to": {name: _json(value) for name, value in self.to},
            **fields(self, "kept escaped excluded_by"),
            "area": None if self.corner is None else self.corner.to_dict(),
            **fields(self, "together"),
        }


@frozen
class Redesign:
    """The ways to free one item under one rulebook, those that keep the most use first."""

    item: str
    rulebook: str
    status: str
    limbs: tuple[str, ...]
    utility: str | None
    use: Value | None
    changes: tuple[Change, ...]
    exact: bool
    """Whether no limit can lie elsewhere than where it was found."""
    untried: str | None = None
    """Why less performance was not tried together with more silicon, where it could not be."""
    tried: tuple[str, ...] = ()
    """The sorts of changes that were tried."""
    not_tried: tuple[str, ...] = ()
    """The sorts of changes that were not."""

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return {
            **fields(self, "item rulebook status limbs utility"),
            "use": None if self.use is None else _json(self.use),
            **fields(self, "exact untried tried not_tried changes"),
        }


def redesign(  # noqa: PLR0913 what is asked, and of what
    over: Program,
    item: Item,
    judge: Judge,
    utility: Quantity | None,
    silicon: Silicon | None = None,
    *,
    joint: bool = True,
) -> Redesign:
    """Return the ways to free an item that is in a control; none where it is free already.

    With ``silicon`` less performance is tried on more of it.
    """
    now = judge(item)
    found = _Search(over, item, judge, utility, Outcome.of(now))
    changes: list[Change] = []
    untried = None
    if now.status != "not_controlled":
        changes = list(found.all(joint=joint))
        try:
            changes += () if silicon is None or not joint else found.on_silicon(silicon)
        except InputError as error:
            untried = error.diagnostics[0].message
    use = None if utility is None else utility.of(item)
    name = None if utility is None else utility.name
    ranked = tuple(sorted(changes, key=_rank))
    tried, not_tried = found.reach(joint=joint, on_silicon=silicon is not None and untried is None)
    return Redesign(
        item.name,
        now.rulebook,
        now.status,
        now.grounds,
        name,
        use,
        ranked,
        found.exact,
        untried,
        tried,
        not_tried,
    )


def _rank(change: Change) -> tuple[Any, ...]:
    kept = change.kept
    return (kept is None, -(kept or 0), change.exchange is not None, change.lever, change.exchange or "")


class _Search:
    """The search over the levers of one item."""

    def __init__(
        self, over: Program, item: Item, judge: Judge, utility: Quantity | None, now: Outcome
    ) -> None:
        self._program = over
        self._item = item
        self._judge = judge
        self._utility = utility
        self._now = now
        self.exact = True
        self._alone: dict[str, Fraction] = {}
        self._most = 1

    def all(self, *, joint: bool) -> Iterator[Change]:
        """Yield the ways to free the item; with ``joint`` also those of two changes together."""
        yield from self._one_by_one(joint=joint)
        if joint:
            yield from self._down_together()

    def _down_together(self) -> Iterator[Change]:
        """Yield numbers that free the item when they go down together: two, or three where no two do."""
        search = Together(self._program, lambda item: Outcome.of(self._judge(item)).is_free)
        levers = scales(self._program, self._item)
        for count in (2, 3):
            self._most = count
            found = [
                meeting
                for some in itertools.combinations(levers, count)
                for meeting in search.corners(some, self._alone)
            ]
            yield from map(self._met, found)
            if found or self._alone:
                break
        self.exact = self.exact and search.exact

    def _met(self, meeting: Meeting) -> Change:
        outcome = Outcome.of(self._judge(meeting.item))
        names = set(_places(self._item, meeting.limit))
        return Change(
            " with ".join(part.lever for part in meeting.parts),
            "number",
            None,
            meeting.parts[0].factor,
            meeting.parts[0].attained,
            tuple((name, meeting.limit.numbers[name]) for name in sorted(names)),
            self._kept(meeting.limit),
            self._escaped(outcome),
            outcome.excluded_by,
            meeting.item,
            together=meeting.parts,
        )

    def reach(self, *, joint: bool, on_silicon: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Say which sorts of changes are tried, and which are not."""
        tried = ["each number, word and date by itself", "fewer formats"]
        several = ["a word or a date followed by a number", "two numbers that go down together"]
        three = ["three numbers that go down together"]
        silicon = ["less performance on more silicon"]
        others = ["more numbers together", "two words together", "numbers together of which one goes up"]
        not_tried = [] if joint else several
        tried += several if joint else []
        for sort, done in ((three, joint and self._most >= 3), (silicon, joint and on_silicon)):
            tried, not_tried = (tried + sort, not_tried) if done else (tried, not_tried + sort)
        return tuple(tried), (*not_tried, *others)

    def _one_by_one(self, *, joint: bool) -> Iterator[Change]:
        plain = [
            change for scale in scales(self._program, self._item) for change in self._scaled(scale, None)
        ]
        yield from plain
        kept = {change.lever: change.kept or Fraction(0) for change in sorted(plain, key=_rank, reverse=True)}
        freed: set[str] = set()
        for version in versions(self._program, self._item):
            if version.sort == "formats" and version.lever in freed:
                continue
            outcome = Outcome.of(self._judge(version.item))
            if outcome.is_free:
                freed.add(version.lever)
                yield self._exchanged(version, outcome)
            elif joint and version.sort in ("word", "date") and outcome.status == "controlled":
                for scale in scales(self._program, version.item):
                    for change in self._scaled(scale, version):
                        if change.lever not in kept or (change.kept or 0) > kept[change.lever]:
                            yield change

    def on_silicon(self, silicon: Silicon) -> Iterator[Change]:
        """Yield performance on more silicon, where that keeps more use than performance alone."""
        first, *others = corners(self._program, silicon, self._judge)
        alone = self._kept(first.limit)
        for corner in others:
            kept = self._kept(corner.limit)
            if alone is None or kept is None or kept > alone:
                yield self._at(corner, kept)

    def _at(self, corner: Corner, kept: Fraction | None) -> Change:
        outcome = Outcome.of(self._judge(corner.item))
        assert outcome.is_free, "a corner is an end of where the item is free"
        return Change(
            "performance with area",
            "number",
            None,
            corner.factor,
            corner.attained,
            (),
            kept,
            self._escaped(outcome),
            outcome.excluded_by,
            corner.item,
            corner,
        )

    def _scaled(self, scale: Scale, after: Version | None) -> Iterator[Change]:
        """Yield the nearest limits below and above the numbers as they are."""
        course = self._follow(scale)
        below = course.up_to(Fraction(1))
        down = below.supremum(lambda outcome: outcome.is_free)
        if down is not None and down.at is not None:
            if after is None:
                self._alone[scale.name] = down.at
            yield self._change(scale, after, down.at, attained=down.included, inwards=-1)
        up = _first_free_above(course)
        if up is not None and up.at is not None:
            yield self._change(scale, after, up.at, attained=up.included, inwards=1)

    def _follow(self, scale: Scale) -> Course[Outcome]:
        course = course_along(self._program, scale.ray, lambda item: Outcome.of(self._judge(item)))
        self.exact = self.exact and course.exact
        return course

    def _change(
        self, scale: Scale, after: Version | None, factor: Fraction, *, attained: bool, inwards: int
    ) -> Change:
        inside = factor if attained else factor * (1 + inwards * _NUDGE)
        version = scale.ray.at(inside)
        outcome = Outcome.of(self._judge(version))
        assert outcome.is_free, "what a course says holds on its stretches"
        there = scale.ray.at(factor)
        moved = {place for place in scale.ray.scaled if isinstance(place, str)}
        to = tuple((name, there.numbers[name]) for name in sorted(moved))
        return Change(
            scale.name,
            "number",
            None if after is None else f"{after.lever}: {after.change}",
            factor,
            attained,
            to,
            self._kept(there),
            self._escaped(outcome),
            outcome.excluded_by,
            version,
        )

    def _exchanged(self, version: Version, outcome: Outcome) -> Change:
        return Change(
            version.lever,
            version.sort,
            version.change,
            None,
            attained=True,
            to=(),
            kept=self._kept(version.item),
            escaped=self._escaped(outcome),
            excluded_by=outcome.excluded_by,
            item=version.item,
        )

    def _escaped(self, outcome: Outcome) -> tuple[str, ...]:
        return tuple(each for each in self._now.grounds if each not in outcome.grounds)

    def _kept(self, version: Item) -> Fraction | None:
        if self._utility is None:
            return None
        before, after = self._utility.of(self._item), self._utility.of(version)
        if before.is_known and after.is_known and before.low:
            return after.low / before.low
        read = self._utility.facts()
        same = all(self._item.number(fact.name) == version.number(fact.name) for fact in read)
        same = same and self._item.parts == version.parts and before == after and before.absent == "no"
        return Fraction(1) if same else None


def _places(before: Item, after: Item) -> Iterator[str]:
    return (name for name, value in after.numbers.items() if value != before.numbers[name])


def _first_free_above(course: Course[Outcome]) -> End | None:
    """Return where the outcome is first free from 1 on, of what begins there."""
    for each in course.stretches:
        if each.interval.low >= 1 and each.outcome is not None and each.outcome.is_free:
            return each.interval.ends[0]
    return None


def best(changes: Sequence[Change]) -> Change | None:
    """Return the change that keeps the most use."""
    return min(changes, key=_rank, default=None)


def _json(value: Value) -> Any:
    if value.is_known:
        return json_number(value.low)
    return str(value)
