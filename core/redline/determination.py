"""Determine one item under one rulebook: the outcome with its evidence."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from attrs import evolve, field, frozen

from redline.catalog import Item
from redline.completion import Settled, settle
from redline.interpreter import Evaluation, evaluate
from redline.licensing import License, license_of
from redline.program import ControlOutput, ExclusionOutput, Program, Ref, RulebookOutput
from redline.terms import Terms
from redline.trace import Trace
from redline.units import Unit
from redline.values import UNKNOWN, Status, Value, json_number


@frozen(eq=False)
class Determination:
    """The outcome of one rulebook for one item, with its evidence.

    ``limbs`` are those met in controls whose own condition is met, even where an exclusion takes the
    item out. ``controls`` are those that certainly apply; ``possible_controls`` those that apply
    under some completion of the unknown facts and not under another.
    """

    item: str
    kind: str
    rulebook: str
    on: dt.date
    status: str
    controls: tuple[str, ...]
    possible_controls: tuple[str, ...]
    limbs: tuple[str, ...]
    excluded_by: tuple[str, ...]
    presumed_by: tuple[str, ...]
    missing: tuple[str, ...]
    metrics: Mapping[str, Mapping[str, Any] | None]
    license: License | None
    cites: tuple[str, ...]
    assumptions: tuple[str, ...]
    warnings: tuple[str, ...]
    mode: str
    readings: Mapping[str, str]
    """The choice for each reading of the item kind, whether it was asked for or is the default."""
    source: str
    """The plugin and the text that the rulebook came from."""
    trace: Trace = field(repr=False)
    """The rulebook as it was lowered, for those who take the outcome apart."""
    facts: Item = field(repr=False)
    """What was known of the item."""

    def explain(self) -> str:
        """Write the limb tree with values, thresholds, citations, outcomes and margins."""
        from redline.explain import explain

        return explain(self.trace, self.facts, self)

    def to_dict(self) -> dict[str, Any]:
        """Return the determination as JSON writes it."""
        return {
            "item": self.item,
            "kind": self.kind,
            "rulebook": self.rulebook,
            "on": self.on.isoformat(),
            "status": self.status,
            "controls": list(self.controls),
            "possible_controls": list(self.possible_controls),
            "limbs": list(self.limbs),
            "excluded_by": list(self.excluded_by),
            "presumed_by": list(self.presumed_by),
            "missing": list(self.missing),
            "metrics": {name: None if value is None else dict(value) for name, value in self.metrics.items()},
            "license": self.license,
            "cites": list(self.cites),
            "assumptions": list(self.assumptions),
            "warnings": list(self.warnings),
            "mode": self.mode,
            "readings": dict(self.readings),
            "source": self.source,
        }


@frozen(eq=False)
class Inquiry:
    """One rulebook put to items: on which day, on which terms, with which warnings."""

    trace: Trace
    on: dt.date
    terms: Terms = field(factory=Terms)
    warnings: tuple[str, ...] = ()
    source: str = ""

    def determine(self, item: Item, assumed: Sequence[str] = ()) -> Determination:
        """Determine one item of the trace's kind; ``assumed`` names facts that nobody stated."""
        findings = Findings(self.trace.program, item)
        output = self.trace.output
        status = findings.settled(output.status)
        met = findings.controls_met(self.trace)
        limbs = tuple(
            dict.fromkeys(
                limb.label for control in met for limb in control.limbs if findings.answer(limb.node)
            )
        )
        excluded_by = tuple(note.name for note in findings.notes(output))
        presumed_by = tuple(note.name for note in output.presumptions if findings.answer(note.stands))
        license_, clashes = None, list[str]()
        if output.license is not None:
            license_, clashes = license_of(self.trace, findings.settled)
        return Determination(
            item=item.name,
            kind=self.trace.program.kind.name,
            rulebook=self.trace.rulebook.id,
            on=self.on,
            status=Status.of(status.truth).word,
            controls=tuple(c.id for c in output.controls if findings.answer(c.applies)),
            possible_controls=tuple(c.id for c in output.controls if findings.answer(c.applies) is None),
            limbs=limbs,
            excluded_by=excluded_by,
            presumed_by=presumed_by,
            missing=status.missing if status.truth is None else (),
            metrics={
                name: metric_dict(findings.evaluation.number(ref), self.trace.units[name])
                for name, ref in output.metrics
            },
            license=license_,
            cites=self.trace.cites({*limbs, *excluded_by, *presumed_by, *(control.id for control in met)}),
            assumptions=findings.assumptions(output, assumed),
            warnings=(*self._warnings(status), *clashes),
            mode=self.terms.mode,
            readings=dict(self.trace.program.readings),
            source=self.source,
            trace=self.trace,
            facts=item,
        )

    def _warnings(self, status: Settled) -> tuple[str, ...]:
        found = [*self.warnings, *self.trace.unverified()]
        if not status.proven:
            found.append("the shape of the rule leaves unproven that the unknown facts matter")
        return tuple(found)


