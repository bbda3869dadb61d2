"""Lower one rulebook so that every condition as written keeps its node, for explanations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from attrs import field, frozen

from redline import model
from redline.program import Program
from redline.program.lower import Builder, Moment, chosen_readings
from redline.program.node_builder import inner_conditions
from redline.program.outputs import Ref, RulebookOutput
from redline.program.unverified import unverified
from redline.units import ONE, Unit


@frozen(eq=False)
class Trace:
    """A program of one rulebook over one item kind, with the node of each condition and operand.

    Conditions and operands inside a collection's parts have no node of the item and are left out.
    """

    rulebook: model.Rulebook
    program: Program
    conditions: tuple[model.Condition, ...] = field(repr=False)
    """All conditions that have a node, those inside others as well."""
    compared: tuple[model.Expression, ...] = field(repr=False)
    """Both sides of each comparison."""
    units: Mapping[str, Unit] = field(repr=False)
    """Units of the metrics that conditions compare, as the rule writes them."""
    _nodes: Mapping[int, Ref] = field(repr=False)
    """Nodes by the identity of what they came from, which the rulebook keeps alive."""
    _unchecked: tuple[str, ...] = ()

    def node(self, written: model.Condition | model.Expression) -> Ref:
        """Return the node of a condition of the rulebook, or of one side of a comparison."""
        return self._nodes[id(written)]

    @property
    def output(self) -> RulebookOutput:
        """The roots of the rulebook."""
        return self.program.rulebooks[0]

    def controls(self) -> tuple[model.Control, ...]:
        """Return the controls over the program's item kind, in the order of the text."""
        return tuple(control for control in self.rulebook.controls if control.kind == self.program.kind)

    def metrics(self) -> tuple[model.Metric, ...]:
        """Return the metrics that conditions compare, and those they are made of, each once."""
        return _metrics(self.compared)

    def cites(self, names: AbstractSet[str]) -> tuple[str, ...]:
        """Return what the named limbs, controls and notes cite, each once, in the rulebook's order."""
        cited: list[model.Citation] = []
        for control in self.controls():
            cited += control.cites if control.id in names else ()
            for part in walk(control.condition):
                cited += part.cites if isinstance(part, model.Limb) and part.label in names else ()
        notes: list[model.Exclusion | model.Presumption] = [*self.rulebook.exclusions]
        for note in [*notes, *self.rulebook.presumptions]:
            cited += note.cites if note.name in names else ()
        return tuple(dict.fromkeys(map(str, cited)))

    def cites_of_absence(self) -> tuple[str, ...]:
        """Return what shows that the rulebook controls no items of the kind; none where it controls some."""
        kind = self.program.kind
        absences = (each for each in self.rulebook.absences if kind in each.kinds)
        return tuple(dict.fromkeys(str(cite) for each in absences for cite in each.cites))

    def license_statements(self) -> tuple[model.LicenseStatement, ...]:
        """Return the license statements that count at the moment asked for."""
        output, book = self.output.license, self.rulebook
        if output is None:
            return ()
        return (
            *(book.requirements[index] for index, _ in output.requirements),
            *(book.exceptions[index] for index, _ in output.conditions),
            *(book.policies[index] for index, _ in output.policies),
            *(book.completeness[index] for index, _ in output.complete),
        )

    def unverified(self) -> tuple[str, ...]:
        """Say which parts of the text that an answer rests on nobody has compared with their source."""
        return self._unchecked


def trace(
    kind: model.ItemKind,
    book: model.Rulebook,
    readings: Mapping[str, str] | None = None,
    moment: Moment | None = None,
) -> Trace:
    """Lower ``book`` over items of ``kind`` and keep track of each condition and operand."""
    builder = Builder(kind, chosen_readings(kind, readings))
    output = builder.rulebook(book, moment)
    statements = Trace(book, builder.finish([output]), (), (), {}, {}).license_statements()
    licenses = [each.condition for each in statements if each.condition is not None]
    parts = [part for root in (*roots(kind, book), *licenses) for part in walk(root)]
    compared = [
        side for part in parts if isinstance(part, model.Comparison) for side in (part.left, part.right)
    ]
    nodes = {id(part): builder.condition(part) for part in parts}
    nodes.update((id(side), builder.number(side)) for side in compared)
    program = builder.finish([output])
    units = {name: program.nodes[ref].unit or ONE for name, ref in output.metrics}
    units.update((metric.name, metric.unit) for metric in _metrics(compared) if metric.name in units)
    unchecked = unverified(kind, book, parts, statements, _metrics(compared))
    return Trace(book, program, tuple(parts), tuple(compared), units, nodes, unchecked)


def roots(kind: model.ItemKind, book: model.Rulebook) -> Iterator[model.Condition]:
    """Yield the conditions of controls over a kind of item, and of the notes that take items out of them."""
    ids = {control.id for control in book.controls if control.kind == kind}
    yield from (control.condition for control in book.controls if control.id in ids)
    yield from (note.condition for note in book.exclusions if ids & set(note.controls))
    for note in book.presumptions:
        if ids & set(note.controls):
            yield note.condition
            yield from note.overcome
    if book.covers(kind):
        yield from (each.reaches for each in book.not_encoded if each.reaches and kind in each.kinds)


def walk(condition: model.Condition) -> Iterator[model.Condition]:
    """Yield a condition and all conditions inside it, outermost first."""
    yield condition
    for inner in inner_conditions(condition):
        yield from walk(inner)


def _metrics(expressions: Iterable[model.Expression]) -> tuple[model.Metric, ...]:
    """Return the metrics that quantities are made of, each once, outermost first.

    A metric is entered once, however many ways lead to it: written out, it may be exponentially long.
    """
    found: dict[str, model.Metric] = {}
    for expression in expressions:
        _enter(expression, found)
    return tuple(found.values())


def _enter(expression: model.Expression, found: dict[str, model.Metric]) -> None:
    if isinstance(expression, model.MetricRef):
        if expression.metric.name not in found:
            found[expression.metric.name] = expression.metric
            _enter(expression.metric.expression, found)
        return
    for inner in _made_of(expression):
        _enter(inner, found)


def _made_of(expression: model.Expression) -> Iterator[model.Expression]:
    """Yield the quantities of the item that a quantity is made of."""
    match expression:
        case model.Arithmetic(_, left, right):
            yield from (left, right)
        case model.Extremum(_, values) | model.Call(_, values):
            yield from values
        case model.UnderReading(usual, others):
            yield from (usual, *(other.value for other in others))
        case model.FirstStated(alternatives):
            for each in alternatives:
                if isinstance(each, model.AtLeast | model.AtMost):
                    yield each.bound
                elif not isinstance(each, model.NotApplicableIf):
                    yield each
