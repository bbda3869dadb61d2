"""Write the rules of both rulebooks by hand in NumPy, with two truth values: unknown is "no"."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.columns import AREA, BITS, DATACENTER, IO, LINKS, Floats, by_bits

Statuses = tuple[NDArray[np.uint8], NDArray[np.uint8]]


def first_written(columns: Mapping[str, Floats]) -> Statuses:
    """Whole arrays, one expression after the other."""
    tpp = np.full(len(columns[AREA]), np.nan)
    for name, bits in BITS.items():
        tpp = np.fmax(tpp, columns[name] * bits)
    pd = tpp / columns[AREA]
    total_io = np.where(np.isnan(columns[IO]), columns[LINKS], columns[IO])
    a = (tpp >= 4800) | ((tpp >= 1600) & (pd >= 5.92))
    b1 = (tpp >= 2400) & (tpp < 4800) & (pd >= 1.6) & (pd < 5.92)
    b2 = (tpp >= 1600) & (pd >= 3.2) & (pd < 5.92)
    excluded = (columns[DATACENTER] == 0) & (tpp < 4800)
    us_2022 = (total_io >= 600) & (tpp >= 4800)
    us_2023 = (a | b1 | b2) & ~excluded
    return us_2022.astype(np.uint8), us_2023.astype(np.uint8)


def blocked(columns: Mapping[str, Floats], threads: int = 1) -> Statuses:
    """Block by block, into buffers that stay in the cache, with as few passes as we know of."""
    rows = len(columns[AREA])
    block = 32_768 if threads == 1 else 131_072
    out = np.empty(rows, np.bool_), np.empty(rows, np.bool_)
    starts = range(0, rows, block)
    shares = [starts[index::threads] for index in range(threads)]
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda share: _blocks(columns, out, share, block), shares))
    return out[0].view(np.uint8), out[1].view(np.uint8)


def _blocks(columns: Mapping[str, Floats], out: tuple[Any, Any], starts: range, block: int) -> None:
    floats = [np.empty(block) for _ in range(3)]
    bits = [np.empty(block, np.bool_) for _ in range(6)]
    for start in starts:
        stop = min(start + block, len(out[0]))
        rows = slice(start, stop)
        here = {name: values[rows] for name, values in columns.items()}
        buffers = [each[: stop - start] for each in (*floats, *bits)]
        with np.errstate(invalid="ignore", divide="ignore"):
            _block(here, out[0][rows], out[1][rows], *buffers)


def _block(  # noqa: PLR0917 two outputs and the buffers, each by its name
    here: Mapping[str, Floats],
    us_2022: Any,
    us_2023: Any,
    tpp: Any,
    scaled: Any,
    pd: Any,
    over: Any,
    dense: Any,
    dense_pd: Any,
    limb: Any,
    second: Any,
    marketed: Any,
) -> None:
    target = tpp
    for bits, names in by_bits().items():
        values = here[names[0]]
        if len(names) > 1:
            values = np.fmax(values, here[names[1]], out=target)
        np.multiply(values, bits, out=target)
        if target is scaled:
            np.fmax(tpp, scaled, out=tpp)
        target = scaled
    np.divide(tpp, here[AREA], out=pd)
    np.fmin(here[IO], here[LINKS], out=scaled)  # links where there is no total
    np.fmax(here[IO], scaled, out=scaled)
    np.greater_equal(tpp, 4800, out=over)
    np.greater_equal(scaled, 600, out=us_2022)
    np.bitwise_and(us_2022, over, out=us_2022)
    np.greater_equal(tpp, 1600, out=dense)
    np.greater_equal(pd, 3.2, out=dense_pd)
    np.bitwise_and(dense, dense_pd, out=dense)  # a.2 and b.2 together: 3.2 is below 5.92
    np.greater_equal(tpp, 2400, out=limb)
    np.greater_equal(pd, 1.6, out=second)
    np.bitwise_and(limb, second, out=limb)  # b.1, whose upper bounds a.1 and a.2 take over
    np.bitwise_or(dense, limb, out=limb)
    np.not_equal(here[DATACENTER], 0, out=marketed)
    np.bitwise_and(limb, marketed, out=limb)
    np.bitwise_or(limb, over, out=us_2023)
