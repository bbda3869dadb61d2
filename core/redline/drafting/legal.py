"""Say which items are legal, in one of three meanings: in no control, license not required, or exception."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, cast, get_args

import numpy as np
from numpy.typing import NDArray

from redline.diagnostics import InputError
from redline.drafting.case import Case
from redline.kernel import Kernel
from redline.values import Status

Codes: TypeAlias = NDArray[np.uint8]
Legal: TypeAlias = Literal["control", "license", "exception"]

MEANINGS: Final[dict[Legal, str]] = {
    "control": "in no control",
    "license": "no license required",
    "exception": "no license required, or an exception usable",
}
_OPPOSITE: Final = np.array([Status.CONTROLLED, Status.NOT_CONTROLLED, Status.UNDETERMINED], np.uint8)


def meanings(asked: str | None, *, license_asked: bool) -> list[Legal]:
    """Return the meanings that are asked for, all that there are by default. Raises ``InputError``."""
    if asked is None:
        return [each for each in MEANINGS if license_asked or each == "control"]
    if asked not in get_args(Legal):
        raise InputError.of(f"`{asked}` is no meaning of legal", help="choose control, license or exception")
    if asked != "control" and not license_asked:
        raise InputError.of(
            f"whether an item is legal by `{asked}` depends on where it goes",
            help="state it, as in `--to CN`",
        )
    return [cast("Legal", asked)]


def legal_codes(case: Case, meaning: Legal) -> Codes:
    """Return whether each row is legal: yes, no, or unknown, coded as ``Status``."""
    answers = Kernel(case.program()).run(case.catalog).answers
    id_ = case.book.id
    if meaning == "control":
        return _OPPOSITE[answers[id_, "status"]]
    free = _OPPOSITE[answers[id_, "license"]]
    if meaning == "license":
        return free
    usable = [found for (each, asked), found in answers.items() if each == id_ and asked[:10] == "exception "]
    return _any([free, *usable])


def _any(several: list[Codes]) -> Codes:
    """Return where one of several holds: yes where one does, no where none does."""
    stacked = np.stack(several)
    yes = (stacked == Status.CONTROLLED).any(axis=0)
    no = (stacked == Status.NOT_CONTROLLED).all(axis=0)
    return np.where(yes, Status.CONTROLLED, np.where(no, Status.NOT_CONTROLLED, Status.UNDETERMINED)).astype(
        np.uint8
    )
