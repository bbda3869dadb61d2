"""List how sure outcomes are, and which missing facts would make more of them sure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from textwrap import wrap

from redline.cli.listings.wording import table, to_json
from redline.drafting.sensitivity import Firm, Sensitivity, error_text

_MOST_WANTS = 8


def sensitivity(
    found: Sensitivity, width: int = 100, *, everything: bool = False, as_json: bool = False
) -> str:
    """List the items that are not stable, or all, and the facts that are wanting."""
    if as_json:
        return to_json(found.to_dict())
    errors = ", ".join(f"{name} {error_text(error)}" for name, error in found.errors)
    counts = Counter(one.firmness for one in found.items)
    lines = [
        *wrap(f"{found.rulebook} with errors of {errors}", width),
        "  ".join(f"{word} {counts.get(word, 0)}" for word in ("stable", "fragile", "undetermined")),
        "",
    ]
    shown = [one for one in found.items if everything or one.firmness == "fragile"]
    rows = [("item", "status", "is", "flips within the error of")]
    rows += [(one.item, one.status.replace("_", " "), one.firmness, _flips(one)) for one in shown]
    lines += _table(rows, width, (0, 3)) if shown else []
    readings = Counter((name, choice) for one in found.items for name, choice, _ in one.readings)
    if readings:
        lines += ["", "readings, and how many items have another status under each:"]
        counted = [(f"{name}={choice}", str(count)) for (name, choice), count in sorted(readings.items())]
        lines += _table(counted, width, (0,))
    if found.wants:
        lines += ["", "facts that are wanting, and the open items that each settles or has a part in:"]
        wants = [
            (one.fact, str(len(one.settles)), str(len(one.has_part))) for one in found.wants[:_MOST_WANTS]
        ]
        lines += _table([("fact", "settles", "has a part in"), *wants], width, (0,))
    return "\n".join(lines) + "\n"


def _flips(one: Firm) -> str:
    """Name the facts whose error alone is enough; an item may take the errors of several."""
    if one.firmness == "fragile" and not one.flips:
        return "several at once"
    return ", ".join(one.flips)


def _table(rows: Sequence[Sequence[str]], width: int, flexible: Sequence[int]) -> list[str]:
    return table(rows, width, flexible)
