"""Controls and what belongs to them, and the rulebooks and vocabularies that hold them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Final, Literal, TypeAlias

from attrs import field, frozen

from redline.diagnostics import Span
from redline.functions import Function
from redline.model.conditions import Condition
from redline.model.expressions import Metric, Parameter
from redline.model.items import NO_TRANSACTION, ItemKind, Transaction
from redline.model.sources import Citation, Publication


@frozen
class Suspension:
    """The days on which something is law and does not count: from ``start``, and before ``end``.

    It is law itself, so it holds for the text as for what is applied. ``verified`` is false where
    nobody has checked what followed its end.
    """

    start: dt.date
    end: dt.date
    cites: tuple[Citation, ...] = ()
    span: Span | None = field(default=None, eq=False)
    verified: bool = True

    def holds(self, on: dt.date) -> bool:
        """Return whether it is on."""
        return self.start <= on < self.end

    def is_followed_up(self, checked: dt.date | None) -> bool:
        """Return whether somebody who checked the text on a day could see, and did, what followed."""
        return self.verified and checked is not None and checked >= self.end


@frozen
class Control:
    """One numbered paragraph of a control list."""

    id: str
    kind: ItemKind
    title: str
    condition: Condition
    yields_to: tuple[str, ...] = ()
    """Controls that take precedence: where one of them applies, this one does not."""
    cites: tuple[Citation, ...] = ()
    span: Span | None = field(default=None, eq=False)
    verified: bool = True
    suspensions: tuple[Suspension, ...] = ()
    """Days on which nothing is in the control, whatever the item."""

    def is_suspended(self, on: dt.date) -> bool:
        """Return whether nothing is in the control on a day."""
        return any(each.holds(on) for each in self.suspensions)


@frozen
class Exclusion:
    """A note that takes items out of controls altogether."""

    name: str
    controls: tuple[str, ...]
    condition: Condition
    cites: tuple[Citation, ...] = ()
    span: Span | None = field(default=None, eq=False)
    verified: bool = True


@frozen
class Presumption:
    """A note by which items count as controlled until the presumption is overcome.

    No exclusion takes out an item that is in a control by presumption. ``overcome`` are the ways out.
    """

    name: str
    controls: tuple[str, ...]
    condition: Condition
    overcome: tuple[Condition, ...] = ()
    cites: tuple[Citation, ...] = ()
    span: Span | None = field(default=None, eq=False)
    verified: bool = True


@frozen
class Clocks:
    """When a statement is the text of the law, and when the agency applies it.

    ``text_until`` is the day from which the text is no longer in the code, ``applied_from`` the day from
    which it is complied with, ``applied_until`` that from which it is no longer applied. ``applied`` is
    false for text that is in the code and was never enforced. On the days of ``suspensions`` a statement
    counts neither by the text nor as enforced.
    """

    text_until: dt.date | None = None
    applied_from: dt.date | None = None
    applied_until: dt.date | None = None
    applied: bool = True
    suspensions: tuple[Suspension, ...] = ()

    def is_alive(self, on: dt.date, mode: str) -> bool:
        """Return whether a statement counts on a day, by the text or as enforced."""
        return not any(each.holds(on) for each in self.suspensions) and self.would_count(on, mode)

    def would_count(self, on: dt.date, mode: str) -> bool:
        """Return whether a statement counts on a day if no suspension is on."""
        if mode == "text":
            return self.text_until is None or on < self.text_until
        begun = self.applied_from is None or self.applied_from <= on
        return self.applied and begun and (self.applied_until is None or on < self.applied_until)


ALWAYS: Final = Clocks()


@frozen
class LicenseRequirement:
    """Controlled items need a license when the condition on the transaction holds."""

    name: str
    controls: tuple[str, ...]
    condition: Condition | None
    cites: tuple[Citation, ...] = ()
    span: Span | None = field(default=None, eq=False)
    verified: bool = True
    clocks: Clocks = ALWAYS


@frozen
class Obligation:
    """What the exporter must do to use an exception: "notify BIS", 25 days before export."""

    action: str
    days_before_export: int | None = None

    def __str__(self) -> str:
        if self.days_before_export is None:
            return self.action
        return f"{self.action}, {self.days_before_export} days before export"


@frozen
class LicenseException:
    """Controlled, but no license needed on conditions and with obligations."""

    code: str
    controls: tuple[str, ...]
    condition: Condition | None
    obligations: tuple[Obligation, ...] = ()
    cites: tuple[Citation, ...] = ()
    span: Span | None = field(default=None, eq=False)
    verified: bool = True
    clocks: Clocks = ALWAYS


PolicyName: TypeAlias = Literal["denial", "presumption_of_denial", "presumption_of_approval", "case_by_case"]


@frozen
class ReviewPolicy:
    """How applications for a license are judged when the condition holds, and what they must show."""

    policy: PolicyName
    controls: tuple[str, ...]
    condition: Condition | None
    obligations: tuple[Obligation, ...] = ()
    cites: tuple[Citation, ...] = ()
    span: Span | None = field(default=None, eq=False)
    verified: bool = True
    clocks: Clocks = ALWAYS


@frozen
class Completeness:
    """How far license statements are complete: where the condition holds, none is missing.

    Only there it can be said that no license is required: of an item that is in some of the ``controls``, or
    of one in no control where its kind is named. ``reasons`` are the reasons for control that were read, and
    ``granted`` what is taken for granted beside.
    """

    controls: tuple[str, ...]
    condition: Condition | None
    reasons: tuple[str, ...] = ()
    granted: tuple[str, ...] = ()
    cites: tuple[Citation, ...] = ()
    span: Span | None = field(default=None, eq=False)
    verified: bool = True
    clocks: Clocks = ALWAYS


LicenseStatement: TypeAlias = LicenseRequirement | LicenseException | ReviewPolicy | Completeness


@frozen
class NotEncoded:
    """An entry of the law that the text leaves out, at a ``place``, and for what ``reason``.

    ``kinds`` are those of the items it is about. An item for which ``reaches`` holds may be in it.
    """

    place: str
    kinds: tuple[ItemKind, ...]
    title: str
    reason: str
    reaches: Condition | None = None
    cites: tuple[Citation, ...] = ()
    span: Span | None = field(default=None, eq=False)
    verified: bool = True


@frozen
class Absence:
    """Kinds of items of which the text is known to control none, with the source that shows it."""

    kinds: tuple[ItemKind, ...]
    cites: tuple[Citation, ...]
    span: Span | None = field(default=None, eq=False)
    verified: bool = True


@frozen
class Expectation:
    """What a scenario expects: a status, and the limbs, notes, facts or reasons that go with it.

    The license fields are None where the scenario says nothing of them; ``license`` is "required",
    "not_required" or "undetermined".
    """

    status: Literal["controlled", "not_controlled", "undetermined", "not_covered"]
    limbs: tuple[str, ...] = ()
    excluded_by: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unstated: tuple[str, ...] = ()
    span: Span | None = field(default=None, eq=False)
    license: str | None = None
    policy: str | None = None
    exceptions: tuple[str, ...] | None = None


@frozen
class Scenario:
    """A worked example beside the rule: facts as catalog text, and the expected outcome."""

    name: str
    kind: ItemKind
    facts: tuple[tuple[str, str], ...]
    """Fact names with values as a catalog cell would write them, in the fact's own unit."""
    expectation: Expectation
    readings: tuple[tuple[str, str], ...] = ()
    span: Span | None = field(default=None, eq=False)
    on: dt.date | None = None
    mode: str = "enforced"


