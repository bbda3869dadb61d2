"""Write results as an aligned table for people: a row for each item, and a summary at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap
from typing import Any, Final, TextIO

from attrs import frozen

from redline import Determination, Result
from redline.plugins import Report, lay_out
from redline_plugins.reports.side_by_side import MARKS, side_by_side

_STATUS_COLORS: Final = {
    "controlled": "red",
    "undetermined": "yellow",
    "not_controlled": "green",
    "not_covered": "yellow",
}
_COLORS: Final = {
    shown: color
    for status, color in _STATUS_COLORS.items()
    for shown in (status.replace("_", " "), MARKS[status])
}
_POLICIES: Final = {
    "denial": "denied",
    "presumption_of_denial": "denial presumed",
    "presumption_of_approval": "approval presumed",
    "case_by_case": "case by case",
}
_SAID: Final = {
    "destination": "to",
    "headquarters": "hq",
    "ultimate_parent": "parent",
    "exporter_location": "from",
    "export_date": "on",
}
"""Facts of a transaction that a table shows, and their headings: the options that say the same."""
_WHY: Final = "limbs, ? missing facts"
_GAP, _STATUS, _FIGURE, _LEAST = 2, 14, 10, 24
"""Columns between two others; of a status; of a metric with its gap; of item and reason at least."""


def write_table(report: Report, stream: TextIO) -> None:
    """Write a table for each result."""
    for number, result in enumerate(report.results):
        if number:
            stream.write("\n")
        stream.writelines(f"{line}\n" for line in _lines(report, result))


@frozen
class _Layout:
    """Rows, of which the first is the heading; which columns hold statuses and metrics; notes below them."""

    rows: Sequence[tuple[str, ...]]
    statuses: range
    metrics: int = 0
    flexible: Sequence[int] = (-1, 0)
    notes: Sequence[str] = ()


def _lines(report: Report, result: Result) -> Iterator[str]:
    layout = _layout(report, result)
    right = range(layout.statuses.stop, layout.statuses.stop + layout.metrics)
    flexible = [index % len(layout.rows[0]) for index in layout.flexible]
    heading, *body = lay_out(layout.rows, report.width, flexible, right)
    yield _styled("".join(heading).rstrip(), report, bold=True)
    for cells in body:
        yield "".join(
            _styled(cell, report, fg=_color(cell)) if index in layout.statuses else cell
            for index, cell in enumerate(cells)
        ).rstrip()
    yield ""
    if layout.notes:
        yield from (
            line for note in layout.notes for line in wrap(note, report.width, subsequent_indent="   ")
        )
        yield ""
    yield from _summary(result, report.width)


def _layout(report: Report, result: Result) -> _Layout:
    metrics = [name for name, _ in result.inquiries[-1].trace.output.metrics]
    headings = result.headings()
    wide = sum(max(_STATUS, len(heading)) + _GAP for heading in headings)
    if any(result.licenses):
        return _licensed(report, result)
    if wide + _LEAST + sum(max(_FIGURE, len(name) + _GAP) for name in metrics) <= report.width:
        rows = [("item", *headings, *metrics, _WHY)]
        rows += [_wide_row(found, metrics) for found in report.items(result)]
        return _Layout(rows, range(1, 1 + len(headings)), len(metrics))
    several = list(report.items(result))
    if len(headings) > 1 and (beside := side_by_side(several, headings, report.width)):
        return _Layout(beside.rows, range(1, 1 + len(headings)), flexible=(0,), notes=beside.notes)
    taken = _STATUS + max(map(len, headings)) + 2 * _GAP
    metrics = metrics[: max(0, report.width - taken - _LEAST) // _FIGURE]
    rows = [("item", "rulebook", "status", *metrics, _WHY)]
    rows += [_narrow_row(one, metrics) for found in several for one in found]
    return _Layout(rows, range(2, 3), len(metrics))


def _licensed(report: Report, result: Result) -> _Layout:
    answers = [one for found in report.items(result) for one in found]
    varying = _varying(answers)
    rows = [("item", *map(_SAID.__getitem__, varying), "rulebook", "status", "license", _WHY)]
    rows += [_licensed_row(one, varying) for one in answers]
    return _Layout(rows, range(2 + len(varying), 3 + len(varying)))


def _color(cell: str) -> str | None:
    """Return the color of a status; a number after it points to a note."""
    return _COLORS.get(cell.rstrip(" 0123456789"))


def _wide_row(found: Sequence[Determination], metrics: Sequence[str]) -> tuple[str, ...]:
    figures = found[-1].metrics
    return (
        found[0].item,
        *(one.status.replace("_", " ") for one in found),
        *(_figure(figures.get(name)) for name in metrics),
        _why(found),
    )


def _narrow_row(one: Determination, metrics: Sequence[str]) -> tuple[str, ...]:
    figures = (_figure(one.metrics.get(name)) for name in metrics)
    return (one.item, one.rulebook, one.status.replace("_", " "), *figures, _why([one]))


def _varying(answers: Sequence[Determination]) -> list[str]:
    """Return the facts that tell one transaction from another, where rows are transactions of their own."""
    said = [one.transaction or {} for one in answers]
    return [name for name in _SAID if len({facts.get(name) for facts in said}) > 1]


def _licensed_row(one: Determination, varying: Sequence[str]) -> tuple[str, ...]:
    said = one.transaction or {}
    facts = (said.get(name, "") for name in varying)
    status = one.status.replace("_", " ")
    return (one.item, *facts, one.rulebook, status, _license(one.license), _why([one]))


def _license(license_: Any) -> str:
    """Write in few words what license is needed, and which exceptions can be used."""
    if license_ is None:
        return ""
    if license_["required"] is False:
        return "not required"
    words = ["required" if license_["required"] else "open"]
    words += [_POLICIES[license_["policy"]]] if license_["policy"] else []
    words += ["policy open"] if license_["required"] and license_["possible_policies"] else []
    words += [exception["code"] for exception in license_["exceptions"]]
    return ", ".join(words)


def _why(found: Sequence[Determination]) -> str:
    """Name the limbs that are met, the notes that take the item out all the same, and what is missing.

    A line that is too long loses its end, so a note stands before the limbs that it frees from, and that
    nothing is proven before what is missing.
    """
    freed = [one for one in found if one.excluded_by and one.status == "not_controlled"]
    limbs = _joined(one.grounds for one in found if one not in freed)
    notes = _joined(one.excluded_by for one in freed)
    if notes:
        met = "" if limbs else _joined(one.grounds for one in freed)
        notes = f"excluded by {notes}{met and f': {met}'}"
    suspended = _joined(one.suspended for one in found)
    missing = _joined(map(_missing, found))
    absent = _joined(one.not_encoded for one in found)
    return "; ".join(
        part
        for part in (
            notes,
            limbs,
            missing and f"? {missing}",
            absent and f"not encoded: {absent}",
            suspended and f"suspended: {suspended}",
        )
        if part
    )


def _missing(one: Determination) -> Sequence[str]:
    """Return what would settle an outcome; that a text has nothing on such items, the status says."""
    if one.status == "not_covered" and one.not_encoded:
        return one.missing
    return (*(() if one.proven else ("not proven",)), *one.missing, *one.unstated)


def _joined(names: Iterable[Sequence[str]]) -> str:
    return ", ".join(dict.fromkeys(name for several in names for name in several))


def _figure(metric: Any) -> str:
    """Write a metric in few characters."""
    if metric is None:
        return "?"
    if metric.get("not_applicable"):
        return "n/a"
    if metric["value"] is not None:
        return f"{metric['value']:.6g}"
    low, high = metric["low"], metric["high"]
    return f"{f'{low:.5g}' if low else ''}..{'' if high is None else f'{high:.5g}'}"


def _summary(result: Result, width: int) -> Iterator[str]:
    """Yield the counts for each rulebook, and how many items differ between them, in lines that fit."""
    parts = [_items(len(result))]
    for heading, counts in result.counts().items():
        words = ", ".join(f"{count} {word.replace('_', ' ')}" for word, count in counts.items() if count)
        parts.append(f"{heading}: {words or 'nothing'}")
    if len(result.inquiries) > 1:
        count = len(result.differing())
        verb = "differs" if count == 1 else "differ"
        parts.append(f"{_items(count)} {verb} between {_between(result.headings())}")
    if result.rechecked:
        parts.append(f"{_items(result.rechecked)} near a threshold decided with exact fractions")
    line = ""
    for part in parts:
        if line and len(line) + 3 + len(part) > width:
            yield line
            line = part
        else:
            line = f"{line} | {part}" if line else part
    yield line


def _items(count: int) -> str:
    return f"{count} item{'' if count == 1 else 's'}"


def _between(headings: Sequence[str]) -> str:
    return " and ".join(headings) if len(headings) == 2 else f"the {len(headings)} rulebooks"


def _styled(text: str, report: Report, **style: Any) -> str:
    if not report.color:
        return text
    import click

    return click.style(text, **style)
