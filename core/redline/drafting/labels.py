"""Label items, which of them should be controlled: by a fact, a list, a definition, a label set on offer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from redline.catalog import Catalog, YesNoColumn
from redline.catalog.input import RawTable
from redline.diagnostics import Diagnostic, InputError
from redline.drafting.tables_of_items import ITEM, SOURCE, listed
from redline.host.datasets import LabelSet, Unlisted
from redline.suggestions import names
from redline.values import Status, fields

Codes = NDArray[np.uint8]
LABEL: Final = "label"
_WORDS: Final = {"yes": 1, "true": 1, "1": 1, "no": 0, "false": 0, "0": 0, "": int(Status.UNDETERMINED)}
_UNLISTED: Final[Mapping[Unlisted, int]] = {"no": 0, "unknown": int(Status.UNDETERMINED)}


@frozen(eq=False)
class Labels:
    """A label for each row of a catalog, coded as ``Status``: should it be controlled.

    ``unused`` are items that the labels speak of and the catalog has not.
    """

    name: str
    title: str
    definition: str
    source: str
    version: str
    codes: Codes
    unused: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        counts = np.bincount(self.codes, minlength=3).tolist()
        return {
            **fields(self, "name title definition source"),
            "version": self.version or None,
            "yes": counts[Status.CONTROLLED],
            "no": counts[Status.NOT_CONTROLLED],
            "unknown": counts[Status.UNDETERMINED],
            **fields(self, "unused"),
        }


def labels_of_fact(name: str, catalog: Catalog) -> Labels:
    """Return the labels that a yes/no fact of the catalog is."""
    column = catalog.columns.get(name)
    codes = np.full(len(catalog), Status.UNDETERMINED, np.uint8)
    if isinstance(column, YesNoColumn):
        given = np.asarray(column.codes, np.float64)
        codes[given == 1] = Status.CONTROLLED
        codes[given == 0] = Status.NOT_CONTROLLED
    (fact,) = (fact for fact in catalog.kind.all_facts() if fact.name == name)
    return Labels(name, f"fact `{name}`", fact.description, catalog.source, "", codes)


def labels_of_table(
    table: RawTable, about: LabelSet | str, catalog: Catalog, everything: Collection[str], unlisted: Unlisted
) -> Labels:
    """Return the labels of a table with the columns ``item`` and ``label``; a blank label is unknown.

    ``everything`` are the items of the whole catalog, ``about`` is the set that the table belongs to, or its
    name. Raises ``InputError`` for labels that are none, and items that do not exist.
    """
    if not table.rows:
        raise InputError.of(
            f"`{table.source.name}` has no items, and labels none",
            help="each line after the first is an item with its label",
        )
    offered = isinstance(about, LabelSet)
    found = listed(table, (ITEM, LABEL), everything, others_allowed=offered)
    faults = [
        Diagnostic(
            f"`{found.cell(row, LABEL)[:40]}` is no label",
            found.place(row, LABEL),
            "write yes or no, or leave it blank where it is not known",
        )
        for row in found.rows.values()
        if found.cell(row, LABEL).lower() not in _WORDS
    ]
    if faults:
        raise InputError(faults)
    by_name = {name: _WORDS[found.cell(row, LABEL).lower()] for name, row in found.rows.items()}
    codes = np.array([by_name.get(name, _UNLISTED[unlisted]) for name in catalog.names], np.uint8)
    unused = tuple(sorted(by_name.keys() - set(everything)))
    if isinstance(about, LabelSet):
        return described(about, codes, unused)
    said = "; ".join(sorted({text for row in found.rows.values() if (text := found.cell(row, SOURCE))}))
    listing = f"as listed; items that are not listed are {unlisted}"
    return Labels(about, f"file `{about}`", listing, said, "", codes, unused)


def described(about: LabelSet, codes: Codes, unused: tuple[str, ...] = ()) -> Labels:
    """Return labels with what their set says of itself."""
    return Labels(about.name, about.title, about.definition, about.source, about.version, codes, unused)


def unknown_label(name: str, facts: Sequence[str], sets: Collection[str]) -> InputError:
    """Return the error that no label has this name."""
    there = f"label sets are {names(sets)}; " if sets else ""
    yes_no = f"yes/no facts are {names(facts)}; " if facts else ""
    there = f"{there}{yes_no}or give a .csv file with `item` and `label`, or a .redline file"
    return InputError.unknown("label", name, [*facts, *sets], there, listed=True)
