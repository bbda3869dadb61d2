"""Check the scenarios of rulebooks: they pass, and they reach every limb, note and number, on both sides."""

from __future__ import annotations

from collections.abc import Iterator

from redline import model
from redline.analyses.coverage import coverage, number_of
from redline.analyses.scenarios import hold
from redline.diagnostics import InputError, Span
from redline.evidence.item_answers import ItemAnswers
from redline.program.trace import walk
from redline.testing.finding import Faults, fault
from redline.testing.law import name_of
from redline.testing.subject import Subject, is_of


def scenarios(subject: Subject) -> Faults:
    """Check that its scenarios pass: each outcome is the one that the text expects."""
    for plugin, book in subject.books:
        if not book.scenarios and book.amends is None:
            yield plugin, fault(f"`{book.id}` has no scenario", "write one for each limb", book.span)
        for scenario in book.scenarios:
            found = subject.determined[book.id, scenario.name]
            if isinstance(found, InputError):
                yield from ((plugin, each) for each in found.diagnostics)
                continue
            for difference in hold(book, scenario, found).differences:
                message = f'scenario "{scenario.name}" of `{book.id}`: {difference}'
                yield plugin, fault(message, "correct the rule, or what is expected", scenario.span)


def reach(subject: Subject) -> Faults:
    """Check that scenarios reach each limb, note and license statement, and both sides of each number."""
    answers = _answers(subject)
    for plugin, book in subject.books:
        for what, condition, span in _places(book):
            seen = answers.get(_key(what, condition), set())
            if not is_of(book, span) or (None in seen and _is_open(condition)):
                continue
            if True not in seen:
                yield plugin, fault(f"no scenario reaches {what}", "add one whose item meets it", span)
            elif False not in seen:
                yield plugin, fault(f"every scenario meets {what}", "add one whose item does not", span)
    yield from _numbers(subject)


def _numbers(subject: Subject) -> Faults:
    books = sorted((book for _, book in subject.books), key=lambda book: (book.effective, book.id))
    for covered in coverage(books, lambda book: [(each.trace, each.facts) for each in subject.sound(book)]):
        plugin = subject.author(covered.parameter.span)
        if plugin is None or covered.pinned is not False:
            continue
        name = covered.parameter.name
        number = (f"`{name}` = " if name else "") + number_of(covered.parameter)
        if covered.places:
            message = f"no scenarios stand on both sides of {number}"
            remedy = "add one on the line, and one just beside it"
        else:
            message, remedy = f"nothing is compared with {number}", "strike it, or use it"
        yield plugin, fault(message, remedy, covered.parameter.span)


def _answers(subject: Subject) -> dict[str, set[bool | None]]:
    """Return what the scenarios of all rulebooks answer to each place, wherever its text is in force."""
    answers: dict[str, set[bool | None]] = {}
    for _, book in subject.books:
        keys = {id(condition): _key(what, condition) for what, condition, _ in _places(book)}
        for found in subject.sound(book):
            findings = ItemAnswers(found.trace.program, found.facts)
            for condition in found.trace.conditions:
                if id(condition) in keys:
                    answer = findings.answer(found.trace.node(condition))
                    answers.setdefault(keys[id(condition)], set()).add(answer)
    return answers


def _is_open(condition: model.Condition) -> bool:
    """Return whether a part of a condition has no answer in any source, so that it may never be met."""
    return any(isinstance(part, model.Unstated) for part in walk(condition))


def _key(what: str, condition: model.Condition) -> str:
    """Tell a place from one of the same name in an earlier text."""
    return f"{what} at {condition.span}"


def _places(book: model.Rulebook) -> Iterator[tuple[str, model.Condition, Span | None]]:
    """Yield what a rulebook asks, with the words for it: limbs, controls without any, notes, statements."""
    for control in book.controls:
        limbs = [part for part in walk(control.condition) if isinstance(part, model.Limb)]
        yield from ((f"limb `{limb.label}`", limb, limb.span) for limb in limbs)
        if not limbs:
            yield f"control `{control.id}`", control.condition, control.span
    for note in book.exclusions:
        yield f'exclusion "{note.name}"', note.condition, note.span
    for presumption in book.presumptions:
        yield f'presumption "{presumption.name}"', presumption.condition, presumption.span
    for statement in book.license_statements():
        if statement.condition is not None and not isinstance(statement, model.Completeness):
            yield name_of(statement), statement.condition, statement.span
