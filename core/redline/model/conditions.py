"""Conditions: what a control, an exclusion or a license statement asks."""

from __future__ import annotations

from typing import Literal, TypeAlias

from attrs import field, frozen

from redline.diagnostics import Span
from redline.model.expressions import Expression
from redline.model.items import Collection, Fact, Family
from redline.model.sources import Citation


@frozen
class Comparison:
    """Two quantities compared; with one that is not applicable the answer is no."""

    operator: Literal[">=", ">", "<=", "<"]
    left: Expression
    right: Expression
    span: Span | None = field(default=None, eq=False)


@frozen
class Is:
    """A category fact has one of these words."""

    fact: Fact
    categories: tuple[str, ...]
    span: Span | None = field(default=None, eq=False)


@frozen
class Holds:
    """A yes/no fact is yes."""

    fact: Fact
    span: Span | None = field(default=None, eq=False)


@frozen
class Not:
    condition: Condition
    span: Span | None = field(default=None, eq=False)


@frozen
class All:
    conditions: tuple[Condition, ...]
    span: Span | None = field(default=None, eq=False)


@frozen
class Any:
    conditions: tuple[Condition, ...]
    span: Span | None = field(default=None, eq=False)


@frozen
class AnyPart:
    """Some part of a collection (or member of a family) satisfies the condition."""

    over: Family | Collection
    where: Condition
    span: Span | None = field(default=None, eq=False)


@frozen
class Limb:
    """A labelled condition, such as 3A090.a.2; ``label`` is complete."""

    label: str
    condition: Condition
    cites: tuple[Citation, ...] = ()
    span: Span | None = field(default=None, eq=False)
    verified: bool = True
    """Whether somebody has compared it with its source."""


@frozen
class InGroup:
    """A country lies in a set of countries."""

    fact: Fact
    countries: frozenset[str]
    group: str = ""
    """The set as the rule writes it."""
    unverified: tuple[str, ...] = ()
    """Country groups in it that nobody has compared with their source."""
    span: Span | None = field(default=None, eq=False)


@frozen
class AnyOfKind:
    """Some item that this one contains is in a control over its own kind: ``any of chips is 3A090.a``."""

    over: Collection
    control: str
    span: Span | None = field(default=None, eq=False)


@frozen
class Unstated:
    """A condition whose truth nobody could find in a source, so that it stays open for every item.

    ``place`` is the label of the limb, note or statement that it stands in. The same reason given
    twice in one place is one open question.
    """

    place: str
    reason: str
    span: Span | None = field(default=None, eq=False)


Condition: TypeAlias = (
    Comparison | Is | Holds | Not | All | Any | AnyPart | AnyOfKind | Limb | InGroup | Unstated
)
