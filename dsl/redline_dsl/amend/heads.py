"""Check the header of a rulebook: its name, its days, and the text that it amends."""

from __future__ import annotations

import datetime as dt
from typing import TypeVar

from attrs import frozen

from redline.diagnostics import Source, Span
from redline_dsl import tree
from redline_dsl.findings import Findings, Refused, refuse
from redline_dsl.parse.text import Parsed
from redline_dsl.tree.lookup import all_of, date_of

_Clause = TypeVar("_Clause", tree.Amends, tree.Draft)


@frozen
class Head:
    """The first words of a rulebook, checked; ``regime`` is None where an amendment says none."""

    source: Source
    node: tree.RulebookHeader
    regime: str | None
    effective: tree.Dated
    published: tree.Dated | None
    verified: tree.Dated | None
    compliance: dt.date | None
    amends: tree.Amends | None
    draft: str | None


def head_of(file: Parsed, findings: Findings) -> Head | None:
    """Return the checked header of a text; None, with a finding, where it has none that can be read."""
    try:
        return _resolved_head(file)
    except Refused as refusal:
        findings.add(refusal)
        return None


def may_amend(file: Parsed) -> bool:
    """Return whether a header that cannot be read may name another text, whose words are lacking then."""
    if not file.broken_statements & {"rulebook", "amends", "effective"}:
        return False
    alone = any(isinstance(node, tree.Control) for node in file.statements)
    changes = any(isinstance(node, tree.Amending) for node in file.statements)
    return changes or not alone or "amends" in file.broken_statements


def _resolved_head(file: Parsed) -> Head:
    headers = all_of(tree.RulebookHeader, file.statements)
    if not headers and "rulebook" in file.broken_statements:
        raise Refused
    if not headers:
        help_ = "begin it with `rulebook`, a name and the day it takes effect"
        raise refuse("the file has no `rulebook` header", Span(file.source, 1, 1), help_, code="missing")
    if len(headers) > 1:
        because = (headers[0].name.span, "first header")
        help_ = "write one file for each rulebook"
        raise refuse(
            "the file has two headers", headers[1].name.span, help_, code="duplicate", because=because
        )
    node = headers[0]
    effective = date_of(node.clauses, "effective")
    if effective is None and "effective" in file.broken_statements:
        raise Refused
    if effective is None:
        message = f"the rulebook `{node.name.text}` does not say when it takes effect"
        help_ = "add a line such as `effective 2023-11-17` under its header"
        raise refuse(message, node.name.span, help_, code="missing")
    regimes = all_of(tree.Regime, node.clauses)
    if len(regimes) > 1:
        raise refuse("`regime` is stated twice", regimes[1].span, "one has to go", code="duplicate")
    amends = _at_most_one(tree.Amends, node)
    draft = _at_most_one(tree.Draft, node)
    compliance = date_of(node.clauses, "compliance")
    if compliance is not None and compliance.date.value < effective.date.value:
        because = (effective.span, "it takes effect here")
        raise refuse("compliance begins before that", compliance.span, code="value", because=because)
    own = None if amends else node.name.text
    return Head(
        file.source,
        node,
        regimes[0].name.text if regimes else own,
        effective,
        date_of(node.clauses, "published"),
        date_of(node.clauses, "verified"),
        compliance.date.value if compliance else None,
        amends,
        draft.state.text if draft else None,
    )


def _at_most_one(type_: type[_Clause], node: tree.RulebookHeader) -> _Clause | None:
    found = all_of(type_, node.clauses)
    if len(found) > 1:
        span = found[1].span
        raise refuse("this is stated twice", span, "one has to go", code="duplicate")
    return found[0] if found else None
