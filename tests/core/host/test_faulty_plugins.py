"""A plugin that goes wrong says so by itself, and leaves everything else working."""

from __future__ import annotations

import importlib.metadata
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

import redline
from redline import Engine, InputError
from redline.engine import faults_of
from redline.host import discover, hookspec

HEADER = 'rulebook firm-1 "Rules"\n  regime firm\n  effective 2024-01-01\n\n'
CIRCLE = "metric m1 : mm2 for chip\n  = m2\n\nmetric m2 : mm2 for chip\n  = m1\n"
DEEP = "control F for chip\n  controlled when " + "(" * 10_000 + "TPP > 1 TOPS*bit" + ")" * 10_000 + "\n"
LEVELS = "control F for chip\n  controlled when any of\n" + "    any of\n" * 10_000

CASES: Mapping[str, tuple[Mapping[str, str], str]] = {
    "broken plugin": ({"__init__.py": "raise ValueError('oh')"}, "importing it failed: ValueError: oh"),
    "newer hooks": (
        {"__init__.py": "redline_hook_version = 99"},
        f"it was written for version 99 of the hooks, and this Redline knows version {hookspec.HOOK_VERSION}",
    ),
    "circle of metrics in a vocabulary": (
        {"__init__.py": "", "words.redline": CIRCLE},
        "error: the definition goes in a circle: `m1` needs `m2` needs `m1`",
    ),
    "circle of metrics in a rulebook": (
        {"__init__.py": "", "firm.redline": f"{HEADER}{CIRCLE}"},
        "error: the definition goes in a circle: `m1` needs `m2` needs `m1`",
    ),
    "rulebook of five million characters": (
        {"__init__.py": "", "firm.redline": HEADER + "# a long comment\n" * 300_000},
        "characters, more than the 150,000 allowed",
    ),
    "ten thousand parentheses": (
        {"__init__.py": "", "firm.redline": HEADER + DEEP},
        "parentheses are nested more than 50 deep",
    ),
    "ten thousand blocks": ({"__init__.py": "", "firm.redline": HEADER + LEVELS}, "error: "),
}
Installed = Callable[[Mapping[str, str]], Engine]


@pytest.fixture
def beside_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installed]:
    """Install one more distribution beside those that are there, and load them all."""
    monkeypatch.syspath_prepend(str(tmp_path))
    there = list(importlib.metadata.distributions())

    def load(files: Mapping[str, str]) -> Engine:
        package = tmp_path / "firm_rules"
        package.mkdir()
        for name, text in files.items():
            (package / name).write_text(text, encoding="utf-8")
        info = tmp_path / "firm_rules-1.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(
            "Metadata-Version: 2.1\nName: firm-rules\nVersion: 1\n", encoding="utf-8"
        )
        (info / "entry_points.txt").write_text("[redline]\nfirm = firm_rules\n", encoding="utf-8")
        more = list(importlib.metadata.distributions(path=[str(tmp_path)]))
        monkeypatch.setattr(discover, "distributions", lambda: [*there, *more])
        return redline.load()

    yield load
    sys.modules.pop("firm_rules", None)


@pytest.mark.parametrize(("files", "expected"), CASES.values(), ids=CASES.keys())
def test_plugin_that_goes_wrong_is_named_and_the_others_answer(
    beside_the_others: Installed, files: Mapping[str, str], expected: str
) -> None:
    engine = beside_the_others(files)
    facts = {"fp16_tflops": "312", "die_area_mm2": "826"}

    assert ["controlled", "controlled"] == [
        one.status for one in engine.determine(facts, ["us-2023", "us@2024-01-01"])
    ]
    (fault,) = faults_of(engine)
    assert [True, True] == [expected in fault, len(fault) < 5000]
    if "firm.redline" in files:
        with pytest.raises(InputError) as caught:
            engine.rulebook("firm-1")
        assert expected in str(caught.value)
    else:
        assert "`firm` of firm-rules 1 (`firm_rules`)" in fault
