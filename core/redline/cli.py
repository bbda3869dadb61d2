"""The command line: a thin client of ``redline.engine``.

Only click is imported here at first; the rest is imported by the command that needs it, so that
``redline --help`` and ``--version`` answer at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import click

from redline import __version__, console

if TYPE_CHECKING:
    from redline.engine import Engine
    from redline.report import ReportWriter
    from redline.result import Result

Command = TypeVar("Command", bound=Callable[..., Any])

RULES = click.option(
    "--rules", multiple=True, metavar="ID|FILE", help="Rulebook, REGIME@DATE, or a .redline file."
)
CATALOG = click.option("--catalog", "catalogs", multiple=True, metavar="NAME|PATH", help="Catalog of items.")
ON = click.option("--on", metavar="DATE", help="Day to answer for; a rulebook's own first day by default.")
STRICT = click.option("--strict", is_flag=True, help="A plugin that fails is an error.")
OUTPUT = click.option("--output", metavar="FILE", help="Write results to a file instead of standard output.")
THREADS = click.option("--threads", type=click.IntRange(1, 1024), metavar="N", help="Threads to work on.")
FAIL_ON = click.option(
    "--fail-on",
    type=click.Choice(["controlled", "undetermined", "never"]),
    default="never",
    help="Exit with 1 if an item has this status or a weightier one.",
)
COMMON = (
    RULES,
    CATALOG,
    click.option("--map", "mapping", metavar="FILE", help="TOML file that maps a foreign catalog's columns."),
    ON,
    click.option("--mode", metavar="enforced|text", default="enforced", help="As applied, or as written."),
    click.option("--reading", "readings", multiple=True, metavar="NAME=VALUE", help="Reading of a term."),
    click.option("--to", metavar="COUNTRY", help="Destination."),
    click.option("--hq", metavar="COUNTRY", help="Headquarters of the party; the destination by default."),
    click.option("--parent", metavar="COUNTRY", help="Headquarters of its ultimate parent; the party's own."),
    click.option("--from", "origin", metavar="COUNTRY", help="Where the exporter ships from; US by default."),
    click.option(
        "--transaction", "facts", multiple=True, metavar="NAME=VALUE", help="Another fact of the transaction."
    ),
    OUTPUT,
    FAIL_ON,
    STRICT,
    THREADS,
)


def _with(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit status."""
    console.use_utf8()
    sys.exit(console.run(lambda: _invoke(sys.argv[1:] if arguments is None else list(arguments))))


def _invoke(arguments: list[str]) -> int:
    with app.make_context("redline", arguments) as context:
        return int(app.invoke(context) or 0)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="redline", message="%(prog)s %(version)s")
def app() -> None:
    """Determine what export controls on computing hardware say of an item, and why."""


@app.command()
@click.argument("paths", nargs=-1, metavar="[CATALOG]...")
@_with(*COMMON)
@click.option("--item", "items", multiple=True, metavar="NAME", help="Only this item; names match exactly.")
@click.option("--format", "format_", metavar="NAME", help="table, json, jsonl, csv, ...; table by default.")
@click.option(
    "--readings",
    "all_readings",
    type=click.Choice(["all"]),
    help="List items whose status depends on a reading.",
)
def check(paths: tuple[str, ...], format_: str | None, all_readings: str | None, **options: Any) -> int:
    """Determine every item of catalogs; without one, of the default catalog."""
    from redline.report import Report

    engine = _load(strict=options["strict"])
    if all_readings:
        return _dependences(engine, paths, format_, options)
    writer = _writer(engine, format_, options["output"])
    results = _results(engine, paths, options)
    with console.opened(options["output"]) as stream:
        progress = console.Progress("writing", sum(map(len, results)))
        quiet = stream.isatty() and writer.name != "table"
        color, width = console.shows_color(stream), console.width_of(stream)
        writer.write(Report(tuple(results), width, color, None if quiet else progress), stream)
    return _status(results, options["fail_on"])


