"""Generated chips, as a row of text for the program and as stretches of numbers for `law.py`.

The figures are those on which the law turns: rates that come to a threshold exactly or miss it by the
last digit, areas that bring the density to one, transfer rates about 600, and much that nobody states.
"""

from __future__ import annotations

from fractions import Fraction
from random import Random

from attrs import frozen

from tests.support.law import ANY_AREA, BITS, DENSITIES, Chip, Die, Span

RATES = (
    "0",
    "25",
    "75",
    "99.99",
    "100",
    "100.01",
    "110",
    "148",
    "150",
    "187.5",
    "200",
    "299.99",
    "300",
    "600",
)
"""In TOPS of a 16-bit format: 100, 150 and 300 are 1600, 2400 and 4800."""

AREAS = ("270.27", "300", "405.5", "500", "750", "807.8125", "814", "1000", "1500", "3000")
TRANSFERS = ("0", "64", "400", "599.99", "600", "600.01", "900")
NODES = ("5", "16", "19.9", "20", "28", "?", "12..28", "7..16", "12..20", "20..28")
COLUMNS = (
    "name",
    *BITS,
    "die_area_mm2",
    "dies",
    "transistor_architecture",
    "io_bandwidth_gbs",
    "interconnect_bandwidth_gbs",
    "designed_or_marketed_for_datacenter",
)


@frozen
class Row:
    """One chip: its cells by column, blank where left out, and what they state."""

    cells: dict[str, str]
    chip: Chip


def row(random: Random, name: str) -> Row:
    """Make a chip of which some is stated."""
    area = _one(random, AREAS)
    cells = {"name": name, **_rates(random, area)}
    if random.random() < 0.5:
        cells["die_area_mm2"] = _between(random, AREAS) if random.random() < 0.3 else area
    if random.random() < 0.3:
        cells["dies"] = ";".join(_die(random) for _ in range(random.randint(1, 3)))
    cells["transistor_architecture"] = random.choice(["", "", "", "finfet", "gaafet", "planar"])
    for column in ("io_bandwidth_gbs", "interconnect_bandwidth_gbs"):
        cells[column] = _quantity(random, TRANSFERS)
    cells["designed_or_marketed_for_datacenter"] = random.choice(["", "yes", "yes", "no"])
    return Row({column: cells.get(column, "") for column in COLUMNS}, _read(cells))


# --- text ---------------------------------------------------------------------------------------


def _rates(random: Random, area: str) -> dict[str, str]:
    """State no rate, one that meets a line, or several; a zero or a hyphen says that there is none."""
    names = random.sample(sorted(BITS), random.choice([0, 1, 1, 1, 2, 3]))
    if len(names) > 1 and random.random() < 0.05:
        return dict.fromkeys(BITS, "10") | {names[0]: _one(random, RATES)}
    found = {name: _scaled(_quantity(random, RATES), BITS[name]) for name in names}
    if names and random.random() < 0.3:
        found["fp16_tflops"] = _on_density(random, area)
    return {name: "-" if cell == "0" and random.random() < 0.5 else cell for name, cell in found.items()}


def _on_density(random: Random, area: str) -> str:
    """Return the 16-bit rate at which a chip of this area has a density of the law, or just misses it."""
    rate = random.choice(DENSITIES) * Fraction(area) / 16
    return _decimal(rate + random.choice([0, 0, 0, 1, -1]) * Fraction(1, 10**9))


def _scaled(cell: str, bits: int) -> str:
    """Turn rates of a 16-bit format into those of another that are as far from the line, where decimal."""
    if bits in {6, 19}:
        return cell
    return "..".join(_decimal(Fraction(number) * 16 / bits) for number in cell.split("..") if number)


def _quantity(random: Random, texts: tuple[str, ...]) -> str:
    """State nothing, a number or a range."""
    return random.choice(["", _one(random, texts), _one(random, texts), _between(random, texts)])


def _one(random: Random, texts: tuple[str, ...]) -> str:
    return random.choice(texts)


def _between(random: Random, texts: tuple[str, ...]) -> str:
    low, high = sorted(random.choices(texts, k=2), key=Fraction)
    return f"{low}..{high}"


def _die(random: Random) -> str:
    count = random.choice(["", "", "1x", "2x"])
    return (
        f"{count}{random.choice(['?', _one(random, AREAS), _between(random, AREAS)])}@{random.choice(NODES)}"
    )


def _decimal(number: Fraction) -> str:
    """Write a fraction out in decimals, exactly."""
    digits = 0
    while (number * 10**digits).denominator != 1:
        digits += 1
    whole = str(int(number * 10**digits)).rjust(digits + 1, "0")
    return f"{whole[: len(whole) - digits]}.{whole[len(whole) - digits :]}" if digits else whole


# --- what the text states -----------------------------------------------------------------------


def _read(cells: dict[str, str]) -> Chip:
    dies = cells.get("dies")
    word = cells["designed_or_marketed_for_datacenter"]
    area = cells.get("die_area_mm2")
    return Chip(
        rates={name: _span(cells[name]) for name in BITS if cells.get(name)},
        area=_span(area) if area else None,
        dies=None if dies is None else tuple(die for text in dies.split(";") for die in _dies(text)),
        planar=cells["transistor_architecture"] == "planar",
        io=_span(cells["io_bandwidth_gbs"]) if cells["io_bandwidth_gbs"] else None,
        links=_span(cells["interconnect_bandwidth_gbs"]) if cells["interconnect_bandwidth_gbs"] else None,
        datacenter=None if not word else word == "yes",
    )


def _dies(text: str) -> list[Die]:
    count, _, rest = text.rpartition("x")
    area, _, node = rest.partition("@")
    return [Die(_part(area), _part(node))] * int(count or 1)


def _part(text: str) -> Span:
    return ANY_AREA if text == "?" else _span(text)


def _span(text: str) -> Span:
    low, _, high = text.partition("..")
    if low == "-":
        return Span(Fraction(0), Fraction(0))
    return Span(Fraction(low), Fraction(high or low))
