"""Turn the cells of one column into numbers, exactly where floats are not; each text is read once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from redline.catalog import CategoryColumn, Column, NumberColumn, PartsColumn, YesNoColumn, shortest
from redline.catalog.input.cell import (
    Bounds,
    CategoryCell,
    CellFormat,
    CountryCell,
    DateCell,
    NumberCell,
    YesNoCell,
)
from redline.catalog.input.findings import Problem, quote
from redline.catalog.input.parts_cell import Group, ItemsCell, PartsCell
from redline.model import Collection, Fact

T = TypeVar("T")

Read = tuple[Column, set[str]]
"""A column, and the texts in it that cannot be read."""

MOST_PARTS_IN_ALL: Final = 20_000_000
"""Parts that a catalog may have, so that a small file cannot fill the memory."""
MOST_EXACT_PARTS: Final = 1_000_000
"""Parts of these whose numbers have more digits than a float holds, and are kept as they are written."""


def cell_format(target: Fact | Collection, factor: Fraction = Fraction(1)) -> CellFormat[Any]:
    """Return how the cells of a fact or collection are written."""
    if isinstance(target, Collection):
        return PartsCell(target) if target.kind is None else ItemsCell(target)
    match target.type:
        case "number":
            return NumberCell(target, factor)
        case "date":
            return DateCell(target)
        case "yes/no":
            return YesNoCell(target)
        case "category":
            return CategoryCell(target)
        case "country":
            return CountryCell(target)
    raise ValueError(f"`{target.name}` is text")


def read_cells(cells: Sequence[str], format_: CellFormat[Any]) -> Read:
    """Return the column that the cells make; a cell that cannot be read is blank in it."""
    match format_:
        case NumberCell() | DateCell():
            return _numbers(cells, format_)
        case PartsCell():
            return _parts(cells, format_)
        case ItemsCell():
            return _items(cells, format_)
        case CategoryCell() | CountryCell():
            codes, bad = _codes(cells, format_)
            return CategoryColumn(codes), bad
    codes, bad = _codes(cells, format_)
    return YesNoColumn(codes.astype(np.int8)), bad


def _read_each(texts: Iterable[str], format_: CellFormat[T]) -> tuple[dict[str, T | None], set[str]]:
    """Read each distinct text; None where it is blank or cannot be read."""
    read: dict[str, T | None] = {}
    bad = set()
    for text in texts:
        word = text.strip()
        read[text] = format_.read(word) if word else None
        if word and read[text] is None:
            bad.add(text)
    return read, bad


def _codes(cells: Sequence[str], format_: CellFormat[int]) -> tuple[NDArray[np.int16], set[str]]:
    read, bad = _read_each(set(cells), format_)
    codes = {text: -1 if code is None else code for text, code in read.items()}
    return np.fromiter(map(codes.__getitem__, cells), np.int16, len(cells)), bad


# --- numbers and dates ------------------------------------------------------------------------

_DECIMAL: Final = re.compile(r"[0-9]*\.?[0-9]+")
_SAFE_DIGITS: Final = 15
"""Decimals of so many digits are what the shortest text of the nearest float says."""


def _plain(text: str) -> float | None:
    """Return the float of a decimal that its shortest text says again; None for all other text."""
    if len(text) > 2 * _SAFE_DIGITS or _DECIMAL.fullmatch(text) is None:
        return None
    number = float(text)
    return number if len(text) <= _SAFE_DIGITS or repr(number) == text else None


_ALL_PLAIN: Final = re.compile(r"(?:[0-9]{0,9}+(?:\.[0-9]{1,6}+)?+\n)*+")


def _all_plain(cells: Sequence[str]) -> NDArray[np.float64] | None:
    """Return the floats of a column of short decimals and blanks; None for all others."""
    lines = "\n".join(cells) + "\n"
    if lines.count("\n") != len(cells) or _ALL_PLAIN.fullmatch(lines) is None:
        return None
    return np.fromiter((float(text) if text else np.nan for text in cells), np.float64, len(cells))


def _numbers(cells: Sequence[str], format_: NumberCell | DateCell) -> tuple[NumberColumn, set[str]]:
    low: dict[str, float] = {}
    plain = isinstance(format_, NumberCell) and format_.factor == 1 and not format_.whole
    if plain:
        floats = _all_plain(cells)
        if floats is not None and not (format_.fact.positive and (floats == 0).any()):
            return NumberColumn(floats, floats), set()
    distinct = set(cells)
    if plain:
        low = {text: number for text in distinct if (number := _plain(text)) is not None}
        if format_.fact.positive:
            low = {text: number for text, number in low.items() if number}
    read, bad = _read_each(distinct - low.keys(), format_)
    high, exact = dict(low), {}
    for text, bounds in read.items():
        low[text], high[text] = _floats(bounds)
        if bounds is not None and not _is_shortest(bounds):
            exact[text] = bounds
    lows = np.fromiter(map(low.__getitem__, cells), np.float64, len(cells))
    ranges = any(low[text] < high[text] for text in read)
    highs = np.fromiter(map(high.__getitem__, cells), np.float64, len(cells)) if ranges else lows
    rows = {row: exact[text] for row, text in enumerate(cells) if text in exact} if exact else {}
    return NumberColumn(lows, highs, rows), bad


def _floats(bounds: Bounds | None) -> tuple[float, float]:
    return (np.nan, np.nan) if bounds is None else (float(bounds[0]), float(bounds[1]))


def _is_shortest(bounds: Bounds) -> bool:
    """Whether the floats nearest to the bounds say them by their shortest texts."""
    return all(shortest(float(bound)) == bound for bound in bounds)


# --- collections ------------------------------------------------------------------------------


class TooManyPartsError(ValueError):
    """A catalog has more parts than fit into memory; says so of a column by its name."""

    def __init__(self, most: int, what: str = "parts") -> None:
        self.most, self.what = most, what

    def of(self, name: str) -> Problem:
        """Say it of a column or a constant."""
        message = f"{quote(name)} has more than {self.most:,} {self.what} in all rows"
        return Problem(message, "check the counts, or split the catalog")


def _parts(cells: Sequence[str], format_: PartsCell) -> tuple[PartsColumn, set[str]]:
    """Return the parts of all rows; a group of parts alike is expanded into so many of them."""
    split = {text: format_.split(word) if (word := text.strip()) else None for text in set(cells)}
    bad = {text for text, groups in split.items() if groups is None and text.strip()}
    flat: list[Group] = [group for text in cells for group in split[text] or ()]
    counts = np.fromiter((count for count, _ in flat), np.int64, len(flat))
    if counts.sum() > MOST_PARTS_IN_ALL:
        raise TooManyPartsError(MOST_PARTS_IN_ALL)
    facts = {}
    for position, (name, number) in enumerate(format_.formats.items()):
        column, wrong = _numbers([texts[position] for _, texts in flat], number)
        facts[name] = _repeat(column, counts)
        if wrong:
            bad |= {
                text
                for text, groups in split.items()
                if any(group[1][position] in wrong for group in groups or ())
            }
    totals = {text: sum(count for count, _ in groups or ()) for text, groups in split.items()}
    lengths = np.fromiter(map(totals.__getitem__, cells), np.int64, len(cells))
    offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
    stated = np.fromiter((split[text] is not None for text in cells), np.bool_, len(cells))
    return PartsColumn(offsets, stated, facts), bad


def _items(cells: Sequence[str], format_: ItemsCell) -> tuple[PartsColumn, set[str]]:
    """Return the items that rows contain by name."""
    read, bad = _read_each(set(cells), format_)
    lengths = [sum(count for count, _ in read[text] or ()) for text in cells]
    if sum(lengths) > MOST_PARTS_IN_ALL:
        raise TooManyPartsError(MOST_PARTS_IN_ALL)
    names = [name for text in cells for count, name in read[text] or () for _ in range(count)]
    offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(np.array(lengths, np.int64))))
    stated = np.fromiter((read[text] is not None for text in cells), np.bool_, len(cells))
    return PartsColumn(offsets, stated, {}, names), bad


def _repeat(column: NumberColumn, counts: NDArray[np.int64]) -> NumberColumn:
    """Return the column in which each number stands so many times."""
    lows = np.repeat(column.low, counts)
    highs = np.repeat(column.high, counts) if column.has_ranges else lows
    if sum(int(counts[group]) for group in column.exact) > MOST_EXACT_PARTS:
        raise TooManyPartsError(MOST_EXACT_PARTS, "parts with numbers of more digits than a float holds")
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))
    rows = {
        part: bounds
        for group, bounds in column.exact.items()
        for part in range(int(starts[group]), int(starts[group + 1]))
    }
    return NumberColumn(lows, highs, rows)


# --- several columns for one fact -------------------------------------------------------------


def first_stated(first: Column, second: Column) -> Column:
    """Return the column that has the second's value where the first is blank."""
    match first, second:
        case NumberColumn(), NumberColumn():
            blank = np.isnan(first.low)
            low = np.where(blank, second.low, first.low)
            ranges = first.has_ranges or second.has_ranges
            high = np.where(blank, second.high, first.high) if ranges else low
            exact = {row: bounds for row, bounds in second.exact.items() if blank[row]}
            return NumberColumn(low, high, exact | dict(first.exact))
        case YesNoColumn(), YesNoColumn():
            return YesNoColumn(np.where(first.codes < 0, second.codes, first.codes))
        case CategoryColumn(), CategoryColumn():
            return CategoryColumn(np.where(first.codes < 0, second.codes, first.codes))
    raise ValueError("collections are not merged")
