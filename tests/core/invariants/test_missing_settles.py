"""Facts that are named as missing settle: with any of the named sets stated, an open answer is known.

``python -m tests.core.invariants.test_missing_settles CASES SEED`` tries as many open items by hand.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from random import Random

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import redline
from redline import model
from redline.catalog import Catalog, Item
from redline.exact.completion import Completions, Settled, settle
from redline.exact.interpreter import Evaluation
from redline.exact.search import Search
from redline.program import Program
from redline.program.lower import lower
from redline.values import Status
from tests.support import generated
from tests.support.by_hand import run_by_hand
from tests.support.filled_in import Filling

RULES = int(os.environ.get("REDLINE_MISSING_RULES", "15"))
NUMBERS = (*map(Fraction, generated.NUMBERS), Fraction(1, 1000), Fraction(10**6))
TRIES = 10
STRATEGIES = (
    generated.rulebooks(),
    generated.catalogs(most_rows=4),
    generated.readings,
    st.integers(0, 10**6),
)
once = settings(deadline=None, derandomize=True, phases=(Phase.explicit, Phase.generate))


def sides(over: Program, item: Item) -> Iterator[Fraction]:
    """Yield the numbers at which an unknown of an item passes a cut, and numbers on both sides of each."""
    search = Search(Evaluation(over, item), over.rulebooks[0].status)
    for box, _ in search.first_boxes()[:1]:
        for asked in search.asked:
            for variable in search.unknowns.variables:
                for cut in search.unknowns.critical_values(asked.nodes, asked.numbers, variable, box):
                    yield from (cut * 99 / 100, cut, cut * 101 / 100)


def stated(
    over: Program, item: Item, settled: Settled, random: Random
) -> Iterator[tuple[tuple[str, ...], Item]]:
    """Yield the item with each named set stated, at numbers on both sides of every cut."""
    cuts = [each for each in dict.fromkeys(sides(over, item)) if each >= 0]
    for names in settled.sets:
        random.shuffle(cuts)
        for start in range(TRIES):
            some = [*cuts[start::TRIES], *random.sample(NUMBERS, 3)]
            yield names, Filling(random, some).stated(over, item, names, empty=True)


def open_items(book: model.Rulebook, catalog: Catalog, readings: dict[str, str], number: int) -> Counter[str]:
    """Try what is missing of the open items of a catalog; return how many have sets, and how many none."""
    over, random = lower(generated.KIND, [book], readings), Random(number)  # noqa: S311 - a sample, and no secret
    target, tried = over.rulebooks[0].status, Counter[str]()
    for item in map(catalog.item, range(len(catalog))):
        (settled,) = settle(over, item, [target])
        if settled.truth is not None:
            continue
        tried["with sets" if settled.sets else "without"] += 1
        assert settled.sets or settled.unstated or not settled.proven, item
        for names, with_names in stated(over, item, settled, random):
            assert Completions(over, with_names).answer(target) is not None, (item, names, with_names)
    return tried


@settings(once, max_examples=RULES)
@given(*STRATEGIES)
def test_missing_facts_settle(
    book: model.Rulebook, catalog: Catalog, readings: dict[str, str], number: int
) -> None:
    open_items(book, catalog, readings, number)


def test_named_facts_of_a_chip_with_an_open_node_settle() -> None:
    engine, facts = redline.load(), {"fp32_tflops": "50", "dies": "1x135@?"}
    found = engine.determine(facts, rules="us-2023")
    rows = [
        {"designed_or_marketed_for_datacenter": marketed, "die_area_mm2": area}
        for marketed in ("yes", "no")
        for area in ("1", "269.9", "270", "271", "533", "534", "1000", "9000")
    ]
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    given = {name: [cell] * len(rows) for name, cell in facts.items()}
    settled = engine.check({"name": list(map(str, range(len(rows)))), **given, **columns}, "us-2023")

    assert "undetermined" == found.status
    assert set(rows[0]) == set(found.missing)
    assert Status.UNDETERMINED not in settled.status


if __name__ == "__main__":
    run_by_hand(open_items, STRATEGIES, int(sys.argv[1]), int(sys.argv[2]))
