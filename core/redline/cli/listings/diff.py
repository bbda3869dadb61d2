"""List what differs between two texts: caught, released, on other terms, and what is open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from redline.cli.listings.wording import license_text, table, to_json
from redline.drafting.diff import Diff, Flip

_REQUIRED: Final = "required, "
"""What the heading says of items that need a license under both texts."""


def diff(found: Diff, width: int = 100, *, as_json: bool = False) -> str:
    """List the changes, each sort under its heading, and count the rest."""
    if as_json:
        return to_json(found.to_dict())
    what = "what needs a license" if found.by == "license" else "what is controlled"
    lines = [f"{found.before} -> {found.after}: {what}", *found.notes, ""]
    for heading, changes in (
        ("newly caught", found.caught),
        *_settled("surely caught, and open before", found.surely_caught),
        ("released", found.released),
        *_settled("surely free, and open before", found.surely_free),
        ("open: it depends on facts that are not known", found.undetermined),
    ):
        lines += _part(heading, changes, width, found.by)
    if found.by == "license":
        lines += _part(
            "a license is needed under both, or may be, on other terms", found.relicensed, width, found.by
        )
    lines.append(f"unchanged: {found.unchanged}")
    return "\n".join(lines) + "\n"


def _settled(heading: str, changes: Sequence[Flip]) -> Iterator[tuple[str, Sequence[Flip]]]:
    """Yield a group of items that were open, where there are such items."""
    if changes:
        yield heading, changes


def _part(heading: str, changes: Sequence[Flip], width: int, by: str) -> Iterator[str]:
    yield f"{heading}: {len(changes)}"
    if changes:
        rows = [("item", "before", "after", "cause"), *(_row(change, by) for change in changes)]
        yield from ("  " + line for line in table(rows, width - 2, (0, 3)))
    yield ""


def _row(change: Flip, by: str) -> tuple[str, str, str, str]:
    sides = (change.before, change.after)
    if by == "license":
        before, after = (license_text(one.license) for one in sides)
        if before.startswith(_REQUIRED) and after.startswith(_REQUIRED):
            before, after = before.removeprefix(_REQUIRED), after.removeprefix(_REQUIRED)
    else:
        before, after = (one.status.replace("_", " ") for one in sides)
    return change.item, before, after, change.cause
