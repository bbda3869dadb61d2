"""Decide what each column of a catalog is: a fact, the names, documentation, or a mistake."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Collection as Names
from fractions import Fraction
from functools import cached_property
from typing import Final

from attrs import field, frozen

from redline.catalog.input.columns import cell_format
from redline.catalog.input.findings import Finding, Findings, Problem, quote
from redline.catalog.input.mapping import CatalogMapping
from redline.catalog.input.near_names import NearNames, lookalike, plain
from redline.catalog.input.shipments import ITEM, is_shipment, name_shipments, shipment_kind
from redline.catalog.input.table import HEADER
from redline.diagnostics import Diagnostic
from redline.model import Collection, Fact, Family, ItemKind
from redline.suggestions import names, nearest
from redline.units import ONE, parse_unit, unit_names

Target = Fact | Collection

NAME: Final = "name"
"""The column that holds the names of items, unless a mapping says otherwise."""

_MOST_LOOKED_UP: Final = 30
"""Unknown columns for which a near name is sought."""

_SHORTEST_WORD: Final = 3
"""Letters of a word that tells of a fact: `on` and `of` do not."""
_SHORTEST_UNIT: Final = 4
"""Letters of a unit that tells in a name what a column holds: `tops` does, and `op` does not."""
_NUMBER: Final = re.compile(r"\s*[~<>=≈≤≥+(]*\s*\.?\d")
"""How a cell begins that has a number and some words."""
MOST_LOOKED_INTO: Final = 50
"""Cells of a column that are read to see what it holds."""


@frozen
class Use:
    """A column, the fact that it gives, and how its text is to be understood."""

    column: int
    target: Target
    factor: Fraction = Fraction(1)
    words: Mapping[str, str] = field(factory=dict)


@frozen
class Columns:
    """What the columns of a catalog are; ``name`` is None where there is no column of names.

    Where several columns give the same fact, the first that is not blank counts.
    """

    name: int | None
    uses: tuple[Use, ...]


def targets(kind: ItemKind) -> dict[str, Target]:
    """Return what a column can give: facts and collections by name. Text facts are for people."""
    found: dict[str, Target] = {fact.name: fact for fact in kind.all_facts() if fact.type != "text"}
    return found | {collection.name: collection for collection in kind.collections}


def assign(  # noqa: PLR0913 the header, and what helps to understand it, each by its name
    header: Sequence[str],
    kind: ItemKind,
    findings: Findings,
    mapping: CatalogMapping | None = None,
    documentation: Names[str] = (),
    *,
    cells: Callable[[int], Iterable[str]] = lambda _: (),
) -> Columns:
    """Return what each column is, and put what is wrong with the header into ``findings``.

    ``cells`` returns some cells of a column, for one that is called nearly as a fact.
    """
    known = targets(kind)
    places = _places(header, findings)
    name = ITEM if name_shipments(header, NAME) and mapping is None else NAME
    uses: list[Use] = []
    silent = {*documentation, *(fact.name for fact in kind.all_facts() if fact.type == "text")}
    taken: set[str] = set()
    if mapping is not None:
        mapping.check_columns(header, findings)
        name = mapping.name or NAME
        for use in mapping.uses:
            taken.add(use.column)
            if use.column in places:
                uses.append(Use(places[use.column], known[use.target], use.factor, use.words))
        taken |= mapping.ignore
    rest = [text for text in places if text != name and text not in taken]
    rivals = _rivals(uses, rest, places, findings)
    uses += [Use(places[text], known[text]) for text in rest if text in known and text not in rivals]
    given = {use.target.name for use in uses} | set(mapping.constants if mapping else ())
    unknown = {text: places[text] for text in rest if text not in known and text not in silent}
    _report_unknown(unknown, _Unknown(known, given, cells, kind.families), kind, findings)
    return Columns(places.get(name), tuple(uses))


def _rivals(uses: Iterable[Use], rest: Names[str], places: Mapping[str, int], findings: Findings) -> set[str]:
    """Report and return columns of parts that a mapping makes of another column too: neither is the first."""
    found = {use.target.name: use for use in uses if isinstance(use.target, Collection)}
    rivals = {name for name in found if name in rest}
    for name in sorted(rivals):
        problem = Problem(f"`{name}` is given by a mapped column too", f'write `ignore = ["{name}"]`')
        findings.error(Finding(HEADER, places[name], problem, (HEADER, found[name].column, "mapped here")))
    return rivals


def missing_name(header: Sequence[str]) -> Problem:
    """Say that there is no column of names."""
    near = nearest(NAME, header[:_MOST_LOOKED_UP])
    hint = f"rename column {quote(near)}" if near else "call the column of names so"
    return Problem(f"there is no column `{NAME}`", f"{hint}, or name another column in a mapping file")


def _places(header: Sequence[str], findings: Findings) -> dict[str, int]:
    """Return the position of each column; the same name twice is an error."""
    places: dict[str, int] = {}
    repeated = []
    for column, text in enumerate(header):
        if text in places:
            repeated.append((column, text))
        places.setdefault(text, column)
    for column, text in repeated[:_MOST_LOOKED_UP]:
        if not text:
            findings.warning(column, _unnamed(column))
            continue
        problem = Problem(f"column {quote(text)} is there twice", "rename or remove one of them")
        findings.error(Finding(HEADER, column, problem, (HEADER, places[text], "first here")))
    return places


def _unnamed(column: int) -> Problem:
    message = f"column {column + 1} has no name, and is not used"
    return Problem(message, "name it in the first line, or remove it")


@frozen
class _Unknown:
    """What is known when a column is not: facts, those that other columns give, and what is in its cells."""

    known: Mapping[str, Target]
    given: Names[str]
    cells: Callable[[int], Iterable[str]]
    families: Sequence[Family] = ()

    def fault(self, text: str, column: int, *, slips: bool) -> Problem | None:
        """Say that a column was meant for a fact, so that to pass it over could change an answer.

        Without ``slips``, which take long to look for, a name has to be that of a fact but for its form.
        """
        if (same := self._near.same(text)) is not None:
            strange = lookalike(text)
            because = f": {strange} only looks like a Latin letter" if strange else ""
            return Problem(f"column {quote(text)} is not `{same}`", f"call it `{same}`{because}")
        if (fact := self._stems.get(_stem(plain(text)))) is not None:
            return _wrong_suffix(text, fact)
        near = self._near.slip(text) if slips else None
        if near is None and (within := self._near.within(text)) is not None and self._holds(column, within):
            near = within
        if near is None and self._rates & set(plain(text).split("_")) and self._has_number(column):
            return Problem(
                f"column {quote(text)} is a rate by its name, and no fact; what is not read counts as none",
                "call it as `redline facts` has it, or give it to a fact by a mapping file, which can also "
                "`ignore` it",
            )
        if near is None or near in self.given:
            return None
        return Problem(
            f"column {quote(text)} is not `{near}`, but nearly",
            f"call it `{near}` if that is what it holds, and something else if not; "
            "a mapping file can `ignore` it",
        )

    def _holds(self, column: int, name: str) -> bool:
        """Return whether some cells of a column read as a fact, or begin with a number: `312 TFLOPS`."""
        format_ = cell_format(self.known[name])
        return self._has_number(column) or any(format_.read(text) is not None for text in self.cells(column))

    def _has_number(self, column: int) -> bool:
        return any(map(_NUMBER.match, self.cells(column)))

    @cached_property
    def _near(self) -> NearNames:
        return NearNames(tuple(self.known))

    @cached_property
    def _rates(self) -> frozenset[str]:
        """Units of members of families, as names have them. A member that nobody states counts as none."""
        members = {member.fact.unit.dimensions for family in self.families for member in family.members}
        units = {unit.lower() for unit in unit_names() if parse_unit(unit).dimensions in members}
        return frozenset(unit for each in units for unit in (each, each[:-1]) if len(unit) >= _SHORTEST_UNIT)

    @cached_property
    def _stems(self) -> Mapping[str, Fact]:
        return _stems(self.known.values())


def _report_unknown(unknown: Mapping[str, int], what: _Unknown, kind: ItemKind, findings: Findings) -> None:
    """Sort unknown columns into misnamed facts (errors), near misses and others (warnings)."""
    known = what.known
    transaction = {fact.name for fact in kind.transaction.facts}
    tells_transactions = is_shipment(kind) or bool(transaction & set(what.given))
    others = []
    for text, column in unknown.items():
        if not text:
            findings.warning(column, _unnamed(column))
            continue
        looked_up = column < _MOST_LOOKED_UP * 10
        if (fault := what.fault(text, column, slips=looked_up)) is not None:
            findings.error(Finding(HEADER, column, fault))
        elif tells_transactions and (meant := _meant(plain(text), known)) is not None:
            message = f"column {quote(text)} is not a fact of a transaction"
            problem = Problem(message, f"call it `{meant}`, or something else")
            findings.error(Finding(HEADER, column, problem))
        elif looked_up and (near := nearest(text, known)):
            message = f"column {quote(text)} is not a fact of a {kind.name}, and is not used"
            findings.warning(column, Problem(message, f"did you mean `{near}`?"))
        else:
            others.append((column, text))
    if others:
        listed = names((text[:40] for _, text in others), most=6)
        message = f"not facts of a {kind.name}, and not used: {listed}"
        findings.warning(others[0][0], Problem(message, f"facts are {names(known)}"))


def _meant(written: str, known: Mapping[str, Target]) -> str | None:
    """Return the fact that a column was probably meant for: to pass it over could change an answer."""
    words = written.split("_")
    told = next((name for name, fact in known.items() if _tells(set(words), name, fact)), None)
    option = next((_OPTIONS[word] for word in words if word in _OPTIONS), None)
    if told is not None or option in known:
        return told or option
    near = written if written in known else nearest(written, known)
    part = (name for name in known if written in name.split("_"))
    return near or next(part, None)


def _tells(words: set[str], name: str, target: Target) -> bool:
    """Return whether words share two with a fact's name, or one with what it can be: `military_end_user`."""
    own = {word for word in name.split("_") if len(word) >= _SHORTEST_WORD}
    values = target.categories if isinstance(target, Fact) and target.type == "category" else ()
    return len(words & own) > 1 or not words.isdisjoint(values)


