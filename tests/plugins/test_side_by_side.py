"""Tables of many rulebooks: outcomes in words or in marks, and what undetermined ones wait for."""

from __future__ import annotations

import io

import pytest

import redline
from redline import Engine
from redline.plugins import Report
from redline_plugins.reports.table import write_table

BOOKS = ["us-2022", "us-2023", "us-2024-12", "us-2026-01"]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return redline.load()


def table(engine: Engine, width: int, *, color: bool = False) -> list[str]:
    items = {
        "name": ["open", "free", "caught"],
        "fp16_tflops": ["200", "20", "400"],
        "io_bandwidth_gbs": ["64", "64", "900"],
        "designed_or_marketed_for_datacenter": ["yes", "yes", "yes"],
    }
    stream = io.StringIO()
    write_table(Report((engine.check(items, BOOKS),), width, color), stream)
    return stream.getvalue().splitlines()


def test_words_stand_where_they_fit(engine: Engine) -> None:
    assert [
        "item    us-2022         us-2023         us-2024-12      us-2026-01",
        "open    not controlled  undetermined 1  undetermined 1  undetermined 1",
        "free    not controlled  not controlled  not controlled  not controlled",
        "caught  controlled      controlled      controlled      controlled",
        "",
        "1: missing die_area_mm2",
    ] == [
        line.replace("die_area_mm2, transistor_architecture", "die_area_mm2")
        for line in table(engine, 80)[:6]
    ]


def test_marks_stand_where_words_do_not_fit(engine: Engine) -> None:
    assert [
        "item    us-2022  us-2023  us-2024-12  us-2026-01",
        "open    no       ? 1      ? 1         ? 1",
        "free    no       no       no          no",
        "caught  yes      yes      yes         yes",
    ] == table(engine, 60)[:4]


def test_marks_are_explained(engine: Engine) -> None:
    assert "yes: controlled. no: not controlled. ?: undetermined; the" == table(engine, 60)[5]


def test_both_fit(engine: Engine) -> None:
    assert [True, True] == [max(map(len, table(engine, width))) <= width for width in (60, 80)]


def test_statuses_with_notes_have_their_color(engine: Engine) -> None:
    assert "\x1b[33mundetermined 1" in table(engine, 80, color=True)[1]


def test_narrower_than_marks_has_a_row_for_each_answer(engine: Engine) -> None:
    assert table(engine, 40)[0].split()[:3] == ["item", "rulebook", "status"]
