"""Texts that nobody writes in good faith: each gets an answer, and never a traceback."""

from __future__ import annotations

import pytest

from redline.diagnostics import InputError, Source
from redline.model import Vocabulary
from redline.program.lower import lower
from redline_dsl import compile_rulebook, compile_vocabularies, format_text
from redline_dsl.parse.text import LARGEST_TEXT

HEADER = "rulebook r\n  effective 2023-11-17\n\n"
WHEN = HEADER + "control c for chip\n  controlled when "
BLOCK = WHEN + "any of\n"

REFUSED = {
    "five million characters": "x" * 5_000_000,
    "ten thousand parentheses": WHEN + "(" * 10_000 + "datacenter" + ")" * 10_000,
    "ten thousand levels": HEADER + "\n".join(" " * min(level, 500) + "x" for level in range(10_000)),
    "sixty blocks in each other": BLOCK + "".join("  " * (n + 2) + "any of\n" for n in range(60)),
    "ten thousand times not": WHEN + "not " * 10_000 + "datacenter",
    "ten thousand selections": WHEN + "sum of dies : " * 10_000 + "area_mm2 > 3 mm2",
    "ten thousand terms": WHEN + " + ".join(["die_area_mm2"] * 10_000) + " > 3 mm2",
    "chain of a thousand metrics": HEADER
    + "".join(f"metric m{n} : nm for chip\n  = m{n + 1}\n" for n in range(1000))
    + "metric m1000 : nm for chip\n  = process_node_nm\n",
    "squares of squares": HEADER
    + "parameter k = 10 count\n"
    + "".join(f"metric m{n} : count for chip\n  = m{n + 1} * m{n + 1}\n" for n in range(70))
    + "metric m70 : count for chip\n  = k\n",
    "squared fifteen times": HEADER
    + "".join(f"metric m{n} : mm2/mm2 for chip\n  = m{n + 1} * m{n + 1}\n" for n in range(15))
    + "metric m15 : mm2/mm2 for chip\n  = die_area_mm2 / 858 mm2\n",
    "a thousand controls that yield in a row": HEADER
    + "control c0 for chip\n  controlled when die_area_mm2 > 3 mm2\n"
    + "".join(
        f"control c{n + 1} for chip\n  yields to c{n}\n  controlled when die_area_mm2 > 3 mm2\n"
        for n in range(1000)
    ),
    "a thousand circles": HEADER + "".join(f"metric m{n} : nm for chip\n  = m{n}\n" for n in range(1000)),
    "ten thousand unknown names": WHEN + " and ".join(f"n{n}" for n in range(10_000)),
    "one name of a hundred thousand letters": WHEN + "a" * 100_000,
    "one number of a hundred thousand digits": WHEN + "TPP > " + "9" * 100_000 + " nm",
    "one unit of a hundred thousand letters": WHEN + "TPP > 1 " + "m*" * 50_000 + "m",
    "nothing but zero bytes": "\0" * 100_000,
    "nothing but quotes": '"' * 100_000,
    "nothing but carriage returns": "\r" * 100_000,
    "half characters": "\udc80\ud800" * 1000,
    "parentheses on every line": "parameter x = (\n" * 5000,
    "a mistake in every line": BLOCK + "    TPP = 3\n" * 5000,
    "a wrong unit in every line": BLOCK + "    TPP > 3\n" * 5000,
    "one label in every line": BLOCK + "    (1) datacenter\n" * 5000,
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_rule_text_is_refused(text: str, words: Vocabulary) -> None:
    with pytest.raises(InputError) as error:
        compile_rulebook(Source("text", text), words)

    assert 1 <= len(error.value.diagnostics) <= 50


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_vocabulary_is_refused(text: str) -> None:
    with pytest.raises(InputError) as error:
        compile_vocabularies([Source("text", text)])

    assert 1 <= len(error.value.diagnostics) <= 50


def test_messages_stay_short(words: Vocabulary) -> None:
    text = WHEN + "TPP > 1 nm and " + "a" * 90 + " and " * 10_000

    with pytest.raises(InputError) as error:
        compile_rulebook(Source("text", text), words)
    assert len(str(error.value)) < 2000


def test_size_is_said() -> None:
    text = Source("text", "#" * (LARGEST_TEXT + 1))

    with pytest.raises(InputError, match=r"`text` has 150,001 characters, more than the 150,000 allowed"):
        format_text(text)


def test_largest_text_is_read() -> None:
    text = "#" * LARGEST_TEXT

    assert format_text(Source("text", text)) == f"{text}\n"


def test_deepest_text_that_compiles_can_be_lowered(words: Vocabulary) -> None:
    metrics = "".join(f"metric m{n} : mm2 for chip\n  = m{n + 1} + die_area_mm2\n" for n in range(38))
    terms = " + ".join(["m0", *(f"{n + 1} mm2" for n in range(70))])
    text = f"{WHEN}{terms} > 3 mm2\n\n{metrics}metric m38 : mm2 for chip\n  = die_area_mm2\n"
    book = compile_rulebook(Source("text", text), words)
    kind = book.controls[0].kind

    assert len(lower(kind, [book]).rulebooks) == 1


def test_row_of_controls_that_yield_names_where_it_grows_too_long(words: Vocabulary) -> None:
    text = HEADER + "control c0 for chip\n  controlled when die_area_mm2 > 3 mm2\n"
    text += "".join(
        f"control c{n + 1} for chip\n  yields to c{n}\n  controlled when die_area_mm2 > 3 mm2\n"
        for n in range(40)
    )

    with pytest.raises(InputError) as error:
        compile_rulebook(Source("text", text), words)
    assert [
        "`c21` yields to a control that yields to another, more than 20 in a row",
    ] == [each.message for each in error.value.diagnostics]


@pytest.mark.parametrize("unit_like", ["m", "s"])
def test_name_that_looks_like_a_unit_is_not_unknown_where_its_declaration_is_refused(
    unit_like: str, words: Vocabulary
) -> None:
    text = f"{WHEN}x1 > 1\n\nmetric x1 : mm2/mm2 for chip\n  = {unit_like} * {unit_like}\n\n"
    text += f"metric {unit_like} : nm for chip\n  = die_area_mm2\n"

    with pytest.raises(InputError) as error:
        compile_rulebook(Source("text", text), words)
    assert [f"`{unit_like}` is defined in `mm2`, not in `nm`"] == [
        each.message for each in error.value.diagnostics
    ]
