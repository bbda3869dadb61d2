"""An argument of the wrong sort is an error that says so, whatever is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import redline
from redline import Engine, InputError

FACTS = {"fp16_tflops": "312", "die_area_mm2": "826"}
CHIPS = {"name": ["a"], "fp16_tflops": ["312"]}
BOOK = "us-2023"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return redline.load()


Ask = Callable[[Any], object]
ASKED: dict[str, Ask] = {
    "readings of determine": lambda e: e.determine(FACTS, BOOK, readings={5: "a"}),
    "readings of check": lambda e: e.check(CHIPS, BOOK, readings={5: "a"}),
    "readings of a kernel": lambda e: e.kernel(BOOK, readings={5: "a"}, kind="chip"),
    "transaction": lambda e: e.determine(FACTS, BOOK, to="CN", transaction={5: "a"}),
    "progress": lambda e: e.check(CHIPS, BOOK, progress=5),
    "name too long for a path": lambda e: e.check("x" * 10_000, BOOK),
    "readings of a diff": lambda e: e.drafting.diff("us-2022", BOOK, catalog=CHIPS, before_readings=5),
    "what to vary": lambda e: e.drafting.sweep(BOOK, {5: "1..2"}, catalog=CHIPS),
    "weight": lambda e: e.drafting.sweep(BOOK, {"a_tpp": "1000..5000"}, catalog=CHIPS, weight=[]),
    "metric": lambda e: e.drafting.lag(BOOK, 5, catalog=CHIPS),
    "conditions": lambda e: e.drafting.lag(BOOK, "TPP", catalog=CHIPS, where=5),
    "facts of a make": lambda e: e.drafting.lag(BOOK, "TPP", catalog=CHIPS, same=[[]]),
    "date": lambda e: e.drafting.lag(BOOK, "TPP", catalog=CHIPS, dated=[]),
    "item to redesign": lambda e: e.drafting.redesign(5, BOOK, catalog=CHIPS),
    "series": lambda e: e.drafting.shift("us-2022", BOOK, catalog=CHIPS, series=5),
}


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED.keys())
def test_argument_of_the_wrong_sort_is_an_input_error(engine: Engine, ask: Ask) -> None:
    with pytest.raises(InputError):
        ask(engine)


def test_very_many_unknown_names_make_a_short_error(engine: Engine) -> None:
    chips = {"name": [f"chip {n}" for n in range(3000)], "fp16_tflops": [1.0] * 3000}

    with pytest.raises(InputError) as error:
        engine.check(chips, BOOK, items=[f"no such {n}" for n in range(2000)])
    assert [51, "and 1,950 more errors like these"] == [
        len(error.value.diagnostics),
        error.value.diagnostics[-1].message,
    ]


def test_very_long_name_makes_a_short_error(engine: Engine) -> None:
    with pytest.raises(InputError) as error:
        engine.check(CHIPS, BOOK, items=["n" * 100_000])
    assert len(str(error.value)) < 5000


def test_two_spellings_of_one_name_in_unicode_are_one_name(engine: Engine) -> None:
    twins = {"name": ["Z\u00fcrich", "Zu\u0308rich"], "fp16_tflops": [1.0, 2.0]}
    with pytest.raises(InputError, match="is there twice"):
        engine.check(twins, BOOK)

    one = {"name": ["Zu\u0308rich"], "fp16_tflops": [1.0]}
    assert ["Z\u00fcrich"] == list(engine.check(one, BOOK, items=["Zu\u0308rich"]).catalog.names)


def test_mapped_parts_beside_a_column_of_the_same_parts(engine: Engine, tmp_path: Any) -> None:
    mapping = tmp_path / "map.toml"
    mapping.write_text('[columns]\nDice = { fact = "dies" }\n', encoding="utf-8")
    data = b"name,Dice,dies\na,1x250@5,1x300@5\n"
    with pytest.raises(InputError, match="`dies` is given by a mapped column too"):
        engine.catalog(data, mapping=mapping)

    mapping.write_text('ignore = ["dies"]\n[columns]\nDice = { fact = "dies" }\n', encoding="utf-8")
    assert 1 == len(engine.catalog(data, mapping=mapping))
