"""What a drafter asks of a rule: where its numbers should be, who is near them, how one gets round it.

Each analysis has a module of its own; the class here gives it what an engine has.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Unpack

from attrs import evolve

from redline.analyses import Analyses
from redline.analyses.design import Design, measures_of, performance_of
from redline.catalog import Catalog
from redline.catalog.input import read_item
from redline.catalog.item_lookup import find_items
from redline.curves.status_curves import Follower
from redline.diagnostics import InputError, texts_of
from redline.drafting.arrivals import date_of, entries_of, first_over
from redline.drafting.bunching import Bunch, bunching
from redline.drafting.case import OVER, Asked, Case, answerable, refuse_swapped, side_by_side
from redline.drafting.declared import Declared, declared
from redline.drafting.diff import Diff, differences
from redline.drafting.frontier import Frontier, Ranking, areas_of, best, pieces, used
from redline.drafting.frontier_over_time import frontier_over_time, years_of
from redline.drafting.lag import Lag
from redline.drafting.margin import Margin, margin
from redline.drafting.measurements import Measurement, measurements
from redline.drafting.plane import Plane, plane
from redline.drafting.redesign import Redesign, redesign
from redline.drafting.regions import Direction, Regions, compared_quantities, plane_of, regions
from redline.drafting.sensitivity import Sensitivity, errors_of, sensitivity
from redline.drafting.silicon import silicon_of
from redline.drafting.successors import successors
from redline.drafting.sweep import Sweep, curve
from redline.query import Question, Terms, parse_date, today
from redline.questions.arguments import item_names, terms_of
from redline.questions.prepare import RuleNames
from redline.questions.quantities import amount
from redline.questions.where import condition_texts, conditions, together, truths
from redline.rulebooks.kinds import kind_of
from redline.rulebooks.library import Chosen, RuleName, refuse_namesakes
from redline.stated_numbers import stated_number, stated_share, stated_stretch
from redline.units import ONE
from redline.values import Status


class Drafting(Analyses):
    """The questions of drafters, each a method of the name of its command.

    All take the options of ``redline.drafting.case.Asked``: over which items, and the terms of the question.
    All raise ``InputError`` for anything wrong with what was given.
    """

    def diff(
        self,
        before: RuleName,
        after: RuleName,
        *,
        before_readings: Mapping[str, str] | None = None,
        after_readings: Mapping[str, str] | None = None,
        **asked: Unpack[Asked],
    ) -> Diff:
        """Compare two texts over a catalog: what is newly caught, released, unchanged, or open.

        Each text is asked on its own day, or on the day ``on``. Readings apply to both, those of one side to
        that side. With a destination the question is what needs a license.
        """
        terms = self._terms(asked)
        sides = [
            evolve(terms, readings={**terms.readings, **terms_of({"readings": special}).readings})
            for special in (before_readings, after_readings)
        ]
        chosen = [self._one(name, side) for name, side in zip((before, after), sides, strict=True)]
        refuse_namesakes(chosen)
        read = self._rows(chosen, asked)
        cases = [Case.of(self._inquirer, one, read, side) for one, side in zip(chosen, sides, strict=True)]
        return differences(*side_by_side(cases))

    def sweep(
        self,
        rules: RuleName,
        vary: Mapping[str, Any],
        *,
        weight: str | None = None,
        grid: tuple[int, int] | None = None,
        **asked: Unpack[Asked],
    ) -> Sweep | Plane:
        """Vary one or two numbers of a rulebook, exactly, and count what is in the controls at each.

        ``vary`` maps a parameter to ``"LO..HI"``, in its unit, or to a pair of numbers. Two parameters give a
        ``Plane``, at and between all critical values, or at the evenly spaced numbers of a ``grid``.
        ``weight`` names a fact or a metric that is added up in place of items.
        """
        case = self._case(rules, asked)
        program, (wanted, *others) = case.varying(vary)
        if len(others) > 1:
            raise InputError.of("more than two parameters are named to vary", help="name one or two")
        share = None if weight is None else case.quantity(weight)
        if others:
            return plane(program, (wanted, others[0]), case.catalog, share, grid)
        if grid is not None:
            raise InputError.of("a grid is for two numbers", help="vary two parameters, or leave it out")
        follower = Follower(program, wanted.fact, case.catalog)
        return curve(case.book.id, wanted, follower, case.catalog, share)

    def margin(
        self,
        rules: RuleNames,
        *,
        within: Any = None,
        **asked: Unpack[Asked],
    ) -> list[Margin]:
        """Measure how far items are from the line: by limb, and the smallest change that matters.

        ``within`` leaves out items that are farther from it than this share; those of which facts that are
        not known keep the margin open stay in.
        """
        terms = self._terms(asked)
        most = None if within is None else stated_share("distance", within)
        chosen = self._choose(rules, terms)
        read = self._rows(chosen, asked)
        cases = [Case.of(self._inquirer, one, read, terms).of_controls() for one in chosen]
        found = [margin(one) for case in cases for one in case.determinations()]
        if most is None:
            return found
        return [
            one
            for one in found
            if (one.is_open and one.nearest is None) or (one.nearest is not None and one.nearest <= most)
        ]

    def bunching(
        self,
        rules: RuleName,
        *,
        within: Any = "10%",
        by: str | None = None,
        **asked: Unpack[Asked],
    ) -> list[Bunch]:
        """Count items just below and just above each number of a rulebook, within a share of it.

        ``by`` names a fact of words, such as the market segment, by which they are counted too.
        """
        case = self._case(rules, asked).of_controls()
        window = stated_share("distance", within)
        margins = [margin(one) for one in case.determinations()]
        segments: list[str | None] = [None] * len(margins) if by is None else case.words(by)
        return bunching(margins, segments, window)

    def sensitivity(
        self,
        rules: RuleName,
        errors: Mapping[str, Any],
        **asked: Unpack[Asked],
    ) -> Sensitivity:
        """Say which outcomes flip within the errors of facts, and under which reading; and what is wanting.

        ``errors`` maps facts, or metrics for all facts they are made of, to shares such as ``"5%"``.
        """
        case = self._case(rules, asked).of_controls()
        shares = errors_of(case, errors)
        dependences = self.readings(rules=[case.book], **asked)
        return sensitivity(case, shares, dependences)

    def redesign(
        self,
        item: str,
        rules: RuleName,
        utility: str | None = None,
        *,
        joint: bool = True,
        largest_area: Any = None,
        **asked: Unpack[Asked],
    ) -> Redesign:
        """Find the smallest changes that free one item, one lever at a time and two together.

        ``utility`` names the fact or metric that says what use an item keeps. Without one that is the
        performance of such items, where a vocabulary says what it is. ``largest_area`` is the most mm2 on
        which less performance is tried; without it no area is too large.
        """
        refuse_swapped(self._inquirer.library, item, rules)
        case = self._case(rules, {**asked, "items": [item]}).of_controls()
        named = utility or performance_of(case.catalog.kind, self._inquirer.vocabulary)
        use = None if named is None else amount(case.quantity(named))
        silicon = silicon_of(case, self._inquirer.vocabulary, largest_area)
        judge = partial(case.determine_item, row=0)
        return redesign(case.program(), case.catalog.item(0), judge, use, silicon, joint=joint)

    def frontier(
        self,
        rules: RuleName,
        like: str,
        areas: Any = None,
        *,
        area_for: Any = None,
        **asked: Unpack[Asked],
    ) -> Frontier:
        """Draw the most performance that is free at each die area, for a design like that of one item.

        ``areas`` are ``"LO..HI"`` in mm2, or two numbers; by default up to twice the area of that item.
        ``area_for`` is a performance of which the least free area is asked for. The items of the catalog, or
        those named, are held against the frontier at their own area, each as it is sold.
        """
        read = self._case(rules, {**asked, "items": [like], "where": ()})
        case = self._case(rules, asked).of_controls()
        measures = measures_of(case.catalog.kind, self._inquirer.vocabulary, case.terms.readings)
        one, judge = Design(measures, read.catalog.item(0)), partial(read.determine_item, row=0)
        program = read.program()
        low, high = areas_of(one) if areas is None else stated_stretch("the area", areas, one.area_unit)
        unit = one.performance_unit
        wanted = None if area_for is None else stated_number("the performance", area_for, unit)
        drawn = tuple(pieces(program, one, judge, low, high))
        rows = range(len(case.catalog))
        sold = ((Design(measures, case.catalog.item(n)), partial(case.determine_item, row=n)) for n in rows)
        held, left_out = used(program, sold)
        units = str(one.performance_unit), str(one.area_unit)
        return Frontier(case.book.id, like, *units, drawn, held, left_out, wanted)

    def best(self, rules: RuleName, utility: str | None = None, **asked: Unpack[Asked]) -> Ranking:
        """Rank the items that are in no control by a fact or a metric, the best first.

        Without a ``utility`` that is the performance of such items, where a vocabulary says what it is.
        """
        case = self._case(rules, asked).of_controls()
        kind = case.catalog.kind
        named = utility or performance_of(kind, self._inquirer.vocabulary)
        if named is None:
            raise InputError.of(
                f"no vocabulary says what the performance of a {kind.name} is",
                help="name the fact or metric to rank by as the utility",
            )
        return best(case, amount(case.quantity(named)))

    def lag(  # noqa: PLR0913 what is asked, each by its name
        self,
        rules: RuleName,
        metric: str | None = None,
        *,
        without: Sequence[str] = (),
        dated: str | None = None,
        since: str | dt.date | None = None,
        until: str | dt.date | None = None,
        years: Any = 2,
        keep: Any = None,
        same: Sequence[str] = (),
        **asked: Unpack[Asked],
    ) -> Lag:
        """Measure how far a rulebook is behind: who was first over it, and how fast it falls behind.

        ``metric`` names a fact or a metric whose frontier is held against the numbers that the rulebook sets.
        Its records from ``since`` to ``until``, today by default, are fitted with a trend, which is carried
        on by so many ``years``. ``keep`` are years ``"LO..HI"`` between which a number is to be behind.
        ``same`` names facts that tell of which make an item is: what came after the text is published, of the
        same make as what it controls, and is not controlled itself. ``dated`` is the date of items, where
        they have several. ``without`` are items to leave out. An item for which ``where`` is open may be one.
        """
        where = condition_texts(asked.get("where", ()))
        same = texts_of("facts of `same`", same)
        if metric is None and (keep is not None or since is not None):
            raise InputError.of("a trend is one of a quantity", help="name a metric, such as TPP")
        case = self._case(rules, {**asked, "where": ()}).of_controls()
        catalog = case.catalog
        by = date_of(catalog.kind, dated)
        start = None if since is None else parse_date(since)
        end = today() if until is None else parse_date(until)
        ahead = years_of(years)
        kept = None if keep is None else stated_stretch("years behind", keep, ONE)
        quantity = None if metric is None else amount(case.quantity(metric))
        meant = conditions(where, catalog.kind, self._condition)
        chosen = truths(catalog, meant, case.terms.readings)
        chosen[find_items(catalog, item_names(without)) if without else []] = Status.NOT_CONTROLLED
        entries, undated = entries_of(case, by, chosen, quantity)
        drawn = None
        if quantity is not None:
            drawn = frontier_over_time(case, quantity, entries, start, end, ahead, kept)
        published = case.book.published
        return Lag(
            case.book.id,
            case.chosen.on,
            published,
            by.name,
            (*where, *(f"without {name}" for name in without)),
            first_over(case, entries),
            drawn,
            tuple(same),
            tuple(successors(case, entries, same, published or case.chosen.on)) if same else (),
            undated,
        )

    def declared(
        self,
        rules: RuleName,
        metric: str,
        fact: str,
        *,
        within: Any = "1%",
        **asked: Unpack[Asked],
    ) -> Declared:
        """Hold a metric of items against a fact that declares it, and say where they differ, and why.

        They agree ``within`` a share of the metric. Where they do not, the rulebook says whether it matters.
        """
        case = self._case(rules, asked).of_controls()
        computed, stated = (amount(case.quantity(name)) for name in (metric, fact))
        if not stated.unit.same_dimensions(computed.unit):
            raise InputError.of(
                f"`{fact}` is in {stated.unit}, and `{metric}` in {computed.unit}",
                help="name two quantities that can be compared",
            )
        return declared(case, computed, stated, stated_share("difference", within))

    def regions(
        self,
        rules: RuleName,
        across: str | None = None,
        down: str | None = None,
        *,
        given: Mapping[str, str] | None = None,
        kind: str | None = None,
        **question: Unpack[Question],
    ) -> Regions:
        """Cut the plane of two quantities into the regions in which a rulebook has one answer, exactly.

        ``given`` states other facts of the item, as a catalog would write them, and ``kind`` which items are
        meant, where the facts do not show it. Without ``down`` the regions are those of one axis. Without
        either, ``down`` is the first that ``compared`` returns, and ``across`` the second.
        """
        case = self._context(rules, given or {}, kind, terms_of(question)).of_controls()
        if across is None:
            across, down = plane_of(case, down)
        return regions(case, given or {}, across, down)

    def compared(
        self,
        rules: RuleName,
        *,
        given: Mapping[str, str] | None = None,
        kind: str | None = None,
        **question: Unpack[Question],
    ) -> list[Direction]:
        """Return the facts and metrics that a rulebook compares with numbers, that with most numbers first.

        What is ``given`` does not vary and is left out. Of equals, what the text reads first is first.
        """
        return compared_quantities(self._context(rules, given or {}, kind, terms_of(question)))

    def quantities(
        self,
        rules: RuleName,
        names: Sequence[str],
        *,
        words: Sequence[str] = (),
        **asked: Unpack[Asked],
    ) -> list[Measurement]:
        """Return the status of each item under a rulebook beside the exact values of some quantities.

        ``names`` are facts or metrics; ``words`` are facts of words, yes/no facts among them.
        """
        case = self._case(rules, asked).of_controls()
        return measurements(case, [case.quantity(name) for name in names], words)

    # --- inner steps ------------------------------------------------------------------------

    def _case(self, rules: RuleName, asked: Asked) -> Case:
        """Put one rulebook to a catalog."""
        terms = self._terms(asked)
        chosen = self._one(rules, terms)
        return Case.of(self._inquirer, chosen, self._rows([chosen], asked), terms)

    def _context(self, rules: RuleName, given: Mapping[str, str], kind: str | None, terms: Terms) -> Case:
        """Put one rulebook to an item of which no more is known than is given."""
        chosen = self._one(rules, terms)
        kinds = self._inquirer.kinds([chosen.book])
        usual = kind or kind_of([chosen.book], None, self._catalogs.usual_kind).name
        context = read_item(given, kinds, kind=usual, name="the context")
        if context.warnings:
            raise InputError([evolve(each, severity="error") for each in context.warnings])
        return Case.of(self._inquirer, chosen, context, terms)

    def _terms(self, asked: Asked) -> Terms:
        question: Any = {name: value for name, value in asked.items() if name not in OVER}
        return terms_of(question)

    def _one(self, rules: RuleName, terms: Terms) -> Chosen:
        chosen = self._choose(rules, terms)
        if len(chosen) != 1:
            raise InputError.of("more than one rulebook is named", help="name one")
        return chosen[0]

    def _rows(self, chosen: Sequence[Chosen], asked: Asked) -> Catalog:
        """Read a catalog, or the items of it that are asked about."""
        return self._some(self._every_row(chosen, asked), asked)

    def _every_row(self, chosen: Sequence[Chosen], asked: Asked) -> Catalog:
        """Read a catalog with all of its items."""
        kinds = self._inquirer.kinds(one.book for one in chosen)
        found = self._catalogs.read(asked.get("catalog"), asked.get("mapping"), kinds, kind=asked.get("kind"))
        return answerable(found, [one.book for one in chosen])

    def _some(self, read: Catalog, asked: Asked) -> Catalog:
        """Return the items of a catalog that are asked about. Raises ``InputError`` where there is none."""
        items, where = asked.get("items"), asked.get("where", ())
        named = read if items is None else read.take(find_items(read, item_names(items)))
        found = self._restricted(named, where, self._terms(asked))
        if len(named) and not len(found):
            written = f"`{together(condition_texts(where))}`"
            unsure = [each.line for each in found.warnings[len(named.warnings) :]]
            raise InputError.of(f"no item is known for which {written} holds", help="; ".join(unsure) or None)
        return found
