"""Say what license a transaction needs: requirement, review policy, exceptions and duties, with sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypedDict

from attrs import frozen

from redline import model
from redline.exact.completion import Settled
from redline.program.outputs import LicenseOutput, Ref
from redline.program.trace import Trace

CONTROLS_ONLY: Final = (
    "what is free here is in no control; whether it needs a license for its destination is not asked, "
    "and `redline check --to` says it"
)
"""What to know of an answer about controls where the question names a destination."""


class UsableException(TypedDict):
    """A license exception that can be used on the stated facts, with what has to be done for it."""

    code: str
    obligations: list[str]


class License(TypedDict):
    """What a license is needed for; null where not determined.

    ``required`` is the requirement before exceptions. ``policy`` is how an application is judged, and
    ``obligations`` what it has to show. ``possible_policies`` and ``possible_exceptions`` depend on facts
    that are not stated;
    ``missing`` are facts that would settle what is not determined, ``unstated`` what would if a source
    said it. Where no license is required, ``rests_on`` says which reasons for control were read, and where.
    """

    required: bool | None
    policy: str | None
    possible_policies: list[str]
    exceptions: list[UsableException]
    possible_exceptions: list[str]
    obligations: list[str]
    requirements: list[str]
    missing: list[str]
    unstated: list[str]
    rests_on: list[str]
    cites: list[str]


@frozen
class _Found:
    """A license statement, its node, and whether it holds."""

    statement: model.LicenseRequirement | model.LicenseException | model.ReviewPolicy
    node: Ref
    truth: bool | None

    @property
    def name(self) -> str:
        """The name by which it is asked for; several statements may have the same."""
        match self.statement:
            case model.LicenseException(code):
                return code
            case model.ReviewPolicy(policy):
                return policy
        return self.statement.name

    @property
    def duties(self) -> tuple[model.Obligation, ...]:
        return () if isinstance(self.statement, model.LicenseRequirement) else self.statement.obligations


def license_of(
    trace: Trace, answer: Callable[[Ref], bool | None], settled: Callable[[Ref], Settled]
) -> tuple[License, list[str], tuple[str, ...]]:
    """Return the license that a transaction needs, warnings, and what is taken for granted if none is needed.

    The trace has to be lowered for it. What would settle an answer takes far longer to find than the
    answer, so ``settled`` is asked only for those that the license is open by.
    """
    output = trace.output.license
    assert output is not None, "the trace was lowered without license statements"
    book = trace.rulebook
    required = answer(output.required)
    reasons = [name for name, ref in output.reasons if answer(ref)]
    usable = [code for code, ref in output.exceptions if answer(ref)]
    open_codes = {code: ref for code, ref in output.exceptions if answer(ref) is None}
    asking = _found(book.requirements, output.requirements, answer)
    waiving = _found(book.exceptions, output.conditions, answer)
    judging = _found(book.policies, output.policies, answer)
    policy, reviews, maybe, warnings = _policy(output, answer, required)
    waiving = [each for each in waiving if each.name in usable]
    judging = [each for each in judging if each.name in reviews]
    duties = _open_duties(waiving) + (_open_duties(judging) if policy is not None else [])
    read = [i for i, ref in output.complete if required is False and answer(ref) is not False]
    complete = [book.completeness[i] for i in read]
    grounds = [*_grounds(asking, reasons), *_grounds(waiving, usable), *_grounds(judging, reviews), *complete]
    whether = [output.required] if required is None else []
    unsure = [settled(ref) for ref in (*whether, *maybe.values(), *open_codes.values(), *duties)]
    license_ = License(
        required=required,
        policy=policy,
        possible_policies=list(maybe),
        exceptions=[UsableException(code=code, obligations=_duties(waiving, code)) for code in usable],
        possible_exceptions=list(open_codes),
        obligations=_texts(duty for name in reviews for duty in _duties(judging, name)),
        requirements=reasons,
        missing=_texts(name for each in unsure for name in each.missing),
        unstated=_texts(why for each in unsure for why in each.unstated),
        rests_on=_texts(map(_read, complete)),
        cites=_texts(cite for statement in grounds for cite in statement.cites),
    )
    return license_, warnings, tuple(_texts(text for statement in complete for text in statement.granted))


def _found(
    statements: Sequence[model.LicenseRequirement | model.LicenseException | model.ReviewPolicy],
    pairs: Iterable[tuple[int, Ref]],
    answer: Callable[[Ref], bool | None],
) -> list[_Found]:
    return [_Found(statements[index], ref, answer(ref)) for index, ref in pairs]


def _policy(
    output: LicenseOutput, answer: Callable[[Ref], bool | None], required: bool | None
) -> tuple[str | None, list[str], dict[str, Ref], list[str]]:
    """Return the review policy, those that surely hold, those that may, and a warning where they clash.

    A policy holds where some statement of it does, even where it is open which one.
    """
    if required is False:
        return None, [], {}, []
    names: list[str] = [name for name, ref in output.reviews if answer(ref)]
    unsure: dict[str, Ref] = {name: ref for name, ref in output.reviews if answer(ref) is None}
    if len(names) > 1:
        listed = " and ".join(name.replace("_", " ") for name in names)
        return None, names, unsure, [f"the text gives more than one review policy: {listed}"]
    return (None if unsure or not names else names[0]), names, unsure, []


def _grounds(found: Sequence[_Found], names: Sequence[str]) -> list[model.LicenseStatement]:
    """Return the statements on which names rest: those that hold, or all that may where none surely does."""
    sure = {each.name for each in found if each.truth}
    return [
        each.statement
        for each in found
        if each.name in names and (each.truth or (each.truth is None and each.name not in sure))
    ]


def _open_duties(found: Sequence[_Found]) -> list[Ref]:
    """Return the nodes that say whether more is to be done than what surely is."""
    sure = {(each.name, duty) for each in found if each.truth for duty in each.duties}
    return [
        each.node
        for each in found
        if each.truth is None and not sure.issuperset((each.name, duty) for duty in each.duties)
    ]


def _duties(found: Sequence[_Found], name: str) -> list[str]:
    """Return what is to be done for a name by the statements that hold."""
    return _texts(duty for each in found if each.name == name and each.truth for duty in each.duties)


def _read(statement: model.Completeness) -> str:
    """Say which reasons for control were read, and where."""
    reasons = ", ".join(statement.reasons) or "all"
    cites = f" [{'; '.join(map(str, statement.cites))}]" if statement.cites else ""
    return f"reasons for control read: {reasons}{cites}"


def _texts(things: Iterable[object]) -> list[str]:
    return list(dict.fromkeys(map(str, things)))
