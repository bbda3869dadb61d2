"""Countries by the codes and names of ISO 3166, and by the names in general use.

A country is told by its two letters everywhere; Hong Kong and Macau have codes of their own, and
rules that treat them as parts of China say so.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib import resources

from redline.suggestions import nearest


@cache
def country_names() -> Mapping[str, tuple[str, ...]]:
    """Return all names of each country by its two letters, the usual one first, sorted by code."""
    text = resources.files("redline").joinpath("countries.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines())
    return {code: (*names, letters) for code, letters, *names in rows}


@cache
def country_codes() -> tuple[str, ...]:
    """Return the two letters of every country, sorted."""
    return tuple(country_names())


@cache
def _by_name() -> Mapping[str, str]:
    names = {_plain(code): code for code in country_codes()}
    return {**{_plain(name): code for code, each in country_names().items() for name in each}, **names}


def _plain(name: str) -> str:
    """Return a name without case, accents and doubled blanks."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    return " ".join("".join(char for char in letters if not unicodedata.combining(char)).split())


def country_code(name: str) -> str | None:
    """Return the two letters of a country given by a code or a name; None where there is none."""
    return _by_name().get(_plain(name[:200]))


def usual_name(code: str) -> str:
    """Return the usual name of a country."""
    return country_names()[code][0]


def nearest_country(name: str) -> str:
    """Say which country was probably meant, or how countries are written."""
    known = [each for names in country_names().values() for each in names]
    near = nearest(name, known) if len(name) > 2 else None
    if near is None:
        return "countries are given by two letters (ISO 3166), such as `CN`, or by name"
    return f"did you mean `{near}` ({country_code(near)})?"
