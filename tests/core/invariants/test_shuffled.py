"""Order decides nothing: of distributions, entry points, what hooks return, and statements."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import cache
from importlib.metadata import EntryPoint, EntryPoints
from random import Random
from types import ModuleType
from typing import Any, TypeAlias

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import redline
from redline import PluginError, Source
from redline.cli.listings.plugins import plugins as list_plugins
from redline.cli.listings.rulebooks import rulebooks as list_rulebooks
from redline.engine import faults_of, load
from redline.host import discover
from redline.plugins import CatalogEntry

Order: TypeAlias = Callable[[list[Any]], list[Any]]
KINDS = """
item board "a board"
  fact area_mm2 : mm2 above 0
  reading counted : rated, peak
    "which rate counts"
  family rates of rate : TOPS by bits : bit
    blanks reading unlisted : not_claimed, unknown
    rate_16_tops : bits 16 bit
    rate_8_tops : bits 8 bit

publication GUIDE "Guide"

metric total : TOPS*bit for board
  cite GUIDE "1"
  = largest of rates : rate * bits

metric dense : TOPS*bit/mm2 for board
  = total / area_mm2
"""
TOOLS = """
item tool "a tool"
  fact width_nm : nm above 0

metric half : nm for tool
  = width_nm * half_of

parameter half_of = 0.5 count
"""
BASE = """
rulebook land-1 "The first text"
  regime land
  effective 2024-01-01
  verified 2024-06-01

publication ACT "Act" published 2023-12-01

parameter line = 4800 TOPS*bit
  cite ACT "1"

parameter dense_line = 5.92 TOPS*bit/mm2
  cite ACT "2"
  verified no

control L.a for board "fast boards"
  cite ACT "1.a"
  controlled when any of
    (1) total >= line
    (2) dense >= dense_line

control L.b for board "other boards"
  yields to L.a
  cite ACT "1.b"
  controlled when total >= dense_line * area_mm2 or rate_8_tops > 500 TOPS

control L.t for tool "fine tools"
  controlled when half < 20 nm

exclusion "Note 1" from L.a, L.b
  excluded when area_mm2 < 10 mm2

scenario "on the line"
  given board
    rate_16_tops 300 TOPS
    area_mm2 900 mm2
  expect controlled by L.a.1
"""
LATER = """
rulebook land-2 "The second text"
  amends land-1
  effective 2024-07-01

publication ORDER "Order"

set line = 4000 TOPS*bit
  cite ORDER "1"

strike exclusion "Note 1"

add to L.a
  (3) total >= 2400 TOPS*bit
    cite ORDER "3"

control L.c for board "small boards"
  controlled when area_mm2 < 5 mm2
"""
SEA = """
rulebook sea-1 "Another regime"
  regime sea
  effective 2024-02-01

parameter much = 1000 TOPS*bit

control S for board "boards"
  controlled when total >= much
"""
FAULTY = """
rulebook faulty "Faulty"
  regime lake
  effective 2024-01-01

control X for bord
  controlled when y
