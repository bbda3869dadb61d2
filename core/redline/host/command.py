"""A subcommand that a plugin adds to the command line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import frozen


@frozen
class Command:
    """A subcommand of ``redline``: its name, one line on what it does, and how to get it.

    ``load`` returns a ``click.Command``. It is called when the command is run, so that click and what the
    command needs are imported only then. What the command returns is the exit status; None is 0.
    """

    name: str
    title: str
    load: Callable[[], Any]
