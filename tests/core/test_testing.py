"""The contract kit: a sound plugin passes, and each fault planted in it is found and told."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from redline import InputError, host
from redline.testing import Finding, check_plugin
from tests.support.installed import install

TODAY = dt.date(2026, 6, 1)
KINDS = """# What can be known of a board.

item board "a board"
  fact rate_tops : TOPS
  fact area_mm2 : mm2 above 0

metric density : TOPS/mm2 for board
  = rate_tops / area_mm2
"""
RULES = """rulebook tiny-2026 "Tiny rule"
  regime tiny
  effective 2026-01-01
  verified 2026-05-01

publication ACT "Tiny Act"

parameter fast = 100 TOPS
  cite ACT "1.a"

control T.1 for board "boards"
  cite ACT "1"
  controlled when any of
    (a) rate_tops >= fast
    (b) density >= 2 TOPS/mm2

scenario "on the line"
  given board
    rate_tops 100 TOPS
    area_mm2 1000 mm2
  expect controlled by T.1.a

scenario "just beside it"
  given board
    rate_tops 99 TOPS
    area_mm2 1000 mm2
  expect not controlled

scenario "dense"
  given board
    rate_tops 99 TOPS
    area_mm2 10 mm2
  expect controlled by T.1.b
"""

Check = Callable[..., list[Finding]]


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Check]:
    """Install a plugin, beside another one where its code or files are given, and check it."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(host, "distributions", lambda: importlib.metadata.distributions(path=[str(tmp_path)]))

    def install_and_check(
        rules: str | None = RULES, kinds: str = KINDS, code: str = "", max_age: int | None = None
    ) -> list[Finding]:
        files = {} if code else {"kinds.redline": kinds, **({"tiny.redline": rules} if rules else {})}
        install(tmp_path, "tiny-rules", code, files)
        return check_plugin("tiny-rules", today=TODAY, max_age=max_age)

    yield install_and_check
    for name in set(sys.modules) - before:
        if name.startswith("tiny_plugin_"):
            del sys.modules[name]


def only(found: list[Finding]) -> Finding:
    """Return the only finding."""
    assert [str(found[0])] == list(map(str, found))
    return found[0]


def test_sound_plugin_passes_every_check(check: Check) -> None:
    assert [] == check()


def test_finding_names_check_plugin_place_fault_and_remedy(check: Check) -> None:
    finding = only(check(RULES.replace('  cite ACT "1.a"\n', "")))

    assert "`tiny` of tiny-rules 1.5" in finding.plugin
    assert str(finding).startswith(f"citations: plugin {finding.plugin}\n{finding.span}: error: ")
    assert str(finding.span).endswith("/tiny.redline:8:11")
    assert str(finding).endswith('help: say where it stands, as in `cite ACT "1.a"`, below it')


def test_unknown_plugin_is_told_with_those_that_there_are(check: Check) -> None:
    check()

    with pytest.raises(InputError, match="there is no plugin `tiny-rule`") as caught:
        check_plugin("tiny-rule")
    assert "did you mean `tiny-rules`?" in str(caught.value)


# --- the ten faults -------------------------------------------------------------------------


def test_wrong_unit_of_a_number_is_found(check: Check) -> None:
    finding = check(RULES.replace("100 TOPS\n  cite", "100 GB/s\n  cite"))[0]

    assert ("units", "`rate_tops` (in `TOPS`) and `fast` (in `GB/s`) cannot be compared") == (
        finding.check,
        finding.message,
    )


def test_name_that_says_another_unit_is_found(check: Check) -> None:
    finding = only(
        check(None, KINDS.replace("rate_tops : TOPS", "rate_tops : GB/s").replace("TOPS/", "GB/s/"))
    )

    assert ("units", "the name of `rate_tops` says TOPS, and its unit is GB/s") == (
        finding.check,
        finding.message,
    )


@pytest.mark.parametrize(
    ("cite", "message"),
    [
        ('  cite ACT "1.a"\n', "parameter `fast` has no citation"),
        ('  cite ACT "1"\n', "control `T.1` has no citation"),
    ],
)
def test_missing_citation_is_found(check: Check, cite: str, message: str) -> None:
    finding = only(check(RULES.replace(cite, "")))

    assert ("citations", message) == (finding.check, finding.message)


def test_limb_that_no_scenario_reaches_is_found(check: Check) -> None:
    finding = only(check(RULES.partition('scenario "dense"')[0].rstrip() + "\n"))

    assert ("reach", "no scenario reaches limb `T.1.b`") == (finding.check, finding.message)


def test_hook_with_a_wrong_argument_is_found(check: Check) -> None:
    code = "import redline\n\n@redline.hookimpl\ndef redline_rulebooks(config):\n    return []\n"

    finding = only(check(code=code))

    assert "loads" == finding.check
    assert "{'config'} are declared in the hookimpl but can not be found in the hookspec" in finding.message
    assert str(finding.span).endswith("/__init__.py:5:1")
