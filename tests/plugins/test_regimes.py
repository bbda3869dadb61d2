"""Rules of countries beside the United States: what is known of each, and that holes stay holes."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import pytest

import redline
import redline.testing
from redline.engine import Engine

CHIP = {
    "fp16_tflops": 10000,
    "die_area_mm2": 800,
    "transistor_architecture": "finfet",
    "io_bandwidth_gbs": 9000,
    "designed_or_marketed_for_datacenter": "yes",
}


@cache
def engine() -> Engine:
    return redline.load()


def texts(regime: str) -> list[redline.Rulebook]:
    found = [book for book in engine().rulebooks.values() if book.regime == regime]
    return sorted(found, key=lambda book: book.effective)


# --- holes ----------------------------------------------------------------------------------


@pytest.mark.parametrize("regime", ["uk", "ca", "kr", "my", "wa", "cn"])
def test_no_chip_is_said_to_be_free_where_no_test_was_found(regime: str) -> None:
    for book in texts(regime):
        for rate in ("0.001", "10000"):
            one = engine().determine({**CHIP, "fp16_tflops": rate}, book.id)

            assert ("undetermined", (), True) == (one.status, one.missing, bool(one.unstated)), book.id


def test_taiwan_says_nothing_of_chips_before_its_entity_list() -> None:
    assert ["tw-2023-12", "tw-2025-06"] == [book.id for book in texts("tw")]
    assert "undetermined" == engine().determine(CHIP, "tw-2025-06").status


@pytest.mark.parametrize("regime", ["uk", "kr", "my"])
def test_no_number_of_another_country_stands_in_for_one_not_found(regime: str) -> None:
    assert [()] * len(texts(regime)) == [book.parameters for book in texts(regime)]


# --- Wassenaar ------------------------------------------------------------------------------

LIMITS = [
    (2005, "0.75", True),
    (2009, "1.5", False),
    (2011, "3", False),
    (2013, "8", False),
    (2015, "12.5", False),
    (2016, "16", False),
    (2017, "29", False),
    (2021, "70", False),
    (2024, "70", False),
]
"""Limits of adjusted peak performance in WT, and whether a source gives both number and year."""


def test_limits_of_adjusted_peak_performance_by_year() -> None:
    found = [
        (book.effective.year, parameter.value, parameter.verified)
        for book in texts("wa")
        for parameter in book.parameters
        if parameter.name == "app_limit"
    ]

    assert [(year, Fraction(limit), verified) for year, limit, verified in LIMITS] == found


def test_limit_from_memory_is_a_warning() -> None:
    warnings = [
        engine().determine({"processors": "1x1000@0"}, id_).warnings for id_ in ("wa-2005", "wa-2021")
    ]

    assert [(), ("`wa-2021`: not compared with its source: parameter app_limit",)] == warnings


# --- Malaysia -------------------------------------------------------------------------------


def test_malaysia_asks_for_a_notice_thirty_days_before_export() -> None:
    one = engine().determine(CHIP, "my-2025", to="CN", transaction={"restricted_activity_suspected": "yes"})

    assert one.license is not None
    assert (None, True) == (one.license["required"], bool(one.license["unstated"]))
    policy = engine().rulebook("my-2025").policies[0]
    assert ["notify the Strategic Trade Controller, 30 days before export"] == [
        str(duty) for duty in policy.obligations if duty.days_before_export
    ]


# --- China ----------------------------------------------------------------------------------


def timeline(catalog: str, item: str, to: str) -> list[tuple[str, str, str | None]]:
    steps = engine().analyses.timeline(item, "cn", catalog=catalog, to=to)
    return [
        (
            str(step.on),
            step.determination.status,
            step.determination.license and step.determination.license["policy"],
        )
        for step in steps
    ]


def test_ban_on_gallium_to_the_united_states_is_suspended_and_comes_back() -> None:
    assert [
        ("2023-08-01", "controlled", None),
        ("2024-12-03", "controlled", "presumption_of_denial"),
        ("2025-11-09", "controlled", None),
        ("2026-11-28", "controlled", "presumption_of_denial"),
    ] == timeline("materials", "Gallium metal (synthetic)", "US")


def test_rare_earths_made_in_china_are_suspended_as_a_whole() -> None:
    assert [
        ("2023-08-01", "not_covered", None),
        ("2025-10-09", "controlled", None),
        ("2025-11-07", "not_controlled", None),
        ("2026-11-11", "controlled", None),
    ] == timeline("rare-earth-items", "Magnet made in China (synthetic)", "DE")


def test_foreign_items_never_were_controlled_before_the_end_of_the_suspension() -> None:
    assert ["not_covered", "not_controlled", "not_controlled", "controlled"] == [
        status for _, status, _ in timeline("rare-earth-items", "Motor at the floor (synthetic)", "DE")
    ]


@pytest.mark.parametrize(
    ("on", "item", "catalog", "to", "words"),
    [
        ("2026-11-10", "Erbium oxide (synthetic)", "materials", "DE", "ANN57 is suspended until 2026-11-11"),
        ("2026-11-11", "Erbium oxide (synthetic)", "materials", "DE", "control ANN57 counts again"),
        ("2026-11-27", "Gallium metal (synthetic)", "materials", "US", "is suspended until 2026-11-28"),
        ("2026-11-28", "Gallium metal (synthetic)", "materials", "US", "presumption of denial counts again"),
    ],
)
def test_outcome_says_what_is_suspended_and_what_nobody_checked(
    on: str, item: str, catalog: str, to: str, words: str
) -> None:
    (one,) = engine().check(catalog, rules="cn", items=[item], on=on, to=to).determination(0)

    assert 1 == sum(words in warning for warning in one.warnings)


def test_what_was_never_suspended_is_not_spoken_of() -> None:
    (one,) = (
        engine()
        .check("materials", rules="cn", items=["Dysprosium oxide (synthetic)"], on="2026-01-10", to="US")
        .determination(0)
    )

    assert (("ANN18",), ()) == (one.controls, one.suspended)


def test_each_shipment_is_judged_by_the_suspensions_of_its_own_day() -> None:
    days = ["2025-11-08", "2025-11-09", "2026-11-27", "2026-11-28", "2025-11-09"]
    rows = {
        "name": [f"shipment {number}" for number in range(len(days))],
        "substance": ["gallium"] * len(days),
        "listed_form": [True] * len(days),
        "destination": ["US"] * len(days),
        "export_date": days,
    }
    result = engine().check(rows, rules="cn")
    found = [one.license["policy"] for (one,) in result.determinations() if one.license is not None]

    assert ["presumption_of_denial", None, None, "presumption_of_denial", None] == found


@pytest.mark.parametrize("plugin", ["uk", "ca", "kr", "tw", "my", "wa", "cn", "nl", "jp", "eu"])
def test_plugin_keeps_the_contract(plugin: str) -> None:
    assert [] == [str(finding) for finding in redline.testing.check_plugin(plugin)]
