"""Check and convert physical units, exactly.

A unit is a factor (a fraction) times a product of base dimensions. Operations, multiply-accumulates,
bits and dollars are dimensions like length and time, so that adding TOPS to GB/s, or counting a
multiply-accumulate twice, is a mismatch of units and not a matter of care.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import Final

from attrs import field, frozen

from redline.suggestions import nearest

Dimensions = tuple[tuple[str, int], ...]
"""Base dimensions with their exponents, sorted by name; empty for a bare number."""


def _combine(left: Dimensions, right: Dimensions, sign: int) -> Dimensions:
    powers = dict(left)
    for name, power in right:
        powers[name] = powers.get(name, 0) + sign * power
    return tuple(sorted((name, power) for name, power in powers.items() if power))


@frozen(cache_hash=True)
class Unit:
    """One unit of measure: ``factor`` base units of the given ``dimensions``.

    ``text`` is how it is written in rules and reports; it does not take part in equality.
    """

    factor: Fraction
    dimensions: Dimensions
    text: str = field(default="", eq=False)

    def __str__(self) -> str:
        return self.text or describe(self.dimensions)

    def __mul__(self, other: Unit) -> Unit:
        return Unit(self.factor * other.factor, _combine(self.dimensions, other.dimensions, 1))

    def __truediv__(self, other: Unit) -> Unit:
        return Unit(self.factor / other.factor, _combine(self.dimensions, other.dimensions, -1))

    def same_dimensions(self, other: Unit) -> bool:
        """Return whether a value in this unit can be converted to the other."""
        return self.dimensions == other.dimensions

    def conversion_to(self, other: Unit) -> Fraction:
        """Return the number by which a value in this unit is multiplied to be in the other.

        Raises ``ValueError`` when the dimensions differ.
        """
        if not self.same_dimensions(other):
            raise ValueError(f"`{self}` does not convert to `{other}`")
        return self.factor / other.factor


ONE: Final = Unit(Fraction(1), (), "1")
DATE: Final = Unit(Fraction(1), (("date", 1),), "date")


class UnknownUnitError(ValueError):
    """A unit's name is not in the table; ``name`` and ``suggestion`` say which and what is near."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"unknown unit `{name}`")

    @property
    def suggestion(self) -> str | None:
        """The unit that was probably meant."""
        return unit_meant(self.name)


def _base(name: str, factor: int | Fraction = 1) -> Unit:
    return Unit(Fraction(factor), ((name, 1),), name)


_SI: Final = {"": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}


def _build_table() -> dict[str, Unit]:
    operation, mac, second, bit = _base("operation"), _base("mac"), _base("s"), _base("bit")
    metre, usd = _base("m"), _base("USD")
    table = {
        "operation": operation,
        "mac": mac,
        "s": second,
        "bit": bit,
        "byte": Unit(Fraction(8), bit.dimensions, "byte"),
        "B": Unit(Fraction(8), bit.dimensions, "B"),
        "m": metre,
        "USD": usd,
        "W": _base("W"),
        "K": _base("K"),
        "count": Unit(Fraction(1), (), "count"),
        "million": Unit(Fraction(10**6), (), "million"),
        "billion": Unit(Fraction(10**9), (), "billion"),
        "WT": _base("WT"),
        "wafer": _base("wafer"),
        "atom": _base("atom"),
        "g": _base("g"),
        "degC": _base("degC"),  # no multiple of K: its zero lies elsewhere
        "deg": _base("deg"),
        "percent": Unit(Fraction(1, 100), (), "percent"),
        "Pa": _base("Pa"),
        "kPa": Unit(Fraction(1000), (("Pa", 1),), "kPa"),
        "Torr": Unit(Fraction(101_325, 760), (("Pa", 1),), "Torr"),
        "day": Unit(Fraction(86400), second.dimensions, "day"),
        "hour": Unit(Fraction(3600), second.dimensions, "hour"),
        "h": Unit(Fraction(3600), second.dimensions, "h"),
        "min": Unit(Fraction(60), second.dimensions, "min"),
    }
    for prefix, power in _SI.items():
        scale = Fraction(10**power)
        for name in ("OPS", "FLOPS"):
            table[prefix + name] = Unit(scale, (operation / second).dimensions, prefix + name)
        table[prefix + "MACS"] = Unit(scale, (mac / second).dimensions, prefix + "MACS")
        if prefix:
            table[prefix + "B"] = Unit(8 * scale, bit.dimensions, prefix + "B")
            table[prefix + "bit"] = Unit(scale, bit.dimensions, prefix + "bit")
    for name, power in (("km", 3), ("cm", -2), ("mm", -3), ("um", -6), ("nm", -9)):
        table[name] = Unit(Fraction(10) ** power, metre.dimensions, name)
    for name in ("m", "cm", "mm", "um", "nm"):
        length = table[name]
        table[f"{name}2"] = Unit(length.factor**2, (length * length).dimensions, f"{name}2")
        cube = length * length * length
        table[f"{name}3"] = Unit(cube.factor, cube.dimensions, f"{name}3")
    foot = Fraction(3048, 10_000)
    table["ft3"] = Unit(foot**3, (metre * metre * metre).dimensions, "ft3")
    for name, powers in {"J": (0, -3), "eV": (0, 3, 6), "V": (0, 3), "A": (0, -3, -6)}.items():
        for power in powers:
            prefix = {6: "M", 3: "k", 0: "", -3: "m", -6: "u"}[power]
            table[prefix + name] = Unit(Fraction(10) ** power, ((name, 1),), prefix + name)
    for name, power in (("ms", -3), ("us", -6), ("ns", -9)):
        table[name] = Unit(Fraction(10) ** power, second.dimensions, name)
    return table


