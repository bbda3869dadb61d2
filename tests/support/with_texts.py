"""An engine over the installed plugins, and over rule texts that one more plugin brings."""

from __future__ import annotations

from functools import cache

from attrs import evolve

from redline import Engine, Source
from redline.engine import installed as load_offers
from redline.host.discover import Offer, Offers, Plugin, rulebook_id
from redline_dsl import header

PLUGIN = Plugin("firm-rules", "2.0", "firm", "firm_rules")


@cache
def installed() -> Offers:
    """What the installed plugins offer."""
    return load_offers()


def with_texts(*texts: str, strict: bool = False) -> Engine:
    """Return an engine that knows these rule texts as well."""
    sources = [Source(f"firm/{number}.redline", text) for number, text in enumerate(texts)]
    more = tuple(Offer(rulebook_id(source, header), PLUGIN, source) for source in sources)
    offers = evolve(installed(), rulebooks=(*installed().rulebooks, *more))
    return Engine(offers, strict=strict)
