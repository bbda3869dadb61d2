"""Read the text of one cell exactly, and explain text that cannot be read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Final, Protocol, TypeVar

from attrs import frozen

from redline.catalog.input.findings import Problem, quote
from redline.countries import country_code, nearest_country
from redline.days import fault_of, span_of
from redline.model import Fact
from redline.suggestions import names, nearest
from redline.units import Unit, spelled_unit
from redline.values import LARGEST, SMALLEST, decimal_text, numeral_and_unit, parse_number

Bounds = tuple[Fraction, Fraction]
T_co = TypeVar("T_co", covariant=True)

DAY: Final = "export_date"
"""The fact of a transaction that says on which day it is."""
QUANTITY: Final = "quantity"
"""The fact of a transaction that says how many items it is of, of which there is no half."""

_LEAVE_EMPTY: Final = "leave it empty where it is not known"
_LONGEST: Final = 200
"""Characters beyond which text is no longer looked at to guess what was meant."""


class CellFormat(Protocol[T_co]):
    """How the cells of a column are written. Blank cells never come here."""

    def read(self, text: str) -> T_co | None:
        """Return what a cell says, None when it cannot be read."""
        ...

    def explain(self, text: str) -> Problem:
        """Say why a cell cannot be read."""
        ...


@frozen
class NumberCell:
    """A number or a range such as 780..860, times ``factor`` to be in the fact's unit."""

    fact: Fact
    factor: Fraction = Fraction(1)

    @property
    def whole(self) -> bool:
        """Whether only whole numbers make sense."""
        return self.fact.name == QUANTITY

    def read(self, text: str) -> Bounds | None:
        """Return the bounds, which are equal for a plain number; ``-`` says: none at all."""
        if text == "-" and not self.fact.positive:
            return Fraction(0), Fraction(0)
        low_text, dots, high_text = text.partition("..")
        low = self._number(low_text.strip())
        high = self._number(high_text.strip()) if dots else low
        return None if low is None or high is None or low > high else (low, high)

    def _number(self, text: str) -> Fraction | None:
        number = parse_number(text)
        if number is None or (number == 0 and self.fact.positive):
            return None
        number *= self.factor
        if self.whole and number.denominator != 1:
            return None
        return number if number == 0 or SMALLEST <= number <= LARGEST else None

    def explain(self, text: str) -> Problem:
        """Say why this is not a quantity of the fact, and how it is written where that is clear."""
        if (span := _SPAN.fullmatch(text)) is not None:
            return Problem(f"{quote(text)} is not a number", f"write a range as `{span[1]}..{span[2]}`")
        low, dots, high = text.partition("..")
        if dots and all(self._number(bound.strip()) is not None for bound in (low, high)):
            return Problem(
                f"the range {quote(text)} runs from high to low", f"write `{high.strip()}..{low.strip()}`"
            )
        first_is_bad = not dots or self._number(low.strip()) is None
        return self._explain_bound((low if first_is_bad else high).strip(), text)

    def _explain_bound(self, bound: str, text: str) -> Problem:
        shown = quote(text)
        if len(text) > _LONGEST:
            return Problem(f"{shown}, of {len(text):,} characters, is not a number", self._how())
        if bound == "-" or parse_number(bound) == 0:
            return Problem(f"{shown} is not above 0, as `{self.fact.name}` always is", _LEAVE_EMPTY)
        if bound[:1] in {"-", "\N{MINUS SIGN}"} and parse_number(bound[1:].strip()) is not None:
            return Problem(f"{shown} is negative", f"a quantity is never below 0; {_LEAVE_EMPTY}")
        if bound.lower() in _ABSENT:
            return Problem(f"{shown} is not a number", _LEAVE_EMPTY)
        if self.whole and (number := parse_number(bound)) is not None and number.denominator != 1:
            return Problem(f"{shown} is not a whole number", "write how many items it is, such as `2`")
        if _NUMBER.fullmatch(bound):
            return Problem(
                f"{shown} is beyond any quantity of this kind", f"check the number; {_LEAVE_EMPTY}"
            )
        return self._restated(text) or Problem(f"{shown} is not a number", self._how())

    def _restated(self, text: str) -> Problem | None:
        """Say how a number with a unit of its own, other digits or commas is written; None for no number."""
        parts = [numeral_and_unit(part) for part in text.split("..", 2)]
        numerals = [numeral for numeral, _ in parts if numeral is not None]
        units = [unit for _, unit in parts if unit]
        if len(numerals) < len(parts) or len(parts) > 2:
            return None
        if not units:
            return Problem(f"{quote(text)} {_fault_of_form(text)}", f"write `{'..'.join(numerals)}`")
        own = [spelled_unit(unit or units[-1]) for _, unit in parts]
        return self._converted(text, numerals, [unit for unit in own if unit is not None])

    def _converted(self, text: str, numerals: Sequence[str], units: Sequence[Unit]) -> Problem | None:
        """Say what numbers are in the unit of the column, exactly, or why they cannot be in it."""
        if len(units) < len(numerals):
            return None
        shown = quote(text)
        if not all(unit.same_dimensions(self.fact.unit) for unit in units):
            help_ = f"give a number {self._unit()}, or check which column it belongs in"
            return Problem(f"{shown} does not convert to {self.fact.unit}", help_)
        scales = [unit.conversion_to(self.fact.unit) / self.factor for unit in units]
        texts = [decimal_text(Fraction(n) * scale) for n, scale in zip(numerals, scales, strict=True)]
        written = "..".join(each or "" for each in texts)
        exact = f"write `{written}`, {self._unit()}" if all(texts) else f"convert it to {self.fact.unit}"
        return Problem(f"{shown} is not a plain number", exact)

    def _unit(self) -> str:
        """Name the unit that numbers of the column are in."""
        if self.factor != 1:
            return "in the unit that the mapping file names"
        return f"in {self.fact.unit}" if self.fact.unit.dimensions else "without a unit"

    def _how(self) -> str:
        return f"write a decimal such as `312.5`, a range such as `780..860`, or {_LEAVE_EMPTY}"


