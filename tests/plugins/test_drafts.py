"""What the scenarios of drafts cannot say: which of two tiers an item is not in."""

from __future__ import annotations

from functools import cache

import pytest

import redline
from redline.engine import Engine

DATACENTER = {
    "designed_or_marketed_for_datacenter": "yes",
    "io_bandwidth_gbs": "64",
    "memory_type": "HBM2e",
    "memory_bandwidth_gbs": "100",
}


@cache
def engine() -> Engine:
    return redline.load()


@pytest.mark.parametrize(
    ("rate", "area", "released", "controls"),
    [
        ("1312.5", "1600", "2025-06-01", ("COVERED", "RESTRICTED")),
        ("1312.49", "1000", "2025-06-01", ("COVERED",)),
        ("105", "80", "2025-06-01", ("COVERED", "RESTRICTED")),
        ("105", "80.01", "2025-06-01", ("COVERED",)),
        ("300", "9000", "2026-01-01", ("COVERED",)),
        ("300", "9000", "2026-01-02", ("COVERED", "RESTRICTED")),
    ],
    ids=["21000", "under 21000", "dense", "less dense", "on the day", "after the day"],
)
def test_restricted_circuits_begin_exactly_at_their_lines(
    rate: str, area: str, released: str, controls: tuple[str, ...]
) -> None:
    facts = {**DATACENTER, "fp16_tflops": rate, "die_area_mm2": area, "release_date": released}

    assert controls == engine().determine(facts, "ai-overwatch-senate").controls


@pytest.mark.parametrize(
    "id_",
    [
        "gain-ai-act",
        "safe-chips-act",
        "ai-overwatch-house",
        "ai-overwatch-senate",
        "match-act",
        "chip-security-act",
        "scale-act",
    ],
)
def test_bill_is_pending_and_alone_in_its_regime(id_: str) -> None:
    book = engine().rulebook(id_)

    assert book.draft
    assert [id_] == [each.id for each in engine().rulebooks.values() if each.regime == book.regime]
