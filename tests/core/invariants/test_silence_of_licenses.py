"""No license is "not required" where statements may be missing, or none reads what is stated."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

import redline
from redline.evidence.licensing import License

TEXT = """rulebook t-2026 "A text on chips"
  regime us
  effective 2026-03-01

publication LAW "Law"

control A for chip "fast chips"
  controlled when TPP >= 4800 TOPS*bit

license requirement RS for A
  cite LAW "1"
  required when destination in CN or {condition}

license requirement EMBARGO for chip
  cite LAW "2"
  required when destination in CU

{complete}
"""
COMPLETE = """license statements complete for A
  cite LAW "3"
  reasons RS, AT
  assumed "no party is on a list"
  complete when not (destination in KP)

license statements complete for chip
  cite LAW "4"
  complete when not (destination in KP + RU)
"""
FAST, SLOW = {"fp16_tflops": "312"}, {"fp16_tflops": "10"}


@cache
def engine() -> redline.Engine:
    """Return the engine; it is the same for every question."""
    return redline.load()


def asked(
    facts: dict[str, str], complete: str = COMPLETE, condition: str = "destination in HK", **question: Any
) -> License:
    book = engine().compile(TEXT.format(complete=complete, condition=condition))
    one = engine().determine(facts, book, **question)
    result = engine().check({"name": ["it"], **{k: [v] for k, v in facts.items()}}, book, **question)
    (codes,) = result.licenses
    assert one.license is not None
    assert {0: False, 1: True, 2: None}[int(codes["license"][0])] is one.license["required"], "doors differ"
    return one.license


@pytest.mark.parametrize(
    ("facts", "to", "required"),
    [
        (FAST, "CN", True),
        (FAST, "DE", False),
        (FAST, "KP", None),
        (FAST, "RU", False),
        (SLOW, "CN", False),
        (SLOW, "RU", None),
        (SLOW, "CU", True),
        (FAST, "CU", True),
    ],
)
def test_not_required_is_said_only_where_the_statements_are_complete(
    facts: dict[str, str], to: str, required: bool | None
) -> None:
    assert required is asked(facts, to=to)["required"]


def test_a_text_that_says_nothing_of_it_frees_nothing() -> None:
    license_ = asked(FAST, complete="", to="DE")

    assert (None, ["license statements for A"]) == (
        license_["required"],
        [reason.partition(":")[0] for reason in license_["unstated"]],
    )


def test_what_is_not_required_says_what_it_rests_on() -> None:
    book = engine().compile(TEXT.format(complete=COMPLETE, condition="destination in HK"))
    one = engine().determine(FAST, book, to="DE")

    assert one.license is not None
    assert ["reasons for control read: RS, AT [Law, 3]"] == one.license["rests_on"]
    assert "no party is on a list" in one.assumptions
    assert "reasons for control read: RS, AT" in one.explain()


def test_what_is_taken_for_granted_of_a_fact_that_nobody_reads_is_listed() -> None:
    book = engine().compile(TEXT.format(complete=COMPLETE, condition="destination in HK"))
    assumed = engine().determine(FAST, book, to="DE").assumptions

    assert {
        "party headquarters: DE (the destination)",
        "headquarters of the ultimate parent: DE (the party headquarters)",
        "end use: ordinary",
        "a party is on the Entity List with footnote 5: no",
    } <= set(assumed)


def test_what_is_required_rests_on_its_requirement() -> None:
    assert [] == asked(FAST, to="CN")["rests_on"]


@pytest.mark.parametrize(
    ("condition", "facts", "required"),
    [
        # The words that a text names are read, others are not.
        ("end_use is military", {"end_use": "military"}, True),
        ("end_use is military", {"end_use": "supercomputer"}, None),
        ("end_use is military", {"end_use": "ordinary"}, False),
        ("end_use is military", {}, False),
        # A text that asks for whatever is not ordinary reads every word.
        ("end_use is not ordinary", {"end_use": "supercomputer"}, True),
        # A yes/no fact is read or not.
        ("destination in HK", {"footnote_5_party": "yes"}, None),
        ("destination in HK", {"footnote_5_party": "no"}, False),
        ("footnote_5_party", {"footnote_5_party": "yes"}, True),
        # A country is read or not; that which would be assumed says nothing new.
        ("destination in HK", {"headquarters": "KP"}, None),
        ("destination in HK", {"headquarters": "DE"}, False),
        ("headquarters in KP", {"headquarters": "KP"}, True),
        ("headquarters in KP", {"headquarters": "FR"}, False),
    ],
)
def test_a_stated_fact_that_no_statement_reads_leaves_the_license_open(
    condition: str, facts: dict[str, str], required: bool | None
) -> None:
    license_ = asked(FAST, condition=condition, to="DE", transaction=facts)

    assert required is license_["required"]
    if required is None:
        assert [next(iter(facts))] == [reason.partition(":")[0] for reason in license_["unstated"]]


TWO = """rulebook t-2026 "A text on chips"
  regime us
  effective 2026-03-01

