"""Resolve item kinds: facts, families of facts, and collections of parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from redline.countries import country_codes
from redline.model import Collection, Fact, Family, ItemKind, Member, MemberReading, Reading, Transaction
from redline.units import DATE, Unit
from redline_dsl import tree
from redline_dsl.check.declaration_order import dependency_order
from redline_dsl.findings import each, refuse, suggestion
from redline_dsl.tree.lookup import all_of, distinct
from redline_dsl.tree.units import converted, unit_of

BLANK_CHOICES: Final = ("not_claimed", "unknown")
"""What a family may say of its blank members; `redline.program.lower` knows these."""


_MOST_WORDS: Final = 1000


def item_kind(node: tree.Item, of_all: Transaction) -> ItemKind:
    """Resolve one kind of item, which goes with what can be said of a transaction; raises ``Refused``."""
    _refuse_repeated(_declared_names(node))
    each(lambda name: _refuse_taken(name, of_all), _declared_names(node))
    readings = {part.name.text: _own_reading(part) for part in all_of(tree.Reading, node.parts)}
    parts = each(lambda part: _part(part, readings), node.parts)
    return ItemKind(
        node.name.text,
        node.description.text if node.description else "",
        tuple(part for part in parts if isinstance(part, Fact)),
        tuple(part for part in parts if isinstance(part, Family)),
        tuple(part for part in parts if isinstance(part, Collection)),
        node.name.span,
        tuple(readings.values()),
        of_all,
    )


def _part(
    node: tree.Fact | tree.Family | tree.Collection | tree.Reading, readings: Mapping[str, Reading]
) -> Fact | Family | Collection | Reading:
    match node:
        case tree.Fact():
            if node.assumed is not None:
                help_ = "facts of an item are never assumed; leave it out"
                raise refuse("`assumed` belongs in a `transaction`", node.assumed.span, help_, code="type")
            if node.bearing is not None:
                help_ = "only facts of a transaction bear on a license by themselves; leave it out"
                message = "`bears on license` belongs in a `transaction`"
                raise refuse(message, node.bearing.span, help_, code="type")
            return _fact(node, None)
        case tree.Family():
            return _family(node, readings)
        case tree.Collection():
            return _collection(node)
        case tree.Reading():
            return readings[node.name.text]


def _refuse_taken(name: tree.Name, of_all: Transaction) -> None:
    fact = of_all.fact(name.text)
    if fact is not None:
        because = (fact.span, "declared here")
        message = f"`{name.text}` is said of the transaction already"
        raise refuse(message, name.span, "rename one of them", code="duplicate", because=because)


def _own_reading(node: tree.Reading) -> Reading:
    description = node.description.text if node.description else ""
    return Reading(node.name.text, distinct(node.choices, "choice"), description)


# --- transactions ---------------------------------------------------------------------------


def transaction(nodes: Sequence[tree.Transaction]) -> Transaction:
    """Resolve what can be said of a transaction, from all statements that say it; raises ``Refused``."""
    facts = [fact for node in nodes for fact in node.facts]
    _refuse_repeated(fact.name for fact in facts)
    resolved = {fact.name.text: _fact(fact, None) for fact in facts}
    stated = [fact for fact in facts if fact.assumed is not None]
    assumed = each(lambda fact: (fact.name.text, _assumed(fact, resolved)), stated)
    _refuse_circles({name: value for name, value in assumed if value in resolved}, resolved)
    bearing = each(_bearing, [fact for fact in facts if fact.bearing is not None])
    return Transaction(tuple(resolved.values()), assumed, bearing)


def _bearing(node: tree.Fact) -> tuple[str, tuple[str, ...]]:
    """Return a fact that bears on licenses, and the regimes that ask for it; raises ``Refused``."""
    assert node.bearing is not None
    if node.assumed is None:
        help_ = "add what is assumed where it is not stated, as in `assumed no`"
        raise refuse(f"nothing is assumed of `{node.name.text}`", node.bearing.span, help_, code="missing")
    if isinstance(node.assumed, tree.Number):
        help_ = "only words, countries, yes and no do"
        raise refuse("a number does not bear on license", node.bearing.span, help_, code="type")
    return node.name.text, distinct(node.bearing.regimes, "regime")


def _assumed(node: tree.Fact, facts: Mapping[str, Fact]) -> str:
    """Return what is taken for granted of a fact: another fact of its type, or a value of its own."""
    fact, value = facts[node.name.text], node.assumed
    assert value is not None
    if isinstance(value, tree.Number):
        if fact.type == "number" and value.unit is None:
            return str(value.value)
        message = f"`{fact.name}` cannot be assumed so"
        raise refuse(message, value.span, "write a bare number, for a count only", code="type")
    other = facts.get(value.text)
    words: Sequence[str] = ("yes", "no") if fact.type == "yes/no" else fact.categories
    if (other is not None and other.type == fact.type and other is not fact) or value.text in words:
        return value.text
    help_ = suggestion(value.text, [*words[:40], *facts], what="words and facts")
    message = f"`{fact.name}` cannot be assumed to be `{value.text}`"
    raise refuse(message, value.span, help_, code="value")


def _refuse_circles(uses: Mapping[str, str], facts: Mapping[str, Fact]) -> None:
    _, circles = dependency_order({name: {used} for name, used in uses.items()})
    for circle in circles:
        message = f"facts are assumed in a circle: {', '.join(f'`{name}`' for name in circle)}"
        raise refuse(message, facts[circle[0]].span, "leave one of them out", code="cycle")


# --- facts ----------------------------------------------------------------------------------


def _fact(node: tree.Fact, owner: str | None) -> Fact:
    name, span = node.name.text, node.name.span
    description = node.description.text if node.description else ""
    if isinstance(node.type, tree.Words):
        other = node.type.other
        words = distinct((*node.type.names, *((other,) if other else ())), "word")
        if len(words) > _MOST_WORDS:
            message = f"`{name}` has more than {_MOST_WORDS} words"
            raise refuse(message, span, "use the type `text` for what is only read by people", code="value")
        _refuse_above(node)
        return Fact(
            name,
            "category",
            description,
            categories=words,
            owner=owner,
            span=span,
            is_open=other is not None,
            aliases=_aliases(node.spellings, words),
        )
    if node.spellings:
        help_ = "leave it out, or say which words there are: `one of ...`"
        message = "only words of a category are written in other ways"
        raise refuse(message, node.spellings[0].word.span, help_, code="type")
    match node.type.text:
        case "yes/no" | "text" as type_:
            _refuse_above(node)
            return Fact(name, type_, description, owner=owner, span=span)
        case "country":
            _refuse_above(node)
            return Fact(name, "country", description, categories=country_codes(), owner=owner, span=span)
        case "date":
            _refuse_above(node)
            return Fact(name, "date", description, DATE, owner=owner, span=span)
    positive = node.above is not None
    if node.above is not None and node.above.value != 0:
        help_ = "write `above 0`, or leave it out where zero is possible; limits of the law stand in controls"
        raise refuse("a fact can only be `above 0`", node.above.span, help_, code="value")
    return Fact(name, "number", description, unit_of(node.type), positive=positive, owner=owner, span=span)


def _aliases(spellings: Sequence[tree.Spelling], words: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return how else words are written; raises ``Refused`` where that is a word already, in any case."""
    taken = {word.casefold(): word for word in words}
    for spelling in spellings:
        word = spelling.word
        if word.text not in words:
            help_ = suggestion(word.text, words, what="words")
            raise refuse(f"`{word.text}` is not a word of the fact", word.span, help_, code="unknown-name")
        for text in spelling.texts:
            meant = taken.setdefault(text.text.casefold(), word.text)
            if meant != word.text or text.text.casefold() == word.text.casefold():
                remedy = "leave it out: case makes no difference in a catalog"
                message = f"`{text.text}` is written for `{meant}` already"
                raise refuse(message, text.span, remedy, code="duplicate")
    return tuple((text.text, spelling.word.text) for spelling in spellings for text in spelling.texts)


