"""The bundled catalog is whole, has its sources, and is stated per package."""

from __future__ import annotations

import csv
import io
import re
from functools import cache

import pytest

import redline
from redline.catalog import Catalog, PartsColumn
from redline.catalog.input import read_entry
from redline.values import known
from redline_plugins import accelerators, csv_catalog

RESTATED = {
    "Corsair (card)": 2,
    "Data Center GPU Flex 140 (card)": 2,
    "MLU370-X8 (card)": 2,
    "Cloud AI 100 Ultra (card)": 4,
    "Wormhole n300d (card)": 2,
    "FSD computer chip (HW3, two chips)": 2,
    "tsunAImi (card)": 4,
}


@cache
def catalog() -> Catalog:
    (entry,) = accelerators.redline_catalogs()
    kinds = redline.load().vocabulary.kinds
    return read_entry(entry, kinds, csv_catalog.redline_catalog_readers())


@cache
def rows() -> dict[str, dict[str, str]]:
    (entry,) = accelerators.redline_catalogs()
    text = entry.load().decode("utf-8")
    return {row["name"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def test_catalog_is_read_without_warnings() -> None:
    assert (377, ()) == (len(catalog()), catalog().warnings)


def test_catalog_names_its_default_rulebooks() -> None:
    assert ("us-2022", "us-2023") == catalog().default_rules


def test_every_row_has_a_source() -> None:
    assert [] == [name for name, row in rows().items() if not row["source"]]


def test_every_column_is_a_fact_or_documentation() -> None:
    (entry,) = accelerators.redline_catalogs()
    header = next(iter(rows().values())).keys()

    assert set(header) == {"name", *catalog().columns, *entry.documentation}


def test_rows_that_note_several_packages_are_restated() -> None:
    noted = {
        name
        for name, row in rows().items()
        if re.search(r"figures for the card|for the (card|board)", row["notes"])
    }
    per_gpu = {name for name in noted if "per GPU" in name}

    assert RESTATED.keys() == noted - per_gpu


@pytest.mark.parametrize(("name", "packages"), RESTATED.items())
def test_restated_figures_times_packages_are_those_of_the_card(name: str, packages: int) -> None:
    row = rows()[name]
    figures = dict(
        re.findall(r"(\w+_(?:tops|tflops|gbs)) ([\d.]+)", row["notes"].split("Restated per package: ")[1])
    )
    shared = figures.pop("io_bandwidth_gbs", None)

    assert figures == {fact: f"{float(row[fact]) * packages:g}" for fact in figures}
    assert shared is None or not row["io_bandwidth_gbs"]


def test_no_memory_beside_the_chip_is_as_fast_as_memory_on_it() -> None:
    """The fastest stacks have 27.6 TB/s; memory on a chip has 47.5 TB/s and more, and is no DRAM."""
    fast = {
        name: row["memory_type"]
        for name, row in rows().items()
        if row["memory_bandwidth_gbs"] and float(row["memory_bandwidth_gbs"]) > 30_000
    }

    assert dict.fromkeys(("WSE-1", "WSE-2", "WSE-3", "Colossus GC200", "GroqChip LPU v1"), "SRAM") == fast


def test_total_io_is_the_links_and_a_bus_of_sixteen_lanes_or_fewer() -> None:
    items = [catalog().item(row) for row in range(len(catalog()))]
    buses = {
        item.name: item.number("io_bandwidth_gbs").low - item.number("interconnect_bandwidth_gbs").low
        for item in items
        if {"io_bandwidth_gbs", "interconnect_bandwidth_gbs"} <= item.numbers.keys()
    }

    assert len(buses) > 200
    assert {16, 32, 64, 128} >= set(buses.values())


def test_dies_add_up_to_the_die_area_where_both_are_stated_and_none_is_planar() -> None:
    column = catalog().columns["dies"]
    assert isinstance(column, PartsColumn)
    items = [catalog().item(row) for row in range(len(catalog()))]
    both = [item for item in items if "dies" in item.parts and "die_area_mm2" in item.numbers]
    sums = {item.name: known(sum(part["area_mm2"].low for part in item.parts["dies"])) for item in both}

    assert len(both) > 150
    assert {item.name: item.number("die_area_mm2") for item in both} == sums
