"""No license is free for embargoed countries; what is free elsewhere says what it rests on.

CI tries two texts and some chips. With `REDLINE_US_TEXTS=all` in the environment it tries all of them.
"""

from __future__ import annotations

import os
from typing import Any, Final

import numpy as np
import pytest

import redline
from redline.values import Status

ENGINE = redline.load()
EVERYTHING: Final = bool(os.environ.get("REDLINE_US_TEXTS"))
SOME: Final = ("us-2022", "us-2026-07")
TEXTS: Final = (
    sorted(each.id for each in ENGINE.rulebooks.values() if each.regime in ("us", "us-at", "us-letters"))
    if EVERYTHING
    else SOME
)
EMBARGOED: Final = ("CU", "IR", "KP", "SY", "RU", "BY")
OTHERS: Final = (
    ("lithography-scanners", "hbm", "computers", "quantum-computers")
    if EVERYTHING
    else ("lithography-scanners",)
)


def license_of(item: str, on: str, to: str, **said: str) -> dict[str, Any]:
    result = ENGINE.check(items=[item], rules="us", on=on, to=to, transaction=said)
    (one,) = result.determination(0)
    assert one.license is not None
    return {**one.license, "assumed": one.assumptions}


@pytest.mark.parametrize("text", TEXTS)
def test_no_chip_goes_to_an_embargoed_country_without_a_license(text: str) -> None:
    names = list(ENGINE.catalog("accelerators").names)[:: 1 if EVERYTHING else 4]
    rows = {
        "item": names * len(EMBARGOED),
        "destination": [country for country in EMBARGOED for _ in names],
    }
    (licenses,) = ENGINE.check(rows, text).licenses

    assert 0 == np.count_nonzero(licenses["license"] == Status.NOT_CONTROLLED)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("catalog", OTHERS)
def test_nor_does_another_item(text: str, catalog: str) -> None:
    if text.startswith("us-letters"):
        return
    for country in EMBARGOED:
        (licenses,) = ENGINE.check(catalog, text, to=country).licenses
        assert 0 == np.count_nonzero(licenses["license"] == Status.NOT_CONTROLLED)


@pytest.mark.parametrize("country", EMBARGOED)
def test_a_controlled_chip_is_denied(country: str) -> None:
    found = license_of("A100 SXM4 80GB", "2022-12-01", country)

    assert (True, None if country == "KP" else "denial") == (found["required"], found["policy"])


@pytest.mark.parametrize("region", ["crimea", "donetsk", "luhansk"])
def test_regions_of_ukraine_are_destinations_of_their_own(region: str) -> None:
    inside = license_of("A800 SXM4 80GB", "2022-12-01", "UA", destination_region=region)
    unsaid = license_of("A800 SXM4 80GB", "2022-12-01", "UA")

    assert (True, "denial", False) == (inside["required"], inside["policy"], unsaid["required"])
    assert "region of Ukraine: none" in unsaid["assumed"]


@pytest.mark.parametrize(
    ("item", "on", "to"),
    [
        ("A800 SXM4 80GB", "2022-12-01", "CN"),
        ("H20 96GB", "2024-06-01", "CN"),
        ("H100 SXM5 80GB", "2024-06-01", "DE"),
        ("H100 SXM5 80GB", "2024-06-01", "IL"),
        ("GeForce RTX 4090 D", "2024-06-01", "CN"),
    ],
)
def test_what_is_known_to_be_free_stays_free_and_says_what_it_rests_on(item: str, on: str, to: str) -> None:
    found = license_of(item, on, to)

    assert found["required"] is False
    assert found["rests_on"]
    assert any("subject to the Export Administration Regulations" in each for each in found["assumed"])
    assert "end use: ordinary" in found["assumed"]
    assert "a party is on the Entity List: no" in " ".join(found["assumed"])


@pytest.mark.parametrize(
    ("said", "to", "required"),
    [
        ({"end_use": "military"}, "RU", True),
        ({"end_use": "military"}, "CN", None),
        ({"end_use": "military"}, "DE", None),
        ({"end_use": "military_intelligence"}, "CN", True),
        ({"end_use": "military_intelligence"}, "DE", None),
        ({"end_use": "wmd"}, "DE", None),
        ({"end_use": "advanced_node_fabrication"}, "CN", True),
        ({"end_use": "supercomputer"}, "CN", None),
        ({"end_use": "supercomputer"}, "DE", False),
        ({"end_use": "model_training"}, "DE", False),
        ({"entity_list_party": "yes"}, "DE", True),
        ({"footnote_5_party": "yes"}, "DE", True),
        ({"entity_list_footnote": "footnote_4"}, "DE", True),
        ({"meu_list_party": "yes"}, "CN", None),
        ({"sdn_list_party": "yes"}, "DE", None),
        ({"affiliate_of_listed_party": "yes"}, "DE", None),
        ({"exporter_informed": "yes"}, "DE", None),
    ],
)
def test_end_uses_and_parties_are_never_free_unread(
    said: dict[str, str], to: str, required: bool | None
) -> None:
    assert required is license_of("H20 96GB", "2024-06-01", to, **said)["required"]


@pytest.mark.parametrize(
    ("on", "required"),
    [("2025-10-15", True), ("2025-11-10", None), ("2026-11-09", None), ("2026-11-10", True)],
)
def test_affiliates_need_a_license_but_for_the_pause(on: str, required: bool | None) -> None:
    assert required is license_of("GeForce RTX 4080", on, "SG", affiliate_of_listed_party="yes")["required"]


def test_every_free_answer_says_what_it_rests_on() -> None:
    result = ENGINE.check("accelerators", "us-2026-07", to="DE")
    (licenses,) = result.licenses
    free = np.nonzero(licenses["license"] == Status.NOT_CONTROLLED)[0]

    assert len(free) > 300
    for row in free[::25]:
        (one,) = result.determination(int(row))
        assert one.license is not None
        assert one.license["rests_on"]


@pytest.mark.parametrize("law", ["us-2022", "us-2023", "us-2026-07"])
def test_a_draft_frees_no_transaction_that_the_law_leaves_open(law: str) -> None:
    draft = ENGINE.compile(
        f'rulebook draft\n  amends {law}\n  effective 2027-01-01\n  pending "a draft"\n\n'
        "control X.1 for chip\n  controlled when interconnect_bandwidth_gbs >= 99999 GB/s\n"
    )
    heard: list[dict[str, str]] = [
        {"exporter_informed": "yes"},
        {"end_use": "military"},
        {"affiliate_of_listed_party": "yes"},
    ]
    for said in heard:
        licenses = [
            ENGINE.check(items=["H20 96GB"], rules=book, to="DE", transaction=said)
            .determination(0)[0]
            .license
            for book in (law, draft)
        ]
        assert [None if one is None else one["required"] for one in licenses].count(False) in (0, 2), said
