"""Find items of catalogs by their names, which match exactly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from redline.catalog.catalog import Catalog, item_name
from redline.diagnostics import Diagnostic, InputError, short
from redline.suggestions import nearest


def choose_items(catalogs: Sequence[Catalog], wanted: Sequence[str]) -> list[Catalog]:
    """Return the catalogs with the items of these names only; those that have none are left out.

    Raises ``InputError`` with all names that are in no catalog.
    """
    wanted = [*map(_name_of, wanted)]
    known = [set(catalog.names) for catalog in catalogs]
    unknown = [name for name in wanted if not any(name in names for names in known)]
    if unknown:
        everything = [name for catalog in catalogs for name in catalog.names]
        raise InputError.each(unknown, lambda name: _unknown_item(name, everything))
    return [
        catalog.take(find_items(catalog, [name for name in wanted if name in names]))
        for catalog, names in zip(catalogs, known, strict=True)
        if names & set(wanted)
    ]


def find_item(catalog: Catalog, name: str) -> int:
    """Return the row of the item of that name, which must match exactly. Raises ``InputError``."""
    rows = find_items(catalog, [name])
    if len(rows) > 1:
        listed = ", ".join(map(str, rows[:6])) + (", ..." if len(rows) > 6 else "")
        raise InputError.of(
            f"{len(rows)} rows are of the item `{name}`",
            help=f"take them by their numbers, counted from 0: {listed}",
        )
    return rows[0]


def find_items(catalog: Catalog, wanted: Sequence[str]) -> list[int]:
    """Return the rows of the items of these names, of several shipments of an item all.

    Raises ``InputError`` with all names that are not there.
    """
    rows: dict[str, list[int]] = {name: [] for name in map(_name_of, wanted)}
    for row, name in enumerate(catalog.names):
        if name in rows:
            rows[name].append(row)
    unknown = [name for name, found in rows.items() if not found]
    if unknown:
        raise InputError.each(unknown, lambda name: _unknown_item(name, catalog.names))
    return [row for name in wanted for row in rows[item_name(name)]]


def _name_of(name: Any) -> str:
    if not isinstance(name, str):
        raise InputError.of(f"{short(name)} is not the name of an item", help="give its name as text")
    return item_name(name)


def _unknown_item(name: str, there: Sequence[str]) -> Diagnostic:
    return Diagnostic(f"there is no item `{name}`", help=_nearby(there, name))


def _nearby(there: Sequence[str], name: str) -> str:
    lowered = name.lower()
    alike = [known for known in there if len(name) > 2 and lowered in known.lower()][:5]
    if not alike:
        near = nearest(name, there)
        alike = [near] if near else []
    if not alike:
        return "names match exactly; `redline check` lists them"
    return f"names match exactly; did you mean {' or '.join(f'`{known}`' for known in alike)}?"
