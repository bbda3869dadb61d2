"""List the best items that are free, and the legal frontier with the items held against it."""

from __future__ import annotations

from fractions import Fraction

from redline.cli.listings.wording import table, to_json
from redline.drafting.frontier import Frontier, Piece, Ranking, Used
from redline.values import number_text


def best(found: Ranking, width: int = 100, top: int = 10, *, as_json: bool = False) -> str:
    """List the best free items by a utility."""
    if as_json:
        return to_json(found.to_dict())
    rows = [("free item", f"{found.utility}, {found.unit}")]
    rows += [(item, number_text(value, 6)) for item, value in found.items[:top]]
    lines = [f"best items that are in no control of {found.rulebook}, by {found.utility}", ""]
    lines += table(rows, width, (0,))
    more = len(found.items) - top
    lines += ["", *([f"and {more} more"] if more > 0 else [])]
    lines.append(
        f"{found.utility} is not known of {len(found.unknown)} free items;"
        f" {len(found.undetermined)} items are undetermined, and not counted as free"
    )
    return "\n".join(lines) + "\n"


def frontier(found: Frontier, width: int = 100, top: int = 10, *, as_json: bool = False) -> str:
    """List the pieces of a frontier, and the items that use the most of it."""
    if as_json:
        return to_json(found.to_dict())
    lines = [
        f"{found.rulebook}: the most performance that is free, for designs like {found.like}",
        f"performance F in {found.performance_unit}, area A in {found.area_unit}",
        "",
    ]
    rows = [("A from", "to", "F")]
    rows += [
        (number_text(piece.low, 6), number_text(piece.high, 6), _formula(piece)) for piece in found.pieces
    ]
    lines += table(rows, width, (2,))
    if found.wanted is not None:
        lines += ["", _inverse(found, found.wanted)]
    free = [one for one in found.used if one.status == "not_controlled" and one.ratio is not None]
    if free:
        heads = ("free item", "performance", "area", "frontier as it is sold", "used")
        rows_ = [heads, *(_row(one) for one in free[:top])]
        lines += ["", *table(rows_, width, (0,))]
    if found.left_out:
        lines += ["", f"left out, since performance or area is not known: {len(found.left_out)} items"]
    return "\n".join(lines) + "\n"


def _inverse(found: Frontier, performance: Fraction) -> str:
    said = f"{number_text(performance, 6)} {found.performance_unit}"
    end = found.area_for(performance)
    if end is None or end.at is None:
        return f"{said} is free at none of these areas"
    if end.at == found.pieces[0].low and end.included:
        return f"{said} is free at the least of these areas already"
    start = "at" if end.included else "right above"
    return f"{said} is free {start} {number_text(end.at, 6)} {found.area_unit}, and at no smaller area"


def _formula(piece: Piece) -> str:
    if piece.base is None:
        return "no limit"
    if not piece.base and not piece.slope:
        return "nothing is free"
    terms = [f"{number_text(piece.slope, 6)} A"] if piece.slope else []
    terms += [number_text(piece.base, 6)] if piece.base or not terms else []
    return f"{'' if piece.attained else 'under '}{' + '.join(terms)}"


def _row(one: Used) -> tuple[str, ...]:
    assert one.ratio is not None
    assert one.limit.at is not None
    limit = f"{'' if one.limit.included else 'under '}{number_text(one.limit.at, 6)}"
    numbers = (number_text(one.performance, 6), number_text(one.area, 6))
    return (one.item, *numbers, limit, f"{float(one.ratio):.1%}")
