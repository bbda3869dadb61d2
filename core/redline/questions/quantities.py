"""Find a quantity of items by its name, a fact or a metric, and read its values over a catalog."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import frozen

from redline import model, program
from redline.catalog import Catalog, Item
from redline.diagnostics import InputError, text_of
from redline.exact.interpreter import evaluate
from redline.kernel.quantity_values import Measured, measure
from redline.program import Program
from redline.program.lower import chosen_readings
from redline.program.node_builder import NodeBuilder
from redline.program.outputs import Ref
from redline.suggestions import names, nearest
from redline.units import DATE, Unit
from redline.values import Value


@frozen(eq=False)
class Quantity:
    """A fact or a metric of one kind of item, under chosen readings."""

    name: str
    unit: Unit
    _program: Program
    _ref: Ref

    def over(self, catalog: Catalog) -> Measured:
        """Return its value in each row, as floats."""
        (found,) = measure(self._program, catalog, [self._ref])
        return found

    def facts(self) -> tuple[model.Fact, ...]:
        """Return the numbers that it is made of, each once; those of parts have an ``owner``.

        What conditions ask about is not among them.
        """
        found: dict[model.Fact, None] = {}
        waiting = [self._ref]
        while waiting:
            operation = self._program.nodes[waiting.pop()].operation
            if isinstance(operation, program.FactValue):
                found[operation.fact] = None
            waiting += reversed(operation.made_of)
        return tuple(found)

    def of(self, item: Item) -> Value:
        """Return its value for one item, exactly."""
        return evaluate(self._program, item).number(self._ref)


def quantity(
    kind: model.ItemKind,
    metrics: Iterable[model.Metric],
    name: str,
    readings: Mapping[str, str] | None = None,
) -> Quantity:
    """Return the quantity of that name. Raises ``InputError`` where items of the kind have none."""
    found: dict[str, model.FactRef | model.MetricRef] = {
        fact.name: model.FactRef(fact)
        for fact in kind.all_facts()
        if fact.type == "number" or (fact.type == "date" and fact not in kind.transaction.facts)
    }  # a day of a transaction is that of the question where it is not stated, and no quantity of items
    found.update((metric.name, model.MetricRef(metric)) for metric in metrics if metric.kind == kind)
    if text_of("a quantity", name) not in found:
        raise InputError.of(f"a {kind.name} has no quantity `{name}`", help=there_are(name, found, kind))
    builder = NodeBuilder(kind, chosen_readings(kind, readings))
    ref = builder.number(found[name])
    unit = found[name].unit
    return Quantity(name, unit, Program(kind, tuple(builder.nodes), ()), ref)


def there_are(name: str, known: Iterable[str], kind: model.ItemKind) -> str:
    """Return the help for a name that items of a kind do not have: what is near, or some that there are."""
    known = list(known)
    near = nearest(name, known)
    said = f"did you mean `{near}`?" if near else f"there are {names(known, most=6)};"
    return f"{said} `redline facts {kind.name}` lists all"


def amount(found: Quantity) -> Quantity:
    """Return a quantity that can be added up and divided. Raises ``InputError`` for a date, which cannot."""
    if found.unit == DATE:
        raise InputError.of(f"`{found.name}` is a date, not an amount", help="name a number")
    return found
