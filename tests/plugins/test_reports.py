"""Report writers: what they write, that it is read back, and that it fits."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree import ElementTree as ET

import pytest

import redline
from redline import Engine, Result
from redline.plugins import Report, ReportWriter
from redline_plugins import reports

BOOKS = ["us-2022", "us-2023"]
FACTS: Mapping[str, list[Any]] = {
    "name": ["A800", "gaming", "no area", "nothing known", "planar", 'a range, "quoted"\nand broken'],
    "fp16_tflops": ["312", "200", "200", None, "160", "300..320"],
    "die_area_mm2": ["826", "500", None, None, None, "800..900"],
    "io_bandwidth_gbs": ["464", "64", "64", None, "64", "64"],
    "designed_or_marketed_for_datacenter": ["yes", "no", "yes", None, "yes", "yes"],
    "transistor_architecture": ["finfet", "finfet", "finfet", None, "planar", "finfet"],
}


@pytest.fixture(scope="module")
def engine() -> Engine:
    return redline.load()


@pytest.fixture(scope="module")
def result(engine: Engine) -> Result:
    return engine.check(dict(FACTS), BOOKS)


WRITERS = {writer.name: writer for writer in reports.redline_report_writers()}


def written(name: str, *results: Result, **options: Any) -> str:
    stream = io.StringIO()
    WRITERS[name].write(Report(results, **options), stream)
    return stream.getvalue()


# --- all ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WRITERS)
def test_progress_counts_every_item(result: Result, name: str) -> None:
    seen: list[int] = []
    written(name, result, result, progress=seen.append)

    assert 12 == sum(seen)


UNPROVEN = """rulebook b "B"
  effective 2024-01-01

item gadget
{facts}

control A for gadget "what no item can be, among too many facts to try them all"
  controlled when all of
{conditions}
    not f0
"""


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("json", '"proven": false'),
        ("jsonl", '"proven": false'),
        ("csv", "proven"),
        ("table", "not proven"),
        ("junit", "is not proven"),
        ("sarif", "is not proven"),
    ],
)
def test_answer_that_is_not_proven_says_so(engine: Engine, name: str, said: str) -> None:
    names = [f"f{number}" for number in range(16)]
    text = UNPROVEN.format(
        facts="\n".join(f"  fact {each} : yes/no" for each in names),
        conditions="\n".join(f"    {each}" for each in names),
    )
    one, other = (
        written(name, engine.check({"name": ["x"], "f0": [cell]}, engine.compile(text)))
        for cell in ("", "no")
    )

    assert (True, False) == (said in one, said in other)


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS.keys())
def test_no_two_writers_share_a_suffix(writer: ReportWriter) -> None:
    others = {suffix for other in WRITERS.values() if other is not writer for suffix in other.suffixes}

    assert set() == others & set(writer.suffixes)


# --- records --------------------------------------------------------------------------------


def test_json_is_one_list_of_what_the_api_gives(result: Result) -> None:
    assert result.to_dicts() == json.loads(written("json", result))


def test_json_of_nothing_is_an_empty_list(engine: Engine) -> None:
    nothing = engine.check({"fp16_tflops": []}, BOOKS)

    assert ([], "") == (json.loads(written("json", nothing)), written("jsonl", nothing))


def test_jsonl_is_one_object_on_each_line(result: Result) -> None:
    assert result.to_dicts() == [json.loads(line) for line in written("jsonl", result).splitlines()]


def test_status_has_a_column_for_each_rulebook(result: Result) -> None:
    rows = list(csv.DictReader(io.StringIO(written("status", result), newline="")))

    assert result.to_dicts()[0]["item"] == rows[0]["item"]
    assert [one["status"] for one in result.to_dicts()] == [row[book] for row in rows for book in BOOKS]


def csv_rows(*results: Result) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written("csv", *results), newline="")))


def test_csv_has_one_row_for_each_item_and_rulebook(result: Result) -> None:
    assert [(one["item"], one["rulebook"], one["status"]) for one in result.to_dicts()] == [
        (row["item"], row["rulebook"], row["status"]) for row in csv_rows(result)
    ]


@pytest.mark.parametrize(
    ("item", "expected"),
    [("A800", "4992"), ("nothing known", ""), ('a range, "quoted"\nand broken', "4800..5120")],
)
def test_csv_gives_metrics_with_their_units(result: Result, item: str, expected: str) -> None:
    row = next(row for row in csv_rows(result) if row["item"] == item)

    assert expected == row["TPP (TOPS*bit)"]


def test_csv_says_not_applicable(result: Result) -> None:
    row = next(row for row in csv_rows(result) if row["item"] == "planar" and row["rulebook"] == "us-2023")

    assert ("not applicable", "") == (row["PD (TOPS*bit/mm2)"], row["total_io (GB/s)"])


def test_csv_joins_lists_by_semicolons(result: Result) -> None:
    row = next(row for row in csv_rows(result) if row["item"] == "A800" and row["rulebook"] == "us-2023")

    assert ("3A090.a.1; 3A090.a.2", "", "") == (row["limbs"], row["missing"], row["license_required"])


def test_csv_writes_the_license(engine: Engine) -> None:
    (row,) = csv_rows(engine.check(dict(FACTS), ["us-2023"], items=["A800"], to="CN"))

    assert ("yes", "presumption_of_denial", "") == (
        row["license_required"],
        row["license_policy"],
        row["license_exceptions"],
    )


def test_csv_says_which_policies_are_possible_and_what_would_settle_that(engine: Engine) -> None:
    result = engine.check(items=["Hanguang 800"], rules="us", on="2026-02-01", to="CN")
    (row,) = csv_rows(result)

    assert ("yes", "", "case_by_case; presumption_of_denial", "memory_type; memory_bandwidth_gbs") == (
        row["license_required"],
        row["license_policy"],
        row["license_possible_policies"],
        row["license_missing"],
    )


# --- tables ---------------------------------------------------------------------------------


def rows(text: str) -> Iterator[list[str]]:
    """Yield the cells of a table's rows: what two blanks or more stand between."""
    for line in text.splitlines():
        if not line:
            return
        yield [cell for cell in line.split("  ") if cell]


