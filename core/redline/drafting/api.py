"""What a drafter asks of a rule: where its numbers should be, who is near them, how one gets round it.

Each analysis has a module of its own; the class here gives it what an engine has.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Protocol, Unpack

from attrs import evolve

from redline.analyses.design import PERFORMANCE, Design, measures_of, performance_of
from redline.analyses.readings import Dependence
from redline.catalog import Catalog
from redline.catalog.input import read_item, read_raw
from redline.catalog.input.files import decode, read_bytes
from redline.catalog.item_lookup import find_items
from redline.curves.status_curves import Follower
from redline.diagnostics import InputError, short, texts_of
from redline.drafting.arrivals import date_of, entries_of, first_over
from redline.drafting.bunching import Bunch, bunching
from redline.drafting.case import OVER, Asked, Case, answerable, refuse_swapped, side_by_side
from redline.drafting.declared import Declared, declared
from redline.drafting.diff import Diff, differences
from redline.drafting.equivalents import Equivalents, equivalents, quota_of
from redline.drafting.errors import Errors, errors, outcomes_of, weights_of
from redline.drafting.frontier import Frontier, Ranking, areas_of, best, pieces, used
from redline.drafting.frontier_over_time import frontier_over_time, years_of
from redline.drafting.frontier_shift import frontier_measures
from redline.drafting.labels import Labels, described, labels_of_fact, labels_of_table, unknown_label
from redline.drafting.lag import Lag
from redline.drafting.legal import meanings
from redline.drafting.margin import Margin, margin
from redline.drafting.measurements import Measurement, measurements
from redline.drafting.plane import Plane, plane
from redline.drafting.redesign import Redesign, redesign
from redline.drafting.regions import Direction, Regions, compared_quantities, plane_of, regions
from redline.drafting.sensitivity import Sensitivity, errors_of, sensitivity
from redline.drafting.series import Series, metrics_asked, series_of_table
from redline.drafting.shift import Along, Shift, shift
from redline.drafting.silicon import silicon_of
from redline.drafting.successors import successors
from redline.drafting.sweep import Sweep, curve
from redline.drafting.tradeoff import PlaneTradeoff, Tradeoff, plane_tradeoff, tradeoff
from redline.host.datasets import LabelSet, ReferenceSeries, Unlisted
from redline.model import Condition, ItemKind, Rulebook
from redline.query import Query, Question, parse_date, today
from redline.questions.arguments import item_names, query_of
from redline.questions.prepare import Asking, Inquirer, RuleNames
from redline.questions.quantities import amount, quantity
from redline.questions.where import (
    Where,
    condition_texts,
    conditions,
    facts_read,
    left_open,
    together,
    truths,
)
from redline.rulebooks.kinds import kind_of
from redline.rulebooks.library import Chosen, RuleName, refuse_namesakes
from redline.stated_numbers import stated_number, stated_share, stated_stretch
from redline.suggestions import names, remedy
from redline.units import ONE
from redline.values import Status

_RULES = ".redline"


class Datasets(Protocol):
    """What plugins bring beside rules, against which rules are held."""

    @property
    def label_sets(self) -> Mapping[str, LabelSet]: ...

    @property
    def series(self) -> Mapping[str, ReferenceSeries]: ...


class Drafting(Asking):
    """The questions of drafters, each a method of the name of its command.

    All take the options of ``redline.drafting.case.Asked``: over which items, and the terms of the question.
    All raise ``InputError`` for anything wrong with what was given.
    """

    def __init__(
        self,
        inquirer: Inquirer,
        readings: Callable[..., list[Dependence]],
        datasets: Datasets,
        compile_text: Callable[[str, str], Rulebook],
    ) -> None:
        super().__init__(inquirer)
        self._readings, self._datasets, self._compile = readings, datasets, compile_text

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
        query = self._query(asked)
        sides = [
            evolve(query, readings={**query.readings, **query_of({"readings": special}).readings})
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
        query = self._query(asked)
        most = None if within is None else stated_share("distance", within)
        chosen = self._choose(rules, query)
        read = self._rows(chosen, asked)
        cases = [Case.of(self._inquirer, one, read, query).of_controls() for one in chosen]
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
        dependences = self._readings(rules=[case.book], **asked)
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
        those named, are compared with the frontier at their own area, each as it is sold.
        """
        read = self._case(rules, {**asked, "items": [like], "where": ()})
        case = self._case(rules, asked).of_controls()
        measures = measures_of(case.catalog.kind, self._inquirer.vocabulary, case.query.readings)
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

        ``metric`` names a fact or a metric; its frontier is compared with the numbers that the rulebook sets.
        Its records from ``since`` to ``until``, today by default, are fitted with a trend, which is carried
        on for ``years`` years. ``keep`` are years ``"LO..HI"`` between which a number is to be behind.
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
        meant = conditions(where, catalog.kind, self._inquirer.condition)
        chosen = truths(catalog, meant, case.query.readings)
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
        case = self._context(rules, given or {}, kind, query_of(question)).of_controls()
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
        return compared_quantities(self._context(rules, given or {}, kind, query_of(question)))

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

    def errors(  # noqa: PLR0913 what is asked, each by its name
        self,
        rules: RuleName,
        label: str | os.PathLike[str],
        *,
        vary: Mapping[str, Any] | None = None,
        grid: tuple[int, int] | None = None,
        weight: str | None = None,
        by: str | None = None,
        unlisted: Unlisted = "unknown",
        **asked: Unpack[Asked],
    ) -> Errors:
        """Compare what a rulebook catches with what it should catch by a label.

        ``label`` is a yes/no fact, a label set by name, the path of a table with ``item`` and ``label``, or
        the path of rule text whose controls say what is labelled. ``vary`` maps one or two parameters to
        ranges, for the trade-off. ``weight`` names a fact or a metric that is added up in place of items,
        ``by`` a fact to tell segments by. ``unlisted`` is the label of items that a table does not list.
        """
        query = self._query(asked)
        chosen = self._one(rules, query)
        everything, read = self._all_and_some([chosen], asked)
        case = Case.of(self._inquirer, chosen, read, query).of_controls()
        labels = self._labels(label, case.catalog, everything, unlisted)
        if not (labels.codes != Status.NOT_CONTROLLED).any():
            raise InputError.of(
                f"the label `{labels.name}` labels no item of the catalog",
                help="there is nothing to miss: check that it names items as the catalog does",
            )
        share = None if weight is None else amount(case.quantity(weight))
        if grid is not None and len(vary or ()) != 2:
            raise InputError.of("a grid is for two numbers that vary", help="vary two, or leave it out")
        traded: Tradeoff | PlaneTradeoff | None = None
        if vary is not None:
            program, (wanted, *others) = case.varying(vary)
            if not others:
                weights, _ = weights_of(share, case.catalog)
                traded = tradeoff(program, wanted, case.catalog, labels.codes, weights)
            elif len(others) == 1 and weight is None:
                pair = (wanted, others[0])
                traded = plane_tradeoff(program, pair, case.catalog, labels.codes, grid)
            else:
                raise InputError.of(
                    "a weight is for one number, and more than two numbers do not vary",
                    help="vary one parameter, or two without a weight",
                )
        return errors(case, labels, share, by, traded)

    def shift(  # noqa: PLR0913 what is asked, each by its name
        self,
        before: RuleName,
        after: RuleName,
        *,
        series: str | os.PathLike[str] | None = None,
        metric: str | None = None,
        legal: str | None = None,
        like: str | None = None,
        **asked: Unpack[Asked],
    ) -> Shift:
        """Measure how many generations the line moved from one text to another, by each measure.

        A measure is a ``series`` (by name, or the path of a table), a ``metric``, conditions on the items
        (``where``), and a meaning of ``legal``: ``control``, ``license`` or ``exception``. What is not named
        is asked in all ways that there are. A condition on a fact takes the place of those that a series has
        on it. ``like`` names an item for the legal frontier of designs like it, beside the best items that
        are sold.
        """
        query = self._query(asked)
        chosen = [self._one(name, query) for name in (before, after)]
        refuse_namesakes(chosen)
        everything, read = self._all_and_some(chosen, {**asked, "where": ()})
        cases = side_by_side([Case.of(self._inquirer, one, read, query) for one in chosen])
        special = self._conditions(asked.get("where", ()), read.kind)
        facts = {name for each in special.values() for name in facts_read(each, read.kind)}
        along = []
        for one in self._series(series, read.kind.name):
            quantities = tuple(
                amount(cases[-1].quantity(name))
                for name in metrics_asked(one, metric, list(self._datasets.series))
            )
            own = self._conditions(one.where, read.kind)
            kept = {text: each for text, each in own.items() if facts.isdisjoint(facts_read(each, read.kind))}
            among = {**kept, **special}
            along.append(Along(one, quantities, tuple(among), tuple(among.values())))
        license_asked = all(case.moment.license for case in cases)
        found = shift(cases[0], cases[1], everything, along, meanings(legal, license_asked=license_asked))
        if like is None:
            return found
        alone = everything.take(find_items(everything, [like]))
        sides = side_by_side([Case.of(self._inquirer, each, alone, query) for each in chosen])
        measures = measures_of(read.kind, self._inquirer.vocabulary, query.readings)
        performance = cases[-1].quantity(PERFORMANCE)
        series_ = [each.series for each in along]
        drawn = frontier_measures((sides[0], sides[1]), measures, performance, series_, everything)
        return evolve(found, frontiers=drawn)

    def equivalents(  # noqa: PLR0913 what is asked, each by its name
        self,
        quota: Any,
        by: str,
        *,
        of: str | None = None,
        catalog: Any = None,
        items: Sequence[str] | None = None,
        mapping: str | os.PathLike[str] | None = None,
        kind: str | None = None,
        where: Where = (),
        totals: Sequence[str] = (),
        readings: Mapping[str, str] | None = None,
    ) -> Equivalents:
        """Put a quota into units of each item: how many of it the quota allows.

        ``by`` names the fact or metric that the quota is counted in, in its unit or in one that is stated
        with it; ``of`` an item in units of which it is given. ``totals`` name facts that are multiplied by
        the whole units, such as a price or a power.
        """
        everything = answerable(self._catalogs.read(catalog, mapping, self._inquirer.kinds(()), kind=kind))
        over, metrics = everything.kind, self._inquirer.vocabulary.metrics
        query = Query(readings=readings)
        query.check_readings(over.readings())
        measure = amount(quantity(over, metrics, by, query.readings))
        number = stated_number("the quota", quota, measure.unit if of is None else ONE)
        if not number:
            raise InputError.of("the quota is 0, of which there are no units", help="write a number above 0")
        if of is not None:
            number = quota_of(number, of, measure, everything, find_items(everything, [of])[0])
        chosen = truths(everything, conditions(where, over, self._inquirer.condition), query.readings)
        unsure = [
            name for name, code in zip(everything.names, chosen, strict=True) if code == Status.UNDETERMINED
        ]
        if unsure and self._inquirer.listener is not None:
            self._inquirer.listener(left_open(where, unsure).render())
        rows = [row for row in range(len(everything)) if chosen[row] == Status.CONTROLLED]
        if items is not None:
            wanted = set(find_items(everything, item_names(items)))
            rows = [row for row in rows if row in wanted]
        sums = [amount(quantity(over, metrics, name, query.readings)) for name in totals]
        return equivalents(number, measure, of, sums, everything, rows)

    # --- inner steps ------------------------------------------------------------------------

    def _case(self, rules: RuleName, asked: Asked) -> Case:
        """Put one rulebook to a catalog."""
        query = self._query(asked)
        chosen = self._one(rules, query)
        return Case.of(self._inquirer, chosen, self._rows([chosen], asked), query)

    def _context(self, rules: RuleName, given: Mapping[str, str], kind: str | None, query: Query) -> Case:
        """Put one rulebook to an item of which no more is known than is given."""
        chosen = self._one(rules, query)
        kinds = self._inquirer.kinds([chosen.book])
        usual = kind or kind_of([chosen.book], None, self._catalogs.usual_kind).name
        context = read_item(given, kinds, kind=usual, name="the context")
        if context.warnings:
            raise InputError([evolve(each, severity="error") for each in context.warnings])
        return Case.of(self._inquirer, chosen, context, query)

    def _query(self, asked: Asked) -> Query:
        question: Any = {name: value for name, value in asked.items() if name not in OVER}
        return query_of(question)

    def _one(self, rules: RuleName, query: Query) -> Chosen:
        chosen = self._choose(rules, query)
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
        """Return the items of a catalog that are asked about. Raises ``InputError`` if none is left."""
        items, where = asked.get("items"), asked.get("where", ())
        named = read if items is None else read.take(find_items(read, item_names(items)))
        found = self._inquirer.restricted(named, where, self._query(asked))
        if len(named) and not len(found):
            written = f"`{together(condition_texts(where))}`"
            unsure = [each.line for each in found.warnings[len(named.warnings) :]]
            raise InputError.of(f"no item is known for which {written} holds", help="; ".join(unsure) or None)
        return found

    def _all_and_some(self, chosen: Sequence[Chosen], asked: Asked) -> tuple[Catalog, Catalog]:
        """Read a catalog; return all of it, and the items of it that are asked about."""
        everything = self._every_row(chosen, asked)
        return everything, self._some(everything, asked)

    def _conditions(self, where: Where, kind: ItemKind) -> dict[str, Condition]:
        """Return conditions by their text."""
        return dict(
            zip(condition_texts(where), conditions(where, kind, self._inquirer.condition), strict=True)
        )

    def _labels(
        self, label: str | os.PathLike[str], catalog: Catalog, everything: Catalog, unlisted: Unlisted
    ) -> Labels:
        """Return the labels that a name means."""
        if unlisted not in ("no", "unknown"):
            raise InputError.of(
                f"`{unlisted}` is not a label for unlisted items", help="choose no or unknown"
            )
        if not isinstance(label, str | os.PathLike):
            raise InputError.of(f"{short(label)} does not name a label", help="give a name or a path")
        name = os.fspath(label)
        facts = [fact.name for fact in catalog.kind.all_facts() if fact.type == "yes/no"]
        if name in facts:
            return labels_of_fact(name, catalog)
        if name in self._datasets.label_sets:
            offer = self._datasets.label_sets[name]
            if offer.kind != catalog.kind.name:
                raise InputError.of(
                    f"`{name}` labels items of the kind {offer.kind}, not {catalog.kind.name}"
                )
            return self._labels_in(offer, catalog, everything)
        if not Path(name).suffix:
            sets = [each for each, one in self._datasets.label_sets.items() if one.kind == catalog.kind.name]
            raise unknown_label(name, facts, sets)
        if name.endswith(_RULES):
            book = self._library.choose(name).book
            about = LabelSet(
                name, catalog.kind.name, book.title, f"what `{name}` controls", name, "", name, bytes
            )
            return described(about, self._by_rules(book, catalog))
        table = read_raw(name, self._catalogs.readers)
        return labels_of_table(table, name, catalog, everything.names, unlisted)

    def _labels_in(self, offer: LabelSet, catalog: Catalog, everything: Catalog) -> Labels:
        """Return the labels of a set on offer."""
        if offer.file.endswith(_RULES):
            book = self._compile(decode(offer.file, offer.load()).text, offer.file)
            return described(offer, self._by_rules(book, catalog))
        table = read_raw(offer.file, self._catalogs.readers, offer.load())
        return labels_of_table(table, offer, catalog, everything.names, offer.unlisted)

    def _by_rules(self, book: Rulebook, catalog: Catalog) -> Any:
        """Return which rows a definition in rule text labels, on its own day and its usual readings."""
        query = Query()
        case = Case.of(self._inquirer, self._one(book, query), catalog, query)
        return outcomes_of(case)

    def _series(self, name: str | os.PathLike[str] | None, kind: str) -> list[Series]:
        """Return the series of a name or a path, or all that there are for a kind of item."""
        offered = {each: one for each, one in self._datasets.series.items() if one.kind == kind}
        if not isinstance(name, str | os.PathLike | None):
            raise InputError.of(f"`series` is {short(name)}, not a name or a path")
        text = None if name is None else os.fspath(name)
        if text is None and not offered:
            raise InputError.of(
                f"there is no reference series for the kind {kind}",
                help="give the path of one: `--series FILE`",
            )
        if text is None or text in offered:
            wanted = offered.values() if text is None else [offered[text]]
            return [self._series_in(offer) for offer in wanted]
        if not Path(text).suffix:
            there = f"there are {names(offered)}, or give the path of a table"
            help_ = remedy(text, offered, there, listed=True)
            raise InputError.of(f"there is no series `{text}` for the kind {kind}", help=help_)
        return [series_of_table(read_raw(text, self._catalogs.readers, read_bytes(text)), text)]

    def _series_in(self, offer: ReferenceSeries) -> Series:
        return series_of_table(read_raw(offer.file, self._catalogs.readers, offer.load()), offer)
