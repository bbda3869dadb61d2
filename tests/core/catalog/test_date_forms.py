"""Days are read exactly in whatever form names them without doubt; of every other form the remedy is said."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import numpy as np
import pytest

from redline import InputError
from redline.catalog import NumberColumn
from redline.catalog.input.cell import DAY, DateCell
from redline.catalog.input.from_python import read_columns
from redline.days import fault_of, span_of
from redline.model import Fact, ItemKind
from redline.query import Query, parse_date

RELEASED = Fact("release_date", "date")
CHIP = ItemKind("chip", "a chip", facts=(RELEASED,))


def day(year: int, month: int, number: int) -> tuple[dt.date, dt.date]:
    return (dt.date(year, month, number),) * 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022", (dt.date(2022, 1, 1), dt.date(2022, 12, 31))),
        ("2022.0", (dt.date(2022, 1, 1), dt.date(2022, 12, 31))),
        ("2024-02", (dt.date(2024, 2, 1), dt.date(2024, 2, 29))),
        ("Nov. 2024", (dt.date(2024, 11, 1), dt.date(2024, 11, 30))),
        ("November, 2024", (dt.date(2024, 11, 1), dt.date(2024, 11, 30))),
        ("sept 2024", (dt.date(2024, 9, 1), dt.date(2024, 9, 30))),
        ("2024 May", (dt.date(2024, 5, 1), dt.date(2024, 5, 31))),
        ("12 Nov 2024", day(2024, 11, 12)),
        ("12-NOV-2024", day(2024, 11, 12)),
        ("Nov 12, 2024", day(2024, 11, 12)),
        ("November 1st 2024", day(2024, 11, 1)),
        ("2024-Nov-12", day(2024, 11, 12)),
        ("2024-11-12T23:59", day(2024, 11, 12)),
        ("2024-11-12 00:00:00.000", day(2024, 11, 12)),
    ],
)
def test_days_are_read(text: str, expected: tuple[dt.date, dt.date]) -> None:
    assert expected == span_of(text)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("2024/11/2", "write `2024-11-02`"),
        ("2024\N{EN DASH}11\N{EN DASH}02", "write `2024-11-02`"),
        ("20241102", "write `2024-11-02`"),
        ("2.11.2024", "write `2024-11-02`"),
        ("13/11/2024", "write `2024-11-13`"),
        ("11/13/2024", "write `2024-11-13`"),
        ("05/05/2024", "write `2024-05-05`"),
        ("Q3 2024", "write `2024-07-01..2024-09-30`"),
        ("h2 2024", "write `2024-07-01..2024-12-31`"),
        ("02/11/2024", "?"),  # the second of November, or February the 11th
        ("Nov-24", "?"),  # a day of November, or a year
        ("2022.5", "?"),
        ("2024-02-30", "?"),
        ("30 Feb 2024", "?"),
        ("Mayor 2024", "?"),
        ("Q5 2024", "?"),
        ("Q0 2024", "?"),
        ("0000", "?"),
        ("2024-11-12T24:00", "?"),
    ],
)
def test_other_forms_are_refused_with_the_day_where_it_is_clear(text: str, remedy: str) -> None:
    assert (None, ("is not a date", remedy)) == (span_of(text), fault_of(text, "?"))


@pytest.mark.parametrize("zone", ["Z", "+00:00", "-0800", " UTC", "+09:00[Asia/Seoul]"])
def test_time_in_a_zone_names_no_day_without_doubt(zone: str) -> None:
    problem = DateCell(RELEASED).explain(f"2024-11-12T23:30{zone}")

    assert span_of(f"2024-11-12T23:30{zone}") is None
    assert (
        f"`2024-11-12T23:30{zone}` has a time zone, and so is another day elsewhere",
        "write the day that counts, without a time",
    ) == (problem.message, problem.help)


def test_range_of_forms() -> None:
    expected = (Fraction(dt.date(2022, 1, 1).toordinal()), Fraction(dt.date(2024, 11, 30).toordinal()))

    assert expected == DateCell(RELEASED).read("2022.0..Nov. 2024")


def test_quarter_is_no_day_of_export() -> None:
    assert (
        "write year, month and day, as in `2023-05-31`" == DateCell(Fact(DAY, "date")).explain("Q3 2024").help
    )


@pytest.mark.parametrize(
    "values",
    [
        np.array([2022.0, np.nan]),
        [2022, None],
        ["2022.0", ""],
        [dt.datetime.fromisoformat("2022-01-01T09:00"), None],
    ],
    ids=["floats", "numbers", "text", "moments"],
)
def test_columns_of_a_program_are_read_alike(values: object) -> None:
    column = read_columns({"release_date": values}, [CHIP]).columns["release_date"]

    assert isinstance(column, NumberColumn)
    assert dt.date(2022, 1, 1).toordinal() == column.low[0]
    assert np.isnan(column.low[1])


MOMENT = dt.datetime(2024, 6, 1, 23, 30, tzinfo=dt.UTC)


def test_moment_in_a_zone_is_refused_at_every_door() -> None:
    said = "`2024-06-01T23:30:00\\+00:00` has a time zone"
    with pytest.raises(InputError, match=said):
        read_columns({"release_date": [MOMENT]}, [CHIP])
    with pytest.raises(InputError, match=said):
        parse_date(MOMENT)
    with pytest.raises(InputError, match=said):
        Query(on=MOMENT)


@pytest.mark.parametrize(
    "asked",
    ["1 June 2024", "2024-06-01T00:00", dt.datetime.fromisoformat("2024-06-01T23:00"), dt.date(2024, 6, 1)],
)
def test_day_that_is_asked_for(asked: str | dt.date) -> None:
    assert dt.date(2024, 6, 1) == parse_date(asked)


def test_day_asked_for_in_another_form_gets_its_remedy() -> None:
    with pytest.raises(InputError, match=r"`17\.11\.2023` is not a date\n  help: write `2023-11-17`"):
        parse_date("17.11.2023")
