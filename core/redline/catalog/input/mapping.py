"""Read a mapping file: how the columns of a foreign catalog become facts."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from attrs import define, field, frozen

from redline.catalog.input.findings import Findings, quote
from redline.diagnostics import Diagnostic, InputError, Source, Span
from redline.model import Collection, Fact, ItemKind
from redline.suggestions import names, remedy
from redline.units import UnknownUnitError, parse_unit, unit_names
from redline.values import LARGEST

_KEYS: Final = ("name", "ignore", "unknown", "columns", "constants")
_MOST_LOOKED_UP: Final = 50
"""Absent columns that are told, each with the one that was meant."""
_COLUMN_KEYS: Final = ("fact", "unit", "words")


@frozen
class MappedColumn:
    """One column of the foreign catalog, and a fact that it gives.

    Numbers are multiplied by ``factor``; ``words`` say what the catalog's words stand for.
    """

    column: str
    target: str
    factor: Fraction = Fraction(1)
    words: Mapping[str, str] = field(factory=dict)


@frozen
class CatalogMapping:
    """How a foreign catalog is to be read; see the how-to on foreign catalogs.

    ``unknown`` are texts that stand for a blank cell, ``constants`` facts that every item has.
    """

    source: Source
    kind: ItemKind
    name: str | None = None
    uses: tuple[MappedColumn, ...] = ()
    constants: Mapping[str, str] = field(factory=dict)
    ignore: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()

    def check_columns(self, header: Sequence[str], findings: Findings) -> None:
        """Report columns that the mapping names and the catalog does not have."""
        asked = dict.fromkeys(use.column for use in self.uses)
        absent = [column for column in (*asked, *([self.name] if self.name else [])) if column not in header]
        for column in absent[:_MOST_LOOKED_UP]:
            there = f"the catalog has {names(text[:60] for text in header)}"
            findings.elsewhere(
                Diagnostic(
                    f"the catalog has no column {quote(column)}",
                    span=find_key(self.source, column),
                    help=remedy(column, header[:300], there),
                )
            )
        for name in self.constants:
            if name in header and name not in asked:
                message = f"the catalog has a column {quote(name)} beside the constant"
                findings.elsewhere(Diagnostic(message, find_key(self.source, name), "remove the constant"))


def find_key(source: Source, key: str) -> Span | None:
    """Return where a key or text stands in a TOML file, as far as it can be found."""
    for form in (f'"{key}"', f"'{key}'", key):
        bare = rf"(?<![\w.-])({re.escape(form)})\s*[=\]]" if form == key else f"({re.escape(form)})"
        match = re.search(bare, source.text)
        if match is not None:
            line = source.text.count("\n", 0, match.start(1)) + 1
            column = match.start(1) - source.text.rfind("\n", 0, match.start(1))
            return Span(source, line, column, len(form))
    return None


def read_mapping(source: Source, choose: Callable[[Sequence[str]], ItemKind]) -> CatalogMapping:
    """Read the text of a mapping file. Raises ``InputError`` with everything that is wrong.

    ``choose`` returns the kind of item that knows the facts which the mapping gives.
    """
    try:
        data = tomllib.loads(source.text)
    except (ValueError, RecursionError) as error:  # a number may have more digits than Python reads
        raise InputError([_not_toml(source, error)]) from error
    try:
        kind = choose(list(_facts_named(data)))
    except InputError:
        _check_form(source, data)
        raise
    return _Reader(source, kind).read(data)


def _facts_named(data: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of facts in a parsed file, whatever else is wrong with it."""
    columns, constants = data.get("columns"), data.get("constants")
    for entry in columns.values() if isinstance(columns, dict) else ():
        value = entry.get("fact") if isinstance(entry, dict) else entry
        yield from (name for name in (value if isinstance(value, list) else [value]) if isinstance(name, str))
    yield from constants if isinstance(constants, dict) else ()


def _check_form(source: Source, data: Mapping[str, Any]) -> None:
    """Raise ``InputError`` for what is wrong with a parsed file whatever the kind of its items is."""
    reader = _Reader(source, ItemKind("item", ""))
    reader.check_keys(data, _KEYS, "a mapping file")
    for key in ("columns", "constants"):
        reader.table(data, key)
    if reader.faults:
        raise InputError(reader.faults)


def _not_toml(source: Source, error: Exception) -> Diagnostic:
    """Turn a fault of syntax, which says line and column in words, into one with a place."""
    place = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", str(error))
    words = str(error)[: place.start()] if place else str(error)
    if place and place[1]:
        span = Span(source, int(place[1]), int(place[2]))
    else:
        span = Span(source, source.text.count("\n") + 1, 1)
    message = f"the mapping file is not TOML: {words[:1].lower()}{words[1:].rstrip('.')}"
    return Diagnostic(message, span, "put names that are not plain words in quotes; see https://toml.io")


