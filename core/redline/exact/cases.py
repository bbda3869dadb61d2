"""Tell apart the words that decide whether a quantity is applicable: the cases of an item.

A word may decide whether a quantity is applicable (``not applicable if exposure_medium is imprint``).
Where that word is blank, each case is an item of its own: the same one, with the word filled in. What
holds in every case holds.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from redline import program
from redline.model import Fact
from redline.program import Program
from redline.program.outputs import Ref

Words: TypeAlias = Mapping[str, str | bool]

MOST_CASES: Final = 64
"""Cases beyond which an item is not taken apart."""


def deciding_words(over: Program, roots: Iterable[Ref], is_open: Callable[[Ref], bool]) -> tuple[Fact, ...]:
    """Return the facts under nodes that decide by a word whether some quantity is applicable.

    Truth nodes that are not open are not followed.
    """
    conditions = deciding_conditions(over, roots, is_open)
    found: dict[str, Fact] = {}
    for ref in open_under(over, conditions, is_open):
        operation = over.nodes[ref].operation
        if isinstance(operation, program.Is | program.Holds):
            found.setdefault(operation.fact.name, operation.fact)
    return tuple(found[name] for name in sorted(found))


def deciding_conditions(
    over: Program, roots: Iterable[Ref], is_open: Callable[[Ref], bool]
) -> tuple[Ref, ...]:
    """Return the open conditions under nodes that decide whether a quantity is applicable."""
    conditions = {ref: condition for ref, condition in over.conditions.items() if is_open(condition)}
    if not conditions:
        return ()
    return tuple(conditions[ref] for ref in open_under(over, roots, is_open) if ref in conditions)


def open_under(over: Program, roots: Iterable[Ref], is_open: Callable[[Ref], bool]) -> list[Ref]:
    """Return the nodes of the item under some nodes, those included; truths only where they are open."""
    return over.under(roots, lambda ref: over.nodes[ref].unit is not None or is_open(ref))


def cases(over: Program, facts: Sequence[Fact]) -> Iterator[Words]:
    """Yield one way to fill in the facts for each way in which the program's conditions can take them."""
    choices = [_words(over, fact) for fact in facts]
    for words in itertools.product(*choices):
        yield {fact.name: word for fact, word in zip(facts, words, strict=True)}


def _words(over: Program, fact: Fact) -> list[str | bool]:
    """Return a word of each class of words that all conditions answer alike."""
    return [words[0] for words in classes_of_words(over, fact)]


def classes_of_words(over: Program, fact: Fact) -> list[list[str | bool]]:
    """Return the words of a fact, those together that all conditions answer alike."""
    if fact.type == "yes/no":
        return [[True], [False]]
    asked = [
        node.operation.categories
        for node in over.nodes
        if isinstance(node.operation, program.Is) and node.operation.fact == fact
    ]
    classes: dict[tuple[bool, ...], list[str | bool]] = {}
    for word in fact.categories:
        classes.setdefault(tuple(word in words for words in asked), []).append(word)
    return list(classes.values())
