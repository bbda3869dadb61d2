"""Items in columns, and how they come in: files, data frames, arrays, single items.

``catalog`` holds the columns; ``input`` reads them and reports every fault at once; ``sources`` says what a
name, a path or an object means; ``assumptions`` adds what is stated and what is assumed of transactions.
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