_OPTIONS: Final = {
    "country": "destination",
    "from": "exporter_location",
    "hq": "headquarters",
    "on": "export_date",
    "origin": "exporter_location",
    "owner": "ultimate_parent",
    "parent": "ultimate_parent",
    "to": "destination",
}
"""Words that options and other tables have for facts of a transaction."""


def _wrong_suffix(text: str, fact: Fact) -> Problem:
    return Problem(
        f"column {quote(text)} is not `{fact.name}`",
        f"give it in {fact.unit} and call it `{fact.name}`, or convert it with a mapping file",
    )


def _stems(known: Iterable[Target]) -> dict[str, Fact]:
    """Return facts that are numbers with a unit, by their names without the unit."""
    facts = (fact for fact in known if isinstance(fact, Fact) and fact.type == "number")
    return {_stem(fact.name): fact for fact in facts if fact.unit.dimensions != ONE.dimensions}


def _stem(name: str) -> str:
    """Leave out the unit at the end of a name."""
    return _SUFFIX.sub("", name)


def _suffix() -> re.Pattern[str]:
    """Match units as they are written at the end of names: `_gbs`, `_tb_s`, `_sq_mm`, `_tflop_s`."""
    units = {unit.lower() for unit in unit_names() if unit not in {"1", "m", "s", "count"}}
    units |= {f"{prefix}{one}" for prefix in ("", "k", "m", "g", "t", "p") for one in ("bps", "flop", "op")}
    units |= {"micron", "in2", "sqmm", "sqcm", "sq_mm", "sq_cm", "mm_2", "cm_2"}
    words = "|".join(sorted(map(re.escape, units), key=lambda unit: (-len(unit), unit)))
    return re.compile(rf"_(?:{words})(?:_?(?:per_)?s(?:ec)?)?$")


