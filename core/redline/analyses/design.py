"""An item as a design of dies: what of it grows with silicon, and what one die of it is by itself.

Which items are made of dies is said by vocabularies: they give a kind of item the metrics that are named
here, and may give the parameter for the size of the largest die.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, Final

from attrs import evolve, frozen

from redline.catalog import Catalog, Item
from redline.curves.family import Place, Ray
from redline.diagnostics import InputError, short
from redline.evidence.determination import metric_dict
from redline.model import Fact, FactRef, ItemKind, MetricRef, Vocabulary
from redline.questions.item_measures import Measures
from redline.units import Unit, parse_unit
from redline.values import Value, parse_number

PERFORMANCE: Final = "package_performance"
AREA: Final = "package_area"
DENSITY: Final = "package_density"
DIES: Final = "compute_dies"
DIE_AREA: Final = "compute_die_area"
TRANSISTORS: Final = "package_transistors"
LARGEST_DIE: Final = "reticle_field"
"""Names that vocabularies give to what is asked for here."""

_NEEDED: Final = (PERFORMANCE, AREA, DENSITY, DIES, DIE_AREA)
_DATA_RATE: Final = parse_unit("bit/s")
_AREA: Final = parse_unit("mm2")
MOST_DIES: Final = 1000
"""Dies in one package that are asked about one by one."""


def measures_of(kind: ItemKind, vocabulary: Vocabulary, readings: Mapping[str, str]) -> Measures:
    """Return what measures items of a kind as packages. Raises ``InputError`` where they have no dies."""
    wanted = (*_NEEDED, TRANSISTORS)
    measures = Measures(kind, (each for each in vocabulary.metrics if each.name in wanted), readings)
    missing = [name for name in _NEEDED if name not in measures.metrics]
    if missing:
        raise InputError.of(
            f"no vocabulary says of which dies a {kind.name} is made",
            help=f"one has to give the metrics {', '.join(f'`{name}`' for name in missing)} for {kind.name}",
        )
    return measures


def design_of(catalog: Catalog, vocabulary: Vocabulary, readings: Mapping[str, str]) -> Design | None:
    """Return the first item as a package of dies; None where no vocabulary says that its kind is one."""
    said = {metric.name for metric in vocabulary.metrics if metric.kind == catalog.kind}
    if not said.issuperset(_NEEDED):
        return None
    return Design(measures_of(catalog.kind, vocabulary, readings), catalog.item(0))


def performance_of(kind: ItemKind, vocabulary: Vocabulary) -> str | None:
    """Return the name of what vocabularies call the performance of a kind of item, None where none does.

    Where that is another name for a fact or a metric, it is that.
    """
    metrics = {metric.name: metric for metric in vocabulary.metrics if metric.kind == kind}
    if PERFORMANCE not in metrics:
        return None
    match metrics[PERFORMANCE].expression:
        case MetricRef(metric):
            return metric.name
        case FactRef(fact):
            return fact.name
    return PERFORMANCE


def largest_die(vocabulary: Vocabulary, given: Any) -> tuple[Fraction | None, bool]:
    """Return the area in mm2 that one die can have, as given or as a vocabulary says, and if that is checked.

    The area is None where nothing is said of it. Raises ``InputError`` for what is no area.
    """
    if given is not None:
        area = parse_number(str(given).strip())
        if not area:
            raise InputError.of(
                f"{short(given)} is not the area of a die", help="give it in mm2, such as 858"
            )
        return area, True
    found = [each for each in vocabulary.parameters if each.name == LARGEST_DIE]
    if not found:
        return None, True
    return found[0].value * found[0].unit.conversion_to(_AREA), found[0].verified


def counts_of(dies: Any) -> tuple[int, ...]:
    """Return numbers of dies in one package. Raises ``InputError`` for what is none."""
    several = tuple(dies) if isinstance(dies, Iterable) and not isinstance(dies, str) else (dies,)
    for count in several:
        if not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= MOST_DIES:
            raise InputError.of(
                f"{short(count)} is not a number of dies", help=f"give whole numbers from 1 to {MOST_DIES:,}"
            )
    return several


@frozen
class Figures:
    """What is known of the performance, the area and the density of a package or a die."""

    performance: Value
    area: Value
    density: Value


@frozen
class Flagship:
    """The item whose performance free dies are to reach."""

    name: str
    performance: Value


class Design:
    """One item as a package of dies."""

    def __init__(self, measures: Measures, item: Item) -> None:
        self.measures = measures
        self.item = item
        self._rates = self._places([PERFORMANCE])
        facts = (*measures.facts(AREA), *measures.facts(DIE_AREA))
        self._areas = self._spread(fact for fact in facts if fact.unit.same_dimensions(self.area_unit))
        self._others = self._places([TRANSISTORS] if TRANSISTORS in measures.metrics else [])
        self._counts = self._places([DIES])

    @property
    def dies(self) -> int | None:
        """How many compute dies there are, None where that is not known."""
        value = self.measures.value(DIES, self.item)
        return int(value.low) if value.is_known and value.low.denominator == 1 and value.low > 0 else None

    @property
    def die_area(self) -> Value:
        """The area of one compute die."""
        return self.measures.value(DIE_AREA, self.item)

    def measured(self, item: Item | None = None) -> Figures:
        """Measure the item, or another version of it."""
        one = self.item if item is None else item
        return Figures(*(self.measures.value(name, one) for name in (PERFORMANCE, AREA, DENSITY)))

    @property
    def performance_unit(self) -> Unit:
        """The unit of performance."""
        return self.measures.metrics[PERFORMANCE].unit

    @property
    def area_unit(self) -> Unit:
        """The unit of areas."""
        return self.measures.metrics[AREA].unit

    @property
    def density_unit(self) -> Unit:
        """The unit of densities."""
        return self.measures.metrics[DENSITY].unit

    def to_dict(self, one: Figures) -> dict[str, Any]:
        """Return measures as JSON writes them."""
        return {
            "performance": metric_dict(one.performance, self.performance_unit),
            "area": metric_dict(one.area, self.area_unit),
            "density": metric_dict(one.density, self.density_unit),
        }

    # --- ways to change it ------------------------------------------------------------------

    def packages(self) -> Ray:
        """Return the ray of 1, 2, 3 and so on such dies in one package, the rest of the item as it is.

        Each compute die brings its share of all that grows with silicon. Where the number of dies is not
        known, the item is taken as one.
        """
        count = self.dies or 1
        if count == 1:
            places = frozenset(place for place in self._growing | self._counts if isinstance(place, str))
            return Ray(self.item, places, copies=True)
        share = Ray(self.item, self._growing | self._counts).at(Fraction(1, count))
        return Ray(share, self._growing | self._counts, whole=True)

    def sizes(self) -> Ray:
        """Return the ray of the same design on more or less silicon: performance in proportion to area."""
        return Ray(self.item, self._growing)

    def speeds(self, factor: Fraction) -> Ray:
        """Return the ray of more or less performance on ``factor`` times the area."""
        return Ray(Ray(self.item, self._areas).at(factor), self._rates)

    def dark(self) -> Ray:
        """Return the ray of more area of the sort that counts, in mm2, and the same performance."""
        one = Fraction(1)
        shifted: dict[Place, Fraction] = {place: one for place in self._areas if isinstance(place, str)}
        area = self.measures.value(AREA, self.item)
        for part in sorted(place for place in self._areas if not isinstance(place, str)):
            if self.measures.value(AREA, Ray(self.item, shifted={part: one}).at(one)) != area:
                return Ray(self.item, shifted={**shifted, part: one})
        return Ray(self.item, shifted=shifted)

    def one_die(self) -> Item | None:
        """Return one compute die as an item of its own; None where the number of dies is not known.

        It has its share of the performance and its own area. What is said of the links and the memory of a
        package of several dies is not known of one of them.
        """
        count, area = self.dies, self.die_area
        if count is None:
            return None
        if count == 1 and area.is_known and area == self.measures.value(AREA, self.item):
            return self.item
        share = Ray(self.item, self._rates | self._counts).at(Fraction(1, count))
        known = {name: value for name, value in share.numbers.items() if not self._is_of_package(name)}
        if area.is_known:
            known.update({fact: area for fact in share.numbers if fact in self._areas})
        return evolve(share, numbers=known, parts=self._one_part(area))

    # --- inner steps ------------------------------------------------------------------------

    @property
    def _growing(self) -> frozenset[Place]:
        return self._rates | self._areas | self._others

    def _is_of_package(self, name: str) -> bool:
        """Return whether what a fact says of a package says nothing of one die in it."""
        fact = next(each for each in self.measures.kind.all_facts() if each.name == name)
        return name in self._areas | self._others or fact.unit.same_dimensions(_DATA_RATE)

    def _one_part(self, area: Value) -> dict[str, tuple[Mapping[str, Value], ...]]:
        """Return the collections with the one part of that area; without one they are blank."""
        found: dict[str, tuple[Mapping[str, Value], ...]] = {}
        for place in self._areas:
            if not isinstance(place, str):
                part = self.item.parts[place[0]][place[1]]
                if area.is_known and part.get(place[2]) == area:
                    found[place[0]] = (part,)
        return found

    def _places(self, metrics: Iterable[str]) -> frozenset[Place]:
        return self._spread(fact for name in metrics for fact in self.measures.facts(name))

    def _spread(self, facts: Iterable[Fact]) -> frozenset[Place]:
        """Return the places of facts, those of parts in each part."""
        found: set[Place] = set()
        for fact in facts:
            if fact.owner is None:
                found.add(fact.name)
            else:
                members = range(len(self.item.parts.get(fact.owner, ())))
                found |= {(fact.owner, index, fact.name) for index in members}
        return frozenset(found)
