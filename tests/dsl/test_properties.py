"""Properties over generated texts: the canonical form keeps the meaning, and faults are only findings."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redline.diagnostics import InputError, Source
from redline_dsl import compile_rulebook, compile_vocabularies, format_text
from redline_dsl.parse.grammar import reserved
from redline_dsl.parse.text import parse

HERE = Path(__file__).parent
TEXTS = [
    path.read_bytes().decode("utf-8")
    for path in sorted(
        [
            HERE / "words.redline",
            *(HERE / "good").glob("*.redline"),
            *(HERE / "bad" / "rules").glob("several*.redline"),
            *HERE.parents[1].glob("plugins/redline_plugins/*/*.redline"),
        ]
    )
]
WORDS = compile_vocabularies([Source("words", (HERE / "words.redline").read_text(encoding="utf-8"))])
"""Not a fixture: the arguments of a property are written out again and again."""

# --- well-formed texts, of no particular meaning --------------------------------------------------

NAMES = st.sampled_from(["TPP", "a_tpp", "datacenter", "x1", "3A090.a", "us-2023"])
NUMBERS = st.sampled_from(["3", "5.92 TOPS*bit/mm2", "4800  TOPS*bit", "2 count", "2024-01-01", "1e3 nm"])
BLANKS = st.sampled_from([" ", "  ", " \t", "   "])
DEEP = " " * 24  # further than the line that goes on, however deep its block
BREAKS = st.sampled_from([" ", "  ", f"\n{DEEP}", f" # why\n{DEEP}# more\n{DEEP}"])


@st.composite
def spaced(draw: st.DrawFn, *parts: str | st.SearchStrategy[str]) -> str:
    """Join parts by blanks of any width."""
    drawn = [part if isinstance(part, str) else draw(part) for part in parts]
    return "".join(part + draw(BLANKS) for part in drawn[:-1]) + drawn[-1]


@st.composite
def bracketed(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    """Put parentheses around a part; a line may break inside of them."""
    return "(" + draw(BREAKS) + draw(inner) + draw(BREAKS) + ")"


def quantities(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    signs = st.sampled_from(["+", "*", "/"])
    atoms = NAMES | NUMBERS | bracketed(inner)
    return (
        spaced(atoms, signs, atoms)
        | spaced("largest of", bracketed(spaced(atoms, ",", atoms)))
        | bracketed(spaced("sum of", NAMES, "where", inner, ":", atoms))
        | bracketed(spaced("count of", NAMES))
    )


def conditions(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    word = st.sampled_from(["and", "or"])
    return (
        spaced(bracketed(inner), word, bracketed(inner))
        | spaced("not", bracketed(inner))
        | spaced(NAMES, "is", NAMES)
        | spaced("unstated", '"what nobody found"')
        | spaced(NAMES, "is not one of", NAMES, ",", NAMES)
        | bracketed(spaced("any of", NAMES, "where", inner))
        | spaced(quantities(NAMES), st.sampled_from([">=", "<", ">", "<="]), quantities(inner))
    )


EXPRESSIONS = st.recursive(NAMES, lambda inner: conditions(inner) | bracketed(inner), max_leaves=8)


@st.composite
def blocks(draw: st.DrawFn, depth: int = 2) -> list[str]:
    """Make the lines of a block, with labels, blank lines and comments."""
    lines = []
    for number in range(draw(st.integers(1, 3))):
        label = draw(st.sampled_from(["", f"({number}) ", f"({'abc'[number]})(i)"]))
        if depth and draw(st.booleans()):
            lines.append(f"{label}{draw(st.sampled_from(['any', 'all']))} of")
            lines += [f"   {line}" for line in draw(blocks(depth - 1))]
        else:
            # Parentheses around one short word at the beginning of a line would be a label.
            lines.append(f"{label}TPP > 3 and {draw(EXPRESSIONS)}".replace("TPP > 3 and not", "not"))
        lines += draw(st.sampled_from([[], [""], ["", ""], ["# why"], ["      #why", ""]]))
    return lines


@st.composite
def rule_texts(draw: st.DrawFn) -> str:
    """Make a rule text that parses, in no canonical form."""
    text = "#  about it\nrulebook r\n     effective 2023-11-17 # then\n"
    for number in range(draw(st.integers(1, 3))):
        text += draw(st.sampled_from(["", "\n", "\n\n\n", "# next\n", "\n#next\n\n"]))
        lines = "\n".join(f"       {line}" for line in draw(blocks()))
        text += f'control   c{number} for chip "a title"\n  controlled when any of\n{lines}\n'
    return text


@given(rule_texts())
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_canonical_form_keeps_the_meaning(text: str) -> None:
    source = Source("text", text)
    formatted = Source("formatted", format_text(source))

    assert parse(source).statements == parse(formatted).statements


@given(rule_texts())
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_canonical_form_is_kept(text: str) -> None:
    once = format_text(Source("text", text))

    assert once == format_text(Source("once", once))


@given(rule_texts())
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_canonical_form_keeps_the_comments(text: str) -> None:
    formatted = format_text(Source("text", text))

    assert text.count("#") == formatted.count("#")


# --- damaged texts ----------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *reserved(),
        *("\n", "\n  ", "\n    ", "\t", " ", '"', "(", ")", "(1)", "\r", "\0", "\ufeff", "é", "≥"),
        *("..", "5.92", "4800 TOPS*bit", "3..4 nm", "2023-11-17", "TPP", "datacenter", "chip", "3A090.a"),
    ]
)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """Take a stretch of a good text, and delete, double, move and insert pieces of it."""
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 30)))
        inserted = draw(st.sampled_from(["", text[start:end] * 2]) | PIECES | st.text(max_size=3))
        text = text[:start] + inserted + text[end:]
    return text


@given(damaged())
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_damaged_rule_text_raises_only_findings(text: str) -> None:
    with suppress(InputError):
        compile_rulebook(Source("text", text), WORDS)


@given(damaged())
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_damaged_vocabulary_raises_only_findings(text: str) -> None:
    with suppress(InputError):
        compile_vocabularies([Source("text", text)])


@given(damaged())
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_damaged_text_that_parses_has_a_canonical_form(text: str) -> None:
    source = Source("text", text)
    with suppress(InputError):
        formatted = Source("formatted", format_text(source))
        assert parse(source).statements == parse(formatted).statements
        assert formatted.text == format_text(formatted)


@given(st.text())
def test_any_text_raises_only_findings(text: str) -> None:
    with suppress(InputError):
        format_text(Source("text", text))
