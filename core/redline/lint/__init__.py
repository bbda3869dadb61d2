"""Advise on rule text: what compiles, and is likely not what was meant.

In comes a rulebook; out go findings with place and remedy. Each rule is a function from one to the other,
in a module of its theme; none claims what it has not proven of the text. Begin with ``numbers``, then
``regions``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from attrs import evolve, frozen

from redline.diagnostics import Diagnostic
from redline.lint import bands, citations, licenses, numbers, reach
from redline.lint.acceptance import Acceptances
from redline.lint.statements import is_own
from redline.model import Rulebook

_RULES: Final[tuple[Callable[[Rulebook], Iterator[Diagnostic]], ...]] = (
    reach.unreachable,
    bands.bands,
    numbers.skipped,
    numbers.unused,
    numbers.repeated,
    citations.uncited,
    licenses.incomplete,
)
CODES: Final = (
    reach.CODE,
    bands.OVERLAP,
    bands.OPEN,
    numbers.SKIPPED,
    numbers.UNUSED,
    numbers.TWICE,
    citations.CODE,
    licenses.CODE,
    licenses.REASON,
)
"""Codes of all findings about the law; an acceptance names one of them."""


@frozen
class Advice:
    """A finding about the text of a rulebook, and the reason for which the text accepts it, if it does."""

    rulebook: str
    finding: Diagnostic
    accepted: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        span, because = self.finding.span, self.finding.because
        return {
            "rulebook": self.rulebook,
            "code": self.finding.code,
            "message": self.finding.message,
            "help": self.finding.help,
            "file": span and span.source.name,
            "line": span and span.line,
            "column": span and span.column,
            "because": because and {"place": str(because[0]), "message": because[1]},
            "accepted": self.accepted,
        }


_OF_THE_WHOLE: Final = (reach.unreachable, bands.bands, licenses.without_requirement)
"""Rules that an amendment may break in the text before it: with another number a limb may decide nothing."""


def lint(book: Rulebook, base: Rulebook | None = None) -> list[Advice]:
    """Return what there is to say about a rulebook's own text, in the order of its lines.

    What an amendment takes over from the text before it is left to that one. With ``base``, the text that
    it amends, it is also said what is new in the amended whole: limbs that decide nothing any more.
    """
    found = [finding for rule in _RULES for finding in rule(book) if is_own(book, finding.span)]
    found += amended(book, base) if base is not None else ()
    acceptances = Acceptances(book, CODES)
    advice = [Advice(book.id, finding, acceptances.reason(finding)) for finding in found]
    advice += [Advice(book.id, finding) for finding in acceptances.faults()]
    return sorted(advice, key=_place)


def amended(book: Rulebook, base: Rulebook) -> Iterator[Diagnostic]:
    """Yield what is wrong with the whole that an amendment makes of a text, and was not before."""
    taken_over = [f for rule in _OF_THE_WHOLE for f in rule(book) if not is_own(book, f.span)]
    before = {_key(f) for rule in _OF_THE_WHOLE for f in rule(base)} if taken_over else set()
    for finding in taken_over:
        if _key(finding) not in before:
            yield evolve(finding, message=f"{finding.message}, as `{book.id}` amends the text")


def _key(finding: Diagnostic) -> tuple[str, str, str]:
    return finding.code, finding.message, str(finding.span)


def _place(advice: Advice) -> tuple[int, int, str, str]:
    span = advice.finding.span
    assert span is not None, "what has no place is not of the text"
    return (span.line, span.column, advice.finding.code, advice.finding.message)
