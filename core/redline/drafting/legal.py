"""Say which items are legal, in one of three meanings: in no control, license not required, or exception.

Whether an item is legal before and after is one question, as in ``diff``: one set of facts decides both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal, TypeAlias, cast, get_args

from attrs import frozen

from redline.curves.specialize import Rebuilder
from redline.diagnostics import InputError
from redline.drafting.case import Case
from redline.kernel.conditions import Codes, decide
from redline.model import All, Condition
from redline.program.lower import chosen_readings
from redline.program.outputs import Ref
from redline.program.roots import ExceptionUsable, InControl, Key, LicenseRequired, only

Legal: TypeAlias = Literal["control", "license", "exception"]

MEANINGS: Final[dict[Legal, str]] = {
    "control": "in no control",
    "license": "no license required",
    "exception": "no license required, or an exception usable",
}


def meanings(asked: str | None, *, license_asked: bool) -> list[Legal]:
    """Return the meanings that are asked for, all that there are by default. Raises ``InputError``."""
    if asked is None:
        return [each for each in MEANINGS if license_asked or each == "control"]
    if asked not in get_args(Legal):
        raise InputError.of(f"`{asked}` is no meaning of legal", help="choose control, license or exception")
    if asked != "control" and not license_asked:
        raise InputError.of(
            f"whether an item is legal by `{asked}` depends on where it goes",
            help="state it, as in `--to CN`",
        )
    return [cast("Legal", asked)]


@frozen
class Moves:
    """Which rows are legal before and after, which may be before and not after, which the other way.

    Each is coded as ``Status``, and the facts that decide one decide the others.
    """

    before: Codes
    after: Codes
    lost: Codes
    gained: Codes


def moves(
    before: Case, after: Case, where: Sequence[Condition], asked: Sequence[Legal]
) -> dict[Legal, Moves]:
    """Return how legal rows move between two cases over the same rows, among those of which all hold."""
    kind = before.catalog.kind
    builder = Rebuilder(kind, chosen_readings(kind, before.query.readings))
    programs = before.program(), after.program()
    old, new = (builder.copied(each, each.roots(), {}) for each in programs)
    among = builder.condition(All(tuple(where)))
    questions: list[Ref] = []
    for meaning in asked:
        was, now = (builder.both(among, _legal(builder, side, meaning)) for side in (old, new))
        lost, gained = builder.both(was, builder.negated(now)), builder.both(now, builder.negated(was))
        questions += [was, now, lost, gained]
    found = decide(builder.kind, builder.nodes, questions, after.catalog)
    return {meaning: Moves(*found[4 * place : 4 * place + 4]) for place, meaning in enumerate(asked)}


def _legal(builder: Rebuilder, side: Mapping[Key, Ref], meaning: Legal) -> Ref:
    """Return the node that holds where an item is legal."""
    if meaning == "control":
        return builder.negated(only(side, InControl))
    free = builder.negated(only(side, LicenseRequired))
    if meaning == "license":
        return free
    return builder.one_of([free, *(ref for key, ref in side.items() if isinstance(key, ExceptionUsable))])
