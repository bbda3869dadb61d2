"""What plugins need beside the names of ``redline``: what they can offer, and how they write safely."""

from __future__ import annotations

from typing import TYPE_CHECKING

from redline import exports, unknown

if TYPE_CHECKING:
    from redline.catalog.input import HEADER, CatalogEntry, CatalogReader, RawTable
    from redline.cli.grid import lay_out
    from redline.functions import Function
    from redline.host.command import Command
    from redline.host.datasets import LabelSet, ReferenceSeries
    from redline.host.report import Report, ReportWriter
    from redline.inert import csv_cell, csv_text, plain

__all__ = [
    "HEADER",
    "CatalogEntry",
    "CatalogReader",
    "Command",
    "Function",
    "LabelSet",
    "RawTable",
    "ReferenceSeries",
    "Report",
    "ReportWriter",
    "csv_cell",
    "csv_text",
    "lay_out",
    "plain",
]

_HOMES = {
    "catalog.input": ("HEADER", "CatalogEntry", "CatalogReader", "RawTable"),
    "cli.grid": ("lay_out",),
    "functions": ("Function",),
    "host.command": ("Command",),
    "host.datasets": ("LabelSet", "ReferenceSeries"),
    "host.report": ("Report", "ReportWriter"),
    "inert": ("csv_cell", "csv_text", "plain"),
}

__getattr__, __dir__ = exports(globals(), _HOMES, unknown(__name__))
