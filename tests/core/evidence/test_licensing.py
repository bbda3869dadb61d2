"""Licenses: requirement, policy and exceptions, each known, open, or in conflict."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

import redline
from redline.evidence.licensing import License

RULES = """rulebook test "A rule on exports"
  regime somewhere
  effective 2024-01-01

publication LAW "Law"

control A for chip "fast chips"
  controlled when TPP >= 4800 TOPS*bit

control B for chip "chips with fast memory"
  controlled when dram_bandwidth >= 1000 GB/s

country group P = CN, HK

license requirement RS for A, B
  cite LAW "1"
  required when destination in P or headquarters in P

license exception BOTH for A
  available when quantity <= 10

license exception BOTH for B
  available when quantity <= 5
  on condition "notify" 25 day before export

license exception ONE for A
  cite LAW "2"
  available when end_use is ordinary

license exception LATER for A, B
  enforced from 2024-06-01
  available when quantity <= 1000

license exception NEVER for A, B
  enforced no

review policy presumption of denial for A
  cite LAW "3"
  applies when destination in P

review policy case by case for A, B
  applies when end_use is model_training
  on condition "show who will use it"

license statements complete for A, B, chip
  cite LAW "4"
  reasons RS
  assumed "the item is made here"
"""
ENGINE = redline.load()
BOOK = ENGINE.compile(RULES)
FAST = {"fp16_tflops": "312", "memory_type": "HBM2", "memory_bandwidth_gbs": "900"}
BOTH = {**FAST, "memory_bandwidth_gbs": "2000"}


END_USE = "end use: ordinary"
PARENT = ("headquarters of the ultimate parent: DE (the party headquarters)", "the item is made here")
"""What is taken for granted in any case: no statement reads the first, and the text says the second."""


def asked(facts: dict[str, str], **question: Any) -> License:
    found = ENGINE.determine(facts, BOOK, **question)
    assert found.license is not None
    return found.license


def codes(license_: License) -> set[str]:
    return {exception["code"] for exception in license_["exceptions"]}


def test_no_license_is_spoken_of_without_a_destination() -> None:
    assert ENGINE.determine(FAST, BOOK).license is None


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ({"to": "CN"}, True),
        ({"to": "DE"}, False),
        ({"to": "DE", "hq": "China"}, True),
        ({"to": "DE", "transaction": {"headquarters": "HK"}}, True),
    ],
)
def test_requirement(question: dict[str, Any], expected: bool) -> None:
    assert expected == asked(FAST, **question)["required"]


def test_uncontrolled_item_needs_none() -> None:
    assert (False, None, []) == (
        asked({"fp16_tflops": "1", "memory_type": "SRAM"}, to="CN")["required"],
        asked({"fp16_tflops": "1", "memory_type": "SRAM"}, to="CN")["policy"],
        asked({"fp16_tflops": "1", "memory_type": "SRAM"}, to="CN")["exceptions"],
    )


def test_requirement_is_open_where_the_control_is() -> None:
    license_ = asked({"fp16_tflops": "1", "memory_type": "HBM3"}, to="CN")

    assert (None, ["memory_bandwidth_gbs"]) == (license_["required"], license_["missing"])


def test_blank_destination_is_open() -> None:
    found = ENGINE.check(
        {"name": ["a"], "memory_type": ["SRAM"], "fp16_tflops": ["312"], "destination": [""]}, BOOK
    )
    license_ = found.to_dicts()[0]["license"]

    assert (None, ["destination", "headquarters"]) == (license_["required"], sorted(license_["missing"]))


def test_exception_has_to_serve_every_control() -> None:
    assert {"BOTH", "ONE"} == codes(asked(FAST, to="CN"))
    assert {"BOTH"} == codes(asked(BOTH, to="CN"))


def test_exception_whose_terms_are_not_known_is_possible() -> None:
    license_ = asked(FAST, to="CN", transaction={"quantity": "1..20"})

    assert (["BOTH"], {"ONE"}, True) == (
        license_["possible_exceptions"],
        codes(license_),
        "quantity" in license_["missing"],
    )


def test_exception_is_bound_by_the_narrowest_of_its_statements() -> None:
    assert set() == codes(asked(BOTH, to="CN", transaction={"quantity": "6"}))


def test_duties_are_listed_with_the_exception() -> None:
    (exception,) = asked(BOTH, to="CN")["exceptions"]

    assert ["notify, 25 days before export"] == exception["obligations"]


@pytest.mark.parametrize(
    ("on", "mode", "expected"),
    [
        ("2024-05-31", "enforced", set()),
        ("2024-06-01", "enforced", {"LATER"}),
        ("2024-05-31", "text", {"LATER", "NEVER"}),
    ],
)
def test_clocks_choose_statements(on: str, mode: str, expected: set[str]) -> None:
    assert expected == codes(asked(BOTH, to="CN", transaction={"quantity": "100"}, on=on, mode=mode))


def test_policy_and_what_an_application_shows() -> None:
    license_ = asked(BOTH, to="DE", hq="CN", transaction={"end_use": "model_training"})

    assert ("case_by_case", ["show who will use it"]) == (license_["policy"], license_["obligations"])


def test_two_policies_at_once_are_a_warning() -> None:
    found = ENGINE.determine(FAST, BOOK, to="CN", transaction={"end_use": "model_training"})

    assert found.license is not None
    assert found.license["policy"] is None
    assert (
        "the text gives more than one review policy: presumption of denial and case by case" in found.warnings
    )


EITHER = """rulebook either "Statements of one name"
  effective 2024-01-01

