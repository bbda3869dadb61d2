"""Put down to a plugin what its code raises."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from redline.diagnostics import PluginError, RedlineError


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
