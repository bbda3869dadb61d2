"""A mapping file turns a foreign catalog into ours."""

from __future__ import annotations

from fractions import Fraction

import pytest

from redline.diagnostics import InputError
from redline.values import known
from tests.support.accelerators import read

FOREIGN = """\
Model,Tensor (FLOP/s),Vector (FLOP/s),Die (cm2),Server part,Process,Colour,Note
A100,312e12,78e12,8.26,Y,FinFET,red,x
V100,-,31.4e12,n/a,N,,blue,x
"""

MAPPING = """\
name = "Model"
ignore = ["Colour", "Note"]
unknown = ["n/a"]

[columns]
"Tensor (FLOP/s)" = { fact = ["fp16_tflops", "bf16_tflops"], unit = "FLOPS" }
"Die (cm2)" = { fact = "die_area_mm2", unit = "cm2" }
"Server part" = { fact = "designed_or_marketed_for_datacenter", words = { Y = "yes", N = "no" } }
Process = { fact = "transistor_architecture", words = { FinFET = "finfet" } }
"Vector (FLOP/s)" = { fact = "fp32_vector_tflops", unit = "FLOPS" }

[constants]
process_node_nm = 7.10
dies = "1x?@7"
"""


def test_numbers_are_converted_exactly() -> None:
    numbers = read(FOREIGN, mapping=MAPPING).item(0).numbers

    assert {
        "fp16_tflops": known(312),
        "bf16_tflops": known(312),
        "fp32_vector_tflops": known(78),
        "die_area_mm2": known(826),
        "process_node_nm": known(Fraction("7.1")),
    } == dict(numbers)


def test_words_are_translated() -> None:
    assert {"designed_or_marketed_for_datacenter": True, "transistor_architecture": "finfet"} == dict(
        read(FOREIGN, mapping=MAPPING).item(0).words
    )


def test_texts_that_mean_unknown_are_blank_and_dash_is_none_at_all() -> None:
    numbers = read(FOREIGN, mapping=MAPPING).item(1).numbers

    assert (None, known(0)) == (numbers.get("die_area_mm2"), numbers["fp16_tflops"])


def test_ignored_columns_give_no_warning() -> None:
    assert () == read(FOREIGN, mapping=MAPPING).warnings


def test_other_columns_give_a_warning() -> None:
    warnings = read(FOREIGN, mapping=MAPPING.replace('"Colour", ', "")).warnings

    assert ["not facts of a chip, and not used: `Colour`"] == [warning.message for warning in warnings]


def test_constants_hold_for_every_item() -> None:
    catalog = read(FOREIGN, mapping=MAPPING)

    assert [({"node_nm": known(7)},)] * 2 == [catalog.item(row).parts["dies"] for row in range(2)]


@pytest.mark.parametrize(
    ("constant", "words"),
    [
        ("die_area_mm2 = " + "9" * 5000, "the mapping file is not TOML: exceeds the limit"),
        ("die_area_mm2 = 0x" + "F" * 5000, "constant `die_area_mm2` is beyond any quantity"),
        ('dies = "10000x1@1"', "`dies` has more than 20,000,000 parts in all rows"),
    ],
    ids=["digits", "hexadecimal", "parts"],
)
def test_constant_beyond_all_measure_is_a_clear_error(constant: str, words: str) -> None:
    rows = "".join(f"c{row},1\n" for row in range(2001))
    with pytest.raises(InputError) as caught:
        read("name,fp16_tflops\n" + rows, mapping=f"[constants]\n{constant}\n")

    assert words in str(caught.value)


def test_of_two_columns_for_one_fact_the_first_that_is_not_blank_counts() -> None:
    catalog = read(
        "name,matrix,vector\nA,312,78\nB,,31\nC,0.3333333333333333333333,1\n",
        mapping='[columns]\nmatrix = { fact = "fp16_tflops", unit = "TOPS" }\n'
        'vector = { fact = "fp16_tflops", unit = "TFLOPS" }\n',
    )

    assert [known(312), known(31), known(Fraction("0.3333333333333333333333"))] == [
        catalog.item(row).number("fp16_tflops") for row in range(3)
    ]


def test_number_that_no_float_says_is_kept_exactly_when_converted() -> None:
    catalog = read(
        "name,area\nA,8.26000000000000000001\n",
        mapping='[columns]\narea = { fact = "die_area_mm2", unit = "cm2" }\n',
    )

    assert known(Fraction("826.000000000000000001")) == catalog.item(0).number("die_area_mm2")
