"""The command line: statuses, streams, options, messages. Bundled plugins are used as installed."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from redline.cli import console, main

ITEM = "A800 SXM4 80GB"
BOOKS = ["--rules", "us-2022", "--rules", "us-2023"]
CATALOG = "name,fp16_tflops,designed_or_marketed_for_datacenter\nbig,1000,true\nsmall,1,true\nblank,,true\n"
RULE = 'rulebook mine "Mine"\n  regime land\n  effective 2024-01-01\n'

Captured = pytest.CaptureFixture[str]


def run(*arguments: str) -> int:
    """Run the command line in this process and return its exit status."""
    with pytest.raises(SystemExit) as caught:
        main.main(arguments)
    return int(caught.value.code or 0)


def spawn(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "redline", *arguments],
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture
def catalog(tmp_path: Path) -> str:
    path = tmp_path / "c.csv"
    path.write_text(CATALOG, encoding="utf-8")
    return str(path)


# --- check ----------------------------------------------------------------------------------


def test_check_prints_a_table_that_fits(capsys: Captured) -> None:
    status = run("check")
    lines = capsys.readouterr().out.splitlines()

    assert (0, True) == (status, max(map(len, lines)) <= 100)
    assert ["item", "us-2022", "us-2023", "TPP", "PD"] == lines[0].split()[:5]
    assert "377 items" in lines[-3]
    assert "us-2023: " in lines[-2]
    exactly = "1 item near a threshold decided with exact fractions"
    assert f"92 items differ between us-2022 and us-2023 | {exactly}" == lines[-1]


def test_check_prints_one_object_for_each_item_and_rulebook(capsys: Captured) -> None:
    run("check", "--format", "jsonl", *BOOKS)
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert (754, {"us-2022", "us-2023"}) == (len(records), {record["rulebook"] for record in records})


def test_check_takes_catalogs_as_arguments_and_options(catalog: str, capsys: Captured) -> None:
    run("check", catalog, "--catalog", "accelerators", "--rules", "us-2023", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))

    assert (380, "big", "controlled") == (len(rows), rows[0]["item"], rows[0]["status"])


def test_check_of_one_item(capsys: Captured) -> None:
    run("check", "--item", ITEM, "--format", "jsonl", *BOOKS)
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert [(ITEM, "not_controlled"), (ITEM, "controlled")] == [(r["item"], r["status"]) for r in records]


def test_transaction_stands_in_the_determination(capsys: Captured) -> None:
    run("check", "--item", ITEM, "--rules", "us-2023", "--format", "json", "--to", "CN", "--hq", "CN")
    captured = capsys.readouterr()
    (record,) = json.loads(captured.out)

    assert (True, "presumption_of_denial") == (record["license"]["required"], record["license"]["policy"])
    assert captured.err.startswith("warning: `us-2023`: not compared with its source: ")


def test_regime_and_day_choose_the_rulebook(capsys: Captured) -> None:
    run("check", "--item", ITEM, "--rules", "us", "--on", "2023-01-01", "--format", "jsonl")
    record = json.loads(capsys.readouterr().out)

    assert ("us-2022", "2023-01-01") == (record["rulebook"], record["on"])


def test_reading_changes_outcomes(catalog: str, capsys: Captured) -> None:
    statuses = []
    for choice in ("not_claimed", "unknown"):
        run("check", catalog, "--rules", "us-2023", "--item", "small", "--format", "jsonl",
            "--reading", f"unlisted_formats={choice}")  # fmt: skip
        statuses.append(json.loads(capsys.readouterr().out)["status"])

    assert ["not_controlled", "undetermined"] == statuses


@pytest.mark.parametrize(
    ("item", "fail_on", "expected"),
    [
        ("big", "controlled", 1),
        ("big", "undetermined", 1),
        ("big", "never", 0),
        ("blank", "controlled", 0),
        ("blank", "undetermined", 1),
        ("small", "controlled", 0),
        ("small", "undetermined", 0),
    ],
)
def test_fail_on(catalog: str, item: str, fail_on: str, expected: int) -> None:
    assert expected == run("check", catalog, "--rules", "us-2023", "--item", item, "--fail-on", fail_on)


@pytest.mark.parametrize(
    ("to", "said", "expected"),
    [("DE", (), 0), ("DE", ("entity_list_party=yes",), 1), ("DE", ("end_use=military",), 1), ("RU", (), 1)],
)
def test_fail_on_a_license_that_is_needed_or_open(to: str, said: tuple[str, ...], expected: int) -> None:
    transaction = [word for each in said for word in ("--transaction", each)]
    question = ["--rules", "us", "--on", "2024-06-01", "--item", "H20 96GB", "--to", to, *transaction]

    assert expected == run("check", *question, "--fail-on", "license")


def test_fail_on_a_license_without_a_destination(capsys: Captured) -> None:
    assert 2 == run("check", "--rules", "us-2023", "--item", "H20 96GB", "--fail-on", "license")
    assert "no license is asked about" in capsys.readouterr().err


# --- output ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "start"),
    [("o.jsonl", '{"item"'), ("o.json", "[\n{"), ("o.csv", "item,kind"), ("o.txt", "item "), ("o", "item ")],
)
def test_output_goes_to_a_file_in_the_format_of_its_suffix(
    catalog: str, tmp_path: Path, capsys: Captured, name: str, start: str
) -> None:
    path = tmp_path / name

    assert 0 == run("check", catalog, "--rules", "us-2023", "--output", str(path))
    assert path.read_text(encoding="utf-8").startswith(start)
    assert "" == capsys.readouterr().out


def write_half(path: Path) -> None:
    with console.opened(str(path)) as stream:
        stream.write("half")
        raise RuntimeError


def test_failed_run_leaves_the_old_output_and_no_other_file(tmp_path: Path) -> None:
    path = tmp_path / "o.txt"
    path.write_text("old", encoding="utf-8")

    with pytest.raises(RuntimeError):
        write_half(path)
    assert (["o.txt"], "old") == (
        [each.name for each in tmp_path.iterdir()],
        path.read_text(encoding="utf-8"),
    )


def test_output_keeps_the_file_s_permissions_and_the_link_to_it(catalog: str, tmp_path: Path) -> None:
    path, link = tmp_path / "o.csv", tmp_path / "link.csv"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o640)
    link.symlink_to(path)
    run("check", catalog, "--rules", "us-2023", "--output", str(link))

    assert (0o640, True) == (path.stat().st_mode & 0o777, link.is_symlink())
    assert path.read_text(encoding="utf-8").startswith("item,")


def test_output_to_a_device_is_written_through(catalog: str) -> None:
    assert 0 == run("check", catalog, "--rules", "us-2023", "--output", os.devnull)
    assert not Path(os.devnull).is_file()


def test_output_is_utf8_in_any_locale(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("name,fp16_tflops\n昇騰 910 é,100\n", encoding="utf-8")
    for environment in (
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"LC_ALL": "C.UTF-8"},
    ):
        found = spawn("check", str(path), "--rules", "us-2023", "--format", "jsonl", **environment)

        assert (0, "昇騰 910 é") == (found.returncode, json.loads(found.stdout.decode("utf-8"))["item"])


def test_closed_pipe_ends_quietly() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "redline", "check", "--format", "jsonl"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        messages = process.stderr.read()

    assert (0, b"") == (process.returncode, messages)


def test_interrupt_ends_quietly(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    def interrupted(**_: object) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("redline.cli.steps.load_engine", interrupted)

    assert 130 == run("check")
    assert "interrupted\n" == capsys.readouterr().err


def test_color_only_on_a_terminal_that_welcomes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")

    assert [True, False] == [console.shows_color(Terminal()), console.shows_color(io.StringIO())]
    monkeypatch.setenv("NO_COLOR", "1")
    assert not console.shows_color(Terminal())


def test_progress_bar_is_for_long_work_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def __init__(self, answer: bool) -> None:
            super().__init__()
            self.isatty = lambda: answer  # type: ignore[method-assign]  # one class for both

    shown = []
    for patience, terminal in ((0.0, True), (0.0, False), (60.0, True)):
        stream = Terminal(terminal)
        monkeypatch.setattr(sys, "stderr", stream)
        monkeypatch.setattr(console, "_PATIENCE", patience)
        progress = console.Progress("checking", 10)
        progress(5)
        progress(5)
        shown.append("5 of 10" in stream.getvalue())

    assert [True, False, False] == shown


OVERWRITTEN = {
    "catalog": ["check", "{}"],
    "catalog option": ["explain", "big", "--catalog", "{}", "--format", "text"],
    "rule file": ["check", "--rules", "{}"],
    "map": ["check", "no.csv", "--map", "{}"],
    "rule file listed": ["rules", "{}", "--format", "table"],
}


@pytest.mark.parametrize("arguments", OVERWRITTEN.values(), ids=OVERWRITTEN.keys())
def test_output_over_an_input_is_refused(catalog: str, capsys: Captured, arguments: list[str]) -> None:
    link = Path(catalog).with_name("link.csv")
    link.symlink_to(catalog)

    assert 2 == run(*(each.format(catalog) for each in arguments), "--output", str(link))
    assert f"error: `--output {link}` would overwrite `{catalog}`, which is read" in capsys.readouterr().err
    assert CATALOG == Path(catalog).read_text(encoding="utf-8")


def test_output_to_a_dash_is_standard_output(catalog: str, capsys: Captured) -> None:
    assert 0 == run("check", catalog, "--rules", "us-2023", "--output", "-", "--format", "csv")
    assert capsys.readouterr().out.startswith("item,kind")


NEEDS_FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")


def shelled(command: str, **streams: Any) -> subprocess.CompletedProcess[bytes]:
    """Run a shell command in which `redline` stands for the program."""
    command = command.replace("redline", f"{sys.executable} -m redline")
    return subprocess.run(["sh", "-c", command], capture_output=True, check=False, **streams)


@NEEDS_FULL
@pytest.mark.parametrize("command", ["check", "rules", "facts", "plugins", "explain Trainium1", "--help"])
def test_full_standard_output_is_a_message_and_status_2(command: str) -> None:
    found = shelled(f"redline {command} > /dev/full")

    assert (2, b"error: standard output cannot be written: no space left on device\n") == (
        found.returncode,
        found.stderr,
    )


@pytest.mark.parametrize("command", ["check", "rules", "explain Trainium1"])
def test_closed_standard_output_is_a_message_and_status_2(command: str) -> None:
    found = shelled(f"redline {command} >&-")

    assert (2, b"error: standard output is closed\n  help: name a file with `--output`\n") == (
        found.returncode,
        found.stderr,
    )


def test_closed_standard_error_changes_no_result() -> None:
    found = shelled("redline check --item Trainium1 --rules us-2023 --on 2030-01-01 --format json 2>&-")

    assert (0, "Trainium1") == (found.returncode, json.loads(found.stdout)[0]["item"])


# --- standard input -------------------------------------------------------------------------


def test_dash_as_a_catalog_is_standard_input() -> None:
    found = shelled("redline check - --rules us-2023 --format jsonl", input=CATALOG.encode())

    assert ["big", "small", "blank"] == [json.loads(line)["item"] for line in found.stdout.splitlines()]


def test_fault_in_standard_input_has_its_place() -> None:
    found = shelled("redline check - --rules us-2023", input=b"name,fp16_tflops\nA,-1\n")

    assert (2, True) == (found.returncode, found.stderr.startswith(b"<input>:2:3: error: `-1` is negative"))


def test_closed_standard_input_is_a_message_and_status_2() -> None:
    found = shelled("redline check - <&-")

    assert (2, b"error: standard input is closed\n  help: name a file instead of `-`\n") == (
        found.returncode,
        found.stderr,
    )


# --- several catalogs -----------------------------------------------------------------------


def test_items_are_sought_in_all_catalogs_together(catalog: str, capsys: Captured) -> None:
    run(
        "check",
        catalog,
        "accelerators",
        "--rules",
        "us-2023",
        "--item",
        "big",
        "--item",
        ITEM,
        "--format",
        "csv",
    )
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))

    assert ["big", ITEM] == [row["item"] for row in rows]


def test_item_that_is_in_no_catalog_is_an_error(catalog: str, capsys: Captured) -> None:
    assert 2 == run("check", catalog, "accelerators", "--rules", "us-2023", "--item", "big", "--item", "bgi")
    assert "error: there is no item `bgi`\n  help: names match exactly; did you mean `big`?" in (
        capsys.readouterr().err
    )


def test_changed_shows_items_whose_status_differs(capsys: Captured) -> None:
    run("check", "--changed", "--item", "A100 SXM4 80GB", "--item", ITEM, "--format", "jsonl", *BOOKS)

    assert [ITEM] * 2 == [json.loads(line)["item"] for line in capsys.readouterr().out.splitlines()]


# --- warnings -------------------------------------------------------------------------------


def test_misspelt_column_is_said_once_and_stands_in_each_determination(
    tmp_path: Path, capsys: Captured
) -> None:
    path = tmp_path / "c.csv"
    path.write_text("name,fp16_tflops,die_aera\nA,1,2\nB,1,2\n", encoding="utf-8")
    run("check", str(path), *BOOKS, "--format", "jsonl")
    captured = capsys.readouterr()
    words = "column `die_aera` is not a fact of a chip, and is not used"

    assert 1 == captured.err.count(words)
    assert [[f"{words}; did you mean `die_area_mm2`?"]] * 4 == [
        json.loads(line)["warnings"] for line in captured.out.splitlines()
    ]


# --- errors ---------------------------------------------------------------------------------

ERRORS = {
    "unknown rulebook": (["check", "--rules", "us-2032"], "error: there is no rulebook `us-2032`"),
    "unknown catalog": (["check", "accelerator"], "help: did you mean `accelerators`?"),
    "unknown file": (["check", "no.csv"], "error: `no.csv` cannot be read: no such file or directory"),
    "unknown item": (["check", "--item", "a800 sxm4"], f"did you mean `{ITEM}`?"),
    "unknown item explained": (["explain", "a800 sxm4"], f"did you mean `{ITEM}`?"),
    "bad date": (["check", "--on", "17.11.2023"], "error: `17.11.2023` is not a date"),
    "bad mode": (["check", "--mode", "all"], "error: there is no mode `all`"),
    "bad reading": (["check", "--reading", "x"], "error: `x` does not state a reading"),
    "unknown reading": (["check", "--reading", "unlisted=x"], "error: there is no reading `unlisted`"),
    "two readings": (
        ["check", "--reading", "unlisted_formats=unknown", "--reading", "unlisted_formats=not_claimed"],
        "error: `unlisted_formats` is stated twice",
    ),
    "unknown format": (["check", "--format", "jsnl"], "did you mean `jsonl`?"),
    "no format": (["check", "--format", ""], "error: there is no format ``"),
    "file explained": (
        ["explain", "chips.csv"],
        "help: name the item, and its catalog by `--catalog chips.csv`",
    ),
    "map without a file": (["check", "--map", "m.toml"], "help: `accelerators` comes with its own columns"),
    "map of a bundled catalog": (
        ["check", "accelerators", "--map", "m.toml"],
        "error: a mapping file goes with a catalog file, and there is none",
    ),
    "changed under one rulebook": (
        ["check", "--changed", "--rules", "us-2023"],
        "error: only one rulebook is asked for, `us-2023`, so no status can differ",
    ),
    "standard input twice": (["check", "-", "-"], "error: standard input is named twice"),
    "unknown kind": (["facts", "chp"], "help: did you mean `chip`?"),
    "later format": (["check", "--format", "parquet"], "error: format `parquet` comes in a later version"),
    "another format": (
        ["check", "--output", "x.xlsx"],
        "error: `x.xlsx` ends in `.xlsx`, and nothing here writes such a file",
    ),
    "another format of text": (
        ["facts", "--output", "x.csv"],
        "help: name a file that ends in one of `.json`, `.md`, `.txt`, or choose with `--format`",
    ),
    "two texts in one option": (
        ["check", "--rules", "us-2022,us-2023"],
        "help: name each by itself: repeat `--rules`, or give a list",
    ),
    "two days": (
        ["check", "--rules", "us@2023-11-17", "--on", "2024-06-01"],
        "error: `us@2023-11-17` names 2023-11-17, and the answer is asked for 2024-06-01",
    ),
    "no folder": (["check", "--output", "/no/where/x"], "error: `/no/where/x` cannot be written"),
    "folder": (["check", "--output", "."], "error: `.` cannot be written"),
    "bad map": (["check", "--map", "no.toml", "no.csv"], "cannot be read"),
    "unknown option": (["check", "--rule", "x"], "No such option"),
    "unknown command": (["chek"], "No such command 'chek'"),
    "no item": (["explain"], "Missing argument"),
    "bad threads": (["check", "--threads", "0"], "0 is not in the range"),
    "bad fail-on": (["check", "--fail-on", "all"], "'all' is not one of"),
    "unknown rulebook listed": (["rules", "us-2032"], "error: there is no rulebook `us-2032`"),
    "unknown file formatted": (["fmt", "no.redline"], "error: `no.redline` cannot be read"),
}


@pytest.mark.parametrize(("arguments", "expected"), ERRORS.values(), ids=ERRORS.keys())
def test_user_error_is_a_message_and_status_2(
    arguments: list[str], expected: str, capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    status = run(*arguments)
    captured = capsys.readouterr()

    assert (2, "", True) == (status, captured.out, expected in captured.err)
    assert "Traceback" not in captured.err


def test_rule_text_error_points_at_the_word(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "bad.redline"
    path.write_text(RULE + "\ncontrol C for chip\n  controlled when TTP >= 1 TOPS*bit\n", encoding="utf-8")

    assert 2 == run("check", "--rules", str(path))
    assert f"{path}:6:19: error: " in capsys.readouterr().err


def test_unexpected_error_is_one_line_and_status_3(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    def broken(**_: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr("redline.cli.steps.load_engine", broken)
    monkeypatch.delenv("REDLINE_TRACEBACK", raising=False)

    assert 3 == run("check")
    assert (
        "internal error: ZeroDivisionError: oh\n  help: set REDLINE_TRACEBACK=1 to see where it arose\n"
        == (capsys.readouterr().err)
    )
    monkeypatch.setenv("REDLINE_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        main.main(["check"])


# --- explain, rules, fmt, plugins -----------------------------------------------------------


def test_explain_shows_the_flip(capsys: Captured) -> None:
    run("explain", ITEM, *BOOKS)
    text = capsys.readouterr().out

    assert f"{ITEM} (chip) under us-2022: NOT CONTROLLED" in text
    assert f"{ITEM} (chip) under us-2023: CONTROLLED" in text
    assert "  no           total_io 464 GB/s >= 600 GB/s" in text
    assert "  yes            PD 6.04358 TOPS*bit/mm2 >= 5.92 TOPS*bit/mm2" in text


def test_option_given_twice_is_an_error(capsys: Captured) -> None:
    assert 2 == run("check", "--to", "CN", "--to", "IL", "--item", ITEM)
    assert "--to is given more than once: CN and IL" in capsys.readouterr().err


def test_party_without_a_destination_is_an_error(capsys: Captured) -> None:
    assert 2 == run("check", "--parent", "CN", "--item", ITEM)
    assert "state where it goes" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("country", "expected"), [("MO", ["A100 SXM4 80GB,controlled,controlled"]), ("CN", [])]
)
def test_changed_shows_items_whose_license_is_another_one(
    country: str, expected: list[str], capsys: Captured
) -> None:
    books = ("--rules", "us-2022", "--rules", "us-2023-01")
    run("check", *books, "--item", "A100 SXM4 80GB", "--to", country, "--changed", "--format", "status")

    assert expected == capsys.readouterr().out.splitlines()[1:]


def test_timeline_of_a_rulebook_names_its_regime(capsys: Captured) -> None:
    assert 2 == run("timeline", ITEM, "--rules", "us-2023")
    assert "`us-2023` is a rulebook, not a regime\n  help: it belongs to `us`" in capsys.readouterr().err


def test_explain_as_json_gives_the_determinations(capsys: Captured) -> None:
    run("explain", ITEM, *BOOKS, "--format", "json")

    assert ["us-2022", "us-2023"] == [record["rulebook"] for record in json.loads(capsys.readouterr().out)]


def test_rules_lists_what_is_encoded(capsys: Captured) -> None:
    run("rules")
    lines = capsys.readouterr().out.splitlines()

    assert ["us-2023", "us", "2023-10-25", "2023-11-17", "2026-07-23"] == next(
        line.split()[:5] for line in lines if line.startswith("us-2023 ")
    )
    assert max(map(len, lines)) <= 100


def test_rules_as_json_names_sources_and_what_is_unverified(capsys: Captured) -> None:
    run("rules", "--format", "json")
    record = next(each for each in json.loads(capsys.readouterr().out) if each["rulebook"] == "us-2023")

    assert "88 FR 73458" in record["sources"]
    assert ["app_limit", "mrf_k"] == record["unverified_parameters"]


def test_rules_prints_the_text_of_one(capsys: Captured, tmp_path: Path) -> None:
    run("rules", "us-2023")
    path = tmp_path / "copy.redline"
    path.write_text(capsys.readouterr().out, encoding="utf-8")

    assert 0 == run("check", "--rules", str(path), "--item", ITEM)


def test_fmt_rewrites_and_check_only_says(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "mine.redline"
    path.write_text('rulebook   mine "Mine"\n  regime land\n  effective 2024-01-01\n', encoding="utf-8")

    assert 1 == run("fmt", "--check", str(path))
    assert f"{path} is not formatted\n" == capsys.readouterr().err
    assert 0 == run("fmt", str(tmp_path))
    assert path.read_text(encoding="utf-8").startswith('rulebook mine "Mine"\n')
    assert 0 == run("fmt", "--check", str(path))


def test_fmt_names_every_file_that_does_not_parse_and_formats_the_others(
    tmp_path: Path, capsys: Captured
) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.redline").write_text("rulebook\n", encoding="utf-8")
    good = tmp_path / "c.redline"
    good.write_text('rulebook   c "C"\n', encoding="utf-8")

    assert 2 == run("fmt", str(tmp_path))
    messages = capsys.readouterr().err
    assert [True, True] == [f"{name}.redline:1:" in messages for name in ("a", "b")]
    assert good.read_text(encoding="utf-8").startswith("rulebook c")


def test_rules_on_a_day_are_those_in_force(capsys: Captured) -> None:
    run("rules", "--on", "2023-01-01", "--format", "json")

    listed = {each["rulebook"]: each for each in json.loads(capsys.readouterr().out)}

    assert ["us-2022"] == [name for name, each in listed.items() if each["regime"] == "us"]


def test_one_rulebook_as_json_has_its_text(capsys: Captured) -> None:
    run("rules", "us-2023", "--format", "json")
    record = json.loads(capsys.readouterr().out)

    assert ("us-2023", True) == (record["rulebook"], "rulebook us-2023" in record["text"])


def test_facts_lists_name_type_unit_and_description(capsys: Captured) -> None:
    run("facts", "chip")
    lines = capsys.readouterr().out.splitlines()
    area = next(line for line in lines if line.startswith("die_area_mm2"))

    assert ["die_area_mm2", "number", "mm2", "area", "of", "all"] == area.split()[:6]
    assert any(re.match(r"fp16_tflops +number +TOPS +throughput: bits 16 bit", line) for line in lines)
    assert "unlisted_formats: not_claimed (default), unknown" in lines


def test_facts_lists_the_metrics_that_come_with_the_kind(capsys: Captured) -> None:
    run("facts", "chip")
    rows = [line.split(maxsplit=3) for line in capsys.readouterr().out.splitlines()]
    run("facts", "chip", "--format", "json")
    (chip,) = json.loads(capsys.readouterr().out)

    assert ["TPP", "metric", "TOPS*bit", "total processing performance"] in rows
    assert {"name": "PD", "unit": "TOPS*bit/mm2", "title": "performance density"} in chip["metrics"]


def test_facts_as_json_names_readings_and_words(capsys: Captured) -> None:
    run("facts", "--format", "json")
    chip = next(each for each in json.loads(capsys.readouterr().out) if each["kind"] == "chip")
    found = {each["name"]: each for each in chip["facts"]}

    assert ["planar", "finfet", "gaafet"] == found["transistor_architecture"]["words"]
    assert {"value": 16, "unit": "bit"} == found["fp16_tflops"]["constants"]["bits"]
    assert {
        "name": "unlisted_formats",
        "choices": ["not_claimed", "unknown"],
        "default": "not_claimed",
    } in chip["readings"]


def test_fmt_normalizes_line_ends_and_byte_order_marks(tmp_path: Path) -> None:
    path = tmp_path / "mine.redline"
    formatted = 'rulebook mine "Mine"\n'
    for data in (b'rulebook mine "Mine"\r\n', b'\xef\xbb\xbfrulebook mine "Mine"\n'):
        path.write_bytes(data)

        assert (1, 0) == (run("fmt", "--check", str(path)), run("fmt", str(path)))
        assert formatted.encode() == path.read_bytes()


def test_fmt_of_standard_input_goes_to_standard_output(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO('rulebook   mine "Mine"\n'))

    assert 0 == run("fmt", "-")
    assert 'rulebook mine "Mine"\n' == capsys.readouterr().out


def test_plugins_lists_first_party_plugins_like_any_other(capsys: Captured) -> None:
    assert 0 == run("plugins")
    assert {"accelerators", "chips", "csv", "reports", "us_ear"} <= {
        line.split()[0] for line in capsys.readouterr().out.splitlines() if line
    }


# --- plugins of others ----------------------------------------------------------------------

NAMESAKE = """
import redline
import redline.plugins

