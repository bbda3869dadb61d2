"""One item under one rulebook: status, controls, limbs, notes, missing facts, metrics, citations."""

from __future__ import annotations

import datetime as dt
import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings

from redline import model
from redline.evidence.determination import Determination, Inquiry, metric_dict
from redline.kernel import Kernel
from redline.program.lower import lower
from redline.program.trace import trace
from redline.query import Query
from redline.units import parse_unit
from redline.values import NOT_APPLICABLE, UNKNOWN, Status, Value, known
from tests.support import chips, generated

DAY = dt.date(2023, 11, 17)


def determine(book: model.Rulebook | None = None, query: Query | None = None, **facts: Any) -> Determination:
    inquiry = Inquiry(trace(chips.CHIP, book or chips.rulebook()), DAY, query or Query())
    return inquiry.determine(chips.item(**facts))


DENSE: dict[str, Any] = {"fp16_tflops": "312", "die_area_mm2": "826", "for_datacenter": True}
GAMING: dict[str, Any] = {"fp16_tflops": "200", "die_area_mm2": "500", "for_datacenter": False}
NO_AREA: dict[str, Any] = {"fp16_tflops": "200", "for_datacenter": True}


def test_controls_are_those_that_apply() -> None:
    assert ("controlled", ("A",)) == (determine(**DENSE).status, determine(**DENSE).controls)


def test_limbs_of_a_control_that_yields_are_left_out() -> None:
    assert ("A.1", "A.2") == determine(**DENSE).limbs


def test_exclusion_takes_the_item_out_and_its_limbs_stay() -> None:
    one = determine(**GAMING)

    assert ("not_controlled", (), ("Note 2",), ("A.2",)) == (
        one.status,
        one.controls,
        one.excluded_by,
        tuple(limb for limb in one.limbs if limb.startswith("A")),
    )


def test_exclusion_that_meets_no_control_is_not_mentioned() -> None:
    assert () == determine(fp16_tflops="1", for_datacenter=False).excluded_by


def test_item_in_one_of_two_controls_is_controlled_and_both_are_possible() -> None:
    one = determine(**NO_AREA)

    assert ("controlled", (), ("A", "B"), ()) == (
        one.status,
        one.controls,
        one.possible_controls,
        one.missing,
    )


def test_undetermined_names_the_facts_that_settle_it() -> None:
    one = determine(fp16_tflops="120", for_datacenter=True)

    assert ("undetermined", ("die_area_mm2",)) == (one.status, one.missing)


def test_missing_is_empty_where_the_status_is_known() -> None:
    assert () == determine(fp16_tflops="1", for_datacenter=True).missing


def test_cites_are_those_of_limbs_controls_and_notes() -> None:
    assert ("Statute Book, A", "Statute Book, A.1", "Statute Book, A.2") == determine(**DENSE).cites
    assert "Statute Book, Note 2" in determine(**GAMING).cites


def test_no_license_without_a_destination() -> None:
    one = determine(**DENSE)

    assert (None, (), ()) == (one.license, one.assumptions, one.warnings)


TPP_UNIT = parse_unit("TOPS*bit")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (known(4992), {"value": 4992, "unit": "TOPS*bit"}),
        (known(Fraction(1, 2)), {"value": 0.5, "unit": "TOPS*bit"}),
        (UNKNOWN, None),
        (Value(Fraction(0), None, low_open=True), None),
        (NOT_APPLICABLE, {"value": None, "not_applicable": True, "unit": "TOPS*bit"}),
        (Value(Fraction(2), None), {"value": None, "low": 2, "high": None, "unit": "TOPS*bit"}),
        (Value(Fraction(2), Fraction(3)), {"value": None, "low": 2, "high": 3, "unit": "TOPS*bit"}),
        (
            Value(Fraction(2), Fraction(3), absent="maybe"),
            {"value": None, "low": 2, "high": 3, "unit": "TOPS*bit", "may_not_apply": True},
        ),
    ],
)
def test_metric_says_what_is_known(value: Value, expected: dict[str, Any] | None) -> None:
    assert expected == metric_dict(value, TPP_UNIT)


def test_metrics_are_those_the_rulebook_compares() -> None:
    assert ["TPP", "PD"] == list(determine(**DENSE).metrics)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Query(), ("enforced", {"unlisted_formats": "not_claimed"})),
        (Query(mode="text"), ("text", {"unlisted_formats": "not_claimed"})),
    ],
)
def test_mode_and_readings_are_stated(query: Query, expected: tuple[str, dict[str, str]]) -> None:
    one = determine(query=query, **DENSE)

    assert expected == (one.mode, one.readings)


def test_to_dict_is_json_with_the_agreed_fields() -> None:
    record = determine(**DENSE).to_dict()

    assert record == json.loads(json.dumps(record))
    assert [
        "item",
        "kind",
        "rulebook",
        "on",
        "status",
        "controls",
        "possible_controls",
        "limbs",
        "excluded_by",
        "presumed_by",
        "suspended",
        "missing",
        "unstated",
        "missing_sets",
        "proven",
        "not_encoded",
        "metrics",
        "transaction",
        "license",
        "cites",
        "assumptions",
        "warnings",
        "mode",
        "readings",
        "source",
    ] == list(record)


@given(generated.rulebooks(), generated.catalogs())
@settings(max_examples=60, deadline=None)
def test_status_is_the_kernel_s(book: model.Rulebook, catalog: Any) -> None:
    codes = Kernel(lower(generated.KIND, [book])).run(catalog).status[book.id]
    inquiry = Inquiry(trace(generated.KIND, book), DAY)

    assert [Status(int(code)).word for code in codes] == [
        inquiry.determine(catalog.item(row)).status for row in range(len(catalog))
    ]
