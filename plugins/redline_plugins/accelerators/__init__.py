"""The bundled catalog: 377 accelerators and other chips, with sources; see NOTICE.md for credits."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from typing import Final

import redline
from redline.plugins import CatalogEntry

_FILE: Final = "accelerators.csv"

_DOCUMENTATION: Final = ("vendor", "foundry", "units_or_revenue_note", "source", "notes")
"""Columns for people; no rule reads them."""


@redline.hookimpl
def redline_catalogs() -> Sequence[CatalogEntry]:
    """Offer the catalog of accelerators."""
    return [
        CatalogEntry(
            name="accelerators",
            kind="chip",
            title="Accelerators and other chips, 2012 to announced, figures per package",
            file=_FILE,
            load=(files(__name__) / _FILE).read_bytes,
            rules=("us-2022", "us-2023"),
            documentation=_DOCUMENTATION,
            default=True,
        )
    ]
