"""Decide what joins the answers of several texts, or text and condition, by one set of facts for both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from redline.catalog import Catalog
from redline.kernel import Kernel
from redline.model import ItemKind
from redline.program import Node, Program
from redline.program.outputs import Ref, RulebookOutput

Codes: TypeAlias = NDArray[np.uint8]
"""A yes, a no or an unknown for each row, coded as ``redline.Status``."""

_DAY: Final = dt.date.min
"""A question is of no day: those of the texts that it joins are in their nodes."""


def decide(kind: ItemKind, nodes: Sequence[Node], questions: Sequence[Ref], catalog: Catalog) -> list[Codes]:
    """Return for each question, a truth node among ``nodes``, what the rows answer."""
    outputs = tuple(
        RulebookOutput(str(number), _DAY, ref, controls=(), exclusions=(), metrics=())
        for number, ref in enumerate(questions)
    )
    found = Kernel(Program(kind, tuple(nodes), outputs)).run(catalog).status
    return [found[output.id] for output in outputs]
