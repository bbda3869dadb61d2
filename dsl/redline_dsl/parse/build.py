"""Turn Lark's trees into the typed syntax tree: one method for each rule of the grammar."""

from __future__ import annotations

from typing import Any, TypeVar

from lark import Tree
from lark.tree import Meta
from lark.visitors import v_args

from redline.diagnostics import Source
from redline_dsl import tree
from redline_dsl.parse.build_expressions import Children, ExpressionBuilder

_Node = TypeVar("_Node")


def build(parsed: Tree[Any], source: Source) -> tree.Statement:
    """Build the typed tree of one statement."""
    statement: tree.Statement = _Builder(source).transform(parsed)
    return statement


@v_args(meta=True)
class _Builder(ExpressionBuilder):
    # --- where rules come from --------------------------------------------------------------

    def rulebook(self, _meta: Meta, children: Children) -> tree.RulebookHeader:
        name, title, *clauses = children
        return tree.RulebookHeader(name, title, tuple(clauses))

    def regime(self, meta: Meta, children: Children) -> tree.Regime:
        return tree.Regime(children[0], self._span(meta))

    def amends(self, meta: Meta, children: Children) -> tree.Amends:
        return tree.Amends(children[0], self._span(meta))

    def draft(self, meta: Meta, children: Children) -> tree.Draft:
        return tree.Draft(children[0], self._span(meta))

    def dated(self, meta: Meta, children: Children) -> tree.Dated:
        word, date = children
        return tree.Dated(word.text, date, self._span(meta))

    def unverified(self, meta: Meta, _children: Children) -> tree.Unverified:
        return tree.Unverified(self._span(meta))

    def publication(self, _meta: Meta, children: Children) -> tree.Publication:
        return tree.Publication(*children)

    def cite(self, meta: Meta, children: Children) -> tree.Cite:
        publication, place = children
        return tree.Cite(publication, place, self._span(meta))

    def parameter(self, _meta: Meta, children: Children) -> tree.Parameter:
        name, value, description, *clauses = children
        return tree.Parameter(name, value, description, tuple(clauses))

    # --- items, facts, metrics --------------------------------------------------------------

    def transaction(self, _meta: Meta, children: Children) -> tree.Transaction:
        name, description, *facts = children
        return tree.Transaction(name, description, tuple(facts))

    def reading(self, _meta: Meta, children: Children) -> tree.Reading:
        name, choices, description = children
        return tree.Reading(name, choices, description)

    def item(self, _meta: Meta, children: Children) -> tree.Item:
        name, description, *parts = children
        return tree.Item(name, description, tuple(parts))

    def fact(self, _meta: Meta, children: Children) -> tree.Fact:
        name, type_, above, assumed, bearing, *lines = children
        texts, spellings = _of(tree.Text, lines), _of(tree.Spelling, lines)
        return tree.Fact(name, type_, above, assumed, bearing, texts[0] if texts else None, spellings)

    def spelling(self, _meta: Meta, children: Children) -> tree.Spelling:
        word, texts, *clauses = children
        return tree.Spelling(word, texts, tuple(clauses))

    def fact_type(self, _meta: Meta, children: Children) -> object:
        words, *other = children
        return tree.Words(words, other[0]) if isinstance(words, tuple) else words

    def bearing(self, meta: Meta, children: Children) -> tree.Bearing:
        return tree.Bearing(children[0] or (), self._span(meta))

    def description(self, _meta: Meta, children: Children) -> object:
        return children[0]

    def family(self, _meta: Meta, children: Children) -> tree.Family:
        name, value, unit, attributes, description, *lines = children
        return tree.Family(name, value, unit, attributes or (), description, tuple(lines))

    def attribute(self, _meta: Meta, children: Children) -> tree.Attribute:
        return tree.Attribute(*children)

    def blanks(self, meta: Meta, children: Children) -> tree.Blanks:
        reading, choices = children
        return tree.Blanks(reading, choices, self._span(meta))

    def member(self, _meta: Meta, children: Children) -> tree.Member:
        name, constants, *under = children
        return tree.Member(name, constants or (), tuple(under))

    def under(self, _meta: Meta, children: Children) -> tree.Under:
        return tree.Under(*children)

    def constant(self, _meta: Meta, children: Children) -> tree.Constant:
        return tree.Constant(*children)

    def collection(self, _meta: Meta, children: Children) -> tree.Collection:
        name, kind, pattern, *lines = children
        texts, facts = _of(tree.Text, lines), _of(tree.Fact, lines)
        return tree.Collection(name, kind, pattern, texts[0] if texts else None, facts)

    def metric(self, _meta: Meta, children: Children) -> tree.Metric:
        name, unit, kind, title, *clauses = children
        return tree.Metric(name, unit, kind, title, tuple(clauses))

    def definition(self, meta: Meta, children: Children) -> tree.Definition:
        reading, choice, *alternatives = children
        return tree.Definition(reading, choice, tuple(alternatives), self._span(meta))

    def not_applicable(self, meta: Meta, children: Children) -> tree.NotApplicableIf:
        condition, assumed = children
        return tree.NotApplicableIf(condition, assumed is not None, self._span(meta))

    def at_least(self, meta: Meta, children: Children) -> tree.AtLeast:
        return tree.AtLeast(children[0], self._span(meta))

    def at_most(self, meta: Meta, children: Children) -> tree.AtMost:
        return tree.AtMost(children[0], self._span(meta))

    # --- rules ------------------------------------------------------------------------------

    def control(self, _meta: Meta, children: Children) -> tree.Control:
        name, kind, title, *clauses = children
        return tree.Control(name, kind, title, tuple(clauses))

    def exclusion(self, _meta: Meta, children: Children) -> tree.Exclusion:
        name, controls, *clauses = children
        return tree.Exclusion(name, controls, tuple(clauses))

    def presumption(self, _meta: Meta, children: Children) -> tree.Presumption:
        name, controls, *clauses = children
        return tree.Presumption(name, controls, tuple(clauses))

    def requirement(self, _meta: Meta, children: Children) -> tree.License:
        return tree.License("requirement", *children)

    def exception(self, _meta: Meta, children: Children) -> tree.License:
        return tree.License("exception", *children)

    def policy(self, _meta: Meta, children: Children) -> tree.License:
        return tree.License("policy", *children)

    def completeness(self, meta: Meta, children: Children) -> tree.License:
        controls, *clauses = children
        return tree.License("complete", tree.Name("complete", self._span(meta)), controls, tuple(clauses))

    def reasons(self, meta: Meta, children: Children) -> tree.Reasons:
        return tree.Reasons(children[0], self._span(meta))

    def granted(self, _meta: Meta, children: Children) -> tree.Granted:
        return tree.Granted(children[0])

    def not_encoded(self, _meta: Meta, children: Children) -> tree.NotEncoded:
        name, kinds, title, *clauses = children
        return tree.NotEncoded(name, kinds or (), title, tuple(clauses))

    def because(self, meta: Meta, children: Children) -> tree.Because:
        return tree.Because(children[0], self._span(meta))

    def no_control(self, meta: Meta, children: Children) -> tree.NoControl:
        kinds, *clauses = children
        return tree.NoControl(kinds, tuple(clauses), self._span(meta))

    def policy_name(self, meta: Meta, children: Children) -> tree.Name:
        words = [child.text for child in children]
        link = "by" if words[0] == "case" else "of"
        return tree.Name(f"_{link}_".join(words), self._span(meta))

    def license_block(self, _meta: Meta, children: Children) -> tuple[object, ...]:
        return tuple(children)

    def obligation(self, meta: Meta, children: Children) -> tree.Obligation:
        action, before = children
        return tree.Obligation(action, before, self._span(meta))

    def enforcement(self, meta: Meta, children: Children) -> tree.Enforcement:
        _, word, *date = children
        return tree.Enforcement(word.text, date[0] if date else None, self._span(meta))

    def suspension(self, meta: Meta, children: Children) -> tree.Suspension:
        _, start, _, end, *clauses = children
        return tree.Suspension(start, end, tuple(clauses), self._span(meta))

    def yields(self, meta: Meta, children: Children) -> tree.Yields:
        return tree.Yields(children[0], self._span(meta))

    def when(self, meta: Meta, children: Children) -> tree.When:
        verb, condition = children
        return tree.When(verb.text, condition, self._span(meta))

    def block(self, meta: Meta, children: Children) -> tree.Block:
        quantifier, *entries = children
        limbs = _of(tree.Limb, entries)
        clauses = tuple(entry for entry in entries if not isinstance(entry, tree.Limb))
        return tree.Block(quantifier, limbs, clauses, self._span(meta))

    def quantifier(self, _meta: Meta, children: Children) -> str:
        word: tree.Name = children[0]
        return word.text

    def line(self, _meta: Meta, children: Children) -> tree.Limb:
        label, condition, *clauses = children
        return tree.Limb(label, condition, tuple(clauses))

    def limb(self, _meta: Meta, children: Children) -> tree.Limb:
        label, block = children
        return tree.Limb(label, block, ())

    def country_group(self, _meta: Meta, children: Children) -> tree.CountryGroup:
        name, source, countries, *clauses = children
        return tree.CountryGroup(name, source, countries, tuple(clauses))

    def countries(self, meta: Meta, children: Children) -> tree.Countries:
        return tree.Countries(tuple(children[::2]), tuple(children[1::2]), self._span(meta))

    country_set = countries

    # --- amendments -------------------------------------------------------------------------

    def setting(self, meta: Meta, children: Children) -> tree.Setting:
        name, new, clauses = children
        return tree.Setting(name, (), None, new, clauses, self._span(meta))

    def amending(self, meta: Meta, children: Children) -> tree.Setting:
        places, old, new, clauses = children
        return tree.Setting(None, places, old, new, clauses, self._span(meta))

    def setting_block(self, _meta: Meta, children: Children) -> tuple[object, ...]:
        return tuple(children)

    def strike(self, meta: Meta, children: Children) -> tree.Strike:
        (sort, name, controls), *clauses = children
        return tree.Strike(sort, name, controls or (), tuple(clauses), self._span(meta))

    def struck(self, _meta: Meta, children: Children) -> tuple[object, ...]:
        match children:
            case [tree.Name("license"), sort, name, controls]:
                return f"license {sort.text}", name, controls
            case [tree.Name("review"), policy, controls]:
                return "review policy", policy, controls
            case [tree.Name("country"), name]:
                return "country group", name, ()
        sort, name = children
        return sort.text, name, ()

    def struck_completeness(self, meta: Meta, children: Children) -> tuple[object, ...]:
        return "license statements complete", tree.Name("complete", self._span(meta)), children[0]

    def struck_entry(self, _meta: Meta, children: Children) -> tuple[object, ...]:
        return "not encoded", children[0], ()

    def struck_absence(self, _meta: Meta, children: Children) -> tuple[object, ...]:
        return "no control", children[0], ()

    def addition(self, meta: Meta, children: Children) -> tree.Addition:
        control, limbs = children
        return tree.Addition("add", control, limbs, self._span(meta))

    def limb_replacement(self, meta: Meta, children: Children) -> tree.Addition:
        control, limbs = children
        return tree.Addition("replace", control, limbs, self._span(meta))

    def limbs(self, _meta: Meta, children: Children) -> tuple[object, ...]:
        return tuple(children)

    def replacement(self, meta: Meta, children: Children) -> tree.Replacement:
        return tree.Replacement(children[0], self._span(meta))

    # --- scenarios --------------------------------------------------------------------------

    def asked_on(self, meta: Meta, children: Children) -> tree.Asked:
        return tree.Asked(children[0], None, self._span(meta))

    def asked_mode(self, meta: Meta, children: Children) -> tree.Asked:
        return tree.Asked(None, children[0], self._span(meta))

    def license_expected(self, meta: Meta, children: Children) -> tree.ExpectLicense:
        return tree.ExpectLicense("license", tuple(children[1:]), self._span(meta))

    def policy_expected(self, meta: Meta, children: Children) -> tree.ExpectLicense:
        return tree.ExpectLicense("policy", (children[-1],), self._span(meta))

    def exception_expected(self, meta: Meta, children: Children) -> tree.ExpectLicense:
        names = children[-1] if isinstance(children[-1], tuple) else ()
        return tree.ExpectLicense("exceptions", names, self._span(meta))

    def scenario(self, _meta: Meta, children: Children) -> tree.Scenario:
        name, *clauses = children
        return tree.Scenario(name, tuple(clauses))

    def given(self, meta: Meta, children: Children) -> tree.Given:
        kind, *facts = children
        return tree.Given(kind, tuple(facts), self._span(meta))

    def stated(self, _meta: Meta, children: Children) -> tree.Stated:
        return tree.Stated(*children)

    def chosen(self, meta: Meta, children: Children) -> tree.Chosen:
        reading, choice = children
        return tree.Chosen(reading, choice, self._span(meta))

    def expect(self, _meta: Meta, children: Children) -> object:
        return children[0]

    def controlled(self, meta: Meta, children: Children) -> tree.Expect:
        return tree.Expect("controlled", children[-1] or (), self._span(meta))

    def not_controlled(self, meta: Meta, children: Children) -> tree.Expect:
        return tree.Expect("not_controlled", children[-1] or (), self._span(meta))

    def undetermined(self, meta: Meta, children: Children) -> tree.Expect:
        _, missing, unstated = children
        return tree.Expect("undetermined", missing or (), self._span(meta), unstated or ())

    def not_covered(self, meta: Meta, _children: Children) -> tree.Expect:
        return tree.Expect("not_covered", (), self._span(meta))


def _of(type_: type[_Node], nodes: Children) -> tuple[_Node, ...]:
    return tuple(node for node in nodes if isinstance(node, type_))
