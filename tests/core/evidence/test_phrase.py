"""Conditions and quantities in words."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from redline import model
from redline.evidence.phrase import condition_text, expression_text, quantity_text, value_text
from redline.units import DATE, ONE, Unit, parse_unit
from redline.values import NOT_APPLICABLE, UNKNOWN, Value, known
from tests.support import chips

MM2 = parse_unit("mm2")
AREA = model.FactRef(chips.AREA)
DIES = model.Collection("dies", (chips.AREA,), "COUNTxdie_area_mm2")
BIG = model.Comparison(">", AREA, model.Quantity(Fraction(100), MM2))
MARKETED = model.Holds(chips.MARKETED)


@pytest.mark.parametrize(
    ("number", "unit", "expected"),
    [
        (Fraction(826), MM2, "826 mm2"),
        (Fraction(1, 3), MM2, "0.333333 mm2"),
        (Fraction(3), ONE, "3"),
        (Fraction(3), parse_unit("count"), "3"),
        (Fraction(dt.date(2024, 6, 1).toordinal()), DATE, "2024-06-01"),
    ],
)
def test_quantity(number: Fraction, unit: Unit, expected: str) -> None:
    assert expected == quantity_text(number, unit, 6)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (known(5), "5 mm2"),
        (UNKNOWN, "unknown"),
        (NOT_APPLICABLE, "not applicable"),
        (Value(Fraction(5), None), "at least 5 mm2"),
        (Value(Fraction(5), Fraction(6)), "5..6 mm2"),
        (Value(Fraction(5), Fraction(6), absent="maybe"), "5..6 mm2, or not applicable"),
    ],
)
def test_value(value: Value, expected: str) -> None:
    assert expected == value_text(value, MM2)


DAY = Fraction(dt.date(2024, 6, 1).toordinal())


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (known(DAY), "2024-06-01"),
        (UNKNOWN, "unknown"),
        (Value(Fraction(0), None, low_open=True), "unknown"),
        (Value(DAY, DAY + 29), "2024-06-01..2024-06-30"),
        (Value(DAY, None), "2024-06-01 or later"),
        (Value(Fraction(0), DAY), "2024-06-01 or earlier"),
        (Value(DAY, Fraction(10**9)), "2024-06-01..after 9999-12-31"),
        (Value(DAY, None, absent="maybe"), "2024-06-01 or later, or not applicable"),
    ],
)
def test_date(value: Value, expected: str) -> None:
    assert expected == value_text(value, DATE)


def test_day_that_no_calendar_has() -> None:
    assert "before 0001-01-01" == quantity_text(Fraction(0), DATE)


def arithmetic(operator: str, left: model.Expression, right: model.Expression) -> model.Arithmetic:
    return model.Arithmetic(operator, left, right, MM2)  # type: ignore[arg-type]  # one of the three signs


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (chips.HIGH, "4800 TOPS*bit (high)"),
        (arithmetic("+", AREA, AREA), "die_area_mm2 + die_area_mm2"),
        (arithmetic("*", arithmetic("+", AREA, AREA), AREA), "(die_area_mm2 + die_area_mm2) * die_area_mm2"),
        (model.Extremum("smallest", (AREA, AREA), MM2), "smallest of die_area_mm2, die_area_mm2"),
        (chips.TPP.expression, "largest of throughput : rate * bits"),
        (model.Aggregate("count", DIES, None, BIG, ONE), "count of dies where die_area_mm2 > 100 mm2"),
        (model.FirstStated((AREA, model.AtLeast(AREA)), MM2), "die_area_mm2 otherwise at least die_area_mm2"),
        (
            chips.PD.expression,
            "TPP / (not applicable if transistor_architecture is planar assumed no otherwise die_area_mm2)",
        ),
    ],
)
def test_expression(expression: model.Expression, expected: str) -> None:
    assert expected == expression_text(expression)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (BIG, "die_area_mm2 > 100 mm2"),
        (model.Is(chips.TRANSISTOR, ("finfet", "planar")), "transistor_architecture is finfet or planar"),
        (model.Not(MARKETED), "not for_datacenter"),
        (model.Not(model.Any((MARKETED, BIG))), "not (for_datacenter or die_area_mm2 > 100 mm2)"),
        (
            model.All((model.Any((MARKETED, BIG)), BIG)),
            "(for_datacenter or die_area_mm2 > 100 mm2) and die_area_mm2 > 100 mm2",
        ),
        (model.AnyPart(DIES, BIG), "any of dies where die_area_mm2 > 100 mm2"),
        (model.Limb("A.1", MARKETED), "for_datacenter"),
        (model.Unstated("A.1", "the number"), 'unstated "the number"'),
        (model.InGroup(model.Fact("destination", "country"), frozenset({"CN"}), "D:5"), "destination in D:5"),
    ],
)
def test_condition(condition: model.Condition, expected: str) -> None:
    assert expected == condition_text(condition)
