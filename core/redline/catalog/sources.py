"""Find the catalog that a name means, and read it: a bundled one, a file, what a program holds."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from redline.catalog import Catalog
from redline.catalog.assumptions import fill_in
from redline.catalog.input import (
    CatalogEntry,
    CatalogReader,
    columns_of,
    is_there,
    read_columns,
    read_entry,
    read_file,
    source_name,
)
from redline.catalog.input.shipments import is_of_shipments, join
from redline.catalog.item_lookup import choose_items
from redline.diagnostics import InputError, PluginError, short
from redline.model import ItemKind
from redline.suggestions import names


class Catalogs:
    """Bundled catalogs by name, and the readers for files.

    ``rivals`` says which plugins both offer a default, None where at most one does.
    """

    def __init__(
        self, entries: Mapping[str, CatalogEntry], readers: Iterable[CatalogReader], rivals: str | None
    ) -> None:
        self._entries = entries
        self.readers = tuple(readers)
        self._rivals = rivals
        self._items: dict[str, tuple[Catalog, ...]] = {}

    @property
    def usual_kind(self) -> str | None:
        """The kind of the default catalog's items, where there is one default."""
        kinds = {entry.kind for entry in self._entries.values() if entry.default}
        return kinds.pop() if len(kinds) == 1 else None

    def read(
        self,
        source: Any,
        mapping: str | os.PathLike[str] | None,
        kinds: Sequence[ItemKind],
        among: Any = None,
        kind: str | None = None,
    ) -> Catalog:
        """Read what ``source`` means; shipments get the facts of the items they name ``among`` others.

        ``kind`` names the kind of its items, which is the one that knows the most of their facts otherwise.
        Raises ``InputError`` for anything wrong with what was given.
        """
        read = self._read(source, mapping, kinds, kind)
        if kind not in (None, read.kind.name) and not is_of_shipments(read):
            raise InputError.of(
                f"the items are of kind `{read.kind.name}`, and not `{kind}`",
                help="leave the kind out, or name that",
            )
        if is_of_shipments(read):
            others = (
                self._entries
                if among is None
                else {str(among) if isinstance(among, str | os.PathLike) else "among": among}
            )
            return join(read, {name: self._read(each, None, kinds) for name, each in others.items()})
        if among is not None:
            raise InputError.of(
                "these are no shipments, and need no other catalog",
                help="shipments have a column `item` and no column `name`",
            )
        return read

    def _read(
        self,
        source: Any,
        mapping: str | os.PathLike[str] | None,
        kinds: Sequence[ItemKind],
        kind: str | None = None,
    ) -> Catalog:
        path = os.fspath(source) if isinstance(source, str | os.PathLike) else None
        entry = source if isinstance(source, CatalogEntry) else self._entries.get(path or "")
        entry = self._default() if source is None else entry
        if not isinstance(mapping, str | os.PathLike | None):
            raise InputError.of(
                f"`mapping` is {short(mapping)}, not a path",
                help="give the path of a TOML file that maps columns",
            )
        if mapping is not None and (entry is not None or not isinstance(source, str | bytes | os.PathLike)):
            raise InputError.of(
                "a mapping file goes with a catalog file, and there is none",
                help=f"`{entry.name}` comes with its own columns: name a file, or leave the mapping out"
                if entry is not None
                else "name the columns by their facts before you hand them over",
            )
        if entry is not None:
            return read_entry(entry, kinds, self.readers)
        if path is not None:
            return read_file(self._path(path), kinds, self.readers, mapping=mapping, kind=kind)
        match source:
            case Catalog():
                return source
            case bytes():
                return read_file("<input>", kinds, self.readers, mapping=mapping, data=source, kind=kind)
        return read_columns(columns_of(source), kinds, kind=kind, source=source_name(source))

    def holding(self, item: str, kinds: Sequence[ItemKind]) -> Catalog:
        """Return the one item of that name among all bundled catalogs, as a catalog.

        Raises ``InputError`` where none has it, or several have.
        """
        read = {name: self._read(entry, None, kinds) for name, entry in self._entries.items()}
        if not read:
            raise InputError.of("no catalog is named", help="give the path of one: no plugin offers any")
        found = [name for name, catalog in read.items() if item in catalog.names]
        if len(found) > 1:
            raise InputError.of(f"`{item}` is in several catalogs", help=f"name one of {names(found)}")
        (chosen,) = choose_items([read[name] for name in found] or list(read.values()), [item])
        return chosen

    def of_kind(self, kind: str, kinds: Sequence[ItemKind]) -> tuple[Catalog, ...]:
        """Return the bundled catalogs of a kind, whose items other items may contain by name."""
        if kind not in self._items:
            entries = [entry for entry in self._entries.values() if entry.kind == kind]
            if not entries:
                raise InputError.of(f"no catalog has items of the kind `{kind}`")
            read = (self._read(entry, None, kinds) for entry in entries)
            self._items[kind] = tuple(fill_in(each, {}).catalog for each in read)
        return self._items[kind]

    def _default(self) -> CatalogEntry:
        """Return the catalog of runs that name none."""
        entries = [entry for entry in self._entries.values() if entry.default]
        if len(entries) == 1:
            return entries[0]
        if self._rivals is not None:
            raise PluginError(f"{self._rivals}\n  help: name the catalog that you mean")
        there = f"there are {names(self._entries)}" if self._entries else "no plugin offers one"
        raise InputError.of("no catalog is named", help=f"give the name of one, or a path; {there}")

    def _path(self, path: str) -> str:
        """Return the path of a catalog file, or say that nothing is known by this name."""
        if Path(path).suffix or is_there(path):
            return path
        there = f"there are {names(self._entries)}, or give a path"
        raise InputError.unknown("catalog", path, self._entries, there)
