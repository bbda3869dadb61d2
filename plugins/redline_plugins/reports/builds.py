"""Write determinations as build servers read findings: SARIF 2.1.0 and JUnit XML."""

from __future__ import annotations

import json
from typing import Any, TextIO
from xml.sax.saxutils import quoteattr

from redline import Determination, Report, __version__

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"controlled": "warning", "undetermined": "note", "not_covered": "note"}


def write_sarif(report: Report, stream: TextIO) -> None:
    """Write a finding for each item that is controlled, undetermined or not covered."""
    found = [one for one in report.determinations() if one.status in _LEVELS]
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
        "level": _LEVELS[one.status],
        "message": {"text": _sentence(one)},
        "locations": [{"logicalLocations": [{"name": one.item, "kind": "resource"}]}],
        "properties": one.to_dict(),
    }


def _sentence(one: Determination) -> str:
    reasons = {
        "controlled": f" by {', '.join(one.grounds or one.possible_controls)}",
        "undetermined": _open(one),
        "not_covered": f": not encoded: {', '.join(one.not_encoded)}" if one.not_encoded else "",
    }
    return f"{one.item} is {one.status.replace('_', ' ')} under {one.rulebook}{reasons.get(one.status, '')}"


def _open(one: Determination) -> str:
    """Say which facts would settle an outcome, and which questions no source answers."""
    missing = f"{', '.join(one.missing)} would settle it" if one.missing else ""
    unstated = f"no source says {'; '.join(one.unstated)}" if one.unstated else ""
    unproven = "" if one.proven else "that it can turn out both ways is not proven"
    return f": {'; '.join(part for part in (missing, unstated, unproven) if part)}"


def write_junit(report: Report, stream: TextIO) -> None:
    """Write a test suite for each rulebook: controlled items fail, those without an answer are skipped."""
    suites: dict[str, list[Determination]] = {}
    for one in report.determinations():
        suites.setdefault(one.rulebook, []).append(one)
    stream.write('<?xml version="1.0" encoding="utf-8"?>\n<testsuites name="redline">\n')
    for rulebook, found in suites.items():
        failures = sum(one.status == "controlled" for one in found)
        skipped = sum(one.status in ("undetermined", "not_covered") for one in found)
        stream.write(
            f"  <testsuite name={_quoted(rulebook)} tests={_quoted(len(found))}"
            f" failures={_quoted(failures)} errors={_quoted(0)} skipped={_quoted(skipped)}>\n"
        )
        stream.writelines(map(_case, found))
        stream.write("  </testsuite>\n")
    stream.write("</testsuites>\n")


def _case(one: Determination) -> str:
    head = f"    <testcase classname={_quoted(one.rulebook)} name={_quoted(one.item)}"
    elements = {"controlled": "failure", "undetermined": "skipped", "not_covered": "skipped"}
    element = elements.get(one.status)
    if element is None:
        return f"{head}/>\n"
    return f"{head}>\n      <{element} message={_quoted(_sentence(one))}/>\n    </testcase>\n"


def _quoted(value: object) -> str:
    """Quote an attribute; characters that XML does not know become blanks."""
    return quoteattr("".join(char if char.isprintable() else " " for char in str(value)))