@define
class _Reader:
    """Check the parsed file key by key, and collect what is wrong."""

    source: Source
    kind: ItemKind
    faults: list[Diagnostic] = field(factory=list)
    targets: dict[str, Fact | Collection] = field(init=False)

    def __attrs_post_init__(self) -> None:
        facts = {fact.name: fact for fact in self.kind.all_facts() if fact.type != "text"}
        self.targets = facts | {collection.name: collection for collection in self.kind.collections}

    def read(self, data: dict[str, Any]) -> CatalogMapping:
        self.check_keys(data, _KEYS, "a mapping file")
        name = data.get("name")
        if name is not None and not isinstance(name, str):
            self.fault("`name` is not a text", "name", "write the name of the column that holds the names")
        uses = tuple(self.uses(self.table(data, "columns")))
        mapping = CatalogMapping(
            self.source,
            self.kind,
            name if isinstance(name, str) else None,
            uses,
            self.constants(self.table(data, "constants"), {use.target for use in uses}),
            frozenset(self.texts(data, "ignore")),
            frozenset(self.texts(data, "unknown")),
        )
        if self.faults:
            raise InputError(self.faults)
        return mapping

    def fault(self, message: str, key: str, help_: str | None = None) -> None:
        self.faults.append(Diagnostic(message, find_key(self.source, key), help_))

    def check_keys(self, data: Mapping[str, Any], known: Sequence[str], what: str) -> None:
        for key in data:
            if key not in known:
                help_ = remedy(key, known, f"the keys are {names(known)}")
                self.fault(f"{quote(key)} is not a key of {what}", key, help_)

    def table(self, data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        value = data.get(key, {})
        if isinstance(value, dict):
            return value
        self.fault(f"`{key}` is not a table", key, f"write a section `[{key}]`")
        return {}

    def texts(self, data: Mapping[str, Any], key: str) -> list[str]:
        value = data.get(key, [])
        if isinstance(value, list) and all(isinstance(text, str) for text in value):
            return value
        self.fault(f"`{key}` is not a list of texts", key, f'write `{key} = ["...", "..."]`')
        return []

    def uses(self, columns: Mapping[str, Any]) -> Iterator[MappedColumn]:
        seen: set[str] = set()
        for column, value in columns.items():
            entry = value if isinstance(value, dict) else {"fact": value}
            self.check_keys(entry, _COLUMN_KEYS, "a column")
            words = entry.get("words", {})
            if not isinstance(words, dict) or not all(isinstance(word, str) for word in words.values()):
                self.fault(
                    f"`words` of {quote(column)} is not a table of texts",
                    column,
                    'write `{ "Yes" = "true" }`',
                )
                words = {}
            for name in self.fact_names(column, entry.get("fact")):
                target = self.targets[name]
                if name in seen and isinstance(target, Collection):
                    self.fault(f"`{name}` is given by more than one column", column, "one column can give it")
                seen.add(name)
                yield MappedColumn(column, name, self.factor(column, target, entry.get("unit")), words)

    def fact_names(self, column: str, value: Any) -> list[str]:
        asked = value if isinstance(value, list) else [value]
        if not asked or not all(isinstance(name, str) for name in asked):
            self.fault(f"column {quote(column)} has no `fact`", column, 'write `{ fact = "..." }`')
            return []
        for name in asked:
            if name not in self.targets:
                help_ = remedy(name, self.targets, f"facts are {names(self.targets, most=40)}")
                self.fault(f"{quote(name)} is not a fact of a {self.kind.name}", name, help_)
        return [name for name in dict.fromkeys(asked) if name in self.targets]

    def factor(self, column: str, target: Fact | Collection, unit: Any) -> Fraction:
        """Return what numbers in the column's unit are multiplied by; exact."""
        fact = target if isinstance(target, Fact) and target.type == "number" else None
        if unit is None and fact is not None and fact.unit.dimensions:
            help_ = f'write `unit = "{fact.unit}"` if that is what it is in'
            self.fault(f"column {quote(column)} has no `unit`", column, help_)
        elif unit is not None and (fact is None or not isinstance(unit, str)):
            self.fault(
                f"`unit` of {quote(column)} is out of place", column, "only numbers have a unit, as text"
            )
        elif isinstance(unit, str) and fact is not None:
            return self.conversion(unit, fact)
        return Fraction(1)

    def conversion(self, unit: str, fact: Fact) -> Fraction:
        try:
            return parse_unit(unit).conversion_to(fact.unit)
        except UnknownUnitError as error:
            near = error.suggestion
            help_ = f"did you mean `{near}`?" if near else f"units are {names(unit_names(), most=80)}"
            self.fault(str(error), unit, help_)
        except ValueError:
            message = f"{quote(unit)} does not convert to {fact.unit}, the unit of `{fact.name}`"
            self.fault(message, unit, f"write a unit of the same kind as {fact.unit}")
        return Fraction(1)

    def constants(self, table: Mapping[str, Any], mapped: set[str]) -> dict[str, str]:
        found = {}
        for name, value in table.items():
            if name not in self.targets:
                self.fact_names(name, name)
            elif name in mapped:
                self.fault(f"`{name}` is both a constant and given by a column", name, "remove one of them")
            elif isinstance(value, int) and abs(value) > LARGEST:
                self.fault(f"constant `{name}` is beyond any quantity", name, "write the number of the items")
            else:
                found[name] = str(value).lower() if isinstance(value, bool) else str(value)
                self.check_constant(name, found[name])
        return found

    def check_constant(self, name: str, text: str) -> None:
        from redline.catalog.input.columns import cell_format

        format_ = cell_format(self.targets[name])
        if format_.read(text) is None:
            problem = format_.explain(text)
            self.fault(f"constant `{name}`: {problem.message}", name, problem.help)
