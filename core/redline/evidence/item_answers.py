"""Answers of a program for one item, which all evidence is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from redline.catalog import Item
from redline.exact.completion import Completions, Settled
from redline.exact.interpreter import Evaluation, evaluate
from redline.program import Program
from redline.program.outputs import ControlOutput, ExclusionOutput, Ref, RulebookOutput
from redline.program.trace import Trace


class ItemAnswers:
    """Answers of a program for one item, each over all completions of its unknown facts."""

    def __init__(
        self,
        over: Program,
        item: Item | Callable[[], Item],
        answers: Mapping[Ref, bool | None] | None = None,
    ) -> None:
        self.program = over
        self._item = item
        self._answers = answers or {}

    @property
    def item(self) -> Item:
        """The item's facts."""
        return self._item if isinstance(self._item, Item) else self._item()

    @cached_property
    def evaluation(self) -> Evaluation:
        """The values of single nodes."""
        return evaluate(self.program, self.item)

    def settled(self, ref: Ref) -> Settled:
        """Return the answer of a node, with the facts that would settle it."""
        return self._completions.settled(ref)

    @cached_property
    def _completions(self) -> Completions:
        return Completions(self.program, self.item)

    def answer(self, ref: Ref) -> bool | None:
        """Return the answer of a node, None where completions differ."""
        return self._answers[ref] if ref in self._answers else self._completions.answer(ref)

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

    def notes(self, output: RulebookOutput) -> list[ExclusionOutput]:
        """Return the exclusions that hold and take the item out of a control it could be in."""
        met = {control.id: control.met for control in output.controls}
        return [
            note
            for note in output.exclusions
            if self.answer(note.node)
            and any(self.answer(met[id_]) is not False for id_ in note.controls if id_ in met)
        ]
