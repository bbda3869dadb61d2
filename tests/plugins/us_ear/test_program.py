"""The rules of the United States as the program that every engine reads.

With ``REDLINE_UPDATE_GOLDEN=1`` the printed program is written anew.
"""

from __future__ import annotations

import os
from pathlib import Path

import redline
from redline.program.lower import lower

GOLDEN = Path(__file__).parent / "us-2022_and_us-2023.program"


def test_program_of_both_rules() -> None:
    engine = redline.load()
    books = [engine.rulebook("us-2023"), engine.rulebook("us-2022")]
    (kind,) = (kind for kind in engine.vocabulary.kinds if kind.name == "chip")

    actual = f"{lower(kind, books)}\n"
    if os.environ.get("REDLINE_UPDATE_GOLDEN"):
        GOLDEN.write_text(actual, encoding="utf-8")

    assert GOLDEN.read_text(encoding="utf-8") == actual
