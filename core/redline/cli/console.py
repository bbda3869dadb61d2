"""Talk to the terminal: results to standard output or a file, messages and progress to standard error."""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, TextIO

from redline.inert import plain

_PATIENCE = 1.0
"""Seconds of work before a progress bar appears."""
_PAUSE = 0.1


def use_utf8() -> None:
    """Write UTF-8 whatever the locale says; what cannot be encoded is escaped."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def leave_on_signals() -> None:
    """Raise an exception when the process is terminated, so that no part of a file stays behind."""
    import signal

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _leave)


class Terminated(BaseException):
    """The process is to end by a signal; that is no fault of whoever is at work."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.status = 128 + number


def _leave(number: int, _frame: object) -> None:
    raise Terminated(number)


def say(message: str) -> None:
    """Write a message to standard error, if that is open."""
    if sys.stderr is not None:
        with suppress(OSError):
            print(plain(message), file=sys.stderr)  # noqa: T201 messages are what this function is for


def write(text: str, stream: TextIO) -> None:
    """Write a result to its stream; control characters, in names for example, are escaped."""
    stream.write(plain(text))


def shows_color(stream: TextIO) -> bool:
    """Return whether color is welcome: a terminal, and no NO_COLOR (see no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


_UNCUT: Final = 1_000_000
"""Columns of a file: nobody looks at one through a window, so that nothing is cut."""


def width_of(stream: TextIO) -> int:
    """Return how many columns a table may take: those of a terminal, all in a file, else COLUMNS or 100."""
    import shutil

    if stream.isatty():
        return max(60, shutil.get_terminal_size((100, 24)).columns)
    if _is_file(stream):
        return _UNCUT
    columns = os.environ.get("COLUMNS", "")
    return max(60, int(columns)) if columns.isdecimal() and columns.isascii() and len(columns) < 7 else 100


def _is_file(stream: TextIO) -> bool:
    try:
        return stat.S_ISREG(os.fstat(stream.fileno()).st_mode)
    except (OSError, ValueError):
        return False


_DEVICES: Final = (("/", "dev"), ("/", "proc"))
"""Folders whose files stand for what is open already."""

STANDARD: Final = "-"
"""Stands for standard input or output, where a file can be named."""


@contextmanager
def opened(path: str | None) -> Iterator[TextIO]:
    """Open the place for results: standard output, or a file that appears whole or not at all."""
    if path is None or path == STANDARD or _is_standard_output(path):
        with _standard_output() as stream:
            yield stream
        return
    with _explained(path):
        if Path(path).exists() and not Path(path).is_file():
            with Path(path).open("w", encoding="utf-8", newline="") as stream:
                yield stream
        else:
            with _replacing(Path(path).resolve()) as stream:
                yield stream


def _is_standard_output(path: str) -> bool:
    """Return whether a path such as ``/dev/stdout`` leads to where standard output goes already."""
    try:
        return Path(path).parts[:2] in _DEVICES and os.path.samestat(Path(path).stat(), os.fstat(1))
    except (OSError, ValueError):
        return False


@contextmanager
def _standard_output() -> Iterator[TextIO]:
    from redline.diagnostics import InputError

    if sys.stdout is None:
        raise InputError.of("standard output is closed", help="name a file with `--output`")
    with _explained("standard output"):
        try:
            yield sys.stdout
            sys.stdout.flush()
        except OSError:
            _silence()
            raise


def standard_input() -> bytes:
    """Read standard input whole. Raises ``InputError`` where it is closed."""
    from redline.diagnostics import InputError

    if sys.stdin is None:
        raise InputError.of("standard input is closed", help="name a file instead of `-`")
    buffer = getattr(sys.stdin, "buffer", None)
    return sys.stdin.read().encode() if buffer is None else bytes(buffer.read())


PLAIN: Final = ("", ".txt", ".md")
"""Endings of files that a table or other text goes into unasked."""


def refuse_ending(output: str | None, known: Iterable[str]) -> None:
    """Raise ``InputError`` where the ending of the place for results asks for a format that there is not."""
    from redline.diagnostics import InputError
    from redline.suggestions import names

    if output is None or output == STANDARD:
        return
    path, endings = Path(output), {*known, *PLAIN[1:]}
    special = path.exists() and not path.is_file()
    if not special and path.suffix.lower() not in PLAIN and not output.lower().endswith(tuple(endings)):
        raise InputError.of(
            f"`{output}` ends in `{path.suffix}`, and nothing here writes such a file",
            help=f"name a file that ends in one of {names(endings)}, or choose with `--format`",
        )


def refuse_overwriting(output: str | None, inputs: Iterable[str | None]) -> None:
    """Raise ``InputError`` where the place for results is a file that is read."""
    from redline.diagnostics import InputError

    for path in inputs:
        if output is not None and path is not None and _are_one_file(output, path):
            raise InputError.of(
                f"`--output {output}` would overwrite `{path}`, which is read", help="name another file"
            )


def _are_one_file(first: str, second: str) -> bool:
    try:
        return Path(first).is_file() and Path(first).samefile(second)
    except (OSError, ValueError):
        return False


@contextmanager
def _replacing(target: Path) -> Iterator[TextIO]:
    """Write beside the target under another name, then put the whole in its place."""
    mode = target.stat().st_mode & 0o777 if target.exists() else None
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with beside.open("x", encoding="utf-8", newline="") as stream:
            yield stream
        if mode is not None:
            beside.chmod(mode)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def _explained(path: str) -> Iterator[None]:
    from redline.diagnostics import InputError

    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        shown = path if path == "standard output" else f"`{path}`"
        raise InputError.of(f"{shown} cannot be written: {reason}") from error


@contextmanager
def stdout_kept_clean() -> Iterator[None]:
    """Send what others print meanwhile to standard error: standard output is for results."""
    from contextlib import redirect_stdout

    with redirect_stdout(sys.stderr):
        yield


class Progress:
    """A progress bar on standard error; it appears on a terminal, on work that takes long."""

    def __init__(self, what: str, total: int) -> None:
        import threading

        self._what, self._total, self._done = what, total, 0
        self._lock = threading.Lock()
        self._next = time.monotonic() + _PATIENCE
        self._shown = False

    def __call__(self, more: int) -> None:
        """Count that many more as done; may be called from any thread."""
        with self._lock:
            self._done += more
            if self._done >= self._total:
                self._clear()
            elif time.monotonic() >= self._next and sys.stderr.isatty():
                self._draw()

    def _draw(self) -> None:
        filled = 40 * self._done // self._total
        sys.stderr.write(
            f"\r{self._what} [{'#' * filled}{'.' * (40 - filled)}] {self._done:,} of {self._total:,}"
        )
        sys.stderr.flush()
        self._shown = True
        self._next = time.monotonic() + _PAUSE

    def _clear(self) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def run(command: Callable[[], int]) -> int:
    """Run a command and return its exit status; whatever it raises ends in a message and a status."""
    import click

    try:
        return command()
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except Terminated as ending:
        return ending.status
    except click.Abort:
        say("interrupted")
        return 130
    except click.ClickException as error:
        error.show()
        return 2
    except BrokenPipeError:
        _silence()
        return 0
    except KeyboardInterrupt:
        say("interrupted")
        return 130
    except Exception as error:  # noqa: BLE001 the last guard: a user sees no traceback unasked
        if isinstance(error, OSError) and error.filename is None and error.errno in _STREAM_FAULTS:
            _silence()
            say(f"error: standard output cannot be written: {str(error.strerror).lower()}")
            return 2
        return _report(error)


_STREAM_FAULTS: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF}
"""What a stream that cannot be written says; ``--help`` meets it as well."""


def _report(error: Exception) -> int:
    """Say what went wrong, without a traceback unless it is asked for, and return the exit status."""
    from redline.diagnostics import InputError, PluginError, RedlineError

    known = isinstance(error, InputError) or (isinstance(error, RedlineError) and error.__cause__ is None)
    if os.environ.get("REDLINE_TRACEBACK") and not known:
        raise error
    if isinstance(error, RedlineError):
        messages = (
            [f"error: {message}" for message in error.args] if isinstance(error, PluginError) else [error]
        )
        for message in messages:
            say(str(message))
        return error.exit_status
    say(f"internal error: {type(error).__name__}: {error}")
    say("  help: set REDLINE_TRACEBACK=1 to see where it arose")
    return 3


def _silence() -> None:
    """Point standard output nowhere, so that the interpreter's last flush does not complain."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
