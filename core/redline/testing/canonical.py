"""Check that rule texts are in the canonical format, and that the formatter keeps what they mean."""

from __future__ import annotations

from redline.diagnostics import InputError, Source, Span
from redline.engine import format_text
from redline.testing.finding import Faults, fault
from redline.testing.meaning import differences
from redline.testing.subject import Subject

_TELL = "tell whoever maintains Redline, with this text"


def fmt(subject: Subject) -> Faults:
    """Check that its rule texts come out of `fmt` as they are, and mean the same as before."""
    for offer in subject.texts:
        source = offer.thing
        try:
            formatted = format_text(source)
            again = format_text(Source(source.name, formatted))
        except InputError:
            continue  # it does not compile either
        if formatted != source.text:
            message = "the text is not in the canonical format: `redline fmt` writes this line anew"
            yield (
                offer.plugin,
                fault(message, f"run `redline fmt` on `{source.name}`", _first(source, formatted)),
            )
        if again != formatted:
            message = "the canonical format of the text is not stable: `redline fmt` changes it once more"
            yield offer.plugin, fault(message, _TELL, _first(Source(source.name, formatted), again))
    for plugin, what, span in differences(subject, _formatted):
        yield plugin, fault(f"`redline fmt` changes the meaning of {what}", _TELL, span)


def _formatted(source: Source) -> Source:
    try:
        return Source(source.name, format_text(source))
    except InputError:
        return source


def _first(source: Source, other: str) -> Span:
    """Return the first line that is not as in another text."""
    lines, others = source.text.split("\n"), other.split("\n")
    for number, (line, there) in enumerate(zip(lines, others, strict=False), 1):
        if line != there:
            return Span(source, number, 1, max(1, len(line)))
    return Span(source, min(len(lines), len(others)), 1)
