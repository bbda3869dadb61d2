"""Write determinations as build servers read findings: SARIF 2.1.0 and JUnit XML."""

from __future__ import annotations

import json
from typing import Any, TextIO
from xml.sax.saxutils import quoteattr

from redline import Determination, __version__
from redline.plugins import Report

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"stopped": "warning", "open": "note"}


def write_sarif(report: Report, stream: TextIO) -> None:
    """Write a finding for each item that is not free: by its status, or by its license if that was asked."""
    found = [one for one in report.determinations() if _verdict(one) in _LEVELS]
    driver = {
        "name": "redline",
        "version": __version__,
        "rules": [{"id": id_} for id_ in sorted({one.rulebook for one in found})],
    }
    run = {"tool": {"driver": driver}, "results": [_finding(one) for one in found]}
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    stream.write(json.dumps(log, indent=2, ensure_ascii=False) + "\n")


def _finding(one: Determination) -> dict[str, Any]:
    return {
        "ruleId": one.rulebook,
        "level": _LEVELS[_verdict(one)],
        "message": {"text": _sentence(one)},
        "locations": [{"logicalLocations": [{"name": one.item, "kind": "resource"}]}],
        "properties": one.to_dict(),
    }


def _verdict(one: Determination) -> str:
    """Say whether an item is stopped, open or free; one in no control may still need a license."""
    required = False if one.license is None else one.license["required"]
    if one.status == "controlled" or required:
        return "stopped"
    return "open" if one.status != "not_controlled" or required is None else "free"


def _sentence(one: Determination) -> str:
    reasons = {
        "controlled": f" by {', '.join(one.grounds or one.possible_controls)}",
        "undetermined": _open(one),
        "not_covered": f": not encoded: {', '.join(one.not_encoded)}" if one.not_encoded else "",
    }
    status = f"{one.item} is {one.status.replace('_', ' ')} under {one.rulebook}{reasons.get(one.status, '')}"
    return status if one.license is None else f"{status}; {_LICENSES[one.license['required']]}"


_LICENSES = {
    True: "a license is required",
    False: "no license is required",
    None: "whether a license is required is open",
}


def _open(one: Determination) -> str:
    """Say which facts would settle an outcome, and which questions no source answers."""
    missing = f"{', '.join(one.missing)} would settle it" if one.missing else ""
    unstated = f"no source says {'; '.join(one.unstated)}" if one.unstated else ""
    unproven = "" if one.proven else "that it can turn out both ways is not proven"
    return f": {'; '.join(part for part in (missing, unstated, unproven) if part)}"


def write_junit(report: Report, stream: TextIO) -> None:
    """Write a test suite for each rulebook: items that are stopped fail, open ones are skipped."""
    suites: dict[str, list[Determination]] = {}
    for one in report.determinations():
        suites.setdefault(one.rulebook, []).append(one)
    stream.write('<?xml version="1.0" encoding="utf-8"?>\n<testsuites name="redline">\n')
    for rulebook, found in suites.items():
        verdicts = list(map(_verdict, found))
        failures, skipped = verdicts.count("stopped"), verdicts.count("open")
        stream.write(
            f"  <testsuite name={_quoted(rulebook)} tests={_quoted(len(found))}"
            f" failures={_quoted(failures)} errors={_quoted(0)} skipped={_quoted(skipped)}>\n"
        )
        stream.writelines(map(_case, found))
        stream.write("  </testsuite>\n")
    stream.write("</testsuites>\n")


def _case(one: Determination) -> str:
    head = f"    <testcase classname={_quoted(one.rulebook)} name={_quoted(one.item)}"
    element = {"stopped": "failure", "open": "skipped"}.get(_verdict(one))
    if element is None:
        return f"{head}/>\n"
    return f"{head}>\n      <{element} message={_quoted(_sentence(one))}/>\n    </testcase>\n"


def _quoted(value: object) -> str:
    """Quote an attribute; characters that XML does not know become blanks."""
    return quoteattr("".join(char if char.isprintable() else " " for char in str(value)))
