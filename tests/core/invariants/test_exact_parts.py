"""No float decides over the parts of an item: rows, totals, exit status, evidence and explanation agree."""

from __future__ import annotations

from pathlib import Path

import pytest

import redline
from redline.cli import main

BELOW = "1x250@19.99999999999999999"
"""A die on a node just under the line of 20 nm, which as a float is 20."""


@pytest.fixture(scope="module")
def engine() -> redline.Engine:
    return redline.load()


def facts(dies: str) -> dict[str, str]:
    return {"fp16_tflops": "100", "dies": dies, "designed_or_marketed_for_datacenter": "yes"}


@pytest.mark.parametrize(
    ("dies", "expected", "density"),
    [
        (BELOW, "controlled", 6.4),
        ("1x250@20", "not_controlled", None),
        ("1x250@20.00000000000000000001", "not_controlled", None),
        (f"1x250@7;{BELOW}", "controlled", 3.2),
        ("1x250@19.99999999999999999..19.999999999999999999", "controlled", 6.4),
        # of a range that reaches the line it is open whether the die counts
        ("1x250@19.99999999999999999..20", "undetermined", None),
    ],
)
def test_row_total_and_evidence_agree(
    engine: redline.Engine, dies: str, expected: str, density: float | None
) -> None:
    result = engine.check({"name": ["a"], **{name: [cell] for name, cell in facts(dies).items()}}, "us-2023")
    (row,), one = result.to_dicts(), engine.determine(facts(dies), "us-2023")

    assert (expected, expected, density) == (row["status"], one.status, row["metrics"]["PD"].get("value"))
    assert {expected: 1} == {name: count for name, count in result.counts()["us-2023"].items() if count}


@pytest.mark.parametrize(
    ("dies", "expected", "status"), [(BELOW, "controlled", 1), ("1x250@20", "not controlled", 0)]
)
def test_exit_status_and_explanation_agree(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], dies: str, expected: str, status: int
) -> None:
    cells = {"name": "a", **facts(dies)}
    path = tmp_path / "c.csv"
    path.write_text(f"{','.join(cells)}\n{','.join(cells.values())}\n", encoding="utf-8")

    checked = run("check", str(path), "--rules", "us-2023", "--fail-on", "controlled")
    table = capsys.readouterr().out
    run("explain", "a", "--catalog", str(path), "--rules", "us-2023")

    assert status == checked
    assert f"1 {expected}" in table
    assert f"under us-2023: {expected.upper()}\n" in capsys.readouterr().out


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main.main(arguments)
    return int(caught.value.code or 0)
