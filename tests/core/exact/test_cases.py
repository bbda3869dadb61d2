"""A blank word that decides whether a quantity applies is no certain "no": both answers are tried."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import pytest

import redline
from redline import model, program
from redline.catalog import Item
from redline.catalog.input import read_columns
from redline.exact.completion import Completions, Settled, _alike
from redline.exact.interpreter import evaluate
from redline.kernel import Kernel
from redline.program.lower import lower
from redline.units import ONE
from redline.values import Status, known
from tests.support import generated

SIZE = model.FactRef(generated.NUMBER_FACTS[0])
SPEED = model.FactRef(generated.NUMBER_FACTS[1])
PLANAR = model.Is(generated.CATEGORY, ("planar",))
APPLICABLE = model.FirstStated((model.NotApplicableIf(PLANAR), SIZE), ONE)
DENSITY = model.Arithmetic("/", SPEED, APPLICABLE, ONE)


@cache
def engine() -> redline.Engine:
    return redline.load()


def at_least(left: model.Expression, number: int) -> model.Comparison:
    return model.Comparison(">=", left, model.Quantity(Fraction(number), ONE))


def statuses(condition: model.Condition, columns: dict[str, Any]) -> list[int]:
    control = model.Control("1", generated.KIND, "", condition)
    book = model.Rulebook("book", "", "r", dt.date(2022, 1, 1), None, None, (control,))
    return list(Kernel(lower(generated.KIND, [book]))(columns)["book"])


COLUMNS: dict[str, Any] = {
    "speed": np.array([70.0, 70.0, 70.0, 1.0]),
    "size": np.array([7.0, 7.0, 7.0, 7.0]),
    "shape": ["fin", "planar", "", ""],
}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (at_least(DENSITY, 10), [1, 0, 2, 0]),
        (model.Not(at_least(DENSITY, 10)), [0, 1, 2, 1]),
        # whatever the shape is, one of the two holds
        (model.Any((at_least(DENSITY, 10), PLANAR)), [1, 1, 1, 2]),
        (model.All((at_least(DENSITY, 10), PLANAR)), [0, 0, 0, 0]),
    ],
)
def test_both_engines_try_what_a_blank_word_may_be(condition: model.Condition, expected: list[int]) -> None:
    control = model.Control("1", generated.KIND, "", condition)
    over = lower(
        generated.KIND, [model.Rulebook("book", "", "r", dt.date(2022, 1, 1), None, None, (control,))]
    )
    catalog = read_columns(COLUMNS, [generated.KIND])
    found = [Completions(over, catalog.item(row)).found(over.rulebooks[0].status) for row in range(4)]

    assert expected == statuses(condition, COLUMNS)
    assert [(code, True) for code in expected] == [(Status.of(one.truth), one.proven) for one in found]


@pytest.mark.parametrize(
    ("words", "absent", "truth"),
    [({"shape": "fin"}, "no", True), ({"shape": "planar"}, "yes", False), ({}, "maybe", None)],
)
def test_interpreter_takes_a_blank_word_for_unknown(
    words: dict[str, str | bool], absent: str, truth: bool | None
) -> None:
    control = model.Control("1", generated.KIND, "", at_least(APPLICABLE, 7))
    book = model.Rulebook("book", "", "r", dt.date(2022, 1, 1), None, None, (control,))
    over = lower(generated.KIND, [book])
    evaluation = evaluate(over, Item("x", {"size": known(7)}, words))
    (density,) = (
        ref for ref, node in enumerate(over.nodes) if isinstance(node.operation, program.NotApplicableWhen)
    )

    assert (absent, truth) == (
        evaluation.number(density).absent,
        evaluation.truth(over.rulebooks[0].status),
    )


def test_kernel_takes_a_column_that_is_not_there_for_blank() -> None:
    columns = {name: values for name, values in COLUMNS.items() if name != "shape"}

    assert [2, 2, 2, 0] == statuses(at_least(DENSITY, 10), columns)


def test_assumed_word_decides_until_it_is_stated() -> None:
    assumed = model.FirstStated((model.NotApplicableIf(PLANAR, assumed=True), SIZE), ONE)
    density = model.Arithmetic("/", SPEED, assumed, ONE)

    assert [1, 0, 1, 0] == statuses(at_least(density, 10), COLUMNS)


DENSE = {"fp16_tflops": "200", "die_area_mm2": "500", "designed_or_marketed_for_datacenter": "yes"}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (DENSE, ("controlled", ("transistor_architecture: not planar",))),
        ({**DENSE, "transistor_architecture": "finfet"}, ("controlled", ())),
        ({**DENSE, "transistor_architecture": "planar"}, ("not_controlled", ())),
        # where nothing hangs on it, nothing is assumed
        ({"fp16_tflops": "99"}, ("not_controlled", ())),
    ],
)
def test_answer_lists_the_architecture_that_it_assumes(
    facts: dict[str, str], expected: tuple[str, tuple[str, ...]]
) -> None:
    found = engine().determine(facts, rules="us-2023")

    assert expected == (found.status, found.assumptions)


def test_memory_that_is_not_named_may_be_on_the_chip() -> None:
    facts = {
        "fp16_tflops": "10",
        "memory_bandwidth_gbs": "5000",
        "io_bandwidth_gbs": "10",
        "die_area_mm2": "1",
    }
    found = engine().determine(facts, rules="us-letters-2025", kind="chip")

    assert ("undetermined", ("memory_type",)) == (found.status, found.missing)


@pytest.mark.parametrize(
    ("cases", "expected"),
    [
        ([Settled(True), Settled(True)], (True, True)),
        ([Settled(False), Settled(False)], (False, True)),
        # two that differ prove that the item can turn out both ways, whatever others prove
        ([Settled(True), Settled(False)], (None, True)),
        ([Settled(None, proven=False), Settled(True), Settled(False)], (None, True)),
        # and so does one of which that is proven
        ([Settled(None), Settled(None, proven=False)], (None, True)),
        ([Settled(True), Settled(None, proven=False)], (None, False)),
        ([Settled(False), Settled(None, proven=False)], (None, False)),
        ([Settled(None, proven=False)], (None, False)),
    ],
)
def test_cases_together_prove_what_some_of_them_prove(
    cases: list[Settled], expected: tuple[bool | None, bool]
) -> None:
    found = _alike(cases)

    assert expected == (found.truth, found.proven)
