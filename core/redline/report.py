"""What a report writer is given and what it offers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TextIO

from attrs import field, frozen

if TYPE_CHECKING:
    from redline.result import Result


@frozen(eq=False)
class Report:
    """The result of a run, and how the stream that it goes to wants it.

    ``width`` is in columns; ``color`` says whether the stream shows color.
    """

    result: Result
    width: int = 100
    color: bool = False


def _lower_case(_instance: object, _attribute: Any, value: object) -> None:
    if not isinstance(value, str) or not value or value != value.lower():
        raise ValueError(f"a report writer needs a lower case name, not `{value}`")


@frozen
class ReportWriter:
    """One format of results: its name, the suffixes of its files, and the function that writes it."""

    name: str = field(validator=_lower_case)
    title: str
    write: Callable[[Report, TextIO], None] = field(eq=False)
    suffixes: tuple[str, ...] = ()
