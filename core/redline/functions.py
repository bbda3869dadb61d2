"""Functions that plugins add to the language: numbers to a number, rising or falling with each argument.

A function knows nothing of unknown, ranged or not applicable values. Since it rises or falls with each
argument, bounds of its arguments give bounds of its result, and floats a little below and above the
arguments give floats between which the result surely lies.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any, Final, Literal, TypeAlias

from attrs import field, frozen

from redline.diagnostics import InputError, PluginError, blamed, short
from redline.units import Unit, parse_unit
from redline.values import number_text

Direction: TypeAlias = Literal["increasing", "decreasing"]

TOLERANCE: Final = Fraction(1, 10**9)
"""How far a vector form may be from the exact form, as a share of its value."""

_TRIED: Final = (0, 1 / 3, 2 / 3, 1)
"""Places of the rows, as shares of all, on which each call of a vector form is checked by the exact form."""
_FLOAT: Final = Fraction(1, 10**12)
"""How far a float may be from the number that it stands for, as a share, after some arithmetic."""
_LARGEST: Final = Fraction(10) ** 60
_SMALLEST: Final = 1 / _LARGEST


def is_beyond(number: Fraction) -> bool:
    """Return whether no quantity of this field has that value: floats might not hold what comes of it."""
    return bool(number) and not _SMALLEST <= number <= _LARGEST


@frozen
class Function:
    """A function that rule text can call, such as ``effective_area(die_area_mm2, 2)``.

    ``arguments`` are pairs of a unit and how the result goes with that argument: ``("mm2", "increasing")``
    where it never falls when the argument rises, ``("count", "decreasing")`` where it never rises. ``result``
    is the unit of the result. ``exact`` defines the function: it gets a ``Fraction`` for each argument, in
    its unit and not negative, and returns a ``Fraction`` or an integer that is not negative. ``vector``
    may give the same for float64 arrays of one length, none of them with NaN, within one part in 10^9;
    without it the exact form is called row by row. ``owner`` is filled in by Redline.
    """

    name: str
    arguments: tuple[tuple[str, Direction], ...] = field(repr=False)
    result: str = field(repr=False)
    exact: Callable[..., Any] = field(repr=False)
    vector: Callable[..., Any] | None = field(default=None, repr=False)
    title: str = field(default="", repr=False)
    owner: str = field(default="", repr=False)

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The units of the arguments."""
        return tuple(parse_unit(unit) for unit, _ in self.arguments)

    @cached_property
    def unit(self) -> Unit:
        """The unit of the result."""
        return parse_unit(self.result)

    @cached_property
    def rises(self) -> tuple[bool, ...]:
        """Whether the result rises with each argument."""
        return tuple(direction == "increasing" for _, direction in self.arguments)

    @property
    def signature(self) -> str:
        """How it is called, with units for arguments."""
        return f"{self.name}({', '.join(unit for unit, _ in self.arguments)})"

    def __str__(self) -> str:
        return f"`{self.name}`" + (f" of plugin {self.owner}" if self.owner else "")

    def value(self, numbers: Sequence[Fraction]) -> Fraction:
        """Return the result for exact arguments.

        Raises ``PluginError`` where the function fails or returns what is no quantity.
        """
        of = ", ".join(number_text(number) for number in numbers)
        with blamed(f"function {self} failed for {of}"):
            found: object = self.exact(*numbers)
        if isinstance(found, bool) or not isinstance(found, Fraction | int) or found < 0:
            what = "a Fraction that is not negative"
            raise PluginError(f"function {self} returned {short(found)} for {of}, not {what}")
        return Fraction(found)

    def measured(self, numbers: Sequence[Fraction]) -> Fraction:
        """Return the result for exact arguments; raises ``InputError`` where it is beyond all measure."""
        found = self.value(numbers)
        if is_beyond(found):
            of = ", ".join(number_text(number) for number in numbers)
            message = f"`{self.name}` of {of} is beyond any quantity of this field"
            raise InputError.of(message, help="correct the facts")
        return found

    def column(self, *planes: Any, out: Any, tried: bool = True) -> None:
        """Write the results for columns of arguments; NaN where an argument is not a finite number.

        A result beyond all measure is NaN as well, and left to the exact form. Some rows of a vector form
        are ``tried`` by the exact form. Raises ``PluginError``.
        """
        import numpy as np

        spread = [np.broadcast_to(plane, out.shape) for plane in planes]
        stated = np.logical_and.reduce([np.isfinite(plane) for plane in spread])
        rows = [plane[stated] for plane in spread]
        for row in rows:
            row.flags.writeable = False  # a vector form that wrote into its arguments would change the facts
        out[...] = np.nan  # only now: a plane may lie in the same buffer
        if len(rows[0]):
            found = self._by_rows(rows) if self.vector is None else self._by_vector(rows, tried=tried)
            beyond = (found != 0) & ((found < float(_SMALLEST)) | (found > float(_LARGEST)))
            out[stated] = np.where(beyond, np.nan, found)

    def _by_rows(self, rows: Sequence[Any]) -> Any:
        import numpy as np

        found = np.empty(len(rows[0]))
        for index, numbers in enumerate(zip(*(row.tolist() for row in rows), strict=True)):
            value = self.value([Fraction(number) for number in numbers])
            found[index] = np.nan if is_beyond(value) else float(value)
        return found

    def _by_vector(self, rows: Sequence[Any], *, tried: bool) -> Any:
        import numpy as np

        assert self.vector is not None
        with blamed(f"the vector form of function {self} failed"):
            found = np.asarray(self.vector(*rows))
        if found.shape != rows[0].shape or found.dtype.kind not in "fiu":
            what = f"{found.dtype} of shape {found.shape}, not float64 of shape {rows[0].shape}"
            raise PluginError(f"the vector form of function {self} returned {what}")
        faulty = np.flatnonzero(~(found >= 0))
        if len(faulty):
            of = ", ".join(str(row[faulty[0]]) for row in rows)
            words = f"`{found[faulty[0]]}` for {of}, not a number that is not negative"
            raise PluginError(f"the vector form of function {self} returned {words}")
        places = {round(share * (len(found) - 1)) for share in _TRIED} if tried else ()
        for row in sorted(places):
            self._refuse_other(Fraction(float(found[row])), [float(numbers[row]) for numbers in rows])
        return found.astype(np.float64)

    def _refuse_other(self, found: Fraction, numbers: Sequence[float]) -> None:
        """Raise ``PluginError`` where the vector form gives something else than the exact form.

        A result that jumps at a number may lie on either side of the jump for a float of it.
        """
        low, high = self._beside(numbers, -_FLOAT), self._beside(numbers, _FLOAT)
        if not low * (1 - TOLERANCE) <= found <= high * (1 + TOLERANCE):
            of = ", ".join(map(str, numbers))
            exact = number_text(self.value(list(map(Fraction, numbers))))
            raise PluginError(
                f"the vector form of function {self} returned {float(found)} for {of}, "
                f"and its exact form returns {exact}"
            )

    def _beside(self, numbers: Sequence[float], share: Fraction) -> Fraction:
        """Return the result for arguments a little to the side on which it is greater, or smaller."""
        factors = [1 + share if rises else 1 - share for rises in self.rises]
        return self.value([Fraction(each) * factor for each, factor in zip(numbers, factors, strict=True)])
