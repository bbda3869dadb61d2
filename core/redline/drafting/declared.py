"""Hold what is computed of items against what somebody declares of them, and say where and why they differ.

Declared and computed values are kept apart: outcomes use what a rule defines. Beside a difference stands what
would agree with the declared value, another reading or one fact by itself; and the outcome if it were true.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from attrs import evolve, frozen

from redline.catalog import Item
from redline.drafting.case import Case
from redline.questions.quantities import Quantity
from redline.units import Unit
from redline.values import Value, fields


@frozen
class Difference:
    """An item whose declared value is not the computed one.

    ``agrees`` is what leads to the declared value: readings, and facts that would count alone. ``status`` is
    the outcome as computed, ``declared_status`` that with the declared value in its place; None where no
    change of all its facts by one factor comes to that value.
    """

    item: str
    computed: Fraction
    declared: Fraction
    agrees: tuple[str, ...]
    status: str
    declared_status: str | None

    @property
    def relative(self) -> Fraction:
        """How far the declared value is from the computed one, in proportion to it."""
        return self.declared / self.computed - 1

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return fields(self, "item computed declared relative agrees status declared_status")


@frozen
class Declared:
    """Computed values against declared ones: how many agree, which differ, and what cannot be compared."""

    rulebook: str
    metric: str
    fact: str
    unit: Unit
    within: Fraction
    agreeing: tuple[str, ...]
    differing: tuple[Difference, ...]
    undeclared: tuple[str, ...]
    """Items of which nothing is declared."""
    unknown: tuple[str, ...]
    """Items of which something is declared, and the computed value is not known, or 0."""

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return fields(self, "rulebook metric fact unit within agreeing differing undeclared unknown")


def declared(case: Case, computed: Quantity, stated: Quantity, within: Fraction) -> Declared:
    """Compare two quantities of the items of a case; they agree within a share of the computed one."""
    scale = stated.unit.conversion_to(computed.unit)
    readings = dict(_readings(case, computed.name))
    agreeing, differing, undeclared, unknown = [], [], [], []
    for row, name in enumerate(case.catalog.names):
        item = case.catalog.item(row)
        ours, theirs = computed.of(item), stated.of(item)
        if not theirs.is_known:
            undeclared.append(name)
        elif not ours.is_known or not ours.low:
            unknown.append(name)
        elif _near(ours, theirs.low * scale, within):
            agreeing.append(name)
        else:
            there = theirs.low * scale
            agrees = tuple(_agrees(item, computed, readings, there, within))
            status, other = case.determine(row).status, _as_declared(case, row, item, computed, there)
            differing.append(Difference(name, ours.low, there, agrees, status, other))
    differing.sort(key=lambda one: (-abs(one.relative), one.item))
    return Declared(
        case.book.id,
        computed.name,
        stated.name,
        computed.unit,
        within,
        tuple(sorted(agreeing)),
        tuple(differing),
        tuple(sorted(undeclared)),
        tuple(sorted(unknown)),
    )


def _near(value: Value, wanted: Fraction, within: Fraction) -> bool:
    return value.is_known and abs(value.low - wanted) <= within * value.low


def _readings(case: Case, name: str) -> Iterator[tuple[str, Quantity]]:
    """Yield the quantity under each reading that is not the chosen one, the others as they are."""
    chosen: Mapping[str, str] = case.query.readings
    for reading in case.catalog.kind.readings():
        for choice in reading.choices:
            if choice != chosen.get(reading.name, reading.choices[0]):
                readings = {**chosen, reading.name: choice}
                yield f"{reading.name}={choice}", case.quantity(name, readings)


def _agrees(
    item: Item, computed: Quantity, readings: Mapping[str, Quantity], wanted: Fraction, within: Fraction
) -> Iterator[str]:
    yield from (name for name, other in readings.items() if _near(other.of(item), wanted, within))
    names = [fact.name for fact in computed.facts() if fact.owner is None]
    for name in names:
        if name in item.numbers:
            rest = {fact: value for fact, value in item.numbers.items() if fact == name or fact not in names}
            if _near(computed.of(evolve(item, numbers=rest)), wanted, within):
                yield name


def _as_declared(case: Case, row: int, item: Item, computed: Quantity, wanted: Fraction) -> str | None:
    """Return the outcome of an item whose facts are multiplied so that the quantity is what is declared."""
    factor = wanted / computed.of(item).low
    numbers = dict(item.numbers)
    for fact in computed.facts():
        value = numbers.get(fact.name)
        if value is not None and fact.owner is None and value.high is not None:
            numbers[fact.name] = evolve(value, low=value.low * factor, high=value.high * factor)
    there = evolve(item, numbers=numbers)
    if computed.of(there) != Value(wanted, wanted):
        return None
    return case.determine_item(there, row).status