_SUFFIX: Final = _suffix()


def infer_kind(kinds: Sequence[ItemKind], given: Sequence[str]) -> ItemKind | Diagnostic:
    """Return the kind of item that knows the most of the given facts, or what is wrong with them."""
    if name_shipments(given, NAME):
        return _facts_of_items(kinds, given) or shipment_kind(kinds)
    if len(kinds) == 1:
        return kinds[0]
    scores = {kind.name: len(targets(kind).keys() & set(given)) for kind in kinds}
    most = max(scores.values(), default=0)
    best = [kind for kind in kinds if scores[kind.name] == most]
    if len(best) == 1:
        return best[0]
    if most and {ITEM, NAME} <= set(given):
        return Diagnostic(
            f"`{ITEM}` names items of a catalog, and `{NAME}` items that are described here",
            help=f"leave out `{NAME}` for shipments, or `{ITEM}` for a catalog",
        )
    of_transaction = {fact.name for fact in kinds[0].transaction.facts} if kinds else set()
    if most and set(given) - {NAME} <= of_transaction:
        return Diagnostic(
            "these are facts of a transaction, and none of an item",
            help=f"to ask about items of a catalog, call the column of their names `{ITEM}`",
        )
    if most:
        return Diagnostic(
            "the facts fit more than one kind of item",
            help=f"say which kind it is, by `kind` or `--kind`: {names(kind.name for kind in best)}",
        )
    return no_kind(kinds, [text for text in given if text != NAME])


