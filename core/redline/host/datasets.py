"""Data about items that plugins offer beside catalogs: label sets, and series of reference items."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

from attrs import Attribute, field, frozen

Unlisted: TypeAlias = Literal["no", "unknown"]


def _unlisted(_instance: object, _attribute: Attribute[Unlisted], value: Unlisted) -> None:
    if value not in ("no", "unknown"):
        raise ValueError(f"an item that is not listed is labelled `no` or `unknown`, not `{value}`")


@frozen(eq=False)
class _Dataset:
    """What data of either sort say of themselves: over which items, what, from where, and how they come."""

    name: str
    kind: str
    title: str
    definition: str
    source: str
    version: str
    file: str
    load: Callable[[], bytes]


@frozen(eq=False)
class LabelSet(_Dataset):
    """Which items should be controlled, whatever a rule says of them: a yes or no for each item.

    ``kind`` is that of the items. ``definition`` says what a yes means, ``source`` where it is from,
    ``version`` of which day it is, as ``2026-07-23``. ``load`` returns the bytes of ``file``: a table with
    the columns ``item``, ``label`` and ``source``, or rule text (``.redline``) whose controls say which items
    are labelled. ``unlisted`` is the label of items that a table does not list.
    """

    unlisted: Unlisted = field(default="unknown", validator=_unlisted)


@frozen(eq=False)
class ReferenceSeries(_Dataset):
    """Items in the order of their generations, on which the place of a line is measured.

    ``kind``, ``source`` and ``version`` are as those of a label set. ``load`` returns the bytes of ``file``:
    a table with the columns ``item``, ``generation`` (its name) and ``source``, a row for each generation,
    and a column for each quantity whose values it states itself; others are those of the items in the
    catalog. ``metrics`` and ``where`` are the quantities that it is meant for, and the conditions on the
    items that it is compared with.
    """

    metrics: tuple[str, ...]
    where: tuple[str, ...] = ()