@redline.hookimpl
def redline_rulebooks():
    return [redline.Source("mine", 'rulebook us-2023 "Mine"')]
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder on the path with an installed distribution; its module is to be written."""
    info = tmp_path / "firm_rules-2.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: firm-rules\nVersion: 2.0\n", encoding="utf-8"
    )
    (info / "entry_points.txt").write_text("[redline]\nfirm = firm_rules\n", encoding="utf-8")
    return tmp_path


def with_site(site: Path, code: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    (site / "firm_rules.py").write_text(code, encoding="utf-8")
    return spawn(*arguments, PYTHONPATH=f"{site}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")


def test_broken_plugin_is_named_and_the_command_goes_on(site: Path) -> None:
    found = with_site(site, "raise ValueError('oh')", "check", "--item", ITEM)

    assert (0, True) == (found.returncode, ITEM.encode() in found.stdout)
    assert b"warning: plugin `firm` of firm-rules 2.0 (`firm_rules`) is skipped: importing" in found.stderr


def test_broken_plugin_under_strict_is_status_3(site: Path) -> None:
    found = with_site(site, "raise ValueError('oh')", "check", "--strict")

    assert (3, b"") == (found.returncode, found.stdout)
    assert found.stderr.startswith(b"error: plugin `firm` of firm-rules 2.0 (`firm_rules`) is skipped")


def test_plugins_lists_the_broken_ones_with_the_reason(site: Path) -> None:
    found = with_site(site, "raise ValueError('oh')", "plugins")

    assert (0, b"") == (found.returncode, found.stderr)
    assert (
        b"  `firm` of firm-rules 2.0 (`firm_rules`)\n    importing it failed: ValueError: oh\n"
        in found.stdout
    )


FAULTY_TEXT = """
import redline