@app.command()
@click.argument("names", nargs=-1, required=True, metavar="ITEM...")
@_with(*COMMON)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
def explain(names: tuple[str, ...], format_: str, **options: Any) -> int:
    """Show the limb tree of items with values, thresholds, citations and margins."""
    engine = _load(strict=options["strict"])
    results = _results(engine, (), {**options, "items": names})
    found = [one for result in results for several in result.determinations() for one in several]
    with console.opened(options["output"]) as stream:
        if format_ == "json":
            import json

            stream.write(json.dumps([one.to_dict() for one in found], indent=2, ensure_ascii=False) + "\n")
        else:
            stream.write("\n\n".join(one.explain() for one in found) + "\n")
    return _status(results, options["fail_on"])


@app.command()
@click.argument("item", metavar="ITEM")
@_with(*(option for option in COMMON if option not in (ON, THREADS, FAIL_ON)))
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table")
def timeline(item: str, format_: str, **options: Any) -> int:
    """Show how an item's status changed over time, and by which change; --rules names the regime."""
    from redline import listing

    engine = _load(strict=options["strict"])
    regime = _one(options["rules"], "regime", "us")
    catalog = _one(options["catalogs"], "catalog", None)
    steps = engine.timeline(item, regime, catalog=catalog, mapping=options["mapping"], **_question(options))
    with console.opened(options["output"]) as stream:
        width = console.width_of(stream)
        stream.write(listing.steps(steps, width, as_json=format_ == "json"))
    return 0


@app.command()
@click.argument("name", required=False, metavar="[ID]")
@_with(ON, OUTPUT, STRICT)
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table")
@click.option("--instruction", is_flag=True, help="Print an amendment as the instruction that it is.")
def rules(  # noqa: PLR0913 one for each option
    name: str | None, on: str | None, output: str | None, format_: str, *, strict: bool, instruction: bool
) -> int:
    """List the rulebooks, or print the text of one."""
    from redline import listing

    engine = _load(strict=strict)
    if name is None:
        faults = engine.faults
        text = listing.rulebooks(engine, as_json=format_ == "json")
    else:
        faults = ()
        text = engine.instruction(name) if instruction else engine.rulebook(name, on).text
    with console.opened(output) as stream:
        stream.write(text if text.endswith("\n") else f"{text}\n")
    for fault in faults[len(engine.failures) :]:
        console.say(f"warning: {fault}")
    return 0


@app.command()
@click.argument("names", nargs=-1, metavar="[ID|FILE]...")
@_with(OUTPUT, STRICT)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
def test(names: tuple[str, ...], output: str | None, format_: str, *, strict: bool) -> int:
    """Try the scenarios of rulebooks, of all that there are by default; a failure exits with 1."""
    from redline import listing

    trials = _load(strict=strict).test(list(names) or None)
    with console.opened(output) as stream:
        stream.write(listing.trials(trials, as_json=format_ == "json"))
    return int(not all(trial.holds for trial in trials))


@app.command()
@click.argument("names", nargs=-1, metavar="[ID|FILE]...")
@_with(OUTPUT, STRICT)
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table")
def coverage(names: tuple[str, ...], output: str | None, format_: str, *, strict: bool) -> int:
    """List the numbers of the law that are encoded, and if scenarios hold both sides of each."""
    from redline import listing

    found = _load(strict=strict).coverage(list(names) or None)
    with console.opened(output) as stream:
        stream.write(listing.covered(found, console.width_of(stream), as_json=format_ == "json"))
    return 0


@app.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--check", "only_check", is_flag=True, help="Only say what is not formatted; then exit with 1.")
def fmt(files: tuple[str, ...], *, only_check: bool) -> int:
    """Put rule files into the canonical format; `-` formats standard input."""
    from redline import formatting

    return formatting.format_files(files, only_check=only_check)


@app.command()
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table")
@_with(OUTPUT, STRICT)
def plugins(format_: str, output: str | None, *, strict: bool) -> int:
    """List plugins with distribution, version and hooks, and those that failed."""
    from redline import listing
    from redline.diagnostics import PluginError
    from redline.host import collect

    with console.stdout_kept_clean():
        offers = collect()
    with console.opened(output) as stream:
        stream.write(listing.plugins(offers, as_json=format_ == "json"))
    troubles = [*map(str, offers.failures), *offers.clashes()]
    if offers.clashes() or (strict and troubles):
        raise PluginError("\n".join(troubles))
    return 0


