"""Bad questions of drafters are answered with the remedy, and JSON has the fields that are documented."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import redline
from redline.cli.listings.redesign import redesign
from redline.cli.main import main

H20 = "H20 96GB"
ITEMS = ("--item", H20, "--item", "A10", "--item", "Trainium1", "--item", "L4")


def status_of(*args: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(args))
    return int(ended.value.code or 0)


BAD: dict[str, tuple[list[str], str, str]] = {
    "a limb varied": (
        ["sweep", "us-2023", "--vary", "3A090.a.1=1000..6000"],
        "`3A090.a.1` is a limb of `us-2023`, and no number",
        "it compares with `a_tpp`: vary that",
    ),
    "metric twice": (
        ["shift", "us-2022", "us-2023", "--metric", "TPP", "--metric", "tdp_w"],
        "--metric is given more than once: TPP and tdp_w",
        "redline shift --help",
    ),
    "utility of a frontier of designs": (
        ["frontier", "us-2023", "--like", H20, "--utility", "TPP"],
        "--utility ranks items",
        "leave it out with --like",
    ),
    "ending of no format": (
        ["diff", "us-2022", "us-2023", "--output", "d.xlsx"],
        "`d.xlsx` ends in `.xlsx`",
        "or choose with `--format table`",
    ),
    "quota below 0": (["equivalents", "-5", "--by", "TPP"], "No such option '-5'", "after `--`"),
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
    "day of a transaction": (
        ["sweep", "us-2023", "--vary", "a_tpp=1..2", "--weight", "export_date"],
        "a chip has no quantity `export_date`",
        "`redline facts chip` lists all",
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
        "`2` is no range of `a_tpp`",
        "as LO..HI",
    ),
    "nothing to vary": (["sweep", "us-2023", "--vary", "a_tpp"], "does not state what", "NAME=LO..HI"),
    "end that is negative": (
        ["sweep", "us-2023", "--vary", "a_tpp=-1..2"],
        "`-1` is negative",
        "in TOPS*bit",
    ),
    "end beyond all measure": (
        ["sweep", "us-2023", "--vary", "a_tpp=1..1e40"],
        "`1e40` is beyond all measure",
        "in TOPS*bit",
    ),
    "unit at one end": (
        ["sweep", "us-2022", "--vary", "io_rate=1 TB/s..2000"],
        "has a unit at its lower end alone",
        "at the upper end, or at both",
    ),
    "grid of too many": (
        ["sweep", "us-2023", "--vary", "a_tpp=1..2", "--vary", "b_tpp=1..2", "--grid", "100000x101"],
        "--grid 100000x101 is too large",
        "10,000,000 points at most",
    ),
    "one area": (["frontier", "us-2023", "--like", H20, "--areas", "5..5"], "`5..5` is one number", "LO..HI"),
    "item and rulebook swapped": (
        ["redesign", "us-2023", H20],
        f"`us-2023` is a rulebook, and `{H20}` is none",
        "the item comes first",
    ),
    "other kinds of items": (
        ["diff", "jp-2023", "jp-2024"],
        "`jp-2023` has nothing on items of kind chip, as encoded",
        "it speaks of ",
    ),
    "end that is no number": (
        ["sweep", "us-2023", "--vary", "a_tpp=low..2"],
        "`low` is not a number",
        "`a_tpp` is in TOPS*bit",
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
    "weight that is a date": (
        ["sweep", "us-2023", "--vary", "a_tpp=1..2", "--weight", "release_date"],
        "`release_date` is a date, not an amount",
        "name a number",
    ),
    "parameter of other items": (
        ["sweep", "us-2023", "--vary", "fab_node=1..100"],
        "`fab_node` bears on nothing that is asked of a chip",
        "vary a number that its controls compare",
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
        "the area is in mm2",
    ),
    "areas backwards": (
        ["frontier", "us-2023", "--like", H20, "--areas", "200..100"],
        "the range of the area runs backwards",
        "write the lower end first",
    ),
    "areas without a design": (
        ["frontier", "us-2023", "--areas", "100..200"],
        "--areas is for a frontier",
        "name a design with --like",
    ),
    "no such item": (["redesign", "H21", "us-2023"], "there is no item `H21`", "names match exactly"),
    "no such rulebook": (["diff", "us-2022", "us-2032"], "there is no rulebook `us-2032`", "`us@DATE`"),
    "error that is no share": (
        ["sensitivity", "us-2023", "--error", "die_area_mm2=40 mm2"],
        "`40 mm2` is not a number",
        "the error of `die_area_mm2` is a share, such as `5%`",
    ),
    "error of what is no fact": (
        ["sensitivity", "us-2023", "--error", "area=5%"],
        "a chip has no quantity `area`",
        "there are ",
    ),
    "share that is none": (
        ["margin", "us-2023", "--within", "near"],
        "`near` is not a number",
        "the distance is a share, such as `5%`",
    ),
    "segment that does not exist": (
        ["margin", "us-2023", "--bunching", "--by", "segment"],
        "a chip has no words `segment`",
        "`redline facts chip` lists all",
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


def test_limb_with_a_number_without_a_name_does_not_vary(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bare.redline").write_text(
        'rulebook bare "Bare"\n  effective 2026-01-01\n\n'
        'control X for chip "x"\n  controlled when any of\n    (1) TPP >= 4800 TOPS*bit\n',
        encoding="utf-8",
    )
    assert 2 == status_of("sweep", str(tmp_path / "bare.redline"), "--vary", "X.1=1..2", *ITEMS)
    said = capsys.readouterr().err
    assert "`X.1` is a limb of `bare`, and no number" in said
    assert "give the number a name" in said


def printed(capsys: pytest.CaptureFixture[str], *args: str) -> Any:
    assert 0 == status_of(*args, "--format", "json")
    return json.loads(capsys.readouterr().out)


EMPTY = ("--catalog", "empty.csv")


@pytest.mark.parametrize(
    "args",
    [
        ("diff", "us-2022", "us-2023", *EMPTY),
        ("margin", "us-2023", *EMPTY),
        ("frontier", "us-2023", *EMPTY),
        ("sensitivity", "us-2023", "--error", "TPP=3%", *EMPTY),
        ("equivalents", "10", "--by", "TPP", *EMPTY),
        ("errors", "us-2023", "--label", "empty.csv"),
    ],
)
def test_nothing_is_asked_of_no_items(
    args: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    header = "item,label\n" if "errors" in args else "name,fp16_tflops\n"
    (tmp_path / "empty.csv").write_text(header, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    assert 2 == status_of(*args)
    assert "`empty.csv` has no items" in capsys.readouterr().err


def test_text_that_does_not_speak_of_such_items_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    found = printed(capsys, "diff", "us-2023", "jp-2023", *ITEMS)

    nothing = "`jp-2023` has nothing on items of kind chip, as encoded"
    assert [f"{nothing}; not encoded: `entries on circuits and computers`"] == found["notes"]


def test_range_may_have_units_of_its_own_at_both_ends(capsys: pytest.CaptureFixture[str]) -> None:
    found = printed(capsys, "sweep", "us-2022", "--vary", "io_rate=0.5 TB/s..700 GB/s", *ITEMS)

    assert (500, 700) == (found["vary"][0]["low"], found["vary"][0]["high"])


def test_map_that_is_too_wide_is_seen_from_afar_and_whole_in_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    args = ("sweep", "us-2023", *ITEMS, "--vary", "a_tpp=1000..6000", "--vary", "a_pd=1..6", "--grid", "3x90")
    file = tmp_path / "map.txt"

    assert 0 == status_of(*args)
    shown = capsys.readouterr().out
    assert "3 by 90 points, more than fit into 100 columns" in " ".join(shown.split())
    assert max(map(len, shown.splitlines())) <= 100
    assert 0 == status_of(*args, "--output", str(file))
    heads = file.read_text(encoding="utf-8").splitlines()[2]
    assert 90 == len(heads.split())


def test_output_that_ends_in_json_is_json_and_a_format_that_is_named_goes_first(tmp_path: Path) -> None:
    question = ("diff", "us-2022", "us-2023", "--item", H20, "--output")
    json_, table = tmp_path / "d.JSON", tmp_path / "d.csv"

    assert 0 == status_of(*question, str(json_))
    assert 0 == status_of(*question, str(table), "--format", "table")
    assert {"caught", "released"} <= json.loads(json_.read_text("utf-8")).keys()
    assert not table.read_text("utf-8").startswith("{")


@pytest.mark.parametrize("command", ["errors us-2023 --label", "shift us-2022 us-2023 --series"])
def test_empty_list_is_told_its_column(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "l.csv").touch()

    assert 2 == status_of(*command.split(), str(tmp_path / "l.csv"))
    assert "`item` in other lists" in capsys.readouterr().err


def test_marketing_keeps_all_of_a_use_that_is_known_as_a_range(tmp_path: Path) -> None:
    rows = "name,fp16_tflops,die_area_mm2,designed_or_marketed_for_datacenter\nR,200..220,500,true\n"
    (tmp_path / "c.csv").write_text(rows, encoding="utf-8")
    found = redline.load().drafting.redesign("R", "us-2023", catalog=str(tmp_path / "c.csv"))
    kept = {change.lever: change.kept for change in found.changes}

    assert 1 == kept["designed_or_marketed_for_datacenter"]
    assert kept["throughput"] is None
    assert "keeps 100.0%: TPP 3200..3520\n" in redesign(found)


def test_file_has_what_a_terminal_would_cut(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    args = ("diff", "us-2022", "us-2023", "--item", "Blackhole p150a")
    file = tmp_path / "diff.txt"

    assert 0 == status_of(*args, "--output", str(file))
    assert "fp32_vector_tflops\n" in file.read_text(encoding="utf-8")
    assert 0 == status_of(*args)
    assert "…" in capsys.readouterr().out


def test_least_area_for_a_performance_is_where_density_frees_it(capsys: pytest.CaptureFixture[str]) -> None:
    args = ("frontier", "us-2023", "--like", H20, *ITEMS, "--area-for")

    found = printed(capsys, *args, "2000 TOPS*bit")
    assert {"performance": 2000, "area": 625, "included": False, "attained": False} == found["area_for"]
    assert 0 == status_of(*args, "90000")
    assert "free at none of these areas" in capsys.readouterr().out


CURVED = """rulebook curved-1 "Curved"
  effective 2026-01-01

