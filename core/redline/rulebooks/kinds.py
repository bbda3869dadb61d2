"""Say which kinds of items rulebooks speak of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from redline.diagnostics import Diagnostic, InputError, short
from redline.model import ItemKind, Rulebook
from redline.suggestions import names


def kinds_of(books: Iterable[Rulebook]) -> tuple[ItemKind, ...]:
    """Return the item kinds that rulebooks cover, sorted by name."""
    return _sorted(kind for book in books for kind in _covered(book))


def kinds_named(books: Iterable[Rulebook]) -> tuple[ItemKind, ...]:
    """Return the item kinds that rulebooks name at all, those that they leave out too, sorted by name."""
    several = list(books)
    left_out = [kind for book in several for entry in book.not_encoded for kind in entry.kinds]
    return _sorted([*left_out, *kinds_of(several)])


def _covered(book: Rulebook) -> Iterator[ItemKind]:
    yield from (control.kind for control in book.controls)
    yield from (kind for absence in book.absences for kind in absence.kinds)


def _sorted(kinds: Iterable[ItemKind]) -> tuple[ItemKind, ...]:
    by_name = {kind.name: kind for kind in kinds}
    return tuple(by_name[name] for name in sorted(by_name))


def kind_of(
    books: Sequence[Rulebook],
    name: str | None,
    usual: str | None = None,
    known: Iterable[ItemKind] = (),
) -> ItemKind:
    """Return the one item kind of rulebooks, the one of that name, or the usual one if all speak of it.

    A kind that is named may be one that is only ``known`` elsewhere: the rulebooks then have nothing on it.

    Raises ``InputError``.
    """
    kinds = {kind.name: kind for kind in kinds_of(books)}
    others = {kind.name: kind for kind in (*known, *kinds_named(books))}
    if not isinstance(name, str | None):
        raise InputError.of(f"`kind` is {short(name)}, not text", help=f"give one of {names(kinds)}")
    if name is None and len(kinds) == 1:
        return next(iter(kinds.values()))
    if name is None and all(any(kind.name == usual for kind in kinds_of([book])) for book in books):
        name = usual
    if name in kinds:
        return kinds[name]
    if name in others:
        return others[name]
    if name is None:
        raise InputError.of("the rulebooks speak of several item kinds", help=f"say which: {names(kinds)}")
    raise InputError.of(f"the rulebooks do not speak of `{name}`", help=f"they speak of {names(kinds)}")


def is_stranger(book: Rulebook, kind: ItemKind) -> bool:
    """Return whether a rulebook says nothing of items of a kind."""
    return not book.covers(kind)


def nothing_on(book: Rulebook, kind: ItemKind) -> str:
    """Say that a rulebook has nothing on items of a kind, and which entries are known to be missing."""
    missing = [entry.place for entry in book.not_encoded if kind in entry.kinds]
    known = f"; not encoded: {names(missing)}" if missing else ""
    return f"`{book.id}` has nothing on items of kind {kind.name}, as encoded{known}"


def refuse_strangers(books: Iterable[Rulebook], kind: ItemKind) -> None:
    """Raise ``InputError`` with each rulebook that says nothing of items of a kind."""
    strangers = [book for book in books if is_stranger(book, kind)]
    if strangers:
        raise InputError(
            [
                Diagnostic(
                    nothing_on(book, kind),
                    help=f"it speaks of {names(each.name for each in kinds_of([book]))}",
                )
                for book in strangers
            ]
        )
