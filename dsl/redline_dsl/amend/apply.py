"""Apply an amendment to the statements of the text before it, and say what it changes.

Texts are amended as trees, before names are resolved: what comes out is a text like any other, and all
checks of the compiler are made of it, with places in the file that each word stands in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal, TypeAlias

from attrs import define, evolve, field

from redline import model
from redline.diagnostics import Span
from redline_dsl import tree
from redline_dsl.amend.amounts import not_the_number, same_number, value_of, with_old_members
from redline_dsl.amend.limbs import index_of, no_limb, with_block
from redline_dsl.amend.strikes import absence_without, name_of, refuse_use
from redline_dsl.findings import Findings, Refused, each, refuse, suggestion
from redline_dsl.tree.labels import (
    SORTS,
    is_retired,
    label_of,
    labels,
    lies_in,
    named,
    place_text,
    quoted_name,
    several,
    shown,
    sort_of_license,
    uses,
    what_of,
    written,
)
from redline_dsl.tree.lookup import all_of
from redline_dsl.tree.units import words_of

Statements: TypeAlias = "list[tree.Statement]"
_Act: TypeAlias = Literal["set", "add", "strike", "replace"]


@define
class Amended:
    """The statements after an amendment, and what it did."""

    statements: Statements
    changes: list[model.Change] = field(factory=list)
    broken: set[str] = field(factory=set)
    """Names that are struck and still used: to meet them further on is no further fault."""


def amend(
    before: Sequence[tree.Statement],
    amendment: Sequence[tree.Statement],
    effective: dt.date,
    compliance: dt.date | None,
    findings: Findings,
) -> Amended:
    """Return the text after an amendment; scenarios belong to the text they stand in.

    Every statement speaks of the text before, so that their order decides nothing: what is new comes
    last, and no place is changed twice. Findings are an unknown name, a wrong unit, a change without
    effect, and a second change in one place.
    """
    kept: Statements = [node for node in before if not isinstance(node, tree.Scenario | tree.RulebookHeader)]
    amending = _Amending(Amended(kept), effective, compliance)
    for node in sorted(amendment, key=lambda node: not isinstance(node, tree.Amending)):
        try:
            amending.apply(node)
        except Refused as refusal:
            findings.add(refusal)
            amending.result.broken.update(_meant_to_be(node))
    for node in amendment:
        if isinstance(node, tree.Strike) and node.sort in SORTS.values():
            with findings.collected():
                refuse_use(node, amending.before, amending.result.statements, amending.result.broken)
    return amending.result


def _meant_to_be(node: tree.Statement) -> tuple[str, ...]:
    """Return the name of what a statement that is refused would have added or replaced."""
    match node:
        case tree.Addition():
            return (node.control.text,)
        case tree.Replacement():
            return (name_of(node.statement),)
    return ()


class _Amending:
    def __init__(self, result: Amended, effective: dt.date, compliance: dt.date | None) -> None:
        self.result = result
        self.effective = effective
        self.compliance = compliance
        self.before = tuple(result.statements)
        self._touched: dict[str, Span] = {}

    def _touch(self, label: str, span: Span) -> None:
        """Enter a place that is changed; raises ``Refused`` where it, or one around it, is changed too."""
        for other, first in self._touched.items():
            if lies_in(label, other) or lies_in(other, label):
                raise _changed_twice(label, span, first)
        self._touched[label] = span

    def apply(self, node: tree.Statement) -> None:
        match node:
            case tree.Setting():
                self._set(node)
            case tree.Strike():
                self._strike(node)
            case tree.Addition():
                self._limbs(node)
            case tree.Replacement():
                self._replace(node)
            case _:
                self._add(node)

    def _note(
        self, act: _Act, what: str, places: Sequence[str], instruction: str, span: Span | None = None
    ) -> None:
        change = model.Change(act, what, tuple(places), instruction, span)
        self.result.changes.append(change)

    # --- numbers ----------------------------------------------------------------------------

    def _set(self, node: tree.Setting) -> None:
        parameter = self._parameter(node)
        old, new = value_of(parameter.value), value_of(node.new)
        if old[1].dimensions != new[1].dimensions:
            raise refuse(
                f"`{parameter.name.text}` is in {words_of(old[1])}, not in {words_of(new[1])}",
                node.new.span,
                "give the new number in the unit of the old one",
                code="unit",
                because=(parameter.value.span, "the number it takes the place of"),
            )
        self._touch(f"parameter {parameter.name.text}", node.span)
        if old[0] == new[0]:
            raise _no_effect(f"`{parameter.name.text}` is {shown(node.new)} already", node.new.span)
        places = self._places(parameter)
        cites = [clause for clause in node.clauses if isinstance(clause, tree.Cite)]
        dates = tree.Dated("from", tree.Date(self.effective, node.span), node.span)
        others = [clause for clause in node.clauses if not isinstance(clause, tree.Cite)]
        begins = [] if any(isinstance(clause, tree.Dated) for clause in others) else [dates]
        cites = cites or all_of(tree.Cite, parameter.clauses)
        changed = evolve(parameter, value=node.new, clauses=(*cites, *begins, *others))
        self._put(parameter, changed)
        where = ", ".join(places) or parameter.name.text
        swap = f"strike {shown(parameter.value)} and insert {shown(node.new)}"
        self._note("set", f"parameter {parameter.name.text}", places, f"in {where} {swap}", node.span)

    def _parameter(self, node: tree.Setting) -> tree.Parameter:
        """Return the parameter that is set, by its name or by the places and the number that is struck."""
        parameters = {one.name.text: one for one in all_of(tree.Parameter, self.before)}
        if node.name is not None:
            if node.name.text not in parameters:
                help_ = suggestion(node.name.text, parameters, what="parameters")
                raise refuse(
                    f"unknown parameter `{node.name.text}`", node.name.span, help_, code="unknown-name"
                )
            return parameters[node.name.text]
        assert node.old is not None
        named = [place for place in node.places if place.text in parameters]
        if len(node.places) == 1 and named:
            there = [parameters[named[0].text]]
        else:
            each(self._labelled, node.places)
            wanted = {place_text(place) for place in node.places}
            there = [one for one in parameters.values() if wanted & set(self._places(one))]
        found = [one for one in there if same_number(one.value, node.old)]
        if len(found) != 1:
            raise not_the_number(node.old, there, several=bool(found))
        missing = sorted(set(self._places(found[0])) - {place_text(place) for place in node.places})
        if missing and not named:
            message = f"{shown(node.old)} stands in {', '.join(missing)} too"
            remedy = "name every place, or declare a parameter of its own and replace the limb"
            raise refuse(message, node.places[0].span, remedy, code="missing")
        return found[0]

    def _labelled(self, place: tree.Name | tree.Text) -> None:
        known = {written(label) for node in self.before for label in labels(node)}
        if place_text(place) not in known:
            help_ = suggestion(place.text, [label.strip('"') for label in known], what="places")
            raise refuse(f"there is no `{place.text}`", place.span, help_, code="unknown-name")

    def _places(self, parameter: tree.Parameter) -> list[str]:
        """Return the labels of the innermost limbs, notes and statements in which a parameter stands.

        License statements may share a label, which is then a place of its own.
        """
        name = parameter.name.text
        return list(dict.fromkeys(written(label) for node in self.before for label in uses(node, name)))

    # --- statements -------------------------------------------------------------------------

    def _add(self, node: tree.Statement) -> None:
        self.result.statements.append(node)
        if isinstance(node, tree.Scenario | tree.Publication | tree.RulebookHeader | tree.Parameter):
            return
        what = what_of(node)
        self._note("add", what, list(dict.fromkeys(labels(node))), f"add {what}")

    def _find(self, sort: str, name: tree.Name | tree.Text) -> tree.Statement:
        known = {name_of(node): node for node in self.result.statements if SORTS.get(type(node)) == sort}
        if name.text in known:
            return known[name.text]
        help_ = suggestion(name.text, known, what=several(sort))
        raise refuse(f"unknown {sort} `{name.text}`", name.span, help_, code="unknown-name")

    def _put(self, old: tree.Statement, *new: tree.Statement) -> None:
        index = next(i for i, node in enumerate(self.result.statements) if node is old)
        self.result.statements[index : index + 1] = new

    def _replace(self, node: tree.Replacement) -> None:
        new = node.statement
        if isinstance(new, tree.License):
            self._replace_license(new)
            self._note("replace", what_of(new), [what_of(new)], f"replace {what_of(new)}")
            return
        old = self._find(SORTS[type(new)], new.name)
        self._touch(label_of(old), new.name.span)
        if isinstance(new, tree.CountryGroup) and isinstance(old, tree.CountryGroup):
            new = with_old_members(new, old)
        if old == new:
            raise _no_effect(f"{what_of(new)} says this already", node.statement.name.span)
        self._put(old, new)
        self._note("replace", what_of(new), list(dict.fromkeys(labels(new))), f"replace {what_of(new)}")

    def _replace_license(self, new: tree.License) -> None:
        """Replace statements; the place of one that is only applied is taken by one that is only applied."""
        found = self._licenses(sort_of_license(new), new.name, new.controls)
        if any(old == new for old in found):
            raise _no_effect(f"{what_of(new)} says this already", new.name.span)
        self._touch_license(found, new.controls, new.name.span)
        controls = [name.text for name in new.controls]
        retired = [old for old in found if is_retired(old)]
        self._retire([old for old in found if old not in retired], controls, applied=None)
        for old in retired:
            self._put(old)
            clauses = (*new.clauses, *all_of(tree.Retired, old.clauses))
            self.result.statements.append(evolve(new, controls=old.controls, clauses=clauses))
        gone = {name.text for old in retired for name in old.controls}
        rest = tuple(name for name in new.controls if name.text not in gone)
        if rest:
            self.result.statements.append(evolve(new, controls=rest))

    def _strike(self, node: tree.Strike) -> None:
        names = named(node.sort, node.name)
        applied = next((clause for clause in node.clauses if isinstance(clause, tree.Enforcement)), None)
        if node.sort.startswith("license") or node.sort == "review policy":
            found = self._licenses(node.sort, node.name, node.controls)
            self._touch_license(found, node.controls, node.span)
            self._retire(found, [name.text for name in node.controls], applied)
            of = f" from {', '.join(name.text for name in node.controls)}" if node.controls else ""
            self._note("strike", names, [names], f"strike {names}{of}")
            return
        if applied is not None:
            help_ = "what is in a control goes by the text; only license statements are applied or not"
            raise refuse("`enforced` says nothing here", applied.span, help_, code="type")
        if node.sort == "limb":
            self._strike_limb(node)
        elif isinstance(node.name, tree.Name) and node.sort == "no control":
            self._strike_absence(node.name)
        else:
            found_one = self._find(node.sort, node.name)
            self._touch(label_of(found_one), node.span)
            self._put(found_one)
            self._note("strike", names, [names], f"strike {names}")

    def _strike_absence(self, kind: tree.Name) -> None:
        """Take a kind of item out of what the text is said to have no control for."""
        words = f"no control for {kind.text}"
        self._touch(words, kind.span)
        self._put(*absence_without(kind, self.result.statements))
        self._note("strike", words, [words], f"strike {words}")

    # --- license statements -----------------------------------------------------------------

    def _licenses(
        self, sort: str, name: tree.Name | tree.Text, controls: Sequence[tree.Name]
    ) -> list[tree.License]:
        known = [
            node for node in all_of(tree.License, self.result.statements) if sort_of_license(node) == sort
        ]
        wanted = {control.text for control in controls}
        found = [node for node in known if node.name.text == name.text]
        found = [node for node in found if not wanted or wanted & {each.text for each in node.controls}]
        if found:
            return found
        help_ = suggestion(name.text, [node.name.text for node in known], what=f"{sort} statements")
        of = f" for {', '.join(sorted(wanted))}" if wanted else ""
        raise refuse(f"there is no {quoted_name(sort, name)}{of}", name.span, help_, code="unknown-name")

    def _touch_license(
        self, found: Sequence[tree.License], controls: Sequence[tree.Name], span: Span
    ) -> None:
        wanted = {name.text for name in controls}
        touched = {
            f"{named(sort_of_license(statement), statement.name)} for {name.text}"
            for statement in found
            for name in statement.controls
            if not wanted or name.text in wanted
        }
        for label in sorted(touched):
            if label in self._touched:  # a statement for 3B001 is none for 3B001.a, which is another control
                raise _changed_twice(label, span, self._touched[label])
            self._touched[label] = span

    def _retire(
        self, nodes: Sequence[tree.License], controls: Sequence[str], applied: tree.Enforcement | None
    ) -> None:
        """Take statements out of the text; they stay applied where the amendment is not, or not yet."""
        for node in nodes:
            rest = tuple(name for name in node.controls if controls and name.text not in controls)
            gone = tuple(name for name in node.controls if name not in rest)
            still: tuple[tree.License, ...] = ()
            if applied is not None or (self.compliance or self.effective) > self.effective:
                until = self.compliance
                if applied is not None:
                    until = applied.date.value if applied.date else None
                retired = tree.Retired(self.effective, until)
                still = (evolve(node, controls=gone, clauses=(*node.clauses, retired)),)
            kept = (evolve(node, controls=rest),) if rest else ()
            self._put(node, *kept, *still)

    # --- limbs ------------------------------------------------------------------------------

    def _limbs(self, node: tree.Addition) -> None:
        control, path = self._limb_holder(node.control)
        for limb in node.limbs:
            if limb.label is None:
                help_ = "begin it with a label, such as `(3)`"
                raise refuse("a limb without a label cannot be found again", node.span, help_, code="missing")
            self._touch(f"{node.control.text}.{limb.label.text}", limb.label.span)

        def changed(block: tree.Block) -> tree.Block:
            limbs = list(block.limbs)
            for limb in node.limbs:
                assert limb.label is not None
                index = index_of(limbs, limb.label.text)
                if node.act == "add":
                    limbs.append(limb)
                elif index is None:
                    raise no_limb(limb.label, limbs)
                elif _says_the_same(limbs[index], limb):
                    raise _no_effect(f"limb ({limb.label.text}) says this already", limb.label.span)
                else:
                    limbs[index] = limb
            return evolve(block, limbs=tuple(limbs))

        self._put(control, with_block(control, path, node.control, changed))
        for limb in node.limbs:
            assert limb.label is not None
            label = f"{node.control.text}.{limb.label.text}"
            verb = "add" if node.act == "add" else "replace"
            self._note(node.act, f"limb {label}", [label], f"{verb} limb {label}")

    def _limb_holder(self, name: tree.Name) -> tuple[tree.Control, tuple[str, ...]]:
        """Return the control that a label lies in, and the labels of limbs on the way to it."""
        controls = {node.name.text: node for node in all_of(tree.Control, self.result.statements)}
        holder = max((id_ for id_ in controls if lies_in(name.text, id_)), key=len, default=None)
        if holder is None:
            help_ = suggestion(name.text, controls, what="controls")
            raise refuse(f"unknown control `{name.text}`", name.span, help_, code="unknown-name")
        rest = name.text[len(holder) + 1 :]
        return controls[holder], tuple(rest.split(".")) if rest else ()

    def _strike_limb(self, node: tree.Strike) -> None:
        assert isinstance(node.name, tree.Name)
        self._touch(node.name.text, node.span)
        control, path = self._limb_holder(node.name)
        if not path:
            help_ = f"write `strike control {node.name.text}`"
            raise refuse(f"`{node.name.text}` is a control, not a limb", node.name.span, help_, code="type")

        def changed(block: tree.Block) -> tree.Block:
            index = index_of(block.limbs, path[-1])
            if index is None:
                raise no_limb(tree.Name(path[-1], node.name.span), block.limbs)
            rest = block.limbs[:index] + block.limbs[index + 1 :]
            if not rest:
                help_ = "strike the control, or replace it"
                raise refuse("no limb would be left", node.name.span, help_, code="value")
            return evolve(block, limbs=rest)

        self._put(control, with_block(control, path[:-1], node.name, changed))
        self._note("strike", f"limb {node.name.text}", [node.name.text], f"strike limb {node.name.text}")


def _says_the_same(old: tree.Limb, new: tree.Limb) -> bool:
    """Return whether a limb has the condition that it had, and no sources that it had not."""
    return old.condition == new.condition and new.clauses in ((), old.clauses)


def _changed_twice(label: str, span: Span, first: Span) -> Refused:
    help_ = "an amendment changes the text before it, each place once"
    return refuse(
        f"{label} is changed twice", span, help_, code="duplicate", because=(first, "first changed here")
    )


def _no_effect(message: str, span: Span) -> Refused:
    return refuse(message, span, "an amendment changes something; leave this out", code="no-effect")
