"""Amendments: what they do to the text before, and what is wrong with those that do nothing good."""

from __future__ import annotations

import datetime as dt
import random
from fractions import Fraction

import attrs
import pytest

from redline import model
from redline.diagnostics import InputError, Source
from redline.model import Rulebook, Vocabulary
from redline.program.trace import walk
from redline_dsl import compile_rulebook, instruction_text

BASE = """rulebook base "The text before"
  regime example
  effective 2023-11-17

publication LAW "Law"

parameter line = 4800 TOPS*bit
  cite LAW "1"

parameter dense = 1600 TOPS*bit

parameter notice = 25 count

country group C = CN, HK

control A for chip "the first"
  controlled when any of
    (1) TPP >= line
    (2) all of
      (i) TPP >= dense
      (ii) io_bandwidth_gbs >= 600 GB/s

control B for chip "the second"
  controlled when process_node_nm < 16 nm

exclusion "Note 2" from A
  excluded when not datacenter and TPP < line

license requirement RS for A, B
  required when destination in C

license exception X for A
  available when not datacenter

review policy presumption of denial for A
  applies when destination in C
"""
HEADER = """rulebook later "The text after"
  amends base
  effective 2024-04-04

"""
CHANGES = [
    'set line = 2400 TOPS*bit\n  cite LAW "2"\n',
    "strike limb A.2.ii\n",
    "add to A\n  (3) io_bandwidth_gbs >= 4100 GB/s\n",
    "replace country group C = C + MO\n",
    "strike license exception X\n",
    "license exception X for A\n  available when end_use is ordinary\n",
    "replace control B for chip\n  controlled when process_node_nm < 10 nm\n",
    "strike review policy presumption of denial from A\n  enforced no\n",
]


def compiled(text: str, words: Vocabulary, **others: str) -> Rulebook:
    texts = {"base": BASE, **others}

    def text_of(id_: str) -> Source | None:
        return Source(f"{id_}.redline", texts[id_]) if id_ in texts else None

    return compile_rulebook(Source("later.redline", text), words, text_of)


def finding(text: str, words: Vocabulary) -> tuple[str, str]:
    """Return the code and the message of the only finding."""
    with pytest.raises(InputError) as caught:
        compiled(text, words)
    (one,) = caught.value.diagnostics
    return one.code, one.message


def parameter(book: Rulebook, name: str) -> model.Parameter:
    return next(each for each in book.parameters if each.name == name)


def meaning(book: Rulebook) -> dict[str, object]:
    """Return what a rulebook says, without its text, whatever the order of its statements."""
    found = attrs.asdict(book, recurse=False, filter=lambda field, _: field.name not in ("text", "span"))
    return {name: frozenset(value) if isinstance(value, tuple) else value for name, value in found.items()}


# --- what amendments do -----------------------------------------------------------------------


def test_number_is_set_with_its_date_and_source(words: Vocabulary) -> None:
    line = parameter(compiled(HEADER + CHANGES[0], words), "line")

    assert (Fraction(2400), dt.date(2024, 4, 4), ("Law, 2",)) == (
        line.value,
        line.effective,
        tuple(map(str, line.cites)),
    )


def test_rest_of_the_text_stays(words: Vocabulary) -> None:
    before, after = compiled(BASE, words), compiled(HEADER + CHANGES[0], words)

    assert (before.requirements, before.controls[1]) == (after.requirements, after.controls[1])


def test_regime_is_that_of_the_text_before(words: Vocabulary) -> None:
    book = compiled(HEADER + CHANGES[0], words)

    assert ("example", "base") == (book.regime, book.amends)


def test_proposal_is_no_text_of_the_regime(words: Vocabulary) -> None:
    text = HEADER.replace("  effective", '  pending "introduced"\n  effective') + CHANGES[0]

    assert ("later", "introduced") == (compiled(text, words).regime, compiled(text, words).draft)


def limbs(book: Rulebook, control: str) -> dict[str, model.Condition]:
    """Return the conditions of a control's limbs by label."""
    (found,) = (each for each in book.controls if each.id == control)
    return {part.label: part.condition for part in walk(found.condition) if isinstance(part, model.Limb)}


def test_limb_is_struck_inside_another(words: Vocabulary) -> None:
    assert {"A.1", "A.2", "A.2.i"} == limbs(compiled(HEADER + CHANGES[1], words), "A").keys()


