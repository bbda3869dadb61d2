"""Controls and what belongs to them, and the rulebooks and vocabularies that hold them."""

from __future__ import annotations

import datetime as dt
from typing import Literal, TypeAlias

from attrs import field, frozen

from redline.diagnostics import Span
from redline.model.conditions import Condition
from redline.model.expressions import Metric, Parameter
from redline.model.items import ItemKind
from redline.model.sources import Citation, Publication


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


@frozen
class Exclusion:
    """A note that takes items out of controls altogether."""

    name: str
    controls: tuple[str, ...]
    condition: Condition
    cites: tuple[Citation, ...] = ()
    span: Span | None = field(default=None, eq=False)


@frozen
class LicenseRequirement:
    """Controlled items need a license when the condition on the transaction holds."""

    name: str
    controls: tuple[str, ...]
    condition: Condition | None
    cites: tuple[Citation, ...] = ()
    span: Span | None = field(default=None, eq=False)


@frozen
class Obligation:
    """What the exporter must do to use an exception: "notify BIS", 25 days before export."""

    action: str
    days_before_export: int | None = None


@frozen
class LicenseException:
    """Controlled, but no license needed on conditions and with obligations."""

    code: str
    controls: tuple[str, ...]
    condition: Condition | None
    obligations: tuple[Obligation, ...] = ()
    cites: tuple[Citation, ...] = ()
    span: Span | None = field(default=None, eq=False)


PolicyName: TypeAlias = Literal["presumption_of_denial", "presumption_of_approval", "case_by_case"]


@frozen
class ReviewPolicy:
    """How applications for a license are judged when the condition holds."""

    policy: PolicyName
    controls: tuple[str, ...]
    condition: Condition | None
    cites: tuple[Citation, ...] = ()
    span: Span | None = field(default=None, eq=False)


@frozen
class Expectation:
    """What a scenario expects: a status, and the limbs, notes or facts that go with it."""

    status: Literal["controlled", "not_controlled", "undetermined"]
    limbs: tuple[str, ...] = ()
    excluded_by: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    span: Span | None = field(default=None, eq=False)


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


@frozen
class Vocabulary:
    """Item kinds and metrics that several rulebooks share, as one file of text declares them."""

    kinds: tuple[ItemKind, ...] = ()
    metrics: tuple[Metric, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    publications: tuple[Publication, ...] = ()
    text: str = field(default="", repr=False)
