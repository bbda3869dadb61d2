"""The command ``redline draw``: one picture of each kind, written to a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

import redline
from redline import InputError
from redline_plugins.pictures.picture import Picture, check


@click.group()
def draw() -> None:
    """Draw a picture of a rule as PNG, SVG or HTML; its numbers are written as CSV beside it."""


def _asked(command: Callable[..., int]) -> Callable[..., int]:
    """Add the options that all pictures have."""
    for option in (
        click.option("--output", required=True, metavar="FILE", help="Ends in .png, .svg or .html."),
        click.option("--catalog", metavar="NAME|PATH", help="Items to draw; the default catalog without it."),
        click.option("--map", "mapping", metavar="FILE", help="Names the columns of a foreign catalog."),
        click.option("--item", "items", multiple=True, metavar="NAME", help="Only this item."),
        click.option("--on", metavar="DATE", help="The day for which is asked."),
        click.option("--mode", type=click.Choice(["enforced", "text"]), default="enforced"),
        click.option("--reading", "readings", multiple=True, metavar="NAME=VALUE", help="Reading of a term."),
    ):
        command = option(command)
    return command


def _question(options: dict[str, Any]) -> dict[str, Any]:
    return {
        "catalog": options["catalog"],
        "mapping": options["mapping"],
        "items": list(options["items"]) or None,
        "on": options["on"],
        "mode": options["mode"],
        "readings": redline.read_pairs(options["readings"], "a reading"),
    }


def _draw(
    options: dict[str, Any], rules: Sequence[str], tables: Sequence[str], picture: Callable[[], Picture]
) -> int:
    """Draw a picture and write it. What is wrong with the file is said before anything is computed."""
    check(options["output"], [*rules, options["catalog"], options["mapping"]], tables)
    for file in picture().write(options["output"]):
        click.echo(file)
    return 0


@draw.command()
@click.argument("rules")
@_asked
@click.option("--across", default="PD", metavar="NAME", help="Quantity of the horizontal axis.")
@click.option("--down", default="TPP", metavar="NAME", help="Quantity of the vertical axis.")
@click.option("--by", metavar="FACT", help="A panel for each value of this fact.")
@click.option("--given", multiple=True, metavar="FACT=VALUE", help="Another fact of the items meant.")
@click.option(
    "--label", multiple=True, metavar="NAME", help="Item to label; by default the 20 nearest to the line."
)
def plane(rules: str, **options: Any) -> int:
    """Draw the regions of RULES over two quantities, with items as points."""

    def picture() -> Picture:
        from redline_plugins.pictures.density import plane as drawn

        return drawn(
            redline.load(),
            rules,
            options["across"],
            options["down"],
            by=options["by"],
            given=redline.read_pairs(options["given"], "a fact"),
            label=list(options["label"]) or None,
            **_question(options),
        )

    return _draw(options, [rules], ["", "regions"], picture)


@draw.command()
@click.argument("rules", nargs=-1, required=True)
@_asked
@click.option("--quantity", default="TPP", metavar="NAME", help="Quantity of the vertical axis.")
@click.option("--date", default="release_date", metavar="FACT", help="Date of the horizontal axis.")
@click.option("--given", multiple=True, metavar="FACT=VALUE", help="Another fact of the items meant.")
@click.option("--label", multiple=True, metavar="NAME", help="Item to label.")
def timeline(rules: tuple[str, ...], **options: Any) -> int:
    """Draw items by their date, with the line of each of RULES while it is in force."""

    def picture() -> Picture:
        from redline_plugins.pictures.over_time import timeline as drawn

        question = _question(options)
        if question.pop("on") is not None:
            raise InputError.of("a timeline is of many days", help="leave out `--on`")
        return drawn(
            redline.load(),
            rules,
            options["quantity"],
            options["date"],
            given=redline.read_pairs(options["given"], "a fact"),
            label=options["label"],
            **question,
        )

    return _draw(options, rules, ["", "lines"], picture)


@draw.command()
@click.argument("rules")
@_asked
@click.option(
    "--vary", multiple=True, required=True, metavar="NAME=LO..HI", help="Number of the rule to vary."
)
@click.option("--weight", metavar="NAME", help="Add up this fact or metric in place of items.")
@click.option("--label", multiple=True, metavar="NAME", help="Item to label where its status changes.")
def sweep(rules: str, vary: tuple[str, ...], **options: Any) -> int:
    """Draw what is controlled as a number of RULES goes from LO to HI, exactly."""

    def picture() -> Picture:
        from redline_plugins.pictures.steps import sweep as drawn

        numbers = redline.read_pairs(vary, "what to vary")
        question = _question(options)
        return drawn(
            redline.load(), rules, numbers, weight=options["weight"], label=options["label"], **question
        )

    return _draw(options, [rules], [""], picture)


@draw.command()
@click.argument("rules", nargs=-1, required=True)
@_asked
def matrix(rules: tuple[str, ...], **options: Any) -> int:
    """Draw the status of items under RULES side by side."""

    def picture() -> Picture:
        from redline_plugins.pictures.matrix import matrix as drawn

        return drawn(redline.load(), rules, **_question(options))

    return _draw(options, rules, [""], picture)


@draw.command()
@click.argument("rules")
@_asked
@click.option("--against", "label", required=True, metavar="LABEL", help="What should be controlled.")
@click.option("--vary", multiple=True, required=True, metavar="NAME=LO..HI", help="Number to vary.")
@click.option("--weight", metavar="NAME", help="Add up this fact or metric in place of items.")
def tradeoff(rules: str, label: str, vary: tuple[str, ...], **options: Any) -> int:
    """Draw what RULES misses and over-blocks by a label, as one of its numbers varies."""

    def picture() -> Picture:
        from redline_plugins.pictures.tradeoff import tradeoff as drawn

        numbers = redline.read_pairs(vary, "what to vary")
        question = _question(options)
        return drawn(redline.load(), rules, label, numbers, weight=options["weight"], **question)

    return _draw(options, [rules, label], [""], picture)
