"""List rulebooks with their sources and dates, their numbers with how far they are held, their scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from redline.analyses.coverage import Covered, number_of
from redline.analyses.scenarios import Regression, Trial
from redline.cli.listings.wording import WIDTH, table, to_json
from redline.engine import Engine
from redline.model import Rulebook


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
    return "\n".join(table(rows, WIDTH, (5, 6))) + "\n"


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
        "no_control_for": [kind.name for absence in book.absences for kind in absence.kinds],
        "not_encoded": [
            {
                "place": entry.place,
                "title": entry.title,
                "kinds": [kind.name for kind in entry.kinds],
                "reason": entry.reason,
                "cites": [str(cite) for cite in entry.cites],
            }
            for entry in book.not_encoded
        ],
        "sources": [publication.title for publication in book.publications],
        "unverified_parameters": [parameter.name for parameter in book.parameters if not parameter.verified],
    }


def covered(found: Sequence[Covered], width: int = WIDTH, *, as_json: bool = False) -> str:
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
    return "\n".join(table(rows, width, (2, 3))) + "\n"


def parameters(found: Sequence[Covered], width: int = WIDTH, *, as_json: bool = False) -> str:
    """List the numbers of a text that have a name, those too that stand in texts that it amends."""
    named = [one for one in found if one.parameter.name]
    if as_json:
        return to_json([one.to_dict() for one in named])
    rows = [("name", "number", "at", "source", "verified")]
    rows += [
        (
            one.parameter.name,
            number_of(one.parameter),
            ", ".join(one.places) or "-",
            str(one.parameter.cites[0]) if one.parameter.cites else "-",
            "yes" if one.verified else "no",
        )
        for one in named
    ]
    return "\n".join(table(rows, width, (2, 3))) + "\n"


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


def regression(found: Regression) -> str:
    """List the scenarios of the law as it stands that a draft makes come out otherwise."""
    count = len(found.trials)
    heading = f"regression report of `{found.draft}`: of {count} scenario{'' if count == 1 else 's'}"
    lines = [f"{heading} of `{found.law}` and before, {len(found.flips)} come out otherwise"]
    return "\n".join([*lines, *(f"  {flip}" for flip in found.flips)]) + "\n"
