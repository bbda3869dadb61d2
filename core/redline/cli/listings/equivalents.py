"""List how many units of each item a quota allows."""

from __future__ import annotations

from redline.cli.listings.wording import table, to_json
from redline.drafting.equivalents import Equivalent, Equivalents
from redline.values import number_text


def equivalents(found: Equivalents, width: int = 100, *, as_json: bool = False) -> str:
    """List how many units of each item a quota allows, and the totals."""
    if as_json:
        return to_json(found.to_dict())
    of = f", the quota in units of {found.reference}" if found.reference else ""
    lines = [f"{number_text(found.quota)} {found.unit} of {found.quantity} in units of each item{of}", ""]
    heads = [f"{name} ({unit})" for name, unit in found.totals]
    rows: list[tuple[str, ...]] = [("item", found.quantity, "units", *heads)]
    rows += [_equivalent(one) for one in found.items]
    right = tuple(range(1, len(rows[0])))
    lines += table(rows, width, (0,), right)
    return "\n".join(lines) + "\n"


def _equivalent(one: Equivalent) -> tuple[str, ...]:
    totals = ("unknown" if total is None else number_text(total, 9) for total in one.totals)
    return (one.item, str(one.value), _units(one), *totals)


def _units(one: Equivalent) -> str:
    if one.whole is not None:
        return str(one.whole)
    if one.value.absent == "yes":
        return "not applicable"
    if one.value.is_known:
        return "no limit"
    least, most = (None if end is None else str(int(end)) for end in (one.least, one.most))
    if least and most:
        return f"{least}..{most}"
    return f"at most {most}" if most else f"at least {least}" if least else "unknown"
