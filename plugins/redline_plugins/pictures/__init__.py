"""Pictures of a rule and of what it controls, as PNG, SVG or HTML, with their numbers as CSV beside them."""

from __future__ import annotations

from redline import hookimpl
from redline.plugins import Command


def load_draw() -> object:
    """Return the command, with what it needs."""
    from redline_plugins.pictures.command import draw

    return draw


@hookimpl
def redline_commands() -> list[Command]:
    """Offer ``redline draw``."""
    return [Command("draw", "draw a picture of a rule, and of what it controls", load_draw)]