@redline.hookimpl
def redline_rulebooks():
    return [redline.Source("mine.redline", 'rulebook mine "Mine"')]
"""
FORKED = """
import redline

TEXT = 'rulebook {id} "Mine"\\n  amends us-2026-07\\n  effective {day}\\n\\nset a_tpp = 4801 TOPS*bit\\n'

@redline.hookimpl
def redline_rulebooks():
    texts = [TEXT.format(id="mine-1", day="2026-08-01"), TEXT.format(id="mine-2", day="2026-09-01")]
    return [redline.Source(f"mine{n}.redline", text) for n, text in enumerate(texts)]
"""


def test_vocabulary_that_does_not_compile_is_said_and_the_command_goes_on(site: Path) -> None:
    code = FAULTY_TEXT.replace("redline_rulebooks", "redline_vocabularies").replace(
        'rulebook mine "Mine"', "metric m1 : nm for chip\\n  = m1"
    )
    found = with_site(site, code, "check", "--item", ITEM)

    assert (0, True) == (found.returncode, ITEM.encode() in found.stdout)
    assert (
        b"is skipped: its vocabulary does not compile\nmine.redline:1:8: error: the definition goes in"
        in (found.stderr)
    )


@pytest.mark.parametrize("command", ["test", "coverage"])
def test_text_of_a_plugin_that_does_not_compile_is_not_left_out_in_silence(site: Path, command: str) -> None:
    found = with_site(site, FAULTY_TEXT, command)

    assert (3, True) == (found.returncode, len(found.stdout) > 10)
    assert b"error: plugin `firm` of firm-rules 2.0 (`firm_rules`): rulebook `mine` does not compile\n" in (
        found.stderr
    )


def test_named_rulebooks_are_tried_whatever_the_others(site: Path) -> None:
    found = with_site(site, FAULTY_TEXT, "test", "us-letters-2025")

    assert (0, b"") == (found.returncode, found.stderr)


def test_plugins_lists_texts_that_do_not_compile(site: Path) -> None:
    found = with_site(site, FAULTY_TEXT, "plugins")

    assert (0, b"") == (found.returncode, found.stderr)
    assert (
        b"texts that do not compile:\n  `firm` of firm-rules 2.0 (`firm_rules`)\n"
        b"    rulebook `mine` does not compile\n    mine.redline:1:1: error:"
    ) in found.stdout


def test_rules_on_a_day_lists_one_text_of_each_regime_and_no_draft(capsys: Captured) -> None:
    status = run("rules", "--on", "2026-11-22", "--format", "json")

    books = json.loads(capsys.readouterr().out)
    drafts = {"gain-ai-act", "safe-chips-act"} & {one["rulebook"] for one in books}
    assert (0, set()) == (status, drafts)
    assert len(books) == len({one["regime"] for one in books})
    assert "us-2026-07" in {one["rulebook"] for one in books}


def test_rules_on_a_day_says_of_a_regime_with_two_texts_why_it_is_left_out(site: Path) -> None:
    found = with_site(site, FORKED, "rules", "--on", "2026-11-01")

    assert (0, False, True) == (
        found.returncode,
        b"us-2026-07" in found.stdout,
        b"us-letters-2025" in found.stdout,
    )
    assert b"warning: `us` is left out\nerror: `mine-1` and `mine-2` both amend `us-2026-07`" in found.stderr


@pytest.mark.parametrize("command", ["check", "plugins"])
def test_two_plugins_with_one_name_are_an_error_naming_both(site: Path, command: str) -> None:
    found = with_site(site, NAMESAKE, command)

    assert 3 == found.returncode
    assert (
        b"error: rulebook `us-2023` is offered more than once: by `firm` of firm-rules 2.0 (`firm_rules`) and"
        in (found.stderr)
    )


def test_plugins_are_listed_with_all_that_is_wrong_whatever_the_clashes(site: Path) -> None:
    code = NAMESAKE.replace("Mine\"')", 'Mine"\'), redline.Source("m", \'rulebook mine "Mine"\')')
    found = with_site(site, code, "plugins")

    assert (3, 1) == (found.returncode, found.stderr.count(b"\n"))
    assert b"\nfirm " in found.stdout
    assert b"texts that do not compile:\n  `firm` of firm-rules 2.0" in found.stdout
    assert b"    rulebook `mine` does not compile\n" in found.stdout


def test_what_a_plugin_prints_stays_out_of_results(site: Path) -> None:
    found = with_site(site, "print('hello')", "check", "--item", ITEM, "--format", "json")

    assert 2 == len(json.loads(found.stdout))
    assert b"hello" in found.stderr


OFFERS_NONSENSE = """
import redline

