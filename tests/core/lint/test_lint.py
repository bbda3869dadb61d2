"""Advice on rule text: a planted fault for each rule, and beside it a text that is clean."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

import redline
from redline import model
from redline.cli import main
from redline.lint import CODES, lint
from tests.support import chips

ENGINE = redline.load()
HEAD = """\
rulebook mine "Mine"
  regime land
  effective 2024-01-01

publication ACT "Act"
"""


def control(body: str, id_: str = "A.1", cite: str = '  cite ACT "1"\n') -> str:
    return f'\ncontrol {id_} for chip "chips"\n{cite}  controlled when {body}\n'


def limbs(*several: str) -> str:
    return control("any of" + "".join(f"\n    ({i}) {limb}" for i, limb in enumerate(several, start=1)))


def parameter(name: str, *lines: str, value: str = "5 nm", cite: str = '  cite ACT "2"\n') -> str:
    return f"\nparameter {name} = {value}\n{''.join(f'  {line}{chr(10)}' for line in lines)}{cite}"


def use(*names: str) -> str:
    """Return a control that reads these parameters."""
    return control(" and ".join(f"process_node_nm < {name}" for name in names), "Z")


def found(text: str) -> list[tuple[str, str]]:
    """Return code and message of each finding that the text does not accept."""
    advice = lint(ENGINE.compile(HEAD + text, "mine.redline"))
    return [(one.finding.code, one.finding.message) for one in advice if one.accepted is None]


# --- limbs that decide nothing --------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            limbs("TPP >= 48 TOPS*bit", "TPP >= 60 TOPS*bit"),
            "limb A.1.2 never decides: whatever meets it meets limb A.1.1 as well",
        ),
        (
            limbs("TPP >= 0.06 POPS*bit", "TPP >= 48 TOPS*bit"),
            "limb A.1.1 never decides: whatever meets it meets limb A.1.2 as well",
        ),
        (
            limbs("TPP >= 48 TOPS*bit", "TPP >= 48 TOPS*bit and PD > 2 TOPS*bit/mm2"),
            "limb A.1.2 never decides: whatever meets it meets limb A.1.1 as well",
        ),
        (
            limbs("TPP < 50 TOPS*bit", "TPP >= 40 TOPS*bit", "TPP >= 30 TOPS*bit and TPP <= 60 TOPS*bit"),
            "limb A.1.3 never decides: whatever meets it meets others together as well",
        ),
        (
            limbs("designed_or_marketed_for_datacenter", "designed_or_marketed_for_datacenter"),
            "limb A.1.2 never decides: whatever meets it meets limb A.1.1 as well",
        ),
        (
            limbs("TPP >= 9 TOPS*bit", "PD < 2 TOPS*bit/mm2 and PD >= 3 TOPS*bit/mm2"),
            "limb A.1.2 is never met: its conditions contradict each other",
        ),
        (
            limbs(
                "TPP >= 9 TOPS*bit",
                "transistor_architecture is planar and not (transistor_architecture is planar)",
            ),
            "limb A.1.2 is never met: its conditions contradict each other",
        ),
        (
            control("TPP < 2 TOPS*bit and 3 TOPS*bit <= TPP"),
            "control A.1 is never met: its conditions contradict each other",
        ),
        (
            control(
                "all of\n    TPP < 2 TOPS*bit\n    any of"
                "\n      (1) TPP > 3 TOPS*bit\n      (2) PD > 4 TOPS*bit/mm2"
            ),
            "limb A.1.1 is never met: its conditions contradict each other",
        ),
        (
            control("TPP < 2 TOPS*bit")
            + '\nexclusion "N" from A.1\n  cite ACT "3"\n'
            + "  excluded when TPP > 3 TOPS*bit and TPP < 1 TOPS*bit\n",
            'exclusion "N" is never met: its conditions contradict each other',
        ),
    ],
)
def test_limb_that_decides_nothing(text: str, message: str) -> None:
    assert [message] == [said for code, said in found(text) if code == "unreachable-limb"]


@pytest.mark.parametrize(
    "text",
    [
        limbs("TPP >= 48 TOPS*bit", "TPP >= 16 TOPS*bit and PD >= 5.92 TOPS*bit/mm2"),
        limbs("TPP > 48 TOPS*bit", "not (TPP > 50 TOPS*bit)"),
        limbs("TPP >= 48 TOPS*bit", "PD >= 60 TOPS*bit/mm2"),
        limbs("transistor_architecture is planar", "not (transistor_architecture is planar)"),
        control("TPP >= 2 TOPS*bit and TPP < 3 TOPS*bit"),
        control("TPP <= 2 TOPS*bit and 2000 GOPS*bit <= TPP"),
    ],
)
def test_limbs_that_decide(text: str) -> None:
    assert "unreachable-limb" not in dict(found(text))


def test_comparison_that_does_not_apply_is_not_met_whichever_way_it_points() -> None:
    both = limbs("not (PD >= 5 TOPS*bit/mm2)", "PD < 6 TOPS*bit/mm2")

    assert "unreachable-limb" not in dict(found(both))


# --- bands ----------------------------------------------------------------------------------


def band(low: int, high: int) -> str:
    return f"TPP >= {low} TOPS*bit and TPP < {high} TOPS*bit"


def test_bands_that_overlap() -> None:
    assert [("overlapping-bands", "limbs A.1.1 and A.1.2 overlap: one item may meet both")] == found(
        limbs(band(10, 30), band(20, 40))
    )


@pytest.mark.parametrize(
    "several",
    [
        (band(10, 30), band(30, 40)),
        (band(10, 30), "TPP >= 30 TOPS*bit"),
        ("TPP < 30 TOPS*bit", "TPP >= 20 TOPS*bit"),
        (band(10, 30), f"{band(20, 40)} and PD >= 1 TOPS*bit/mm2"),
    ],
)
def test_limbs_that_are_bands_without_a_fault_or_no_bands(several: tuple[str, ...]) -> None:
    codes = {code for code, _ in found(limbs(*several))}

    assert codes <= {"repeated-number"}


def test_band_without_an_upper_bound() -> None:
    text = limbs("TPP >= 40 TOPS*bit", band(30, 35), "TPP >= 10 TOPS*bit")

    assert [("open-band", "limb A.1.3 has no upper bound, and takes in the bands above it")] == found(text)


LOWER = control("TPP >= 10 TOPS*bit", "A.2")


def test_tier_that_takes_in_the_one_above_it() -> None:
    message = "control A.2 takes in all of A.1: what meets that one meets both"

    assert [("open-band", message)] == found(control("TPP >= 40 TOPS*bit") + LOWER)


@pytest.mark.parametrize(
    "text",
    [
        control("TPP >= 40 TOPS*bit") + LOWER.replace("  controlled", "  yields to A.1\n  controlled"),
        control("TPP >= 40 TOPS*bit") + control("TPP >= 10 TOPS*bit and TPP < 39 TOPS*bit", "A.2"),
        control("TPP >= 40 TOPS*bit", "B.1") + LOWER,
    ],
)
def test_tiers_that_fit(text: str) -> None:
    assert [] == found(text)


# --- numbers --------------------------------------------------------------------------------


def test_parameter_that_nothing_reads() -> None:
    text = parameter("dead") + parameter("alive") + use("alive")

    assert [("unused-parameter", "parameter dead is read by nothing")] == found(text)


def test_parameter_that_a_metric_reads_is_used() -> None:
    metric = '\nmetric double : TOPS*bit for chip\n  cite ACT "3"\n  = largest of (TPP, factor)\n'
    text = parameter("factor", value="2 TOPS*bit") + metric + control("double >= 7 TOPS*bit")

    assert [] == found(text)


def test_number_that_stands_twice() -> None:
    text = control("TPP >= 5 TOPS*bit") + control("TPP < 5000 GOPS*bit and PD > 7 TOPS*bit/mm2", "A.2")

    assert [("repeated-number", "5000 GOPS*bit is written in more than one place")] == found(text)


def test_number_that_stands_in_two_limbs_of_one_citation() -> None:
    text = limbs("TPP >= 5 TOPS*bit and PD < 2 TOPS*bit/mm2", "process_node_nm < 2 nm and TPP >= 5 TOPS*bit")

    assert [("repeated-number", "5 TOPS*bit is written in more than one place")] == found(text)
    assert [] == found(text.replace("/mm2\n", '/mm2\n      cite ACT "7"\n'))


@pytest.mark.parametrize(
    "text",
    [
        control("TPP >= 5 TOPS*bit") + control("TPP >= 5 TOPS*bit", "B.1"),
        control("TPP >= 5 TOPS*bit") + control("5 TOPS*bit < TPP and PD > 1 TOPS*bit/mm2", "A.2"),
        control("process_node_nm < 5 nm and TPP > 2 TOPS*bit") + control("TPP > 3 TOPS*bit", "A.2"),
    ],
)
def test_equal_numbers_of_two_paragraphs_or_of_two_quantities_are_two(text: str) -> None:
    assert "repeated-number" not in dict(found(text))


def test_parameter_in_two_places_is_one_number_and_a_bare_one_is_none() -> None:
    text = parameter("floor", value="5 TOPS*bit") + limbs(
        "TPP >= floor and PD < 3 TOPS*bit/mm2 and (count of dies) > 1",
        "TPP < floor and PD > 7 TOPS*bit/mm2 and (count of dies) < 1",
    )

    assert [] == found(text)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["t_2023", "t_2024", "t_2026"], ["the table skips 2025, before parameter t_2026"]),
        (["t_2020", "t_2022", "t_2024", "t_2028"], ["the table skips 2026, before parameter t_2028"]),
        (["t_2023", "t_2024", "t_2025"], []),
        (["t_2023", "t_2026"], []),
        (["t_2020", "t_2022", "t_2024"], []),
    ],
)
def test_year_that_a_table_skips(names: list[str], expected: list[str]) -> None:
    assert [("skipped-year", message) for message in expected] == found(
        "".join(map(parameter, names)) + use(*names)
    )


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("2025-01-01", ["there is no number from 2025-01-01 to 2026-01-01, before parameter cap2"]),
        ("2026-01-01", []),
    ],
)
def test_days_without_a_number(until: str, expected: list[str]) -> None:
    first = parameter("cap1", "from 2024-01-01", f"until {until}")
    text = first + parameter("cap2", "from 2026-01-01") + use("cap1", "cap2")

    assert [("skipped-year", message) for message in expected] == found(text)


# --- citations ------------------------------------------------------------------------------

CITED = '  cite ACT "1"\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (control("TPP > 1 TOPS*bit", cite=""), "control A.1"),
        (parameter("p", cite="") + use("p"), "parameter p"),
        (
            control(
                'any of\n    (1) TPP > 1 TOPS*bit\n      cite ACT "1"\n    (2) PD > 2 TOPS*bit/mm2', cite=""
            ),
            "limb A.1.2",
        ),
        (
            control("TPP > 1 TOPS*bit") + '\nexclusion "N" from A.1\n  excluded when PD < 2 TOPS*bit/mm2\n',
            'exclusion "N"',
        ),
        (
            control("TPP > 1 TOPS*bit")
            + "\nlicense requirement R for A.1\n  required when destination in CN\n"
            + '\nlicense statements complete for A.1\n  cite ACT "2"\n',
            "license requirement R",
        ),
        (
            "\nmetric more : TOPS*bit/mm2 for chip\n  = TPP / die_area_mm2\n"
            + control("more > 1 TOPS*bit/mm2"),
            "metric more",
        ),
    ],
)
def test_statement_without_a_citation(text: str, message: str) -> None:
    assert [("missing-citation", f"{message} does not say where it stands")] == found(text)


def test_limbs_may_cite_in_place_of_their_control() -> None:
    first, second = 'TPP > 1 TOPS*bit\n      cite ACT "1"', 'PD > 2 TOPS*bit/mm2\n      cite ACT "2"'

    assert [] == found(limbs(first, second).replace(CITED, "", 1))


# --- what a text accepts --------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "\n# lint: accept unused-parameter kept for the next text" + parameter("dead"),
        "\n# lint: accept unused-parameter kept for the next text\n# another comment\n" + parameter("dead"),
        parameter("dead").replace("5 nm", "5 nm # lint: accept unused-parameter kept for the next text"),
    ],
)
def test_finding_that_is_accepted_with_a_reason(text: str) -> None:
    (one,) = lint(ENGINE.compile(HEAD + text + control("TPP > 1 TOPS*bit")))

    assert ("unused-parameter", "kept for the next text") == (one.finding.code, one.accepted)


@pytest.mark.parametrize(
    ("comment", "message"),
    [
        ("accept unused-parameter", "this comment accepts nothing: it has no code or no reason"),
        ("nonsense", "this comment accepts nothing: it has no code or no reason"),
        ("accept unused-paramete why", "there is no code `unused-paramete`"),
        ("accept open-band why", "nothing is found here that `open-band` would accept"),
    ],
)
def test_comment_that_accepts_nothing(comment: str, message: str) -> None:
    text = f"\n# lint: {comment}{parameter('dead')}{control('TPP > 1 TOPS*bit')}"

    assert [
        ("faulty-acceptance", message),
        ("unused-parameter", "parameter dead is read by nothing"),
    ] == found(text)


# --- whose text it is -----------------------------------------------------------------------


def test_amendment_is_told_of_its_own_text_only() -> None:
    book = ENGINE.compile(
        'rulebook later "Later"\n  amends us-2022\n  effective 2022-12-01\n\nparameter dead = 5 nm\n\n'
        "set performance = 4801 TOPS*bit\n"
    )
    advice = lint(book)

    assert [("missing-citation", 5), ("unused-parameter", 5)] == [
        (one.finding.code, one.finding.span.line) for one in advice if one.finding.span
    ]


def test_model_without_a_text_has_no_places_to_speak_of() -> None:
    condition = model.Comparison(">=", chips.TPP_REF, chips.HIGH)
    bare = model.Control("C", chips.CHIP, "chips", condition)
    book = model.Rulebook("b", "B", "b", dt.date(2024, 1, 1), None, None, (bare,))

    assert [] == lint(book)


def test_order_of_statements_decides_nothing() -> None:
    pieces = [parameter("dead"), limbs("TPP >= 48 TOPS*bit", "TPP >= 60 TOPS*bit"), LOWER]

    assert sorted(found("".join(pieces))) == sorted(found("".join(reversed(pieces))))


# --- hostile texts --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        limbs(*(f"TPP >= {number} TOPS*bit" for number in range(1000, 1900))),
        "".join(control(f"TPP >= {number} TOPS*bit", f"A.{number}") for number in range(1000, 2000)),
        control(" and ".join(f"(TPP < {i} TOPS*bit or PD < {i} TOPS*bit/mm2)" for i in range(2, 30))),
        control("not " * 30 + "designed_or_marketed_for_datacenter"),
    ],
    ids=["limbs", "controls", "product", "depth"],
)
def test_text_that_is_too_much_is_left_alone(text: str) -> None:
    assert {"repeated-number"} >= {code for code, _ in found(text)}


# --- the command ----------------------------------------------------------------------------

PLANTED = HEAD + limbs("TPP >= 48 TOPS*bit", "TPP >= 60 TOPS*bit") + parameter("dead")
PRINTED = """\
mine.redline:11:5: unreachable-limb: limb A.1.2 never decides: whatever meets it meets limb A.1.1 as well
  mine.redline:10:5: this is met as well
  help: strike it, or give it the threshold that tells it apart
