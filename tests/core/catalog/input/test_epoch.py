"""The mapping file of the how-to reads the header of Epoch AI's dataset."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from redline.catalog import Catalog
from redline.values import known
from tests.support.accelerators import CATALOGS, read

MAPPING = Path(__file__).parents[4] / "docs" / "howto" / "epoch.toml"


def excerpt() -> Catalog:
    data = (CATALOGS / "epoch" / "ml_hardware_excerpt.csv").read_bytes()
    return read(data, mapping=MAPPING.read_text(encoding="utf-8"))


def fact(name: str, item: str) -> object:
    catalog = excerpt()
    return catalog.item(list(catalog.names).index(item)).numbers.get(name)


def test_all_columns_are_accounted_for() -> None:
    assert () == excerpt().warnings


def test_rates_are_exact() -> None:
    assert known(Fraction("311.8")) == fact("fp16_tflops", "NVIDIA A800 SXM")


def test_one_column_gives_both_formats() -> None:
    assert fact("fp16_tflops", "NVIDIA H200 SXM") == fact("bf16_tflops", "NVIDIA H200 SXM")


def test_rate_of_ordinary_units_stands_in_only_where_there_is_no_other() -> None:
    assert (known(345), None) == (
        fact("fp16_tflops", "Cambricon Siyuan 590"),
        fact("bf16_tflops", "Cambricon Siyuan 590"),
    )


def test_row_after_quoted_lines_is_read() -> None:
    assert known(2517) == fact("fp8_tflops", "Amazon Trainium3")
