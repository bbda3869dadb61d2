"""Open catalog files: find the reader for a file, and turn failures into words."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from redline.catalog import Catalog
from redline.catalog.input.from_table import read_table
from redline.catalog.input.table import CatalogEntry, CatalogReader, RawTable
from redline.diagnostics import InputError, Source, Span
from redline.model import ItemKind
from redline.suggestions import names


def read_file(  # noqa: PLR0913 the file, and how to read it, each by its name
    path: str,
    kinds: Sequence[ItemKind],
    readers: Iterable[CatalogReader],
    *,
    mapping: str | os.PathLike[str] | None = None,
    data: bytes | None = None,
    kind: str | None = None,
) -> Catalog:
    """Read a catalog file, through a mapping file if one is given. Raises ``InputError``.

    ``data`` is what is in the file, where it has been read before; it is a CSV file then. ``kind`` names the
    kind of its items.
    """
    table = read_raw(path, readers, data, suffix=None if data is None else ".csv")
    how = None if mapping is None else read_text(os.fspath(mapping))
    return read_table(table, kinds, kind=kind, mapping=how)


def read_raw(
    path: str, readers: Iterable[CatalogReader], data: bytes | None = None, *, suffix: str | None = None
) -> RawTable:
    """Read a file, or its bytes, as a table of text, nothing interpreted. Raises ``InputError``.

    The reader is that of the suffix, the file's own where none is given.
    """
    suffixes = {suffix.lower(): reader for reader in readers for suffix in reader.suffixes}
    reader = suffixes.get(Path(path).suffix.lower() if suffix is None else suffix)
    if reader is None:
        raise InputError.of(
            f"`{path}` is not a kind of file that can be read",
            help=f"catalog files end in {names(suffixes)}" if suffixes else "no plugin reads catalog files",
        )
    return reader.read(path, read_bytes(path) if data is None else data)


def read_entry(entry: CatalogEntry, kinds: Sequence[ItemKind], readers: Iterable[CatalogReader]) -> Catalog:
    """Read a catalog that a plugin brings along. Raises ``InputError``."""
    by_name = {reader.name: reader for reader in readers}
    if entry.reader not in by_name:
        raise InputError.of(
            f"catalog `{entry.name}` needs the reader `{entry.reader}`, which no plugin offers",
            help="install the plugin that offers it",
        )
    return read_table(
        by_name[entry.reader].read(entry.file, entry.load()),
        kinds,
        kind=entry.kind,
        entry=entry,
    )


def is_there(path: str) -> bool:
    """Return whether there is a file of that name; a text too long to be one names none."""
    try:
        return Path(path).exists()
    except OSError:
        return False


def read_bytes(path: str) -> bytes:
    """Read a file whole. Raises ``InputError``."""
    try:
        return Path(path).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        help_ = "check the path, and where you are" if not is_there(path) else None
        message = f"`{path}` cannot be read: {reason[:1].lower()}{reason[1:]}"
        raise InputError.of(message, help=help_) from error


def read_text(path: str) -> Source:
    """Read a file of UTF-8 text. Raises ``InputError``."""
    return decode(path, read_bytes(path))


def decode(path: str, data: bytes) -> Source:
    """Return the text of a file, with lines that end in a line feed. Raises ``InputError``."""
    try:
        return Source(path, data.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        message = f"byte {data[error.start]:#04x} is not UTF-8 text"
        span = _byte_place(path, data, error.start)
        raise InputError.of(message, help="save the file as UTF-8", span=span) from error


def _byte_place(path: str, data: bytes, position: int) -> Span:
    """Return the place of a byte, with what stands around it as far as it is text."""
    start = data.rfind(b"\n", 0, position) + 1
    column = len(data[start:position].decode("utf-8", "replace")) + 1
    return Span(Source(path, data.decode("utf-8", "replace")), data.count(b"\n", 0, position) + 1, column)
