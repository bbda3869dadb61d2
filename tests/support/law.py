"""The law as a lawyer would work it out by hand, for tests: plain fractions, no rule text, no engine.

Written from the printed rules alone: 87 FR 62186 (October 2022) and 88 FR 73458 (October 2023).
A fact is known between two numbers; what nobody stated is completed in every way that could matter.

Why the completions tried are enough. An outcome hangs on the performance T, the applicable area A, the
transfer rate R and the marketing M, and no two of these read the same fact: each completes by itself. T is
the largest of independent rates, each known within an interval, so it takes every value of an interval. R
does too, and A takes every value of finitely many intervals, one for each choice of the dies that count,
or there is none. The outcome can change only where T or R meets a threshold or T / A does, that is on the
lines T = t and T = d * A. Cut the axis of T at every t, and at every d * a for each end a of a stretch of
A: between two neighboring cuts the lines T = d * A and the ends a stand in one order, so a vertical line at
any T in between meets the same regions. One T at each cut and one between them stand for all. On such a line,
one A at each T / d and at each end, and one between them, stand for all again.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from attrs import field, frozen

BITS = {
    "fp64_tflops": 64,
    "fp32_tflops": 32,
    "tf32_tflops": 19,
    "fp16_tflops": 16,
    "bf16_tflops": 16,
    "fp8_tflops": 8,
    "fp6_tflops": 6,
    "fp4_tflops": 4,
    "int8_tops": 8,
    "int4_tops": 4,
    "fp64_vector_tflops": 64,
    "fp32_vector_tflops": 32,
}
"""Bit length of the inputs of each format's multiply."""

FIRST_PLANAR_NODE = Fraction(20)
RATES_OF_2022 = Fraction(600)
PERFORMANCES = tuple(map(Fraction, ("1600", "2400", "4800")))
DENSITIES = tuple(map(Fraction, ("1.6", "3.2", "5.92")))


@frozen
class Span:
    """Some number from ``low`` to ``high``, which are the same for a known one; None: without end.

    With ``above`` the number is not ``low`` itself.
    """

    low: Fraction
    high: Fraction | None
    above: bool = False

    def holds(self, number: Fraction) -> bool:
        """Return whether the number can be this one."""
        over = number > self.low if self.above else number >= self.low
        return over and (self.high is None or number <= self.high)


ANY = Span(Fraction(0), None)
ANY_AREA = Span(Fraction(0), None, above=True)


@frozen
class Die:
    """A die of a package; what is not known is ``ANY_AREA``, for both."""

    area: Span
    node: Span


@frozen
class Chip:
    """What is stated of a chip; None where nothing is."""

    rates: dict[str, Span] = field(factory=dict)
    area: Span | None = None
    dies: tuple[Die, ...] | None = None
    planar: bool = False
    io: Span | None = None
    links: Span | None = None
    datacenter: bool | None = None


# --- the law, for a chip of which everything is known -------------------------------------------


def judge_2022(performance: Fraction, transfer: Fraction) -> bool:
    """3A090.a of 2022: 600 Gbyte/s or more, and 4800 or more."""
    return transfer >= 600 and performance >= 4800


def judge_2023(performance: Fraction, area: Fraction | None, *, datacenter: bool) -> tuple[bool, bool]:
    """3A090.a and .b of 2023 after Note 2; a chip without applicable area has no density."""
    density = None if area is None else performance / area
    a_1 = performance >= 4800
    a_2 = performance >= 1600 and density is not None and density >= Fraction("5.92")
    b_1 = 2400 <= performance < 4800 and density is not None and Fraction("1.6") <= density < Fraction("5.92")
    b_2 = performance >= 1600 and density is not None and Fraction("3.2") <= density < Fraction("5.92")
    if not datacenter and performance < 4800:  # Note 2
        return False, False
    first = a_1 or a_2
    return first, (b_1 or b_2) and not first


# --- what is stated, and what it leaves open ----------------------------------------------------


def performance_of(chip: Chip, *, blanks_count: bool) -> Span:
    """The highest product of rate and bit length; of a chip without any rate nothing is known.

    Nor is anything of one whose only rates may be 0, while others are blank: no format is claimed.
    """
    stated = [Span(span.low * BITS[name], _times(span.high, BITS[name])) for name, span in chip.rates.items()]
    if not stated or (len(stated) < len(BITS) and all(span.low == 0 and not span.above for span in stated)):
        return ANY
    low = max(span.low for span in stated)
    if blanks_count and len(stated) < len(BITS):
        return Span(low, None)
    return Span(low, max(span.high for span in stated if span.high is not None))


