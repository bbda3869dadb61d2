"""The contract kit: a sound plugin passes, and each fault planted in it is found and told."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from redline import InputError, Source
from redline.host import discover
from redline.testing import Finding, canonical, check_plugin
from redline.testing.meaning import differences
from redline.testing.subject import find
from tests.support.installed import install

TODAY = dt.date(2026, 6, 1)
KINDS = """# What can be known of a board.

item board "a board"
  fact rate_tops : TOPS
  fact area_mm2 : mm2 above 0

metric density : TOPS/mm2 for board
  = rate_tops / area_mm2
"""
RULES = """rulebook tiny-2026 "Tiny rule"
  regime tiny
  effective 2026-01-01
  verified 2026-05-01

publication ACT "Tiny Act"

parameter fast = 100 TOPS
  cite ACT "1.a"

control T.1 for board "boards"
  cite ACT "1"
  controlled when any of
    (a) rate_tops >= fast
    (b) density >= 2 TOPS/mm2

scenario "on the line"
  given board
    rate_tops 100 TOPS
    area_mm2 1000 mm2
  expect controlled by T.1.a

scenario "just beside it"
  given board
    rate_tops 99 TOPS
    area_mm2 1000 mm2
  expect not controlled

scenario "dense"
  given board
    rate_tops 99 TOPS
    area_mm2 10 mm2
  expect controlled by T.1.b
"""
OFFER = """
import redline
import redline.plugins


@redline.hookimpl
def redline_rulebooks():
    return [redline.Source("a.redline", {!r})]
"""

Check = Callable[..., list[Finding]]


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Check]:
    """Install a plugin, beside another one where its code or files are given, and check it."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(
        discover, "distributions", lambda: importlib.metadata.distributions(path=[str(tmp_path)])
    )

    def install_and_check(
        rules: str | None = RULES,
        *,
        kinds: str = KINDS,
        code: str = "",
        other: str | None = None,
        max_age: int | None = None,
    ) -> list[Finding]:
        law = {"kinds.redline": kinds, **({"tiny.redline": rules} if rules else {})}
        install(tmp_path, "tiny-rules", code, {} if code else law)
        if other is not None:
            install(tmp_path, "other-rules", other, {} if other else law, entry_point="other")
        if code:
            install(tmp_path, "law", "", law, entry_point="law")
        return check_plugin("tiny-rules", today=TODAY, max_age=max_age)

    yield install_and_check
    for name in set(sys.modules) - before:
        if name.startswith("tiny_plugin_"):
            del sys.modules[name]


def only(found: list[Finding]) -> Finding:
    """Return the only finding."""
    assert [str(found[0])] == list(map(str, found))
    return found[0]


def test_sound_plugin_passes_every_check(check: Check) -> None:
    assert [] == check()


def test_byte_order_mark_is_a_fault_of_format_alone(check: Check) -> None:
    found = check("\ufeff" + RULES.lstrip(), kinds="\ufeff" + KINDS.lstrip())

    assert {"fmt"} == {finding.check for finding in found}


def test_finding_names_check_plugin_place_fault_and_remedy(check: Check) -> None:
    finding = only(check(RULES.replace('  cite ACT "1.a"\n', "")))

    assert "`tiny` of tiny-rules 1.5" in finding.plugin
    assert str(finding).startswith(f"citations: plugin {finding.plugin}\n{finding.span}: error: ")
    assert str(finding.span).endswith("/tiny.redline:8:11")
    assert str(finding).endswith('help: say where it stands, as in `cite ACT "1.a"`, below it')


def test_unknown_plugin_is_told_with_those_that_there_are(check: Check) -> None:
    check()

    with pytest.raises(InputError, match="there is no plugin `tiny-rule`") as caught:
        check_plugin("tiny-rule")
    assert "did you mean `tiny-rules`?" in str(caught.value)


# --- the ten faults -------------------------------------------------------------------------


def test_wrong_unit_of_a_number_is_found(check: Check) -> None:
    finding = check(RULES.replace("100 TOPS\n  cite", "100 GB/s\n  cite"))[0]

    assert ("units", "`rate_tops` (in `TOPS`) and `fast` (in `GB/s`) cannot be compared") == (
        finding.check,
        finding.message,
    )


def test_name_that_says_another_unit_is_found(check: Check) -> None:
    finding = only(check(None, kinds=KINDS.replace("TOPS", "GB/s")))

    assert ("units", "the name of `rate_tops` says TOPS, and its unit is GB/s") == (
        finding.check,
        finding.message,
    )


@pytest.mark.parametrize(
    ("cite", "message"),
    [
        ('  cite ACT "1.a"\n', "parameter `fast` has no citation"),
        ('  cite ACT "1"\n', "control `T.1` has no citation"),
    ],
)
def test_missing_citation_is_found(check: Check, cite: str, message: str) -> None:
    finding = only(check(RULES.replace(cite, "")))

    assert ("citations", message) == (finding.check, finding.message)


