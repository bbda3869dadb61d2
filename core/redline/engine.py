"""Put the stages together: plugins, rule text, catalogs, kernel, determinations.

This is the composition module: the only place in ``redline`` that knows every stage, the language
front end included.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, partial

import redline_dsl
from redline.catalog.input import CatalogEntry, CatalogReader
from redline.catalog.sources import Catalogs
from redline.diagnostics import InputError, PluginError, Source, text_of
from redline.drafting.judging import Judging
from redline.functions import Function
from redline.host.datasets import LabelSet, ReferenceSeries
from redline.host.discover import Failure, Offers, Plugin, collect
from redline.host.guards import guarded_entry, guarded_function, guarded_reader, guarded_writer
from redline.host.report import ReportWriter
from redline.model import Rulebook, Vocabulary
from redline.questions.prepare import Inquirer
from redline.rulebooks.library import Library, RuleName
from redline.rulebooks.vocabulary import compile_offered


def load(*, strict: bool = False) -> Engine:
    """Load every plugin and return the engine over what they offer.

    A plugin that does not load is skipped and listed in ``Engine.failures``. With ``strict`` it
    raises ``PluginError``, as does a text of a plugin that does not compile; and a question for a
    day past the one up to which a text was compared with its sources raises ``InputError``. Two
    plugins that offer the same name always raise ``PluginError``.
    """
    offers = installed(strict=strict)
    if clashes := offers.clashes():
        raise PluginError(*clashes)
    engine = Engine(offers, strict=strict)
    if strict and engine.faults:
        raise PluginError(*engine.faults)
    return engine


def installed(*, strict: bool = False) -> Offers:
    """Load every plugin and return what they offer; see ``redline.host.discover.collect``."""
    return collect(redline_dsl.header, strict=strict)


def format_text(source: Source) -> str:
    """Return rule text in the canonical format. Raises ``InputError``."""
    return redline_dsl.format_text(source)


def statements(source: Source) -> tuple[str, ...]:
    """Return the text of each statement of a rule text, whether it compiles or not."""
    return redline_dsl.statements(source)


class Engine(Judging):
    """Everything that the plugins offer, and the questions that can be put to it."""

    def __init__(self, offers: Offers, *, strict: bool = False) -> None:
        self._offers = offers
        self._library = Library(offers.rulebooks, self._compile, redline_dsl.header, strict=strict)

    # --- what is there ----------------------------------------------------------------------

    @property
    def plugins(self) -> tuple[Plugin, ...]:
        """Plugins that loaded, sorted by distribution and name."""
        return self._offers.plugins

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Plugins that were skipped, and why."""
        return self._offers.failures

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong with plugins and with their texts; compiles all of them."""
        rivals = self._offers.rival_defaults()
        texts = (failure.reason for failure in self._library.failures())
        failures = map(str, (*self.failures, *self.unusable))
        return (*failures, *([rivals] if rivals else []), *texts)

    @property
    def unusable(self) -> tuple[Failure, ...]:
        """Vocabularies of plugins that do not compile, and are left out."""
        return self._vocabulary[1]

    @property
    def faulty_texts(self) -> tuple[Failure, ...]:
        """Texts of plugins that do not compile, and why; compiles all of them."""
        return (*self.unusable, *self._library.failures())

    @property
    def catalogs(self) -> Mapping[str, CatalogEntry]:
        """Bundled catalogs, by name."""
        return {offer.name: guarded_entry(offer) for offer in self._offers.catalogs}

    @property
    def readers(self) -> Mapping[str, CatalogReader]:
        """Catalog readers, by name."""
        return {offer.name: guarded_reader(offer) for offer in self._offers.readers}

    @property
    def writers(self) -> Mapping[str, ReportWriter]:
        """Report writers, by name."""
        return {offer.name: guarded_writer(offer) for offer in self._offers.writers}

    @property
    def functions(self) -> Mapping[str, Function]:
        """Functions that rule text can call, by name."""
        return {offer.name: guarded_function(offer) for offer in self._offers.functions}

    @property
    def label_sets(self) -> Mapping[str, LabelSet]:
        """Label sets, by name."""
        return {offer.name: guarded_entry(offer, "label set") for offer in self._offers.label_sets}

    @property
    def series(self) -> Mapping[str, ReferenceSeries]:
        """Series of reference items, by name."""
        return {offer.name: guarded_entry(offer, "reference series") for offer in self._offers.series}

    @property
    def vocabulary(self) -> Vocabulary:
        """Item kinds and metrics that plugins share."""
        return self._vocabulary[0]

    @cached_property
    def _vocabulary(self) -> tuple[Vocabulary, tuple[Failure, ...]]:
        functions = tuple(self.functions.values())
        compile_texts = partial(redline_dsl.compile_vocabularies, functions=functions)
        return compile_offered(self._offers.vocabularies, compile_texts)

    @cached_property
    def _catalogs(self) -> Catalogs:
        return Catalogs(self.catalogs, self.readers.values(), self._offers.rival_defaults())

    # --- rule text --------------------------------------------------------------------------

    def compile(self, text: str, name: str = "<text>") -> Rulebook:
        """Compile rule text into a rulebook. Raises ``InputError`` with every finding."""
        return self._compile(Source(text_of("the name of a rule text", name), text_of("rule text", text)))

    def _compile(self, source: Source) -> Rulebook:
        return redline_dsl.compile_rulebook(source, self.vocabulary, self._text_of)

    def _text_of(self, id_: str) -> Source | None:
        """Return the text of a rulebook on offer, for amendments of it."""
        return self._library.offer(id_).thing if id_ in self._library.ids else None

    def instruction(self, name: RuleName) -> str:
        """Return the amending instruction that an amendment is. Raises ``InputError``."""
        book = self.rulebook(name)
        if book.amends is None or book.span is None:
            raise InputError.of(f"`{book.id}` amends no other text", help="it has a text of its own")
        return redline_dsl.instruction_text(Source(book.span.source.name, book.text), self._text_of)

    def source(self, book: RuleName) -> str:
        """Name the plugin, where there is one, and the text that a rulebook came from."""
        return self._library.source(book if isinstance(book, Rulebook) else self.rulebook(book))

    def listen(self, listener: Callable[[str], None]) -> None:
        """Tell a listener what to know about texts and catalogs before using an answer to a drafter.

        Those answers have no place for it; one line may be told again. Other answers have ``warnings``.
        """
        self._inquirer.listener = listener

    # --- inner steps ------------------------------------------------------------------------

    @cached_property
    def _inquirer(self) -> Inquirer:
        return Inquirer(self._library, lambda: self.vocabulary, lambda: self._catalogs)
