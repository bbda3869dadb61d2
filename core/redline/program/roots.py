"""Name the truth nodes that a run answers: the questions to each rulebook, and single nodes.

A kernel takes a mapping from these keys to nodes, and answers under the same keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias, TypeVar

from attrs import frozen

from redline.program.outputs import Ref


@frozen
class InControl:
    """Whether an item is in a control of a rulebook."""

    book: str


@frozen
class LicenseRequired:
    """Whether a license is required under a rulebook, before exceptions."""

    book: str

    def __str__(self) -> str:
        return "license"


@frozen
class ExceptionUsable:
    """Whether a license exception of a rulebook can be used."""

    book: str
    code: str

    def __str__(self) -> str:
        return f"exception {self.code}"


@frozen
class PolicyHolds:
    """Whether a review policy of a rulebook holds."""

    book: str
    name: str

    def __str__(self) -> str:
        return f"policy {self.name}"


@frozen
class Single:
    """Whether one truth node of a program holds."""

    ref: Ref


OfLicenses: TypeAlias = LicenseRequired | ExceptionUsable | PolicyHolds
"""What is asked of licenses; ``str`` of it is its name in ``Result.licenses``."""

Key: TypeAlias = InControl | OfLicenses | Single


_Found = TypeVar("_Found")


def only(answers: Mapping[Key, _Found], question: type[Key]) -> _Found:
    """Return what is found for one question, where a single rulebook is asked."""
    (found,) = (found for key, found in answers.items() if isinstance(key, question))
    return found


def singles(refs: Iterable[Ref]) -> dict[Key, Ref]:
    """Return single truth nodes as the roots of a run."""
    return {Single(ref): ref for ref in refs}
