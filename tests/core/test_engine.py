"""The engine: names of rulebooks and catalogs, the questions, and what is wrong with them."""

from __future__ import annotations

import datetime as dt
import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import redline
from redline import Catalog, Engine, InputError, PluginError, Rulebook, Source
from redline.catalog.input import RawTable
from redline.diagnostics import Span
from redline.engine import faults_of, load
from redline.host.discover import Offer, Offers, Plugin, rulebook_id
from redline.plugins import CatalogEntry, CatalogReader
from redline_dsl import header

KINDS = """
item chip "an integrated circuit"
  fact area_mm2 : mm2 above 0
  fact marketed : yes/no
  family throughput of rate : TOPS by bits : bit
    blanks reading unlisted_formats : not_claimed, unknown
    fp16_tflops : bits 16 bit
    fp8_tflops : bits 8 bit

item scanner "a lithography tool"
  fact wavelength_nm : nm above 0

metric TPP : TOPS*bit for chip "performance"
  = largest of throughput : rate * bits
"""
BOOK = """
rulebook {id} "Rules of {id}"
  regime {regime}
  effective {effective}
  verified 2025-01-01

publication LAW "Statute Book"

parameter line = {line} TOPS*bit
  cite LAW "1"

control C1 for chip "fast chips"
  cite LAW "1"
  controlled when TPP >= line
"""
SCANNERS = """
rulebook optics "Optics"
  regime far
  effective 2024-01-01

publication LAW "Statute Book"

parameter line = 193 nm
  cite LAW "1"

control O1 for scanner "fine tools"
  cite LAW "1"
  controlled when wavelength_nm <= line
"""


def book(id_: str, effective: str, line: int = 1000, regime: str = "land") -> str:
    return BOOK.format(id=id_, effective=effective, line=line, regime=regime)


def read_words(name: str, data: bytes) -> RawTable:
    """Read a table whose cells are separated by blanks."""
    source = Source(name, data.decode())
    header, *rows = [line.split(" ") for line in source.text.splitlines()]
    return RawTable(source, header, rows, lambda row, _column: Span(source, row + 2, 1))


def plugin(name: str = "one") -> Plugin:
    return Plugin("dummy", "1", name, f"dummy_{name}")


def offers(texts: Sequence[str], kinds: Sequence[str] = (KINDS,), **more: Any) -> Offers:
    """Return the offers of one plugin for each text."""

    sources = [Source(f"book{number}.redline", text) for number, text in enumerate(texts)]
    words = [Source(f"kinds{number}.redline", text) for number, text in enumerate(kinds)]
    entry = CatalogEntry(
        "sample",
        "chip",
        "Sample",
        "s.txt",
        lambda: b"name fp16_tflops\na 100\nb 10\nc \n",
        "words",
        rules=("old", "new"),
        default=True,
    )
    return Offers(
        plugins=(plugin(),),
        failures=(),
        vocabularies=tuple(Offer(w.name, plugin(f"kinds{i}"), w) for i, w in enumerate(words)),
        rulebooks=tuple(Offer(rulebook_id(s, header), plugin(f"book{i}"), s) for i, s in enumerate(sources)),
        catalogs=(Offer("sample", plugin(), entry),),
        readers=(Offer("words", plugin(), CatalogReader("words", (".txt",), read_words)),),
        writers=(),
        **more,
    )


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(offers([book("old", "2022-10-07", 4000), book("new", "2023-11-17"), SCANNERS]))


def message(caught: pytest.ExceptionInfo[InputError]) -> str:
    """Return the only finding's message and help on one line."""
    (finding,) = caught.value.diagnostics
    return f"{finding.message} | {finding.help}"


# --- rulebooks ------------------------------------------------------------------------------


def test_named_rulebook_is_asked_for_its_first_day(engine: Engine) -> None:
    (one,) = engine.determine({"fp16_tflops": 1}, ["new"])

    assert (dt.date(2023, 11, 17), ()) == (one.on, one.warnings)


