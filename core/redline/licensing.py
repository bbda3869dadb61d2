"""Say what license a transaction needs: requirement, review policy, exceptions and duties, with sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypedDict

from redline import model
from redline.completion import Settled
from redline.outputs import LicenseOutput, Ref
from redline.trace import Trace


class UsableException(TypedDict):
    """A license exception that can be used on the stated facts, with what has to be done for it."""

    code: str
    obligations: list[str]


class License(TypedDict):
    """What a license is needed for; null where not determined.

    ``required`` is the requirement before exceptions. ``policy`` is how an application is judged, and
    ``obligations`` what it has to show. ``possible_exceptions`` depend on facts that are not stated;
    ``missing`` are facts that would settle what is not determined, ``unstated`` what would if a source
    said it. Where no license is required, ``rests_on`` says which reasons for control were read, and where.
    """

    required: bool | None
    policy: str | None
    exceptions: list[UsableException]
    possible_exceptions: list[str]
    obligations: list[str]
    requirements: list[str]
    missing: list[str]
    unstated: list[str]
    rests_on: list[str]
    cites: list[str]


def license_of(trace: Trace, settled: Callable[[Ref], Settled]) -> tuple[License, list[str], tuple[str, ...]]:
    """Return the license that a transaction needs, warnings, and what is taken for granted if none is needed.

    The trace has to be lowered for it.
    """
    output = trace.output.license
    assert output is not None, "the trace was lowered without license statements"
    book = trace.rulebook
    required = settled(output.required)
    requirements = [book.requirements[i] for i, ref in output.requirements if settled(ref).truth]
    usable = [code for code, ref in output.exceptions if settled(ref).truth]
    open_codes = [code for code, ref in output.exceptions if settled(ref).truth is None]
    exceptions = [book.exceptions[i] for i, ref in output.conditions if settled(ref).truth]
    policy, statements, open_policy, warnings = _policy(book, output, settled, required)
    read = [i for i, ref in output.complete if required.truth is False and settled(ref).truth is not False]
    complete = [book.completeness[i] for i in read]
    unsure = [required, *open_policy, *(settled(ref) for _, ref in output.exceptions)]
    license_ = License(
        required=required.truth,
        policy=policy,
        exceptions=[UsableException(code=code, obligations=_duties(code, exceptions)) for code in usable],
        possible_exceptions=open_codes,
        obligations=_texts(duty for statement in statements for duty in statement.obligations),
        requirements=_texts(statement.name for statement in requirements),
        missing=_texts(name for each in unsure if each.truth is None for name in each.missing),
        unstated=_texts(why for each in unsure if each.truth is None for why in each.unstated),
        rests_on=_texts(map(_read, complete)),
        cites=_texts(
            [
                *(cite for statement in requirements for cite in statement.cites),
                *(cite for each in exceptions if each.code in usable for cite in each.cites),
                *(cite for statement in statements for cite in statement.cites),
                *(cite for statement in complete for cite in statement.cites),
            ]
        ),
    )
    return license_, warnings, tuple(_texts(text for statement in complete for text in statement.granted))


def _policy(
    book: model.Rulebook, output: LicenseOutput, settled: Callable[[Ref], Settled], required: Settled
) -> tuple[str | None, list[model.ReviewPolicy], list[Settled], list[str]]:
    """Return the review policy, the statements that say it, what is open, and a warning where they clash."""
    if required.truth is False:
        return None, [], [], []
    found = [(book.policies[i], settled(ref)) for i, ref in output.policies]
    held = [statement for statement, answer in found if answer.truth]
    unsure = [answer for _, answer in found if answer.truth is None]
    names = list(dict.fromkeys(statement.policy for statement in held))
    if len(names) > 1:
        listed = " and ".join(name.replace("_", " ") for name in names)
        return None, held, unsure, [f"the text gives more than one review policy: {listed}"]
    if unsure or not names:
        return None, held, unsure, []
    return names[0], held, [], []


def _read(statement: model.Completeness) -> str:
    """Say which reasons for control were read, and where."""
    reasons = ", ".join(statement.reasons) or "all"
    cites = f" [{'; '.join(map(str, statement.cites))}]" if statement.cites else ""
    return f"reasons for control read: {reasons}{cites}"


def _duties(code: str, exceptions: Sequence[model.LicenseException]) -> list[str]:
    return _texts(duty for each in exceptions if each.code == code for duty in each.obligations)


def _texts(things: Iterable[object]) -> list[str]:
    return list(dict.fromkeys(map(str, things)))
