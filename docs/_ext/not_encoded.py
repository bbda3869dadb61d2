"""Write what the rulebooks leave out to a file: `python docs/_ext/not_encoded.py` makes it anew."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import redline

FILE = "not_encoded.toml"
_HEAD = """\
# What rules on advanced computing say, and no rulebook here does, with the reason.
# Made from the statements `not encoded` of the rulebooks; `rulebook` is the first that has the statement.
# `section` is the text that says it, `law` the place in it.
"""


def entries(books: Iterable[redline.Rulebook]) -> Iterator[dict[str, str]]:
    """Yield each entry that is not encoded once, with the rulebook that first says so."""
    seen: set[tuple[str, str]] = set()
    for book in sorted(books, key=lambda each: (each.regime, each.effective, each.id)):
        for entry in book.not_encoded:
            key = (book.regime, entry.place)
            if key not in seen:
                seen.add(key)
                sections = dict.fromkeys(cite.publication.title for cite in entry.cites)
                yield {
                    "rulebook": book.id,
                    "section": "; ".join(sections) or book.title,
                    "law": entry.place,
                    "what": entry.title,
                    "reason": entry.reason,
                }


def written(found: Iterable[Mapping[str, str]]) -> str:
    """Write entries as a TOML file."""
    tables = ("\n[[entry]]\n" + "".join(map(_pair, each.items())) for each in found)
    return _HEAD + "".join(tables)


def _pair(pair: tuple[str, str]) -> str:
    name, text = pair
    return f"{name} = {json.dumps(text, ensure_ascii=False)}\n"  # such a string is one of TOML as well


if __name__ == "__main__":
    target = Path(__file__).parent.parent / FILE
    target.write_text(written(entries(redline.load().rulebooks.values())), encoding="utf-8")
