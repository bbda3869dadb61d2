"""Text to model: what each statement comes to."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from itertools import permutations
from pathlib import Path

import pytest

from redline import model
from redline.countries import country_codes
from redline.diagnostics import InputError, Source
from redline.model import Rulebook, Vocabulary
from redline.units import parse_unit
from redline_dsl import compile_rulebook, compile_vocabularies

HERE = Path(__file__).parent
DESTINATION = model.Fact("destination", "country", "destination", categories=country_codes())
HEADER = "rulebook r\n  effective 2023-11-17\n\n"
CONTROL = "control c for chip\n  controlled when datacenter\n\n"


@pytest.fixture(scope="module")
def book(words: Vocabulary) -> Rulebook:
    """The rulebook of good/every_statement.redline."""
    path = HERE / "good" / "every_statement.redline"
    return compile_rulebook(Source(path.name, path.read_text(encoding="utf-8")), words)


@pytest.fixture(scope="module")
def board(book: Rulebook) -> model.ItemKind:
    return book.controls[0].kind


def metric(book: Rulebook, name: str) -> model.Metric:
    return next(metric for metric in book.metrics if metric.name == name)


def condition(text: str, words: Vocabulary) -> model.Condition:
    source = Source("text", f"{HEADER}control c for chip\n  controlled when {text}\n")
    return compile_rulebook(source, words).controls[0].condition


# --- the header and what is declared ----------------------------------------------------------


def test_header(book: Rulebook) -> None:
    head = (book.id, book.title, book.regime, book.published, book.effective, book.verified)

    assert head == (
        "us-2023",
        "the rule",
        "us",
        dt.date(2023, 10, 25),
        dt.date(2023, 11, 17),
        dt.date(2026, 7, 23),
    )


def test_regime_is_the_id_unless_stated(words: Vocabulary) -> None:
    book = compile_rulebook(Source("text", HEADER + CONTROL), words)

    assert (book.regime, book.published, book.verified) == ("r", None, None)


def test_text_is_kept(words: Vocabulary) -> None:
    assert compile_rulebook(Source("text", HEADER + CONTROL), words).text == HEADER + CONTROL


def test_publications(book: Rulebook) -> None:
    assert book.publications == (
        model.Publication("CCL", "15 CFR 774 Supp. 1"),
        model.Publication("IFR", "88 FR 73458", dt.date(2023, 10, 25)),
    )


def test_parameter(book: Rulebook) -> None:
    assert book.parameters[0] == model.Parameter(
        "a_tpp",
        Fraction(4800),
        parse_unit("TOPS*bit"),
        (model.Citation(book.publications[0], "3A090.a.1"),),
        dt.date(2023, 11, 17),
        dt.date(2027, 1, 1),
        verified=False,
        description='the "highest" tier',
    )


def test_date_parameter(book: Rulebook) -> None:
    assert book.parameters[1].value == dt.date(2024, 12, 2).toordinal()


def test_facts_of_an_item(board: model.ItemKind) -> None:
    assert [(fact.name, fact.type, str(fact.unit), fact.positive) for fact in board.facts] == [
        ("mounted", "yes/no", "1", False),
        ("sort", "category", "1", False),
        ("made_on", "date", "date", False),
        ("maker", "text", "1", False),
        ("weight_kg", "number", "count", True),
    ]


def test_description_of_a_fact(board: model.ItemKind) -> None:
    assert board.facts[0].description == "whether it is mounted"


def test_words_of_a_category(board: model.ItemKind) -> None:
    assert board.facts[1].categories == ("pcie", "sxm")


def test_family_without_constants(board: model.ItemKind) -> None:
    family = board.families[0]

    assert (family.value, family.attributes, family.blanks) == ("rate", (), None)


def test_constants_of_a_family_go_by_name(board: model.ItemKind) -> None:
    link_b = board.families[1].members[1]

    assert (link_b.attribute("lanes"), link_b.attribute("width")) == (Fraction(8), Fraction(4))


def test_first_choice_of_a_reading_is_kept_first(board: model.ItemKind) -> None:
    assert board.families[1].blanks == model.Reading("unlisted_links", ("unknown", "not_claimed"))


def test_collection(board: model.ItemKind) -> None:
    (chips,) = board.collections

    assert (chips.pattern, [fact.owner for fact in chips.facts]) == ("COUNTxrate_gbs", ["chips"])


# --- metrics ------------------------------------------------------------------------------------


def test_alternatives_of_a_metric(book: Rulebook) -> None:
    expression = metric(book, "io").expression

    assert isinstance(expression, model.FirstStated)
    assert [type(alternative).__name__ for alternative in expression.alternatives] == [
        "NotApplicableIf",
        "FactRef",
        "AtLeast",
    ]


def test_single_alternative_is_the_metric_itself(book: Rulebook) -> None:
    assert isinstance(metric(book, "ops").expression, model.Arithmetic)


def test_selection_of_a_metric(book: Rulebook) -> None:
    expression = metric(book, "lanes_used").expression

    assert isinstance(expression, model.Aggregate)
    assert (expression.function, expression.over.name) == ("largest", "links")
    assert isinstance(expression.where, model.All)


def test_metric_may_stand_before_what_it_is_made_of(words: Vocabulary) -> None:
    text = "metric a : mm2 for chip\n  = b\n\nmetric b : mm2 for chip\n  = die_area_mm2\n"
    book = compile_rulebook(Source("text", HEADER + CONTROL + text), words)

    assert metric(book, "a").expression == model.MetricRef(metric(book, "b"))


# --- conditions -----------------------------------------------------------------------------------


def test_comparison(words: Vocabulary) -> None:
    tpp = next(metric for metric in words.metrics if metric.name == "TPP")

    assert condition("TPP >= 4800 TOPS*bit", words) == model.Comparison(
        ">=", model.MetricRef(tpp), model.Quantity(Fraction(4800), parse_unit("TOPS*bit"))
    )


def test_not_binds_a_whole_comparison(words: Vocabulary) -> None:
    assert condition("not PD < 3 TOPS*bit/mm2", words) == model.Not(condition("PD < 3 TOPS*bit/mm2", words))


def test_product_binds_before_sum(words: Vocabulary) -> None:
    assert condition("die_count + die_count * die_count > 3 count", words) == condition(
        "die_count + (die_count * die_count) > 3 count", words
    )


def test_quotients_go_from_left_to_right(words: Vocabulary) -> None:
    assert condition("die_count / 2 / 3 > 3", words) == condition("(die_count / 2) / 3 > 3", words)


def test_category_that_is_not_one_of_several(words: Vocabulary) -> None:
    assert condition("architecture is not one of planar, finfet", words) == model.Not(
        condition("architecture is one of planar, finfet", words)
    )


def test_selection_at_the_end_takes_all_that_follows(words: Vocabulary) -> None:
    actual = condition("datacenter and any of dies where area_mm2 > 3 mm2 and node_nm > 3 nm", words)

    assert actual == condition(
        "datacenter and (any of dies where (area_mm2 > 3 mm2 and node_nm > 3 nm))", words
    )


def test_date_is_an_ordinal_day(words: Vocabulary) -> None:
    comparison = condition("release_date >= 2024-01-01", words)

    assert isinstance(comparison, model.Comparison)
    assert comparison.right == model.Quantity(Fraction(dt.date(2024, 1, 1).toordinal()), comparison.left.unit)


def test_spans_take_no_part_in_equality(words: Vocabulary) -> None:
    assert condition("datacenter", words) == condition("(datacenter)", words)


# --- controls, exclusions, licenses -----------------------------------------------------------------


def limbs(condition: model.Condition) -> list[str]:
    match condition:
        case model.Limb(label, inner):
            return [label, *limbs(inner)]
        case model.All(conditions) | model.Any(conditions):
            return [label for inner in conditions for label in limbs(inner)]
    return []


def test_labels_go_on_from_the_control(book: Rulebook) -> None:
    assert limbs(book.controls[0].condition) == [
        "4A090.a",
        "4A090.b",
        "4A090.b.i",
        "4A090.b.ii",
        "4A090.c.1",
        "4A090.d",
        "4A090.e",
        "4A090.f",
        "4A090.g",
    ]


def test_citation_of_a_limb(book: Rulebook) -> None:
    block = book.controls[0].condition

    assert isinstance(block, model.Any)
    assert [limb.cites for limb in block.conditions if isinstance(limb, model.Limb) and limb.cites] == [
        (model.Citation(book.publications[0], "c.1"),)
    ]


def test_control_yields(book: Rulebook) -> None:
    assert [control.yields_to for control in book.controls] == [("4A091",), ()]


def test_exclusion(book: Rulebook) -> None:
    (note,) = book.exclusions

    assert (note.name, note.controls) == ("Note 1", ("4A090", "4A091"))


def test_set_of_countries(book: Rulebook) -> None:
    condition = book.requirements[0].condition

    assert isinstance(condition, model.Any)
    assert condition.conditions[0] == model.InGroup(DESTINATION, frozenset({"AF", "BY", "CN"}), "D:5 + P - Q")


def test_license_without_condition(book: Rulebook) -> None:
    assert book.requirements[1].condition is None


def test_obligations(book: Rulebook) -> None:
    assert book.exceptions[0].obligations == (
        model.Obligation("notify BIS", 25),
        model.Obligation("keep the order"),
    )


def test_review_policies(book: Rulebook) -> None:
    assert [policy.policy for policy in book.policies] == [
        "presumption_of_denial",
        "presumption_of_approval",
        "case_by_case",
    ]


# --- scenarios -----------------------------------------------------------------------------------------


def test_facts_of_a_scenario_are_cells_in_the_facts_own_unit(book: Rulebook) -> None:
    assert book.scenarios[0].facts == (
        ("mounted", "yes"),
        ("sort", "sxm"),
        ("made_on", "2024-12-02"),
        ("maker", "Example; Inc."),
        ("weight_kg", "2"),
        ("port_a", "780..860"),
        ("port_b", ""),
        ("link_a", "500"),
        ("chips", "2x500; 1x?"),
    )


def test_reading_of_a_scenario(book: Rulebook) -> None:
    assert book.scenarios[0].readings == (("unlisted_links", "unknown"),)


def test_expectations(book: Rulebook) -> None:
    assert [scenario.expectation for scenario in book.scenarios] == [
        model.Expectation("controlled", limbs=("4A090.a", "4A090.b.i")),
        model.Expectation("undetermined", missing=("mounted", "chips"), unstated=("the limit on io",)),
        model.Expectation("not_controlled", excluded_by=("Note 1",)),
        model.Expectation("undetermined"),
        model.Expectation("not_covered"),
    ]


def test_what_a_text_leaves_out(book: Rulebook) -> None:
    plug, software = book.not_encoded

    assert ("4A092", ["board"], "its text was not read", True) == (
        plug.place,
        [kind.name for kind in plug.kinds],
        plug.reason,
        plug.reaches is not None,
    )
    assert ("4D090", (), None, False) == (software.place, software.kinds, software.reaches, software.verified)
    assert [["scanner"]] == [[kind.name for kind in each.kinds] for each in book.absences]


def test_how_far_licenses_are_complete(book: Rulebook) -> None:
    (complete,) = book.completeness

    assert (("4A090", "4A091", "board"), ("NS", "RS"), ("no party is on a list",)) == (
        complete.controls,
        complete.reasons,
        complete.granted,
    )
    assert dt.date(2024, 1, 1) == complete.clocks.applied_from


# --- several files ---------------------------------------------------------------------------------------


def test_order_of_vocabulary_files_decides_nothing() -> None:
    files = [
        Source("a", "metric m : nm for chip\n  = n\n"),
        Source("b", "metric n : nm for chip\n  = x\n"),
        Source("c", "item chip\n  fact x : nm\n"),
    ]
    vocabularies = [compile_vocabularies(order) for order in permutations(files)]

    assert all(vocabulary == vocabularies[0] for vocabulary in vocabularies)


def test_parameters_are_local_to_a_vocabulary_file() -> None:
    files = [
        Source("a", "item chip\n  fact x : nm\n\nparameter p = 3 nm\n\nmetric m : nm for chip\n  = p + x\n"),
        Source("b", "parameter p = 4 nm\n\nmetric n : nm for chip\n  = p + x\n"),
    ]

    assert [parameter.value for parameter in compile_vocabularies(files).parameters] == [3, 4]


def test_parameter_of_a_vocabulary_is_unknown_in_a_rule_file(words: Vocabulary) -> None:
    text = HEADER + "control c for chip\n  cite CCL\n  controlled when datacenter\n"

    with pytest.raises(InputError, match="unknown publication `CCL`"):
        compile_rulebook(Source("text", text), words)


def test_empty_vocabulary() -> None:
    assert compile_vocabularies([]) == Vocabulary()


def test_module_loads_without_lark() -> None:
    import subprocess
    import sys

    program = "import sys, redline_dsl; print('lark' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"


# --- items that contain others ----------------------------------------------------------------

SERVER = (
    'item server "a computer"\n  collection chips of chip written "COUNTxNAME"\n\n'
    + CONTROL
    + "control s for server\n  controlled when any of chips is c\n\n"
)


def test_scenario_names_the_items_contained(words: Vocabulary) -> None:
    scenario = 'scenario "a"\n  given server\n    chips "8xA 100;1xB"\n  expect controlled by s\n'
    (found,) = compile_rulebook(Source("text", f"{HEADER}{SERVER}{scenario}"), words).scenarios

    assert (("chips", "8xA 100;1xB"),) == found.facts


def test_items_contained_are_written_after_the_pattern(words: Vocabulary) -> None:
    scenario = 'scenario "a"\n  given server\n    chips "A 100"\n  expect controlled by s\n'

    with pytest.raises(InputError, match='`"A 100"` is no value of `chips`'):
        compile_rulebook(Source("text", f"{HEADER}{SERVER}{scenario}"), words)


def test_shared_country_groups_are_those_of_rulebooks_too(words: Vocabulary) -> None:
    text = """rulebook r "R"
  effective 2023-11-17

country group OWN = NEARER + NO

control X.1 for chip
  controlled when datacenter

license requirement X for X.1
  required when destination in OWN - FR + NEAR
"""
    (requirement,) = compile_rulebook(Source("r", text), words).requirements

    assert isinstance(requirement.condition, model.InGroup)
    assert frozenset({"DE", "FR", "IT", "NO"}) == requirement.condition.countries
    assert ("OWN",) == requirement.condition.unverified


def test_groups_of_several_vocabularies_are_made_of_each_other_in_any_order() -> None:
    texts = [Source("b", "country group A:9 = B:9 + FR\n"), Source("a", "country group B:9 = DE\n")]

    for sources in (texts, texts[::-1]):
        assert {"A:9": {"DE", "FR"}, "B:9": {"DE"}} == {
            group.name: group.countries for group in compile_vocabularies(sources).groups
        }