def _times(number: Fraction | None, factor: int) -> Fraction | None:
    return None if number is None else number * factor


def areas_of(chip: Chip) -> list[Span | None]:
    """The stretches that the applicable die area may lie in; None stands for no applicable area."""
    if chip.planar:
        return [None]
    if chip.area is not None:
        return [chip.area]
    if chip.dies is None:
        return [ANY_AREA]
    choices = [_counts(die.node) for die in chip.dies]
    found: dict[Span | None, None] = {}
    for choice in itertools.product(*choices):
        chosen = [die.area for die, counts in zip(chip.dies, choice, strict=True) if counts]
        found[_sum(chosen) if chosen else None] = None
    return list(found)


def _counts(node: Span) -> list[bool]:
    """Whether a die can be non-planar, and whether it can be planar."""
    can_be_planar = node.high is None or node.high >= FIRST_PLANAR_NODE
    return [True] * (node.low < FIRST_PLANAR_NODE) + [False] * can_be_planar


def _sum(spans: Sequence[Span]) -> Span:
    highs = [span.high for span in spans]
    return Span(
        sum((span.low for span in spans), Fraction(0)),
        None if None in highs else sum((high for high in highs if high is not None), Fraction(0)),
        above=any(span.above for span in spans),
    )


def transfer_of(chip: Chip) -> Span:
    """All inputs and outputs together; where only links are stated, it is no less than they are."""
    if chip.io is not None:
        return chip.io
    return ANY if chip.links is None else Span(chip.links.low, None)


# --- every completion that could matter ---------------------------------------------------------


def completions(spans: Iterable[Span], critical: Iterable[Fraction]) -> Iterator[Fraction]:
    """Numbers in the spans: at each critical number and end, and between any two that are neighbors."""
    spans = list(spans)
    ends = {end for span in spans for end in (span.low, span.high) if end is not None}
    cuts = sorted({Fraction(0), *critical, *ends})
    between = [(low + high) / 2 for low, high in itertools.pairwise(cuts)]
    for number in [*cuts, *between, cuts[-1] + 1]:
        if any(span.holds(number) for span in spans):
            yield number


def answers_2022(chip: Chip, *, blanks_count: bool) -> set[bool]:
    """Whether the rule of 2022 catches the chip, over every completion."""
    performances = completions([performance_of(chip, blanks_count=blanks_count)], PERFORMANCES)
    transfers = list(completions([transfer_of(chip)], [RATES_OF_2022]))
    return {judge_2022(total, transfer) for total in performances for transfer in transfers}


@frozen
class Answers:
    """Whether the rule of 2023 catches a chip, and in which tier, over every completion."""

    caught: set[bool] = field(factory=set)
    tier_a: set[bool] = field(factory=set)
    tier_b: set[bool] = field(factory=set)

    @property
    def is_complete(self) -> bool:
        """Whether no further completion can add an answer."""
        return all(len(answers) == 2 for answers in (self.caught, self.tier_a, self.tier_b))


def answers_2023(chip: Chip, *, blanks_count: bool) -> Answers:
    """What the rule of 2023 says of the chip, over every completion."""
    areas = areas_of(chip)
    spans = [area for area in areas if area is not None]
    ends = [end for span in spans for end in (span.low, span.high) if end is not None]
    critical = [*PERFORMANCES, *(density * end for density in DENSITIES for end in ends)]
    found = Answers()
    for total in completions([performance_of(chip, blanks_count=blanks_count)], critical):
        by_area: list[Fraction | None] = [None] if None in areas else []
        by_area += completions(spans, [total / density for density in DENSITIES])
        for area, datacenter in itertools.product(by_area, _marketings(chip)):
            first, second = judge_2023(total, area, datacenter=datacenter)
            found.caught.add(first or second)
            found.tier_a.add(first)
            found.tier_b.add(second)
        if found.is_complete:
            break
    return found


def _marketings(chip: Chip) -> list[bool]:
    return [True, False] if chip.datacenter is None else [chip.datacenter]
