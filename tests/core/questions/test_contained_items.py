"""Items that contain others: whether some of those are in a control."""

from __future__ import annotations

import pytest

import redline

RULES = """rulebook test "Computers"
  effective 2024-01-01

item box "a computer"
  collection chips of chip written "COUNTxNAME"

control A for chip
  controlled when TPP >= 4800 TOPS*bit

exclusion "Note" from A
  excluded when not designed_or_marketed_for_datacenter and TPP < 6000 TOPS*bit

control C for box
  controlled when any of chips is A

control D for box
  controlled when count of chips >= 9
"""
ENGINE = redline.load()
BOOK = ENGINE.compile(RULES)


@pytest.mark.parametrize(
    ("chips", "status", "controls"),
    [
        ("8xA100 SXM4 80GB", "controlled", ("C",)),
        ("2xL4", "not_controlled", ()),
        ("2xL4; 1xA100 SXM4 80GB", "controlled", ("C",)),
        ("9xL4", "controlled", ("D",)),
        ("1xGeForce RTX 4090", "not_controlled", ()),
        ("1xInstinct MI308X", "undetermined", ()),
        ("1xInstinct MI308X;1xA100 SXM4 80GB", "controlled", ("C",)),
        ("", "undetermined", ()),
    ],
)
def test_item_is_judged_by_what_it_contains(chips: str, status: str, controls: tuple[str, ...]) -> None:
    found = ENGINE.determine({"chips": chips}, BOOK, kind="box")

    assert (status, controls) == (found.status, found.controls)


def test_missing_is_the_collection() -> None:
    assert ("chips",) == ENGINE.determine({"chips": ""}, BOOK, kind="box").missing


def test_unknown_content_is_refused_with_the_nearest() -> None:
    with pytest.raises(
        redline.InputError, match=r"names `A1000 SXM4 80GB`.*\n  help: did you mean `A100 SXM4 80GB`"
    ):
        ENGINE.determine({"chips": "8xA1000 SXM4 80GB"}, BOOK, kind="box")


@pytest.mark.parametrize("chips", ["A100", "0xL4", "-1xL4", "8x", "99999xL4"])
def test_list_that_is_none_is_refused(chips: str) -> None:
    with pytest.raises(redline.InputError, match="does not say which chips and how many"):
        ENGINE.determine({"chips": chips}, BOOK, kind="box")


def test_rule_that_refers_to_a_control_of_another_kind_is_refused() -> None:
    text = RULES.replace("any of chips is A", "any of chips is D")

    with pytest.raises(redline.InputError, match="`D` is for `box`, and `chips` holds `chip`"):
        ENGINE.compile(text)
