"""Hypothesis strategies for rule texts over the vocabulary of chips, with real units, and for catalogs.

Every quantity has units of its sort, written in many ways, so that the front end converts; thresholds and
facts come from the same few numbers, so that values exactly on a line are common.
"""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from redline.catalog import Catalog, CategoryColumn, Column, NumberColumn, PartsColumn, YesNoColumn
from redline.model import Collection, Fact, ItemKind

UNITS = {
    "performance": ("TOPS*bit", "POPS*bit", "GOPS*bit", "TOPS*byte", "bit*TFLOPS"),
    "rate": ("TOPS", "TFLOPS", "POPS", "MOPS"),
    "area": ("mm2", "cm2", "um2", "mm*cm"),
    "density": ("TOPS*bit/mm2", "POPS*bit/cm2", "GOPS*byte/mm2", "TOPS*bit/mm/cm"),
    "transfer": ("GB/s", "TB/s", "Gbit/s", "MB/ms"),
    "node": ("nm", "um", "mm"),
}
FACTS = {
    "rate": ("fp16_tflops", "int8_tops", "tf32_tflops"),
    "area": ("die_area_mm2",),
    "transfer": ("io_bandwidth_gbs", "interconnect_bandwidth_gbs", "memory_bandwidth_gbs"),
    "node": ("process_node_nm",),
}
NUMBERS = (
    "0.0016",
    "0.1",
    "1.6",
    "3.2",
    "4",
    "5.92",
    "7",
    "16",
    "20",
    "59.2",
    "100.9",
    "597.328",
    "1600",
    "4800",
)
"""Thresholds and facts; 597.328 / 100.9 is 5.92, which floats do not find."""

READ = (*FACTS["rate"], *FACTS["area"], *FACTS["transfer"], *FACTS["node"])
"""Number facts that catalogs state."""

sorts = st.sampled_from(sorted(UNITS))


# --- expressions, by the sort of quantity that they are -----------------------------------------


@st.composite
def quantities(draw: st.DrawFn, sort: str, depth: int) -> str:
    """Write a quantity of a sort; parentheses go around all but names and numbers."""
    choices = [*FACTS.get(sort, ()), *_MADE.get(sort, ())]
    if depth:
        choices += ["sum", "extremum", *(("quotient", "product") if sort in _PRODUCTS else ())]
    choice = draw(st.sampled_from([*choices, "number"] if choices else ["number"]))
    if choice == "number":
        return f"{draw(st.sampled_from(NUMBERS))} {draw(st.sampled_from(UNITS[sort]))}"
    if choice == "sum":
        left = draw(quantities(sort, depth - 1))
        # The language refuses what is added to itself.
        return f"({left} + {draw(quantities(sort, 0).filter(lambda right: right not in left))})"
    if choice == "extremum":
        word = draw(st.sampled_from(("largest", "smallest")))
        return f"({word} of ({draw(quantities(sort, depth - 1))}, {draw(quantities(sort, depth - 1))}))"
    if choice in {"quotient", "product"}:
        left, sign, right = draw(st.sampled_from(_PRODUCTS[sort]))
        return f"({_operand(draw, left, depth)} {sign} {_operand(draw, right, depth)})"
    return choice


def _operand(draw: st.DrawFn, sort: str, depth: int) -> str:
    """Write what is multiplied or divided; no area is a constant, which could scale a count of operations."""
    if sort == "area":
        return draw(st.sampled_from((*FACTS["area"], *_MADE["area"])))
    return draw(quantities(sort, depth - 1)) if sort in UNITS else sort


_MADE = {
    "performance": (
        "TPP",
        "(largest of throughput : rate * bits)",
        "(smallest of throughput where bits <= 16 bit : rate * bits)",
        "(sum of throughput where bits > 8 bit : bits * rate)",
    ),
    "rate": ("(largest of throughput : rate)", "(sum of throughput where bits < 1 byte : rate)"),
    "area": (
        "applicable_die_area",
        "(sum of dies : area_mm2)",
        "(largest of dies where node_nm < 0.02 um : area_mm2)",
        "(sum of dies where area_mm2 >= 1 cm2 : area_mm2)",
    ),
    "density": ("PD",),
    "transfer": ("total_io",),
    "node": ("(smallest of dies : node_nm)",),
}
_PRODUCTS = {
    "performance": (("rate", "*", "16 bit"), ("density", "*", "area"), ("1 byte", "*", "rate")),
    "density": (("performance", "/", "area"),),
    "transfer": (("transfer", "/", "3 count"),),
}


# --- conditions and rulebooks -------------------------------------------------------------------


