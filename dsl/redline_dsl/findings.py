"""Refuse a part of a text with its findings, and go on, so that all findings come at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Self, TypeAlias, TypeVar

from attrs import frozen

from redline.diagnostics import Diagnostic, InputError, Span
from redline.suggestions import names, nearest

_In = TypeVar("_In")
_Out = TypeVar("_Out")

MOST_FINDINGS = 50
"""Findings that are reported at once."""

_MOST_COMPARED = 1000
"""Known names among which a nearest one is looked for; beyond that the search would take seconds."""


Help: TypeAlias = str | Callable[[], str | None] | None
"""What to do about a finding. Near names are looked for when it is shown, which most of many are not."""


@frozen(eq=False)
class Finding:
    """What is wrong in one place, before it is shown."""

    message: str
    span: Span | None
    help: Help
    code: str
    because: tuple[Span, str] | None

    def diagnostic(self) -> Diagnostic:
        """Return the finding as it is shown."""
        help_ = self.help() if callable(self.help) else self.help
        return Diagnostic(self.message, self.span, help_, code=self.code, because=self.because)


class Refused(Exception):  # noqa: N818  # a signal between the steps of one stage, seen by no caller
    """A part of a text is wrong. Without findings, what is wrong has been said elsewhere."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__()
        self.findings = findings


def refuse(
    message: str,
    span: Span | None,
    help_: Help = None,
    *,
    code: str,
    because: tuple[Span | None, str] | None = None,
) -> Refused:
    """Return a refusal with one finding; ``because`` may lack its place and then says nothing."""
    second = (because[0], because[1]) if because is not None and because[0] is not None else None
    return Refused(Finding(message, span, help_, code, second))


def suggestion(
    name: str, *known: Iterable[str], what: str, none: str | None = None
) -> Callable[[], str | None]:
    """Say, when asked, which known name was probably meant, or which there are."""

    def near_or_all() -> str | None:
        listed = [each for names_ in known for each in names_]
        near = nearest(name, listed) if len(listed) <= _MOST_COMPARED else None
        if near is not None:
            return f"did you mean `{near}`"
        return f"{what} here: {names(listed)}" if listed else none

    return near_or_all


def each(function: Callable[[_In], _Out], things: Iterable[_In]) -> tuple[_Out, ...]:
    """Apply a function to all things; refusals of any are raised together, after all are tried."""
    results: list[_Out] = []
    refused: list[Refused] = []
    for thing in things:
        try:
            results.append(function(thing))
        except Refused as refusal:
            refused.append(refusal)
    if refused:
        raise Refused(*(finding for refusal in refused for finding in refusal.findings))
    return tuple(results)


class Attempts:
    """Several steps that do not need each other: all are tried, then all refusals are raised together.

    Used as a context manager; a step's result is None only if the block ends with a refusal.
    """

    def __init__(self) -> None:
        self._findings: list[Finding] | None = None

    def __enter__(self) -> Self:
        return self

    def __call__(self, step: Callable[[], _Out]) -> _Out | None:
        """Try one step."""
        try:
            return step()
        except Refused as refusal:
            self._findings = [*(self._findings or ()), *refusal.findings]
            return None

    def __exit__(self, type_: object, error: object, traceback: object) -> None:
        if error is None and self._findings is not None:
            raise Refused(*self._findings)


class Findings:
    """The findings of one compilation."""

    def __init__(self, findings: Iterable[Diagnostic] = ()) -> None:
        self._findings: list[Diagnostic | Finding] = list(findings)

    def __bool__(self) -> bool:
        return bool(self._findings)

    @contextmanager
    def collected(self) -> Iterator[None]:
        """Keep the findings of what is refused inside the block, and go on after it."""
        try:
            yield
        except Refused as refusal:
            self.add(refusal)

    def add(self, refusal: Refused) -> None:
        """Keep the findings of a refusal."""
        self._findings += refusal.findings

    def raise_any(self) -> None:
        """Raise ``InputError`` with the findings in the order of the text, if there are any."""
        shown: dict[Diagnostic, None] = {}
        for finding in sorted(self._findings, key=_place):
            if len(shown) == MOST_FINDINGS:
                break
            shown[finding.diagnostic() if isinstance(finding, Finding) else finding] = None
        if shown:
            raise InputError(list(shown))


def _place(finding: Diagnostic | Finding) -> tuple[str, int, int]:
    if finding.span is None:
        return ("", 0, 0)
    return (finding.span.source.name, finding.span.line, finding.span.column)
