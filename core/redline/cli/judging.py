"""The commands that hold rules against labels, reference series and quotas."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from redline.cli.drafting import FORMAT, WHERE, grid_of
from redline.cli.options import CATALOG, MAP, OUTPUT, READING, STRICT, with_options
from redline.cli.question_options import ITEMS, QUESTION, asked_of, engine_for, items_of, written


@click.command()
@click.argument("rules")
@with_options(*QUESTION, ITEMS)
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
    help="Label of items that a file does not list; unknown by default.",
)
@click.option(
    "--vary", multiple=True, metavar="NAME=LO..HI", help="Show the trade-off along this number, or two."
)
@click.option("--grid", metavar="MxN", help="Numbers of two on either axis; all critical ones by default.")
@click.option("--weight", metavar="NAME", help="Add up this fact or metric in place of items.")
@click.option("--by", metavar="FACT", help="Tell segments by this fact.")
@FORMAT
def errors(rules: str, label: str, **options: Any) -> int:
    """Show what a rule misses and over-blocks by a label, and what moving a number trades."""
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
@click.option("--series", metavar="NAME|FILE", help="Series of reference items; all by default.")
@click.option(
    "--metric", metavar="NAME", help="Fact or metric to compare by; those of each series by default."
)
@click.option("--like", metavar="ITEM", help="Show the legal frontier of designs like this item, too.")
@click.option(
    "--legal", metavar="control|license|exception", help="What legal means; all that apply by default."
)
@FORMAT
def shift(before: str, after: str, **options: Any) -> int:
    """Show how many generations the line moved, by each measure."""
    from redline.cli.listings import shift as listing

    series = options["series"]
    found = engine_for(options, before, after, *([series] if series else [])).shift(
        before,
        after,
        **asked_of(options),
        series=series,
        metric=options["metric"],
        legal=options["legal"],
        where=options["where"],
        like=options["like"],
    )
    return written(options, partial(listing.shift, found))


@click.command()
@click.argument("quota")
@click.option("--by", required=True, metavar="NAME", help="Fact or metric that the quota is counted in.")
@click.option("--of", metavar="ITEM", help="The quota is so many of this item.")
@click.option(
    "--total", "totals", multiple=True, metavar="FACT", help="Fact to multiply by the units, such as a price."
)
@with_options(
    CATALOG,
    MAP,
    READING,
    ITEMS,
    WHERE,
    OUTPUT,
    STRICT,
)
@FORMAT
def equivalents(quota: str, by: str, of: str | None, **options: Any) -> int:
    """Show how many of each item a quota allows."""
    from redline.cli.listings import equivalents as listing
    from redline.questions.arguments import read_pairs

    found = engine_for(options).equivalents(
        quota,
        by,
        of=of,
        **items_of(options),
        where=options["where"],
        totals=options["totals"],
        readings=read_pairs(options["readings"], "a reading"),
    )
    return written(options, partial(listing.equivalents, found))


COMMANDS = (errors, shift, equivalents)
