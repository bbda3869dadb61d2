"""Compared quantities hang together where they share what they are made of."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from redline import model, program
from redline.program import Program
from redline.program.dependencies import Links, is_pair, is_word, links, word_name
from redline.program.lower import lower
from redline.program.outputs import Ref
from redline.units import ONE
from tests.support import chips, generated

FACTS = {fact.name: model.FactRef(fact) for fact in generated.NUMBER_FACTS}


def lowered(*conditions: model.Condition) -> Program:
    control = model.Control("1", generated.KIND, "", model.Any(conditions))
    return lower(
        generated.KIND, [model.Rulebook("book", "", "r", dt.date(2022, 1, 1), None, None, (control,))]
    )


def at_least(left: model.Expression) -> model.Comparison:
    return model.Comparison(">=", left, model.Quantity(Fraction(7), ONE))


def join(operator: str, left: str, right: str) -> model.Arithmetic:
    return model.Arithmetic(operator, FACTS[left], FACTS[right], ONE)  # type: ignore[arg-type]  # one of the three


def named(over: Program, ref: Ref) -> str:
    """Return the fact of a fact node, or the name of an operation."""
    operation = over.nodes[ref].operation
    if isinstance(operation, program.FactValue | program.Holds | program.Is):
        return operation.fact.name
    return type(operation).__name__


def named_links(over: Program) -> tuple[dict[str, set[str]], dict[str, list[str]]]:
    """Return what is shared, and what each axis has for itself."""
    found: Links = links(over)
    shared = {named(over, ref): {named(over, axis) for axis in axes} for ref, axes in found.shared.items()}
    return shared, {named(over, axis): [named(over, r) for r in refs] for axis, refs in found.private.items()}


def test_performance_is_shared_with_its_density() -> None:
    over = lower(chips.CHIP, [chips.rulebook()])

    assert (
        {"Claimed": {"Claimed", "Quotient"}},
        {"Claimed": [], "Quotient": ["NotApplicableWhen"]},
    ) == named_links(over)


def test_quantities_of_different_facts_share_nothing() -> None:
    over = lowered(at_least(FACTS["speed"]), at_least(join("/", "total", "size")))

    assert ({}, {"speed": ["speed"], "Quotient": ["total", "size"]}) == named_links(over)


def test_quotient_grows_with_what_is_divided_and_not_with_the_divisor() -> None:
    over = lowered(at_least(join("/", "total", "size")), at_least(FACTS["total"]), at_least(FACTS["size"]))
    growing = {(named(over, axis), named(over, ref)) for axis, ref in links(over).growing}

    assert {("Quotient", "total"), ("total", "total"), ("size", "size")} == growing


def test_fact_that_occurs_twice_is_not_read_once() -> None:
    twice = model.Arithmetic("/", FACTS["speed"], join("+", "speed", "size"), ONE)
    over = lowered(at_least(twice), at_least(FACTS["total"]))

    assert {"total"} == {named(over, ref) for ref in links(over).read_once}


def test_comparisons_of_two_quantities_are_pairs() -> None:
    over = lowered(model.Comparison(">=", FACTS["speed"], FACTS["link"]), at_least(FACTS["speed"]))
    compared = [ref for ref, node in enumerate(over.nodes) if isinstance(node.operation, program.Compare)]

    assert [True, False] == [is_pair(over, ref) for ref in compared]


def test_words_are_named_by_what_answers_them() -> None:
    part = model.AnyPart(generated.PARTS, at_least(model.FactRef(generated.PARTS.facts[0])))
    over = lowered(model.Holds(generated.YES_NO[0]), model.Is(generated.CATEGORY, ("fin",)), part)

    assert {"marketed", "shape", "parts"} == {
        word_name(over, ref) for ref in range(len(over.nodes)) if is_word(over, ref)
    }
