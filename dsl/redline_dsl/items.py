"""Resolve item kinds: facts, families of facts, and collections of parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from redline.model import Collection, Fact, Family, ItemKind, Member, Reading
from redline.units import DATE, Unit
from redline_dsl import tree
from redline_dsl.clauses import distinct
from redline_dsl.refusal import each, refuse
from redline_dsl.scope import suggestion
from redline_dsl.written_units import converted, unit_of

BLANK_CHOICES: Final = ("not_claimed", "unknown")
"""What a family may say of its blank members; `redline.lower` knows these."""


_MOST_WORDS: Final = 1000


def item_kind(node: tree.Item) -> ItemKind:
    """Resolve one kind of item; raises ``Refused``."""
    _refuse_repeated(_declared_names(node))
    parts = each(_part, node.parts)
    return ItemKind(
        node.name.text,
        node.description.text if node.description else "",
        tuple(part for part in parts if isinstance(part, Fact)),
        tuple(part for part in parts if isinstance(part, Family)),
        tuple(part for part in parts if isinstance(part, Collection)),
        node.name.span,
    )


def _part(node: tree.Fact | tree.Family | tree.Collection) -> Fact | Family | Collection:
    match node:
        case tree.Fact():
            return _fact(node, None)
        case tree.Family():
            return _family(node)
        case tree.Collection():
            return _collection(node)


# --- facts ----------------------------------------------------------------------------------


def _fact(node: tree.Fact, owner: str | None) -> Fact:
    name, span = node.name.text, node.name.span
    description = node.description.text if node.description else ""
    if isinstance(node.type, tuple):
        words = distinct(node.type, "word")
        if len(words) > _MOST_WORDS:
            message = f"`{name}` has more than {_MOST_WORDS} words"
            raise refuse(message, span, "use the type `text` for what is only read by people", code="value")
        _refuse_above(node)
        return Fact(name, "category", description, categories=words, owner=owner, span=span)
    match node.type.text:
        case "yes/no" | "text" as type_:
            _refuse_above(node)
            return Fact(name, type_, description, owner=owner, span=span)
        case "date":
            _refuse_above(node)
            return Fact(name, "date", description, DATE, owner=owner, span=span)
    positive = node.above is not None
    if node.above is not None and node.above.value != 0:
        help_ = "write `above 0`, or leave it out where zero is possible; limits of the law stand in controls"
        raise refuse("a fact can only be `above 0`", node.above.span, help_, code="value")
    return Fact(name, "number", description, unit_of(node.type), positive=positive, owner=owner, span=span)


def _refuse_above(node: tree.Fact) -> None:
    if node.above is not None:
        raise refuse("only a number can be `above 0`", node.above.span, "leave it out", code="type")


# --- families -------------------------------------------------------------------------------


def _family(node: tree.Family) -> Family:
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
        each(lambda member: _member(member, unit, node, dict(attributes)), members),
        _reading(blanks[0]) if blanks else None,
        node.description.text if node.description else "",
        node.name.span,
    )


def _member(node: tree.Member, unit: Unit, family: tree.Family, attributes: dict[str, Unit]) -> Member:
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
    return Member(Fact(node.name.text, "number", unit=unit, span=node.name.span), constants)


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
    facts = each(lambda fact: _part_fact(fact, node), node.facts)
    return Collection(
        node.name.text,
        facts,
        node.pattern.text,
        node.description.text if node.description else "",
        node.name.span,
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


def _refuse_repeated(declared: Iterator[tree.Name]) -> None:
    first: dict[str, tree.Name] = {}
    repeated = [name for name in declared if first.setdefault(name.text, name) is not name]
    each(lambda name: _refuse_second(name, first[name.text]), repeated)


def _refuse_second(name: tree.Name, first: tree.Name) -> None:
    because = (first.span, "first declared here")
    raise refuse(
        f"`{name.text}` is declared twice", name.span, "rename one of them", code="duplicate", because=because
    )
