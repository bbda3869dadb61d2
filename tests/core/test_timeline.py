"""Timelines: the days on which an outcome changes, and what changed it."""

from __future__ import annotations

import pytest

import redline

ENGINE = redline.load()


def test_days_on_which_the_outcome_changed() -> None:
    steps = ENGINE.timeline("A800 SXM4 80GB", "us", to="CN")

    assert [
        ("2022-10-07", "not_controlled", False),
        ("2023-11-17", "controlled", True),
        ("2026-01-15", "controlled", True),
    ] == [
        (str(step.on), step.determination.status, step.determination.license["required"])  # type: ignore[index]
        for step in steps
    ]


def test_change_that_caused_a_step_is_named() -> None:
    *_, last = ENGINE.timeline("A800 SXM4 80GB", "us", to="CN")

    assert "us-2026-01: replace review policy presumption of denial for 3A090.a" in last.causes


def test_text_of_its_own_is_named_by_its_title() -> None:
    _, second, *_ = ENGINE.timeline("A800 SXM4 80GB", "us")

    assert (
        "us-2023: Export Administration Regulations: advanced computing rule of October 2023",
    ) == second.causes


def test_text_and_what_is_applied_differ() -> None:
    steps = {
        mode: ENGINE.timeline("A100 SXM4 80GB", "us", to="PL", mode=mode) for mode in ("text", "enforced")
    }
    required = {
        mode: [step.determination.license["required"] for step in found]  # type: ignore[index]
        for mode, found in steps.items()
    }

    assert {"text": True, "enforced": False} == {mode: found[-1] for mode, found in required.items()}


def test_regime_that_is_not_there() -> None:
    with pytest.raises(redline.InputError, match="there is no rulebook `uz`"):
        ENGINE.timeline("A100 SXM4 80GB", "uz")


def test_one_day_is_no_timeline() -> None:
    with pytest.raises(redline.InputError, match="a timeline is asked for all days"):
        ENGINE.timeline("A100 SXM4 80GB", "us", on="2024-01-01")
