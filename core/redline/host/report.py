"""What a report writer is given, and what it offers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TextIO

from attrs import Attribute, field, frozen

from redline.evidence.determination import Determination
from redline.evidence.result import Result


@frozen(eq=False)
class Report:
    """Results of a run, one for each catalog, and how the stream they go to wants them.

    ``width`` is in columns; ``color`` says whether the stream shows color; ``progress`` is called
    with 1 for each item written. ``raw`` asks for cells of CSV as they are, with what a spreadsheet would
    run as a formula, and with control characters.
    """

    results: tuple[Result, ...]
    width: int = 100
    color: bool = False
    progress: Callable[[int], None] | None = None
    raw: bool = False

    def determinations(self) -> Iterator[Determination]:
        """Yield the determinations of all results, item by item, made as they are asked for."""
        for result in self.results:
            for several in self.items(result):
                yield from several

    def items(self, result: Result) -> Iterator[tuple[Determination, ...]]:
        """Yield each item's determinations, one for each rulebook of a result."""
        for several in result.determinations():
            yield several
            if self.progress is not None:
                self.progress(1)


def _lower_case(_instance: object, _attribute: Attribute[Any], name: str) -> None:
    if not name or name != name.lower():
        raise ValueError(f"a report writer needs a lower case name, not `{name}`")


@frozen
class ReportWriter:
    """One format of results: its name, the function that writes it, the suffixes of its files."""

    name: str = field(validator=_lower_case)
    title: str
    write: Callable[[Report, TextIO], None] = field(eq=False)
    suffixes: tuple[str, ...] = ()
