"""Countries by the codes and names of ISO 3166, and by the names in general use.

A country is told by its two letters everywhere; Hong Kong and Macau have codes of their own, and
rules that treat them as parts of China say so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Final

from redline.suggestions import nearest

_LONGEST: Final = 200
_SHORTEST: Final = 3
"""Letters up to which a name is a code, and none is near to another."""
_NEAR: Final = 0.75
"""Share of letters in common from which on one name is taken for a slip of the other."""
_MOST: Final = 6
_ALSO: Final = {"republic of china": ("TW",)}
"""Countries that a name is of beside those whose names have it in them."""


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
    """Return a name without case, accents, full stops and doubled blanks."""
    letters = unicodedata.normalize("NFKD", name).casefold().replace("\u2019", "'").replace("&", " and ")
    kept = "".join(char for char in letters if not unicodedata.combining(char) and char != ".")
    return " ".join(kept.split()).removeprefix("the ")


def _turned(plain: str) -> str:
    """Return `south korea` for `korea, south`, as lists of countries are sorted."""
    match = re.fullmatch(r"([^,()]+?)\s*(?:,\s*([^,()]+)|\(([^,()]+)\))", plain)
    return plain if match is None else f"{match[2] or match[3]} {match[1]}".removeprefix("the ")


def country_code(name: str) -> str | None:
    """Return the two letters of the country that a code or a name means; None unless it means exactly one."""
    plain = _plain(name[:_LONGEST])
    return _by_name().get(plain, _by_name().get(_turned(plain)))


def usual_name(code: str) -> str:
    """Return the usual name of a country."""
    return country_names()[code][0]


def nearest_country(name: str) -> str:
    """Say which country was probably meant, where that is clear, or how countries are written."""
    plain = _plain(name[:_LONGEST])
    if len(codes := _named_in(plain)) > 1:
        return f"it names {_listed(codes)}: give one of them"
    if codes := _called(plain):
        return f"did you mean {_listed(codes, ' or ')}?"
    near = nearest(plain, _by_name(), above=_NEAR) if len(plain) > _SHORTEST else None
    if near is None:
        return "countries are given by two letters (ISO 3166), such as `CN`, or by name"
    return f"did you mean {_listed([_by_name()[near]])}?"


def _named_in(plain: str) -> list[str]:
    """Return the countries of a list of several, where each piece is one."""
    codes = [country_code(piece) for piece in re.split(r"\s*[,;/|+]\s*|\s+and\s+|\s+", plain) if piece]
    if None in codes:
        codes = [country_code(piece) for piece in re.split(r"\s*[,;/|+]\s*|\s+and\s+", plain) if piece]
    return [] if None in codes else list(dict.fromkeys(code for code in codes if code is not None))


def _called(plain: str) -> list[str]:
    """Return the countries that a name may be of: words of their names, such as `korea`."""
    if len(plain) <= _SHORTEST:
        return []
    words = re.compile(rf"\b{re.escape(plain)}\b")
    found = {code for name, code in _by_name().items() if words.search(name)}
    return sorted(found | set(_ALSO.get(plain, ())))[:_MOST]


def _listed(codes: Iterable[str], joined: str = ", ") -> str:
    return joined.join(f"`{usual_name(code)}` ({code})" for code in codes)
