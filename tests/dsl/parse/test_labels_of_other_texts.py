"""Labels and names in the form of other texts are told how they are written here."""

from __future__ import annotations

import pytest

import redline

TEXT = """\
rulebook r
  effective 2027-01-01

parameter NAME = 1

control X.a for chip
  controlled when any of
    LABEL TPP >= 3 TOPS*bit
    (12) TPP >= 90 TOPS*bit
"""


def faults(label: str = "(1)", name: str = "plain") -> list[tuple[str, str | None]]:
    with pytest.raises(redline.InputError) as caught:
        redline.load().compile(TEXT.replace("LABEL", label).replace("NAME", name))
    return [(one.message, one.help) for one in caught.value.diagnostics]


@pytest.mark.parametrize(
    ("label", "meant"),
    [("a.3.", "(3)"), ("3.", "(3)"), ("a)", "(a)"), ("iv.", "(iv)"), ("a.3)", "(3)"), ("a.1.ii.", "(ii)")],
)
def test_limb_of_other_texts(label: str, meant: str) -> None:
    assert [(f"`{label}` is not how a limb begins", f"a limb is written `{meant}`")] == faults(label)


@pytest.mark.parametrize("label", ["(1234)", "(abcdef)"])
def test_long_label(label: str) -> None:
    message = f"`{label}` cannot be a label, and `TPP` cannot follow it otherwise"

    assert [(message, "a label has at most three digits, or at most five letters")] == faults(label)


def test_colon_within_a_name() -> None:
    help_ = "names are made of letters, digits, `_`, `.` and `-`"

    assert [("`a:` is no name", help_)] == faults(name="a:b")
