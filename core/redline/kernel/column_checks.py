"""Check blocks of columns that a program gave, while they are in the cache."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from redline.diagnostics import InputError
from redline.model import Fact
from redline.values import LARGEST, SMALLEST


def check_column(fact: Fact, values: NDArray[Any], start: int, *, upper: bool = False) -> None:
    """Check that a block of a column holds what the fact can be; ``start`` is the row that it begins at.

    How small a quantity can be is looked at only when ``upper`` is set: the caller sees by its results
    whether that can matter. An infinite area would make a density of 0, so how large one can be is looked
    at always. Raises ``InputError`` that names column and row.
    """
    if fact.type == "yes/no":
        if values.dtype == np.float64:
            bad = ~((values == 0) | (values == 1) | (values != values))
            _refuse(fact, values, bad, "1, 0 or NaN", start)
    elif fact.type in ("number", "date") and len(values):
        least, most = np.fmin.reduce(values), np.fmax.reduce(values)
        if least < 0 or (fact.positive and least == 0) or most > float(LARGEST) or upper:
            bad = (values < 0) | (values > float(LARGEST)) | ((values == 0) & fact.positive)
            bad |= (values > 0) & (values < float(SMALLEST)) & upper
            wanted = "a quantity above 0" if fact.positive else "a quantity, 0 or more"
            _refuse(fact, values, bad, wanted, start)


def _refuse(fact: Fact, values: NDArray[Any], bad: NDArray[np.bool_], wanted: str, start: int) -> None:
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        raise InputError.of(
            f"column `{fact.name}`, row {start + row + 1}: `{values[row]:g}` is not {wanted}",
            help="NaN stands for unknown",
        )
