"""List the smallest changes that free an item, those that keep the most use first."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from redline.cli.listings.wording import to_json
from redline.drafting.joint_changes import Part
from redline.drafting.redesign import Change, Redesign
from redline.values import Value, number_text


def redesign(found: Redesign, width: int = 100, *, as_json: bool = False) -> str:
    """List the ways to free an item, with what they come to and what is kept."""
    if as_json:
        return to_json(found.to_dict())
    status = found.status.replace("_", " ")
    by = f" ({', '.join(found.limbs)})" if found.limbs else ""
    lines = [f"{found.item} under {found.rulebook}: {status}{by}"]
    if found.utility is not None and found.use is not None:
        lines.append(f"use: {found.utility} {_text(found.use)}")
    if found.status == "not_controlled":
        return "\n".join([*lines, "it is free as it is"]) + "\n"
    if not found.changes:
        lines.append("no change that was tried frees it for certain")
        lines += wrap(f"tried: {'; '.join(found.tried)}", width, subsequent_indent="  ")
    for change in found.changes:
        lines += ["", *_way(found, change, width)]
    lines += _limits(found, width)
    return "\n".join(lines) + "\n"


def _way(found: Redesign, change: Change, width: int) -> Iterator[str]:
    """Yield what one way keeps, what it changes, and what it escapes."""
    if found.utility is not None:
        yield f"keeps {_kept(change)}: {found.utility} {_use(found, change)}"
    yield from wrap(_change(change), width, initial_indent="    ", subsequent_indent="      ")
    if escaped := _escapes(change):
        yield from wrap(f"escapes {escaped}", width, initial_indent="    ", subsequent_indent="      ")


def _limits(found: Redesign, width: int) -> Iterator[str]:
    """Yield what the search did not try, and whether it is exact."""
    if found.untried is not None:
        yield from ("", *wrap(f"performance with area is not tried: {found.untried}", width))
    if found.not_tried:
        yield from ("", *wrap(f"not tried: {'; '.join(found.not_tried)}", width, subsequent_indent="  "))
    if not found.exact:
        yield "not exact: some limit may lie elsewhere"


def _kept(change: Change) -> str:
    return "?" if change.kept is None else f"{float(change.kept):.1%}"


def _use(found: Redesign, change: Change) -> str:
    if change.kept is None or found.use is None:
        return "?"
    if not found.use.is_known:
        return _text(found.use)  # of a range is known at most that it stays
    word = "" if change.attained or change.kept == 1 else "under "
    return f"{word}{number_text(found.use.low * change.kept, 6)}"


def _change(change: Change) -> str:
    """Write what is exchanged, and how far a number goes."""
    words = []
    if change.sort == "date":
        words.append(f"{change.lever} {change.exchange}")
    elif change.factor is None:
        words.append(f"{change.lever}: {change.exchange}")
    elif change.exchange is not None:
        words.append(change.exchange)
    if change.together:
        words.append(" and ".join(_part(change, part) for part in change.together))
    elif change.factor is not None:
        limit = "" if change.attained else ("under " if change.factor <= 1 else "over ")
        lever = change.lever if change.corner is None else "performance"
        words.append(f"{lever} at {limit}{float(change.factor):.2%}{_to(change)}{_area(change)}")
    return "; then ".join(words)


def _part(change: Change, part: Part) -> str:
    """Write one of several numbers that go down together."""
    limit = "" if part.attained else "under "
    value = dict(change.to).get(part.lever)
    to = "" if value is None else f" ({_text(value)})"
    return f"{part.lever} at {limit}{float(part.factor):.2%}{to}"


def _area(change: Change) -> str:
    """Write what area a number goes with."""
    if (corner := change.corner) is None:
        return ""
    past = "" if corner.area_attained else "past "
    area = f"{past}{number_text(corner.area, 6)} {corner.area_unit}"
    return f" and area at {float(corner.area_factor):.2%} ({area})"


def _to(change: Change) -> str:
    if len(change.to) != 1:
        return ""
    (_, value) = change.to[0]
    return f" ({_text(value)})"


def _escapes(change: Change) -> str:
    parts = [", ".join(change.escaped)] if change.escaped else []
    parts += [f"by {', '.join(change.excluded_by)}"] if change.excluded_by else []
    return "; ".join(parts)


def _text(value: Value) -> str:
    return number_text(value.low, 6) if value.is_known else str(value)
