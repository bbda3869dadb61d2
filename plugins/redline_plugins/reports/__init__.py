"""Formats of results: tables for people, JSON and CSV for programs, SARIF and JUnit for build servers."""

from __future__ import annotations

from redline import hookimpl
from redline.plugins import ReportWriter
from redline_plugins.reports.builds import write_junit, write_sarif
from redline_plugins.reports.records import write_csv, write_json, write_jsonl, write_status
from redline_plugins.reports.table import write_table

redline_hook_version = 1


@hookimpl
def redline_report_writers() -> list[ReportWriter]:
    """Offer all formats of this package."""
    return [
        ReportWriter("table", "aligned text, a row for each item", write_table, (".txt",)),
        ReportWriter("json", "one list of objects", write_json, (".json",)),
        ReportWriter("jsonl", "one object on each line", write_jsonl, (".jsonl", ".ndjson")),
        ReportWriter("csv", "one row for each item and rulebook", write_csv, (".csv",)),
        ReportWriter(
            "status", "one row for each item, a column for each rulebook, no evidence", write_status
        ),
        ReportWriter(
            "sarif", "SARIF 2.1.0, a result for each outcome but not controlled", write_sarif, (".sarif",)
        ),
        ReportWriter("junit", "JUnit XML, a test case for each item", write_junit, (".xml",)),
    ]
