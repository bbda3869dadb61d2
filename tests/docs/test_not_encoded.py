"""The list of what is not encoded is that of the rulebooks."""

import runpy
import tomllib
from pathlib import Path
from typing import Any

import redline

DOCS = Path(__file__).parents[2] / "docs"
MADE: dict[str, Any] = runpy.run_path(str(DOCS / "_ext" / "not_encoded.py"))


def test_the_list_is_made_from_the_rulebooks() -> None:
    found = list(MADE["entries"](redline.load().rulebooks.values()))
    text = MADE["written"](found)
    assert tomllib.loads(text).get("entry", []) == found
    assert (DOCS / "not_encoded.toml").read_text(encoding="utf-8") == text, (
        "python docs/_ext/not_encoded.py makes it anew"
    )
