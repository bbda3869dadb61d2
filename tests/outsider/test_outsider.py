"""A plugin written from the public documentation alone: built, installed, and used for all it adds."""

from __future__ import annotations

import ast
import csv
import io
import json
import shutil
import zipfile
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.support.environment import Environment

Ask = Callable[..., str]
DISTRIBUTION = Path(__file__).parent / "distribution"
API = """
import io, json, redline

engine = redline.load(strict=True)
result = engine.check("freedonia-switches")
one = engine.determine(
    {"switching_gbs": "3200", "power_w": "1280", "ports": "64"}, "freedonia@2025-03-05", to="JP"
)
read = engine.plugins.readers["records"].read("mine.rec", b"name: A\\nports: 2\\n")
memo = io.StringIO()
engine.plugins.writers["memo"].write(redline.plugins.Report((result,)), memo)
print(json.dumps({
    "counts": result.counts(),
    "names": engine.catalog("freedonia-switches").names,
    "one": one.to_dict(),
    "table": [read.header, read.rows, str(read.locate(0, 1))],
    "memo": memo.getvalue(),
}))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Environment, Path]:
    """An environment in which the wheel is installed, and the folder in which it was built."""
    folder = tmp_path_factory.mktemp("outsider")
    environment = Environment(folder / "env")
    shutil.copytree(DISTRIBUTION, folder / "source", ignore=shutil.ignore_patterns("__pycache__"))
    environment.run("pip", "wheel", "--quiet", "--no-deps", "-w", "dist", "./source", folder=folder)
    (wheel,) = (folder / "dist").iterdir()
    environment.run("pip", "install", "--quiet", wheel)
    return environment, folder


@pytest.fixture
def ask(installed: tuple[Environment, Path], tmp_path: Path) -> Ask:
    """Run `redline` in the environment, in a folder that knows nothing of the source."""
    return partial(installed[0].run, "redline", folder=tmp_path)


@pytest.fixture(scope="module")
def api(installed: tuple[Environment, Path]) -> dict[str, Any]:
    """What Python says of the same things."""
    environment, folder = installed
    found = environment.run("python", "-c", API, folder=folder / "env")
    return dict(json.loads(found))


PUBLIC = ("redline", "redline.plugins", "redline.testing")
"""The modules that a plugin of rules, catalogs, metrics and reports imports."""


def test_only_the_public_api_is_used() -> None:
    used = set()
    for path in DISTRIBUTION.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("redline"):
                used |= {(str(node.module), name.name) for name in node.names}
            elif isinstance(node, ast.Attribute) and ast.unparse(node.value) in PUBLIC:
                used.add((ast.unparse(node.value), node.attr))

    public = {(module, name) for module in PUBLIC for name in import_module(module).__all__}
    assert used
    assert used <= {*public, *(("redline", module.partition(".")[2]) for module in PUBLIC)}


def test_wheel_takes_the_rule_files_along(installed: tuple[Environment, Path]) -> None:
    (wheel,) = (installed[1] / "dist").iterdir()
    names = zipfile.ZipFile(wheel).namelist()

    assert {
        "freedonia/law/switch.redline",
        "freedonia/law/freedonia-2026.redline",
        "freedonia/switches.rec",
    } <= {*names}


def test_its_own_tests_pass(installed: tuple[Environment, Path]) -> None:
    environment, folder = installed

    assert " passed" in environment.run("pytest", "-p", "no:cacheprovider", folder=folder / "source")


def test_plugins_are_listed_with_their_distribution(ask: Ask) -> None:
    found = json.loads(ask("plugins", "--strict", "--format", "json"))
    ours = [one for one in found if one["distribution"] == "freedonia-switches"]

    assert ["freedonia", "freedonia-memo", "freedonia-records"] == [one["plugin"] for one in ours]
    assert [("1.2", None)] * 3 == [(one["version"], one["failure"]) for one in ours]


# --- the jurisdiction ---------------------------------------------------------------------------


def test_law_is_known_by_its_regime_on_a_day(ask: Ask) -> None:
    found = ask(
        "check", "freedonia-switches", "--rules", "freedonia@2025-07-01", "--to", "CH", "--item", "Leaf"
    )

    assert "Leaf  freedonia-2025  controlled  not required  F.1.b" in found


def test_amendment_is_followed(ask: Ask) -> None:
    found = ask(
        "timeline", "Spine", "--rules", "freedonia", "--catalog", "freedonia-switches", "--to", "Switzerland"
    )

    assert "2026-06-01  controlled      F.1.a  required, case by case\n" in found
    assert "in F.1.a strike 6400 GB/s and insert 5000 GB/s" in found


def test_scenarios_are_tried(ask: Ask) -> None:
    assert "11 passed, 0 failed\n" == ask("test", "freedonia-2025", "freedonia-2026")


# --- the metric -----------------------------------------------------------------------------------


def test_metric_is_explained_with_its_source(ask: Ask) -> None:
    found = ask("explain", "Leaf", "--catalog", "freedonia-switches", "--rules", "freedonia-2025")

    assert "switching_gbs 3200 GB/s / power_w 1100 W = 2.90909 GB/s/W" in found
    assert "[Decree 7 on network hardware, Annex, 2]" in found


def test_metric_can_be_used_by_others(ask: Ask, tmp_path: Path) -> None:
    rule = 'rulebook mine-2026 "Mine"\n  effective 2026-01-01\n\ncontrol M for switch "frugal"\n'
    rule += "  controlled when switching_per_watt > 2 GB/s/W\n"
    (tmp_path / "mine.redline").write_text(rule, encoding="utf-8")

    ask("check", "freedonia-switches", "--rules", "mine.redline", "--output", "found.csv")

    with (tmp_path / "found.csv").open(encoding="utf-8", newline="") as rows:
        assert ["controlled", "not_controlled", "undetermined", "undetermined"] == [
            row["status"] for row in csv.DictReader(rows)
        ]


def test_metric_is_exact(api: dict[str, Any]) -> None:
    assert Fraction(3200, 1280) == Fraction(str(api["one"]["metrics"]["switching_per_watt"]["value"]))
    assert ["F.1.b"] == api["one"]["limbs"]
    assert api["one"]["license"]["required"] is False


# --- the reader and the catalog -----------------------------------------------------------------------


def test_catalog_is_judged_by_its_own_rules(ask: Ask) -> None:
    found = ask("check", "freedonia-switches", "--format", "status")

    assert [
        {"item": "Leaf", "freedonia-2025": "controlled", "freedonia-2026": "controlled"},
        {"item": "Spine", "freedonia-2025": "not_controlled", "freedonia-2026": "controlled"},
        {"item": "Core", "freedonia-2025": "controlled", "freedonia-2026": "controlled"},
        {"item": "Mystery", "freedonia-2025": "undetermined", "freedonia-2026": "undetermined"},
    ] == list(csv.DictReader(io.StringIO(found)))


def test_file_of_a_user_is_read(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "mine.rec").write_text("# mine\nname: A\nswitching_gbs: 7000\nports: 48\n", encoding="utf-8")

    assert "A     controlled" in ask("check", "mine.rec", "--rules", "freedonia-2026")


def test_fault_in_a_file_is_shown_with_its_place(installed: tuple[Environment, Path], tmp_path: Path) -> None:
    (tmp_path / "mine.rec").write_text("name: A\nports: 2\n\nname: B\nports: -1\n", encoding="utf-8")

    found = installed[0].run(
        "redline", "check", "mine.rec", "--rules", "freedonia-2026", folder=tmp_path, status=2
    )

    assert "mine.rec:5:1: error: `-1` is negative" in found


def test_misspelt_field_is_an_error_with_its_place(
    installed: tuple[Environment, Path], tmp_path: Path
) -> None:
    (tmp_path / "mine.rec").write_text("name: A\nswitching_gbs: 1\nport: 2\n", encoding="utf-8")

    found = installed[0].run(
        "redline", "check", "mine.rec", "--rules", "freedonia-2026", folder=tmp_path, status=2
    )

    assert "mine.rec:3:1: error: column `port` is not `ports`, but nearly" in found


def test_reader_is_there_for_python(api: dict[str, Any]) -> None:
    assert ["Leaf", "Spine", "Core", "Mystery"] == api["names"]
    assert [["name", "ports"], [["A", "2"]], "mine.rec:2:1"] == api["table"]


# --- the report writer ------------------------------------------------------------------------------


def test_format_is_known_by_its_name_and_by_its_suffix(ask: Ask, tmp_path: Path) -> None:
    asked = ("check", "freedonia-switches", "--rules", "freedonia-2026", "--item=Leaf", "--item=Mystery")

    written = ask(*asked, "--format", "memo")
    ask(*asked, "--output", "memo.md")

    assert [
        "| item | rulebook | outcome | why |",
        "|---|---|---|---|",
        "| Leaf | freedonia-2026 | controlled | F.1.b |",
        "| Mystery | freedonia-2026 | undetermined | to find out: switching_gbs, power_w |",
    ] == written.splitlines()
    assert written == (tmp_path / "memo.md").read_text(encoding="utf-8")


def test_writer_is_there_for_python(api: dict[str, Any]) -> None:
    assert "| Core | freedonia-2025 | controlled | F.1.a |\n" in api["memo"]
    counts = {"not_controlled": 1, "controlled": 2, "undetermined": 1, "not_covered": 0}
    assert counts == api["counts"]["freedonia-2025"]
