"""Functions that plugins add: exact at the line, sound for what is not known, to blame for their faults."""

from __future__ import annotations

import datetime as dt
import math
import pickle
from fractions import Fraction
from random import Random
from typing import Any

import numpy as np
import pytest
from attrs import evolve

from redline import InputError, Kernel, PluginError, Value, model
from redline.catalog import Item
from redline.evidence.phrase import expression_text
from redline.exact import bounds
from redline.exact.completion import Settled, settle
from redline.host.discover import Offer, Plugin
from redline.host.guards import guarded_function
from redline.model import Condition
from redline.plugins import Function
from redline.program import Program
from redline.program.lower import lower
from redline.units import ONE
from redline.values import NOT_APPLICABLE, UNKNOWN, known
from tests.support import generated
from tests.support.functions import DIGITS, LEVEL, ROOT, SHARE, level, root

SIZE, SPEED, TOTAL, LINK = (model.FactRef(fact) for fact in generated.NUMBER_FACTS)


def call(function: Function, *arguments: model.Expression) -> model.Call:
    return model.Call(function, arguments, function.unit)


def at_least(left: model.Expression, right: str) -> model.Comparison:
    return model.Comparison(">=", left, model.Quantity(Fraction(right), ONE))


def below(left: model.Expression, right: str) -> model.Comparison:
    return model.Comparison("<", left, model.Quantity(Fraction(right), ONE))


def over(condition: Condition) -> Program:
    control = model.Control("1", generated.KIND, "", condition)
    book = model.Rulebook("book", "", "r", dt.date(2022, 1, 1), None, None, (control,))
    return lower(generated.KIND, [book])


def statuses(of: Program, many: int = 100, **columns: Any) -> list[int]:
    codes: list[int] = Kernel(of, many=many)(columns)["book"].tolist()
    return codes


def settled(of: Program, **facts: str) -> Settled:
    numbers = {}
    for name, text in facts.items():
        low, _, high = text.partition("..")
        numbers[name] = Value(Fraction(low), Fraction(high or low))
    (answer,) = settle(of, Item("x", numbers, {}, {}), [of.rulebooks[0].status])
    return answer


# --- on the line --------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [1, 10**6])
@pytest.mark.parametrize("function", [ROOT, evolve(ROOT, vector=None)], ids=["vector", "row by row"])
def test_row_on_the_line_is_decided_by_the_exact_form(function: Function, many: int) -> None:
    on_line = [number**2 / 100 for number in range(1, 60)]
    sizes = [float(np.nextafter(size, to)) for size in on_line for to in (0.0, size, 100.0)]
    for tenths in (24, 31, 57):
        cut = Fraction(tenths, 10)
        expected = [int(root(Fraction(repr(size))) >= cut) for size in sizes]

        assert expected == statuses(
            over(at_least(call(function, SIZE), str(cut))), many, size=np.array(sizes)
        )
        assert {0, 1} == set(expected)


def test_jump_is_met_exactly_at_its_place() -> None:
    sizes = [np.nextafter(7.0, 0.0), 7.0, np.nextafter(7.0, 8.0), 1.6, 1.5999999999999999, 1e9]

    assert [0, 1, 1, 0, 0, 1] == statuses(over(at_least(call(LEVEL, SIZE), "3")), size=np.array(sizes))


def test_jump_after_rounding_is_met_exactly() -> None:
    density = model.Arithmetic("/", SPEED, SIZE, ONE)  # 705.3 / 100.9 is not 7 in floats, 706.3 / 100.9 is
    speeds, sizes = np.array([706.3, 706.2999999, 16.0]), np.array([100.9, 100.9, 10.0])

    assert [1, 0, 0] == statuses(over(at_least(call(LEVEL, density), "3")), speed=speeds, size=sizes)
    assert [1, 1, 1] == statuses(over(at_least(call(LEVEL, density), "2")), speed=speeds, size=sizes)


def wrong_in_the_last_digits(number: Any) -> Any:
    return np.sqrt(number) * (1 + 9e-10)


def test_vector_form_may_be_wrong_within_the_tolerance() -> None:
    vague = evolve(ROOT, vector=wrong_in_the_last_digits)
    sizes = np.array([5.76, 5.75999999999, 5.7600001, 5.759])

    assert [1, 0, 1, 0] == statuses(over(at_least(call(vague, SIZE), "2.4")), size=sizes)


