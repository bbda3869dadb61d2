"""Lay side by side what regimes say of one item on one day, and name the weakest link among them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, Literal, TypeAlias, get_args

from attrs import evolve, frozen

from redline.catalog import Catalog
from redline.countries import country_code
from redline.evidence.determination import Determination
from redline.model import Rulebook
from redline.query import Query
from redline.questions.arguments import rule_names
from redline.questions.prepare import Inquirer, RuleNames
from redline.rulebooks.kinds import is_stranger
from redline.rulebooks.library import Chosen
from redline.values import fields

Way: TypeAlias = Literal["free", "by_exception", "held", "undetermined"]
"""Whether an item may go: without a license, by a license exception, not without a license, or unsure.

Where no license is asked about, or the text says nothing of licenses, to be controlled is to be held.
"""

WAYS: Final[Sequence[Way]] = get_args(Way)
_STRICTER: Final[Sequence[Way]] = ("held", "undetermined", "by_exception", "free")


@frozen(eq=False)
class Comparison:
    """One item under several regimes on one day.

    ``determinations`` are those of the texts that say something of the item's kind. ``without_control``
    gives the rulebook of each regime that has nothing on it, ``without_text`` for each regime that has no
    text in force on the day the reason. ``to`` is the destination and ``origin`` where it ships from, None
    where nobody said so; each regime is then asked as if the item were shipped from its own territory.
    """

    item: str
    kind: str
    on: dt.date
    to: str | None
    origin: str | None
    determinations: tuple[Determination, ...]
    without_control: Mapping[str, str]
    without_text: Mapping[str, str]

    def ways(self) -> dict[str, Way]:
        """Return for each jurisdiction whether the item may go from there.

        Several texts of one jurisdiction hold together: the strictest of them counts.
        """
        return {name: _strictest(regimes.values()) for name, regimes in self._jurisdictions().items()}

    def by_way(self) -> dict[Way, tuple[str, ...]]:
        """Return the jurisdictions from which the item may go in each way, in their order."""
        ways = self.ways()
        return {each: tuple(name for name in ways if ways[name] == each) for each in WAYS}

    def decisive(self, name: str) -> tuple[str, ...]:
        """Return the texts of a jurisdiction, by their regimes, that make it as strict as it is."""
        regimes = self._jurisdictions()[name]
        strictest = _strictest(regimes.values())
        return tuple(regime for regime, each in regimes.items() if each == strictest)

    def _jurisdictions(self) -> dict[str, dict[str, Way]]:
        """Return for each jurisdiction its texts by name, and whether the item may go by them.

        A text goes by its regime; of a regime of which several are compared each stands for itself.
        """
        own = [_book(one).regime for one in self.determinations]
        known = [*own, *self.without_control, *self.without_text]
        found: dict[str, dict[str, Way]] = {}
        for one, regime in zip(self.determinations, own, strict=True):
            name, home = regime, jurisdiction(regime, known)
            if own.count(regime) > 1:
                name = home = one.rulebook
            found.setdefault(home, {})[name] = way(one)
        return found

    @property
    def weakest(self) -> tuple[str, ...]:
        """The jurisdictions that let the item go most easily, where another one certainly holds it more."""
        found = self.by_way()
        if found["free"]:
            return found["free"] if found["by_exception"] or found["held"] else ()
        return found["by_exception"] if found["held"] else ()

    @property
    def possibly_weakest(self) -> tuple[str, ...]:
        """The jurisdictions that may turn out to be among the weakest, depending on what is not known."""
        return self.by_way()["undetermined"]

    def warnings(self) -> tuple[str, ...]:
        """Return what to know before using the outcomes: one line for what is so of several texts."""
        found: dict[str, dict[str, None]] = {}
        for one in self.determinations:
            for line in one.warnings:
                said = line.removeprefix(f"`{one.rulebook}` is ")
                named = f"`{one.rulebook}`" in line
                key = f" {said}" if said != line else line if named else f": {line}"
                found.setdefault(key, {})[f"`{one.rulebook}`"] = None
        return tuple(_of_several(key, list(ids)) for key, ids in found.items())

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as JSON writes it: each determination with its regime and way."""
        return {
            **fields(self, "item kind on to origin"),
            "determinations": [_to_dict(one) for one in self.determinations],
            **fields(self, "without_control without_text"),
            **{each: list(names) for each, names in self.by_way().items()},
            **fields(self, "weakest possibly_weakest"),
        }