control C for chip "performance times area"
  controlled when TPP * applicable_die_area >= 2000000 TOPS*bit*mm2
"""


def test_curved_frontier_is_not_drawn_straight(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "curved.redline"
    file.write_text(CURVED, encoding="utf-8")

    assert 2 == status_of("frontier", str(file), "--like", H20, *ITEMS)
    assert "the frontier is no straight line" in capsys.readouterr().err


def test_item_that_meets_no_limb_for_certain_escapes_none(capsys: pytest.CaptureFixture[str]) -> None:
    """It is open as it is, so that what frees it takes it out of no limb that it surely was in."""
    assert 0 == status_of("redesign", "Trainium1", "us-2023")

    assert "escapes\n" not in capsys.readouterr().out


def test_weight_that_is_not_known_of_items_is_counted_and_named(capsys: pytest.CaptureFixture[str]) -> None:
    args = ("sweep", "us-2023", *ITEMS, "--vary", "a_tpp=1000..6000", "--weight", "die_area_mm2")

    found = printed(capsys, *args)
    assert ["Trainium1"] == found["unweighted"]
    assert 0 == status_of(*args)
    assert "not known of 1 item, which count as 0" in capsys.readouterr().out


def test_items_of_which_a_utility_is_not_known_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    found = printed(capsys, "frontier", "us-2023", "--utility", "die_area_mm2", *ITEMS)

    assert ({"item": H20, "value": 814}, ["Trainium1"]) == (found["items"][0], found["undetermined"])


# --- fields of JSON -------------------------------------------------------------------------------


def test_fields_of_diff(capsys: pytest.CaptureFixture[str]) -> None:
    found = printed(capsys, "diff", "us-2022", "us-2023", *ITEMS)

    fields = [
        "before",
        "after",
        "by",
        "caught",
        "surely_caught",
        "released",
        "surely_free",
        "undetermined",
        "relicensed",
        "unchanged",
        "notes",
    ]
    assert fields == list(found)
    (entry,) = found["caught"]
    assert ["item", "before", "after", "limbs", "cause"] == list(entry)
    side = ["rulebook", "on", "status", "controls", "limbs", "excluded_by", "missing", "license"]
    assert side == list(entry["before"]) == list(entry["after"])
    assert ("L4", ["3A090.a.2"], 2) == (entry["item"], entry["limbs"], found["unchanged"])


def test_fields_of_sweep(capsys: pytest.CaptureFixture[str]) -> None:
    found = printed(capsys, "sweep", "us-2023", *ITEMS, "--vary", "dense_tpp=1000..3000")

    assert ["rulebook", "vary", "items", "weight", "unweighted", "at_least", "unproven", "steps"] == list(
        found
    )
    assert [["parameter", "unit", "low", "high", "stands"]] == [list(each) for each in found["vary"]]
    point = ["from", "exactly", "included", "beyond"]
    counts = ["controlled", "undetermined", "excepted"]
    names = ["items_in", "items_out", "items_open"]
    assert {tuple(point + counts + names)} == {tuple(step) for step in found["steps"]}


def test_fields_of_a_map(capsys: pytest.CaptureFixture[str]) -> None:
    vary = ("--vary", "a_tpp=1000..6000", "--vary", "a_pd=1..6", "--grid", "3x2")
    found = printed(capsys, "sweep", "us-2023", *ITEMS, *vary)

    counts = ["controlled", "undetermined", "excepted"]
    weights = ["weight", "unweighted", "at_least"]
    fields = ["rulebook", "vary", "items", *weights, "points", *counts, "slanted"]
    assert fields == list(found)
    assert [3, 2] == [len(axis) for axis in found["points"]]
    assert [2, 2, 2] == [len(row) for row in found["controlled"]]


def test_fields_of_margin(capsys: pytest.CaptureFixture[str]) -> None:
    (found,) = printed(capsys, "margin", "us-2023", "--item", H20)

    fields = ["item", "rulebook", "status", "direction", "relative", "nearest", "moves", "open"]
    assert [*fields, "distances"] == list(found)
    assert ["quantity", "unit", "from", "to", "included", "beyond", "upwards", "relative"] == list(
        found["moves"][0]
    )
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

    fields = ["item", "rulebook", "status", "limbs", "utility", "use", "exact", "untried"]
    assert [*fields, "tried", "not_tried", "changes"] == list(found)
    change = ["lever", "sort", "exchange", "factor", "included", "attained", "to", "kept", "escaped"]
    assert [*change, "excluded_by", "area", "together"] == list(found["changes"][0])


def test_fields_of_frontier(capsys: pytest.CaptureFixture[str]) -> None:
    best = printed(capsys, "frontier", "us-2023", *ITEMS)
    drawn = printed(capsys, "frontier", "us-2023", "--like", H20, *ITEMS)

    assert ["rulebook", "utility", "unit", "items", "unknown", "undetermined"] == list(best)
    fields = ["rulebook", "like", "performance_unit", "area_unit", "pieces", "items", "left_out"]
    assert fields == list(drawn)
    assert ["area_from", "area_to", "base", "slope", "included", "attained"] == list(drawn["pieces"][0])
    used = ["item", "performance", "area", "frontier", "included", "attained", "ratio", "status"]
    assert used == list(drawn["items"][0])
    assert ["Trainium1"] == drawn["left_out"]


@pytest.mark.parametrize(
    "question", [["sweep", "--vary", "a_tpp=1..2"], ["diff", "us-2023"], ["margin"]], ids=lambda each: each[0]
)
def test_warnings_are_those_of_a_check(
    question: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft, catalog = tmp_path / "draft.redline", tmp_path / "chips.csv"
    draft.write_text(
        'rulebook draft "D"\n  amends us-2023\n  effective 2027-03-01\n\nset a_tpp = 1 TOPS*bit\n'
    )
    catalog.write_text("name,die_area_mm2,die_aera_mm2,int8_tops\nA,100,100,100\n")
    over = ["--catalog", str(catalog), "--on", "2020-01-01"]
    texts = ["us-2023", str(draft)] if question[0] == "diff" else [str(draft)]
    assert status_of("check", *over, *(word for text in texts for word in ("--rules", text))) == 0
    wanted = capsys.readouterr().err

    command, *more = question
    arguments = texts if command == "diff" else [*texts, *more]
    assert status_of(command, *arguments, *over) == 0

    assert "takes effect on 2027-03-01, after 2020-01-01" in wanted
    assert "die_aera_mm2" in wanted
    assert sorted(wanted.splitlines()) == sorted(capsys.readouterr().err.splitlines())
