"""What the table of cells decides, and what it leaves to the exact search: each row as completion has it."""

from __future__ import annotations

from functools import cache

import pytest

import redline
from redline.exact.completion import Completions
from redline.kernel import Kernel
from redline.program.lower import lower
from redline.values import Status

NO, YES, OPEN = (int(each) for each in (Status.NOT_CONTROLLED, Status.CONTROLLED, Status.UNDETERMINED))
TPP, PD = "TPP >= 4800 TOPS*bit", "PD >= 5.92 TOPS*bit/mm2"
RATE, AREA, MEMORY, IO = "fp16_tflops", "die_area_mm2", "memory_bandwidth_gbs", "io_bandwidth_gbs"
LATTICE = " or ".join(
    f"({RATE} >= {cut} TOPS and int8_tops < {cut} TOPS and {MEMORY} >= {cut} GB/s)" for cut in range(1, 60, 2)
)
AROUND = f"({MEMORY} >= 6 GB/s and {IO} >= 3 GB/s)"

CASES: dict[str, tuple[str, dict[str, list[str]], list[int], int]] = {
    # Two quantities grow with one unknown: both at their lowest and both at their highest are reached.
    "tied, and both grow": (f"{TPP} and {PD}", {RATE: ["", "100..200"], AREA: ["800", "800"]}, [OPEN, NO], 0),
    "tied, one of them denied": (f"{TPP} and not ({PD})", {RATE: [""], AREA: ["800"]}, [NO], 1),
    "tied, one of them denied, and reached": (
        f"not ({TPP}) and {PD}",
        {RATE: [""], AREA: ["100"]},
        [OPEN],
        1,
    ),
    # With an unknown of its own a quantity takes every value, whatever the other one does.
    "an unknown of its own": (f"not ({TPP}) or not ({PD})", {RATE: [""], AREA: [""]}, [OPEN], 0),
    "tied, and one grows": (
        f"{MEMORY} / {AREA} >= 5 GB/s/mm2 and {AREA} >= 100 mm2",
        {MEMORY: ["", "1000", "400"], AREA: ["", "50..100", ""]},
        [OPEN, OPEN, NO],
        1,
    ),
    "tied, and a window that only the exact search sees": (
        f"{MEMORY} / {AREA} >= 5 GB/s/mm2 and {AREA} >= 199 mm2",
        {MEMORY: ["1000", "995", "994.9999"], AREA: ["", "", ""]},
        [OPEN, OPEN, NO],
        3,
    ),
    "the smallest of two with weights": (
        f"(smallest of ({RATE} * 2 bit, int8_tops * 3 bit, int4_tops * 1 bit)) >= 6 TOPS*bit",
        {RATE: ["3", "3", "", "2.9"], "int8_tops": ["2", "1.9", "2", "9"], "int4_tops": ["6", "9", "5", ""]},
        [YES, NO, NO, NO],
        0,
    ),
    # A product by 3 rounds: 0.1 * 3 is a little more than 0.3 as a float, and 0.3 as it is written.
    "a product that rounds": (
        f"{RATE} * 3 bit > 0.3 TOPS*bit or int8_tops * 3 bit < 0.9 TOPS*bit",
        {RATE: ["0.1", "0.1000000000000001", "0"], "int8_tops": ["0.3", "0.3", "0.2999999999999999"]},
        [NO, YES, YES],
        0,
    ),
    "the largest of products that round": (
        f"(largest of ({RATE} * 3 bit, int8_tops * 3 bit)) > 0.3 TOPS*bit",
        {RATE: ["0.1", "0.1000000000000001"], "int8_tops": ["0.1", "0.1"]},
        [NO, YES],
        0,
    ),
    # A fact that has no column may be anything.
    "the largest with a fact that is not there": (
        f"(largest of ({MEMORY}, {IO})) >= 600 GB/s",
        {MEMORY: ["5", "700"]},
        [OPEN, YES],
        0,
    ),
    "the smallest with a fact that is not there": (
        f"(smallest of ({MEMORY}, {IO})) >= 600 GB/s",
        {MEMORY: ["5", "700"]},
        [NO, OPEN],
        0,
    ),
    # What is divided by zero does not apply, and meets not even a line at zero.
    "zero, of a quotient": (
        f"{MEMORY} / {IO} >= 0 count",
        {MEMORY: ["5", "5", "5", ""], IO: ["5", "0", "", "5"]},
        [YES, NO, OPEN, YES],
        3,
    ),
    "a number before the quantity": (
        f"20 GB/s <= {MEMORY} and 40 GB/s > {MEMORY}",
        {MEMORY: ["20", "19", "40", "", "25..30", "39..40"]},
        [YES, NO, NO, OPEN, YES, OPEN],
        0,
    ),
    # Two unknowns meet in one point: a sum of 100 with at most 60 and at most 40 is 60 and 40.
    "a corner that is reached": (
        f"{MEMORY} + {IO} >= 100 GB/s and {MEMORY} <= 60 GB/s and {IO} <= 40 GB/s",
        {MEMORY: ["", "60", "59.9"], IO: ["", "", ""]},
        [OPEN, OPEN, NO],
        3,
    ),
    "a corner that is not reached": (
        f"{MEMORY} + {IO} >= 100 GB/s and {MEMORY} <= 60 GB/s and {IO} < 40 GB/s",
        {MEMORY: ["", "10..60"], IO: ["", "30..50"]},
        [NO, NO],
        2,
    ),
    "a corner of a product": (
        f"{MEMORY} * {AREA} >= 2400 GB/s*mm2 and {MEMORY} <= 60 GB/s and {AREA} <= 40 mm2",
        {MEMORY: ["", "1..60", ""], AREA: ["", "", "39.9"]},
        [OPEN, OPEN, NO],
        3,
    ),
    "all around a corner": (
        f"{MEMORY} + {IO} < 9 GB/s or {MEMORY} > 6 GB/s or {IO} > 3 GB/s or {AROUND}",
        {MEMORY: ["", "6"], IO: ["", ""]},
        [YES, YES],
        2,
    ),
    "tied by a sum": (
        f"{MEMORY} < 4800 GB/s and {MEMORY} + {IO} >= 5000 GB/s",
        {MEMORY: ["", "", ""], IO: ["10", "300", ""]},
        [NO, OPEN, OPEN],
        3,
    ),
    "a sum and its larger term": (
        f"{MEMORY} >= 4800 GB/s and {MEMORY} + {IO} >= 5000 GB/s",
        {MEMORY: ["", "4900"], IO: ["10", ""]},
        [OPEN, OPEN],
        0,
    ),
    "not tied": (
        f"{MEMORY} >= 9 GB/s and {AREA} >= 9 mm2",
        {MEMORY: ["", "9", "8"], AREA: [""] * 3},
        [2, 2, 0],
        0,
    ),
    # Words of one fact exclude each other; of one word alone both answers are reached.
    "a word": ("memory_type is HBM2", {"memory_type": ["", "HBM2", "HBM3"]}, [OPEN, YES, NO], 0),
    "two words": (
        "memory_type is HBM2 or memory_type is HBM3",
        {"memory_type": ["", "HBM2", "GDDR6"]},
        [OPEN, YES, NO],
        1,
    ),
    "a word and not it": (
        "memory_type is HBM2 or not memory_type is HBM2",
        {"memory_type": ["", "HBM2", "HBM3"]},
        [YES, YES, YES],
        0,
    ),
    # Ranges lie in some cells; what holds in all of them holds.
    "bands": (
        f"({MEMORY} >= 100 GB/s and {MEMORY} < 200 GB/s) or {MEMORY} >= 150 GB/s",
        {MEMORY: ["", "120..180", "100..199", "1..100", "100..200", "1..99"]},
        [OPEN, YES, YES, OPEN, YES, NO],
        0,
    ),
    "above and below": (f"{MEMORY} >= 9 GB/s or {MEMORY} < 20 GB/s", {MEMORY: ["", "1..99"]}, [YES, YES], 0),
    # Planes do not say whether zero itself is reached, nor is a product with zero a range.
    "zero": (f"{MEMORY} > 0 GB/s", {MEMORY: ["", "0..1", "5"]}, [OPEN, OPEN, YES], 2),
    "zero times an unknown": (
        f"{RATE} * {MEMORY} >= 100 TOPS*GB/s or {MEMORY} >= 7 GB/s",
        {RATE: ["0", "", "3", "1..5"], MEMORY: ["", "0", "", "5..6"]},
        [OPEN, NO, OPEN, NO],
        2,
    ),
    # More combinations than are tried at once.
    "a lattice": (LATTICE, {RATE: [""], "int8_tops": [""], MEMORY: [""]}, [OPEN], 1),
}
DIES = [
    "1x100@7",
    "1x100@20",
    "1x100@?",
    "",
    "2x60@7;1x300@28",
    "1x?@7",
    "1x50@7;1x?@28",
    "1x50@7;1x60@?",
    "1x50..150@7",
]
NEW = "dies where node_nm < 16 nm"
CASES |= {
    condition: (condition, {"dies": DIES}, expected, left)
    for condition, expected, left in [
        (f"any of {NEW}", [1, 0, 2, 2, 1, 1, 1, 1, 1], 2),
        (f"not any of {NEW}", [0, 1, 2, 2, 0, 0, 0, 0, 0], 2),
        (f"(sum of {NEW} : area_mm2) >= 100 mm2", [1, 0, 2, 2, 1, 2, 0, 2, 2], 4),
        (f"(count of {NEW}) >= 2 count", [0, 0, 0, 2, 1, 0, 0, 2, 0], 2),
        (f"(largest of {NEW} : area_mm2) >= 60 mm2", [1, 0, 2, 2, 1, 2, 0, 2, 2], 4),
        (f"(smallest of {NEW} : area_mm2) >= 60 mm2", [1, 0, 2, 2, 1, 2, 0, 0, 2], 4),
        ("(smallest of dies : area_mm2) < 60 mm2", [0, 0, 0, 2, 0, 2, 1, 1, 2], 3),
        ("(sum of dies : area_mm2) >= 100 mm2", [1, 1, 1, 2, 1, 2, 2, 1, 2], 3),
    ]
}


