"""A catalog: items of one kind, their facts as columns, exact text kept beside the floats."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any, Final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from redline.diagnostics import Diagnostic, InputError, short
from redline.model import ItemKind
from redline.values import UNKNOWN, Value, known, parse_number


def item_name(text: str) -> str:
    """Return the name of an item as catalogs keep it: no blanks around it, and composed.

    Unicode writes ``ü`` as one character or as two, which look alike and are the same text (form NFC).
    """
    name = text.strip()
    return name if name.isascii() else unicodedata.normalize("NFC", name)


Floats = NDArray[np.float64]
_KEPT: Final = 65_536
"""Numbers whose fractions are kept: the same figures come back from item to item."""


@frozen(eq=False)
class NumberColumn:
    """Numbers or dates (ordinal days), one for each row; NaN where blank.

    ``high`` is the same array as ``low`` unless some cell is a range. ``exact`` holds the exact
    bounds of rows whose float does not say them by its shortest decimal text.
    """

    low: Floats
    high: Floats
    exact: Mapping[int, tuple[Fraction, Fraction]] = field(factory=dict)

    def value(self, row: int) -> Value | None:
        """Return the exact value of one row, None where it is blank."""
        if row in self.exact:
            return Value(*self.exact[row])
        low, high = float(self.low[row]), float(self.high[row])
        if low != low:
            return None
        if low == high:
            return _known(low)
        return Value(shortest(low), shortest(high))

    @property
    def has_ranges(self) -> bool:
        """Whether any cell is a range."""
        return self.high is not self.low


@frozen(eq=False)
class YesNoColumn:
    """1 for yes, 0 for no, -1 or NaN where blank; or plain truth values, none of them blank."""

    codes: NDArray[np.int8] | NDArray[np.float64] | NDArray[np.bool_]


@frozen(eq=False)
class CategoryColumn:
    """Positions in the fact's ``categories``; -1 where blank."""

    codes: NDArray[np.int16]


@frozen(eq=False)
class PartsColumn:
    """A collection for each row: the parts of row ``i`` are ``offsets[i]`` to ``offsets[i + 1]``.

    ``stated`` is false where the cell is blank; a part's blank fact is NaN in ``facts``. ``names`` are
    those of parts that are items of a kind of their own, which then have no facts here.
    """

    offsets: NDArray[np.int64]
    stated: NDArray[np.bool_]
    facts: Mapping[str, NumberColumn]
    names: Sequence[str] = ()

    def parts(self, row: int) -> tuple[dict[str, Value], ...]:
        """Return the parts of a row; of parts in a row that are alike each is the same one."""
        first, end = int(self.offsets[row]), int(self.offsets[row + 1])
        found: list[dict[str, Value]] = []
        for start, stop in pairwise((*self._runs(first, end), end)):
            values = ((fact, inner.value(start)) for fact, inner in self.facts.items())
            found += [{fact: value for fact, value in values if value is not None}] * (stop - start)
        return tuple(found)

    def _runs(self, first: int, end: int) -> list[int]:
        """Return where parts begin that are not like the one before."""
        other = np.zeros(end - first, np.bool_)
        other[:1] = True
        for inner in self.facts.values():
            for plane in (inner.low[first:end], inner.high[first:end]):
                blank = np.isnan(plane)
                other[1:] |= (plane[1:] != plane[:-1]) & ~(blank[1:] & blank[:-1])
            if inner.exact:
                exact = [inner.exact.get(member) for member in range(first, end)]
                other[1:] |= np.array([one is not next_ for one, next_ in pairwise(exact)], np.bool_)
        return [first + int(start) for start in np.flatnonzero(other)]


Column = NumberColumn | YesNoColumn | CategoryColumn | PartsColumn


