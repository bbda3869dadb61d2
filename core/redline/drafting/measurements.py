"""Put the status of items beside the exact values of quantities: what a picture or a table of them shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from redline.drafting.case import Case
from redline.kernel import Kernel
from redline.questions.quantities import Quantity
from redline.units import Unit
from redline.values import Status, Value


@frozen
class Measurement:
    """One item: its status, the value and unit of each quantity asked for, and its facts of words.

    A date is the ordinal of a day; a word is None where it is blank.
    """

    item: str
    status: str
    values: Mapping[str, Value]
    units: Mapping[str, Unit]
    words: Mapping[str, str | None]


def measurements(case: Case, quantities: Sequence[Quantity], words: Iterable[str]) -> list[Measurement]:
    """Measure the items of a case. Raises ``InputError`` for words that items do not have."""
    columns = {name: case.words(name) for name in words}
    codes = Kernel(case.program()).run(case.catalog).status[case.book.id]
    units = {each.name: each.unit for each in quantities}
    found = []
    for row, (name, code) in enumerate(zip(case.catalog.names, codes.tolist(), strict=True)):
        item = case.catalog.item(row)
        values = {each.name: each.of(item) for each in quantities}
        said = {word: column[row] for word, column in columns.items()}
        found.append(Measurement(name, Status(code).word, values, units, said))
    return found
