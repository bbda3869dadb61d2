"""Look for a subcommand: among Redline's own, then among those that plugins offer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click
from click.core import ParameterSource

from redline.cli.console import refuse_ending
from redline.cli.single_use import refuse_repeats

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

ANNOUNCED: Final = "redline.commands"
"""Entry points of this group name commands of plugins, so that help can list them and load no plugin."""


class _Written(click.Command):
    """A subcommand that writes text or JSON: as ``--format`` says, and else as the name of the file ends.

    Raises ``InputError`` for another ending, into which a text would go unseen.
    """

    def invoke(self, ctx: click.Context) -> Any:
        option = next((each for each in self.params if each.name == "format_"), None)
        unasked = ctx.get_parameter_source("format_") is ParameterSource.DEFAULT
        if option is not None and isinstance(option.type, click.Choice) and unasked and option.default:
            endings = [f".{name}" for name in option.type.choices if name == "json"]
            refuse_ending(ctx.params.get("output"), endings)
            if (ctx.params.get("output") or "").lower().endswith(tuple(endings)):
                ctx.params["format_"] = "json"
        return super().invoke(ctx)


class Group(click.Group):
    """The subcommands; those of plugins are looked for only where no other has the name."""

    command_class = _Written

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_commands(ctx, formatter)
        from importlib.metadata import entry_points

        points = sorted(entry_points(group=ANNOUNCED), key=lambda point: point.name)
        named = [
            (point.name, f"See `redline {point.name} --help`; it comes with {_origin(point)}.")
            for point in points
            if point.name not in self.commands
        ]
        if named:
            with formatter.section("Commands of plugins"):
                formatter.write_dl(named)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        found = super().get_command(ctx, cmd_name)
        if found is None and not cmd_name.startswith("-"):
            from redline.cli import plugin_commands

            found = plugin_commands.find(cmd_name)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, command, rest = super().resolve_command(ctx, args)
        if command is not None and name in self.commands:  # those of plugins are loaded later
            try:
                refuse_repeats(command, name, rest, ctx)
            except click.NoSuchOption as error:
                if not error.option_name[1:2].isdecimal():
                    raise
                said = f"{error.message} A number below 0 is written after `--`, as in `-- -5`."
                raise click.UsageError(said, error.ctx) from error
        return name, command, rest


def _origin(point: EntryPoint) -> str:
    return point.value if point.dist is None else point.dist.name
