"""Operations are declared once: fields say what they read, and each engine has a rule for each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from inspect import isclass
from pathlib import Path
from typing import Any

import pytest
from attrs import fields

import redline
from redline import program
from redline.curves import family
from redline.exact import interpreter, inverses
from redline.kernel import arithmetic, vectorize
from redline.program import OfNumber, OfTruth, Operation, declared, table
from redline.program.operations import _DECIDING, _VALUES
from tests.support import generated

CORE = Path(redline.__file__).parent
TABLES: list[tuple[type[Operation], Mapping[type[Operation], Any]]] = [
    (OfNumber, interpreter.Evaluation._NUMBERS),
    (OfTruth, interpreter.Evaluation._TRUTHS),
    (OfNumber, inverses._INVERSES),
    (OfNumber, arithmetic.Arithmetic._NUMBERS),
    (OfTruth, vectorize._Builder._TRUTHS),
    (OfNumber, family._Candidates._NUMBERS),
]

SAMPLES: list[Operation] = [
    program.Sum((1, 2, 3)),
    program.Product(1, 2),
    program.Quotient(1, 2),
    program.Extremum("largest", (1, 2)),
    program.Claimed("largest", (1, 2), (3, 4)),
    program.NotApplicableWhen(1, 2),
    program.IfStated(1, 2),
    program.OneSided("least", 1, "size"),
    program.Gather("sum", generated.PARTS, 1, None),
    program.Gather("sum", generated.PARTS, None, 2),
    program.Compare(">=", 1, 2),
    program.Not(1),
    program.All((1, 2)),
    program.Any((1, 2)),
    program.AnyPart(generated.PARTS, 1),
    program.Holds(generated.YES_NO[0]),
]


@pytest.mark.parametrize(("sort", "rules"), TABLES)
def test_each_engine_has_a_rule_for_each_operation(
    sort: type[Operation], rules: Mapping[type[Operation], Any]
) -> None:
    assert set(declared(sort)) == set(rules)


def test_no_table_is_left_out_here() -> None:
    assert len(TABLES) == sum(len(list(_tables(path))) for path in CORE.rglob("*.py"))


def _tables(path: Path) -> Iterator[str]:
    """Yield the lines of a module in which a table is made."""
    return (line for line in path.read_text("utf-8").splitlines() if "program.table(" in line)


def test_table_without_a_rule_is_refused() -> None:
    rules: dict[type[Operation], int] = dict.fromkeys(declared(OfTruth), 0)
    del rules[program.Not], rules[program.Is]

    with pytest.raises(TypeError, match="the table has no rule for Is, Not"):
        table(OfTruth, rules)


def test_every_operation_of_the_program_is_declared() -> None:
    exported = {each for each in vars(program).values() if isclass(each) and issubclass(each, Operation)}

    assert exported - {Operation, OfNumber, OfTruth} == {*declared(OfNumber), *declared(OfTruth)}


@pytest.mark.parametrize("operation", SAMPLES, ids=str)
def test_same_operation_over_other_nodes_reads_those(operation: Operation) -> None:
    others = tuple(ref + 10 for ref in operation.arguments)

    assert others == operation.over(others).arguments
    assert operation == operation.over(others).over(operation.arguments)


def test_every_field_that_holds_nodes_is_an_argument() -> None:
    """A field with a new annotation of nodes would be read by nobody."""
    types = {str(each.type) for of in declared(Operation) for each in fields(of)}  # type: ignore[arg-type]

    assert {each for each in types if re.search("Ref|Deciding", each)} <= _VALUES | _DECIDING


def test_nodes_that_decide_are_no_part_of_the_value() -> None:
    claimed, applicable = program.Claimed("sum", (1, 2), (3, 4)), program.NotApplicableWhen(5, 6)

    assert ((1, 2, 3, 4), (1, 2)) == (claimed.arguments, claimed.made_of)
    assert ((5, 6), (6,)) == (applicable.arguments, applicable.made_of)


def test_equal_products_are_one_operation() -> None:
    assert program.Product(1, 2) == program.Product(8, 9).over((2, 1))
