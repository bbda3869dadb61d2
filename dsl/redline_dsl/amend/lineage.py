"""Follow a rulebook back to the text that it amends, and put the amendments on one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from attrs import frozen

from redline import model
from redline.diagnostics import Source
from redline_dsl import tree
from redline_dsl.amend.apply import amend
from redline_dsl.amend.heads import Head, head_of, may_amend
from redline_dsl.findings import Findings, refuse
from redline_dsl.parse.text import MOST_KEPT, Parsed, parse
from redline_dsl.tree.lookup import all_of

_MOST_AMENDMENTS: Final = 100


@frozen
class Chain:
    """A text as amended, the heads of all texts in it from the first on, and the last changes."""

    file: Parsed
    heads: Sequence[Head]
    changes: Sequence[model.Change]
    findings: Findings


def amendments(source: Source, text_of: Callable[[str], Source | None]) -> Chain:
    """Parse a text and those it amends, and apply each to the one before it.

    Raises ``InputError`` for a text that cannot be read at all; other findings are collected. Findings
    in an earlier text are its own: a later one is not compiled with them.
    """
    file = parse(source)
    findings = Findings(file.findings)
    head = head_of(file, findings)
    if may_amend(file) and (head is None or head.amends is None):
        findings.raise_any()
    if head is None or head.amends is None:
        _refuse_amending(file, findings)
        return Chain(file, [head] if head else [], (), findings)
    before = _before(head, text_of, findings)
    if before is None:
        findings.raise_any()
    assert before is not None, "its absence is a finding"
    with findings.collected():
        _refuse_overlap(before.heads[-1], head)
    compliance = head.compliance
    amended = amend(before.file.statements, file.statements, head.effective.date.value, compliance, findings)
    if not amended.changes and not findings:
        message = f"`{head.node.name.text}` changes nothing of `{head.amends.name.text}`"
        help_ = "set a parameter, or add, strike or replace a statement"
        findings.add(refuse(message, head.amends.span, help_, code="no-effect"))
    broken = file.broken | before.file.broken | amended.broken
    whole = Parsed(file.source, tuple(amended.statements), (), broken, file.broken_statements)
    return Chain(whole, [*before.heads, head], amended.changes, findings)


def _before(head: Head, text_of: Callable[[str], Source | None], findings: Findings) -> Chain | None:
    """Return the text that is amended; None, with a finding, where there is none to build on."""
    assert head.amends is not None
    seen = {head.node.name.text}
    name = head.amends.name

    def earlier(id_: str) -> Source | None:
        if id_ in seen or len(seen) > _MOST_AMENDMENTS:
            return None
        seen.add(id_)
        return text_of(id_)

    if name.text in seen:
        findings.add(refuse(f"`{name.text}` amends itself", name.span, code="cycle"))
        return None
    text = earlier(name.text)
    if text is None:
        help_ = "an amendment names the one text before it, and no regime: `redline rules` lists the ids"
        message = f"there is no rulebook `{name.text}` to amend"
        findings.add(refuse(message, name.span, help_, code="unknown-name"))
        return None
    return _amended(tuple(_lineage(text, earlier)))


@lru_cache(maxsize=MOST_KEPT)
def _amended(lineage: tuple[Source, ...]) -> Chain:
    """Return a text as amended, from itself and those before it; raises ``InputError`` if it has a fault.

    A text is put together once, however many others amend it: 14 amendments in a row are 14 steps, not 105.
    """
    before = dict(zip(map(_amended_id, lineage), lineage[1:], strict=False))
    chain = amendments(lineage[0], before.get)
    chain.findings.raise_any()
    return chain


def _lineage(source: Source, text_of: Callable[[str], Source | None]) -> Iterator[Source]:
    """Yield a text, the one that it amends, and so on, up to the first or to one that nobody has."""
    following: Source | None = source
    while following is not None:
        yield following
        id_ = _amended_id(following)
        following = text_of(id_) if id_ is not None else None


def _amended_id(source: Source) -> str | None:
    """Return the id of the text that a text says it amends."""
    headers = all_of(tree.RulebookHeader, parse(source).statements)
    amends = [clause.name.text for header in headers for clause in all_of(tree.Amends, header.clauses)]
    return amends[0] if amends else None


def _refuse_overlap(before: Head, head: Head) -> None:
    """Raise ``Refused`` where an amendment takes effect before the text it amends, or on the same day."""
    if head.effective.date.value <= before.effective.date.value:
        name = before.node.name.text
        message = (
            f"it takes effect on {head.effective.date.value}, and `{name}` on {before.effective.date.value}"
        )
        because = (before.effective.span, "the text that it amends begins here")
        help_ = "two texts would be in force at once: give a later day, or amend an earlier text"
        raise refuse(message, head.effective.span, help_, code="overlap", because=because)


def _refuse_amending(file: Parsed, findings: Findings) -> None:
    """Refuse statements that change another text where no other text is named."""
    for node in file.statements:
        if isinstance(node, tree.Amending):
            help_ = "add `amends` and the name of a rulebook to the header"
            findings.add(refuse("this changes a text, and none is named", node.span, help_, code="type"))