def test_table_has_a_row_for_each_item(result: Result) -> None:
    heading, *body = rows(written("table", result))

    assert ["item", "us-2022", "us-2023"] == [cell.strip() for cell in heading[:3]]
    assert ["A800", "not controlled", "controlled", "4992", "6.04358", "3A090.a.1, 3A090.a.2"] == [
        cell.strip() for cell in body[0]
    ]
    assert len(FACTS["name"]) == len(body)


def test_table_says_why(result: Result) -> None:
    why = {row[0].strip(): row[-1].strip() for row in rows(written("table", result, width=150))}

    assert ("excluded by 3A090 Note 2: 3A090.a.2", True) == (
        why["gaming"],
        why["nothing known"].startswith("? "),
    )


def test_table_ends_with_a_summary(result: Result) -> None:
    assert written("table", result).splitlines()[-2:] == [
        "6 items | us-2022: 5 not controlled, 1 undetermined",
        (
            "us-2023: 2 not controlled, 2 controlled, 2 undetermined"
            " | 3 items differ between us-2022 and us-2023"
        ),
    ]


def test_summary_of_one_rulebook_compares_nothing(engine: Engine) -> None:
    text = written("table", engine.check({"name": ["A"], "fp16_tflops": ["312"]}, "us-2023"))

    assert "1 item | us-2023: 1 controlled" == text.splitlines()[-1]


def test_summary_counts_what_was_decided_exactly(engine: Engine) -> None:
    item = {"fp16_tflops": ["111"], "die_area_mm2": ["300"], "designed_or_marketed_for_datacenter": ["yes"]}
    text = written("table", engine.check(item, "us-2023"))

    assert text.splitlines()[-1] == (
        "1 item | us-2023: 1 controlled | 1 item near a threshold decided with exact fractions"
    )


def test_table_tells_limbs_that_count_from_those_an_exclusion_frees_from(engine: Engine) -> None:
    text = engine.rulebook("us-2023").text.replace("rulebook us-2023", "rulebook draft")
    draft = engine.compile(text.replace("parameter a_tpp = 4800", "parameter a_tpp = 3000"))
    item = {"name": ["gaming"], **{fact: [values[1]] for fact, values in FACTS.items() if fact != "name"}}

    assert "excluded by 3A090 Note 2; 3A090.a.1, 3A090.a.2" in (
        written("table", engine.check(item, ["us-2023", draft]), width=150)
    )


def test_exclusion_is_not_cut_before_the_limbs(engine: Engine) -> None:
    item = {
        "name": ["GeForce RTX 4090 D in a long edition"],
        "fp16_tflops": ["299"],
        "die_area_mm2": ["400"],
        "designed_or_marketed_for_datacenter": ["no"],
    }

    assert "excluded by 3A090 Note 2" in written("table", engine.check(item, BOOKS), width=110)


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_table_fits_its_width(engine: Engine, width: int) -> None:
    text = written("table", engine.check(rules=BOOKS), width=width)

    assert max(map(len, text.splitlines())) <= width


def test_table_of_many_rulebooks_has_a_row_for_each(engine: Engine) -> None:
    days = [f"us@2024-01-0{day}" for day in range(1, 8)]
    text = written("table", engine.check(dict(FACTS), days))

    assert max(map(len, text.splitlines())) <= 100
    assert 1 + 6 * 7 == len(list(rows(text)))


def test_table_cuts_a_huge_name_with_an_ellipsis(engine: Engine) -> None:
    text = written("table", engine.check({"name": ["x" * 1_000_000], "fp16_tflops": [1.0]}, BOOKS))

    assert (True, True) == (max(map(len, text.splitlines())) <= 100, "x…  " in text)


def test_table_keeps_control_characters_off_the_terminal(engine: Engine) -> None:
    text = written("table", engine.check({"name": ["a\x1b[31mb"], "fp16_tflops": [1.0]}, BOOKS))

    assert "a [31mb" in text