@pytest.mark.parametrize(
    ("name", "on", "expected"),
    [
        ("land@2023-11-16", None, "old"),
        ("land@2023-11-17", None, "new"),
        ("land", "2022-10-07", "old"),
        ("land", dt.date(2030, 1, 1), "new"),
        ("land", dt.datetime.fromisoformat("2023-01-01T09:00"), "old"),
        ("land", None, "new"),
    ],
)
def test_regime_means_the_latest_text_in_force(engine: Engine, name: str, on: Any, expected: str) -> None:
    assert expected == engine.determine({"fp16_tflops": 1}, name, on=on).rulebook


def test_file_is_a_rulebook(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "mine.redline"
    path.write_text(book("mine", "2024-01-01", 1), encoding="utf-8")

    assert ["mine", "mine"] == [engine.rulebook(path).id, engine.rulebook(str(path)).id]


def test_rule_file_that_is_not_utf8_has_the_place(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "mine.redline"
    path.write_bytes(b"# rules\n# caf\xe9\n")

    with pytest.raises(InputError, match=r"mine\.redline:2:6: error: byte 0xe9 is not UTF-8 text"):
        engine.rulebook(path)


def test_compiled_text_is_usable_wherever_a_name_is(engine: Engine) -> None:
    draft = engine.compile(book("draft", "2024-01-01", 1))
    facts = {"fp16_tflops": 1}

    assert "controlled" == engine.determine(facts, draft).status
    assert [[0, 1]] == engine.check({"fp16_tflops": [1.0]}, ["new", draft]).status.tolist()
    assert [1] == engine.kernel(draft)({"fp16_tflops": np.array([1.0])})["draft"].tolist()


@pytest.mark.parametrize(
    ("rules", "on", "expected"),
    [
        (
            "nwe",
            None,
            (
                "there is no rulebook `nwe` | did you mean `new`? there are `new`, `old`, `optics`; "
                "a rule file ends in `.redline`"
            ),
        ),
        (
            "mars@2024-01-01",
            None,
            (
                "there is no rulebook `mars@2024-01-01` | there are `new`, `old`, `optics`; "
                "a rule file ends in `.redline`"
            ),
        ),
        ("land", "2020-01-01", "`land` has no text in force on 2020-01-01 | the first is of 2022-10-07"),
        ("land@tomorrow", None, "`tomorrow` is not a date | write year, month and day, as in 2024-06-01"),
        ("new", "2024-02-30", "`2024-02-30` is not a date | write year, month and day, as in 2024-06-01"),
        (
            "no.redline",
            None,
            "`no.redline` cannot be read: no such file or directory | check the path, and where you are",
        ),
        ([], None, "no rulebook is named | name one or more (`--rules`) of `new`, `old`, `optics`"),
    ],
)
def test_rulebook_that_is_not_there(engine: Engine, rules: Any, on: str | None, expected: str) -> None:
    with pytest.raises(InputError) as caught:
        engine.check({"fp16_tflops": [1.0]}, rules, on=on)

    assert expected == message(caught)


def test_all_rulebooks_that_are_not_there_are_named_at_once(engine: Engine) -> None:
    with pytest.raises(InputError) as caught:
        engine.kernel(["one", "two"])

    assert 2 == len(caught.value.diagnostics)


def test_determination_names_the_plugin_and_the_text(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "mine.redline"
    path.write_text(book("mine", "2024-01-01"), encoding="utf-8")
    draft = engine.compile(book("draft", "2024-01-01"), "draft.redline")

    assert ["dummy 1: book1.redline", str(path), "draft.redline"] == [
        one.source for one in engine.determine({"fp16_tflops": 1}, ("new", path, draft))
    ]


def test_two_rulebooks_of_one_id_are_refused(engine: Engine) -> None:
    with pytest.raises(InputError) as caught:
        engine.kernel(["new", engine.compile(book("new", "2024-01-01"))])

    assert (
        "two different rulebooks are both called `new` | give one of them another id, in its first line"
        == message(caught)
    )


def test_two_texts_of_one_day_are_refused() -> None:
    engine = Engine(offers([book("b1", "2024-01-01"), book("b2", "2024-01-01")]))

    with pytest.raises(InputError) as caught:
        engine.rulebook("land")

    assert (
        "`land` has more than one text that takes effect on 2024-01-01: `b1`, `b2` | name the one you mean"
        == message(caught)
    )


def test_text_that_does_not_compile_fails_by_itself() -> None:
    engine = Engine(offers([book("sound", "2023-01-01"), book("broken", "2024-01-01").replace("TPP", "TTP")]))

    assert ["sound"] == list(engine.rulebooks)
    assert "sound" == engine.rulebook("sound").id
    with pytest.raises(InputError, match="unknown name `TTP`"):
        engine.rulebook("broken")


def test_regime_with_a_broken_text_is_not_guessed() -> None:
    engine = Engine(offers([book("sound", "2023-01-01"), book("broken", "2024-01-01").replace("TPP", "TTP")]))

    with pytest.raises(InputError, match="unknown name `TTP`"):
        engine.rulebook("land")


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2023-11-17", ()),
        ("2023-11-16", ("`new` takes effect on 2023-11-17, after 2023-11-16",)),
        ("2025-01-01", ()),
        ("2025-01-02", ("`new` is verified as of 2025-01-01, before 2025-01-02",)),
    ],
)
def test_day_outside_of_the_text_s_own_days_is_a_warning(
    engine: Engine, on: str, expected: tuple[str, ...]
) -> None:
    assert expected == engine.determine({"fp16_tflops": 1}, "new", on=on).warnings


def test_strict_engine_refuses_a_day_past_the_last_check_of_the_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sound = offers([book("new", "2023-11-17")])
    monkeypatch.setattr("redline.engine.collect", lambda *_, **__: sound)
    strict = load(strict=True)

    assert () == strict.determine({"fp16_tflops": 1}, "new", on="2025-01-01").warnings
    with pytest.raises(InputError, match="`new` is verified as of 2025-01-01, before 2025-01-02"):
        strict.determine({"fp16_tflops": 1}, "new", on="2025-01-02")


def test_rulebook_without_a_control_over_the_kind_says_so(engine: Engine) -> None:
    one = engine.determine({"fp16_tflops": 1}, "optics")

    assert ("not_covered", "`optics` has nothing on items of kind chip, as encoded") == (
        one.status,
        one.warnings[-1],
    )


# --- vocabularies ---------------------------------------------------------------------------


def test_vocabulary_that_does_not_compile_is_left_out_and_named() -> None:
    engine = Engine(
        offers([book("new", "2024-01-01")], kinds=(KINDS, "metric X : furlong for chip\n  = 1\n"))
    )

    assert "new" == engine.rulebook("new").id
    assert ["plugin `kinds1` of dummy 1 (`dummy_kinds1`) is skipped: its vocabulary does not compile"] == [
        fault.splitlines()[0] for fault in faults_of(engine)
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (KINDS, 'item chip "mine"\n  fact x_mm2 : mm2\n'),
        (f"{KINDS}\ncountry group EU = DE + FR\n", "country group EU = DE\n"),
    ],
    ids=["kind", "country group"],
)
def test_two_plugins_that_declare_one_name_are_an_error_naming_both(first: str, second: str) -> None:
    engine = Engine(offers([book("new", "2024-01-01")], kinds=(first, second)))

    with pytest.raises(PluginError) as caught:
        engine.rulebook("new")

    assert ["`kinds0`" in str(caught.value), "`kinds1`" in str(caught.value)] == [True, True]


