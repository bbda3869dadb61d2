"""List how far items are from the line, and how they bunch on either side of it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from redline.cli.listings.wording import table, to_json
from redline.drafting.bunching import Bunch
from redline.drafting.margin import Margin, Move
from redline.evidence.phrase import quantity_text

_MOST_OPEN = 8
"""Items without a margin for want of facts that are listed by name; JSON has them all."""


def margins(found: Sequence[Margin], width: int = 100, *, as_json: bool = False) -> str:
    """List items by how near they are, with what has to change; those without a margin come last."""
    if as_json:
        return to_json([one.to_dict() for one in found])
    ordered = sorted(found, key=lambda one: (one.nearest is None, one.nearest or 0, one.item))
    open_ = [one for one in ordered if one.is_open and one.nearest is None]
    if len(open_) > _MOST_OPEN:
        ordered = [one for one in ordered if one not in open_]
    rows = [("item", "status", "margin", "binds", "what has to change")]
    rows += [
        (
            one.item,
            one.status.replace("_", " "),
            _span(one),
            one.moves[0].quantity if one.moves else "-",
            "; ".join(map(move_text, one.moves)) or _why_none(one),
        )
        for one in ordered
    ]
    lines = table(rows, width, (0, 4))
    if len(open_) > _MOST_OPEN:
        lines += ["", f"no margin is known of {len(open_)} more items, whose facts leave it open"]
    return "\n".join(lines) + "\n"


def _span(one: Margin) -> str:
    """Write a margin; from where to where it may be, where something is not known."""
    if one.nearest is None:
        return "-"
    if one.relative is None:
        return f"from {percent(one.nearest)}"
    low, high = percent(one.nearest), percent(one.relative)
    return high if low == high else f"{low}..{high}"


def percent(share: Fraction) -> str:
    """Write a share in percent, to two places."""
    return f"{float(share):.2%}"


def move_text(move: Move) -> str:
    """Write from where to where a quantity has to go."""
    word = ("over" if move.upwards else "under") if move.beyond else "to"
    start = quantity_text(move.start, move.unit, 6).removesuffix(f" {move.unit}")
    return f"{move.quantity} {start} {word} {quantity_text(move.end, move.unit, 6)}"


def _why_none(one: Margin) -> str:
    if one.direction is None:
        return f"open without {', '.join(one.open)}" if one.open else "open"
    if one.open:
        return f"depends on {', '.join(one.open)}, not known"
    return "no number changes it"


def bunches(found: Sequence[Bunch], width: int = 100, *, as_json: bool = False) -> str:
    """List for each number of the rule how many items are just below it and just above it."""
    if as_json:
        return to_json([one.to_dict() for one in found])
    rows = [("limb", "number", "segment", "just below", "just above", "expected")]
    rows += [
        (
            one.limb,
            f"{one.quantity} {quantity_text(one.threshold, one.unit, 6)}",
            one.segment or "all",
            str(one.below),
            str(one.above),
            f"{one.expected:.1f}",
        )
        for one in found
    ]
    return "\n".join(table(rows, width, (0, 1))) + "\n"
