"""Catalogs from files and from programs: read, check, and report every fault at once.

In come a table of texts that a reader made of a file (``table``), or what a program holds (``tabular``);
out goes a ``Catalog``, or ``InputError`` with every fault and its place. Begin with ``from_table`` and
``from_python``, the two ways in; ``header`` decides what each column is, ``cell`` what a text says,
``findings`` collects faults.
"""

from redline.catalog.input.files import is_there, read_entry, read_file, read_raw
from redline.catalog.input.from_python import read_columns, read_item
from redline.catalog.input.from_table import choose_kind, read_table
from redline.catalog.input.table import HEADER, CatalogEntry, CatalogReader, RawTable
from redline.catalog.input.tabular import columns_of, source_name

__all__ = [
    "HEADER",
    "CatalogEntry",
    "CatalogReader",
    "RawTable",
    "choose_kind",
    "columns_of",
    "is_there",
    "read_columns",
    "read_entry",
    "read_file",
    "read_item",
    "read_raw",
    "read_table",
    "source_name",
]