@frozen(eq=False)
class Catalog:
    """Items of one kind. Facts and collections without a column are blank in every row."""

    kind: ItemKind
    names: Sequence[str]
    columns: Mapping[str, Column]
    warnings: tuple[Diagnostic, ...] = ()
    source: str = ""
    default_rules: tuple[str, ...] = ()
    """Rulebooks that the catalog names for runs without ``--rules``."""

    def __len__(self) -> int:
        return len(self.names)

    @cached_property
    def _categories(self) -> dict[str, tuple[str, ...]]:
        return {fact.name: fact.categories for fact in self.kind.all_facts()}

    def item(self, row: int) -> Item:
        """Return one row, counted from 0, with exact values. Raises ``InputError`` where there is none."""
        row = row_number(row, len(self))
        numbers: dict[str, Value] = {}
        words: dict[str, str | bool] = {}
        parts: dict[str, tuple[dict[str, Value], ...]] = {}
        categories = self._categories
        for name, column in self.columns.items():
            match column:
                case NumberColumn():
                    if (value := column.value(row)) is not None:
                        numbers[name] = value
                case YesNoColumn(codes):
                    if codes[row] >= 0:
                        words[name] = bool(codes[row])
                case CategoryColumn(codes):
                    if codes[row] >= 0:
                        words[name] = categories[name][int(codes[row])]
                case PartsColumn():
                    if column.stated[row]:
                        parts[name] = column.parts(row)
        return Item(self.names[row], numbers, words, parts)

    def take(self, rows: Sequence[int] | NDArray[np.int64]) -> Catalog:
        """Return the catalog of the given rows, in that order. Raises ``InputError`` for one not there."""
        index = row_numbers(rows, len(self))
        columns = {name: _take(column, index) for name, column in self.columns.items()}
        names = [self.names[row] for row in index.tolist()]
        return Catalog(self.kind, names, columns, self.warnings, self.source, self.default_rules)


def row_number(row: Any, count: int) -> int:
    """Return the number of one of so many rows. Raises ``InputError`` where it is none."""
    whole = isinstance(row, int | np.integer) and not isinstance(row, bool)
    if not whole or not 0 <= row < count:
        there = f"rows count from 0 to {count - 1}" if count else "there are no rows"
        raise InputError.of(f"there is no row {short(row)}", help=there)
    return int(row)


def row_numbers(rows: Any, count: int) -> NDArray[np.int64]:
    """Return the numbers of some of so many rows. Raises ``InputError`` where one is none."""
    if isinstance(rows, str | bytes) or not isinstance(rows, Iterable):
        raise InputError.of(f"{short(rows)} is not a list of rows", help="give the number of each, from 0")
    given = rows if isinstance(rows, Sequence | np.ndarray) else list(rows)
    try:
        index = np.asarray(given)
    except ValueError:  # lists of several lengths
        index = np.empty((0, 0))
    numbers = index.ndim == 1 and index.dtype.kind in "iu"
    if len(given) and not (numbers and index.min() >= 0 and index.max() < count):
        for row in given:
            row_number(row, count)
    return index.astype(np.int64)


@frozen(eq=False)
class Item:
    """One row with exact values; what is not in a mapping is blank."""

    name: str
    numbers: Mapping[str, Value]
    words: Mapping[str, str | bool]
    parts: Mapping[str, tuple[Mapping[str, Value], ...]] = field(factory=dict)

    def number(self, fact: str) -> Value:
        """Return a number fact, unknown where blank."""
        return self.numbers.get(fact, UNKNOWN)


@lru_cache(maxsize=_KEPT)
def shortest(number: float) -> Fraction:
    """Return the fraction that the shortest decimal text of a float says."""
    exact = parse_number(repr(number or 0.0))  # or: a zero may come with a sign
    if exact is None:
        raise ValueError(f"`{number}` is not a quantity")
    return exact


@lru_cache(maxsize=_KEPT)
def _known(number: float) -> Value:
    return known(shortest(number))


def _take(column: Column, index: NDArray[np.int64]) -> Column:
    match column:
        case YesNoColumn(codes):
            return YesNoColumn(codes[index])
        case CategoryColumn(codes):
            return CategoryColumn(codes[index])
        case PartsColumn():
            return _take_parts(column, index)
        case NumberColumn():
            return _take_numbers(column, index)


def _take_numbers(column: NumberColumn, index: NDArray[np.int64]) -> NumberColumn:
    low = column.low[index]
    high = column.high[index] if column.has_ranges else low
    return NumberColumn(low, high, _take_exact(column.exact, index) if column.exact else {})


def _take_exact(
    exact: Mapping[int, tuple[Fraction, Fraction]], index: NDArray[np.int64]
) -> dict[int, tuple[Fraction, Fraction]]:
    places = np.flatnonzero(np.isin(index, np.fromiter(exact, np.int64, len(exact))))
    return {int(new): exact[int(index[new])] for new in places}


def _take_parts(column: PartsColumn, index: NDArray[np.int64]) -> PartsColumn:
    offsets = column.offsets
    lengths = np.diff(offsets)[index]
    starts = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    chosen = np.arange(starts[-1]) + np.repeat(offsets[index] - starts[:-1], lengths)
    facts = {name: _take_numbers(inner, chosen) for name, inner in column.facts.items()}
    names = [column.names[part] for part in chosen] if column.names else ()
    return PartsColumn(starts, column.stated[index], facts, names)
