"""Bad questions of drafters are answered with the remedy, and JSON has the fields that are documented."""

from __future__ import annotations

import json
from typing import Any

import pytest

from redline.cli import main

H20 = "H20 96GB"
ITEMS = ("--item", H20, "--item", "A10", "--item", "Trainium1", "--item", "L4")


def status_of(*args: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(args))
    return int(ended.value.code or 0)


BAD: dict[str, tuple[list[str], str, str]] = {
    "no such parameter": (
        ["sweep", "us-2023", "--vary", "a_tp=1..2"],
        "`us-2023` has no parameter `a_tp`",
        "did you mean `a_tpp`?",
    ),
    "date as a utility": (
        ["frontier", "us-2023", "--utility", "release_date"],
        "`release_date` is a date, not an amount",
        "name a number",
    ),
    "error of a date": (
        ["sensitivity", "us-2023", "--error", "release_date=5%"],
        "`release_date` is a date, not an amount",
        "name a number",
    ),
    "range backwards": (
        ["sweep", "us-2023", "--vary", "a_tpp=2..1"],
        "the range of `a_tpp` runs backwards",
        "write the lower end first",
    ),
    "no range": (
        ["sweep", "us-2023", "--vary", "a_tpp=2"],
        "`a_tpp=2` names no range",
        "write `a_tpp=LO..HI`",
    ),
    "end that is no number": (
        ["sweep", "us-2023", "--vary", "a_tpp=low..2"],
        "`low` is not a number",
        "write `a_tpp=LO..HI`",
    ),
    "unit that does not fit": (
        ["sweep", "us-2023", "--vary", "a_tpp=1..2 mm2"],
        "`mm2` does not fit `a_tpp`, which is in TOPS*bit",
        "help: ",
    ),
    "unit that does not exist": (
        ["sweep", "us-2023", "--vary", "a_tpp=1..2 TOP"],
        "there is no unit `TOP`",
        "did you mean `TOPS`?",
    ),
    "three parameters": (
        ["sweep", "us-2023", "--vary", "a_tpp=1..2", "--vary", "b_tpp=1..2", "--vary", "b_pd=1..2"],
        "more than two parameters are named to vary",
        "name one or two",
    ),
    "weight that does not exist": (
        ["sweep", "us-2023", "--vary", "a_tpp=1..2", "--weight", "revenue"],
        "a chip has no quantity `revenue`",
        "there are ",
    ),
    "grid that is none": (
        ["sweep", "us-2023", "--vary", "a_tpp=1..2", "--vary", "b_tpp=1..2", "--grid", "4by4"],
        "--grid 4by4 is no grid",
        "write two whole numbers",
    ),
    "grid of one number": (
        ["sweep", "us-2023", "--vary", "a_tpp=1..2", "--grid", "4x4"],
        "a grid is for two numbers",
        "vary two parameters",
    ),
    "no usual utility": (
        ["frontier", "nl-2023", "--catalog", "lithography-scanners"],
        "no vocabulary says what the performance of a lithography_tool is",
        "name the fact or metric to rank by",
    ),
    "utility that does not exist": (
        ["frontier", "us-2023", "--utility", "memory_bandwidth"],
        "a chip has no quantity `memory_bandwidth`",
        "did you mean `memory_bandwidth_gbs`?",
    ),
    "use that does not exist": (
        ["redesign", H20, "us-2023", "--utility", "speed"],
        "a chip has no quantity `speed`",
        "there are ",
    ),
    "item without area": (
        ["frontier", "us-2023", "--like", "Trainium1"],
        "the area of `Trainium1` is not known",
        "name an item whose die area is stated",
    ),
    "areas that are none": (
        ["frontier", "us-2023", "--like", H20, "--areas", "small..large"],
        "`small` is not a number",
        "as in 100..200",
    ),
    "areas backwards": (
        ["frontier", "us-2023", "--like", H20, "--areas", "200..100"],
        "`200..100` is no range of areas",
        "as in 100..200",
    ),
    "areas without a design": (
        ["frontier", "us-2023", "--areas", "100..200"],
        "--areas are those of a frontier",
        "name a design with --like",
    ),
    "no such item": (["redesign", "H21", "us-2023"], "there is no item `H21`", "names match exactly"),
    "no such rulebook": (["diff", "us-2022", "us-2032"], "there is no rulebook `us-2032`", "did you mean `"),
    "error that is no share": (
        ["sensitivity", "us-2023", "--error", "die_area_mm2=40 mm2"],
        "the error of `die_area_mm2`, `40 mm2` is no share",
        "write it as `5%`",
    ),
    "error of what is no fact": (
        ["sensitivity", "us-2023", "--error", "area=5%"],
        "a chip has no quantity `area`",
        "there are ",
    ),
    "share that is none": (
        ["margin", "us-2023", "--within", "near"],
        "`near` is no share",
        "write it as `5%`",
    ),
    "segment that does not exist": (
        ["margin", "us-2023", "--bunching", "--by", "segment"],
        "a chip has no words `segment`",
        "there are ",
    ),
    "segment without bunching": (
        ["margin", "us-2023", "--by", "memory_type"],
        "--by is for counts",
        "with --bunching",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_question_gets_the_remedy(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    args, message, remedy = BAD[name]

    assert 2 == status_of(*args)

    printed = capsys.readouterr()
    words = " ".join(printed.err.split())
    assert "" == printed.out
    assert message in words
    assert remedy in words
    assert "Traceback" not in words


def printed(capsys: pytest.CaptureFixture[str], *args: str) -> Any:
    assert 0 == status_of(*args, "--format", "json")
    return json.loads(capsys.readouterr().out)


def test_weight_that_is_not_known_of_items_is_counted_and_named(capsys: pytest.CaptureFixture[str]) -> None:
    args = ("sweep", "us-2023", *ITEMS, "--vary", "a_tpp=1000..6000", "--weight", "die_area_mm2")

    found = printed(capsys, *args)
    assert ["Trainium1"] == found["unweighted"]
    assert 0 == status_of(*args)
    assert "not known of 1 items, which count as 0" in capsys.readouterr().out


def test_items_of_which_a_utility_is_not_known_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    found = printed(capsys, "frontier", "us-2023", "--utility", "die_area_mm2", *ITEMS)

    assert ({"item": H20, "value": 814}, ["Trainium1"]) == (found["items"][0], found["undetermined"])


# --- fields of JSON -------------------------------------------------------------------------------


def test_fields_of_diff(capsys: pytest.CaptureFixture[str]) -> None:
    found = printed(capsys, "diff", "us-2022", "us-2023", *ITEMS)

    assert ["before", "after", "by", "caught", "released", "undetermined", "unchanged"] == list(found)
    (entry,) = found["caught"]
    assert ["item", "before", "after", "limbs", "cause"] == list(entry)
    side = ["rulebook", "on", "status", "controls", "limbs", "excluded_by", "missing", "license"]
    assert side == list(entry["before"]) == list(entry["after"])
    assert ("L4", ["3A090.a.2"], 2) == (entry["item"], entry["limbs"], found["unchanged"])


def test_fields_of_sweep(capsys: pytest.CaptureFixture[str]) -> None:
    found = printed(capsys, "sweep", "us-2023", *ITEMS, "--vary", "dense_tpp=1000..3000")

    assert ["rulebook", "vary", "items", "weight", "unweighted", "steps"] == list(found)
    assert [["parameter", "unit", "low", "high", "stands"]] == [list(each) for each in found["vary"]]
    point = ["from", "exactly", "beyond"]
    counts = ["controlled", "undetermined", "excepted"]
    names = ["items_in", "items_out", "items_open"]
    assert {tuple(point + counts + names)} == {tuple(step) for step in found["steps"]}


def test_fields_of_a_map(capsys: pytest.CaptureFixture[str]) -> None:
    vary = ("--vary", "a_tpp=1000..6000", "--vary", "a_pd=1..6", "--grid", "3x2")
    found = printed(capsys, "sweep", "us-2023", *ITEMS, *vary)

    counts = ["controlled", "undetermined", "excepted"]
    fields = ["rulebook", "vary", "items", "weight", "unweighted", "points", *counts, "slanted"]
    assert fields == list(found)
    assert [3, 2] == [len(axis) for axis in found["points"]]
    assert [2, 2, 2] == [len(row) for row in found["controlled"]]


def test_fields_of_margin(capsys: pytest.CaptureFixture[str]) -> None:
    (found,) = printed(capsys, "margin", "us-2023", "--item", H20)

    fields = ["item", "rulebook", "status", "direction", "relative", "nearest", "moves", "open"]
    assert [*fields, "distances"] == list(found)
    assert ["quantity", "unit", "from", "to", "beyond", "upwards", "relative"] == list(found["moves"][0])
    distance = ["limb", "quantity", "value", "operator", "threshold", "met", "distance", "relative"]
    assert distance == list(found["distances"][0])


def test_fields_of_bunching(capsys: pytest.CaptureFixture[str]) -> None:
    found = printed(capsys, "margin", "us-2023", "--bunching", *ITEMS)

    fields = ["limb", "quantity", "unit", "threshold", "window", "segment", "below", "above"]
    assert [*fields, "expected", "items_below"] == list(found[0])


def test_fields_of_sensitivity(capsys: pytest.CaptureFixture[str]) -> None:
    found = printed(capsys, "sensitivity", "us-2023", "--error", "TPP=3%", *ITEMS)

    assert ["rulebook", "errors", "items", "missing"] == list(found)
    assert ["item", "status", "firmness", "flips", "readings"] == list(found["items"][0])
    assert ["fact", "settles", "has_part"] == list(found["missing"][0])


def test_fields_of_redesign(capsys: pytest.CaptureFixture[str]) -> None:
    found = printed(capsys, "redesign", "L4", "us-2023")

    fields = ["item", "rulebook", "status", "limbs", "utility", "use", "exact", "changes"]
    assert fields == list(found)
    change = ["lever", "sort", "exchange", "factor", "attained", "to", "kept", "escaped", "excluded_by"]
    assert change == list(found["changes"][0])


def test_fields_of_frontier(capsys: pytest.CaptureFixture[str]) -> None:
    best = printed(capsys, "frontier", "us-2023", *ITEMS)
    drawn = printed(capsys, "frontier", "us-2023", "--like", H20, *ITEMS)

    assert ["rulebook", "utility", "unit", "items", "unknown", "undetermined"] == list(best)
    fields = ["rulebook", "like", "performance_unit", "area_unit", "pieces", "items", "left_out"]
    assert fields == list(drawn)
    assert ["area_from", "area_to", "base", "slope", "attained"] == list(drawn["pieces"][0])
    used = ["item", "performance", "area", "frontier", "attained", "ratio", "status"]
    assert used == list(drawn["items"][0])
    assert ["Trainium1"] == drawn["left_out"]
