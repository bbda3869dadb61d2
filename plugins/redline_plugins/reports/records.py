"""Write determinations as JSON, JSON lines and CSV."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping
from typing import Any, TextIO

from redline import Determination, Status
from redline.plugins import Report, csv_cell

_LISTS = (
    "controls",
    "possible_controls",
    "limbs",
    "excluded_by",
    "presumed_by",
    "suspended",
    "missing",
    "unstated",
    "not_encoded",
    "cites",
    "assumptions",
    "warnings",
)
_PLAIN = ("item", "kind", "rulebook", "on", "status")
_LICENSE = (
    "license_required",
    "license_policy",
    "license_exceptions",
    "license_possible_policies",
    "license_possible_exceptions",
    "license_missing",
)


def write_json(report: Report, stream: TextIO) -> None:
    """Write one list of objects, object by object."""
    opening = "[\n"
    for one in report.determinations():
        stream.write(f"{opening}{_json(one)}")
        opening = ",\n"
    stream.write("[]\n" if opening == "[\n" else "\n]\n")


def write_jsonl(report: Report, stream: TextIO) -> None:
    """Write one object on each line."""
    stream.writelines(f"{_json(one)}\n" for one in report.determinations())


def _json(one: Determination) -> str:
    return json.dumps(one.to_dict(), ensure_ascii=False, allow_nan=False)


def write_csv(report: Report, stream: TextIO) -> None:
    """Write one row for each item and rulebook; metrics are columns, lists are joined by semicolons."""
    metrics = list(dict.fromkeys(metric for result in report.results for metric in result.metrics))
    headings = [f"{name} ({unit})" for name, unit in metrics]
    writer = csv.writer(stream, lineterminator="\n")
    cell = _cell(report)
    heading = [
        *_PLAIN,
        *_LISTS[:9],
        *headings,
        "transaction",
        *_LICENSE,
        *_LISTS[9:],
        "mode",
        "readings",
        "source",
    ]
    writer.writerow(map(cell, heading))
    for one in report.determinations():
        record = one.to_dict()
        cells = [
            *(record[name] for name in _PLAIN),
            *("; ".join(record[name]) for name in _LISTS[:9]),
            *(metric_text(record["metrics"].get(name), unit) for name, unit in metrics),
            _pairs(record["transaction"] or {}),
            *_license(record["license"]),
            *("; ".join(record[name]) for name in _LISTS[9:]),
            record["mode"],
            _pairs(record["readings"]),
            record["source"],
        ]
        writer.writerow(map(cell, cells))


def _cell(report: Report) -> Callable[[object], object]:
    """Return what makes cells harmless, or leaves them as they are where that is asked for."""
    return (lambda value: value) if report.raw else csv_cell


def _pairs(values: Mapping[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in values.items())


def write_status(report: Report, stream: TextIO) -> None:
    """Write one row for each item with its status under each rulebook, and no evidence."""
    writer = csv.writer(stream, lineterminator="\n")
    cell = _cell(report)
    for number, result in enumerate(report.results):
        if number:
            stream.write("\n")
        writer.writerow(map(cell, ["item", *result.headings()]))
        words = [status.word for status in sorted(Status)]
        codes = result.status.tolist()
        writer.writerows(
            [cell(name), *map(words.__getitem__, row)]
            for name, row in zip(result.catalog.names, codes, strict=True)
        )
        if report.progress is not None:
            report.progress(len(result))


def metric_text(metric: dict[str, Any] | None, unit: str | None = None) -> str:
    """Write what is known of a metric in one cell; empty where nothing is."""
    if metric is None or (unit is not None and metric["unit"] != unit):
        return ""
    if metric.get("not_applicable"):
        return "not applicable"
    if metric["value"] is not None:
        return str(metric["value"])
    return f"{metric['low']}.." if metric["high"] is None else f"{metric['low']}..{metric['high']}"


def _license(license_: dict[str, Any] | None) -> tuple[str, ...]:
    """Return the cells of a license: what is known of it, then what is open and what would settle that."""
    if license_ is None:
        return ("",) * len(_LICENSE)
    lists = ("possible_policies", "possible_exceptions", "missing")
    return (
        {True: "yes", False: "no", None: "undetermined"}[license_["required"]],
        license_["policy"] or "",
        "; ".join(each["code"] for each in license_["exceptions"]),
        *("; ".join(license_[name]) for name in lists),
    )