@pytest.mark.parametrize("many", [1, 10**6])
def test_large_sample_agrees_with_fractions(many: int) -> None:
    random = Random(4)  # noqa: S311 - a sample, and no secret
    sizes = [round(random.uniform(0.5, 40), random.choice([0, 1, 4])) or 1.0 for _ in range(300)]
    speeds = [round(random.uniform(0, 40), random.choice([0, 1, 4])) for _ in range(300)]
    condition = at_least(call(SHARE, call(ROOT, SPEED), call(LEVEL, SIZE)), "1")
    shares = [
        root(Fraction(repr(speed))) / (1 + level(Fraction(repr(size))))
        for speed, size in zip(speeds, sizes, strict=True)
    ]

    found = statuses(over(condition), many, size=np.array(sizes), speed=np.array(speeds))

    assert [int(share >= 1) for share in shares] == found
    assert {0, 1} == set(found)


# --- bounds -------------------------------------------------------------------------------------


def value(low: str, high: str | None = None) -> Value:
    return Value(Fraction(low), None if high is None else Fraction(high))


@pytest.mark.parametrize(
    ("function", "arguments", "expected"),
    [
        (ROOT, [value("4", "9")], value("2", "3")),
        (ROOT, [value("4")], value("2")),
        (ROOT, [known(4)], known(2)),
        (ROOT, [UNKNOWN], UNKNOWN),
        (LEVEL, [value("1", "8")], value("1", "3")),
        (SHARE, [value("6", "12"), value("1", "2")], value("2", "6")),
        (SHARE, [value("6", "12"), value("1")], value("0", "6")),
        (SHARE, [value("6"), value("1", "2")], value("2")),
        (SHARE, [known(6), Value(Fraction(0), None, low_open=True)], UNKNOWN),
        (SHARE, [known(6), NOT_APPLICABLE], NOT_APPLICABLE),
        (ROOT, [evolve(value("4", "9"), absent="maybe")], evolve(value("2", "3"), absent="maybe")),
    ],
)
def test_bounds_of_arguments_are_bounds_of_the_result(
    function: Function, arguments: list[Value], expected: Value
) -> None:
    assert expected == bounds.call(function, arguments)


# --- what is not known --------------------------------------------------------------------------


def test_range_that_agrees_decides() -> None:
    assert Settled(truth=True) == settled(over(at_least(call(ROOT, SIZE), "3")), size="9..16")
    assert Settled(truth=False) == settled(over(at_least(call(ROOT, SIZE), "5")), size="9..16")


def test_unknown_argument_is_shown_to_matter_by_completions() -> None:
    condition = at_least(call(SHARE, SPEED, SIZE), "3")

    assert Settled(None, ("speed",)) == settled(over(condition), size="1")
    assert Settled(None, ("size",)) == settled(over(condition), speed="10")
    assert Settled(None, ("size",)) == settled(over(condition), speed="10", size="0.1..200")


def test_both_sides_of_a_number_give_one_answer_that_is_not_proven() -> None:
    either = model.Any((at_least(call(ROOT, SIZE), "3"), below(call(ROOT, SIZE), "3")))

    assert Settled(truth=True) == settled(over(either))
    assert settled(over(model.Any((at_least(call(ROOT, SIZE), "3"), below(SIZE, "10"))))).truth is True


def test_values_that_a_jump_passes_over_are_not_counted() -> None:
    """No number has two and a half levels, so nothing is in this control; that is not proven."""
    levels = model.All((at_least(call(LEVEL, SIZE), "2.4"), below(call(LEVEL, SIZE), "2.6")))

    answer = settled(over(levels))

    assert (None, False) == (answer.truth, answer.proven)


def test_not_applicable_argument_is_not_compared() -> None:
    planar = model.NotApplicableIf(model.Is(generated.CATEGORY, ("planar",)))
    size = model.FirstStated((planar, SIZE), ONE)
    columns: dict[str, Any] = {"size": np.array([100.0, 100.0, 1.0]), "shape": ["planar", "fin", "planar"]}

    assert [0, 1, 0] == statuses(over(at_least(call(ROOT, size), "3")), **columns)
    assert [1, 0, 1] == statuses(over(model.Not(at_least(call(ROOT, size), "3"))), **columns)


def test_function_of_numbers_of_the_law_is_a_number() -> None:
    of = over(at_least(SIZE, "1"))
    called = over(model.Comparison(">=", SIZE, call(ROOT, model.Quantity(Fraction(1), ONE))))

    assert str(of) == str(called)


# --- kernels ------------------------------------------------------------------------------------


