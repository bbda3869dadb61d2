"""Errors, trade-offs, shifts and quotas, against brute force and figures worked out by hand."""

from __future__ import annotations

import itertools
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import redline
from redline.drafting.series import Scale
from redline.drafting.tally import CAUGHT, MISSED, OVER_BLOCKED, SPARED, tally
from redline.drafting.tradeoff import PlaneTradeoff, Tradeoff

RULES = """
rulebook line-1 "Line"
  regime line
  effective 2026-01-01

publication ACT "Act"

parameter floor = {floor} TOPS
  cite ACT "1"
parameter area = {area} mm2
  cite ACT "1"

control L.1 for chip "fast or large"
  cite ACT "1"
  controlled when any of
    fp16_tflops >= floor
    die_area_mm2 > area
"""
CATALOG = """name,fp16_tflops,die_area_mm2,market_segment,designed_or_marketed_for_datacenter
A,100,10,datacenter,true
B,200,10,datacenter,true
C,150,10,consumer,false
D,50,10,consumer,false
E,,10,consumer,true
F,120,10,workstation,
G,60,30,consumer,false
"""
FACT = "designed_or_marketed_for_datacenter"


@cache
def engine() -> redline.Engine:
    return redline.load()


def rules(floor: Any = 130, area: Any = 20) -> redline.Rulebook:
    return engine().compile(RULES.format(floor=floor, area=area))


def ask(**options: Any) -> Any:
    return engine().drafting.errors(rules(), FACT, **{"catalog": CATALOG.encode(), **options})


def write(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


# --- errors -------------------------------------------------------------------------------------


def test_missed_and_over_blocked_with_what_is_not_known() -> None:
    found = ask()

    assert ("A",) == found.missed
    assert ("C", "G") == found.over_blocked
    assert [("E", "yes", "undetermined"), ("F", "unknown", "not_controlled")] == [
        (one.item, one.label, one.status) for one in found.unsure
    ]
    figures = found.total.to_dict()
    assert {"low": 3, "high": 4} == figures["labelled"]
    assert {"low": 1, "high": 3} == figures["missed"]
    assert {"low": 1 / 3, "high": 3 / 4} == figures["miss_rate"]
    assert {"low": 1 / 3, "high": 2 / 4} == figures["precision"]


codes = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=5)


@settings(deadline=None, max_examples=100)
@given(codes)
def test_ranges_are_those_over_all_completions(pairs: list[tuple[int, int]]) -> None:
    found = tally(*(np.array(each, np.uint8) for each in zip(*pairs, strict=True)))
    choices = [[(0, 1) if code == 2 else (code,) for code in pair] for pair in pairs]
    completions = list(itertools.product(*(itertools.product(*pair) for pair in choices)))

    for cell in (MISSED, CAUGHT, OVER_BLOCKED, SPARED):
        counts = [completion.count(cell) for completion in completions]
        assert (min(counts), max(counts)) == (found.count(cell).low, found.count(cell).high)
    for name, (part, rest) in {
        "miss_rate": (MISSED, CAUGHT),
        "over_block_rate": (OVER_BLOCKED, SPARED),
        "precision": (CAUGHT, OVER_BLOCKED),
        "recall": (CAUGHT, MISSED),
    }.items():
        rates = [
            each.count(part) / (each.count(part) + each.count(rest))
            for each in completions
            if each.count(part) + each.count(rest)
        ]
        rate = found.rate(name)
        assert ((min(rates), max(rates)) if rates else None) == (rate and (rate.low, rate.high))


def test_segments_add_up_to_the_whole() -> None:
    found = ask(by="market_segment")

    assert ["consumer", "datacenter", "workstation"] == [name for name, _ in found.segments]
    cells = np.sum([tally.cells for _, tally in found.segments], axis=0)
    assert np.array_equal(cells, found.total.cells)


def test_weight_that_is_not_known_counts_as_nothing_and_is_named() -> None:
    found = ask(weight="fp16_tflops")

    assert ("E",) == found.unweighted
    assert (100, 220) == (found.total.count(MISSED).low, found.total.count(MISSED).high)


# --- labels -------------------------------------------------------------------------------------


def test_labels_of_a_file(tmp_path: Path) -> None:
    path = write(tmp_path, "labels.csv", "item,label,source\nA,yes,me\nD,no,me\nE,,me\n")

    found = engine().drafting.errors(rules(), path, catalog=CATALOG.encode())
    closed = engine().drafting.errors(rules(), path, catalog=CATALOG.encode(), unlisted="no")

    assert [1, 2, 2, 0, 2, 2, 2] == found.labels.codes.tolist()
    assert [1, 0, 0, 0, 2, 0, 0] == closed.labels.codes.tolist()
    assert "me" == found.labels.source