def _refuse_above(node: tree.Fact) -> None:
    if node.above is not None:
        raise refuse("only a number can be `above 0`", node.above.span, "leave it out", code="type")


# --- families -------------------------------------------------------------------------------


def _family(node: tree.Family, readings: Mapping[str, Reading]) -> Family:
    unit = unit_of(node.unit)
    attributes = each(lambda attribute: (attribute.name.text, unit_of(attribute.unit)), node.attributes)
    blanks = [line for line in node.lines if isinstance(line, tree.Blanks)]
    if len(blanks) > 1:
        because = (blanks[0].span, "first stated here")
        raise refuse(
            "`blanks` is stated twice", blanks[1].span, "one has to go", code="duplicate", because=because
        )
    members = [line for line in node.lines if isinstance(line, tree.Member)]
    if not members:
        help_ = "write one line for each member, such as `fp16_tflops : bits 16 bit`"
        raise refuse(f"the family `{node.name.text}` has no members", node.name.span, help_, code="missing")
    return Family(
        node.name.text,
        node.value.text,
        unit,
        attributes,
        each(lambda member: _member(member, unit, node, dict(attributes), readings), members),
        _reading(blanks[0]) if blanks else None,
        node.description.text if node.description else "",
        node.name.span,
    )


def _member(
    node: tree.Member,
    unit: Unit,
    family: tree.Family,
    attributes: dict[str, Unit],
    readings: Mapping[str, Reading],
) -> Member:
    distinct(tuple(constant.name for constant in node.constants), "constant")
    constants = each(lambda constant: _constant(constant, family, attributes), node.constants)
    stated = {name for name, _ in constants}
    missing = [name for name in attributes if name not in stated]
    if missing:
        raise refuse(
            f"`{node.name.text}` lacks its `{missing[0]}`",
            node.name.span,
            f"write `{node.name.text} : {missing[0]}` and the value in `{attributes[missing[0]]}`",
            code="missing",
            because=(family.name.span, "each member of this family has it"),
        )
    under = each(lambda other: _member_reading(other, family, attributes, readings), node.under)
    return Member(Fact(node.name.text, "number", unit=unit, span=node.name.span), constants, under)


