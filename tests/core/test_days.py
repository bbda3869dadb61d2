"""The day that an answer is for: stated, asked for, a row's own, and what is said of a text on that day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

import redline
from redline import InputError
from tests.support.with_texts import with_texts

ENGINE = redline.load()
FACTS = {"fp16_tflops": "312", "die_area_mm2": "826"}
ITEM = "A800 SXM4 80GB"
BOOK = """
rulebook firm-1 "Rules of a firm"
  effective 2024-01-01
{more}
publication LAW "Statute Book"

parameter line = 100 TOPS*bit
  cite LAW "1"

control F1 for chip "chips"
  cite LAW "1"
  controlled when TPP >= line
"""


def book(more: str = "", id_: str = "firm-1") -> str:
    return BOOK.format(more=more).replace("firm-1", id_)


def cautions(warnings: tuple[str, ...]) -> list[str]:
    """Return the warnings that are about the text as a whole, on that day."""
    return [line for line in warnings if ": not compared with" not in line]


# --- a day of export that is stated ---------------------------------------------------------


@pytest.mark.parametrize(("day", "expected"), [("2022-12-01", "us-2022"), ("2023-11-17", "us-2023")])
def test_stated_day_of_export_chooses_the_text_as_on_does(day: str, expected: str) -> None:
    stated = ENGINE.determine(FACTS, "us", to="CN", transaction={"export_date": day})
    asked = ENGINE.determine(FACTS, "us", to="CN", on=day)

    assert (expected, day) == (stated.rulebook, str(stated.on))
    assert (asked.rulebook, asked.on, asked.license) == (stated.rulebook, stated.on, stated.license)


def test_day_of_export_among_the_facts_chooses_the_text() -> None:
    one = ENGINE.determine({**FACTS, "export_date": "2022-12-01"}, "us", to="CN")

    assert ("us-2022", "2022-12-01") == (one.rulebook, str(one.on))


def test_stated_day_of_export_chooses_the_text_of_a_whole_catalog() -> None:
    result = ENGINE.check(None, "us", items=[ITEM], to="CN", transaction={"export_date": "2022-12-01"})

    assert [("us-2022", "2022-12-01")] == [(one["rulebook"], one["on"]) for one in result.to_dicts()]


def test_stated_day_of_export_is_the_day_asked_of_a_rulebook_by_name() -> None:
    one = ENGINE.determine(FACTS, "us-2023", to="CN", transaction={"export_date": "2023-11-16"})

    assert ("2023-11-16", ["`us-2023` takes effect on 2023-11-17, after 2023-11-16"]) == (
        str(one.on),
        cautions(one.warnings),
    )


def test_the_same_day_may_be_asked_for_and_stated() -> None:
    one = ENGINE.determine(FACTS, "us", to="CN", on="2024-01-01", transaction={"export_date": "2024-01"})

    assert "2024-01-01" == str(one.on)


@pytest.mark.parametrize(
    ("on", "stated", "expected"),
    [
        (
            "2024-01-01",
            "2022-12-01",
            "asked for 2024-01-01, and the transaction is said to be on `2022-12-01`",
        ),
        (None, "2022", "`2022` is not one day"),
        (None, "soon", "`export_date` of the transaction: `soon` is not a date"),
    ],
)
def test_two_days_or_no_one_day_are_refused(on: str | None, stated: str, expected: str) -> None:
    with pytest.raises(InputError) as caught:
        ENGINE.determine(FACTS, "us", to="CN", on=on, transaction={"export_date": stated})

    assert expected in str(caught.value)


def test_stated_day_is_that_of_rows_that_say_none() -> None:
    rows = {"item": [ITEM] * 2, "destination": ["CN"] * 2, "export_date": ["", "2024-01-01"]}
    result = ENGINE.check(rows, "us", transaction={"export_date": "2023-01-20"})

    assert [("us-2023-01", "2023-01-20"), ("us-2023", "2024-01-01")] == [
        (one["rulebook"], one["on"]) for one in result.to_dicts()
    ]


def test_timeline_has_no_stated_day() -> None:
    with pytest.raises(InputError, match="a timeline is asked for all days"):
        ENGINE.analyses.timeline(ITEM, "us", transaction={"export_date": "2024-01-01"})


# --- rows under a rulebook by name ----------------------------------------------------------

SHIPMENTS: dict[str, Any] = {
    "item": [ITEM] * 3,
    "destination": ["CN"] * 3,
    "export_date": ["2023-11-16", "2024-01-01", "2026-11-01"],
}


def test_row_under_a_rulebook_by_name_is_judged_on_its_own_day() -> None:
    found = ENGINE.check(SHIPMENTS, "us-2023").to_dicts()

    assert SHIPMENTS["export_date"] == [one["on"] for one in found]
    assert [
        ["`us-2023` takes effect on 2023-11-17, after 2023-11-16"],
        [],
        [
            "`us-2023` is superseded: on 2026-11-01 `us-2026-07` is in force for regime `us`",
            "`us-2023` is verified as of 2026-07-23, before 2026-11-01",
        ],
    ] == [cautions(one["warnings"]) for one in found]


def test_rows_under_a_regime_are_each_warned_of_by_their_own_day() -> None:
    days = ["2026-08-01", "2026-10-01", "2026-10-02"]
    found = ENGINE.check({**SHIPMENTS, "export_date": days}, "us").to_dicts()

    assert [
        [],
        ["`us-2026-07` is verified as of 2026-09-20, before 2026-10-01"],
        ["`us-2026-07` is verified as of 2026-09-20, before 2026-10-02"],
    ] == [cautions(one["warnings"]) for one in found]


def test_what_is_the_same_on_many_days_is_said_once_of_the_text() -> None:
    days = ["2026-08-01", "2026-10-01", "2026-10-02"]
    (text,) = ENGINE.check({**SHIPMENTS, "export_date": days}, "us").texts

    assert ("`us-2026-07` is verified as of 2026-09-20, before 2026-10-01",) == text.warnings


def test_text_of_one_day_stays_that_of_the_day() -> None:
    found = ENGINE.check(SHIPMENTS, "us@2024-06-01").to_dicts()

    assert {("us-2024-04", "2024-06-01")} == {(one["rulebook"], one["on"]) for one in found}


# --- superseded, never verified, of no regime -----------------------------------------------


@pytest.mark.parametrize(
    ("name", "on", "expected"),
    [
        ("us-2022", None, []),
        ("us-2022", "2023-01-16", []),
        ("us-2022", "2023-01-17", ["`us-2022` is superseded: on 2023-01-17 `us-2023-01` is in force"]),
        ("us-2022", "2024-01-01", ["`us-2022` is superseded: on 2024-01-01 `us-2023` is in force"]),
        ("us-2026-07", "2026-08-01", []),
        ("us@2023-01-17", None, []),
        ("gain-ai-act", "2026-11-22", []),
    ],
)
def test_rulebook_by_name_that_was_superseded_says_by_what(
    name: str, on: str | None, expected: list[str]
) -> None:
    found = cautions(ENGINE.determine(FACTS, name, on=on).warnings)

    assert expected == [line.removesuffix(" for regime `us`") for line in found]


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "byte order mark"])
def test_text_of_a_regime_of_its_own_is_superseded_by_its_amendment(mark: str) -> None:
    later = 'rulebook firm-2 "Amendment"\n  amends firm-1\n  effective 2025-01-01\nset line = 90 TOPS*bit\n'
    engine = with_texts(mark + book(), mark + later)

    assert ["`firm-1` is superseded: on 2025-01-01 `firm-2` is in force for regime `firm-1`"] == [
        line for line in engine.determine(FACTS, "firm-1", on="2025-01-01").warnings if "superseded" in line
    ]


@pytest.mark.parametrize(("more", "expected"), [("", True), ('  pending "introduced"', False)])
def test_faulty_text_of_a_regime_of_its_own_is_named_unless_it_is_a_proposal(
    more: str, *, expected: bool
) -> None:
    faulty = book(more).replace("line\n", "nothing\n")
    _, reasons = with_texts(faulty)._library.on_day(dt.date(2025, 1, 1))

    assert expected is ("firm-1" in reasons)


def test_draft_is_superseded_by_nothing_and_supersedes_nothing() -> None:
    engine = with_texts(book("  regime land\n  verified 2026-01-01"))
    draft = book('  regime land\n  pending "introduced"', "firm-2").replace("2024-01-01", "2024-06-01")
    engine = with_texts(book("  regime land\n  verified 2026-01-01"), draft)

    assert [(), ()] == [
        engine.determine(FACTS, id_, on="2025-01-01").warnings for id_ in ("firm-1", "firm-2")
    ]
    assert "firm-1" == engine.rulebook("land@2025-01-01").id


def test_text_that_was_never_compared_with_its_source_says_so() -> None:
    one = with_texts(book()).determine(FACTS, "firm-1")

    assert ("`firm-1` states no day on which it was compared with its source",) == one.warnings


def test_nobody_can_compare_what_is_pending() -> None:
    assert () == with_texts(book('  pending "introduced"')).determine(FACTS, "firm-1").warnings


def test_strict_engine_says_what_was_never_compared_as_well() -> None:
    one = with_texts(book(), strict=True).determine(FACTS, "firm-1")

    assert ("`firm-1` states no day on which it was compared with its source",) == one.warnings


def test_number_of_a_text_that_was_never_compared_is_not_verified() -> None:
    engine = with_texts(book(), book("  verified 2026-01-01", "firm-2"))

    assert [False, True] == [one.verified for one in engine.analyses.coverage(["firm-1", "firm-2"])]
    assert [False, True] == [
        one.to_dict()["verified"] for one in engine.analyses.coverage(["firm-1", "firm-2"])
    ]


def test_text_that_others_bring_into_a_regime_is_said() -> None:
    """Whoever asks for `us` expects the texts of those who brought `us`."""
    engine = with_texts(book("  regime us\n  verified 2026-01-01").replace("2024-01-01", "2023-12-01"))
    expected = "`firm-1` of firm-rules 2.0 is in force for regime `us`, which redline "

    assert [False, True, False] == [
        any(line.startswith(expected) for line in engine.determine(FACTS, name, on="2023-12-15").warnings)
        for name in ("us-2023", "us", "firm-1")
    ]


def test_amendment_of_what_is_not_there_is_said_of_every_regime() -> None:
    lost = 'rulebook firm-2 "Amendment"\n  amends firm-9\n  effective 2024-06-01\n'
    engine = with_texts(lost)
    why = "its regime is not known, and it may be the text in force"
    expected = f"`firm-2` amends `firm-9`, which nobody offers: {why}"

    assert [False, True] == [
        expected in engine.determine(FACTS, "us", on=on).warnings for on in ("2024-05-31", "2024-06-01")
    ]
    assert expected in engine.analyses.timeline(ITEM, "us")[-1].determination.warnings


def test_regime_of_drafts_alone_has_no_text_in_force() -> None:
    with pytest.raises(InputError, match="`gain-ai-act` has no text in force: `gain-ai-act` is pending"):
        ENGINE.determine(FACTS, "gain-ai-act@2026-12-01")


DRAFT = """rulebook mine "a proposal"
  amends us-2023
  effective 2027-01-01
  pending "an idea"
