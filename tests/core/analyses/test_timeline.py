"""Timelines: the days on which an outcome changes, and what changed it."""

from __future__ import annotations

import pytest

import redline

ENGINE = redline.load()


def test_days_on_which_the_outcome_changed() -> None:
    steps = ENGINE.analyses.timeline("A800 SXM4 80GB", "us", to="CN")

    assert [
        ("2022-10-07", "not_controlled", False),
        ("2023-11-17", "controlled", True),
        ("2026-01-15", "controlled", True),
    ] == [
        (str(step.on), step.determination.status, step.determination.license["required"])  # type: ignore[index]
        for step in steps
    ]


def test_change_that_caused_a_step_is_named() -> None:
    *_, last = ENGINE.analyses.timeline("A800 SXM4 80GB", "us", to="CN")

    assert "us-2026-01: replace review policy presumption of denial for 3A090.a" in last.causes


def test_text_of_its_own_is_named_by_its_title() -> None:
    _, second, *_ = ENGINE.analyses.timeline("A800 SXM4 80GB", "us")

    assert (
        "us-2023: Export Administration Regulations: advanced computing rule of October 2023",
    ) == second.causes


def test_text_and_what_is_applied_differ() -> None:
    steps = {
        mode: ENGINE.analyses.timeline("A100 SXM4 80GB", "us", to="PL", mode=mode)
        for mode in ("text", "enforced")
    }
    required = {
        mode: [step.determination.license["required"] for step in found]  # type: ignore[index]
        for mode, found in steps.items()
    }

    assert {"text": True, "enforced": False} == {mode: found[-1] for mode, found in required.items()}


def test_regime_that_is_not_there() -> None:
    with pytest.raises(redline.InputError, match="there is no rulebook `uz`"):
        ENGINE.analyses.timeline("A100 SXM4 80GB", "uz")


def test_one_day_is_no_timeline() -> None:
    with pytest.raises(redline.InputError, match="a timeline is asked for all days"):
        ENGINE.analyses.timeline("A100 SXM4 80GB", "us", on="2024-01-01")


# --- drafts ---------------------------------------------------------------------------------

DRAFT = """
rulebook my-draft "Higher floors"
  amends us-2026-07
  effective {day}
{more}
set a_tpp = {floor} TOPS*bit
"""


def draft(day: str = "2027-01-01", more: str = "", floor: int = 9000) -> redline.Rulebook:
    return ENGINE.compile(DRAFT.format(day=day, more=more, floor=floor))


@pytest.mark.parametrize("more", ["", '  pending "an idea"\n'])
def test_draft_is_one_more_step_on_its_own_day(more: str) -> None:
    usual = ENGINE.analyses.timeline("A100 SXM4 80GB", "us")
    steps = ENGINE.analyses.timeline("A100 SXM4 80GB", "us", drafts=draft(more=more))

    assert [(step.on, step.causes, False) for step in usual] == [
        (step.on, step.causes, step.draft) for step in steps[:-1]
    ]
    assert ("2027-01-01", True, "my-draft") == (
        str(steps[-1].on),
        steps[-1].draft,
        steps[-1].determination.rulebook,
    )
    assert any("strike 4800 TOPS*bit and insert 9000 TOPS*bit" in cause for cause in steps[-1].causes)
    assert [False, True] == [step.to_dict()["draft"] for step in (steps[0], steps[-1])]


def test_draft_that_changes_nothing_of_the_outcome_says_so() -> None:
    *_, last = ENGINE.analyses.timeline("GeForce RTX 3060 Ti", "us", drafts=[draft()])

    assert (True, ("my-draft: nothing of the outcome changes",)) == (last.draft, last.causes)


def test_drafts_stand_among_the_steps_by_their_days() -> None:
    steps = ENGINE.analyses.timeline("A800 SXM4 80GB", "us", to="CN", drafts=["gain-ai-act", draft()])

    assert sorted(step.on for step in steps) == [step.on for step in steps]
    assert ["gain-ai-act", "my-draft"] == [step.determination.rulebook for step in steps if step.draft]


@pytest.mark.parametrize("regime", ["us@2024-01-01", "mine.redline"])
def test_one_text_is_no_regime(regime: str) -> None:
    with pytest.raises(
        redline.InputError, match=r"is one text, and not a regime .*\n.*drafts stand after it"
    ):
        ENGINE.analyses.timeline("A800 SXM4 80GB", regime)
