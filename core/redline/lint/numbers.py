"""Find numbers of the law that nothing reads, that stand twice, and years that a table of them skips."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from attrs import frozen

from redline import model
from redline.diagnostics import Diagnostic
from redline.evidence.phrase import expression_text
from redline.lint.statements import Place, comparisons, paragraph, parts
from redline.units import Dimensions

UNUSED, TWICE, SKIPPED = "unused-parameter", "repeated-number", "skipped-year"

_YEAR: Final = re.compile(r"(?P<stem>.*[^0-9])(?P<year>(?:19|20)[0-9]{2})", re.DOTALL)
_NUMBERED: Final = re.compile(r"(?P<stem>.*?)[-_.:]?[0-9]+", re.DOTALL)


def unused(book: model.Rulebook) -> Iterator[Diagnostic]:
    """Find parameters that no condition and no metric reads."""
    read = {part.parameter.name for part in parts(book) if isinstance(part, model.ParameterRef)}
    for parameter in book.parameters:
        if parameter.name not in read:
            yield Diagnostic(
                f"parameter {parameter.name} is read by nothing",
                parameter.span,
                "compare something with it, or strike it",
                UNUSED,
                "warning",
            )


@frozen
class _Literal:
    """A number that a comparison is written with, where that stands, and if the number is a lower end."""

    number: model.Quantity
    place: Place
    is_lower: bool

    def is_one_with(self, other: _Literal) -> bool:
        """Return whether both come from one citation of one control, or two bands of a paragraph meet there.

        Under two citations equal numbers are two numbers of the law.
        """
        mine, others = self.place.controls, other.place.controls
        if self.is_lower == other.is_lower:
            return bool({*mine} & {*others}) and self.place.cites == other.place.cites
        return bool({*map(paragraph, mine)} & {*map(paragraph, others)})


def repeated(book: model.Rulebook) -> Iterator[Diagnostic]:
    """Find numbers of one citation, or at which two bands meet, that are written in more than one place.

    They are held against the same quantity. A bare 0 or 1 is no number of the law.
    """
    seen: dict[object, list[_Literal]] = {}
    for place, compared in comparisons(book):
        for number, quantity, is_lower in _literals(compared):
            key = (number.value * number.unit.factor, number.unit.dimensions, quantity)
            literal = _Literal(number, place, is_lower)
            earlier = [one.number for one in seen.get(key, []) if one.is_one_with(literal)]
            seen.setdefault(key, []).append(literal)
            if earlier and earlier[0].span != number.span:
                yield _repeated(number, earlier[0])


def _literals(compared: model.Comparison) -> Iterator[tuple[model.Quantity, model.Expression, bool]]:
    """Yield a number that a comparison is written with, what is held against it, and if that lies above."""
    above = compared.operator in {">", ">="}
    for one, other, is_lower in (
        (compared.right, compared.left, above),
        (compared.left, compared.right, not above),
    ):
        if isinstance(one, model.Quantity) and (one.unit.dimensions or one.value not in (0, 1)):
            yield one, other, is_lower


def _repeated(number: model.Quantity, earlier: model.Quantity) -> Diagnostic:
    return Diagnostic(
        f"{expression_text(number)} is written in more than one place",
        number.span,
        "declare a `parameter` with its citation, and name it in both, if they are one number",
        TWICE,
        "warning",
        (earlier.span, "it stands here as well") if earlier.span else None,
    )


def skipped(book: model.Rulebook) -> Iterator[Diagnostic]:
    """Find years without a number in a table of parameters, by their names and by their dates."""
    yield from _skipped_names(book)
    yield from _skipped_days(book)


def _skipped_names(book: model.Rulebook) -> Iterator[Diagnostic]:
    """Look at tables such as `app_2023`, `app_2024`, `app_2026`: most years follow one step."""
    tables: dict[tuple[str, Dimensions], dict[int, model.Parameter]] = {}
    for parameter in book.parameters:
        if found := _YEAR.fullmatch(parameter.name):
            table = tables.setdefault((found["stem"], parameter.unit.dimensions), {})
            table[int(found["year"])] = parameter
    for table in tables.values():
        years = sorted(table)
        steps = [later - year for year, later in itertools.pairwise(years)]
        step, often = Counter(steps).most_common(1)[0] if steps else (1, 0)
        if 2 * often < len(steps) or len(steps) < 2:
            continue
        for year, later in itertools.pairwise(years):
            missing = [str(each) for each in range(year + step, later, step)]
            if missing:
                yield _skip(table[later], f"the table skips {', '.join(missing)}", table[year])


def _skipped_days(book: model.Rulebook) -> Iterator[Diagnostic]:
    """Look at parameters numbered alike of which one ends before the next one begins."""
    tables: dict[tuple[str, Dimensions], list[model.Parameter]] = {}
    for parameter in book.parameters:
        if found := _NUMBERED.fullmatch(parameter.name):
            tables.setdefault((found["stem"], parameter.unit.dimensions), []).append(parameter)
    for table in tables.values():
        dated = [(each.effective, each) for each in table if each.effective is not None]
        dated.sort(key=lambda pair: pair[0])
        for (_, before), (begins, after) in itertools.pairwise(dated):
            if before.until is not None and before.until < begins:
                yield _skip(after, f"there is no number from {before.until} to {begins}", before)


def _skip(parameter: model.Parameter, what: str, before: model.Parameter) -> Diagnostic:
    return Diagnostic(
        f"{what}, before parameter {parameter.name}",
        parameter.span,
        "add the number that is the law in between, or accept the gap with the reason",
        SKIPPED,
        "warning",
        (before.span, "the number before it") if before.span else None,
    )