def test_label_file_may_name_items_as_catalogs_do(tmp_path: Path) -> None:
    table = "{},label\nA,yes\nD,no\n"
    paths = [write(tmp_path, f"{name}.csv", table.format(name)) for name in ("item", "name")]

    first, second = (
        engine().drafting.errors(rules(), path, catalog=CATALOG.encode()).labels for path in paths
    )

    assert first.codes.tolist() == second.codes.tolist()


def test_labels_of_a_definition(tmp_path: Path) -> None:
    text = RULES.format(floor=110, area=1000).replace("line", "label")
    path = write(tmp_path, "label.redline", text)

    found = engine().drafting.errors(rules(), path, catalog=CATALOG.encode())

    assert [0, 1, 1, 0, 2, 1, 0] == found.labels.codes.tolist()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("item,label\nAA,yes\n", "there is no item `AA` in the catalog"),
        ("item,label\nA,maybe\n", "`maybe` is no label"),
        ("item,label\nA,yes\nA,no\n", "the item `A` is there twice"),
        ("item,lable\nA,yes\n", "there is no column `label`"),
        ("item,label\n,yes\n", "the row names no item"),
        ("item,label\nA,no\nB,no\nC,no\nD,no\nE,no\nF,no\nG,no\n", "labels no item of the catalog"),
    ],
)
def test_bad_label_file_is_refused(tmp_path: Path, text: str, words: str) -> None:
    path = write(tmp_path, "labels.csv", text)

    with pytest.raises(redline.InputError, match=words):
        engine().drafting.errors(rules(), path, catalog=CATALOG.encode())


def test_label_that_does_not_exist_is_refused_with_the_nearest() -> None:
    with pytest.raises(redline.InputError, match="did you mean `large-training`"):
        engine().drafting.errors("us-2023", "large-trainin")


def test_what_a_maker_declared_is_in_a_control() -> None:
    found = engine().drafting.errors("us-2023", "nvidia-filing")

    assert () == found.labels.unused
    assert int((found.labels.codes == 1).sum()) == 15
    assert () == found.missed


@pytest.mark.parametrize("name", ["hbm-and-links", "large-training"])
def test_label_sets_fit_the_bundled_catalog(name: str) -> None:
    found = engine().drafting.errors("us-2023", name)

    assert () == found.labels.unused
    assert {0, 1, 2} == set(found.labels.codes.tolist())


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"weight": "release_date"}, "`release_date` is a date, not an amount"),
        ({"weight": "tpp"}, "did you mean `TPP`"),
        ({"by": "tdp_w"}, "has no words `tdp_w`"),
        ({"grid": (3, 3)}, "a grid is for two numbers"),
        ({"vary": {"nope": "1..2"}}, "has no parameter `nope`"),
        ({"vary": {"floor": "0..9", "area": "0..9"}, "weight": "fp16_tflops"}, "a weight is for one number"),
        ({"unlisted": "yes"}, "not a label for unlisted items"),
    ],
)
def test_bad_question_about_errors_is_refused(options: dict[str, Any], words: str) -> None:
    with pytest.raises(redline.InputError, match=words):
        ask(**options)


# --- trade-off ----------------------------------------------------------------------------------


def test_trade_off_equals_the_errors_with_the_number_written_out() -> None:
    found = ask(vary={"floor": "0..250"}).tradeoff

    assert isinstance(found, Tradeoff)
    steps = list(found.steps)
    ends = [step.start[0] for step in steps[1:]] + [Fraction(250)]
    for step, end in zip(steps, ends, strict=True):
        number, beyond = step.start
        floor = (number + end) / 2 if beyond else number
        total = engine().drafting.errors(rules(float(floor)), FACT, catalog=CATALOG.encode()).total
        assert (total.count(MISSED), total.count(OVER_BLOCKED)) == (step.missed, step.over_blocked)
    after = [(Fraction(number), True) for number in (0, 50, 100, 120, 150, 200)]
    assert [(Fraction(0), False), *after] == [step.start for step in steps]


def test_pairs_of_numbers_equal_the_errors_with_both_written_out() -> None:
    found = ask(vary={"floor": "0..250", "area": "0..40"}, grid=(6, 5)).tradeoff

    assert isinstance(found, PlaneTradeoff)
    for x, (floor, _) in enumerate(found.across):
        for y, (area, _) in enumerate(found.down):
            total = (
                engine()
                .drafting.errors(rules(float(floor), float(area)), FACT, catalog=CATALOG.encode())
                .total
            )
            missed, over_blocked = total.count(MISSED), total.count(OVER_BLOCKED)
            expected = (missed.low, missed.high, over_blocked.low, over_blocked.high)
            assert expected == tuple(figure[x, y] for figure in found.figures)
    beaten = [
        (a.missed.high, a.over_blocked.high)
        for a in found.best
        for b in found.best
        if a is not b and b.missed.high <= a.missed.high and b.over_blocked.high <= a.over_blocked.high
    ]
    assert [] == beaten