publication LAW "Law"

control A for chip "fast chips"
  controlled when TPP >= 4800 TOPS*bit

control B for chip "chips with fast memory"
  controlled when dram_bandwidth >= 1000 GB/s

{reading} for {read_for}
  cite LAW "1"
  {when} end_use is military

license statements complete for A, B, chip
  cite LAW "2"
  reasons EUS
"""
QUICK = {"memory_type": "HBM2", "memory_bandwidth_gbs": "2000"}
DULL = {"memory_type": "HBM2", "memory_bandwidth_gbs": "20"}


@pytest.mark.parametrize(
    ("read_for", "facts", "required"),
    [
        ("A", {**FAST, **DULL}, True),
        ("A", {**SLOW, **QUICK}, None),
        ("A", {**SLOW, **DULL}, None),
        ("B", {**SLOW, **QUICK}, True),
        ("B", {**FAST, **DULL}, None),
        ("chip", {**SLOW, **QUICK}, True),
        ("chip", {**SLOW, **DULL}, True),
        ("A, B", {**SLOW, **DULL}, None),
        ("A, B", {**FAST, **QUICK}, True),
    ],
)
def test_what_is_stated_is_read_for_the_controls_that_apply(
    read_for: str, facts: dict[str, str], required: bool | None
) -> None:
    """A requirement for some controls says nothing of an end use of items in others, or in none."""
    asks = "license requirement EUS", "required when"
    book = engine().compile(TWO.format(reading=asks[0], when=asks[1], read_for=read_for))
    found = {
        end_use: engine().determine(facts, book, to="DE", transaction={"end_use": end_use}).license
        for end_use in ("military", "supercomputer", "ordinary")
    }

    assert {"military": required, "supercomputer": None, "ordinary": False} == {
        end_use: license_ and license_["required"] for end_use, license_ in found.items()
    }


@pytest.mark.parametrize(
    ("reading", "when"),
    [("license exception EUS", "available when"), ("review policy denial", "applies when")],
)
def test_only_what_asks_for_a_license_reads(reading: str, when: str) -> None:
    """An exception, or a policy of review, says nothing of whether a license is needed."""
    book = engine().compile(TWO.format(reading=reading, when=when, read_for="A, B, chip"))
    license_ = engine().determine(FAST, book, to="DE", transaction={"end_use": "military"}).license

    assert license_ is not None
    assert license_["required"] is None


@pytest.mark.parametrize(
    ("regime", "required"), [("regime us", None), ("", None), ("regime somewhere-else", False)]
)
def test_a_text_that_names_no_regime_may_be_of_any(regime: str, required: bool | None) -> None:
    text = TEXT.format(complete=COMPLETE, condition="destination in HK").replace("regime us", regime)
    said = {"exporter_informed": "yes"}
    license_ = engine().determine(FAST, engine().compile(text), to="DE", transaction=said).license

    assert license_ is not None
    assert required is license_["required"]
