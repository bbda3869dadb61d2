"""The kernel gives the outcomes of the exact interpreter, however the work is cut up."""

from __future__ import annotations

import pickle
from collections.abc import Mapping

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from redline import model
from redline.catalog import Catalog
from redline.completion import settle
from redline.kernel import Kernel
from redline.lower import lower
from redline.values import Status
from tests.support import generated


def interpreted(books: list[model.Rulebook], catalog: Catalog, readings: Mapping[str, str]) -> dict[str, list[Status]]:
    """Decide every row by the interpreter and the exact search."""
    program = lower(generated.KIND, books, readings)
    targets = [rulebook.status for rulebook in program.rulebooks]
    answers = [settle(program, catalog.item(row), targets) for row in range(len(catalog))]
    return {
        rulebook.id: [Status.of(answer[index].truth) for answer in answers]
        for index, rulebook in enumerate(program.rulebooks)
    }


def computed(kernel: Kernel, catalog: Catalog) -> dict[str, list[Status]]:
    """Decide every row by the kernel."""
    return {name: [Status(code) for code in codes] for name, codes in kernel.run(catalog).status.items()}


@settings(max_examples=300, deadline=None)
@given(generated.rulebooks(), generated.catalogs(), generated.readings)
def test_kernel_equals_interpreter(book: model.Rulebook, catalog: Catalog, readings: dict[str, str]) -> None:
    kernel = Kernel(lower(generated.KIND, [book], readings))

    assert interpreted([book], catalog, readings) == computed(kernel, catalog)
