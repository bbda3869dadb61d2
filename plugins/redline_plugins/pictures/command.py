"""The command ``redline draw``: one picture of each kind, written to a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

import redline
import redline.cli
from redline import Engine, InputError
from redline_plugins.pictures.picture import Picture, check


@click.group()
def draw() -> None:
    """Draw pictures of a rule.

    Pictures are PNG, SVG or HTML files. A CSV file with the numbers is written beside each.
    """


def _asks(command: Callable[..., int]) -> Callable[..., int]:
    """Add the options that all pictures have: those of a question, and where the picture goes."""
    output = click.option(
        "--output", required=True, metavar="FILE", help="File to write; ends in .png, .svg or .html."
    )
    raw = click.option("--raw", is_flag=True, help="Do not escape formulas in CSV.")
    return redline.cli.question_options(output(raw(command)))


GIVEN = click.option(
    "--given", multiple=True, metavar="FACT=VALUE", help="Another fact that the pictured items have."
)
WEIGHT = click.option("--weight", metavar="NAME", help="Sum this fact or metric instead of counting items.")
VARY = click.option(
    "--vary", multiple=True, required=True, metavar="NAME=LO..HI", help="Parameter of the rule to vary."
)


def _draw(
    options: dict[str, Any],
    rules: Sequence[str],
    tables: Sequence[str],
    picture: Callable[[Engine, dict[str, Any]], Picture],
) -> int:
    """Draw a picture and write it. What is wrong with the file is said before anything is computed."""
    check(options["output"], [*rules, *options["catalogs"], options["mapping"]], tables)
    engine = redline.cli.engine_for(options, *rules)
    for file in picture(engine, redline.cli.asked_of(options)).write(options["output"], raw=options["raw"]):
        click.echo(file)
    return 0


@draw.command()
@click.argument("rules")
@_asks
@click.option("--across", metavar="NAME", help="Quantity of the horizontal axis.")
@click.option(
    "--down",
    metavar="NAME",
    help="Quantity of the vertical axis. By default the two that RULES compares most.",
)
@click.option("--by", metavar="FACT", help="Draw a panel for each value of this fact.")
@GIVEN
@click.option(
    "--label",
    multiple=True,
    metavar="NAME",
    help="Item to label; by default the 20 items nearest to the line.",
)
def plane(rules: str, across: str | None, down: str | None, **options: Any) -> int:
    """Draw the regions of RULES over two quantities.

    Items are points.
    """

    def picture(engine: Engine, asked: dict[str, Any]) -> Picture:
        from redline_plugins.pictures.density import plane as drawn

        given = redline.cli.read_pairs(options["given"], "a fact")
        label = list(options["label"]) or None
        return drawn(engine, rules, across, down, by=options["by"], given=given, label=label, **asked)

    return _draw(options, [rules], ["", "regions"], picture)


@draw.command()
@click.argument("rules", nargs=-1, required=True)
@_asks
@click.option(
    "--quantity",
    metavar="NAME",
    help="Quantity of the vertical axis; by default the one that RULES compare most.",
)
@click.option(
    "--date", metavar="FACT", help="Date of the horizontal axis; needed only if items have several."
)
@click.option("--by", metavar="FACT", help="Use a shape for each value of this fact.")
@GIVEN
@click.option("--label", multiple=True, metavar="NAME", help="Item to label.")
def timeline(rules: tuple[str, ...], quantity: str | None, date: str | None, **options: Any) -> int:
    """Draw items by date, with the line that is in force.

    Each of RULES has its line while it is in force. A regime among RULES stands for all its rulebooks.
    """

    def picture(engine: Engine, asked: dict[str, Any]) -> Picture:
        from redline_plugins.pictures.over_time import timeline as drawn

        if asked.pop("on") is not None:
            raise InputError.of("a timeline is of many days", help="leave out `--on`")
        given = redline.cli.read_pairs(options["given"], "a fact")
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
    """Draw what is controlled as a parameter varies.

    The parameter of RULES goes from LO to HI. Every step is exact.
    """

    def picture(engine: Engine, asked: dict[str, Any]) -> Picture:
        from redline_plugins.pictures.steps import sweep as drawn

        numbers = redline.cli.read_pairs(vary, "what to vary")
        return drawn(engine, rules, numbers, weight=options["weight"], label=options["label"], **asked)

    return _draw(options, [rules], [""], picture)


@draw.command()
@click.argument("rules", nargs=-1, required=True)
@_asks
def matrix(rules: tuple[str, ...], **options: Any) -> int:
    """Draw the status of items under several RULES, side by side."""

    def picture(engine: Engine, asked: dict[str, Any]) -> Picture:
        from redline_plugins.pictures.matrix import matrix as drawn

        return drawn(engine, rules, **asked)

    return _draw(options, rules, [""], picture)


@draw.command()
@click.argument("rules")
@_asks
@click.option(
    "--label", required=True, metavar="NAME|FILE", help="What should be controlled, as for `redline errors`."
)
@click.option(
    "--unlisted",
    type=click.Choice(["no", "unknown"]),
    default="unknown",
    help="Label of items that the label file does not list; unknown by default.",
)
@VARY
@WEIGHT
def tradeoff(rules: str, label: str, vary: tuple[str, ...], **options: Any) -> int:
    """Draw what RULES misses and over-blocks as a parameter varies.

    The label says which items should be controlled.
    """

    def picture(engine: Engine, asked: dict[str, Any]) -> Picture:
        from redline_plugins.pictures.tradeoff import tradeoff as drawn

        numbers = redline.cli.read_pairs(vary, "what to vary")
        own = {name: options[name] for name in ("weight", "unlisted")}
        return drawn(engine, rules, label, numbers, **own, **asked)

    return _draw(options, [rules, label], [""], picture)
