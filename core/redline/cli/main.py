"""The command line: a thin client of ``redline.engine``.

Only click is imported here at first; the rest is imported by the command that needs it, so that
``redline --help`` and ``--version`` answer at once.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import click

from redline import __version__
from redline.cli import console, drafting, judging
from redline.cli.docstrings import helped
from redline.cli.group import Group
from redline.cli.options import (
    AMONG,
    COMMON,
    FAIL_ON,
    HOME,
    KIND,
    ON,
    ORIGIN,
    OUTPUT,
    REGIME,
    RULES,
    STRICT,
    THREADS,
    TODAY,
    WHERE,
    with_options,
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit status."""
    console.use_utf8()
    console.leave_on_signals()
    sys.exit(console.run(lambda: _invoke(sys.argv[1:] if arguments is None else list(arguments))))


def _invoke(arguments: list[str]) -> int:
    helped(app)
    with app.make_context("redline", arguments) as context:
        return int(app.invoke(context) or 0)


@click.group(
    cls=Group,
    epilog="Plugins may add commands: `redline plugins` names them.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="redline", message="%(prog)s %(version)s")
def app() -> None:
    """Determine which computing hardware is under export controls, and why."""


for _command in (*drafting.COMMANDS, *judging.COMMANDS):
    app.add_command(_command)


@app.command()
@click.argument("paths", nargs=-1, metavar="[CATALOG]...")
@with_options(*COMMON)
@click.option("--item", "items", multiple=True, metavar="NAME", help="Only this item; names match exactly.")
@WHERE
@click.option("--changed", is_flag=True, help="Only items whose outcome differs between the rulebooks.")
@click.option("--format", "format_", metavar="NAME", help="table, json, jsonl, csv, ...; table by default.")
@click.option("--raw", is_flag=True, help="Do not escape formulas in CSV.")
@click.option(
    "--readings",
    "all_readings",
    type=click.Choice(["all"]),
    help="List items whose status depends on a reading.",
)
def check(
    paths: tuple[str, ...], format_: str | None, all_readings: str | None, *, raw: bool, **options: Any
) -> int:
    """Determine which items of a catalog are controlled.

    Without CATALOG, the default catalog is checked. CATALOG is a file, the name of a catalog of a plugin,
    or `-` for CSV on standard input.
    """
    from redline.cli import steps
    from redline.host.report import Report

    engine = steps.load_engine(strict=options["strict"])
    if all_readings:
        return steps.list_dependences(engine, paths, format_, options)
    writer = steps.writer_for(engine, format_, options["output"])
    results = steps.results(engine, paths, options)
    with console.opened(options["output"]) as stream:
        progress = console.Progress("writing", sum(map(len, results)))
        quiet = stream.isatty() and writer.name != "table"
        color, width = console.shows_color(stream), console.width_of(stream)
        writer.write(Report(tuple(results), width, color, None if quiet else progress, raw), stream)
    return steps.exit_status(results, options["fail_on"])


@app.command()
@click.argument("names", nargs=-1, required=True, metavar="ITEM...")
@with_options(*COMMON)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
def explain(names: tuple[str, ...], format_: str, **options: Any) -> int:
    """Explain the outcome for items, limb by limb.

    Shows each limb with its values, thresholds, citations and margins.
    """
    from redline.cli import steps
    from redline.diagnostics import InputError

    engine = steps.load_engine(strict=options["strict"])
    try:
        results = steps.results(engine, (), {**options, "items": names})
    except InputError as error:
        raise steps.suggest_catalog(error, names) from error
    found = [one for result in results for several in result.determinations() for one in several]
    with console.opened(options["output"]) as stream:
        if format_ == "json":
            import json

            stream.write(json.dumps([one.to_dict() for one in found], indent=2, ensure_ascii=False) + "\n")
        else:
            console.write("\n\n".join(one.explain() for one in found) + "\n", stream)
    return steps.exit_status(results, options["fail_on"])


@app.command()
@click.argument("item", metavar="ITEM")
@with_options(REGIME, *(option for option in COMMON if option not in (RULES, ON, THREADS, FAIL_ON, KIND)))
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table")
def timeline(item: str, format_: str, **options: Any) -> int:
    """Show how the status of an item changed over time.

    Shows each change with the amendment that caused it. Drafts named after the regime are further steps.
    """
    from redline.cli import steps
    from redline.cli.listings import timeline as listing

    console.refuse_overwriting(options["output"], [*options["catalogs"], options["mapping"]])
    engine = steps.load_engine(strict=options["strict"])
    regime, *drafts = options["rules"] or ["us"]
    catalog = steps.only(options["catalogs"], "catalog", None)
    line = engine.analyses.timeline(
        item, regime, drafts=drafts, catalog=catalog, mapping=options["mapping"], **steps.question(options)
    )
    with console.opened(options["output"]) as stream:
        width = console.width_of(stream)
        console.write(listing.steps(line, width, as_json=format_ == "json"), stream)
    for warning in dict.fromkeys(text for step in line for text in step.determination.warnings):
        console.say(f"warning: {warning}")
    return 0


@app.command()
@click.argument("item", metavar="ITEM")
@with_options(
    *(each for each in COMMON if each not in (ON, ORIGIN, THREADS, FAIL_ON, AMONG, KIND)), TODAY, HOME
)
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table")
def compare(item: str, format_: str, **options: Any) -> int:
    """Compare the outcomes for an item under all regimes.

    All outcomes are for one day. The weakest link is the jurisdiction that lets the item go most easily.
    """
    from redline.cli import steps
    from redline.cli.listings import comparison as listing

    read = [*options["catalogs"], *options["rules"], options["mapping"]]
    console.refuse_overwriting(options["output"], read)
    catalog = steps.only(options["catalogs"], "catalog", None)
    engine = steps.load_engine(strict=options["strict"])
    found = engine.analyses.compare(
        item,
        list(options["rules"]) or None,
        catalog=console.standard_input() if catalog == console.STANDARD else catalog,
        mapping=options["mapping"],
        on=options["on"],
        **steps.question(options),
    )
    with console.opened(options["output"]) as stream:
        width = console.width_of(stream)
        console.write(listing.comparison(found, width, as_json=format_ == "json"), stream)
    for warning in found.warnings():
        console.say(f"warning: {warning}")
    return 0


@app.command()
@click.argument("item", metavar="ITEM")
@with_options(*(option for option in COMMON if option not in (THREADS, FAIL_ON, KIND)))
@click.option(
    "--flagship", metavar="ITEM", help="Item whose performance the free dies should reach; ITEM by default."
)
@click.option(
    "--dies",
    "counts",
    multiple=True,
    type=int,
    metavar="N",
    help="Number of dies to try; 1, 2, 4 and 8 by default.",
)
@click.option(
    "--largest-die", metavar="MM2", help="Largest area of one die; by default that of a scanner's field."
)
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table")
def chiplets(
    item: str,
    flagship: str | None,
    counts: tuple[int, ...],
    largest_die: str | None,
    format_: str,
    **options: Any,
) -> int:
    """Show if another number of dies frees an item.

    Tries more dies in a package, separate dies, smaller dies and unused silicon, under each rulebook.
    Limits are exact.
    """
    from redline.cli import steps
    from redline.cli.listings import chiplets as listing

    console.refuse_overwriting(
        options["output"], [*options["catalogs"], *options["rules"], options["mapping"]]
    )
    found = steps.load_engine(strict=options["strict"]).analyses.chiplets(
        item,
        list(options["rules"]) or None,
        flagship=flagship,
        catalog=steps.only(options["catalogs"], "catalog", None),
        mapping=options["mapping"],
        largest_die=largest_die,
        on=options["on"],
        dies=counts or (1, 2, 4, 8),
        **steps.question(options),
    )
    with console.opened(options["output"]) as stream:
        width = console.width_of(stream)
        console.write(listing.chiplets(found, width, as_json=format_ == "json"), stream)
    for warning in dict.fromkeys(each for one in found for each in one.warnings):
        console.say(f"warning: {warning}")
    return 0


@app.command()
@click.argument("name", required=False, metavar="[ID]")
@with_options(ON, OUTPUT, STRICT)
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table")
@click.option("--instruction", is_flag=True, help="Print an amendment as an amending instruction.")
@click.option(
    "--parameters",
    is_flag=True,
    help="List the named parameters in force, which a draft can `set`.",
)
def rules(  # noqa: PLR0913 one for each option
    name: str | None,
    on: str | None,
    output: str | None,
    format_: str,
    *,
    strict: bool,
    instruction: bool,
    parameters: bool,
) -> int:
    """List the rulebooks, or print the text of one.

    With --on, lists only the rulebooks in force on that day.
    """
    from redline.cli import steps
    from redline.cli.listings import rulebooks as listing

    console.refuse_overwriting(output, [name])
    engine = steps.load_engine(strict=strict)
    faults = () if name is not None else engine.rulebook_failures
    as_json = format_ == "json"
    if name is None and parameters:
        raise click.UsageError("--parameters is of one text: name it")
    if name is None:
        text = listing.rulebooks(engine, steps.rulebooks(engine, on), as_json=as_json)
    elif instruction:
        text = engine.instruction(name)
    elif not parameters:
        text = listing.rulebook(engine, name, on, as_json=as_json)
    with console.opened(output) as stream:
        if parameters:
            width = console.width_of(stream)
            text = listing.parameters(
                engine.analyses.coverage([engine.rulebook(str(name), on)]), width, as_json=as_json
            )
        stream.write(text if text.endswith("\n") else f"{text}\n")
    for fault in faults:
        console.say(f"warning: {fault.reason}")
    return 0


@app.command()
@click.argument("kind", required=False, metavar="[KIND]")
@with_options(OUTPUT, STRICT)
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table")
def facts(kind: str | None, output: str | None, format_: str, *, strict: bool) -> int:
    """List the facts, metrics and readings of each kind of item.

    A catalog may have a column for each fact.
    """
    from redline.cli import steps
    from redline.cli.listings import facts as listing

    engine = steps.load_engine(strict=strict)
    text = listing.facts(engine, kind, as_json=format_ == "json")
    with console.opened(output) as stream:
        stream.write(text)
    return 0


@app.command()
@click.argument("names", nargs=-1, metavar="[ID|FILE]...")
@with_options(OUTPUT, STRICT)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
def test(names: tuple[str, ...], output: str | None, format_: str, *, strict: bool) -> int:
    """Run the scenarios of rulebooks.

    Tests all rulebooks by default. The exit status is 1 if a scenario fails. For a draft that amends
    a rulebook, a regression report lists the scenarios of the amended law whose outcome changes. Those are
    not failures.
    """
    from redline.cli import steps
    from redline.cli.listings import rulebooks as listing

    console.refuse_overwriting(output, names)
    engine = steps.load_engine(strict=strict)
    trials = engine.analyses.test(list(names) or None)
    with console.opened(output) as stream:
        console.write(listing.trials(trials, as_json=format_ == "json"), stream)
        if names and format_ == "text":
            console.write("".join(map(listing.regression, engine.analyses.regressions(list(names)))), stream)
    omitted = steps.say_omitted(engine, names)
    return omitted or int(not all(trial.holds for trial in trials))


@app.command()
@click.argument("names", nargs=-1, metavar="[ID|FILE]...")
@with_options(OUTPUT, STRICT)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
def lint(names: tuple[str, ...], output: str | None, format_: str, *, strict: bool) -> int:
    """Report likely mistakes in rule texts.

    Examines all rulebooks by default. The exit status is 1 if there is a finding.
    """
    from redline.cli import steps
    from redline.cli.listings import advice as listing

    console.refuse_overwriting(output, names)
    advice = steps.load_engine(strict=strict).analyses.lint(list(names) or None)
    with console.opened(output) as stream:
        console.write(listing.advice(advice, as_json=format_ == "json"), stream)
    return int(any(one.accepted is None for one in advice))


@app.command()
@click.argument("names", nargs=-1, metavar="[ID|FILE]...")
@with_options(OUTPUT, STRICT)
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table")
def coverage(names: tuple[str, ...], output: str | None, format_: str, *, strict: bool) -> int:
    """List the thresholds of rulebooks, and how each is tested.

    A threshold is tested on both sides if there are scenarios below it and above it.
    """
    from redline.cli import steps
    from redline.cli.listings import rulebooks as listing

    console.refuse_overwriting(output, names)
    engine = steps.load_engine(strict=strict)
    found = engine.analyses.coverage(list(names) or None)
    with console.opened(output) as stream:
        console.write(listing.covered(found, console.width_of(stream), as_json=format_ == "json"), stream)
    return steps.say_omitted(engine, names)


@app.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--check", "only_check", is_flag=True, help="Only list unformatted files; exit status 1 if there are any."
)
def fmt(files: tuple[str, ...], *, only_check: bool) -> int:
    """Format rule files in the canonical style.

    `-` formats standard input.
    """
    from redline.cli import formatting

    return formatting.format_files(files, only_check=only_check)


