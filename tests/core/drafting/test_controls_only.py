"""A question about controls that names a destination says that no license is asked about."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import redline
from redline.drafting.api import Drafting
from redline.evidence.licensing import CONTROLS_ONLY

ENGINE = redline.load()
CHIP = "H100 SXM5 80GB"
OVER: Any = {"items": [CHIP]}
CONTROLS: dict[str, Callable[..., Any]] = {
    "margin": lambda **asked: ENGINE.drafting.margin("us-2023", **OVER, **asked),
    "bunching": lambda **asked: ENGINE.drafting.bunching("us-2023", **OVER, **asked),
    "sensitivity": lambda **asked: ENGINE.drafting.sensitivity(
        "us-2023", {"die_area_mm2": "1%"}, **OVER, **asked
    ),
    "redesign": lambda **asked: ENGINE.drafting.redesign(CHIP, "us-2023", joint=False, **asked),
    "frontier": lambda **asked: ENGINE.drafting.frontier("us-2023", CHIP, **OVER, **asked),
    "best": lambda **asked: ENGINE.drafting.best("us-2023", **OVER, **asked),
    "lag": lambda **asked: ENGINE.drafting.lag("us-2023", **OVER, **asked),
    "declared": lambda **asked: ENGINE.drafting.declared("us-2023", "TPP", "TPP", **OVER, **asked),
    "regions": lambda **asked: ENGINE.drafting.regions("us-2023", "TPP", **asked),
    "errors": lambda **asked: ENGINE.drafting.errors(
        "us-2023", "designed_or_marketed_for_datacenter", **OVER, **asked
    ),
}
LICENSES: dict[str, Callable[..., Any]] = {
    "diff": lambda **asked: ENGINE.drafting.diff("us-2022", "us-2023", **OVER, **asked),
    "sweep": lambda **asked: ENGINE.drafting.sweep("us-2023", {"a_tpp": "4000..5000"}, **OVER, **asked),
    "shift": lambda **asked: ENGINE.drafting.shift("us-2022", "us-2023", **asked),
}
NO_OUTCOME = ("compared", "quantities")


@pytest.fixture
def heard() -> Iterator[list[str]]:
    lines: list[str] = []
    ENGINE.listen(lines.append)
    yield lines
    ENGINE.listen(lambda _: None)


@pytest.mark.parametrize("question", CONTROLS)
def test_a_question_about_controls_says_that_it_asks_about_no_license(
    question: str, heard: list[str]
) -> None:
    CONTROLS[question](to="CN")
    assert f"warning: {CONTROLS_ONLY}" in heard

    heard.clear()
    CONTROLS[question]()
    assert f"warning: {CONTROLS_ONLY}" not in heard


@pytest.mark.parametrize("question", LICENSES)
def test_a_question_about_licenses_does_not(question: str, heard: list[str]) -> None:
    LICENSES[question](to="CN")

    assert f"warning: {CONTROLS_ONLY}" not in heard


def test_chiplets_says_it_with_its_answer() -> None:
    (with_destination,) = ENGINE.analyses.chiplets(CHIP, "us-2023", to="CN")
    (without,) = ENGINE.analyses.chiplets(CHIP, "us-2023")

    assert CONTROLS_ONLY in with_destination.warnings
    assert CONTROLS_ONLY not in without.warnings


def test_every_question_of_drafters_is_one_or_the_other() -> None:
    """A new question that takes a destination has to say which it is."""
    methods = vars(Drafting).items()
    asking = {
        name for name, each in methods if callable(each) and not name.startswith("_") and takes_terms(each)
    }

    assert asking == {*CONTROLS, *LICENSES, *NO_OUTCOME}


def takes_terms(method: Callable[..., Any]) -> bool:
    parameters = inspect.signature(method).parameters.values()
    return any(each.kind is inspect.Parameter.VAR_KEYWORD for each in parameters)
