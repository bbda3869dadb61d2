"""Offer the known name that a mistyped one probably meant."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import islice
from typing import Final

from redline.inert import plain

_MOST_COMPARED: Final = 5000
"""Known names among which a nearest one is looked for; among more of them that would take seconds."""


def nearest(name: str, known: Iterable[str], *, above: float = 0.6) -> str | None:
    """Return the known name nearest to ``name``; None when nothing is near, or very many names are known.

    Case is ignored; of equally near names the first in alphabetical order is taken. ``above`` is the
    share of letters in common from which on a name is near.
    """
    from difflib import SequenceMatcher

    lowered, best, best_ratio = name.lower()[:200], None, above
    candidates = list(islice(known, _MOST_COMPARED + 1))
    for candidate in sorted(candidates) if len(candidates) <= _MOST_COMPARED else ():
        matcher = SequenceMatcher(None, lowered, candidate.lower())
        if matcher.real_quick_ratio() <= best_ratio or matcher.quick_ratio() <= best_ratio:
            continue
        if (ratio := matcher.ratio()) > best_ratio:
            best, best_ratio = candidate, ratio
    return best


def remedy(
    name: str, known: Collection[str], there: str | None = None, *, listed: bool = False
) -> str | None:
    """Say which known name was probably meant, or else which names there are.

    ``there`` says the latter in other words; with ``listed`` it is said in any case. None where nothing is
    known and nothing else to say.
    """
    there = there or (f"there are {names(known)}" if known else None)
    near = nearest(name, known)
    if near is None:
        return there
    meant = f"did you mean {names([near])}?"
    return f"{meant} {there}" if listed and there else meant


_WIDEST: Final = 100
"""Characters of a listed name that are shown."""


def names(items: Iterable[str], *, most: int = 12) -> str:
    """List names in backticks, sorted, at most so many of them."""
    ordered = sorted(items)
    shown = ", ".join(f"`{plain(item[:_WIDEST])}`" for item in ordered[:most])
    return shown if len(ordered) <= most else f"{shown} and {len(ordered) - most} more"
