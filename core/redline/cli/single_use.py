"""Refuse an option that takes one value and is given two: the last one would silently win."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy

import click


def refuse_repeats(
    command: click.Command, name: str | None, arguments: Sequence[str], parent: click.Context | None
) -> None:
    """Raise an error of usage where ``arguments`` give an option of ``command`` two values.

    The subcommands of a group are looked at too. The same value twice does no harm.
    """
    context = click.Context(command, parent=parent, info_name=name, **command.context_settings)
    collecting = copy(command)
    collecting.params = [_collecting(parameter) for parameter in command.params]
    given, rest, _ = collecting.make_parser(context).parse_args(list(arguments))
    for option in _single(command):
        values = list(dict.fromkeys(given.get(option.name or "") or ()))
        if len(values) > 1:
            said = " and ".join(map(str, values))
            raise click.UsageError(f"{option.opts[0]} is given more than once: {said}", context)
    if isinstance(command, click.Group) and rest:
        subcommand = command.get_command(context, rest[0])
        if subcommand is not None:
            refuse_repeats(subcommand, rest[0], rest[1:], context)


def _single(command: click.Command) -> Iterator[click.Option]:
    return (each for each in command.params if isinstance(each, click.Option) and _is_single(each))


def _is_single(option: click.Option) -> bool:
    return not (option.multiple or option.count or option.is_flag)


def _collecting(parameter: click.Parameter) -> click.Parameter:
    """Return a parameter that keeps all its values, where it would keep the last one."""
    if isinstance(parameter, click.Option) and _is_single(parameter):
        parameter = copy(parameter)
        parameter.multiple = True
    return parameter
