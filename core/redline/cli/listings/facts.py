"""List what catalogs may say of each kind of item, with its metrics and the readings to choose from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any

from redline.catalog.input import choose_kind
from redline.cli.listings.wording import WIDTH, to_json
from redline.engine import Engine
from redline.model import Fact, ItemKind, Metric
from redline.rulebooks.kinds import kinds_of
from redline.values import json_number


def facts(engine: Engine, kind: str | None = None, *, as_json: bool = False) -> str:
    """List the facts of each kind of item, or of one, with its shared metrics and its readings."""
    kinds = _kinds(engine, kind)
    metrics = {
        each.name: [metric for metric in engine.vocabulary.metrics if metric.kind.name == each.name]
        for each in kinds
    }
    if as_json:
        return to_json([_kind(each, metrics[each.name]) for each in kinds])
    lines = (line for each in kinds for line in (*_kind_lines(each, metrics[each.name]), ""))
    return "\n".join(lines).rstrip("\n") + "\n"


def _kinds(engine: Engine, wanted: str | None) -> list[ItemKind]:
    own = kinds_of(engine.rulebooks.values())
    kinds = {kind.name: kind for kind in (*engine.vocabulary.kinds, *own)}
    if wanted is None:
        return [kinds[name] for name in sorted(kinds)]
    return [choose_kind(list(kinds.values()), (), wanted)]


def _kind(kind: ItemKind, metrics: Sequence[Metric]) -> dict[str, Any]:
    return {
        "kind": kind.name,
        "description": kind.description,
        "facts": [*map(_fact, kind.facts), *_members(kind)],
        "collections": [
            {
                "name": each.name,
                "written": each.pattern,
                "description": each.description,
                "facts": [_fact(fact) for fact in each.facts],
            }
            for each in kind.collections
        ],
        "metrics": [{"name": each.name, "unit": str(each.unit), "title": each.title} for each in metrics],
        "transaction": [_fact(fact) for fact in kind.transaction.facts],
        "readings": [
            {"name": each.name, "choices": list(each.choices), "default": each.choices[0]}
            for each in kind.readings()
        ],
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "name": fact.name,
        "type": fact.type,
        "unit": str(fact.unit) if fact.type == "number" else None,
        "words": list(fact.categories) if fact.type == "category" else None,
        "spellings": dict(fact.aliases) if fact.type == "category" else None,
        "description": fact.description,
    }


def _members(kind: ItemKind) -> Iterator[dict[str, Any]]:
    """Yield the facts of families, each with the constants that belong to it."""
    for family in kind.families:
        units = dict(family.attributes)
        for member in family.members:
            record = _fact(member.fact)
            constants = {
                name: {"value": json_number(value), "unit": str(units[name])}
                for name, value in member.attributes
            }
            yield {
                **record,
                "description": record["description"] or family.description,
                "family": family.name,
                "constants": constants,
            }


def _kind_lines(kind: ItemKind, metrics: Sequence[Metric]) -> Iterator[str]:
    yield f"{kind.name}: {kind.description}" if kind.description else kind.name
    rows = [("fact", "type", "unit", "description")]
    rows += [_fact_row(_fact(fact)) for fact in kind.facts]
    rows += [_fact_row({**each, "description": _constants(each)}) for each in _members(kind)]
    for each in kind.collections:
        rows.append((each.name, "parts", "-", f"{each.description}; written {each.pattern}".lstrip("; ")))
    yield from _wrapped(rows)
    yield from (f"{family.name}: {family.description}" for family in kind.families)
    if metrics:
        yield from ("", "metrics, computed from facts")
        yield from _wrapped([(each.name, "metric", str(each.unit), each.title) for each in metrics])
    if kind.transaction.facts:
        yield from ("", "of the transaction")
        yield from _wrapped([_fact_row(_fact(fact)) for fact in kind.transaction.facts])
    if kind.readings():
        yield from ("", "readings")
    for reading in kind.readings():
        yield f"{reading.name}: {reading.choices[0]} (default), {', '.join(reading.choices[1:])}"


def _constants(member: Mapping[str, Any]) -> str:
    constants = (
        f"{name} {each['value']} {each['unit']}".removesuffix(" count")
        for name, each in member["constants"].items()
    )
    return f"{member['family']}: {', '.join(constants)}"


def _fact_row(fact: Mapping[str, Any]) -> tuple[str, str, str, str]:
    words = f"one of {', '.join(_words(fact))}: " if fact["words"] else ""
    return fact["name"], fact["type"], fact["unit"] or "-", f"{words}{fact['description']}"


def _words(fact: Mapping[str, Any]) -> Iterator[str]:
    """Yield the words of a category, each with its other spellings."""
    for word in fact["words"]:
        spellings = [alias for alias, meant in fact["spellings"].items() if meant == word]
        yield f"{word} (also {', '.join(spellings)})" if spellings else word


def _wrapped(rows: Sequence[tuple[str, str, str, str]]) -> Iterator[str]:
    """Yield aligned lines; the last cell goes on below itself where it is too long."""
    widths = [max(map(len, cells)) + 2 for cells in zip(*rows, strict=True)][:-1]
    for row in rows:
        head = "".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False))
        first, *more = wrap(row[-1], max(30, WIDTH - len(head))) or [""]
        yield f"{head}{first}".rstrip()
        yield from (" " * len(head) + line for line in more)