def test_load_refuses_clashes(monkeypatch: pytest.MonkeyPatch) -> None:
    both = offers([book("same", "2024-01-01"), book("same", "2024-01-02")])
    monkeypatch.setattr("redline.engine.collect", lambda *_, **__: both)

    with pytest.raises(PluginError, match="rulebook `same` is offered more than once"):
        load()


def test_strict_load_refuses_text_that_does_not_compile(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = offers([book("broken", "2024-01-01").replace("TPP", "TTP")])
    monkeypatch.setattr("redline.engine.collect", lambda *_, **__: broken)

    assert [] == list(load().rulebooks)
    with pytest.raises(PluginError, match="rulebook `broken` does not compile"):
        load(strict=True)


# --- check ----------------------------------------------------------------------------------


def test_check_takes_the_default_catalog_and_its_rulebooks(engine: Engine) -> None:
    result = engine.check()

    assert (("old", "new"), [[0, 1], [0, 0], [2, 2]]) == (result.rulebooks, result.status.tolist())
    assert {"old": {"not_controlled": 2, "controlled": 0, "undetermined": 1, "not_covered": 0}} == {
        "old": result.counts()["old"]
    }


def test_columns_stand_in_the_order_asked_for(engine: Engine) -> None:
    assert [[1, 0]] == engine.check({"fp16_tflops": [100.0]}, ["new", "old"]).status.tolist()


def test_rulebook_asked_for_twice_counts_once(engine: Engine) -> None:
    assert ("new",) == engine.check(None, ["new", "new"]).rulebooks


def test_file_asked_for_twice_counts_once(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "mine.redline"
    path.write_text(book("mine", "2024-01-01", 1), encoding="utf-8")

    assert ("mine",) == engine.check(None, [path, str(path)]).rulebooks


def test_rulebook_asked_for_on_two_days_is_told_apart(engine: Engine) -> None:
    result = engine.check(None, ["land@2024-01-01", "land@2024-02-01"])

    assert ("new@2024-01-01", "new@2024-02-01") == result.headings()
    assert 6 == len(result.to_dicts())


@pytest.mark.parametrize("form", ["name", "path", "mapping", "frame", "catalog"])
def test_catalog_in_any_form_gives_the_same(engine: Engine, form: str, tmp_path: Path) -> None:
    path = tmp_path / "c.txt"
    path.write_text("name fp16_tflops\na 100\nb 10\nc \n", encoding="utf-8")
    columns = {"name": ["a", "b", "c"], "fp16_tflops": [100.0, 10.0, None]}
    forms = {
        "name": "sample",
        "path": path,
        "mapping": columns,
        "frame": pd.DataFrame(columns),
        "catalog": engine.catalog(columns),
    }

    assert engine.check(rules=["new"]).to_dicts() == engine.check(forms[form], ["new"]).to_dicts()


def test_items_are_chosen_by_exact_name_in_the_order_asked_for(engine: Engine) -> None:
    assert ["b", "a"] == [d["item"] for d in engine.check(rules="new", items=["b", "a"]).to_dicts()]


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        (["d"], ["there is no item `d`"]),
        (["A", "x"], ["there is no item `A`", "there is no item `x`"]),
    ],
)
def test_items_that_are_not_there_are_named(engine: Engine, items: list[str], expected: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        engine.check(rules="new", items=items)

    assert expected == [finding.message for finding in caught.value.diagnostics]


def test_near_item_names_are_offered(engine: Engine) -> None:
    catalog = engine.catalog({"name": ["H100 SXM", "H100 PCIe"], "fp16_tflops": [1.0, 2.0]})

    with pytest.raises(InputError) as caught:
        engine.check(catalog, "new", items=["h100"])

    assert (
        "there is no item `h100` | names match exactly; did you mean `H100 SXM` or `H100 PCIe`?"
        == message(caught)
    )


@pytest.mark.parametrize(
    ("catalog", "expected"),
    [
        ("sampel", "there is no catalog `sampel` | did you mean `sample`?"),
        ("zzz", "there is no catalog `zzz` | there are `sample`, or give a path"),
        (
            "zzz.txt",
            "`zzz.txt` cannot be read: no such file or directory | check the path, and where you are",
        ),
        (
            7,
            (
                "`7` is not a catalog, or not one with a name for each column | give the name of a catalog, "
                "a path, or a mapping of columns, a list of mappings (one an item), a structured array, "
                "an Arrow table, a relation of DuckDB, or a data frame"
            ),
        ),
    ],
)
def test_catalog_that_is_not_there(engine: Engine, catalog: Any, expected: str) -> None:
    with pytest.raises(InputError) as caught:
        engine.check(catalog, "new")

    assert expected == message(caught)


def test_mapping_file_goes_with_a_file_only(engine: Engine) -> None:
    with pytest.raises(InputError) as caught:
        engine.check({"fp16_tflops": [1.0]}, "new", mapping="m.toml")

    assert (
        "a mapping file goes with a catalog file, and there is none"
        " | name the columns by their facts before you hand them over"
    ) == message(caught)


@pytest.mark.parametrize("catalog", [None, "sample"])
def test_mapping_file_does_not_go_with_a_bundled_catalog(engine: Engine, catalog: str | None) -> None:
    with pytest.raises(InputError) as caught:
        engine.check(catalog, "new", mapping="m.toml")

    assert "`sample` comes with its own columns: name a file, or leave the mapping out" in message(caught)


def test_empty_list_of_items_gives_an_empty_result(engine: Engine) -> None:
    result = engine.check(None, "new", items=[])

    assert (0, [], []) == (len(result), result.status.tolist(), result.to_dicts())


def test_bytes_are_those_of_a_csv_file() -> None:
    result = redline.load().check(b"name,fp16_tflops\nA,1\n", "us-2023")

    assert ["A"] == [one["item"] for one in result.to_dicts()]


def test_changed_items_are_those_whose_status_differs(engine: Engine) -> None:
    changed = engine.check(None, ["old", "new"]).changed()

    assert (["a"], [[0, 1]]) == (list(changed.catalog.names), changed.status.tolist())


def test_changed_needs_two_rulebooks(engine: Engine) -> None:
    with pytest.raises(InputError) as caught:
        engine.check(None, "new").changed()

    assert "only one rulebook is asked for, `new`, so no status can differ" in message(caught)


def test_warnings_of_a_catalog_stand_in_each_determination(engine: Engine) -> None:
    catalog = {"fp16_tflops": [1.0, 2.0], "marketing": [1.0, 2.0]}
    result = engine.check(catalog, "new")
    words = "column `marketing` is not a fact of a chip, and is not used; did you mean `marketed`?"

    assert [[words], [words]] == [one["warnings"] for one in result.to_dicts()]
    assert (words,) == engine.determine({"fp16_tflops": 1, "marketing": 1}, "new").warnings


WRONG = {
    "facts": (lambda e: e.determine(None, "new"), "the facts are `None`, not a mapping"),
    "rules": (lambda e: e.determine({}, None), "`None` does not name a rulebook"),
    "a number of rules": (lambda e: e.check(None, 5), "`5` does not name a rulebook"),
    "one of the rules": (lambda e: e.check(None, ["new", 5]), "`5` does not name a rulebook"),
    "readings": (lambda e: e.check(None, "new", readings="x"), "`readings` is `'x'`, not a mapping"),
    "kernel readings": (lambda e: e.kernel("new", readings=["x"]), "`readings` is `['x']`, not a mapping"),
    "transaction": (lambda e: e.check(None, "new", transaction=5), "`transaction` is `5`, not a mapping"),
    "destination": (lambda e: e.check(None, "new", to=5), "`to` is `5`, not text"),
    "date": (lambda e: e.check(None, "new", on=5), "`5` is not a date"),
    "text": (lambda e: e.compile(5), "rule text is `5`, not text"),
    "threads": (lambda e: e.check(None, "new", threads=0), "`threads` is `0`, not a whole number from 1"),
    "kernel threads": (lambda e: e.kernel("new", threads="2"), "`threads` is `'2'`, not a whole number"),
    "items": (
        lambda e: e.check(None, "new", items="a"),
        "`items` is the text `a`, not a list | give `['a']`",
    ),
    "an item": (lambda e: e.check(None, "new", items=[5]), "`5` is not the name of an item"),
    "number of items": (lambda e: e.check(None, "new", items=5), "`5` is not the name of an item"),
    "catalog": (lambda e: e.check(5, "new"), "is not a catalog, or not one with a name"),
    "rulebook": (lambda e: e.rulebook(5), "`5` does not name a rulebook"),
}


@pytest.mark.parametrize(("ask", "expected"), WRONG.values(), ids=WRONG.keys())
def test_argument_of_the_wrong_sort_is_an_error(engine: Engine, ask: Any, expected: str) -> None:
    with pytest.raises(InputError) as caught:
        ask(engine)

    assert expected in message(caught)


@pytest.mark.parametrize("ask", ["check", "determine"])
def test_option_that_does_not_exist_is_an_error(engine: Engine, ask: str) -> None:
    with pytest.raises(TypeError, match="there is no option `destination`: there are `hq`"):
        getattr(engine, ask)({"fp16_tflops": "1"}, "new", destination="CN")


def test_catalog_of_no_items_gives_no_determination(engine: Engine) -> None:
    result = engine.check({"fp16_tflops": np.array([], dtype=float)}, "new")

    assert (0, []) == (len(result), result.to_dicts())


def test_progress_is_told_the_total_and_each_part(engine: Engine) -> None:
    seen: list[int] = []

    def start(total: int) -> Any:
        seen.append(-total)
        return seen.append

    engine.check(rules="new", progress=start)

    assert (-3, 3) == (seen[0], sum(seen[1:]))


# --- options --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        ({"unlisted": "unknown"}, ["there is no reading `unlisted`"]),
        ({"unlisted_formats": "maybe"}, ["reading `unlisted_formats` has no choice `maybe`"]),
        (
            {"unlisted_formats": "", "x": "y"},
            ["reading `unlisted_formats` has no choice ``", "there is no reading `x`"],
        ),
    ],
)
def test_reading_that_is_not_there(engine: Engine, readings: dict[str, str], expected: list[str]) -> None:
    for ask in (
        lambda: engine.check(rules="new", readings=readings),
        lambda: engine.determine({"fp16_tflops": 1}, "new", readings=readings),
        lambda: engine.kernel("new", readings=readings),
    ):
        with pytest.raises(InputError) as caught:
            ask()

        assert expected == [finding.message for finding in caught.value.diagnostics]


