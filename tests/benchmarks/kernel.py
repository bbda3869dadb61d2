"""Time the kernel beside plain NumPy, Polars and DuckDB on generated rows, both US rulebooks.

    python -m tests.benchmarks.kernel --rows 10000000

Each number of threads has a process of its own, since Polars fixes its threads when it is imported.
Within it all methods are called in turn, round after round, and the best time of each counts. Before
that, every answer is compared with the kernel's. With ``--clock cpu`` the time is what the process had of
its processors: on a machine that others use too, one thread is then measured as if alone.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from attrs import frozen

import redline
from redline.values import Status
from tests.benchmarks import two_valued
from tests.benchmarks.columns import Floats, generate

BOOKS = ("us-2022", "us-2023")
OURS = "Redline, full semantics"
CAUTIOUS = "Redline, `unlisted_formats = unknown`"
OWN = "our rule in NumPy, by hand, in blocks"
READ = "reading the columns"
CLOCKS: dict[str, Callable[[], float]] = {"wall": time.perf_counter, "cpu": time.process_time}


@frozen
class Method:
    """``run`` is timed; ``answers`` makes two arrays of what it returns, None where there is none.

    ``in_numpy`` says whether all it allocates is NumPy's.
    """

    name: str
    run: Callable[[], Any]
    answers: Callable[[Any], tuple[Any, Any]] | None
    in_numpy: bool = True


def methods(columns: Mapping[str, Floats], threads: int) -> list[Method]:
    """Return everything that is timed, with its data in its own form."""
    from tests.benchmarks import engines

    engine = redline.load()
    kernel = engine.kernel(BOOKS, threads=threads)
    cautious = engine.kernel(BOOKS, threads=threads, readings={"unlisted_formats": "unknown"})
    first, tuned = engines.polars_first_written(columns), engines.polars_tuned(columns)
    duck, tuned_duck = (
        make(columns, threads) for make in (engines.duckdb_first_written, engines.duckdb_tuned)
    )
    return [
        Method(READ, lambda: read(columns, threads), None),
        Method(OURS, lambda: kernel(columns), lambda found: (found[BOOKS[0]], found[BOOKS[1]])),
        Method(CAUTIOUS, lambda: cautious(columns), None),
        Method(OWN, lambda: two_valued.blocked(columns, threads), tuple),
        Method("NumPy, first written", lambda: two_valued.first_written(columns), tuple),
        Method("Polars, first written", first, engines.as_arrays, in_numpy=False),
        Method("Polars, tuned", tuned, engines.as_arrays, in_numpy=False),
        Method("DuckDB, first written", duck, engines.as_arrays, in_numpy=False),
        Method("DuckDB, tuned", tuned_duck, engines.as_arrays, in_numpy=False),
    ]


def read(columns: Mapping[str, Floats], threads: int) -> None:
    """Read every value once, as fast as NumPy can."""
    with ThreadPoolExecutor(threads) as pool:
        shares = [each for values in columns.values() for each in np.array_split(values, threads)]
        list(pool.map(np.add.reduce, shares))


def compare(columns: Mapping[str, Floats], timed: list[Method]) -> None:
    """Raise where a method is wrong on a row without unknowns, or where our answer is settled."""
    ours = next(method for method in timed if method.name == OURS)
    assert ours.answers is not None
    expected = ours.answers(ours.run())
    for method in timed:
        if method.answers is None or method is ours:
            continue
        for book, ours_, theirs in zip(BOOKS, expected, method.answers(method.run()), strict=True):
            settled = ours_ != Status.UNDETERMINED
            wrong = np.count_nonzero((ours_ != theirs) & settled)
            say(f"{method.name}, {book}: {wrong} of {np.count_nonzero(settled)} settled rows differ")
            complete = ~np.any([np.isnan(values) for values in columns.values()], axis=0)
            if np.any((ours_ != theirs) & complete):
                raise SystemExit(f"{method.name} is wrong on rows without unknowns of {book}")


def peak(method: Method) -> int:
    """Return how many bytes a call holds at most, its answer included; NumPy tells of its arrays."""
    tracemalloc.start()
    method.run()
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return held


def say(text: str) -> None:
    """Tell on standard error how things go."""
    sys.stderr.write(f"{text}\n")


def measure(
    rows: int, threads: int, rounds: int, clock: Callable[[], float]
) -> dict[str, tuple[float, float | None]]:
    """Return nanoseconds and bytes a row for each method."""
    columns = generate(rows)
    timed = methods(columns, threads)
    compare(columns, timed)
    best = {method.name: float("inf") for method in timed}
    for _ in range(rounds):
        for method in timed:
            start = clock()
            method.run()
            best[method.name] = min(best[method.name], clock() - start)
    held = {method.name: peak(method) / rows for method in timed if method.in_numpy}
    return {name: (seconds / rows * 1e9, held.get(name)) for name, seconds in best.items()}


def table(found: Mapping[int, Mapping[str, tuple[float, float | None]]]) -> str:
    """Return a Markdown table of all figures."""
    counts = list(found)
    heads = [f"ns a row, {count} thread{'s' * (count > 1)}" for count in counts]
    lines = [
        f"| what | {' | '.join(heads)} | bytes a row it holds |",
        "|---" + "|---:" * (len(counts) + 1) + "|",
    ]
    for name in found[counts[0]]:
        times = " | ".join(f"{found[count][name][0]:.1f}" for count in counts)
        held = found[counts[0]][name][1]
        lines.append(f"| {name} | {times} | {'' if held is None else f'{held:.1f}'} |")
    return "\n".join(lines)


def main() -> None:
    """Run the benchmark for one thread and for as many as there are processors."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--rows", type=int, default=10_000_000)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--threads", type=int, nargs="+", default=sorted({1, os.cpu_count() or 1}))
    options.add_argument("--clock", choices=CLOCKS, default="wall")
    options.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.child:
        json.dump(measure(given.rows, given.threads[0], given.rounds, CLOCKS[given.clock]), sys.stdout)
        return
    found = {}
    for count in given.threads:
        command = [sys.executable, "-m", "tests.benchmarks.kernel", "--child", "--threads", str(count)]
        command += ["--rows", str(given.rows), "--rounds", str(given.rounds), "--clock", given.clock]
        environment = {**os.environ, "POLARS_MAX_THREADS": str(count)}
        child = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
        found[count] = json.loads(child.stdout)
    sys.stdout.write(f"{table(found)}\n")


if __name__ == "__main__":
    main()
