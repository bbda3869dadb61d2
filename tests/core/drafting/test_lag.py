"""Lags, trends and what came after a text, against dates counted by hand and a fit by `numpy.polyfit`."""

from __future__ import annotations

import csv
import datetime as dt
import json
import math
import re
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import redline
import redline.drafting
from redline.cli.listings.lag import lag
from redline.cli.main import app

RULES = """
rulebook line-1 "Line"
  regime line
  published 2020-06-01
  effective 2020-07-01

publication ACT "Act"

parameter fast = 100 TOPS
  cite ACT "1"
parameter faster = 400 TOPS
  cite ACT "1"

control L.1 for chip "fast, for datacenters"
  cite ACT "1"
  controlled when any of
    (a) fp16_tflops >= fast and designed_or_marketed_for_datacenter
    (b) fp16_tflops > faster
"""
CATALOG = """name,release_date,fp16_tflops,designed_or_marketed_for_datacenter,die_area_mm2,market_segment
Old,2018-01-01,50,true,10,datacenter
Unsure,2018-03,150,,20,datacenter
First,2018-05-31,100,true,30,datacenter
Year,2019,120,true,40,datacenter
Line,2019-06-30,400,false,50,consumer
Over,2020-01-01,800,true,60,datacenter
Undated,,900,true,60,datacenter
Cut,2020-06,90,true,60,datacenter
Later,2020-08-10,99,true,30,datacenter
Game,2020-08-11,390,false,60,consumer
Other,2020-09-01,10,true,70,datacenter
Blank,2021-01-01,,true,60,datacenter
"""


@cache
def engine() -> redline.Engine:
    return redline.load()


def ask(metric: str | None = "fp16_tflops", **options: Any) -> redline.drafting.Lag:
    book = engine().compile(RULES)
    return engine().drafting.lag(
        book, metric, **{"catalog": CATALOG.encode(), "until": "2021-12-31", **options}
    )


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


# --- first over the line ------------------------------------------------------------------------


def test_first_over_a_line_is_a_range_where_a_fact_or_a_day_is_open() -> None:
    rulebook, limb_a, limb_b = ask().over

    assert rulebook.sure is not None
    assert rulebook.possible is not None
    assert (rulebook.sure.items, rulebook.sure.day) == (("First",), day("2018-05-31"))
    assert (rulebook.possible.items, rulebook.possible.day) == (("Unsure",), day("2018-03-01"))
    assert (rulebook.least, rulebook.most) == (762, 853)  # to 2020-07-01: 31 days of May, June and 2 years
    assert (limb_a.sure, limb_a.possible) == (rulebook.sure, rulebook.possible)
    assert limb_b.sure is not None
    assert limb_b.sure.items == ("Over",)
    assert (limb_b.least, limb_b.most) == (182, 182)


def test_nothing_over_a_line_and_a_rule_that_came_first() -> None:
    _, none, _ = ask(items=["Old", "Line"]).over
    rulebook, _, _ = ask(items=["Blank"]).over

    assert (none.sure, none.possible, none.least, none.most) == (None, None, None, None)
    assert (rulebook.sure, rulebook.most) == (None, -184)


def test_items_without_a_day_are_named() -> None:
    assert ask().undated == ("Undated",)
    assert ask(where=["market_segment=consumer"]).undated == ()


# --- the frontier and its trend -------------------------------------------------------------------


def test_records_numbers_and_frontier_by_hand() -> None:
    found = ask().frontier
    assert found is not None

    assert [(str(one.day), float(one.value), one.items) for one in found.records] == [
        ("2018-01-01", 50, ("Old",)),
        ("2018-03-31", 150, ("Unsure",)),
        ("2019-06-30", 400, ("Line",)),
        ("2020-01-01", 800, ("Over",)),
    ]
    faster, fast = found.numbers
    assert (faster.operator, str(faster.threshold), faster.limbs) == (">", "400", ("L.1.b",))
    assert faster.first.sure is not None
    assert faster.first.sure.items == ("Over",)
    assert fast.first.sure is not None
    assert (fast.first.sure.items, fast.first.least) == (
        ("Unsure",),
        (day("2020-07-01") - day("2018-03-31")).days,
    )
    assert [(str(one.day), one.frontier and one.frontier.low) for one in found.moments] == [
        ("2020-07-01", 800),
        ("2021-12-31", 800),
        ("2023-12-31", None),
    ]
    assert found.unknown == ("Blank",)


def test_trend_is_the_fit_of_polyfit() -> None:
    found = ask(since="2018-02-01").frontier
    assert found is not None
    assert found.trend is not None
    x = np.array([day(text).toordinal() for text in ("2018-03-31", "2019-06-30", "2020-01-01")]) / 365.2425
    y = np.log2([150, 400, 800])
    (slope, cut), covariance = np.polyfit(x - x.mean(), y, 1, cov=True)
    at = day("2023-12-31").toordinal() / 365.2425 - x.mean()
    left = y - slope * (x - x.mean()) - cut
    # the variance of a new record: that of the line there, and that of records around it
    error = math.sqrt(covariance[1, 1] + at**2 * covariance[0, 0] + left @ left)

    assert (found.trend.records, found.trend.since) == (3, day("2018-03-31"))
    assert math.isclose(found.trend.slope, slope, rel_tol=1e-6)
    assert math.isclose(found.trend.slope_error, math.sqrt(covariance[0, 0]), rel_tol=1e-6)
    assert math.isclose(found.trend.doubling.value, 1 / slope, rel_tol=1e-6)
    future = found.moments[-1].trend
    assert future is not None
    assert np.allclose(
        [math.log2(end) for end in (future.value, future.low, future.high)],
        [cut + slope * at, cut + slope * at - error, cut + slope * at + error],
    )
    over = found.moments[-1].over(found.numbers[0].threshold)
    assert over is not None
    assert math.isclose(over.value, future.value / 400)


