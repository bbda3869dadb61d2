"""Say of each number of the law where it is encoded, and whether scenarios hold both of its sides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from attrs import frozen

from redline import model
from redline.catalog import Item
from redline.evidence.item_answers import ItemAnswers
from redline.evidence.phrase import expression_text
from redline.program.trace import Trace, walk
from redline.program.unverified import parameters_in
from redline.values import fields


@frozen
class Covered:
    """A parameter in the rulebook that brought its number, with what its scenarios answer.

    A number that stands in a limb itself is a parameter without a name, with the limb's source.

    ``places`` are the limbs, notes and statements that compare with it. ``pinned`` says whether some
    scenario is on the one side of it, and some on the other, and is None of a factor in a metric, which
    has no sides; ``verified`` whether somebody compared it with its source, which nobody did of a
    rulebook that states no day of that.
    """

    rulebook: str
    parameter: model.Parameter
    places: tuple[str, ...]
    pinned: bool | None
    verified: bool

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return {
            **fields(self, "rulebook"),
            "parameter": self.parameter.name or None,
            "number": number_of(self.parameter),
            **fields(self, "places"),
            "cites": [str(cite) for cite in self.parameter.cites],
            **fields(self, "verified pinned"),
        }


def number_of(parameter: model.Parameter) -> str:
    """Write the number of a parameter with its unit, or its day."""
    return expression_text(model.Quantity(parameter.value, parameter.unit))


Trials = Iterable[tuple[Trace, Item]]
"""Each scenario's rulebook, lowered for its kind and moment, and its item."""


def coverage(books: Iterable[model.Rulebook], trials_of: Callable[[model.Rulebook], Trials]) -> list[Covered]:
    """Return the numbers that each rulebook brings, in the order of its text."""
    places: dict[str, dict[str, None]] = {}
    factors: dict[str, dict[str, None]] = {}
    answers: dict[str, set[bool | None]] = {}
    brought: dict[str, tuple[model.Rulebook, model.Parameter]] = {}
    for book in books:
        for parameter in book.parameters:
            brought.setdefault(_key(parameter), (book, parameter))
        for metric in book.metrics:
            for parameter in parameters_in(metric.expression):
                factors.setdefault(_key(parameter), {})[f"metric {metric.name}"] = None
        for placed in _placed(book):
            for parameter in _numbers(placed.condition, placed.source):
                brought.setdefault(_key(parameter), (book, parameter))
                places.setdefault(_key(parameter), {})[placed.source.label] = None
        for trace, item in trials_of(book):
            findings = ItemAnswers(trace.program, item)
            for condition in trace.conditions:
                for parameter in _numbers(condition):
                    seen = answers.setdefault(_key(parameter), set())
                    seen.add(findings.answer(trace.node(condition)))
    return [
        Covered(
            book.id,
            parameter,
            (*places.get(key, ()), *factors.get(key, ())),
            pinned=None if key in factors and key not in places else answers.get(key, set()) >= {True, False},
            verified=parameter.verified and book.verified is not None,
        )
        for key, (book, parameter) in brought.items()
    ]


def _key(parameter: model.Parameter) -> str:
    """Tell a number from that of an earlier text: it stands in another place."""
    return f"{parameter.name} at {parameter.span} is {parameter.value}"


@frozen
class _Source:
    """What a comparison stands under: the innermost label, with what is said of its source there."""

    label: str = ""
    cites: tuple[model.Citation, ...] = ()
    verified: bool = True


_NOWHERE: Final = _Source()


@frozen
class _Placed:
    source: _Source
    condition: model.Condition


def _placed(book: model.Rulebook) -> Iterator[_Placed]:
    """Yield each comparison of a rulebook with what it stands under."""
    for control in book.controls:
        yield from _under(control.condition, _Source(control.id, control.cites, control.verified))
    for note in book.exclusions:
        yield from _under(note.condition, _Source(f'"{note.name}"', note.cites, note.verified))
    for presumption in book.presumptions:
        for condition in (presumption.condition, *presumption.overcome):
            source = _Source(f'"{presumption.name}"', presumption.cites, presumption.verified)
            yield from _under(condition, source)
    for exception in book.exceptions:
        if exception.condition is not None:
            source = _Source(f"exception {exception.code}", exception.cites, exception.verified)
            yield from _under(exception.condition, source)
    for policy in book.policies:
        if policy.condition is not None:
            source = _Source(policy.policy.replace("_", " "), policy.cites, policy.verified)
            yield from _under(policy.condition, source)


def _under(condition: model.Condition, source: _Source) -> Iterator[_Placed]:
    if isinstance(condition, model.Limb):
        cites = condition.cites or source.cites
        inner_source = _Source(condition.label, cites, verified=condition.verified and source.verified)
        yield from _under(condition.condition, inner_source)
    elif isinstance(condition, model.All | model.Any):
        for inner in condition.conditions:
            yield from _under(inner, source)
    else:
        for inner in walk(condition):
            yield _Placed(source, inner)


def _numbers(condition: model.Condition, source: _Source = _NOWHERE) -> Iterator[model.Parameter]:
    """Yield the numbers of a comparison: parameters, and what is written in it outright."""
    yield from _parameters(condition)
    if isinstance(condition, model.Comparison):
        for side in (condition.left, condition.right):
            if isinstance(side, model.Quantity) and side.span is not None:
                yield model.Parameter(
                    "", side.value, side.unit, source.cites, verified=source.verified, span=side.span
                )


def _parameters(condition: model.Condition) -> Iterator[model.Parameter]:
    """Yield the parameters that a comparison names outright, or in a sum or product."""
    if isinstance(condition, model.Comparison):
        waiting: list[model.Expression] = [condition.left, condition.right]
        while waiting:
            match waiting.pop():
                case model.ParameterRef(parameter):
                    yield parameter
                case model.Arithmetic(_, left, right):
                    waiting += [left, right]
                case model.Extremum(_, values) | model.Call(_, values):
                    waiting += values
