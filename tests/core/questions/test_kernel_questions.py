"""A kernel is compiled for a whole question, and answers it as `check` does."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest

import redline

ENGINE = redline.load()
CHIP = {"fp16_tflops": np.array([312.0]), "die_area_mm2": np.array([826.0])}


def test_answers_are_in_the_order_asked_for() -> None:
    asked = ["us-2023", "cn-2026-01", "us-2022"]
    kernel = ENGINE.kernel(asked, kind="chip", to="CN")

    assert asked == list(kernel(CHIP))
    assert asked == list(pickle.loads(pickle.dumps(kernel))(CHIP))  # noqa: S301 made a line ago


def test_rows_that_name_items_are_put_to_check() -> None:
    kernel = ENGINE.kernel("us-2023", kind="chip")

    with pytest.raises(redline.InputError, match="rows name items of a catalog"):
        kernel({"item": ["H100 SXM5 80GB"], "destination": ["CN"]})


def test_rows_with_days_of_their_own_are_put_to_check() -> None:
    rows = CHIP | {"export_date": np.array(["2024-06-01"], "M8[D]")}

    with pytest.raises(redline.InputError, match="a kernel is compiled for one day"):
        ENGINE.kernel("us", kind="chip", to="CN")(rows)
    (codes,) = ENGINE.kernel("us", kind="chip", to="CN", on="2024-06-01")(rows).values()
    assert [1] == codes.tolist()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ({"to": "Chyna"}, "`Chyna` is no country"),
        ({"to": "CN", "transaction": {"quantity": "-1"}}, "`-1` is negative"),
        ({"to": "CN", "transaction": {"destination": "US"}}, "stated twice"),
    ],
)
def test_bad_question_is_refused_when_it_is_compiled(question: Any, expected: str) -> None:
    with pytest.raises(redline.InputError, match=expected):
        ENGINE.kernel("us-2023", kind="chip", **question)


def test_one_text_on_two_days_is_two_kernels() -> None:
    with pytest.raises(redline.InputError, match="`cn-2026-01` is asked for on 2026-02-01 and on 2026-11-20"):
        ENGINE.kernel(["cn@2026-02-01", "cn@2026-11-20"], kind="material")


def test_one_text_on_two_days_has_two_answers() -> None:
    days = ["cn@2026-02-01", "cn@2026-11-20"]
    apart = [ENGINE.check("materials", [day]).status[:, 0].tolist() for day in days]

    assert apart[0] != apart[1]
    assert apart == ENGINE.check("materials", days).status.T.tolist()
    assert apart[::-1] == ENGINE.check("materials", days[::-1]).status.T.tolist()


def test_grid_has_a_largest_size() -> None:
    vary = {"a_tpp": "4000..5000", "b_pd": "5..6"}

    with pytest.raises(redline.InputError, match="has more than 4,000,000 points"):
        ENGINE.drafting.sweep("us-2023", vary, grid=(10**6, 10**6))