mine.redline:13:11: unused-parameter: parameter dead is read by nothing
  help: compare something with it, or strike it
2 findings
"""


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main.main(["lint", *arguments])
    return int(caught.value.code or 0)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_command_prints_findings_and_exits_with_1(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "mine.redline").write_text(PLANTED, encoding="utf-8")

    assert (1, PRINTED) == (run("mine.redline"), capsys.readouterr().out)


def test_command_exits_with_0_where_all_is_accepted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = HEAD + control("TPP > 1 TOPS*bit") + "\n# lint: accept unused-parameter why" + parameter("dead")
    (folder / "mine.redline").write_text(text, encoding="utf-8")

    assert (0, "0 findings, 1 accepted\n") == (run("mine.redline"), capsys.readouterr().out)


def test_command_writes_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "mine.redline").write_text(PLANTED, encoding="utf-8")
    run("mine.redline", "--format", "json")
    first: dict[str, Any] = json.loads(capsys.readouterr().out)[0]

    assert {
        "rulebook": "mine",
        "code": "unreachable-limb",
        "message": "limb A.1.2 never decides: whatever meets it meets limb A.1.1 as well",
        "help": "strike it, or give it the threshold that tells it apart",
        "file": "mine.redline",
        "line": 11,
        "column": 5,
        "because": {"place": "mine.redline:10:5", "message": "this is met as well"},
        "accepted": None,
    } == first


def test_text_that_does_not_compile_exits_with_2(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "mine.redline").write_text(HEAD + control("nonsense > 1 nm"), encoding="utf-8")

    assert (2, "") == (run("mine.redline"), capsys.readouterr().out)


def test_every_code_has_its_section_in_the_documentation() -> None:
    page = (Path(__file__).parents[3] / "docs/reference/lint.md").read_text(encoding="utf-8")

    assert [] == [code for code in (*CODES, "faulty-acceptance") if f"\n## `{code}`\n" not in page]


# --- licenses -------------------------------------------------------------------------------


def test_control_for_which_other_requirements_may_be_missing() -> None:
    asking = (
        control("TPP >= 48 TOPS*bit")
        + """
