"""The result of a run: a status for every item and rulebook, and the determinations behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from redline.catalog import Catalog
from redline.determination import Determination, Inquiry
from redline.diagnostics import Diagnostic, InputError, gather
from redline.suggestions import nearest
from redline.transactions import Completed, Mask
from redline.values import Status


@frozen(eq=False)
class Result:
    """What a run found, items by rulebooks in the order asked for.

    ``status`` is coded as in ``redline.values.Status``. Evidence is made when it is asked for, item
    by item. ``rechecked`` rows were decided again in exact arithmetic, ``completed`` rows over the
    completions of their unknown facts.
    """

    catalog: Catalog = field(repr=False)
    inquiries: tuple[Inquiry, ...] = field(repr=False)
    status: NDArray[np.uint8]
    rechecked: int
    completed: int
    assumed: Mapping[str, Mask] = field(factory=dict, repr=False)
    """Rows in which a fact of the transaction is taken for granted, by fact."""
    warnings: tuple[Diagnostic, ...] = ()

    def __len__(self) -> int:
        return len(self.catalog)

    @property
    def rulebooks(self) -> tuple[str, ...]:
        """Ids of the rulebooks, in the order of the columns of ``status``."""
        return tuple(inquiry.trace.rulebook.id for inquiry in self.inquiries)

    @property
    def metrics(self) -> tuple[tuple[str, str], ...]:
        """Metrics that the rulebooks compare, each once, with their units."""
        found = {
            (name, str(inquiry.trace.units[name])): None
            for inquiry in self.inquiries
            for name, _ in inquiry.trace.output.metrics
        }
        return tuple(found)

    def counts(self) -> dict[str, dict[str, int]]:
        """Return how many items have each status, by heading."""
        return {
            heading: {status.word: int((column == status).sum()) for status in Status}
            for heading, column in zip(self.headings(), self.status.T, strict=True)
        }

    def headings(self) -> tuple[str, ...]:
        """Return a distinct name for each column: the rulebook's id, with the day where needed."""
        ids = self.rulebooks
        return tuple(
            id_ if ids.count(id_) == 1 else f"{id_}@{inquiry.on}"
            for id_, inquiry in zip(ids, self.inquiries, strict=True)
        )

    def determinations(self) -> Iterator[tuple[Determination, ...]]:
        """Yield each item's determinations, one for each rulebook."""
        for row in range(len(self)):
            yield self.determination(row)

    def determination(self, row: int) -> tuple[Determination, ...]:
        """Return the determinations of one row, one for each rulebook."""
        item = self.catalog.item(row)
        assumed = Completed(self.catalog, self.assumed).assumed_in(row)
        return tuple(inquiry.determine(item, assumed) for inquiry in self.inquiries)

    def item(self, name: str) -> tuple[Determination, ...]:
        """Return the determinations of the item of that name. Raises ``InputError``."""
        return self.determination(find_item(self.catalog, name))

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return one object for each item and rulebook, as JSON writes them."""
        return [one.to_dict() for several in self.determinations() for one in several]


def find_item(catalog: Catalog, name: str) -> int:
    """Return the row of the item of that name, which must match exactly. Raises ``InputError``."""
    rows = [row for row, known in enumerate(catalog.names) if known == name]
    if len(rows) == 1:
        return rows[0]
    if rows:
        raise InputError.of(f"{len(rows)} items are named `{name}`", help="give each item a name of its own")
    raise InputError.of(f"there is no item `{name}`", help=_nearby(catalog, name))


def find_items(catalog: Catalog, wanted: Sequence[str]) -> list[int]:
    """Return the rows of the items of these names. Raises ``InputError`` with all that are not there."""
    return gather(lambda name: find_item(catalog, name), wanted)


def _nearby(catalog: Catalog, name: str) -> str:
    lowered = name.lower()
    alike = [known for known in catalog.names if len(name) > 2 and lowered in known.lower()][:5]
    if not alike:
        near = nearest(name, catalog.names)
        alike = [near] if near else []
    if not alike:
        return "names match exactly; `redline check` lists them"
    return f"names match exactly; did you mean {' or '.join(f'`{known}`' for known in alike)}?"
