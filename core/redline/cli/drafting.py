"""The commands of drafters: each puts one question about a rule, and prints what was found."""

from __future__ import annotations

import re
from functools import partial
from typing import Any, Final

import click

from redline.cli.item_options import ITEMS, QUESTION, asked_of, engine_for, written
from redline.cli.options import WHERE, with_options

FORMAT = click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "json"]),
    help="By default the format that --output ends in, else a table.",
)


@click.command()
@click.argument("before")
@click.argument("after")
@with_options(*QUESTION, ITEMS, WHERE)
@click.option(
    "--before-reading",
    "before_readings",
    multiple=True,
    metavar="NAME=VALUE",
    help="Reading for BEFORE only.",
)
@click.option(
    "--after-reading", "after_readings", multiple=True, metavar="NAME=VALUE", help="Reading for AFTER only."
)
@FORMAT
def diff(before: str, after: str, **options: Any) -> int:
    """Show which items a change of rules catches or releases.

    Shows the limb that causes each change, and counts unchanged and undetermined items.
    BEFORE and AFTER are rulebooks, REGIME@DATE, or .redline files. With --to, the comparison is of license
    requirements.
    """
    from redline.cli.listings import diff as listing
    from redline.questions.arguments import read_pairs

    engine = engine_for(options, before, after)
    found = engine.drafting.diff(
        before,
        after,
        **asked_of(options),
        before_readings=read_pairs(options["before_readings"], "a reading"),
        after_readings=read_pairs(options["after_readings"], "a reading"),
    )
    return written(options, partial(listing.diff, found))


@click.command()
@click.argument("rules")
@with_options(*QUESTION, ITEMS, WHERE)
@click.option(
    "--vary",
    multiple=True,
    required=True,
    metavar="NAME=LO..HI",
    help="Parameter of the rule to vary; two of them give a map.",
)
@click.option("--weight", metavar="NAME", help="Sum this fact or metric instead of counting items.")
@click.option("--grid", metavar="MxN", help="Points on each axis of a map; by default all critical numbers.")
@FORMAT
def sweep(rules: str, vary: tuple[str, ...], **options: Any) -> int:
    """Show what is controlled as a parameter of a rule varies.

    The parameter goes from LO to HI. Every step is found, and each is exact.
    """
    from redline.cli.listings import sweep as listing
    from redline.questions.arguments import read_pairs

    engine = engine_for(options, rules)
    found = engine.drafting.sweep(
        rules,
        read_pairs(vary, "what to vary", "NAME=LO..HI"),
        **asked_of(options),
        weight=options["weight"],
        grid=grid_of(options["grid"]),
    )
    return written(options, partial(listing.sweep, found))


@click.command()
@click.argument("rules")
@with_options(*QUESTION, ITEMS, WHERE)
@click.option("--within", metavar="SHARE", help="Only items at most this far from the line, such as 5%.")
@click.option("--bunching", is_flag=True, help="Count the items just below and just above each threshold.")
@click.option(
    "--by", metavar="FACT", help="Group the counts of --bunching by this fact, such as market_segment."
)
@FORMAT
def margin(rules: str, **options: Any) -> int:
    """Show how far each item is from the line.

    Shows each margin with the quantity that binds.
    """
    from redline.cli.listings import margins as listing

    engine = engine_for(options, rules)
    asked = asked_of(options)
    if options["bunching"]:
        bunches = engine.drafting.bunching(
            rules, within=options["within"] or "10%", by=options["by"], **asked
        )
        return written(options, partial(listing.bunches, bunches))
    if options["by"] is not None:
        raise click.UsageError("--by is for counts: ask for them with --bunching")
    found = engine.drafting.margin(rules, within=options["within"], **asked)
    return written(options, partial(listing.margins, found))


@click.command()
@click.argument("rules")
@with_options(*QUESTION, ITEMS, WHERE)
@click.option(
    "--error",
    "errors",
    multiple=True,
    required=True,
    metavar="NAME=SHARE",
    help="Error of a fact, or of a metric's facts, such as die_area_mm2=5%.",
)
@click.option("--all", "everything", is_flag=True, help="List stable items too.")
@FORMAT
def sensitivity(rules: str, errors: tuple[str, ...], **options: Any) -> int:
    """Show which outcomes change within the error of facts.

    Also shows outcomes that change under another reading, and missing facts that would settle an outcome.
    """
    from redline.cli.listings import sensitivity as listing
    from redline.questions.arguments import read_pairs

    engine = engine_for(options, rules)
    found = engine.drafting.sensitivity(
        rules,
        read_pairs(errors, "an error", "NAME=SHARE, as in die_area_mm2=5%"),
        **asked_of(options),
    )
    return written(options, partial(listing.sensitivity, found, everything=options["everything"]))


