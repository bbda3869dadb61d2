"""The grid of scanners and rulebooks, against plain fractions over the catalog's own text."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache

import pytest

import redline
from redline import Engine, Result
from redline_plugins import scanners

(ENTRY,) = scanners.redline_catalogs()
ROWS = list(csv.DictReader(io.StringIO(ENTRY.load().decode("utf-8"), newline="")))
QUARTER, REST = Fraction("0.25"), Fraction("0.35")
Row = Mapping[str, str]
Truth = bool | None


@cache
def engine() -> Engine:
    return redline.load(strict=True)


@cache
def grid() -> Result:
    return engine().check(ENTRY.name)


# --- the oracle: three-valued logic, written out ------------------------------------------------


def either(*truths: Truth) -> Truth:
    return True if True in truths else None if None in truths else False


def both(*truths: Truth) -> Truth:
    return False if False in truths else None if None in truths else True


def number(row: Row, name: str) -> Fraction | None:
    return Fraction(row[name]) if row[name] else None


def is_short(row: Row) -> Truth:
    wave = number(row, "wavelength_nm")
    return False if row["exposure_medium"] == "imprint" else None if wave is None else wave < 193


def is_long(row: Row) -> Truth:
    wave = number(row, "wavelength_nm")
    return False if row["exposure_medium"] == "imprint" else None if wave is None else wave >= 193


def resolves(row: Row, factor: Fraction) -> Truth:
    if row["exposure_medium"] == "imprint":
        return False
    wave, aperture = number(row, "wavelength_nm"), number(row, "numerical_aperture")
    return None if wave is None or aperture is None else factor * wave / aperture <= 45


def overlays_within(row: Row, limit: str) -> Truth:
    """Say whether dedicated chuck overlay is at most a limit; that of matched machines bounds it."""
    own, matched = number(row, "dedicated_chuck_overlay_nm"), number(row, "matched_machine_overlay_nm")
    if own is not None:
        return own <= Fraction(limit)
    return True if matched is not None and matched <= Fraction(limit) else None


def scans(row: Row, limit: str) -> Truth:
    """Two bands that meet, with one consequence, are one band."""
    return either(is_short(row), both(is_long(row), resolves(row, QUARTER), overlays_within(row, limit)))


def imprints(row: Row) -> Truth:
    return row["exposure_medium"] == "imprint" if row["exposure_medium"] else None


def prints(row: Row) -> Truth:
    """The entry on imprint, 3B001.f.2: features of 45 nm or less."""
    if row["exposure_medium"] != "imprint":
        return None if not row["exposure_medium"] else False
    return Fraction(row["resolution_nm"]) <= 45


ORACLE: Mapping[str, Callable[[Row], Truth]] = {
    "us-2023": lambda row: either(scans(row, "2.4"), prints(row)),
    "us-2024-12": lambda row: either(scans(row, "2.4"), prints(row)),
    "nl-2023": lambda row: scans(row, "1.5"),
    "nl-2024": lambda row: scans(row, "2.4"),
    "jp-2023": lambda row: either(
        is_short(row), both(is_long(row), resolves(row, QUARTER)), both(imprints(row), None)
    ),
    "eu-2025": lambda row: either(
        is_short(row),
        resolves(row, REST),
        both(is_long(row), resolves(row, QUARTER), overlays_within(row, "1.5")),
        prints(row),
    ),
}
WORDS = {True: "controlled", False: "not_controlled", None: "undetermined"}


def test_the_grid_has_a_column_for_each_regime_and_date() -> None:
    assert tuple(ORACLE) == ENTRY.rules


@pytest.mark.parametrize("rulebook", ORACLE)
def test_every_cell_of_the_grid(rulebook: str) -> None:
    found = {one["item"]: one["status"] for one in grid().to_dicts() if one["rulebook"] == rulebook}

    assert found == {row["name"]: WORDS[ORACLE[rulebook](row)] for row in ROWS}


@pytest.mark.parametrize("rulebook", ORACLE)
def test_columns_and_single_items_agree(rulebook: str) -> None:
    counts = grid().counts()[rulebook]
    single = [one["status"] for one in grid().to_dicts() if one["rulebook"] == rulebook]

    assert {status: single.count(status) for status in counts} == dict(counts)


# --- what the traps are about -------------------------------------------------------------------


def outcome(rulebook: str, **facts: str) -> tuple[str, tuple[str, ...]]:
    one = engine().determine(facts, rules=rulebook, kind="lithography_tool")
    return one.status, one.missing


IMMERSION = {"wavelength_nm": "193", "numerical_aperture": "1.35", "exposure_medium": "immersion"}


def test_overlay_of_an_unknown_sort_is_neither_number() -> None:
    assert ("undetermined", ("dedicated_chuck_overlay_nm",)) == outcome(
        "nl-2024", **IMMERSION, overlay_type_not_stated_nm="1.0"
    )


@pytest.mark.parametrize(
    ("matched", "expected"),
    [("1.5", "controlled"), ("1.51", "undetermined"), ("2.1", "undetermined")],
)
def test_overlay_of_matched_machines_is_an_upper_bound_only(matched: str, expected: str) -> None:
    assert expected == outcome("nl-2023", **IMMERSION, matched_machine_overlay_nm=matched)[0]


def test_quoted_resolution_is_no_minimum_resolvable_feature() -> None:
    dry = {"wavelength_nm": "193", "numerical_aperture": "0.93", "exposure_medium": "dry"}

    assert ("not_controlled", ()) == outcome("jp-2023", **dry, resolution_nm="38")


def test_each_entry_has_its_own_factor() -> None:
    one = engine().determine(IMMERSION, rules="eu-2025", kind="lithography_tool")

    figures = one.to_dict()["metrics"]

    assert [50.04, 35.74] == [round(figures[name]["value"], 2) for name in ("MRF", "MRF_3B501")]


def test_the_second_band_moved_in_december_2024() -> None:
    item = ["ASML TWINSCAN NXT:1980Di"]
    found = engine().check(ENTRY.name, ["us-2023", "us-2024-12"], items=item).to_dicts()

    assert [["3B001.f.1"], ["3B993.f.1"]] == [one["controls"] for one in found]


@pytest.mark.parametrize("rulebook", ["us-2023", "nl-2023"])
def test_factor_from_memory_is_warned_of(rulebook: str) -> None:
    found = engine().check(ENTRY.name, [rulebook], items=["ASML TWINSCAN NXT:2000i"]).to_dicts()

    assert any("mrf_k" in warning for warning in found[0]["warnings"])


# --- the catalog --------------------------------------------------------------------------------


def test_catalog_is_read_without_warnings() -> None:
    catalog = engine().catalog(ENTRY.name)

    assert (len(ROWS), ()) == (len(catalog), catalog.warnings)


def test_items_are_named_by_vendor_and_model() -> None:
    assert [] == [row["name"] for row in ROWS if not row["name"].startswith(f"{row['vendor']} ")]


def test_every_figure_of_overlay_and_optics_has_a_source() -> None:
    overlay = ("dedicated_chuck_overlay_nm", "matched_machine_overlay_nm", "overlay_type_not_stated_nm")

    assert [] == [
        row["name"] for row in ROWS if any(row[name] for name in overlay) and not row["source_overlay"]
    ]
    assert [] == [row["name"] for row in ROWS if row["wavelength_nm"] and not row["source_optics"]]
