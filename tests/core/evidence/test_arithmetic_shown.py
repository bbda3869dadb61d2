"""The arithmetic behind metrics, with an item's own figures."""

from __future__ import annotations

import re
from typing import Any

import pytest

import redline

METRICS = """
rulebook mine "Mine"
  regime mine
  effective 2024-01-01

publication LAW "Law"

metric wide : GB/s for chip "all links"
  = io_bandwidth_gbs + interconnect_bandwidth_gbs

metric widest : GB/s for chip "the widest link"
  = largest of (io_bandwidth_gbs, interconnect_bandwidth_gbs)

metric whole : TOPS for chip "all units together"
  = sum of throughput : rate

control M.1 for chip "wide chips"
  cite LAW "1"
  controlled when wide >= 1 GB/s and widest >= 1 GB/s and whole >= 1 TOPS
"""


def lines(rules: Any, **facts: str) -> dict[str, str]:
    """Return the arithmetic behind each metric of an explanation."""
    engine = redline.load()
    book = engine.compile(METRICS) if rules is METRICS else rules
    found, name = {}, ""
    for line in engine.determine(facts, book, kind="chip").explain().splitlines():
        name = match[1] if (match := re.match(r"  (\w+) = ", line)) else name
        if line.startswith("    = "):
            found[name] = line.strip()
    return found


RATES = {"fp16_tflops": "148", "fp8_tflops": "296", "fp32_tflops": "44"}
CASES: dict[str, tuple[dict[str, str], str, str]] = {
    "largest": (
        RATES,
        "TPP",
        "= fp16_tflops 148 TOPS * 16 bit = 2368 TOPS*bit, as by fp8_tflops",
    ),
    "quotient": (
        {**RATES, "die_area_mm2": "814"},
        "PD",
        "= TPP 2368 TOPS*bit / applicable_die_area 814 mm2 = 2.90909 TOPS*bit/mm2",
    ),
    "stated fact": ({"die_area_mm2": "814"}, "applicable_die_area", "= die_area_mm2 814 mm2"),
    "not applicable": (
        {"transistor_architecture": "planar"},
        "applicable_die_area",
        "= not applicable, since transistor_architecture is planar",
    ),
    "parts": ({"dies": "2x400@7"}, "applicable_die_area", "= sum of dies = 800 mm2"),
    "unknown": ({}, "applicable_die_area", "= unknown"),
    "unknown rates": ({}, "TPP", "= unknown"),
    "ranges": (
        {"fp16_tflops": "100..120", "fp8_tflops": "210"},
        "TPP",
        "= 1680..1920 TOPS*bit",
    ),
}


@pytest.mark.parametrize(("facts", "metric", "expected"), CASES.values(), ids=CASES.keys())
def test_arithmetic(facts: dict[str, str], metric: str, expected: str) -> None:
    assert (
        expected.partition(" = not applicable")[0]
        == (lines("us-2023", **facts)[metric].partition(" = not applicable")[0])
    )


def test_lower_bound_says_what_it_comes_from() -> None:
    assert (
        "= at least interconnect_bandwidth_gbs 400 GB/s"
        == (lines("us-2022", interconnect_bandwidth_gbs="400")["total_io"])
    )


def test_sum_and_extremum_of_values_written_one_by_one() -> None:
    found = lines(METRICS, io_bandwidth_gbs="64", interconnect_bandwidth_gbs="32", **RATES)

    assert {
        "wide": "= io_bandwidth_gbs 64 GB/s + interconnect_bandwidth_gbs 32 GB/s = 96 GB/s",
        "widest": "= largest of io_bandwidth_gbs 64 GB/s, interconnect_bandwidth_gbs 32 GB/s = 64 GB/s",
        "whole": "= fp32_tflops 44 TOPS + fp16_tflops 148 TOPS + fp8_tflops 296 TOPS = 488 TOPS",
    } == found