license requirement R for A.1
  cite ACT "1"
  required when destination in CN
"""
    )
    complete = (
        asking
        + """
license statements complete for A.1, chip
  cite ACT "1"
"""
    )
    message = 'no license for A.1 is ever "not required": other requirements may be missing'

    assert [("open-license", message)] == found(asking)
    assert [] == found(complete)


def test_control_that_no_license_statement_names_where_others_are_named() -> None:
    """The license of an item in such a control is open for every destination."""
    law = """
license requirement R for A.1
  cite ACT "1"
  required when destination in CN

license statements complete for A.1, chip
  cite ACT "1"
  reasons R
"""
    one, other = control("TPP >= 48 TOPS*bit"), control("die_area_mm2 >= 900 mm2", "B.1")
    message = 'no license for B.1 is ever "not required": no requirement names it'

    assert [] == found(one + other)
    assert [("open-license", message)] == found(one + other + law)


@pytest.mark.parametrize(("change", "said"), [("strike license requirement AT", True), ("", False)])
def test_reason_whose_requirement_a_draft_strikes(change: str, said: bool) -> None:
    """An answer would name a reason as read for which the text asks no license any more."""
    draft = (
        'rulebook mine "Mine"\n  amends us-2023\n  effective 2023-12-01\n  pending "draft"\n\n'
        f"set a_tpp = 4000 TOPS*bit\n\n{change}\n"
    )
    codes = [each.finding.code for each in ENGINE.analyses.lint(ENGINE.compile(draft))]

    assert said is ("reason-without-requirement" in codes)