def test_limb_is_added(words: Vocabulary) -> None:
    assert "A.3" in limbs(compiled(HEADER + CHANGES[2], words), "A")


def test_limb_is_replaced(words: Vocabulary) -> None:
    limb = limbs(compiled(HEADER + "replace in A\n  (1) TPP > line\n", words), "A")["A.1"]

    assert isinstance(limb, model.Comparison)
    assert ">" == limb.operator


def test_group_is_replaced_by_itself_and_another(words: Vocabulary) -> None:
    condition = compiled(HEADER + CHANGES[3], words).requirements[0].condition

    assert isinstance(condition, model.InGroup)
    assert {"CN", "HK", "MO"} == condition.countries


def test_what_is_struck_may_come_anew(words: Vocabulary) -> None:
    (exception,) = compiled(HEADER + CHANGES[4] + "\n" + CHANGES[5], words).exceptions

    assert isinstance(exception.condition, model.Is)


@pytest.mark.parametrize(
    ("on", "mode", "expected"),
    [
        ("2024-04-03", "text", True),
        ("2024-04-04", "text", False),
        ("2024-04-04", "enforced", True),
        ("2030-01-01", "enforced", True),
    ],
)
def test_what_is_struck_and_still_applied(words: Vocabulary, on: str, mode: str, expected: bool) -> None:
    (policy,) = compiled(HEADER + CHANGES[7], words).policies

    assert expected == policy.clocks.is_alive(dt.date.fromisoformat(on), mode)


def test_compliance_begins_later_than_the_text(words: Vocabulary) -> None:
    text = HEADER.replace("\n\n", "\n  compliance 2024-06-01\n\n") + "license requirement NEW for B\n"
    new = compiled(text, words).requirements[-1].clocks
    days = [dt.date(2024, 5, 31), dt.date(2024, 6, 1)]

    alive = [(new.is_alive(on, "text"), new.is_alive(on, "enforced")) for on in days]

    assert [(True, False), (True, True)] == alive


def test_license_statement_is_struck_for_one_control(words: Vocabulary) -> None:
    (requirement,) = compiled(HEADER + "strike license requirement RS from A\n", words).requirements

    assert ("B",) == requirement.controls


def test_amendment_of_an_amendment(words: Vocabulary) -> None:
    text = (
        HEADER.replace("amends base", "amends middle").replace("later", "last")
        + "set dense = 1500 TOPS*bit\n"
    )
    middle = HEADER.replace("later", "middle").replace("2024-04-04", "2024-01-01") + CHANGES[0]
    book = compiled(text, words, middle=middle)

    assert (Fraction(2400), Fraction(1500)) == (parameter(book, "line").value, parameter(book, "dense").value)


def test_changes_are_told(words: Vocabulary) -> None:
    (change,) = compiled(HEADER + CHANGES[0], words).changes

    assert ("set", ("A.1", '"Note 2"')) == (change.act, change.places)


def test_order_of_changes_decides_nothing(words: Vocabulary) -> None:
    shuffled = CHANGES[:]
    expected = meaning(compiled(HEADER + "\n".join(CHANGES), words))
    for seed in range(20):
        random.Random(seed).shuffle(shuffled)  # noqa: S311 an order to try, not a secret

        assert expected == meaning(compiled(HEADER + "\n".join(shuffled), words))


# --- amending instructions ----------------------------------------------------------------------


def test_number_prints_as_an_instruction(words: Vocabulary) -> None:
    text = instruction_text(Source("later", HEADER + CHANGES[0]), lambda id_: Source(id_, BASE))

    assert 'in A.1, "Note 2" strike 4800 TOPS*bit and insert 2400 TOPS*bit\n  cite LAW "2"\n' in text


def test_instruction_means_the_same(words: Vocabulary) -> None:
    text = HEADER + "\n".join(CHANGES) + "\nset notice = 30 count\n"
    printed = instruction_text(Source("later", text), lambda id_: Source(id_, BASE))

    assert meaning(compiled(text, words)) == meaning(compiled(printed, words))


def test_place_of_several_words_is_named_in_quotes(words: Vocabulary) -> None:
    base = BASE.replace("available when not datacenter", "available when TPP < line")
    base += "\nlicense exception X for A\n  available when TPP < line and datacenter\n"
    printed = instruction_text(Source("later", HEADER + CHANGES[0]), lambda id_: Source(id_, base))

    assert '"license exception X for A" strike 4800 TOPS*bit' in printed
    assert printed == instruction_text(Source("later", printed), lambda id_: Source(id_, base))


