"""Measure how deep expressions go and how long they are, since later stages walk them by recursion."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import attrs

from redline import model

DEEPEST: Final = 80
"""Steps from a metric to the innermost part of its definition, through the metrics it names."""

LONGEST: Final = 1000
"""Parts of a metric's definition, with those of the metrics that it names in their places."""

_INNER: Final = (
    model.Arithmetic,
    model.Extremum,
    model.Call,
    model.Aggregate,
    model.FirstStated,
    model.UnderReading,
    model.ReadingCase,
    model.NotApplicableIf,
    model.AtLeast,
    model.AtMost,
    model.MetricRef,
    model.Comparison,
    model.Not,
    model.All,
    model.Any,
    model.AnyPart,
)


def depth(node: object, of_metric: Callable[[model.Metric], int]) -> int:
    """Return the steps from an expression or condition to the innermost part of it."""
    if isinstance(node, model.MetricRef):
        return 1 + of_metric(node.metric)
    return 1 + max((depth(part, of_metric) for part in _parts(node)), default=0)


def length(node: object, of_metric: Callable[[model.Metric], int]) -> int:
    """Return the number of parts of an expression or condition, each metric in it written out."""
    if isinstance(node, model.MetricRef):
        return 1 + of_metric(node.metric)
    return 1 + sum(length(part, of_metric) for part in _parts(node))


def _parts(node: object) -> Iterator[object]:
    if not isinstance(node, _INNER):
        return
    for field in attrs.fields(type(node)):
        value = getattr(node, field.name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, _INNER):
                yield part
