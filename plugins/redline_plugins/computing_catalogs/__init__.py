"""Small catalogs of items beside chips: memory, computers, models, supercomputers, and more.

Where the figures come from is in NOTICE.md; rows that are made up say so in their name and in ``synthetic``.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from typing import Final

import redline
from redline.plugins import CatalogEntry

_DOCUMENTATION: Final = (
    "vendor",
    "developer",
    "site",
    "country",
    "release_date",
    "synthetic",
    "source",
    "notes",
)
"""Columns for people; no rule reads them."""


@redline.hookimpl
def redline_catalogs() -> Sequence[CatalogEntry]:
    """Offer a small catalog for each kind."""
    return [
        _entry("hbm", "hbm", "Stacks of high-bandwidth memory", "us-2024-12"),
        _entry(
            "computers",
            "computer",
            "Servers, boards and desktops, by the chips in them",
            "us-2022",
            "us-2023",
        ),
        _entry("ai-models", "ai_model", "Models, by estimates of their training", "us-2025-01-13"),
        _entry("supercomputers", "supercomputer", "Supercomputers, by theoretical peak", "us-2023"),
        _entry("quantum-computers", "quantum_computer", "Quantum computers", "us-2024-09"),
        _entry("materials", "material", "Materials, made up", "cn-2026-01"),
        _entry("rare-earth-items", "rare_earth_item", "Items with rare earths, made up", "cn-2026-01"),
        _entry("activities", "activity", "Activities of companies, made up", "us-outbound-2025"),
    ]


def _entry(name: str, kind: str, title: str, *rules: str) -> CatalogEntry:
    file = f"{name.replace('-', '_')}.csv"
    path = files(__name__) / file
    return CatalogEntry(
        name=name,
        kind=kind,
        title=title,
        file=file,
        load=path.read_bytes,
        rules=rules,
        documentation=_DOCUMENTATION,
    )
