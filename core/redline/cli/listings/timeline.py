"""List the days on which an outcome changed."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from redline.analyses.timeline import Step
from redline.cli.listings.wording import WIDTH, license_text, table, to_json, why


def steps(found: Sequence[Step], width: int = WIDTH, *, as_json: bool = False) -> str:
    """List the days on which an outcome changed, with the license where one was asked about."""
    if as_json:
        return to_json([step.to_dict() for step in found])
    rows = [("from", "status", "by", "license")]
    rows += [
        (
            f"{step.on} (draft)" if step.draft else str(step.on),
            step.determination.status.replace("_", " "),
            why(step.determination),
            license_text(step.determination.license),
        )
        for step in found
    ]
    lines = table(rows, width, (2,))
    out = [lines[0]]
    for line, step in zip(lines[1:], found, strict=True):
        out.append(line)
        for cause in step.causes:
            out += wrap(cause, width - 4, initial_indent="    ", subsequent_indent="      ")
    return "\n".join(out) + "\n"
