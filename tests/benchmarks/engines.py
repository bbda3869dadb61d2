"""Write the same two-valued rules for Polars and DuckDB: as one would at first, and tuned.

Both hold their columns in their own form; loading is not timed. In both NaN is larger than every
number, so unknown is null at first, and in the tuned form a number that no rule asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import duckdb
import numpy as np
import polars as pl

from tests.benchmarks.columns import AREA, BITS, DATACENTER, IO, LINKS, Floats, by_bits

Query = Callable[[], Any]


def _with_nulls(columns: Mapping[str, Floats]) -> pl.DataFrame:
    return pl.DataFrame(columns, nan_to_null=True).cast({DATACENTER: pl.Boolean})


def _without_nulls(columns: Mapping[str, Floats]) -> pl.DataFrame:
    """Store what never reaches a threshold; only the total of inputs and outputs must stay apart."""
    absent = dict.fromkeys(BITS, 0.0) | {AREA: float("inf"), IO: -1.0, LINKS: 0.0, DATACENTER: 1.0}
    filled = [pl.col(name).fill_nan(value) for name, value in absent.items()]
    return pl.DataFrame(columns).select(filled).cast({DATACENTER: pl.Boolean})


# --- Polars -------------------------------------------------------------------------------------


def polars_first_written(columns: Mapping[str, Floats]) -> Query:
    """One lazy query with nulls; ``collect`` as it comes."""
    frame = _with_nulls(columns)
    tpp, pd, total_io = pl.col("tpp"), pl.col("pd"), pl.col("total_io")
    a = (tpp >= 4800) | ((tpp >= 1600) & (pd >= 5.92))
    b1 = (tpp >= 2400) & (tpp < 4800) & (pd >= 1.6) & (pd < 5.92)
    b2 = (tpp >= 1600) & (pd >= 3.2) & (pd < 5.92)
    excluded = ~pl.col(DATACENTER) & (tpp < 4800)
    query = (
        frame.lazy()
        .with_columns(
            tpp=pl.max_horizontal(pl.col(name) * bits for name, bits in BITS.items()),
            total_io=pl.coalesce(IO, LINKS),
        )
        .with_columns(pd=tpp / pl.col(AREA))
        .select(
            us_2022=pl.when((total_io >= 600) & (tpp >= 4800)).then(1).otherwise(0).cast(pl.UInt8),
            us_2023=pl.when((a | b1 | b2) & ~excluded).then(1).otherwise(0).cast(pl.UInt8),
        )
    )
    return query.collect


def polars_tuned(columns: Mapping[str, Floats]) -> Query:
    """No nulls, one product for each bit length, fewest comparisons, the streaming engine."""
    frame = _without_nulls(columns)
    tpp, pd = pl.col("tpp"), pl.col("pd")
    over = tpp >= 4800
    limbs = ((tpp >= 1600) & (pd >= 3.2)) | ((tpp >= 2400) & (pd >= 1.6))
    total_io = (pl.col(IO) >= 600) | ((pl.col(IO) < 0) & (pl.col(LINKS) >= 600))
    largest = [pl.max_horizontal(names) * float(bits) for bits, names in by_bits().items()]
    query = (
        frame.lazy()
        .with_columns(tpp=pl.max_horizontal(largest))
        .with_columns(pd=tpp / pl.col(AREA))
        .select(us_2022=total_io & over, us_2023=over | (limbs & pl.col(DATACENTER)))
    )
    return lambda: query.collect(engine="streaming")


# --- DuckDB -------------------------------------------------------------------------------------


def _duckdb(given: pl.DataFrame, threads: int) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(f"set threads = {threads}")
    connection.register("given", given)
    connection.execute("create table items as select * from given")
    connection.unregister("given")
    return connection


def duckdb_first_written(columns: Mapping[str, Floats], threads: int) -> Query:
    """One SQL query with nulls and ``case``; the answer as NumPy arrays."""
    connection = _duckdb(_with_nulls(columns), threads)
    products = ", ".join(f"{name} * {bits}" for name, bits in BITS.items())
    text = f"""
        with metrics as (
            select *, greatest({products}) as tpp, coalesce({IO}, {LINKS}) as total_io from items
        ), densities as (
            select *, tpp / {AREA} as pd from metrics
        )
        select
            (case when total_io >= 600 and tpp >= 4800 then 1 else 0 end)::utinyint as us_2022,
            (case
                when not {DATACENTER} and tpp < 4800 then 0
                when tpp >= 4800 or (tpp >= 1600 and pd >= 5.92) then 1
                when tpp >= 2400 and tpp < 4800 and pd >= 1.6 and pd < 5.92 then 1
                when tpp >= 1600 and pd >= 3.2 and pd < 5.92 then 1
                else 0 end)::utinyint as us_2023
        from densities
    """  # noqa: S608 the names are ours
    return lambda: connection.execute(text).fetchnumpy()


def duckdb_tuned(columns: Mapping[str, Floats], threads: int) -> Query:
    """No nulls, one product for each bit length, no ``case``; the answer as an Arrow table."""
    connection = _duckdb(_without_nulls(columns), threads)
    products = ", ".join(
        f"{bits}::double * " + (f"greatest({', '.join(names)})" if len(names) > 1 else names[0])
        for bits, names in by_bits().items()
    )
    text = f"""
        with metrics as (select *, greatest({products}) as tpp from items),
        densities as (select *, tpp / {AREA} as pd from metrics)
        select
            tpp >= 4800::double
                and ({IO} >= 600::double or ({IO} < 0::double and {LINKS} >= 600::double)) as us_2022,
            tpp >= 4800::double or ({DATACENTER} and (
                (tpp >= 1600::double and pd >= 3.2::double) or (tpp >= 2400::double and pd >= 1.6::double)
            )) as us_2023
        from densities
    """  # noqa: S608 the names are ours
    return lambda: connection.sql(text).to_arrow_table()


def as_arrays(answer: Any) -> tuple[Any, Any]:
    """Return the answers of either engine as arrays."""
    return np.asarray(answer["us_2022"]).astype(np.uint8), np.asarray(answer["us_2023"]).astype(np.uint8)