@pytest.mark.parametrize(("regime", "remedies"), [("tinny", ["did you mean `tiny`?"]), ("tiny", [])])
def test_fact_that_bears_on_licenses_of_no_regime_is_found(
    check: Check, regime: str, remedies: list[str]
) -> None:
    fact = f'\ntransaction "t"\n  fact listed : yes/no assumed no bears on license under {regime}\n    "l"\n'
    found = check(kinds=KINDS + fact)

    assert remedies == [each.diagnostic.help for each in found]
    assert all("`listed` bears on license under `tinny`" in each.message for each in found)


def test_limb_that_no_scenario_reaches_is_found(check: Check) -> None:
    limb, number = check(RULES.partition('scenario "dense"')[0].rstrip() + "\n")

    assert ("reach", "no scenario reaches limb `T.1.b`") == (limb.check, limb.message)
    assert "reach" == number.check
    assert number.message.startswith("no scenarios stand on both sides of")


def test_hook_with_a_wrong_argument_is_found(check: Check) -> None:
    code = "import redline\n\n@redline.hookimpl\ndef redline_rulebooks(config):\n    return []\n"

    finding = only(check(code=code))

    assert "loads" == finding.check
    assert "{'config'} are declared in the hookimpl but can not be found in the hookspec" in finding.message
    assert str(finding.span).endswith("/__init__.py:5:1")


COUNTING_READER = """
import redline
from redline import Source, Span
from redline.plugins import CatalogReader, CatalogEntry, RawTable

SEEN = []


def read(name, data):
    SEEN.append(name)
    source = Source(name, data.decode("utf-8", "replace"))
    header, *rows = [line.split(";") for line in source.text.splitlines()] or [[]]
    if len(SEEN) % 2:
        rows = rows[1:]
    return RawTable(source, header, rows, lambda row, column: Span(source, row + 2, 1))


@redline.hookimpl
def redline_catalog_readers():
    return [CatalogReader("semicolons", (".txt",), read)]


@redline.hookimpl
def redline_catalogs():
    data = b"name;rate_tops\\nA;100\\nB;99\\n"
    return [CatalogEntry("boards", "board", "Boards", "boards.txt", lambda: data, "semicolons")]
"""
CARRYING_WRITER = """
import redline

def write(report, stream):
    before = None
    for one in report.determinations():
        stream.write(f"{one.item} {'same' if one.status == before else one.status}\\n")
        before = one.status


@redline.hookimpl
def redline_report_writers():
    return [redline.plugins.ReportWriter("carrying", "a list", write)]
"""
COUNTING_WRITER = """
import redline

RUNS = []


def write(report, stream):
    RUNS.append(report)
    stream.write(f"run {len(RUNS)}\\n")


@redline.hookimpl
def redline_report_writers():
    return [redline.plugins.ReportWriter("counting", "a number", write)]
"""
CHANGING_HOOK = """
import itertools
import redline

NUMBERS = itertools.count(1)


@redline.hookimpl
def redline_report_writers():
    return [redline.plugins.ReportWriter(f"writer-{next(NUMBERS)}", "a list", lambda report, stream: None)]
"""


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (COUNTING_READER, "catalog reader `semicolons` reads boards.txt otherwise after another file"),
        (
            CARRYING_WRITER,
            "report writer `carrying` writes other words when rows change places: `controlled`, `same`",
        ),
        (COUNTING_WRITER, "report writer `counting` writes the same result otherwise a second time"),
        (
            CHANGING_HOOK,
            "its writers are others when the hook is called a second time: `writer-1`, `writer-2`",
        ),
    ],
)
def test_order_dependence_is_found(check: Check, code: str, message: str) -> None:
    finding = only([finding for finding in check(code=code) if finding.check == "order"])

    assert message == finding.message


AMENDED = """
rulebook amended-2026 "Rule, amended"
  amends tiny-2026
  effective 2026-02-01

publication MORE "Act to amend the act" published 2026-01-20

set fast = 90 TOPS
  cite MORE "1"

scenario "on the new line"
  given board
    rate_tops 90 TOPS
    area_mm2 1000 mm2
  expect controlled by T.1.a

scenario "just beside the new line"
  given board
    rate_tops 89 TOPS
    area_mm2 1000 mm2
  expect not controlled
"""


NOTE = """
exclusion "N" from T.1
  cite ACT "2"
  excluded when area_mm2 > 5000 mm2 and rate_tops < fast
"""


