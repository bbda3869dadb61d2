"""Say what is wrong with a user's text, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Final, Literal, TypeVar

from attrs import field, frozen

from redline.suggestions import remedy

Given = TypeVar("Given")
Found = TypeVar("Found")

Severity = Literal["error", "warning"]


@frozen
class Source:
    """A text that positions point into: a rule file, a catalog, a mapping file."""

    name: str
    text: str = field(repr=False)

    def line(self, number: int) -> str:
        """Return one line of the text, counted from 1, without its line end; empty past the end."""
        return self._lines[number - 1].rstrip("\r") if number <= len(self._lines) else ""

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.split("\n")


@frozen
class Span:
    """A stretch of one line of a source; line and column count from 1."""

    source: Source = field(repr=False)
    line: int
    column: int
    length: int = 1

    def __str__(self) -> str:
        return f"{self.source.name}:{self.line}:{self.column}"

    @property
    def text(self) -> str:
        """The underlined text itself."""
        return self.source.line(self.line)[self.column - 1 : self.column - 1 + self.length]


MOST_SHOWN: Final = 50
"""Findings that are reported at once; of others the count is."""

_LONGEST: Final = 2000
"""Characters of a message, or of what to do about it; longer ones are cut in the middle."""


def _bounded(text: str | None) -> str | None:
    if text is None or len(text) <= _LONGEST:
        return text
    return f"{text[: _LONGEST // 2]} [...] {text[-_LONGEST // 4 :]}"


@frozen
class Diagnostic:
    """One finding about a user's input.

    ``message`` starts in lower case and has no final period; ``help`` says what to do;
    ``code`` is a stable name for the kind of finding; ``because`` is a second place that explains it.
    """

    message: str = field(converter=_bounded)
    span: Span | None = None
    help: str | None = field(default=None, converter=_bounded)
    code: str = "invalid"
    severity: Severity = "error"
    because: tuple[Span, str] | None = None

    @classmethod
    def unknown(
        cls, what: str, name: str, known: Collection[str], there: str | None = None, *, listed: bool = False
    ) -> Diagnostic:
        """Find that there is no such thing of that name.

        The remedy is the known name that is near, or else those that there are; see ``suggestions.remedy``.
        """
        return cls(f"there is no {what} `{name}`", help=remedy(name, known, there, listed=listed))

    @property
    def line(self) -> str:
        """The finding on one line, without its place."""
        return f"{self.message}; {self.help}" if self.help else self.message

    def render(self) -> str:
        """Write the finding as text: place, message, the line with carets, and help."""
        head = f"{self.severity}: {self.message}"
        lines = [head] if self.span is None else [f"{self.span}: {head}", *_excerpt(self.span)]
        if self.because is not None:
            span, words = self.because
            lines += [f"  {span}: {words}", *_excerpt(span)]
        if self.help:
            lines.append(f"  help: {self.help}")
        return "\n".join(lines)


_WIDEST = 100
"""Columns of a source line that a message shows; longer lines are cut around the caret."""


def _excerpt(span: Span) -> list[str]:
    line = span.source.line(span.line)
    start = max(0, span.column - 1 - _WIDEST // 2) if len(line) > _WIDEST else 0
    shown = "".join(
        " " if char == "\t" or not char.isprintable() else char for char in line[start:][:_WIDEST]
    )
    if not shown.strip():
        return []
    offset = span.column - 1 - start
    carets = "^" * max(1, min(span.length, len(shown) - offset))
    gutter = f"{span.line:>5} | "
    return [gutter + shown.rstrip(), " " * (len(gutter) - 2) + "| " + " " * offset + carets]


def short(thing: object) -> str:
    """Write any value in backticks, not too long."""
    text = repr(thing)
    return f"`{text if len(text) <= 60 else text[:57] + '...'}`"


def text_of(what: str, value: object) -> str:
    """Return a value that has to be text. Raises ``InputError``."""
    if not isinstance(value, str):
        raise InputError.of(f"{what} is {short(value)}, not text")
    return value


def texts_of(what: str, values: object) -> tuple[str, ...]:
    """Return several values, each of which has to be text. Raises ``InputError``."""
    if not isinstance(values, Sequence) or isinstance(values, str | bytes):
        raise InputError.of(f"{what} are {short(values)}, not a list of texts")
    return tuple(text_of(f"one of {what}", value) for value in values)


class RedlineError(Exception):
    """Root of everything Redline raises; ``exit_status`` is what the command line ends with."""

    exit_status = 2


class InputError(RedlineError):
    """Something a user gave is wrong: rule text, a catalog, an option. Holds the findings.

    Of very many it holds the first 50, and one that says how many there are more.
    """

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = tuple(_first(diagnostics))
        super().__init__("\n".join(diagnostic.render() for diagnostic in self.diagnostics))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Diagnostic, ...]]]:
        return type(self), (self.diagnostics,)

    @classmethod
    def each(cls, wrong: Sequence[Given], say: Callable[[Given], Diagnostic]) -> InputError:
        """Make an error with a finding for each thing that is wrong; ``say`` is called for those shown."""
        return cls([*map(say, wrong[:MOST_SHOWN]), *_more(len(wrong) - MOST_SHOWN)])

    @classmethod
    def of(cls, message: str, *, help: str | None = None, span: Span | None = None) -> InputError:  # noqa: A002 the word that reports show
        """Make an error with a single finding."""
        return cls([Diagnostic(message, span, help)])

    @classmethod
    def unknown(
        cls, what: str, name: str, known: Collection[str], there: str | None = None, *, listed: bool = False
    ) -> InputError:
        """Make an error with the single finding that there is no such thing of that name."""
        return cls([Diagnostic.unknown(what, name, known, there, listed=listed)])


def _first(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Return the findings, at most 50 of them and the count of the others, which may be there already."""
    if len(diagnostics) <= MOST_SHOWN + 1:
        return list(diagnostics)
    return [*diagnostics[:MOST_SHOWN], *_more(len(diagnostics) - MOST_SHOWN)]


def _more(count: int) -> list[Diagnostic]:
    return [Diagnostic(f"and {count:,} more errors like these")] if count > 0 else []


def gather(resolve: Callable[[Given], Found], given: Iterable[Given]) -> list[Found]:
    """Resolve everything given. Raises ``InputError`` with the findings of all that cannot be.

    After 50 findings nothing more is tried.
    """
    found: list[Found] = []
    findings: list[Diagnostic] = []
    for each in given:
        try:
            found.append(resolve(each))
        except InputError as error:
            findings += error.diagnostics
        if len(findings) > MOST_SHOWN:
            break
    if findings:
        raise InputError(findings)
    return found


class PluginError(RedlineError):
    """A plugin is broken, or two plugins clash. Holds a message for each fault."""

    exit_status = 3

    def __str__(self) -> str:
        return "\n".join(map(str, self.args))


@contextmanager
def blamed(what: str, *, but: tuple[type[BaseException], ...] = ()) -> Iterator[None]:
    """Turn whatever a plugin raises, leaving included, into an error of that plugin.

    Errors of Redline's own and those of a stream, which belong to no file, are not the plugin's, nor are
    those that ``but`` lists.
    """
    try:
        yield
    except RedlineError:
        raise
    except (Exception, SystemExit) as error:
        if isinstance(error, but) or (isinstance(error, OSError) and error.filename is None):
            raise
        words = " ".join(str(error).split())[:500]
        raise PluginError(
            f"{what}: {type(error).__name__}{words and f': {words}'}\n"
            "  help: tell whoever maintains the plugin; REDLINE_TRACEBACK=1 shows where it arose"
        ) from error
