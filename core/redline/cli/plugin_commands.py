"""Find the subcommands that plugins offer, and run them behind a guard."""

from __future__ import annotations

from collections.abc import Collection

import click

from redline.cli import console
from redline.cli.docstrings import helped
from redline.cli.single_use import refuse_repeats
from redline.diagnostics import PluginError, blamed, short
from redline.engine import installed
from redline.host.command import Command
from redline.host.discover import Offer, Offers

_ITS_OWN = (click.ClickException, click.exceptions.Exit, click.Abort, SystemExit)
"""What a command raises to say how it ended."""


def find(name: str) -> click.Command | None:
    """Return the subcommand of that name that a plugin offers, None where there is none.

    All plugins are loaded for it. Raises ``PluginError`` where two of them offer the same name.
    """
    with console.stdout_kept_clean():
        offers = installed()
    for failure in offers.failures:
        console.say(f"warning: {failure}")
    if clashes := offers.clashes():
        raise PluginError(*clashes)
    return next((_Offered(offer) for offer in offers.commands if offer.name == name), None)


def hidden(offers: Offers, built_in: Collection[str]) -> tuple[str, ...]:
    """Say which subcommands cannot be run, since Redline has one of that name itself."""
    return tuple(
        f"command `{offer.name}` of plugin {offer.plugin} cannot be run: Redline has a command of that name"
        for offer in offers.commands
        if offer.name in built_in
    )


class _Offered(click.Command):
    """Hands its arguments to the command of a plugin, which is loaded only now."""

    def __init__(self, offer: Offer[Command]) -> None:
        super().__init__(offer.name, help=offer.thing.title, add_help_option=False)
        self._offer = offer

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.args = list(args)
        return ctx.args

    def invoke(self, ctx: click.Context) -> int:
        who = f"command `{self._offer.name}` of plugin {self._offer.plugin}"
        with blamed(f"{who} cannot be loaded"):
            command: object = self._offer.thing.load()
        if not isinstance(command, click.Command):
            reason = f"its `load` returned {short(command)}, not a click.Command"
            raise PluginError(f"{who} cannot be loaded: {reason}")
        with blamed(f"{who} failed", but=_ITS_OWN):
            helped(command)
            refuse_repeats(command, self._offer.name, ctx.args, ctx.parent)
            with command.make_context(self._offer.name, list(ctx.args), parent=ctx.parent) as context:
                status: object = command.invoke(context)
        if status is not None and not isinstance(status, int):
            raise PluginError(f"{who} returned {short(status)}, not an exit status")
        return status or 0
