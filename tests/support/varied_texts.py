"""A Hypothesis strategy for rule texts in which some numbers are parameters."""

from __future__ import annotations

import re

from hypothesis import assume
from hypothesis import strategies as st

from tests.support import generated_texts


@st.composite
def varied_texts(draw: st.DrawFn, names: tuple[str, ...] = ("p",)) -> str:
    """Write a rulebook in which some numbers of one sort are a parameter, others another one."""
    text = draw(generated_texts.rule_texts())
    declared = ""
    for name in names:
        sort = draw(st.sampled_from(sorted(generated_texts.UNITS)))
        units = sorted(generated_texts.UNITS[sort], key=len, reverse=True)
        places = list(re.finditer(rf"(?<![\w.])[\d.]+ (?:{'|'.join(map(re.escape, units))})(?![\w*/])", text))
        assume(places)
        for place in sorted(draw(st.sets(st.sampled_from(places), min_size=1)), key=lambda m: -m.start()):
            text = f"{text[: place.start()]}{name}{text[place.end() :]}"
        number, unit = draw(st.sampled_from(generated_texts.NUMBERS)), draw(st.sampled_from(units))
        declared += f"parameter {name} = {number} {unit}\n\n"
    header, _, rest = text.partition("\n\n")
    return f"{header}\n\n{declared}{rest}"