def test_two_items_that_no_number_gets_right_are_named() -> None:
    found = ask(vary={"floor": "0..250"}, items=["A", "B", "C", "D"]).tradeoff.separation

    assert ((), ()) == (found.sure, found.possible)
    (labelled, right), (other, spared) = found.pair
    assert ("A", (0, False), (100, True)) == (labelled, right.lower, right.upper)
    assert ("C", (150, True), None) == (other, spared.lower, spared.upper)


def test_numbers_that_get_every_item_right_are_a_stretch() -> None:
    found = ask(vary={"floor": "0..250"}, items=["A", "B", "D"]).tradeoff.separation

    assert [((50, True), (100, True))] == [(each.lower, each.upper) for each in found.sure]


def test_unknown_items_make_a_separation_only_possible() -> None:
    found = ask(vary={"floor": "0..250"}, items=["B", "D", "E"]).tradeoff.separation

    assert () == found.sure
    assert [((50, True), (200, True))] == [(each.lower, each.upper) for each in found.possible]


def test_item_that_is_wrong_at_every_number_is_named() -> None:
    found = ask(vary={"floor": "0..250"}, items=["A", "G"]).tradeoff.separation

    assert ("G",) == found.alone


# --- shift --------------------------------------------------------------------------------------


def test_generations_are_even_between_and_beyond_the_items_of_a_series() -> None:
    scale = Scale((Fraction(100), Fraction(200), Fraction(800)))

    places = [scale.place(Fraction(value)) for value in (100, 200, 400, 800, 50, 1600)]
    assert [1, 2, 2.5, 3, 0, 3.5] == pytest.approx(places)
    assert [False, True, True] == [scale.extrapolates(Fraction(value)) for value in (400, 50, 1600)]


def moved(folder: Path, series: str, **options: Any) -> Any:
    path = write(folder, "series.csv", series)
    before, after = rules(180, 1000), rules(130, 1000)
    options = {"metric": "fp16_tflops", "catalog": CATALOG.encode(), "series": path, **options}
    return engine().drafting.shift(
        before, engine().compile(after.text.replace("line-1", "line-2")), **options
    )


def test_shift_is_the_difference_of_the_best_legal_items(tmp_path: Path) -> None:
    (one,) = moved(tmp_path, "item,source\nD,\nA,\nB,\n", items=["A", "B", "C", "D", "F"]).measures

    assert (150, ("C",)) == (one.before.sure.value, one.before.sure.items)
    assert (120, ("F",)) == (one.after.sure.value, one.after.sure.items)
    expected = np.log2(150 / 100) - np.log2(120 / 100)
    assert (expected, expected) == pytest.approx((one.shift.low, one.shift.high))


def test_values_that_a_series_states_come_before_those_of_the_catalog(tmp_path: Path) -> None:
    found = moved(tmp_path, "item,fp16_tflops\nOld,75\nNew,150\n", where=["market_segment=consumer"])
    (one,) = found.measures

    assert 2 == one.generation_before.low
    assert ("E",) == one.before.unknown


@pytest.mark.parametrize(
    ("series", "reason"),
    [
        ("item\nB\nA\n", "the series does not rise: fp16_tflops is 200 of `B`, 100 of `A`"),
        ("item\nA\nE\n", "the fp16_tflops of `E` is not known"),
        ("item\nA\nZ\n", "`Z` is not in the catalog, and the series does not state its fp16_tflops"),
    ],
)
def test_series_that_measures_nothing_says_why(tmp_path: Path, series: str, reason: str) -> None:
    (one,) = moved(tmp_path, series).measures

    assert (None, reason) == (one.shift, one.reason)


def test_table_of_measures_names_every_one() -> None:
    found = engine().drafting.shift("us-2022", "us-2023", to="CN")

    asked = {(one.series, one.legal) for one in found.measures}
    meanings = ("control", "exception", "license")
    assert set(itertools.product(("geforce", "nvidia-datacenter"), meanings)) == asked


