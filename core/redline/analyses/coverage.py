"""Say of each number of the law where it is encoded, and whether scenarios hold both of its sides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from attrs import frozen

from redline import model
from redline.catalog import Item
from redline.determination import Findings
from redline.phrase import expression_text
from redline.trace import Trace, walk


@frozen
class Covered:
    """A parameter in the rulebook that brought its number, with what its scenarios answer.

    ``places`` are the limbs, notes and statements that compare with it. ``pinned`` says whether some
    scenario is on the one side of it, and some on the other; ``verified`` whether somebody compared it
    with its source, which nobody did of a rulebook that states no day of that.
    """

    rulebook: str
    parameter: model.Parameter
    places: tuple[str, ...]
    pinned: bool
    verified: bool

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return {
            "rulebook": self.rulebook,
            "parameter": self.parameter.name,
            "number": number_of(self.parameter),
            "places": list(self.places),
            "cites": [str(cite) for cite in self.parameter.cites],
            "verified": self.verified,
            "pinned": self.pinned,
        }


def number_of(parameter: model.Parameter) -> str:
    """Write the number of a parameter with its unit, or its day."""
    return expression_text(model.Quantity(parameter.value, parameter.unit))


Trials = Iterable[tuple[Trace, Item]]
"""Each scenario's rulebook, lowered for its kind and moment, and its item."""


def coverage(books: Iterable[model.Rulebook], trials_of: Callable[[model.Rulebook], Trials]) -> list[Covered]:
    """Return the numbers that each rulebook brings, in the order of its text."""
    places: dict[str, dict[str, None]] = {}
    answers: dict[str, set[bool | None]] = {}
    brought: dict[str, tuple[model.Rulebook, model.Parameter]] = {}
    for book in books:
        for parameter in book.parameters:
            brought.setdefault(_key(parameter), (book, parameter))
        for place, condition in _placed(book):
            for parameter in _parameters(condition):
                places.setdefault(_key(parameter), {})[place] = None
        for trace, item in trials_of(book):
            findings = Findings(trace.program, item)
            for condition in trace.conditions:
                for parameter in _parameters(condition):
                    seen = answers.setdefault(_key(parameter), set())
                    seen.add(findings.answer(trace.node(condition)))
    return [
        Covered(
            book.id,
            parameter,
            tuple(places.get(key, ())),
            pinned=answers.get(key, set()) >= {True, False},
            verified=parameter.verified and book.verified is not None,
        )
        for key, (book, parameter) in brought.items()
    ]


def _key(parameter: model.Parameter) -> str:
    """Tell a number from that of an earlier text: it stands in another place."""
    return f"{parameter.name} at {parameter.span} is {parameter.value}"


def _placed(book: model.Rulebook) -> Iterator[tuple[str, model.Condition]]:
    """Yield each comparison of a rulebook with the innermost label that it stands under."""
    for control in book.controls:
        yield from _under(control.condition, control.id)
    for note in book.exclusions:
        yield from _under(note.condition, f'"{note.name}"')
    for presumption in book.presumptions:
        for condition in (presumption.condition, *presumption.overcome):
            yield from _under(condition, f'"{presumption.name}"')
    for exception in book.exceptions:
        if exception.condition is not None:
            yield from _under(exception.condition, f"exception {exception.code}")
    for policy in book.policies:
        if policy.condition is not None:
            yield from _under(policy.condition, policy.policy.replace("_", " "))


def _under(condition: model.Condition, label: str) -> Iterator[tuple[str, model.Condition]]:
    if isinstance(condition, model.Limb):
        yield from _under(condition.condition, condition.label)
    elif isinstance(condition, model.All | model.Any):
        for inner in condition.conditions:
            yield from _under(inner, label)
    else:
        for inner in walk(condition):
            yield label, inner


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
