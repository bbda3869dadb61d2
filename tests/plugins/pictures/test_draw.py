"""The command, the other pictures, and the pictures of the documentation."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import shlex
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import redline
from redline import Engine, InputError
from redline.cli.main import app, main

pytest.importorskip("altair")
pytest.importorskip("vl_convert")

from redline_plugins.pictures import picture
from redline_plugins.pictures.command import draw
from redline_plugins.pictures.density import plane
from redline_plugins.pictures.frame import Frame, Scale
from redline_plugins.pictures.matrix import matrix
from redline_plugins.pictures.over_time import Line, _marked, timeline
from redline_plugins.pictures.steps import sweep
from redline_plugins.pictures.tradeoff import tradeoff

DOCS = Path(__file__).parents[3] / "docs" / "drafting"
SHOWN = re.findall(
    r"^\$ redline (draw (?:.*\\\n)*.*)\n", (DOCS / "pictures.md").read_text(encoding="utf-8"), re.MULTILINE
)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return redline.load()


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    return int(str(left.value.code))


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


# --- what stands in the documentation -----------------------------------------------------------


@pytest.mark.parametrize("command", SHOWN, ids=lambda command: command.split()[1])
def test_pictures_of_the_documentation_show_the_numbers_of_today(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert 0 == run(*shlex.split(command.replace("\\\n", " ")))
    tables = sorted(tmp_path.glob("*.csv"))
    assert tables
    assert [table(DOCS / "pictures" / made.name) for made in tables] == [table(made) for made in tables]


def test_the_documentation_shows_every_picture() -> None:
    assert set(draw.commands) == {each.split()[1] for each in SHOWN}


# --- numbers --------------------------------------------------------------------------------------


def test_steps_of_a_sweep_are_those_of_the_engine(engine: Engine) -> None:
    rows = sweep(engine, "us-2023", {"b_tpp": "1600..4800"}).tables[""]
    found = engine.drafting.sweep("us-2023", {"b_tpp": "1600..4800"}).to_dict()["steps"]

    assert [(step["from"], step["controlled"], step["undetermined"]) for step in found] == [
        (row["from"], row["controlled"], row["undetermined"]) for row in rows
    ]


def test_figures_of_a_tradeoff_are_those_of_the_engine(engine: Engine) -> None:
    vary = {"b_tpp": "1600..4800"}
    rows = tradeoff(engine, "us-2023", "hbm-and-links", vary).tables[""]
    found = engine.drafting.errors("us-2023", "hbm-and-links", vary=vary).to_dict()["tradeoff"]["steps"]

    assert [(step["from"], step["missed"]["low"], step["over_blocked"]["high"]) for step in found] == [
        (row["from"], row["missed low"], row["over_blocked high"]) for row in rows
    ]


def test_what_else_is_asked_is_said_below(engine: Engine) -> None:
    drawn = sweep(engine, "us-2023", {"b_tpp": "1600..4800"}, mode="text", readings={"tf32_bits": "as_32"})

    assert "Items: accelerators.csv. Asked: mode text, tf32_bits as_32." in json.dumps(drawn.chart.to_dict())


def test_a_weight_says_of_how_many_items_it_is_not_known(engine: Engine) -> None:
    vary = {"b_tpp": "1600..4800"}
    drawn = tradeoff(engine, "us-2023", "hbm-and-links", vary, weight="TPP")
    unknown = len(engine.drafting.errors("us-2023", "hbm-and-links", weight="TPP").to_dict()["unweighted"])

    assert f"{unknown} items have no known TPP" in json.dumps(drawn.chart.to_dict())


def test_a_timeline_has_a_shape_for_each_common_value(engine: Engine) -> None:
    drawn = timeline(engine, ["us-2023"], by="market_segment")
    counts = Counter(row["market_segment"] for row in drawn.tables[""])
    domains = [
        layer["encoding"]["shape"]["scale"]["domain"]
        for layer in drawn.chart.to_dict()["vconcat"][0]["layer"]
        if "shape" in layer["encoding"]
    ]

    assert [[*(word for word, _ in counts.most_common(3)), "other"]] == domains


def test_cells_of_a_matrix_are_those_of_the_engine(engine: Engine) -> None:
    rules, items = ["us-2022", "us-2023"], ["A800 SXM4 80GB", "H20 96GB", "Hanguang 800"]
    rows = matrix(engine, rules, items=items).tables[""]
    found = engine.check(rules=rules, items=items).to_dicts()

    assert [(one["item"], one["rulebook"], one["status"]) for one in found] == [
        (row["item"], row["rulebook"], row["status"]) for row in rows
    ]
    assert ["A800 SXM4 80GB", "Hanguang 800"] == [row["item"] for row in rows if row["changed"] == "yes"]


def test_lines_of_a_timeline_are_where_the_rules_change_their_answer(engine: Engine) -> None:
    lines = timeline(engine, ["us-2023", "us-2022"]).tables["lines"]  # of TPP, which both compare

    assert [
        ("us-2022", "2022-10-07", "2023-11-17", "4800", "undetermined"),
        ("us-2023", "2023-11-17", "", "1600", "undetermined"),
        ("us-2023", "2023-11-17", "", "4800", "controlled"),
    ] == [(row["rulebook"], row["from"], row["to"], row["number"], row["beyond it"]) for row in lines]


TWO = ["--catalog", "a", "--catalog", "b"]


def test_a_line_ends_with_the_next_text_of_its_regime(engine: Engine) -> None:
    lines = timeline(engine, ["us-2022", "us-letters-2025", "us-2023-01"], "total_io").tables["lines"]

    assert [("us-2022", "2023-01-17"), ("us-2023-01", ""), ("us-letters-2025", "")] == [
        (row["rulebook"], row["to"]) for row in lines
    ]


# --- faults ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["plane", "us-2023", "--output", "a.jpg"], "`a.jpg` names no format of a picture"),
        (["plane", "us-2023", "--output", "png"], "`png` names no format of a picture"),
        (
            ["plane", "us-2023", "--catalog", "a.png.csv", "--output", "a.png"],
            "`a.png.csv` would be overwritten",
        ),
        (["plane", "us-2033", "--output", "b/a.png"], "there is no folder `b`"),
        (
            ["plane", "us-2023", "--catalog", "a", "--catalog", "b", "--output", "a.png"],
            "more than one catalog",
        ),
        (["plane", "ca-2024", "--output", "a.png"], "compares too few quantities of a chip"),
        (["plane", "us-2033", "--output", "a.png"], "us-2033"),
        (["plane", "us-2023", "--item", "A1", "--output", "a.png"], "there is no item `A1`"),
        (["timeline", "us-2023", "--quantity", "TP", "--output", "a.png"], "TP"),
        (["timeline", "us-2023", "--on", "2024-01-01", "--output", "a.png"], "a timeline is of many days"),
        (["sweep", "us-2023", "--vary", "a=1..2", "--output", "a.png"], "has no parameter `a`"),
        (["sweep", "us-2023", "--vary", "a_pd=1..1", "--output", "a.png"], "a curve needs a range"),
        (
            ["timeline", "us-2023", "--date", "die_area_mm2", "--output", "a.png"],
            "`die_area_mm2` is no date of a chip\n  help: its dates are `release_date`",
        ),
        (["plane", "us-2023", "--given", "foo=1", "--output", "a.png"], "error: not facts of a chip"),
        (
            ["plane", "us-2023", "--across", "TPP", "--across", "tdp_w", "--output", "a.png"],
            "--across is given more than once: TPP and tdp_w",
        ),
        (["matrix", "us-2023", "--output", "a.png"], "cannot be read"),
        (["tradeoff", "us-2023", "--label", "x", "--vary", "a_pd=1..2", "--output", "a.png"], "x"),
    ],
)
def test_bad_questions_end_in_a_message_and_write_nothing(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)

    assert 2 == run("draw", *arguments)
    said = capsys.readouterr().err
    assert message in said
    assert "Traceback" not in said
    assert [] == list(tmp_path.iterdir())


def test_pictures_of_one_stem_share_no_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    files = [
        each.name
        for suffix in picture.SUFFIXES
        for each in picture.check(f"plane{suffix}", tables=["", "regions"])
    ]

    assert len(files) == len(set(files)) == 3 * len(picture.SUFFIXES)


@pytest.mark.parametrize("name", sorted(draw.commands))
def test_pictures_take_the_options_of_other_questions(name: str) -> None:
    theirs = [
        {one.name: (one.opts, one.default) for one in app.commands[command].params}
        for command in ("sweep", "frontier", "errors")
    ]
    common = set.intersection(*map(set, theirs)) - {"format_", "output", "rules"}
    mine = {one.name: (one.opts, one.default) for one in draw.commands[name].params}

    assert {"catalogs", "readings", "items", "on", "strict"} <= common
    assert {each: theirs[0][each] for each in common} == {each: mine.get(each) for each in common}


def test_help_names_the_commands_of_bundled_plugins(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == run("--help")
    assert re.search(r"Commands of plugins:\n +draw +See `redline draw --help`", capsys.readouterr().out)


def test_a_missing_extra_is_named_before_anything_is_computed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(_name: str) -> Any:
        return None

    monkeypatch.setattr(picture, "find_spec", nothing)

    with pytest.raises(InputError, match=r"pip install 'redline\[pictures\]'"):
        picture.check(tmp_path / "a.png")


def test_a_regime_stands_for_its_texts_on_a_timeline(engine: Engine) -> None:
    lines = timeline(engine, ["us"], "TPP").tables["lines"]
    texts = [book.id for book in engine.rulebooks.values() if book.regime == "us" and book.draft is None]

    assert set(texts) == {row["rulebook"] for row in lines}
    assert {"us-2022", "us-2023", "us-2026-07"} <= set(texts)


def test_numbers_of_lines_that_would_collide_are_told_apart() -> None:
    day = dt.date(2023, 1, 1)
    lines = [Line("a", day, None, number, "controlled", (), ()) for number in (5200.0, 1600.0, 4800.0)]
    low = Frame(Scale(2020, 2030, 860, logarithmic=False), Scale(1, 1e6, 500, logarithmic=True))
    high = Frame(low.x, Scale(4000, 6000, 500, logarithmic=True))

    assert ([1600, 4800], [5200]) == _marked(lines, low)
    assert ([4800, 5200], []) == _marked(lines[::2], high)


def test_label_without_a_version_has_none_and_the_legend_names_what_is_drawn(
    engine: Engine, tmp_path: Path
) -> None:
    (tmp_path / "l.csv").write_text("item,label\nA10,yes\n", encoding="utf-8")
    drawn = tradeoff(engine, "us-2023", str(tmp_path / "l.csv"), {"a_tpp": "1600..9600"})
    points = plane(engine, "us-2023", items=["A10", "L4", "H20 96GB"]).chart.to_json()

    assert "(None)" not in drawn.chart.to_json()
    assert {"controlled", "not controlled"} >= set(re.findall(r"(?<=\")[a-z ]*controlled(?=\",?\n)", points))
    assert '"undetermined"' not in points


def test_a_name_with_control_characters_is_drawn(engine: Engine, tmp_path: Path) -> None:
    names = ["=1+1\x1b[31m", "a\x01b", "half \ud800"]
    chips = {"name": names, "fp16_tflops": ["312"] * 3, "die_area_mm2": ["826"] * 3}
    shown = matrix(engine, ["us-2022", "us-2023"], catalog=chips)

    files = shown.write(tmp_path / "cells.svg")
    rows = table(files[1])

    assert [r"'=1+1\u001b[31m", r"a\u0001b", r"half \ud800"] == [row["item"] for row in rows[::2]]
    assert [True, False] == [
        r"a\u0001b" in files[0].read_text("utf-8"),
        "\x1b" in files[0].read_text("utf-8"),
    ]