# --- four different errors, and others ----------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "code", "message"),
    [
        ("set lime = 1 TOPS*bit", "unknown-name", "unknown parameter `lime`"),
        ("set line = 1 GB/s", "unit", "`line` is in `TOPS*bit`, not in `GB/s`"),
        ("set line = 4.8 POPS*bit", "no-effect", "`line` is 4.8 POPS*bit already"),
        ("strike limb A.7", "unknown-name", "there is no limb (7)"),
        ("strike control C", "unknown-name", "unknown control `C`"),
        ('strike exclusion "Note 3"', "unknown-name", "unknown exclusion `Note 3`"),
        ("strike license exception Y", "unknown-name", "there is no license exception `Y`"),
        ("in A.1 strike 1 TOPS*bit and insert 2 TOPS*bit", "unknown-name", "1 TOPS*bit does not stand there"),
        ("in A.9 strike 4800 TOPS*bit and insert 1 TOPS*bit", "unknown-name", "there is no `A.9`"),
        (
            "in A.1 strike 4800 TOPS*bit and insert 1 TOPS*bit",
            "missing",
            '4800 TOPS*bit stands in "Note 2" too',
        ),
        ("replace country group C = C", "no-effect", "country group C says this already"),
        ('replace country group C "other" = C', "no-effect", "country group C says this already"),
        ("replace in A\n  (1) TPP >= line", "no-effect", "limb (1) says this already"),
        ("strike limb A.1\n\nstrike limb A.1", "duplicate", "A.1 is changed twice"),
        ("strike control B\n  enforced no", "type", "`enforced` says nothing here"),
        ("strike limb B.1", "type", "`B.1` has no list of limbs"),
        ('publication ACT "Act"', "no-effect", "`later` changes nothing of `base`"),
    ],
)
def test_faulty_change(words: Vocabulary, change: str, code: str, message: str) -> None:
    assert (code, message) == finding(f"{HEADER}{change}\n", words)


@pytest.mark.parametrize(
    ("place", "help_"),
    [
        ("A.1", "what stands there: 4800 TOPS*bit (`line`)"),
        ("line", "what stands there: 4800 TOPS*bit (`line`)"),
        ("A.1, A.2.i", "what stands there: 4800 TOPS*bit (`line`), 1600 TOPS*bit (`dense`)"),
        ("B", "no parameter does; a number that stands in a limb itself is changed by `replace`"),
    ],
)
def test_strike_of_a_number_that_is_not_there_says_what_is(words: Vocabulary, place: str, help_: str) -> None:
    with pytest.raises(InputError) as caught:
        compiled(f"{HEADER}in {place} strike 6000 TOPS*bit and insert 7000 TOPS*bit\n", words)
    (one,) = caught.value.diagnostics

    assert ("6000 TOPS*bit does not stand there", help_) == (one.message, one.help)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("add to A\n  io_bandwidth_gbs >= 7 GB/s", "a limb without a label cannot be found again"),
        ("add to A\n  (3) io_bandwidth_gbs >= 7 GB/s or", "the line ends after `or`"),
        ("replace control A.3 for chip\n  controlled when datacenter", "unknown control `A.3`"),
    ],
)
def test_nothing_is_said_of_scenarios_on_what_a_faulty_change_adds(
    words: Vocabulary, change: str, message: str
) -> None:
    scenario = 'scenario "s"\n  given chip\n  expect controlled by A.3\n'

    assert message == finding(f"{HEADER}{change}\n\n{scenario}", words)[1]


def test_part_of_what_is_struck_is_not_changed_too(words: Vocabulary) -> None:
    with pytest.raises(InputError, match=r"A\.1 is changed twice"):
        compiled(f"{HEADER}strike control A\n\nstrike limb A.1\n", words)


@pytest.mark.parametrize("change", ["strike license requirement RS", "strike license requirement RS from A"])
def test_statement_for_a_control_is_none_for_the_control_that_is_called_like_a_part_of_it(
    words: Vocabulary, change: str
) -> None:
    """`A` and `A.1` are two controls here, and one statement names both."""
    text = BASE.replace("control B", "control A.b").replace("RS for A, B", "RS for A, A.b")
    base = compile_rulebook(Source("base.redline", text), words)
    source = Source("later.redline", f"{HEADER}{change}\n")
    left = compile_rulebook(source, words, lambda id_: Source(id_, text)).requirements

    assert {"A", "A.b"} == {name for each in base.requirements for name in each.controls}
    assert ({"A.b"} if "from" in change else set()) == {name for each in left for name in each.controls}


