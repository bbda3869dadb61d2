"""Put the stages together: plugins, rule text, catalogs, kernel, determinations.

This is the composition module: the only place in ``redline`` that knows every stage, the language
front end included.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import redline_dsl
from redline.catalog.input import CatalogEntry, CatalogReader
from redline.catalog.sources import Catalogs
from redline.diagnostics import InputError, PluginError, Source, text_of
from redline.functions import Function
from redline.host.datasets import LabelSet, ReferenceSeries
from redline.host.discover import Failure, Offers, Plugin, collect
from redline.host.guards import guarded_entry, guarded_function, guarded_reader, guarded_writer
from redline.host.report import ReportWriter
from redline.model import Condition, ItemKind, Rulebook, Vocabulary
from redline.questions.api import Questions
from redline.questions.prepare import Inquirer
from redline.rulebooks.library import Library, RuleName
from redline.rulebooks.vocabulary import compile_offered

if TYPE_CHECKING:
    from redline.analyses.api import Analyses
    from redline.drafting.api import Drafting


def load(*, strict: bool = False) -> Engine:
    """Load every plugin and return the engine over what they offer.

    A plugin that does not load is skipped and listed in ``Engine.plugins.failures``. With ``strict`` it
    raises ``PluginError``, as does a text of a plugin that does not compile; and a question for a
    day past the one up to which a text was compared with its sources raises ``InputError``. Two
    plugins that offer the same name always raise ``PluginError``.
    """
    offers = installed(strict=strict)
    if clashes := offers.clashes():
        raise PluginError(*clashes)
    engine = Engine(offers, strict=strict)
    if strict and (faults := faults_of(engine)):
        raise PluginError(*faults)
    return engine


def faults_of(engine: Engine) -> tuple[str, ...]:
    """Return what is wrong with plugins and with their texts; compiles all of them."""
    rivals = engine.plugins.offers.rival_defaults()
    texts = (each.reason for each in engine.rulebook_failures)
    return (*map(str, engine.plugins.failures), *([rivals] if rivals else []), *texts)


def installed(*, strict: bool = False) -> Offers:
    """Load every plugin and return what they offer; see ``redline.host.discover.collect``."""
    return collect(redline_dsl.header, strict=strict)


def format_text(source: Source) -> str:
    """Return rule text in the canonical format. Raises ``InputError``."""
    return redline_dsl.format_text(source)


def statements(source: Source) -> tuple[str, ...]:
    """Return the text of each statement of a rule text, whether it compiles or not."""
    return redline_dsl.statements(source)


class Plugins(Sequence[Plugin]):
    """The plugins that loaded, sorted by distribution and name; what they offer, and which failed."""

    def __init__(self, offers: Offers) -> None:
        self.offers = offers

    def __len__(self) -> int:
        return len(self.offers.plugins)

    def __getitem__(self, place: Any) -> Any:
        return self.offers.plugins[place]

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Item kinds and metrics that plugins share."""
        return self._compiled[0]

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Plugins that were skipped and vocabularies that do not compile, with the reason."""
        return (*self.offers.failures, *self.vocabulary_failures)

    @property
    def vocabulary_failures(self) -> tuple[Failure, ...]:
        """Vocabularies that do not compile and are left out, with the reason."""
        return self._compiled[1]

    @property
    def catalogs(self) -> Mapping[str, CatalogEntry]:
        """Bundled catalogs, by name."""
        return {offer.name: guarded_entry(offer) for offer in self.offers.catalogs}

    @property
    def readers(self) -> Mapping[str, CatalogReader]:
        """Catalog readers, by name."""
        return {offer.name: guarded_reader(offer) for offer in self.offers.readers}

    @property
    def writers(self) -> Mapping[str, ReportWriter]:
        """Report writers, by name."""
        return {offer.name: guarded_writer(offer) for offer in self.offers.writers}

    @property
    def functions(self) -> Mapping[str, Function]:
        """Functions that rule text can call, by name."""
        return {offer.name: guarded_function(offer) for offer in self.offers.functions}

    @property
    def label_sets(self) -> Mapping[str, LabelSet]:
        """Label sets, by name."""
        return {offer.name: guarded_entry(offer, "label set") for offer in self.offers.label_sets}

    @property
    def series(self) -> Mapping[str, ReferenceSeries]:
        """Series of reference items, by name."""
        return {offer.name: guarded_entry(offer, "reference series") for offer in self.offers.series}

    @cached_property
    def _compiled(self) -> tuple[Vocabulary, tuple[Failure, ...]]:
        compile_texts = partial(redline_dsl.compile_vocabularies, functions=tuple(self.functions.values()))
        return compile_offered(self.offers.vocabularies, compile_texts)


class Engine(Questions):
    """Everything that the plugins offer, and the questions that can be put to it.

    The basic questions are methods of its own. Others are in ``drafting`` and ``analyses``, and what plugins
    offer in ``plugins``; each of these has a short form too: ``sweep`` of an engine is that of its
    ``drafting``. An engine that was pickled loads the plugins that are installed where it arrives.
    """

    def __init__(self, offers: Offers, *, strict: bool = False) -> None:
        self.plugins = Plugins(offers)
        library = Library(offers.rulebooks, self._compile, redline_dsl.header, strict=strict)
        super().__init__(Inquirer(library, lambda: self.vocabulary, lambda: self._read, self._condition))

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(load, strict=self._library.is_strict), ()

    @cached_property
    def analyses(self) -> Analyses:
        """Questions over days, readings and scenarios."""
        from redline.analyses.api import Analyses

        return Analyses(self._inquirer, self)

    @cached_property
    def drafting(self) -> Drafting:
        """The questions of drafters."""
        from redline.drafting.api import Drafting

        return Drafting(self._inquirer, self.analyses.readings, self.plugins, self.compile)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Return the short form of a question, or of what plugins offer."""
            if not name.startswith("_"):
                for part in (self.plugins, self.drafting, self.analyses):
                    if hasattr(type(part), name):
                        return getattr(part, name)
            raise AttributeError(f"an engine has no attribute `{name}`")

        def __dir__(self) -> list[str]:
            parts = (type(self), type(self.plugins), type(self.drafting), type(self.analyses))
            return sorted({name for part in parts for name in dir(part)})

    @property
    def text_failures(self) -> tuple[Failure, ...]:
        """Vocabularies and rulebooks that do not compile, with the reason; compiles all of them."""
        return (*self.plugins.vocabulary_failures, *self.rulebook_failures)

    @property
    def rulebook_failures(self) -> tuple[Failure, ...]:
        """Rulebooks that do not compile, with the reason; compiles all of them."""
        return self._library.failures()

    @property
    def catalogs(self) -> Mapping[str, CatalogEntry]:
        """Bundled catalogs, by name."""
        return self.plugins.catalogs

    @property
    def vocabulary(self) -> Vocabulary:
        """Item kinds and metrics that plugins share."""
        return self.plugins.vocabulary

    @cached_property
    def _read(self) -> Catalogs:
        rivals = self.plugins.offers.rival_defaults()
        return Catalogs(self.catalogs, self.plugins.readers.values(), rivals)

    # --- rule text --------------------------------------------------------------------------

    def compile(self, text: str, name: str = "<text>") -> Rulebook:
        """Compile rule text into a rulebook. Raises ``InputError`` with every finding."""
        return self._compile(Source(text_of("the name of a rule text", name), text_of("rule text", text)))

    def _compile(self, source: Source) -> Rulebook:
        return redline_dsl.compile_rulebook(source, self.vocabulary, self._text_of)

    def _condition(self, text: str, kind: ItemKind) -> Condition:
        return redline_dsl.compile_condition(Source("where", text), kind, self.vocabulary)

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
