"""Ask what more dies, separate dies, smaller dies and unused silicon do to the status of an item.

All answers are read off courses of the outcome along rays (`redline.curves.step_function`,
`redline.curves.family`), so they hold for any rulebook and are exact: a limit is a fraction, and whether it
is reached is known.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import cached_property
from typing import Any

from attrs import field, frozen

from redline.analyses.design import LARGEST_DIE, Design, Figures, Flagship
from redline.catalog import Item
from redline.curves.family import Ray
from redline.curves.step_function import Course, Stretch, course_along
from redline.evidence.determination import Determination, metric_dict
from redline.evidence.licensing import CONTROLS_ONLY
from redline.interval import End
from redline.values import fields, json_number

Judge = Callable[[Item], Determination]


@frozen
class Outcome:
    """What a rulebook says, as far as it tells stretches of a course apart."""

    status: str
    controls: tuple[str, ...] = ()
    limbs: tuple[str, ...] = ()
    excluded_by: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()

    @classmethod
    def of(cls, one: Determination) -> Outcome:
        """Return the outcome of a determination."""
        return cls(one.status, one.controls, one.limbs, one.excluded_by, one.missing, one.grounds)

    @property
    def is_free(self) -> bool:
        """Whether no control applies, for certain."""
        return self.status == "not_controlled"

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return fields(self, "status controls limbs excluded_by missing")


@frozen
class Free:
    """The largest free version of a design: its performance and area, None where not known or none is free.

    ``outcome`` is that of the versions just below, with the notes that they are free by; None where no
    version is free.
    """

    performance: End | None
    area: End | None
    outcome: Outcome | None

    def needed_for(self, flagship: Flagship) -> int | None:
        """Return how many reach the performance of the flagship, None where that is not known.

        Where each has to stay under a limit, those at a whole multiple of it need one more.
        """
        if self.performance is None or not flagship.performance.is_known:
            return None
        if self.performance.at is None:
            return 1
        exact = flagship.performance.low / self.performance.at
        return math.ceil(exact) if self.performance.included else math.floor(exact) + 1

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return {
            "performance": end_dict(self.performance),
            "area": end_dict(self.area),
            "excluded_by": [] if self.outcome is None else list(self.outcome.excluded_by),
        }


@frozen
class Package:
    """So many dies of the design in one package.

    ``frontier`` is the best that is free on its area; ``gain`` is the performance of that in proportion to
    the best on the area of one die, None where either has no limit or the area is not known.
    """

    dies: int
    measured: Figures
    outcome: Outcome
    frontier: Free
    gain: Fraction | None


@frozen
class Dark:
    """What silicon without performance does: ``least`` is the added area from which the item is free.

    ``least`` is None where none frees it. ``total`` is the area then, ``share`` the added part of what was
    there. ``die`` is the largest die then, ``fits`` whether that can be made; these four are None where areas
    are not exactly known. ``escaped`` are limbs no longer met.
    """

    least: End | None
    total: Fraction | None
    share: Fraction | None
    die: Fraction | None
    fits: bool | None
    escaped: tuple[str, ...]
    course: Course[Outcome]

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        numbers = {"total": self.total, "share": self.share, "die": self.die}
        return {
            "least": end_dict(self.least),
            **{name: None if value is None else json_number(value) for name, value in numbers.items()},
            "fits": self.fits,
            "escaped": list(self.escaped),
            "steps": course_dict(self.course),
        }


@frozen
class Die:
    """One compute die as an item of its own; ``needed`` of them make the package again."""

    measured: Figures
    outcome: Outcome
    needed: int
    is_the_item: bool
    dark: Dark | None
    """What unused silicon does for it; None where it is the item, is free, or has no known area."""


@frozen(eq=False, slots=False)
class Chiplets:
    """The answers for one item under one rulebook, worked out when they are asked for.

    What is undetermined does not count as free.
    """

    design: Design = field(repr=False)
    _judge: Judge = field(repr=False)
    """Determines any version of the item."""
    flagship: Flagship
    largest_die: Fraction | None
    """Area of the largest die that can be made, in the unit of areas; None where nothing is said of it."""
    _checked: bool = field(repr=False)
    """Whether somebody stated that area, or compared it with its source."""
    _counts: tuple[int, ...] = field(repr=False)
    _is_stated: bool = field(default=False, repr=False)
    """Whether that area was stated with the question, so that it holds whatever the item is like."""

    @property
    def limit(self) -> Fraction | None:
        """The area of the largest die of such a design; None where nothing limits it.

        A die that is larger than a field of a scanner is stitched of several, as a wafer-scale part is, and
        shows that the field is no limit to it.
        """
        return None if self.is_stitched else self.largest_die

    @property
    def is_stitched(self) -> bool:
        """Whether the dies of the design are larger for certain than the largest that are made at once."""
        if self.largest_die is None or self._is_stated:
            return False
        return self.design.die_area.low > self.largest_die

    @cached_property
    def determination(self) -> Determination:
        """The determination of the item as it is."""
        return self._judge(self.design.item)

    @cached_property
    def outcome(self) -> Outcome:
        """What the rulebook says of the item as it is."""
        return Outcome.of(self.determination)

    @cached_property
    def course_of_packages(self) -> Course[Outcome]:
        """What happens with 1, 2, 3 and so on dies in one package."""
        return self._follow(self.design.packages())

    @cached_property
    def packages(self) -> tuple[Package, ...]:
        """The packages of so many dies as were asked for, as the item has, and the first of each outcome."""
        counts = {*self._counts, *(int(each.interval.low) for each in self.course_of_packages.stretches)}
        first = self._frontier(1)
        return tuple(self._package(count, first) for count in sorted(counts | {self.design.dies or 1}))

    @cached_property
    def die(self) -> Die | None:
        """One compute die by itself, None where it is not known how many there are."""
        item, count = self.design.one_die(), self.design.dies
        if item is None or count is None:
            return None
        one, same = Design(self.design.measures, item), item is self.design.item
        outcome = Outcome.of(self._judge(item))
        dark = None if same or outcome.is_free else self._dark_of(one)
        return Die(one.measured(), outcome, count, same, dark)

    @cached_property
    def course_of_sizes(self) -> Course[Outcome]:
        """What happens to the same design on more or less silicon, in proportion to the item."""
        return self._follow(self.design.sizes())

    @cached_property
    def largest_free(self) -> Free:
        """The largest free die of the item's density, by the rule alone."""
        return self._free(self.course_of_sizes, self.design.sizes())

    @cached_property
    def largest_makeable(self) -> Free:
        """The largest free die that can be made; as by the rule alone where nothing is known of that."""
        area = self.design.measured().area
        if self.limit is None or not area.is_known:
            return self.largest_free
        return self._free(self.course_of_sizes.up_to(self.limit / area.low), self.design.sizes())

    @cached_property
    def dark(self) -> Dark | None:
        """What unused silicon does; None where the area is not known."""
        return self._dark_of(self.design)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What you should know before you use the answers."""
        of_field = () if self._checked else (f"nobody has compared `{LARGEST_DIE}` with its source",)
        of_license = () if self.determination.license is None else (CONTROLS_ONLY,)
        return (*self.determination.warnings, *of_license, *of_field)

    # --- inner steps ------------------------------------------------------------------------

    def _follow(self, ray: Ray, *, from_zero: bool = False) -> Course[Outcome]:
        over = self.determination.trace.program
        return course_along(over, ray, lambda item: Outcome.of(self._judge(item)), from_zero=from_zero)

    def _package(self, count: int, first: Free) -> Package:
        item = self.design.packages().at(Fraction(count))
        measured, frontier = self.design.measured(item), self._frontier(count)
        ends = frontier.performance, first.performance
        gain = None
        if measured.area.is_known and ends[0] and ends[1] and ends[0].at is not None and ends[1].at:
            gain = ends[0].at / ends[1].at
        return Package(count, measured, Outcome.of(self._judge(item)), frontier, gain)

    def _frontier(self, count: int) -> Free:
        """Return the best performance that is free on the area of so many dies."""
        ray = self.design.speeds(Fraction(count, self.design.dies or 1))
        return self._free(self._follow(ray), ray)

    def _free(self, course: Course[Outcome], ray: Ray) -> Free:
        end = course.supremum(lambda outcome: outcome.is_free)
        if end is None:
            return Free(None, None, None)
        outcome = [each.outcome for each in course.stretches if each.outcome and each.outcome.is_free][-1]
        if end.at is None:
            known = self.design.measured(ray.at(Fraction(1)))
            return Free(End(None, included=False), end if known.area.is_known else None, outcome)
        there = self.design.measured(ray.at(end.at))
        performance, area = (
            End(value.low, end.included) if value.is_known else None
            for value in (there.performance, there.area)
        )
        return Free(performance, area, outcome)

    def _dark_of(self, design: Design) -> Dark | None:
        area = design.measured().area
        if area.high is None or area.absent == "yes":
            return None
        course = self._follow(design.dark(), from_zero=True)
        least = course.infimum(lambda outcome: outcome.is_free)
        if least is None or least.at is None:
            return Dark(None, None, None, None, None, (), course)
        die = None
        if design.dies is not None and design.die_area.is_known:
            die = design.die_area.low + least.at / design.dies
        fits = None
        if die is not None and self.limit is not None:
            fits = die <= self.limit if least.included else die < self.limit
        known = area.is_known
        total, share = (area.low + least.at, least.at / area.low) if known else (None, None)
        return Dark(least, total, share, die, fits, _escaped(course), course)

    # --- JSON -------------------------------------------------------------------------------

    def to_dict(self) -> dict[str, Any]:
        """Return the answers as JSON writes them."""
        one = self.determination
        return {
            "item": self.design.item.name,
            "rulebook": one.rulebook,
            "on": one.on.isoformat(),
            **self.outcome.to_dict(),
            "dies": self.design.dies,
            "die_area": metric_dict(self.design.die_area, self.design.area_unit),
            **self.design.to_dict(self.design.measured()),
            "flagship": {
                "item": self.flagship.name,
                "performance": metric_dict(self.flagship.performance, self.design.performance_unit),
            },
            "largest_die": None if self.largest_die is None else json_number(self.largest_die),
            "stitched": self.is_stitched,
            "packages": [self._package_dict(each) for each in self.packages],
            "more_dies": course_dict(self.course_of_packages),
            "one_die": None if self.die is None else self._die_dict(self.die),
            "largest_free_die": self._free_dict(self.largest_free),
            "largest_free_die_that_can_be_made": self._free_dict(self.largest_makeable),
            "sizes": course_dict(self.course_of_sizes),
            "dark_silicon": None if self.dark is None else self.dark.to_dict(),
            "warnings": list(self.warnings),
            "assumptions": list(one.assumptions),
        }

    def _free_dict(self, one: Free) -> dict[str, Any]:
        return {**one.to_dict(), "needed_for_flagship": one.needed_for(self.flagship)}

    def _package_dict(self, one: Package) -> dict[str, Any]:
        return {
            "dies": one.dies,
            **self.design.to_dict(one.measured),
            **one.outcome.to_dict(),
            "frontier": one.frontier.to_dict(),
            "gain": None if one.gain is None else json_number(one.gain),
        }

    def _die_dict(self, one: Die) -> dict[str, Any]:
        return {
            **self.design.to_dict(one.measured),
            **one.outcome.to_dict(),
            "needed": one.needed,
            "is_the_item": one.is_the_item,
            "dark_silicon": None if one.dark is None else one.dark.to_dict(),
        }


def _escaped(course: Course[Outcome]) -> tuple[str, ...]:
    """Return the limbs that are met at first, and no longer where the course is first free."""
    before, *_ = (each.outcome for each in course.stretches)
    after = next(each.outcome for each in course.stretches if each.outcome and each.outcome.is_free)
    return () if before is None else tuple(each for each in before.grounds if each not in after.grounds)


def end_dict(end: End | None) -> dict[str, Any] | None:
    """Return an end as JSON writes it; its value is null where there is none."""
    return None if end is None else end.to_dict()


def course_dict(course: Course[Outcome]) -> dict[str, Any]:
    """Return a course as JSON writes it."""
    return {"exact": course.exact, "stretches": [_stretch_dict(each) for each in course.stretches]}


def _stretch_dict(one: Stretch[Outcome]) -> dict[str, Any]:
    low, high = one.interval.ends
    found = {"status": None} if one.outcome is None else one.outcome.to_dict()
    return {"from": low.to_dict(), "to": high.to_dict(), **found}
