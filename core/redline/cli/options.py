"""The options that commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

RULES = click.option(
    "--rules", multiple=True, metavar="ID|FILE", help="Rulebook, REGIME@DATE, or a .redline file."
)
REGIME = click.option(
    "--rules",
    multiple=True,
    metavar="REGIME|FILE",
    help="Regime, `us` by default; after it drafts, by file or id, each a step on its own day.",
)
CATALOG = click.option(
    "--catalog",
    "catalogs",
    multiple=True,
    metavar="NAME|PATH",
    help="Catalog of items; `-` is standard input.",
)
ON = click.option("--on", metavar="DATE", help="Day to answer for; a rulebook's own first day by default.")
TODAY = click.option("--on", metavar="DATE", help="Day to answer for; today by default.")
AMONG = click.option("--among", metavar="NAME|PATH", help="Catalog in which shipments name their items.")
ORIGIN = click.option(
    "--from", "origin", metavar="COUNTRY", help="Where the exporter ships from; US by default."
)
HOME = click.option(
    "--from", "origin", metavar="COUNTRY", help="Where it ships from; each regime's own by default."
)
STRICT = click.option(
    "--strict", is_flag=True, help="A plugin that fails is an error, and a day past the last check of a text."
)


OUTPUT = click.option(
    "--output",
    metavar="FILE",
    help="Write results to a file; `-` is standard output.",
)
THREADS = click.option("--threads", type=click.IntRange(1, 1024), metavar="N", help="Threads to work on.")
FAIL_ON = click.option(
    "--fail-on",
    type=click.Choice(["controlled", "undetermined", "license", "never"]),
    default="never",
    help="Exit with 1 if an item has this status or a weightier one; `license`: if one is needed, or may be.",
)
MAP = click.option(
    "--map", "mapping", metavar="FILE", help="TOML file that maps a foreign catalog's columns."
)
KIND = click.option(
    "--kind", metavar="NAME", help="Kind of the items, where their columns fit several: `redline facts`."
)
READING = click.option(
    "--reading", "readings", multiple=True, metavar="NAME=VALUE", help="Reading of a term."
)
COMMON = (
    RULES,
    CATALOG,
    MAP,
    KIND,
    ON,
    click.option("--mode", metavar="enforced|text", default="enforced", help="As applied, or as written."),
    READING,
    click.option("--to", metavar="COUNTRY", help="Destination."),
    click.option("--hq", metavar="COUNTRY", help="Headquarters of the party; the destination by default."),
    click.option("--parent", metavar="COUNTRY", help="Headquarters of its ultimate parent; the party's own."),
    ORIGIN,
    click.option(
        "--transaction", "facts", multiple=True, metavar="NAME=VALUE", help="Another fact of the transaction."
    ),
    OUTPUT,
    AMONG,
    FAIL_ON,
    STRICT,
    THREADS,
)


def with_options(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Return a decorator that gives a command several options, in that order."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate
