"""Compare what rule texts mean with what they mean when they are written in another way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from attrs import asdict, evolve

from redline.diagnostics import InputError, PluginError, Source, Span
from redline.engine import Engine
from redline.host.discover import Offer, Plugin
from redline.model import Rulebook, Vocabulary
from redline.testing.subject import Subject

_WRITTEN = {"text", "span"}
"""What of a rulebook is about how it is written."""

Rewrite = Callable[[Source], Source]


def differences(subject: Subject, rewrite: Rewrite) -> Iterator[tuple[Plugin, str, Span | None]]:
    """Yield the rulebooks and vocabularies whose meaning changes when all texts are rewritten.

    Order has no meaning, and is not compared.
    """
    if subject.clash is not None or subject.refusals:
        return
    before, after = subject.engine, _rewritten(subject, rewrite)
    own = subject.own(subject.offers.vocabularies)
    if own and _meaning(before.vocabulary) != _vocabulary(after):
        yield own[0].plugin, "its vocabulary", Span(own[0].thing, 1, 1)
    for plugin, book in subject.books:
        if _meaning(book) != _rulebook(after, book.id):
            yield plugin, f"`{book.id}`", book.span


def _rewritten(subject: Subject, rewrite: Rewrite) -> Engine:
    """Return an engine over the same offers, with the texts under test written in another way."""
    offers = subject.preferred
    return Engine(
        evolve(
            offers,
            vocabularies=_each(subject, offers.vocabularies, rewrite),
            rulebooks=_each(subject, offers.rulebooks, rewrite),
        )
    )


def _each(subject: Subject, offers: tuple[Offer[Source], ...], rewrite: Rewrite) -> tuple[Offer[Source], ...]:
    return tuple(
        evolve(offer, thing=rewrite(offer.thing)) if offer.plugin in subject.plugins else offer
        for offer in offers
    )


def _vocabulary(engine: Engine) -> dict[str, Any] | None:
    try:
        return None if engine.plugins.vocabulary_failures else _meaning(engine.vocabulary)
    except PluginError:
        return None


def _rulebook(engine: Engine, id_: str) -> dict[str, Any] | None:
    try:
        return _meaning(engine.rulebook(id_))
    except (InputError, PluginError):
        return None


def _meaning(of: Rulebook | Vocabulary) -> dict[str, Any]:
    """Return what a text says, with what it says in no order."""
    parts = asdict(of, recurse=False)
    if isinstance(of, Rulebook):  # an instruction names its places in the order of the text
        parts["changes"] = tuple((each.act, each.what, frozenset(each.places)) for each in of.changes)
    return {
        name: frozenset(part) if isinstance(part, tuple) else part
        for name, part in parts.items()
        if name not in _WRITTEN
    }
