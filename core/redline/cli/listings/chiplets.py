"""Write the answers on chiplets: a table of packages, and a line for each other question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from redline.analyses.chiplets import Chiplets, Dark, Free, Outcome
from redline.cli.listings.wording import WIDTH, table, to_json
from redline.curves.step_function import Course, Stretch
from redline.evidence.phrase import quantity_text, value_text
from redline.interval import End
from redline.units import ONE, Unit
from redline.values import Value, number_text

_DIGITS = 5


def chiplets(found: Sequence[Chiplets], width: int = WIDTH, *, as_json: bool = False) -> str:
    """Write the answers for one item under each rulebook."""
    if as_json:
        return to_json([one.to_dict() for one in found])
    blocks = [_item(found[0], width)] if found else []
    blocks += [_answers(one, width) for one in found]
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"


def _item(one: Chiplets, width: int) -> list[str]:
    """Say what is known of the item as a package of dies."""
    design = one.design
    area, measured = design.area_unit, design.measured()
    dies = "the number of its compute dies is not known, so it counts as one"
    if design.dies is not None:
        dies = f"{design.dies} compute die{'s' if design.dies > 1 else ''} of {_each(design.die_area, area)}"
    parts = [
        dies,
        f"performance {_value(measured.performance, design.performance_unit)}",
        f"area {_value(measured.area, area)}",
        f"density {_value(measured.density, design.density_unit)}",
    ]
    if one.largest_die is not None:
        field = quantity_text(one.largest_die, area)
        parts.append(
            f"its die is larger than {field}, the largest that is made at once, so that this is no limit"
            if one.is_stitched
            else f"largest die that can be made {field}"
        )
    lines = [design.item.name]
    for part in parts:
        lines += _wrapped(part, width)
    return lines


def _each(area: Value, unit: Unit) -> str:
    text = _value(area, unit)
    return "unknown area" if text == "unknown" else text


def _answers(one: Chiplets, width: int) -> list[str]:
    lines = [f"{one.determination.rulebook}, {one.determination.on}: {_outcome(one.outcome)}"]
    lines += _table(one, width)
    for question, answer in _lines(one):
        lines += _wrapped(f"{question}: {answer}", width)
    return lines


def _wrapped(text: str, width: int) -> list[str]:
    return wrap(text, width, initial_indent="  ", subsequent_indent="    ")


def _table(one: Chiplets, width: int) -> Iterator[str]:
    """Yield the table of packages, with the best free performance on the area of each."""
    rows = [("  dies", "performance", "area", "density", "status", "best free", "gain")]
    rows += [
        (
            str(each.dies),
            _value(each.measured.performance, ONE),
            _value(each.measured.area, ONE),
            _value(each.measured.density, ONE),
            _outcome(each.outcome),
            _best(each.frontier, ONE),
            "-" if each.gain is None else number_text(each.gain, _DIGITS),
        )
        for each in one.packages
    ]
    yield from table(rows, width, (4, 5), right=(0, 1, 2, 3, 6))


def _value(value: Value, unit: Unit) -> str:
    return value_text(value, unit, _DIGITS)


# --- the questions --------------------------------------------------------------------------------


def _lines(one: Chiplets) -> Iterator[tuple[str, str]]:
    yield "more dies in one package", _changes(one.course_of_packages)
    yield "one die by itself", _one_die(one)
    yield "largest free die of this density", _largest(one)
    yield f"free dies for one {one.flagship.name}", _needed(one)
    yield "unused silicon", _dark(one, one.dark)
    if one.die is not None and one.die.dark is not None:
        yield "unused silicon on one die", _dark(one, one.die.dark)


def _changes(course: Course[Outcome]) -> str:
    """Say for which numbers of dies which outcome holds."""
    return _sure("; ".join(_stretch(each) for each in course.stretches), course)


def _stretch(one: Stretch[Outcome]) -> str:
    low, high = number_text(one.interval.low), one.interval.high
    if high is None:
        return f"from {low} on {_outcome(one.outcome)}"
    return f"{low if one.interval.is_point else f'{low} to {number_text(high)}'} {_outcome(one.outcome)}"


def _sure(text: str, course: Course[Outcome]) -> str:
    return text if course.exact else f"{text} (there may be changes that were not found)"


def _one_die(one: Chiplets) -> str:
    die = one.die
    if die is None:
        return "not known, as the number of compute dies is not"
    if die.is_the_item:
        return f"the item itself, {_outcome(die.outcome)}"
    performance = _value(die.measured.performance, one.design.performance_unit)
    area, density = _value(die.measured.area, one.design.area_unit), _value(die.measured.density, ONE)
    return (
        f"{_outcome(die.outcome)}; performance {performance}, area {area}, density {density}; "
        f"{die.needed} of them make the package again"
    )


def _largest(one: Chiplets) -> str:
    if one.largest_free.outcome is None:
        return "none is free for certain"
    text = _size(one, one.largest_free)
    if one.largest_makeable != one.largest_free:
        text += f"; that can be made: {_size(one, one.largest_makeable)}"
    return _sure(text, one.course_of_sizes)


def _size(one: Chiplets, free: Free) -> str:
    if free.performance is not None and free.performance.at is None:
        return "no limit"
    return f"{_best(free, one.design.performance_unit)}, area {_limit(free.area, one.design.area_unit)}"


def _needed(one: Chiplets) -> str:
    wanted = value_text(one.flagship.performance, one.design.performance_unit)
    by_rule, makeable = (free.needed_for(one.flagship) for free in (one.largest_free, one.largest_makeable))
    if by_rule is None:
        return "not known" if one.largest_free.outcome else "none is free"
    if makeable is None or makeable == by_rule:
        return f"{by_rule} for {wanted}"
    return f"{by_rule} by the rule, {makeable} of those that can be made, for {wanted}"


def _dark(one: Chiplets, dark: Dark | None) -> str:
    unit = one.design.area_unit
    if dark is None:
        return "not known, as the area is not"
    if dark.least is None or dark.least.at is None:
        return _sure(f"none frees it: {_steps(dark, unit)}", dark.course)
    if not dark.least.at:
        return "not needed, it is free"
    added = quantity_text(dark.least.at, unit, _DIGITS)
    words = [f"{'free from' if dark.least.included else 'free above'} {added} added"]
    if dark.share is not None and dark.total is not None:
        share, total = number_text(dark.share * 100, 3), quantity_text(dark.total, unit, _DIGITS)
        words.append(f"{share} % more, {total} in all")
    if dark.escaped:
        words.append(f"out of {', '.join(dark.escaped)}")
    if dark.fits is not None and dark.die is not None:
        can = "can be made" if dark.fits else "cannot be made"
        words.append(f"a die of {quantity_text(dark.die, unit, _DIGITS)} {can}")
    return _sure("; ".join(words), dark.course)


def _steps(dark: Dark, unit: Unit) -> str:
    """Say how the outcome changes as area is added, where it never becomes free."""
    first, *others = dark.course.stretches
    words = [_outcome(first.outcome)]
    for each in others:
        start = quantity_text(each.interval.low, unit, _DIGITS)
        words.append(f"{'from' if each.interval.has_low else 'above'} {start} added {_outcome(each.outcome)}")
    return "; ".join(words)


# --- words ----------------------------------------------------------------------------------------


def _outcome(outcome: Outcome | None) -> str:
    """Write an outcome with what it rests on."""
    if outcome is None:
        return "changes here"
    words = {"controlled": "controlled", "not_controlled": "free", "undetermined": "undetermined"}
    reasons = {
        "controlled": outcome.grounds,
        "not_controlled": outcome.excluded_by,
        "undetermined": tuple(f"? {name}" for name in outcome.missing[:3]),
    }[outcome.status]
    return f"{words[outcome.status]} ({', '.join(reasons)})" if reasons else words[outcome.status]


def _best(free: Free, unit: Unit) -> str:
    """Write the best free performance, with the notes by which it is free."""
    if free.outcome is None:
        return "none"
    text = _limit(free.performance, unit)
    return f"{text} ({', '.join(free.outcome.excluded_by)})" if free.outcome.excluded_by else text


def _limit(end: End | None, unit: Unit) -> str:
    """Write an upper limit: the greatest value, or the one that is not reached."""
    if end is None:
        return "not known"
    if end.at is None:
        return "no limit"
    text = quantity_text(end.at, unit, _DIGITS)
    return text if end.included else f"under {text}"
