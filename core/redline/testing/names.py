"""Check that nothing of a plugin is called as something of another plugin, or as another of its own."""

from __future__ import annotations

from redline.diagnostics import Span
from redline.testing.finding import Faults, every, fault, line_of
from redline.testing.law import refused
from redline.testing.subject import Subject

_REMEDY = "give it a name of its own: all plugins that are installed together share their names"


def names(subject: Subject) -> Faults:
    """Check that its names are not taken: no plugin, this one included, offers another thing so called."""
    yield from refused(subject, "names")
    for plugin in subject.plugins:
        for clash in subject.offers.clashes():
            if str(plugin) in clash:
                yield plugin, fault(clash, _REMEDY, _header(subject, clash))
        if subject.clash is not None and str(plugin) in str(subject.clash):
            yield from ((plugin, each) for each in every(subject.clash))
        rivals = subject.offers.rival_defaults()
        if rivals is not None and str(plugin) in rivals:
            yield plugin, fault(rivals, "leave `default` out: whoever wants the catalog names it")


def _header(subject: Subject, clash: str) -> Span | None:
    """Return the header of the rulebook that a clash is about, None where it is about something else."""
    for offer in subject.own(subject.offers.rulebooks):
        if clash.startswith(f"rulebook `{offer.name}`"):
            return line_of(offer.thing, f"rulebook {offer.name}")
    return None