"""
CATALOG = b"name,rate_16_tops,rate_8_tops,area_mm2\nA,300,,900\nB,150,,400\nC,,600,\nD,,,4\nE,250,900,8\n"

OFFERED = {
    "words": {"redline_vocabularies": {"kinds.redline": KINDS}},
    "law": {"redline_rulebooks": {"1.redline": BASE, "2.redline": LATER, "4.redline": FAULTY}},
    "both": {
        "redline_vocabularies": {"tools.redline": TOOLS},
        "redline_rulebooks": {"3.redline": SEA},
    },
}
PLUGINS = (*OFFERED, "catalogs", "newer")


def module(name: str, order: Order, of_statements: Order) -> ModuleType:
    """Return a plugin of that name, whose hooks return what they offer in some order."""
    made = ModuleType(f"dummy_shuffled_{name}")

    def offer(hook: str, things: list[Any]) -> None:
        vars(made)[hook] = redline.hookimpl(lambda: order(things))

    for hook, texts in OFFERED.get(name, {}).items():
        offer(hook, [Source(each, statements(text, of_statements)) for each, text in texts.items()])
    if name == "catalogs":
        rules = ("sea-1", "land-1")
        offer(
            "redline_catalogs",
            [
                CatalogEntry(each, "board", each, f"{each}.csv", lambda: CATALOG, "csv", rules)
                for each in ("boards", "cards")
            ],
        )
    if name == "newer":
        vars(made)["redline_hook_version"] = 99
    return made


def statements(text: str, order: Order) -> str:
    """Return a sound text with its statements in some order; the places of faults stay where they are."""
    return text if text == FAULTY else "\n\n".join(order(text.strip("\n").split("\n\n"))) + "\n"


class Installed:
    """A distribution that is there, as far as anybody asks."""

    def __init__(self, name: str, points: list[EntryPoint]) -> None:
        self.metadata = {"Name": name, "Version": "1"}
        self.entry_points = EntryPoints(points)

    def read_text(self, _name: str) -> None:
        return None


def told(order: Order, of_statements: Order) -> dict[str, Any]:
    """Return all that is listed and answered, with everything in some order."""
    made = {f"dummy_shuffled_{name}": module(name, order, of_statements) for name in PLUGINS}
    points = [EntryPoint(name, f"dummy_shuffled_{name}", "redline") for name in (*PLUGINS, "broken")]
    points.append(EntryPoint("csv", "redline_plugins.csv_catalog", "redline"))
    some, others = Installed("firm", order(points[:3])), Installed("other", order(points[3:]))
    with pytest.MonkeyPatch.context() as patch:
        for name, plugin in made.items():
            patch.setitem(sys.modules, name, plugin)
        installed = order([some, others, Installed("none", [])])
        patch.setattr(discover, "distributions", lambda: installed)
        engine = load()
    found = [engine.check("boards", rules) for rules in order(["land@2024-03-01", "land@2024-08-01", "sea"])]
    answers = [one.to_dict() for result in found for several in result.determinations() for one in several]
    columns = {"rate_16_tops": np.array([300.0, 100.0]), "area_mm2": np.array([900.0, 20.0])}
    statuses = engine.kernel(order(["land-1", "land-2", "sea-1"]), kind="board")(columns)
    books = list(engine.rulebooks.values())
    return {
        "plugins": json.loads(list_plugins(engine.plugins.offers, engine.text_failures, as_json=True)),
        "rulebooks": json.loads(list_rulebooks(engine, books, as_json=True)),
        "faults": list(faults_of(engine)),
        "answers": sorted(answers, key=lambda one: (one["rulebook"], one["item"])),
        "scenarios": [trial.holds for trial in engine.analyses.test()],
        "numbers": [one.to_dict() for one in engine.analyses.coverage()],
        "kernel": {name: statuses[name].tolist() for name in sorted(statuses)},
    }


def as_written(things: list[Any]) -> list[Any]:
    return list(things)


@cache
def usual() -> dict[str, Any]:
    """Return what is told where nothing is shuffled."""
    return told(as_written, as_written)


def unordered(value: Any) -> Any:
    """Return the same with its lists sorted: some follow the order of a rule text, for its readers."""
    if isinstance(value, dict):
        return {name: unordered(each) for name, each in value.items()}
    return sorted(map(unordered, value), key=repr) if isinstance(value, list) else value


@settings(deadline=None, max_examples=8)
@given(random=st.randoms(use_true_random=False))
def test_order_of_plugins_and_of_what_they_bring_changes_nothing(random: Random) -> None:
    assert usual() == told(lambda things: random.sample(things, len(things)), as_written)


@settings(deadline=None, max_examples=8)
@given(random=st.randoms(use_true_random=False))
def test_order_of_statements_changes_nothing_but_the_order_of_lists(random: Random) -> None:
    def shuffled(things: list[Any]) -> list[Any]:
        return random.sample(things, len(things))

    assert unordered(usual()) == unordered(told(shuffled, shuffled))


def test_something_is_told() -> None:
    found = usual()

    assert ["land-1", "land-2", "sea-1"] == [one["rulebook"] for one in found["rulebooks"]]
    assert {"controlled", "not_controlled", "undetermined"} == {one["status"] for one in found["answers"]}
    assert ["`broken`", "`newer`", "`faulty`"] == [
        name
        for name in ("`broken`", "`newer`", "`faulty`")
        if any(name in fault for fault in found["faults"])
    ]
    assert [True] == found["scenarios"]


@settings(deadline=None, max_examples=6)
@given(names=st.permutations(["one", "two", "three"]))
def test_clash_reads_the_same_in_any_order(names: list[str]) -> None:
    installed = [Installed(name, [EntryPoint(name, f"dummy_shuffled_{name}", "redline")]) for name in names]
    with pytest.MonkeyPatch.context() as patch:
        for name in names:
            made = ModuleType(f"dummy_shuffled_{name}")
            vars(made)["redline_rulebooks"] = redline.hookimpl(lambda: [Source("sea.redline", SEA)])
            patch.setitem(sys.modules, made.__name__, made)
        patch.setattr(discover, "distributions", lambda: installed)
        with pytest.raises(PluginError) as caught:
            load()

    by = " and by ".join(f"`{name}` of {name} 1 (`dummy_shuffled_{name}`)" for name in sorted(names))
    assert f"rulebook `sea-1` is offered more than once: by {by}" == str(caught.value)
