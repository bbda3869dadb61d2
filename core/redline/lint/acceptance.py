"""Read which findings a text accepts: a comment on the line, or above it, with the code and a reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from attrs import define

from redline.diagnostics import Diagnostic, Span
from redline.model import Rulebook
from redline.suggestions import remedy

CODE = "faulty-acceptance"
_COMMENT: Final = re.compile(r"#[ \t]*lint:[ \t]*(?P<words>.*)")
_ACCEPT: Final = re.compile(r"accept[ \t]+(?P<code>[a-z-]+)(?:[ \t]+(?P<reason>\S.*))?")
_HOW: Final = "write `# lint: accept CODE REASON` on the line of the finding, or on one of its own above it"


@define
class _Acceptance:
    span: Span
    code: str
    reason: str
    used: bool = False


class Acceptances:
    """The acceptances of a rulebook's text, and which of them were of use."""

    def __init__(self, book: Rulebook, codes: Sequence[str]) -> None:
        self._found: dict[int, list[_Acceptance]] = {}
        self._faults: list[Diagnostic] = []
        for number, line in enumerate(book.text.split("\n"), start=1):
            comment = _COMMENT.search(line)
            if comment is None or book.span is None:
                continue
            span = Span(book.span.source, number, comment.start() + 1, len(comment[0].rstrip()))
            accept = _ACCEPT.fullmatch(comment["words"].rstrip())
            if accept is None or accept["reason"] is None:
                self._fault("this comment accepts nothing: it has no code or no reason", span, _HOW)
            elif accept["code"] not in codes:
                self._fault(f"there is no code `{accept['code']}`", span, remedy(accept["code"], codes))
            else:
                own_line = not line[: comment.start()].strip()
                target = self._below(book.text, number) if own_line else number
                acceptance = _Acceptance(span, accept["code"], accept["reason"].rstrip())
                self._found.setdefault(target, []).append(acceptance)

    @staticmethod
    def _below(text: str, number: int) -> int:
        """Return the first line after one that is neither blank nor a comment."""
        lines = text.split("\n")
        while number < len(lines) and not lines[number].partition("#")[0].strip():
            number += 1
        return number + 1

    def reason(self, finding: Diagnostic) -> str | None:
        """Return the reason for which a finding is accepted, None where it is not."""
        for each in self._found.get(finding.span.line if finding.span else 0, []):
            if each.code == finding.code:
                each.used = True
                return each.reason
        return None

    def faults(self) -> Iterator[Diagnostic]:
        """Yield what is wrong with acceptances, once all findings were asked for."""
        yield from self._faults
        for each in (one for several in self._found.values() for one in several):
            if not each.used:
                yield Diagnostic(
                    f"nothing is found here that `{each.code}` would accept",
                    each.span,
                    "take the comment out",
                    CODE,
                    "warning",
                )

    def _fault(self, message: str, span: Span, help_: str | None) -> None:
        self._faults.append(Diagnostic(message, span, help_, CODE, "warning"))
