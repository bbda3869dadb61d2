"""Declared values against computed ones: figures worked out by hand, and the rows of the bundled catalog."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
from click.testing import CliRunner

import redline
import redline.drafting
from redline.cli.main import app

HEAD = "name,published_tpp,die_area_mm2,designed_or_marketed_for_datacenter,fp16_tflops,tf32_tflops,int8_tops"
CATALOG = f"""{HEAD}
Same,1600,500,true,100,,100
Near,1615,500,true,100,,
Reading,9600,500,true,200,300,
Single,6400,500,true,400,,900
Other,4000,500,true,400,,900
Unknown,4000,500,true,,,
Silent,,500,true,100,,
"""


@cache
def engine() -> redline.Engine:
    return redline.load()


def ask(**options: Any) -> redline.drafting.Declared:
    return engine().drafting.declared(
        "us-2023", "TPP", "published_tpp", **{"catalog": CATALOG.encode(), **options}
    )


def test_values_agree_within_a_share_of_the_computed_one() -> None:
    assert ask().agreeing == ("Near", "Same")
    assert ask(within="0.9%").agreeing == ("Same",)
    assert (ask().undeclared, ask().unknown) == (("Silent",), ("Unknown",))


def test_differences_with_what_agrees_and_what_they_would_be() -> None:
    found = {one.item: one for one in ask().differing}

    # 300 TF32 are 5700 at 19 bits and 9600 at 32; 900 INT8 are 7200, and 400 FP16 alone 6400
    reading, single, other = (found[name] for name in ("Reading", "Single", "Other"))
    assert (reading.computed, reading.relative, reading.agrees) == (
        Fraction(5700),
        Fraction(9600, 5700) - 1,
        ("tf32_bits=as_32",),
    )
    assert (single.computed, single.agrees) == (Fraction(7200), ("fp16_tflops",))
    assert (other.agrees, other.status, other.declared_status) == ((), "controlled", "controlled")
    assert [one.item for one in ask().differing] == ["Reading", "Other", "Single"]


@pytest.mark.parametrize(("declared", "status"), [("1590", "not_controlled"), ("1600", "controlled")])
def test_outcome_as_declared_moves_density_too(declared: str, status: str) -> None:
    # 4960 on 500 mm2 is controlled by itself; 1600 on 500 mm2 is 3.2, a number of the second tier
    rows = f"{HEAD}\nX,{declared},500,true,310,,\n"
    (found,) = ask(catalog=rows.encode()).differing

    assert (found.status, found.declared_status) == ("controlled", status)


def test_published_figures_of_the_catalog_by_its_rows() -> None:
    text = (files("redline_plugins.accelerators") / "accelerators.csv").read_text(encoding="utf-8")
    published = {row["name"]: row["published_tpp"] for row in csv.DictReader(text.splitlines())}
    found = engine().drafting.declared("us-2023", "TPP", "published_tpp", within="1.5%")
    differing = {one.item: one for one in found.differing}

    assert len(found.agreeing) + len(differing) == sum(map(bool, published.values()))
    assert all(one.declared == Fraction(published[one.item]) for one in found.differing)
    assert differing["Trainium2"].agrees[0] == "tf32_bits=as_16"
    assert differing["RTX A6000"].agrees == ("fp32_vector_tflops",)
    assert {one.item for one in found.differing if one.status != one.declared_status} == {
        "Data Center GPU Max 1100",
        "Data Center GPU Max 1350 (cancelled)",
        "Data Center GPU Max 1550",
    }


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"metric": "TPPP"}, "did you mean `TPP`"),
        ({"fact": "release_date"}, "is a date, not an amount"),
        ({"fact": "tdp_w"}, "`tdp_w` is in W"),
        ({"within": "much"}, "`much` is not a number"),
    ],
)
def test_bad_question(options: dict[str, Any], message: str) -> None:
    with pytest.raises(redline.InputError, match=message):
        engine().drafting.declared("us-2023", **{"metric": "TPP", "fact": "published_tpp", **options})


def test_command_writes_what_the_engine_finds() -> None:
    run = CliRunner().invoke(app, ["declared", "us-2023", "TPP", "published_tpp", "--format", "json"])

    found = engine().drafting.declared("us-2023", "TPP", "published_tpp")
    assert json.loads(run.stdout) == json.loads(json.dumps(found.to_dict()))
