"""Advice on the bundled rulebooks: there is none that they do not accept."""

from __future__ import annotations

import redline


def test_bundled_rulebooks_have_no_finding_that_they_do_not_accept() -> None:
    advice = redline.load().analyses.lint()

    assert [] == [f"{one.finding.span}: {one.finding.line}" for one in advice if one.accepted is None]
