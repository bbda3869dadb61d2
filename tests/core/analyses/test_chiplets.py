"""What more dies, separate dies and unused silicon do, held against plain fractions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import redline
from redline.analyses.chiplets import Chiplets
from redline.cli.main import main
from redline.interval import End

ENGINE = redline.load()
FOUR = ("A100 SXM4 80GB", "H100 SXM5 80GB", "Instinct MI300X", "Ascend 910C")


def answers(item: str, rules: str = "us-2023", **options: Any) -> Chiplets:
    (found,) = ENGINE.analyses.chiplets(item, rules, **options)
    return found


def one_chip(rules: str = "us-2023", **facts: str) -> Chiplets:
    row = {"name": "it", "designed_or_marketed_for_datacenter": "yes", "transistor_architecture": "finfet"}
    columns = {name: [value] for name, value in {**row, **facts}.items()}
    return answers("it", rules, catalog=columns)


def under(number: Fraction | str | int) -> End:
    return End(Fraction(number), included=False)


# --- the four devices -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "performance", "area"),
    [
        ("A100 SXM4 80GB", "4992", "826"),
        ("H100 SXM5 80GB", "15831.2", "814"),
        ("Instinct MI300X", "20919.2", "2400"),
        ("Ascend 910C", "12800", "1331.22"),
    ],
)
@pytest.mark.parametrize(("rules", "limit"), [("us-2022", 4800), ("us-2023", 1600)])
def test_largest_free_die_stays_under_the_limit_of_performance(
    item: str, performance: str, area: str, rules: str, limit: int
) -> None:
    free = answers(item, rules).largest_free

    assert under(limit) == free.performance
    assert under(Fraction(area) * limit / Fraction(performance)) == free.area


@pytest.mark.parametrize(("rules", "needed"), [("us-2022", [2, 4, 5, 3]), ("us-2023", [4, 10, 14, 9])])
def test_free_dies_for_one_item(rules: str, needed: list[int]) -> None:
    found = [answers(item, rules) for item in FOUR]

    assert needed == [one.largest_free.needed_for(one.flagship) for one in found]


def test_limit_that_divides_the_performance_evenly_needs_one_more() -> None:
    one = answers("Ascend 910C")

    assert one.flagship.performance.low == 8 * 1600
    assert 9 == one.largest_free.needed_for(one.flagship)


@pytest.mark.parametrize(
    ("item", "statuses"),
    [
        ("A100 SXM4 80GB", ("controlled", "controlled")),
        ("H100 SXM5 80GB", ("controlled", "controlled")),
        ("Instinct MI300X", ("not_controlled", "controlled")),
        ("Ascend 910C", ("undetermined", "controlled")),
    ],
)
def test_one_die_before_and_after_october_2023(item: str, statuses: tuple[str, str]) -> None:
    found = [one.die for one in ENGINE.analyses.chiplets(item, ["us-2022", "us-2023"])]

    assert statuses == tuple(die.outcome.status for die in found if die is not None)


def test_links_of_a_package_are_not_known_of_one_die() -> None:
    die = answers("Ascend 910C", "us-2022").die

    assert die is not None
    assert ("io_bandwidth_gbs",) == die.outcome.missing


def test_dies_of_a_package_make_it_again() -> None:
    one = answers("Instinct MI300X")

    assert one.die is not None
    assert (8, False) == (one.die.needed, one.die.is_the_item)
    assert one.flagship.performance.low == 8 * one.die.measured.performance.low
    assert 115 == one.die.measured.area.low


# --- more dies in one package ---------------------------------------------------------------------


def test_more_dies_multiply_performance_and_not_density() -> None:
    for each in answers("H20 96GB").packages:
        assert each.measured.performance.low == each.dies * 2368
        assert each.measured.density.low == Fraction(2368, 814)


def test_numbers_of_dies_at_which_the_outcome_changes() -> None:
    found = answers("H20 96GB").course_of_packages.stretches

    assert [(1, 1, ()), (2, 2, ("3A090.b.1",)), (3, None, ("3A090.a.1",))] == [
        (int(each.interval.low), each.interval.high and int(each.interval.high), each.outcome.limbs)
        for each in found
        if each.outcome is not None
    ]


def frontier(area: Fraction) -> Fraction:
    """Return what performance us-2023 leaves free on an area, by its text: below all of it is free."""
    dense = max(Fraction(1600), min(Fraction("3.2") * area, Fraction(2400)))
    large = min(Fraction("1.6") * area, Fraction(4800))
    return large if large > 2400 else dense


@settings(max_examples=15, deadline=None)
@given(st.integers(50, 4000), st.integers(100, 9000))
def test_best_free_performance_is_that_of_the_text(area: int, rate: int) -> None:
    one = one_chip(int8_tops=f"{rate}", die_area_mm2=f"{area}", compute_die_area_mm2=f"{area}", die_count="1")
    best = [each.frontier.performance for each in one.packages if each.dies in (1, 2, 4)]

    assert [under(frontier(Fraction(area * dies))) for dies in (1, 2, 4)] == best[:3]


def test_gain_is_none_by_performance_alone() -> None:
    assert {1} == {each.gain for each in answers("A100 SXM4 80GB", "us-2022").packages}


def test_density_of_one_die_is_a_reading() -> None:
    one = answers("Instinct MI300X", readings={"counted_dies": "compute"})

    assert one.die is not None
    assert Fraction("2614.9") / 115 == one.die.measured.density.low
    assert {one.die.measured.density} == {each.measured.density for each in one.packages}


# --- unused silicon -------------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(st.integers(200, 599), st.integers(20, 900))
def test_least_area_that_frees_is_that_of_the_text(rate: int, area: int) -> None:
    """At 1600 to 2400 density has to be under 3.2, from there to 4800 under 1.6: area above the quotient."""
    performance = 8 * rate
    line = Fraction("3.2") if performance < 2400 else Fraction("1.6")
    least = Fraction(performance) / line
    dark = one_chip(int8_tops=f"{rate}", die_area_mm2=f"{area}").dark

    assert dark is not None
    expected = End(Fraction(0), included=True) if area > least else under(least - area)
    assert expected == dark.least
    assert max(least, Fraction(area)) == dark.total


def test_no_area_frees_performance_of_the_first_limb() -> None:
    dark = answers("A100 SXM4 80GB").dark

    assert dark is not None
    assert None is dark.least
    assert [("3A090.a.1", "3A090.a.2"), ("3A090.a.1",)] == [
        each.outcome.limbs for each in dark.course.stretches if each.outcome
    ]


def test_die_that_would_be_free_with_more_area_than_can_be_made() -> None:
    die = answers("Instinct MI300X").die

    assert die is not None
    assert die.dark is not None
    assert (Fraction("1634.3125"), False, ("3A090.a.2",)) == (die.dark.die, die.dark.fits, die.dark.escaped)


def test_size_of_the_largest_die_may_be_stated() -> None:
    die = answers("Instinct MI300X", largest_die="1700").die

    assert die is not None
    assert die.dark is not None
    assert die.dark.fits


def test_die_of_a_wafer_is_not_held_to_one_field_of_a_scanner_unless_that_is_stated() -> None:
    wafer, stated = answers("WSE-3"), answers("WSE-3", largest_die="858")

    assert (True, None) == (wafer.is_stitched, wafer.limit)
    assert (False, Fraction(858)) == (stated.is_stitched, stated.limit)
    assert not answers("H100 SXM5 80GB").is_stitched


def test_unused_silicon_may_be_added_to_a_die_that_is_known_by_its_parts() -> None:
    dark = one_chip(int8_tops="250", dies="1x100@28;1x100@7").dark

    assert dark is not None
    assert under(Fraction(2000) / Fraction("3.2") - 100) == dark.least


# --- which note, and what is not known --------------------------------------------------------------


def test_note_by_which_versions_are_free_is_named() -> None:
    free = answers("GeForce RTX 4090").largest_free

    assert under(4800) == free.performance
    assert free.outcome is not None
    assert ("3A090 Note 2",) == free.outcome.excluded_by


def test_item_with_links_below_the_prong_has_no_limit_but_that_of_what_can_be_made() -> None:
    one = answers("A800 SXM4 80GB", "us-2022")

    assert End(None, included=False) == one.largest_free.performance
    assert End(Fraction(858), included=True) == one.largest_makeable.area


def test_item_of_unknown_area_is_answered_as_far_as_that_goes() -> None:
    one = answers("B200 SXM")

    assert under(1600) == one.largest_free.performance
    assert None is one.largest_free.area
    assert None is one.dark
    assert [("not_controlled", ()), ("undetermined", ("die_area_mm2",)), ("controlled", ())] == [
        (each.outcome.status, each.outcome.missing) for each in one.course_of_sizes.stretches if each.outcome
    ]


def test_area_in_a_range_gives_bounds() -> None:
    one = one_chip(int8_tops="250", die_area_mm2="600..700")

    assert one.course_of_sizes.exact
    assert "undetermined" == one.outcome.status
    assert one.dark is not None
    assert under(25) == one.dark.least


def test_item_of_unknown_number_of_dies_counts_as_one() -> None:
    one = one_chip(int8_tops="700", die_area_mm2="800")

    assert None is one.die
    assert 5600 == one.packages[0].measured.performance.low


def test_item_without_rates_is_undetermined_and_not_left_out() -> None:
    one = one_chip(die_area_mm2="800", die_count="1", compute_die_area_mm2="800")

    assert "undetermined" == one.outcome.status
    assert None is one.largest_free.needed_for(one.flagship)
    assert json.dumps(one.to_dict())


def every_row_with_rates_and_no_area() -> list[str]:
    catalog = ENGINE.catalog()
    items = (catalog.item(row) for row in range(len(catalog)))
    return [
        item.name for item in items if "die_area_mm2" not in item.numbers and "fp16_tflops" in item.numbers
    ]


@pytest.mark.parametrize("item", every_row_with_rates_and_no_area()[:12])
def test_no_row_is_dropped(item: str) -> None:
    one = answers(item)

    assert item == one.to_dict()["item"]
    assert one.packages


# --- every answer is the interpreter's ------------------------------------------------------------


@pytest.mark.parametrize("item", [*FOUR, "H20 96GB", "GeForce RTX 4090", "Radeon RX 7900 XTX"])
@pytest.mark.parametrize("rules", ["us-2022", "us-2023", "us-2024-12", "us-2026-07", "gain-ai-act"])
def test_limits_are_put_back_to_the_kernel(item: str, rules: str) -> None:
    """Just inside a limit a version is free, just outside it is not, as the kernel says of its facts."""
    one = answers(item, rules)
    end = one.course_of_sizes.supremum(lambda outcome: outcome.is_free)
    step = Fraction(1, 10**12)
    if end is None:
        points, expected = [Fraction(1, 1000), Fraction(1), Fraction(1000)], [False] * 3
    elif end.at is None:
        points, expected = [Fraction(1), Fraction(1000)], [True] * 2
    else:
        points, expected = [end.at - step, end.at, end.at + step], [True, end.included, False]
    columns = [facts_at(one, point) for point in points]

    assert expected == [
        ENGINE.check({name: [value] for name, value in facts.items()}, [rules]).status[0, 0] == 0
        for facts in columns
    ]


def facts_at(one: Chiplets, point: Fraction) -> Mapping[str, Any]:
    """Return the facts of a size of the design as a catalog states them, with ranges as narrow as can be."""
    item = one.design.sizes().at(point)
    numbers = {name: value.low for name, value in item.numbers.items() if name != "export_date"}
    kind = {fact.name: fact for fact in one.design.measures.kind.item_facts()}
    plain = {name: value for name, value in numbers.items() if name in kind and kind[name].type == "number"}
    words = {name: word for name, word in item.words.items() if name in kind}
    return {"name": "it", **{name: as_text(value) for name, value in plain.items()}, **words}


def as_text(number: Fraction) -> str:
    """Write a fraction as a decimal number or, where it is none, as the range of 40 digits that holds it."""
    scale = 10**40
    if (number * scale).denominator == 1:
        whole, rest = divmod(int(number * scale), scale)
        return f"{whole}.{rest:040}"
    low = int(number * scale)
    return "..".join(f"{each // scale}.{each % scale:040}" for each in (low, low + 1))


# --- errors ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "options", "message"),
    [
        ("A100", {}, "there is no item `A100`"),
        ("A100 SXM4 80GB", {"flagship": "H100"}, "there is no item `H100`"),
        ("A100 SXM4 80GB", {"largest_die": "0"}, "is not the area of a die"),
        ("A100 SXM4 80GB", {"largest_die": "-5"}, "is not the area of a die"),
        ("A100 SXM4 80GB", {"dies": (0,)}, "`0` is not a number of dies"),
        ("A100 SXM4 80GB", {"dies": 10**9}, "is not a number of dies"),
        ("A100 SXM4 80GB", {"rules": []}, "no rulebook is named"),
        (
            "A100 SXM4 80GB",
            {"rules": "jp-2023"},
            "`jp-2023` has nothing on items of kind chip, as encoded",
        ),
        ("DGX A100 640GB", {"catalog": "computers", "rules": "us-2023"}, "of which dies a computer is made"),
    ],
)
def test_what_is_wrong_is_said(item: str, options: dict[str, Any], message: str) -> None:
    with pytest.raises(redline.InputError) as caught:
        ENGINE.analyses.chiplets(item, **options)

    assert message in str(caught.value)


def test_catalog_that_names_no_rulebooks_needs_them_named() -> None:
    with pytest.raises(redline.InputError) as caught:
        ENGINE.analyses.chiplets("it", catalog={"name": ["it"], "fp16_tflops": ["300"]})

    assert "no rulebook is named" in str(caught.value)


# --- the command ----------------------------------------------------------------------------------


def test_command_writes_the_answers_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["chiplets", "A100 SXM4 80GB", "--rules", "us-2023", "--dies", "3", "--format", "json"])
    (found,) = json.loads(capsys.readouterr().out)

    assert 0 == left.value.code
    assert [1, 3] == [each["dies"] for each in found["packages"]]
    end = {"value": 1600, "exact": "1600", "included": False, "attained": False}
    assert end == found["largest_free_die"]["performance"]


def test_command_says_what_nobody_has_compared_with_its_source(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["chiplets", "A100 SXM4 80GB", "--rules", "us-2023"])

    assert "reticle_field" in capsys.readouterr().err
