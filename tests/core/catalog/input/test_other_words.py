"""Words of open categories: in any case and by an alias they are themselves, and any other is unknown."""

from __future__ import annotations

import numpy as np
import pytest

import redline
from redline.catalog import CategoryColumn
from redline.catalog.input import read_columns, read_table
from redline.diagnostics import InputError
from redline.kernel import Kernel
from redline.model import Fact, ItemKind
from redline.program.lower import Moment, lower
from tests.support.accelerators import table

WORDS = ("SRAM", "DDR3", "HBM", "HBM3", "HBM3e", "LPDDR5", "GDDR6", "GDDR6X", "other")
ALIASES = (("on-chip memory", "SRAM"),)
MEMORY = Fact("memory", "category", categories=WORDS, is_open=True, aliases=ALIASES)
BOARD = ItemKind("board", "a board", facts=(MEMORY,))


def read(*cells: str) -> tuple[list[str | None], list[str]]:
    rows = "".join(f"{row},{cell}\n" for row, cell in enumerate(cells))
    catalog = read_table(table(f"name,memory\n{rows}"), [BOARD], kind="board")
    column = catalog.columns["memory"]
    assert isinstance(column, CategoryColumn)
    words = [None if code < 0 else WORDS[code] for code in column.codes]
    return words, [warning.render() for warning in catalog.warnings]


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("GDDR6x", "GDDR6X"),
        ("gddr6", "GDDR6"),
        ("HBM3E", "HBM3e"),
        ("Other", "other"),
        ("On-Chip Memory", "SRAM"),
    ],
)
def test_case_and_alias_make_no_other_word(cell: str, word: str) -> None:
    assert ([word], []) == read(cell)


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("HBM3E 12H", "`HBM3e`"),
        ("HBM5", "`HBM`"),
        ("HBM-PIM", "`HBM`"),
        ("2x HBM3", "`HBM3`"),
        ("HBM3e+LPDDR5", "`HBM3e` or `LPDDR5`"),
        ("HBM-3E", "`HBM`"),
        ("GDDR 6X", "`GDDR6X`"),
        ("MRAM", "`SRAM`"),
        ("x" * 5000, None),
    ],
)
def test_unlisted_word_is_unknown_and_the_nearest_is_named(cell: str, meant: str | None) -> None:
    words, (warning,) = read(cell)

    assert [None] == words
    assert "is not a word for `memory`, and counts as unknown" in warning
    assert ("help: write" if meant is None else f"help: did you mean {meant}? write") in warning


def test_words_that_differ_by_case_alone_are_themselves() -> None:
    fact = Fact("size", "category", categories=("m", "M", "l"))

    assert ["m", "M", "l", "l", None] == [fact.word(text) for text in ("m", "M", "l", "L", "x")]


def test_warning_has_the_first_place_of_each_word_in_their_order() -> None:
    _, found = read("SRAM", "GDDR6i", "hbm9", "GDDR6i")

    assert ["3", "4"] == [line.split(":")[1] for line in found]


def test_program_is_told_column_and_row() -> None:
    catalog = read_columns({"memory": np.array(["SRAM", "xram"])}, [BOARD], kind="board")

    assert ["column `memory`, row 2: `xram` is not a word for `memory`, and counts as unknown"] == [
        warning.message for warning in catalog.warnings
    ]


def test_of_very_many_different_words_the_count_is_said() -> None:
    words, warnings = read(*(f"GDDR6x{number}" for number in range(3000)))

    assert {None} == set(words)
    assert 21 == len(warnings)
    assert "2,980 more words are none for `memory`, and count as unknown" in warnings[-1]


def test_kernel_knows_the_same_words() -> None:
    book = redline.load().compile(
        "rulebook x\n  effective 2020-01-01\n"
        "control C for chip\n  controlled when memory_type is one of HBM, HBM3e\n"
    )
    kind = book.controls[0].kind
    kernel = Kernel(lower(kind, [book], {}, {"x": Moment(book.effective)}))
    cells = ["HBM3E", "hbm", "HBM5", "", "other", "GDDR6", " HBM "]

    for array in (np.array(cells), np.array([*cells[:-1], None], object)):
        assert [1, 1, 2, 2, 0, 0] == list(kernel({"memory_type": array})["x"][:6])
    assert 1 == kernel({"memory_type": np.array(cells)})["x"][6]


def test_determination_warns_and_a_strict_engine_refuses() -> None:
    facts = {"fp16_tflops": "100", "memory_type": "HBM5"}
    warnings = redline.load().determine(facts, "us-2023").warnings

    assert any("`HBM5` is not a word for `memory_type`, and counts as unknown" in line for line in warnings)
    with pytest.raises(InputError, match="`HBM5` is not a word for `memory_type`, and counts as unknown"):
        redline.load(strict=True).determine(facts, "us-2023")
    with pytest.raises(InputError, match="`HBM5` is not a word for `memory_type`, and counts as unknown"):
        redline.load(strict=True).check({name: [text] for name, text in facts.items()}, "us-2023")


def test_bundled_catalogs_have_no_such_word() -> None:
    engine = redline.load()

    assert [] == [
        warning.line
        for name in engine.catalogs
        for warning in engine.catalog(name).warnings
        if warning.code == "doubt"
    ]