set a_tpp = 2400 TOPS*bit
"""


def test_proposal_that_amends_a_superseded_text_says_so() -> None:
    engine = redline.load()
    said = engine.determine({"fp16_tflops": "100"}, engine.compile(DRAFT)).warnings

    assert any(
        line.startswith("`mine` amends `us-2023`, and on 2027-01-01 `us-2026-07` is in force for regime `us`")
        for line in said
    )
    early = engine.determine({"fp16_tflops": "100"}, engine.compile(DRAFT), on="2024-01-01").warnings
    assert [] == [line for line in early if "is in force for regime" in line]


def test_two_texts_of_one_id_are_not_compared() -> None:
    engine = redline.load()
    books = [engine.compile(DRAFT), engine.compile(DRAFT.replace("2400", "1600"))]

    with pytest.raises(InputError, match="two different rulebooks are both called `mine`"):
        engine.drafting.diff(*books)
    with pytest.raises(InputError, match="two different rulebooks are both called `mine`"):
        engine.check(None, books)


def test_day_in_the_name_of_a_text_is_the_day_of_the_answer() -> None:
    with pytest.raises(InputError, match="names 2023-11-17, and the answer is asked for 2024-06-01"):
        redline.load().determine({"fp16_tflops": "100"}, "us@2023-11-17", on="2024-06-01")