def test_reading_changes_the_outcome(engine: Engine) -> None:
    facts = {"fp16_tflops": "10"}

    assert ["not_controlled", "undetermined"] == [
        engine.determine(facts, "new", readings={"unlisted_formats": choice}).status
        for choice in ("not_claimed", "unknown")
    ]


def test_mode_that_is_not_there(engine: Engine) -> None:
    with pytest.raises(InputError) as caught:
        engine.check(rules="new", mode="both")

    assert "there is no mode `both` | choose `enforced` or `text`" == message(caught)


def test_option_that_is_not_there_is_a_type_error(engine: Engine) -> None:
    with pytest.raises(TypeError, match="destination"):
        engine.check(rules="new", destination="CN")  # type: ignore[call-arg]  # this is what is tested


# --- determine and kernel -------------------------------------------------------------------


def test_determine_one_rulebook_gives_one_and_a_list_gives_a_list(engine: Engine) -> None:
    facts = {"fp16_tflops": "100"}

    assert "new" == engine.determine(facts, "new").rulebook
    assert ["old", "new"] == [one.rulebook for one in engine.determine(facts, ["old", "new"])]


def test_determine_infers_the_kind(engine: Engine) -> None:
    assert ["chip", "scanner"] == [
        engine.determine({"fp8_tflops": 1}, "new").kind,
        engine.determine({"wavelength_nm": 193}, "optics").kind,
    ]


