"""Which formulas are sound in their units, and which are not."""

from __future__ import annotations

import pytest

from redline.diagnostics import InputError, Source
from redline.model import Vocabulary
from redline.units import parse_unit
from redline_dsl import compile_rulebook

HEADER = "rulebook r\n  effective 2023-11-17\n\ncontrol c for chip\n  controlled when datacenter\n\n"
PARAMETERS = "parameter two = 2 count\nparameter share = 0.25 count\nparameter weight = 0.9 WT/TFLOPS\n\n"

SOUND = [
    ("TOPS*bit", "largest of throughput : rate * bits"),
    ("TOPS*bit", "largest of throughput : bits * rate"),
    ("TFLOPS*bit", "TPP"),
    ("PFLOPS*byte", "TPP"),
    ("TOPS", "2 operation/mac * mac_rate"),
    ("TOPS", "mac_rate / 0.5 mac/operation"),
    ("WT", "weight * (largest of throughput : rate)"),
    ("TOPS*bit/mm2", "TPP / (die_area_mm2 + (sum of dies : area_mm2))"),
    ("GB/s", "io_bandwidth_gbs + interconnect_gbs"),
    ("Gbit/s", "io_bandwidth_gbs"),
    ("nm", "share * process_node_nm"),
    ("nm", "2 count * process_node_nm"),
    ("mm2", "process_node_nm * process_node_nm"),
    ("count", "2 * 3"),
    ("count", "die_count + 1"),
    ("count", "die_count * 3"),
    ("count", "TPP / (1600 TOPS*bit)"),
    ("TOPS", "fp16_tflops + int8_tops"),
    ("TOPS", "1 count * fp16_tflops"),
    ("mm2", "largest of (die_area_mm2, 3 mm2, sum of dies : area_mm2)"),
]

UNSOUND = [
    ("TOPS*bit", "largest of throughput : 2 * rate * bits"),
    ("TOPS*bit", "largest of throughput : rate * 2 * bits"),
    ("TOPS*bit", "largest of throughput : rate * bits / 0.5"),
    ("TOPS*bit", "largest of throughput : rate * (bits + bits)"),
    ("TOPS*bit", "largest of throughput : rate * bits + rate * bits"),
    ("TOPS*bit", "TPP + TPP"),
    ("TOPS*bit", "TPP + (PD * die_area_mm2 + TPP)"),
    ("TOPS*bit", "two * TPP"),
    ("TOPS*bit", "TPP * (two + two)"),
    ("TOPS*bit", "TPP * (largest of (two, 1 count))"),
    ("TOPS*bit", "TPP * (6 mm / 3 mm)"),
    ("TOPS*bit", "6 mm * TPP / 3 mm"),
    ("TOPS", "fp16_tflops * 2 count"),
    ("TMACS", "2 count * mac_rate"),
    ("TOPS", "2 * mac_rate"),
    ("TOPS", "mac_rate"),
    ("TOPS", "fp16_tflops + io_bandwidth_gbs"),
    ("TOPS", "fp16_tflops + mac_rate"),
    ("TOPS*bit", "PD"),
    ("mm2", "TPP"),
    ("nm", "0.25 * process_node_nm"),
    ("nm", "die_area_mm2 / 3"),
    ("nm", "process_node_nm + 3"),
    ("count", "release_date"),
    ("count", "1 / process_node_nm"),
    ("mm2", "largest of (die_area_mm2, process_node_nm)"),
]


def source(unit: str, formula: str) -> Source:
    return Source("text", f"{HEADER}{PARAMETERS}metric m : {unit} for chip\n  = {formula}\n")


@pytest.mark.parametrize(("unit", "formula"), SOUND)
def test_sound_formula_compiles(unit: str, formula: str, words: Vocabulary) -> None:
    (metric,) = compile_rulebook(source(unit, formula), words).metrics

    assert metric.expression.unit.same_dimensions(parse_unit(unit))


@pytest.mark.parametrize(("unit", "formula"), UNSOUND)
def test_unsound_formula_does_not_compile(unit: str, formula: str, words: Vocabulary) -> None:
    with pytest.raises(InputError) as error:
        compile_rulebook(source(unit, formula), words)

    assert [finding.code for finding in error.value.diagnostics] == ["unit"]
