"""The checked meaning of rule text: names are resolved, units agree, dates are dates.

The language front end builds these objects; ``redline.lower`` reads them. Nothing here knows syntax
beyond the span that each object keeps, so that evidence and errors can point at words.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Literal, TypeAlias

from attrs import field, frozen

from redline.diagnostics import Span
from redline.units import ONE, Unit

# --- where law comes from -------------------------------------------------------------------


@frozen
class Publication:
    """A source of law or fact: ``key`` is how rules name it, ``title`` how reports cite it."""

    key: str
    title: str
    published: dt.date | None = None
    span: Span | None = field(default=None, eq=False)


@frozen
class Citation:
    """A place in a publication, such as 15 CFR 774 Supp. 1, 3A090.a.1."""

    publication: Publication
    place: str = ""

    def __str__(self) -> str:
        return f"{self.publication.title}, {self.place}" if self.place else self.publication.title


# --- items and their facts ------------------------------------------------------------------

FactType: TypeAlias = Literal["number", "yes/no", "category", "date", "text"]


@frozen
class Fact:
    """A property of an item, named as in catalogs (units in the name).

    ``unit`` is that of numbers; dates carry ``redline.units.DATE``. ``categories`` are a category's
    words. ``owner`` is the collection that the fact belongs to, None for the item itself.
    """

    name: str
    type: FactType
    description: str = ""
    unit: Unit = ONE
    categories: tuple[str, ...] = ()
    positive: bool = False
    """Whether zero is as wrong as a negative number (an area, a wavelength)."""
    owner: str | None = None
    span: Span | None = field(default=None, eq=False)


@frozen
class Member:
    """One fact of a family, with the constants that belong to it (fp16_tflops: 16 bit)."""

    fact: Fact
    attributes: tuple[tuple[str, Fraction], ...]

    def attribute(self, name: str) -> Fraction:
        """Return the constant of that name, in the unit the family declares for it."""
        return dict(self.attributes)[name]


@frozen
class Reading:
    """One disputed or conventional interpretation; the first choice is the default."""

    name: str
    choices: tuple[str, ...]
    description: str = ""


@frozen
class Family:
    """Facts of one kind that differ by constants: throughput by operation format.

    ``value`` names a member's own value in expressions, ``attributes`` its constants with units.
    ``blanks`` is the reading that says what an unstated member means: under ``not_claimed`` it does
    not count once any member is stated, under ``unknown`` it is an unknown value.
    """

    name: str
    value: str
    unit: Unit
    attributes: tuple[tuple[str, Unit], ...]
    members: tuple[Member, ...]
    blanks: Reading | None = None
    description: str = ""
    span: Span | None = field(default=None, eq=False)


@frozen
class Collection:
    """Parts that an item has several of (the dies of a package).

    A catalog writes it in one cell: parts separated by ``;``, each part after ``pattern``, such as
    ``COUNTxarea_mm2@node_nm``; ``?`` stands for an unknown number.
    """

    name: str
    facts: tuple[Fact, ...]
    pattern: str
    description: str = ""
    span: Span | None = field(default=None, eq=False)

    def fact(self, name: str) -> Fact:
        """Return the part's fact of that name; raises ``KeyError``."""
        return {fact.name: fact for fact in self.facts}[name]


@frozen
class ItemKind:
    """A kind of thing that rules speak of (chip, lithography tool), with what is known of it."""

    name: str
    description: str
    facts: tuple[Fact, ...] = ()
    families: tuple[Family, ...] = ()
    collections: tuple[Collection, ...] = ()
    span: Span | None = field(default=None, eq=False)

    def all_facts(self) -> tuple[Fact, ...]:
        """Return plain facts and family members, in declared order."""
        return self.facts + tuple(member.fact for family in self.families for member in family.members)

    def readings(self) -> tuple[Reading, ...]:
        """Return the readings that its families declare."""
        return tuple(family.blanks for family in self.families if family.blanks)


# --- numeric expressions --------------------------------------------------------------------


@frozen
class Quantity:
    """A number in its unit; a date is its ordinal day in unit ``date``."""

    value: Fraction
    unit: Unit
    span: Span | None = field(default=None, eq=False)


