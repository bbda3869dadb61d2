"""The kind of item that test catalogs hold, with every type of fact, and short ways to read them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Final

from redline import InputError, Source
from redline.catalog import Catalog
from redline.catalog.input import RawTable, read_table
from redline.model import Collection, Fact, Family, ItemKind, Member, Reading
from redline.units import DATE, parse_unit
from redline_plugins import csv_catalog

CATALOGS: Final = Path(__file__).parents[1] / "catalogs"


def number(name: str, unit: str, *, positive: bool = False) -> Fact:
    """Return a fact that is a number."""
    return Fact(name, "number", unit=parse_unit(unit), positive=positive)


_BITS = {
    "fp64_tflops": 64,
    "fp32_tflops": 32,
    "tf32_tflops": 19,
    "fp16_tflops": 16,
    "bf16_tflops": 16,
    "fp8_tflops": 8,
    "fp6_tflops": 6,
    "fp4_tflops": 4,
    "int8_tops": 8,
    "int4_tops": 4,
    "fp64_vector_tflops": 64,
    "fp32_vector_tflops": 32,
}

CHIP: Final = ItemKind(
    "chip",
    "an integrated circuit",
    (
        Fact("designed_or_marketed_for_datacenter", "yes/no"),
        number("die_area_mm2", "mm2", positive=True),
        Fact("transistor_architecture", "category", categories=("planar", "finfet", "gaafet")),
        number("io_bandwidth_gbs", "GB/s"),
        number("interconnect_bandwidth_gbs", "GB/s"),
        number("memory_bandwidth_gbs", "GB/s"),
        number("process_node_nm", "nm", positive=True),
        Fact("release_date", "date", unit=DATE),
    ),
    (
        Family(
            "throughput",
            "rate",
            parse_unit("TOPS"),
            (("bits", parse_unit("bit")),),
            tuple(Member(number(name, "TOPS"), (("bits", Fraction(bits)),)) for name, bits in _BITS.items()),
            Reading("unlisted_formats", ("not_claimed", "unknown")),
        ),
    ),
    (
        Collection(
            "dies",
            (number("area_mm2", "mm2", positive=True), number("node_nm", "nm", positive=True)),
            "COUNTxarea_mm2@node_nm",
        ),
    ),
)

SCANNER: Final = ItemKind(
    "scanner",
    "a lithography tool",
    (number("wavelength_nm", "nm", positive=True), Fact("release_date", "date")),
)


def table(text: str | bytes, name: str = "test.csv") -> RawTable:
    """Return the raw table of CSV text."""
    return csv_catalog.read(name, text.encode() if isinstance(text, str) else text)


def read(text: str | bytes, *, name: str = "test.csv", mapping: str | None = None) -> Catalog:
    """Read CSV text as a catalog of chips."""
    source = None if mapping is None else Source("map.toml", mapping)
    return read_table(table(text, name), [CHIP], mapping=source)


def message(text: str | bytes, *, name: str = "test.csv", mapping: str | None = None) -> str:
    """Return the message that reading ends with; empty when nothing is wrong."""
    try:
        read(text, name=name, mapping=mapping)
    except InputError as error:
        return str(error)
    return ""