@frozen
class Change:
    """One thing that an amendment does to the text before it.

    ``instruction`` is the statement of the language that does it. ``places`` are the labels of the
    limbs, controls, notes and license statements that it touches.
    """

    act: Literal["set", "add", "strike", "replace"]
    what: str
    places: tuple[str, ...]
    instruction: str
    span: Span | None = field(default=None, eq=False)


@frozen
class Header:
    """What the header of a rulebook says, read without the rest of the text, which may not compile."""

    id: str
    """Empty where the header has no name."""
    regime: str | None = None
    """Its own id where it states none and amends nothing; None for an amendment that states none."""
    amends: str | None = None
    pending: str | None = None
    """The state of a proposal; empty where that cannot be read, None for law."""
    effective: dt.date | None = None
    """None where it states no day of the calendar."""


@frozen
class Rulebook:
    """A regime's text as in force from a date."""

    id: str
    title: str
    regime: str
    effective: dt.date
    published: dt.date | None
    verified: dt.date | None
    """The day up to which somebody compared the text with its sources; None if nobody has."""
    controls: tuple[Control, ...]
    exclusions: tuple[Exclusion, ...] = ()
    requirements: tuple[LicenseRequirement, ...] = ()
    exceptions: tuple[LicenseException, ...] = ()
    policies: tuple[ReviewPolicy, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    metrics: tuple[Metric, ...] = ()
    publications: tuple[Publication, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    text: str = field(default="", repr=False)
    """The rule text that it was compiled from."""
    span: Span | None = field(default=None, eq=False)
    presumptions: tuple[Presumption, ...] = ()
    compliance: dt.date | None = None
    """The day from which its license statements are complied with, where that is later."""
    amends: str | None = None
    """The rulebook whose text it changes; None for one with a text of its own."""
    changes: tuple[Change, ...] = ()
    draft: str | None = None
    """The state of a proposal, such as "introduced"; None for law."""
    completeness: tuple[Completeness, ...] = ()
    not_encoded: tuple[NotEncoded, ...] = ()
    absences: tuple[Absence, ...] = ()
    amended_regime: str | None = None
    """The regime of the first text that it amends: a proposal is one of its own until it is law."""
    amended_verified: tuple[str, dt.date] | None = None
    """The last of the texts below a draft that says when it was compared with its source, and that day."""

    def is_under(self, regimes: Collection[str]) -> bool:
        """Return whether the text is law of one of some regimes, or would be.

        One that names no regime may be of any.
        """
        its_own = self.regime == self.id and self.amended_regime is None
        return its_own or self.regime in regimes or self.amended_regime in regimes

    def covers(self, kind: ItemKind) -> bool:
        """Return whether the text says anything of items of a kind: a control, or that it has none."""
        return any(control.kind == kind for control in self.controls) or any(
            kind in absence.kinds for absence in self.absences
        )

    def license_statements(self) -> tuple[LicenseStatement, ...]:
        """Return requirements, exceptions, review policies, and how far they are complete."""
        return (*self.requirements, *self.exceptions, *self.policies, *self.completeness)

    def suspensions(self) -> tuple[Suspension, ...]:
        """Return the suspensions of controls and license statements."""
        of_controls = (each for control in self.controls for each in control.suspensions)
        of_statements = (each for one in self.license_statements() for each in one.clocks.suspensions)
        return (*of_controls, *of_statements)


@frozen
class CountryGroup:
    """A named set of countries, by their ISO 3166 codes."""

    name: str
    countries: frozenset[str]
    span: Span | None = field(default=None, eq=False)
    verified: bool = True
    """Whether somebody has compared it, and the groups it is made of, with their source."""


@frozen
class Vocabulary:
    """Item kinds, metrics and country groups that several rulebooks share, as texts declare them."""

    kinds: tuple[ItemKind, ...] = ()
    metrics: tuple[Metric, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    publications: tuple[Publication, ...] = ()
    text: str = field(default="", repr=False)
    transaction: Transaction = NO_TRANSACTION
    functions: tuple[Function, ...] = ()
    """Functions that plugins add, which metrics and conditions may call."""
    groups: tuple[CountryGroup, ...] = ()