def _of_several(said: str, ids: Sequence[str]) -> str:
    """Say what begins with a blank of what texts are, what begins with a colon of them, the rest as it is."""
    if said.startswith(" "):
        return f"{', '.join(ids)} {'is' if len(ids) == 1 else 'are'}{said}"
    return f"{', '.join(ids)}{said}" if said.startswith(":") else said


def asked_on(
    inquirer: Inquirer, rules: RuleNames | None, query: Query
) -> tuple[list[Chosen], dict[str, str]]:
    """Return the texts to compare on the day of the terms, and why a regime has none.

    Raises ``InputError`` for a name that means nothing, or a text asked for another day.
    """
    assert query.on is not None, "a comparison has a day"
    reasons: dict[str, str] = {}
    if rules is None:
        asked, reasons = inquirer.library.on_day(query.on)
    else:
        asked = rule_names(rules)
    return inquirer.choose(asked, query) if asked or not reasons else [], reasons


def comparison(
    read: Catalog,
    chosen: Sequence[Chosen],
    reasons: Mapping[str, str],
    query: Query,
    determine: Callable[[Catalog, Chosen, Query], Determination],
) -> Comparison:
    """Determine the one item of a catalog under each text that has controls over its kind."""
    speaking = [one for one in chosen if not is_stranger(one.book, read.kind)]
    regimes = [*(one.book.regime for one in chosen), *reasons]
    said = {*read.columns, *query.stated()}
    leaves_home = "destination" in said and "exporter_location" not in said

    def ship(one: Chosen) -> Determination:
        home = country_code(jurisdiction(one.book.regime, regimes)) if leaves_home else None
        return determine(read, one, evolve(query, origin=home) if home else query)

    determinations = tuple(map(ship, speaking))
    stated = query.stated()
    for one in determinations:
        stated.update(one.transaction or {})
    assert query.on is not None, "a comparison has a day"
    return Comparison(
        item=read.names[0],
        kind=read.kind.name,
        on=query.on,
        to=country_code(stated["destination"]) if "destination" in said else None,
        origin=country_code(stated["exporter_location"]) if "exporter_location" in said else None,
        determinations=determinations,
        without_control={one.book.regime: one.book.id for one in chosen if one not in speaking},
        without_text=dict(reasons),
    )


def way(one: Determination) -> Way:
    """Return whether an item may go under one text."""
    license_ = one.license
    if license_ is None or not speaks_of_licenses(one):
        return _BY_STATUS[one.status]
    if license_["required"] is False:
        return "free"
    if license_["required"] and license_["exceptions"]:
        return "by_exception"
    unsure = license_["required"] is None or license_["possible_exceptions"]
    return "undetermined" if unsure else "held"


_BY_STATUS: Final[Mapping[str, Way]] = {
    "controlled": "held",
    "not_controlled": "free",
    "undetermined": "undetermined",
    "not_covered": "undetermined",
}


def speaks_of_licenses(one: Determination) -> bool:
    """Return whether the text says for the controls that may apply when a license is needed.

    A license that is required of one control is required, whatever is said of another.
    """
    stated = {control for statement in one.trace.rulebook.requirements for control in statement.controls}
    required = one.license is not None and one.license["required"]
    return bool(required) or stated.issuperset((*one.controls, *one.possible_controls))


def _strictest(ways: Iterable[Way]) -> Way:
    return min(ways, key=_STRICTER.index)


def jurisdiction(regime: str, regimes: Iterable[str]) -> str:
    """Return the shortest regime that a regime's name begins with: ``us-letters`` belongs to ``us``."""
    return min((other for other in regimes if regime.startswith(f"{other}-")), key=len, default=regime)


def _book(one: Determination) -> Rulebook:
    return one.trace.rulebook


def _to_dict(one: Determination) -> dict[str, Any]:
    verified = _book(one).verified
    head = {"regime": _book(one).regime, "way": way(one), "verified": verified and verified.isoformat()}
    return {**head, **one.to_dict()}
