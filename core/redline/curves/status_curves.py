"""Follow the answer of every row while one parameter of the law varies: exact steps, no grid.

What a row answers changes only where the parameter passes a quantity that it is compared with. Where that
quantity is known, there are three worlds (the parameter below it, at it, above it), and the kernel answers
all rows in each of them at once. Where nothing is known of the quantity, and nothing else hangs on
that, only the order among the numbers it is compared with counts. The rows that are left are followed
one by one, with fractions.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Final, TypeAlias

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from redline.catalog import Catalog, Item
from redline.curves.family import Place, Ray, critical
from redline.curves.positions import points_between
from redline.curves.specialize import Line, Side, World, fixed, lines, specialized, world
from redline.curves.turning_points import turning_points
from redline.exact.completion import Completions
from redline.exact.interpreter import Evaluation
from redline.interval import Cut
from redline.kernel import Kernel
from redline.kernel.equivalent_rows import groups_alike
from redline.kernel.quantity_values import Measured, measure
from redline.program import Program
from redline.program.dependencies import links
from redline.program.outputs import Ref
from redline.program.roots import (
    ExceptionUsable,
    InControl,
    Key,
    LicenseRequired,
    PolicyHolds,
    Single,
    only,
    singles,
)
from redline.values import Status, known

Codes: TypeAlias = NDArray[np.uint8]
Floats: TypeAlias = NDArray[np.float64]
Rows: TypeAlias = NDArray[np.intp]
Bits: TypeAlias = NDArray[np.bool_]

EXCEPTED: Final = 4
"""Code of a row that is controlled, needs a license, and may use an exception; others are ``Status``."""


@frozen(eq=False)
class Turns:
    """Rows whose answer changes: ``rows[i]`` answers ``codes[i]`` from a cut on.

    The cut lies just ``above`` a number or just below it. ``floats`` are these numbers nearly, ``exact``
    those that are not read off the row's own facts.
    """

    rows: Rows
    floats: Floats
    above: Bits
    codes: Codes
    exact: Mapping[int, Fraction]

    def __len__(self) -> int:
        return len(self.rows)


@frozen(eq=False)
class Curves:
    """What each row answers for every number of a parameter from ``low`` to ``high``.

    ``start`` are the answers at ``low``. ``turns`` are sorted by number; those of one number have one
    place, which ``places`` gives, counted from 0; ``number`` says it exactly. Of the rows ``unproven`` it is
    not shown that they turn nowhere else.
    """

    low: Fraction
    high: Fraction
    start: Codes
    turns: Turns
    places: Rows
    unproven: Rows
    follower: Follower

    def number(self, turn: int) -> Fraction:
        """Return the number at which a turn lies."""
        return self.cut(turn).number

    def cut(self, turn: int) -> Cut:
        """Return the cut from which on a turn counts."""
        return self.follower.cut(self.turns, turn)


def followed(over: Program) -> dict[Key, Ref]:
    """Return the roots of a program of one rulebook that its codes are made of."""
    return {key: ref for key, ref in over.roots().items() if not isinstance(key, PolicyHolds)}


def codes_of(answers: Mapping[Key, Codes]) -> Codes:
    """Return one code for each row from what one rulebook answers: its status, or ``EXCEPTED``."""
    codes = only(answers, InControl).copy()
    exceptions = [found for key, found in answers.items() if isinstance(key, ExceptionUsable)]
    if exceptions:
        required = only(answers, LicenseRequired) == Status.CONTROLLED
        usable = np.any([found == Status.CONTROLLED for found in exceptions], axis=0)
        codes[(codes == Status.CONTROLLED) & required & usable] = EXCEPTED
    return codes


class Follower:
    """A program of one rulebook in which a parameter is a fact, put to a catalog.

    ``roots`` are the nodes that its codes are made of.
    """

    def __init__(
        self, over: Program, fact: str, catalog: Catalog, roots: Mapping[Key, Ref] | None = None
    ) -> None:
        self._program = over
        self._roots = followed(over) if roots is None else roots
        self._fact = fact
        read = {fact.name for fact in over.facts()} | {each.name for each in over.collections()}
        self._catalog = evolve(
            catalog, columns={name: column for name, column in catalog.columns.items() if name in read}
        )
        self._drawn = lines(over, fact)
        self._exact: dict[int, Fraction] = {}
        self._unproven: set[int] = set()

    @property
    def only_compared(self) -> bool:
        """Whether the parameter does nothing in the program but stand in comparisons."""
        return self._drawn is not None

    @property
    def rows(self) -> int:
        """How many rows the catalog has."""
        return len(self._catalog)

    @cached_property
    def line(self) -> Line | None:
        """The one quantity that the parameter is compared with; None where there is no such."""
        drawn = self._drawn or []
        scales = {(each.quantity, each.factor) for each in drawn}
        return drawn[0] if len(scales) == 1 else None

    @cached_property
    def measured(self) -> Measured:
        """That quantity in each row, on the scale of the parameter."""
        assert self.line is not None
        (found,) = measure(self._program, self._catalog, [self.line.quantity])
        return evolve(found, values=found.values / float(self.line.factor), slack=found.slack + 2.0**-50)

    def codes_in(self, worlds: Sequence[World], rows: Rows | None = None) -> list[Codes]:
        """Return the code of each row, or of some, in each of several worlds."""
        catalog = self._catalog if rows is None else self._catalog.take(rows.tolist())
        program, roots = specialized(self._program, self._roots, worlds)
        asked = singles(ref for each in roots for ref in each.values())
        found = Kernel(program, asked).run(catalog).answers
        return [codes_of({key: found[Single(ref)] for key, ref in each.items()}) for each in roots]

    @property
    def one_sided(self) -> bool:
        """Whether the answers where the parameter is at the quantity are those of one side of it."""
        return self.world("at") in (self.world("below"), self.world("above"))

    def world(self, side: Side) -> dict[Ref, bool | Fraction]:
        """Return the answers of all comparisons with the parameter where it lies there."""
        return world(self._drawn or [], side)

    def standing(self, low: Fraction, high: Fraction) -> set[Fraction]:
        """Return the numbers within a range at which the quantity of some row stands."""
        assert self.line is not None
        values, slack = self.measured.values, self.measured.slack
        inside = (values >= float(low) * (1 - slack)) & (values <= float(high) * (1 + slack))
        rows = np.flatnonzero(inside & self.measured.known)
        return {number for row in rows if low <= (number := self.stands_at(int(row))) <= high}

    def follow(self, low: Fraction, high: Fraction) -> Curves:
        """Return the curves of all rows from one number to another."""
        start = np.zeros(len(self._catalog), np.uint8)
        rest = np.ones(len(self._catalog), np.bool_)
        found: list[Turns] = []
        if self._drawn == []:
            start[:] = self.codes_in([{}])[0]
            rest[:] = False
        elif self.line is not None:
            found.append(self._known(low, high, start))
            rest = ~(self.measured.known | self.measured.absent)
            free = self.free & rest
            found.append(self._blank(np.flatnonzero(free), (low, high), start))
            rest &= ~free
        found.append(self._one_by_one(np.flatnonzero(rest), (low, high), start))
        return self._sorted(low, high, start, _joined(found))

    # --- rows in which the quantity is known ------------------------------------------------

    @cached_property
    def worlds(self) -> dict[Side, Codes]:
        """The code of each row where the parameter lies below its quantity, at it, or above it."""
        # The parameter is read by comparisons with one quantity alone, so that all its program knows of it is
        # where it lies as seen from there. For a chip of 3000 TOPS*bit and `TPP >= limit`, limits of 1000 and
        # 2000 are one world (met), 3000 is another (met as well, as is not so for `>`), and 5000 the third.
        # So three runs of the kernel answer for each row and each number; `absent` is for rows without a TPP.
        sides: tuple[Side, ...] = ("below", "at", "above", "absent")
        worlds = [self.world(side) for side in sides]
        distinct = [each for index, each in enumerate(worlds) if each not in worlds[:index]]
        found = self.codes_in(distinct)
        return {side: found[distinct.index(each)] for side, each in zip(sides, worlds, strict=True)}

    def _known(self, low: Fraction, high: Fraction, start: Codes) -> Turns:
        measured, worlds = self.measured, self.worlds
        above_low, above_high = self._order(low), self._order(high)
        start[measured.absent] = worlds["absent"][measured.absent]
        sides: dict[int, Side] = {1: "below", 0: "at", -1: "above"}
        for sign, side in sides.items():
            chosen = measured.known & (above_low == sign)
            start[chosen] = worlds[side][chosen]
        at, beyond = worlds["at"], worlds["above"]
        reached = measured.known & (above_low > 0) & (above_high <= 0) & (at != worlds["below"])
        passed = measured.known & (above_low >= 0) & (above_high < 0) & (beyond != at)
        first, second = np.flatnonzero(reached), np.flatnonzero(passed)
        rows = np.concatenate([first, second])
        return Turns(
            rows,
            measured.values[rows],
            np.repeat([False, True], [len(first), len(second)]),
            np.concatenate([at[first], beyond[second]]),
            {},
        )

    def _order(self, end: Fraction) -> NDArray[np.int8]:
        """Return whether the quantity of each row lies above, at or below a number: 1, 0, -1."""
        limit, values = float(end), self.measured.values
        order = np.sign(np.nan_to_num(values - limit)).astype(np.int8)
        near = np.abs(values - limit) <= self.measured.slack * abs(limit)
        for row in np.flatnonzero(near & self.measured.known):
            exact = self.stands_at(int(row))
            order[row] = (exact > end) - (exact < end)
        return order

    def stands_at(self, row: int) -> Fraction:
        """Return the number at which the quantity of a row stands, on the scale of the parameter."""
        assert self.line is not None, "only rows that are followed by a line stand at a number"
        if row not in self._exact:
            value = Evaluation(self._program, self._catalog.item(row)).number(self.line.quantity)
            assert value.is_known, "rows whose quantity is open are followed one by one"
            self._exact[row] = value.low / self.line.factor
        return self._exact[row]

    # --- rows in which nothing is known of the quantity -------------------------------------

    @cached_property
    def free(self) -> Bits:
        """The rows in which the quantity can be anything, whatever the other quantities are."""
        assert self.line is not None
        free = np.zeros(len(self._catalog), np.bool_)
        private = links(self._program).private.get(self.line.quantity, ())
        if self.measured.blank.any() and private:
            for measured in measure(self._program, self._catalog, private):
                free |= measured.blank
        return free & self.measured.blank

    @cached_property
    def cuts(self) -> tuple[Fraction, ...]:
        """The other numbers that the quantity is compared with, on the scale of the parameter."""
        assert self.line is not None
        return tuple(sorted(self.line.cuts(self._program)))

    def at(self, number: Fraction) -> World:
        """Return the world in which the parameter is a number."""
        return fixed(self._program, self._fact, number)

    def _blank(self, rows: Rows, ends: tuple[Fraction, Fraction], start: Codes) -> Turns:
        """Answer such rows at each number that the quantity is compared with, and between them."""
        # Where TPP may be anything, a limit of 3000 and one of 4000 leave the same choices beside a fixed
        # 1500: below both numbers, between them, above both. Only its place among the fixed numbers counts.
        low, high = ends
        if not len(rows):
            return _turns(())
        points = points_between(low, high, self.cuts)
        found = self.codes_in([self.at(number) for _, number in points], rows)
        start[rows] = found[0]
        return _turns(
            (int(rows[index]), point, int(codes[index]))
            for (point, _), before, codes in zip(points[1:], found, found[1:], strict=False)
            for index in np.flatnonzero(codes != before)
        )

    # --- the rows that are left -------------------------------------------------------------

    def _one_by_one(self, rows: Rows, ends: tuple[Fraction, Fraction], start: Codes) -> Turns:
        turns: list[tuple[int, Cut, int]] = []
        for alike in groups_alike(self._program, self._catalog, rows):
            item = self._catalog.item(int(alike[0]))
            points, whole = self._turning_points(item)
            (_, code), *later = self._steps(item, points, ends)
            if not whole:
                self._unproven.update(alike.tolist())
            start[alike] = code
            turns += [(int(row), point, code) for point, code in later for row in alike]
        return _turns(turns)

    def steps(self, item: Item, low: Fraction, high: Fraction) -> list[tuple[Cut, int]]:
        """Return the points from which on the answer of one item is another one, and the answers.

        The parameter is a fact like others, and the item with it a ray along it.
        """
        return self._steps(item, self._turning_points(item)[0], (low, high))

    def _steps(
        self, item: Item, points: Iterable[Fraction], ends: tuple[Fraction, Fraction]
    ) -> list[tuple[Cut, int]]:
        steps: list[tuple[Cut, int]] = []
        for point, number in points_between(*ends, points):
            code = self.code_at(item, number)
            if not steps or steps[-1][1] != code:
                steps.append((point, code))
        return steps

    def _turning_points(self, item: Item) -> tuple[set[Fraction], bool]:
        """Return where an item's answer may change, and whether it is shown that it does nowhere else."""
        if self._drawn is not None:
            return turning_points(self._program, self._roots.values(), item, self._drawn, self._fact), True
        places: set[Place] = {self._fact}
        for collection, members in item.parts.items():
            places |= {(collection, index, self._fact) for index in range(len(members))}
        found = critical(self._program, Ray(self._with(item, Fraction(1)), frozenset(places)))
        return {end for root in found.points for end in (root.low, root.high)}, found.exact

    def code_at(self, item: Item, number: Fraction) -> int:
        """Return the code of one item where the parameter is a number, by the exact interpreter."""
        completions = Completions(self._program, self._with(item, number))
        answers = {
            key: np.array([Status.of(completions.answer(ref))], np.uint8) for key, ref in self._roots.items()
        }
        return int(codes_of(answers)[0])

    def _with(self, item: Item, number: Fraction) -> Item:
        """Return an item that states the parameter, each part of it as well: conditions on parts may ask."""
        value = known(number)
        return evolve(
            item,
            numbers={**item.numbers, self._fact: value},
            parts={
                collection: tuple({**part, self._fact: value} for part in members)
                for collection, members in item.parts.items()
            },
        )

    # --- order ------------------------------------------------------------------------------

    def cut(self, turns: Turns, turn: int) -> Cut:
        """Return the cut from which on a turn counts, exactly."""
        number = turns.exact[turn] if turn in turns.exact else self.stands_at(int(turns.rows[turn]))
        return Cut(number, bool(turns.above[turn]))

    def _sorted(self, low: Fraction, high: Fraction, start: Codes, turns: Turns) -> Curves:
        """Sort turns by their exact numbers; fractions are made only where floats cannot tell them apart."""
        order = np.lexsort((turns.above, turns.floats))
        floats = turns.floats[order]
        slack = self.measured.slack if self.line is not None else 2.0**-50
        fresh = np.ones(len(order), np.bool_)
        fresh[1:] = np.diff(floats) > 2 * slack * np.abs(floats[1:])
        starts = np.flatnonzero(fresh)
        sizes = np.diff(np.append(starts, len(order)))
        for first, size in zip(starts[sizes > 1], sizes[sizes > 1], strict=True):
            part = slice(int(first), int(first + size))
            members = order[part]
            if len(np.unique(turns.rows[members])) > 1 or turns.exact:
                keys = [self.cut(turns, int(turn)) for turn in members]
                ranked = sorted(range(size), key=lambda index: keys[index])
                order[part] = members[ranked]
                numbers = [keys[index].number for index in ranked]
                fresh[part] = [True, *(a != b for a, b in itertools.pairwise(numbers))]
        places = np.cumsum(fresh) - 1
        back = {int(old): new for new, old in enumerate(order)} if turns.exact else {}
        exact = {back[turn]: number for turn, number in turns.exact.items()}
        ordered = Turns(turns.rows[order], turns.floats[order], turns.above[order], turns.codes[order], exact)
        unproven = np.array(sorted(self._unproven), np.intp)
        return Curves(low, high, start, ordered, places, unproven, self)


def _turns(found: Iterable[tuple[int, Cut, int]]) -> Turns:
    listed = list(found)
    numbers = [cut.number for _, cut, _ in listed]
    return Turns(
        np.array([row for row, _, _ in listed], np.intp),
        np.array([float(number) for number in numbers], np.float64),
        np.array([cut.above for _, cut, _ in listed], np.bool_),
        np.array([code for _, _, code in listed], np.uint8),
        dict(enumerate(numbers)),
    )


def _joined(parts: Sequence[Turns]) -> Turns:
    offsets = itertools.accumulate((len(part) for part in parts), initial=0)
    return Turns(
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.floats for part in parts]),
        np.concatenate([part.above for part in parts]),
        np.concatenate([part.codes for part in parts]),
        {
            offset + turn: number
            for offset, part in zip(offsets, parts, strict=False)
            for turn, number in part.exact.items()
        },
    )
