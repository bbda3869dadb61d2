"""Compare two texts of a rule over a catalog: what is newly caught, what is released, and which limb did it.

Whether an item changes is one question over both texts, and not two: where a fact is not known, an item
may be open under each of them and still be the same under both, whatever the fact is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from redline.catalog import Catalog
from redline.curves.specialize import Rebuilder
from redline.drafting.case import Case, silences
from redline.evidence.determination import Determination
from redline.evidence.licensing import License
from redline.kernel.conditions import Codes, decide
from redline.program import Program
from redline.program.roots import InControl, LicenseRequired, only
from redline.values import Status, fields

Rows: TypeAlias = NDArray[np.bool_]


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
            **fields(self, "item"),
            "before": _side(self.before),
            "after": _side(self.after),
            **fields(self, "limbs cause"),
        }


@frozen
class Diff:
    """What two texts make of the items of a catalog.

    ``by`` is "status" where the question is what is in a control, and "license" where it is what needs a
    license for a destination; ``relicensed`` are then those that need one under both texts, and not on the
    same terms. ``surely_caught`` and ``surely_free`` were open before; after, they are caught, or free,
    whatever their unknown facts are. ``notes`` name a text that has nothing on such items.
    """

    before: str
    after: str
    by: str
    caught: tuple[Flip, ...]
    released: tuple[Flip, ...]
    undetermined: tuple[Flip, ...]
    relicensed: tuple[Flip, ...]
    unchanged: int
    notes: tuple[str, ...] = ()
    surely_caught: tuple[Flip, ...] = ()
    surely_free: tuple[Flip, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        return fields(
            self,
            "before after by caught surely_caught "
            "released surely_free undetermined relicensed unchanged notes",
        )


def differences(before: Case, after: Case) -> Diff:
    """Compare two cases over the same rows."""
    by_license = before.moment.license and after.moment.license
    found = _changed(before.program(), after.program(), after.catalog, by_license=by_license)
    by = "license" if by_license else "status"
    groups = {
        name: tuple(_change(before.determine(row), after.determine(row), by) for row in _rows(rows))
        for name, rows in found.groups().items()
    }
    alike = found.both & ~np.logical_or.reduce(list(found.groups().values()))
    other = tuple(_relicensed(before, after, _rows(alike)) if by_license else ())
    unchanged = len(after.catalog) - sum(map(len, groups.values())) - len(other)
    notes = silences((before, after))
    return Diff(
        _title(before), _title(after), by, relicensed=other, unchanged=unchanged, notes=notes, **groups
    )


def _rows(rows: Rows) -> list[int]:
    return np.flatnonzero(rows).tolist()


def _relicensed(before: Case, after: Case, rows: Iterable[int]) -> Iterator[Flip]:
    """Yield the rows that may need a license under both texts, and not on the same terms."""
    for row in rows:
        old, new = before.determine(row), after.determine(row)
        assert old.license is not None
        assert new.license is not None
        if causes := list(_query(old, new, old.license, new.license)):
            yield Flip(new.item, old, new, _limbs(old, new), "; ".join(causes))


def _query(old: Determination, new: Determination, was: License, now: License) -> Iterator[str]:
    """Say in words on what other terms a license is needed."""
    said = False
    for word, then, since in (
        ("exception", _codes(was), _codes(now)),
        ("possible exception", was["possible_exceptions"], now["possible_exceptions"]),
        ("requirement", was["requirements"], now["requirements"]),
        ("control", old.controls, new.controls),
    ):
        for verb, names in (
            ("loses", [each for each in then if each not in since]),
            ("gains", [each for each in since if each not in then]),
        ):
            if names:
                said = True
                yield f"{verb} {word} {', '.join(names)}"
    if was["policy"] != now["policy"]:
        said = True
        then_, now_ = ((one["policy"] or "no known policy").replace("_", " ") for one in (was, now))
        yield f"{now_} in place of {then_}"
    if not said and _duties(was) != _duties(now):
        yield "other obligations"


def _codes(license_: License) -> list[str]:
    return [exception["code"] for exception in license_["exceptions"]]


def _duties(license_: License) -> list[str]:
    return [*license_["obligations"], *(d for each in license_["exceptions"] for d in each["obligations"])]


def _title(case: Case) -> str:
    return f"{case.book.id}@{case.chosen.on}"


@frozen
class _Changed:
    """For each row whether it is ``caught`` and whether it is ``released``, coded as ``Status``.

    ``was`` and ``now`` say what each text makes of it; ``both`` where it is, or may be, what is asked for
    under both.
    """

    caught: Codes
    released: Codes
    was: Codes
    now: Codes
    both: Rows

    def groups(self) -> dict[str, Rows]:
        """Return the rows that change, or may, by what is sure of them."""
        open_ = (self.caught == Status.UNDETERMINED) | (self.released == Status.UNDETERMINED)
        settled = open_ & (self.was == Status.UNDETERMINED)
        sure = settled & (self.now == Status.CONTROLLED)
        free = settled & (self.now == Status.NOT_CONTROLLED)
        return {
            "caught": self.caught == Status.CONTROLLED,
            "released": self.released == Status.CONTROLLED,
            "undetermined": open_ & ~sure & ~free,
            "surely_caught": sure,
            "surely_free": free,
        }


def _changed(before: Program, after: Program, catalog: Catalog, *, by_license: bool) -> _Changed:
    """Decide each row under both texts by one set of facts."""
    builder = Rebuilder(before.kind, {})
    question = LicenseRequired if by_license else InControl
    was, now = (only(builder.copied(each, each.roots(), {}), question) for each in (before, after))
    newly, freed = builder.both(builder.negated(was), now), builder.both(was, builder.negated(now))
    questions = [newly, freed, was, now, builder.both(was, now)]
    caught, released, then, since, both = decide(builder.kind, builder.nodes, questions, catalog)
    return _Changed(caught, released, then, since, both != Status.NOT_CONTROLLED)


def _change(before: Determination, after: Determination, by: str) -> Flip:
    gone, come = _gone(before, after), _gone(after, before)
    causes = _causes(before, after, come, gone, by)
    return Flip(after.item, before, after, _limbs(before, after), "; ".join(causes))


def _limbs(before: Determination, after: Determination) -> tuple[str, ...]:
    """Return the limbs that made the difference, or that are met."""
    return _gone(after, before) or _gone(before, after) or after.grounds or before.grounds


def _gone(before: Determination, after: Determination) -> tuple[str, ...]:
    return tuple(limb for limb in before.grounds if limb not in after.grounds)


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
