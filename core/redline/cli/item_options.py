"""The options by which commands, those of plugins too, put a question over items, and what they stand for."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Protocol

import click

from redline.cli import console
from redline.cli.options import AMONG, COMMON, FAIL_ON, OUTPUT, RULES, THREADS, WHERE, Command, with_options

QUESTION = tuple(each for each in COMMON if each not in (AMONG, FAIL_ON, RULES, THREADS))
ITEMS = click.option("--item", "items", multiple=True, metavar="NAME", help="Only this item.")


def question_options(command: Command) -> Command:
    """Give a click command the options of Redline's own that ask a question over items, ``--output`` aside.

    ``asked_of`` makes of them what the methods of an engine take.
    """
    return with_options(*(each for each in QUESTION if each is not OUTPUT), ITEMS, WHERE)(command)


def engine_for(options: dict[str, Any], *read: str) -> Any:
    """Load the engine, and say which plugins are left out; the output must not overwrite what is read.

    It says once what to know of texts and catalogs as drafters put questions to them.
    ``read`` are files beside those of the options, such as rulebooks. Raises ``InputError``, also for an
    output whose ending asks for a format that there is not.
    """
    from redline.cli import steps

    if "format_" in options:
        _as_json(options)
    console.refuse_overwriting(options.get("output"), [*read, *options["catalogs"], options["mapping"]])
    engine = steps.load_engine(strict=options["strict"])
    engine.listen(cache(console.say))
    steps.say_advice(engine, [name for name in read if str(name).endswith(".redline")])
    return engine


def items_of(options: dict[str, Any]) -> dict[str, Any]:
    """Return over which items a question is put."""
    from redline.cli import steps

    catalog = steps.only(options["catalogs"], "catalog", None)
    if catalog == console.STANDARD:
        catalog = console.standard_input()
    found = {"catalog": catalog, "mapping": options["mapping"], "kind": options["kind"]}
    where = {"where": list(options["where"])} if options.get("where") else {}
    return {**found, "items": list(options["items"]) or None, **where}


def asked_of(options: dict[str, Any]) -> dict[str, Any]:
    """Return over which items a question is put, for which day, and on which terms.

    Raises ``InputError`` for what cannot be read.
    """
    from redline.cli import steps

    return {**items_of(options), "on": options["on"], **steps.question(options)}


class Listing(Protocol):
    """Writes what was found, for so many columns."""

    def __call__(self, *, width: int, as_json: bool) -> str: ...


def written(options: dict[str, Any], listing: Listing) -> int:
    """Write a listing, made for the width of the output; return the exit status."""
    as_json = _as_json(options)
    with console.opened(options["output"]) as stream:
        console.write(listing(width=console.width_of(stream), as_json=as_json), stream)
    return 0


def _as_json(options: dict[str, Any]) -> bool:
    """Return whether JSON is meant: as ``--format`` says, or else as the output ends.

    Raises ``InputError`` for any other ending, into which a table would go unseen.
    """
    from redline.diagnostics import InputError

    if options["format_"] is not None:
        return bool(options["format_"] == "json")
    output = options["output"] or ""
    ending = Path(output).suffix.lower()
    if ending == ".json" or ending in console.PLAIN:
        return ending == ".json"
    raise InputError.of(
        f"`{output}` ends in `{ending}`, and this is written as a table or as JSON",
        help="name a file that ends in `.txt` or `.json`, or choose with `--format table` or `--format json`",
    )