def test_two_records_have_no_trend() -> None:
    found = ask(items=["Old", "Over"]).frontier

    assert found is not None
    assert found.trend is None
    assert found.moments[-1].over(found.numbers[0].threshold) is None


def test_number_that_is_kept_so_many_years_behind() -> None:
    found = ask(keep="2..3.5").frontier
    assert found is not None
    assert found.keep is not None
    assert found.trend is not None
    assert found.keep.times is not None

    assert found.keep.day == day("2019-12-31")
    assert [found.keep.now.low, found.keep.now.high] == [400, 400]
    assert math.isclose(found.keep.times.value, 2 ** (1.5 / found.trend.doubling.value))


def test_items_that_may_have_come_widen_the_frontier() -> None:
    found = ask(items=["Old", "Unsure", "Year"], until="2018-03-15").frontier
    assert found is not None

    here = next(one.frontier for one in found.moments if one.day == day("2018-03-15"))
    assert here is not None
    assert [here.low, here.high, here.items] == [50, 150, ("Old",)]


def test_frontier_of_which_nothing_is_known_is_no_zero_and_nobody_is_behind_it() -> None:
    found = ask(items=["Blank"])
    before = ask(items=["Over"], until="2019-06-01")

    assert found.frontier is not None
    assert [(None, None)] * 2 == [
        (one.frontier.low, one.frontier.high) for one in found.frontier.moments if one.frontier is not None
    ]
    assert re.search(r"^ +2021-12-31 +- +- +- +-$", lag(found), re.MULTILINE)
    assert re.search(r"fp16_tflops >= 100 +L.1.a +2020-01-01 Over +- +0.5 ", lag(before))


def test_order_of_the_catalog_decides_nothing() -> None:
    head, *rows = CATALOG.splitlines()
    turned = "\n".join([head, *rows[::-1]]) + "\n"

    assert (
        ask(keep="1..2", same=["die_area_mm2"]).to_dict()
        == ask(keep="1..2", same=["die_area_mm2"], catalog=turned.encode()).to_dict()
    )


# --- what came after a text -----------------------------------------------------------------------


def test_what_came_after_is_free_and_of_the_same_make() -> None:
    found = ask(None, same=["die_area_mm2"])

    assert [(one.item, one.least, one.most, one.akin, one.sure) for one in found.successors] == [
        ("Cut", 0, 29, ("Over",), True),
        ("Later", 70, 70, ("First",), True),
        ("Game", 71, 71, ("Over",), True),
        ("Blank", 214, 214, ("Over",), False),
    ]
    assert [one.margin for one in found.successors[:2]] == [pytest.approx(0.1), pytest.approx(0.01)]
    assert found.redesign == (0, 29)
    assert ask(None, same=["die_area_mm2"], without=["Cut"]).redesign == (70, 70)
    assert ask(None, same=["die_area_mm2", "market_segment"], without=["Cut", "Later"]).redesign == (
        214,
        None,
    )


def test_redesigns_of_the_rule_of_2023_by_the_rows_of_the_catalog() -> None:
    text = (files("redline_plugins.accelerators") / "accelerators.csv").read_text(encoding="utf-8")
    rows = {row["name"]: row for row in csv.DictReader(text.splitlines())}
    same = ["die_area_mm2", "process_node_nm", "transistors_billion"]
    found = engine().drafting.lag("us-2023", same=same)

    assert found.redesign == (7, 22)  # from October 25: November 1 at the earliest, and the L20 on the 16th
    assert {"H20 96GB", "L20", "L2", "GeForce RTX 4090 D"} <= {one.item for one in found.successors}
    for one in found.successors:
        for parent in one.akin:
            assert [rows[one.item][fact] for fact in same] == [rows[parent][fact] for fact in same]


# --- bad questions ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"metric": "die_area_mm2"}, "sets no least number of `die_area_mm2`"),
        ({"metric": "release_date"}, "is a date, not an amount"),
        ({"metric": None, "keep": "1..2"}, "a trend is one of a quantity"),
        ({"keep": "3..1"}, "the range of years behind runs backwards"),
        ({"years": "soon"}, "no number of years above 0"),
        ({"years": 9000}, "no calendar has a day"),
        ({"until": "2021"}, "is not a date"),
        ({"dated": "fp16_tflops"}, "has no date `fp16_tflops`"),
        ({"without": ["Nobody"]}, "there is no item `Nobody`"),
        ({"same": ["vendor"]}, "`vendor` is text"),
        ({"same": ["die_area_mm2", "die_area_mm2"]}, "named twice"),
        ({"where": ["die_area_mm2"]}, "is a quantity, not a condition"),
    ],
)
def test_bad_question(options: dict[str, Any], message: str) -> None:
    with pytest.raises(redline.InputError, match=message):
        ask(**options)


def test_command_writes_what_the_engine_finds() -> None:
    line = [
        "lag",
        "us-2022",
        "--metric",
        "TPP",
        "--until",
        "2022-12-31",
        "--keep",
        "1..2",
        "--format",
        "json",
    ]
    run = CliRunner().invoke(app, line)

    expected = engine().drafting.lag("us-2022", "TPP", until="2022-12-31", keep=("1", "2")).to_dict()
    assert json.loads(run.stdout) == json.loads(json.dumps(expected))