def test_kernel_is_picklable() -> None:
    kernel = Kernel(over(at_least(call(SHARE, call(ROOT, SPEED), SIZE), "1")))
    columns = {"speed": np.array([100.0, 1.0, np.nan]), "size": np.array([1.0, 1.0, 1.0])}

    assert [1, 0, 2] == pickle.loads(pickle.dumps(kernel))(columns)["book"].tolist()  # noqa: S301 - its own


def test_infinite_number_is_an_error_of_the_user() -> None:
    with pytest.raises(InputError, match="size"):
        statuses(over(at_least(call(ROOT, SIZE), "1")), size=np.array([np.inf]))


def far(number: Fraction) -> Fraction:
    return number**4


FAR = Function("far", (("count", "increasing"),), "count", far)


def test_result_beyond_measure_is_an_error_of_the_user() -> None:
    of = over(at_least(call(FAR, SIZE), "1"))

    with pytest.raises(InputError, match="`far` of 1E\\+20 is beyond any quantity of this field"):
        statuses(of, size=np.array([1e20]))
    assert Settled(None, ("size",)) == settled(of, size=f"0..{10**20}")


# --- who is to blame ----------------------------------------------------------------------------

PLUGIN = Plugin("firm", "2", "yields", "firm_yields")
WHO = "function `root` of plugin `yields` of firm 2 (`firm_yields`)"


def fails(_: Any) -> Any:
    return 1 / 0


def raise_(error: BaseException) -> Any:
    raise error


FAULTY: dict[str, tuple[Any, str]] = {
    "fails": (fails, "failed for 5: ZeroDivisionError: division by zero"),
    "leaves": (lambda _: raise_(SystemExit(3)), "failed for 5: SystemExit: 3"),
    "float": (lambda _: 0.5, "returned `0.5` for 5, not a Fraction that is not negative"),
    "negative": (lambda _: -1, "returned `-1` for 5, not a Fraction that is not negative"),
    "nothing": (lambda _: None, "returned `None` for 5, not a Fraction that is not negative"),
    "yes": (lambda _: True, "returned `True` for 5, not a Fraction that is not negative"),
}


def message(of: Program) -> str:
    with pytest.raises(PluginError) as caught:
        statuses(of, size=np.array([5.0]))
    return str(caught.value).splitlines()[0]


@pytest.mark.parametrize(("exact", "expected"), FAULTY.values(), ids=FAULTY.keys())
def test_faulty_exact_form_is_put_down_to_its_plugin(exact: Any, expected: str) -> None:
    faulty = guarded_function(Offer("root", PLUGIN, evolve(ROOT, exact=exact, vector=None)))

    with pytest.raises(PluginError) as caught:
        settled(over(at_least(call(faulty, SIZE), "2")), size="5")

    assert f"{WHO} {expected}" == str(caught.value).splitlines()[0]


VECTORS: dict[str, tuple[Any, str]] = {
    "fails": (fails, "failed: ZeroDivisionError"),
    "shape": (lambda rows: rows[:0], "returned float64 of shape (0,), not float64 of shape (1,)"),
    "sort": (lambda rows: rows > 1, "returned bool of shape (1,), not float64 of shape (1,)"),
    "NaN": (lambda rows: rows * np.nan, "returned `nan` for 4.9999"),
    "negative": (lambda rows: -rows, "returned `-4.9999"),
    "another number": (lambda rows: rows * 0 + 1, "returned 1.0 for 4.9999"),
}


@pytest.mark.parametrize(("vector", "expected"), VECTORS.values(), ids=VECTORS.keys())
def test_faulty_vector_form_is_put_down_to_its_plugin(vector: Any, expected: str) -> None:
    faulty = guarded_function(Offer("root", PLUGIN, evolve(ROOT, vector=vector)))

    assert f"the vector form of {WHO} {expected}" in message(over(at_least(call(faulty, SIZE), "2")))


def test_input_error_of_a_function_is_the_user_s() -> None:
    def refuse(_: Any) -> Any:
        return raise_(InputError.of("no such table"))

    with pytest.raises(InputError, match="no such table"):
        settled(over(at_least(call(evolve(ROOT, exact=refuse), SIZE), "2")), size="5")


# --- words --------------------------------------------------------------------------------------


def test_call_is_written_as_in_a_rule() -> None:
    assert "share(root(speed), 2)" == expression_text(
        call(SHARE, call(ROOT, SPEED), model.Quantity(Fraction(2), ONE))
    )


def test_root_is_exact_to_its_last_digit() -> None:
    assert Fraction(141421356237309504880, DIGITS) == root(Fraction(2))
    assert math.isclose(2**0.5, root(Fraction(2)))
