"""How pictures look: colors that the color-blind tell apart, marks that need no color, sources below."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from textwrap import wrap
from typing import Any, Final

import altair as alt

import redline
from redline import Rulebook, Value
from redline_plugins.pictures.question import Question

# Okabe and Ito, "Color universal design": black and seven colors.
VERMILION, ORANGE, PURPLE, BLUE, SKY, GREEN = "#D55E00", "#E69F00", "#CC79A7", "#0072B2", "#56B4E9", "#009E73"
GRAY: Final = "#8C8C8C"
INK: Final = "#222222"
CONTROLS: Final = (VERMILION, ORANGE, PURPLE, SKY, GREEN)
"""For the controls of a rulebook, in the order of its text."""
ANGLES: Final = (45.0, -45.0, 0.0, 90.0, 22.0)
"""In which direction the region of each control is hatched."""

STATUSES: Final = {
    "controlled": ("controlled", VERMILION, VERMILION, "circle"),
    "not_controlled": ("not controlled", "#FFFFFF", BLUE, "circle"),
    "undetermined": ("undetermined", "#C4C4C4", INK, "diamond"),
    "not_covered": ("not covered", "#F4F4F4", INK, "square"),
}
"""Each status in words, with the fill, the line and the shape of its mark."""
FONT: Final = "Liberation Sans, Arial, Helvetica, sans-serif"


def rows(found: Iterable[Mapping[str, Any]]) -> alt.InlineData:
    """Return rows as the data of a chart, in which they are written out."""
    return alt.InlineData(values=list(found))


SHAPES: Final = ("circle", "square", "triangle-up", "cross")
"""For groups of points, the last for all that have none of their own."""


def status_marks(drawn: Collection[str], size: int = 48, groups: Sequence[str] = ()) -> dict[str, Any]:
    """Return how points show the status in their field ``status``, and the legend of those that are drawn.

    With ``groups`` their shape shows the field ``group``, and has a legend too.
    """
    shown = [look for look in STATUSES.values() if look[0] in drawn]
    words, fills, lines, shapes = zip(*(shown or STATUSES.values()), strict=True)
    legend = alt.Legend(title=None, orient="top", symbolSize=size * 1.4, symbolStrokeWidth=1.4)

    def of(names: Sequence[str], values: Sequence[str]) -> Any:
        return alt.Scale(domain=list(names), range=list(values)[: len(names)])

    shape = alt.Shape("status:N", scale=of(words, shapes), legend=legend)
    if groups:
        plain = {**legend.to_dict(), "symbolFillColor": "#FFFFFF", "symbolStrokeColor": INK}
        shape = alt.Shape("group:N", scale=of(groups, SHAPES), legend=alt.Legend(**plain))
    return {
        "fill": alt.Fill("status:N", scale=of(words, fills), legend=legend),
        "stroke": alt.Stroke("status:N", scale=of(words, lines), legend=legend),
        "shape": shape,
        "size": alt.value(size),
    }


def text_layers(data: Any, x: Any, y: Any, **mark: Any) -> list[alt.Chart]:
    """Return texts with a white halo, so that they can be read on hatching."""
    base = {"font": FONT, "fontSize": 10, "baseline": "middle", "align": "left", **mark}
    halo = {**base, "color": "#FFFFFF", "stroke": "#FFFFFF", "strokeWidth": 3, "strokeJoin": "round"}
    return [
        alt.Chart(data).mark_text(**each).encode(x=x, y=y, text="text:N")
        for each in (halo, {"color": INK, **base})
    ]


def finished(chart: Any, title: str, subtitle: Sequence[str], notes: Sequence[str], width: float) -> Any:
    """Put a title above a chart and its sources below it."""
    lines = [line for note in notes for line in wrap(note, int(width / 4.9), break_long_words=False)]
    down = alt.Scale(domain=[0, len(lines)], nice=False, reverse=True)
    below = (
        alt.Chart(rows({"text": line, "line": index} for index, line in enumerate(lines)))
        .mark_text(align="left", baseline="top", font=FONT, fontSize=10, color="#555555")
        .encode(x=alt.value(0), y=alt.Y("line:Q", axis=None, scale=down), text="text:N")
        .properties(width=width, height=13 * len(lines), view=alt.ViewConfig(stroke=None))
    )
    heading = alt.TitleParams(title, subtitle=list(subtitle), anchor="start", offset=12)
    return (
        alt.vconcat(chart, below, spacing=18, title=heading)
        .resolve_scale(x="independent", y="independent")
        .configure(font=FONT, background="#FFFFFF", padding=14)
        .configure_title(fontSize=16, subtitleFontSize=11, subtitleColor="#444444", subtitlePadding=6)
        .configure_axis(gridColor="#E6E6E6", labelFontSize=10, titleFontSize=11, titleFontWeight="normal")
        .configure_legend(labelFontSize=11)
        .configure_view(stroke="#888888")
    )


def notes_of(books: Iterable[Rulebook], question: Question, more: Sequence[str]) -> list[str]:
    """Say of what texts a picture is, from which sources, what was asked, and what it is not."""
    known = list(books)
    texts = [f"{book.id}: {book.title}, in force from {book.effective}{_checked(book)}." for book in known]
    titles = (
        str(cite.publication.title)
        for book in known
        for control in book.controls
        if control.kind.name == question.kind
        for cite in control.cites
    )
    sources = "; ".join(dict.fromkeys(titles))
    made = f"Computed by Redline {redline.__version__} from the text of the rule. Not legal advice."
    return [*texts, *([f"Sources: {sources}."] if sources else []), question.told(), *more, made]


def _checked(book: Rulebook) -> str:
    if book.draft is not None:
        return f" (a draft: {book.draft})"
    return "" if book.verified is None else f", compared with its sources up to {book.verified}"


def middle(value: Value, *, logarithmic: bool = False) -> tuple[float, float, float] | None:
    """Return where a value is drawn, with the ends of what it can be; None where that has no ends."""
    if value.absent != "no" or value.high is None or (logarithmic and value.low <= 0):
        return None
    low, high = float(value.low), float(value.high)
    at = (low * high) ** 0.5 if logarithmic else (low + high) / 2
    return (low if value.is_known else at), low, high


def shown(number: Fraction | float) -> str:
    """Write a number for a reader."""
    return f"{float(number):.6g}"


def year_of(day: float) -> float:
    """Return a day, by its ordinal, as a year with its fraction."""
    at = date.fromordinal(int(day))
    first, following = date(at.year, 1, 1).toordinal(), date(at.year + 1, 1, 1).toordinal()
    return at.year + (day - first) / (following - first)
