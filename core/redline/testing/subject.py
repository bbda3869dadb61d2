"""What the contract kit looks at: the plugins of a name, what they offer, and what their texts mean."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TypeVar

from attrs import evolve, frozen

from redline.diagnostics import Diagnostic, InputError, PluginError, Source, Span
from redline.engine import Engine, installed
from redline.evidence.determination import Determination
from redline.host.discover import Failure, Offer, Offers, Plugin
from redline.model import Rulebook, Scenario
from redline.suggestions import names

T = TypeVar("T")


@frozen(eq=False, slots=False)
class Subject:
    """The plugins under test, beside all others that are installed.

    ``failures`` are those of them that did not load. ``today`` and ``max_age``, in days, say which dates
    are stale.
    """

    offers: Offers
    plugins: tuple[Plugin, ...]
    failures: tuple[Failure, ...]
    today: dt.date
    max_age: int | None = None

    def own(self, offers: Sequence[Offer[T]]) -> list[Offer[T]]:
        """Return what the plugins under test offer of all that is offered."""
        return [offer for offer in offers if offer.plugin in self.plugins]

    @cached_property
    def preferred(self) -> Offers:
        """All that is offered, where a name that is taken twice means the thing of the plugin under test."""
        there = self.offers
        return evolve(
            there,
            rulebooks=self._preferred(there.rulebooks),
            catalogs=self._preferred(there.catalogs),
            readers=self._preferred(there.readers),
            writers=self._preferred(there.writers),
            functions=self._preferred(there.functions),
        )

    @cached_property
    def engine(self) -> Engine:
        """An engine over it."""
        return Engine(self.preferred)

    def _preferred(self, offers: tuple[Offer[T], ...]) -> tuple[Offer[T], ...]:
        taken = {offer.name for offer in self.own(offers)}
        return tuple(offer for offer in offers if offer.name not in taken or offer.plugin in self.plugins)

    @cached_property
    def texts(self) -> tuple[Offer[Source], ...]:
        """Rule texts of the plugins, vocabularies as well."""
        return (*self.own(self.offers.vocabularies), *self.own(self.offers.rulebooks))

    def author(self, span: Span | None) -> Plugin | None:
        """Return which of the plugins under test wrote a place; None for one of a text that it amends."""
        sources = {offer.thing: offer.plugin for offer in self.texts}
        return None if span is None else sources.get(span.source)

    @cached_property
    def books(self) -> tuple[tuple[Plugin, Rulebook], ...]:
        """Rulebooks of the plugins whose text compiles."""
        return tuple((plugin, book) for plugin, book in self._compiled if isinstance(book, Rulebook))

    def every_book(self) -> Iterator[Rulebook]:
        """Yield all rulebooks that compile, those of the plugins first."""
        yield from (book for _, book in self.books)
        others = [each.name for each in self.preferred.rulebooks if each.plugin not in self.plugins]
        for found in map(self._compile, others if self.clash is None else ()):
            if isinstance(found, Rulebook):
                yield found

    @cached_property
    def determined(self) -> dict[tuple[str, str], Determination | InputError]:
        """The determination of each scenario, by the id of its rulebook and its own name."""
        return {
            (book.id, scenario.name): self._determine(book, scenario)
            for _, book in self.books
            for scenario in book.scenarios
        }

    def _determine(self, book: Rulebook, scenario: Scenario) -> Determination | InputError:
        try:
            return self.engine.analyses.determine_scenario(book, scenario)
        except InputError as error:
            return error

    def sound(self, book: Rulebook) -> list[Determination]:
        """Return the determinations of a rulebook's scenarios, without those that cannot be had."""
        found = (self.determined[book.id, scenario.name] for scenario in book.scenarios)
        return [each for each in found if isinstance(each, Determination)]

    @cached_property
    def refusals(self) -> tuple[tuple[Plugin, Diagnostic], ...]:
        """What is wrong with texts of the plugins that do not compile."""
        vocabularies = [(each.plugin, found) for each in self._unusable() for found in each.findings]
        rulebooks = [
            (plugin, found)
            for plugin, error in self._compiled
            if isinstance(error, InputError)
            for found in error.diagnostics
        ]
        return tuple(dict.fromkeys([*vocabularies, *rulebooks]))

    @cached_property
    def clash(self) -> PluginError | None:
        """Why the shared vocabulary cannot be had: two plugins declare the same name."""
        try:
            self.engine.vocabulary  # noqa: B018 it is compiled here
        except PluginError as error:
            return error
        return None

    def _unusable(self) -> Iterator[Failure]:
        if self.clash is None:
            yield from (
                each for each in self.engine.plugins.vocabulary_failures if each.plugin in self.plugins
            )

    @cached_property
    def _compiled(self) -> tuple[tuple[Plugin, Rulebook | InputError], ...]:
        if self.clash is not None:
            return ()
        return tuple((offer.plugin, self._compile(offer.name)) for offer in self.own(self.offers.rulebooks))

    def _compile(self, id_: str) -> Rulebook | InputError:
        try:
            return self.engine.rulebook(id_)
        except InputError as error:
            return error


def is_of(book: Rulebook, span: Span | None) -> bool:
    """Return whether a place is in a rulebook's own text, and not in one that it amends."""
    return span is not None and book.span is not None and span.source == book.span.source


def find(name: str, today: dt.date | None = None, max_age: int | None = None) -> Subject:
    """Find the plugins of a distribution, or those of an entry point's name. Raises ``InputError``."""
    offers = installed()
    everything = (*offers.plugins, *(failure.plugin for failure in offers.failures))
    wanted = [plugin for plugin in everything if _normal(plugin.distribution) == _normal(name)]
    wanted = wanted or [plugin for plugin in everything if name in (plugin.name, plugin.value)]
    if not wanted:
        there = sorted({*(each.distribution for each in everything), *(each.name for each in everything)})
        how = "give the name of an installed distribution, or of its entry point in the group `redline`"
        raise InputError.unknown("plugin", name, there, f"{how}: there are {names(there)}", listed=True)
    return Subject(
        offers=offers,
        plugins=tuple(plugin for plugin in offers.plugins if plugin in wanted),
        failures=tuple(failure for failure in offers.failures if failure.plugin in wanted),
        today=today or dt.datetime.now(tz=dt.UTC).date(),
        max_age=max_age,
    )


def _normal(distribution: str) -> str:
    """Return a distribution's name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", distribution).lower()
