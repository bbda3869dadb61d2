"""Conditions that stand by themselves: what they mean, their short form, and where errors point."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from functools import cache

import pytest

from redline import model
from redline.diagnostics import Diagnostic, InputError, Source
from redline.functions import Function
from redline.units import parse_unit
from redline_dsl import compile_condition, compile_vocabularies

WORDS = """
item chip "an integrated circuit"
  fact area_mm2 : mm2 above 0
  fact node_nm : nm above 0
  fact memory : one of HBM, GDDR or other
    HBM written "high bandwidth memory"
  fact seat : country
  fact marketed : yes/no
  fact released : date
  fact vendor : text
  collection dies written "COUNTxsize_mm2"
    fact size_mm2 : mm2

item server "a computer"
  collection chips of chip written "COUNTxNAME"

metric twice : mm2 for chip "area of two"
  = area_mm2 + 1 mm2

country group NEAR "the neighbours" = NL + DE
"""


@cache
def vocabulary() -> model.Vocabulary:
    return compile_vocabularies([Source("words", WORDS)], list[Function]())


def compiled(text: str, kind: str = "chip") -> model.Condition:
    (one,) = (each for each in vocabulary().kinds if each.name == kind)
    return compile_condition(Source("where", text), one, vocabulary())


def fact(name: str) -> model.Fact:
    (kind,) = (each for each in vocabulary().kinds if each.name == "chip")
    return {each.name: each for each in kind.facts}[name]


def findings(text: str, kind: str = "chip") -> list[Diagnostic]:
    with pytest.raises(InputError) as caught:
        compiled(text, kind)
    return list(caught.value.diagnostics)


def test_condition_is_an_expression_of_the_language() -> None:
    found = compiled("(area_mm2 >= 100 mm2 or not marketed) and memory is one of HBM, GDDR")

    area = model.Comparison(
        ">=", model.FactRef(fact("area_mm2")), model.Quantity(Fraction(100), parse_unit("mm2"))
    )
    either = model.Any((area, model.Not(model.Holds(fact("marketed")))))
    assert model.All((either, model.Is(fact("memory"), ("HBM", "GDDR")))) == found


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("area_mm2<=800", "area_mm2 <= 800 mm2"),
        ("0.0008 m2 >= area_mm2", "0.0008 m2 >= area_mm2"),
        ("800 >= area_mm2", "800 mm2 >= area_mm2"),
        ("twice>=800", "twice >= 800 mm2"),
        ("area_mm2=800", "area_mm2 >= 800 mm2 and area_mm2 <= 800 mm2"),
        (" area_mm2 = 8 cm2 ", "area_mm2 >= 8 cm2 and area_mm2 <= 8 cm2"),
        ("twice=800", "twice >= 800 mm2 and twice <= 800 mm2"),
        ("released=2024-01-31", "released >= 2024-01-31 and released <= 2024-01-31"),
        ("memory=HBM", "memory is HBM"),
        ("memory=hbm", "memory is HBM"),
        ("memory=High Bandwidth Memory", "memory is HBM"),
        ("memory=other", "memory is other"),
        ("memory is hbm", "memory is HBM"),
        ("marketed=yes", "marketed"),
        ("marketed = no", "not marketed"),
        ("seat=NL", "seat in NL"),
        ("any of dies where size_mm2 >= 400", "any of dies where size_mm2 >= 400 mm2"),
    ],
)
def test_short_form_means_the_long_one(short: str, long: str) -> None:
    assert compiled(long) == compiled(short)


def test_country_may_be_named() -> None:
    found = compiled("seat=the Netherlands")

    assert isinstance(found, model.InGroup)
    assert frozenset({"NL"}) == found.countries


def test_group_of_the_vocabulary_is_known() -> None:
    found = compiled("seat in NEAR - DE")

    assert isinstance(found, model.InGroup)
    assert frozenset({"NL"}) == found.countries


def test_day_is_the_number_of_that_day() -> None:
    found = compiled("released < 2024-02-01")

    assert isinstance(found, model.Comparison)
    assert isinstance(found.right, model.Quantity)
    assert dt.date(2024, 2, 1).toordinal() == found.right.value


@pytest.mark.parametrize(
    ("text", "at", "message", "remedy"),
    [
        ("area_mm >= 5", "area_mm", "unknown name `area_mm`", "did you mean `area_mm2`"),
        ("marketed and nod_nm < 5", "nod_nm", "unknown name `nod_nm`", "did you mean `node_nm`"),
        ("colour=red", "colour", "unknown name `colour`", "names here: "),
        ("memory is HMB", "HMB", "`memory` is never `HMB`", "did you mean `HBM`"),
        ("memory=HMB", "HMB", "`memory` is never `HMB`", "did you mean `HBM`"),
        ("marketed=true", "true", "`marketed` is never `true`", "`no`, `yes`"),
        ("seat=Oz", "Oz", "`Oz` is no country", ""),
        ("area_mm2", "area_mm2", "is a quantity, not a condition", "compare it with a limit in `mm2`"),
        ("area_mm2 >= 7 nm", "area_mm2 >= 7 nm", "cannot be compared", ""),
        ("released <= 2024", "released <= 2024", "cannot be compared", "write the whole day"),
        ("area_mm2 = 5 and node_nm = 7", "=", "`=` does not compare", "for words write `is`"),
        ("marketed or node_nm < 5 and area_mm2 > 3", "and", "`and` and `or` are mixed", "put parentheses"),
        ("vendor=Acme", "vendor", "`vendor` is a text", "texts are for people to read"),
        ("vendor is Acme", "vendor is Acme", "`vendor` is a text", "texts are for people to read"),
        ("dies=2", "dies", "`dies` is a collection of parts", "write `count of dies`"),
        ('unstated "why"', 'unstated "why"', "cannot be said of a choice of items", ""),
        ("or marketed", "or", "`or` cannot stand here", "a condition or a quantity"),
        ("(marketed", "(", "this parenthesis is not closed", "add `)`"),
    ],
)
def test_error_points_at_the_word(text: str, at: str, message: str, remedy: str) -> None:
    (found,) = findings(text)

    assert found.span is not None
    assert ("where", 1, at) == (found.span.source.name, found.span.line, found.span.text)
    assert message in found.message
    assert remedy in (found.help or "")


@pytest.mark.parametrize("text", ["", "  ", "# nothing", "marketed\nnode_nm < 5"])
def test_condition_is_one_line(text: str) -> None:
    (found,) = findings(text)

    assert found.message in ("the condition is empty", "the condition has several lines")
    assert "such as" in (found.help or "")


def test_errors_in_several_words_are_found_together() -> None:
    assert ["foo", "bar"] == [each.span.text for each in findings("foo > 5 and bar > 6") if each.span]


def test_no_rulebook_has_a_control_here() -> None:
    (found,) = findings("any of chips is 3A090.a", "server")

    assert "no rulebook has a control `3A090.a` here" == found.message


def test_condition_too_deep_for_later_stages_is_refused() -> None:
    (found,) = findings("not " * 90 + "marketed")

    assert "this expression is too long or too deeply nested" == found.message
