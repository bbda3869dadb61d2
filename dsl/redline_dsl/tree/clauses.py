"""Clauses of statements as a text writes them: dates, and what is said beside a condition."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from attrs import field, frozen

from redline.diagnostics import Span
from redline_dsl.tree.expressions import Cite, Date, Name, Number, Text, Unverified


@frozen
class Dated:
    """A date with the word before it: published, effective, compliance, verified, from, until."""

    word: str
    date: Date
    span: Span = field(eq=False, repr=False)


@frozen
class Regime:
    name: Name
    span: Span = field(eq=False, repr=False)


@frozen
class Amends:
    name: Name
    span: Span = field(eq=False, repr=False)


@frozen
class Draft:
    """The state of a proposal that is no law."""

    state: Text
    span: Span = field(eq=False, repr=False)


@frozen
class Enforcement:
    """`enforced no`, `enforced from DATE`, `enforced until DATE`."""

    word: Literal["no", "from", "until"]
    date: Date | None
    span: Span = field(eq=False, repr=False)


@frozen
class Retired:
    """What an amendment makes of a license statement that it strikes and that still is applied.

    No text writes this: the text ends on a day, and the application on another one, or never.
    """

    text_until: dt.date
    applied_until: dt.date | None


@frozen
class Reasons:
    """`reasons NS, RS`: the reasons for control that the license statements of a text hold."""

    names: tuple[Name, ...]
    span: Span = field(eq=False, repr=False)


@frozen
class Granted:
    """`assumed "..."`: what is taken for granted where no license is needed."""

    text: Text


@frozen
class Because:
    """`because "..."`: why an entry of the law is not encoded."""

    text: Text
    span: Span = field(eq=False, repr=False)


@frozen
class Yields:
    controls: tuple[Name, ...]
    span: Span = field(eq=False, repr=False)


@frozen
class Obligation:
    action: Text
    before: Number | None
    span: Span = field(eq=False, repr=False)


@frozen
class Suspension:
    """`suspended from DATE until DATE`: `verified no` below it says that what followed was not checked."""

    start: Date
    end: Date
    clauses: tuple[Cite | Unverified, ...]
    span: Span = field(eq=False, repr=False)
