"""Shipments: rows that name an item of a catalog, and say what is true of the transaction."""

from __future__ import annotations

from collections.abc import Collection as Names
from collections.abc import Mapping, Sequence
from typing import Final

from attrs import evolve

from redline.catalog import Catalog
from redline.diagnostics import Diagnostic, InputError
from redline.model import NO_TRANSACTION, ItemKind
from redline.suggestions import names, remedy

ITEM: Final = "item"
"""The column that names the item of each shipment; such a table has no column of names."""

_KIND: Final = "shipment"


def name_shipments(given: Names[str], usual: str) -> bool:
    """Return whether columns are those of shipments: they name items, and have no names of their own."""
    return ITEM in given and usual not in given


def shipment_kind(kinds: Sequence[ItemKind]) -> ItemKind:
    """Return the kind of shipments, of which only the transaction is known."""
    transaction = kinds[0].transaction if kinds else NO_TRANSACTION
    return ItemKind(_KIND, "a shipment of an item that a catalog knows", transaction=transaction)


def is_shipment(kind: ItemKind) -> bool:
    """Return whether a kind is that of shipments."""
    return kind.name == _KIND


def is_of_shipments(catalog: Catalog) -> bool:
    """Return whether a catalog's rows are shipments whose items have not been looked up."""
    return is_shipment(catalog.kind)


def join(shipments: Catalog, catalogs: Mapping[str, Catalog]) -> Catalog:
    """Return a row for each shipment with the facts of its item, from the catalog that has all items.

    Raises ``InputError`` with the items that no catalog has, and where two catalogs have all of them.
    """
    if not catalogs:
        raise InputError.of("there is no catalog in which shipments could name their items")
    wanted = dict.fromkeys(shipments.names)
    rows = {
        source: {name: row for row, name in enumerate(catalog.names) if name in wanted}
        for source, catalog in catalogs.items()
    }
    most = max(map(len, rows.values()))
    best, *others = [source for source, found in rows.items() if len(found) == most]
    if most < len(wanted):
        first = {name: row for row, name in reversed(list(enumerate(shipments.names, 1)))}
        known = catalogs[best].names
        elsewhere = {name: source for source, found in rows.items() for name in found if source != best}
        unknown = [name for name in wanted if name not in rows[best]]
        raise InputError.each(unknown, lambda name: _unknown(name, first[name], best, elsewhere, known))
    if others and wanted:
        raise InputError.of(
            f"{names([best, *others])} each have {'all the items' if len(wanted) > 1 else 'the item'} of the "
            f"shipments, such as `{shipments.names[0]}`",
            help=f"say which of them is meant: `--among {best}`",
        )
    catalog = catalogs[best]
    taken = catalog.take([rows[best][name] for name in shipments.names])
    return evolve(
        taken,
        names=shipments.names,
        columns={**taken.columns, **shipments.columns},
        warnings=(*catalog.warnings, *shipments.warnings),
        source=shipments.source,
    )


def _unknown(
    name: str, row: int, best: str, elsewhere: Mapping[str, str], known: Sequence[str]
) -> Diagnostic:
    if name in elsewhere:
        return Diagnostic(
            f"row {row} names the item `{name}` of `{elsewhere[name]}`, and others are of `{best}`",
            help="put the shipments of each catalog into a file of their own",
        )
    message = f"row {row} names the item `{name}`, and no catalog has it"
    return Diagnostic(message, help=remedy(name, known, f"items are {names(known)}"))
