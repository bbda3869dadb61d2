"""Lower one rulebook so that every condition as written keeps its node, for explanations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from attrs import field, frozen

from redline import model
from redline.lower import Builder, chosen_readings, inner_conditions
from redline.program import Program, Ref, RulebookOutput
from redline.units import Unit


@frozen(eq=False)
class Trace:
    """A program of one rulebook over one item kind, with the node of each condition and operand.

    Conditions and operands inside a collection's parts have no node of the item and are left out.
    """

    rulebook: model.Rulebook
    program: Program
    conditions: Mapping[model.Condition, Ref] = field(repr=False)
    expressions: Mapping[model.Expression, Ref] = field(repr=False)

    @property
    def output(self) -> RulebookOutput:
        """The roots of the rulebook."""
        return self.program.rulebooks[0]

    def control(self, id_: str) -> model.Control:
        """Return the control of that id over the program's item kind."""
        return next(c for c in self.rulebook.controls if c.id == id_ and c.kind == self.program.kind)

    def metric_unit(self, name: str) -> Unit:
        """Return the unit of a metric that conditions compare, as the rule writes it."""
        for side in self.expressions:
            if isinstance(side, model.MetricRef) and side.metric.name == name:
                return side.unit
        unit = self.program.nodes[dict(self.output.metrics)[name]].unit
        assert unit is not None
        return unit

    def cites(self, names: AbstractSet[str]) -> tuple[str, ...]:
        """Return what the named limbs, controls and notes cite, each once, in the rulebook's order."""
        found: dict[str, None] = {}
        for control in self.rulebook.controls:
            if control.kind == self.program.kind:
                limbs = [part for part in walk(control.condition) if isinstance(part, model.Limb)]
                cited = [limb.cites for limb in limbs if limb.label in names]
                cited.append(control.cites if control.id in names else ())
                found.update((str(cite), None) for cites in cited for cite in cites)
        for note in self.rulebook.exclusions:
            if note.name in names:
                found.update((str(cite), None) for cite in note.cites)
        return tuple(found)


def trace(kind: model.ItemKind, book: model.Rulebook, readings: Mapping[str, str] | None = None) -> Trace:
    """Lower ``book`` over items of ``kind`` and keep track of each condition and operand."""
    builder = Builder(kind, chosen_readings(kind, readings))
    output = builder.rulebook(book)
    conditions = {part: builder.condition(part) for root in roots(kind, book) for part in walk(root)}
    expressions = {
        side: builder.number(side)
        for part in conditions
        if isinstance(part, model.Comparison)
        for side in (part.left, part.right)
    }
    return Trace(book, builder.finish([output]), conditions, expressions)


def roots(kind: model.ItemKind, book: model.Rulebook) -> Iterator[model.Condition]:
    """Yield the conditions of controls over a kind of item, and of the notes that take items out of them."""
    ids = {control.id for control in book.controls if control.kind == kind}
    yield from (control.condition for control in book.controls if control.id in ids)
    yield from (note.condition for note in book.exclusions if ids & set(note.controls))


def walk(condition: model.Condition) -> Iterator[model.Condition]:
    """Yield a condition and all conditions inside it, outermost first."""
    yield condition
    for inner in inner_conditions(condition):
        yield from walk(inner)
