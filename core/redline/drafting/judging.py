"""What a drafter asks of a rule against data from outside it: labels, reference series, quotas."""

from __future__ import annotations

import os
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Unpack

from attrs import evolve

from redline.analyses.design import PERFORMANCE, measures_of
from redline.catalog import Catalog
from redline.catalog.input import read_raw
from redline.catalog.input.files import decode, read_bytes
from redline.catalog.item_lookup import find_items
from redline.diagnostics import InputError, short
from redline.drafting import Drafting
from redline.drafting.case import Asked, Case, answerable, side_by_side
from redline.drafting.equivalents import Equivalents, equivalents, quota_of
from redline.drafting.errors import Errors, errors, outcomes_of, weights_of
from redline.drafting.frontier_shift import frontier_measures
from redline.drafting.labels import Labels, described, labels_of_fact, labels_of_table, unknown_label
from redline.drafting.legal import meanings
from redline.drafting.series import Series, metrics_asked, series_of_table
from redline.drafting.shift import Along, Shift, shift
from redline.drafting.tradeoff import PlaneTradeoff, Tradeoff, plane_tradeoff, tradeoff
from redline.host.datasets import LabelSet, ReferenceSeries, Unlisted
from redline.model import Condition, ItemKind, Rulebook
from redline.query import Terms
from redline.questions.arguments import item_names
from redline.questions.quantities import amount, quantity
from redline.questions.where import Where, condition_texts, conditions, facts_read, left_open, truths
from redline.rulebooks.library import Chosen, RuleName, refuse_namesakes
from redline.stated_numbers import stated_number
from redline.suggestions import names, remedy
from redline.units import ONE
from redline.values import Status

_RULES = ".redline"


class Judging(Drafting):
    """Questions that hold rules against data which do not come from them.

    Options that several have are those of ``Drafting``.
    """

    @property
    @abstractmethod
    def label_sets(self) -> Mapping[str, LabelSet]:
        """Label sets, by name."""

    @property
    @abstractmethod
    def series(self) -> Mapping[str, ReferenceSeries]:
        """Series of reference items, by name."""

    @abstractmethod
    def compile(self, text: str, name: str = "<text>") -> Rulebook:
        """Compile rule text into a rulebook."""

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
        terms = self._terms(asked)
        chosen = self._one(rules, terms)
        everything, read = self._all_and_some([chosen], asked)
        case = Case.of(self._inquirer, chosen, read, terms).of_controls()
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
        terms = self._terms(asked)
        chosen = [self._one(name, terms) for name in (before, after)]
        refuse_namesakes(chosen)
        everything, read = self._all_and_some(chosen, {**asked, "where": ()})
        cases = side_by_side([Case.of(self._inquirer, one, read, terms) for one in chosen])
        special = self._conditions(asked.get("where", ()), read.kind)
        facts = {name for each in special.values() for name in facts_read(each, read.kind)}
        along = []
        for one in self._series(series, read.kind.name):
            quantities = tuple(
                amount(cases[-1].quantity(name)) for name in metrics_asked(one, metric, list(self.series))
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
        sides = side_by_side([Case.of(self._inquirer, each, alone, terms) for each in chosen])
        measures = measures_of(read.kind, self._inquirer.vocabulary, terms.readings)
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
        terms = Terms(readings=readings)
        terms.check_readings(over.readings())
        measure = amount(quantity(over, metrics, by, terms.readings))
        number = stated_number("the quota", quota, measure.unit if of is None else ONE)
        if not number:
            raise InputError.of("the quota is 0, of which there are no units", help="write a number above 0")
        if of is not None:
            number = quota_of(number, of, measure, everything, find_items(everything, [of])[0])
        chosen = truths(everything, conditions(where, over, self._condition), terms.readings)
        unsure = [
            name for name, code in zip(everything.names, chosen, strict=True) if code == Status.UNDETERMINED
        ]
        if unsure and self._inquirer.listener is not None:
            self._inquirer.listener(left_open(where, unsure).render())
        rows = [row for row in range(len(everything)) if chosen[row] == Status.CONTROLLED]
        if items is not None:
            wanted = set(find_items(everything, item_names(items)))
            rows = [row for row in rows if row in wanted]
        sums = [amount(quantity(over, metrics, name, terms.readings)) for name in totals]
        return equivalents(number, measure, of, sums, everything, rows)

    # --- inner steps ------------------------------------------------------------------------

    def _all_and_some(self, chosen: Sequence[Chosen], asked: Asked) -> tuple[Catalog, Catalog]:
        """Read a catalog; return all of it, and the items of it that are asked about."""
        everything = self._every_row(chosen, asked)
        return everything, self._some(everything, asked)

    def _conditions(self, where: Where, kind: ItemKind) -> dict[str, Condition]:
        """Return conditions by their text."""
        return dict(zip(condition_texts(where), conditions(where, kind, self._condition), strict=True))

    def _labels(
        self, label: str | os.PathLike[str], catalog: Catalog, everything: Catalog, unlisted: Unlisted
    ) -> Labels:
        """Return the labels that a name means."""
        if unlisted not in ("no", "unknown"):
            raise InputError.of(
                f"`{unlisted}` is no label of what is not listed", help="choose no or unknown"
            )
        if not isinstance(label, str | os.PathLike):
            raise InputError.of(f"{short(label)} does not name a label", help="give a name or a path")
        name = os.fspath(label)
        facts = [fact.name for fact in catalog.kind.all_facts() if fact.type == "yes/no"]
        if name in facts:
            return labels_of_fact(name, catalog)
        if name in self.label_sets:
            offer = self.label_sets[name]
            if offer.kind != catalog.kind.name:
                raise InputError.of(
                    f"`{name}` labels items of the kind {offer.kind}, not {catalog.kind.name}"
                )
            return self._labels_in(offer, catalog, everything)
        if not Path(name).suffix:
            sets = [each for each, one in self.label_sets.items() if one.kind == catalog.kind.name]
            raise unknown_label(name, facts, sets)
        if name.endswith(_RULES):
            book = self.rulebook(name)
            about = LabelSet(
                name, catalog.kind.name, book.title, f"what `{name}` controls", name, "", name, bytes
            )
            return described(about, self._by_rules(book, catalog))
        table = read_raw(name, self._catalogs.readers)
        return labels_of_table(table, name, catalog, everything.names, unlisted)

    def _labels_in(self, offer: LabelSet, catalog: Catalog, everything: Catalog) -> Labels:
        """Return the labels of a set on offer."""
        if offer.file.endswith(_RULES):
            book = self.compile(decode(offer.file, offer.load()).text, offer.file)
            return described(offer, self._by_rules(book, catalog))
        table = read_raw(offer.file, self._catalogs.readers, offer.load())
        return labels_of_table(table, offer, catalog, everything.names, offer.unlisted)

    def _by_rules(self, book: Rulebook, catalog: Catalog) -> Any:
        """Return which rows a definition in rule text labels, on its own day and its usual readings."""
        terms = Terms()
        case = Case.of(self._inquirer, self._one(book, terms), catalog, terms)
        return outcomes_of(case)

    def _series(self, name: str | os.PathLike[str] | None, kind: str) -> list[Series]:
        """Return the series of a name or a path, or all that there are for a kind of item."""
        offered = {each: one for each, one in self.series.items() if one.kind == kind}
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
