"""A presumption holds until something overcomes it: it puts an item into a control by itself."""

from __future__ import annotations

from functools import cache

import pytest

import redline

TEXT = """rulebook own "Own"
  effective 2026-01-01

control A for chip "fast chips"
  controlled when TPP >= 4800 TOPS*bit

control B for chip "chips with fast memory"
  controlled when memory_bandwidth_gbs >= 4000 GB/s

presumption "Logic" of A
  presumed when process_node_nm <= 16 nm
  overcome when quantity <= 10
  overcome when attested_by is approved_designer
"""


@cache
def engine() -> redline.Engine:
    return redline.load()


@pytest.mark.parametrize(
    ("facts", "transaction", "controls", "presumed"),
    [
        ({"fp16_tflops": "1", "process_node_nm": "5"}, {"quantity": "11"}, ("A",), ("Logic",)),
        ({"fp16_tflops": "1", "process_node_nm": "5"}, {"quantity": "10"}, (), ()),
        (
            {"fp16_tflops": "1", "process_node_nm": "5"},
            {"quantity": "11", "attested_by": "approved_designer"},
            (),
            (),
        ),
        ({"fp16_tflops": "1", "process_node_nm": "28"}, {"quantity": "11"}, (), ()),
        ({"fp16_tflops": "300", "process_node_nm": "28"}, {"quantity": "10"}, ("A",), ()),
        ({"fp16_tflops": "300", "process_node_nm": "5"}, {"quantity": "11"}, ("A",), ("Logic",)),
    ],
)
def test_what_is_presumed_is_controlled_unless_it_is_overcome(
    facts: dict[str, str], transaction: dict[str, str], controls: tuple[str, ...], presumed: tuple[str, ...]
) -> None:
    book = engine().compile(TEXT)
    facts = {**facts, "memory_bandwidth_gbs": "1"}
    one = engine().determine(facts, book, to="DE", transaction=transaction)
    checked = engine().check(
        {"name": ["a"], **{k: [v] for k, v in facts.items()}}, book, to="DE", transaction=transaction
    )

    assert (controls, presumed) == (one.controls, one.presumed_by)
    assert int(bool(controls)) == checked.status[0, 0]


def test_what_may_be_presumed_is_open() -> None:
    facts = {"fp16_tflops": "1", "memory_bandwidth_gbs": "1"}
    one = engine().determine(facts, engine().compile(TEXT), to="DE", transaction={"quantity": "11"})

    assert ("undetermined", ("A",), ("process_node_nm",)) == (one.status, one.possible_controls, one.missing)


def test_what_is_only_presumed_is_named_by_its_control() -> None:
    facts = {"fp16_tflops": "1", "process_node_nm": "5", "memory_bandwidth_gbs": "1"}
    one = engine().determine(facts, engine().compile(TEXT), to="DE", transaction={"quantity": "11"})

    assert (("A",), ()) == (one.grounds, one.limbs)
