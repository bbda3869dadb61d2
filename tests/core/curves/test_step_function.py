"""The course of an outcome says at every value of the parameter what the exact interpreter says there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from redline import model
from redline.catalog import Catalog, Item
from redline.curves.family import Place, Ray, critical
from redline.curves.step_function import Course, Stretch, course_along
from redline.exact.completion import Settled, settle
from redline.interval import End
from redline.program import Program
from redline.program.lower import lower
from redline.units import ONE
from redline.values import Value, known
from tests.support import generated

NUMBERS = tuple(Fraction(text) for text in generated.NUMBERS if text != "0")
TINY = Fraction(1, 10**9)
UNPROVEN = "unproven"
PARTS = tuple(("parts", index, "area") for index in range(3))
PLACES: tuple[Place, ...] = (*(fact.name for fact in generated.NUMBER_FACTS), *generated.RATE_NAMES, *PARTS)

places = st.frozensets(st.sampled_from(PLACES), min_size=1)
"""Facts that are made to depend on the parameter."""


def judge_of(over: Program) -> Callable[[Item], Settled]:
    def judge(item: Item) -> Settled:
        return settle(over, item, [over.rulebooks[0].status])[0]

    return judge


def truth_of(over: Program) -> Callable[[Item], bool | None]:
    return lambda item: judge_of(over)(item).truth


def proven_of(over: Program) -> Callable[[Item], bool | str | None]:
    """Return what answers with the truth, or that none is proven: a search may end early at one value."""

    def judge(item: Item) -> bool | str | None:
        found = judge_of(over)(item)
        return found.truth if found.proven else UNPROVEN

    return judge


def is_followed(over: Program, ray: Ray) -> bool:
    """Return whether the course is exact, and has not so many stretches that the test would be long."""
    found = critical(over, ray)
    return found.exact and len(found.points) <= 40


def hold_to_the_interpreter(over: Program, ray: Ray, course: Course[bool | str | None]) -> None:
    """Try values inside stretches, at their ends and just beside; what is not proven claims nothing."""
    tried = {*NUMBERS, *(number / 7 for number in NUMBERS)}
    for each in course.stretches:
        tried |= {each.interval.low, each.interval.low + TINY, each.interval.low - TINY}
    for point in sorted(point for point in tried if point > 0):
        found = judge_of(over)(ray.at(point))
        told = next(each for each in course.stretches if point in each.interval)
        assert not found.proven or told.outcome in (found.truth, UNPROVEN) or _is_gap(told)


def _is_gap(told: Stretch[bool | str | None]) -> bool:
    return told.interval.high is not None and 0 < told.interval.high - told.interval.low < TINY


@settings(deadline=None, max_examples=80)
@given(generated.rulebooks(), generated.catalogs(most_rows=2), generated.readings, places, places)
def test_course_of_generated_rules_is_that_of_the_interpreter(
    book: model.Rulebook,
    catalog: Catalog,
    readings: dict[str, str],
    scaled: frozenset[Place],
    moved: frozenset[Place],
) -> None:
    over = lower(generated.KIND, [book], readings)
    for row in range(len(catalog)):
        ray = Ray(catalog.item(row), scaled, dict.fromkeys(moved, Fraction(3, 2)))
        if is_followed(over, ray):
            hold_to_the_interpreter(over, ray, course_along(over, ray, proven_of(over)))


@settings(deadline=None, max_examples=60)
@given(generated.rulebooks(), generated.catalogs(most_rows=2), generated.readings, places)
def test_course_of_copies_is_that_of_the_interpreter(
    book: model.Rulebook, catalog: Catalog, readings: dict[str, str], scaled: frozenset[Place]
) -> None:
    over = lower(generated.KIND, [book], readings)
    names = frozenset(place for place in scaled if isinstance(place, str))
    for row in range(len(catalog)):
        ray = Ray(catalog.item(row), names, copies=True)
        if not is_followed(over, ray):
            continue
        course = course_along(over, ray, proven_of(over))
        for count in (*range(1, 12), 17, 60):
            found = judge_of(over)(ray.at(Fraction(count)))
            assert not found.proven or course.at(Fraction(count)) in (found.truth, UNPROVEN)


# --- by hand --------------------------------------------------------------------------------------

SPEED, TOTAL = (model.FactRef(fact) for fact in generated.NUMBER_FACTS[1:3])


def number(text: str) -> model.Quantity:
    return model.Quantity(Fraction(text), ONE)


def program_of(condition: model.Condition) -> Program:
    control = model.Control("1", generated.KIND, "", condition)
    book = model.Rulebook("book", "", "r", dt.date(2022, 1, 1), None, None, (control,))
    return lower(generated.KIND, [book])


def item_of(**numbers: str) -> Item:
    return Item("it", {name: known(Fraction(text)) for name, text in numbers.items()}, {})


def course_of(condition: model.Condition, ray: Ray) -> Course[bool | None]:
    over = program_of(condition)
    return course_along(over, ray, truth_of(over))


def test_limit_that_says_or_more_is_not_attained_from_below() -> None:
    course = course_of(
        model.Comparison(">=", SPEED, number("2400")), Ray(item_of(speed="7"), frozenset({"speed"}))
    )

    assert End(Fraction(2400, 7), included=False) == course.supremum(lambda controlled: not controlled)
    assert End(Fraction(2400, 7), included=True) == course.infimum(bool)


def test_limit_that_says_more_than_is_attained_from_below() -> None:
    course = course_of(
        model.Comparison(">", SPEED, number("2400")), Ray(item_of(speed="7"), frozenset({"speed"}))
    )

    assert End(Fraction(2400, 7), included=True) == course.supremum(lambda controlled: not controlled)


def test_single_point_between_two_open_stretches_is_seen() -> None:
    exactly = model.All(
        (model.Comparison(">=", SPEED, number("5")), model.Comparison("<=", SPEED, number("5")))
    )
    course = course_of(exactly, Ray(item_of(speed="1"), frozenset({"speed"})))

    assert [False, True, False] == [each.outcome for each in course.stretches]
    assert True is course.at(Fraction(5))


def test_change_that_is_no_fraction_lies_in_a_narrow_gap() -> None:
    square = model.Arithmetic("*", SPEED, SPEED, ONE)
    course = course_of(
        model.Comparison(">=", square, number("2")), Ray(item_of(speed="1"), frozenset({"speed"}))
    )
    before, gap, after = course.stretches

    assert (False, None, True) == (before.outcome, gap.outcome, after.outcome)
    assert gap.interval.high is not None
    assert gap.interval.low**2 < 2 < gap.interval.high**2
    assert None is course.at(gap.interval.low)


def test_gap_is_not_joined_with_a_stretch_whose_outcome_is_unknown() -> None:
    square = model.Arithmetic("*", SPEED, SPEED, ONE)
    both = model.All(
        (model.Comparison(">=", square, number("2")), model.Comparison(">=", TOTAL, number("1")))
    )
    course = course_of(both, Ray(item_of(speed="1"), frozenset({"speed"})))
    before, gap, after = course.stretches

    assert (False, None, None) == (before.outcome, gap.outcome, after.outcome)
    assert gap.interval.high is not None
    assert (True, gap.interval.high) == (gap.interval.low**2 < 2 < gap.interval.high**2, after.interval.low)


def test_unknown_that_two_comparisons_share_moves_the_change() -> None:
    """Controlled if the total is at most 3 or above 12 / speed; it is unknown, and at most 10."""
    either = model.Any(
        (
            model.Comparison("<=", TOTAL, number("3")),
            model.Comparison(">", TOTAL, model.Arithmetic("/", number("12"), SPEED, ONE)),
        )
    )
    item = Item("it", {"speed": known(1), "total": Value(Fraction(0), Fraction(10))}, {})
    course = course_of(either, Ray(item, frozenset({"speed"})))

    assert course.exact
    assert End(Fraction(4), included=True) == course.infimum(lambda truth: truth is True)
    assert None is course.at(Fraction(399, 100))


def test_course_ends_at_a_limit_that_is_in_it() -> None:
    course = course_of(
        model.Comparison(">=", SPEED, number("5")), Ray(item_of(speed="1"), frozenset({"speed"}))
    )

    assert End(Fraction(3), included=True) == course.up_to(Fraction(3)).supremum(lambda truth: not truth)
    assert None is course.up_to(Fraction(3)).infimum(bool)
    assert End(Fraction(5), included=True) == course.up_to(Fraction(5)).infimum(bool)
    assert End(Fraction(5), included=False) == course.up_to(Fraction(9)).supremum(lambda truth: not truth)


def test_copies_are_followed_as_far_as_they_can_be_tried() -> None:
    area = model.Aggregate("sum", generated.PARTS, model.FactRef(generated.PARTS.facts[0]), None, ONE)
    parts = {"parts": ({"area": known(Fraction(1, 10**6))},)}
    ray = Ray(Item("it", {}, {}, parts), copies=True)
    course = course_of(model.Comparison(">=", area, number("1")), ray)

    (only,) = course.stretches
    assert (Fraction(1), Fraction(10_000), False) == (only.interval.low, only.interval.high, only.outcome)
    assert None is course.at(Fraction(10_001))


def test_copies_multiply_sums_and_leave_the_largest_as_it_is() -> None:
    areas = ({"area": known(3)}, {"area": known(4)})
    ray = Ray(Item("it", {}, {}, {"parts": areas}), copies=True)
    area = model.FactRef(generated.PARTS.facts[0])
    total, largest = (
        model.Aggregate(function, generated.PARTS, area, None, ONE) for function in ("sum", "largest")
    )

    assert End(Fraction(3), included=True) == course_of(
        model.Comparison(">=", total, number("16")), ray
    ).infimum(bool)
    assert None is course_of(model.Comparison(">=", largest, number("5")), ray).infimum(bool)
