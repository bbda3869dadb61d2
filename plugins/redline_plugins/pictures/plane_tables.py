"""What stands beside a plane: its tables, and what is said above and below it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen

from redline.drafting import Measurement, Regions
from redline_plugins.pictures import style
from redline_plugins.pictures.frame import Frame


@frozen
class Panel:
    """One plane: its regions in a context, and the items that are in that context."""

    heading: str
    regions: Regions
    items: Sequence[Measurement]


def place_of(one: Measurement, across: str, down: str) -> tuple[tuple[float, ...], tuple[float, ...]] | None:
    """Return where an item is drawn, with its ends, along both axes."""
    x, y = (style.middle(one.values[name], logarithmic=True) for name in (across, down))
    return None if x is None or y is None else (x, y)


def point_row(one: Measurement, across: str, down: str) -> dict[str, Any]:
    """Return an item that has a place as the data of its mark."""
    found = place_of(one, across, down)
    assert found is not None
    (x, x_low, x_high), (y, y_low, y_high) = found
    return {
        "item": one.item,
        "status": style.STATUSES[one.status][0],
        "across": str(one.values[across]),
        "down": str(one.values[down]),
        "x": x,
        "x_low": x_low,
        "x_high": x_high,
        "y": y,
        "y_low": y_low,
        "y_high": y_high,
    }


def point_rows(
    items: Sequence[Measurement], across: str, down: str, by: str | None
) -> Iterator[dict[str, Any]]:
    """Yield the table of items, those that have no place too."""
    for one in items:
        at = place_of(one, across, down)
        drawn = at is not None and not (by and one.words[by] is None)
        yield {
            "item": one.item,
            "status": one.status,
            **({by: one.words[by] or ""} if by else {}),
            **{f"{name} ({one.units[name]})": str(one.values[name]) for name in (across, down)},
            "drawn": "yes" if drawn else "no",
        }


def region_rows(panels: Sequence[Panel]) -> Iterator[dict[str, Any]]:
    """Yield the table of regions."""
    for panel in panels:
        found = panel.regions
        for region in found.regions:
            row: dict[str, Any] = {
                "rulebook": found.rulebook,
                "given": "; ".join(f"{name}={value}" for name, value in found.given.items()),
            }
            for axis, interval in ((found.across, region.across), (found.down, region.down)):
                ends = interval.to_dict()
                row |= {f"{axis.name} {name.replace('_', ' ')}": _cell(value) for name, value in ends.items()}
            answer = region.answer
            yield {
                **row,
                "status": answer.status,
                "controls": "; ".join(answer.controls),
                "possible_controls": "; ".join(answer.possible_controls),
                "open": "; ".join(answer.open),
            }


def _cell(value: object) -> object:
    return {True: "yes", False: "no", None: ""}.get(value, value) if isinstance(value, bool | None) else value


def subtitle(panels: Sequence[Panel], given: Mapping[str, str] | None) -> list[str]:
    """Say how to read the planes, and what is given in them."""
    lines = [
        "Hatched: controlled, with the name of the control. The axes are marked at the numbers of the rule."
    ]
    stated = ", ".join(f"{name} {value}" for name, value in (given or {}).items())
    if stated:
        lines.append(f"Given: {stated}.")
    hanging = dict.fromkeys(
        name for panel in panels for region in panel.regions.regions for name in region.answer.open
    )
    if hanging:
        lines.append(f"Dotted: the answer hangs on {', '.join(hanging)} as well, which is not given.")
    return lines


def left_out(off: Sequence[str], apart: Sequence[str], across: str, down: str, by: str | None) -> str:
    """Say which items are not drawn, and why."""
    parts = []
    if off:
        parts.append(f"{len(off)} have no known {across} or {down} above zero")
    if apart:
        parts.append(f"of {len(apart)} it is not known if they are {(by or '').replace('_', ' ')}")
    return f"Not drawn, and listed in the table beside: {'; '.join(parts)}." if parts else ""


def hidden(panels: Sequence[Panel], frame: Frame) -> list[str]:
    """Say where marks of several statuses lie on each other, if they do anywhere."""
    count = 0
    for panel in panels:
        at: dict[tuple[int, int], set[str]] = {}
        for one in panel.items:
            row = point_row(one, panel.regions.across.name, panel.regions.down.name)
            at.setdefault((round(frame.x(row["x"])), round(frame.y(row["y"]))), set()).add(one.status)
        count += sum(len(statuses) > 1 for statuses in at.values())
    if not count:
        return []
    places = "one place" if count == 1 else f"{count} places"
    return [f"At {places} items of several statuses lie on each other; the table beside has them all."]


def counted(count: int) -> str:
    """Say how many items are."""
    return "1 item is" if count == 1 else f"{count} items are"
