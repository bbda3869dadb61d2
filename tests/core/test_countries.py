"""Countries by codes and names."""

from __future__ import annotations

import pytest

from redline.countries import country_code, country_codes, nearest_country


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("CN", "CN"),
        ("cn", "CN"),
        ("CHN", "CN"),
        ("China", "CN"),
        ("  united   states ", "US"),
        ("UK", "GB"),
        ("Macau", "MO"),
        ("Macao", "MO"),
        ("Hong Kong", "HK"),
        ("Taiwan", "TW"),
        ("South Korea", "KR"),
        ("Korea, Republic of", "KR"),
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
        ("Cote d'Ivoire", "CI"),
        ("Kosovo", "XK"),
        ("Atlantis", None),
        ("", None),
        ("ZZ", None),
    ],
)
def test_country_code(name: str, expected: str | None) -> None:
    assert expected == country_code(name)


def test_every_country_has_a_code_of_its_own() -> None:
    assert len(country_codes()) == len(set(country_codes())) == 250


def test_nearest_country_is_named_with_its_code() -> None:
    assert "did you mean `Singapore` (SG)?" == nearest_country("Singapur")
