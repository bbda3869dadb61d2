"""Look up a fact by its name, and its values in a catalog."""

from __future__ import annotations

from redline.catalog import Catalog, CategoryColumn, YesNoColumn
from redline.diagnostics import InputError, text_of
from redline.model import Fact, ItemKind
from redline.questions.quantities import there_are


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
