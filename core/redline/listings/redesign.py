"""List the smallest changes that free an item, those that keep the most use first."""

from __future__ import annotations

from fractions import Fraction
from textwrap import wrap

from redline.drafting.redesign import Change, Redesign
from redline.listings.wording import to_json
from redline.phrase import day_text
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
        return "\n".join([*lines, "no change of what the rule reads frees it for certain"]) + "\n"
    for change in found.changes:
        lines.append("")
        if found.utility is not None:
            lines.append(f"keeps {_kept(change)}: {found.utility} {_use(found, change)}")
        lines += wrap(_change(change), width, initial_indent="    ", subsequent_indent="      ")
        if escaped := _escapes(change):
            lines += wrap(f"escapes {escaped}", width, initial_indent="    ", subsequent_indent="      ")
    if found.untried is not None:
        lines += ["", *wrap(f"performance with area is not tried: {found.untried}", width)]
    if not found.exact:
        lines.append("not exact: some limit may lie elsewhere")
    return "\n".join(lines) + "\n"


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
        words.append(f"{change.lever} {day_text(_day(change.exchange))}")
    elif change.factor is None:
        words.append(f"{change.lever}: {change.exchange}")
    elif change.exchange is not None:
        words.append(change.exchange)
    if change.factor is not None:
        limit = "" if change.attained else ("under " if change.factor <= 1 else "over ")
        lever = change.lever if change.corner is None else "performance"
        words.append(f"{lever} at {limit}{float(change.factor):.2%}{_to(change)}{_area(change)}")
    return "; then ".join(words)


def _area(change: Change) -> str:
    """Write what area a number goes with."""
    if (corner := change.corner) is None:
        return ""
    past = "" if corner.area_attained else "past "
    area = f"{past}{number_text(corner.area, 6)} {corner.area_unit}"
    return f" and area at {float(corner.area_factor):.2%} ({area})"


def _day(exchange: str | None) -> Fraction:
    return Fraction(exchange or 0)


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
