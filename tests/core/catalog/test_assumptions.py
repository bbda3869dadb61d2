"""Transactions: what is stated, what is assumed, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from redline import model
from redline.catalog import Catalog, CategoryColumn, Column, NumberColumn, YesNoColumn
from redline.catalog.assumptions import FilledIn, check_stated, fill_in
from redline.countries import country_codes
from redline.diagnostics import InputError

CODES = country_codes()
CN, SG, US = (CODES.index(code) for code in ("CN", "SG", "US"))


def country(name: str) -> model.Fact:
    return model.Fact(name, "country", categories=CODES)


TRANSACTION = model.Transaction(
    (
        country("parent"),
        country("headquarters"),
        country("destination"),
        country("origin"),
        model.Fact("quantity", "number", positive=True),
        model.Fact("attested", "yes/no"),
    ),
    (
        ("parent", "headquarters"),
        ("headquarters", "destination"),
        ("origin", "US"),
        ("quantity", "1"),
        ("attested", "no"),
    ),
)
KIND = model.ItemKind("chip", "a chip", transaction=TRANSACTION)


def completed(stated: dict[str, str] | None = None, **columns: Column) -> FilledIn:
    return fill_in(Catalog(KIND, ["a", "b"], columns), stated or {})


def codes(done: FilledIn, fact: str) -> list[int] | None:
    column = done.catalog.columns.get(fact)
    return None if column is None else [int(code) for code in column.codes]  # type: ignore[union-attr]


def test_one_transaction_is_said_of_every_row() -> None:
    assert [CN, CN] == codes(completed({"destination": "CN"}), "destination")


def test_names_of_countries_are_read() -> None:
    assert [CN, CN] == codes(completed({"destination": "China"}), "destination")


def test_a_cell_counts_before_what_is_said_of_every_row() -> None:
    done = completed({"destination": "CN"}, destination=CategoryColumn(np.array([SG, -1], np.int16)))

    assert [SG, CN] == codes(done, "destination")


@pytest.mark.parametrize(
    ("stated", "columns", "said"),
    [
        (
            {"destination": "CN"},
            {"destination": CategoryColumn(np.array([SG, -1], np.int16))},
            "1 row states",
        ),
        (
            {"destination": "CN"},
            {"destination": CategoryColumn(np.array([SG, SG], np.int16))},
            "2 rows state",
        ),
        ({"destination": "CN"}, {"destination": CategoryColumn(np.array([CN, -1], np.int16))}, None),
        ({"destination": "CN"}, {}, None),
        ({"attested": "yes"}, {"attested": YesNoColumn(np.array([0, 1], np.int8))}, "1 row states"),
        (
            {"quantity": "5"},
            {"quantity": NumberColumn(np.array([5.0, np.nan]), np.array([6.0, np.nan]))},
            "1 ",
        ),
        (
            {"quantity": "5"},
            {"quantity": NumberColumn(np.array([5.0, np.nan]), np.array([5.0, np.nan]))},
            None,
        ),
    ],
)
def test_rows_that_state_something_else_are_told(
    stated: dict[str, str], columns: dict[str, Column], said: str | None
) -> None:
    (name, text), *_ = stated.items()
    lines = [each.message for each in completed(stated, **columns).catalog.warnings]
    start = f"`{name}` is stated as `{text}` for blank cells, and {said}"

    assert [True] * (said is not None) == [
        line.startswith(start) and line.endswith("first is `a`") for line in lines
    ]


def test_assumption_takes_the_value_of_another_fact_row_by_row() -> None:
    done = completed(
        destination=CategoryColumn(np.array([SG, CN], np.int16)),
        headquarters=CategoryColumn(np.array([CN, -1], np.int16)),
    )

    assert ([CN, CN], [CN, CN]) == (codes(done, "headquarters"), codes(done, "parent"))


def test_assumed_facts_are_told_row_by_row() -> None:
    done = completed(
        destination=CategoryColumn(np.array([SG, CN], np.int16)),
        headquarters=CategoryColumn(np.array([CN, -1], np.int16)),
        attested=YesNoColumn(np.array([1, 1], np.int8)),
    )

    assert [{"parent", "origin", "quantity"}, {"parent", "headquarters", "origin", "quantity"}] == [
        {*done.assumed_in(0)},
        {*done.assumed_in(1)},
    ]


def test_nothing_is_assumed_from_an_unknown_fact() -> None:
    done = completed()

    assert (None, None, ()) == (
        codes(done, "destination"),
        codes(done, "headquarters"),
        tuple(name for name in done.assumed_in(0) if name in ("headquarters", "parent")),
    )


def test_words_and_numbers_are_assumed() -> None:
    done = completed()
    quantity = done.catalog.columns["quantity"]

    assert isinstance(quantity, NumberColumn)
    assert ([US, US], [1, 1], [0, 0]) == (codes(done, "origin"), list(quantity.low), codes(done, "attested"))


def test_unknown_country_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match=r"`Chian` is no country\n.*did you mean `China` \(CN\)"):
        check_stated({"destination": "Chian"}, TRANSACTION)


def test_word_of_another_fact_is_refused_with_that_fact() -> None:
    region = model.Fact("region", "category", categories=("none", "crimea"))
    transaction = model.Transaction((country("destination"), region))

    with pytest.raises(InputError, match=r"`Crimea` is no country\n.*another fact: `region=crimea`"):
        check_stated({"destination": "Crimea"}, transaction)


def test_unknown_fact_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match="`desination`\n  help: did you mean `destination`"):
        check_stated({"desination": "CN"}, TRANSACTION)


def test_quantity_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="`-3` is negative"):
        check_stated({"quantity": "-3"}, TRANSACTION)


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        check_stated({"quantity": "0", "destination": "ZZ", "x": "1"}, TRANSACTION)

    assert 3 == len(caught.value.diagnostics)