def _facts_of_items(kinds: Sequence[ItemKind], given: Sequence[str]) -> Diagnostic | None:
    """Refuse facts of items beside the names of items: a catalog has those, and one would count."""
    of_transaction = {fact.name for kind in kinds for fact in kind.transaction.facts}
    known = {name for kind in kinds for name in targets(kind)} - of_transaction
    if not (stated := [text for text in given if text in known]):
        return None
    return Diagnostic(
        f"a shipment names its item in `{ITEM}`, and {names(stated)} would be facts of that item",
        help=f"state facts of items in a catalog, and give it by `--among`; or call `{ITEM}` `{NAME}`",
    )


def no_kind(kinds: Sequence[ItemKind], given: Sequence[str]) -> Diagnostic:
    """Say that nothing given is a fact of any kind of item."""
    there = f"kinds of items are {names(kind.name for kind in kinds)}"
    if not given:
        return Diagnostic("no facts are given", help=f"{there}; `redline facts` lists what is known of each")
    known = {name for kind in kinds for name in targets(kind)}
    if ITEM in given:
        help_ = "give the facts of the item, or name it among the items of a catalog that is checked"
        return Diagnostic(f"`{ITEM}` names an item of a catalog, and is no fact of one", help=help_)
    if (item := next((text for text in given if plain(text) == ITEM), None)) is not None:
        return Diagnostic(
            f"column {quote(item)} is not `{ITEM}`",
            help=f"shipments name their items in a column `{ITEM}`; write it in small letters",
        )
    near = next((found for text in given[:_MOST_LOOKED_UP] if (found := nearest(text, known))), None)
    return Diagnostic(
        f"none of {names(text[:40] for text in given)} is a known fact",
        help=f"did you mean `{near}`?" if near else f"{there}; `redline facts` lists what is known of each",
    )
