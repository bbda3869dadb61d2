"""Numbers that are read outside the days they state, and checks that are yet to come, are said."""

from __future__ import annotations

import pytest

import redline

TEXT = """
rulebook two-days "Two days"
  regime example
  effective 2025-01-01
  verified {verified}

parameter cap = 4000 TOPS*bit
  from {from_}
  until 2026-01-01

control X.1 for chip "chips"
  controlled when TPP >= cap
"""


FAST = {"fp16_tflops": "312"}


def warnings(on: str, *, from_: str = "2025-01-01", verified: str = "2025-06-01") -> list[str]:
    engine = redline.load()
    book = engine.compile(TEXT.format(from_=from_, verified=verified))
    one = engine.determine(FAST, book, on=on)
    return [each for each in one.warnings if "`cap`" in each or "yet to come" in each]


def test_number_inside_its_days_is_silent() -> None:
    assert warnings("2025-12-31") == []


def test_number_after_its_days_is_said() -> None:
    (line,) = warnings("2026-01-01")
    assert line == (
        "`two-days`: parameter `cap` was the law until 2026-01-01, and is read on 2026-01-01 all the same"
    )


def test_number_before_its_days_is_said() -> None:
    (line,) = warnings("2025-03-01", from_="2025-06-01")
    assert line == "`two-days`: parameter `cap` is the law from 2025-06-01, after 2025-03-01"


@pytest.mark.parametrize(
    ("on", "said"),
    [("2026-01-01", "was the law until 2026-01-01"), ("2025-03-01", "is the law from 2025-06-01")],
)
def test_number_outside_its_days_is_refused_where_strict(on: str, said: str) -> None:
    engine = redline.load(strict=True)
    book = engine.compile(TEXT.format(from_="2025-06-01", verified="2026-06-01"))
    with pytest.raises(redline.InputError, match=said):
        engine.determine(FAST, book, on=on)


def test_all_that_makes_a_day_unsafe_is_said_at_once_where_strict() -> None:
    engine = redline.load(strict=True)
    book = engine.compile(TEXT.format(from_="2025-01-01", verified="2025-06-01"))
    with pytest.raises(redline.InputError) as caught:
        engine.determine(FAST, book, on="2026-02-01")

    assert [
        "`two-days` is verified as of 2025-06-01, before 2026-02-01",
        "`two-days`: parameter `cap` was the law until 2026-01-01, and is read on 2026-02-01 all the same",
    ] == [one.message for one in caught.value.diagnostics]


def test_check_that_is_yet_to_come_is_said() -> None:
    (line,) = warnings("2025-03-01", verified="9999-01-01")
    assert line == "`two-days` says that it was verified on 9999-01-01, which is yet to come"


def test_strict_engine_refuses_a_number_outside_its_days() -> None:
    engine = redline.load(strict=True)
    book = engine.compile(TEXT.format(from_="2025-01-01", verified="2026-06-01"))
    with pytest.raises(redline.InputError, match="was the law until 2026-01-01"):
        engine.determine(FAST, book, on="2026-01-01")
    assert "controlled" == engine.determine(FAST, book, on="2025-12-31").status


def test_number_without_a_day_is_refused() -> None:
    with pytest.raises(redline.InputError, match="the parameter has no day"):
        redline.load().compile(TEXT.format(from_="2026-01-01", verified="2025-06-01"))


@pytest.mark.parametrize(("on", "said"), [("2027-01-01", True), ("2026-07-11", False)])
def test_a_draft_is_no_better_checked_than_what_it_amends(on: str, said: bool) -> None:
    engine, strict = redline.load(), redline.load(strict=True)
    law = engine.rulebook("us-2026-07")
    draft = 'rulebook own-draft\n  amends us-2026-07\n  effective 2026-07-11\n  pending "a draft"\n\n'
    draft += "control X.1 for chip\n  controlled when TPP >= 99999999 TOPS*bit\n"
    line = f"`us-2026-07`, which `own-draft` amends, is verified as of {law.verified}, before {on}"

    assert said is (line in engine.determine(FAST, engine.compile(draft), on=on).warnings)
    if said:
        with pytest.raises(redline.InputError, match="which `own-draft` amends"):
            strict.determine(FAST, strict.compile(draft), on=on)
