"""Choose items by plain conditions on their facts: `market_segment=consumer`, `release_date<=2023-10-17`.

An item of which the fact is not known, or is a range on both sides of the number, may be meant or not.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from attrs import frozen

from redline import program
from redline.catalog import Catalog, CategoryColumn, YesNoColumn
from redline.curves.specialize import Rebuilder
from redline.diagnostics import InputError, text_of, texts_of
from redline.drafting.joint import Codes, decide
from redline.model import Fact, ItemKind
from redline.program.outputs import Ref
from redline.query import parse_date
from redline.questions.quantities import there_are
from redline.stated_numbers import stated_number
from redline.suggestions import names, nearest
from redline.units import DATE

_CONDITION: Final = re.compile(r"\s*([A-Za-z]\w*)\s*(<=|>=|=)\s*(\S.*?)\s*")
_YES_NO: Final = ("no", "yes")


@frozen
class Condition:
    """A fact, how it is compared, and with what: a number, or else a word."""

    fact: Fact
    operator: str
    word: str
    number: Fraction | None

    def node(self, builder: Rebuilder) -> Ref:
        """Return the node that holds where it does."""
        if self.number is None:
            if self.fact.type != "yes/no":
                return builder.add(program.Is(self.fact, (self.word,)), None)
            holds = builder.add(program.Holds(self.fact), None)
            return holds if self.word == "yes" else builder.negated(holds)
        unit = DATE if self.fact.type == "date" else self.fact.unit
        sides = (program.FactValue(self.fact), program.Constant(self.number))
        left, right = (builder.add(side, unit) for side in sides)
        at_least, at_most = (builder.add(program.Compare(op, left, right), None) for op in (">=", "<="))
        match self.operator:
            case ">=":
                return at_least
            case "<=":
                return at_most
        return builder.both(at_least, at_most)


def conditions(kind: ItemKind, asked: Sequence[str]) -> tuple[Condition, ...]:
    """Read conditions. Raises ``InputError`` for what is none."""
    return tuple(_condition(kind, text) for text in texts_of("conditions", asked))


def joined(builder: Rebuilder, asked: Sequence[Condition]) -> Ref:
    """Return the node that holds where all conditions do."""
    found = builder.add(program.Truth(value=True), None)
    for condition in asked:
        found = builder.both(found, condition.node(builder))
    return found


def meant(catalog: Catalog, asked: Sequence[Condition]) -> Codes:
    """Return for each row whether all conditions hold, coded as ``Status``."""
    builder = Rebuilder(catalog.kind, {})
    (found,) = decide(catalog.kind, builder.nodes, [joined(builder, asked)], catalog)
    return found


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
        return Condition(fact, operator, value, stated_number(f"`{name}`", value, fact.unit))
    words = _YES_NO if fact.type == "yes/no" else fact.categories
    word = value if fact.type == "yes/no" else fact.word(value)
    if operator != "=" or word not in words:
        near = nearest(value, words)
        meant = f"did you mean `{near}`? " if near else ""
        raise InputError.of(f"`{text}` is no condition", help=f"{meant}`{name}` is one of {names(words)}")
    return Condition(fact, operator, word, None)


def fact_of(kind: ItemKind, name: str) -> Fact:
    """Return a fact that catalogs hold. Raises ``InputError``."""
    facts = {fact.name: fact for fact in kind.all_facts() if fact.type != "text"}
    if text_of("the name of a fact", name) not in facts:
        is_text = any(fact.name == name for fact in kind.all_facts())
        said = f"`{name}` is text, which is for people and not read" if is_text else None
        raise InputError.of(said or f"a {kind.name} has no fact `{name}`", help=there_are(name, facts, kind))
    return facts[name]


def words_of(catalog: Catalog, name: str) -> list[str | None]:
    """Return a fact of words, yes/no facts among them, in each row; None where it is blank.

    Raises ``InputError`` where items have no such fact.
    """
    facts = {fact.name: fact for fact in catalog.kind.all_facts()}
    there = [fact.name for fact in facts.values() if fact.type in ("category", "country", "yes/no")]
    if name not in there:
        raise InputError.of(
            f"a {catalog.kind.name} has no words `{name}`", help=there_are(name, there, catalog.kind)
        )
    column = catalog.columns.get(name)
    match column:
        case CategoryColumn(codes):
            return [facts[name].categories[code] if code >= 0 else None for code in codes.tolist()]
        case YesNoColumn(codes):
            return [None if not code >= 0 else "yes" if code else "no" for code in codes.tolist()]
    return [None] * len(catalog)
