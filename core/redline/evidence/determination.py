"""Determine one item under one rulebook: the outcome with its evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from itertools import chain
from typing import Any

from attrs import field, frozen

from redline import model
from redline.catalog import Item
from redline.evidence.assumed import Granted
from redline.evidence.explain import explain
from redline.evidence.item_answers import ItemAnswers
from redline.evidence.licensing import License, license_of
from redline.evidence.phrase import value_text
from redline.evidence.suspended import suspended, suspension_warnings
from redline.exact.completion import Settled
from redline.program.outputs import ControlOutput, Ref, RulebookOutput
from redline.program.trace import Trace
from redline.query import Query
from redline.units import Unit
from redline.values import UNKNOWN, Status, Value, fields, json_number

_EXACT = 60
"""Digits beyond which a number that somebody stated is not shown."""


@frozen(eq=False, slots=False)
class Determination:
    """The outcome of one rulebook for one item, with its evidence, which is worked out when it is asked for.

    ``limbs`` are those met in controls whose own condition is met, even where an exclusion takes the
    item out. ``controls`` are those that certainly apply; ``possible_controls`` those that apply
    under some completion of the unknown facts and not under another.
    """

    item: str
    _inquiry: Inquiry = field(repr=False)
    _facts: Callable[[], Item] = field(repr=False)
    _assumed: tuple[str, ...] = field(default=(), repr=False)
    _answers: Mapping[Ref, bool | None] = field(factory=dict, repr=False)
    """Answers of nodes that are known already."""

    def __reduce__(self) -> tuple[Any, ...]:
        facts = partial(_self, self._facts())
        return type(self), (self.item, self._inquiry, facts, self._assumed, dict(self._answers))

    @property
    def kind(self) -> str:
        """The item's kind, such as ``chip``."""
        return self._inquiry.trace.program.kind.name

    @property
    def rulebook(self) -> str:
        """The id of the rulebook."""
        return self._inquiry.trace.rulebook.id

    @property
    def on(self) -> dt.date:
        """The day the answer is for."""
        return self._inquiry.on

    @property
    def mode(self) -> str:
        """``enforced`` or ``text``, as asked."""
        return self._inquiry.query.mode

    @property
    def readings(self) -> Mapping[str, str]:
        """The choice for each reading of the item kind, whether it was asked for or is the default."""
        return dict(self._inquiry.trace.program.readings)

    @property
    def source(self) -> str:
        """The plugin and the text that the rulebook came from."""
        return self._inquiry.source

    @property
    def trace(self) -> Trace:
        """The rulebook as it was lowered, for those who take the outcome apart."""
        return self._inquiry.trace

    @property
    def facts(self) -> Item:
        """What was known of the item."""
        return self._facts()

    @property
    def status(self) -> str:
        """``controlled``, ``not_controlled``, ``undetermined`` or ``not_covered``."""
        if not self._output.covered:
            return Status.NOT_COVERED.word
        return Status.of(self._findings.answer(self._output.status)).word

    @cached_property
    def controls(self) -> tuple[str, ...]:
        """Controls that certainly apply."""
        return tuple(each.id for each in self._output.controls if self._findings.answer(each.applies))

    @cached_property
    def possible_controls(self) -> tuple[str, ...]:
        """Controls that apply or not, depending on unknown facts."""
        answer = self._findings.answer
        return tuple(each.id for each in self._output.controls if answer(each.applies) is None)

    @cached_property
    def limbs(self) -> tuple[str, ...]:
        """Labels of the limbs that are met."""
        return tuple(dict.fromkeys(chain.from_iterable(map(self._limbs_of, self._met))))

    @cached_property
    def grounds(self) -> tuple[str, ...]:
        """What an outcome rests on, as tables name it: limbs, and controls that are met without one.

        Where no control is met, those that apply all the same: by a presumption.
        """
        named = (self._limbs_of(control) or [control.id] for control in self._met)
        return tuple(dict.fromkeys(chain.from_iterable(named))) or self.controls

    @cached_property
    def excluded_by(self) -> tuple[str, ...]:
        """Exclusions that take the item out of a control it could be in."""
        return tuple(note.name for note in self._findings.notes(self._output))

    @cached_property
    def presumed_by(self) -> tuple[str, ...]:
        """Presumptions that stand."""
        notes = self._output.presumptions
        return tuple(note.name for note in notes if self._findings.answer(note.stands))

    @cached_property
    def suspended(self) -> tuple[str, ...]:
        """Controls and license statements that would bear on the item, and are suspended on this day."""
        return suspended(self._inquiry.trace, self.on, self._findings.answer)

    @property
    def missing(self) -> tuple[str, ...]:
        """Facts that would settle an undetermined outcome: the first of ``missing_sets``.

        Where ``unstated`` is not empty, they settle it only together with that.
        """
        return self._open.missing

    @property
    def missing_sets(self) -> tuple[tuple[str, ...], ...]:
        """Sets of facts, each of which settles an undetermined outcome whatever they are; smallest first."""
        return self._open.sets

    @property
    def proven(self) -> bool:
        """Whether an undetermined outcome is shown to turn out both ways; definite ones are always proven."""
        return self._open.proven

    @property
    def unstated(self) -> tuple[str, ...]:
        """What would settle an undetermined outcome if a source said it: each limb with the reason given."""
        return self._open.unstated

    @cached_property
    def _open(self) -> Settled:
        """What leaves the status open, nothing where it is known."""
        known = self._findings.answer(self._output.status)
        return Settled(known) if known is not None else self._findings.settled(self._output.status)

    @property
    def not_encoded(self) -> tuple[str, ...]:
        """Entries of the law that are known to be missing, where the text has nothing on such items."""
        if self._output.covered:
            return ()
        kind = self._inquiry.trace.program.kind
        entries = self._inquiry.trace.rulebook.not_encoded
        return tuple(named_entry(entry) for entry in entries if kind in entry.kinds)

    @cached_property
    def metrics(self) -> Mapping[str, Mapping[str, Any] | None]:
        """What is known of the metrics that the rulebook compares, by name."""
        number, units = self._findings.evaluation.number, self._inquiry.trace.units
        return {name: metric_dict(number(ref), units[name]) for name, ref in self._output.metrics}

    @property
    def license(self) -> License | None:
        """What a license has to do with it; None as long as no destination is given."""
        return self._license[0]

    @cached_property
    def transaction(self) -> Mapping[str, str] | None:
        """What was said of the transaction, by fact; None as long as no destination is given."""
        if self._output.license is None:
            return None
        item, found = self.facts, {}
        for fact in self._inquiry.trace.program.kind.transaction.facts:
            if fact.name in self._assumed:
                continue
            if fact.name in item.words:
                word = item.words[fact.name]
                found[fact.name] = word if isinstance(word, str) else ("no", "yes")[word]
            elif fact.name in item.numbers:
                found[fact.name] = value_text(item.numbers[fact.name], fact.unit, _EXACT)
        return found

    @cached_property
    def cites(self) -> tuple[str, ...]:
        """The paragraphs and publications that the outcome rests on.

        That is also what shows that the text has no control over items of the kind.
        """
        met = (control.id for control in self._met)
        cited = self._inquiry.trace.cites({*self.limbs, *self.excluded_by, *self.presumed_by, *met})
        return cited or self._inquiry.trace.cites_of_absence()

    @cached_property
    def assumptions(self) -> tuple[str, ...]:
        """What was taken for granted: of the transaction, and of words that decide if a quantity applies."""
        found = self._findings
        stated = self._inquiry.granted.of(
            found.item, found.evaluation, found.answer, self._output, self._assumed
        )
        return (*stated, *self._license[2])

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """What you should know before you use the outcome."""
        found = [*self._inquiry.warnings, *self._inquiry.trace.unverified()]
        if not self.proven:
            found.append("the shape of the rule leaves unproven that the unknown facts matter")
        return (*found, *self._license[1], *suspension_warnings(self.trace, self.on, self._findings.answer))

    def explain(self) -> str:
        """Write the limb tree with values, thresholds, citations, outcomes and margins."""
        return explain(self.trace, self.facts, self)

    def to_dict(self) -> dict[str, Any]:
        """Return the determination as JSON writes it."""
        return fields(
            self,
            "item kind rulebook on status controls possible_controls limbs excluded_by presumed_by suspended "
            "missing unstated missing_sets proven not_encoded metrics transaction license cites assumptions "
            "warnings mode readings source",
        )

    @property
    def _output(self) -> RulebookOutput:
        return self._inquiry.trace.output

    @cached_property
    def _findings(self) -> ItemAnswers:
        return ItemAnswers(self._inquiry.trace.program, self._facts, self._answers)

    @cached_property
    def _met(self) -> list[ControlOutput]:
        return self._findings.controls_met(self._inquiry.trace)

    def _limbs_of(self, control: ControlOutput) -> list[str]:
        return [limb.label for limb in control.limbs if self._findings.answer(limb.node)]

    @cached_property
    def _license(self) -> tuple[License | None, list[str], tuple[str, ...]]:
        """What license is needed, the statements that clash, and what is taken for granted."""
        if self._output.license is None:
            return None, [], ()
        return license_of(self._inquiry.trace, self._findings.answer, self._findings.settled)


