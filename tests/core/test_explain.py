"""Explanations, held to golden texts that a reader can check by hand; REDLINE_UPDATE_GOLDEN=1 writes them."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

import pytest

from redline.determination import Inquiry
from redline.terms import Terms
from redline.trace import trace
from tests.support import chips

GOLDEN = Path(__file__).parent / "explained"
ITEMS: dict[str, dict[str, Any]] = {
    "controlled": {"fp16_tflops": "312", "die_area_mm2": "826", "for_datacenter": True},
    "excluded": {"fp16_tflops": "200", "die_area_mm2": "500", "for_datacenter": False},
    "not_applicable": {"fp16_tflops": "150", "transistor_architecture": "planar", "for_datacenter": True},
    "one_of_two_controls": {"fp16_tflops": "200", "for_datacenter": True},
    "ranges": {"fp16_tflops": "120..200", "die_area_mm2": "500..600", "for_datacenter": True},
    "nothing_known": {},
    "at_the_line": {"fp16_tflops": "111", "die_area_mm2": "300", "for_datacenter": True},
    "just_under_the_line": {"fp16_tflops": "111", "die_area_mm2": "300.00000001", "for_datacenter": True},
}


@pytest.mark.parametrize("name", ITEMS)
def test_explanation(name: str) -> None:
    inquiry = Inquiry(trace(chips.CHIP, chips.rulebook()), dt.date(2024, 1, 1), Terms())
    text = inquiry.determine(chips.item(name, **ITEMS[name])).explain() + "\n"
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("REDLINE_UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")

    assert path.read_text(encoding="utf-8") == text


def test_every_golden_text_has_its_test() -> None:
    assert sorted(ITEMS) == sorted(path.stem for path in GOLDEN.iterdir())