def test_table_lines_up_wide_characters(engine: Engine) -> None:
    catalog = {"name": ["昇騰", "abcd"], "fp16_tflops": [1.0, 1.0]}
    first, second = list(written("table", engine.check(catalog, BOOKS)).splitlines())[1:3]

    assert second.index("not controlled") == first.index("not controlled") + 2


def test_table_is_plain_unless_color_is_welcome(result: Result) -> None:
    assert [False, True] == ["\x1b[" in written("table", result, color=color) for color in (False, True)]


# --- build servers --------------------------------------------------------------------------


def test_sarif_has_a_finding_for_each_item_that_is_not_free(result: Result) -> None:
    log = json.loads(written("sarif", result))
    (run,) = log["runs"]
    free = [one for one in result.to_dicts() if one["status"] == "not_controlled"]

    assert ("2.1.0", 12 - len(free)) == (log["version"], len(run["results"]))
    assert {"id": "us-2023"} in run["tool"]["driver"]["rules"]


def test_sarif_finding_says_which_item_and_why(result: Result) -> None:
    findings = json.loads(written("sarif", result))["runs"][0]["results"]
    (finding,) = [one for one in findings if one["properties"]["item"] == "A800"]

    assert ("us-2023", "warning", "A800 is controlled under us-2023 by 3A090.a.1, 3A090.a.2") == (
        finding["ruleId"],
        finding["level"],
        finding["message"]["text"],
    )


def test_junit_counts_what_fails_and_what_is_skipped(result: Result) -> None:
    suites = ET.fromstring(written("junit", result))  # noqa: S314 it was written by us
    suite = next(each for each in suites if each.get("name") == "us-2023")

    assert ("6", "2", "2") == (suite.get("tests"), suite.get("failures"), suite.get("skipped"))
    assert [2, 2] == [len(suite.findall(f"testcase/{each}")) for each in ("failure", "skipped")]


@pytest.mark.parametrize(
    ("destination", "verdict", "said"),
    [
        ("CU", "failure", "a license is required"),
        ("KP", "failure", "a license is required"),
        ("RU", "skipped", "whether a license is required is open"),
        ("DE", None, "no license is required"),
    ],
)
def test_build_servers_hear_of_licenses(
    engine: Engine, destination: str, verdict: str | None, said: str
) -> None:
    """An item in no control may need a license all the same: a build that passes would free it."""
    law = LICENSED.format(open="" if destination != "RU" else "  complete when not (destination in RU)\n")
    found = engine.check({"name": ["a"], "fp16_tflops": ["1"]}, engine.compile(law), to=destination)
    (case,) = ET.fromstring(written("junit", found)).iter("testcase")  # noqa: S314 it was written by us
    findings = json.loads(written("sarif", found))["runs"][0]["results"]

    assert [verdict] * (verdict is not None) == [each.tag for each in case]
    assert [said] * (verdict is not None) == [each["message"]["text"].split("; ")[1] for each in findings]


LICENSED = """rulebook law "Law"
  regime somewhere
  effective 2026-01-01

control A for chip "fast chips"
  controlled when TPP >= 4800 TOPS*bit

license requirement EMBARGO for chip
  required when destination in CU + KP

license statements complete for A, chip
  reasons EMBARGO
{open}"""


# --- names that are more than text elsewhere ----------------------------------------------------

NAMES = ["=1+1", "-5 chip", "@x", "\x1b[31mred", "plain"]


@pytest.fixture(scope="module")
def odd(engine: Engine) -> Result:
    return engine.check({"name": NAMES, "fp16_tflops": ["312"] * 5, "die_area_mm2": ["826"] * 5}, BOOKS[1])


@pytest.mark.parametrize("name", ["csv", "status"])
def test_spreadsheet_runs_no_name(odd: Result, name: str) -> None:
    rows = list(csv.reader(io.StringIO(written(name, odd))))

    assert ["'=1+1", "'-5 chip", "'@x", r"\u001b[31mred", "plain"] == [row[0] for row in rows[1:]]


@pytest.mark.parametrize("name", ["csv", "status"])
def test_raw_cells_are_as_they_are(odd: Result, name: str) -> None:
    rows = list(csv.reader(io.StringIO(written(name, odd, raw=True))))

    assert NAMES == [row[0] for row in rows[1:]]


def test_names_of_a_report_are_read_back_as_they_were(engine: Engine, odd: Result) -> None:
    rows = csv.DictReader(io.StringIO(written("csv", odd)))
    read = engine.catalog(
        "name,fp16_tflops\n{}".format("".join(f"{row['item']},312\n" for row in rows)).encode()
    )

    assert [*NAMES[:3], r"\u001b[31mred", "plain"] == list(read.names)


@pytest.mark.parametrize("name", ["table", "csv", "junit"])
def test_no_writer_sends_an_escape_to_a_terminal(odd: Result, name: str) -> None:
    assert "\x1b" not in written(name, odd)