@frozen
class Parameter:
    """A number of the law, with its unit, dates and citation."""

    name: str
    value: Fraction
    unit: Unit
    cites: tuple[Citation, ...] = ()
    effective: dt.date | None = None
    until: dt.date | None = None
    verified: bool = True
    description: str = ""
    span: Span | None = field(default=None, eq=False)


@frozen
class ParameterRef:
    parameter: Parameter
    span: Span | None = field(default=None, eq=False)

    @property
    def unit(self) -> Unit:
        return self.parameter.unit


@frozen
class FactRef:
    """A number or date fact of the item, or of a part inside a ``where`` or a collection's value."""

    fact: Fact
    span: Span | None = field(default=None, eq=False)

    @property
    def unit(self) -> Unit:
        return self.fact.unit


@frozen
class MetricRef:
    metric: Metric
    span: Span | None = field(default=None, eq=False)

    @property
    def unit(self) -> Unit:
        return self.metric.unit


@frozen
class MemberValue:
    """A family member's own value, inside an aggregate over the family."""

    family: Family
    span: Span | None = field(default=None, eq=False)

    @property
    def unit(self) -> Unit:
        return self.family.unit


@frozen
class MemberAttribute:
    """A family member's constant, inside an aggregate over the family."""

    family: Family
    name: str
    unit: Unit
    span: Span | None = field(default=None, eq=False)


@frozen
class Arithmetic:
    """A sum, product or quotient. There is no difference: quantities are never negative."""

    operator: Literal["+", "*", "/"]
    left: Expression
    right: Expression
    unit: Unit
    span: Span | None = field(default=None, eq=False)


@frozen
class Extremum:
    """The largest or smallest of values written one by one."""

    function: Literal["largest", "smallest"]
    values: tuple[Expression, ...]
    unit: Unit
    span: Span | None = field(default=None, eq=False)


@frozen
class Aggregate:
    """Sum, largest, smallest or count over a family or a collection, ``where`` a condition holds.

    Over no members at all a count is 0 and the others are not applicable.
    """

    function: Literal["sum", "largest", "smallest", "count"]
    over: Family | Collection
    value: Expression | None
    where: Condition | None
    unit: Unit
    span: Span | None = field(default=None, eq=False)


@frozen
class NotApplicableIf:
    """An alternative that says: no such quantity, when the condition is certain."""

    condition: Condition
    span: Span | None = field(default=None, eq=False)


@frozen
class AtLeast:
    """An alternative that only bounds: an unknown value, not below this one."""

    bound: Expression
    span: Span | None = field(default=None, eq=False)


@frozen
class FirstStated:
    """Sources in order of trust: the first alternative that is stated gives the value.

    A fact is stated unless it is blank; ``NotApplicableIf`` is stated when its condition is certain;
    the last alternative is always taken.
    """

    alternatives: tuple[Expression | NotApplicableIf | AtLeast, ...]
    unit: Unit
    span: Span | None = field(default=None, eq=False)


Expression: TypeAlias = (
    Quantity
    | ParameterRef
    | FactRef
    | MetricRef
    | MemberValue
    | MemberAttribute
    | Arithmetic
    | Extremum
    | Aggregate
    | FirstStated
)


@frozen
class Metric:
    """A quantity derived from facts as a regulation defines it (TPP, performance density)."""

    name: str
    kind: ItemKind
    unit: Unit
    expression: Expression
    title: str = ""
    cites: tuple[Citation, ...] = ()
    span: Span | None = field(default=None, eq=False)


# --- conditions -----------------------------------------------------------------------------


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


@frozen
class InGroup:
    """A country fact of the transaction lies in a set of countries. Only in license statements."""

    fact: str
    countries: frozenset[str]
    group: str = ""
    """The set as the rule writes it."""
    span: Span | None = field(default=None, eq=False)


Condition: TypeAlias = Comparison | Is | Holds | Not | All | Any | AnyPart | Limb | InGroup


# --- rules ----------------------------------------------------------------------------------


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
