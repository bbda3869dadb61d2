"""No outcome is wrong exactly on a threshold, nor one digit beside it, whatever floats make of it.

CI tries a sample. `docs/semantics.md` has the command that tries a million.
"""

from __future__ import annotations

import os
from fractions import Fraction
from math import inf, nextafter
from random import Random
from typing import Final

import numpy as np

import redline
from redline import Kernel
from redline.catalog.input import read_columns
from tests.support import law
from tests.support.line_cases import Case, case

CASES: Final = int(os.environ.get("REDLINE_LINE_CASES", "16000"))
AT_ONCE: Final = 10_000

LINE: Final = """
rulebook {id} "One line of density"
  effective 2023-11-17

publication LAW "Test"

control line for chip "as dense as that"
  cite LAW "1"
  controlled when PD {sign} {density} TOPS*bit/mm2
"""
"""Rules that ask for one density each: under the law, 5.92 tells only one tier from the other."""


def rules(engine: redline.Engine) -> dict[str, redline.Rulebook]:
    found = {id_: engine.rulebook(id_) for id_ in ("us-2022", "us-2023")}
    for density in law.DENSITIES:
        for word, sign in (("from", ">="), ("above", ">")):
            id_ = f"{word}-{float(density)}"
            found[id_] = engine.compile(LINE.format(id=id_, sign=sign, density=float(density)))
    return found


def lawful(performance: Fraction, area: Fraction, transfer: Fraction) -> dict[str, bool]:
    """Work the outcomes out by hand."""
    found = {
        "us-2022": law.judge_2022(performance, transfer),
        "us-2023": any(law.judge_2023(performance, area, datacenter=True)),
    }
    for density in law.DENSITIES:
        found[f"from-{float(density)}"] = performance / area >= density
        found[f"above-{float(density)}"] = performance / area > density
    return found


def faults(kernel: Kernel, catalog: redline.Catalog, expected: list[dict[str, bool]]) -> list[object]:
    """Return the rows whose outcome under some rulebook is not the lawful one."""
    status = kernel.run(catalog).status
    actual = [{id_: codes[row] for id_, codes in status.items()} for row in range(len(catalog))]
    return [
        (catalog.item(row), *pair)
        for row, pair in enumerate(zip(expected, actual, strict=True))
        if pair[0] != pair[1]
    ]


def stated(cases: list[Case]) -> dict[str, list[str]]:
    """Return the columns of text that state the cases."""
    columns = {name: [each.rate if each.format == name else "" for each in cases] for name in law.BITS}
    return columns | {
        "die_area_mm2": [each.areas[0] if len(each.areas) == 1 else "" for each in cases],
        "dies": [";".join(f"{area}@7" for area in each.areas) for each in cases],
        "io_bandwidth_gbs": [each.transfer for each in cases],
        "designed_or_marketed_for_datacenter": ["yes"] * len(cases),
    }


def test_no_outcome_is_wrong_on_the_line_from_decimal_text() -> None:
    engine = redline.load()
    kernel = engine.kernel(list(rules(engine).values()))
    random = Random(592)  # noqa: S311 - a sample, and no secret

    tried, wrong = 0, []
    while tried < CASES // 2:
        cases = [case(random) for _ in range(min(AT_ONCE, CASES // 2 - tried))]
        expected = [
            lawful(
                Fraction(each.rate) * law.BITS[each.format],
                sum(map(Fraction, each.areas), Fraction(0)),
                Fraction(each.transfer),
            )
            for each in cases
        ]
        wrong += faults(kernel, engine.catalog(stated(cases)), expected)
        tried += len(cases)

    assert (CASES // 2, []) == (tried, wrong)


def test_no_outcome_is_wrong_on_the_line_from_floats() -> None:
    engine = redline.load()
    kernel = engine.kernel(list(rules(engine).values()))
    random = Random(593)  # noqa: S311 - a sample, and no secret

    tried, wrong = 0, []
    while tried < CASES // 2:
        cases = [case(random, most_places=9) for _ in range(min(AT_ONCE, CASES // 2 - tried))]
        rates, areas, transfers = (
            [near(random, number) for number in numbers] for numbers in zip(*map(whole, cases), strict=True)
        )
        expected = [
            lawful(
                Fraction(repr(rate)) * law.BITS[each.format], Fraction(repr(area)), Fraction(repr(transfer))
            )
            for each, rate, area, transfer in zip(cases, rates, areas, transfers, strict=True)
        ]
        formats = np.array([each.format for each in cases])
        columns = {name: np.where(formats == name, rates, np.nan) for name in law.BITS}
        columns |= {"die_area_mm2": np.array(areas), "io_bandwidth_gbs": np.array(transfers)}
        columns["designed_or_marketed_for_datacenter"] = np.ones(len(cases), np.bool_)
        wrong += faults(kernel, read_columns(columns, [kernel.program.kind]), expected)
        tried += len(cases)

    assert (CASES // 2, []) == (tried, wrong)


def whole(each: Case) -> tuple[float, float, float]:
    """Return a case as the nearest floats."""
    return float(each.rate), float(sum(map(Fraction, each.areas), Fraction(0))), float(each.transfer)


def near(random: Random, number: float) -> float:
    """Return a float, or at times the next one on either side."""
    return nextafter(number, random.choice([0, inf])) if random.random() < 0.2 else number


def test_sample_is_on_the_line_and_float_arithmetic_gets_it_wrong() -> None:
    random = Random(594)  # noqa: S311 - a sample, and no secret
    cases = [case(random, most_places=9) for _ in range(1000)]

    on_the_line = misjudged = 0
    for each in cases:
        rate, area, _ = whole(each)
        performance = Fraction(each.rate) * law.BITS[each.format]
        density = performance / sum(map(Fraction, each.areas), Fraction(0))
        on_the_line += density in law.DENSITIES
        misjudged += any(
            (rate * law.BITS[each.format] / area >= float(line)) != (density >= line)
            for line in law.DENSITIES
        )

    assert on_the_line > 400
    assert misjudged > 50
