"""The scenarios of all rulebooks that come with Redline."""

from __future__ import annotations

import pytest

from redline.analyses.scenarios import Trial
from redline.engine import load

TRIALS = load(strict=True).analyses.test()


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: f"{trial.rulebook.id}: {trial.scenario.name}")
def test_scenario_holds(trial: Trial) -> None:
    assert () == trial.differences
