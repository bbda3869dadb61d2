"""Hypothesis strategies for rules and catalogs, as models rather than text.

Units are left out (everything is a bare number), so that every operation meets every other. Thresholds
and facts come from the same few numbers, so that values exactly on a line are common.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

from redline import model
from redline.catalog import Catalog, CategoryColumn, Column, NumberColumn, PartsColumn, YesNoColumn
from redline.units import ONE
from tests.support.functions import LEVEL, ROOT, SHARE

NUMBERS = ("0", "0.1", "0.3", "1", "1.6", "2", "3.2", "5.92", "7", "10", "16", "100.9", "597.328")
"""Facts and thresholds; 597.328 / 100.9 is 5.92, which floats do not find."""


def _number(name: str, *, positive: bool = False, owner: str | None = None) -> model.Fact:
    return model.Fact(name, "number", positive=positive, owner=owner)


RATE_NAMES = ("rate_a", "rate_b", "rate_c")
FAMILY = model.Family(
    "rates",
    "rate",
    ONE,
    (("bits", ONE),),
    tuple(
        model.Member(_number(name), (("bits", Fraction(bits)),))
        for name, bits in zip(RATE_NAMES, (16, 8, 3), strict=True)
    ),
    model.Reading("unlisted", ("not_claimed", "unknown")),
)
PARTS = model.Collection(
    "parts",
    (_number("area", positive=True, owner="parts"), _number("node", positive=True, owner="parts")),
    "COUNTxarea@node",
)
NUMBER_FACTS = (_number("size", positive=True), _number("speed"), _number("total"), _number("link"))
YES_NO = (model.Fact("marketed", "yes/no"), model.Fact("rated", "yes/no"))
CATEGORY = model.Fact("shape", "category", categories=("planar", "fin", "ring"))
KIND = model.ItemKind("thing", "", (*NUMBER_FACTS, *YES_NO, CATEGORY), (FAMILY,), (PARTS,))

quantities = st.sampled_from(NUMBERS).map(lambda text: model.Quantity(Fraction(text), ONE))
positive_quantities = st.sampled_from(NUMBERS[1:]).map(lambda text: model.Quantity(Fraction(text), ONE))
fact_refs = st.sampled_from(NUMBER_FACTS).map(model.FactRef)


def _aggregate_over_family(function: str) -> model.Aggregate:
    value = model.Arithmetic("*", model.MemberValue(FAMILY), model.MemberAttribute(FAMILY, "bits", ONE), ONE)
    return model.Aggregate(function, FAMILY, None if function == "count" else value, None, ONE)  # type: ignore[arg-type]  # any of the four words


def _aggregate_over_parts(function: str, cut: str | None, *, called: bool = False) -> model.Aggregate:
    area, node = (model.FactRef(fact) for fact in PARTS.facts)
    where = None if cut is None else model.Comparison("<", node, model.Quantity(Fraction(cut), ONE))
    value = model.Call(SHARE, (area, node), ONE) if called else area
    return model.Aggregate(function, PARTS, None if function == "count" else value, where, ONE)  # type: ignore[arg-type]  # any of the four words


functions = st.sampled_from(("largest", "smallest", "sum", "count"))
aggregates = st.one_of(
    st.just("largest").map(_aggregate_over_family),
    functions.map(_aggregate_over_family),
    st.builds(_aggregate_over_parts, functions, st.sampled_from((None, "7", "16"))),
    st.builds(_aggregate_over_parts, functions, st.sampled_from((None, "7")), called=st.booleans()),
)


def _arithmetic(inner: st.SearchStrategy[model.Expression]) -> st.SearchStrategy[model.Expression]:
    return st.builds(lambda op, a, b: model.Arithmetic(op, a, b, ONE), st.sampled_from("+*/"), inner, inner)


def _extremum(inner: st.SearchStrategy[model.Expression]) -> st.SearchStrategy[model.Expression]:
    pairs = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.builds(lambda f, v: model.Extremum(f, v, ONE), st.sampled_from(("largest", "smallest")), pairs)


def _call(inner: st.SearchStrategy[model.Expression]) -> st.SearchStrategy[model.Expression]:
    """Call a function with quantities; a constant alone is folded, as numbers of the law are."""
    single = st.builds(lambda f, a: model.Call(f, (a,), ONE), st.sampled_from((ROOT, LEVEL)), inner)
    return st.one_of(single, st.builds(lambda a, b: model.Call(SHARE, (a, b), ONE), inner, inner))


def _first_stated(inner: st.SearchStrategy[model.Expression]) -> st.SearchStrategy[model.Expression]:
    absent = st.just(model.NotApplicableIf(model.Is(CATEGORY, ("planar",))))
    first = st.lists(st.one_of(fact_refs, absent), min_size=1, max_size=2)
    bound = st.one_of(fact_refs.map(model.AtLeast), fact_refs.map(model.AtMost))
    return st.one_of(
        st.builds(lambda a, b: model.FirstStated((*a, b), ONE), first, st.one_of(inner, aggregates)),
        # The language refuses a bound with no fact before it: nothing could state such a quantity.
        st.builds(lambda a, f, b: model.FirstStated((*a[1:], f, b), ONE), first, fact_refs, bound),
    )


expressions = st.recursive(
    st.one_of(fact_refs, fact_refs, aggregates, positive_quantities),
    lambda inner: st.one_of(
        _arithmetic(inner), _arithmetic(inner), _extremum(inner), _first_stated(inner), _call(inner)
    ),
    max_leaves=4,
)
operators = st.sampled_from((">=", ">", "<=", "<"))
comparisons = st.one_of(
    st.builds(model.Comparison, operators, expressions, quantities),
    st.builds(model.Comparison, operators, expressions, quantities),
    st.builds(model.Comparison, operators, expressions, expressions),
)
words = st.one_of(
    st.sampled_from(YES_NO).map(model.Holds),
    st.sampled_from((("planar",), ("fin", "ring"), ("ring",))).map(lambda names: model.Is(CATEGORY, names)),
    st.sampled_from(("number of rings", "day")).map(lambda reason: model.Unstated("1.a", reason)),
    st.just(
        model.AnyPart(
            PARTS, model.Comparison("<", model.FactRef(PARTS.facts[1]), model.Quantity(Fraction(7), ONE))
        )
    ),
)
conditions = st.recursive(
    st.one_of(comparisons, comparisons, comparisons, words),
    lambda inner: st.one_of(
        inner.map(model.Not),
        st.lists(inner, min_size=2, max_size=3).map(lambda found: model.All(tuple(found))),
        st.lists(inner, min_size=2, max_size=3).map(lambda found: model.Any(tuple(found))),
    ),
    max_leaves=5,
)


@st.composite
def rulebooks(draw: st.DrawFn, id_: str = "book") -> model.Rulebook:
    """Draw a rulebook of one or two controls, with a note, and a control that may yield to the other."""
    first = model.Control("1", KIND, "", model.Limb("1.a", draw(conditions)))
    second = model.Control("2", KIND, "", draw(conditions), draw(st.sampled_from(((), ("1",)))))
    controls = draw(st.sampled_from(((first,), (first, second))))
    notes = draw(st.sampled_from(((), (model.Exclusion("Note", ("1",), draw(conditions)),))))
    return model.Rulebook(id_, "", "r", dt.date(2022, 1, 1), None, None, controls, notes)


@st.composite
def _numbers(draw: st.DrawFn, rows: int, *, positive: bool = False) -> NumberColumn:
    texts = NUMBERS[1:] if positive else NUMBERS
    cell = st.one_of(
        st.none(), st.sampled_from(texts), st.sampled_from(texts), st.tuples(*[st.sampled_from(texts)] * 2)
    )
    cells = draw(st.lists(cell, min_size=rows, max_size=rows))
    pairs = [(np.nan, np.nan) if cell is None else _range(cell) for cell in cells]
    low, high = (np.array(plane, np.float64) for plane in (zip(*pairs, strict=True) if pairs else ((), ())))
    ranged = any(isinstance(cell, tuple) for cell in cells)
    return NumberColumn(low, high if ranged else low)


def _range(cell: str | tuple[str, str]) -> tuple[float, float]:
    texts = (cell, cell) if isinstance(cell, str) else cell
    low, high = sorted(float(text) for text in texts)
    return low, high


@st.composite
def _parts(draw: st.DrawFn, rows: int) -> PartsColumn:
    counts = draw(st.lists(st.sampled_from((None, 0, 1, 1, 2, 3)), min_size=rows, max_size=rows))
    offsets = np.cumsum([0, *(count or 0 for count in counts)]).astype(np.int64)
    total = int(offsets[-1])
    facts = {fact.name: draw(_numbers(total, positive=True)) for fact in PARTS.facts}
    return PartsColumn(offsets, np.array([count is not None for count in counts], np.bool_), facts)


@st.composite
def catalogs(draw: st.DrawFn, most_rows: int = 12) -> Catalog:
    """Draw a catalog with blanks, ranges and values on the line; some columns are left out."""
    rows = draw(st.integers(1, most_rows))
    columns: dict[str, Column] = {}
    for fact in (*NUMBER_FACTS, *(member.fact for member in FAMILY.members)):
        if draw(st.integers(0, 5)):
            columns[fact.name] = draw(_numbers(rows, positive=fact.positive))
    for fact in YES_NO:
        codes = draw(st.lists(st.sampled_from((-1, 0, 1)), min_size=rows, max_size=rows))
        columns[fact.name] = YesNoColumn(np.array(codes, np.int8))
    codes = draw(st.lists(st.sampled_from((-1, 0, 1, 2)), min_size=rows, max_size=rows))
    columns[CATEGORY.name] = CategoryColumn(np.array(codes, np.int16))
    if draw(st.booleans()):
        columns[PARTS.name] = draw(_parts(rows))
    return Catalog(KIND, [f"row {row + 1}" for row in range(rows)], columns)


readings = st.sampled_from(("not_claimed", "unknown")).map(lambda choice: {"unlisted": choice})