def test_determine_is_exact_on_decimal_text(engine: Engine) -> None:
    draft = engine.compile(book("exact", "2024-01-01").replace("1000 TOPS", "1.6 TOPS"))

    assert ["controlled", "not_controlled"] == [
        engine.determine({"fp16_tflops": text}, draft).status for text in ("0.1", "0.09999999999999999999")
    ]


def test_unknown_fact_is_a_warning_with_the_nearest_name(engine: Engine) -> None:
    (warning,) = engine.determine({"fp16_tflops": 100, "marketing": 3}, "new").warnings

    assert "did you mean `marketed`?" in warning


def test_fact_that_is_nearly_another_is_an_error(engine: Engine) -> None:
    with pytest.raises(InputError, match="`markted` is not `marketed`, but nearly"):
        engine.determine({"fp16_tflops": 100, "markted": True}, "new")


def test_determine_names_the_item(engine: Engine) -> None:
    assert "my chip" == engine.determine({"fp16_tflops": 100}, "new", name="my chip").item


def test_kernel_is_picklable_and_codes_are_those_of_results(engine: Engine) -> None:
    kernel = pickle.loads(pickle.dumps(engine.kernel(["old", "new"])))  # noqa: S301 made a line ago
    codes = kernel({"fp16_tflops": np.array([100.0, 10.0, np.nan])})

    assert {"old": [0, 0, 2], "new": [1, 0, 2]} == {name: column.tolist() for name, column in codes.items()}


