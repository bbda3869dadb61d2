"""Compare what an amendment gives with what it takes the place of: numbers, days, sets of countries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import evolve

from redline.units import ONE, Unit
from redline_dsl import tree
from redline_dsl.findings import Refused, refuse
from redline_dsl.tree.labels import shown
from redline_dsl.tree.units import unit_of

_MOST_NUMBERS: Final = 4


def value_of(node: tree.Number | tree.Date) -> tuple[object, Unit]:
    """Return a number in base units, or a day, with its unit."""
    if isinstance(node, tree.Date):
        return node.value, ONE
    unit = unit_of(node.unit) if node.unit else ONE
    return node.value * unit.factor, unit


def same_number(one: tree.Number | tree.Date, other: tree.Number | tree.Date) -> bool:
    """Return whether two numbers, or two days, are the same, whatever their units are."""
    first, second = value_of(one), value_of(other)
    return first[0] == second[0] and first[1].dimensions == second[1].dimensions


def not_the_number(
    old: tree.Number | tree.Date, there: Sequence[tree.Parameter], *, several: bool
) -> Refused:
    """Return the refusal of a strike of a number that does not stand in a place once."""
    if several:
        message, help_ = "stands there more than once", "name the parameter itself: `set NAME = ...`"
    elif there:
        stand = ", ".join(f"{shown(one.value)} (`{one.name.text}`)" for one in there[:_MOST_NUMBERS])
        message, help_ = "does not stand there", f"what stands there: {stand}"
    else:
        message = "does not stand there"
        help_ = "no parameter does; a number that stands in a limb itself is changed by `replace`"
    return refuse(f"{shown(old)} {message}", old.span, help_, code="unknown-name")


def with_old_members(new: tree.CountryGroup, old: tree.CountryGroup) -> tree.CountryGroup:
    """Put the old members where a group names itself first: `D:5 = D:5 + NI`."""
    countries = new.countries
    if countries.names[0].text != old.name.text:
        return new
    plus = tree.Name("+", countries.span)
    signs = tuple(plus if sign.text == "," else sign for sign in (*old.countries.signs, *countries.signs))
    names = old.countries.names + countries.names[1:]
    if len(countries.names) == 1:
        return old
    return evolve(new, countries=tree.Countries(names, signs, countries.span))
