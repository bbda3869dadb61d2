"""A draft that only moves a number is looked at as the whole that it makes of the text it amends."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

import redline
from redline.cli.main import main

DRAFT = 'rulebook own-draft "Draft"\n  amends us-2023\n  effective 2026-09-01\n\nset a_tpp = {} TOPS*bit\n'


@cache
def engine() -> redline.Engine:
    return redline.load()


def messages(number: int) -> list[str]:
    return [each.finding.message for each in engine().analyses.lint(engine().compile(DRAFT.format(number)))]


def test_limb_that_a_moved_number_empties_is_told_and_one_that_it_swallows() -> None:
    """With 1500 in the first limb, density decides nothing at 1600, and no tier is left below."""
    amended = ", as `own-draft` amends the text"

    assert [
        f"limb 3A090.a.2 never decides: whatever meets it meets limb 3A090.a.1 as well{amended}",
        f"limb 3A090.b.1 is never met: its conditions contradict each other{amended}",
    ] == messages(1500)
    assert messages(4000) == []


def test_regression_names_the_scenarios_of_the_law_that_come_out_otherwise() -> None:
    """The scenario that holds 4800 itself is free of the first limb once that begins at 4801."""
    (found,) = engine().analyses.regressions(engine().compile(DRAFT.format(4801)))

    assert ("own-draft", "us-2023") == (found.draft, found.law)
    assert [
        "Note 2 ends at 4800",
        "performance at the second tier's upper line belongs to the first",
    ] == [flip.scenario.name for flip in found.flips]
    assert {"us-2023"} == {flip.rulebook.id for flip in found.flips}
    assert len(found.flips) < len(found.trials)


def test_law_has_no_regression_report() -> None:
    assert engine().analyses.regressions("us-2023") == []


@pytest.mark.parametrize("command", ["check", "lint"])
def test_commands_say_it(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft = tmp_path / "own.redline"
    draft.write_text(DRAFT.format(1500), encoding="utf-8")
    asked = ["check", "--item", "L4", "--rules", str(draft)] if command == "check" else ["lint", str(draft)]

    with pytest.raises(SystemExit) as ended:
        main(asked)
    assert int(command == "lint") == ended.value.code
    told = capsys.readouterr()
    assert "limb 3A090.b.1 is never met" in told.out + told.err