@app.command()
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table")
@with_options(OUTPUT, STRICT)
def plugins(format_: str, output: str | None, *, strict: bool) -> int:
    """List the installed plugins and their faults.

    Shows each plugin with its distribution, version and hooks.
    """
    from redline.cli import plugin_commands
    from redline.cli.listings import plugins as listing
    from redline.diagnostics import PluginError
    from redline.engine import Engine, installed

    with console.stdout_kept_clean():
        offers = installed()
        faulty = Engine(offers).text_failures
    with console.opened(output) as stream:
        console.write(listing.plugins(offers, faulty, as_json=format_ == "json"), stream)
    rivals = offers.rival_defaults()
    clashes = [*offers.clashes(), *plugin_commands.hidden(offers, app.commands)]
    troubles = [*map(str, (*offers.failures, *faulty)), *clashes, *([rivals] if rivals else [])]
    if found := troubles if strict else clashes:
        raise PluginError(*found)
    return 0


@app.command(name="new-plugin")
@click.argument("name", metavar="NAME")
@click.option(
    "--kind",
    type=click.Choice(["rulebook", "metric", "catalog", "report"]),
    default="rulebook",
    help="What the plugin adds; `rulebook` by default.",
)
@click.option(
    "--directory",
    metavar="DIR",
    default=".",
    help="Where to create its folder; the current folder by default.",
)
def new_plugin(name: str, kind: str, directory: str) -> int:
    """Create a starter plugin in a new folder NAME.

    The plugin can be installed at once, and its tests pass.
    """
    from redline.cli.new_plugin import write_plugin

    folder, paths = write_plugin(name, kind, directory)
    with console.opened(None) as stream:
        stream.write("".join(f"{folder / path}\n" for path in paths))
    console.say(f"Go on in {folder}: `pip install -e .`, then `python -m pytest`. README.md has the rest.")
    return 0