def _member_reading(
    node: tree.Under, family: tree.Family, attributes: dict[str, Unit], readings: Mapping[str, Reading]
) -> MemberReading:
    name, choice = chosen(node.reading, node.choice, readings)
    constants = each(lambda constant: _constant(constant, family, attributes), node.constants)
    return MemberReading(name, choice, constants)


def chosen(reading: tree.Name, choice: tree.Name, readings: Mapping[str, Reading]) -> tuple[str, str]:
    """Return a reading and one of its choices that are declared; raises ``Refused``."""
    if reading.text not in readings:
        help_ = suggestion(reading.text, readings, what="readings", none="declare it with `reading`")
        raise refuse(f"unknown reading `{reading.text}`", reading.span, help_, code="unknown-name")
    if choice.text not in readings[reading.text].choices:
        help_ = suggestion(choice.text, readings[reading.text].choices, what="choices")
        message = f"the reading `{reading.text}` has no choice `{choice.text}`"
        raise refuse(message, choice.span, help_, code="unknown-name")
    return reading.text, choice.text


def _constant(node: tree.Constant, family: tree.Family, attributes: dict[str, Unit]) -> tuple[str, Fraction]:
    name = node.name.text
    if name not in attributes:
        help_ = suggestion(name, attributes, what="constants")
        message = f"members of `{family.name.text}` have no `{name}`"
        raise refuse(
            message, node.name.span, help_, code="unknown-name", because=(family.name.span, "declared here")
        )
    if isinstance(node.value, tree.Date):
        raise refuse("a constant of a family is a number", node.value.span, code="type")
    return name, converted(node.value, attributes[name], family.name.span)


def _reading(node: tree.Blanks) -> Reading:
    for choice in node.choices:
        if choice.text not in BLANK_CHOICES:
            help_ = "blanks are `not_claimed` or `unknown`"
            raise refuse(f"`{choice.text}` says nothing of blanks", choice.span, help_, code="unknown-name")
    return Reading(node.reading.text, distinct(node.choices, "choice"))


# --- collections ----------------------------------------------------------------------------


def _collection(node: tree.Collection) -> Collection:
    if (node.kind is None) == (not node.facts):
        what = "has facts of its own beside its kind" if node.kind else "has no facts"
        help_ = "write `collection NAME of KIND` for items of a kind, or a `fact` for each number of a part"
        raise refuse(f"the collection `{node.name.text}` {what}", node.name.span, help_, code="missing")
    facts = each(lambda fact: _part_fact(fact, node), node.facts)
    return Collection(
        node.name.text,
        facts,
        node.pattern.text,
        node.description.text if node.description else "",
        node.name.span,
        node.kind.text if node.kind else None,
    )


def _part_fact(node: tree.Fact, collection: tree.Collection) -> Fact:
    fact = _fact(node, collection.name.text)
    if fact.type != "number":
        raise refuse("a part's facts are numbers", node.name.span, "give it a unit", code="type")
    if fact.name not in re.findall(r"[A-Za-z_][A-Za-z0-9_]*", collection.pattern.text.replace("COUNTx", "")):
        because = (collection.pattern.span, "how a catalog writes the parts")
        message = f"`{fact.name}` is missing in the way the parts are written"
        raise refuse(
            message, node.name.span, "name it in the text after `written`", code="missing", because=because
        )
    return fact


# --- names ----------------------------------------------------------------------------------


def _declared_names(node: tree.Item) -> Iterator[tree.Name]:
    """Yield all names of a kind; one may not mean two things, not even inside and outside of a family."""
    for part in node.parts:
        yield part.name
        if isinstance(part, tree.Family):
            yield part.value
            yield from (attribute.name for attribute in part.attributes)
            yield from (line.name for line in part.lines if isinstance(line, tree.Member))
        if isinstance(part, tree.Collection):
            yield from (fact.name for fact in part.facts)


def _refuse_repeated(declared: Iterable[tree.Name]) -> None:
    first: dict[str, tree.Name] = {}
    repeated = [name for name in declared if first.setdefault(name.text, name) is not name]
    each(lambda name: _refuse_second(name, first[name.text]), repeated)


def _refuse_second(name: tree.Name, first: tree.Name) -> None:
    because = (first.span, "first declared here")
    raise refuse(
        f"`{name.text}` is declared twice", name.span, "rename one of them", code="duplicate", because=because
    )