# --- steps that commands share ------------------------------------------------------------------


def _load(*, strict: bool) -> Engine:
    from redline.engine import load

    with console.stdout_kept_clean():
        engine = load(strict=strict)
    for failure in engine.failures:
        console.say(f"warning: {failure}")
    return engine


def _results(engine: Engine, paths: Sequence[str], options: dict[str, Any]) -> list[Result]:
    """Check each catalog named, or the default one, and report what is worth knowing."""
    catalogs = [*paths, *options["catalogs"]] or [None]
    results = [_result(engine, catalog, options) for catalog in catalogs]
    inquiries = [inquiry for result in results for inquiry in result.inquiries]
    for warning in dict.fromkeys(
        line for one in inquiries for line in (*one.warnings, *one.trace.unverified())
    ):
        console.say(f"warning: {warning}")
    return results


def _dependences(engine: Engine, paths: Sequence[str], format_: str | None, options: dict[str, Any]) -> int:
    """List the items whose status depends on a reading."""
    from redline import listing

    found = [
        one
        for catalog in [*paths, *options["catalogs"]] or [None]
        for one in engine.readings(catalog, **_arguments(options))
    ]
    with console.opened(options["output"]) as stream:
        stream.write(listing.dependences(found, console.width_of(stream), as_json=format_ == "json"))
    return 0


def _arguments(options: dict[str, Any]) -> dict[str, Any]:
    """Return what both ways of checking a catalog are given."""
    return {
        "rules": list(options["rules"]) or None,
        "mapping": options["mapping"],
        "items": options.get("items") or None,
        "on": options["on"],
        **_question(options),
    }


def _result(engine: Engine, name: str | None, options: dict[str, Any]) -> Result:
    result = engine.check(
        name,
        threads=options["threads"],
        progress=partial(console.Progress, "checking"),
        **_arguments(options),
    )
    for warning in result.warnings:
        console.say(warning.render())
    return result


def _question(options: dict[str, Any]) -> dict[str, Any]:
    """Return what is asked, the day left aside."""
    return {
        "to": options["to"],
        "hq": options["hq"],
        "parent": options["parent"],
        "origin": options["origin"],
        "mode": options["mode"],
        "transaction": _pairs(options["facts"], "a fact of the transaction"),
        "readings": _pairs(options["readings"], "a reading"),
    }


def _one(given: Sequence[str], what: str, usual: Any) -> Any:
    from redline.diagnostics import InputError

    if len(given) > 1:
        raise InputError.of(f"more than one {what} is named", help=f"name one {what}")
    return given[0] if given else usual


def _pairs(given: Sequence[str], what: str) -> dict[str, str]:
    from redline.diagnostics import InputError

    chosen: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not (name and equals and value):
            raise InputError.of(f"`{text}` does not state {what}", help="write NAME=VALUE")
        if chosen.get(name, value) != value:
            raise InputError.of(f"`{name}` is stated twice", help="choose one value")
        chosen[name] = value
    return chosen


def _writer(engine: Engine, name: str | None, output: str | None) -> ReportWriter:
    """Return the writer of that name, or of the output's suffix, or of tables."""
    from redline.diagnostics import InputError
    from redline.suggestions import names, nearest

    writers = engine.writers
    if name is None and output is not None:
        fitting = [writer.name for writer in writers.values() if output.endswith(writer.suffixes)]
        name = fitting[0] if fitting else None
    name = name or "table"
    if name in writers:
        return writers[name]
    if name in ("parquet", "html"):
        raise InputError.of(f"format `{name}` comes in a later version", help=f"there are {names(writers)}")
    near = nearest(name, writers)
    meant = f"did you mean `{near}`? " if near else ""
    raise InputError.of(f"there is no format `{name}`", help=f"{meant}there are {names(writers)}")


def _status(results: Sequence[Result], fail_on: str) -> int:
    """Return 1 where an item has the status of ``--fail-on`` or a weightier one."""
    from redline.values import Status

    weighty = {"never": [], "controlled": [Status.CONTROLLED]}
    codes = weighty.get(fail_on, [Status.CONTROLLED, Status.UNDETERMINED])
    return int(any((result.status == code).any() for result in results for code in codes))
