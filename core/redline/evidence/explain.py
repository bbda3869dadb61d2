"""Show how an outcome came about: the tree of limbs with values, thresholds and margins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import frozen

from redline import model
from redline.catalog import Item
from redline.evidence.arithmetic_shown import Workings
from redline.evidence.item_answers import ItemAnswers
from redline.evidence.phrase import condition_text, expression_text, value_text
from redline.inert import plain
from redline.program.lower import Moment
from redline.program.trace import Trace
from redline.program.unverified import name_of
from redline.units import DATE, Unit
from redline.values import Value, number_text

if TYPE_CHECKING:
    from redline.evidence.determination import Determination

_OUTCOME = {True: "yes", False: "no", None: "unknown"}
_DIGITS, _MANY_DIGITS = 6, 20
"""Significant digits of a value, and of one that would otherwise look as if it were the threshold."""
_WIDTH = 87
"""Columns of a statement in the tree."""


def explain(trace: Trace, item: Item, determination: Determination) -> str:
    """Write the evidence of a determination as text, one statement on each line."""
    lines = [*_head(trace, determination), "", *_Explanation(trace, item, determination.on).lines(), ""]
    lines += _definitions(trace, item, determination)
    for label, words in (
        ("excluded by", determination.excluded_by),
        ("presumed by", determination.presumed_by),
        ("missing", determination.missing),
        ("no source says", ["; ".join(determination.unstated)] if determination.unstated else []),
        ("not encoded", ["; ".join(determination.not_encoded)] if determination.not_encoded else []),
        ("possible controls", determination.possible_controls),
        ("readings", [f"{name} = {choice}" for name, choice in determination.readings.items()]),
        ("assumed", determination.assumptions),
        ("warning", determination.warnings),
    ):
        lines += _wrapped(f"{label}: {', '.join(words)}", "  ") if words else []
    return plain("\n".join(line.rstrip() for line in lines))


def _head(trace: Trace, determination: Determination) -> Iterator[str]:
    status = determination.status.replace("_", " ").upper()
    notes = ", ".join(determination.excluded_by) if determination.status == "not_controlled" else ""
    reason = f" (excluded by {notes})" if notes else ""
    yield f"{determination.item} ({determination.kind}) under {determination.rulebook}: {status}{reason}"
    book = trace.rulebook
    yield f"  {book.title}"
    yield f"  in force from {book.effective}; asked for {determination.on}"
    if determination.source:
        yield f"  encoded in {determination.source}"
    yield from _license(determination)


def _definitions(trace: Trace, item: Item, determination: Determination) -> Iterator[str]:
    """Yield what the metrics mean, how they come about here, and where that is laid down."""
    workings = Workings(trace, item, Moment(determination.on, determination.mode))
    for metric in trace.metrics():
        yield from _wrapped(f"{metric.name} = {expression_text(metric.expression)}", "  ")
        yield from _wrapped(f"= {workings.line(metric)}", "    ")
        cites = f"  [{'; '.join(_written(metric.cites))}]" if metric.cites else ""
        if metric.title or cites:
            yield f"    {metric.title}{cites}"


def _wrapped(text: str, indent: str, width: int = 98) -> list[str]:
    from textwrap import wrap

    return wrap(text, width, initial_indent=indent, subsequent_indent=f"{indent}    ", break_long_words=False)


def _license(determination: Determination) -> Iterator[str]:
    """Yield what license is needed, in words."""
    license_ = determination.license
    if license_ is None:
        return
    required = {True: "REQUIRED", False: "NOT REQUIRED", None: "UNDETERMINED"}[license_["required"]]
    policy = f", {license_['policy'].replace('_', ' ')}" if license_["policy"] else ""
    yield f"  license: {required}{policy}"
    yield from (f"    to show: {duty}" for duty in license_["obligations"])
    for exception in license_["exceptions"]:
        duties = f": {'; '.join(exception['obligations'])}" if exception["obligations"] else ""
        yield from _wrapped(f"exception {exception['code']} can be used{duties}", "    ")
    if license_["possible_policies"]:
        policies = ", ".join(license_["possible_policies"]).replace("_", " ")
        yield from _wrapped(f"review policy open: {policies}", "    ")
    if license_["possible_exceptions"]:
        yield f"    exception {', '.join(license_['possible_exceptions'])} may be usable"
    for basis in license_["rests_on"]:
        yield from _wrapped(basis, "    ")
    if license_["missing"]:
        yield f"    missing: {', '.join(license_['missing'])}"
    if license_["unstated"]:
        yield from _wrapped(f"no source says: {'; '.join(license_['unstated'])}", "    ")


@frozen
class _Row:
    """One line of the tree: the outcome, the statement at its depth, and what backs it."""

    outcome: str
    depth: int
    text: str
    margin: str = ""
    cites: tuple[str, ...] = ()


_VERBS = {
    model.LicenseRequirement: "required",
    model.LicenseException: "available",
    model.ReviewPolicy: "applies",
    model.Completeness: "complete",
}


class _Explanation:
    def __init__(self, trace: Trace, item: Item, on: dt.date) -> None:
        self.trace = trace
        self.on = on
        self.item = item
        self.findings = ItemAnswers(trace.program, item)
        self._cited: set[str] = set()
        self._nearest: dict[str, Fraction] = {}

    def lines(self) -> Iterator[str]:
        """Yield the lines of the tree, columns aligned; a citation stands where it is first needed."""
        rows = list(self._rows())
        width = max((2 * row.depth + len(row.text) for row in rows if row.margin), default=0)
        open_cites: list[tuple[str, ...]] = []
        for row in rows:
            first, *others = [row.text] if row.margin else _wrapped(row.text, "", _WIDTH - 2 * row.depth)
            yield f"  {row.outcome:<8} {'  ' * row.depth + first:<{width}}  {row.margin}"
            yield from (f"  {'':<8} {'  ' * row.depth}{other}" for other in others)
            open_cites = open_cites[: row.depth] + [()] * (row.depth - len(open_cites))
            cites = [
                cite for cite in dict.fromkeys(row.cites) if not any(cite in above for above in open_cites)
            ]
            open_cites.append(row.cites)
            if cites:
                yield f"  {'':<8} {'  ' * row.depth}  [{'; '.join(cites)}]"
        if self._nearest:
            nearest = min(self._nearest, key=lambda text: self._nearest[text])
            yield ""
            yield f"  nearest to the line: {nearest}"
            yield "  margins: + above the threshold, - below it, in percent of the threshold"

    def _rows(self) -> Iterator[_Row]:
        outputs = {control.id: control for control in self.trace.output.controls}
        for control in self.trace.controls():
            outcome = self._outcome(outputs[control.id].applies)
            yield _Row(outcome, 0, f'control {control.id} "{control.title}"', cites=_written(control.cites))
            yield from self._condition(control.condition, 1, "controlled when ")
            for each in control.suspensions:
                if each.holds(self.on):
                    text = f"suspended from {each.start} until {each.end}"
                    yield _Row("yes", 1, text, cites=_written(each.cites))
            for other in control.yields_to:
                if other in outputs:
                    outcome = self._outcome(outputs[other].applies)
                    yield _Row(outcome, 1, f"yields to {other}, where that applies")
        yield from self._presumptions()
        notes = {note.name: note.node for note in self.trace.output.exclusions}
        for note in self.trace.rulebook.exclusions:
            if note.name in notes:
                text = f'exclusion "{note.name}" from {", ".join(note.controls)}'
                yield _Row(self._outcome(notes[note.name]), 0, text, cites=_written(note.cites))
                yield from self._condition(note.condition, 1, "excluded when ")
        for reached in self.trace.output.reached:
            entry = reached.entry
            title = f' "{entry.title}"' if entry.title else ""
            text = f"not encoded {entry.place}{title}: {entry.reason}"
            yield _Row(self._outcome(reached.node), 0, text, cites=_written(entry.cites))
            if entry.reaches is not None:
                yield from self._condition(entry.reaches, 1, "reaches when ")
        yield from self._licenses()

    def _presumptions(self) -> Iterator[_Row]:
        notes = {note.name: note for note in self.trace.output.presumptions}
        for note in self.trace.rulebook.presumptions:
            if note.name in notes:
                text = f'presumption "{note.name}" of {", ".join(note.controls)}'
                yield _Row(self._outcome(notes[note.name].stands), 0, text, cites=_written(note.cites))
                yield from self._condition(note.condition, 1, "presumed when ")
                for way in note.overcome:
                    yield from self._condition(way, 1, "overcome when ")

    def _licenses(self) -> Iterator[_Row]:
        """Yield the license statements that count, where a license is asked about and could be needed."""
        output = self.trace.output
        if output.license is None or self.findings.answer(output.license.required) is False:
            return
        license_ = output.license
        pairs = (*license_.requirements, *license_.conditions, *license_.policies, *license_.complete)
        statements = self.trace.license_statements()
        for statement, (_, ref) in zip(statements, pairs, strict=True):
            text = f"{name_of(statement)} for {', '.join(statement.controls)}"
            yield _Row(self._outcome(ref), 0, text, cites=_written(statement.cites))
            if statement.condition is not None:
                yield from self._condition(statement.condition, 1, f"{_VERBS[type(statement)]} when ")

    def _outcome(self, ref: int) -> str:
        return _OUTCOME[self.findings.answer(ref)]

    def _condition(
        self, condition: model.Condition, depth: int, lead: str = "", cites: tuple[str, ...] = ()
    ) -> Iterator[_Row]:
        """Yield the row of a condition and of those inside it; ``lead`` and ``cites`` go with the first."""
        outcome = self._outcome(self.trace.node(condition))
        match condition:
            case model.Limb(label, inner, more):
                yield from self._condition(inner, depth, f"{lead}limb {label}: ", (*cites, *_written(more)))
            case model.All() | model.Any():
                word = "all" if isinstance(condition, model.All) else "any"
                yield _Row(outcome, depth, f"{lead}{word} of", cites=cites)
                for inner in _flat(condition):
                    yield from self._condition(inner, depth + 1)
            case model.Not(model.All() | model.Any() | model.Limb() | model.Comparison() as inner):
                yield _Row(outcome, depth, f"{lead}not", cites=cites)
                yield from self._condition(inner, depth + 1)
            case model.Comparison():
                yield self._comparison(condition, outcome, depth, lead, cites)
            case _:
                yield _Row(outcome, depth, f"{lead}{self._stated(condition)}", cites=cites)

    def _stated(self, condition: model.Condition) -> str:
        """Write a condition on a word, with the word that the item states."""
        match condition:
            case model.Not(inner):
                written = self._stated(inner)
                return f"not ({written})" if written != condition_text(inner) else condition_text(condition)
            case model.Holds(fact):
                return f"{fact.name}: {self._word(fact)}"
            case model.Is(fact, categories):
                return f"{fact.name} {self._word(fact)} is {' or '.join(categories)}"
            case model.InGroup(fact, _, group):
                return f"{fact.name} {self._word(fact)} in {group}"
        return condition_text(condition)

    def _word(self, fact: model.Fact) -> str:
        word = self.item.words.get(fact.name, "unknown")
        return {True: "yes", False: "no"}[word] if isinstance(word, bool) else word

    def _comparison(
        self, condition: model.Comparison, outcome: str, depth: int, lead: str, cites: tuple[str, ...]
    ) -> _Row:
        left, right = self._value(condition.left), self._value(condition.right)
        if "yes" in (left.absent, right.absent):
            outcome = "no (n/a)"
        scaled = _in_unit(right, condition.right.unit, condition.left.unit)
        digits = _DIGITS if _differ(left, scaled, _DIGITS) else _MANY_DIGITS
        sides = _operand(condition.left, left, digits), _operand(condition.right, right, digits)
        text = f"{lead}{sides[0]} {condition.operator} {sides[1]}"
        margin = _days_off(left, scaled) if condition.left.unit == DATE else _margin(left, scaled)
        if condition.left.unit != DATE and left.is_known and scaled.is_known and scaled.low:
            compared = text.removeprefix(lead)
            self._nearest.setdefault(f"{compared}, {margin}", abs(left.low - scaled.low) / scaled.low)
        return _Row(outcome, depth, text, margin, (*cites, *self._parameter_cites(condition)))

    def _parameter_cites(self, condition: model.Comparison) -> Iterator[str]:
        """Yield what the thresholds cite, for each threshold once."""
        for side in (condition.left, condition.right):
            if isinstance(side, model.ParameterRef) and side.parameter.name not in self._cited:
                self._cited.add(side.parameter.name)
                yield from map(str, side.parameter.cites)

    def _value(self, expression: model.Expression) -> Value:
        return self.findings.evaluation.number(self.trace.node(expression))


def _operand(expression: model.Expression, value: Value, digits: int) -> str:
    """Write an operand with its value; a number of the rule is its own value."""
    written = expression_text(expression)
    if isinstance(expression, model.Quantity | model.ParameterRef):
        return written
    if not isinstance(expression, model.MetricRef | model.FactRef):
        written = f"({written})"
    return f"{written} {value_text(value, expression.unit, digits)}"


def _differ(left: Value, right: Value, digits: int) -> bool:
    """Return whether two values that differ also differ as written."""
    return left.low == right.low or number_text(left.low, digits) != number_text(right.low, digits)


def _flat(junction: model.All | model.Any) -> Iterator[model.Condition]:
    """Yield the conditions that are joined; a junction of the same kind inside is part of it."""
    for inner in junction.conditions:
        if isinstance(inner, type(junction)):
            yield from _flat(inner)
        else:
            yield inner


def _written(cites: tuple[model.Citation, ...]) -> tuple[str, ...]:
    return tuple(map(str, cites))


def _in_unit(value: Value, unit: Unit, wanted: Unit) -> Value:
    factor = unit.conversion_to(wanted)
    high = None if value.high is None else value.high * factor
    return Value(value.low * factor, high, value.low_open, value.high_open, value.absent)


def _margin(value: Value, line: Value) -> str:
    """Write how far a value lies from a known line, in percent of the line."""
    if not line.is_known or not line.low or value.absent == "yes":
        return ""
    if value.is_known:
        return _percent(value.low, line.low)
    if value.high is None:
        return f"{_percent(value.low, line.low)} or more" if value.low else ""
    return f"{_percent(value.low, line.low)} to {_percent(value.high, line.low)}"


def _percent(value: Fraction, line: Fraction) -> str:
    share = (value - line) / line * 100
    if share == 0:
        return "at the line"
    sign = "+" if share > 0 else "-"
    return f"{sign}{number_text(abs(share), 3)} %"


def _days_off(value: Value, line: Value) -> str:
    """Write how far a date lies from a known one, in days."""
    if not line.is_known or value.absent == "yes" or value.high is None or value.low < 1:
        return ""
    ends = dict.fromkeys((_days(value.low - line.low), _days(value.high - line.low)))
    return " to ".join(ends)


def _days(difference: Fraction) -> str:
    if difference == 0:
        return "on the day"
    days = f"{number_text(abs(difference))} day{'' if abs(difference) == 1 else 's'}"
    return f"{days} {'after' if difference > 0 else 'before'}"
