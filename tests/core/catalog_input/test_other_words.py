"""Words of open categories: those near to a listed one are warned of, and all count as `other`."""

from __future__ import annotations

import numpy as np
import pytest

import redline
from redline.catalog import CategoryColumn
from redline.catalog_input import read_columns, read_table
from redline.model import Fact, ItemKind
from tests.support.accelerators import table

WORDS = ("SRAM", "DDR3", "HBM3e", "GDDR6", "GDDR6X", "other")
BOARD = ItemKind("board", "a board", facts=(Fact("memory", "category", categories=WORDS, is_open=True),))


def warned(*cells: str) -> list[str]:
    rows = "".join(f"{row},{cell}\n" for row, cell in enumerate(cells))
    catalog = read_table(table(f"name,memory\n{rows}"), [BOARD], kind="board")
    assert isinstance(column := catalog.columns["memory"], CategoryColumn)
    assert [WORDS.index(cell) if cell in WORDS else WORDS.index("other") for cell in cells] == list(
        column.codes
    )
    return [warning.render() for warning in catalog.warnings]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("GDDR6x", "GDDR6X"),
        ("gddr6", "GDDR6"),
        ("GDDR 6X", "GDDR6X"),
        ("HBM-3E", "HBM3e"),
        ("GDR6", "GDDR6"),
        ("Other", None),
        ("DDR2", None),
        ("GDDR3", None),
        ("MRAM", None),
        ("SRAM+DDR3", None),
        ("x" * 5000, None),
    ],
)
def test_word_near_to_a_listed_one_is_warned_of(word: str, meant: str | None) -> None:
    found = warned("GDDR6X", "other", word)

    assert (meant is not None) == bool(found)
    if meant is not None:
        assert f"warning: `{word}` is not a word for `memory`" in found[0]
        assert f"help: did you mean `{meant}`? It counts as `other`" in found[0]


def test_warning_has_the_first_place_of_each_word_in_their_order() -> None:
    found = warned("SRAM", "GDDR6x", "hbm3e", "GDDR6x")

    assert [True, True] == [line.split(":")[1] == str(row) for line, row in zip(found, (3, 4), strict=True)]


def test_program_is_told_column_and_row() -> None:
    catalog = read_columns({"memory": np.array(["SRAM", "sram"])}, [BOARD], kind="board")

    assert ["column `memory`, row 2: `sram` is not a word for `memory`"] == [
        warning.message for warning in catalog.warnings
    ]


def test_very_many_different_words_are_no_mistyped_ones() -> None:
    assert [] == warned(*(f"GDDR6x{number}" for number in range(1001)))


def test_determination_warns() -> None:
    (warning,) = (
        line
        for line in redline.load().determine({"memory_type": "GDDR6x"}, "us-2023").warnings
        if "memory_type" in line
    )

    assert "did you mean `GDDR6X`? It counts as `other`" in warning


def test_bundled_catalogs_have_no_such_word() -> None:
    engine = redline.load()

    assert [] == [
        warning.line
        for name in engine.catalogs
        for warning in engine.catalog(name).warnings
        if "counts as" in warning.line
    ]
