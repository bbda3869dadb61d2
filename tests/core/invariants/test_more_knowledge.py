"""Adding knowledge never turns a definite answer into another one, in completion and kernel alike.

``python -m tests.core.invariants.test_more_knowledge CASES SEED`` tries as many items by hand.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from fractions import Fraction
from random import Random

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from redline import model
from redline.catalog import Catalog, Item
from redline.exact.completion import Completions
from redline.kernel import Kernel
from redline.program import Program
from redline.program.lower import lower
from redline.values import Status
from tests.support import generated
from tests.support.by_hand import run_by_hand
from tests.support.completed import completed
from tests.support.filled_in import Filling, catalog_of, is_open

RULES = int(os.environ.get("REDLINE_KNOWLEDGE_RULES", "30"))
NUMBERS = (*map(Fraction, generated.NUMBERS), Fraction(1, 1000), Fraction(10**6))
STRATEGIES = (
    generated.rulebooks(),
    generated.catalogs(most_rows=8),
    generated.readings,
    st.integers(0, 10**6),
)
once = settings(deadline=None, derandomize=True, phases=(Phase.explicit, Phase.generate))


def kernel_codes(over: Program, items: list[Item]) -> list[int]:
    """Return the statuses of items by the kernel."""
    codes: list[int] = Kernel(over).run(catalog_of(over.kind, items)).status[over.rulebooks[0].id].tolist()
    return codes


def in_fours(codes: list[int]) -> list[list[int]]:
    return [codes[start : start + 4] for start in range(0, len(codes), 4)]


def completion_code(over: Program, item: Item) -> int:
    """Return the status of an item by completion."""
    return int(Status.of(Completions(over, item).answer(over.rulebooks[0].status)))


def items_with_blanks(
    book: model.Rulebook, catalog: Catalog, readings: dict[str, str], number: int
) -> Counter[str]:
    """Add knowledge to items that have a definite answer; return how many answers of each sort there were."""
    over, random = lower(generated.KIND, [book], readings), Random(number)  # noqa: S311 - a sample, and no secret
    target, filling = over.rulebooks[0].status, Filling(random, NUMBERS)
    items = [each for each in map(catalog.item, range(len(catalog))) if is_open(each, over.kind)]
    codes = kernel_codes(over, items)
    definite = [(item, code) for item, code in zip(items, codes, strict=True) if code != Status.UNDETERMINED]
    more = [
        [one, filling.some(over, one), filling.some(over, one), filling.all(over, one)] for one, _ in definite
    ]

    expected = [[code] * 4 for _, code in definite]
    assert expected == in_fours(kernel_codes(over, [each for several in more for each in several])), more
    assert expected == [[completion_code(over, each) for each in several] for several in more], more
    for item, code in definite:
        completions = [completed(over, item, random, NUMBERS).truth(target) for _ in range(4)]
        assert {code} == {int(Status.of(truth)) for truth in completions}, item
    return Counter(Status(code).name for code in codes)


@settings(once, max_examples=RULES)
@given(*STRATEGIES)
def test_more_knowledge_never_turns_an_answer(
    book: model.Rulebook, catalog: Catalog, readings: dict[str, str], number: int
) -> None:
    items_with_blanks(book, catalog, readings, number)


if __name__ == "__main__":
    run_by_hand(items_with_blanks, STRATEGIES, int(sys.argv[1]), int(sys.argv[2]))