def named_entry(entry: model.NotEncoded) -> str:
    """Name an entry that is not encoded, with what it is about."""
    return f"{entry.place}: {entry.title}" if entry.title else entry.place


def _self(item: Item) -> Item:
    return item


@frozen(eq=False, slots=False)
class Inquiry:
    """One rulebook put to items: on which day, on which terms, with which warnings."""

    trace: Trace = field(repr=False)
    on: dt.date
    query: Query = field(factory=Query)
    notes: tuple[str, ...] = ()
    """What to know about the catalog, and about the rulebook whatever the day."""
    source: str = ""
    cautions: tuple[str, ...] = ()
    """What to know about the rulebook on that day."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What to know before using any outcome."""
        return (*self.cautions, *self.notes)

    @cached_property
    def granted(self) -> Granted:
        """What answers take for granted."""
        return Granted(self.trace.program)

    def determine(self, item: Item, assumed: Sequence[str] = ()) -> Determination:
        """Determine one item of the trace's kind; ``assumed`` names facts that nobody stated."""
        return Determination(item.name, self, partial(_self, item), tuple(assumed))


def metric_dict(value: Value, unit: Unit) -> dict[str, Any] | None:
    """Return what is known of a metric as JSON writes it, None where nothing is."""
    if value.absent == "yes":
        return {"value": None, "not_applicable": True, "unit": str(unit)}
    if value.is_known:
        return {"value": json_number(value.low), "unit": str(unit)}
    if value.low == UNKNOWN.low and value.high is None:
        return None
    high = None if value.high is None else json_number(value.high)
    bounds = {"value": None, "low": json_number(value.low), "high": high, "unit": str(unit)}
    return bounds if value.absent == "no" else {**bounds, "may_not_apply": True}