def test_best_legal_item_is_the_greatest_that_is_in_no_control() -> None:
    where = ["market_segment=consumer"]
    (one,) = (
        engine()
        .drafting.shift("us-2022", "us-2023", series="geforce", metric="TPP", legal="control")
        .measures
    )
    best: dict[str, dict[str, Fraction]] = {"not_controlled": {}, "undetermined": {}}
    values = {each.item: each.value for each in engine().drafting.equivalents(1, "TPP", where=where).items}
    for (each,) in engine().check(None, "us-2023", items=sorted(values)).determinations():
        if each.status in best and values[each.item].is_known:
            best[each.status][each.item] = values[each.item].low

    top = max(best["not_controlled"].values())
    assert one.after.sure is not None
    assert top == one.after.sure.value
    assert {name for name, value in best["not_controlled"].items() if value == top} == set(
        one.after.sure.items
    )
    assert one.after.possible is not None
    assert max([top, *best["undetermined"].values()]) == one.after.possible.value


def design_of(series: str, like: str) -> Any:
    return engine().drafting.shift("us-2022", "us-2023", series=series, metric="TPP", like=like)


def test_frontier_of_a_design_is_the_line_that_it_meets_first() -> None:
    """At 814 mm2 both lines of density lie below 2400; with 900 GB/s of links the line of 2022 is 4800."""
    (one,) = design_of("nvidia-datacenter", "H100 SXM5 80GB").frontiers

    assert (Fraction(4800), False) == (one.before.at, one.before.included)
    assert (Fraction(2400), False) == (one.after.at, one.after.included)
    volta, ampere = 2000, 4992
    places = [2 + float(np.log(value / volta) / np.log(ampere / volta)) for value in (4800, 2400)]
    assert places == pytest.approx([one.generation_before, one.generation_after])
    assert places[0] - places[1] == pytest.approx(one.shift)


def test_design_without_a_limit_has_no_place() -> None:
    (one,) = design_of("geforce", "GeForce RTX 4090").frontiers

    assert (None, None, "no performance is too much before") == (one.before.at, one.shift, one.reason)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"like": "H100"}, "there is no item `H100`"),
        ({"legal": "license"}, "depends on where it goes"),
        ({"legal": "sold"}, "`sold` is no meaning of legal"),
        ({"series": "gforce"}, "did you mean `geforce`"),
        ({"metric": "release_date"}, "is a date, not an amount"),
        ({"metric": "TP"}, "has no quantity `TP`"),
        ({"where": ["market_segment=consumr"]}, "did you mean `consumer`"),
        ({"where": ["tpp"]}, "did you mean `TPP`"),
        ({"where": ["vendor=NVIDIA"]}, "`vendor` is a text"),
        ({"where": ["release_date<=2023"]}, "write the whole day"),
    ],
)
def test_bad_question_about_a_shift_is_refused(options: dict[str, Any], words: str) -> None:
    with pytest.raises(redline.InputError, match=words):
        engine().drafting.shift("us-2022", "us-2023", **options)


# --- quotas -------------------------------------------------------------------------------------


def test_quota_of_the_diffusion_rule_in_units_of_its_time() -> None:
    """Published at the time: 790 million TPP are as much as 49,901 H100."""
    found = engine().drafting.equivalents(
        790_000_000, "TPP", items=["H100 SXM5 80GB", "H20 96GB"], totals=["tdp_w"]
    )

    units = {one.item: (one.whole, one.totals) for one in found.items}
    assert (49_901, (Fraction(49_901 * 700),)) == units["H100 SXM5 80GB"]
    assert 790_000_000 // 2368 == units["H20 96GB"][0]


def test_quota_in_units_of_an_item() -> None:
    found = engine().drafting.equivalents(
        "2", "fp16_tflops", of="B", catalog=CATALOG.encode(), totals=["tdp_w"]
    )

    assert {"A": 4, "B": 2, "C": 2, "D": 8, "E": None, "F": 3, "G": 6} == {
        one.item: one.whole for one in found.items
    }
    assert {(None,)} == {one.totals for one in found.items}
    assert "E" == found.items[-1].item


@pytest.mark.parametrize(
    ("quota", "options", "words"),
    [
        ("-1", {}, "`-1` is negative"),
        ("0", {}, "write a number above 0"),
        ("ten", {}, "`ten` is not a number"),
        ("1 mm2", {}, "`mm2` does not fit the quota"),
        ("1", {"of": "E"}, "the fp16_tflops of `E` is unknown"),
        ("1", {"totals": ["tdp"]}, "has no quantity `tdp`"),
    ],
)
def test_bad_quota_is_refused(quota: str, options: dict[str, Any], words: str) -> None:
    with pytest.raises(redline.InputError, match=words):
        engine().drafting.equivalents(quota, "fp16_tflops", catalog=CATALOG.encode(), **options)
