"""Items in columns, and how they come in: files, data frames, arrays, single items.

In come a name, a path or an object (``sources`` says what each means) and the kinds of items; out goes a
``Catalog``: columns of numbers, codes and parts, with exact texts where floats are not exact. Begin with
``catalog``; ``input`` reads, ``assumptions`` adds what is stated and what is assumed of transactions,
``item_lookup`` finds items.
"""

from redline.catalog.catalog import (
    Catalog,
    CategoryColumn,
    Column,
    Floats,
    Item,
    NumberColumn,
    PartsColumn,
    YesNoColumn,
    item_name,
    row_number,
    row_numbers,
    shortest,
)

__all__ = [
    "Catalog",
    "CategoryColumn",
    "Column",
    "Floats",
    "Item",
    "NumberColumn",
    "PartsColumn",
    "YesNoColumn",
    "item_name",
    "row_number",
    "row_numbers",
    "shortest",
]
