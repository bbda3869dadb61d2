"""Write a memo in Markdown: what is controlled, and what has to be found out."""

from __future__ import annotations

from typing import TextIO

import redline
import redline.plugins


def write(report: redline.plugins.Report, stream: TextIO) -> None:
    """Write a row for each outcome, and the facts that would settle the open ones."""
    stream.write("| item | rulebook | outcome | why |\n|---|---|---|---|\n")
    for one in report.determinations():
        why = ", ".join(one.limbs)
        if one.status == "undetermined":
            why = f"to find out: {', '.join(one.missing)}"
        stream.write(f"| {one.item} | {one.rulebook} | {one.status.replace('_', ' ')} | {why} |\n")


@redline.hookimpl
def redline_report_writers() -> list[redline.plugins.ReportWriter]:
    """Offer the format `memo`, and files that end in `.md`."""
    return [redline.plugins.ReportWriter("memo", "a memo in Markdown", write, (".md",))]
