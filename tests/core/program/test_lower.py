"""Rulebooks become one flat program: equal expressions are one node, units are converted, constants fold."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from redline import model, program
from redline.program import Program
from redline.program.lower import chosen_readings, lower
from redline.units import Unit, parse_unit
from tests.support import chips


def quantity(text: str, unit: str) -> model.Quantity:
    return model.Quantity(Fraction(text), parse_unit(unit))


def book(condition: model.Condition, id_: str = "book", **more: Any) -> model.Rulebook:
    control = model.Control("C", chips.CHIP, "", condition)
    return chips.rulebook(id_, controls=(control,), exclusions=(), **more)


def lowered(condition: model.Condition) -> Program:
    return lower(chips.CHIP, [book(condition)])


def lines(over: Program) -> list[str]:
    """Return the nodes as printed, without their positions and types."""
    return [line.split(" = ", 1)[1] for line in str(over).splitlines() if line.startswith("%")]


AREA = model.FactRef(chips.AREA)
BIG = model.Comparison(">=", AREA, quantity("300", "mm2"))
MARKETED = model.Holds(chips.MARKETED)
YES = model.Comparison(">=", quantity("2", "mm2"), quantity("1", "mm2"))
NO = model.Not(YES)

TIERS = """\
program over chip
%0 : TOPS = FactValue fp16_tflops
%1 : bit = Constant 16
%2 : bit*operation/s = Product %0 %1
%3 : TOPS = FactValue fp4_tflops
%4 : bit = Constant 4
%5 : bit*operation/s = Product %3 %4
%6 : TOPS*bit = Claimed largest %2 %5 %0 %3
%7 : TOPS*bit = Constant 4800
%8 : yes/no = Compare >= %6 %7
%9 : TOPS*bit = Constant 1600
%10 : yes/no = Compare >= %6 %9
%11 : mm2 = FactValue die_area_mm2
%12 : yes/no = Is planar transistor_architecture
%13 : mm2 = NotApplicableWhen assumed %12 %11
%14 : bit*operation/(m^2*s) = Quotient %6 %13
%15 : TOPS*bit/mm2 = Constant 148/25
%16 : yes/no = Compare >= %14 %15
%17 : yes/no = All %10 %16
%18 : yes/no = Any %8 %17
%19 : TOPS*bit = Constant 2400
%20 : yes/no = Compare >= %6 %19
%21 : yes/no = Holds for_datacenter
%22 : yes/no = Not %21
%23 : yes/no = Compare < %6 %7
%24 : yes/no = All %22 %23
%25 : yes/no = Not %24
%26 : yes/no = All %18 %25
%27 : yes/no = Not %26
%28 : yes/no = All %20 %25 %27
%29 : yes/no = Any %26 %28
tiers: status %29
  A: met %18, applies %26
    A.1: %8
    A.2: %17
  B: met %20, applies %28
    B.1: %20
  excluded by Note 2: %24"""


def test_program_of_two_tiers() -> None:
    assert TIERS == str(lower(chips.CHIP, [chips.rulebook()]))


def test_rulebooks_share_what_is_equal() -> None:
    alone = lower(chips.CHIP, [chips.rulebook()])

    both = lower(chips.CHIP, [chips.rulebook(), chips.rulebook("tiers again")])

    assert (alone.nodes, 2) == (both.nodes, len(both.rulebooks))


def test_order_of_rulebooks_decides_nothing() -> None:
    books = [book(BIG, "one"), book(MARKETED, "two"), chips.rulebook()]

    assert lower(chips.CHIP, books) == lower(chips.CHIP, books[::-1])


def test_nodes_refer_to_earlier_ones_only() -> None:
    over = lower(chips.CHIP, [chips.rulebook()])

    assert [] == [
        ref for ref, node in enumerate(over.nodes) if any(r >= ref for r in node.operation.arguments)
    ]


def test_controls_over_other_kinds_are_left_out() -> None:
    other = model.ItemKind("tool", "", ())
    both = chips.rulebook(controls=(chips.A, model.Control("T", other, "", MARKETED)), exclusions=())

    assert ["A"] == [control.id for control in lower(chips.CHIP, [both]).rulebooks[0].controls]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        # a threshold is turned into the unit of what is compared with it
        (
            model.Comparison(">=", AREA, quantity("3", "cm2")),
            ["FactValue die_area_mm2", "Constant 3", "Constant 300", "Compare >= %0 %2"],
        ),
        # so is a fact, by a factor
        (
            model.Comparison(">=", quantity("3", "cm2"), AREA),
            [
                "Constant 3",
                "FactValue die_area_mm2",
                "Constant 1/100",
                "Product %1 %2",
                "Compare >= %0 %3",
            ],
        ),
        # equal areas in different units are one node
        (
            model.Any((BIG, model.Comparison(">=", AREA, quantity("3", "cm2")))),
            ["FactValue die_area_mm2", "Constant 300", "Compare >= %0 %1", "Constant 3"],
        ),
        # constants fold
        (YES, ["Constant 2", "Constant 1", "Truth yes"]),
        (model.All((YES, MARKETED)), ["Constant 2", "Constant 1", "Truth yes", "Holds for_datacenter"]),
        (model.Not(model.Not(MARKETED)), ["Holds for_datacenter", "Not %0"]),
        # joins of one sort are one join, whatever their order
        (
            model.All((MARKETED, model.All((BIG, MARKETED)))),
            [
                "Holds for_datacenter",
                "FactValue die_area_mm2",
                "Constant 300",
                "Compare >= %1 %2",
                "All %0 %3",
            ],
        ),
    ],
)
def test_nodes_of_a_condition(condition: model.Condition, expected: list[str]) -> None:
    assert expected == lines(lowered(condition))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (model.Any((YES, MARKETED)), True),
        (model.All((NO, MARKETED)), False),
        (model.Any((NO, NO)), False),
    ],
)
def test_condition_that_is_settled_by_constants(condition: model.Condition, expected: bool) -> None:
    over = lowered(condition)

    assert program.Truth(expected) == over.nodes[over.rulebooks[0].status].operation


def test_rulebook_without_controls_tells_nothing() -> None:
    (output,) = (over := lower(chips.CHIP, [chips.rulebook(controls=(), exclusions=())])).rulebooks

    assert isinstance(over.nodes[output.status].operation, program.Unstated)
    assert not output.covered


def test_product_of_constants_folds_in_its_unit() -> None:
    unit = parse_unit("mm2")
    side = parse_unit("mm")
    square = model.Arithmetic("*", quantity("3", "mm"), model.Quantity(Fraction(4), side), unit)

    assert ["Constant 12"] == lines(lowered(model.Comparison(">=", AREA, square)))[3:4]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, {"unlisted_formats": "not_claimed"}),
        ({"unlisted_formats": "unknown"}, {"unlisted_formats": "unknown"}),
        ({"other": "x"}, {"unlisted_formats": "not_claimed"}),
    ],
)
def test_chosen_readings(given: dict[str, str] | None, expected: dict[str, str]) -> None:
    assert expected == chosen_readings(chips.CHIP, given)


def test_cautious_reading_takes_blanks_for_unknown() -> None:
    over = lower(chips.CHIP, [chips.rulebook()], {"unlisted_formats": "unknown"})

    assert "Extremum largest %2 %5" in lines(over)


@pytest.mark.parametrize(
    ("function", "expected"),
    [("largest", "Extremum largest %2 %5"), ("sum", "Sum %2 %5"), ("smallest", "Extremum smallest %2 %5")],
)
def test_aggregate_over_a_family_is_written_out(function: Any, expected: str) -> None:
    unit: Unit = chips.TPP_UNIT
    value = model.Arithmetic(
        "*", model.MemberValue(chips.RATES), model.MemberAttribute(chips.RATES, "bits", chips.BIT), unit
    )
    total = model.Aggregate(function, chips.RATES, value, None, unit)
    over = lower(
        chips.CHIP,
        [book(model.Comparison(">=", total, quantity("1", "TOPS*bit")))],
        {"unlisted_formats": "unknown"},
    )

    assert expected in lines(over)


def test_any_of_a_family_is_written_out() -> None:
    fast = model.Comparison(">=", model.MemberValue(chips.RATES), quantity("3", "TOPS"))

    over = lowered(model.AnyPart(chips.RATES, fast))

    assert ["Compare >= %0 %1", "Compare >= %3 %1", "Any %2 %4"] == [
        line for line in lines(over) if line.startswith(("Compare", "Any"))
    ]


def test_members_are_chosen_by_their_constants() -> None:
    narrow = model.Comparison(
        "<", model.MemberAttribute(chips.RATES, "bits", chips.BIT), quantity("1", "byte")
    )
    total = model.Aggregate("sum", chips.RATES, model.MemberValue(chips.RATES), narrow, chips.TOPS)
    over = lowered(model.Comparison(">=", total, quantity("1", "TOPS")))

    assert ["fp4_tflops"] == [fact.name for fact in over.facts()]


def test_controls_yield_in_order_of_precedence_wherever_they_stand() -> None:
    forwards = lower(chips.CHIP, [chips.rulebook(controls=(chips.A, chips.B))])
    backwards = lower(chips.CHIP, [chips.rulebook(controls=(chips.B, chips.A))])

    assert ["B", "A"] == [control.id for control in backwards.rulebooks[0].controls]
    assert len(forwards.nodes) == len(backwards.nodes)
