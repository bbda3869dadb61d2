"""Curves of generated rules equal what the kernel says with the number written out, at turns and between."""

from __future__ import annotations

import os
from fractions import Fraction
from functools import cache
from itertools import pairwise

import numpy as np
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

import redline
from redline.catalog import Catalog
from redline.curves.specialize import fixed, specialized
from redline.curves.status_curves import Curves, Follower, codes_of, followed
from redline.exact.completion import settle
from redline.kernel import Kernel
from redline.model import ItemKind
from redline.program import Program
from redline.program.lower import lower
from redline.values import Status
from tests.support import generated_texts
from tests.support.varied_texts import varied_texts

CASES = int(os.environ.get("REDLINE_CURVE_CASES", "8"))
FACT = "parameter p"


@cache
def engine() -> redline.Engine:
    return redline.load()


def chip() -> ItemKind:
    return next(kind for kind in engine().vocabulary.kinds if kind.name == "chip")


def at(program: Program, catalog: Catalog, number: Fraction) -> list[int]:
    """Return the codes with the parameter written out as a number."""
    there, (roots,) = specialized(program, followed(program), [fixed(program, FACT, number)])
    return list(map(int, codes_of(Kernel(there, roots).run(catalog).answers)))


def unproven(program: Program, catalog: Catalog, row: int, number: Fraction) -> bool:
    """Return whether no search shows what a row answers at a number: it counts as undetermined then.

    A curve asks at one number of each stretch, and may know more there: what is open at some other
    number for want of a proof is what was proven at that one.
    """
    there, (roots,) = specialized(program, followed(program), [fixed(program, FACT, number)])
    return any(not one.proven for one in settle(there, catalog.item(row), list(roots.values())))


def replayed(curves: Curves, number: Fraction) -> list[int]:
    """Return the codes at a number by the turns up to there."""
    codes = curves.start.copy()
    for turn in range(len(curves.turns)):
        place = curves.number(turn)
        if place < number or (place == number and not curves.turns.above[turn]):
            codes[curves.turns.rows[turn]] = curves.turns.codes[turn]
    return list(map(int, codes))


@settings(deadline=None, max_examples=CASES, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(
    varied_texts(),
    st.deferred(lambda: generated_texts.catalogs(chip())),
    st.sampled_from(("not_claimed", "unknown")),
    st.sampled_from((Fraction(0), Fraction(16, 10), Fraction(20))),
    st.sampled_from((Fraction(20), Fraction(592, 10), Fraction(5000))),
)
def test_curves_equal_brute_force(
    text: str, catalog: Catalog, reading: str, low: Fraction, high: Fraction
) -> None:
    try:
        book = engine().compile(text)
    except redline.InputError:
        assume(False)  # what is added to itself, or has no effect, is refused
    program = lower(chip(), [book], {"unlisted_formats": reading}, varied=["p"])
    found = Follower(program, FACT, catalog).follow(low, high)

    numbers = sorted({found.number(turn) for turn in range(len(found.turns))} | {low, high})
    grid = [low + (high - low) * step / 7 for step in range(8)]
    for number in sorted({*numbers, *grid, *((a + b) / 2 for a, b in pairwise(numbers))}):
        for row, (ours, theirs) in enumerate(
            zip(replayed(found, number), at(program, catalog, number), strict=True)
        ):
            if ours == theirs:
                continue
            if row in found.unproven:  # a curve says of such a row that it may change elsewhere too
                assert Status.UNDETERMINED in (ours, theirs), (row, float(number))
            else:
                assert theirs == Status.UNDETERMINED, (row, float(number))
                assert unproven(program, catalog, row, number), (row, float(number))
    assert np.all(np.diff(found.places) >= 0)
