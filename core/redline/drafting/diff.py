"""Compare two texts of a rule over a catalog: what is newly caught, what is released, and which limb did it.

Whether an item changes is one question over both texts, and not two: where a fact is not known, an item
may be open under each of them and still be the same under both, whatever the fact is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from attrs import frozen

from redline.catalog import Catalog
from redline.determination import Determination
from redline.drafting.case import Case, silences
from redline.drafting.joint import Codes, decide
from redline.drafting.varying import Rebuilder
from redline.outputs import Ref, RulebookOutput
from redline.program import Program
from redline.values import Status


@frozen
class Flip:
    """An item that is not the same before and after, or may not be; ``limbs`` did it, ``cause`` says how."""

    item: str
    before: Determination
    after: Determination
    limbs: tuple[str, ...]
    cause: str

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return {
            "item": self.item,
            "before": _side(self.before),
            "after": _side(self.after),
            "limbs": list(self.limbs),
            "cause": self.cause,
        }


@frozen
class Diff:
    """What two texts make of the items of a catalog.

    ``by`` is "status" where the question is what is in a control, and "license" where it is what needs a
    license for a destination. ``notes`` say which text does not speak of such items at all.
    """

    before: str
    after: str
    by: str
    caught: tuple[Flip, ...]
    released: tuple[Flip, ...]
    undetermined: tuple[Flip, ...]
    unchanged: int
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return {
            "before": self.before,
            "after": self.after,
            "by": self.by,
            "caught": [change.to_dict() for change in self.caught],
            "released": [change.to_dict() for change in self.released],
            "undetermined": [change.to_dict() for change in self.undetermined],
            "unchanged": self.unchanged,
            "notes": list(self.notes),
        }


def differences(before: Case, after: Case) -> Diff:
    """Compare two cases over the same rows."""
    by_license = before.moment.license and after.moment.license
    caught, released = _changed(before.program(), after.program(), after.catalog, by_license=by_license)
    open_ = (caught == Status.UNDETERMINED) | (released == Status.UNDETERMINED)
    parts = [np.flatnonzero(rows) for rows in (caught == 1, released == 1, open_)]
    by = "license" if by_license else "status"
    newly, freed, unsure = (
        tuple(_change(before.determine(row), after.determine(row), by) for row in rows.tolist())
        for rows in parts
    )
    unchanged = len(caught) - sum(map(len, parts))
    notes = silences((before, after))
    return Diff(_title(before), _title(after), by, newly, freed, unsure, unchanged, notes)


def _title(case: Case) -> str:
    return f"{case.book.id}@{case.chosen.on}"


def _changed(before: Program, after: Program, catalog: Catalog, *, by_license: bool) -> tuple[Codes, Codes]:
    """Return for each row whether it is caught and whether it is released, coded as ``Status``."""
    builder = Rebuilder(before.kind, {})
    (old,), (new,) = (builder.outputs(each, {}) for each in (before, after))
    was, now = _asked(old, by_license=by_license), _asked(new, by_license=by_license)
    newly, freed = builder.both(builder.negated(was), now), builder.both(was, builder.negated(now))
    caught, released = decide(builder, [newly, freed], catalog)
    return caught, released


def _asked(output: RulebookOutput, *, by_license: bool) -> Ref:
    if not by_license:
        return output.status
    assert output.license is not None
    return output.license.required


def _change(before: Determination, after: Determination, by: str) -> Flip:
    gone = tuple(limb for limb in before.limbs if limb not in after.limbs)
    come = tuple(limb for limb in after.limbs if limb not in before.limbs)
    limbs = come or gone or after.limbs or before.limbs
    return Flip(after.item, before, after, limbs, "; ".join(_causes(before, after, come, gone, by)))


def _causes(
    before: Determination,
    after: Determination,
    come: Sequence[str],
    gone: Sequence[str],
    by: str,
) -> Iterator[str]:
    """Say in words what differs between two outcomes."""
    if come:
        yield f"meets {', '.join(come)}"
    if gone:
        yield f"no longer meets {', '.join(gone)}"
    for word, now, then in (
        ("excluded by", after.excluded_by, before.excluded_by),
        ("presumed by", after.presumed_by, before.presumed_by),
    ):
        if new := [name for name in now if name not in then]:
            yield f"{word} {', '.join(new)}"
        if old := [name for name in then if name not in now]:
            yield f"no longer {word} {', '.join(old)}"
    if by == "license" and before.controls == after.controls and before.license != after.license:
        yield "other license requirements"
    if missing := after.missing or before.missing:
        yield f"open without {', '.join(missing)}"


def _side(one: Determination) -> dict[str, Any]:
    return {
        "rulebook": one.rulebook,
        "on": one.on.isoformat(),
        "status": one.status,
        "controls": list(one.controls),
        "limbs": list(one.limbs),
        "excluded_by": list(one.excluded_by),
        "missing": list(one.missing),
        "license": one.license,
    }
