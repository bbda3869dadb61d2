"""Compile the shared item kinds and metrics of all plugins, leaving out texts that do not compile."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from redline.diagnostics import Diagnostic, InputError, PluginError, Source
from redline.host.discover import Failure, Offer
from redline.model import Vocabulary


def compile_offered(
    offers: Sequence[Offer[Source]], compile_texts: Callable[[Sequence[Source]], Vocabulary]
) -> tuple[Vocabulary, tuple[Failure, ...]]:
    """Compile the texts together and return the vocabulary with the texts that had to be left out.

    Raises ``PluginError`` when two plugins declare the same name.
    """
    kept, failures = list(offers), list[Failure]()
    while True:
        try:
            return compile_texts([offer.thing for offer in kept]), tuple(failures)
        except InputError as error:
            _refuse_clash(kept, error)
            blamed = [offer for offer in kept if _findings(offer, error)]
            if not blamed:
                raise
            for offer in blamed:
                found = _findings(offer, error)
                rendered = "\n".join(finding.render() for finding in found)
                reason = f"its vocabulary does not compile\n{rendered}"
                failures.append(Failure(offer.plugin, reason, tuple(found)))
            kept = [offer for offer in kept if offer not in blamed]


def _findings(offer: Offer[Source], error: InputError) -> list[Diagnostic]:
    return [finding for finding in error.diagnostics if finding.span and finding.span.source == offer.thing]


def _refuse_clash(offers: Sequence[Offer[Source]], error: InputError) -> None:
    """Raise if two plugins declare one name: neither may win."""
    for finding in error.diagnostics:
        if finding.span is None or finding.because is None:
            continue
        sources = (finding.span.source, finding.because[0].source)
        plugins = {offer.plugin for offer in offers if offer.thing in sources}
        if len(plugins) > 1:
            by = " and by ".join(map(str, sorted(plugins)))
            raise PluginError(f"{finding.message}: it is offered by {by}\n{finding.render()}")
