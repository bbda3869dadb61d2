"""Comparison of regimes: who is asked, what they say, and where the weakest link is."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

import redline
from redline import Engine, InputError, PluginError, Source
from redline.analyses.compare import jurisdiction
from redline.cli.listings.comparison import comparison
from redline.host.discover import Offer, Offers, Plugin, rulebook_id
from redline.plugins import CatalogEntry
from redline_dsl import header

WORDS = """
item chip "an integrated circuit"
  fact speed : count
  fact width : count

item tool "a tool"
  fact wave_nm : nm

transaction "one export"
  fact destination : country
    "destination"
  fact headquarters : country assumed destination
    "party headquarters"
  fact exporter_location : country assumed US
    "exporter ships from"
"""
LINE = """
rulebook {id} "Rules of {id}"
  regime {regime}
  effective {effective}
  verified 2030-01-01

control {id}.1 for chip "fast chips"
  controlled when {when}
"""
REQUIRED = """
license requirement L for {id}.1
  required when {when}

license statements complete for {id}.1, chip
"""
WAIVED = """
license exception E for {id}.1
  available when {when}
"""
DAY = "2025-01-01"
CHIPS = b"name,speed,width\nfast,10,10\nslow,1,1\nodd,10,\n"


def text(id_: str, when: str = "speed >= 5", *more: str, regime: str = "", on: str = "2024-01-01") -> str:
    """Return a text with one control; each of ``more`` begins the condition of a license statement."""
    head = LINE.format(id=id_, regime=regime or id_, effective=on, when=when)
    return head + "".join(more).format(id=id_)


def requirement(when: str) -> str:
    return REQUIRED.replace("{when}", when)


def exception(when: str) -> str:
    return WAIVED.replace("{when}", when)


def entry(name: str, data: bytes, kind: str = "chip", *, default: bool = False) -> Offer[CatalogEntry]:
    offered = CatalogEntry(name, kind, name, f"{name}.csv", lambda: data, rules=(), default=default)
    return Offer(name, Plugin("dummy", "1", name, f"dummy_{name}"), offered)


def engine_of(*texts: str, catalogs: tuple[Offer[CatalogEntry], ...] = (), strict: bool = False) -> Engine:
    plugin = Plugin("dummy", "1", "one", "dummy_one")
    sources = [Source(f"book{number}.redline", each) for number, each in enumerate(texts)]
    offered = Offers(
        plugins=(plugin,),
        failures=(),
        vocabularies=(Offer("words", plugin, Source("words.redline", WORDS)),),
        rulebooks=tuple(Offer(rulebook_id(source, header), plugin, source) for source in sources),
        catalogs=catalogs or (entry("chips", CHIPS),),
        readers=tuple(Offer(name, plugin, reader) for name, reader in redline.load().plugins.readers.items()),
        writers=(),
    )
    return Engine(offered, strict=strict)


ALL = requirement("destination in CN + JP")
NL = text("nl", "speed >= 5", ALL)
UK = text("uk", "speed >= 50", ALL)
JP = text("jp", "width >= 5", requirement("destination in CN"))


# --- the weakest link -----------------------------------------------------------------------


def test_regimes_that_do_not_control_the_item_are_the_weakest() -> None:
    found = engine_of(NL, UK, JP).analyses.compare("fast", on=DAY)

    assert {"nl": "held", "uk": "free", "jp": "held"} == found.ways()
    assert (("uk",), ()) == (found.weakest, found.possibly_weakest)


def test_license_decides_where_a_destination_is_given() -> None:
    found = engine_of(NL, UK, JP).analyses.compare("fast", on=DAY, to="Japan")

    assert {"jp": "free", "nl": "held", "uk": "free"} == found.ways()
    assert (("jp", "uk"), "JP") == (found.weakest, found.to)


def test_undetermined_is_neither_weak_nor_strong() -> None:
    found = engine_of(NL, JP).analyses.compare("odd", on=DAY, to="CN")

    assert {"nl": "held", "jp": "undetermined"} == found.ways()
    assert ((), ("jp",)) == (found.weakest, found.possibly_weakest)


def test_missing_fact_that_cannot_matter_to_the_license_leaves_it_free() -> None:
    found = engine_of(NL, JP).analyses.compare("odd", on=DAY, to="FR")

    assert {"jp": "free", "nl": "free"} == found.ways()


def test_exception_is_a_way_of_its_own() -> None:
    us = text("us", "speed >= 5", ALL, exception("speed < 20"))
    found = engine_of(NL, us).analyses.compare("fast", on=DAY, to="CN")

    assert {"nl": "held", "us": "by_exception"} == found.ways()
    assert ("us",) == found.weakest


def test_exception_that_may_be_there_leaves_it_undetermined() -> None:
    us = text("us", "speed >= 5", ALL, exception("width < 20"))

    assert {"us": "undetermined"} == engine_of(us).analyses.compare("odd", on=DAY, to="CN").ways()


def test_text_that_says_nothing_of_licenses_is_no_weak_link() -> None:
    found = engine_of(NL, text("wa")).analyses.compare("fast", on=DAY, to="CN")

    assert {"nl": "held", "wa": "held"} == found.ways()
    assert "not stated" in comparison(found)


def test_text_that_says_nothing_of_one_of_two_controls_is_no_weak_link() -> None:
    second = '\ncontrol nl.2 for chip "wide chips"\n  controlled when width >= 5\n'
    found = engine_of(NL + second).analyses.compare("fast", on=DAY, to="FR")

    assert {"nl": "held"} == found.ways()


def test_texts_of_one_jurisdiction_hold_together() -> None:
    us, letters = text("us", "speed >= 50"), text("letters", regime="us-letters")
    found = engine_of(us, letters, UK).analyses.compare("fast", on=DAY)

    assert {"us": "held", "uk": "free"} == found.ways()
    assert ("us-letters",) == found.decisive("us")
    assert "controlled: us (by us-letters)" in comparison(found)


@pytest.mark.parametrize(
    ("regime", "regimes", "expected"),
    [
        ("us-at", ["us", "us-at"], "us"),
        ("us-at", ["us-at"], "us-at"),
        ("us-at-x", ["us-at", "us"], "us"),
        ("usual", ["us"], "usual"),
    ],
)
def test_jurisdiction_of_a_regime(regime: str, regimes: list[str], expected: str) -> None:
    assert expected == jurisdiction(regime, regimes)


def test_two_texts_of_one_regime_stand_for_themselves() -> None:
    later = text("nl-2025", "speed >= 50", ALL, regime="nl", on="2024-06-01")
    found = engine_of(NL, later).analyses.compare("fast", ["nl", "nl-2025"], on=DAY)

    assert {"nl": "held", "nl-2025": "free"} == found.ways()


@pytest.mark.parametrize(
    ("texts", "item", "expected"),
    [
        ((NL, UK), "fast", "uk"),
        ((NL, UK, JP), "odd", "uk; jp could be as weak"),
        ((NL,), "fast", "none, there is nothing to compare with"),
        ((NL, UK), "slow", "none, all are alike"),
        ((NL, JP), "odd", "not determined, it depends on jp"),
    ],
)
def test_weakest_link_in_words(texts: tuple[str, ...], item: str, expected: str) -> None:
    found = engine_of(*texts).analyses.compare(item, on=DAY, to="CN")

    assert f"weakest link: {expected}" == comparison(found).splitlines()[-1]


# --- who is asked ---------------------------------------------------------------------------


def test_each_regime_answers_by_its_text_of_the_day() -> None:
    later = text("nl-2025", "speed >= 50", ALL, regime="nl", on="2025-01-02")
    engine = engine_of(NL, later)

    assert ["nl", "nl-2025"] == [
        engine.analyses.compare("fast", on=day).determinations[0].rulebook for day in (DAY, "2025-01-02")
    ]


def test_order_of_texts_decides_nothing() -> None:
    found = [
        engine_of(*texts).analyses.compare("odd", on=DAY, to="CN") for texts in ((NL, UK, JP), (JP, UK, NL))
    ]
    first, second = ([{**one, "source": ""} for one in each.to_dict()["determinations"]] for each in found)

    assert first == second


def test_today_is_the_day_by_default() -> None:
    tomorrow = dt.datetime.now(tz=dt.UTC).date() + dt.timedelta(days=2)
    later = text("nl-later", "speed >= 50", regime="nl", on=str(tomorrow))

    assert "nl" == engine_of(NL, later).analyses.compare("fast").determinations[0].rulebook


def test_regimes_without_a_text_or_a_control_are_named() -> None:
    tools = text("ca").replace("for chip", "for tool").replace("speed >= 5", "wave_nm < 1 nm")
    found = engine_of(NL, text("kr", on="2025-02-01"), tools).analyses.compare("fast", on=DAY)

    assert ({"ca": "ca"}, {"kr": "from 2025-02-01"}) == (found.without_control, found.without_text)
    assert [
        "nothing on the kind chip, as encoded: ca (ca)",
        "no text in force on 2025-01-01: kr (from 2025-02-01)",
    ] == [line for line in comparison(found).splitlines() if line.startswith("no")]


def test_text_that_does_not_compile_is_named_and_stops_nobody() -> None:
    found = engine_of(NL, text("kr", "nonsense >= 5")).analyses.compare("fast", on=DAY)

    assert {"nl": "held"} == found.ways()
    assert found.without_text["kr"].startswith("book1.redline:8:19: ")


def test_proposals_are_left_out_unless_they_are_named() -> None:
    bill = text("bill").replace("  verified", '  pending "introduced"\n  verified')
    engine = engine_of(UK, bill)

    assert {"uk": "free"} == engine.analyses.compare("fast", on=DAY).ways()
    assert {"uk": "free", "bill": "held"} == engine.analyses.compare("fast", ["uk", "bill"], on=DAY).ways()


def test_day_past_the_last_check_is_refused_by_a_strict_engine() -> None:
    with pytest.raises(InputError, match="is verified as of 2030-01-01"):
        engine_of(NL, strict=True).analyses.compare("fast", on="2031-01-01")


def test_warnings_name_their_rulebook() -> None:
    unchecked = text("nl", "speed >= 5", ALL).replace("controlled when", "verified no\n  controlled when")
    found = engine_of(unchecked).analyses.compare("fast", on="2031-01-01")

    assert (
        "`nl` is verified as of 2030-01-01, before 2031-01-01",
        "`nl`: not compared with its source: nl.1",
    ) == tuple(line for line in found.warnings() if "yet to come" not in line)


def test_what_is_so_of_several_texts_is_said_once() -> None:
    found = engine_of(NL, UK).analyses.compare("fast", on="2031-01-01")

    (line,) = (line for line in found.warnings() if "before 2031-01-01" in line)
    assert "`nl`, `uk` are verified as of 2030-01-01, before 2031-01-01" == line


# --- from where -----------------------------------------------------------------------------


def test_each_regime_is_asked_from_its_own_territory() -> None:
    texts = [text(id_, "speed >= 5", requirement("exporter_location in NL")) for id_ in ("nl", "us")]
    found = engine_of(*texts).analyses.compare("fast", on=DAY, to="CN")

    assert {"nl": "held", "us": "free"} == found.ways()
    assert [()] * 2 == [one.assumptions for one in found.determinations]
    assert "each regime as if shipped from its own territory" in comparison(found).splitlines()[0]


@pytest.mark.parametrize("said", [{"origin": "US"}, {"transaction": {"exporter_location": "US"}}])
def test_place_that_is_said_counts_for_all(said: dict[str, Any]) -> None:
    nl = text("nl", "speed >= 5", requirement("exporter_location in NL"))
    found = engine_of(nl).analyses.compare("fast", on=DAY, to="CN", **said)

    assert ({"nl": "free"}, "US") == (found.ways(), found.origin)


def test_regime_that_is_no_country_lists_what_is_assumed() -> None:
    eu = text("eu", "speed >= 5", requirement("exporter_location in NL"))
    (one,) = engine_of(eu).analyses.compare("fast", on=DAY, to="CN").determinations

    assert ("exporter ships from: US",) == one.assumptions


# --- the item -------------------------------------------------------------------------------


def test_item_is_looked_for_in_all_bundled_catalogs() -> None:
    more = (entry("chips", CHIPS, default=True), entry("others", b"name,speed\nfar,7\n"))

    assert {"nl": "held"} == engine_of(NL, catalogs=more).analyses.compare("far", on=DAY).ways()


def test_item_of_several_catalogs_has_to_be_told_apart() -> None:
    more = (entry("chips", CHIPS), entry("others", CHIPS))
    engine = engine_of(NL, catalogs=more)

    with pytest.raises(
        InputError, match="`fast` is in several catalogs\n  help: name one of `chips`, `others`"
    ):
        engine.analyses.compare("fast", on=DAY)
    assert {"nl": "held"} == engine.analyses.compare("fast", catalog="others", on=DAY).ways()


@pytest.mark.parametrize(
    ("item", "rules", "question", "expected"),
    [
        ("fats", None, {}, "there is no item `fats`"),
        (7, None, {}, "the name of an item is `7`, not text"),
        ("fast", ["ln"], {}, "there is no rulebook `ln`"),
        (
            "fast",
            ["nl@2024-05-01"],
            {},
            "`nl@2024-05-01` names 2024-05-01, and the answer is asked for 2025-01-01",
        ),
        ("fast", None, {"to": "Atlantis"}, "`destination` of the transaction: `Atlantis` is no country"),
        ("fast", None, {"hq": "CN"}, "a party is stated, and no destination"),
        ("fast", None, {"mapping": "m.toml"}, "a mapping file goes with a catalog file"),
        ("fast", None, {"readings": {"tea": "leaves"}}, "there is no reading `tea`"),
        ("fast", None, {"catalog": "nowhere"}, "there is no catalog `nowhere`"),
    ],
)
def test_what_is_wrong_with_a_question(
    item: Any, rules: Any, question: dict[str, Any], expected: str
) -> None:
    engine = engine_of(NL, catalogs=(entry("chips", CHIPS, default=True),))

    with pytest.raises(InputError) as caught:
        engine.analyses.compare(item, rules, **{"on": DAY, **question})

    assert expected in str(caught.value)


def test_catalog_that_cannot_be_read_is_blamed_on_its_plugin() -> None:
    def fail() -> bytes:
        raise RuntimeError("no such thing")

    offered = CatalogEntry("lost", "chip", "Lost", "lost.csv", fail, rules=())
    lost = Offer("lost", Plugin("dummy", "1", "lost", "dummy_lost"), offered)

    with pytest.raises(PluginError, match="`lost`"):
        engine_of(NL, catalogs=(entry("chips", CHIPS), lost)).analyses.compare("fast", on=DAY)


# --- what is written ------------------------------------------------------------------------

TABLE = """\
odd (chip) on 2025-01-01, to CN; each regime as if shipped from its own territory