@cache
def engine() -> redline.Engine:
    return redline.load()


@pytest.mark.parametrize("many", [1, 10**9], ids=["all rows by cells", "open rows by cells"])
@pytest.mark.parametrize(("condition", "columns", "expected", "left"), CASES.values(), ids=CASES)
def test_rows_are_decided_by_cells_or_left_to_the_search(
    condition: str, columns: dict[str, list[str]], expected: list[int], left: int, many: int
) -> None:
    head = 'rulebook own "Own"\n  effective 2026-01-01\n\ncontrol C for chip "it"\n'
    book = engine().compile(f"{head}  controlled when {condition}\n")
    rows = len(next(iter(columns.values())))
    catalog = engine().catalog({"name": [str(row) for row in range(rows)], **columns}, rules=book)
    over = lower(catalog.kind, [book], {})
    target = over.rulebooks[0].status
    run = Kernel(over, many=many).run(catalog)
    completed = [Completions(over, catalog.item(row)).answer(target) for row in range(rows)]

    assert expected == [int(Status.of(truth)) for truth in completed]
    assert (expected, left) == (run.status["own"].tolist(), run.completed)


@pytest.mark.parametrize(
    ("weight", "rate", "looked_at_twice"), [(2, "0.15", 0), (3, "0.1", 1), (1, "0.3", 0)]
)
def test_product_that_does_not_round_needs_no_second_look(
    weight: int, rate: str, looked_at_twice: int
) -> None:
    head = 'rulebook own "Own"\n  effective 2026-01-01\n\ncontrol C for chip "it"\n'
    book = engine().compile(f"{head}  controlled when {RATE} * {weight} bit >= 0.3 TOPS*bit\n")
    catalog = engine().catalog({"name": ["a", "b"], RATE: [rate, "7"]}, rules=book)
    run = Kernel(lower(catalog.kind, [book], {})).run(catalog)

    assert ([YES, YES], looked_at_twice) == (run.status["own"].tolist(), run.rechecked)
