"""State of items that contain others whether some of those are in a control, as a yes/no fact."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np
from attrs import evolve, frozen

from redline import model
from redline.catalog import Catalog, PartsColumn, YesNoColumn, item_name
from redline.diagnostics import Diagnostic, InputError
from redline.exact.completion import Completions
from redline.program.lower import Moment, lower
from redline.program.node_builder import reference_fact
from redline.program.trace import roots, walk
from redline.suggestions import names, nearest
from redline.values import Status


@frozen
class Contained:
    """What conditions on contained items need: where to find those items, and under which readings."""

    catalogs_of: Callable[[str], Sequence[Catalog]]
    """Return the catalogs of the items of a kind that can be named."""
    readings: Mapping[str, str]


def state_contents(
    catalog: Catalog, asked: Sequence[tuple[model.Rulebook, Moment]], contained: Contained
) -> Catalog:
    """Add a column for each condition such as ``any of chips is 3A090.a`` of the rulebooks.

    Raises ``InputError`` with each contained item that no catalog knows.
    """
    columns = dict(catalog.columns)
    for book, moment in asked:
        for condition in _conditions(catalog.kind, book):
            column = columns.get(condition.over.name)
            if isinstance(column, PartsColumn):
                answers = _answers(column, book, moment, condition, contained)
                columns[reference_fact(book, moment.on, condition).name] = _any(column, answers)
    return evolve(catalog, columns=columns)


def contained_kinds(kind: model.ItemKind, books: Iterable[model.Rulebook]) -> tuple[str, ...]:
    """Return the kinds of contained items that rulebooks ask about, of items of a kind."""
    asked = (condition.over.kind for book in books for condition in _conditions(kind, book))
    return tuple(sorted({each for each in asked if each is not None}))


def _conditions(kind: model.ItemKind, book: model.Rulebook) -> Iterator[model.AnyOfKind]:
    for root in roots(kind, book):
        yield from (part for part in walk(root) if isinstance(part, model.AnyOfKind))


def _answers(
    column: PartsColumn,
    book: model.Rulebook,
    moment: Moment,
    condition: model.AnyOfKind,
    contained: Contained,
) -> dict[str, int]:
    """Return for each name contained whether that item is in the control: 1, 0, or -1 where it is open."""
    assert condition.over.kind is not None
    catalogs = contained.catalogs_of(condition.over.kind)
    rows = {name: (each, row) for each in catalogs for row, name in enumerate(each.names)}
    wanted = sorted(set(column.names))
    missing = [name for name in wanted if item_name(name) not in rows]
    if missing:
        raise InputError.each(missing, lambda name: _unknown(name, condition.over, rows))
    kind = catalogs[0].kind
    program = lower(kind, [book], contained.readings, {book.id: evolve(moment, license=False)})
    (output,) = program.rulebooks
    (applies,) = (control.applies for control in output.controls if control.id == condition.control)
    answers = {}
    for name in wanted:
        where, row = rows[item_name(name)]
        answer = Completions(program, where.item(row)).answer(applies)
        answers[name] = {Status.CONTROLLED: 1, Status.NOT_CONTROLLED: 0}.get(Status.of(answer), -1)
    return answers


def _any(column: PartsColumn, answers: Mapping[str, int]) -> YesNoColumn:
    """Return yes where some part is, no where none is, else blank."""
    codes = np.fromiter((answers[name] for name in column.names), np.int8, len(column.names))
    rows = len(column.stated)
    owner = np.repeat(np.arange(rows), np.diff(column.offsets))
    is_in = np.bincount(owner[codes == 1], minlength=rows) > 0
    is_open = np.bincount(owner[codes == -1], minlength=rows) > 0
    return YesNoColumn(np.where(is_in, 1, np.where(is_open | ~column.stated, -1, 0)).astype(np.int8))


def _unknown(name: str, over: model.Collection, known: Iterable[str]) -> Diagnostic:
    listed = list(known)
    near = nearest(name, listed)
    help_ = f"did you mean `{near}`?" if near else f"known are {names(listed)}"
    return Diagnostic(
        f"`{over.name}` names `{name}`, and no catalog of `{over.kind}` that a plugin brings has it",
        help=help_,
    )