publication LAW "Law"

control A for chip "fast chips with fast memory"
  controlled when TPP >= 4800 TOPS*bit and dram_bandwidth >= 1000 GB/s

control B for chip "fast chips with other memory"
  controlled when TPP >= 4800 TOPS*bit and dram_bandwidth < 1000 GB/s

control F for chip "fast chips"
  controlled when TPP >= 4800 TOPS*bit

control N for chip "no chips"
  controlled when TPP >= 480000000 TOPS*bit

license requirement RS for A
  cite LAW "1"

license requirement RS for B
  cite LAW "2"

license requirement RS for N
  cite LAW "9"

license exception X for A
  available when quantity <= 10

license exception X for B
  available when quantity <= 20

review policy case by case for A
  cite LAW "3"
  on condition "show who will use it"

review policy case by case for B
  cite LAW "4"
"""
"""Whatever the memory is, each name holds by one of its two statements."""
WITH_MEMORY = ("2000", "900", "")
"""Bandwidths by which A holds, by which B does, and one that is not known."""


def with_memory(bandwidth: str, text: str = EITHER) -> License:
    facts = {**FAST, "memory_bandwidth_gbs": bandwidth}
    license_ = ENGINE.determine(facts, ENGINE.compile(text), to="CN").license
    assert license_ is not None
    return license_


@pytest.mark.parametrize("bandwidth", WITH_MEMORY)
def test_name_of_which_some_statement_holds_is_known(bandwidth: str) -> None:
    license_ = with_memory(bandwidth)
    answers = (license_["required"], license_["requirements"], license_["policy"], codes(license_))

    assert (True, ["RS"], "case_by_case", {"X"}) == answers


def test_policy_is_open_where_statements_of_several_may_hold() -> None:
    license_ = with_memory("", EITHER.replace("case by case for B", "denial for B"))

    assert (None, ["memory_bandwidth_gbs"]) == (license_["policy"], license_["missing"])


@pytest.mark.parametrize(
    ("bandwidth", "shown", "missing"),
    [
        ("2000", ["show who will use it"], []),
        ("900", [], []),
        ("", [], ["memory_bandwidth_gbs"]),
    ],
)
def test_duties_of_a_statement_that_may_hold_are_open(
    bandwidth: str, shown: list[str], missing: list[str]
) -> None:
    license_ = with_memory(bandwidth)

    assert (shown, missing) == (license_["obligations"], license_["missing"])


@pytest.mark.parametrize(("bandwidth", "numbers"), [("2000", [1, 3]), ("900", [2, 4]), ("", [1, 2, 3, 4])])
def test_names_rest_on_all_statements_that_may_hold(bandwidth: str, numbers: list[int]) -> None:
    assert [f"Law, {number}" for number in numbers] == with_memory(bandwidth)["cites"]


@pytest.mark.parametrize(("duty", "missing"), [("show it", []), ("show more", ["memory_bandwidth_gbs"])])
def test_duties_that_are_sure_anyway_are_not_open(duty: str, missing: list[str]) -> None:
    """One statement of the name surely holds; what another asks that may hold matters only if it is more."""
    text = EITHER[: EITHER.index("review policy")] + (
        "license requirement RS for F\n\n"
        'review policy case by case for F\n  on condition "show it"\n\n'
        f'review policy case by case for B\n  on condition "{duty}"\n'
    )
    license_ = with_memory("", text)

    assert (["show it"], missing) == (license_["obligations"], license_["missing"])


def test_answers_in_columns_are_by_name_too() -> None:
    facts = {name: [value] * 3 for name, value in {**FAST, "destination": "CN"}.items()}
    rows = {"name": ["a", "b", "c"], **facts, "memory_bandwidth_gbs": [*WITH_MEMORY]}
    (licenses,) = ENGINE.check(rows, ENGINE.compile(EITHER)).licenses

    assert {"license": [1, 1, 1], "exception X": [1, 1, 1], "policy case_by_case": [1, 1, 1]} == {
        name: answers.tolist() for name, answers in licenses.items()
    }


def test_sources_are_those_of_statements_that_hold() -> None:
    assert ["Law, 1", "Law, 2", "Law, 3"] == asked(FAST, to="CN")["cites"]


def test_assumption_that_could_matter_is_listed() -> None:
    hq = "party headquarters: DE (the destination)"

    assert (END_USE, hq, *PARENT) == ENGINE.determine(FAST, BOOK, to="DE").assumptions


def test_assumption_that_cannot_matter_is_not() -> None:
    """A license is required for the destination, wherever the party has its headquarters."""
    assert ("quantity: 1", "end use: ordinary") == ENGINE.determine(FAST, BOOK, to="CN").assumptions


def test_stated_fact_is_not_assumed() -> None:
    assert (END_USE, *PARENT) == ENGINE.determine(FAST, BOOK, to="DE", hq="DE").assumptions


def test_date_that_nobody_states_is_the_day_asked_for() -> None:
    text = RULES.replace("quantity <= 1000", "export_date >= 2024-07-01").replace(
        "enforced from 2024-06-01", ""
    )
    book = ENGINE.compile(text)
    found = [
        ENGINE.determine(BOTH, book, to="CN", on=day).license for day in ("2024-06-30", dt.date(2024, 7, 1))
    ]

    assert [False, True] == [license_ is not None and "LATER" in codes(license_) for license_ in found]
