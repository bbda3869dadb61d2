"""Lower checked rulebooks into one flat program, sharing equal subexpressions among all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from attrs import frozen

from redline import model, program
from redline.model import ItemKind, Rulebook
from redline.nodes import NodeBuilder, inner_conditions
from redline.outputs import (
    ControlOutput,
    ExclusionOutput,
    LicenseOutput,
    LimbOutput,
    PresumptionOutput,
    Ref,
    RulebookOutput,
    SuspensionOutput,
)

_Statement = TypeVar("_Statement", bound=model.LicenseStatement)


@frozen
class Moment:
    """For when a text is asked: the day, the mode, and whether license statements are wanted too."""

    on: dt.date
    mode: str = "enforced"
    license: bool = False


def lower(
    kind: ItemKind,
    rulebooks: Sequence[Rulebook],
    readings: Mapping[str, str] | None = None,
    moments: Mapping[str, Moment] | None = None,
    varied: Iterable[str] = (),
) -> program.Program:
    """Build the program of ``rulebooks`` over items of ``kind``, under the chosen readings.

    A reading that is not named takes its first choice. Controls over other kinds are left out.
    ``moments`` says by id when each rulebook is asked for: on the day it takes effect by default.
    Rulebooks stand in the program in the order of their ids, so that the order asked for decides
    nothing. Parameters that are ``varied`` keep their numbers open: each is a fact that nobody states.
    """
    builder = Builder(kind, chosen_readings(kind, readings), frozenset(varied))
    asked = moments or {}
    outputs = tuple(
        builder.rulebook(book, asked.get(book.id)) for book in sorted(rulebooks, key=lambda book: book.id)
    )
    return builder.finish(outputs)


def chosen_readings(kind: ItemKind, readings: Mapping[str, str] | None) -> dict[str, str]:
    """Return the choice for each reading of an item kind; names of other kinds are left out."""
    chosen = {reading.name: reading.choices[0] for reading in kind.readings()}
    chosen.update((name, choice) for name, choice in (readings or {}).items() if name in chosen)
    return chosen


class Builder(NodeBuilder):
    """Adds what rulebooks answer to the nodes of what they say."""

    def finish(self, outputs: Sequence[RulebookOutput]) -> program.Program:
        """Return the program of the nodes collected so far."""
        return program.Program(
            self.kind, tuple(self.nodes), tuple(outputs), tuple(sorted(self.readings.items()))
        )

    # --- rulebooks --------------------------------------------------------------------------

    def rulebook(self, book: Rulebook, moment: Moment | None = None) -> RulebookOutput:
        self._metrics, self._compared = {}, {}  # a name may mean another metric in another rulebook
        self._book, moment = book, moment or Moment(book.effective)
        self._on = moment.on
        controls = [control for control in book.controls if control.kind == self.kind]
        ids = {control.id for control in controls}
        met = {control.id: self.condition(control.condition) for control in controls}
        notes = [note for note in book.exclusions if ids & set(note.controls)]
        excluded = {note.name: self.condition(note.condition) for note in notes}
        presumptions = [self._presumption(note) for note in book.presumptions if ids & set(note.controls)]
        applies: dict[str, Ref] = {}
        would: dict[str, Ref] = {}
        for control in _by_precedence(controls):
            against = [self._not(excluded[note.name]) for note in notes if control.id in note.controls]
            presumed = [note.stands for note in presumptions if control.id in note.controls]
            inside = [met[control.id], *against]
            if presumed:
                inside = [self._any([self._all(inside), *presumed])]
            yields = [self._not(applies[other]) for other in control.yields_to if other in applies]
            would[control.id] = applies[control.id] = self._all([*inside, *yields])
            if control.is_suspended(moment.on):
                met[control.id] = applies[control.id] = self.add(program.Truth(value=False), None)
        return RulebookOutput(
            id=book.id,
            effective=book.effective,
            status=self._any(list(applies.values())),
            controls=tuple(
                ControlOutput(
                    control.id, met[control.id], applies[control.id], self._limbs(control.condition)
                )
                for control in controls
            ),
            exclusions=tuple(
                ExclusionOutput(note.name, note.controls, excluded[note.name]) for note in notes
            ),
            presumptions=tuple(presumptions),
            license=self._license(book, moment, applies) if moment.license else None,
            metrics=tuple(self._compared.items()),
            suspensions=tuple(self._suspensions(book, moment, would, applies)),
        )

    def _suspensions(
        self, book: Rulebook, moment: Moment, would: Mapping[str, Ref], applies: Mapping[str, Ref]
    ) -> Iterator[SuspensionOutput]:
        """Yield the suspensions of controls, and of license statements if asked, that have begun."""
        for control in book.controls:
            if control.id in would:
                for each in _begun(control.suspensions, moment.on):
                    yield SuspensionOutput(control, each, would[control.id])
        for statement in book.license_statements() if moment.license else ():
            if not set(statement.controls) & applies.keys():
                continue
            for each in _begun(statement.clocks.suspensions, moment.on):
                if statement.clocks.would_count(moment.on, moment.mode):
                    node = self._for_some(statement, self._held(statement), applies)
                    yield SuspensionOutput(statement, each, node)

    def _presumption(self, note: model.Presumption) -> PresumptionOutput:
        presumed = self.condition(note.condition)
        ways_out = [self._not(self.condition(way)) for way in note.overcome]
        return PresumptionOutput(note.name, note.controls, presumed, self._all([presumed, *ways_out]))

    # --- licenses ---------------------------------------------------------------------------

    def _license(self, book: Rulebook, moment: Moment, applies: Mapping[str, Ref]) -> LicenseOutput:
        """Lower the license statements that are alive at a moment, for the controls that apply."""
        requirements = self._alive(book.requirements, moment, applies)
        needed: dict[str, Ref] = {}
        for control, ref in applies.items():
            held = [each for _, statement, each in requirements if control in statement.controls]
            needed[control] = self._all([ref, self._any(held)])
        exceptions = self._alive(book.exceptions, moment, applies)
        codes = dict.fromkeys(statement.code for _, statement, _ in exceptions)
        required = self._any(list(needed.values()))
        return LicenseOutput(
            required=required,
            requirements=tuple(
                (index, self._for_some(statement, held, applies)) for index, statement, held in requirements
            ),
            exceptions=tuple(
                (code, self._all([required, self._available(code, exceptions, needed)])) for code in codes
            ),
            conditions=tuple(
                (index, self._for_some(statement, held, applies)) for index, statement, held in exceptions
            ),
            policies=tuple(
                (index, self._for_some(statement, held, needed))
                for index, statement, held in self._alive(book.policies, moment, applies)
            ),
        )

    def _alive(
        self, statements: Sequence[_Statement], moment: Moment, applies: Mapping[str, Ref]
    ) -> list[tuple[int, _Statement, Ref]]:
        """Return the statements on controls over this kind that count, with positions and conditions."""
        return [
            (index, statement, self._held(statement))
            for index, statement in enumerate(statements)
            if statement.clocks.is_alive(moment.on, moment.mode) and set(statement.controls) & applies.keys()
        ]

    def _held(self, statement: model.LicenseStatement) -> Ref:
        if statement.condition is None:
            return self.add(program.Truth(value=True), None)
        return self.condition(statement.condition)

    def _for_some(self, statement: model.LicenseStatement, held: Ref, of: Mapping[str, Ref]) -> Ref:
        """Return whether a statement holds for one of its controls."""
        return self._all([held, self._any([of[id_] for id_ in statement.controls if id_ in of])])

    def _available(
        self,
        code: str,
        exceptions: Sequence[tuple[int, model.LicenseException, Ref]],
        needed: Mapping[str, Ref],
    ) -> Ref:
        """Return whether an exception serves for every control for which a license is required."""
        served = []
        for control, need in needed.items():
            holds = [held for _, each, held in exceptions if each.code == code and control in each.controls]
            served.append(self._any([self._not(need), *holds]))
        return self._all(served)

    def _limbs(self, condition: model.Condition) -> tuple[LimbOutput, ...]:
        found: list[LimbOutput] = []
        if isinstance(condition, model.Limb):
            found.append(LimbOutput(condition.label, self.condition(condition), condition.cites))
        for inner in inner_conditions(condition):
            found.extend(self._limbs(inner))
        return tuple(found)


def _begun(suspensions: Sequence[model.Suspension], on: dt.date) -> list[model.Suspension]:
    """Return the suspension that is on, or else the last that was."""
    begun = [each for each in suspensions if each.start <= on]
    return [max(begun, key=lambda each: each.start)] if begun else []


def _by_precedence(controls: Sequence[model.Control]) -> list[model.Control]:
    """Order controls so that those a control yields to come before it."""
    ordered: list[model.Control] = []
    waiting = list(controls)
    while waiting:
        placed = {control.id for control in ordered}
        ids = {control.id for control in waiting}
        ready = [control for control in waiting if not (set(control.yields_to) & ids - placed - {control.id})]
        assert ready, "the front end refuses controls that yield to each other"
        ordered += ready
        waiting = [control for control in waiting if control not in ready]
    return ordered