def test_kernel_over_several_kinds_asks_which(engine: Engine) -> None:
    with pytest.raises(InputError) as caught:
        engine.kernel(["new", "optics"])

    assert "the rulebooks speak of several item kinds | say which: `chip`, `scanner`" == message(caught)
    assert [1] == engine.kernel(["new", "optics"], kind="scanner")({"wavelength_nm": [13.5]})[
        "optics"
    ].tolist()


def test_kernel_over_a_kind_that_no_rulebook_knows(engine: Engine) -> None:
    with pytest.raises(InputError) as caught:
        engine.kernel("new", kind="car")

    assert "the rulebooks do not speak of `car` | they speak of `chip`" == message(caught)


# --- the public face ------------------------------------------------------------------------


def test_public_names_are_sorted_and_there() -> None:
    assert sorted(redline.__all__, key=lambda name: (not name.isupper(), name)) == redline.__all__
    assert [] == [name for name in redline.__all__ if not hasattr(redline, name)]
    assert [redline.load, redline.Catalog, redline.Rulebook] == [load, Catalog, Rulebook]


def test_name_that_is_not_public_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        redline.no_such_name  # noqa: B018 looking is what is tested


# --- rulebooks beside each other ----------------------------------------------------------------


def _by_factor(regime: str, factor: str) -> str:
    return f"""\
rulebook {regime}-book
  regime {regime}
  effective 2024-01-01
  verified 2024-02-01

publication ACT "Act"

parameter factor = {factor}
  verified no
  cite ACT

metric share : GB/s for chip
  cite ACT
  = factor * io_bandwidth_gbs

control C for chip
  cite ACT
  controlled when share >= 300 GB/s
"""


def test_a_metric_of_the_same_name_is_each_rulebook_s_own() -> None:
    engine = redline.load()
    books = [engine.compile(_by_factor("first", "0.5")), engine.compile(_by_factor("second", "0.25"))]
    for order in (books, books[::-1]):
        result = engine.check({"name": ["A"], "io_bandwidth_gbs": ["600"]}, order)
        expected = {"first-book": "controlled", "second-book": "not_controlled"}

        assert expected == {one["rulebook"]: one["status"] for one in result.to_dicts()}
        assert expected == {
            book: next(status for status, count in counts.items() if count)
            for book, counts in result.counts().items()
        }


def test_an_unverified_parameter_inside_a_metric_is_warned_of() -> None:
    engine = redline.load()
    one = engine.determine({"io_bandwidth_gbs": "600"}, rules=engine.compile(_by_factor("first", "0.5")))

    assert ("`first-book`: not compared with its source: parameter factor",) == tuple(
        line for line in one.warnings if "not compared" in line
    )
