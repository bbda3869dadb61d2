"""Scenarios as tests of pytest, in runs of pytest within a test."""

from __future__ import annotations

import subprocess
import sys
from textwrap import dedent

import pytest

import redline
from redline.testing import check_plugin

redline.load().rulebook("us-2022")
check_plugin("csv")
"""A run within a test forgets the modules that it loaded, and NumPy is not loaded twice."""

pytest_plugins = ["pytester"]

RULES = """\
rulebook mine-2026 "My rule"
  regime mine
  effective 2026-01-01

control M.1 for chip "fast chips"
  controlled when TPP >= 100 TOPS*bit

scenario "fast"
  given chip
    fp16_tflops 10 TFLOPS
  expect controlled by M.1

scenario "slow"
  given chip
    fp16_tflops 1 TFLOPS
  expect controlled by M.1
"""
AMENDMENT = """\
rulebook mine-2030 "A later text"
  amends us-2023
  effective 2030-01-01

strike exclusion "3A090 Note 2"

scenario "a game chip is in it now"
  given chip
    fp16_tflops 400 TFLOPS
    designed_or_marketed_for_datacenter no
  expect controlled by 3A090.a.1
"""


@pytest.fixture
def folder(pytester: pytest.Pytester) -> pytest.Pytester:
    """A folder of tests that knows its markers."""
    pytester.makeini("[pytest]\naddopts = --strict-markers\nfilterwarnings = error\n")
    return pytester


def put(folder: pytest.Pytester, **files: str) -> None:
    for name, text in files.items():
        (folder.path / f"{name}.redline").write_text(text, encoding="utf-8")


def test_failure_shows_the_line_what_is_expected_and_what_is_found(folder: pytest.Pytester) -> None:
    put(folder, mine=RULES)

    result = folder.runpytest("-p", "no:xdist")

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            '*scenario "slow"*',
            "mine.redline:16:*: error: expected controlled, and it is not controlled",
            "   16 |   expect controlled by M.1",
            "FAILED mine.redline::slow*",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*runtest*")


def test_marker_and_name_choose_scenarios(folder: pytest.Pytester) -> None:
    put(folder, mine=RULES)
    folder.makepyfile("def test_plain(): pass")

    folder.runpytest("-m", "not scenario").assert_outcomes(passed=1, deselected=2)
    folder.runpytest("-m", "scenario", "-k", "fast").assert_outcomes(passed=1, deselected=2)
    folder.runpytest("mine.redline::fast").assert_outcomes(passed=1)


def test_processes_of_xdist_agree_on_the_names(folder: pytest.Pytester) -> None:
    pytest.importorskip("xdist")
    put(folder, mine=RULES, later=AMENDMENT)

    folder.runpytest_subprocess("-n", "2").assert_outcomes(passed=2, failed=1)


def test_file_that_does_not_compile_is_an_error_of_the_collection(folder: pytest.Pytester) -> None:
    put(folder, mine=RULES.replace("100 TOPS*bit", "100 GB/s"), broken="control ???\n", good=AMENDMENT)

    result = folder.runpytest("--continue-on-collection-errors")

    result.assert_outcomes(passed=1, errors=2)
    result.stdout.fnmatch_lines_random(
        ["mine.redline:6:*: error: *cannot be compared*", "broken.redline:1:*: error: *"]
    )
    result.stdout.no_fnmatch_line("*Traceback*")


def test_vocabulary_has_no_tests(folder: pytest.Pytester) -> None:
    put(folder, kinds='item board "a board"\n  fact rate_tops : TOPS\n')

    assert pytest.ExitCode.NO_TESTS_COLLECTED == folder.runpytest().ret


def test_file_that_forgot_its_header_is_told(folder: pytest.Pytester) -> None:
    put(folder, mine=RULES.partition("\n\n")[2])

    result = folder.runpytest()

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*the file has no `rulebook` header"])


def test_collection_can_be_switched_off(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nredline_scenarios = false\n")
    put(pytester, mine=RULES)

    assert pytest.ExitCode.NO_TESTS_COLLECTED == pytester.runpytest().ret


def test_run_without_rule_files_imports_nothing_of_redline(folder: pytest.Pytester) -> None:
    folder.makepyfile(
        """
        import sys

        def test_it():
            names = {name for name in sys.modules if name.partition(".")[0] in ("redline", "redline_dsl")}
            assert {"redline", "redline.pytest_plugin"} == names
        """
    )

    folder.runpytest_subprocess("-p", "no:hypothesispytest").assert_outcomes(passed=1)


def test_kit_is_there_without_pytest() -> None:
    code = """
        import sys

        sys.modules["pytest"] = None
        import redline.testing

        print(redline.testing.check_plugin("csv"))
        """
    command = [sys.executable, "-c", dedent(code)]

    assert "[]\n" == subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_contract_is_one_line(folder: pytest.Pytester) -> None:
    folder.makepyfile('from redline.testing import contract\n\ntest_contract = contract("csv")\n')

    result = folder.runpytest("-v")

    assert 0 == result.ret
    result.stdout.fnmatch_lines(
        ["*::test_contract[[]loads[]] PASSED*", "*::test_contract[[]order[]] PASSED*"]
    )


def test_contract_with_a_plugin_that_is_not_there_fails_once(folder: pytest.Pytester) -> None:
    folder.makepyfile('from redline.testing import contract\n\ntest_contract = contract("csw")\n')

    result = folder.runpytest()

    assert {"failed": 1, "skipped": result.parseoutcomes()["skipped"]} == result.parseoutcomes()
    result.stdout.fnmatch_lines(["error: there is no plugin `csw`", "*did you mean `csv`?*"])
