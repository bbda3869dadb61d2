"""Country groups and sets: names and ISO 3166 codes joined by plus and minus."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Final

from attrs import frozen

from redline.diagnostics import Span
from redline.suggestions import names, nearest
from redline_dsl import tree
from redline_dsl.refusal import Refused, each, refuse

_CODES: Final = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW
BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI
FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN
IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME
MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF
PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV
SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE
YT ZA ZM ZW XK
"""
ISO_CODES: Final = frozenset(_CODES.split())
"""Codes of ISO 3166, and XK, which is in general use for Kosovo."""


_MOST_COMPARED: Final = 1000


@frozen
class Group:
    """A named set of countries."""

    name: str
    countries: frozenset[str]
    span: Span


def evaluate(node: tree.Countries, groups: Mapping[str, Group], broken: AbstractSet[str]) -> frozenset[str]:
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


def _members(name: tree.Name, groups: Mapping[str, Group], broken: AbstractSet[str]) -> frozenset[str]:
    if name.text in groups:
        return groups[name.text].countries
    if name.text in ISO_CODES:
        return frozenset({name.text})
    if name.text in broken:
        raise Refused
    message = f"`{name.text}` is no country and no country group"
    raise refuse(message, name.span, lambda: _near(name.text, groups), code="unknown-name")


def _near(name: str, groups: Mapping[str, Group]) -> str:
    near = nearest(name, groups) if len(groups) < _MOST_COMPARED else None
    if near is None and name.upper() in ISO_CODES:
        near = name.upper()
    if near is not None:
        return f"did you mean `{near}`"
    known = f"country groups here: {names(groups)}" if groups else "no country group is declared in this file"
    return f"countries are two capital letters (ISO 3166), such as `CN`; {known}"
