"""Chips exactly on a line of the law, or off it by the last digit: as decimal text, and as floats."""

from __future__ import annotations

from decimal import Decimal, localcontext
from random import Random

from attrs import frozen

from tests.support.law import BITS

DENSITIES = tuple(map(Decimal, ("1.6", "3.2", "5.92")))
PERFORMANCES = tuple(map(Decimal, ("1600", "2400", "4800")))
TRANSFER = Decimal(600)
MOST_DIGITS = 100
"""No product or quotient of the numbers made here has so many."""


@frozen
class Case:
    """One chip as text: its rate in one format, its area, whole or die by die, and its transfer rate."""

    format: str
    rate: str
    areas: tuple[str, ...]
    transfer: str


def case(random: Random, most_places: int = 24) -> Case:
    """Make a chip on a line of density, performance or transfer rate, or beside it.

    A rate of ``line * unit`` and an area of ``bits * unit`` have the density ``line``, exactly. The unit
    has at most so many decimal places.
    """
    with localcontext(prec=MOST_DIGITS):
        name, bits = random.choice(sorted(BITS.items()))
        line, performance = random.choice(DENSITIES), random.choice(PERFORMANCES)
        unit = performance / bits / line * Decimal(random.randint(100, 3000)) / 1000
        unit = unit.quantize(Decimal(1).scaleb(-random.randint(2, most_places)))
        rate, area, transfer = line * unit, bits * unit, TRANSFER
        match random.randrange(6):
            case 0:
                rate = _beside(random, rate)
            case 1:
                area = _beside(random, area)
            case 2:
                name, rate = _at_performance(random, performance)
            case 3:
                transfer = _beside(random, transfer)
        return Case(name, f"{rate:f}", _dies(random, area), f"{transfer:f}")


def _at_performance(random: Random, performance: Decimal) -> tuple[str, Decimal]:
    """Return a format, and the rate at which it comes to a performance or just misses it."""
    name, bits = random.choice(sorted((name, bits) for name, bits in BITS.items() if bits not in {6, 19}))
    rate = performance / bits
    return name, _beside(random, rate) if random.random() < 0.7 else rate


def _beside(random: Random, number: Decimal) -> Decimal:
    """Change a number in its last place, or far beyond what a float holds."""
    places = random.choice([-int(number.as_tuple().exponent), random.randint(3, 30)])
    return number + random.choice([-1, 1]) * Decimal(1).scaleb(-places)


def _dies(random: Random, area: Decimal) -> tuple[str, ...]:
    """Split an area, at times, so that the parts come to it exactly."""
    part = (area * Decimal(random.randint(1, 9)) / 10).quantize(Decimal(1).scaleb(-random.randint(2, 20)))
    if random.random() < 0.8 or not 0 < part < area:
        return (f"{area:f}",)
    return (f"{part:f}", f"{area - part:f}")
