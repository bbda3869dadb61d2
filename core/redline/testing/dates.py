"""Check the dates of rulebooks: none is stale or yet to come, and texts of a regime follow each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from redline import model
from redline.diagnostics import Diagnostic, InputError
from redline.testing.finding import Faults, fault, line_of
from redline.testing.subject import Subject, is_of

_AGAIN = "compare the text with its sources again, and write the day of it after `verified`"


def dates(subject: Subject) -> Faults:
    """Check that its dates are sound: verified since it took effect, published, and one text on a day."""
    for plugin, book in subject.books:
        for finding in (*_verified(subject, book), *_published(subject, book), *_numbers(book)):
            yield plugin, finding
        for finding in _regime(subject, book):
            if finding.span is None or subject.author(finding.span) is not None:
                yield plugin, finding


def _verified(subject: Subject, book: model.Rulebook) -> Iterator[Diagnostic]:
    """Yield what is wrong with the day up to which the text was compared with its sources."""
    day, today = book.verified, subject.today
    if day is None:
        if subject.max_age is not None:
            yield fault(f"nobody says that `{book.id}` was compared with its sources", _AGAIN, book.span)
        return
    assert book.span is not None, "it comes from a text"
    place = line_of(book.span.source, f"verified {day}")
    verified = f"`{book.id}` is verified as of {day}"
    if day > today:
        yield fault(f"{verified}, which is yet to come", "write the day on which it was done", place)
    elif day < book.effective <= today:
        yield fault(f"{verified}, and took effect after that, on {book.effective}", _AGAIN, place)
    elif subject.max_age is not None and (today - day).days > subject.max_age:
        old = f"{(today - day).days} days ago, and {subject.max_age} are allowed"
        yield fault(f"{verified}: that is {old}", _AGAIN, place)
    for publication in book.publications:
        published = publication.published
        if published is not None and is_of(book, publication.span) and day < published <= today:
            newer = f"and cites `{publication.key}`, which was published after that, on {published}"
            yield fault(f"{verified}, {newer}", _AGAIN, publication.span)


def _published(subject: Subject, book: model.Rulebook) -> Iterator[Diagnostic]:
    """Yield the days of publication that are yet to come."""
    days = [(f"`{book.id}`", book.published, book.span)]
    days += [(f"`{each.key}`", each.published, each.span) for each in book.publications]
    for what, day, span in days:
        if day is not None and day > subject.today and is_of(book, span):
            message = f"{what} is published on {day}, which is yet to come"
            yield fault(message, "leave the day out until there is one", span)


def _numbers(book: model.Rulebook) -> Iterator[Diagnostic]:
    """Yield the numbers that are the law no more when the text takes effect."""
    for parameter in book.parameters:
        until: dt.date | None = parameter.until
        if until is not None and until <= book.effective and is_of(book, parameter.span):
            message = f"`{parameter.name}` ends on {until}, and `{book.id}` takes effect on {book.effective}"
            yield fault(message, "strike it, or correct one of the days", parameter.span)


def _regime(subject: Subject, book: model.Rulebook) -> Iterator[Diagnostic]:
    """Yield why the text is not the one of its regime on the day it takes effect."""
    if book.draft is not None:
        return
    try:
        subject.engine.rulebook(f"{book.regime}@{book.effective}")
    except InputError as error:
        yield from error.diagnostics
