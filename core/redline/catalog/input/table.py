"""The raw table that every catalog reader produces, and how plugins offer readers and catalogs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from attrs import frozen

from redline.diagnostics import Source, Span

HEADER: Final = -1
"""The row number of the header, where the first row after it is 0."""

Locate = Callable[[int, int], Span]


@frozen(eq=False)
class RawTable:
    """A catalog as text: a header and rows of cells, nothing interpreted yet.

    Rows may be longer or shorter than the header; that is reported later. ``locate(row, column)``
    returns the span of a cell, ``locate(HEADER, column)`` that of a column's name.
    """

    source: Source
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    locate: Locate


@frozen(eq=False)
class CatalogReader:
    """A format of catalog files, as a plugin offers it.

    ``suffixes`` are those of its files, such as ``.csv``. ``read(name, data)`` turns the bytes of a
    file into a table; it raises ``InputError`` for what it cannot read.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[str, bytes], RawTable]


@frozen(eq=False)
class CatalogEntry:
    """A catalog that a plugin brings along.

    ``load`` returns the bytes of ``file``, ``reader`` names the reader for them, ``kind`` the kind of
    its items. ``rules`` are the rulebooks for runs without ``--rules``. ``documentation`` lists the
    columns that are there for people, so that they are no unknown facts. ``default`` marks the one
    catalog of runs that name none.
    """

    name: str
    kind: str
    title: str
    file: str
    load: Callable[[], bytes]
    reader: str = "csv"
    rules: tuple[str, ...] = ()
    documentation: tuple[str, ...] = ()
    default: bool = False