@redline.hookimpl
def redline_rulebooks():
    return [redline.Source(1, b"x")]
"""
SECOND_DEFAULT = """
import redline

@redline.hookimpl
def redline_catalogs():
    entry = redline.plugins.CatalogEntry
    return [entry("mine", "chip", "Mine", "m.csv", lambda: b"name\\nA\\n", default=True)]
"""
FAILING_WRITER = """
import redline

def write(report, stream):
    raise KeyError("colour")

@redline.hookimpl
def redline_report_writers():
    return [redline.plugins.ReportWriter("odd", "Odd", write)]
"""


def test_plugin_with_wrong_content_is_skipped_and_named(site: Path) -> None:
    found = with_site(site, OFFERS_NONSENSE, "check", "--item", ITEM)

    assert (0, True) == (found.returncode, ITEM.encode() in found.stdout)
    assert b"(`firm_rules`) is skipped: its hook `redline_rulebooks` returned a Source whose" in found.stderr


def test_two_default_catalogs_are_an_error_naming_both(site: Path) -> None:
    found = with_site(site, SECOND_DEFAULT, "check")

    assert (3, b"") == (found.returncode, found.stdout)
    assert b"more than one catalog is marked as the default: `accelerators` of plugin " in found.stderr
    assert b" and `mine` of plugin `firm` of firm-rules 2.0 (`firm_rules`)\n" in found.stderr


def test_two_default_catalogs_leave_other_commands_alone(site: Path) -> None:
    assert 0 == with_site(site, SECOND_DEFAULT, "check", "accelerators", "--item", ITEM).returncode


def test_failing_report_writer_is_named(site: Path) -> None:
    found = with_site(site, FAILING_WRITER, "check", "--item", ITEM, "--format", "odd")

    assert 3 == found.returncode
    assert found.stderr.startswith(
        b"error: report writer `odd` of plugin `firm` of firm-rules 2.0 (`firm_rules`) failed:"
        b" KeyError: 'colour'\n"
    )


def test_traceback_of_a_failing_plugin_is_shown_when_asked_for(site: Path) -> None:
    (site / "firm_rules.py").write_text(FAILING_WRITER, encoding="utf-8")
    found = spawn("check", "--item", ITEM, "--format", "odd", PYTHONPATH=str(site), REDLINE_TRACEBACK="1")

    assert b'raise KeyError("colour")' in found.stderr


# --- what is loaded -------------------------------------------------------------------------


def loaded_after(code: str) -> set[str]:
    """Return the top-level modules that a Python program has loaded in the end."""
    code += "\nimport sys; print(' '.join({name.partition('.')[0] for name in sys.modules}))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    return set(found.stdout.split("\n")[-2].split())


@pytest.mark.parametrize("option", ["--version", "--help", "check --help"])
def test_version_and_help_load_no_library_but_click(option: str) -> None:
    code = f"import redline.cli.main\ntry: redline.cli.main.main({option.split()!r})\nexcept SystemExit: pass"

    assert set() == {"numpy", "lark", "pluggy", "attrs", "attr", "narwhals", "redline_dsl"} & loaded_after(
        code
    )


def test_import_loads_nothing_but_itself_and_the_standard_library() -> None:
    found = loaded_after("import redline") - loaded_after("pass")

    assert {"redline"} == found - sys.stdlib_module_names


def test_engine_loads_neither_frames_nor_the_command_line() -> None:
    code = "import redline; redline.load().determine({'fp16_tflops': 1}, 'us-2023')"

    assert set() == {"click", "narwhals", "pandas", "polars", "rich"} & loaded_after(code)


def test_timeline_takes_draft_files_after_the_regime(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "mine.redline"
    path.write_text(
        'rulebook mine "Mine"\n  amends us-2026-07\n  effective 2027-01-01\n  pending "an idea"\n\n'
        "set a_tpp = 9000 TOPS*bit\n",
        encoding="utf-8",
    )

    assert 0 == run("timeline", ITEM, "--rules", "us", "--rules", str(path))
    assert "\n2027-01-01 (draft)  " in capsys.readouterr().out


def test_stated_day_of_export_chooses_the_text(capsys: Captured) -> None:
    arguments = ("check", "--item", ITEM, "--to", "CN", "--rules", "us", "--format", "json")

    assert 0 == run(*arguments, "--transaction", "export_date=2022-12-01")
    assert ["us-2022"] == [one["rulebook"] for one in json.loads(capsys.readouterr().out)]
