"""The command ``redline draw``: one picture of each kind, written to a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

import redline
from redline import Engine, InputError
from redline_plugins.pictures.picture import Picture, check


@click.group()
def draw() -> None:
    """Draw a picture of a rule as PNG, SVG or HTML; its numbers are written as CSV beside it."""


def _asks(command: Callable[..., int]) -> Callable[..., int]:
    """Add the options that all pictures have: those of a question, and where the picture goes."""
    output = click.option("--output", required=True, metavar="FILE", help="Ends in .png, .svg or .html.")
    raw = click.option("--raw", is_flag=True, help="CSV with cells as they are, formulas too.")
    return redline.question_options(output(raw(command)))


GIVEN = click.option("--given", multiple=True, metavar="FACT=VALUE", help="Another fact of the items meant.")
WEIGHT = click.option("--weight", metavar="NAME", help="Add up this fact or metric in place of items.")
VARY = click.option(
    "--vary", multiple=True, required=True, metavar="NAME=LO..HI", help="Number of the rule to vary."
)


def _draw(
    options: dict[str, Any],
    rules: Sequence[str],
    tables: Sequence[str],
    picture: Callable[[Engine, dict[str, Any]], Picture],
) -> int:
    """Draw a picture and write it. What is wrong with the file is said before anything is computed."""
    check(options["output"], [*rules, *options["catalogs"], options["mapping"]], tables)
    engine = redline.engine_for(options, *rules)
    for file in picture(engine, redline.asked_of(options)).write(options["output"], raw=options["raw"]):
        click.echo(file)
    return 0


@draw.command()
@click.argument("rules")
@_asks
@click.option("--across", metavar="NAME", help="Quantity of the horizontal axis.")
@click.option(
    "--down", metavar="NAME", help="Quantity of the vertical axis. By default those that RULES compares most."
)
@click.option("--by", metavar="FACT", help="A panel for each value of this fact.")
@GIVEN
@click.option(
    "--label", multiple=True, metavar="NAME", help="Item to label; by default the 20 nearest to the line."
)
def plane(rules: str, across: str | None, down: str | None, **options: Any) -> int:
    """Draw the regions of RULES over two quantities, with items as points."""

    def picture(engine: Engine, asked: dict[str, Any]) -> Picture:
        from redline_plugins.pictures.density import plane as drawn

        given = redline.read_pairs(options["given"], "a fact")
        label = list(options["label"]) or None
        return drawn(engine, rules, across, down, by=options["by"], given=given, label=label, **asked)

    return _draw(options, [rules], ["", "regions"], picture)


@draw.command()
@click.argument("rules", nargs=-1, required=True)
@_asks
@click.option(
    "--quantity", metavar="NAME", help="Quantity of the vertical axis; by default what RULES compare most."
)
@click.option(
    "--date", metavar="FACT", help="Date of the horizontal axis; by default the one that items have."
)
@click.option("--by", metavar="FACT", help="A shape for each value of this fact.")
@GIVEN
@click.option("--label", multiple=True, metavar="NAME", help="Item to label.")
def timeline(rules: tuple[str, ...], quantity: str | None, date: str | None, **options: Any) -> int:
    """Draw items by their date, with the line of each of RULES while it is in force.

    A regime among RULES stands for all its texts.
    """

    def picture(engine: Engine, asked: dict[str, Any]) -> Picture:
        from redline_plugins.pictures.over_time import timeline as drawn

        if asked.pop("on") is not None:
            raise InputError.of("a timeline is of many days", help="leave out `--on`")
        given = redline.read_pairs(options["given"], "a fact")
        return drawn(
            engine, rules, quantity, date, by=options["by"], given=given, label=options["label"], **asked
        )

    return _draw(options, rules, ["", "lines"], picture)


@draw.command()
@click.argument("rules")
@_asks
@VARY
@WEIGHT
@click.option("--label", multiple=True, metavar="NAME", help="Item to label where its status changes.")
def sweep(rules: str, vary: tuple[str, ...], **options: Any) -> int:
    """Draw what is controlled as a number of RULES goes from LO to HI, exactly."""

    def picture(engine: Engine, asked: dict[str, Any]) -> Picture:
        from redline_plugins.pictures.steps import sweep as drawn

        numbers = redline.read_pairs(vary, "what to vary")
        return drawn(engine, rules, numbers, weight=options["weight"], label=options["label"], **asked)

    return _draw(options, [rules], [""], picture)


@draw.command()
@click.argument("rules", nargs=-1, required=True)
@_asks
def matrix(rules: tuple[str, ...], **options: Any) -> int:
    """Draw the status of items under RULES side by side."""

    def picture(engine: Engine, asked: dict[str, Any]) -> Picture:
        from redline_plugins.pictures.matrix import matrix as drawn

        return drawn(engine, rules, **asked)

    return _draw(options, rules, [""], picture)


@draw.command()
@click.argument("rules")
@_asks
@click.option(
    "--label", required=True, metavar="NAME|FILE", help="What should be controlled, as for `errors`."
)
@click.option(
    "--unlisted",
    type=click.Choice(["no", "unknown"]),
    default="unknown",
    help="Label of items that a file does not list; unknown by default.",
)
@VARY
@WEIGHT
def tradeoff(rules: str, label: str, vary: tuple[str, ...], **options: Any) -> int:
    """Draw what RULES misses and over-blocks by a label, as one of its numbers varies."""

    def picture(engine: Engine, asked: dict[str, Any]) -> Picture:
        from redline_plugins.pictures.tradeoff import tradeoff as drawn

        numbers = redline.read_pairs(vary, "what to vary")
        own = {name: options[name] for name in ("weight", "unlisted")}
        return drawn(engine, rules, label, numbers, **own, **asked)

    return _draw(options, [rules, label], [""], picture)
