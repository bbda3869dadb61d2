"""Whatever the bytes, reading ends in a catalog or in findings; whatever the decimal, it is exact."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import example, given
from hypothesis import strategies as st

from redline import InputError
from redline.catalog import NumberColumn
from redline.values import LARGEST, SMALLEST, known
from tests.support.accelerators import CHIP, read

DECIMALS = st.from_regex(r"[0-9]{1,25}(\.[0-9]{1,25})?([eE][+-]?[0-9]{1,2})?", fullmatch=True)
HEADER = ["name", "dies", *(fact.name for fact in CHIP.all_facts())]
CELLS = st.one_of(
    st.text('0123456789.,-+eE?x@;"\n\r truefalsn', max_size=12),
    st.sampled_from(["", "312", "780..860", "2x724@6", "2023-05", "yes", "finfet", "-", "nan", "1e999"]),
)


@given(st.lists(DECIMALS, min_size=1, max_size=20))
@example(["0.1", "9007199254740993", "1e5", "100000"])
def test_decimals_are_exactly_what_they_say(texts: list[str]) -> None:
    within = [text for text in texts if Fraction(text) == 0 or SMALLEST <= Fraction(text) <= LARGEST]
    rows = "".join(f"{row},{text}\n" for row, text in enumerate(within))
    column = read(f"name,fp16_tflops\n{rows}").columns["fp16_tflops"]

    assert isinstance(column, NumberColumn)
    assert [known(Fraction(text)) for text in within] == [column.value(row) for row in range(len(within))]


@given(st.binary(max_size=200))
def test_any_bytes_end_in_a_catalog_or_in_findings(data: bytes) -> None:
    assert settles(b"name,fp16_tflops,dies\n" + data)
    assert settles(data)


@given(st.lists(st.sampled_from(HEADER), max_size=5), st.lists(st.lists(CELLS, max_size=5), max_size=6))
def test_any_cells_end_in_a_catalog_or_in_findings(header: list[str], rows: list[list[str]]) -> None:
    assert settles("\n".join(",".join(cells) for cells in [header, *rows]).encode())


def settles(data: bytes) -> bool:
    """Whether reading ends well, or with findings that can be shown."""
    try:
        catalog = read(data)
    except InputError as error:
        return str(error).count("error: ") >= 1
    return len([catalog.item(row) for row in range(len(catalog))]) == len(catalog)
