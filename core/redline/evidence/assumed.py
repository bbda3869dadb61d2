"""Say what an answer takes for granted: facts that nobody stated, where it could be another without them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

from attrs import evolve

from redline import model, program
from redline.catalog import Item
from redline.exact.cases import classes_of_words, open_under
from redline.exact.completion import Completions
from redline.exact.interpreter import Evaluation, stating
from redline.program import Program
from redline.program.outputs import Ref, RulebookOutput


class Granted:
    """What the answers of one program take for granted; what is the same for all items is found once."""

    def __init__(self, over: Program) -> None:
        self._program = over

    def of(
        self,
        item: Item,
        base: Evaluation,
        answer: Callable[[Ref], bool | None],
        output: RulebookOutput,
        assumed: Sequence[str],
    ) -> tuple[str, ...]:
        """Return what is taken for granted of an item, in words.

        ``base`` is its evaluation, and ``answer`` gives its answers over all completions; ``assumed`` are
        the facts of the transaction that nobody stated.
        """
        presumed = self._presumed(base)
        read = [name for name in assumed if self._reading[name]]
        answers = {ref: answer(ref) for ref in _asked(output)} if read or presumed else {}
        sure = {ref: truth for ref, truth in answers.items() if truth is not None}
        found = [self._in_words(item, name) for name in read if self._matters(item, base, name, sure)]
        if presumed and self._presumption_matters(item, sure):
            found += presumed
        return tuple(found)

    # --- facts of the transaction -----------------------------------------------------------

    @cached_property
    def _reading(self) -> Mapping[str, frozenset[Ref]]:
        """The nodes that each fact of the transaction bears on."""
        over = self._program
        return {
            fact.name: over.above(over.reading(fact.name, model.as_assumed(fact.name).name))
            for fact in over.kind.transaction.facts
        }

    def _matters(self, item: Item, base: Evaluation, name: str, sure: Mapping[Ref, bool]) -> bool:
        """Return whether an answer could be another if a fact were stated to be other than it is assumed.

        A blank fact that leaves an answer standing changes it in no way. Where it does not, each class of
        words that the program tells apart is tried: most often the first one says it.
        """
        touched = self._reading[name]
        blank = base.of_another(_without(item, name), touched)
        doubtful = {
            ref: truth for ref, truth in sure.items() if ref in touched and blank.truth(ref) is not truth
        }
        return bool(doubtful) and any(
            self._differs(other, base, touched, doubtful) for other in self._others(item, name)
        )

    def _others(self, item: Item, name: str) -> Iterator[Item]:
        """Yield the item with a fact as it may be stated, once for each class of words told apart.

        A number is left blank, and so stands for every number.
        """
        fact = self._program.kind.transaction.fact(name)
        assert fact is not None, "it was assumed"
        if fact.type not in ("yes/no", "category", "country"):
            yield _without(item, name)
            return
        usual = model.as_assumed(name).name
        known = item.words.get(name)
        for words in classes_of_words(self._program, fact):
            other = next((word for word in words if word != known), None)
            if other is not None:
                yield stating(item, {name: other, usual: False})

    def _differs(
        self, item: Item, base: Evaluation, touched: frozenset[Ref], answers: Mapping[Ref, bool]
    ) -> bool:
        evaluation = base.of_another(item, touched)
        truths = {ref: evaluation.truth(ref) for ref in answers}
        if any(truth is not None and truth is not answers[ref] for ref, truth in truths.items()):
            return True
        open_ = [ref for ref, truth in truths.items() if truth is None]
        completions = Completions(self._program, item)
        return any(completions.answer(ref) is not answers[ref] for ref in open_)

    def _in_words(self, item: Item, name: str) -> str:
        transaction = self._program.kind.transaction
        fact = transaction.fact(name)
        assert fact is not None, "it was assumed"
        label = re.split("[,;]", fact.description)[0] or name
        value: object = item.words.get(name)
        if value is None:
            value = item.number(name)
        text = {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
        source = transaction.fact(dict(transaction.assumed)[name])
        of = "" if source is None else f" (the {re.split('[,;]', source.description)[0] or source.name})"
        return f"{label}: {text}{of}"

    # --- words that decide whether a quantity applies ---------------------------------------

    @cached_property
    def _presuming(self) -> tuple[Ref, ...]:
        """Conditions that are taken for no where the item does not say that they hold."""
        operations = (node.operation for node in self._program.nodes)
        return tuple(
            each.condition
            for each in operations
            if isinstance(each, program.NotApplicableWhen) and each.assumed
        )

    @cached_property
    def _presuming_nothing(self) -> Program:
        """The program with none of these taken for no."""
        nodes = tuple(
            evolve(node, operation=evolve(node.operation, assumed=False))
            if isinstance(node.operation, program.NotApplicableWhen)
            else node
            for node in self._program.nodes
        )
        return evolve(self._program, nodes=nodes)

    def _presumed(self, base: Evaluation) -> list[str]:
        open_ = [ref for ref in self._presuming if base.truth(ref) is None]
        operations = (
            self._program.nodes[ref].operation for ref in open_under(self._program, open_, lambda _: True)
        )
        return list(dict.fromkeys(text for each in operations for text in _denied(each, base.item)))

    def _presumption_matters(self, item: Item, sure: Mapping[Ref, bool]) -> bool:
        completions = Completions(self._presuming_nothing, item)
        return any(completions.answer(ref) is not truth for ref, truth in sure.items())


def _asked(output: RulebookOutput) -> list[Ref]:
    """Return the nodes that an answer consists of."""
    refs = [output.status, *(control.applies for control in output.controls)]
    if output.license is not None:
        license_ = output.license
        statements = (*license_.requirements, *license_.policies, *license_.complete)
        named = (*license_.reasons, *license_.exceptions, *license_.reviews)
        refs += [license_.required, *(ref for _, ref in (*statements, *named))]
    return list(dict.fromkeys(refs))


def _denied(operation: program.Operation, item: Item) -> Iterator[str]:
    """Yield what is said of a word by those who take a condition on it for no."""
    if isinstance(operation, program.Is | program.Holds) and operation.fact.name not in item.words:
        words = operation.categories if isinstance(operation, program.Is) else ("yes",)
        yield f"{operation.fact.name}: not {' or '.join(words)}"


def _without(item: Item, fact: str) -> Item:
    """Return the item with one fact blank, of which nobody knows then whether it is as it is assumed."""
    blank = {fact, model.as_assumed(fact).name}
    numbers = {name: value for name, value in item.numbers.items() if name not in blank}
    words = {name: value for name, value in item.words.items() if name not in blank}
    return evolve(item, numbers=numbers, words=words)
