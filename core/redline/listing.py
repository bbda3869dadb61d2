"""List what there is: rulebooks with their sources and dates, plugins with their hooks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from textwrap import indent, wrap
from typing import Any

from redline.analyses.coverage import Covered, number_of
from redline.analyses.readings import Dependence
from redline.analyses.scenarios import Trial
from redline.analyses.timeline import Step
from redline.determination import Determination
from redline.engine import Engine
from redline.grid import lay_out
from redline.host import Failure, Offers
from redline.licensing import License
from redline.model import Rulebook

_WIDTH = 100


def rulebooks(engine: Engine, books: Sequence[Rulebook], *, as_json: bool = False) -> str:
    """List rulebooks with regime, dates, sources and controls."""
    if as_json:
        return to_json([{**_rulebook(book), "source": engine.source(book)} for book in books])
    rows = [("rulebook", "regime", "published", "effective", "verified", "controls", "sources")]
    rows += [
        (
            book.id,
            book.regime,
            str(book.published or "-"),
            str(book.effective),
            str(book.verified or "never"),
            " ".join(dict.fromkeys(control.id for control in book.controls)),
            "; ".join(publication.title for publication in book.publications),
        )
        for book in books
    ]
    return "\n".join(_lines(rows, flexible=(5, 6))) + "\n"


def rulebook(engine: Engine, name: str, on: str | None = None, *, as_json: bool = False) -> str:
    """Return the text of one rulebook, as it is or beside what it holds."""
    book = engine.rulebook(name, on)
    if as_json:
        return to_json({**_rulebook(book), "source": engine.source(book), "text": book.text})
    return book.text


def _rulebook(book: Rulebook) -> dict[str, Any]:
    return {
        "rulebook": book.id,
        "title": book.title,
        "regime": book.regime,
        "published": book.published and book.published.isoformat(),
        "effective": book.effective.isoformat(),
        "verified": book.verified and book.verified.isoformat(),
        "controls": [
            {"control": control.id, "kind": control.kind.name, "title": control.title}
            for control in book.controls
        ],
        "sources": [publication.title for publication in book.publications],
        "unverified_parameters": [parameter.name for parameter in book.parameters if not parameter.verified],
    }


def steps(found: Sequence[Step], width: int = _WIDTH, *, as_json: bool = False) -> str:
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
    lines = ["".join(cells).rstrip() for cells in lay_out(rows, width, (2, 3))]
    out = [lines[0]]
    for line, step in zip(lines[1:], found, strict=True):
        out.append(line)
        for cause in step.causes:
            out += wrap(cause, width - 4, initial_indent="    ", subsequent_indent="      ")
    return "\n".join(out) + "\n"


def why(one: Determination) -> str:
    """Write in few words what an outcome rests on: limbs, notes, missing facts."""
    notes = (*one.excluded_by, *one.presumed_by)
    found = ", ".join(one.limbs or one.controls)
    open_ = ", ".join(f"? {name}" for name in (*one.missing[:3], *one.unstated[:3]))
    suspended = f"suspended: {', '.join(one.suspended)}" if one.suspended else ""
    return " / ".join(part for part in (found, ", ".join(notes), open_, suspended) if part)


def license_text(license_: License | None) -> str:
    """Write in few words what license is needed; empty where nothing was asked."""
    if license_ is None:
        return ""
    if license_["required"] is False:
        return "not required"
    words = ["required" if license_["required"] else "?"]
    words += [license_["policy"].replace("_", " ")] if license_["policy"] else []
    words += [f"exception {exception['code']}" for exception in license_["exceptions"]]
    return ", ".join(words)


def dependences(found: Sequence[Dependence], width: int = _WIDTH, *, as_json: bool = False) -> str:
    """List the items whose status depends on a reading, with the choices that change it."""
    if as_json:
        return to_json([one.to_dict() for one in found])
    rows = [("item", "rulebook", "status", "but under")]
    for one in found:
        others = (f"{name}={choice}: {status.replace('_', ' ')}" for name, choice, status in one.others)
        rows.append((one.item, one.rulebook, one.usual.replace("_", " "), next(others)))
        rows += [("", "", "", other) for other in others]
    lines = ["".join(cells).rstrip() for cells in lay_out(rows, width, (0, 3))]
    count = len({one.item for one in found})
    lines += ["", f"{count} item{'' if count == 1 else 's'} whose status depends on a reading"]
    return "\n".join(lines) + "\n"


def covered(found: Sequence[Covered], width: int = _WIDTH, *, as_json: bool = False) -> str:
    """List numbers of the law with where they stand, their source, and how far they are held."""
    if as_json:
        return to_json([one.to_dict() for one in found])
    rows = [("rulebook", "number", "at", "source", "verified", "both sides")]
    rows += [
        (
            one.rulebook,
            number_of(one.parameter),
            ", ".join(one.places) or one.parameter.name,
            str(one.parameter.cites[0]) if one.parameter.cites else "-",
            "yes" if one.verified else "no",
            {True: "yes", False: "no", None: "-"}[one.pinned],
        )
        for one in found
    ]
    return "\n".join(_lines(rows, flexible=(2, 3), width=width)) + "\n"


def trials(found: Sequence[Trial], *, as_json: bool = False) -> str:
    """List the scenarios that do not hold, and count all."""
    failed = [trial for trial in found if not trial.holds]
    if as_json:
        return to_json(
            [
                {
                    "rulebook": trial.rulebook.id,
                    "scenario": trial.scenario.name,
                    "place": str(trial.scenario.span) if trial.scenario.span else None,
                    "holds": trial.holds,
                    "differences": list(trial.differences),
                }
                for trial in found
            ]
        )
    if not found:
        return "no scenarios: write some beside the rules, each with the outcome it must have\n"
    lines = [str(trial) for trial in failed]
    return "\n".join([*lines, f"{len(found) - len(failed)} passed, {len(failed)} failed"]) + "\n"


def plugins(offers: Offers, faulty: Sequence[Failure] = (), *, as_json: bool = False) -> str:
    """List the plugins that loaded and their texts that do not compile, and those that did not load."""
    if as_json:
        return to_json(
            [
                {
                    "plugin": plugin.name,
                    "distribution": plugin.distribution,
                    "version": plugin.version,
                    "module": plugin.value,
                    "hooks": list(plugin.hooks),
                    "failure": next((f.reason for f in offers.failures if f.plugin == plugin), None),
                    "faulty_texts": [f.reason for f in faulty if f.plugin == plugin],
                }
                for plugin in sorted((*offers.plugins, *(failure.plugin for failure in offers.failures)))
            ]
        )
    rows = [("plugin", "distribution", "version", "module", "hooks")]
    rows += [(p.name, p.distribution, p.version, p.value, " ".join(p.hooks)) for p in offers.plugins]
    lines = _lines(rows, flexible=(3, 4))
    if offers.commands:
        titles = (f"  {o.name}  {o.thing.title} ({o.plugin.name})" for o in offers.commands)
        lines += ["", "commands:", *titles]
    if offers.functions:
        calls = (f"  {o.thing.signature} : {o.thing.result} ({o.plugin.name})" for o in offers.functions)
        lines += ["", "functions:", *calls]
    for heading, failures in (("skipped:", offers.failures), ("texts that do not compile:", faulty)):
        if failures:
            lines += ["", heading]
            lines += [f"  {failure.plugin}\n{indent(failure.reason, '    ')}" for failure in failures]
    return "\n".join(lines) + "\n"


def _lines(rows: Sequence[Sequence[str]], flexible: Sequence[int], width: int = _WIDTH) -> list[str]:
    return ["".join(cells).rstrip() for cells in lay_out(rows, width, flexible)]


def to_json(value: Any) -> str:
    """Write a listing as JSON."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
