"""Where law and facts come from: publications, and places in them."""

from __future__ import annotations

import datetime as dt

from attrs import field, frozen

from redline.diagnostics import Span


@frozen
class Publication:
    """A source of law or fact: ``key`` is how rules name it, ``title`` how reports cite it."""

    key: str
    title: str
    published: dt.date | None = None
    span: Span | None = field(default=None, eq=False)


@frozen
class Citation:
    """A place in a publication, such as 15 CFR 774 Supp. 1, 3A090.a.1."""

    publication: Publication
    place: str = ""

    def __str__(self) -> str:
        return f"{self.publication.title}, {self.place}" if self.place else self.publication.title
