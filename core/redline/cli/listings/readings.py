"""List the items whose outcome depends on a reading."""

from __future__ import annotations

from collections.abc import Sequence

from redline.analyses.readings import Dependence
from redline.cli.listings.wording import WIDTH, table, to_json


def dependences(found: Sequence[Dependence], width: int = WIDTH, *, as_json: bool = False) -> str:
    """List the items whose status depends on a reading, with the choices that change it."""
    if as_json:
        return to_json([one.to_dict() for one in found])
    rows = [("item", "rulebook", "status", "but under")]
    for one in found:
        others = (f"{name}={choice}: {status.replace('_', ' ')}" for name, choice, status in one.others)
        rows.append((one.item, one.rulebook, one.usual.replace("_", " "), next(others)))
        rows += [("", "", "", other) for other in others]
    lines = table(rows, width, (0, 3))
    count = len({one.item for one in found})
    lines += ["", f"{count} item{'' if count == 1 else 's'} whose status depends on a reading"]
    return "\n".join(lines) + "\n"
