"""Country groups and sets: names and ISO 3166 codes joined by plus and minus."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Final

from redline.countries import country_code, country_codes
from redline.model import CountryGroup
from redline.suggestions import names, nearest
from redline_dsl import tree
from redline_dsl.findings import Refused, each, refuse

_MOST_COMPARED: Final = 1000


def evaluate(
    node: tree.Countries, groups: Mapping[str, CountryGroup], broken: AbstractSet[str]
) -> frozenset[str]:
    """Return the countries of a set; raises ``Refused``, silently for groups that are broken."""
    signs = {sign.text for sign in node.signs}
    if "," in signs and signs != {","}:
        raise refuse(
            "commas stand beside `+` or `-` in one set of countries",
            node.span,
            "list countries with commas, or join groups with `+` and `-`",
            code="syntax",
        )
    sets = each(lambda name: _members(name, groups, broken), node.names)
    result = sets[0]
    for sign, members in zip(node.signs, sets[1:], strict=True):
        result = result - members if sign.text == "-" else result | members
    if not result:
        raise refuse("no country is in this set", node.span, code="value")
    return result


def _members(name: tree.Name, groups: Mapping[str, CountryGroup], broken: AbstractSet[str]) -> frozenset[str]:
    if name.text in groups:
        return groups[name.text].countries
    if name.text in country_codes():
        return frozenset({name.text})
    if name.text in broken:
        raise Refused
    message = f"`{name.text}` is no country and no country group"
    raise refuse(message, name.span, lambda: _near(name.text, groups), code="unknown-name")


def _near(name: str, groups: Mapping[str, CountryGroup]) -> str:
    near = country_code(name.replace("_", " "))
    if near is None and len(groups) < _MOST_COMPARED:
        near = nearest(name, groups)
    if near is not None:
        return f"did you mean `{near}`"
    known = f"country groups here: {names(groups)}" if groups else "no country group is declared here"
    return f"countries are two capital letters (ISO 3166), such as `CN`; {known}"
