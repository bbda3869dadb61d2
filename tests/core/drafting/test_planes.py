"""Counts over a plane equal what the kernel says with both numbers written out."""

from __future__ import annotations

import os
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

import redline
import redline.drafting
from redline.catalog import Catalog, NumberColumn
from redline.curves.specialize import fixed, specialized
from redline.curves.status_curves import Codes, codes_of, followed
from redline.curves.sweep_range import Varied, varied
from redline.drafting.plane import Plane, PlaneFollower, plane
from redline.drafting.sweep import CODES
from redline.kernel import Kernel
from redline.model import ItemKind
from redline.program import Program
from redline.program.lower import lower
from tests.support import generated_texts
from tests.support.varied_texts import varied_texts

CASES = int(os.environ.get("REDLINE_PLANE_CASES", "4"))


@cache
def engine() -> redline.Engine:
    return redline.load()


def chip() -> ItemKind:
    return next(kind for kind in engine().vocabulary.kinds if kind.name == "chip")


def codes_at(program: Program, catalog: Catalog, asked: Sequence[Varied], x: Fraction, y: Fraction) -> Codes:
    """Return the code of each row with both parameters written out as numbers."""
    there = {**fixed(program, asked[0].fact, x), **fixed(program, asked[1].fact, y)}
    written_out, (roots,) = specialized(program, followed(program), [there])
    return codes_of(Kernel(written_out, roots).run(catalog).answers)


def counted(
    program: Program, catalog: Catalog, asked: Sequence[Varied], x: Fraction, y: Fraction
) -> list[int]:
    """Return the counts with both parameters written out as numbers."""
    codes = codes_at(program, catalog, asked, x, y)
    return [int(np.isin(codes, meant).sum()) for meant in CODES.values()]


def numbers_of(points: Sequence[tuple[Fraction, bool]], high: Fraction) -> list[Fraction]:
    """Return a number for each point; one inside the stretch for those right beyond a number."""
    ends = [*(number for number, _ in points[1:]), high]
    return [
        number + (end - number) / 3 if beyond else number
        for (number, beyond), end in zip(points, ends, strict=True)
    ]


def agree(found: Plane, program: Program, catalog: Catalog, asked: Sequence[Varied]) -> None:
    xs = numbers_of(found.across, asked[0].high)
    ys = numbers_of(found.down, asked[1].high)
    for row, x in enumerate(xs):
        for column, y in enumerate(ys):
            ours = [int(getattr(found, what)[row, column]) for what in CODES]
            assert counted(program, catalog, asked, x, y) == ours, (float(x), float(y))


