"""The steps that commands share: load plugins, read catalogs, put the question, choose the format."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from redline.catalog import Catalog
from redline.catalog.input import is_there
from redline.catalog.item_lookup import choose_items
from redline.cli import console
from redline.diagnostics import Diagnostic, InputError, PluginError
from redline.engine import Engine, load
from redline.evidence.result import Result
from redline.host.report import ReportWriter
from redline.model import Rulebook
from redline.query import Query, parse_date
from redline.questions.arguments import read_pairs
from redline.questions.prepare import warning_lines
from redline.suggestions import names
from redline.values import Status

_LATER: Final = ("parquet", "html")


def load_engine(*, strict: bool) -> Engine:
    """Load every plugin, and say which are skipped, or have a vocabulary that is left out."""
    with console.stdout_kept_clean():
        engine = load(strict=strict)
    for failure in engine.plugins.failures:
        console.say(f"warning: {failure}")
    return engine


def rulebooks(engine: Engine, on: str | None) -> list[Rulebook]:
    """Return the rulebooks that compile, or the text of each regime in force on a day; none is a draft.

    Says of a regime that has no one text in force why that is.
    """
    books = sorted(engine.rulebooks.values(), key=lambda book: (book.regime, book.effective, book.id))
    if on is None:
        return books
    day = parse_date(on)
    regimes = dict.fromkeys(book.regime for book in books if book.draft is None and book.effective <= day)
    found = []
    for regime in regimes:
        try:
            found.append(engine.rulebook(f"{regime}@{day}"))
        except InputError as error:
            console.say(f"warning: `{regime}` is left out\n{error}")
    return found


def say_omitted(engine: Engine, names: Sequence[str]) -> int:
    """Say which texts of plugins are left out, where all were asked for; return the status to exit with."""
    faulty = () if names else engine.text_failures
    for failure in faulty:
        console.say(f"error: plugin {failure.plugin}: {failure.reason}")
    return PluginError.exit_status if faulty else 0


def results(engine: Engine, paths: Sequence[str], options: dict[str, Any]) -> list[Result]:
    """Check each catalog named, or the default one, and say what is worth knowing."""
    found = [_result(engine, catalog, options) for catalog in _asked(engine, paths, options)]
    if options.get("changed"):
        found = [result.changed() for result in found]
    _warn(found)
    say_advice(engine, options["rules"])
    return found


def say_advice(engine: Engine, rules: Sequence[str]) -> None:
    """Say which limbs decide nothing any more once drafts among rulebooks have amended their texts."""
    for advice in engine.analyses.amended_advice(list(rules)) if rules else ():
        console.say(f"warning: {advice.finding.span}: {advice.finding.message}")


def _asked(engine: Engine, paths: Sequence[str], options: dict[str, Any]) -> list[Catalog]:
    """Read the catalogs named, or the default one, with the items asked for."""
    named = [*paths, *options["catalogs"]]
    console.refuse_overwriting(options["output"], [*named, *options["rules"], options["mapping"]])
    catalogs = _catalogs(engine, named or [None], options)
    return choose_items(catalogs, options["items"]) if options.get("items") else catalogs


def _catalogs(engine: Engine, named: Sequence[str | None], options: dict[str, Any]) -> list[Catalog]:
    if named.count(console.STANDARD) > 1:
        raise InputError.of("standard input is named twice", help="name `-` once")
    day = Query(on=options["on"], transaction=question(options)["transaction"]).day
    return [
        engine.catalog(
            console.standard_input() if name == console.STANDARD else name,
            mapping=options["mapping"],
            rules=list(options["rules"]),
            on=day,
            among=options.get("among"),
            kind=options.get("kind"),
        )
        for name in named
    ]


def _result(engine: Engine, catalog: Catalog, options: dict[str, Any]) -> Result:
    return engine.check(
        catalog,
        list(options["rules"]) or None,
        threads=options["threads"],
        progress=partial(console.Progress, "checking"),
        where=options.get("where", ()),
        on=options["on"],
        **question(options),
    )


def question(options: dict[str, Any]) -> dict[str, Any]:
    """Return what is asked, the day left aside."""
    return {
        "to": options["to"],
        "hq": options["hq"],
        "parent": options["parent"],
        "origin": options["origin"],
        "mode": options["mode"],
        "transaction": read_pairs(options["facts"], "a fact of the transaction"),
        "readings": read_pairs(options["readings"], "a reading"),
    }


def only(given: Sequence[str], what: str, usual: Any) -> Any:
    """Return the one thing that is named, or the usual one. Raises ``InputError`` for several."""
    if len(given) > 1:
        raise InputError.of(f"more than one {what} is named", help=f"name one {what}")
    return given[0] if given else usual


def list_dependences(
    engine: Engine, paths: Sequence[str], format_: str | None, options: dict[str, Any]
) -> int:
    """List the items whose status depends on a reading."""
    from redline.cli.listings import readings as listing

    rules = list(options["rules"]) or None
    found = [
        one
        for catalog in _asked(engine, paths, options)
        for one in engine.analyses.readings(
            catalog, rules, where=options["where"], on=options["on"], **question(options)
        )
    ]
    with console.opened(options["output"]) as stream:
        console.write(listing.dependences(found, console.width_of(stream), as_json=format_ == "json"), stream)
    return 0


def _warn(found: Iterable[Result]) -> None:
    """Say each warning once: those of catalogs with their place, then those of rulebooks."""
    for line in dict.fromkeys(line for one in found for line in warning_lines(one.warnings, one.texts)):
        console.say(line)


def writer_for(engine: Engine, name: str | None, output: str | None) -> ReportWriter:
    """Return the writer of that name, or of the output's suffix, or of tables."""
    writers = engine.plugins.writers
    if name is None:
        console.refuse_ending(output, (suffix for each in writers.values() for suffix in each.suffixes))
        fitting = [writer.name for writer in writers.values() if output and output.endswith(writer.suffixes)]
        name = fitting[0] if fitting else "table"
    if name in writers:
        return writers[name]
    if name in _LATER:
        raise InputError.of(f"format `{name}` comes in a later version", help=f"there are {names(writers)}")
    raise InputError.unknown("format", name, writers, listed=True)


def suggest_catalog(error: InputError, items: Sequence[str]) -> InputError:
    """Return an error about unknown items that says what to do where one is the name of a file."""
    files = {f"there is no item `{name}`": name for name in items if Path(name).suffix or is_there(name)}
    return InputError([_with_catalog(finding, files.get(finding.message)) for finding in error.diagnostics])


def _with_catalog(finding: Diagnostic, file: str | None) -> Diagnostic:
    if file is None:
        return finding
    return Diagnostic(finding.message, help=f"name the item, and its catalog by `--catalog {file}`")


def exit_status(found: Sequence[Result], fail_on: str) -> int:
    """Return 1 where an item has the status of ``--fail-on`` or a weightier one, or may need a license."""
    if fail_on == "license":
        return int(any(map(_may_need_a_license, found)))
    weighty = {"never": [], "controlled": [Status.CONTROLLED]}
    codes = weighty.get(fail_on, [Status.CONTROLLED, Status.UNDETERMINED, Status.NOT_COVERED])
    return int(any((result.status == code).any() for result in found for code in codes))


def _may_need_a_license(result: Result) -> bool:
    """Return whether an item needs a license, or is not known to need none."""
    if not all(result.licenses):
        raise InputError.of("no license is asked about", help="state where the items go, as in `--to CN`")
    return any(bool((each["license"] != Status.NOT_CONTROLLED).any()) for each in result.licenses)
