"""Say what to know of a text on a day: nobody has checked it that far, or a number is not the law then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from redline.diagnostics import Diagnostic, InputError
from redline.model import Rulebook
from redline.query import today


def cautions(book: Rulebook, on: dt.date, *, strict: bool) -> Iterator[str]:
    """Yield what to know of a text on a day.

    Where ``strict``, raises ``InputError`` with all that makes its answer unsafe: the day is past the last
    check of the text, or outside the days that one of its numbers states.
    """
    unsafe = [*_past_the_last_check(book, on), *_out_of_their_days(book, on)]
    if strict and unsafe:
        help_ = "ask for another day, or ask without `--strict`"
        raise InputError([Diagnostic(line, help=help_) for line in unsafe])
    if book.verified is None and book.draft is None:  # what is pending has no source to differ from
        yield f"`{book.id}` states no day on which it was compared with its source"
    if book.verified is not None and book.verified > today():
        yield f"`{book.id}` says that it was verified on {book.verified}, which is yet to come"
    yield from unsafe


def _past_the_last_check(book: Rulebook, on: dt.date) -> Iterator[str]:
    if book.verified is not None and on > book.verified:
        yield f"`{book.id}` is verified as of {book.verified}, before {on}"
    if book.verified is None and book.amended_verified is not None:
        amended, day = book.amended_verified
        if on > day:
            yield f"`{amended}`, which `{book.id}` amends, is verified as of {day}, before {on}"


def _out_of_their_days(book: Rulebook, on: dt.date) -> Iterator[str]:
    """Say of numbers that the text states days for that the day asked for is not one of them.

    What a limb reads is the number all the same: only an amendment puts another in its place.
    """
    for parameter in book.parameters:
        named = f"`{book.id}`: parameter `{parameter.name}`"
        if parameter.effective is not None and max(on, book.effective) < parameter.effective:
            yield f"{named} is the law from {parameter.effective}, after {on}"
        if parameter.until is not None and on >= parameter.until:
            yield f"{named} was the law until {parameter.until}, and is read on {on} all the same"
