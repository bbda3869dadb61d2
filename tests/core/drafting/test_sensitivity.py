"""Outcomes within errors, held against samples of the items within them."""

from __future__ import annotations

import itertools
from fractions import Fraction
from functools import cache
from random import Random

from attrs import evolve

import redline
from redline.catalog import Item
from redline.cli.listings.sensitivity import sensitivity
from redline.drafting.sensitivity import Firm, Sensitivity
from redline.values import Value
from tests.support.put_back import statuses

ERRORS = {"die_area_mm2": "5%", "TPP": "3%"}


@cache
def engine() -> redline.Engine:
    return redline.load()


@cache
def found() -> Sensitivity:
    return engine().drafting.sensitivity("us-2023", ERRORS)


@cache
def catalog() -> redline.Catalog:
    return engine().check(None, rules="us-2023").catalog


def samples(item: Item, seed: int, only: str | None = None) -> list[Item]:
    """Return versions of an item at the ends of errors, and within them."""
    random = Random(seed)  # noqa: S311 - a sample, and no secret
    errors = {name: error for name, error in found().errors if only in (None, name)}
    area = "die_area_mm2"
    chosen: list[dict[str, float]] = [
        {name: (x if name == area else y) for name in errors}
        for x, y in itertools.product((-1, 0, 1), repeat=2)
    ]
    chosen += [{name: random.uniform(-1, 1) for name in errors} for _ in range(4)]
    return [evolve(item, numbers=_shifted(item, errors, one)) for one in chosen]


def _shifted(item: Item, errors: dict[str, Fraction], shares: dict[str, float]) -> dict[str, Value]:
    numbers = dict(item.numbers)
    for name, share in shares.items():
        if name in numbers:
            factor = 1 + errors[name] * Fraction(share)
            value = numbers[name]
            assert value.high is not None
            numbers[name] = Value(value.low * factor, value.high * factor)
    return numbers


def test_stable_outcomes_hold_in_every_sample_and_fragile_ones_do_not() -> None:
    versions, owners = [], []
    for row, one in enumerate(found().items):
        if one.firmness != "undetermined":
            drawn = samples(catalog().item(row), row)
            versions += drawn
            owners += [one] * len(drawn)

    answers = statuses(engine(), catalog().kind, versions, "us-2023")

    seen: dict[str, set[str]] = {}
    for one, status in zip(owners, answers, strict=True):
        seen.setdefault(one.item, set()).add(status)
    for one in found().items:
        if one.firmness == "stable":
            assert {one.status} == seen[one.item], one.item
        elif one.firmness == "fragile":
            assert seen[one.item] - {one.status}, one.item
    assert {"stable", "fragile", "undetermined"} == {one.firmness for one in found().items}


def test_facts_that_flip_by_themselves_do() -> None:
    for row, one in enumerate(found().items):
        for fact in one.flips:
            answers = statuses(
                engine(), catalog().kind, samples(catalog().item(row), row, only=fact), "us-2023"
            )
            assert set(answers) - {one.status}, (one.item, fact)


def test_fact_that_settles_an_item_is_its_only_missing_one() -> None:
    wants = found().wants
    open_ = {one.item for one in found().items if one.firmness == "undetermined"}

    assert wants
    for want in wants:
        assert set(want.settles) <= set(want.has_part) <= open_
        for item in want.settles[:3]:
            (one,) = engine().check(None, rules="us-2023").item(item)
            assert (want.fact,) == one.missing


def test_fact_that_is_not_stated_has_no_error() -> None:
    columns = {"name": ["it"], "fp16_tflops": ["100"], "designed_or_marketed_for_datacenter": ["yes"]}

    one = engine().drafting.sensitivity("us-2023", {"die_area_mm2": "5%"}, catalog=columns).items[0]

    assert ("undetermined", ()) == (one.firmness, one.flips)


def test_item_that_takes_several_errors_says_so() -> None:
    one = Firm("Both", "not_controlled", "fragile", (), ())

    assert "Both  not controlled  fragile  several at once" in sensitivity(
        Sensitivity("us-2023", (("TPP", Fraction(1, 20)),), (one,), ())
    )
