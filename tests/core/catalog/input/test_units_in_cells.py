"""A number with another unit gets the number that it is in the fact's own unit, through every door."""

from __future__ import annotations

from pathlib import Path

import pytest

import redline
from redline.diagnostics import InputError

FACTS = {"name": "A", "memory_bandwidth_gbs": "4 TB/s"}
REMEDY = "write `4000`, in GB/s"


def test_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "chips.csv"
    path.write_text("name,memory_bandwidth_gbs\nA,4 TB/s\n", encoding="utf-8")

    with pytest.raises(InputError, match=REMEDY):
        redline.load().check(path, "us-2023")


def test_in_facts_and_columns() -> None:
    engine = redline.load()

    with pytest.raises(InputError, match=REMEDY):
        engine.determine(FACTS, "us-2023")
    with pytest.raises(InputError, match=REMEDY):
        engine.check({name: [text] for name, text in FACTS.items()}, "us-2023")


def test_in_a_column_that_a_mapping_converts(tmp_path: Path) -> None:
    catalog, mapping = tmp_path / "chips.csv", tmp_path / "map.toml"
    catalog.write_text("name,Bandwidth\nA,4 TB/s\n", encoding="utf-8")
    mapping.write_text(
        'name = "name"\n[columns]\nBandwidth = { fact = "memory_bandwidth_gbs", unit = "TB/s" }\n',
        encoding="utf-8",
    )

    with pytest.raises(InputError, match="write `4`, in the unit that the mapping file names"):
        redline.load().check(catalog, "us-2023", mapping=mapping)


def test_in_parts() -> None:
    with pytest.raises(InputError, match="write `826`, in mm2"):
        redline.load().determine({"fp16_tflops": "1", "dies": "1x8.26cm2@7"}, "us-2023")


def test_in_conditions_and_ranges_of_commands() -> None:
    engine = redline.load()

    with pytest.raises(InputError, match="write `1000`; `a_tpp` is in"):
        engine.drafting.sweep("us-2023", {"a_tpp": "1,000..6,000"})
    with pytest.raises(InputError, match="did you mean `Gbit/s`"):
        engine.drafting.sweep("us-2022", {"io_rate": "100 Gbps..200 Gbps"})
