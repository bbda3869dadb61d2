"""The small catalogs are whole, have their sources, and say what is made up."""

from __future__ import annotations

import csv
import io
from functools import cache

import pytest

import redline
from redline.engine import Engine
from redline.plugins import CatalogEntry
from redline_plugins import computing_catalogs

ENTRIES = {entry.name: entry for entry in computing_catalogs.redline_catalogs()}


@cache
def engine() -> Engine:
    return redline.load(strict=True)


def rows(entry: CatalogEntry) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(entry.load().decode("utf-8"), newline="")))


@pytest.mark.parametrize("name", ENTRIES)
def test_catalog_is_read_without_warnings(name: str) -> None:
    catalog = engine().catalog(name)

    assert (len(rows(ENTRIES[name])), ()) == (len(catalog), catalog.warnings)


@pytest.mark.parametrize("name", ENTRIES)
def test_every_row_has_a_source(name: str) -> None:
    assert [] == [row["name"] for row in rows(ENTRIES[name]) if not row["source"]]


@pytest.mark.parametrize("name", ENTRIES)
def test_made_up_rows_say_so_in_both_places(name: str) -> None:
    said = {row["name"]: row["name"].endswith("(synthetic)") for row in rows(ENTRIES[name])}

    assert said == {row["name"]: row["synthetic"] == "yes" for row in rows(ENTRIES[name])}


@pytest.mark.parametrize("name", ENTRIES)
def test_every_column_is_a_fact_or_documentation(name: str) -> None:
    header = rows(ENTRIES[name])[0].keys()

    assert [] == sorted(header - {"name", *engine().catalog(name).columns, *ENTRIES[name].documentation})


@pytest.mark.parametrize("name", ENTRIES)
def test_default_rulebooks_know_the_kind(name: str) -> None:
    entry = ENTRIES[name]
    kinds = [
        {control.kind.name for control in engine().rulebook(rule).controls} & {entry.kind}
        for rule in entry.rules
    ]

    assert [{entry.kind}] * len(entry.rules) == kinds


def test_servers_are_determined_by_the_chips_in_them() -> None:
    result = engine().check("computers", ["us-2023"], items=["DGX H100", "HGX H20 8-GPU board"])

    assert ["controlled", "not_controlled"] == [each["status"] for each in result.to_dicts()]
