"""A small chip rule as a model, for tests that need no rule text."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from redline import model
from redline.catalog import Item
from redline.units import Unit, parse_unit
from redline.values import Value, parse_number

TOPS, BIT, MM2, GBS = map(parse_unit, ("TOPS", "bit", "mm2", "GB/s"))
TPP_UNIT, PD_UNIT = parse_unit("TOPS*bit"), parse_unit("TOPS*bit/mm2")
LAW = model.Publication("LAW", "Statute Book")

RATES = model.Family(
    "throughput",
    "rate",
    TOPS,
    (("bits", BIT),),
    tuple(
        model.Member(model.Fact(name, "number", unit=TOPS), (("bits", Fraction(bits)),))
        for name, bits in (("fp16_tflops", 16), ("fp4_tflops", 4))
    ),
    model.Reading("unlisted_formats", ("not_claimed", "unknown")),
)
AREA = model.Fact("die_area_mm2", "number", unit=MM2, positive=True)
IO = model.Fact("io_bandwidth_gbs", "number", unit=GBS)
MARKETED = model.Fact("for_datacenter", "yes/no")
TRANSISTOR = model.Fact("transistor_architecture", "category", categories=("planar", "finfet"))
CHIP = model.ItemKind("chip", "an integrated circuit", (AREA, IO, MARKETED, TRANSISTOR), (RATES,))

_PRODUCT = model.Arithmetic(
    "*", model.MemberValue(RATES), model.MemberAttribute(RATES, "bits", BIT), TPP_UNIT
)
TPP = model.Metric(
    "TPP", CHIP, TPP_UNIT, model.Aggregate("largest", RATES, _PRODUCT, None, TPP_UNIT), "performance"
)
_PLANAR = model.NotApplicableIf(model.Is(TRANSISTOR, ("planar",)), assumed=True)
_AREA = model.FirstStated((_PLANAR, model.FactRef(AREA)), MM2)
PD = model.Metric("PD", CHIP, PD_UNIT, model.Arithmetic("/", model.MetricRef(TPP), _AREA, PD_UNIT), "density")


def parameter(name: str, value: str, unit: Unit) -> model.ParameterRef:
    """Return a number of the law, cited by its own name."""
    return model.ParameterRef(model.Parameter(name, Fraction(value), unit, (model.Citation(LAW, name),)))


HIGH = parameter("high", "4800", TPP_UNIT)
DENSE = parameter("dense", "1600", TPP_UNIT)
DENSITY = parameter("density", "5.92", PD_UNIT)
TPP_REF, PD_REF = model.MetricRef(TPP), model.MetricRef(PD)


def cite(place: str) -> tuple[model.Citation, ...]:
    """Cite a place in the law."""
    return (model.Citation(LAW, place),)


A = model.Control(
    "A",
    CHIP,
    "the highest tier",
    model.Any(
        (
            model.Limb("A.1", model.Comparison(">=", TPP_REF, HIGH), cite("A.1")),
            model.Limb(
                "A.2",
                model.All((model.Comparison(">=", TPP_REF, DENSE), model.Comparison(">=", PD_REF, DENSITY))),
                cite("A.2"),
            ),
        )
    ),
    cites=cite("A"),
)
B = model.Control(
    "B",
    CHIP,
    "the next tier",
    model.Limb("B.1", model.Comparison(">=", TPP_REF, parameter("low", "2400", TPP_UNIT)), cite("B.1")),
    yields_to=("A",),
    cites=cite("B"),
)
NOTE = model.Exclusion(
    "Note 2",
    ("A", "B"),
    model.All((model.Not(model.Holds(MARKETED)), model.Comparison("<", TPP_REF, HIGH))),
    cite("Note 2"),
)


def rulebook(id_: str = "tiers", effective: str = "2023-11-17", **changes: object) -> model.Rulebook:
    """Return the rulebook of two tiers and a note."""
    day = dt.date.fromisoformat(effective)
    fields = {"controls": (A, B), "exclusions": (NOTE,), "verified": dt.date(2026, 7, 1), "regime": "land"}
    return model.Rulebook(id_, "Two tiers", effective=day, published=None, **{**fields, **changes})  # type: ignore[arg-type]  # fields of many types


def item(name: str = "chip 1", **facts: str | bool) -> Item:
    """Return an item; text of numbers is exact, a range is written 780..860."""
    numbers, words = {}, {}
    for fact, value in facts.items():
        if fact in {MARKETED.name, TRANSISTOR.name}:
            words[fact] = value
        else:
            low, _, high = str(value).partition("..")
            numbers[fact] = Value(_exact(low), _exact(high or low))
    return Item(name, numbers, words)


def _exact(text: str) -> Fraction:
    number = parse_number(text)
    assert number is not None
    return number
