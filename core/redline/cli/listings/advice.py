"""List advice on rule texts: place, code, finding and remedy of each."""

from __future__ import annotations

from collections.abc import Sequence

from redline.cli.listings.wording import to_json
from redline.lint import Advice


def advice(found: Sequence[Advice], *, as_json: bool = False) -> str:
    """List the findings that no text accepts, and count all; as JSON all are listed."""
    if as_json:
        return to_json([one.to_dict() for one in found])
    open_ = [one for one in found if one.accepted is None]
    lines = [line for one in open_ for line in _lines(one)]
    accepted = len(found) - len(open_)
    more = f", {accepted} accepted" if accepted else ""
    lines.append(f"{len(open_)} finding{'' if len(open_) == 1 else 's'}{more}")
    return "\n".join(lines) + "\n"


def _lines(one: Advice) -> list[str]:
    finding = one.finding
    lines = [f"{finding.span}: {finding.code}: {finding.message}"]
    if finding.because is not None:
        place, words = finding.because
        lines.append(f"  {place}: {words}")
    return [*lines, f"  help: {finding.help}"]
