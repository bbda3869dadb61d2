"""Measure an item by metrics that no rulebook need compare, and say which facts these are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from redline.catalog import Item
from redline.model import Fact, ItemKind, Metric
from redline.questions.quantities import quantity
from redline.values import Value


class Measures:
    """Metrics over one kind of item, under chosen readings."""

    def __init__(self, kind: ItemKind, metrics: Iterable[Metric], readings: Mapping[str, str]) -> None:
        self.kind = kind
        self.metrics = {metric.name: metric for metric in metrics if metric.kind == kind}
        found = self.metrics.values()
        self._chosen = {name: quantity(kind, found, name, readings) for name in self.metrics}
        self._usual = {name: quantity(kind, found, name) for name in self.metrics}

    def value(self, name: str, item: Item) -> Value:
        """Return what is known of a metric of an item."""
        return self._chosen[name].of(item)

    def facts(self, name: str) -> tuple[Fact, ...]:
        """Return the numbers that a metric is made of under the usual readings, each once."""
        return self._usual[name].facts()
