from __future__ import annotations

from pathlib import Path

import redline
import redline.drafting


def test_a_range_in_which_nothing_changes_has_one_step() -> None:
    engine = redline.load()
    found = engine.drafting.sweep("us-2023", {"a_pd": "1..1"}).to_dict()
    expected = engine.drafting.sweep("us-2023", {"a_pd": "0..2"}).to_dict()["steps"]
    before = [step for step in expected if step["from"] < 1][-1]

    assert [(1, before["controlled"], before["undetermined"])] == [
        (step["from"], step["controlled"], step["undetermined"]) for step in found["steps"]
    ]


SQUARE = """rulebook square "A number in arithmetic, and a quantity twice"
  effective 2024-01-01

parameter p = 10 mm2/W

control C for chip
  controlled when die_area_mm2 * die_area_mm2 >= p * tdp_w * 1 mm2
"""


def test_items_that_may_change_elsewhere_too_are_named(tmp_path: Path) -> None:
    rules, catalog = tmp_path / "square.redline", tmp_path / "chips.csv"
    rules.write_text(SQUARE)
    catalog.write_text("name,die_area_mm2,tdp_w\nopen,,10..20\nknown,30,40\n")

    found = redline.load().drafting.sweep(str(rules), {"p": "1..100"}, catalog=str(catalog))

    assert isinstance(found, redline.drafting.Sweep)
    assert found.unproven == ("open",)
    assert [step["exactly"] for step in found.to_dict()["steps"]] == ["1", "45/2"]


PLAIN = """rulebook plain "Power"
  effective 2024-01-01

parameter p = 10 W

control C for chip
  controlled when tdp_w >= p
"""


def test_weights_that_are_ranges_make_a_band(tmp_path: Path) -> None:
    rules, catalog = tmp_path / "plain.redline", tmp_path / "chips.csv"
    rules.write_text(PLAIN)
    catalog.write_text("name,tdp_w,memory_gb\nsure,90,10..30\nopen,20..70,5..8\nblank,90,\n")
    engine = redline.load()

    for vary in ({"p": "50..100"}, {"p": "50..50"}):
        found = engine.drafting.sweep(str(rules), vary, weight="memory_gb", catalog=str(catalog)).to_dict()
        first = found["steps"][0]
        assert (10, (30 - 10) + 8) == (first["controlled"], first["undetermined"])
        assert ["blank"] == found["unweighted"]
