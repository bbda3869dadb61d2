"""List by how many generations the best legal item moved, by each measure."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from redline.cli.listings.wording import listed, range_text, table, to_json
from redline.drafting.shift import Best, Measure, Shift
from redline.interval import End
from redline.questions.where import together
from redline.values import number_text


def shift(found: Shift, width: int = 100, *, as_json: bool = False) -> str:
    """List each measure with the best legal item before and after, and the generations between them."""
    if as_json:
        return to_json(found.to_dict())
    return "\n".join(_shift(found, width)) + "\n"


def _shift(found: Shift, width: int) -> Iterator[str]:
    yield f"{found.before} -> {found.after}: generations by which the best legal item moved down"
    yield from found.notes
    for series in found.series:
        chain = ", ".join(series.items)
        yield from wrap(f"{series.name}: {chain}", width, subsequent_indent="  ")
    for name, where in dict.fromkeys((one.series, one.where) for one in found.measures):
        yield ""
        yield f"on {name}, among {together(where) or 'all items'}"
        rows: list[tuple[str, ...]] = [("by", "legal", "best before", "best after", "generations", "shift")]
        rows += [_measure(one) for one in found.measures if (one.series, one.where) == (name, where)]
        yield from ("  " + line for line in table(rows, width - 2, (0, 2, 3)))
    yield from _frontiers(found, width)
    yield ""
    if any(one.extrapolated for one in found.measures):
        yield "* beyond the series, by the step at its end"
    unknown = sorted(
        {item for one in found.measures for top in (one.before, one.after) for item in top.unknown}
    )
    if unknown:
        yield from wrap(
            f"left out, since nothing bounds the value: {listed(unknown)}", width, subsequent_indent="  "
        )


def _frontiers(found: Shift, width: int) -> Iterator[str]:
    if not found.frontiers:
        return
    first = found.frontiers[0]
    yield ""
    yield f"legal frontier by {first.metric} of designs like {first.like}, at its die area, in control"
    rows: list[tuple[str, ...]] = [("series", "before", "after", "generations", "shift")]
    for one in found.frontiers:
        places = [
            "-" if place is None else f"{place:.3g}"
            for place in (one.generation_before, one.generation_after, one.shift)
        ]
        between = one.reason or f"{places[0]} -> {places[1]}"
        rows.append((one.series, _limit(one.before), _limit(one.after), between, places[2]))
    yield from ("  " + line for line in table(rows, width - 2, (0, 3)))


def _limit(end: End) -> str:
    if end.at is None:
        return "no limit"
    return f"{'' if end.included or not end.at else 'under '}{number_text(end.at, 6)}"


def _measure(one: Measure) -> tuple[str, ...]:
    tops = (_best(one.before), _best(one.after))
    if one.shift is None or one.generation_before is None or one.generation_after is None:
        return (one.metric, one.legal, *tops, one.reason or "", "-")
    places = f"{range_text(one.generation_before, 3)} -> {range_text(one.generation_after, 3)}"
    moved = range_text(one.shift, 3) + ("*" if one.extrapolated else "")
    return (one.metric, one.legal, *tops, places, moved)


def _best(found: Best) -> str:
    tops = [top for top in (found.sure, found.possible) if top is not None]
    shown = [f"{number_text(top.value, 6)} {top.items[0]}" for top in dict.fromkeys(tops)]
    if found.sure is None:
        return f"perhaps {shown[0]}" if shown else "none"
    return " .. ".join(shown)