regime  rulebook  status          license       by, ? missing  verified
jp      jp        undetermined    ?             ? width        2030-01-01
nl      nl        controlled      required      nl.1           2030-01-01
uk      uk        not controlled  not required                 2030-01-01

no text in force on 2025-01-01: kr (from 2026-01-01)

no license needed: uk
held: nl
undetermined: jp
weakest link: uk; jp could be as weak
"""


def test_table() -> None:
    kr = text("kr", on="2026-01-01")

    assert TABLE == comparison(engine_of(NL, UK, JP, kr).analyses.compare("odd", on=DAY, to="CN"))


def test_table_fits_its_width() -> None:
    found = engine_of(NL, UK, JP).analyses.compare("odd", on=DAY, to="CN")

    assert 60 >= max(map(len, comparison(found, 60).splitlines()))


def test_json_has_each_determination_and_the_weakest_link() -> None:
    written = engine_of(NL, UK, JP).analyses.compare("odd", on=DAY, to="CN").to_dict()
    determinations = written.pop("determinations")

    assert {
        "item": "odd",
        "kind": "chip",
        "on": DAY,
        "to": "CN",
        "origin": None,
        "without_control": {},
        "without_text": {},
        "free": ["uk"],
        "by_exception": [],
        "undetermined": ["jp"],
        "held": ["nl"],
        "weakest": ["uk"],
        "possibly_weakest": ["jp"],
    } == written
    assert [("jp", "undetermined", ["width"]), ("nl", "held", []), ("uk", "free", [])] == [
        (one["regime"], one["way"], one["missing"]) for one in determinations
    ]


def test_bundled_regimes_are_compared_for_an_item_of_any_catalog() -> None:
    found = redline.load().analyses.compare("A100 SXM4 80GB", on="2026-01-30", to="CN")

    assert "held" == found.ways()["us"]
