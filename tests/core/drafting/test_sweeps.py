from __future__ import annotations

import redline


def test_a_range_in_which_nothing_changes_has_one_step() -> None:
    engine = redline.load()
    found = engine.sweep("us-2023", {"a_pd": "1..1"}).to_dict()
    expected = engine.sweep("us-2023", {"a_pd": "0..2"}).to_dict()["steps"]
    before = [step for step in expected if step["from"] < 1][-1]

    assert [(1, before["controlled"], before["undetermined"])] == [
        (step["from"], step["controlled"], step["undetermined"]) for step in found["steps"]
    ]
