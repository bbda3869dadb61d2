"""Generate the facts of chips as columns, the same ones for every run."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BITS = {
    "fp64_tflops": 64,
    "fp64_vector_tflops": 64,
    "fp32_tflops": 32,
    "fp32_vector_tflops": 32,
    "tf32_tflops": 19,
    "fp16_tflops": 16,
    "bf16_tflops": 16,
    "fp8_tflops": 8,
    "int8_tops": 8,
    "fp6_tflops": 6,
    "fp4_tflops": 4,
    "int4_tops": 4,
}
AREA, IO, LINKS = "die_area_mm2", "io_bandwidth_gbs", "interconnect_bandwidth_gbs"
DATACENTER = "designed_or_marketed_for_datacenter"
UNKNOWN = 0.2
"""Share of each column that is blank."""


def generate(rows: int, seed: int = 2023) -> dict[str, Floats]:
    """Return columns with NaN for unknown; performance lies around the thresholds of both rulebooks."""
    random = np.random.default_rng(seed)
    performance = random.lognormal(np.log(2400), 1, rows)
    columns = {name: performance / bits * random.uniform(0.3, 1, rows) for name, bits in BITS.items()}
    columns[AREA] = random.uniform(80, 1600, rows)
    columns[IO] = random.uniform(0, 1200, rows)
    columns[LINKS] = random.uniform(0, 900, rows)
    columns[DATACENTER] = random.integers(0, 2, rows).astype(np.float64)
    for values in columns.values():
        values[random.random(rows, np.float32) < UNKNOWN] = np.nan
    return columns


def by_bits() -> dict[int, list[str]]:
    """Return the operation formats of each bit length."""
    return {bits: [name for name in BITS if BITS[name] == bits] for bits in sorted(set(BITS.values()))}
