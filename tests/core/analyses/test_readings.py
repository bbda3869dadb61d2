"""Items whose status depends on a reading."""

from __future__ import annotations

import redline
from redline.analyses.readings import Dependence

ENGINE = redline.load()
CHIPS = {
    "name": ["sure", "by TF32"],
    "tf32_tflops": ["", "190"],
    "bf16_tflops": ["400", ""],
    "die_area_mm2": ["100", ""],
    "designed_or_marketed_for_datacenter": [True, True],
}


def test_only_items_that_depend_on_a_reading_are_listed() -> None:
    assert ["by TF32"] == [one.item for one in ENGINE.analyses.readings(CHIPS, "us-2023")]


def test_each_choice_that_changes_the_status_is_named() -> None:
    (one,) = ENGINE.analyses.readings(CHIPS, "us-2023")

    assert Dependence("by TF32", "us-2023", "undetermined", (("tf32_bits", "as_32", "controlled"),)) == one


def test_choices_asked_for_are_the_usual_ones() -> None:
    (one,) = ENGINE.analyses.readings(CHIPS, "us-2023", readings={"tf32_bits": "as_32"})

    assert ("controlled", {"as_19", "as_16"}) == (one.usual, {choice for _, choice, _ in one.others})
