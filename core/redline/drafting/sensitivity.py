"""Say which outcomes are sure: within the error of the facts, under each reading, and for want of which fact.

An error makes a stated number a range. An outcome that holds for the whole range is stable; one that some
number within it would change is fragile.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal, TypeAlias

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from redline.analyses.readings import Dependence
from redline.catalog import Catalog, NumberColumn
from redline.diagnostics import InputError
from redline.drafting.case import Case
from redline.host.offer_checks import short
from redline.kernel import Kernel
from redline.questions.quantities import amount
from redline.stated_numbers import stated_share
from redline.values import Status, fields, number_text

Codes: TypeAlias = NDArray[np.uint8]
Firmness: TypeAlias = Literal["stable", "fragile", "undetermined"]


@frozen
class Firm:
    """How sure one outcome is; ``flips`` are the facts whose error alone can change it."""

    item: str
    status: str
    firmness: Firmness
    flips: tuple[str, ...]
    readings: tuple[tuple[str, str, str], ...]
    """Readings under which the status is another one: reading, choice, status."""

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        keys = ("reading", "choice", "status")
        readings = [dict(zip(keys, each, strict=True)) for each in self.readings]
        return {**fields(self, "item status firmness flips"), "readings": readings}


@frozen
class Want:
    """A fact that is missing: how many items it settles by itself, and in how many it has a part."""

    fact: str
    settles: tuple[str, ...]
    has_part: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return fields(self, "fact settles has_part")


@frozen
class Sensitivity:
    """How sure the outcomes of a rulebook are, and what would make them surer."""

    rulebook: str
    errors: tuple[tuple[str, Fraction], ...]
    items: tuple[Firm, ...]
    wants: tuple[Want, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return {
            "rulebook": self.rulebook,
            "errors": {name: float(error) for name, error in self.errors},
            "items": [one.to_dict() for one in self.items],
            "missing": [want.to_dict() for want in self.wants],
        }


def errors_of(case: Case, asked: Any) -> dict[str, Fraction]:
    """Return the relative errors of facts: ``"5%"`` or ``0.05``; a metric's name stands for its facts.

    Raises ``InputError`` for a fact that does not exist, and an error that is none.
    """
    if not isinstance(asked, Mapping):
        raise InputError.of(
            f"the errors are {short(asked)}, not a mapping", help='give `{"die_area_mm2": "5%"}`'
        )
    found: dict[str, Fraction] = {}
    for name, error in asked.items():
        share = stated_share(f"error of `{name}`", error)
        facts = amount(case.quantity(name)).facts()
        found.update((fact.name, share) for fact in facts if fact.owner is None)
    return found


def sensitivity(case: Case, errors: Mapping[str, Fraction], dependences: Sequence[Dependence]) -> Sensitivity:
    """Find which outcomes flip within the errors, which under a reading, and which facts are wanting."""
    status = _run(case, case.catalog)
    within = _run(case, widened(case.catalog, errors))
    alone = {name: _run(case, widened(case.catalog, {name: error})) for name, error in errors.items()}
    by_item = {one.item: one.others for one in dependences}
    firm = []
    for row, item in enumerate(case.catalog.names):
        firmness: Firmness = "stable"
        if status[row] == Status.UNDETERMINED:
            firmness = "undetermined"
        elif within[row] != status[row]:
            firmness = "fragile"
        flips = tuple(name for name, codes in alone.items() if codes[row] != status[row])
        word = Status(int(status[row])).word
        firm.append(Firm(item, word, firmness, flips, by_item.get(item, ())))
    return Sensitivity(case.book.id, tuple(sorted(errors.items())), tuple(firm), _wants(case, status))


def _run(case: Case, catalog: Catalog) -> Codes:
    return Kernel(case.program()).run(catalog).status[case.book.id]


def widened(catalog: Catalog, errors: Mapping[str, Fraction]) -> Catalog:
    """Return a catalog whose numbers are ranges, as wide as their relative errors; zero stays zero."""
    columns = dict(catalog.columns)
    for name, error in errors.items():
        column = columns.get(name)
        if isinstance(column, NumberColumn):
            columns[name] = _widened(column, error)
    return evolve(catalog, columns=columns)


def _widened(column: NumberColumn, error: Fraction) -> NumberColumn:
    exact = {}
    low, high = column.low.copy(), column.high.copy()
    for row in np.flatnonzero(~np.isnan(column.low)).tolist():
        value = column.value(row)
        assert value is not None
        assert value.high is not None
        exact[row] = value.low * (1 - error), value.high * (1 + error)
        low[row], high[row] = map(float, exact[row])
    return NumberColumn(low, high, exact)


def _wants(case: Case, status: Codes) -> tuple[Want, ...]:
    settles: dict[str, list[str]] = {}
    has_part: dict[str, list[str]] = {}
    for row in np.flatnonzero(status == Status.UNDETERMINED).tolist():
        one = case.determine(row)
        for fact in one.missing:
            has_part.setdefault(fact, []).append(one.item)
            if len(one.missing) == 1:
                settles.setdefault(fact, []).append(one.item)
    found = [Want(fact, tuple(settles.get(fact, ())), tuple(items)) for fact, items in has_part.items()]
    return tuple(sorted(found, key=lambda want: (-len(want.settles), -len(want.has_part), want.fact)))


def error_text(error: Fraction) -> str:
    """Write a relative error in percent."""
    return f"{number_text(error * 100)}%"