def backwards(source: Source) -> Source:
    """Return a text with its statements after the header from the last to the first."""
    header, *others = re.split(r"^(?=\S)", source.text, flags=re.MULTILINE)[1:]
    return Source(source.name, "".join([header, *reversed(others)]))


@pytest.mark.usefixtures("check")
def test_places_of_an_instruction_may_stand_in_any_order(tmp_path: Path) -> None:
    law = {"kinds.redline": KINDS, "tiny.redline": RULES + NOTE, "amended.redline": AMENDED}
    install(tmp_path, "tiny-rules", "", law)

    assert [] == list(differences(find("tiny-rules", TODAY), backwards))


def test_text_that_is_not_in_the_canonical_format_is_found(check: Check) -> None:
    finding = only(check(RULES.replace("effective 2026-01-01", "effective   2026-01-01")))

    assert "fmt" == finding.check
    assert str(finding.span).endswith("/tiny.redline:3:1")
    assert "run `redline fmt` on `tiny_plugin_" in str(finding.help)


def test_formatter_that_changes_the_meaning_is_found(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    def lossy(source: Source) -> str:
        return source.text.replace("fast = 100", "fast = 10")

    monkeypatch.setattr(canonical, "format_text", lossy)

    assert "`redline fmt` changes the meaning of `tiny-2026`" in [finding.message for finding in check()]


def test_rulebook_of_a_name_that_is_taken_is_found(check: Check) -> None:
    finding = only(check(other=OFFER.format(RULES)))

    assert "names" == finding.check
    assert "rulebook `tiny-2026` is offered more than once" in finding.message
    assert "`other` of other-rules 1.5" in finding.message
    assert str(finding.span).endswith("/tiny.redline:1:1")


def test_kind_and_metric_of_names_that_are_taken_are_found(check: Check) -> None:
    found = check(None, other="")

    assert {"names"} == {finding.check for finding in found}
    assert "`board` is declared twice: it is offered by" in found[0].message


def test_name_that_is_declared_twice_in_a_text_is_found(check: Check) -> None:
    again = RULES + '\nparameter fast = 20 TOPS\n  cite ACT "2"\n'

    assert "names" == check(again)[0].check


@pytest.mark.parametrize(
    ("verified", "message"),
    [
        ("2026-06-02", "`tiny-2026` is verified as of 2026-06-02, which is yet to come"),
        (
            "2025-12-31",
            "`tiny-2026` is verified as of 2025-12-31, and took effect after that, on 2026-01-01",
        ),
        (
            "2026-04-30",
            "`tiny-2026` is verified as of 2026-04-30: that is 32 days ago, and 31 are allowed",
        ),
    ],
)
def test_stale_date_is_found(check: Check, verified: str, message: str) -> None:
    finding = only(check(RULES.replace("verified 2026-05-01", f"verified {verified}"), max_age=31))

    assert ("dates", message) == (finding.check, finding.message)
    assert str(finding.span).endswith("/tiny.redline:4:3")


def test_text_that_nobody_verified_is_found_where_an_age_is_stated(check: Check) -> None:
    finding = only(check(RULES.replace("  verified 2026-05-01\n", ""), max_age=31))

    assert "nobody says that `tiny-2026` was compared with its sources" == finding.message


def test_source_that_is_newer_than_the_last_check_is_found(check: Check) -> None:
    finding = only(check(RULES.replace('"Tiny Act"', '"Tiny Act" published 2026-05-20')))

    assert "cites `ACT`, which was published after that, on 2026-05-20" in finding.message


def test_day_of_publication_that_is_yet_to_come_is_found(check: Check) -> None:
    finding = only(check(RULES.replace('"Tiny Act"', '"Tiny Act" published 2026-07-01')))

    assert "`ACT` is published on 2026-07-01, which is yet to come" == finding.message


def test_number_that_ends_before_the_text_begins_is_found(check: Check) -> None:
    ended = RULES.replace("fast = 100 TOPS\n", "fast = 100 TOPS\n  until 2025-12-01\n")
    found = [finding for finding in check(ended) if finding.check == "dates"]

    assert "`fast` ends on 2025-12-01, and `tiny-2026` takes effect on 2026-01-01" == only(found).message


def test_two_texts_of_a_regime_on_one_day_are_found(check: Check) -> None:
    finding = only(check(other=OFFER.format(RULES.replace("tiny-2026", "tiny-b"))))

    assert "`tiny` has more than one text that takes effect on 2026-01-01" in finding.message


FUNCTION = """
import math
from fractions import Fraction

import numpy
import redline


def exact(number):
    return Fraction(math.isqrt(number.numerator * 10**40 // number.denominator), 10**20)


def vector(rates):
    return {vector}


@redline.hookimpl
def redline_functions():
    return [redline.plugins.Function("root", (("TOPS", "{direction}"),), "count", exact, vector)]


@redline.hookimpl
def redline_vocabularies():
    return [redline.Source("kinds.redline", {kinds!r})]


@redline.hookimpl
def redline_rulebooks():
    return [redline.Source("tiny.redline", {rules!r})]
"""
ROOTED = (
    KINDS
    + """
metric strength : count for board
  = root(rate_tops)
"""
)


def rooted(vector: str = "numpy.sqrt(rates)", direction: str = "increasing", kinds: str = ROOTED) -> str:
    """Return a plugin with a function and a rule that uses it."""
    return FUNCTION.format(vector=vector, direction=direction, kinds=kinds, rules=RULES)


def test_sound_function_passes_every_check(check: Check) -> None:
    assert [] == check(None, kinds=" ", code=rooted())


def test_vector_form_that_differs_from_the_exact_form_is_found(check: Check) -> None:
    found = check(None, kinds=" ", code=rooted("numpy.sqrt(rates) + 1e-6"))

    assert "exact" == only(found).check
    assert "function `root` of " in found[0].message
    assert "by its exact form, and " in found[0].message


def test_function_that_fails_is_found(check: Check) -> None:
    finding = check(None, kinds=" ", code=rooted("1 / [][0]"))[0]

    assert "exact" == finding.check
    assert "the vector form of function `root`" in finding.message


def test_vector_form_whose_rows_reach_each_other_is_found(check: Check) -> None:
    found = check(None, kinds=" ", code=rooted("numpy.sqrt(rates) + 1e-12 * numpy.arange(len(rates))"))

    assert ["the vector form of function `root` gives a row something else in another place"] == [
        finding.message for finding in found if finding.check == "order"
    ]


def test_function_that_mistreats_unknowns_is_found(check: Check) -> None:
    finding = check(None, kinds=" ", code=rooted(direction="decreasing"))[0]

    assert "unknowns" == finding.check
    assert finding.message.startswith("function `root` says that it is decreasing in its argument 1 (TOPS)")
    assert "an unknown argument would give a wrong bound" in str(finding.help)


def test_metric_that_mistreats_unknowns_is_found(check: Check) -> None:
    bounded = "\nmetric area : mm2 for board\n  = area_mm2\n    otherwise at least 500 mm2\n"
    finding = only(check(kinds=KINDS.replace("/ area_mm2", "/ area") + bounded))

    assert ("unknowns", ":7:8") == (finding.check, str(finding.span)[-4:])
    assert (
        "metric `density` is at most 0.2 TOPS/mm2 where `area_mm2` is unknown,"
        " and 100 TOPS/mm2 where it is 1 mm2"
    ) == finding.message


# --- what else the kit holds a plugin to ----------------------------------------------------


READER = """
import redline
from redline import Source, Span
from redline.plugins import CatalogEntry, CatalogReader, RawTable


def read(name, data):
    source = Source(name, data.decode("utf-8"{errors}))
    header, *rows = [line.split(";") for line in source.text.splitlines()] or [[]]
    return RawTable(source, header, rows, lambda row, column: {place})


@redline.hookimpl
def redline_catalog_readers():
    return [CatalogReader("semicolons", (".txt",), read)]


@redline.hookimpl
def redline_catalogs():
    data = b"name;rate_tops\\nA;100\\nB;{value}\\n"
    return [CatalogEntry("boards", "board", "Boards", "boards.txt", lambda: data, "semicolons")]
"""
PLACE = "Span(source, row + 2, 1)"
FIRST = """
import redline


def write(report, stream):
    first = next(report.determinations())
    stream.write(first.status)


@redline.hookimpl
def redline_report_writers():
    return [redline.plugins.ReportWriter("first", "the first status", write)]
"""


def reader(errors: str = ', "replace"', place: str = PLACE, value: str = "99") -> str:
    return READER.format(errors=errors, place=place, value=value)


@pytest.mark.parametrize(
    ("code", "name", "message"),
    [
        (reader(errors=""), "readers", "failed on `no text.txt`: UnicodeDecodeError"),
        (reader(place="Span(source, 1, 1)"), "readers", "says that `A` of boards.txt stands here"),
        (reader(value="many"), "catalogs", "`many` is not a number"),
        (FIRST, "writers", "failed: StopIteration (on 0 items)"),
    ],
)
def test_fault_of_what_goes_in_and_out_is_found(check: Check, code: str, name: str, message: str) -> None:
    found = [finding for finding in check(code=code) if finding.check == name]

    assert message in found[0].message


def test_sound_reader_passes_every_check(check: Check) -> None:
    assert [] == check(code=reader())


def test_file_without_a_statement_says_nothing(check: Check) -> None:
    finding = only(check("# nothing yet\n"))

    assert "tiny.redline:1:1: error: the file says nothing" in str(finding)
