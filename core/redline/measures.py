"""Measure an item by metrics that no rulebook need compare, and say which facts these are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from redline import program
from redline.catalog import Item
from redline.interpreter import evaluate
from redline.lower import Builder, chosen_readings
from redline.model import Fact, ItemKind, Metric, MetricRef
from redline.outputs import Ref
from redline.program import Program
from redline.values import Value


class Measures:
    """Metrics over one kind of item, under chosen readings."""

    def __init__(self, kind: ItemKind, metrics: Iterable[Metric], readings: Mapping[str, str]) -> None:
        self.kind = kind
        self.metrics = {metric.name: metric for metric in metrics if metric.kind == kind}
        self._program, self._refs = _lowered(kind, self.metrics, readings)
        self._usual, self._usual_refs = _lowered(kind, self.metrics, {})

    def value(self, name: str, item: Item) -> Value:
        """Return what is known of a metric of an item."""
        return evaluate(self._program, item).number(self._refs[name])

    def facts(self, name: str) -> tuple[Fact, ...]:
        """Return the numbers that a metric is made of under the usual readings, each once.

        Facts of parts have an ``owner``. What conditions ask about is not among them.
        """
        found: dict[Fact, None] = {}
        waiting = [self._usual_refs[name]]
        while waiting:
            operation = self._usual.nodes[waiting.pop()].operation
            if isinstance(operation, program.FactValue):
                found[operation.fact] = None
            waiting += _value_path(operation)
        return tuple(found)


def _lowered(
    kind: ItemKind, metrics: Mapping[str, Metric], readings: Mapping[str, str]
) -> tuple[Program, dict[str, Ref]]:
    builder = Builder(kind, chosen_readings(kind, readings))
    refs = {name: builder.number(MetricRef(metric)) for name, metric in metrics.items()}
    return builder.finish([]), refs


def _value_path(operation: program.Operation) -> tuple[Ref, ...]:
    """Return the nodes that a value is made of, those that only conditions read left aside."""
    match operation:
        case program.Gather(_, _, _, value, _):
            return () if value is None else (value,)
        case program.NotApplicableWhen(_, value):
            return (value,)
        case program.Claimed(_, args, _):
            return args
    return program.arguments(operation)