_TABLE: Final = _build_table()
_PART: Final = re.compile(r"([*/]?)([A-Za-z][A-Za-z0-9]*|1)")


def unit_names() -> list[str]:
    """Return the names of all simple units, sorted."""
    return sorted(_TABLE)


def parse_unit(text: str) -> Unit:
    """Read a unit such as ``TOPS*bit/mm2``; operators apply from left to right.

    Raises ``UnknownUnitError`` for a name that is not in the table, ``ValueError`` for other text.
    """
    position, unit = 0, ONE
    while position < len(text):
        match = _PART.match(text, position)
        if match is None or bool(match[1]) != (position > 0):
            raise ValueError(f"`{text}` is not a unit")
        part = ONE if match[2] == "1" else _TABLE.get(match[2])
        if part is None:
            raise UnknownUnitError(match[2])
        unit = unit / part if match[1] == "/" else unit * part
        position = match.end()
    if not text:
        raise ValueError("a unit is missing")
    return Unit(unit.factor, unit.dimensions, text)


# --- as others write them ---------------------------------------------------------------------

_FORMS: Final = {
    "b": "bit",
    "bps": "bit/s",
    "Bps": "B/s",
    "bit": "bit",
    "bits": "bit",
    "byte": "B",
    "bytes": "B",
}
_SPELLED: Final = {
    "sec": "s",
    "second": "s",
    "seconds": "s",
    "bits": "bit",
    "bytes": "B",
    "watt": "W",
    "watts": "W",
    "micron": "um",
    "microns": "um",
    "days": "day",
    "hours": "hour",
    "sqmm": "mm2",
    "sqcm": "cm2",
    "%": "percent",
    "$": "USD",
}


def spelled_unit(text: str) -> Unit | None:
    """Read a unit as data sheets spell it, such as ``TFLOP/s``, ``Gbps`` or ``mm²``; None where unclear.

    Case is ignored where it tells nothing: `gb` may be bits or bytes, and `MJ` is not `mJ`.
    """
    plain = unicodedata.normalize("NFKC", text[:100]).replace("\u03bc", "u").replace("^", "")
    plain = re.sub(r"\s*\bper\b\s*", "/", re.sub(r"\bsq(?:uare|\.)?\s+", "sq", plain.strip()))
    operations = re.sub(r"(FLOP|OP|MAC)s?(?:/s(?:ec)?)?\b", r"\1S", plain, flags=re.IGNORECASE)
    try:
        return parse_unit("".join(map(_spelled_part, re.split(r"\s*([*/])\s*", operations))))
    except ValueError:
        return None


def _spelled_part(part: str) -> str:
    """Return the unit of the table that one part of a unit is; the part itself where it is none."""
    if part in _TABLE or part in {"*", "/", "1"}:
        return part
    if part.lower() in _SPELLED:
        return _SPELLED[part.lower()]
    if (prefixed := re.fullmatch(r"([kMGTPE]?)(bps|Bps|b|bits?|bytes?)", part)) is not None:
        return prefixed[1] + _FORMS[prefixed[2]]
    known = [name for name in _TABLE if name.lower() in {part.lower(), part.lower().removesuffix("s")}]
    clear = not part.endswith("b") and not any({name[0], part[0]} == {"m", "M"} for name in known)
    return known[0] if len(known) == 1 and clear else part


def unit_meant(name: str) -> str | None:
    """Return the unit that a name which is none was probably meant for."""
    spelled = spelled_unit(name)
    return nearest(name, _TABLE) if spelled is None else spelled.text


def describe(dimensions: Dimensions) -> str:
    """Write dimensions in words that name them, such as ``operation*bit/(m^2*s)``."""
    over = "*".join(_power(name, power) for name, power in dimensions if power > 0)
    under = [_power(name, -power) for name, power in dimensions if power < 0]
    if not under:
        return over or "a bare number"
    bottom = under[0] if len(under) == 1 else f"({'*'.join(under)})"
    return f"{over or '1'}/{bottom}"


def _power(name: str, power: int) -> str:
    return name if power == 1 else f"{name}^{power}"
