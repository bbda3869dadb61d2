"""The commands that hold rules against labels, reference series and quotas."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from redline.cli.drafting import FORMAT, grid_of
from redline.cli.item_options import ITEMS, QUESTION, asked_of, engine_for, items_of, written
from redline.cli.options import CATALOG, KIND, MAP, OUTPUT, READING, STRICT, WHERE, with_options


@click.command()
@click.argument("rules")
@with_options(*QUESTION, ITEMS, WHERE)
@click.option(
    "--label",
    required=True,
    metavar="NAME|FILE",
    help="Yes/no fact, label set, a .csv file of item and label, or a .redline file.",
)
@click.option(
    "--unlisted",
    type=click.Choice(["no", "unknown"]),
    default="unknown",
    help="Label of items that the label file does not list; unknown by default.",
)
@click.option(
    "--vary", multiple=True, metavar="NAME=LO..HI", help="Show the trade-off along this parameter, or two."
)
@click.option("--grid", metavar="MxN", help="Points on each of two axes; by default all critical numbers.")
@click.option("--weight", metavar="NAME", help="Sum this fact or metric instead of counting items.")
@click.option("--by", metavar="FACT", help="Report the errors for each value of this fact too.")
@FORMAT
def errors(rules: str, label: str, **options: Any) -> int:
    """Count what a rule misses and what it over-blocks.

    The label says which items should be controlled. With --vary, shows how both errors change with a
    parameter of the rule.
    """
    from redline.cli.listings import errors as listing
    from redline.questions.arguments import read_pairs

    found = engine_for(options, rules, label).errors(
        rules,
        label,
        **asked_of(options),
        vary=read_pairs(options["vary"], "what to vary", "NAME=LO..HI") or None,
        grid=grid_of(options["grid"]),
        weight=options["weight"],
        by=options["by"],
        unlisted=options["unlisted"],
    )
    return written(options, partial(listing.errors, found))


@click.command()
@click.argument("before")
@click.argument("after")
@with_options(*QUESTION, ITEMS, WHERE)
@click.option(
    "--series", metavar="NAME|FILE", help="Series of reference items to measure by; all by default."
)
@click.option("--metric", metavar="NAME", help="Fact or metric to compare; by default those of each series.")
@click.option("--like", metavar="ITEM", help="Show the legal frontier of designs like this item too.")
@click.option(
    "--legal",
    metavar="control|license|exception",
    help="What counts as legal; all meanings that apply by default.",
)
@FORMAT
def shift(before: str, after: str, **options: Any) -> int:
    """Show how many generations a rule change moved the line.

    The answer is a table with a row for each measure.
    """
    from redline.cli.listings import shift as listing

    series = options["series"]
    found = engine_for(options, before, after, *([series] if series else [])).shift(
        before,
        after,
        **asked_of(options),
        series=series,
        metric=options["metric"],
        legal=options["legal"],
        like=options["like"],
    )
    return written(options, partial(listing.shift, found))


@click.command()
@click.argument("quota")
@click.option("--by", required=True, metavar="NAME", help="Fact or metric that the quota is counted in.")
@click.option("--of", metavar="ITEM", help="QUOTA is a number of units of this item.")
@click.option(
    "--total",
    "totals",
    multiple=True,
    metavar="FACT",
    help="Fact or metric to total over the units, such as a price.",
)
@with_options(
    CATALOG,
    MAP,
    KIND,
    READING,
    ITEMS,
    WHERE,
    OUTPUT,
    STRICT,
)
@FORMAT
def equivalents(quota: str, by: str, of: str | None, **options: Any) -> int:
    """Show how many units of each item a quota allows."""
    from redline.cli.listings import equivalents as listing
    from redline.questions.arguments import read_pairs

    found = engine_for(options).equivalents(
        quota,
        by,
        of=of,
        **items_of(options),
        totals=options["totals"],
        readings=read_pairs(options["readings"], "a reading"),
    )
    return written(options, partial(listing.equivalents, found))


COMMANDS = (errors, shift, equivalents)