@settings(deadline=None, max_examples=CASES, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(
    varied_texts(("p", "q")),
    st.deferred(lambda: generated_texts.catalogs(chip(), most_rows=4)),
    st.sampled_from(("not_claimed", "unknown")),
    st.sampled_from(((0, 20), (1, 5000), (4, 60))),
    st.sampled_from(((0, 20), (1, 5000), (4, 60))),
)
def test_planes_equal_brute_force(
    text: str, catalog: Catalog, reading: str, first: tuple[int, int], second: tuple[int, int]
) -> None:
    try:
        book = engine().compile(text)
    except redline.InputError:
        assume(False)  # what is added to itself, or has no effect, is refused
    asked = varied(book, {"p": first, "q": second})
    program = lower(chip(), [book], {"unlisted_formats": reading}, varied=["p", "q"])
    follower = PlaneFollower(program, (asked[0], asked[1]), catalog)

    agree(plane(program, (asked[0], asked[1]), catalog, grid=(4, 5)), program, catalog, asked)
    straight = np.delete(np.arange(len(catalog)), follower.slanted)
    catalog = catalog.take(straight)
    critical = plane(program, (asked[0], asked[1]), catalog)
    assume(critical.controlled.size <= 200)
    assert not critical.slanted
    agree(critical, program, catalog, asked)


def test_plane_of_the_catalog_equals_brute_force() -> None:
    catalog = engine().check(None, rules="us-2023").catalog
    book = engine().rulebook("us-2023")
    asked = varied(book, {"a_tpp": "1000..6000", "a_pd": "0..10"})
    program = lower(chip(), [book], {}, varied=["a_tpp", "a_pd"])

    found = engine().drafting.sweep("us-2023", {"a_tpp": "1000..6000", "a_pd": "0..10"}, grid=(6, 5))

    assert isinstance(found, redline.drafting.Plane)
    agree(found, program, catalog, asked)


def test_weights_add_up_as_the_kernel_has_it() -> None:
    result = engine().check(None, rules="us-2023")
    asked = varied(engine().rulebook("us-2023"), {"a_tpp": "1000..6000", "a_pd": "0..10"})
    program = lower(chip(), [engine().rulebook("us-2023")], {}, varied=["a_tpp", "a_pd"])
    bandwidths = result.catalog.columns["memory_bandwidth_gbs"]
    assert isinstance(bandwidths, NumberColumn)
    weights = np.where(bandwidths.low == bandwidths.high, bandwidths.low, 0.0)

    found = engine().drafting.sweep(
        "us-2023", {"a_tpp": "1000..6000", "a_pd": "0..10"}, grid=(6, 5), weight="memory_bandwidth_gbs"
    )

    assert isinstance(found, redline.drafting.Plane)
    assert len(found.weights.unweighted) == int((weights == 0).sum())
    for row, column in ((0, 0), (3, 2), (4, 1), (5, 4)):
        numbers = (found.across[row][0], found.down[column][0])
        codes = codes_at(program, result.catalog, asked, *numbers)
        for what, meant in CODES.items():
            total = getattr(found, what)[row, column]
            assert np.isclose(total, weights[np.isin(codes, meant)].sum(), rtol=1e-12)


def test_map_at_critical_numbers_holds_what_any_other_number_gives() -> None:
    asked = {"b_tpp": "2000..2800", "b_pd": "1.4..1.8"}
    found = engine().drafting.sweep("us-2023", asked)
    assert isinstance(found, redline.drafting.Plane)

    for x, y in (("2368", "1.6"), ("2400", "1.59"), ("2799", "1.77"), ("2048", "1.4")):
        row, column = (
            max(
                index
                for index, (number, beyond) in enumerate(points)
                if number + beyond * 0 <= Fraction(at) and not (beyond and number == Fraction(at))
            )
            for points, at in ((found.across, x), (found.down, y))
        )
        (one,) = (
            engine().drafting.sweep("us-2023", {"b_tpp": f"{x}..{x}", "b_pd": f"{y}..{y}"}, grid=(1, 1)),
        )
        assert isinstance(one, redline.drafting.Plane)
        assert one.controlled[0, 0] == found.controlled[row, column]
        assert one.undetermined[0, 0] == found.undetermined[row, column]


SLANTED = """rulebook slanted "Performance, density, and nothing between"
  effective 2024-01-01

parameter p = 1000 TOPS*bit
parameter q = 5 TOPS*bit/mm2

control C for chip
  controlled when TPP >= p and PD < q
"""


def test_items_of_which_only_a_ratio_is_known_are_named(tmp_path: Path) -> None:
    """Of a known area and an open performance one thing is sure: none of p or more has less than p / 100."""
    rules, catalog = tmp_path / "slanted.redline", tmp_path / "chips.csv"
    rules.write_text(SLANTED)
    catalog.write_text("name,die_area_mm2,transistor_architecture\nopen,100,finfet\n")

    def swept(grid: tuple[int, int] | None) -> redline.drafting.Plane:
        found = engine().drafting.sweep(
            str(rules),
            {"p": "100..5000", "q": "1..45"},
            grid=grid,
            catalog=str(catalog),
            readings={"unlisted_formats": "unknown"},
        )
        assert isinstance(found, redline.drafting.Plane)
        return found

    assert swept(None).slanted == ("open",)
    for grid in ((8, 15), (15, 8)):
        found = swept(grid)
        for row, (p, _) in enumerate(found.across):
            for column, (q, _) in enumerate(found.down):
                assert found.undetermined[row, column] == (p < 100 * q)
