"""Vary facts of an item along one real parameter, and find exactly where an outcome may change.

The mathematics. A *ray* makes facts of an item functions of one parameter t: some are multiplied by t, some
grow by t times a weight. Each quantity of a program is then made of finitely many quotients of polynomials
in t and in the facts that are not known: `+`, `*` and `/` act on the quotients, and the largest or smallest
of several quantities is at each t one of them. We call them the *candidates* of a quantity. As no quantity
is negative, every quantity is built of its candidates by "largest of" and "smallest of" alone, so the answer
of a comparison is a fixed logical function of the comparisons between candidates. Such a comparison of P/Q
with R/S changes its answer only where the polynomial P*S - R*Q is zero, or P, Q, R, S are.

Where all facts are known, these zeros cut the axis of t into points and open stretches on each of which all
comparisons, and so the outcome, are constant. Facts that are not known are further variables. Which answers
their completions can reach changes only where zeros in an unknown meet each other, or its bounds, or run off
to infinity; eliminating one unknown after another leaves polynomials in t again. That is cylindrical
algebraic decomposition, in the case where each unknown occurs without powers; where one does not, where there
are too many polynomials, or where a plugin's function is called with what varies, the answer says that it is
not exact.

Superfluous points do no harm: what the outcome is at each point and in each stretch is not derived here, but
asked of the exact interpreter (`redline.curves.step_function`).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, ClassVar, Final, TypeAlias

from attrs import field, frozen

from redline import program
from redline.catalog import Item
from redline.curves.polynomial import Polynomial, Root, eliminate, roots
from redline.exact import interpreter
from redline.exact.interpreter import Evaluation, unknown_of
from redline.model import Fact
from redline.program import ITEM, Operation, Program
from redline.program.outputs import Ref
from redline.values import Value

Place: TypeAlias = "str | tuple[str, int, str]"
"""A fact of the item by its name, or one of a part by collection, position and name."""

PARAMETER: Final = ""
"""The variable that stands for the parameter; no fact has this name."""

MOST_CANDIDATES: Final = 32
"""Candidates of one quantity; chips have as many as rates that are claimed."""
MOST_POLYNOMIALS: Final = 500
MOST_PARTS: Final = 10_000
"""Parts that copies may come to."""


@frozen
class Ray:
    """An item with facts that depend on one parameter.

    Facts in ``scaled`` are multiplied by the parameter, those in ``shifted`` grow by so much for each unit of
    it. ``whole``: the parameter is a whole number; with ``copies`` it is, and all parts are there so often.
    """

    item: Item
    scaled: frozenset[Place] = frozenset()
    shifted: Mapping[Place, Fraction] = field(factory=dict)
    copies: bool = False
    whole: bool = field()

    @whole.default
    def _whole(self) -> bool:
        return self.copies

    def at(self, parameter: Fraction) -> Item:
        """Return the item at one value of the parameter; blank facts stay blank."""
        numbers = {name: self._moved(name, value, parameter) for name, value in self.item.numbers.items()}
        parts: dict[str, tuple[Mapping[str, Value], ...]] = {}
        for collection, members in self.item.parts.items():
            moved = tuple(
                {
                    name: self._moved((collection, index, name), value, parameter)
                    for name, value in part.items()
                }
                for index, part in enumerate(members)
            )
            parts[collection] = moved * int(parameter) if self.copies else moved
        return Item(self.item.name, numbers, self.item.words, parts)

    @property
    def most(self) -> int | None:
        """Return up to which value there are not too many copies; None where there is no such end."""
        count = sum(map(len, self.item.parts.values())) if self.copies else 0
        return max(1, MOST_PARTS // count) if count else None

    def varies(self, place: Place) -> bool:
        """Return whether a fact depends on the parameter."""
        return place in self.scaled or place in self.shifted

    def _moved(self, place: Place, value: Value, parameter: Fraction) -> Value:
        if not self.varies(place):
            return value
        factor = parameter if place in self.scaled else Fraction(1)
        more = parameter * self.shifted.get(place, Fraction(0))
        high = None if value.high is None else value.high * factor + more
        return Value(value.low * factor + more, high, value.low_open, value.high_open, value.absent)


@frozen
class Critical:
    """Where an outcome may change along a ray; ``exact`` says whether it can change nowhere else."""

    points: tuple[Root, ...]
    exact: bool


def critical(over: Program, ray: Ray) -> Critical:
    """Return the values of the parameter, above zero, at which some comparison may change its answer."""
    # For a chip with 16 * 50 t = 800 t TOPS*bit, `>= 4000` is about the sign of 800 t - 4000, which has its
    # one zero at 5: the answer is one below 5, one at 5, one above. With an unknown area a in 100..800, the
    # density 800 t / a against 2 gives 800 t - 2 a; its zero in a, 400 t, meets the bounds of a at t = 1/4
    # and t = 2. Below 1/4 no area meets the limit, above 2 each does, and between them some do.
    candidates = _Candidates(over, ray)
    found = {each.scaled() for each in candidates.polynomials()}
    whole = not candidates.overflown
    for variable in sorted({name for each in found for name in each.variables} - {PARAMETER}):
        if len(found) <= MOST_POLYNOMIALS:
            found, complete = eliminate(found, variable)
            whole = whole and complete
    alone = [each for each in found if each.variables == {PARAMETER}]
    points, complete = roots(alone, PARAMETER)
    return Critical(tuple(points), exact=whole and complete and len(alone) == len(found))


Ratio: TypeAlias = tuple[Polynomial, Polynomial]
Part: TypeAlias = "tuple[str, int] | None"
"""A part by collection and position, None for the item itself."""


def _fixed(polynomial: Polynomial) -> Fraction:
    """Return the number that a polynomial without variables is."""
    return Fraction(dict(polynomial.terms).get((), 0))


_ONE: Final = Polynomial.constant(1)
_ZERO: Final[Ratio] = (Polynomial(), _ONE)


class _Candidates:
    """The candidates of each quantity, as quotients of polynomials."""

    def __init__(self, over: Program, ray: Ray) -> None:
        self.program = over
        self.ray = ray
        self.overflown = False
        self._bounds: set[Polynomial] = set()
        self._known: dict[tuple[Ref, Part], frozenset[Ratio]] = {}

    def polynomials(self) -> set[Polynomial]:
        """Return the polynomials at whose zeros a comparison may change its answer."""
        found: set[Polynomial] = set()
        for node in self.program.nodes:
            if isinstance(node.operation, program.Compare):
                for part in self._parts_in(node.space):
                    left = self.number(node.operation.left, part)
                    right = self.number(node.operation.right, part)
                    for (over, under), (other, below) in itertools.product(left, right):
                        found |= {over * below - other * under, over, under, other, below}
                    if len(found) > MOST_POLYNOMIALS:
                        self.overflown = True
                        return {each for each in found | self._bounds if each.variables}
        return {each for each in found | self._bounds if each.variables}

    def _parts_in(self, space: str) -> Iterator[Part]:
        if space == ITEM:
            yield None
        else:
            yield from ((space, index) for index in range(len(self.ray.item.parts.get(space, ()))))

    def number(self, ref: Ref, part: Part = None) -> frozenset[Ratio]:
        """Return the candidates of a number node, of the item or of one of its parts."""
        if (ref, part) not in self._known:
            found = frozenset(self._compute(ref, self.program.nodes[ref].operation, part))
            self._known[ref, part] = self._capped(found)
        return self._known[ref, part]

    def _capped(self, found: frozenset[Ratio]) -> frozenset[Ratio]:
        if len(found) <= MOST_CANDIDATES:
            return found
        self.overflown = True
        return frozenset(sorted(found, key=repr)[:MOST_CANDIDATES])

    def _compute(self, ref: Ref, operation: Operation, part: Part) -> Iterable[Ratio]:
        return self._NUMBERS[type(operation)](self, ref, operation, part)

    # --- arithmetic -------------------------------------------------------------------------

    def _constant(self, _: Ref, operation: program.Constant, __: Part) -> Iterable[Ratio]:
        return {(Polynomial.constant(operation.value), _ONE)}

    def _sum(self, _: Ref, operation: program.Sum, part: Part) -> Iterable[Ratio]:
        return self._sums([(self.number(arg, part), self._may_be_absent(arg)) for arg in operation.args])

    def _product(self, _: Ref, operation: program.Product, part: Part) -> Iterable[Ratio]:
        pairs = itertools.product(self.number(operation.left, part), self.number(operation.right, part))
        return {(a * c, b * d) for (a, b), (c, d) in pairs}

    def _quotient(self, _: Ref, operation: program.Quotient, part: Part) -> Iterable[Ratio]:
        pairs = itertools.product(self.number(operation.left, part), self.number(operation.right, part))
        return {(a * d, b * c) for (a, b), (c, d) in pairs if c.terms}

    def _extremum(self, _: Ref, operation: program.Extremum, part: Part) -> Iterable[Ratio]:
        return {each for arg in operation.args for each in self.number(arg, part)}

    def _call(self, ref: Ref, operation: program.Call, part: Part) -> Iterable[Ratio]:
        """Return the values of a function of a plugin whose arguments are fixed; others are not followed."""
        arguments = [self.number(arg, part) for arg in operation.args]
        ratios = [ratio for candidates in arguments for ratio in candidates]
        if any(over.variables or under.variables or not under.terms for over, under in ratios):
            self.overflown = True
            name = f"%{ref}" if part is None else f"%{ref}[{part[1]}]"
            return {(self._variable(name), _ONE)}
        combined = itertools.islice(itertools.product(*arguments), MOST_CANDIDATES + 1)
        values = ([_fixed(over) / _fixed(under) for over, under in each] for each in combined)
        return {(Polynomial.constant(operation.function.value(each)), _ONE) for each in values}

    # --- alternatives -----------------------------------------------------------------------

    def _if_stated(self, _: Ref, operation: program.IfStated, part: Part) -> Iterable[Ratio]:
        return self.number(operation.fact if self._is_stated(operation.fact) else operation.otherwise, part)

    def _not_applicable(self, _: Ref, operation: program.NotApplicableWhen, part: Part) -> Iterable[Ratio]:
        return self.number(operation.value, part)

    def _one_sided(self, ref: Ref, operation: program.OneSided, part: Part) -> Iterable[Ratio]:
        """Return what lies on one side of a bound, or is free where the bound is not applicable."""
        bound, more = self.number(operation.bound, part), self._variable(f"%{ref}")
        if operation.side == "least":
            return {(a + b * more, b) for a, b in (*bound, _ZERO)}
        below = {(a * more, b + b * more) for a, b in bound}
        return {*bound, *below, (more, _ONE)}

    # --- facts ------------------------------------------------------------------------------

    def _fact_value(self, _: Ref, operation: program.FactValue, part: Part) -> Iterable[Ratio]:
        return {(self._fact(operation.fact, part), _ONE)}

    def _fact(self, fact: Fact, part: Part) -> Polynomial:
        stated = self._stated(fact.name, part)
        place: Place = fact.name if part is None else (*part, fact.name)
        name = fact.name if part is None else f"{part[0]}[{part[1]}].{fact.name}"
        if stated is None:
            return self._variable(name, unknown_of(fact))
        base = Polynomial.constant(stated.low) if stated.is_known else self._variable(name, stated)
        if place in self.ray.scaled:
            base *= Polynomial.line(Fraction(0), Fraction(1), PARAMETER)
        return base + Polynomial.line(Fraction(0), self.ray.shifted.get(place, Fraction(0)), PARAMETER)

    def _stated(self, name: str, part: Part) -> Value | None:
        if part is None:
            return self.ray.item.numbers.get(name)
        return self.ray.item.parts[part[0]][part[1]].get(name)

    def _is_stated(self, ref: Ref) -> bool:
        operation = self.program.nodes[ref].operation
        assert isinstance(operation, program.FactValue)
        return operation.fact.name in self.ray.item.numbers

    def _variable(self, name: str, within: Value | None = None) -> Polynomial:
        """Return the variable that stands for an unknown quantity, and keep its bounds in mind."""
        variable = Polynomial.line(Fraction(0), Fraction(1), name)
        self._bounds.add(variable - Polynomial.constant(within.low if within else 0))
        if within is not None and within.high is not None:
            self._bounds.add(variable - Polynomial.constant(within.high))
        return variable

    # --- aggregates -------------------------------------------------------------------------

    def _claimed(self, ref: Ref, operation: program.Claimed, _: Part) -> Iterable[Ratio]:
        # Above zero of the parameter a member is 0 either everywhere or nowhere.
        if Evaluation(self.program, self.ray.at(Fraction(1))).claims_nothing(operation):
            return {(self._variable(f"%{ref}"), _ONE)}
        pairs = zip(operation.args, operation.claims, strict=True)
        stated = [self.number(arg) for arg, claim in pairs if self._is_stated(claim)]
        return self._combined(operation.function, [(each, False) for each in stated])

    def _gather(self, ref: Ref, operation: program.Gather, _: Part) -> Iterable[Ratio]:
        collection = operation.collection.name
        if collection not in self.ray.item.parts:
            return {(self._variable(f"%{ref}"), _ONE)}
        values: list[tuple[frozenset[Ratio], bool]] = []
        for index in range(len(self.ray.item.parts[collection])):
            meant = self._is_meant(operation.where, (collection, index))
            if meant is not False:
                part = (collection, index)
                value = {(_ONE, _ONE)} if operation.value is None else self.number(operation.value, part)
                values.append((frozenset(value), meant is None))
        found = self._combined(operation.function, values)
        if self.ray.copies and operation.function in ("sum", "count"):
            times = Polynomial.line(Fraction(0), Fraction(1), PARAMETER)
            return {(over * times, under) for over, under in found}
        return found

    def _combined(self, function: str, values: Sequence[tuple[frozenset[Ratio], bool]]) -> Iterable[Ratio]:
        if function in ("largest", "smallest"):
            return {each for value, _ in values for each in value}
        return self._sums(
            [(frozenset({(_ONE, _ONE)}), may) for _, may in values] if function == "count" else values
        )

    def _sums(self, terms: Sequence[tuple[frozenset[Ratio], bool]]) -> frozenset[Ratio]:
        """Return the sums of a candidate of each term; one that is perhaps not there may be left out."""
        sums: frozenset[Ratio] = frozenset({_ZERO})
        for candidates, may_be_absent in terms:
            more = {*candidates, _ZERO} if may_be_absent else candidates
            sums = self._capped(
                frozenset((a + c, b) if b == d else (a * d + c * b, b * d) for a, b in sums for c, d in more)
            )
        return sums

    def _may_be_absent(self, ref: Ref) -> bool:
        """Return whether a quantity is perhaps not applicable, so that a sum leaves it out."""
        operation = self.program.nodes[ref].operation
        if isinstance(operation, program.NotApplicableWhen | program.Quotient | program.Gather):
            return True
        return any(
            self._may_be_absent(inner)
            for inner in operation.arguments
            if self.program.nodes[inner].unit is not None
        )

    def _is_meant(self, where: Ref | None, part: tuple[str, int]) -> bool | None:
        """Return whether a part counts; None where that is not known, or depends on the parameter."""
        if where is None:
            return True
        read = program.facts_under(self.program.nodes, where)
        if any(self.ray.varies((*part, fact.name)) for fact in read):
            return None
        return interpreter.Part(self.program, self.ray.item.parts[part[0]][part[1]]).truth(where)

    # --- table ------------------------------------------------------------------------------

    _NUMBERS: ClassVar[Mapping[type[Operation], Callable[[Any, Ref, Any, Part], Iterable[Ratio]]]] = (
        program.table(
            program.OfNumber,
            {
                program.Constant: _constant,
                program.FactValue: _fact_value,
                program.Sum: _sum,
                program.Product: _product,
                program.Quotient: _quotient,
                program.Extremum: _extremum,
                program.Call: _call,
                program.Claimed: _claimed,
                program.NotApplicableWhen: _not_applicable,
                program.IfStated: _if_stated,
                program.OneSided: _one_sided,
                program.Gather: _gather,
            },
        )
    )
