"""Run the body of a property test by hand: as many cases as wanted, from seeds that are fixed."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st


def run_by_hand(
    body: Callable[..., Counter[str]],
    strategies: Sequence[st.SearchStrategy[Any]],
    cases: int,
    first_seed: int,
) -> None:
    """Try a body that counts its cases, in batches of one seed each, until there are enough."""
    tried: Counter[str] = Counter()

    @settings(deadline=None, database=None, phases=(Phase.generate,), max_examples=100)
    @given(st.tuples(*strategies))
    def batch(drawn: tuple[Any, ...]) -> None:
        tried.update(body(*drawn))

    number = first_seed
    while tried.total() < cases:
        seed(number)(batch)()
        number += 1
        sys.stdout.write(f"{tried.total()} {dict(tried)}\n")
        sys.stdout.flush()