@pytest.mark.parametrize("day", ["2023-11-17", "2023-11-16"])
def test_overlap_in_time(words: Vocabulary, day: str) -> None:
    code, message = finding(HEADER.replace("2024-04-04", day) + CHANGES[0], words)

    assert ("overlap", f"it takes effect on {day}, and `base` on 2023-11-17") == (code, message)


def test_text_that_is_not_there_cannot_be_amended(words: Vocabulary) -> None:
    text = HEADER.replace("amends base", "amends bass") + CHANGES[0]

    assert ("unknown-name", "there is no rulebook `bass` to amend") == finding(text, words)


def test_text_cannot_amend_itself(words: Vocabulary) -> None:
    text = HEADER.replace("amends base", "amends later") + CHANGES[0]

    assert ("cycle", "`later` amends itself") == finding(text, words)


def test_change_needs_a_text_to_change(words: Vocabulary) -> None:
    assert ("type", "this changes a text, and none is named") == finding(BASE + "\n" + CHANGES[0], words)


@pytest.mark.parametrize(
    ("strike", "expected"),
    [
        ("parameter line", 'parameter `line` is struck, and A.1, "Note 2" still depend on it'),
        ("country group C", "country group `C` is struck, and"),
        (
            "control B",
            'control `B` is struck, and "license requirement RS for A, B" still depends on it',
        ),
    ],
)
def test_strike_of_what_is_still_named_is_refused_where_it_is_struck(
    strike: str, expected: str, words: Vocabulary
) -> None:
    with pytest.raises(InputError) as caught:
        compiled(HEADER + f"strike {strike}\n", words)

    (finding,) = caught.value.diagnostics
    assert ("later.redline", 5) == (
        finding.span and finding.span.source.name,
        finding.span and finding.span.line,
    )
    assert expected in finding.message


def test_struck_and_declared_anew_is_no_fault(words: Vocabulary) -> None:
    book = compiled(HEADER + "strike parameter line\n\nparameter line = 4700 TOPS*bit\n", words)

    assert Fraction(4700) in [parameter.value for parameter in book.parameters]


# --- what a text leaves out, and how far its license statements are complete --------------------

MORE = (
    BASE.replace("rulebook base", "rulebook more")
    + """
item wire "a wire"
  fact length : nm

no control for scanner, wire
  cite LAW "annex"

not encoded "C" for chip "the third"
  cite LAW "3"
  because "unread"

license statements complete for A, B
  cite LAW "4"
  complete when destination in C
"""
)
LATER = HEADER.replace("amends base", "amends more")


def test_what_is_left_out_is_struck_when_it_is_encoded(words: Vocabulary) -> None:
    strikes = [
        'strike not encoded "C"',
        "strike no control for scanner",
        "strike license statements complete from B",
    ]
    book = compiled(LATER + "\n\n".join(strikes) + "\n", words, more=MORE)

    assert ((), [("wire",)], [("A",)], strikes) == (
        book.not_encoded,
        [tuple(kind.name for kind in each.kinds) for each in book.absences],
        [each.controls for each in book.completeness],
        [change.instruction for change in book.changes],
    )


def test_what_is_left_out_is_replaced(words: Vocabulary) -> None:
    text = """replace not encoded "C" for chip
  because "read, and not understood"

replace license statements complete for A
  complete when destination in C and headquarters in C
"""
    book = compiled(LATER + text, words, more=MORE)

    assert ["read, and not understood"] == [entry.reason for entry in book.not_encoded]
    assert [("B",), ("A",)] == [each.controls for each in book.completeness]


@pytest.mark.parametrize(
    ("strike", "message"),
    [
        ('strike not encoded "D"', "unknown not encoded `D`"),
        ("strike no control for chip", "the text does not say `no control for chip`"),
        ("strike license statements complete from C", "there is no `license statements complete` for C"),
        (
            "control D for scanner\n  controlled when wavelength_nm < 14 nm",
            "the text says `no control for scanner`",
        ),
    ],
)
def test_strike_of_what_is_not_left_out(strike: str, message: str, words: Vocabulary) -> None:
    with pytest.raises(InputError) as error:
        compiled(f"{LATER}{strike}\n", words, more=MORE)

    assert message in str(error.value)
