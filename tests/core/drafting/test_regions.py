from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import pytest

import redline
from redline import Engine, InputError

CONTEXTS: list[dict[str, str]] = [
    {},
    {"designed_or_marketed_for_datacenter": "yes"},
    {"designed_or_marketed_for_datacenter": "no"},
]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return redline.load()


def places() -> Iterator[tuple[str, str]]:
    """Yield rates and areas: on the numbers of the rule of 2023, right beside them, and anywhere."""
    rates = ["100", "150", "300", "99.99", "149.99", "299.99", "300.01"]
    yield from product(rates, ["1000", "1500", "750", "500", "3000", "749.9", "750.1"])
    for number in range(60):
        yield str(20 + number * 1234.5 % 600), str(50 + number * 777.7 % 4000)


@pytest.mark.parametrize("given", CONTEXTS, ids=str)
@pytest.mark.parametrize("rules", ["us-2023", "us-2026-01", "gain-ai-act"])
def test_regions_say_what_the_kernel_says_of_single_items(
    engine: Engine, rules: str, given: dict[str, str]
) -> None:
    found = engine.drafting.regions(rules, given={"transistor_architecture": "finfet", **given})

    for rate, area in places():
        facts = {"fp16_tflops": rate, "die_area_mm2": area, "transistor_architecture": "finfet", **given}
        one = engine.determine(facts, rules, kind="chip")
        performance = Fraction(rate) * 16
        answer = found.at(performance / Fraction(area), performance)

        assert (one.status, one.controls) == (answer.status, answer.controls), (rate, area)


def test_regions_cover_each_point_once(engine: Engine) -> None:
    found = engine.drafting.regions("us-2023")
    numbers = [[Fraction(0)], [Fraction(0)]]
    for each, direction in zip(numbers, (found.across, found.down), strict=True):
        for cut in direction.cuts:
            each += [cut, cut + Fraction(1, 1000)]

    for x in numbers[0]:
        for y in numbers[1]:
            assert 1 == sum(x in region.across and y in region.down for region in found.regions)


def test_an_answer_names_what_it_hangs_on(engine: Engine) -> None:
    answer = engine.drafting.regions("us-2022", "TPP", None).at(Fraction(5000), Fraction(0))

    assert ("undetermined", ("3A090.a",), ("total_io",)) == (
        answer.status,
        answer.possible_controls,
        answer.open,
    )


@pytest.mark.parametrize(
    ("across", "down", "given", "message"),
    [
        ("PDD", "TPP", {}, "`us-2023` compares no quantity `PDD` with numbers"),
        ("TPP", "TPP", {}, "`TPP` is named twice"),
        ("PD", "TPP", {"fp16_tflops": "100"}, "the facts given say what `TPP` is"),
        ("PD", "TPP", {"transistor_architecture": "planar"}, "the facts given say what `PD` is"),
        ("PD", "TPP", {"desinged": "yes"}, "desinged"),
    ],
)
def test_bad_questions(engine: Engine, across: str, down: str, given: dict[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        engine.drafting.regions("us-2023", across, down, given=given)


def test_quantities_are_exact_and_stand_beside_the_status(engine: Engine) -> None:
    (one,) = engine.drafting.quantities(
        "us-2023", ["TPP", "PD"], words=["designed_or_marketed_for_datacenter"], items=["A10"]
    )

    assert ("A10", "not_controlled", Fraction(2000), Fraction(500, 157), "yes") == (
        one.item,
        one.status,
        one.values["TPP"].low,
        one.values["PD"].low,
        one.words["designed_or_marketed_for_datacenter"],
    )


@pytest.mark.parametrize(
    ("rules", "kind", "expected"),
    [
        ("us-2022", None, {"total_io": 1, "TPP": 1}),
        ("us-2023", None, {"TPP": 3, "PD": 3}),
        ("us-letters-2025", None, {"dram_bandwidth": 1, "total_io": 1}),
        ("us-2024-12", "hbm", {"memory_bandwidth_density": 1}),
        ("ca-2024", None, {}),
    ],
)
def test_what_is_compared_with_most_numbers_comes_first(
    engine: Engine, rules: str, kind: str | None, expected: dict[str, int]
) -> None:
    assert list(expected.items()) == [
        (one.name, len(one.cuts)) for one in engine.drafting.compared(rules, kind=kind)
    ]


def test_what_is_given_is_not_compared(engine: Engine) -> None:
    given = {"fp16_tflops": "312", "die_area_mm2": "826", "transistor_architecture": "finfet"}

    assert [] == engine.drafting.compared("us-2023", given=given)
    with pytest.raises(InputError, match="compares no quantity of a chip with numbers"):
        engine.drafting.regions("us-2023", given=given)


def test_a_plane_is_of_what_is_compared_most(engine: Engine) -> None:
    found = engine.drafting.regions("us-2022")

    assert ("TPP", "total_io") == (found.across.name, found.down.name)
    assert 1 == sum(region.answer.controls == ("3A090.a",) for region in found.regions)
