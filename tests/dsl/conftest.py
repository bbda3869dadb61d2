"""What the tests of the language share."""

from __future__ import annotations

from pathlib import Path

import pytest

from redline.diagnostics import Source
from redline.model import Vocabulary
from redline.plugins import Function
from redline_dsl import compile_vocabularies
from tests.support.functions import root

YIELD = Function(
    "usable_area", (("mm2", "increasing"), ("count", "decreasing")), "mm2", lambda a, b: a / (1 + b)
)
ROOT = Function("root", (("count", "increasing"),), "count", root)
HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def words() -> Vocabulary:
    """The vocabulary of words.redline."""
    text = (HERE / "words.redline").read_text(encoding="utf-8")
    return compile_vocabularies([Source("words.redline", text)], [YIELD, ROOT])
