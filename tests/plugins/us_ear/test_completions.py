"""The rules of the United States say what the law says over every completion of what is not stated."""

from __future__ import annotations

import csv
from pathlib import Path
from random import Random
from typing import Final

import pytest

import redline
from redline.exact.completion import Completions
from redline.exact.interpreter import evaluate
from redline.program.lower import lower
from redline.values import Status
from tests.support import law
from tests.support.chip_rows import COLUMNS, Row, row

ROWS: Final = 10_000
RULES: Final = ("us-2022", "us-2023")
READINGS: Final = ("not_claimed", "unknown")


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    random = Random(20231117)  # noqa: S311 - a sample, and no secret
    return [row(random, f"chip {number}") for number in range(ROWS)]


@pytest.fixture(scope="module")
def path(rows: list[Row], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("chips") / "chips.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(each.cells for each in rows)
    return path


def lawful(chip: law.Chip, reading: str) -> tuple[int, int]:
    """Return the statuses under both rules by the oracle."""
    blanks_count = reading == "unknown"
    return (
        status(law.answers_2022(chip, blanks_count=blanks_count)),
        status(law.answers_2023(chip, blanks_count=blanks_count).caught),
    )


def status(answers: set[bool]) -> int:
    return int(Status.of(next(iter(answers)) if len(answers) == 1 else None))


@pytest.mark.parametrize("reading", READINGS)
def test_no_status_is_wrong_or_over_cautious(rows: list[Row], path: Path, reading: str) -> None:
    expected = [lawful(each.chip, reading) for each in rows]

    actual = redline.load().check(path, RULES, readings={"unlisted_formats": reading}).status.tolist()

    faults = [
        (each.cells, *pair)
        for each, *pair in zip(rows, expected, map(tuple, actual), strict=True)
        if pair[0] != pair[1]
    ]
    over_cautious = [fault for fault in faults if Status.UNDETERMINED in fault[2]]
    assert (ROWS, [], []) == (len(actual), over_cautious, faults)


@pytest.mark.parametrize("reading", READINGS)
def test_no_tier_is_wrong_or_over_cautious(rows: list[Row], path: Path, reading: str) -> None:
    engine = redline.load()
    items = engine.catalog(path)
    program = lower(items.kind, [engine.rulebook("us-2023")], {"unlisted_formats": reading})
    targets = [control.applies for control in program.rulebooks[0].controls]

    faults = []
    for number, each in enumerate(rows[::10]):
        lawful = law.answers_2023(each.chip, blanks_count=reading == "unknown")
        answers = list(map(Completions(program, items.item(10 * number)).answer, targets))
        if [status(lawful.tier_a), status(lawful.tier_b)] != [Status.of(truth) for truth in answers]:
            faults.append((each.cells, lawful, answers))

    assert [] == faults


@pytest.mark.parametrize("reading", READINGS)
def test_sample_has_every_outcome_and_rows_that_three_valued_logic_leaves_open(
    rows: list[Row], path: Path, reading: str
) -> None:
    engine = redline.load()
    items = engine.catalog(path)
    program = lower(items.kind, [engine.rulebook(id_) for id_ in RULES], {"unlisted_formats": reading})

    seen = set()
    for number, each in enumerate(rows[::10]):
        evaluation = evaluate(program, items.item(10 * number))
        for rulebook, answer in zip(program.rulebooks, lawful(each.chip, reading), strict=True):
            seen.add((rulebook.id, Status(answer).word, evaluation.truth(rulebook.status) is None))

    assert {
        *(
            (rules, word, word == "undetermined")
            for rules in RULES
            for word in ("controlled", "not_controlled", "undetermined")
        ),
        ("us-2023", "controlled", True),
    } == seen