@click.command()
@click.argument("item")
@click.argument("rules")
@with_options(*QUESTION)
@click.option(
    "--utility", metavar="NAME", help="Fact or metric that measures the use kept; performance by default."
)
@click.option("--single", is_flag=True, help="Change one lever at a time only.")
@click.option(
    "--largest-area",
    metavar="MM2",
    help="Largest area to try with less performance; no limit by default.",
)
@FORMAT
def redesign(item: str, rules: str, **options: Any) -> int:
    """Show the smallest changes that free an item.

    Changes levers one by one and together. Shows the share of its use that ITEM keeps.
    """
    from redline.cli.listings import redesign as listing

    engine = engine_for(options, rules)
    found = engine.drafting.redesign(
        item,
        rules,
        options["utility"],
        joint=not options["single"],
        largest_area=options["largest_area"],
        **asked_of({**options, "items": ()}),
    )
    return written(options, partial(listing.redesign, found))


@click.command()
@click.argument("rules")
@with_options(*QUESTION, ITEMS, WHERE)
@click.option(
    "--utility", metavar="NAME", help="Fact or metric to rank free items by; performance by default."
)
@click.option("--top", type=click.IntRange(1), default=10, metavar="N", help="Number of items to list.")
@click.option("--like", metavar="NAME", help="Show the legal frontier of designs like this item.")
@click.option("--areas", metavar="LO..HI", help="Range of die areas of the frontier, in mm2.")
@click.option(
    "--area-for", metavar="NUMBER", help="Also find the least die area at which this performance is free."
)
@FORMAT
def frontier(rules: str, **options: Any) -> int:
    """Rank the best items that are free.

    With --like, shows the highest performance that is free at each die area.
    """
    from redline.cli.listings import frontier as listing

    engine = engine_for(options, rules)
    asked = asked_of(options)
    if options["like"] is None:
        for name in ("areas", "area_for"):
            if options[name] is not None:
                option = name.replace("_", "-")
                raise click.UsageError(f"--{option} is for a frontier: name a design with --like")
        found = engine.drafting.best(rules, options["utility"], **asked)
        return written(options, partial(listing.best, found, top=options["top"]))
    if options["utility"] is not None:
        raise click.UsageError("--utility ranks items: leave it out with --like, which draws performance")
    drawn = engine.drafting.frontier(
        rules, options["like"], options["areas"], area_for=options["area_for"], **asked
    )
    return written(options, partial(listing.frontier, drawn, top=options["top"]))


@click.command()
@click.argument("rules")
@with_options(*QUESTION, ITEMS, WHERE)
@click.option("--without", multiple=True, metavar="NAME", help="Leave this item out.")
@click.option(
    "--metric", metavar="NAME", help="Fact or metric whose frontier is compared with the thresholds."
)
@click.option("--since", metavar="DATE", help="First day of the records in the trend.")
@click.option("--until", metavar="DATE", help="Last day of the frontier and of the trend; today by default.")
@click.option("--years", metavar="N", help="Years to extend the trend by; 2 by default.")
@click.option(
    "--keep", metavar="LO..HI", help="How many years a threshold may be behind, at least and at most."
)
@click.option(
    "--same",
    multiple=True,
    metavar="FACT",
    help="List uncontrolled items newer than the rule that share this fact with a controlled item.",
)
@click.option("--dated", metavar="FACT", help="Date of items to use, if they have several.")
@FORMAT
def lag(rules: str, **options: Any) -> int:
    """Show how far a rule lags behind the frontier.

    Lists who was over the line first, and how fast the line falls behind.
    """
    from redline.cli.listings import lag as listing

    engine = engine_for(options, rules)
    found = engine.drafting.lag(
        rules,
        options["metric"],
        **asked_of(options),
        without=options["without"],
        dated=options["dated"],
        since=options["since"],
        until=options["until"],
        years=options["years"] or 2,
        keep=options["keep"],
        same=options["same"],
    )
    return written(options, partial(listing.lag, found))


@click.command()
@click.argument("rules")
@click.argument("metric")
@click.argument("fact")
@with_options(*QUESTION, ITEMS, WHERE)
@click.option(
    "--within",
    metavar="SHARE",
    default="1%",
    help="Largest difference that counts as agreement; 1% by default.",
)
@FORMAT
def declared(rules: str, metric: str, fact: str, **options: Any) -> int:
    """Compare a computed metric with a declared fact.

    Lists the items whose METRIC differs from the declared FACT, why, and whether RULES decide them
    differently.
    """
    from redline.cli.listings import declared as listing

    engine = engine_for(options, rules)
    found = engine.drafting.declared(rules, metric, fact, within=options["within"], **asked_of(options))
    return written(options, partial(listing.declared, found))


COMMANDS = (declared, diff, frontier, lag, margin, redesign, sensitivity, sweep)


_MOST_POINTS: Final = 10_000_000
"""So many are counted in seconds, and fit into memory."""


def grid_of(text: str | None) -> tuple[int, int] | None:
    """Read a grid such as 40x20; raises an error of usage."""
    if text is None:
        return None
    match = re.fullmatch(r"0*([1-9]\d*)x0*([1-9]\d*)", text, re.ASCII)
    if match is None:
        raise click.UsageError(f"--grid {text} is no grid: write two whole numbers, such as 40x20")
    if max(map(len, match.groups())) > len(str(_MOST_POINTS)) or (
        int(match[1]) * int(match[2]) > _MOST_POINTS
    ):
        raise click.UsageError(f"--grid {text} is too large: a map has {_MOST_POINTS:,} points at most")
    return int(match[1]), int(match[2])
