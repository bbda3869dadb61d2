"""Dependencies and circles."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from redline_dsl.check.declaration_order import dependency_order

NAMES = st.sampled_from("abcdefgh")
USES = st.dictionaries(NAMES, st.frozensets(NAMES, max_size=3), max_size=8)


def test_used_name_comes_first() -> None:
    assert dependency_order({"a": {"b"}, "b": {"c"}, "c": set()}) == (["c", "b", "a"], [])


def test_unknown_names_are_left_alone() -> None:
    assert dependency_order({"a": {"z"}}) == (["a"], [])


def test_circle_begins_with_its_first_name_and_follows_the_uses() -> None:
    assert dependency_order({"c": {"b"}, "b": {"a"}, "a": {"c"}}) == ([], [["a", "c", "b"]])


def test_name_that_uses_itself_is_a_circle() -> None:
    assert dependency_order({"a": {"a"}}) == ([], [["a"]])


def test_all_circles_are_found() -> None:
    uses = {"a": {"b"}, "b": {"a"}, "c": {"d", "a"}, "d": {"c"}, "e": {"d"}}

    assert dependency_order(uses) == (["e"], [["a", "b"], ["c", "d"]])


@given(USES)
def test_every_name_is_ordered_or_in_one_circle(uses: dict[str, frozenset[str]]) -> None:
    order, circles = dependency_order(uses)

    assert sorted([*order, *(name for circle in circles for name in circle)]) == sorted(uses)


@given(USES)
def test_every_used_name_stands_before_or_in_a_circle(uses: dict[str, frozenset[str]]) -> None:
    order, circles = dependency_order(uses)
    in_circles = {name for circle in circles for name in circle}

    late = [
        name
        for place, name in enumerate(order)
        if (uses[name] & uses.keys()) - in_circles - set(order[:place])
    ]
    assert late == []


@given(USES)
def test_order_of_the_mapping_decides_nothing(uses: dict[str, frozenset[str]]) -> None:
    assert dependency_order(uses) == dependency_order(dict(reversed(uses.items())))
