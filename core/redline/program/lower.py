"""Lower checked rulebooks into one flat program, sharing equal subexpressions among all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from graphlib import TopologicalSorter
from typing import TypeVar

from attrs import frozen

from redline import model, program
from redline.model import ItemKind, Rulebook
from redline.program.node_builder import NodeBuilder, inner_conditions
from redline.program.outputs import (
    ControlOutput,
    ExclusionOutput,
    LicenseOutput,
    LimbOutput,
    PresumptionOutput,
    ReachedOutput,
    Ref,
    RulebookOutput,
    SuspensionOutput,
)

_Statement = TypeVar("_Statement", bound=model.LicenseStatement)
_Name = TypeVar("_Name", bound=str)


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
        reached = tuple(self._reached(book))
        return RulebookOutput(
            id=book.id,
            effective=book.effective,
            status=self._status(book, applies, reached),
            controls=tuple(
                ControlOutput(
                    control.id, met[control.id], applies[control.id], tuple(self._limbs(control.condition))
                )
                for control in controls
            ),
            exclusions=tuple(
                ExclusionOutput(note.name, note.controls, excluded[note.name]) for note in notes
            ),
            presumptions=tuple(presumptions),
            license=self._license(book, moment, applies, reached) if moment.license else None,
            metrics=tuple(self._compared.items()),
            suspensions=tuple(self._suspensions(book, moment, would, applies)),
            reached=reached,
            covered=book.covers(self.kind),
        )

    def _status(self, book: Rulebook, applies: Mapping[str, Ref], reached: Sequence[ReachedOutput]) -> Ref:
        """Return whether the item is in a control; of a kind that is not covered nobody can tell."""
        if not book.covers(self.kind):
            return self._nothing_on(book)
        return self._any([*applies.values(), *(each.node for each in reached)])

    def _nothing_on(self, book: Rulebook) -> Ref:
        return self._unsaid(book.id, f"has nothing on items of kind {self.kind.name}, as encoded")

    def _reached(self, book: Rulebook) -> Iterator[ReachedOutput]:
        """Yield the entries that are not encoded and may reach items of a kind that is covered."""
        for entry in book.not_encoded if book.covers(self.kind) else ():
            if entry.reaches is not None and self.kind in entry.kinds:
                unread = self.add(program.Unstated(entry.place, entry.reason), None)
                yield ReachedOutput(entry, self._all([self.condition(entry.reaches), unread]))

    def _suspensions(
        self, book: Rulebook, moment: Moment, would: Mapping[str, Ref], applies: Mapping[str, Ref]
    ) -> Iterator[SuspensionOutput]:
        """Yield the suspensions of controls, and of license statements if asked, that have begun."""
        for control in book.controls:
            if control.id in would:
                for each in _begun(control.suspensions, moment.on):
                    yield SuspensionOutput(control, each, would[control.id])
        if not moment.license:
            return
        about = self._about(applies)
        for statement in book.license_statements():
            if not set(statement.controls) & about.keys():
                continue
            for each in _begun(statement.clocks.suspensions, moment.on):
                if statement.clocks.would_count(moment.on, moment.mode):
                    node = self._for_some(statement, self._held(statement), about)
                    yield SuspensionOutput(statement, each, node)

    def _presumption(self, note: model.Presumption) -> PresumptionOutput:
        presumed = self.condition(note.condition)
        ways_out = [self._not(self.condition(way)) for way in note.overcome]
        return PresumptionOutput(note.name, note.controls, presumed, self._all([presumed, *ways_out]))

    # --- licenses ---------------------------------------------------------------------------

    def _license(
        self,
        book: Rulebook,
        moment: Moment,
        applies: Mapping[str, Ref],
        reached: Sequence[ReachedOutput],
    ) -> LicenseOutput:
        """Lower the license statements that are alive at a moment, for items of this kind."""
        about = self._about(applies)
        requirements = self._alive(book.requirements, moment, about)
        exceptions = self._alive(book.exceptions, moment, about)
        policies = self._alive(book.policies, moment, about)
        completeness = self._alive(book.completeness, moment, about)
        needed: dict[str, Ref] = {}
        for name, ref in about.items():
            held = [each for _, statement, each in requirements if name in statement.controls]
            needed[name] = self._all([ref, self._any(held)])
        within = {**applies, self.kind.name: self._not(self._any(list(applies.values())))}
        open_ = [each.node for each in reached]
        open_ += self._incomplete(book, within, completeness)
        open_ += self._unread(book, within, [requirements, completeness])
        if not book.covers(self.kind):
            open_ = [self._nothing_on(book)]
        codes = dict.fromkeys(statement.code for _, statement, _ in exceptions)
        certain = self._any(list(needed.values()))
        asked = [(index, self._for_some(each, held, about)) for index, each, held in requirements]
        judged = [(index, self._for_some(each, held, needed)) for index, each, held in policies]
        return LicenseOutput(
            required=self._any([certain, *open_]),
            requirements=tuple(asked),
            exceptions=tuple(
                (code, self._all([certain, self._available(code, exceptions, needed)])) for code in codes
            ),
            conditions=tuple(
                (index, self._for_some(statement, held, about)) for index, statement, held in exceptions
            ),
            policies=tuple(judged),
            reasons=self._by_name((book.requirements[index].name, ref) for index, ref in asked),
            reviews=self._by_name((book.policies[index].policy, ref) for index, ref in judged),
            complete=tuple(
                (index, self._for_some(statement, held, within)) for index, statement, held in completeness
            ),
        )

    def _by_name(self, statements: Iterable[tuple[_Name, Ref]]) -> tuple[tuple[_Name, Ref], ...]:
        """Return for each name whether some statement of that name holds."""
        found: dict[_Name, list[Ref]] = {}
        for name, ref in statements:
            found.setdefault(name, []).append(ref)
        return tuple((name, self._any(refs)) for name, refs in found.items())

    def _about(self, applies: Mapping[str, Ref]) -> dict[str, Ref]:
        """Return what license statements may name, and whether it is so: controls, and the kind of item."""
        return {self.kind.name: self.add(program.Truth(value=True), None), **applies}

    def _incomplete(
        self,
        book: Rulebook,
        within: Mapping[str, Ref],
        completeness: Sequence[tuple[int, model.Completeness, Ref]],
    ) -> Iterator[Ref]:
        """Yield for each control, and for being in none, that some license statement of it may be missing.

        A license that no statement asks for is not needed only where all of them are known to be there.
        """
        for name, ref in within.items():
            held = [each for _, statement, each in completeness if name in statement.controls]
            about = "items in no control" if name == self.kind.name else name
            reason = f"`{book.id}` does not say that its license statements are complete here"
            unsaid = self._unsaid(f"license statements for {about}", reason)
            yield self._all([ref, self._not(self._any(held)), unsaid])

    def _unread(
        self,
        book: Rulebook,
        within: Mapping[str, Ref],
        statements: Sequence[Sequence[tuple[int, model.LicenseStatement, Ref]]],
    ) -> Iterator[Ref]:
        """Yield for each fact that bears on licenses that what is stated of it is read by no statement.

        It has to be read for each control that applies, or for being in none: a requirement for 3A090.a
        that reads it says nothing of an item in 3A090.b.
        """
        alive = [statement for each in statements for _, statement, _ in each]
        transaction = self.kind.transaction
        for fact_name, regimes in transaction.bearing:
            fact = transaction.fact(fact_name)
            assert fact is not None, "the front end has found it"
            if regimes and not book.is_under(regimes):
                continue
            usual = self.add(program.Holds(model.as_assumed(fact_name)), None)
            reason = f"no license statement of `{book.id}` on such items reads what is stated of it"
            told_apart = self._told_apart(fact, alive)
            of_all = told_apart.get(self.kind.name, frozenset())
            unread = [
                self._all([ref, self._not(self._is_one_of(fact, words))])
                for name, ref in within.items()
                if (words := _both(of_all, told_apart.get(name, frozenset()))) is not None
            ]
            yield self._all([self._not(usual), self._any(unread), self._unsaid(fact_name, reason)])

    def _told_apart(
        self, fact: model.Fact, statements: Iterable[model.LicenseStatement]
    ) -> dict[str, frozenset[str] | None]:
        """Return by control, or kind, the words of a fact that statements on it tell apart; None has all."""
        found: dict[str, frozenset[str] | None] = {}
        for statement in statements:
            if statement.condition is not None:
                words = self._words_named(fact, statement.condition)
                for name in statement.controls:
                    found[name] = _both(found.get(name, frozenset()), words)
        return found

    def _is_one_of(self, fact: model.Fact, words: frozenset[str]) -> Ref:
        return self.add(program.Is(fact, tuple(sorted(words))), None) if words else self._any([])

    def _words_named(self, fact: model.Fact, condition: model.Condition) -> frozenset[str] | None:
        """Return the words of a fact that a condition tells apart; None where it tells all of them apart.

        ``end_use is military`` reads that word and no other; ``end_use is not ordinary`` reads every word,
        since whatever is not assumed makes it hold.
        """
        match condition:
            case model.Is(read, categories) if read == fact:
                usual = dict(self.kind.transaction.assumed).get(fact.name)
                return None if usual in categories else frozenset(categories)
            case model.Holds(read) | model.InGroup(read) if read == fact:
                return None
        inner = [self._words_named(fact, each) for each in inner_conditions(condition)]
        return None if None in inner else frozenset().union(*(words or () for words in inner))

    def _unsaid(self, place: str, reason: str) -> Ref:
        return self.add(program.Unstated(place, reason), None)

    def _alive(
        self, statements: Sequence[_Statement], moment: Moment, about: Mapping[str, Ref]
    ) -> list[tuple[int, _Statement, Ref]]:
        """Return the statements on items of this kind that count, with positions and conditions."""
        return [
            (index, statement, self._held(statement))
            for index, statement in enumerate(statements)
            if statement.clocks.is_alive(moment.on, moment.mode) and set(statement.controls) & about.keys()
        ]

    def _held(self, statement: model.LicenseStatement) -> Ref:
        if statement.condition is None:
            return self.add(program.Truth(value=True), None)
        return self.condition(statement.condition)

    def _for_some(self, statement: model.LicenseStatement, held: Ref, of: Mapping[str, Ref]) -> Ref:
        """Return whether a statement holds for one of the controls, or the kind, that it names."""
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

    def _limbs(self, condition: model.Condition, above: tuple[Ref, ...] = ()) -> Iterator[LimbOutput]:
        """Yield the limbs of a condition; each holds where it and all that it stands under holds.

        That any of several conditions holds is implied by the one that does.
        """
        own = self.condition(condition)
        if isinstance(condition, model.Limb):
            yield LimbOutput(condition.label, self._all([*above, own]), condition.cites)
        within = above if isinstance(self.nodes[own].operation, program.Any) else (*above, own)
        for inner in inner_conditions(condition):
            yield from self._limbs(inner, within)


def _both(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    """Join two sets of words, of which None has all."""
    return None if one is None or other is None else one | other


def _begun(suspensions: Sequence[model.Suspension], on: dt.date) -> list[model.Suspension]:
    """Return the suspension that is on, or else the last that was."""
    begun = [each for each in suspensions if each.start <= on]
    return [max(begun, key=lambda each: each.start)] if begun else []


def _by_precedence(controls: Sequence[model.Control]) -> list[model.Control]:
    """Order controls so that those a control yields to come before it."""
    by_id = {control.id: control for control in controls}
    before = {id_: [other for other in control.yields_to if other in by_id] for id_, control in by_id.items()}
    return [by_id[id_] for id_ in TopologicalSorter(before).static_order()]
