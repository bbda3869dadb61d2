"""The recipe of CONTRIBUTING adds an operation, and the engines agree on it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from attrs import frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from redline import program
from redline.catalog import Item
from redline.curves import family
from redline.curves.family import Ray
from redline.curves.specialize import fixed, specialized
from redline.curves.step_function import course_along
from redline.exact import bounds, interpreter, inverses
from redline.exact.completion import settle
from redline.exact.interpreter import evaluate
from redline.exact.inverses import arguments_giving
from redline.interval import End
from redline.kernel import Kernel, arithmetic
from redline.program import OfNumber, Program, operations, table
from redline.program.dependencies import links
from redline.program.node_builder import NodeBuilder
from redline.program.outputs import Ref
from redline.program.roots import Single, singles
from redline.units import ONE
from redline.values import UNKNOWN, Status, Value, known
from tests.support import generated
from tests.support.filled_in import catalog_of

RECIPE = Path(__file__).parents[3] / "CONTRIBUTING.md"
SIZE, SPEED = generated.NUMBER_FACTS[:2]
ENGINES: dict[str, tuple[ModuleType, type | None, Any]] = {
    "core/redline/program/operations.py": (operations, None, {}),
    "core/redline/exact/bounds.py": (bounds, None, {}),
    "core/redline/exact/interpreter.py": (interpreter, None, interpreter.ARITHMETIC),
    "core/redline/exact/inverses.py": (inverses, None, inverses._INVERSES),
    "core/redline/kernel/arithmetic.py": (arithmetic, arithmetic.Arithmetic, arithmetic.Arithmetic._NUMBERS),
    "core/redline/curves/family.py": (family, family._Candidates, family._Candidates._NUMBERS),
}
"""By file: the module, the class in which its table stands, and that table."""


def recipe() -> str:
    """Return the section of the page that adds an operation."""
    _, _, after = RECIPE.read_text("utf-8").partition("## Add an operation\n")
    return after.partition("\n## ")[0]


def blocks() -> Iterator[tuple[str, str]]:
    """Yield the code of the recipe, each block with the file that its step names first."""
    for step in re.split(r"^\d\. ", recipe(), flags=re.MULTILINE)[1:]:
        (file, *_) = re.findall(r"`(\S+\.py)`", step)
        for code in re.findall(r"```python\n(.*?)```", step, re.DOTALL):
            yield file, textwrap.dedent(code)


@pytest.fixture(scope="module")
def excess() -> Iterator[type[Any]]:
    """Add the operation as the recipe says."""
    with pytest.MonkeyPatch.context() as patch:
        names: dict[str, dict[str, Any]] = {}
        for file, code in blocks():
            module, of, rules = ENGINES[file]
            known_there = names.setdefault(file, {**vars(module), **(vars(of) if of else {})})
            if code.startswith("program.Excess:"):
                for operation, rule in eval("{" + code + "}", known_there).items():  # noqa: S307
                    patch.setitem(rules, operation, rule)
                continue
            before = set(known_there)
            exec(code, known_there)  # noqa: S102
            for name in set(known_there) - before - {"__builtins__"}:
                patch.setattr(module, name, known_there[name], raising=False)
            if module is operations:
                patch.setattr(program, "Excess", known_there["Excess"], raising=False)
        added: type[Any] = vars(program)["Excess"]
        patch.setitem(interpreter.Evaluation._NUMBERS, added, interpreter.Evaluation._calculated)
        yield added


@frozen
class Built:
    """A program that compares the excess of size over speed with a number."""

    over: Program
    excess: Ref
    status: Ref


def built(excess: type[Any], limit: Fraction, operator: Any = ">=") -> Built:
    builder = NodeBuilder(generated.KIND, {})
    left, right = (builder.add(program.FactValue(fact), ONE) for fact in (SIZE, SPEED))
    value = builder.add(excess(left, right), ONE)
    cut = builder.add(program.Constant(limit), ONE)
    status = builder.add(program.Compare(operator, value, cut), None)
    return Built(Program(generated.KIND, tuple(builder.nodes), ()), value, status)


def item(**numbers: Value) -> Item:
    """Return an item; what is unknown is left blank."""
    return Item("one", {name: value for name, value in numbers.items() if value != UNKNOWN}, {}, {})


numbers = st.integers(1, 9).map(Fraction)
values = st.one_of(
    st.just(UNKNOWN),
    numbers.map(known),
    st.tuples(numbers, numbers).map(lambda ends: Value(min(ends), max(ends))),
)


def test_recipe_names_real_places() -> None:
    named = set(re.findall(r"`((?:core|tests|docs)/\S+)`", recipe()))

    assert [] == [path for path in named if not (RECIPE.parent / path).exists()]
    assert set(ENGINES) == {file for file, _ in blocks()}


def test_operation_without_rules_is_refused_by_name(excess: type[Any]) -> None:
    rules = {each: 0 for each in interpreter.Evaluation._NUMBERS if each is not excess}

    with pytest.raises(TypeError, match="no rule for Excess"):
        table(OfNumber, rules)


@given(size=values, speed=values, data=st.data())
@settings(max_examples=60, deadline=None)
def test_bounds_hold_each_completion(
    excess: type[Any], size: Value, speed: Value, data: st.DataObject
) -> None:
    made = built(excess, Fraction(1))
    value = evaluate(made.over, item(size=size, speed=speed)).number(made.excess)
    ends = [(each.low, Fraction(20) if each.high is None else each.high) for each in (size, speed)]
    left, right = (data.draw(st.fractions(*pair, max_denominator=4)) for pair in ends)
    exact = max(left - right, Fraction(0))

    assert value.low <= exact
    assert value.high is None or exact <= value.high


@given(size=values, speed=values, limit=numbers, operator=st.sampled_from([">=", ">", "<=", "<"]))
@settings(max_examples=40, deadline=None)
def test_kernel_says_what_the_exact_search_says(
    excess: type[Any], size: Value, speed: Value, limit: Fraction, operator: str
) -> None:
    made = built(excess, limit, operator)
    one = item(size=size, speed=speed)
    (exact,) = settle(made.over, one, [made.status])
    found = Kernel(made.over, singles([made.status])).run(catalog_of(generated.KIND, [one]))

    assert exact.proven
    assert [Status.of(exact.truth)] == found.answers[Single(made.status)].tolist()


@pytest.mark.parametrize("pair", [(10, None), (None, 3)])
def test_inverse_gives_the_target(excess: type[Any], pair: tuple[int | None, int | None]) -> None:
    others = [None if each is None else known(each) for each in pair]
    (argument,) = arguments_giving(excess(0, 1), Fraction(4), others)
    left, right = (argument if each is None else each for each in pair)

    assert Fraction(4) == left - right


def test_excess_grows_with_what_exceeds_and_not_with_the_other(excess: type[Any]) -> None:
    builder = NodeBuilder(generated.KIND, {})
    left, right = (builder.add(program.FactValue(fact), ONE) for fact in (SIZE, SPEED))
    value = builder.add(excess(left, right), ONE)
    cut = builder.add(program.Constant(Fraction(1)), ONE)
    for each in (left, right, value):
        builder.add(program.Compare(">=", each, cut), None)
    growing = links(Program(generated.KIND, tuple(builder.nodes), ())).growing

    assert {(left, left), (right, right), (value, left)} == growing


def test_curve_finds_where_it_meets_its_limit(excess: type[Any]) -> None:
    made = built(excess, Fraction(6))
    ray = Ray(item(size=known(10), speed=known(4)), frozenset({"size"}))
    course = course_along(made.over, ray, lambda one: evaluate(made.over, one).truth(made.status))

    assert course.exact
    assert End(Fraction(1), included=True) == course.infimum(lambda truth: truth is True)


def test_world_with_numbers_for_its_facts_is_a_constant(excess: type[Any]) -> None:
    made = built(excess, Fraction(6))
    world = {**fixed(made.over, "size", Fraction(10)), **fixed(made.over, "speed", Fraction(3))}
    settled, (roots,) = specialized(made.over, singles([made.status]), [world])

    assert program.Truth(value=True) == settled.nodes[roots[Single(made.status)]].operation
