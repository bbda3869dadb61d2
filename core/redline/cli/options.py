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
    help="Regime, `us` by default; drafts after it (files or ids) are further steps.",
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
AMONG = click.option(
    "--among", metavar="NAME|PATH", help="Catalog of the items that a file of shipments names."
)
ORIGIN = click.option(
    "--from", "origin", metavar="COUNTRY", help="Country that the item ships from; US by default."
)
HOME = click.option(
    "--from",
    "origin",
    metavar="COUNTRY",
    help="Country that the item ships from; each regime's own by default.",
)
STRICT = click.option(
    "--strict",
    is_flag=True,
    help="Treat a failing plugin, or a day after a text's last check, as an error.",
)


OUTPUT = click.option(
    "--output",
    metavar="FILE",
    help="Write results to a file; `-` is standard output.",
)
THREADS = click.option("--threads", type=click.IntRange(1, 1024), metavar="N", help="Number of threads.")
FAIL_ON = click.option(
    "--fail-on",
    type=click.Choice(["controlled", "undetermined", "license", "never"]),
    default="never",
    help="Exit status 1 if an item has this status or a graver one; `license`: if one is or may be needed.",
)
MAP = click.option(
    "--map", "mapping", metavar="FILE", help="TOML file that maps a foreign catalog's columns."
)
KIND = click.option(
    "--kind", metavar="NAME", help="Kind of the items, where their columns fit several: `redline facts`."
)
WHERE = click.option(
    "--where",
    multiple=True,
    metavar="CONDITION",
    help="Only items that meet a condition, such as `TPP >= 2000`.",
)
READING = click.option(
    "--reading", "readings", multiple=True, metavar="NAME=VALUE", help="How to read a disputed term."
)
COMMON = (
    RULES,
    CATALOG,
    MAP,
    KIND,
    ON,
    click.option(
        "--mode", metavar="enforced|text", default="enforced", help="Rules as applied, or as written."
    ),
    READING,
    click.option("--to", metavar="COUNTRY", help="Country that the item goes to."),
    click.option("--hq", metavar="COUNTRY", help="Country of the recipient's headquarters; --to by default."),
    click.option(
        "--parent", metavar="COUNTRY", help="Country of the ultimate parent's headquarters; --hq by default."
    ),
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
