"""A license that is surely required, and of which it is open how an application is judged, says both."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

import redline
import redline.plugins

TEXT = """
rulebook open-policy "Open policy"
  regime example
  effective 2025-01-01
  verified 2025-06-01

control X.1 for chip "chips"
  controlled when TPP >= 1000 TOPS*bit

license requirement NS for X.1

review policy denial for X.1
  applies when die_area_mm2 >= 800 mm2

review policy case by case for X.1
  applies when die_area_mm2 < 800 mm2
"""
FACTS = {"name": "one", "fp16_tflops": "312"}
ENGINE = redline.load()


@pytest.mark.parametrize(
    ("area", "policy", "possible", "shown"),
    [
        ("", None, ["denial", "case_by_case"], "required, policy open"),
        ("826", "denial", [], "required, denied"),
        ("100", "case_by_case", [], "required, case by case"),
    ],
)
def test_policy_that_is_open_is_named(area: str, policy: str | None, possible: list[str], shown: str) -> None:
    rows = {name: [text] for name, text in {**FACTS, "die_area_mm2": area}.items()}
    result = ENGINE.check(rows, ENGINE.compile(TEXT), to="CN")
    ((one,),) = result.determinations()
    stream = io.StringIO()
    ENGINE.plugins.writers["table"].write(redline.plugins.Report((result,), width=120), stream)

    assert one.license is not None
    assert (True, policy, possible) == (
        one.license["required"],
        one.license["policy"],
        sorted(one.license["possible_policies"], reverse=True),
    )
    assert f"  {shown}  " in stream.getvalue().splitlines()[1]


def test_explanation_names_the_policies() -> None:
    one = ENGINE.determine(FACTS, ENGINE.compile(TEXT), to="CN")

    assert "review policy open: " in one.explain()


@pytest.mark.parametrize(
    ("command", "plain"),
    [(["facts", "chip"], "table"), (["explain", "H100 SXM5 80GB", "--rules", "us-2023"], "text")],
)
def test_a_file_that_ends_in_json_gets_json(
    command: list[str], plain: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from redline.cli.main import main

    beginnings = []
    for number, format_ in enumerate(([], ["--format", plain])):
        path = tmp_path / f"{number}.json"
        with pytest.raises(SystemExit) as left:
            main([*command, "--output", str(path), *format_])
        assert 0 == left.value.code, capsys.readouterr().err
        beginnings.append(path.read_text()[0] == "[")

    assert [True, False] == beginnings
