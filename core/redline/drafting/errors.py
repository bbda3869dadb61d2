"""Compare what a rule catches with what it should catch: missed items, over-blocked ones, and rates."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from redline.catalog import Catalog
from redline.curves.status_curves import EXCEPTED, codes_of
from redline.drafting.case import Case
from redline.drafting.labels import Labels
from redline.drafting.tally import Codes, Tally, tally
from redline.drafting.tradeoff import PlaneTradeoff, Tradeoff
from redline.kernel import Kernel
from redline.questions.quantities import Quantity
from redline.values import Status, fields

_LABEL_WORDS = ("no", "yes", "unknown")


@frozen
class Unsure:
    """An item that may be missed or over-blocked: its label or its outcome is not known."""

    item: str
    label: str
    status: str

    def to_dict(self) -> dict[str, str]:
        """Return it as JSON writes it."""
        return fields(self, "item label status")


@frozen(eq=False)
class Errors:
    """How the outcomes of a rulebook differ from labels.

    An item is ``missed`` where it is labelled and in no control, and ``over_blocked`` where it is in one and
    not labelled; one that may use a license exception is in a control. ``unsure`` items widen the ranges.
    """

    rulebook: str
    labels: Labels
    total: Tally
    missed: tuple[str, ...]
    over_blocked: tuple[str, ...]
    unsure: tuple[Unsure, ...]
    weight: str | None = None
    unweighted: tuple[str, ...] = ()
    """Items whose weight is not known; they count as nothing."""
    by: str | None = None
    segments: tuple[tuple[str, Tally], ...] = ()
    tradeoff: Tradeoff | PlaneTradeoff | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        segments = [{"segment": name, **found.to_dict()} for name, found in self.segments]
        return {
            **fields(self, "rulebook"),
            "label": self.labels.to_dict(),
            **fields(self, "weight unweighted"),
            **self.total.to_dict(),
            "missed_items": list(self.missed),
            "over_blocked_items": list(self.over_blocked),
            **fields(self, "unsure by"),
            "segments": segments,
            **fields(self, "tradeoff"),
        }


def errors(
    case: Case,
    labels: Labels,
    weight: Quantity | None,
    by: str | None,
    tradeoff: Tradeoff | PlaneTradeoff | None,
) -> Errors:
    """Compare the outcomes of a case with labels of its rows."""
    outcomes = outcomes_of(case)
    weights, unweighted = weights_of(weight, case.catalog)
    names = np.array(case.catalog.names, dtype=object)
    unsure = (labels.codes == Status.UNDETERMINED) | (outcomes == Status.UNDETERMINED)
    missed = ~unsure & (labels.codes > outcomes)
    over_blocked = ~unsure & (labels.codes < outcomes)
    return Errors(
        case.book.id,
        labels,
        tally(labels.codes, outcomes, weights),
        tuple(sorted(names[missed])),
        tuple(sorted(names[over_blocked])),
        tuple(
            Unsure(str(names[row]), _LABEL_WORDS[labels.codes[row]], Status(int(outcomes[row])).word)
            for row in sorted(np.flatnonzero(unsure).tolist(), key=lambda row: str(names[row]))
        ),
        None if weight is None else weight.name,
        unweighted,
        by,
        () if by is None else _segments(case, by, labels.codes, outcomes, weights),
        tradeoff,
    )


def outcomes_of(case: Case) -> Codes:
    """Return what a rulebook says of each row, coded as ``Status``."""
    codes = codes_of(Kernel(case.program()).run(case.catalog).answers)
    codes[codes == EXCEPTED] = Status.CONTROLLED
    return codes


def weights_of(weight: Quantity | None, catalog: Catalog) -> tuple[NDArray[Any] | None, tuple[str, ...]]:
    """Return the weight of each row, and the items of which it is not known, which weigh nothing."""
    if weight is None:
        return None, ()
    measured = weight.over(catalog)
    missing = np.flatnonzero(~measured.known)
    found = np.where(measured.known, measured.values, 0.0)
    return found, tuple(sorted(catalog.names[row] for row in missing.tolist()))


def _segments(
    case: Case, by: str, labels: Codes, outcomes: Codes, weights: NDArray[Any] | None
) -> tuple[tuple[str, Tally], ...]:
    words = np.array([word or "" for word in case.words(by)], dtype=object)
    found = []
    for word in sorted(set(words), key=lambda word: (not word, word)):
        rows = words == word
        share = None if weights is None else weights[rows]
        found.append((word or "unknown", tally(labels[rows], outcomes[rows], share)))
    return tuple(found)
