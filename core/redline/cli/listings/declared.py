"""List where declared values differ from computed ones, and what would agree with them."""

from __future__ import annotations

from textwrap import wrap

from redline.cli.listings.margins import percent
from redline.cli.listings.wording import listed, table, to_json
from redline.drafting.declared import Declared, Difference
from redline.drafting.sensitivity import error_text
from redline.values import number_text


def declared(found: Declared, width: int = 100, *, as_json: bool = False) -> str:
    """List the items whose declared value is not the computed one, the farthest off first."""
    if as_json:
        return to_json(found.to_dict())
    compared = len(found.agreeing) + len(found.differing)
    title = f"{found.metric} as computed against {found.fact}, in {found.unit}, and what it is to"
    counts = f"{compared} items compared: {len(found.agreeing)} agree within {error_text(found.within)}"
    counts += f", {len(found.differing)} differ; of {len(found.undeclared)} nothing is declared"
    lines = [f"{title} {found.rulebook}", counts]
    if found.unknown:
        lines += wrap(
            f"{found.metric} is not known of {listed(found.unknown)}", width, subsequent_indent="  "
        )
    if found.differing:
        rows: list[tuple[str, ...]] = [("item", "computed", "declared", "off", "agrees with", "outcome")]
        rows += [_difference(one) for one in found.differing]
        lines += ["", *table(rows, width, (0, 4), (1, 2, 3))]
    return "\n".join(lines) + "\n"


def _difference(one: Difference) -> tuple[str, ...]:
    more = f" +{len(one.agrees) - 1}" if len(one.agrees) > 1 else ""
    return (
        one.item,
        number_text(one.computed, 6),
        number_text(one.declared, 6),
        percent(one.relative),
        f"{one.agrees[0]}{more}" if one.agrees else "-",
        _outcome(one),
    )


def _outcome(one: Difference) -> str:
    """Write the outcome, and the one that the declared value would lead to where it is another."""
    words = one.status.replace("_", " ")
    if one.declared_status == one.status:
        return words
    return f"{words} -> {(one.declared_status or '?').replace('_', ' ')}"
