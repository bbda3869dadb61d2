"""What a picture asks: over which items and on which terms, and how it tells them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import frozen

from redline import Catalog, Engine

_OVER = ("catalog", "kind", "mapping", "items", "where")
_WORDS = {"on": "on", "to": "to", "hq": "headquarters", "parent": "ultimate parent", "origin": "from"}


@frozen
class Question:
    """A catalog that is read, and the options of ``Engine.check`` and the like."""

    catalog: Catalog
    terms: Mapping[str, Any]
    """The options that do not say over which items is asked."""
    items: Sequence[str] | None = None
    where: Sequence[str] = ()

    @classmethod
    def of(cls, engine: Engine, rules: Sequence[Any], asked: Mapping[str, Any]) -> Question:
        """Read the catalog of a question. Raises ``InputError``."""
        catalog = engine.catalog(
            asked.get("catalog"),
            mapping=asked.get("mapping"),
            kind=asked.get("kind"),
            rules=list(rules),
            on=asked.get("on"),
        )
        terms = {name: value for name, value in asked.items() if name not in _OVER}
        return cls(catalog, terms, asked.get("items"), asked.get("where", ()))

    @property
    def options(self) -> dict[str, Any]:
        """All options."""
        return {**self.terms, "catalog": self.catalog, "items": self.items, "where": self.where}

    @property
    def kind(self) -> str:
        """The kind of the items."""
        return self.catalog.kind.name

    def told(self) -> str:
        """Say in a sentence what was asked beyond the usual, and of which catalog."""
        given = [f"{word} {self.terms[name]}" for name, word in _WORDS.items() if self.terms.get(name)]
        if self.terms.get("mode", "enforced") != "enforced":
            given.append(f"mode {self.terms['mode']}")
        for name in ("readings", "transaction"):
            given += [f"{key} {value}" for key, value in (self.terms.get(name) or {}).items()]
        given += [f"where {text}" for text in ([self.where] if isinstance(self.where, str) else self.where)]
        asked = f" Asked: {', '.join(given)}." if given else ""
        name = Path(self.catalog.source).name
        return f"Items: {'as given' if not name or name.startswith('<') else name}.{asked}"
