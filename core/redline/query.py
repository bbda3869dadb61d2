"""What a question asks for beside items and texts: day, transaction, mode, readings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final, TypedDict

from attrs import Attribute, evolve, field, frozen

from redline.catalog.input.arrays import cell_text
from redline.catalog.input.cell import DAY, DateCell
from redline.days import fault_of, span_of, text_of
from redline.diagnostics import InputError, gather
from redline.model import Fact, Reading
from redline.suggestions import names, nearest

MODES: Final = ("enforced", "text")


class Question(TypedDict, total=False):
    """Options of ``check`` and ``determine`` alike; each may be left out."""

    on: str | dt.date | None
    """The day for which the answer is asked."""
    to: str | None
    """Country of destination."""
    hq: str | None
    """Country of the party's headquarters, and of its ultimate parent unless that is stated."""
    parent: str | None
    """Country of the headquarters of the party's ultimate parent."""
    origin: str | None
    """Country that the exporter ships from."""
    mode: str
    """``enforced``: what the agency applies; ``text``: what the code says."""
    readings: Mapping[str, str] | None
    """The choice for each named reading of a disputed term."""
    transaction: Mapping[str, str] | None
    """Other facts of the transaction, by name, as a catalog would write them."""


def parse_date(text: str | dt.date) -> dt.date:
    """Read a day such as 2024-06-01. Raises ``InputError``."""
    if isinstance(text, dt.date) and not isinstance(text, dt.datetime):
        return text
    shown = text_of(text) if isinstance(text, dt.date) else str(text)
    found = span_of(shown)
    if found is None or found[0] != found[1]:
        fault, help_ = fault_of(shown, "write year, month and day, as in 2024-06-01", one_day=True)
        raise InputError.of(f"`{shown}` {fault}", help=help_)
    return found[0]


def today() -> dt.date:
    """Return the day that counts where none is named."""
    return dt.datetime.now(tz=dt.UTC).date()


def _check_mode(_instance: object, _attribute: Attribute[Any], mode: str) -> None:
    if mode not in MODES:
        raise InputError.of(f"there is no mode `{mode}`", help="choose `enforced` or `text`")


def _optional_date(day: str | dt.date | None) -> dt.date | None:
    return None if day is None else parse_date(day)


def _choices(given: Mapping[str, str] | None) -> Mapping[str, str]:
    return dict(given or {})


@frozen
class Query:
    """A question's options, checked. Raises ``InputError`` for a date or a mode that is none."""

    on: dt.date | None = field(default=None, converter=_optional_date)
    to: str | None = None
    hq: str | None = None
    parent: str | None = None
    origin: str | None = None
    mode: str = field(default="enforced", validator=_check_mode)
    readings: Mapping[str, str] = field(default=None, converter=_choices)
    transaction: Mapping[str, str] = field(default=None, converter=_choices)

    @property
    def day(self) -> dt.date | None:
        """The day that is asked for, or on which the transaction is said to be; None for neither.

        Raises ``InputError`` where the transaction is on another day, or on no one day.
        """
        return self.day_of(self.transaction[DAY]) if DAY in self.transaction else self.on

    def on_the_day_of(self, facts: Mapping[str, Any]) -> Query:
        """Return the same for an item whose facts may say on which day the transaction is."""
        return self if self.on is not None else evolve(self, on=self.day_of(facts.get(DAY, "")))

    def day_of(self, stated: Any) -> dt.date | None:
        """Return the day to answer for, where the transaction is said to be on a day. See ``day``."""
        text = (text_of(stated) if isinstance(stated, dt.date) else str(stated)).strip()
        bounds = DateCell(Fact(DAY, "date")).read(text)
        if bounds is None:  # what it says is no date, which is reported with the other facts
            return self.on
        first, last = (dt.date.fromordinal(int(bound)) for bound in bounds)
        if self.on is not None and not first <= self.on <= last:
            raise InputError.of(
                f"the answer is asked for {self.on}, and the transaction is said to be on `{text}`",
                help=f"leave one of them out: `{DAY}` says which text is in force as well",
            )
        if self.on is None and first != last:
            raise InputError.of(
                f"`{DAY}` of the transaction: `{text}` is not one day, so no one text is in force then",
                help="write year, month and day, as in 2024-06-01, or ask for one day (`on`, or `--on`)",
            )
        return self.on or first

    def stated(self) -> dict[str, str]:
        """Return what was said of the transaction, by the names of its facts."""
        options = {
            "destination": self.to,
            "headquarters": self.hq,
            "ultimate_parent": self.parent,
            "exporter_location": self.origin,
        }
        said = {name: text for name, text in options.items() if text is not None}
        twice = said.keys() & self.transaction.keys()
        if twice:
            raise InputError.of(f"`{min(twice)}` of the transaction is stated twice", help="say it once")
        return {**said, **{name: cell_text(value) for name, value in self.transaction.items()}}

    def refuse_stated_twice(self, facts: Mapping[str, Any]) -> None:
        """Raise ``InputError`` where the facts of an item say something of the transaction as well."""
        twice = [name for name in self.stated() if cell_text(facts.get(name)).strip()]
        if twice:
            raise InputError.of(
                f"`{min(twice)}` is stated as a fact of the item and of the transaction", help="say it once"
            )

    def check_readings(self, known: Iterable[Reading]) -> None:
        """Raise ``InputError`` for each reading or choice that does not exist."""
        choices = {reading.name: reading.choices for reading in known}
        gather(lambda pair: _check_reading(*pair, choices), sorted(self.readings.items()))


def _check_reading(name: str, choice: str, choices: Mapping[str, tuple[str, ...]]) -> None:
    if name not in choices:
        near = nearest(name, choices)
        there = f"there are {names(choices)}" if choices else "no item kind has a reading"
        raise InputError.of(
            f"there is no reading `{name}`", help=f"did you mean `{near}`?" if near else there
        )
    if choice not in choices[name]:
        listed = " or ".join(f"`{each}`" for each in choices[name])
        raise InputError.of(f"reading `{name}` has no choice `{choice}`", help=f"choose {listed}")
