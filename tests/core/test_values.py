"""Numbers are read exactly or not at all, and values say what is known of them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from redline.values import (
    NOT_APPLICABLE,
    UNKNOWN,
    Status,
    Value,
    decimal_text,
    json_number,
    known,
    number_remedy,
    number_text,
    parse_number,
    plain_numeral,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", Fraction(0)),
        ("5.92", Fraction(148, 25)),
        (".5", Fraction(1, 2)),
        ("007", Fraction(7)),
        ("1e3", Fraction(1000)),
        ("1E-3", Fraction(1, 1000)),
        ("2.5e+2", Fraction(250)),
        ("0.1000000000000000055511151231257827", Fraction("0.1000000000000000055511151231257827")),
        ("1e30", Fraction(10**30)),
        ("1e-30", Fraction(1, 10**30)),
        ("0e999", Fraction(0)),
    ],
)
def test_decimal_is_read_exactly(text: str, expected: Fraction) -> None:
    assert expected == parse_number(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            ".",
            "5.",
            "e5",
            "1e",
            "-1",
            "+1",
            " 1",
            "1 ",
            "1\n",
            "1_000",
            "1,000",
            "1,5",
            "1/2",
            "0x10",
        ),
        *("nan", "inf", "Infinity", "None", "true", "½", "١٢", "１２", "²", "1\u00a0000", "1\0"),  # noqa: RUF001 digits of other scripts
        *(
            "1.000000000000000000000000000001e30",
            "1e31",
            "1e-31",
            "1e999",
            "1e-999",
            "1e1000",
            "1e99999999999",
        ),
        *("9" * 61, "1." + "0" * 61, "9" * 10_000_000),
    ],
    ids=lambda text: repr(text)[:20],
)
def test_text_that_is_no_quantity(text: str) -> None:
    assert None is parse_number(text)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("0", "0"),
        ("826", "826"),
        ("5.92", "5.92"),
        ("1/3", "0.3333333333"),
        ("-3/2", "-1.5"),
        ("123456789012345.678", "123456789000000"),
        ("100000000000000000000", "1E+20"),
        ("1/1000000000000", "1E-12"),
    ],
)
def test_number_in_words(number: str, expected: str) -> None:
    assert expected == number_text(Fraction(number))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (known(5), "5"),
        (UNKNOWN, "unknown"),
        (NOT_APPLICABLE, "not applicable"),
        (Value(Fraction(780), Fraction(860)), "780..860"),
        (Value(Fraction(3), None), "at least 3"),
        (Value(Fraction(3), None, absent="maybe"), "at least 3, or not applicable"),
    ],
)
def test_value_in_words(value: Value, expected: str) -> None:
    assert expected == str(value)


@pytest.mark.parametrize(("number", "expected"), [("4992", "4992"), ("1/4", "0.25"), ("1/3", repr(1 / 3))])
def test_number_in_json(number: str, expected: str) -> None:
    assert expected == repr(json_number(Fraction(number)))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (known(3), True),
        (UNKNOWN, False),
        (NOT_APPLICABLE, False),
        (Value(Fraction(1), Fraction(2)), False),
        (Value(Fraction(1), Fraction(1), absent="maybe"), False),
    ],
)
def test_value_that_is_known(value: Value, expected: bool) -> None:
    assert expected is value.is_known


@pytest.mark.parametrize(
    ("truth", "expected"), [(True, "controlled"), (False, "not_controlled"), (None, "undetermined")]
)
def test_status_of_an_answer(truth: bool | None, expected: str) -> None:
    assert expected == Status.of(truth).word


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("4,000", "4000"),
        ("1,234,567.5", "1234567.5"),
        ("4\u00a0000", "4000"),
        ("4\u2009000", "4000"),
        ("4'000", "4000"),
        ("\uff14\uff10\uff10\uff10", "4000"),
        ("+312", "312"),
        ("1,5", "1.5"),
        ("1_000", "1000"),
        ("1,00,000", None),
        ("1 2", None),
        ("12 34", None),
        ("1,234 567", None),
        ("4e", None),
    ],
)
def test_number_of_another_form_is_written_plainly_where_it_is_clear(text: str, plain: str | None) -> None:
    assert plain == plain_numeral(text)


def test_remedy_writes_the_number() -> None:
    assert "write `1000`; it is in nm" == number_remedy("1,000", "it is in nm")
    assert "write `1000 um`; it is in nm" == number_remedy("1,000 um", "it is in nm")
    assert "it is in nm" == number_remedy("much", "it is in nm")


def test_decimals_end_or_are_none() -> None:
    assert ["0.5", "12", "0.125", None] == [
        decimal_text(Fraction(n, d)) for n, d in ((1, 2), (12, 1), (1, 8), (1, 3))
    ]
