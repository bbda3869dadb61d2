"""What a program answers for each rulebook: in which nodes its controls, notes and licenses stand."""

from __future__ import annotations

import datetime as dt
from typing import TypeAlias

from attrs import frozen

from redline.model import Citation, Control, LicenseStatement, NotEncoded, PolicyName, Suspension

Ref: TypeAlias = int
"""Position of a node in ``Program.nodes``."""


@frozen
class LimbOutput:
    label: str
    node: Ref
    cites: tuple[Citation, ...] = ()


@frozen
class ControlOutput:
    """``met``: the paragraph's own condition; ``applies``: met, not excluded, and not yielding."""

    id: str
    met: Ref
    applies: Ref
    limbs: tuple[LimbOutput, ...]


@frozen
class ExclusionOutput:
    name: str
    controls: tuple[str, ...]
    node: Ref


@frozen
class PresumptionOutput:
    """``presumed``: the condition holds; ``stands``: it does, and is not overcome."""

    name: str
    controls: tuple[str, ...]
    presumed: Ref
    stands: Ref


@frozen
class LicenseOutput:
    """What license statements say of a transaction, for controls that apply to the item.

    ``requirements`` hold for some control that applies; ``exceptions`` are available for all controls
    for which a license is required, ``policies`` apply to some of them. The numbers are positions of
    statements in the rulebook, requirements and exceptions and policies each counted by themselves.
    ``reasons`` and ``reviews`` say by name whether some statement of that name holds: one of two may
    hold for certain, where it is open which one.
    """

    required: Ref
    requirements: tuple[tuple[int, Ref], ...]
    exceptions: tuple[tuple[str, Ref], ...]
    conditions: tuple[tuple[int, Ref], ...]
    """Conditions of exceptions by themselves, by position."""
    policies: tuple[tuple[int, Ref], ...]
    reasons: tuple[tuple[str, Ref], ...] = ()
    reviews: tuple[tuple[PolicyName, Ref], ...] = ()
    complete: tuple[tuple[int, Ref], ...] = ()
    """Statements that say that nothing is missing, for a control that applies or an item in none."""


@frozen
class ReachedOutput:
    """An entry that is not encoded and may reach items; ``node`` is open where it may, and else no."""

    entry: NotEncoded
    node: Ref


@frozen
class SuspensionOutput:
    """A suspension that is on, or is over; ``node`` says whether what it is of applies without it."""

    of: Control | LicenseStatement
    suspension: Suspension
    node: Ref


@frozen
class RulebookOutput:
    """Roots of one rulebook for one item kind; ``status`` is true where any control applies.

    ``license`` is None where nothing was asked about a transaction.
    """

    id: str
    effective: dt.date
    status: Ref
    controls: tuple[ControlOutput, ...]
    exclusions: tuple[ExclusionOutput, ...]
    metrics: tuple[tuple[str, Ref], ...]
    """Metrics that its conditions compare, by name."""
    presumptions: tuple[PresumptionOutput, ...] = ()
    license: LicenseOutput | None = None
    suspensions: tuple[SuspensionOutput, ...] = ()
    reached: tuple[ReachedOutput, ...] = ()
    covered: bool = True
    """Whether the text says anything of items of this kind; else ``status`` is open for all of them."""
