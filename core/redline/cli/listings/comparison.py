"""List what regimes say of one item side by side, and which of them is the weakest link."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Final

from redline.analyses.compare import Comparison, Way, speaks_of_licenses
from redline.cli.listings.wording import license_text, table, to_json, why
from redline.evidence.determination import Determination

_SAID: Final[dict[Way, tuple[str, str]]] = {
    "free": ("not controlled", "no license needed"),
    "by_exception": ("", "goes by an exception"),
    "held": ("controlled", "held"),
    "undetermined": ("undetermined", "undetermined"),
}
"""How each way is called, without a destination and with one."""


def comparison(found: Comparison, width: int = 100, *, as_json: bool = False) -> str:
    """List each regime with its outcome; then those that say nothing, what is assumed, and the weakest."""
    if as_json:
        return to_json(found.to_dict())
    parts = [[_heading(found)], _table(found, width), list(_silent(found)), list(_summary(found))]
    paragraphs = ["\n".join(_wrapped(part, width)) for part in parts if part]
    return "\n\n".join(paragraphs) + "\n"


def _wrapped(lines: Sequence[str], width: int) -> Iterator[str]:
    for line in lines:
        yield from [line] if len(line) <= width else wrap(line, width, subsequent_indent="    ")


def _heading(found: Comparison) -> str:
    to = f", to {found.to}" if found.to else ""
    origin = f"from {found.origin}" if found.origin else "each regime as if shipped from its own territory"
    return f"{found.item} ({found.kind}) on {found.on}{to}; {origin}"


def _table(found: Comparison, width: int) -> list[str]:
    """Return a row for each text; the column of licenses is there where one was asked about."""
    if not found.determinations:
        return [f"no regime has a control over the kind {found.kind} on this day"]
    rows = [("regime", "rulebook", "status", "license", "by, ? missing", "verified")]
    rows += [
        (
            one.trace.rulebook.regime,
            one.rulebook,
            one.status.replace("_", " "),
            _license(one),
            _by(one),
            _verified(one),
        )
        for one in found.determinations
    ]
    asked = any(one.license is not None for one in found.determinations)
    shown = [row if asked else (*row[:3], *row[4:]) for row in rows]
    flexible = (1, 4) if asked else (1, 3)  # of a license nothing is cut: exceptions stand at its end
    return table(shown, width, flexible)


def _license(one: Determination) -> str:
    if not speaks_of_licenses(one):
        return "not stated"
    said = license_text(one.license).replace("exception ", "")
    return re.sub(r"presumption of (\w+)", r"\1 presumed", said)


def _by(one: Determination) -> str:
    """Return what an outcome rests on, and what else is missing for the license."""
    license_ = one.license
    open_ = [] if license_ is None else [*license_["missing"], *license_["unstated"]]
    more = [f"? {name}" for name in open_ if name not in (*one.missing, *one.unstated)]
    return " / ".join(part for part in (why(one), ", ".join(more[:3])) if part)


def _verified(one: Determination) -> str:
    """Return up to when the text was compared with its sources, and whether all that matters was."""
    day = str(one.trace.rulebook.verified or "never")
    return f"{day} *" if one.trace.unverified() else day


def _silent(found: Comparison) -> Iterator[str]:
    if any(one.trace.unverified() for one in found.determinations):
        yield "* parts that matter here were not compared with their source"
    if found.without_control:
        named = (f"{regime} ({book})" for regime, book in found.without_control.items())
        yield f"nothing on the kind {found.kind}, as encoded: {', '.join(named)}"
    if found.without_text:
        named = (f"{regime} ({reason})" for regime, reason in found.without_text.items())
        yield f"no text in force on {found.on}: {', '.join(named)}"
    assumed = dict.fromkeys(line for one in found.determinations for line in one.assumptions)
    if assumed:
        yield f"assumed: {'; '.join(assumed)}"


# --- the weakest link -----------------------------------------------------------------------


def _summary(found: Comparison) -> Iterator[str]:
    for way, names in found.by_way().items():
        if names:
            yield f"{_SAID[way][found.to is not None]}: {', '.join(_named(found, name) for name in names)}"
    if found.determinations:
        yield f"weakest link: {_weakest(found)}"


def _named(found: Comparison, name: str) -> str:
    """Name a jurisdiction, with the texts that decide where it is not the one of its own name."""
    decisive = found.decisive(name)
    return name if name in decisive else f"{name} (by {', '.join(decisive)})"


def _weakest(found: Comparison) -> str:
    ways = found.by_way()
    unsure = ", ".join(ways["undetermined"])
    if found.weakest:
        return ", ".join(found.weakest) + (f"; {unsure} could be as weak" if unsure else "")
    if len(found.ways()) == 1:
        return "none, there is nothing to compare with"
    if not unsure:
        return "none, all are alike"
    return f"not determined, it depends on {unsure}"