class Findings:
    """Answers of a program for one item, each over all completions of its unknown facts."""

    def __init__(self, program: Program, item: Item) -> None:
        self.program = program
        self.item = item
        self._settled: dict[Ref, Settled] = {}

    @cached_property
    def evaluation(self) -> Evaluation:
        """The values of single nodes."""
        return evaluate(self.program, self.item)

    def settled(self, ref: Ref) -> Settled:
        """Return the answer of a node, with the facts that would settle it."""
        if ref not in self._settled:
            truth = self.evaluation.truth(ref)
            known = truth is not None
            self._settled[ref] = Settled(truth) if known else settle(self.program, self.item, (ref,))[0]
        return self._settled[ref]

    def answer(self, ref: Ref) -> bool | None:
        """Return the answer of a node, None where completions differ."""
        return self.settled(ref).truth

    def controls_met(self, trace: Trace) -> list[ControlOutput]:
        """Return the controls whose condition is met and that do not yield to another."""
        outputs = {control.id: control for control in trace.output.controls}
        return [
            outputs[control.id]
            for control in trace.controls()
            if self.answer(outputs[control.id].met)
            and not any(
                self.answer(outputs[other].applies) for other in control.yields_to if other in outputs
            )
        ]

    def assumptions(self, output: RulebookOutput, assumed: Sequence[str]) -> tuple[str, ...]:
        """Say what is taken for granted, where an answer could be another without it."""
        license_ = output.license
        refs = [output.status, *(control.applies for control in output.controls)]
        if license_ is not None:
            pairs = (*license_.requirements, *license_.exceptions, *license_.policies)
            refs += [license_.required, *(ref for _, ref in pairs)]
        answers = [self.answer(ref) for ref in refs]
        return tuple(
            self._assumption(name)
            for name in assumed
            if answers != [one.truth for one in settle(self.program, _without(self.item, name), refs)]
        )

    def _assumption(self, name: str) -> str:
        transaction = self.program.kind.transaction
        fact = transaction.fact(name)
        assert fact is not None
        label = re.split("[,;]", fact.description)[0] or name
        value: object = self.item.words.get(name)
        if value is None:
            value = self.item.number(name)
        text = {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
        source = transaction.fact(dict(transaction.assumed)[name])
        of = "" if source is None else f" (the {re.split('[,;]', source.description)[0] or source.name})"
        return f"{label}: {text}{of}"

    def notes(self, output: RulebookOutput) -> list[ExclusionOutput]:
        """Return the exclusions that hold and take the item out of a control it could be in."""
        met = {control.id: control.met for control in output.controls}
        return [
            note
            for note in output.exclusions
            if self.answer(note.node)
            and any(self.answer(met[id_]) is not False for id_ in note.controls if id_ in met)
        ]


def _without(item: Item, fact: str) -> Item:
    """Return the item with one fact blank."""
    numbers = {name: value for name, value in item.numbers.items() if name != fact}
    words = {name: value for name, value in item.words.items() if name != fact}
    return evolve(item, numbers=numbers, words=words)


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