_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
_SPAN: Final = re.compile(
    r"(\d{1,60}(?:\.\d{1,60})?)\s*(?:-|\u2013|\u2026|\.{3,}|\bto\b)\s*(\d{1,60}(?:\.\d{1,60})?)"
)
_ABSENT: Final = {"nan", "n/a", "na", "none", "null", "unknown", "tbd", "?", "inf", "infinity", "-inf"}


def _fault_of_form(text: str) -> str:
    """Say what is unusual about the form of a number."""
    if "," in text:
        return (
            "has a decimal comma" if re.fullmatch(r".*,\d{1,2}|.*,\d{4,}", text) else "has a thousands comma"
        )
    return "is not a plain number"


@frozen
class DateCell:
    """A year, a month or a day, as the range of ordinal days that it covers."""

    fact: Fact

    def read(self, text: str) -> Bounds | None:
        """Return the first and last ordinal day."""
        low_text, dots, high_text = text.partition("..")
        low = span_of(low_text.strip())
        high = span_of(high_text.strip()) if dots else low
        if low is None or high is None or low[0] > high[1]:
            return None
        return Fraction(low[0].toordinal()), Fraction(high[1].toordinal())

    def explain(self, text: str) -> Problem:
        """Say how dates are written."""
        how = f"write a year, month or day, as `2023`, `2023-05` or `2023-05-31`, or {_LEAVE_EMPTY}"
        if self.fact.name == DAY:  # a year or a month does not say which text is in force
            how = "write year, month and day, as in `2023-05-31`"
        fault, help_ = fault_of(text, how, one_day=self.fact.name == DAY)
        return Problem(f"{quote(text)} {fault}", help_)


@frozen
class YesNoCell:
    """A yes or a no: 1 or 0."""

    fact: Fact

    def read(self, text: str) -> int | None:
        """Return 1 for yes and 0 for no."""
        return _YES_NO.get(text[:_LONGEST].lower())

    def explain(self, text: str) -> Problem:
        """Say which words there are."""
        return Problem(f"{quote(text)} is neither yes nor no", f"write `true` or `false`, or {_LEAVE_EMPTY}")


_YES_NO: Final = {"true": 1, "yes": 1, "1": 1, "1.0": 1, "false": 0, "no": 0, "0": 0, "0.0": 0}


@frozen
class CountryCell:
    """A country by a code or a name of ISO 3166, as its position among all countries."""

    fact: Fact

    def read(self, text: str) -> int | None:
        """Return the position of the country."""
        code = country_code(text)
        return None if code is None else self.fact.categories.index(code)

    def explain(self, text: str) -> Problem:
        """Say which country was probably meant."""
        return Problem(f"{quote(text)} is no country", nearest_country(text[:_LONGEST]))


@frozen
class CategoryCell:
    """One of a fact's words, as its position among them."""

    fact: Fact

    def read(self, text: str) -> int | None:
        """Return the position of the word, in whatever case or spelling the fact knows it."""
        word = self.fact.word(text)
        return None if word is None else self.fact.categories.index(word)

    def doubt(self, text: str) -> Problem:
        """Say that an unlisted word of an open category counts as unknown, and what was probably meant."""
        near = self._near(text)
        remedy = f"write one of its words, or `{self.fact.categories[-1]}` for what is none of them"
        return Problem(
            f"{quote(text)} is not a word for `{self.fact.name}`, and counts as unknown",
            f"did you mean {near}? {remedy}" if near else remedy,
        )

    def explain(self, text: str) -> Problem:
        """Say which words there are, and which is near."""
        near = self._near(text)
        there = f"`{self.fact.name}` is one of {names(self.fact.categories, most=30)}"
        return Problem(
            f"{quote(text)} is not a word for `{self.fact.name}`",
            f"did you mean {near}? {there}" if near else f"{there}; {_LEAVE_EMPTY}",
        )

    def _near(self, text: str) -> str:
        """Return the words that a text has in it, or else the one that it is nearest to; empty for none."""
        if len(text) > _LONGEST:
            return ""
        pieces = re.split(r"[^\w-]+|-", text)
        inside = dict.fromkeys(word for piece in pieces if (word := self.fact.word(piece)) is not None)
        near = nearest(text, self.fact.categories)
        return " or ".join(f"`{word}`" for word in inside or ([near] if near else []))
