"""Check functions of the language: the vector form is the exact one, and bounds of arguments give bounds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

import numpy as np

from redline.diagnostics import Diagnostic, PluginError
from redline.functions import TOLERANCE, Function, is_beyond
from redline.testing.finding import Faults, every, fault
from redline.testing.subject import Subject
from redline.values import number_text

_PROBES: Final = 200
"""Arguments on which a function is tried."""
_STEPS: Final = 12
"""Values that an argument takes one after the other, the smallest first."""

Numbers = tuple[Fraction, ...]


def exact(subject: Subject) -> Faults:
    """Check that the vector form of each function gives what its exact form gives."""
    for offer in subject.own(subject.offers.functions):
        function = subject.engine.plugins.functions[offer.name]
        try:
            for finding in _forms(function):
                yield offer.plugin, finding
        except PluginError as error:
            yield from ((offer.plugin, each) for each in every(error))


def claims(function: Function) -> Iterator[Diagnostic]:
    """Yield the arguments with which a function does not rise or fall as it says.

    An unknown argument would then give a bound that the value does not keep.
    """
    probes = _probes(function)[:_STEPS]
    for place, (unit, direction) in enumerate(function.arguments):
        steps = sorted({each[place] for each in probes})
        for numbers in probes:
            points = [(*numbers[:place], step, *numbers[place + 1 :]) for step in steps]
            values = [function.value(point) for point in points]
            for index, (low, high) in enumerate(pairwise(values)):
                if low != high and (low < high) != function.rises[place]:
                    message = (
                        f"function `{function.name}` says that it is {direction} in its argument {place + 1}"
                        f" ({unit}), and it is {number_text(low)} of {_listed(points[index])}"
                        f" and {number_text(high)} of {_listed(points[index + 1])}"
                    )
                    yield fault(message, "an unknown argument would give a wrong bound: correct the claim")
                    return


def permuted(function: Function) -> Iterator[Diagnostic]:
    """Yield a function whose vector form gives a row something else in another place."""
    columns = _columns(function, _probes(function))
    there = _column(function, columns)
    rows = np.random.default_rng(1).permutation(len(there))
    moved, alone = (
        _column(function, [each[rows] for each in columns]),
        _column(function, [c[:1] for c in columns]),
    )
    if not (
        np.array_equal(moved, there[rows], equal_nan=True)
        and np.array_equal(alone, there[:1], equal_nan=True)
    ):
        message = f"the vector form of function `{function.name}` gives a row something else in another place"
        yield fault(message, "let each row hang on its own arguments alone")


def _forms(function: Function) -> Iterator[Diagnostic]:
    """Yield the first arguments for which the two forms differ."""
    probes = _probes(function)
    found = _column(function, _columns(function, probes))
    for numbers, measured in zip(probes, found.tolist(), strict=True):
        value = function.value(numbers)
        if is_beyond(value) or (
            measured == measured and abs(Fraction(measured) - value) <= TOLERANCE * value
        ):
            continue
        message = (
            f"function `{function.name}` of {_listed(numbers)} is {number_text(value)} by its exact form"
        )
        remedy = "the exact form defines the function: let the vector form compute the same"
        yield fault(f"{message}, and {measured} by its vector form", remedy)
        return


# --- arguments ------------------------------------------------------------------------------


def _probes(function: Function) -> list[Numbers]:
    """Return arguments to try a function on, the same in every run; each is a float of its own."""
    draw = random.Random(function.name)  # noqa: S311 what is drawn is no secret
    places = range(len(function.arguments))
    return [tuple(_number(draw) for _ in places) for _ in range(_PROBES)]


def _number(draw: random.Random) -> Fraction:
    """Return a small whole number, or one of any size that items have."""
    if draw.random() < 0.3:
        return Fraction(draw.randrange(0, 40))
    return Fraction(float(f"{10 ** draw.uniform(-3, 5):.4g}"))


def _columns(function: Function, probes: list[Numbers]) -> list[Any]:
    return [np.array([float(each[place]) for each in probes]) for place in range(len(function.arguments))]


def _column(function: Function, columns: list[Any]) -> Any:
    out = np.empty(len(columns[0]))
    function.column(*columns, out=out, tried=False)
    return out


def _listed(numbers: Numbers) -> str:
    return ", ".join(number_text(number) for number in numbers)
