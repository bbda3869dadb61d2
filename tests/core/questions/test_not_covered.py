"""A text that has nothing on a kind of item does not free it, by any door, and names what is missing."""

from __future__ import annotations

import json
from functools import cache
from io import StringIO
from typing import Any

import numpy as np
import pytest

import redline
from redline.host.report import Report
from redline.values import Status
from tests.support.with_texts import with_texts

TEXT = """rulebook t-2026 "A text on boards"
  effective 2026-03-01

publication LAW "Law"

item board "a board"
  fact area_mm2 : mm2 above 0
  fact printed : yes/no

item wire "a wire"
  fact length_mm : nm

item nail "a nail"
  fact weight : count

control A for board
  controlled when area_mm2 > 100 mm2

no control for nail
  cite LAW "annex"

not encoded "B" for wire "long wires"
  cite LAW "B"
  because "its text was not read"

not encoded "C" for board "printed boards"
  cite LAW "C"
  because "the number was not read"
  reaches when printed

not encoded "D" "software"
  because "it is no item"

license requirement R for A
  required when destination in CN

license statements complete for A, board, nail
"""
WIRE, NAIL = {"length_mm": ["3"]}, {"weight": ["3"]}


@cache
def engine() -> redline.Engine:
    """Return the engine; it is the same for every question."""
    return redline.load()


@cache
def book() -> redline.Rulebook:
    """Return the text, compiled once."""
    return engine().compile(TEXT)


def check(columns: dict[str, list[Any]], **question: Any) -> redline.Result:
    return engine().check({"name": ["it"], **columns}, book(), **question)


def test_nothing_on_a_kind_is_an_outcome_of_its_own_by_every_door() -> None:
    one = engine().determine({"length_mm": "3"}, book())
    kernel = engine().kernel(book(), kind="wire")
    result = check(WIRE)

    assert ("not_covered", "not_covered", [[3]], [3]) == (
        one.status,
        result.determination(0)[0].status,
        result.status.tolist(),
        kernel({"length_mm": np.array([3.0])})["t-2026"].tolist(),
    )
    assert {"not_controlled": 0, "controlled": 0, "undetermined": 0, "not_covered": 1} == result.counts()[
        "t-2026"
    ]


def test_it_names_what_is_known_to_be_missing() -> None:
    (one,) = check(WIRE).determination(0)

    assert ("B: long wires",) == one.not_encoded
    assert "`t-2026` has nothing on items of kind wire, as encoded; not encoded: `B`" in one.warnings
    assert "not encoded: B: long wires" in one.explain()


def test_no_license_is_free_where_nothing_was_read() -> None:
    (one,) = check(WIRE, to="DE").determination(0)

    assert one.license is not None
    assert (None, ["t-2026: has nothing on items of kind wire, as encoded"]) == (
        one.license["required"],
        one.license["unstated"],
    )


def test_a_text_that_says_it_controls_none_answers_so() -> None:
    (one,) = check(NAIL, to="DE").determination(0)

    assert one.license is not None
    assert ("not_controlled", False) == (one.status, one.license["required"])


@pytest.mark.parametrize(
    ("area", "printed", "status", "unstated"),
    [
        ("50", "no", "not_controlled", ()),
        ("50", "yes", "undetermined", ("C: the number was not read",)),
        ("50", "", "undetermined", ("C: the number was not read",)),
        ("500", "yes", "controlled", ()),
    ],
)
def test_an_entry_that_was_not_read_leaves_open_what_it_may_reach(
    area: str, printed: str, status: str, unstated: tuple[str, ...]
) -> None:
    result = check({"area_mm2": [area], "printed": [printed]}, to="DE")
    (one,) = result.determination(0)

    assert (status, unstated) == (one.status, one.unstated)
    assert status == Status(int(result.status[0, 0])).word
    assert one.license is not None
    assert (status == "not_controlled") == (one.license["required"] is False)


@pytest.mark.parametrize("name", ["json", "jsonl", "csv", "table", "sarif", "junit", "status"])
def test_every_writer_knows_the_outcome(name: str) -> None:
    out = StringIO()

    engine().plugins.writers[name].write(Report((check(WIRE),)), out)

    assert "not_covered" in out.getvalue() or "not covered" in out.getvalue()


def test_json_names_what_is_missing() -> None:
    out = StringIO()

    engine().plugins.writers["jsonl"].write(Report((check(WIRE),)), out)

    assert ["B: long wires"] == json.loads(out.getvalue())["not_encoded"]


def test_a_strict_engine_refuses_it() -> None:
    strict = with_texts(TEXT, strict=True)

    with pytest.raises(redline.InputError, match="has nothing on items of kind wire, as encoded"):
        strict.check({"name": ["it"], **WIRE}, "t-2026")


def test_what_is_not_controlled_cites_what_shows_that_the_text_has_no_such_control() -> None:
    assert ("Law, annex",) == engine().determine({"weight": "3"}, book()).cites
    assert () == engine().determine({"area_mm2": "3"}, book()).cites
