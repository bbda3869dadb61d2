"""Countries by codes and names."""

from __future__ import annotations

import pytest

from redline.countries import country_code, country_codes, country_names, nearest_country


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
        ("Korea, South", "KR"),
        ("Congo (Democratic Republic of the)", "CD"),
        ("South Sudan, Republic of", "SS"),
        ("ROK", "KR"),
        ("DRC", "CD"),
        ("England", "GB"),
        ("Deutschland", "DE"),
        ("the Netherlands", "NL"),
        ("U.S.A.", "US"),
        ("Bosnia & Herzegovina", "BA"),
        ("Congo", None),
        ("Korea", None),
        ("Republic of China", None),
        ("CN, RU", None),
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


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Congo", "did you mean `DR Congo` (CD) or `Republic of the Congo` (CG)?"),
        ("Korea", "did you mean `North Korea` (KP) or `South Korea` (KR)?"),
        ("Republic of China", "did you mean `China` (CN) or `Taiwan` (TW)?"),
        ("China, Russia", "it names `China` (CN), `Russia` (RU): give one of them"),
        ("CN RU", "it names `China` (CN), `Russia` (RU): give one of them"),
        ("Iran and Syria", "it names `Iran` (IR), `Syria` (SY): give one of them"),
        ("Tawian", "did you mean `Taiwan` (TW)?"),
        ("New Guinea", "did you mean `Papua New Guinea` (PG)?"),
        ("Xanadu", "countries are given by two letters (ISO 3166), such as `CN`, or by name"),
        ("ZZZ", "countries are given by two letters (ISO 3166), such as `CN`, or by name"),
    ],
)
def test_country_is_suggested_only_where_it_is_close(name: str, said: str) -> None:
    assert said == nearest_country(name)


def test_every_name_is_of_its_own_country() -> None:
    assert [] == [
        (code, name)
        for code, names in country_names().items()
        for name in names
        if country_code(name) != code
    ]
