"""The header read by itself says what the compiler says, however the text is written."""

from __future__ import annotations

import datetime as dt
import sys
from subprocess import run

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import redline
from redline import InputError, Rulebook, Source
from redline.model import Header
from redline_dsl import compile_rulebook, compile_vocabularies, header, statements
from tests.support.with_texts import installed

WORDS = compile_vocabularies([Source("words", 'item chip "a chip"\n  fact speed : count\n')])
BASE = Source("base", "rulebook base\n  regime land\n  effective 2020-01-01\n\nparameter line = 1\n")
ALONE = Source("alone", "rulebook alone\n  effective 2020-01-01\n\nparameter line = 1\n")
CONTROL = "control C for chip\n  controlled when speed > line\n"
TEXTS = {source.name: Source(source.name, f"{source.text}\n{CONTROL}") for source in (BASE, ALONE)}
TEXTS_ON_OFFER = [offer.thing for offer in installed().rulebooks]


def agree(book: Rulebook, read: Header | None) -> None:
    """Show that a header says what the compiled text says."""
    assert read is not None
    inherited = book.amended_regime if read.pending is None else None
    assert (book.id, book.regime, book.amends, book.draft, book.effective) == (
        read.id,
        read.regime or inherited or book.id,
        read.amends,
        read.pending,
        read.effective,
    )


@pytest.fixture(scope="module")
def engine() -> redline.Engine:
    return redline.load()


# --- texts that compile ---------------------------------------------------------------------


@pytest.mark.parametrize("source", TEXTS_ON_OFFER, ids=lambda source: source.name)
def test_header_of_a_bundled_text_agrees_with_the_compiler(engine: redline.Engine, source: Source) -> None:
    book = engine.compile(source.text)
    from_windows = "\ufeff# rulebook no\n\n" + source.text.replace("\n  ", " \t#\n\n# regime no\n  ")

    agree(book, header(source))
    agree(book, header(Source("windows", from_windows.replace("\n", "\r\n"))))


def test_bundled_vocabularies_have_no_header() -> None:
    assert {None} == {header(offer.thing) for offer in installed().vocabularies}


BLANKS = st.sampled_from([" ", "  ", "\t", " \t "])
ENDS = st.sampled_from(["", " ", "\t", "# amends no", ' # pending "no"'])
BETWEEN = st.lists(st.sampled_from(["", "  ", "\t", "# regime no", "    # rulebook no", "#"]), max_size=2)
RULES = ["parameter line = 1", "control C for chip\n  controlled when speed > line", "# rulebook no"]
ODD = (
    '\ufeff# note\r\n\r\nrulebook\tx"T"\r\n\r\n# why\r\n  effective\t2026-01-01#c\r\n'
    "parameter line = 1\r\ncontrol C for chip\r\n  controlled when speed > line\r\n"
)
CHANGES = ["set line = 2", "# rulebook no"]


@st.composite
def headers(draw: st.DrawFn) -> tuple[list[str], ...]:
    """Draw the words of each line of a header."""
    id_ = draw(st.sampled_from(["x", "US-2026.1", "A:5", "3A090.a", "regime-x", "X_y"]))
    title = draw(st.sampled_from([[], ['"T"'], ['"amends # \\"base\\" \\\\"'], ['""']]))
    clauses = [
        draw(st.sampled_from([[], *([name, value] for value in values)]))
        for name, values in {
            "regime": ("land", "D:5"),
            "amends": ("base", "alone"),
            "pending": ('"introduced"', '"a \\"bill\\" # 1"'),
            "verified": ("2019-01-01",),
        }.items()
    ]
    clauses.append(["effective", draw(st.dates(dt.date(2021, 1, 1), dt.date(2200, 1, 1))).isoformat()])
    return (["rulebook", id_, *title], *draw(st.permutations([each for each in clauses if each])))


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Draw a text that compiles, in any of the forms in which texts are written."""
    header_ = draw(headers())
    lines = draw(BETWEEN)
    for number, (first, *rest) in enumerate(header_):
        glued = [word if word[0] == '"' and draw(st.booleans()) else draw(BLANKS) + word for word in rest]
        lines += [("   " if number else "") + "".join([first, *glued]) + draw(ENDS), *draw(BETWEEN)]
    statements = CHANGES if any(line[0] == "amends" for line in header_) else RULES
    whole = draw(st.permutations(["\n".join(lines), *statements]))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    return draw(st.sampled_from(["", "\ufeff"])) + "".join(f"{each}\n" for each in whole).replace("\n", end)


@given(texts())
@example(ODD)
def test_header_agrees_with_the_compiler_however_it_is_written(text: str) -> None:
    source = Source("text", text)

    agree(compile_rulebook(source, WORDS, TEXTS.get), header(source))


# --- texts that do not compile --------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rulebook x\n  regime land\n  effective 2026-02-30\n", Header("x", "land")),
        ("rulebook x\n  regime land\n  effective 20260101\n", Header("x", "land")),
        ("rulebook x \u201cT\u201d\n  amends base\n", Header("x", None, "base")),
        ("rulebook x\n  amends us\u20132023\n", Header("x", None, "us\u20132023")),
        ("rulebook x\n  pending introduced\n", Header("x", "x", pending="")),
        ("rulebook x\n  regime\n  effective\n  1. pending\n", Header("x", "x")),
        ("rulebook x\n  regime a\n  regime b\nrulebook y\n  amends c\n", Header("x", "a")),
        ("rulebook x\nregime a\n", Header("x", "x")),
        ("rulebook\n  regime a\n", Header("", "a")),
        ("RULEBOOK x\n", None),
        ("\n\ufeffrulebook x\n", None),
        ("  rulebook x\n", None),
        ("", None),
    ],
)
def test_header_of_a_faulty_text_says_what_can_be_read(text: str, expected: Header | None) -> None:
    assert expected == header(Source("text", text))
    with pytest.raises(InputError):
        compile_rulebook(Source("text", text), WORDS)


@given(st.text(st.sampled_from('rulebook x"#\n\r\t \ufeff\x0c-2(\u00a0')))
def test_no_text_stops_the_reader(text: str) -> None:
    header(Source("text", f"rulebook {text}"))
    header(Source("text", text))


# --- statements -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "\ufeff# note\n\nrulebook x\r\n\n# a\n  b\nset c = 1",
            ("rulebook x\r\n\n# a\n  b", "set c = 1"),
        ),
        ("\ufeffset a = 1\n", ("set a = 1\n",)),
        ("# nothing\n\t\n  b\n", ()),
    ],
)
def test_text_is_cut_into_its_statements(text: str, expected: tuple[str, ...]) -> None:
    assert expected == statements(Source("text", text))


# --- what it costs --------------------------------------------------------------------------


def test_no_grammar_is_built_for_it() -> None:
    program = (
        "import redline_dsl; from redline.diagnostics import Source;"
        "redline_dsl.header(Source('x', 'rulebook x'));"
        "from redline_dsl.parse.grammar import parser; print(parser.cache_info().currsize)"
    )
    found = run([sys.executable, "-c", program], capture_output=True, check=True, text=True)

    assert "0\n" == found.stdout
