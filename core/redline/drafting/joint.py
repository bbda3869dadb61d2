"""Decide what joins the answers of several texts, or text and condition, by one set of facts for both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from redline.catalog import Catalog
from redline.kernel import Kernel
from redline.model import ItemKind
from redline.program import Node, Program
from redline.program.outputs import Ref
from redline.program.roots import Single, singles

Codes: TypeAlias = NDArray[np.uint8]
"""A yes, a no or an unknown for each row, coded as ``redline.Status``."""


def decide(kind: ItemKind, nodes: Sequence[Node], questions: Sequence[Ref], catalog: Catalog) -> list[Codes]:
    """Return for each question, a truth node among ``nodes``, what the rows answer."""
    found = Kernel(Program(kind, tuple(nodes), ()), singles(questions)).run(catalog).answers
    return [found[Single(ref)] for ref in questions]
