"""Roots of a program: each question to each rulebook has its own key, and a kernel answers any nodes."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given, settings

import redline
from redline.catalog.input import read_columns
from redline.exact.completion import settle
from redline.kernel import Kernel
from redline.model import Rulebook
from redline.program.lower import lower
from redline.program.roots import (
    ExceptionUsable,
    InControl,
    LicenseRequired,
    PolicyHolds,
    Single,
    only,
    singles,
)
from redline.values import Status
from tests.support import generated


def test_questions_on_licenses_are_named_as_in_results() -> None:
    found = redline.load().check({"fp16_tflops": [312]}, "us-2023", to="CN")
    (licenses,) = found.licenses
    keys = [LicenseRequired("us-2023"), ExceptionUsable("us-2023", "NAC"), PolicyHolds("us-2023", "denial")]

    assert ["license", "exception NAC", "policy denial"] == list(map(str, keys))
    assert set(map(str, keys)) - {"policy denial"} <= set(licenses)


def test_a_name_that_looks_like_another_question_is_no_other_question() -> None:
    assert 3 == len({InControl("exception NAC"), LicenseRequired("exception NAC"), InControl("NAC")})


def test_only_refuses_answers_of_two_rulebooks() -> None:
    with pytest.raises(ValueError, match="too many values"):
        only({InControl("a"): 1, InControl("b"): 2}, InControl)


@given(generated.rulebooks(), generated.catalogs(most_rows=3))
@settings(max_examples=30, deadline=None)
def test_a_kernel_answers_any_truth_nodes(book: Rulebook, catalog: Any) -> None:
    program = lower(generated.KIND, [book])
    refs = [ref for ref, node in enumerate(program.nodes) if node.unit is None and not node.space]
    answers = Kernel(program, singles(refs)).run(catalog).answers

    for row in range(len(catalog)):
        exact = [Status.of(one.truth) for one in settle(program, catalog.item(row), refs)]
        assert exact == [Status(int(answers[Single(ref)][row])) for ref in refs]


@given(generated.rulebooks())
@settings(max_examples=5, deadline=None)
def test_rulebooks_that_are_not_covered_are_so_only_where_their_status_is_asked(book: Rulebook) -> None:
    program = lower(generated.KIND, [book])
    silent = attrs.evolve(
        program, rulebooks=tuple(attrs.evolve(each, covered=False) for each in program.rulebooks)
    )
    catalog = read_columns({"size": np.array([1.0])}, [program.kind])
    (output,) = program.rulebooks
    alone = [Kernel(over, singles([output.status])).run(catalog).answers for over in (program, silent)]

    assert [Status.NOT_COVERED] == Kernel(silent).run(catalog).status[book.id].tolist()
    assert alone[0][Single(output.status)].tolist() == alone[1][Single(output.status)].tolist()
