"""Policy-as-code for export controls on computing hardware.

Names are imported when they are first used, so that ``import redline`` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from redline.analyses.chiplets import Chiplets
    from redline.analyses.compare import Comparison
    from redline.analyses.coverage import Covered
    from redline.analyses.readings import Dependence
    from redline.analyses.scenarios import Trial
    from redline.analyses.timeline import Step
    from redline.catalog import Catalog, Item
    from redline.catalog.input import HEADER, CatalogEntry, CatalogReader, RawTable
    from redline.cli.grid import lay_out
    from redline.cli.question_options import asked_of, engine_for, question_options
    from redline.diagnostics import Diagnostic, InputError, PluginError, RedlineError, Source, Span
    from redline.drafting.bunching import Bunch
    from redline.drafting.declared import Declared, Difference
    from redline.drafting.diff import Diff, Flip
    from redline.drafting.frontier import Frontier, Ranking
    from redline.drafting.lag import Lag
    from redline.drafting.margin import Margin
    from redline.drafting.measurements import Measurement
    from redline.drafting.plane import Plane
    from redline.drafting.redesign import Change, Redesign
    from redline.drafting.regions import Answer, Direction, Region, Regions
    from redline.drafting.sensitivity import Sensitivity
    from redline.drafting.successors import Successor
    from redline.drafting.sweep import Sweep, SweepStep
    from redline.drafting.trend import Trend
    from redline.engine import Engine, load
    from redline.evidence.determination import Determination
    from redline.evidence.result import Result
    from redline.functions import Function
    from redline.host.command import Command
    from redline.host.datasets import LabelSet, ReferenceSeries
    from redline.host.hookspec import hookimpl
    from redline.host.report import Report, ReportWriter
    from redline.inert import csv_cell, csv_text, plain
    from redline.interval import Interval
    from redline.kernel import Kernel, Run
    from redline.model import ItemKind, Rulebook, Vocabulary
    from redline.questions.arguments import read_pairs
    from redline.values import Status, Value

__all__ = [
    "HEADER",
    "Answer",
    "Bunch",
    "Catalog",
    "CatalogEntry",
    "CatalogReader",
    "Change",
    "Chiplets",
    "Command",
    "Comparison",
    "Covered",
    "Declared",
    "Dependence",
    "Determination",
    "Diagnostic",
    "Diff",
    "Difference",
    "Direction",
    "Engine",
    "Flip",
    "Frontier",
    "Function",
    "InputError",
    "Interval",
    "Item",
    "ItemKind",
    "Kernel",
    "LabelSet",
    "Lag",
    "Margin",
    "Measurement",
    "Plane",
    "PluginError",
    "Ranking",
    "RawTable",
    "Redesign",
    "RedlineError",
    "ReferenceSeries",
    "Region",
    "Regions",
    "Report",
    "ReportWriter",
    "Result",
    "Rulebook",
    "Run",
    "Sensitivity",
    "Source",
    "Span",
    "Status",
    "Step",
    "Successor",
    "Sweep",
    "SweepStep",
    "Trend",
    "Trial",
    "Value",
    "Vocabulary",
    "asked_of",
    "csv_cell",
    "csv_text",
    "engine_for",
    "hookimpl",
    "lay_out",
    "load",
    "plain",
    "question_options",
    "read_pairs",
]

_HOMES = {
    "HEADER": "catalog.input",
    "Answer": "drafting.regions",
    "Bunch": "drafting.bunching",
    "Catalog": "catalog",
    "CatalogEntry": "catalog.input",
    "CatalogReader": "catalog.input",
    "Change": "drafting.redesign",
    "Chiplets": "analyses.chiplets",
    "Command": "host.command",
    "Comparison": "analyses.compare",
    "Covered": "analyses.coverage",
    "Declared": "drafting.declared",
    "Dependence": "analyses.readings",
    "Determination": "evidence.determination",
    "Diagnostic": "diagnostics",
    "Diff": "drafting.diff",
    "Difference": "drafting.declared",
    "Direction": "drafting.regions",
    "Engine": "engine",
    "Flip": "drafting.diff",
    "Frontier": "drafting.frontier",
    "Function": "functions",
    "InputError": "diagnostics",
    "Interval": "interval",
    "Item": "catalog",
    "ItemKind": "model",
    "Kernel": "kernel",
    "LabelSet": "host.datasets",
    "Lag": "drafting.lag",
    "Margin": "drafting.margin",
    "Measurement": "drafting.measurements",
    "Plane": "drafting.plane",
    "PluginError": "diagnostics",
    "Ranking": "drafting.frontier",
    "RawTable": "catalog.input",
    "Redesign": "drafting.redesign",
    "RedlineError": "diagnostics",
    "ReferenceSeries": "host.datasets",
    "Region": "drafting.regions",
    "Regions": "drafting.regions",
    "Report": "host.report",
    "ReportWriter": "host.report",
    "Result": "evidence.result",
    "Rulebook": "model",
    "Run": "kernel",
    "Sensitivity": "drafting.sensitivity",
    "Source": "diagnostics",
    "Span": "diagnostics",
    "Status": "values",
    "Step": "analyses.timeline",
    "Successor": "drafting.successors",
    "Sweep": "drafting.sweep",
    "SweepStep": "drafting.sweep",
    "Trend": "drafting.trend",
    "Trial": "analyses.scenarios",
    "Value": "values",
    "Vocabulary": "model",
    "asked_of": "cli.question_options",
    "engine_for": "cli.question_options",
    "hookimpl": "host.hookspec",
    "csv_cell": "inert",
    "csv_text": "inert",
    "lay_out": "cli.grid",
    "plain": "inert",
    "load": "engine",
    "question_options": "cli.question_options",
    "read_pairs": "questions.arguments",
}
"""The module that each public name lives in."""


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module `redline` has no attribute `{name}`")
    from importlib import import_module

    value = getattr(import_module(f"redline.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
