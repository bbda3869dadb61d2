"""Items are chosen by conditions, in every question over items, as a control would catch them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import redline
from redline.cli.main import main

BOOK = "us-2023"
CONTROL = """
rulebook chosen-1 "Chosen"
  regime chosen
  effective 2026-01-01

publication ACT "Act"

control C.1 for chip "those that are meant"
  cite ACT "1"
  controlled when {condition}
"""
CHIPS = b"""name,fp16_tflops,die_area_mm2,memory_type,release_date
A,400,100,HBM3,2024-01-01
B,400,,HBM3,2023-01-01
C,,900,GDDR6,2024-01-01
D,10,900,GDDR6,
"""


@cache
def engine() -> redline.Engine:
    return redline.load()


@pytest.mark.parametrize(
    "condition",
    [
        "TPP >= 4800 TOPS*bit",
        "TPP >= 1600 TOPS*bit and PD >= 5.92 TOPS*bit/mm2 and not designed_or_marketed_for_datacenter",
        "memory_type is one of HBM3, HBM3e or die_area_mm2 < 400 mm2",
        "not (release_date >= 2023-01-01 and vendor_country in CN)",
        "any of dies where node_nm <= 5 nm",
        "fp16_tflops <= fp8_tflops",
    ],
)
def test_items_are_those_that_a_control_of_the_condition_catches(condition: str) -> None:
    """The oracle: a rulebook whose one control is the condition."""
    caught = engine().check(rules=engine().compile(CONTROL.format(condition=condition)))
    expected, unsure = (
        [
            name
            for name, (code,) in zip(caught.catalog.names, caught.status.tolist(), strict=True)
            if code == status
        ]
        for status in (redline.Status.CONTROLLED, redline.Status.UNDETERMINED)
    )

    found = engine().check(rules=BOOK, where=condition)

    assert expected
    assert expected == found.catalog.names
    everything = engine().check(rules=BOOK)
    rows = [everything.catalog.names.index(name) for name in expected]
    np.testing.assert_array_equal(everything.status[rows], found.status)
    said = [each for each in found.warnings if "do not say whether" in each.message]
    assert ([f"{len(unsure)} items are left out"] if unsure else []) == [
        each.message.partition(":")[0] for each in said
    ]


def test_items_for_which_a_condition_is_open_are_named() -> None:
    found = engine().check(CHIPS, BOOK, where=["die_area_mm2 >= 200", "release_date >= 2020-01-01"])

    assert ["C"] == found.catalog.names
    (said,) = found.warnings
    conditions = "`die_area_mm2 >= 200 and release_date >= 2020-01-01`"
    assert f"2 items are left out: the facts do not say whether {conditions} holds" == said.message
    assert "state the missing facts of `B`, `D`" == said.help


def test_condition_that_no_missing_fact_can_change_is_not_open() -> None:
    """The area of B is not known; whatever it is, one side of the condition holds."""
    found = engine().check(CHIPS, BOOK, where="die_area_mm2 >= 200 or (die_area_mm2 < 200 and TPP >= 1600)")

    assert ["A", "B", "C", "D"] == found.catalog.names


def test_reading_of_the_question_is_that_of_the_condition() -> None:
    wide = {"unlisted_formats": "unknown"}

    assert ["A", "B"] == engine().check(CHIPS, BOOK, where="TPP >= 4800").catalog.names
    assert ["D"] == engine().check(CHIPS, BOOK, where="TPP < 4800").catalog.names
    assert [] == engine().check(CHIPS, BOOK, where="TPP < 4800", readings=wide).catalog.names


def test_named_items_are_chosen_among() -> None:
    assert ["A"] == engine().check(CHIPS, BOOK, items=["A", "D"], where="TPP >= 4800").catalog.names


def test_day_of_a_transaction_is_what_a_row_states() -> None:
    shipped = b"name,fp16_tflops,export_date\nA,400,2024-05-01\nB,400,2025-05-01\nC,400,\n"

    assert ["B"] == engine().check(shipped, BOOK, where="export_date >= 2025-01-01").catalog.names


def test_every_question_item_options_takes_conditions() -> None:
    where = ["memory_type is HBM3e", "market_segment is datacenter"]
    meant = set(engine().check(rules=BOOK, where=where).catalog.names)

    assert meant
    assert meant == {each.item for each in engine().drafting.quantities(BOOK, ["TPP"], where=where)}
    assert meant == {each.item for each in engine().drafting.margin(BOOK, where=where)}
    assert meant == {each.item for each in engine().drafting.equivalents(1, "TPP", where=where).items}
    assert meant >= {each.item for each in engine().analyses.readings(rules=BOOK, where=where)}
    step, *_ = engine().drafting.sweep(BOOK, {"a_tpp": "1..6000"}, where=where).to_dict()["steps"]
    assert len(meant) == step["controlled"] + step["undetermined"]


@pytest.mark.parametrize("command", ["check", "diff", "margin", "frontier", "lag", "errors", "shift"])
def test_condition_of_the_command_line_chooses_items(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "chips.csv").write_bytes(CHIPS)
    monkeypatch.chdir(tmp_path)
    own = {
        "check": ["chips.csv", "--rules", BOOK],
        "diff": ["us-2022", BOOK],
        "margin": [BOOK],
        "frontier": [BOOK, "--utility", "TPP"],
        "lag": [BOOK],
        "errors": [BOOK, "--label", "labels.csv"],
        "shift": ["us-2022", BOOK, "--series", "series.csv", "--metric", "fp16_tflops"],
    }[command]
    (tmp_path / "labels.csv").write_text("item,label\nA,yes\nC,yes\n", encoding="utf-8")
    (tmp_path / "series.csv").write_text("item,fp16_tflops\nX,100\nY,200\n", encoding="utf-8")
    catalog = [] if command == "check" else ["--catalog", "chips.csv"]
    asked = ["--where", "die_area_mm2 >= 200", "--where", "release_date>=2020-01-01", "--format", "json"]

    with pytest.raises(SystemExit) as ended:
        main([command, *own, *catalog, *asked])

    shown = capsys.readouterr()
    assert not ended.value.code, shown.err
    text = json.dumps(json.loads(shown.out))
    assert '"C"' in text
    assert '"A"' not in text


def test_error_in_a_condition_points_into_it(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["check", "--rules", BOOK, "--where", "TPP >= 4800 and memory_typ is HBM3"])

    assert 2 == ended.value.code
    shown = capsys.readouterr().err
    assert "where:1:17: error: unknown name `memory_typ`" in shown
    assert "did you mean `memory_type`" in shown


def test_drafters_are_told_that_nothing_is_meant() -> None:
    with pytest.raises(redline.InputError, match="no item is known for which `TPP >= 9e9` holds"):
        engine().drafting.margin(BOOK, where="TPP >= 9e9")
    assert [] == engine().check(CHIPS, BOOK, where="TPP >= 9e9").catalog.names


def test_item_that_a_frontier_is_like_need_not_be_meant() -> None:
    found = engine().drafting.frontier(BOOK, "H20 96GB", "100..900", where="market_segment is consumer")

    assert "H20 96GB" == found.like
