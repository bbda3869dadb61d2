"""Hold the utilities to the columns of the bundled catalog, in fractions."""

from __future__ import annotations

import csv
from fractions import Fraction
from importlib.resources import files

import pytest

import redline

ROWS = {
    row["name"]: row
    for row in csv.DictReader(
        (files("redline_plugins.accelerators") / "accelerators.csv").read_text(encoding="utf-8").splitlines()
    )
}


def rated(utility: str) -> dict[str, Fraction]:
    """Return a utility of the free items of which it is known."""
    return dict(redline.load().drafting.best("us-2023", utility).items)


def largest(item: str, *facts: str) -> Fraction:
    return max(Fraction(ROWS[item][fact]) for fact in facts if ROWS[item][fact])


def fed(item: str, fact: str, operations_per_byte: int) -> Fraction:
    """Return TOPS that so many GB/s can feed."""
    return Fraction(ROWS[item][fact]) * operations_per_byte / 1000


def peak(item: str) -> Fraction:
    return largest(item, "fp16_tflops", "bf16_tflops")


def test_decoding_is_as_fast_as_memory_and_peak_rate_allow() -> None:
    found = rated("decode_rate")

    assert {item: min(peak(item), fed(item, "memory_bandwidth_gbs", 16)) for item in found} == found
    assert Fraction(64) == found["H20 96GB"], (
        "16 operations for each byte at 4000 GB/s, where the peak is 148"
    )


def test_reading_a_prompt_is_as_fast_as_memory_and_peak_rate_allow() -> None:
    found = rated("prefill_rate")

    assert {item: min(peak(item), fed(item, "memory_bandwidth_gbs", 2048)) for item in found} == found
    assert Fraction(148) == found["H20 96GB"]


def test_training_is_as_fast_as_links_allow_too() -> None:
    found = {item: value for item, value in rated("training_rate").items() if ROWS[item]["io_bandwidth_gbs"]}

    assert found == {
        item: min(peak(item), fed(item, "memory_bandwidth_gbs", 2048), fed(item, "io_bandwidth_gbs", 2600))
        for item in found
    }
    assert any(value < peak(item) for item, value in found.items()), "some are bound by their links"


def test_links_to_train_are_what_the_peak_rate_asks_for() -> None:
    found = rated("links_to_train")

    assert {item: peak(item) * 1000 / 2600 for item in found} == found
    assert {"H20 96GB", "L20"} <= found.keys()


@pytest.mark.parametrize("utility", ["decode_rate", "prefill_rate", "training_rate"])
def test_what_is_not_known_is_told(utility: str) -> None:
    best = redline.load().drafting.best("us-2023", utility)

    assert not {item for item, _ in best.items} & set(best.unknown)
    assert all(ROWS[item]["fp16_tflops"] or ROWS[item]["bf16_tflops"] for item, _ in best.items)
    assert best.unknown


@pytest.mark.parametrize(
    ("utility", "above", "below"),
    [
        ("bandwidth_per_watt", "memory_bandwidth_gbs", "tdp_w"),
        ("bandwidth_per_dollar", "memory_bandwidth_gbs", "launch_price_usd"),
    ],
)
def test_shares_are_quotients_of_columns(utility: str, above: str, below: str) -> None:
    found = rated(utility)

    assert {item: Fraction(ROWS[item][above]) / Fraction(ROWS[item][below]) for item in found} == found
    assert found


def test_performance_shares_are_of_the_rule_s_own_performance() -> None:
    assert Fraction(2368, 400) == rated("performance_per_watt")["H20 96GB"]
    assert Fraction(2368, 12000) == rated("performance_per_dollar")["H20 96GB"]
