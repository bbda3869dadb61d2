"""Compare what an amendment gives with what it takes the place of: numbers, days, sets of countries."""

from __future__ import annotations

from attrs import evolve

from redline.units import ONE, Unit
from redline_dsl import tree
from redline_dsl.written_units import unit_of


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
