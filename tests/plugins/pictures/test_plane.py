from __future__ import annotations

import csv
import itertools
import json
import re
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import redline
from redline import Engine, InputError

pytest.importorskip("altair")
pytest.importorskip("vl_convert")

from redline_plugins.pictures.density import HEIGHT, WIDTH, plane
from redline_plugins.pictures.frame import Box, Scale
from redline_plugins.pictures.labels import Ground, Label, Point, place

SEGMENT = "designed_or_marketed_for_datacenter"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return redline.load()


class Tags(HTMLParser):
    """The tags of a page with the names of their attributes; what stands in a script is no tag."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, set[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name for name, _ in attrs}))

    @classmethod
    def of(cls, page: str) -> list[tuple[str, set[str]]]:
        tags = cls()
        tags.feed(page)
        return tags.found


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_tables_beside_a_picture_say_what_the_engine_says(engine: Engine, tmp_path: Path) -> None:
    items = ["A10", "A30", "L20", "H20 96GB", "VectorPath S7t-VG6"]
    plane(engine, "us-2023", by=SEGMENT, items=items).write(tmp_path / "plane.svg")
    points = table(tmp_path / "plane.svg.csv")
    expected = engine.check(rules=["us-2023"], items=items).to_dicts()

    assert [(one["item"], one["status"]) for one in expected] == [
        (row["item"], row["status"]) for row in points
    ]
    assert [("A10", "yes")] == [(row["item"], row["drawn"]) for row in points if row["item"] == "A10"]
    assert ["VectorPath S7t-VG6"] == [row["item"] for row in points if row["drawn"] == "no"]
    regions = engine.drafting.regions("us-2023", given={SEGMENT: "yes"}).regions
    rows = [row for row in table(tmp_path / "plane.svg.regions.csv") if row["given"] == f"{SEGMENT}=yes"]
    assert [(each.answer.status, float(each.down.low)) for each in regions] == [
        (row["status"], float(row["TPP from"])) for row in rows
    ]


def test_picture_is_of_the_items_that_are_meant_and_says_which(engine: Engine, tmp_path: Path) -> None:
    where = ["market_segment is consumer", "TPP >= 4000"]
    drawn = plane(engine, "us-2023", where=where)
    drawn.write(tmp_path / "plane.svg")

    meant = engine.check(rules="us-2023", where=where).catalog.names
    assert meant
    assert meant == [row["item"] for row in table(tmp_path / "plane.svg.csv")]
    said = json.dumps(drawn.chart.to_dict())
    assert "Asked: where market_segment is consumer, where TPP >= 4000." in said


def test_a_page_loads_nothing_and_runs_no_name(engine: Engine, tmp_path: Path) -> None:
    name = "</script><script>alert(1)</script>"
    catalog = {"name": [name], "fp16_tflops": ["100"], "die_area_mm2": ["800"]}
    drawn = plane(engine, "us-2023", catalog=catalog, label=[name])
    drawn.write(tmp_path / "plane.html")
    page = (tmp_path / "plane.html").read_text(encoding="utf-8")

    assert '"url"' not in json.dumps(drawn.chart.to_dict())
    assert "alert(1)" in page
    assert "<script>alert" not in page
    assert [] == [tag for tag, names in Tags.of(page) if names & {"src", "href", "srcset", "data"}]
    assert {"html", "script"} < {tag for tag, _ in Tags.of(page)}
    assert not re.search(r"@import|url\(\s*['\"]?https?:", page)


def test_labels_cover_nothing_and_stay_inside() -> None:
    frame = Box(0, 0, 430, 430)
    points = [
        Point(f"Chip {number}", 190 + 12 * (number % 5), 190 + 12 * (number // 5)) for number in range(20)
    ]
    labels = place(points, Ground(frame))

    assert sorted(point.text for point in points) == sorted(label.point.text for label in labels)
    assert all(frame.holds(label.box) for label in labels)
    assert not any(one.box.overlaps(other.box) for one, other in itertools.combinations(labels, 2))
    assert not any(label.box.overlaps(point.box) for label in labels for point in points)
    assert not any(
        one.leader and other.box.is_crossed(*one.leader) for one, other in itertools.permutations(labels, 2)
    )


def test_points_at_one_place_share_a_label() -> None:
    (label,) = place([Point("H800", 100, 100), Point("H100", 100.5, 100)], Ground(Box(0, 0, 200, 200)))

    assert ["H100", "H800"] == label.point.lines


@pytest.mark.parametrize(("border", "has_leader"), [(96.0, True), (130.0, False)])
def test_a_label_in_another_region_than_its_point_has_a_leader(border: float, has_leader: bool) -> None:
    frame = Box(0, 0, 200, 104)
    taken = [Box(0, border + 1, 200, 104)]
    (label,) = place([Point("A10", 100, 100)], Ground(frame, (), taken, [((0, border), (200, border))]))

    assert has_leader == (label.leader is not None)


def placed_labels(engine: Engine, monkeypatch: pytest.MonkeyPatch, rules: str, **options: Any) -> list[Any]:
    """Draw a plane, and return the labels of each panel with what lies under them."""
    from redline_plugins.pictures import density

    placed: list[tuple[list[Label], Ground]] = []

    def kept(points: Any, ground: Ground) -> list[Label]:
        placed.append((place(points, ground), ground))
        return placed[-1][0]

    monkeypatch.setattr(density, "place", kept)
    plane(engine, rules, **options)
    return placed


def test_labels_of_the_bundled_chips_do_not_collide(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    placed = placed_labels(engine, monkeypatch, "us-2023", by=SEGMENT)

    assert 20 == sum(len(label.point.lines) for labels, _ in placed for label in labels)
    for labels, ground in placed:
        assert all(Box(0, 0, WIDTH, HEIGHT).holds(label.box) for label in labels)
        assert not any(one.box.overlaps(other.box) for one, other in itertools.combinations(labels, 2))
        near = [label for label in labels if label.leader is None]
        assert not any(label.hull.is_crossed(*border) for label in near for border in ground.borders)


def test_too_many_labels_are_an_error() -> None:
    points = [Point(f"A chip of many words, number {number}", 50 + 2 * number, 50) for number in range(60)]

    with pytest.raises(InputError, match="do not fit"):
        place(points, Ground(Box(0, 0, 180, 150)))


@pytest.mark.parametrize(
    ("rules", "options", "expected"),
    [
        ("us-2022", {}, ("TPP", "total_io")),
        ("us-2023", {}, ("PD", "TPP")),
        ("us-2022", {"down": "TPP"}, ("total_io", "TPP")),
        ("gain-ai-act", {"across": "dram_bandwidth"}, ("dram_bandwidth", "TPP")),
        ("nl-2023", {"catalog": "lithography-scanners"}, ("MRF", "exposure_wavelength")),
    ],
)
def test_axes_are_what_the_rulebook_compares(
    engine: Engine, rules: str, options: dict[str, Any], expected: tuple[str, str]
) -> None:
    headings = list(plane(engine, rules, label=[], **options).tables["regions"][0])

    assert list(expected) == [
        heading.removesuffix(" from") for heading in headings if heading.endswith(" from")
    ]


@pytest.mark.parametrize("logarithmic", [False, True])
def test_pixels_of_a_scale_lead_back_to_its_numbers(logarithmic: bool) -> None:
    scale = Scale(2, 2000, 400, logarithmic, downwards=True)

    assert [pytest.approx(number) for number in (2, 30, 2000)] == [
        scale.number(scale(n)) for n in (2, 30, 2000)
    ]


def test_regions_drawn_reach_exactly_to_the_numbers_of_the_rule(engine: Engine) -> None:
    chart = plane(engine, "us-2023", given={SEGMENT: "yes"}).chart.to_dict()
    edges = {
        number
        for rows in chart["datasets"].values()
        for row in rows
        if {"x", "x2", "y", "y2"} == row.keys()
        for number in (row["y"], row["y2"])
    }
    cuts = engine.drafting.regions("us-2023", given={SEGMENT: "yes"}).down.cuts

    assert [] == [cut for cut in cuts if not any(float(cut) == pytest.approx(each) for each in edges)]
    assert Fraction(1600) in cuts


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"label": ["A1000"]}, "there is no item `A1000` to label"),
        ({"label": ["h100 sxm"]}, "names match exactly; did you mean `H100 SXM"),
        ({"by": "release_dat"}, "has no words `release_dat`"),
        ({"down": "TPPP"}, "TPPP"),
        ({"items": ["A10"], "given": {"fp16_tflops": "1"}, "across": "PD"}, "compares too few quantities"),
        ({"items": ["VectorPath S7t-VG6"], "label": []}, "us-2023"),
    ],
)
def test_bad_questions(engine: Engine, options: dict[str, Any], message: str) -> None:
    if options.get("label") == []:
        assert plane(engine, "us-2023", **options).tables[""]
        return
    with pytest.raises(InputError, match=message):
        plane(engine, "us-2023", **options)
