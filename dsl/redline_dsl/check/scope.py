"""The names that a text may use: what is declared, where, and what was probably meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import TypeVar

from attrs import define, field

from redline.functions import Function
from redline.model import (
    NO_TRANSACTION,
    Citation,
    Collection,
    CountryGroup,
    Fact,
    Family,
    ItemKind,
    Metric,
    Parameter,
    Publication,
    Transaction,
)
from redline_dsl import tree
from redline_dsl.check.depth import depth, length
from redline_dsl.check.dimensions import constant
from redline_dsl.findings import Refused, refuse, suggestion

_Thing = TypeVar("_Thing")


@define
class Shared:
    """Kinds, metrics and country groups: one set of names for all vocabularies and a rule file over them.

    ``broken`` are names whose declaration has a finding already; using them is no further fault.
    """

    kinds: dict[str, ItemKind] = field(factory=dict)
    metrics: dict[str, Metric] = field(factory=dict)
    broken: set[str] = field(factory=set)
    transaction: Transaction = NO_TRANSACTION
    groups: dict[str, CountryGroup] = field(factory=dict)
    functions: Mapping[str, Function] = field(factory=dict)
    """Functions that plugins add to the language, by name."""
    _constants: dict[str, Fraction | None] = field(factory=dict)
    _depths: dict[str, int] = field(factory=dict)
    _lengths: dict[str, int] = field(factory=dict)
    _names: dict[str, Mapping[str, Fact | Family | Collection]] = field(factory=dict)

    def constant(self, metric: Metric) -> Fraction | None:
        """Return the value of a metric that does not depend on the item; else None."""
        if metric.name not in self._constants:
            self._constants[metric.name] = constant(metric.expression, self.constant)
        return self._constants[metric.name]

    def names_of(self, kind: ItemKind) -> Mapping[str, Fact | Family | Collection]:
        """Return what an item kind declares, by name, the members of families among them."""
        if kind.name not in self._names:
            self._names[kind.name] = _kind_names(kind)
        return self._names[kind.name]

    def metric_names(self, kind: ItemKind) -> Iterator[str]:
        """Yield the names of the metrics over an item kind, as they stand when they are asked for."""
        yield from [metric.name for metric in self.metrics.values() if metric.kind.name == kind.name]

    def depth(self, metric: Metric) -> int:
        """Return how deep a metric's definition goes, through the metrics it is made of."""
        if metric.name not in self._depths:
            self._depths[metric.name] = depth(metric.expression, self.depth)
        return self._depths[metric.name]

    def length(self, metric: Metric) -> int:
        """Return how many parts a definition has, those of the metrics it is made of in their places."""
        if metric.name not in self._lengths:
            self._lengths[metric.name] = length(metric.expression, self.length)
        return self._lengths[metric.name]


@define
class Scope:
    """The names of one file."""

    shared: Shared
    publications: dict[str, Publication] = field(factory=dict)
    parameters: dict[str, Parameter] = field(factory=dict)
    referred: list[tuple[tree.Name, Collection]] = field(factory=list)
    """Controls that conditions name, with the collection whose items are to be in them."""

    def kind(self, name: tree.Name) -> ItemKind:
        """Return an item kind by name; raises ``Refused``."""
        return self.find(self.shared.kinds, name, "item kind")

    def citation(self, node: tree.Cite) -> Citation:
        """Return a citation of a declared publication; raises ``Refused``."""
        publication = self.find(self.publications, node.publication, "publication")
        return Citation(publication, node.place.text if node.place else "")

    def find(self, table: Mapping[str, _Thing], name: tree.Name, what: str) -> _Thing:
        """Return what a name stands for in a table; raises ``Refused``, with the nearest name."""
        if name.text in table:
            return table[name.text]
        raise self.unknown(name, f"unknown {what} `{name.text}`", table, what=f"{what}s")

    def unknown(self, name: tree.Name, message: str, *known: Iterable[str], what: str) -> Refused:
        """Return the refusal of a name that is not among the known ones, all of which it may be near."""
        if name.text in self.shared.broken:
            return Refused()
        none_known = f"no {what} are declared here" if not self.shared.broken else None
        return refuse(
            message, name.span, suggestion(name.text, *known, what=what, none=none_known), code="unknown-name"
        )


def declare(table: dict[str, _Thing], name: tree.Name, thing: _Thing, what: str) -> None:
    """Enter a thing under its name; raises ``Refused`` where the name is taken."""
    if name.text in table:
        earlier = getattr(table[name.text], "span", None)
        raise refuse(
            f"the {what} `{name.text}` is declared twice",
            name.span,
            "one of them has to go, or to get another name",
            code="duplicate",
            because=(earlier, "first declared here"),
        )
    table[name.text] = thing


def _kind_names(kind: ItemKind) -> dict[str, Fact | Family | Collection]:
    found: dict[str, Fact | Family | Collection] = {fact.name: fact for fact in kind.item_facts()}
    found |= {family.name: family for family in kind.families}
    found |= {collection.name: collection for collection in kind.collections}
    return found
