"""A picture with its numbers, and how both are written: the format is that of the file's suffix."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from attrs import frozen

from redline import InputError
from redline.plugins import csv_cell, plain

SUFFIXES = (".png", ".svg", ".html")
_NEEDED = ("altair", "vl_convert")
_STAND_IN = "\ue03c"
"""Stands for `<` while a page is made: a name with `</script>` in it must not end its script."""


@frozen(eq=False)
class Picture:
    """A chart of altair, and the tables behind it: the one of the empty name is the main one."""

    chart: Any
    tables: Mapping[str, Sequence[Mapping[str, Any]]]

    def write(self, path: str | os.PathLike[str], *, raw: bool = False) -> list[Path]:
        """Write the picture and, beside it, its tables as CSV; return the files.

        ``raw`` asks for cells of CSV as they are, with what a spreadsheet would run as a formula.
        Raises ``InputError`` for an unknown suffix and for what cannot be written.
        """
        files = check(path)
        content = {files[0]: _rendered(_plain(self.chart.to_dict()), files[0].suffix.lower())}
        for name, rows in self.tables.items():
            content[_beside(files[0], name)] = _csv(rows, raw=raw).encode()
        for file, data in content.items():
            _write(file, data)
        return list(content)


def check(
    path: str | os.PathLike[str], read: Sequence[str | None] = (), tables: Sequence[str] = ("",)
) -> list[Path]:
    """Return the files that a picture is written to, itself first.

    Raises ``InputError`` where the suffix names no format, where the folder cannot be written to, where a
    file that is ``read`` would be overwritten, and where what draws pictures is not installed.
    """
    target = Path(path)
    if target.suffix.lower() not in SUFFIXES:
        raise InputError.of(
            f"`{target.name}` names no format of a picture", help=f"end it in {' or '.join(SUFFIXES)}"
        )
    if not all(find_spec(name) for name in _NEEDED):
        raise InputError.of("pictures need altair and vl-convert", help="pip install 'redline[pictures]'")
    _check_folder(target.parent)
    files = [target, *(_beside(target, name) for name in tables)]
    if folders := [file for file in files if file.is_dir()]:
        raise InputError.of(f"`{folders[0]}` is a folder", help="name a file in `--output`")
    sources = {Path(each).resolve(): each for each in read if each is not None}
    for file in files:
        if file.resolve() in sources:
            raise InputError.of(
                f"`{file}` would be overwritten, and is read", help="write the picture to another file"
            )
    return files


def _check_folder(folder: Path) -> None:
    """Raise ``InputError`` where no file can be made in a folder."""
    if not folder.is_dir():
        raise InputError.of(f"there is no folder `{folder}`", help="make it first, or write somewhere else")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise InputError.of(f"nothing can be written to the folder `{folder}`", help="write somewhere else")


def _beside(target: Path, name: str) -> Path:
    """Return the file of a table: the name of the picture is in it whole, so that no other one shares it."""
    return target.with_name(f"{target.name}{f'.{name}' if name else ''}.csv")


def _rendered(spec: dict[str, Any], suffix: str) -> bytes:
    import vl_convert

    match suffix:
        case ".png":
            return bytes(vl_convert.vegalite_to_png(spec, scale=2))
        case ".svg":
            return str(vl_convert.vegalite_to_svg(spec)).encode()
    return _page(spec).encode()


def _page(spec: dict[str, Any]) -> str:
    """Return a page that holds all that it needs and asks no network."""
    import vl_convert

    text = json.dumps({**spec, "usermeta": {"embedOptions": {"actions": False}}}, ensure_ascii=False)
    page = str(vl_convert.vegalite_to_html(text.replace("<", _STAND_IN), bundle=True))
    return page.replace(_STAND_IN, "\\u003c")


def _plain(part: Any) -> Any:
    """Return a part of a chart without control characters, at which the renderer ends the process."""
    if isinstance(part, str):
        return plain(part)
    if isinstance(part, dict):
        return {_plain(key): _plain(value) for key, value in part.items()}
    return [_plain(each) for each in part] if isinstance(part, list) else part


def _csv(rows: Sequence[Mapping[str, Any]], *, raw: bool) -> str:
    stream = io.StringIO()
    headings = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(stream, headings, restval="", lineterminator="\n")
    cell: Callable[[object], object] = (lambda value: value) if raw else csv_cell
    writer.writerow({name: cell(name) for name in headings})
    writer.writerows({name: cell(value) for name, value in row.items()} for row in rows)
    return stream.getvalue()


def _write(file: Path, data: bytes) -> None:
    """Write a file as a whole or not at all."""
    beside = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(data)
        beside.replace(file)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError.of(f"`{file}` cannot be written: {reason}") from error
    finally:
        beside.unlink(missing_ok=True)
