"""The bundled catalog of lithography tools; see NOTICE.md for credits."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from typing import Final

import redline
from redline.plugins import CatalogEntry

_FILE: Final = "lithography_scanners.csv"

_DOCUMENTATION: Final = (
    "vendor",
    "family",
    "source_optics",
    "source_overlay",
    "source_throughput",
    "source_year",
    "notes",
)
"""Columns for people; no rule reads them."""


@redline.hookimpl
def redline_catalogs() -> Sequence[CatalogEntry]:
    """Offer the catalog of lithography tools."""
    return [
        CatalogEntry(
            name="lithography-scanners",
            kind="lithography_tool",
            title="Scanners, steppers and an imprint tool, by vendor and model",
            file=_FILE,
            load=(files(__name__) / _FILE).read_bytes,
            rules=("us-2023", "us-2024-12", "nl-2023", "nl-2024", "jp-2023", "eu-2025"),
            documentation=_DOCUMENTATION,
        )
    ]
