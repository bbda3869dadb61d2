"""A header that cannot be read is the one error: what its words would have said is no further fault."""

from __future__ import annotations

import pytest

import redline

AMENDMENT = """\
rulebook draft-x "Title"
  amends us-2023
  effective 2027-01-01

set a_tpp = 2400 TOPS*bit

control 3A999 for chip
  controlled when TPP >= b_tpp
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"Title"', "\u201cTitle\u201d", "1:18: error: a curved quotation mark cannot stand here"),
        ("2027-01-01", "01/01/2027", "3:13: error: `01/01/2027` is not how a day is written"),
        ("2027-01-01", "January 1, 2027", "3:13: error: `January 1, 2027` is not how a day is written"),
        ("2027-01-01", "1 Jan. 2027", "3:13: error: `1 Jan. 2027` is not how a day is written"),
        (
            "2027-01-01",
            "2027\u201301\u201301",
            "3:13: error: `2027\u201301\u201301` is not how a day is written",
        ),
        ("2027-01-01", "2027-02-30", "3:13: error: `2027-02-30` is not a day of the calendar"),
        ("2027-01-01", "2027", "3:13: error: `2027` cannot stand here"),
        ("draft-x", "draft\u2014x", "1:15: error: `\u2014` is not a sign of the language"),
        ("us-2023", "us\u20132023", "2:12: error: `\u2013` is not a sign of the language"),
        ("amends", "amend", "2:3: error: `amend` cannot stand here"),
        ("rulebook", "rulebok", "1:1: error: `rulebok` does not begin a statement"),
        ("  amends", "amends", "2:1: error: `amends` does not begin a statement"),
        ("  effective", "effective", "3:1: error: `effective` does not begin a statement"),
    ],
)
def test_only_the_fault_of_the_header_is_reported(old: str, new: str, expected: str) -> None:
    with pytest.raises(redline.InputError) as caught:
        redline.load().compile(AMENDMENT.replace(old, new))

    (only,) = caught.value.diagnostics
    assert expected == f"{only.span.line}:{only.span.column}: error: {only.message}" if only.span else ""


def test_a_text_of_its_own_has_its_other_faults_said_as_well() -> None:
    text = "rulebook r\n  effective 2027-02-30\n\ncontrol 3A999 for chip\n  controlled when TPP >= nothing\n"
    with pytest.raises(redline.InputError) as caught:
        redline.load().compile(text)

    assert ["`2027-02-30` is not a day of the calendar", "unknown name `nothing`"] == [
        one.message for one in caught.value.diagnostics
    ]


@pytest.mark.parametrize(
    ("day", "help_"),
    [
        ("01/01/2027", "write year-month-day: `2027-01-01`"),
        ("January 1, 2027", "write year-month-day: `2027-01-01`"),
        ("01/02/2027", "write year-month-day, such as 2023-11-17"),
    ],
)
def test_help_has_the_day_where_it_is_clear(day: str, help_: str) -> None:
    with pytest.raises(redline.InputError) as caught:
        redline.load().compile(AMENDMENT.replace("2027-01-01", day))

    assert [help_] == [one.help for one in caught.value.diagnostics]
