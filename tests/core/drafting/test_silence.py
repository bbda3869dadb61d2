"""A text that has nothing on items of a kind frees none: commands of drafters and pictures refuse it."""

from __future__ import annotations

from pathlib import Path

import pytest

import redline
from redline.cli.main import main

H20 = "H20 96GB"
SILENT = "jp-2023"
"""It speaks of equipment, and has nothing on chips."""

REFUSED: dict[str, list[str]] = {
    "sweep": ["sweep", SILENT, "--vary", "x=1..2"],
    "margin": ["margin", SILENT],
    "bunching": ["margin", SILENT, "--bunching"],
    "sensitivity": ["sensitivity", SILENT, "--error", "TPP=5%"],
    "redesign": ["redesign", H20, SILENT],
    "frontier": ["frontier", SILENT],
    "frontier of designs": ["frontier", SILENT, "--like", H20],
    "lag": ["lag", SILENT],
    "declared": ["declared", SILENT, "TPP", "fp16_tflops"],
    "errors": ["errors", SILENT, "--label", "designed_or_marketed_for_datacenter"],
    "chiplets": ["chiplets", H20, "--rules", SILENT],
    "diff of two": ["diff", SILENT, "jp-2024"],
    "shift of two": ["shift", SILENT, "jp-2024"],
    "picture of a plane": ["draw", "plane", SILENT, "--across", "TPP", "--down", "die_area_mm2"],
    "picture of a sweep": ["draw", "sweep", SILENT, "--vary", "x=1..2"],
    "picture of a trade-off": [
        "draw",
        "tradeoff",
        SILENT,
        "--vary",
        "x=1..2",
        "--label",
        "designed_or_marketed_for_datacenter",
    ],
}
SAID = f"`{SILENT}` has nothing on items of kind chip, as encoded"


@pytest.mark.parametrize("name", REFUSED)
def test_question_about_a_text_that_is_silent_is_refused(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    args = REFUSED[name]
    output = ["--output", str(tmp_path / "p.svg")] if args[0] == "draw" else []
    with pytest.raises(SystemExit) as ended:
        main([*args, *output])

    told = capsys.readouterr()
    assert (2, "") == (ended.value.code, told.out)
    assert SAID in told.err
    assert [] == list(tmp_path.iterdir())


def test_what_one_silent_text_of_two_does_is_open() -> None:
    """Neither released by it nor newly caught against it: of neither text is known that it frees the item."""
    engine = redline.load()
    items = ["A100 SXM4 80GB", "GeForce RTX 3060 Ti"]
    found = engine.drafting.diff("us-2023", SILENT, items=items)
    back = engine.drafting.diff(SILENT, "us-2023", items=items)

    assert ((), ()) == (found.released, found.surely_free)
    assert items == [one.item for one in found.undetermined]
    assert ["not_covered"] * 2 == [one.after.status for one in found.undetermined]
    assert ((), ["A100 SXM4 80GB"]) == (back.caught, [one.item for one in back.surely_caught])
    assert ["GeForce RTX 3060 Ti"] == [one.item for one in back.surely_free]
