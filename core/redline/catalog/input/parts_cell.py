"""Read a collection from one cell, such as the dies of a package: ``456@7;1x168@16``."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Final

from attrs import frozen

from redline.catalog.input.cell import NumberCell
from redline.catalog.input.findings import Problem, quote
from redline.model import Collection

Group = tuple[int, tuple[str, ...]]
"""How many parts are alike, and the texts of their facts in declared order, blank where not known."""

COUNT: Final = "COUNT"
"""The word in a collection's pattern that stands for the number of parts alike."""

MOST_PARTS: Final = 10_000
"""Parts that one item may have."""


@frozen
class ItemsCell:
    """Items of a kind of their own by name, such as ``8xH100 SXM5 80GB``, separated by ``;``."""

    collection: Collection

    def read(self, text: str) -> tuple[tuple[int, str], ...] | None:
        """Return how many there are of each name, None when it is not such a list."""
        groups = [_ITEMS.fullmatch(part.strip()) for part in text.split(";", MOST_PARTS)]
        if not all(groups) or len(text) > _LONGEST:
            return None
        found = tuple((int(group[1]), group[2].strip()) for group in groups if group is not None)
        return found if all(count for count, _ in found) and sum(n for n, _ in found) <= MOST_PARTS else None

    def explain(self, text: str) -> Problem:
        """Say how such a list is written."""
        how = "write `8xNAME`, with `;` between different ones; names are those of a catalog"
        return Problem(f"{quote(text)} does not say which {self.collection.name} and how many", how)


_ITEMS: Final = re.compile(r"([0-9]{1,6})x(\S.*)")
_LONGEST: Final = 100_000


@frozen
class PartsCell:
    """Parts separated by ``;``, each written after the collection's pattern."""

    collection: Collection

    def read(self, text: str) -> tuple[Group, ...] | None:
        """Return the groups of parts, None when any part cannot be read."""
        groups = self.split(text)
        return groups if groups is not None and all(self._has_numbers(texts) for _, texts in groups) else None

    def split(self, text: str) -> tuple[Group, ...] | None:
        """Return the groups of parts with their numbers as text, None when it is not such a list."""
        groups = []
        for part in text.split(";", MOST_PARTS):
            if (group := self._group(part.strip())) is None:
                return None
            groups.append(group)
        return tuple(groups) if sum(count for count, _ in groups) <= MOST_PARTS else None

    def explain(self, text: str) -> Problem:
        """Say which part is wrong, and how."""
        for part in text.split(";", MOST_PARTS):
            group = self._group(part.strip())
            if group is None or not self._has_numbers(group[1]):
                return self._explain_part(part.strip())
        return Problem(
            f"{quote(text)} has more than {MOST_PARTS:,} parts", "check the counts; no item has so many parts"
        )

    def _has_numbers(self, texts: tuple[str, ...]) -> bool:
        return all(
            not text or format_.read(text) is not None
            for text, format_ in zip(texts, self.formats.values(), strict=True)
        )

    def _group(self, part: str) -> Group | None:
        texts = self._texts(part)
        if texts is None or (count := _count(texts.get(COUNT))) is None:
            return None
        found = tuple(texts.get(name, "?") for name in self.formats)
        return (count, tuple("" if text == "?" else text for text in found)) if all(found) else None

    def _explain_part(self, part: str) -> Problem:
        texts = self._texts(part)
        how = f"write `{self.collection.pattern}`, with `;` between parts and `?` for an unknown number"
        if not part:
            return Problem(f"a part of `{self.collection.name}` is missing beside a `;`", how)
        if texts is None:
            return Problem(f"{quote(part)} is not a part of `{self.collection.name}`", how)
        if _count(texts.get(COUNT)) is None:
            return Problem(f"{quote(texts[COUNT])} is not a count from 1 to {MOST_PARTS:,}", how)
        for name, format_ in self.formats.items():
            text = texts.get(name, "?")
            if not text:
                return Problem(f"{quote(part)} has no `{name}`", how)
            if text != "?" and format_.read(text) is None:
                problem = format_.explain(text)
                return Problem(f"`{name}` of {quote(part)}: {problem.message}", problem.help)
        raise AssertionError(part)

    def _texts(self, part: str) -> dict[str, str] | None:
        """Return the pieces of a part by the names in the pattern; the count may be left out."""
        for expression, names in self._expressions:
            if (match := expression.fullmatch(part)) is not None:
                return dict(zip(names, map(str.strip, match.groups()), strict=True))
        return None

    @cached_property
    def formats(self) -> dict[str, NumberCell]:
        """How the number of each fact is written, in declared order."""
        return {fact.name: NumberCell(fact) for fact in self.collection.facts}

    @cached_property
    def _expressions(self) -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
        """The pattern as a regular expression, and the same without its count."""
        words = sorted((COUNT, *self.formats), key=len, reverse=True)
        pieces = re.split(f"({'|'.join(map(re.escape, words))})", self.collection.pattern)
        whole = _expression(pieces)
        return (whole, _expression(["", *pieces[3:]])) if pieces[:2] == ["", COUNT] else (whole,)


def _expression(pieces: list[str]) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Match names between literals; each name's text ends where the next literal begins."""
    text = re.escape(pieces[0])
    for literal in pieces[2::2]:
        text += f"([^{re.escape(literal[0])};]*){re.escape(literal)}" if literal else "([^;]*)"
    return re.compile(text), tuple(pieces[1::2])


def _count(text: str | None) -> int | None:
    if text is None:
        return 1
    count = int(text) if re.fullmatch(r"\d{1,6}", text, re.ASCII) else 0
    return count if 1 <= count <= MOST_PARTS else None
