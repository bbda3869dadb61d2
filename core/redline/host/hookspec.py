"""The hooks that a plugin may implement, grouped by the phase in which the host calls them.

A plugin is a module (or any object) named by an entry point in group ``redline``; its functions are
marked with ``redline.hookimpl``. The host calls each hook once, while it loads, and sorts what it
gets by name, so that the order of plugins decides nothing. A plugin may say for which version of
this file it was written: ``redline_hook_version = 1``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import pluggy

if TYPE_CHECKING:
    from redline.catalog.input import CatalogEntry, CatalogReader
    from redline.diagnostics import Source
    from redline.functions import Function
    from redline.host.command import Command
    from redline.host.datasets import LabelSet, ReferenceSeries
    from redline.host.report import ReportWriter

PROJECT: Final = "redline"
"""Name of the pluggy project and of the entry point group."""

HOOK_VERSION: Final = 3
"""Version of these specifications: it grows when a hook is added, or changes its arguments or meaning.

Version 2 adds functions and commands, version 3 label sets and reference series; what was written for an
older version works as before."""

hookspec: Final = pluggy.HookspecMarker(PROJECT)
hookimpl: Final = pluggy.HookimplMarker(PROJECT)


# --- law --------------------------------------------------------------------------------------


@hookspec
def redline_vocabularies() -> Sequence[Source]:
    """Return texts that declare item kinds, metrics and country groups shared by rulebooks."""
    raise NotImplementedError


@hookspec
def redline_rulebooks() -> Sequence[Source]:
    """Return rulebook texts, one regime's text as in force from one date in each."""
    raise NotImplementedError


@hookspec
def redline_functions() -> Sequence[Function]:
    """Return functions that rule text can call. Since version 2."""
    raise NotImplementedError


# --- items ------------------------------------------------------------------------------------


@hookspec
def redline_catalogs() -> Sequence[CatalogEntry]:
    """Return bundled catalogs, each with its name, item kind and default rulebooks."""
    raise NotImplementedError


@hookspec
def redline_catalog_readers() -> Sequence[CatalogReader]:
    """Return readers that turn files of certain suffixes into tables."""
    raise NotImplementedError


# --- data that rules are measured on ------------------------------------------------------------


@hookspec
def redline_label_sets() -> Sequence[LabelSet]:
    """Return label sets: which items should be controlled, whatever a rule says. Since version 3."""
    raise NotImplementedError


@hookspec
def redline_reference_series() -> Sequence[ReferenceSeries]:
    """Return series of reference items, a generation each. Since version 3."""
    raise NotImplementedError


# --- reports ----------------------------------------------------------------------------------


@hookspec
def redline_report_writers() -> Sequence[ReportWriter]:
    """Return writers that put the results of a run into a stream of text."""
    raise NotImplementedError


# --- command line -------------------------------------------------------------------------------


@hookspec
def redline_commands() -> Sequence[Command]:
    """Return subcommands of ``redline``. Since version 2."""
    raise NotImplementedError
