"""The kernel gives the outcomes of the exact interpreter, however the work is cut up."""

from __future__ import annotations

import datetime as dt
import pickle
from collections.abc import Mapping
from fractions import Fraction
from random import Random
from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from redline import model
from redline.catalog import Catalog, NumberColumn, PartsColumn
from redline.catalog.input import read_columns
from redline.diagnostics import InputError
from redline.exact.completion import Completions
from redline.kernel import Kernel
from redline.program.lower import lower
from redline.units import ONE
from redline.values import Status
from tests.support import generated

Outcomes = dict[str, list[Status]]

quick = settings(
    deadline=None,
    # The examples are large and slow to shrink; a failure prints the program, which says more.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


def interpreted(books: list[model.Rulebook], catalog: Catalog, readings: Mapping[str, str]) -> Outcomes:
    """Decide every row by the interpreter and the exact search."""
    program = lower(generated.KIND, books, readings)
    items = [Completions(program, catalog.item(row)) for row in range(len(catalog))]
    return {
        rulebook.id: [Status.of(item.answer(rulebook.status)) for item in items]
        for rulebook in program.rulebooks
    }


def computed(kernel: Kernel, catalog: Catalog) -> Outcomes:
    """Decide every row by the kernel."""
    return {name: [Status(int(code)) for code in codes] for name, codes in kernel.run(catalog).status.items()}


@settings(quick, max_examples=60)
@given(generated.rulebooks(), generated.catalogs(), generated.readings, st.sampled_from((1, 100)))
def test_kernel_equals_interpreter(
    book: model.Rulebook, catalog: Catalog, readings: dict[str, str], many: int
) -> None:
    kernel = Kernel(lower(generated.KIND, [book], readings), many=many)

    assert interpreted([book], catalog, readings) == computed(kernel, catalog)


@settings(quick, max_examples=15)
@given(
    generated.rulebooks("one"),
    generated.rulebooks("two"),
    generated.catalogs(),
    generated.readings,
    st.sampled_from((1, 100)),
)
def test_rulebooks_do_not_influence_each_other(
    one: model.Rulebook, two: model.Rulebook, catalog: Catalog, readings: dict[str, str], many: int
) -> None:
    apart = [computed(Kernel(lower(generated.KIND, [book], readings)), catalog) for book in (one, two)]

    together = [
        computed(Kernel(lower(generated.KIND, books, readings), many=many), catalog)
        for books in ([one, two], [two, one])
    ]

    assert [apart[0] | apart[1]] * 2 == together


@settings(quick, max_examples=10)
@given(generated.rulebooks(), generated.catalogs(), st.randoms(use_true_random=False))
def test_row_order_does_not_matter(book: model.Rulebook, catalog: Catalog, random: Random) -> None:
    kernel = Kernel(lower(generated.KIND, [book]))
    order = list(range(len(catalog)))
    random.shuffle(order)

    shuffled = computed(kernel, catalog.take(order))["book"]

    assert [computed(kernel, catalog)["book"][row] for row in order] == shuffled


@settings(quick, max_examples=15)
@given(
    generated.rulebooks(),
    generated.catalogs(),
    st.integers(1, 5),
    st.integers(1, 3),
    st.sampled_from((1, 100)),
)
def test_blocks_and_threads_do_not_matter(
    book: model.Rulebook, catalog: Catalog, block: int, threads: int, many: int
) -> None:
    program = lower(generated.KIND, [book])

    assert computed(Kernel(program), catalog) == computed(
        Kernel(program, threads=threads, block=block, many=many), catalog
    )


def kernel_of(condition: model.Condition) -> Kernel:
    """Compile a rulebook of one control with this condition."""
    return Kernel(lower(generated.KIND, [book_of(condition)]))


def book_of(condition: model.Condition, id_: str = "book") -> model.Rulebook:
    control = model.Control("1", generated.KIND, "", condition)
    return model.Rulebook(id_, "", "r", dt.date(2022, 1, 1), None, None, (control,))


def fact(name: str) -> model.FactRef:
    return model.FactRef({fact.name: fact for fact in generated.NUMBER_FACTS}[name])


def at_least(left: model.Expression, number: str) -> model.Comparison:
    return model.Comparison(">=", left, model.Quantity(Fraction(number), ONE))


DENSITY = model.Arithmetic("/", fact("speed"), fact("size"), ONE)


def test_quotient_on_the_line_is_decided_exactly() -> None:
    kernel = kernel_of(at_least(DENSITY, "5.92"))

    outcomes = kernel({"speed": np.array([597.328, 597.327, 597.329]), "size": np.full(3, 100.9)})

    assert outcomes["book"].tolist() == [1, 0, 1]


@pytest.mark.parametrize(("operator", "expected"), [(">=", 1), (">", 0), ("<=", 1), ("<", 0)])
def test_two_zeros_are_equal(operator: Any, expected: int) -> None:
    kernel = kernel_of(model.Comparison(operator, fact("speed"), fact("link")))

    assert kernel({"speed": np.zeros(1), "link": np.zeros(1)})["book"].tolist() == [expected]


def test_comparison_of_two_unknown_quantities_stays_open() -> None:
    planar, ring = (model.Is(generated.CATEGORY, (word,)) for word in ("planar", "ring"))
    pair = model.Comparison(">=", fact("total"), fact("link"))
    kernel = kernel_of(model.All((model.Any((at_least(fact("speed"), "7"), planar, pair)), ring)))

    assert kernel({"speed": [1.0], "shape": ["ring"]})["book"].tolist() == [Status.UNDETERMINED]


def test_zero_times_an_unknown_quantity_is_zero() -> None:
    planar = model.Is(generated.CATEGORY, ("planar",))
    nothing = model.Arithmetic("*", model.Quantity(Fraction(0), ONE), fact("speed"), ONE)
    kernel = kernel_of(model.All((model.Any((planar, at_least(nothing, "1"))), model.Not(planar))))

    assert kernel({"size": np.ones(1)})["book"].tolist() == [Status.NOT_CONTROLLED]
    assert kernel({"speed": np.array([np.nan, 5.0])})["book"].tolist() == [Status.NOT_CONTROLLED] * 2


def test_rows_on_the_line_are_counted() -> None:
    kernel = kernel_of(at_least(DENSITY, "5.92"))
    columns = {"speed": np.array([597.328, 1.0]), "size": np.full(2, 100.9)}

    run = kernel.run(read_columns(columns, [generated.KIND]))

    assert (run.rechecked, run.completed) == (1, 0)


def test_fact_on_the_line_needs_no_second_look() -> None:
    kernel = kernel_of(at_least(fact("speed"), "5.92"))

    run = kernel.run(read_columns({"speed": np.array([5.92, 5.919999, np.nan])}, [generated.KIND]))

    assert (run.status["book"].tolist(), run.rechecked) == ([1, 0, 2], 0)


def test_text_that_no_float_holds_is_decided_by_its_text() -> None:
    kernel = kernel_of(at_least(fact("speed"), "600"))
    text = Fraction("599.99999999999999999")
    column = NumberColumn(np.array([600.0]), np.array([600.0]), {0: (text, text)})

    run = kernel.run(Catalog(generated.KIND, ["x"], {"speed": column}))

    assert run.status["book"].tolist() == [0]


@pytest.mark.parametrize(("operator", "status"), [(">=", 1), (">", 0), ("<=", 1), ("<", 0)])
def test_zero_and_zero_are_equal(operator: Literal[">=", ">", "<=", "<"], status: int) -> None:
    kernel = kernel_of(model.Comparison(operator, fact("speed"), fact("total")))

    outcomes = kernel({"speed": np.array([0.0]), "total": np.array([0.0])})

    assert outcomes["book"].tolist() == [status]


def test_quotient_that_may_not_exist_is_not_surely_at_least_zero() -> None:
    kernel = kernel_of(at_least(model.Arithmetic("/", fact("speed"), fact("link"), ONE), "0"))

    outcomes = kernel({"speed": np.array([1.0, 1.0]), "link": np.array([np.nan, 1.0])})

    assert outcomes["book"].tolist() == [2, 1]


@pytest.mark.parametrize("many", [1, 100])
def test_rulebooks_without_number(many: int) -> None:
    books = [book_of(at_least(DENSITY, str(number)), f"over {number:02}") for number in range(40)]
    kernel = Kernel(lower(generated.KIND, books), many=many)

    outcomes = kernel({"speed": np.array([55.0, np.nan, 70.0]), "size": np.array([2.0, 2.0, np.nan])})

    assert [[1, 2, 2], [0, 2, 2]] == [outcomes[book].tolist() for book in ("over 27", "over 28")]


ON_LINE = {"speed": np.array([597.328]), "size": np.array([100.9])}
ON_LINE_AND_MORE = model.All((at_least(DENSITY, "5.92"), model.Not(at_least(fact("total"), "7"))))


def test_zero_with_a_sign_is_zero() -> None:
    kernel = kernel_of(ON_LINE_AND_MORE)

    assert kernel(ON_LINE | {"total": np.array([-0.0])})["book"].tolist() == [1]


@pytest.mark.parametrize("column", [{"link": np.array([-1.0])}, {"link": np.array([np.inf])}])
def test_column_that_no_rule_reads_is_refused_as_by_every_door(column: dict[str, object]) -> None:
    with pytest.raises(InputError, match="column `link`, row 1"):
        kernel_of(at_least(DENSITY, "5.92"))(ON_LINE | column)


@pytest.mark.parametrize("number", [1e-40, 5e-324])
def test_number_too_small_for_a_quantity_is_named_where_an_outcome_rests_on_it(number: float) -> None:
    with pytest.raises(InputError) as error:
        kernel_of(ON_LINE_AND_MORE)(ON_LINE | {"total": np.array([number])})

    assert "column `total`, row 1" in error.value.diagnostics[0].message


def test_pickled_kernel_gives_the_same() -> None:
    kernel = kernel_of(at_least(DENSITY, "5.92"))
    columns = {"speed": np.array([597.328, 7.0, np.nan]), "size": np.array([100.9, 7.0, 7.0])}

    again = pickle.loads(pickle.dumps(kernel))  # noqa: S301 - our own bytes

    assert kernel(columns)["book"].tolist() == again(columns)["book"].tolist() == [1, 0, 2]


def test_no_columns_are_no_catalog() -> None:
    with pytest.raises(InputError, match="no facts are given"):
        kernel_of(at_least(fact("speed"), "1"))({})


def test_an_empty_catalog_has_no_outcomes() -> None:
    assert kernel_of(at_least(fact("speed"), "1"))({"speed": np.array([])})["book"].tolist() == []


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"speed": [1.0, -2.0]}, "column `speed`, row 2: `-2` is not a quantity, 0 or more"),
        (
            {"speed": [1.0, np.inf], "size": [1.0, 1.0]},
            "column `speed`, row 2: `inf` is not a quantity, 0 or more",
        ),
        (
            {"speed": [1.0, 1.0], "size": [1.0, np.inf]},
            "column `size`, row 2: `inf` is not a quantity above 0",
        ),
        ({"size": [0.0, 1.0]}, "column `size`, row 1: `0` is not a quantity above 0"),
        ({"marketed": [0.0, 0.5]}, "column `marketed`, row 2: `0.5` is not 1, 0 or NaN"),
        ({"shape": ["fin", "flat"]}, "column `shape`, row 2: `flat` is not a word for `shape`"),
        ({"sped": [1.0]}, "none of `sped` is a known fact"),
        ({"speed": [1.0], "size": [1.0, 2.0]}, "the columns differ in length"),
        ({"speed": [[1.0]]}, "column `speed` has 2 dimensions"),
    ],
)
def test_bad_arrays_are_named(columns: dict[str, list[object]], message: str) -> None:
    condition = model.All(
        (at_least(DENSITY, "1"), model.Holds(generated.YES_NO[0]), model.Is(generated.CATEGORY, ("fin",)))
    )

    with pytest.raises(InputError) as error:
        kernel_of(condition)({name: np.array(values) for name, values in columns.items()})

    assert message in error.value.diagnostics[0].message


def test_aggregate_over_parts_that_perhaps_count_is_not_surely_a_quantity() -> None:
    area, node = (model.FactRef(each) for each in generated.PARTS.facts)
    small = model.Comparison("<", node, model.Quantity(Fraction(7), ONE))
    condition = at_least(model.Aggregate("largest", generated.PARTS, area, small, ONE), "0")
    blank, stated = np.array([np.nan]), np.array([16.0])
    facts = {"area": NumberColumn(stated, stated), "node": NumberColumn(blank, blank)}
    column = PartsColumn(np.array([0, 1]), np.array([True]), facts)

    (status,) = kernel_of(condition).run(Catalog(generated.KIND, ["x"], {"parts": column})).status.values()

    assert [Status.UNDETERMINED] == status.tolist()
