"""Find limbs that decide nothing: no item can meet them, or all that do meet another one as well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from redline import model
from redline.diagnostics import Diagnostic, Span
from redline.lint.bands import without_upper_bound
from redline.lint.regions import Box, Space, TooMuchError
from redline.lint.statements import conditions
from redline.program.trace import walk

CODE = "unreachable-limb"


def unreachable(book: model.Rulebook) -> Iterator[Diagnostic]:
    """Find conditions that are never met, and alternatives that never decide."""
    for name, condition, span in conditions(book):
        space = Space([condition])
        try:
            if not space.boxes(condition):
                yield _never(name, condition, span)
            else:
                yield from _inside(condition, [{}], space)
        except TooMuchError:
            continue


def _inside(condition: model.Condition, context: Sequence[Box], space: Space) -> Iterator[Diagnostic]:
    """Look at the alternatives inside a condition, where all that is joined to it by `and` is met."""
    match condition:
        case model.Limb(_, inner):
            yield from _inside(inner, context, space)
        case model.All(several):
            for index, each in enumerate(several):
                if not any(isinstance(part, model.Any) for part in walk(each)):
                    continue
                others = [space.boxes(other) for other in (*several[:index], *several[index + 1 :])]
                yield from _inside(each, space.product([context, *others]), space)
        case model.Any(several):
            yield from _alternatives(several, context, space)
            for each in several:
                yield from _inside(each, context, space)


def _alternatives(
    several: Sequence[model.Condition], context: Sequence[Box], space: Space
) -> Iterator[Diagnostic]:
    """Find alternatives that others make useless; of two that are alike the later one is."""
    open_ended = without_upper_bound(several, space)
    deciding = [
        (each, space.product([context, space.boxes(each)])) for each in several if each not in open_ended
    ]
    for each, boxes in reversed(list(deciding)):
        if not boxes:
            yield _never(_name(each), each, each.span)
            deciding = [other for other in deciding if other[0] is not each]
            continue
        others = [other for other in deciding if other[0] is not each]
        if all(space.covered(box, [box for _, boxes in others for box in boxes]) for box in boxes):
            yield _implied(each, boxes, others, space)
            deciding = others


def _implied(
    each: model.Condition,
    boxes: Sequence[Box],
    others: Sequence[tuple[model.Condition, Sequence[Box]]],
    space: Space,
) -> Diagnostic:
    alone = [other for other, more in others if all(space.covered(box, more) for box in boxes)]
    by = _name(alone[0]) if alone else "others together"
    return Diagnostic(
        f"{_name(each)} never decides: whatever meets it meets {by} as well",
        each.span,
        "strike it, or give it the threshold that tells it apart",
        CODE,
        "warning",
        (alone[0].span, "this is met as well") if alone and alone[0].span else None,
    )


def _never(name: str, condition: model.Condition, span: Span | None) -> Diagnostic:
    return Diagnostic(
        f"{name} is never met: its conditions contradict each other",
        condition.span or span,
        "look for a comparison that points the wrong way, or two words for one fact",
        CODE,
        "warning",
    )


def _name(condition: model.Condition) -> str:
    return f"limb {condition.label}" if isinstance(condition, model.Limb) else "this alternative"
