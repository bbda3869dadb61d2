"""Choose items by plain conditions on their facts: `market_segment=consumer`, `release_date<=2023-10-17`.

An item of which the fact is not known, or is a range on both sides of the number, may be meant or not.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from redline.catalog import Catalog, CategoryColumn, NumberColumn, YesNoColumn
from redline.diagnostics import InputError
from redline.model import Fact, ItemKind
from redline.suggestions import names, nearest
from redline.terms import parse_date
from redline.values import Status, Value, parse_number

Codes = NDArray[np.uint8]
_CONDITION: Final = re.compile(r"\s*([A-Za-z]\w*)\s*(<=|>=|=)\s*(\S.*?)\s*")
_YES_NO: Final = ("no", "yes")


@frozen
class Condition:
    """A fact, how it is compared, and with what."""

    fact: Fact
    operator: str
    word: str
    number: Fraction | None

    def codes(self, catalog: Catalog) -> Codes:
        """Return for each row whether it holds, coded as ``Status``."""
        if self.number is None:
            words = words_of(catalog, self.fact.name)
            return np.array([2 if word is None else word == self.word for word in words], np.uint8)
        column = catalog.columns.get(self.fact.name)
        if not isinstance(column, NumberColumn):
            return np.full(len(catalog), Status.UNDETERMINED, np.uint8)
        found = [self._holds(column.value(row)) for row in range(len(catalog))]
        return np.array([Status.of(one) for one in found], np.uint8)

    def _holds(self, value: Value | None) -> bool | None:
        if value is None or value.high is None:
            return None
        assert self.number is not None
        low, high = value.low, value.high
        if self.operator == "<=":
            return True if high <= self.number else False if low > self.number else None
        if self.operator == ">=":
            return True if low >= self.number else False if high < self.number else None
        return True if low == high == self.number else None if low <= self.number <= high else False


def conditions(kind: ItemKind, asked: Sequence[str]) -> tuple[Condition, ...]:
    """Read conditions. Raises ``InputError`` for what is none."""
    return tuple(_condition(kind, text) for text in asked)


def _condition(kind: ItemKind, text: str) -> Condition:
    match = _CONDITION.fullmatch(str(text))
    if match is None:
        raise InputError.of(f"`{text}` is no condition", help="write FACT=VALUE, FACT<=VALUE or FACT>=VALUE")
    name, operator, value = match.groups()
    fact = fact_of(kind, name)
    if fact.type == "date":
        day = parse_date(value)
        return Condition(fact, operator, value, Fraction(dt.date.toordinal(day)))
    if fact.type == "number":
        number = parse_number(value)
        if number is None:
            raise InputError.of(f"`{value}` is not a number", help=f"`{name}` is in {fact.unit}")
        return Condition(fact, operator, value, number)
    words = _YES_NO if fact.type == "yes/no" else fact.categories
    if operator != "=" or value not in words:
        near = nearest(value, words)
        meant = f"did you mean `{near}`? " if near else ""
        raise InputError.of(f"`{text}` is no condition", help=f"{meant}`{name}` is one of {names(words)}")
    return Condition(fact, operator, value, None)


def fact_of(kind: ItemKind, name: str) -> Fact:
    """Return a fact that catalogs hold. Raises ``InputError``."""
    facts = {fact.name: fact for fact in kind.all_facts() if fact.type != "text"}
    if name not in facts:
        near = nearest(name, facts)
        is_text = any(fact.name == name for fact in kind.all_facts())
        said = f"`{name}` is text, which is for people and not read" if is_text else None
        help_ = f"did you mean `{near}`? there are {names(facts)}" if near else f"there are {names(facts)}"
        raise InputError.of(said or f"a {kind.name} has no fact `{name}`", help=help_)
    return facts[name]


def meant(catalog: Catalog, asked: Sequence[Condition]) -> Codes:
    """Return for each row whether all conditions hold, coded as ``Status``."""
    found = np.full(len(catalog), Status.CONTROLLED, np.uint8)
    for condition in asked:
        codes = condition.codes(catalog)
        no = (found == Status.NOT_CONTROLLED) | (codes == Status.NOT_CONTROLLED)
        open_ = (found == Status.UNDETERMINED) | (codes == Status.UNDETERMINED)
        found = np.where(no, Status.NOT_CONTROLLED, np.where(open_, Status.UNDETERMINED, found)).astype(
            np.uint8
        )
    return found


def words_of(catalog: Catalog, name: str) -> list[str | None]:
    """Return a fact of words, yes/no facts among them, in each row; None where it is blank.

    Raises ``InputError`` where items have no such fact.
    """
    facts = {fact.name: fact for fact in catalog.kind.all_facts()}
    there = [fact.name for fact in facts.values() if fact.type in ("category", "country", "yes/no")]
    if name not in there:
        near = nearest(name, there)
        meant_ = f"did you mean `{near}`? " if near else ""
        raise InputError.of(
            f"a {catalog.kind.name} has no words `{name}`", help=f"{meant_}there are {names(there)}"
        )
    column = catalog.columns.get(name)
    match column:
        case CategoryColumn(codes):
            return [facts[name].categories[code] if code >= 0 else None for code in codes.tolist()]
        case YesNoColumn(codes):
            return [None if not code >= 0 else "yes" if code else "no" for code in codes.tolist()]
    return [None] * len(catalog)
