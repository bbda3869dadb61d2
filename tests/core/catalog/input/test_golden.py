"""Every bad catalog and mapping file under tests/catalogs ends in its expected message.

A new case is a file and beside it one that ends in ``.expected``; it needs no Python.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.accelerators import CATALOGS, message, read

BAD = sorted((CATALOGS / "bad").glob("*.csv"))
WARNED = sorted((CATALOGS / "warned").glob("*.csv"))
BAD_MAPS = sorted((CATALOGS / "bad_maps").glob("*.toml"))


def expected(path: Path) -> str:
    return path.with_suffix(".expected").read_text(encoding="utf-8")


def name(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", BAD, ids=name)
def test_bad_catalog_ends_in_its_message(path: Path) -> None:
    assert expected(path) == message(path.read_bytes(), name=path.name) + "\n"


@pytest.mark.parametrize("path", BAD_MAPS, ids=name)
def test_bad_mapping_ends_in_its_message(path: Path) -> None:
    catalog = (path.parent / "catalog.csv").read_bytes()

    assert expected(path) == message(catalog, mapping=path.read_text(encoding="utf-8")) + "\n"


@pytest.mark.parametrize("path", WARNED, ids=name)
def test_catalog_is_read_with_its_warnings(path: Path) -> None:
    warnings = read(path.read_bytes(), name=path.name).warnings

    assert expected(path) == "".join(f"{warning.render()}\n" for warning in warnings)


def test_there_are_many_cases_and_each_message_says_what_to_do() -> None:
    texts = [expected(path) for path in (*BAD, *BAD_MAPS)]

    assert len(texts) >= 60
    assert [] == [text for text in texts if "error: " not in text or "help: " not in text]
