"""Look for a subcommand: among Redline's own, then among those that plugins offer."""

from __future__ import annotations

import click


class Group(click.Group):
    """The subcommands; those of plugins are looked for only where no other has the name."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        found = super().get_command(ctx, cmd_name)
        if found is None and not cmd_name.startswith("-"):
            from redline import plugin_commands

            found = plugin_commands.find(cmd_name)
        return found
