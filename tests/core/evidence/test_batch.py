"""Answers in columns: the same as those of the exact search, item by item."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings

import redline
from redline import model
from redline.evidence import result
from redline.evidence.batch import Answerer
from redline.evidence.determination import Inquiry
from redline.program.trace import trace
from tests.support import generated


@given(generated.rulebooks(), generated.catalogs())
@settings(max_examples=40, deadline=None)
def test_answers_are_those_of_the_exact_search(book: model.Rulebook, catalog: Any) -> None:
    inquiry = Inquiry(trace(generated.KIND, book), dt.date(2024, 1, 1))
    rows = list(Answerer(inquiry.trace).rows(catalog))

    for row, answers in enumerate(rows):
        findings = inquiry.determine(catalog.item(row))._findings
        assert {ref: findings.answer(ref) for ref in answers} == answers


def test_evidence_of_many_items_is_that_of_each_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    found = redline.load().check(None, ["us-2022", "us-2023"])
    monkeypatch.setattr(result, "_BLOCK", 100)
    together = [[one.to_dict() for one in several] for several in found.determinations()]

    assert [[one.to_dict() for one in found.determination(row)] for row in range(len(found))] == together