@st.composite
def comparisons(draw: st.DrawFn) -> str:
    """Compare two quantities of one sort; most often one is a number of the law."""
    sort = draw(sorts)
    left = draw(quantities(sort, 2))
    number = f"{draw(st.sampled_from(NUMBERS))} {draw(st.sampled_from(UNITS[sort]))}"
    right = draw(st.one_of(st.just(number), st.just(number), quantities(sort, 1)))
    return f"{left} {draw(st.sampled_from(('>=', '>', '<=', '<')))} {right}"


words = st.sampled_from(
    (
        "designed_or_marketed_for_datacenter",
        "transistor_architecture is planar",
        "transistor_architecture is not one of planar, finfet",
        "(any of dies where node_nm < 0.016 um and area_mm2 > 1 cm2)",
        "(any of dies where area_mm2 / 2 count >= 2.96 mm2)",
        "(count of dies where node_nm <= 16 nm) >= 2 count",
        'unstated "the number of dies"',
        'unstated "the day"',
    )
)
conditions = st.recursive(
    st.one_of(comparisons(), comparisons(), comparisons(), words),
    lambda inner: st.one_of(
        inner.map("not ({})".format),
        st.lists(inner, min_size=2, max_size=3).map(
            lambda found: " and ".join(f"({each})" for each in found)
        ),
        st.lists(inner, min_size=2, max_size=3).map(lambda found: " or ".join(f"({each})" for each in found)),
    ),
    max_leaves=4,
)


@st.composite
def rule_texts(draw: st.DrawFn) -> str:
    """Write a rulebook of two controls, one of which may yield to the other, and perhaps a note."""
    yields = draw(st.sampled_from(("", "  yields to C1\n")))
    text = (
        'rulebook drawn "Drawn"\n  effective 2023-11-17\n\n'
        f'control C1 for chip "first"\n  controlled when any of\n'
        f"    (1) {draw(conditions)}\n    (2) {draw(conditions)}\n\n"
        f'control C2 for chip "second"\n{yields}  controlled when {draw(conditions)}\n'
    )
    if draw(st.booleans()):
        text += f'\nexclusion "Note" from C1\n  excluded when {draw(conditions)}\n'
    return text


# --- catalogs -----------------------------------------------------------------------------------


@st.composite
def catalogs(draw: st.DrawFn, kind: ItemKind, most_rows: int = 6) -> Catalog:
    """Draw chips with blanks, ranges and values on the line; some columns are left out."""
    rows = draw(st.integers(1, most_rows))
    columns: dict[str, Column] = {}
    bearing = {name for name, _ in kind.transaction.bearing}  # is said with a destination only
    for fact in kind.all_facts():
        if fact.name in bearing:
            continue
        if fact.name in READ and draw(st.integers(0, 3)):
            columns[fact.name] = draw(_numbers(fact, rows))
        elif fact.type == "yes/no":
            codes = draw(st.lists(st.sampled_from((-1, 0, 1)), min_size=rows, max_size=rows))
            columns[fact.name] = YesNoColumn(np.array(codes, np.int8))
        elif fact.type == "category":
            codes = draw(st.lists(st.integers(-1, len(fact.categories) - 1), min_size=rows, max_size=rows))
            columns[fact.name] = CategoryColumn(np.array(codes, np.int16))
    for collection in kind.collections:
        if draw(st.booleans()):
            columns[collection.name] = draw(_parts(collection, rows))
    return Catalog(kind, [f"row {row + 1}" for row in range(rows)], columns)


@st.composite
def _numbers(draw: st.DrawFn, fact: Fact, rows: int) -> NumberColumn:
    texts = st.sampled_from(NUMBERS if fact.positive else ("0", *NUMBERS))
    cell = st.one_of(
        st.none(), texts.map(float), texts.map(float), st.tuples(texts.map(float), texts.map(float))
    )
    cells = [draw(cell) for _ in range(rows)]
    low = np.array([_end(each, 0) for each in cells], np.float64)
    high = np.array([_end(each, 1) for each in cells], np.float64)
    return NumberColumn(low, high if any(isinstance(each, tuple) for each in cells) else low)


def _end(cell: float | tuple[float, float] | None, end: int) -> float:
    if cell is None:
        return float("nan")
    return sorted(cell)[end] if isinstance(cell, tuple) else cell


@st.composite
def _parts(draw: st.DrawFn, collection: Collection, rows: int) -> PartsColumn:
    counts = draw(st.lists(st.sampled_from((None, 1, 1, 2, 3)), min_size=rows, max_size=rows))
    offsets = np.cumsum([0, *(count or 0 for count in counts)]).astype(np.int64)
    facts = {fact.name: draw(_numbers(fact, int(offsets[-1]))) for fact in collection.facts}
    return PartsColumn(offsets, np.array([count is not None for count in counts], np.bool_), facts)
