"""The range of a shift, held against every way in which what is not known can turn out."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from functools import cache

import pytest
from attrs import frozen
from hypothesis import given, settings
from hypothesis import strategies as st

import redline

TEXT = """
rulebook {name} "Text"
  effective 2026-01-01

control C for chip "it"
  controlled when any of
    die_area_mm2 >= {area} mm2
    all of
      die_area_mm2 < {small} mm2
      market_segment is consumer
"""
VALUES = (100, 150, 220, 400, 600)
AREAS = (5, 10, 15, 20, 25)
"""On and between the areas that texts name."""
SEGMENTS = ("consumer", "datacenter")
SERIES = "item,fp16_tflops\nOne,100\nTwo,200\nThree,400\n"


@cache
def engine() -> redline.Engine:
    return redline.load()


@frozen
class Text:
    area: int
    small: int

    def compiled(self, name: str) -> redline.Rulebook:
        return engine().compile(TEXT.format(name=name, area=self.area, small=self.small))

    def is_legal(self, area: int, segment: str) -> bool:
        return not (area >= self.area or (area < self.small and segment == "consumer"))


@frozen
class Chip:
    """What is not known is None; the value lies at or between two numbers."""

    low: int
    high: int
    area: int | None
    segment: str | None

    def cells(self) -> str:
        value = str(self.low) if self.low == self.high else f"{self.low}..{self.high}"
        return ",".join([value, str(self.area or ""), self.segment or ""])

    def completions(self) -> Iterator[tuple[int, int, str]]:
        values = [each for each in VALUES if self.low <= each <= self.high]
        areas = AREAS if self.area is None else (self.area,)
        segments = SEGMENTS if self.segment is None else (self.segment,)
        return itertools.product(values, areas, segments)


numbers = st.sampled_from(VALUES)
chips = st.builds(
    lambda ends, area, segment: Chip(min(ends), max(ends), area, segment),
    st.tuples(numbers, numbers),
    st.none() | st.sampled_from(AREAS),
    st.none() | st.sampled_from(SEGMENTS),
)
texts = st.builds(Text, st.sampled_from((10, 20)), st.sampled_from((1, 10, 20)))


@pytest.fixture(scope="module")
def series(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("series") / "series.csv"
    path.write_text(SERIES, encoding="utf-8")
    return str(path)


def place(value: int) -> float:
    return 1 + math.log2(value / 100)


@settings(deadline=None, max_examples=60)
@given(
    before=texts, after=texts, items=st.lists(chips, min_size=1, max_size=3), only_datacenter=st.booleans()
)
def test_shift_is_the_least_and_the_greatest_over_all_completions(
    before: Text, after: Text, items: list[Chip], only_datacenter: bool, series: str
) -> None:
    header = "name,fp16_tflops,die_area_mm2,market_segment\n"
    table = header + "".join(f"{index},{chip.cells()}\n" for index, chip in enumerate(items))
    (one,) = (
        engine()
        .drafting.shift(
            before.compiled("old-text"),
            after.compiled("new-text"),
            catalog=table.encode(),
            series=series,
            metric="fp16_tflops",
            where=["market_segment=datacenter"] if only_datacenter else [],
        )
        .measures
    )

    shifts, is_open = [], False
    for completion in itertools.product(*(set(chip.completions()) for chip in items)):
        meant = [each for each in completion if not only_datacenter or each[2] == "datacenter"]
        was, now = (
            [value for value, area, segment in meant if text.is_legal(area, segment)]
            for text in (before, after)
        )
        if was and now:
            shifts.append(place(max(was)) - place(max(now)))
        else:
            is_open = True
    if is_open:
        assert one.shift is None
    else:
        assert one.shift is not None
        assert (min(shifts), max(shifts)) == pytest.approx((one.shift.low, one.shift.high))
