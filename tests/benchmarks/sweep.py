"""Time exact sweeps beside one evaluation, brute force and plain NumPy, on generated rows under us-2023.

    python -m tests.benchmarks.sweep --rows 10000 1000000 10000000

Brute force is one evaluation for each number, or pair of numbers; a few are timed and the rest extrapolated.
Plain NumPy is the rule by hand, two-valued, for its own shape only: ranks, a two-dimensional histogram and
running sums. Before anything is timed, the counts are compared: with plain NumPy on rows without unknowns,
and with the kernel at some pairs of numbers.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

import redline
from redline.catalog import Catalog, Column, NumberColumn, YesNoColumn
from redline.curves.specialize import fixed, specialized
from redline.curves.status_curves import Follower
from redline.curves.sweep_range import varied
from redline.drafting.plane import Plane, plane
from redline.drafting.sweep import Sweep, curve
from redline.kernel import Kernel
from redline.program import Program
from redline.program.lower import lower
from redline.values import Status
from tests.benchmarks.columns import AREA, BITS, DATACENTER, Floats, generate

RANGES = {"a_tpp": (1000, 6000), "a_pd": (1, 10)}
GRID = (1000, 100)
PLACES = ((0, 0), (400, 50), (999, 99), (700, 20))
"""Places of the grid at which the kernel is asked too."""


@frozen
class Timed:
    """Seconds that each way takes on so many rows; brute force for one pair of numbers."""

    rows: int
    known: bool
    evaluation: float
    steps: int
    curve: float
    grid: float
    brute: float
    by_hand: float


class Bench:
    """The rule with two numbers left open, over generated rows."""

    def __init__(self, rows: int, *, known: bool) -> None:
        engine = redline.load()
        self.columns = generate(rows)
        if known:
            for values in self.columns.values():
                np.nan_to_num(values, copy=False, nan=1.0)
        self.kind = next(kind for kind in engine.vocabulary.kinds if kind.name == "chip")
        self.book = engine.rulebook("us-2023")
        self.asked = varied(self.book, RANGES)
        names: Any = range(rows)
        self.catalog = Catalog(self.kind, names, _typed(self.columns))

    def program(self, *parameters: str) -> Program:
        """Return the rule with some parameters left open."""
        return lower(self.kind, [self.book], {}, varied=parameters)

    def curve(self) -> Sweep:
        """Follow all rows along the first number."""
        one = self.asked[0]
        follower = Follower(self.program("a_tpp"), one.fact, self.catalog)
        return curve(self.book.id, one, follower, self.catalog, None)

    def grid(self) -> Plane:
        """Count all rows at all pairs of numbers."""
        program = self.program(*RANGES)
        return plane(program, (self.asked[0], self.asked[1]), self.catalog, grid=GRID)

    def at(self, x: Fraction, y: Fraction) -> Callable[[], int]:
        """Return what counts rows at one pair of numbers by the kernel."""
        program = self.program(*RANGES)
        numbers = zip(self.asked, (x, y), strict=True)
        there = {ref: at for one, number in numbers for ref, at in fixed(program, one.fact, number).items()}
        written_out, (roots,) = specialized(program, program.roots(), [there])
        kernel = Kernel(written_out, roots)

        def count() -> int:
            (status,) = kernel.run(self.catalog).status.values()
            return int(np.count_nonzero(status == Status.CONTROLLED))

        return count

    def by_hand(self) -> NDArray[np.int64]:
        """Count all rows at all pairs of numbers by hand."""
        ends = [RANGES[name] for name in RANGES]
        xs, ys = (np.linspace(*pair, count) for pair, count in zip(ends, GRID, strict=True))
        return by_hand(self.columns, xs, ys)


def _typed(columns: Mapping[str, Floats]) -> dict[str, Column]:
    found: dict[str, Column] = {name: NumberColumn(values, values) for name, values in columns.items()}
    marketed = columns[DATACENTER]
    codes = np.where(np.isnan(marketed), -1, np.nan_to_num(marketed)).astype(np.int8)
    return {**found, DATACENTER: YesNoColumn(codes)}


def by_hand(columns: Mapping[str, Floats], xs: Floats, ys: Floats) -> NDArray[np.int64]:
    """Count controlled rows at each of ``xs`` for ``a_tpp`` and of ``ys`` for ``a_pd``; unknown is "no"."""
    tpp = np.zeros(len(columns[AREA]))
    for name, bits in BITS.items():
        np.fmax(tpp, columns[name] * bits, out=tpp)
    pd = np.nan_to_num(tpp / columns[AREA])
    marketed = columns[DATACENTER] != 0
    dense = (tpp >= 1600) & marketed
    low = dense & ((pd >= 3.2) | ((tpp >= 2400) & (pd >= 1.6)))
    # At or over a_tpp all is controlled; under it, over a_pd what is dense, and under a_pd the second tier.
    kinds = dense.astype(np.int64) + low
    ranks = [np.searchsorted(numbers, values, side="right") for numbers, values in ((xs, tpp), (ys, pd))]
    width, height = len(xs) + 1, len(ys) + 1
    table = np.bincount((kinds * width + ranks[0]) * height + ranks[1], minlength=3 * width * height)
    nothing, only_dense, both_tiers = table.reshape(3, width, height).cumsum(1).cumsum(2)
    every = nothing + only_dense + both_tiers
    counts: NDArray[np.int64] = every[-1, -1] - every[:-1, -1:]
    for kind, under in ((only_dense, False), (both_tiers, True)):
        counts = counts + kind[:-1, -1:] - (0 if under else kind[:-1, :-1])
    return counts


# --- measuring ----------------------------------------------------------------------------------


def compare(bench: Bench, found: Plane, *, known: bool) -> None:
    """Raise where counts differ."""
    for row, column in PLACES:
        count = bench.at(found.across[row][0], found.down[column][0])()
        if count != found.controlled[row, column]:
            raise SystemExit(f"the kernel counts {count}, the sweep {found.controlled[row, column]}")
    if known:
        differ = int(np.count_nonzero(bench.by_hand() != found.controlled))
        say(f"by hand {differ} of {found.controlled.size} counts differ")
        if differ:  # floats that lie on a number of the grid
            most = int(np.abs(bench.by_hand() - found.controlled).max())
            say(f"by {most} at most")


def measure(rows: int, rounds: int, *, known: bool) -> Timed:
    """Time all ways on so many rows."""
    bench = Bench(rows, known=known)
    compare(bench, bench.grid(), known=known)
    kernel = Kernel(bench.program())
    return Timed(
        rows,
        known,
        best(lambda: kernel.run(bench.catalog), rounds),
        len(bench.curve()),
        best(bench.curve, rounds),
        best(bench.grid, rounds),
        best(bench.at(Fraction(4001), Fraction(5)), rounds),
        best(bench.by_hand, rounds),
    )


def best(run: Callable[[], Any], rounds: int) -> float:
    """Return the seconds of the best of several runs; a first one is not counted."""
    run()
    times = []
    for _ in range(rounds):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return min(times)


def say(text: str) -> None:
    """Tell on standard error how things go."""
    sys.stderr.write(f"{text}\n")


def table(found: Sequence[Timed]) -> str:
    """Return a Markdown table of all figures."""
    heads = "| items | unknown | one evaluation | curve | steps | to one evaluation | to brute force | grid"
    heads += " | to one evaluation | to brute force | NumPy by hand | to it |"
    lines = [heads, "|---:|---|" + "---:|" * 10]
    for one in found:
        pairs = GRID[0] * GRID[1]
        cells = (
            f"{one.rows:,}",
            "none" if one.known else "one in five",
            f"{one.evaluation * 1e3:.2f} ms",
            f"{one.curve * 1e3:.0f} ms",
            f"{one.steps:,}",
            f"{one.curve / one.evaluation:.0f}",
            f"1/{one.steps * one.brute / one.curve:,.0f}",
            f"{one.grid * 1e3:.0f} ms",
            f"{one.grid / one.evaluation:.0f}",
            f"1/{pairs * one.brute / one.grid:,.0f}",
            f"{one.by_hand * 1e3:.0f} ms",
            f"{one.grid / one.by_hand:.1f}",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    """Run the benchmark."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--rows", type=int, nargs="+", default=[10_000, 1_000_000, 10_000_000])
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--unknown", choices=("none", "some", "both"), default="both")
    given = options.parse_args()
    kinds = {"none": (True,), "some": (False,), "both": (True, False)}[given.unknown]
    found = []
    for known in kinds:
        for rows in given.rows:
            found.append(measure(rows, given.rounds, known=known))
            say(table(found[-1:]).splitlines()[-1])
    sys.stdout.write(f"{table(found)}\n")


if __name__ == "__main__":
    main()
