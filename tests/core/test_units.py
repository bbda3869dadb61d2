"""Units are read, multiplied and converted exactly, and what does not match is refused."""

from __future__ import annotations

from fractions import Fraction

import pytest

from redline.units import ONE, UnknownUnitError, describe, parse_unit, spelled_unit, unit_names


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("cm2", "mm2", "100"),
        ("um2", "mm2", "1/1000000"),
        ("nm", "mm", "1/1000000"),
        ("byte", "bit", "8"),
        ("GB/s", "Gbit/s", "8"),
        ("GB/s", "MB/ms", "1"),
        ("TB/s", "GB/s", "1000"),
        ("TOPS", "TFLOPS", "1"),
        ("POPS*bit", "TOPS*bit", "1000"),
        ("TOPS*bit/mm2", "TOPS*bit/cm2", "100"),
        ("TOPS*bit/mm/mm", "TOPS*bit/mm2", "1"),
        ("TOPS", "operation/s", "1000000000000"),
        ("TMACS*operation/mac", "TOPS", "1"),
        ("day", "hour", "24"),
        ("count", "1", "1"),
        ("percent", "count", "1/100"),
        ("wafer/h", "wafer/min", "1/60"),
        ("mJ/cm2", "J/m2", "10"),
        ("mA", "uA", "1000"),
        ("MeV", "keV", "1000"),
        ("Torr", "Pa", "20265/152"),
        ("1/s", "1/ms", "1/1000"),
    ],
)
def test_conversion(left: str, right: str, expected: str) -> None:
    assert Fraction(expected) == parse_unit(left).conversion_to(parse_unit(right))


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("TOPS", "GB/s", "`TOPS` does not convert to `GB/s`"),
        ("TOPS", "TMACS", "`TOPS` does not convert to `TMACS`"),
        ("mm", "mm2", "`mm` does not convert to `mm2`"),
        ("WT", "TOPS", "`WT` does not convert to `TOPS`"),
        ("degC", "K", "`degC` does not convert to `K`"),
        ("atom/cm3", "g/cm3", "`atom/cm3` does not convert to `g/cm3`"),
    ],
)
def test_units_of_different_sorts_do_not_convert(left: str, right: str, expected: str) -> None:
    with pytest.raises(ValueError, match="does not convert") as caught:
        parse_unit(left).conversion_to(parse_unit(right))

    assert expected == str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "a unit is missing"),
        ("*mm", "`*mm` is not a unit"),
        ("mm*", "`mm*` is not a unit"),
        ("mm**s", "`mm**s` is not a unit"),
        ("mm s", "`mm s` is not a unit"),
        ("2mm", "`2mm` is not a unit"),
        ("mm^2", "`mm^2` is not a unit"),
        ("TOP", "unknown unit `TOP`"),
        ("mm/tops", "unknown unit `tops`"),
        ("m" * 100_000, f"unknown unit `{'m' * 100_000}`"),
    ],
    ids=lambda text: text[:20],
)
def test_text_that_is_no_unit(text: str, expected: str) -> None:
    with pytest.raises(ValueError, match="unit") as caught:
        parse_unit(text)

    assert expected == str(caught.value)


def test_near_unit_is_offered() -> None:
    with pytest.raises(UnknownUnitError) as caught:
        parse_unit("Tops")

    assert ("Tops", "TOPS") == (caught.value.name, caught.value.suggestion)


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("TOPS*bit/mm2", "bit*operation/(m^2*s)"),
        ("mm3", "m^3"),
        ("1/s", "1/s"),
        ("count", "a bare number"),
    ],
)
def test_dimensions_in_words(unit: str, expected: str) -> None:
    assert expected == describe(parse_unit(unit).dimensions)


def test_every_named_unit_is_read_as_itself() -> None:
    assert unit_names() == [str(parse_unit(name)) for name in unit_names()]


@pytest.mark.parametrize("name", unit_names())
def test_unit_divided_by_itself_is_one(name: str) -> None:
    unit = parse_unit(name)

    assert ONE == unit / unit


def test_spelling_does_not_tell_units_apart() -> None:
    assert parse_unit("TOPS*bit") == parse_unit("bit*TFLOPS")


@pytest.mark.parametrize(
    ("spelled", "unit"),
    [
        ("Gbps", "Gbit/s"),
        ("GBps", "GB/s"),
        ("Gb/s", "Gbit/s"),
        ("TB / s", "TB/s"),
        ("GB per second", "GB/s"),
        ("GB/sec", "GB/s"),
        ("mm\u00b2", "mm2"),
        ("cm^2", "cm2"),
        ("sq mm", "mm2"),
        ("TFLOP/s", "TFLOPS"),
        ("TFLOPs", "TFLOPS"),
        ("tops", "TOPS"),
        ("PFLOP", "PFLOPS"),
        ("\u00b5m", "um"),
        ("watts", "W"),
        ("KB", "kB"),
    ],
)
def test_unit_of_data_sheets_is_told(spelled: str, unit: str) -> None:
    assert parse_unit(unit) == spelled_unit(spelled)


@pytest.mark.parametrize("spelled", ["gb/s", "gbps", "MJ", "Mm", "mb", "parsec", "", "TFLOPS (dense)", "4"])
def test_unit_that_is_none_or_may_be_two_is_not_guessed(spelled: str) -> None:
    assert spelled_unit(spelled) is None


def test_unknown_unit_suggests_what_data_sheets_mean() -> None:
    assert "Gbit/s" == UnknownUnitError("Gbps").suggestion
