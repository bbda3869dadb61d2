"""Write what several listings share: tables, JSON, what an outcome rests on, a license in few words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from redline.cli.grid import lay_out
from redline.drafting.tally import Range
from redline.evidence.determination import Determination
from redline.evidence.licensing import License

WIDTH: Final = 100
"""Characters of a line where nothing says how wide the terminal is."""
_MOST_LISTED: Final = 12
"""Items that a sentence lists; JSON has them all."""


def to_json(value: Any) -> str:
    """Write a listing as JSON."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def table(
    rows: Sequence[Sequence[str]], width: int, flexible: Sequence[int], right: Sequence[int] = ()
) -> list[str]:
    """Lay out rows, the first of which is the heading, as lines; see ``lay_out``."""
    return ["".join(cells).rstrip() for cells in lay_out(rows, width, flexible, right)]


def why(one: Determination) -> str:
    """Write in few words what an outcome rests on: limbs, notes, missing facts."""
    notes = (*one.excluded_by, *one.presumed_by)
    found = ", ".join(one.grounds)
    open_ = ", ".join(f"? {name}" for name in (*one.missing[:3], *one.unstated[:3]))
    suspended = f"suspended: {', '.join(one.suspended)}" if one.suspended else ""
    return " / ".join(part for part in (found, ", ".join(notes), open_, suspended) if part)


def license_text(license_: License | None) -> str:
    """Write in few words what license is needed; empty where nothing was asked."""
    if license_ is None:
        return ""
    if license_["required"] is False:
        return "not required"
    words = ["required" if license_["required"] else "?"]
    words += [license_["policy"].replace("_", " ")] if license_["policy"] else []
    words += ["policy open"] if license_["required"] and license_["possible_policies"] else []
    words += [f"exception {exception['code']}" for exception in license_["exceptions"]]
    return ", ".join(words)


def counted(count: int, what: str) -> str:
    """Write how many things of a sort there are."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def range_text(found: Range, digits: int = 6) -> str:
    """Write a figure, or its least and its greatest value."""
    low, high = (f"{end:.{digits}g}" for end in (found.low, found.high))
    return low if low == high else f"{low}..{high}"


def listed(shown: Sequence[str]) -> str:
    """Write the first of some items, and how many more there are."""
    more = len(shown) - _MOST_LISTED
    return ", ".join(shown[:_MOST_LISTED]) + (f" and {more} more" if more > 0 else "")
