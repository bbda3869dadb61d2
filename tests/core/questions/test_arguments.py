"""What a program may ask with: several rulebooks in any iterable, and things of the wrong sort."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import redline
from redline import Engine, InputError

ENGINE = redline.load()
RESULT = ENGINE.check(None, "us-2023", items=["A100 SXM4 80GB", "H200 SXM 141GB"])
FACTS = {"fp16_tflops": "312", "die_area_mm2": "826"}


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (["us-2023", "us-2022"], ["us-2023", "us-2022"]),
        (("us-2023", "us-2022"), ["us-2023", "us-2022"]),
        ((name for name in ("us-2023", "us-2022")), ["us-2023", "us-2022"]),
        ({"us-2023": 1, "us-2022": 2}.keys(), ["us-2023", "us-2022"]),
        ({"us-2023", "us-2022"}, ["us-2022", "us-2023"]),
        (frozenset({"us-2023", ENGINE.rulebook("us-2022")}), ["us-2022", "us-2023"]),
        (["us-2023"], ["us-2023"]),
    ],
)
def test_several_rulebooks_give_a_list_in_their_order(rules: Any, expected: list[str]) -> None:
    assert expected == [one.rulebook for one in ENGINE.determine(FACTS, rules)]


@pytest.mark.parametrize("rules", ["us-2023", ENGINE.rulebook("us-2023")])
def test_one_rulebook_gives_one_determination(rules: Any) -> None:
    assert "us-2023" == ENGINE.determine(FACTS, rules).rulebook


def test_rulebooks_from_an_iterator_are_read_once() -> None:
    readings = ENGINE.analyses.readings(None, iter(["us-2022", "us-2023"]), items=["A100 SXM4 80GB"])

    assert [] == [one for one in readings if one.rulebook not in {"us-2022", "us-2023"}]


WRONG: dict[str, tuple[Callable[[Engine], object], str]] = {
    "kind of determine": (lambda e: e.determine(FACTS, "us-2023", kind=["chip"]), "`kind` is `['chip']`"),  # type: ignore[call-overload]
    "kind of kernel": (lambda e: e.kernel("us-2023", kind=["chip"]), "`kind` is `['chip']`, not text"),  # type: ignore[arg-type]
    "item of timeline": (lambda e: e.analyses.timeline(3, "us"), "`3` is not the name of an item"),  # type: ignore[arg-type]
    "no regime": (lambda e: e.analyses.timeline("L4", None), "`None` is not the name of a regime"),  # type: ignore[arg-type]
    "rulebooks": (lambda e: e.kernel(None), "`None` does not name a rulebook"),  # type: ignore[arg-type]
    "two rulebooks": (lambda e: e.rulebook(["us-2022", "us-2023"]), "does not name a rulebook"),  # type: ignore[arg-type]
    "no rulebook": (lambda e: e.rulebook([]), "`[]` does not name a rulebook"),  # type: ignore[arg-type]
    "source of nothing": (lambda e: e.source("us-2O23"), "there is no rulebook `us-2O23`"),
    "columns": (lambda e: e.kernel("us-2023")(None), "`None` is not a catalog"),
    "row past the end": (lambda _: RESULT.determination(2), "there is no row `2`"),
    "row before the first": (lambda _: RESULT.determination(-1), "there is no row `-1`"),
    "row by name": (lambda _: RESULT.determination("L4"), "there is no row `'L4'`"),  # type: ignore[arg-type]
    "rows past the end": (lambda _: RESULT.take([0, 9999]), "there is no row `9999`"),
    "rows as a mask": (lambda _: RESULT.take([True, False]), "there is no row `True`"),
    "rows as text": (lambda _: RESULT.take("01"), "`'01'` is not a list of rows"),  # type: ignore[arg-type]
    "rows as lists": (lambda _: RESULT.take([[0], [0, 1]]), "there is no row `[0]`"),  # type: ignore[list-item]
    "row of a catalog": (lambda _: RESULT.catalog.item(2), "there is no row `2`"),
    "item of a result": (lambda _: RESULT.item(3), "`3` is not the name of an item"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize(("ask", "expected"), WRONG.values(), ids=WRONG.keys())
def test_wrong_sort_is_refused(ask: Callable[[Engine], object], expected: str) -> None:
    with pytest.raises(InputError) as caught:
        ask(ENGINE)

    assert expected in str(caught.value)


def test_rows_are_taken_from_any_list_of_numbers() -> None:
    taken = [RESULT.take(rows).catalog.names for rows in ([1], (1,), range(1, 2), np.array([1]))]

    assert [["H200 SXM 141GB"]] * 4 == [list(names) for names in taken]
    assert 0 == len(RESULT.take([]))


def test_source_of_a_rulebook_by_its_id() -> None:
    assert ENGINE.source(ENGINE.rulebook("us-2023")) == ENGINE.source("us-2023")


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"name": ["a", "b"]}, 2),
        ({"foo": np.zeros(3), "zzz": "one value", "name": ["a", "b", "c"]}, 3),
    ],
)
def test_kernel_answers_for_as_many_items_as_there_are(columns: dict[str, Any], expected: int) -> None:
    assert [2] * expected == ENGINE.kernel("us-2023")(columns)["us-2023"].tolist()


@pytest.mark.parametrize("columns", [{"foo": [1, 2], "bar": [1]}, {"foo": [1, 2], "fp16_tflops": [1.0]}])
def test_columns_that_nobody_knows_have_the_same_length_too(columns: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="columns differ in length"):
        ENGINE.kernel("us-2023")(columns)


def test_texts_of_a_result_are_shown_in_few_words() -> None:
    assert len(repr(RESULT.texts)) < 1000


def test_keys_of_licenses_are_those_that_the_reference_names() -> None:
    (licenses,) = ENGINE.check(None, "us-2023", items=["L4"], to="CN").licenses

    assert {"license", "exception NAC", "policy case_by_case"} <= licenses.keys()
    assert {name.split()[0] for name in licenses} == {"license", "exception", "policy"}
    assert ({},) == ENGINE.check(None, "us-2023", items=["L4"]).licenses
